//! People and the companies they belong to.
//! Roles are not kept with the user: see `roles`.

use super::lockout::{Code, Lockout};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The side of the marketplace that a user is on; it decides claim `usrtype`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Affiliation {
    Buyer(String),
    Supplier(String),
    Seller,
}

impl Affiliation {
    /// Claim `usrtype`; the seller's users are called `admin` there.
    pub fn user_type(&self) -> &'static str {
        match self {
            Self::Buyer(_) => "buyer",
            Self::Supplier(_) => "supplier",
            Self::Seller => "admin",
        }
    }

    pub fn company_id(&self) -> &str {
        match self {
            Self::Buyer(id) | Self::Supplier(id) => id,
            Self::Seller => super::SELLER_ID,
        }
    }
}

/// A buyer or supplier organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Company {
    #[serde(rename = "ID")]
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub active: bool,
    #[serde(default, rename = "DefaultCatalogID")]
    pub default_catalog_id: Option<String>,
    #[serde(default, rename = "xp")]
    pub xp: Map<String, Value>,
}

/// A group of a buyer's users; a security profile can be assigned to all of them at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserGroup {
    #[serde(rename = "ID")]
    pub id: String,
    #[serde(rename = "BuyerID")]
    pub buyer_id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default, rename = "xp")]
    pub xp: Map<String, Value>,
}

/// Somebody who can sign in. `number` is the internal id of claim `u`.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub number: u64,
    pub id: String,
    pub username: String,
    pub affiliation: Affiliation,
    pub group_ids: Vec<String>,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: Option<String>,
    pub terms_accepted: Option<String>,
    pub active: bool,
    pub xp: Map<String, Value>,
    pub password_hash: Option<String>,
    pub password_expired: bool,
    pub password_set: Option<Timestamp>,
    pub created: Timestamp,
    pub last_active: Option<Timestamp>,
    pub lockout: Lockout,
    pub one_time_password: Option<Code>,
    pub reset_code: Option<Code>,
}

impl User {
    /// A new user of this company and these groups, about whom nothing else is known.
    pub fn blank(affiliation: Affiliation, group_ids: Vec<String>, now: Timestamp) -> Self {
        Self {
            number: 0,
            id: String::new(),
            username: String::new(),
            affiliation,
            group_ids,
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            phone: None,
            terms_accepted: None,
            active: true,
            xp: Map::new(),
            password_hash: None,
            password_expired: false,
            password_set: None,
            created: now,
            last_active: None,
            lockout: Lockout::default(),
            one_time_password: None,
            reset_code: None,
        }
    }
}
