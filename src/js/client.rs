//! The exported class and functions. Documented for JavaScript in types.d.ts.
//!
//! Every method starts its work on the shared client and returns a promise; nothing is borrowed while it waits.

use super::error;
use super::face::Face;
use super::options::{Options, of_method};
use crate::browser::{
    Api, ApiCall, Browser, Deferred, Ended, JsObject, Store, Wire, freeze, race, spawn, to_js,
};
use crate::client::config::{scope, text};
use crate::client::core::Client;
use crate::client::error::{Code, Error};
use crate::client::flight::Flight;
use crate::client::login::GuestRequest;
use crate::client::notice::Cause;
use crate::client::perform::{Command, Failure, Outcome};
use crate::protocol::fields::Fields;
use crate::protocol::grant::Grant;
use crate::protocol::plain::{Plain, PlainObject};
use crate::protocol::secret::Secret;
use crate::session::record::{Kind, Via};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// Decodes a token's claims, unverified.
#[wasm_bindgen(js_name = decodeClaims)]
pub fn decode_claims(token: JsValue) -> Result<JsValue, JsValue> {
    let token = token.as_string().ok_or_else(|| error::of(Code::BadToken))?;
    super::claims::decode(&token)
}

/// Makes a client. Its stored session is taken up by `restore`.
#[wasm_bindgen]
pub fn open(options: JsValue) -> Result<StorefrontAuth, JsValue> {
    let Options { config, place, key, api } = Options::parse(options)?;
    let mut fetch = api.fetch.clone();
    if !fetch.is_function() {
        fetch = JsObject::wrap(js_sys::global().into()).get("fetch");
    }
    if !fetch.is_function() {
        return Err(error::unsupported("fetch"));
    }
    let face = Face::new();
    let audience = Rc::clone(&face);
    let wire = Wire { fetch, timeout: config.timeout };
    let browser = Browser::new(wire, Store { place, key }, Box::new(move |notice| audience.hear(notice)));
    let client = Client::new(config, browser);
    client.ports().serve(&client);
    let inner = Rc::new(Inner { client, face, api, end: Flight::take_off() });
    Ok(StorefrontAuth { fetch: bound_fetch(&inner), inner })
}

/// One shopper's session with one API client.
#[wasm_bindgen]
pub struct StorefrontAuth {
    inner: Rc<Inner>,
    fetch: JsValue,
}

struct Inner {
    client: Rc<Client<Browser>>,
    face: Rc<Face>,
    api: Api,
    end: Flight<()>,
}

#[wasm_bindgen]
impl StorefrontAuth {
    /// The current session.
    #[wasm_bindgen(getter)]
    pub fn session(&self) -> JsValue {
        self.inner.face.session()
    }

    /// Which storage and lock this client ended up with.
    #[wasm_bindgen(getter)]
    pub fn capabilities(&self) -> JsValue {
        let client = &self.inner.client;
        let storage = if client.is_kept() { client.ports().store.place.as_str() } else { "memory" };
        let capabilities = to_js(PlainObject(&[
            ("storage", Plain::Text(storage)),
            ("lock", Plain::Text("tab")),
            ("engine", Plain::Text("wasm")),
        ]));
        freeze(&capabilities);
        capabilities
    }

    /// The platform's fetch, plus the bearer header. Bound.
    #[wasm_bindgen(getter)]
    pub fn fetch(&self) -> JsValue {
        self.fetch.clone()
    }

