//! News from other tabs, and from the page's own life.
//!
//! A `storage` event tells that another tab wrote. It may come late or twice, so it is only a reason to look. A page that
//! comes back (from the back/forward cache, from behind another tab, from sleep) looks as well.

use super::storage::{Place, Store};
use super::{Browser, global::global};
use crate::client::core::Client;
use js_sys::Reflect;
use std::rc::Weak;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::EventTarget;

/// Listeners that end with this value.
pub struct Tabs {
    listeners: Vec<(EventTarget, &'static str)>,
    look: Closure<dyn FnMut(JsValue)>,
}

impl Tabs {
    /// Begins to listen, where there is a page to listen to.
    pub fn listen(client: &Weak<Client<Browser>>, store: &Store) -> Option<Self> {
        let window: EventTarget = global("window").dyn_into().ok()?;
        let client = client.clone();
        let shared = store.place == Place::Local;
        let key = store.key.clone();
        let look = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let Some(client) = client.upgrade() else { return };
            // No key: everything was cleared. Other events have no such property at all.
            let foreign = Reflect::get(&event, &"key".into()).unwrap_or_default().as_string();
            if shared && foreign.is_none_or(|changed| changed == key) {
                client.catch_up();
            }
            client.wake();
        });
        let mut listeners = vec![(window.clone(), "storage"), (window, "pageshow")];
        if let Ok(document) = global("document").dyn_into() {
            listeners.push((document, "visibilitychange"));
        }
        for (target, name) in &listeners {
            drop(target.add_event_listener_with_callback(name, look.as_ref().unchecked_ref()));
        }
        Some(Self { listeners, look })
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        for (target, name) in &self.listeners {
            drop(target.remove_event_listener_with_callback(name, self.look.as_ref().unchecked_ref()));
        }
    }
}
