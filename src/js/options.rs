//! `ClientOptions` as they come from JavaScript.

use crate::browser::{JsObject, Place, Sso, Store, has, is_page, make_lock, put, split, sso, to_js};
use crate::client::config::Config;
use crate::client::error::{Code, Error};
use crate::protocol::fields::Fields;
use crate::protocol::plain::{Plain, PlainObject};
use wasm_bindgen::JsValue;

/// Everything that a client is made of.
pub struct Options {
    /// What concerns the session.
    pub config: Config,
    /// Where the session is kept.
    pub store: Store,
    /// Origins that may see the token, as the URL standard serializes them; that of the base URL is among them.
    pub allowed_origins: Vec<String>,
    /// What the host takes: see the constructor in host.js.
    pub host: JsValue,
    /// Single sign-on, with the names of its parameters.
    pub sso: Sso,
}

/// Version of the key's form; the record has one of its own.
const KEY: &str = "storefront-auth/1";

impl Options {
    /// Parses the options; the first that makes no sense is named.
    pub fn parse(options: &JsValue) -> Result<Self, Error> {
        let options = JsObject::from(options).ok_or(Error::config("options"))?;
        let base = base_url(&options.get("baseUrl"));
        let (base_url, own_origin) = base.map_or((None, None), |(base, origin)| (Some(base), Some(origin)));
        let config = Config::parse(&options, base_url, is_page())?;
        let mut allowed_origins = origins(&options)?;
        allowed_origins.extend(own_origin);
        let place = place(&options)?;
        let fetch = fetch(&options)?;
        lock(&options)?;
        // None of the parts but the last can hold a space.
        let key = [KEY, " ", &config.base_url, " ", &config.client_id, " ", &config.name].concat();
        let host = to_js(PlainObject(&[
            ("base", Plain::Text(&config.base_url)),
            ("clientId", Plain::Text(&config.client_id)),
            ("key", Plain::Text(&key)),
            ("timeout", Plain::Number(config.timeout)),
        ]));
        put(&host, "store", &options.get("storage"));
        put(&host, "fetch", &fetch);
        put(&host, "shared", &(place == Place::Local).into());
        put(&host, "lock", &make_lock(&host, &options.get("lock")));
        let sso = sso(&host, &options.get("ssoParams")).ok_or(Error::config("ssoParams"))?;
        Ok(Self { sso, config, store: Store { place, key }, allowed_origins, host })
    }
}

/// Origin and path prefix without a slash at the end, and the origin alone.
fn base_url(value: &JsValue) -> Option<(String, String)> {
    let parts = JsObject::from(&split(value))?;
    Some((parts.text("base")?, parts.text("origin")?))
}

/// `allowedOrigins`: each an origin and nothing more, in the form the URL standard gives it.
fn origins(options: &JsObject) -> Result<Vec<String>, Error> {
    const NAME: &str = "allowedOrigins";
    if options.is_absent(NAME) {
        return Ok(Vec::new());
    }
    let mut origins = options.texts(NAME).ok_or(Error::config(NAME))?;
    for text in &mut origins {
        match base_url(&text.as_str().into()) {
            Some((base, origin)) if base == origin => *text = origin,
            _ => return Err(Error::config(NAME)),
        }
    }
    Ok(origins)
}

fn place(options: &JsObject) -> Result<Place, Error> {
    const NAME: &str = "storage";
    if options.is_absent(NAME) {
        return Ok(if has("document") { Place::Local } else { Place::Memory });
    }
    let place = match options.text(NAME).as_deref() {
        Some("local") => Some(Place::Local),
        Some("session") => Some(Place::Session),
        Some("memory") => Some(Place::Memory),
        Some(_) => None,
        None => with_methods(options, NAME, &["get", "set", "remove"]).then_some(Place::Custom),
    };
    place.ok_or(Error::config(NAME))
}

fn lock(options: &JsObject) -> Result<(), Error> {
    const NAME: &str = "lock";
    let sound = options.is_absent(NAME) || with_methods(options, NAME, &["run"]);
    if sound { Ok(()) } else { Err(Error::config(NAME)) }
}

/// The application's own fetch, or undefined where the platform has one.
fn fetch(options: &JsObject) -> Result<JsValue, Error> {
    const NAME: &str = "fetch";
    let fetch = options.get(NAME);
    if fetch.is_function() {
        Ok(fetch)
    } else if !options.is_absent(NAME) {
        Err(Error::config(NAME))
    } else if has(NAME) {
        Ok(JsValue::UNDEFINED)
    } else {
        Err(Error::about(Code::UnsupportedEnvironment, NAME))
    }
}

fn with_methods(options: &JsObject, name: &str, methods: &[&str]) -> bool {
    let object = JsObject::from(&options.get(name));
    object.is_some_and(|object| methods.iter().all(|method| object.get(method).is_function()))
}

/// Options of a method: nothing at all is as good as an empty object.
pub fn of_method(options: &JsValue) -> Result<JsObject, Error> {
    if options.is_undefined() || options.is_null() {
        return Ok(JsObject::empty());
    }
    JsObject::from(options).ok_or(Error::config("options"))
}
