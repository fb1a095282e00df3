//! `ClientOptions` as they come from JavaScript.

use crate::browser::{Api, JsObject, Place, has, is_page, keeper, split};
use crate::client::config::Config;
use crate::client::error::Error;
use crate::protocol::fields::Fields;
use wasm_bindgen::JsValue;

/// Everything that a client is made of.
pub struct Options {
    /// What concerns the session.
    pub config: Config,
    /// Where the session is kept.
    pub place: Place,
    /// The key it is kept under.
    pub key: String,
    /// Where calls go, and how.
    pub api: Api,
}

/// Version of the key's form; the record has one of its own.
const KEY: &str = "storefront-auth/1";

impl Options {
    /// Parses the options; the first that makes no sense is named.
    pub fn parse(options: JsValue) -> Result<Self, Error> {
        let options = JsObject::from(&options).ok_or(Error::config("options"))?;
        let base = base_url(&options.get("baseUrl"));
        let (base_url, own_origin) = base.map_or((None, None), |(base, origin)| (Some(base), Some(origin)));
        let config = Config::parse(&options, base_url, is_page())?;
        let mut allowed = origins(&options)?;
        allowed.extend(own_origin);
        let fetch = options.get("fetch");
        if !options.is_absent("fetch") && !fetch.is_function() {
            return Err(Error::config("fetch"));
        }
        lock(&options)?;
        // None of the parts but the last can hold a space.
        let key = [KEY, &config.base_url, &config.client_id, &config.name].join(" ");
        let place = place(&options, &key)?;
        let api = Api { base_url: config.base_url.clone(), allowed, fetch };
        Ok(Self { config, place, key, api })
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
    let given = options.texts(NAME).ok_or(Error::config(NAME))?;
    let origin = |text: &String| {
        let (base, origin) = base_url(&text.as_str().into())?;
        (base == origin).then_some(origin)
    };
    given.iter().map(origin).collect::<Option<_>>().ok_or(Error::config(NAME))
}

fn place(options: &JsObject, key: &str) -> Result<Place, Error> {
    const NAME: &str = "storage";
    if options.is_absent(NAME) {
        return Ok(if has("document") { Place::Local } else { Place::Memory });
    }
    match options.text(NAME).as_deref() {
        Some("local") => Ok(Place::Local),
        Some("session") => Ok(Place::Session),
        Some("memory") => Ok(Place::Memory),
        Some(_) => Err(Error::config(NAME)),
        None => with_methods(options.get(NAME), &["get", "set", "remove"])
            .map(|store| Place::Custom(JsObject::wrap(keeper(&store, key))))
            .ok_or(Error::config(NAME)),
    }
}

fn lock(options: &JsObject) -> Result<(), Error> {
    const NAME: &str = "lock";
    if options.is_absent(NAME) || with_methods(options.get(NAME), &["run"]).is_some() {
        Ok(())
    } else {
        Err(Error::config(NAME))
    }
}

fn with_methods(value: JsValue, methods: &[&str]) -> Option<JsValue> {
    let object = JsObject::from(&value)?;
    methods.iter().all(|method| object.get(method).is_function()).then(|| object.into_inner())
}

/// Options of a method: nothing at all is as good as an empty object.
pub fn of_method(options: JsValue) -> Result<JsObject, Error> {
    if options.is_undefined() || options.is_null() {
        return Ok(JsObject::empty());
    }
    JsObject::from(&options).ok_or(Error::config("options"))
}
