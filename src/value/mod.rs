//! Ground floor: text, objects and lists that came from outside or go there. Knows no other room.
//!
//! In the browser a [`Value`] points at a JavaScript value. So no token is copied into the wasm, and no JSON parser is in
//! it. On the host it is a value of serde_json, and the tests drive the same rules there. The content of a `Value` does not
//! print: it may be a token, a password or a body.

use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(target_arch = "wasm32")]
mod js;
pub mod plain;

#[cfg(not(target_arch = "wasm32"))]
pub use host::Value;
#[cfg(target_arch = "wasm32")]
pub use js::Value;

/// What both kinds of [`Value`] share. A value may be nothing at all (undefined and null); a field that is missing, or of
/// another type than asked for, reads as nothing.
impl Value {
    /// No value.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Whether there is any.
    pub fn is_some(&self) -> bool {
        !self.is_nothing()
    }

    /// This one, or else another.
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_nothing() { other() } else { self }
    }

    /// This one where a condition holds, or else nothing.
    pub fn only_if(self, holds: bool) -> Self {
        if holds { self } else { Self::nothing() }
    }

    /// Whether it can be sent as a token: visible ASCII, at least one character (RFC 6750 section 2.1, RFC 9110 section 5.5).
    pub fn is_token(&self) -> bool {
        let text = self.read();
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_some() { "[redacted]" } else { "nothing" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_content() {
        assert_eq!(format!("{:?}", Value::from("hunter2")), "[redacted]");
    }

    #[test]
    fn a_token_is_visible_ascii() {
        for bad in ["", " ", "a b", "a\r\nX-Evil: 1", "tok\u{e9}n", "a\0b", "a\u{7f}"] {
            assert!(!Value::from(bad).is_token(), "{bad:?} was taken");
        }
        assert!(!Value::nothing().is_token());
        assert!(Value::from("eyJhbGciOi.J9-_~+/=").is_token());
    }
}
