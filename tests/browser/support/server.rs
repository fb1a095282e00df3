//! The imports of `server.js`.

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/tests/browser/support/server.js")]
extern "C" {
    /// A token endpoint and an API behind a function in the shape of `fetch`.
    pub type Server;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Server;
    /// An id of its own, and so a place of its own in every storage.
    #[wasm_bindgen(method, getter, js_name = clientId)]
    pub fn client_id(this: &Server) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn fetch(this: &Server) -> Function;
    /// Scripts the next answer of the token endpoint which is not scripted yet.
    #[wasm_bindgen(method, js_name = nextToken)]
    pub fn next_token(this: &Server, answer: &str);
    /// Scripts the next answer of the API which is not scripted yet.
    #[wasm_bindgen(method, js_name = nextCall)]
    pub fn next_call(this: &Server, answer: &str);
    /// The API accepts no token that was issued up to now.
    #[wasm_bindgen(method)]
    pub fn revoke(this: &Server);
    /// Opens the gate, for which an answer may wait.
    #[wasm_bindgen(method)]
    pub fn release(this: &Server);
    /// The forms that the token endpoint was sent.
    #[wasm_bindgen(method, getter)]
    pub fn asked(this: &Server) -> Vec<String>;
    /// What the API was sent.
    #[wasm_bindgen(method, getter)]
    pub fn called(this: &Server) -> Array;
    /// The access tokens issued.
    #[wasm_bindgen(method, getter)]
    pub fn issued(this: &Server) -> Vec<String>;
    /// The last thing an answer threw or gave, where a script kept it.
    #[wasm_bindgen(method, getter)]
    pub fn kept(this: &Server) -> JsValue;

    /// A token with this text for a payload.
    pub fn jwt(payload: &str) -> String;
}

impl Server {
    /// A field of each call that the API was sent.
    pub fn each_call(&self, field: &str) -> Vec<String> {
        self.called().iter().map(|call| super::text(&call, field)).collect()
    }
}
