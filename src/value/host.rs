//! The host's half of [`Value`]: a value of serde_json, so that the tests drive the same rules as the browser.

use super::plain::PlainObject;
use serde_json::Value as Json;
use std::rc::Rc;

/// A value of serde_json; a copy is the same one.
#[derive(Clone, Default, PartialEq)]
pub struct Value(Rc<Json>);

impl Value {
    fn field(&self, name: &str) -> Option<&Json> {
        self.0.get(name)
    }

    /// Parses JSON text; nothing unless it is an object. A byte order mark, which some OrderCloud hosts have been seen
    /// to send, does not count.
    pub fn parse(text: &str) -> Self {
        Self::parse_utf8(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes())
    }

    /// The same for bytes that may be no text (UTF-8) at all.
    pub fn parse_utf8(bytes: &[u8]) -> Self {
        serde_json::from_slice::<Json>(bytes).ok().filter(Json::is_object).unwrap_or_default().into()
    }

    /// JSON text.
    pub fn print(&self) -> String {
        self.0.to_string()
    }

    /// Text, copied; empty where this is no text.
    pub fn read(&self) -> String {
        self.0.as_str().unwrap_or_default().to_owned()
    }

    /// Whether there is no value.
    pub fn is_nothing(&self) -> bool {
        self.0.is_null()
    }

    /// A string field.
    pub fn text(&self, name: &str) -> Self {
        self.field(name).filter(|field| field.is_string()).cloned().unwrap_or_default().into()
    }

    /// A finite number field; NaN where the field is not one.
    pub fn number(&self, name: &str) -> f64 {
        self.field(name).and_then(Json::as_f64).unwrap_or(f64::NAN)
    }

    /// A field that holds either one string or a list of strings, as `role` and `aud` do (RFC 7519 section 4.1.3), as a
    /// list; empty where it holds anything else.
    pub fn texts(&self, name: &str) -> Self {
        match self.field(name) {
            Some(one @ Json::String(_)) => Json::Array(vec![one.clone()]),
            Some(list @ Json::Array(all)) if all.iter().all(Json::is_string) => list.clone(),
            _ => Json::Array(Vec::new()),
        }
        .into()
    }

    /// The first of these strings.
    pub fn first_text(&self, name: &str) -> Self {
        self.texts(name).0.get(0).cloned().unwrap_or_default().into()
    }

    /// The first element of a list field, where that is an object.
    pub fn first(&self, name: &str) -> Self {
        let first = self.field(name).filter(|field| field.is_array()).and_then(|field| field.get(0));
        first.filter(|first| first.is_object()).cloned().unwrap_or_default().into()
    }

    /// True where the field is `true`.
    pub fn is_set(&self, name: &str) -> bool {
        self.field(name) == Some(&Json::Bool(true))
    }

    /// True where the field is missing or null.
    pub fn is_absent(&self, name: &str) -> bool {
        self.field(name).is_none_or(Json::is_null)
    }

    /// Sets a field of an object of our own making.
    pub fn put(&mut self, name: &str, value: &Self) {
        if let Some(object) = Rc::make_mut(&mut self.0).as_object_mut() {
            object.insert(name.to_owned(), (*value.0).clone());
        }
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        Self(Rc::new(json))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Json::from(text).into()
    }
}

impl From<PlainObject<'_>> for Value {
    fn from(object: PlainObject<'_>) -> Self {
        serde_json::to_value(object).unwrap_or_default().into()
    }
}
