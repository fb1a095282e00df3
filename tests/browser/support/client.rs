//! A client as JavaScript has it: an object of the exported class.

use super::value;
use js_sys::{Function, Promise, Reflect};
use storefront_auth::js::open;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A client; a copy of it is the same client.
#[derive(Clone)]
pub struct Client(JsValue);

/// One of its methods that take options.
pub type Method = fn(&Client, &JsValue) -> Promise;

impl Client {
    /// Opens a client.
    pub async fn open(options: JsValue) -> Result<Self, JsValue> {
        let client = Self(open(&options)?);
        // As the loader does.
        JsFuture::from(Promise::resolve(&client.call("restore"))).await?;
        for name in ["fetch", "subscribe"] {
            let method: Function = client.get(name).unchecked_into();
            Reflect::set(&client.0, &name.into(), &method.bind0(&client.0)).unwrap();
        }
        Ok(client)
    }

    pub fn session(&self) -> JsValue {
        self.get("session")
    }

    pub fn capabilities(&self) -> JsValue {
        self.get("capabilities")
    }

    pub fn fetch(&self) -> JsValue {
        self.get("fetch")
    }

    pub fn login(&self, credentials: &JsValue) -> Promise {
        self.run("login", credentials)
    }

    pub fn login_anonymously(&self, options: &JsValue) -> Promise {
        self.run("loginAnonymously", options)
    }

    pub fn refresh(&self, options: &JsValue) -> Promise {
        self.run("refresh", options)
    }

    pub fn logout(&self, options: &JsValue) -> Promise {
        self.run("logout", options)
    }

    pub fn access_token(&self, options: &JsValue) -> Promise {
        self.run("accessToken", options)
    }

    /// The address to leave for, or what is thrown.
    pub fn sso_url(&self, options: &JsValue) -> Result<String, JsValue> {
        let url = self.get("ssoUrl").unchecked_into::<Function>().call1(&self.0, options)?;
        Ok(url.as_string().unwrap_or_else(|| panic!("ssoUrl gave {url:?}")))
    }

    pub fn complete_sso(&self, url: &JsValue) -> Promise {
        self.run("completeSso", url)
    }

    pub fn transfer_order(&self) -> Promise {
        self.run("transferOrder", &JsValue::UNDEFINED)
    }

    /// Gives the function that ends it, or what is thrown.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.get("subscribe").unchecked_into::<Function>().call1(&self.0, &listener)
    }

    pub fn dispose(&self) {
        self.call("dispose");
    }

    /// What happens when nobody has the object any more.
    pub fn let_go(self) {
        self.call("release");
    }

    fn run(&self, method: &str, options: &JsValue) -> Promise {
        let function: Function = self.get(method).unchecked_into();
        let promise = function.call1(&self.0, options);
        promise.unwrap_or_else(|error| panic!("{method} threw: {error:?}")).unchecked_into()
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_else(|_| panic!("{name} threw"))
    }

    fn call(&self, name: &str) -> JsValue {
        let function: Function = self.get(name).unchecked_into();
        function.call0(&self.0).unwrap_or_else(|_| panic!("{name} threw"))
    }
}

/// Calls the client's `fetch` with two JavaScript expressions.
pub fn send(client: &Client, input: &str, init: &str) -> Promise {
    send_value(client, &value(input), &value(init))
}

/// Calls the client's `fetch`.
pub fn send_value(client: &Client, input: &JsValue, init: &JsValue) -> Promise {
    let fetch: Function = client.fetch().unchecked_into();
    let answer = fetch.call2(&JsValue::UNDEFINED, input, init);
    answer.unwrap_or_else(|error| panic!("fetch threw: {error:?}")).unchecked_into()
}
