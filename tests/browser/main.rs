//! What only a browser can show about the rooms `browser` and `js`: run as wasm, in a page of headless Chromium.
//!
//! The exported class is used as the loader uses it, against a scripted `fetch` and the page's own storages. Nothing
//! leaves the page. Errors are plain fact objects here: their class belongs to the loader, which is not part of this.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as claimed"
)]

mod support;

mod abort;
mod bearer;
mod bodies;
mod claims;
mod custom_store;
mod dispose;
mod events;
mod guests;
mod keeping;
mod methods;
mod options;
mod origins;
mod renewal;
mod secrecy;
mod session;
mod sso;
mod store;
mod stored;
mod tabs;
mod token_endpoint;
mod value;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
