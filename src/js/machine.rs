//! What is exported: the engine of one client, and the decoder of claims. Documented for JavaScript in types.d.ts.
//!
//! An engine holds nothing of the page. With each signal it is handed the host that does what follows. So the host and
//! everything around it is collected like any other object.

use crate::browser::{Host, Place, Store, claims_to_js, decode_input, perform};
use crate::client::config::Config;
use crate::client::core::Client;
use crate::protocol::jwt::{Claims, payload};
use crate::value::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/js/client.js")]
extern "C" {
    #[wasm_bindgen(js_name = readOptions, catch)]
    fn read_options(given: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = makeClient)]
    fn make_client(options: &JsValue, machine: Machine) -> JsValue;
}

/// Decodes a token's claims, unverified; undefined where it has none.
#[wasm_bindgen(js_name = decodeClaims)]
pub fn decode_claims(token: &JsValue) -> JsValue {
    let claims = token.as_string().and_then(|token| payload(&token).ok());
    claims.map_or(JsValue::UNDEFINED, |payload| claims_to_js(&Claims(payload)))
}

/// Makes a client, or throws what is wrong with the options.
#[wasm_bindgen]
pub fn open(given: &JsValue) -> Result<JsValue, JsValue> {
    let options = read_options(given)?;
    match Machine::new(&options.clone().into()) {
        Some(machine) => Ok(make_client(&options, machine)),
        // A platform that options.js knows and we do not: refused like options that make no sense.
        None => read_options(&JsValue::UNDEFINED),
    }
}

/// One shopper's session with one API client.
#[wasm_bindgen]
pub struct Machine(Client<Store>);

#[wasm_bindgen]
impl Machine {
    fn new(options: &Value) -> Option<Self> {
        let place = Place::named(&options.text("place").read());
        let store = Store { place, key: options.text("key").read() };
        Some(Self(Client::new(Config::new(options)?, store)))
    }

    /// Takes in what happened, and has the host do what is to be done about it.
    pub fn handle(&mut self, host: &Host, what: u32, id: u32, value: JsValue) {
        let input = decode_input(self.0.env(), what, id, value);
        for effect in self.0.handle(input) {
            perform(host, self.0.env(), effect);
        }
    }
}

// wasm-bindgen lays those scripts into the package that some Rust names. Nothing of these is called from here: they are what
// client.js imports. A test of the bridge fails where a script of src is missing.
macro_rules! scripts {
    ($($path:tt $export:ident $name:ident;)+) => {$(
        #[wasm_bindgen(module = $path)]
        extern "C" {
            #[wasm_bindgen(js_name = $export)]
            type $name;
        }
    )+};
}

scripts! {
    "/src/bridge/bridge.js" PLATFORMS Bridge;
    "/src/browser/call.js" prepare Call;
    "/src/browser/custom_store.js" load CustomStore;
    "/src/browser/error.js" StorefrontAuthError AuthError;
    "/src/browser/events.js" Events Events;
    "/src/browser/host.js" Host HostScript;
    "/src/browser/lock.js" Lock Lock;
    "/src/browser/page.js" listenToPage Page;
    "/src/browser/request.js" startRequest Request;
    "/src/js/options.js" readOptions Options;
    "/src/js/sso.js" Sso SsoScript;
}
