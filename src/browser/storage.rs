//! The places where a session can be kept.
//!
//! The page's storages are looked at before they are touched: where cookies are blocked, the mere look throws.

use super::Browser;
use super::platform::has;
use crate::client::flight::Flight;
use crate::client::ports::{StoreFault, TokenStore, Writing};
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Storage;

/// Which place was asked for.
#[derive(Clone, PartialEq)]
pub enum Place {
    /// `localStorage`: outlives the browser, shared between tabs.
    Local,
    /// `sessionStorage`: one tab, until it closes.
    Session,
    /// Nowhere but here.
    Memory,
    /// The application's own object with `get`, `set` and `remove`, perhaps asynchronous.
    Custom(JsValue),
}

impl Place {
    /// The name in `capabilities.storage`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Session => "session",
            Self::Memory => "memory",
            Self::Custom(_) => "custom",
        }
    }

    /// The platform's storage, where this is one and may be touched.
    fn storage(&self) -> Option<Storage> {
        let (name, raw): (_, fn() -> Storage) = match self {
            Self::Local => ("localStorage", LocalStorage::raw),
            Self::Session => ("sessionStorage", SessionStorage::raw),
            Self::Memory | Self::Custom(_) => return None,
        };
        // gloo's raw() would panic where there is none, and it looks for it at the window.
        (has("window") && has(name)).then(raw)
    }
}

/// One key in one place.
pub struct Store {
    /// The place.
    pub place: Place,
    /// The key.
    pub key: String,
    /// The last write to a custom place; the next one waits for it.
    last: RefCell<Option<Writing>>,
}

impl Store {
    /// A key in a place.
    pub fn new(place: Place, key: String) -> Self {
        Self { place, key, last: RefCell::new(None) }
    }

    async fn load(&self) -> Result<Option<String>, StoreFault> {
        match &self.place {
            Place::Memory => Ok(None),
            Place::Custom(store) => Ok(call(store, "get", &[self.key.as_str().into()]).await?.as_string()),
            page => page
                .storage()
                .and_then(|storage| storage.get_item(&self.key).ok())
                .ok_or(StoreFault::Unavailable),
        }
    }

    fn write(&self, text: &str) -> Writing {
        let writing = Flight::take_off();
        match &self.place {
            Place::Memory => writing.land(Ok(())),
            Place::Custom(store) => {
                let before = self.last.replace(Some(writing.clone()));
                let (store, landing) = (store.clone(), writing.clone());
                let arguments = [self.key.as_str().into(), text.into()];
                spawn_local(async move {
                    if let Some(before) = before {
                        let _ = before.await;
                    }
                    landing.land(call(&store, "set", &arguments).await.map(drop));
                });
            }
            page => writing.land(match page.storage() {
                Some(storage) => set(&storage, &self.key, text),
                None => Err(StoreFault::Unavailable),
            }),
        }
        writing
    }
}

impl TokenStore for Browser {
    async fn load(&self) -> Result<Option<String>, StoreFault> {
        self.store.load().await
    }

    fn peek(&self) -> Option<Option<String>> {
        self.store.place.storage()?.get_item(&self.store.key).ok()
    }

    fn save(&self, text: &str) -> Writing {
        self.store.write(text)
    }
}

/// Writes and reads back: some browsers have been known to drop writes without a word.
fn set(storage: &Storage, key: &str, text: &str) -> Result<(), StoreFault> {
    storage.set_item(key, text).map_err(|thrown| fault(&thrown))?;
    let kept = storage.get_item(key).ok().flatten();
    if kept.as_deref() == Some(text) { Ok(()) } else { Err(StoreFault::Unavailable) }
}

async fn call(store: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, StoreFault> {
    let method = Reflect::get(store, &method.into()).unwrap_or_default();
    let Some(method) = method.dyn_ref::<Function>() else { return Err(StoreFault::Unavailable) };
    let returned = method.apply(store, &arguments.iter().collect()).map_err(|thrown| fault(&thrown))?;
    JsFuture::from(Promise::resolve(&returned)).await.map_err(|thrown| fault(&thrown))
}

fn fault(thrown: &JsValue) -> StoreFault {
    let name = Reflect::get(thrown, &"name".into()).unwrap_or_default().as_string();
    match name.as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => StoreFault::Full,
        _ => StoreFault::Unavailable,
    }
}
