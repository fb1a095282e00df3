//! What the client needs to know of its options. They are read and checked in options.js, and come here as one object.

use crate::protocol::grant::ApiClient;
use crate::protocol::platform::Platform;
use crate::value::Value;

/// Options in the form the client works with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The API client, with the roles to ask for.
    pub client: ApiClient,
    /// Whether the first call that needs a token while signed out begins a guest session.
    pub automatic_guest: bool,
    /// The platform, with all that is particular about it.
    pub platform: &'static Platform,
    /// Whether the server ends a session whose refresh token is used twice.
    pub is_strict: bool,
}

impl Config {
    /// Takes the options as options.js gives them; `None` where they name a platform that we do not know.
    pub fn new(options: &Value) -> Option<Self> {
        let is = |name, word| options.text(name).read() == word;
        Some(Self {
            client: ApiClient {
                id: options.text("clientId"),
                secret: options.text("clientSecret"),
                scope: options.text("scope"),
            },
            automatic_guest: is("anonymous", "automatic"),
            platform: Platform::named(&options.text("platform").read())?,
            is_strict: is("rotation", "strict"),
        })
    }
}
