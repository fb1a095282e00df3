//! Plain objects on their way out: to JSON text, or to JavaScript.
//!
//! One type for all of them, written as a map. A derived `Serialize` for each would be code for each, and would bring
//! serde-wasm-bindgen's cache of field names along (together about 2 KB of the wasm, before compression).

use serde::{Serialize, Serializer};

/// A value of a plain object. What the platform holds itself is added by `Value::put`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain {
    /// null.
    Null,
    /// true or false.
    Flag(bool),
    /// A number; one that JSON does not have (infinite, none) is null.
    Number(f64),
    /// A string.
    Text(&'static str),
}

/// An object: names and values, in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlainObject<'a>(pub &'a [(&'static str, Plain)]);

impl From<Option<&'static str>> for Plain {
    fn from(text: Option<&'static str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) if number.is_finite() => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(_) | Self::Null => serializer.serialize_unit(),
        }
    }
}

impl Serialize for PlainObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}
