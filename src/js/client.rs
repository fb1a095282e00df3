//! The exported class and functions. Documented for JavaScript in types.d.ts.
//!
//! Every method opens a call at the host, which has its promise, and feeds the client what the caller wants.

use super::face::Face;
use super::methods::{self, Parse};
use super::options::{Options, of_method};
use crate::browser::{Browser, Host, JsObject, Place, Sso, Store, capabilities, told};
use crate::client::core::Client;
use crate::client::error::{Code, Error};
use crate::client::ports::{CallId, Command, Destination, Effect, Input, Outcome, Route};
use crate::protocol::fields::Fields;
use crate::protocol::http::Request;
use crate::protocol::secret::Secret;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Decodes a token's claims, unverified.
#[wasm_bindgen(js_name = decodeClaims)]
pub fn decode_claims(token: &JsValue) -> Result<JsValue, JsValue> {
    let token = token.as_string().ok_or(Error::from(Code::BadToken))?;
    super::claims::decode(&token)
}

/// Makes a client and takes up its stored session. Only a store of the application's own is waited for: then this is a promise.
#[wasm_bindgen]
pub fn open(options: &JsValue) -> Result<JsValue, JsValue> {
    let inner = Inner::new(Options::parse(options)?);
    let client = StorefrontAuth { inner: Rc::clone(&inner) }.into();
    let stored = match inner.store.place {
        Place::Custom => return Ok(inner.host.restore(&client)),
        Place::Memory => Ok(None),
        Place::Local | Place::Session => inner.store.read(),
    };
    inner.feed(Input::Restore(stored));
    inner.host.listen();
    Ok(client)
}

/// One shopper's session with one API client.
#[wasm_bindgen]
pub struct StorefrontAuth {
    inner: Rc<Inner>,
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
        let is_kept = self.inner.client.borrow().is_kept();
        let place = if is_kept { self.inner.store.place } else { Place::Memory };
        capabilities(place.as_str(), &self.inner.host.lock_kind())
    }

    /// The platform's fetch, plus the bearer header. The loader binds it.
    pub fn fetch(&self, input: &JsValue, init: &JsValue) -> Promise {
        let inner = &self.inner;
        let id = inner.next_call();
        let promise = inner.host.open_fetch(id, input, init);
        if inner.host.is_open(id) {
            inner.feed(Input::Command(id, Command::Fetch(inner.route(id))));
        }
        promise
    }

    /// Adds a listener; returns the function that removes it.
    pub fn subscribe(&self, listener: &JsValue) -> Result<JsValue, JsValue> {
        self.inner.client.borrow().check_alive()?;
        if !listener.is_function() {
            return Err(Error::config("listener").into());
        }
        let Inner { host, face, .. } = &*self.inner;
        if face.end_opening() {
            // When the caller's code has run.
            let inner = Rc::clone(&self.inner);
            spawn_local(async move { inner.feed(Input::Awake) });
        }
        Ok(host.subscribe(listener))
    }

    /// Password grant.
    pub fn login(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::login)
    }

    /// Guest shopping.
    #[wasm_bindgen(js_name = loginAnonymously)]
    pub fn login_anonymously(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::login_anonymously)
    }

    /// Client credentials.
    #[wasm_bindgen(js_name = loginAsApplication)]
    pub fn login_as_application(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::login_as_application)
    }

    /// Takes over tokens obtained elsewhere.
    pub fn adopt(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::adopt)
    }

    /// Renews now.
    pub fn refresh(&self, options: &JsValue) -> Promise {
        self.inner.start(options, |_, _| Ok(Command::Refresh))
    }

    /// Signs out.
    pub fn logout(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::logout)
    }

    /// A token that is good now.
    #[wasm_bindgen(js_name = accessToken)]
    pub fn access_token(&self, options: &JsValue) -> Promise {
        self.inner.start(options, |_, _| Ok(Command::AccessToken))
    }

    /// Turns the guest into a user.
    pub fn register(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::register)
    }

    /// Repeats a cart hand-over.
    #[wasm_bindgen(js_name = transferOrder)]
    pub fn transfer_order(&self, options: &JsValue) -> Promise {
        self.inner.start(options, |_, _| Ok(Command::TransferOrder))
    }

    /// Has a one-time password sent.
    #[wasm_bindgen(js_name = requestOneTimePassword)]
    pub fn request_one_time_password(&self, options: &JsValue) -> Promise {
        self.inner.start(options, methods::request_one_time_password)
    }

    /// The address to leave for, to sign in elsewhere.
    #[wasm_bindgen(js_name = ssoUrl)]
    pub fn sso_url(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        let options = of_method(options)?;
        let roles = methods::sso_roles(&self.inner.client.borrow(), &options)?;
        self.inner.sso.leave(&options.into_inner(), roles.encode())
    }

    /// Takes the shopper back.
    #[wasm_bindgen(js_name = completeSso)]
    pub fn complete_sso(&self, url: &JsValue) -> Promise {
        let Inner { client, sso, .. } = &*self.inner;
        // Who was disposed of leaves the return to the next client.
        let is_alive = client.borrow().check_alive().is_ok();
        let facts = if is_alive { sso.arrive(url) } else { JsValue::UNDEFINED };
        sso.home(&self.inner.start(&facts, methods::complete_sso), &facts)
    }

    /// Ends this object's work.
    pub fn dispose(&self) {
        self.inner.feed(Input::Dispose);
        self.inner.host.stop();
    }
}

