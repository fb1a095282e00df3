//! The browser's half of [`Value`]: a JavaScript value, read field by field through value.js.

use super::plain::PlainObject;
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

mod platform {
    use super::*;

    #[wasm_bindgen(module = "/src/value/value.js")]
    extern "C" {
        pub fn get(object: &JsValue, name: &str) -> JsValue;
        pub fn text(object: &JsValue, name: &str) -> JsValue;
        pub fn number(object: &JsValue, name: &str) -> f64;
        pub fn texts(object: &JsValue, name: &str) -> JsValue;
        pub fn first(object: &JsValue, name: &str) -> JsValue;
        #[wasm_bindgen(js_name = isSet)]
        pub fn is_set(object: &JsValue, name: &str) -> bool;
        #[wasm_bindgen(js_name = isAbsent)]
        pub fn is_absent(object: &JsValue, name: &str) -> bool;
        #[wasm_bindgen(js_name = isNothing)]
        pub fn is_nothing(value: &JsValue) -> bool;
        pub fn parse(text: &str) -> JsValue;
        #[wasm_bindgen(js_name = parseUtf8)]
        pub fn parse_utf8(bytes: &[u8]) -> JsValue;
        pub fn print(object: &JsValue) -> String;
        pub fn put(object: &JsValue, name: &str, value: &JsValue);
    }
}

/// Any JavaScript value; a copy is the same one.
#[derive(Clone, Default, PartialEq)]
pub struct Value(JsValue);

impl Value {
    /// Parses JSON text; nothing unless it is an object.
    pub fn parse(text: &str) -> Self {
        Self(platform::parse(text))
    }

    /// The same for bytes that may be no text (UTF-8) at all.
    pub fn parse_utf8(bytes: &[u8]) -> Self {
        Self(platform::parse_utf8(bytes))
    }

    /// JSON text.
    pub fn print(&self) -> String {
        platform::print(&self.0)
    }

    /// Text, copied; empty where this is no text.
    pub fn read(&self) -> String {
        self.0.as_string().unwrap_or_default()
    }

    /// Whether there is no value.
    pub fn is_nothing(&self) -> bool {
        platform::is_nothing(&self.0)
    }

    /// A field as it stands.
    pub(crate) fn field(&self, name: &str) -> Self {
        Self(platform::get(&self.0, name))
    }

    /// A string field.
    pub fn text(&self, name: &str) -> Self {
        Self(platform::text(&self.0, name))
    }

    /// A finite number field; NaN where the field is not one.
    pub fn number(&self, name: &str) -> f64 {
        platform::number(&self.0, name)
    }

    /// The strings of a list field that holds nothing else; one string counts as a list of one.
    pub fn texts(&self, name: &str) -> Self {
        Self(platform::texts(&self.0, name))
    }

    /// The first of these strings.
    pub fn first_text(&self, name: &str) -> Self {
        self.texts(name).text("0")
    }

    /// The first element of a list field, where that is an object.
    pub fn first(&self, name: &str) -> Self {
        Self(platform::first(&self.0, name))
    }

    /// True where the field is `true`.
    pub fn is_set(&self, name: &str) -> bool {
        platform::is_set(&self.0, name)
    }

    /// True where the field is missing or null.
    pub fn is_absent(&self, name: &str) -> bool {
        platform::is_absent(&self.0, name)
    }

    /// Sets a field of an object of our own making.
    pub fn put(&mut self, name: &str, value: &Self) {
        platform::put(&self.0, name, &value.0);
    }
}

impl AsRef<JsValue> for Value {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}

impl From<JsValue> for Value {
    fn from(value: JsValue) -> Self {
        Self(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<PlainObject<'_>> for Value {
    fn from(object: PlainObject<'_>) -> Self {
        let serializer = Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
        Self(object.serialize(&serializer).unwrap_or_default())
    }
}
