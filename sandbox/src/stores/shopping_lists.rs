//! Shopping lists at the OroCommerce side: one for each visitor and each user.

use std::collections::HashMap;

/// One thing on a shopping list.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub id: u64,
    pub product_id: String,
    pub quantity: i64,
}

/// All lists, by the subject of the token.
#[derive(Default)]
pub(crate) struct ShoppingLists {
    lists: HashMap<String, Vec<Item>>,
    last_item: u64,
}

impl ShoppingLists {
    pub fn list(&self, subject: &str) -> &[Item] {
        self.lists.get(subject).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn add(&mut self, subject: &str, product_id: String, quantity: i64) -> Item {
        self.last_item += 1;
        let item = Item { id: self.last_item, product_id, quantity };
        self.lists.entry(subject.to_owned()).or_default().push(item.clone());
        item
    }

    /// Like [`add`](Self::add), but what is on the list already becomes more.
    pub fn add_more(&mut self, subject: &str, product_id: String, quantity: i64) -> Item {
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
    pub fn change(&mut self, subject: &str, id: u64, quantity: i64) -> Option<Item> {
        let item = self.lists.get_mut(subject)?.iter_mut().find(|item| item.id == id)?;
        item.quantity = quantity;
        Some(item.clone())
    }

    /// Whether there was such an item.
    pub fn remove(&mut self, subject: &str, id: u64) -> bool {
        let Some(items) = self.lists.get_mut(subject) else { return false };
        let before = items.len();
        items.retain(|item| item.id != id);
        items.len() < before
    }

    /// What the visitor has gathered goes to the user who turned out to be behind it.
    pub fn move_items(&mut self, visitor: &str, user: &str) {
        for item in self.lists.remove(visitor).unwrap_or_default() {
            self.add_more(user, item.product_id, item.quantity);
        }
    }
}
