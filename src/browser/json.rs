//! JSON by the platform's own parser, seen through the view that the protocol room reads.

use crate::protocol::fields::Fields;
use crate::protocol::plain::PlainObject;
use js_sys::{Array, JSON, Object, Reflect};
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

/// Any JavaScript object, read by field name.
#[derive(Clone)]
pub struct JsObject(JsValue);

impl JsObject {
    /// Takes a value that is an object, and not a list.
    pub fn from(value: JsValue) -> Option<Self> {
        (value.is_object() && !Array::is_array(&value)).then_some(Self(value))
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
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    /// The object itself.
    pub fn into_inner(self) -> JsValue {
        self.0
    }
}

/// A plain object, as JavaScript has them.
pub fn to_js(object: PlainObject<'_>) -> JsValue {
    let serializer = Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    object.serialize(&serializer).unwrap_or_default()
}

impl Fields for JsObject {
    fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().and_then(Self::from)
    }

    fn print(object: PlainObject<'_>) -> String {
        JSON::stringify(&to_js(object)).map(String::from).unwrap_or_default()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64().filter(|number| number.is_finite())
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.get(name).dyn_ref::<Array>()?.iter().map(|text| text.as_string()).collect()
    }

    fn first(&self, name: &str) -> Option<Self> {
        Self::from(self.get(name).dyn_ref::<Array>()?.get(0))
    }

    fn is_absent(&self, name: &str) -> bool {
        let field = self.get(name);
        field.is_undefined() || field.is_null()
    }
}
