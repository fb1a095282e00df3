//! The marketplace in memory: who may sign in, through what, and what they can buy.
//! Plain data and plain questions about it; no HTTP, no tokens, and time only as an argument.

mod address;
mod api_client;
mod catalog;
mod connect;
mod identity;
mod lockout;
mod order;
mod outbox;
mod password;
mod payment;
mod promotion;
mod roles;
mod user;

pub(crate) use address::{Address, BuyerAddress, BuyerCreditCard, Written};
pub(crate) use api_client::{ApiClient, Assignment, ClientSecret};
pub(crate) use catalog::{Catalog, Category, Product};
pub(crate) use connect::{ImpersonationConfig, OpenIdConnect};
pub(crate) use identity::Stranger;
pub(crate) use lockout::Code;
pub(crate) use order::{FromUser, LineItem, LineWish, Order, Owner, Status, round_cents};
pub(crate) use outbox::{Message, Outbox};
pub(crate) use password::{MINIMUM_LENGTH, hash as hash_password, is_strong, matches as password_matches};
pub(crate) use payment::{Payment, PaymentType, Transaction};
pub(crate) use promotion::{Applied, Promotion};
pub(crate) use roles::{SecurityProfile, SecurityProfileAssignment, is_standard};
pub(crate) use user::{Affiliation, Company, User, UserGroup};

use crate::seed::Seed;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The seller's id: there is one marketplace per sandbox.
pub(crate) const SELLER_ID: &str = "fernhollow";

/// Something of one user's own; nobody else sees it.
#[derive(Clone, Debug)]
pub(crate) struct Owned<T> {
    pub owner: u64,
    pub id: String,
    pub created: Timestamp,
    pub what: T,
}

/// One marketplace.
pub(crate) struct World {
    pub catalog: Catalog,
    pub categories: Vec<Category>,
    pub products: Vec<Product>,
    pub buyers: Vec<Company>,
    pub suppliers: Vec<Company>,
    pub users: BTreeMap<u64, User>,
    pub security_profiles: Vec<SecurityProfile>,
    pub security_profile_assignments: Vec<SecurityProfileAssignment>,
    pub api_clients: Vec<ApiClient>,
    pub api_client_assignments: Vec<Assignment>,
    pub client_secrets: Vec<ClientSecret>,
    pub open_id_connects: Vec<OpenIdConnect>,
    pub impersonation_configs: Vec<ImpersonationConfig>,
    strangers: Vec<identity::Identity>,
    pub orders: BTreeMap<String, Order>,
    /// The carts that users have chosen, by the users' numbers.
    pub active_carts: BTreeMap<u64, String>,
    pub promotions: Vec<Promotion>,
    pub addresses: Vec<Owned<BuyerAddress>>,
    pub credit_cards: Vec<Owned<BuyerCreditCard>>,
    pub user_groups: Vec<UserGroup>,
    pub outbox: Outbox,
    next_user: u64,
}

impl World {
    pub fn from_seed(seed: &Seed, now: Timestamp) -> anyhow::Result<Self> {
        let mut world = Self {
            catalog: seed.catalog.clone(),
            categories: seed.categories.clone(),
            products: seed.products.clone(),
            buyers: seed.buyers.clone(),
            suppliers: seed.suppliers.clone(),
            users: BTreeMap::new(),
            security_profiles: seed.security_profiles.clone(),
            security_profile_assignments: seed.security_profile_assignments.clone(),
            api_clients: seed.api_clients.clone(),
            api_client_assignments: seed.api_client_assignments.clone(),
            client_secrets: Vec::new(),
            open_id_connects: seed.open_id_connects.clone(),
            impersonation_configs: seed.impersonation_configs.clone(),
            strangers: seed
                .identity_provider_accounts
                .iter()
                .map(identity::Identity::from_seed)
                .collect::<Result<_, _>>()?,
            orders: BTreeMap::new(),
            active_carts: BTreeMap::new(),
            promotions: seed.promotions.clone(),
            addresses: Vec::new(),
            credit_cards: Vec::new(),
            user_groups: seed.user_groups.clone(),
            outbox: Outbox::default(),
            next_user: 1_920_563,
        };
        for user in &seed.users {
            for id in &user.user_group_ids {
                let known = seed
                    .user_groups
                    .iter()
                    .any(|group| group.id == *id && Some(&group.buyer_id) == user.buyer_id.as_ref());
                anyhow::ensure!(
                    known,
                    "user {} is in group {id}, which the buyer does not have",
                    user.username
                );
            }
            world.add_user(User::from_seed(user, now)?);
        }
        Ok(world)
    }

    /// Takes a user in and gives it the internal number that tokens carry in `u`.
    pub fn add_user(&mut self, mut user: User) -> u64 {
        let number = self.next_user;
        self.next_user += 1;
        user.number = number;
        self.users.insert(number, user);
        number
    }

    /// Takes a user out with everything that hangs on it; orders stay, because others have business with them.
    pub fn remove_user(&mut self, number: u64) {
        let Some(user) = self.users.remove(&number) else { return };
        self.addresses.retain(|address| address.owner != number);
        self.credit_cards.retain(|card| card.owner != number);
        self.active_carts.remove(&number);
        self.orders
            .retain(|_, order| order.owner != Owner::User(number) || order.status != Status::Unsubmitted);
        self.security_profile_assignments.retain(|assignment| !assignment.is_for(&user));
    }

    /// Usernames are unique across the marketplace and do not depend on case.
    pub fn user_named(&self, username: &str) -> Option<&User> {
        self.users.values().find(|user| user.username.eq_ignore_ascii_case(username))
    }

    /// The user with this id at this company.
    pub fn user_at(&self, affiliation: &Affiliation, id: &str) -> Option<&User> {
        self.users.values().find(|user| user.affiliation == *affiliation && user.id == id)
    }

    pub fn buyer(&self, id: &str) -> Option<&Company> {
        self.buyers.iter().find(|company| company.id == id)
    }

    pub fn supplier(&self, id: &str) -> Option<&Company> {
        self.suppliers.iter().find(|company| company.id == id)
    }

    /// Whether the user's company may do business; the seller always may.
    pub fn company_is_active(&self, user: &User) -> bool {
        match &user.affiliation {
            Affiliation::Buyer(id) => self.buyer(id).is_some_and(|company| company.active),
            Affiliation::Supplier(id) => self.supplier(id).is_some_and(|company| company.active),
            Affiliation::Seller => true,
        }
    }

    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }
}
