//! The places where a session can be kept.
//!
//! The page's storages are looked at before they are touched: where cookies are blocked, the mere look throws.

use super::platform::{call, fault, has};
use super::{Browser, JsObject};
use crate::client::ports::{StoreFault, TokenStore, Writing};
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::Promise;
use std::future::ready;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

/// Which place was asked for.
pub enum Place {
    /// `localStorage`: outlives the browser, shared between tabs.
    Local,
    /// `sessionStorage`: one tab, until it closes.
    Session,
    /// Nowhere but here.
    Memory,
    /// The application's own object with `get`, `set` and `remove`, perhaps asynchronous; kept by `keeper`.
    Custom(JsObject),
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
}

impl TokenStore for Browser {
    async fn load(&self) -> Result<Option<String>, StoreFault> {
        match &self.store.place {
            Place::Memory => Ok(None),
            Place::Custom(keeper) => {
                let told = settled(call(&keeper.get("load"), &JsValue::UNDEFINED)).await;
                let text = told.as_string();
                outcome(told).map(|()| text)
            }
            page => page
                .storage()
                .and_then(|storage| storage.get_item(&self.store.key).ok())
                .ok_or(StoreFault::Unavailable),
        }
    }

    fn peek(&self) -> Option<Option<String>> {
        self.store.place.storage()?.get_item(&self.store.key).ok()
    }

    fn save(&self, text: &str) -> Writing {
        let place = &self.store.place;
        if let Place::Custom(keeper) = place {
            let promise = call(&keeper.get("save"), &text.into());
            return Box::pin(async move { outcome(settled(promise).await) });
        }
        let written = match place {
            Place::Memory | Place::Custom(_) => Ok(()),
            page => match page.storage() {
                Some(storage) => write(&storage, &self.store.key, text),
                None => Err(StoreFault::Unavailable),
            },
        };
        Box::pin(ready(written))
    }
}

/// Writes and reads back: some browsers have been known to drop writes without a word.
fn write(storage: &Storage, key: &str, text: &str) -> Result<(), StoreFault> {
    storage.set_item(key, text).or_else(|thrown| outcome(fault(&thrown).into()))?;
    let kept = storage.get_item(key).ok().flatten();
    if kept.as_deref() == Some(text) { Ok(()) } else { Err(StoreFault::Unavailable) }
}

/// What a promise that never rejects is fulfilled with.
async fn settled(promise: JsValue) -> JsValue {
    JsFuture::from(promise.unchecked_into::<Promise>()).await.unwrap_or_default()
}

/// A number tells a fault.
fn outcome(told: JsValue) -> Result<(), StoreFault> {
    match told.as_f64() {
        None => Ok(()),
        Some(1.0) => Err(StoreFault::Full),
        Some(_) => Err(StoreFault::Unavailable),
    }
}