/// What the exported object stands for.
struct Inner {
    client: RefCell<Client<Browser>>,
    host: Host,
    sso: Sso,
    face: Face,
    store: Rc<Store>,
    allowed_origins: Vec<String>,
    last_call: Cell<CallId>,
    /// How many calls are open. While there are any, this value keeps itself alive.
    open_calls: Cell<u32>,
    keep: RefCell<Option<Rc<Inner>>>,
    me: Weak<Inner>,
    /// What happened while something else was being dealt with, in order.
    inputs: RefCell<Vec<Input>>,
    is_busy: Cell<bool>,
}

impl Inner {
    fn new(options: Options) -> Rc<Self> {
        let Options { config, store, allowed_origins, host, sso } = options;
        let store = Rc::new(store);
        let browser = Browser { store: Rc::clone(&store) };
        Rc::new_cyclic(|me| {
            let host = Host::new(&host, &ear(me.clone()));
            Self {
                client: RefCell::new(Client::new(config, browser)),
                host,
                sso,
                face: Face::new(),
                store,
                allowed_origins,
                last_call: Cell::default(),
                open_calls: Cell::default(),
                keep: RefCell::default(),
                me: me.clone(),
                inputs: RefCell::default(),
                is_busy: Cell::default(),
            }
        })
    }

    /// Reads a method's options, and starts what they ask for.
    fn start(&self, options: &JsValue, parse: Parse) -> Promise {
        let options = of_method(options);
        let signal = options.as_ref().map_or(JsValue::UNDEFINED, |options| options.get("signal"));
        let command = options.and_then(|options| parse(&self.client.borrow(), &options));
        let (id, promise) = self.open(&signal);
        match command {
            _ if !self.host.is_open(id) => {}
            Ok(command) => self.feed(Input::Command(id, command)),
            Err(error) => self.finish(id, Err(error)),
        }
        promise
    }

    fn open(&self, signal: &JsValue) -> (CallId, Promise) {
        let id = self.next_call();
        (id, self.host.open(id, signal))
    }

    fn next_call(&self) -> CallId {
        let id = self.last_call.get().wrapping_add(1);
        self.last_call.set(id);
        self.open_calls.set(self.open_calls.get() + 1);
        self.keep.replace(self.me.upgrade());
        id
    }

    /// Feeds the client what happened, and carries out what it decides. What happens meanwhile waits its turn.
    fn feed(&self, input: Input) {
        if !matches!(input, Input::Restore(_)) {
            self.face.end_opening();
        }
        self.inputs.borrow_mut().push(input);
        if self.is_busy.replace(true) {
            return;
        }
        loop {
            let inputs = self.inputs.take();
            if inputs.is_empty() {
                break;
            }
            for input in inputs {
                if let Input::GivenUp(_) = input {
                    self.close();
                }
                let effects = self.client.borrow_mut().handle(input);
                effects.into_iter().for_each(|effect| self.carry_out(effect));
            }
            for event in self.face.events() {
                self.host.emit(&event);
            }
        }
        self.is_busy.set(false);
        if self.open_calls.get() == 0 {
            self.keep.replace(None);
        }
    }

    fn carry_out(&self, effect: Effect) {
        let host = &self.host;
        match effect {
            Effect::Exchange(id, Request { method, url, content_type, body, bearer }) => {
                let bearer = bearer.as_ref().map(Secret::expose);
                host.exchange(id, method, url.expose(), content_type, body.expose(), bearer);
            }
            Effect::Cancel(id) => host.cancel(id),
            Effect::Send(id, bearer) => host.send(id, bearer.as_ref().map(Secret::expose)),
            Effect::Finish(id, result) => self.finish(id, result),
            Effect::Save(text, generation) => match self.store.place {
                Place::Memory => {}
                Place::Custom => host.save(&text),
                _ => {
                    let saved = self.store.write(&text);
                    if saved.is_ok() {
                        host.seen(generation, true);
                    }
                    self.inputs.borrow_mut().push(Input::Saved(saved));
                }
            },
            Effect::Seen(generation) => host.seen(generation, false),
            Effect::Lock(id) => host.lock(id),
            Effect::LookAgain(id, later) => host.look_again(id, later),
            Effect::Unlock(id) => host.unlock(id),
            Effect::WakeAfter(delay) => host.wake_after(delay),
            Effect::Tell(notice) => self.face.hear(notice),
        }
    }

    fn finish(&self, id: CallId, result: Result<Outcome, Error>) {
        let (ok, value) = match result {
            Ok(Outcome::Session) => (true, self.face.session()),
            Ok(Outcome::AccessToken(token)) => (true, token.expose().into()),
            Ok(Outcome::Answer | Outcome::Nothing) => (true, JsValue::UNDEFINED),
            Ok(Outcome::Done(done)) => (true, done.into()),
            Err(error) => (false, error.into()),
        };
        self.host.finish(id, ok, &value);
        self.close();
    }

    fn close(&self) {
        self.open_calls.set(self.open_calls.get().saturating_sub(1));
    }

    fn route(&self, id: CallId) -> Route {
        let call = JsObject::wrap(self.host.route(id));
        let origin = call.text("origin");
        let destination = if call.get("own").is_truthy() {
            Destination::OwnAuthorization
        } else if origin.is_some_and(|origin| self.allowed_origins.contains(&origin)) {
            Destination::Allowed
        } else {
            Destination::Foreign
        };
        Route { destination, is_replayable: call.get("replayable").is_truthy() }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.host.stop();
    }
}

/// What the host tells.
fn ear(me: Weak<Inner>) -> JsValue {
    let hear = move |what, id, value| {
        if let (Some(inner), Some(input)) = (me.upgrade(), told(what, id, value)) {
            inner.feed(input);
        }
    };
    Closure::<dyn Fn(u32, u32, JsValue)>::new(hear).into_js_value()
}
