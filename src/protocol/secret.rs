//! Text that must not be shown: tokens, passwords, client secrets.
//!
//! A secret has no `Display`, and its `Debug` says nothing, so that no log, error or panic can hold one.

use std::fmt;
use std::rc::Rc;

/// Text that cannot be printed by accident. [`Secret::expose`] is the one way to its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Rc<str>);

impl Secret {
    /// Wraps text that must not be shown.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// Takes an access or refresh token as it came off the wire: characters that RFC 6750 section 2.1 and a header
    /// field can carry (visible ASCII), at least one of them.
    pub fn token(text: String) -> Option<Self> {
        let sound = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        sound.then(|| Self(text.into()))
    }

    /// The content, for the wire and for storage.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_content() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".into())), "[redacted]");
    }

    #[test]
    fn a_token_is_visible_ascii() {
        for bad in ["", " ", "a b", "a\r\nX-Evil: 1", "tok\u{e9}n", "a\0b", "a\u{7f}"] {
            assert!(Secret::token(bad.into()).is_none(), "{bad:?} was taken");
        }
        assert!(Secret::token("eyJhbGciOi.J9-_~+/=".into()).is_some());
    }
}
