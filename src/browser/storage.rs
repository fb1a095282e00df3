//! The places where a session can be kept.

use super::platform::{fault, has};
use crate::bridge::store_fault;
use crate::client::ports::StoreFault;
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Which place was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `localStorage`: outlives the browser, shared between tabs.
    Local,
    /// `sessionStorage`: one tab, until it closes.
    Session,
    /// Nowhere but here.
    Memory,
    /// The application's own object, perhaps asynchronous; the host reads and writes it.
    Custom,
}

impl Place {
    /// By its name in `capabilities.storage`.
    pub fn named(name: &str) -> Self {
        match name {
            "local" => Self::Local,
            "session" => Self::Session,
            "custom" => Self::Custom,
            _ => Self::Memory,
        }
    }
}

/// One key in one place.
pub struct Store {
    /// The place.
    pub place: Place,
    /// The key.
    pub key: String,
}

impl Store {
    /// Reads the record of a page's storage. Any other place cannot be read at once.
    pub fn read(&self) -> Result<Option<String>, StoreFault> {
        self.page_storage()?.get_item(&self.key).map_err(|_| StoreFault::Unavailable)
    }

    /// Writes to a page's storage, and reads back: some browsers have been known to drop writes without a word.
    pub fn write(&self, text: &str) -> Result<(), StoreFault> {
        let written = self.page_storage()?.set_item(&self.key, text);
        written.map_err(|thrown: JsValue| fault_of(fault(&thrown)))?;
        if self.read()?.as_deref() == Some(text) { Ok(()) } else { Err(StoreFault::Unavailable) }
    }

    /// Where cookies are blocked, the mere look at a storage throws; gloo's `raw()` would panic, also where the platform has no storage.
    fn page_storage(&self) -> Result<Storage, StoreFault> {
        let (name, raw): (_, fn() -> Storage) = match self.place {
            Place::Local => ("localStorage", LocalStorage::raw),
            Place::Session => ("sessionStorage", SessionStorage::raw),
            Place::Memory | Place::Custom => return Err(StoreFault::Unavailable),
        };
        if has("window") && has(name) { Ok(raw()) } else { Err(StoreFault::Unavailable) }
    }
}

/// A store fault of the bridge.
pub(super) fn fault_of(number: u32) -> StoreFault {
    if number == store_fault::FULL { StoreFault::Full } else { StoreFault::Unavailable }
}
