//! One small view of "an object with named fields".
//!
//! JSON is parsed by whoever already has a parser: `JSON.parse` in the browser, `serde_json` in host tests. This keeps
//! a second JSON parser out of the wasm and lets the same rules be tested on the host.

use super::plain::PlainObject;

/// Reads named fields of an object that came from outside. A field of another type than asked for reads as absent.
pub trait Fields: Sized {
    /// Parses JSON text; `None` unless it is an object.
    fn parse(text: &str) -> Option<Self>;

    /// The same for bytes that may be no text (UTF-8) at all.
    fn parse_utf8(bytes: &[u8]) -> Option<Self>;

    /// Prints an object as JSON text.
    fn print(object: PlainObject<'_>) -> String;

    /// A string field.
    fn text(&self, name: &str) -> Option<String>;

    /// A finite number field.
    fn number(&self, name: &str) -> Option<f64>;

    /// The strings of a list field that holds nothing else.
    fn texts(&self, name: &str) -> Option<Vec<String>>;

    /// The first element of a list field, where that is an object.
    fn first(&self, name: &str) -> Option<Self>;

    /// True where the field is `true`.
    fn is_set(&self, name: &str) -> bool;

    /// True where the field is missing or null.
    fn is_absent(&self, name: &str) -> bool;

    /// A field that holds either one string or a list of strings, as `role` and `aud` do (RFC 7519 section 4.1.3).
    fn text_or_texts(&self, name: &str) -> Vec<String> {
        match self.text(name) {
            Some(one) => vec![one],
            None => self.texts(name).unwrap_or_default(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use super::Fields;
    use crate::protocol::plain::PlainObject;
    use serde_json::Value;

    impl Fields for Value {
        fn parse(text: &str) -> Option<Self> {
            serde_json::from_str(text).ok().filter(Value::is_object)
        }

        fn parse_utf8(bytes: &[u8]) -> Option<Self> {
            serde_json::from_slice(bytes).ok().filter(Value::is_object)
        }

        fn print(object: PlainObject<'_>) -> String {
            serde_json::to_string(&object).unwrap_or_default()
        }

        fn text(&self, name: &str) -> Option<String> {
            self.get(name)?.as_str().map(Into::into)
        }

        fn number(&self, name: &str) -> Option<f64> {
            self.get(name)?.as_f64()
        }

        fn texts(&self, name: &str) -> Option<Vec<String>> {
            self.get(name)?.as_array()?.iter().map(|v| v.as_str().map(Into::into)).collect()
        }

        fn first(&self, name: &str) -> Option<Self> {
            self.get(name)?.as_array()?.first().filter(|v| v.is_object()).cloned()
        }

        fn is_set(&self, name: &str) -> bool {
            self.get(name) == Some(&Value::Bool(true))
        }

        fn is_absent(&self, name: &str) -> bool {
            self.get(name).is_none_or(Value::is_null)
        }
    }
}
