//! The people of a seed, with their passwords in clear, as only a seed may hold them.
//! Here they become users of the marketplace, and accounts at the identity provider.

use crate::world::{Affiliation, Identity, User, hash_password};
use jiff::Timestamp;
use serde::Deserialize;

/// A user. Neither a buyer nor a supplier means the seller.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SeedUser {
    #[serde(rename = "ID")]
    pub id: String,
    pub username: String,
    #[serde(default)]
    pub password: Option<String>,
    #[serde(default, rename = "BuyerID")]
    pub buyer_id: Option<String>,
    #[serde(default, rename = "SupplierID")]
    pub supplier_id: Option<String>,
    #[serde(default, rename = "UserGroupIDs")]
    pub user_group_ids: Vec<String>,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default)]
    pub password_expired: bool,
}

fn yes() -> bool {
    true
}

/// A person that only the identity provider knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SeedIdentity {
    username: String,
    password: String,
    first_name: String,
    last_name: String,
    email: String,
}

impl SeedUser {
    /// The user of the marketplace, without a number yet.
    pub fn user(&self, now: Timestamp) -> anyhow::Result<User> {
        let affiliation = match (&self.buyer_id, &self.supplier_id) {
            (Some(_), Some(_)) => {
                anyhow::bail!("user {} belongs to a buyer and to a supplier", self.username)
            }
            (Some(id), None) => Affiliation::Buyer(id.clone()),
            (None, Some(id)) => Affiliation::Supplier(id.clone()),
            (None, None) => Affiliation::Seller,
        };
        let password_hash = match &self.password {
            Some(password) => Some(hash_password(password, &self.username)?),
            None => None,
        };
        Ok(User {
            id: self.id.clone(),
            username: self.username.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            active: self.active,
            password_set: password_hash.is_some().then_some(now),
            password_hash,
            password_expired: self.password_expired,
            ..User::blank(affiliation, self.user_group_ids.clone(), now)
        })
    }
}

impl SeedIdentity {
    /// The account at the identity provider.
    pub fn identity(&self) -> anyhow::Result<Identity> {
        Ok(Identity {
            username: self.username.clone(),
            password_hash: hash_password(&self.password, &self.username)?,
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
        })
    }
}
