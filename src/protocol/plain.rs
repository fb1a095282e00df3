//! Plain objects on their way out: to JSON text, or to JavaScript.
//!
//! One type for all of them, written as a map. A derived `Serialize` for each would be code for each, and would bring
//! serde-wasm-bindgen's cache of field names along (together about 2 KB of the wasm, before compression).

use serde::{Serialize, Serializer};

/// A value of a plain object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain<'a> {
    /// null.
    Null,
    /// true or false.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(&'a str),
    /// A list of strings.
    Texts(&'a [String]),
}

/// An object: names and values, in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlainObject<'a>(pub &'a [(&'a str, Plain<'a>)]);

impl<'a> From<Option<&'a str>> for Plain<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl<'a> From<&'a Option<String>> for Plain<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<Option<f64>> for Plain<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Texts(texts) => serializer.collect_seq(*texts),
        }
    }
}

impl Serialize for PlainObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}
