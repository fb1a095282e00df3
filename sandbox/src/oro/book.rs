//! What the league server keeps: refresh tokens, which access tokens have been revoked, and the shopping lists.
//! Bounded like everything here; the oldest make room.

use jiff::Timestamp;
use std::collections::{HashMap, HashSet, VecDeque};

/// The most tokens remembered of each kind.
const REMEMBERED: usize = 20_000;

/// A refresh token's contents, which a real one carries encrypted.
#[derive(Clone, Debug)]
pub(super) struct Refresh {
    pub client_id: String,
    pub subject: String,
    pub access_id: String,
    pub scopes: Vec<String>,
    pub expires_at: Timestamp,
    pub revoked: bool,
}

/// One thing on a shopping list.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub id: u64,
    pub product_id: String,
    pub quantity: i64,
}

/// Everything that changes at the OroCommerce side.
#[derive(Default)]
pub(crate) struct OroBook {
    refresh: HashMap<String, Refresh>,
    refresh_order: VecDeque<String>,
    revoked: HashSet<String>,
    revoked_order: VecDeque<String>,
    lists: HashMap<String, Vec<Item>>,
    last_item: u64,
}

impl OroBook {
    pub(super) fn keep(&mut self, token: String, refresh: Refresh) {
        if self.refresh_order.len() >= REMEMBERED
            && let Some(oldest) = self.refresh_order.pop_front()
        {
            self.refresh.remove(&oldest);
        }
        self.refresh_order.push_back(token.clone());
        self.refresh.insert(token, refresh);
    }

    pub(super) fn refresh(&self, token: &str) -> Option<&Refresh> {
        self.refresh.get(token)
    }

    /// Ends a refresh token and the access token that came with it.
    pub(super) fn end(&mut self, token: &str) {
        let Some(refresh) = self.refresh.get_mut(token) else { return };
        refresh.revoked = true;
        let access_id = refresh.access_id.clone();
        if self.revoked_order.len() >= REMEMBERED
            && let Some(oldest) = self.revoked_order.pop_front()
        {
            self.revoked.remove(&oldest);
        }
        self.revoked_order.push_back(access_id.clone());
        self.revoked.insert(access_id);
    }

    pub(super) fn is_revoked(&self, access_id: &str) -> bool {
        self.revoked.contains(access_id)
    }

    /// Ends every refresh token of a subject, or of everybody.
    pub(crate) fn revoke(&mut self, subject: Option<&str>) {
        for refresh in self.refresh.values_mut() {
            refresh.revoked |= subject.is_none_or(|subject| refresh.subject.eq_ignore_ascii_case(subject));
        }
    }

    pub(super) fn list(&self, subject: &str) -> &[Item] {
        self.lists.get(subject).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn add(&mut self, subject: &str, product_id: String, quantity: i64) -> Item {
        self.last_item += 1;
        let item = Item { id: self.last_item, product_id, quantity };
        self.lists.entry(subject.to_owned()).or_default().push(item.clone());
        item
    }

    /// Like [`add`](Self::add), but what is on the list already becomes more.
    pub(super) fn add_more(&mut self, subject: &str, product_id: String, quantity: i64) -> Item {
        let items = self.lists.entry(subject.to_owned()).or_default();
        match items.iter_mut().find(|item| item.product_id == product_id) {
            Some(item) => {
                item.quantity = item.quantity.saturating_add(quantity);
                item.clone()
            }
            None => self.add(subject, product_id, quantity),
        }
    }

    /// The changed item, if there was one.
    pub(super) fn change(&mut self, subject: &str, id: u64, quantity: i64) -> Option<Item> {
        let item = self.lists.get_mut(subject)?.iter_mut().find(|item| item.id == id)?;
        item.quantity = quantity;
        Some(item.clone())
    }

    /// Whether there was such an item.
    pub(super) fn remove(&mut self, subject: &str, id: u64) -> bool {
        let Some(items) = self.lists.get_mut(subject) else { return false };
        let before = items.len();
        items.retain(|item| item.id != id);
        items.len() < before
    }

    /// What the visitor has gathered goes to the user who turned out to be behind it.
    pub(super) fn hand_over(&mut self, visitor: &str, user: &str) {
        for item in self.lists.remove(visitor).unwrap_or_default() {
            self.add_more(user, item.product_id, item.quantity);
        }
    }
}
