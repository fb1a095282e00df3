//! JSON by the platform's own parser, seen through the view that the protocol room reads.

use super::platform;
use crate::protocol::fields::Fields;
use crate::protocol::plain::PlainObject;
use js_sys::Object;
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// Any JavaScript object, read by field name.
#[derive(Clone)]
pub struct JsObject(JsValue);

impl JsObject {
    /// Takes a value that is an object, and not a list.
    pub fn from(value: &JsValue) -> Option<Self> {
        Self::known(platform::as_object(value))
    }

    /// An object without fields.
    pub fn empty() -> Self {
        Self(Object::new().into())
    }

    /// Takes a value that is known to be an object.
    pub fn wrap(object: JsValue) -> Self {
        Self(object)
    }

    /// A field as it stands; undefined where there is none.
    pub fn get(&self, name: &str) -> JsValue {
        platform::get(&self.0, name)
    }

    /// Its JSON text, with this field `true` unless it says otherwise itself.
    pub fn to_json_with(&self, flag: &str) -> String {
        platform::print_with(&self.0, flag)
    }

    /// OrderCloud's way of naming the user of a client, as JSON.
    pub fn recipient(&self, client_id: &str) -> String {
        platform::recipient(&self.0, client_id)
    }

    /// The object itself.
    pub fn into_inner(self) -> JsValue {
        self.0
    }

    /// What `platform.js` found to be an object, or undefined.
    fn known(value: JsValue) -> Option<Self> {
        (!value.is_undefined()).then_some(Self(value))
    }
}

/// A plain object, as JavaScript has them.
pub fn to_js(object: PlainObject<'_>) -> JsValue {
    let serializer = Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    object.serialize(&serializer).unwrap_or_default()
}

impl Fields for JsObject {
    fn parse(text: &str) -> Option<Self> {
        Self::known(platform::parse(text))
    }

    fn parse_utf8(bytes: &[u8]) -> Option<Self> {
        Self::known(platform::parse_utf8(bytes))
    }

    fn print(object: PlainObject<'_>) -> String {
        platform::print(&to_js(object))
    }

    fn text(&self, name: &str) -> Option<String> {
        platform::text(&self.0, name)
    }

    fn number(&self, name: &str) -> Option<f64> {
        platform::number(&self.0, name)
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        let count = platform::count(&self.0, name)?;
        let mut texts = Vec::new();
        for index in 0..count as u32 {
            texts.push(platform::item(&self.0, name, index)?);
        }
        Some(texts)
    }

    fn first(&self, name: &str) -> Option<Self> {
        Self::known(platform::first(&self.0, name))
    }

    fn is_set(&self, name: &str) -> bool {
        self.get(name) == JsValue::TRUE
    }

    fn is_absent(&self, name: &str) -> bool {
        platform::absent(&self.0, name)
    }
}
