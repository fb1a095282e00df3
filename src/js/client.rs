//! The exported class and functions. Documented for JavaScript in types.d.ts.
//!
//! Every method starts its work on the shared client and returns a promise; nothing is borrowed while it waits.

use super::error::{self, to_js};
use super::face::Face;
use super::options::{Options, of_method};
use crate::browser::{ApiCall, Browser, Origins, Store, Wire, global, race};
use crate::client::config::scope;
use crate::client::core::Client;
use crate::client::error::{Code, Error};
use crate::client::fetch::Failure;
use crate::client::flight::Flight;
use crate::client::login::GuestRequest;
use crate::client::notice::Cause;
use crate::protocol::fields::Fields;
use crate::protocol::grant::Grant;
use crate::protocol::secret::Secret;
use crate::session::record::{Kind, Record, Via};
use js_sys::{Function, Object, Promise, Reflect};
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

/// Decodes a token's claims, unverified.
#[wasm_bindgen(js_name = decodeClaims)]
pub fn decode_claims(token: JsValue) -> Result<JsValue, JsValue> {
    let token = token.as_string().ok_or_else(|| error::of(Code::BadToken))?;
    super::claims::decode(&token)
}

/// Makes a client and takes up its stored session.
#[wasm_bindgen]
pub async fn open(options: JsValue) -> Result<StorefrontAuth, JsValue> {
    let Options { config, place, key, origins, fetch } = Options::parse(options)?;
    let Some(captured) = fetch.clone().or_else(|| global("fetch").dyn_into().ok()) else {
        return Err(error::unsupported("fetch"));
    };
    let face = Face::new();
    let audience = Rc::clone(&face);
    let wire = Wire { fetch: captured, timeout: config.timeout };
    let browser = Browser::new(wire, Store::new(place, key), Box::new(move |notice| audience.hear(notice)));
    let client = Client::new(config, browser);
    client.restore().await;
    client.ports().serve(&client);
    client.wake();
    let inner = Rc::new(Inner { client, face, origins, own_fetch: fetch, end: Flight::take_off() });
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
    origins: Origins,
    own_fetch: Option<Function>,
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
    pub fn capabilities(&self) -> Object {
        let capabilities = Object::new();
        let client = &self.inner.client;
        let storage = if client.is_kept() { client.ports().store.place.as_str() } else { "memory" };
        for (name, value) in [("storage", storage), ("lock", "tab"), ("engine", "wasm")] {
            drop(Reflect::set(&capabilities, &name.into(), &value.into()));
        }
        Object::freeze(&capabilities)
    }

    /// The platform's fetch, plus the bearer header. Bound.
    #[wasm_bindgen(getter)]
    pub fn fetch(&self) -> JsValue {
        self.fetch.clone()
    }

    /// Adds a listener; returns the function that removes it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.inner.client.check_alive()?;
        let listener: Function = listener.dyn_into().map_err(|_| Error::config("listener"))?;
        let number = self.inner.face.subscribe(listener);
        let face = Rc::clone(&self.inner.face);
        Ok(Closure::<dyn FnMut()>::new(move || face.unsubscribe(number)).into_js_value())
    }

    /// Password grant.
    pub fn login(&self, credentials: JsValue) -> Promise {
        self.start(credentials, |inner, credentials| async move {
            let text = |name| credentials.text(name).ok_or(Error::config(name));
            let client = &inner.client;
            let grant = Grant::Password {
                username: text("username")?,
                password: Secret::new(text("password")?),
                scope: client.scope_or_default(scope(&credentials)?),
            };
            client.login(grant, Kind::User(Via::Password), Cause::Login).await
        })
    }

    /// Guest shopping.
    #[wasm_bindgen(js_name = loginAnonymously)]
    pub fn login_anonymously(&self, options: JsValue) -> Promise {
        self.start(options, |inner, options| async move {
            let anon_user_id = options.text("anonUserId");
            if anon_user_id.is_none() && !options.is_absent("anonUserId") {
                return Err(Error::config("anonUserId"));
            }
            let fresh = options.get("fresh").is_truthy();
            let request = GuestRequest { anon_user_id, scope: scope(&options)?, fresh };
            inner.client.login_anonymously(request).await
        })
    }

    /// Renews now.
    pub fn refresh(&self, options: JsValue) -> Promise {
        self.start(options, |inner, _| async move { inner.client.refresh().await })
    }

    /// Signs out.
    pub fn logout(&self) -> Promise {
        let inner = Rc::clone(&self.inner);
        self.inner.race(None, async move {
            inner.client.logout().await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// A token that is good now.
    #[wasm_bindgen(js_name = accessToken)]
    pub fn access_token(&self, options: JsValue) -> Promise {
        let options = of_method(options);
        let inner = Rc::clone(&self.inner);
        self.inner.race(options.as_ref().ok().and_then(signal), async move {
            options?;
            let bearer = inner.client.bearer().await?;
            Ok(bearer.token.expose().into())
        })
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
    /// Starts a piece of work that ends with a session.
    fn start<W: Future<Output = Result<Record, Error>>>(
        &self,
        options: JsValue,
        work: impl FnOnce(Rc<Inner>, crate::browser::JsObject) -> W + 'static,
    ) -> Promise {
        let options = of_method(options);
        let inner = Rc::clone(&self.inner);
        self.inner.race(options.as_ref().ok().and_then(signal), async move {
            work(Rc::clone(&inner), options?).await?;
            Ok(inner.face.session())
        })
    }
}

impl Inner {
    /// Runs work that its caller may give up, and that ends with the client.
    fn race(
        &self,
        signal: Option<AbortSignal>,
        work: impl Future<Output = Result<JsValue, JsValue>> + 'static,
    ) -> Promise {
        future_to_promise(race(Box::pin(work), signal, self.end.clone(), || error::of(Code::Disposed)))
    }
}

fn signal(options: &crate::browser::JsObject) -> Option<AbortSignal> {
    options.get("signal").dyn_into().ok()
}

/// `fetch` as a function that may be passed around. It keeps the client alive, and goes when JavaScript lets go of it.
fn bound_fetch(inner: &Rc<Inner>) -> JsValue {
    let inner = Rc::clone(inner);
    let fetch = move |input: JsValue, init: JsValue| {
        let call = ApiCall::new(&input, &init, &inner.origins, inner.own_fetch.clone());
        let signal = call.as_ref().ok().and_then(ApiCall::signal);
        let client = Rc::clone(&inner.client);
        inner.race(signal, async move {
            match client.fetch(call?).await {
                Ok(response) => Ok(response.into()),
                Err(Failure::Platform(thrown)) => Err(thrown),
                Err(Failure::Auth(error, response)) => {
                    Err(to_js(&error, response.map_or(JsValue::UNDEFINED, Into::into)))
                }
            }
        })
    };
    Closure::<dyn FnMut(JsValue, JsValue) -> Promise>::new(fetch).into_js_value()
}
