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

pub(crate) use address::{Address, BuyerAddress, BuyerCreditCard, OrderAddress};
pub(crate) use api_client::{ApiClient, Assignment, ClientSecret};
pub(crate) use catalog::{Catalog, Category, Product};
pub(crate) use connect::{ImpersonationConfig, OpenIdConnect};
pub(crate) use identity::Identity;
pub(crate) use lockout::Code;
pub(crate) use order::{FromUser, LineItem, LineItemInput, Order, Owner, Status, round_cents};
pub(crate) use outbox::{Message, Outbox};
pub(crate) use password::{MINIMUM_LENGTH, hash as hash_password, is_strong, matches as password_matches};
pub(crate) use payment::{Payment, PaymentType, Transaction};
pub(crate) use promotion::{AppliedPromotion, Promotion};
pub(crate) use roles::{SecurityProfile, SecurityProfileAssignment, is_standard};
pub(crate) use user::{Affiliation, Company, User, UserGroup};

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
    pub value: T,
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
    /// People that only the identity provider knows.
    pub provider_only_accounts: Vec<Identity>,
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
    /// A marketplace with a catalogue and nothing in it.
    pub fn empty(catalog: Catalog) -> Self {
        Self {
            catalog,
            categories: Vec::new(),
            products: Vec::new(),
            buyers: Vec::new(),
            suppliers: Vec::new(),
            users: BTreeMap::new(),
            security_profiles: Vec::new(),
            security_profile_assignments: Vec::new(),
            api_clients: Vec::new(),
            api_client_assignments: Vec::new(),
            client_secrets: Vec::new(),
            open_id_connects: Vec::new(),
            impersonation_configs: Vec::new(),
            provider_only_accounts: Vec::new(),
            orders: BTreeMap::new(),
            active_carts: BTreeMap::new(),
            promotions: Vec::new(),
            addresses: Vec::new(),
            credit_cards: Vec::new(),
            user_groups: Vec::new(),
            outbox: Outbox::default(),
            next_user: 1_920_563,
        }
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
