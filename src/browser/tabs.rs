//! News from other tabs, and from the page's own life.
//!
//! A `storage` event tells that another tab wrote. It may come late or twice, so it is only a reason to look. A page that
//! comes back (from the back/forward cache, from behind another tab, from sleep) looks as well.

use super::Browser;
use super::platform::Watch;
use super::storage::{Place, Store};
use crate::client::core::Client;
use std::rc::Weak;

/// Listens until the value is dropped.
pub fn listen(client: &Weak<Client<Browser>>, store: &Store) -> Watch {
    let client = client.clone();
    let shared = matches!(store.place, Place::Local);
    let key = store.key.clone();
    Watch::news(move |changed| {
        let Some(client) = client.upgrade() else { return };
        // No key: everything was cleared, or it is no event of the storage's.
        if shared && changed.as_string().is_none_or(|changed| changed == key) {
            client.catch_up();
        }
        client.wake();
    })
}