    /// Adds a listener; returns the function that removes it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.inner.client.check_alive()?;
        if !listener.is_function() {
            return Err(Error::config("listener").into());
        }
        let number = self.inner.face.subscribe(listener.unchecked_into());
        let face = Rc::clone(&self.inner.face);
        Ok(Closure::<dyn FnMut(JsValue)>::new(move |_| face.unsubscribe(number)).into_js_value())
    }

    /// Takes up the stored session.
    pub fn restore(&self) -> Promise {
        self.inner.start(JsValue::UNDEFINED, Ok(Command::Restore))
    }

    /// Password grant.
    pub fn login(&self, credentials: JsValue) -> Promise {
        self.parse(credentials, |credentials| {
            let required = |name| credentials.text(name).ok_or(Error::config(name));
            let grant = Grant::Password {
                username: required("username")?,
                password: Secret::new(required("password")?),
                scope: self.inner.client.scope_or_default(scope(credentials)?),
            };
            Ok(Command::Login(grant, Kind::User(Via::Password), Cause::Login))
        })
    }

    /// Guest shopping.
    #[wasm_bindgen(js_name = loginAnonymously)]
    pub fn login_anonymously(&self, options: JsValue) -> Promise {
        self.parse(options, |options| {
            let anon_user_id = text(options, "anonUserId")?;
            let fresh = options.get("fresh").is_truthy();
            Ok(Command::LoginAnonymously(GuestRequest { anon_user_id, scope: scope(options)?, fresh }))
        })
    }

    /// Renews now.
    pub fn refresh(&self, options: JsValue) -> Promise {
        self.parse(options, |_| Ok(Command::Refresh))
    }

    /// Signs out.
    pub fn logout(&self) -> Promise {
        self.inner.start(JsValue::UNDEFINED, Ok(Command::Logout))
    }

    /// A token that is good now.
    #[wasm_bindgen(js_name = accessToken)]
    pub fn access_token(&self, options: JsValue) -> Promise {
        self.parse(options, |_| Ok(Command::AccessToken))
    }

    /// Ends this object's work.
    pub fn dispose(&self) {
        self.inner.client.dispose();
        self.inner.client.ports().silence();
        self.inner.face.silence();
        self.inner.end.land(());
    }
}

impl StorefrontAuth {
    /// Reads a method's options, and starts what they ask for.
    fn parse(
        &self,
        options: JsValue,
        command: impl FnOnce(&JsObject) -> Result<Command<ApiCall>, Error>,
    ) -> Promise {
        match of_method(options) {
            Ok(options) => {
                let signal = options.get("signal");
                self.inner.start(signal, command(&options).map_err(JsValue::from))
            }
            Err(error) => self.inner.start(JsValue::UNDEFINED, Err(error.into())),
        }
    }
}

impl Inner {
    /// Starts a command that its caller may give up, and that ends with the client.
    fn start(&self, signal: JsValue, command: Result<Command<ApiCall>, JsValue>) -> Promise {
        let (client, face, end) = (Rc::clone(&self.client), Rc::clone(&self.face), self.end.clone());
        let deferred = Deferred::pending();
        let promise = deferred.promise();
        let command = match command {
            Ok(command) => command,
            Err(error) => {
                deferred.settle(Err(error));
                return promise;
            }
        };
        spawn(Box::pin(async move {
            deferred.settle(match race(client.perform(command), signal, end).await {
                Ended::Done(Ok(Outcome::Session)) => Ok(face.session()),
                Ended::Done(Ok(Outcome::AccessToken(bearer))) => {
                    Ok(bearer.live.tokens.access_token.expose().into())
                }
                Ended::Done(Ok(Outcome::Answer(response))) => Ok(response),
                Ended::Done(Err(Failure::Auth(error, response))) => {
                    Err(error::to_js(&error, &response.unwrap_or(JsValue::NULL)))
                }
                Ended::Done(Err(Failure::Platform(thrown))) | Ended::Aborted(thrown) => Err(thrown),
                Ended::Disposed => Err(error::of(Code::Disposed)),
            });
        }));
        promise
    }
}

/// `fetch` as a function that may be passed around. It keeps the client alive, and goes when JavaScript lets go of it.
fn bound_fetch(inner: &Rc<Inner>) -> JsValue {
    let inner = Rc::clone(inner);
    let fetch = move |input: JsValue, init: JsValue| {
        let call = ApiCall::new(&input, &init, &inner.api);
        let signal = call.as_ref().map_or(JsValue::UNDEFINED, ApiCall::signal);
        inner.start(signal, call.map(Command::Fetch))
    };
    Closure::<dyn FnMut(JsValue, JsValue) -> Promise>::new(fetch).into_js_value()
}
