//! The ways of asking for tokens, and how each is written on the wire.

use super::fields::Fields;
use super::plain::{Plain, PlainObject};
use super::platform::Platform;
use super::scope::Scope;
use super::secret::Secret;

/// A means of getting a token (RFC 6749 section 1.3).
#[derive(Clone, Debug, PartialEq)]
pub enum Grant {
    /// Resource owner password credentials (RFC 6749 section 4.3).
    Password {
        /// The user's name.
        username: String,
        /// The user's password, or a one-time password.
        password: Secret,
        /// Roles asked for.
        scope: Scope,
    },
    /// OrderCloud's guest: client credentials without a secret.
    Anonymous {
        /// The caller's own id for this visitor (`anonuserid`), meant for tracking.
        anon_user_id: Option<String>,
        /// Roles asked for.
        scope: Scope,
    },
    /// Client credentials (RFC 6749 section 4.4).
    ClientCredentials {
        /// Roles asked for.
        scope: Scope,
    },
    /// Refresh (RFC 6749 section 6). The new token has the roles of the old one.
    Refresh {
        /// The refresh token to spend.
        refresh_token: Secret,
    },
}

impl Grant {
    /// The body of the request, and its `Content-Type`: a form (RFC 6749 appendix B; a space is written `%20`), or JSON where
    /// the platform wants that. `guest`: the token of the guest whose things are handed over.
    ///
    /// A client that has a secret must send it with every grant.
    pub fn encode<F: Fields>(
        &self,
        platform: &Platform,
        client_id: &str,
        client_secret: Option<&Secret>,
        guest: Option<&Secret>,
    ) -> (&'static str, Secret) {
        let mut fields = vec![("client_id", client_id)];
        if let Some(secret) = client_secret {
            fields.push(("client_secret", secret.expose()));
        }
        let scope = match self {
            Self::Password { username, password, scope } => {
                fields.extend([PASSWORD, ("username", username), ("password", password.expose())]);
                Some(scope)
            }
            Self::Anonymous { anon_user_id, scope } => {
                match platform.guest {
                    Some(name) => fields.extend([PASSWORD, ("username", name), ("password", name)]),
                    None => fields.push(CLIENT_CREDENTIALS),
                }
                if let Some(id) = anon_user_id {
                    fields.push(("anonuserid", id));
                }
                Some(scope)
            }
            Self::ClientCredentials { scope } => {
                fields.push(CLIENT_CREDENTIALS);
                Some(scope)
            }
            Self::Refresh { refresh_token } => {
                fields.extend([("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())]);
                None
            }
        };
        if let Some(scope) = scope.and_then(Scope::encode) {
            fields.push(("scope", scope));
        }
        if let (Some(name), Some(guest)) = (platform.guest_field, guest) {
            fields.push((name, guest.expose()));
        }
        if platform.is_json && matches!(self, Self::ClientCredentials { .. }) {
            let object: Vec<_> = fields.into_iter().map(|(name, value)| (name, Plain::Text(value))).collect();
            return ("application/json", Secret::new(F::print(PlainObject(&object))));
        }
        let mut form = String::new();
        for (name, value) in fields {
            if !form.is_empty() {
                form.push('&');
            }
            form.push_str(name);
            form.push('=');
            percent_encode(value, &mut form);
        }
        ("application/x-www-form-urlencoded", Secret::new(form))
    }
}

const PASSWORD: (&str, &str) = ("grant_type", "password");
const CLIENT_CREDENTIALS: (&str, &str) = ("grant_type", "client_credentials");

/// Appends `text` with everything escaped but the unreserved characters of RFC 3986 section 2.3.
pub fn percent_encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().map_or('0', char::from);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::platform::{ORDERCLOUD, OROCOMMERCE};
    use super::*;
    use serde_json::Value;

    fn form(grant: &Grant) -> String {
        grant.encode::<Value>(&ORDERCLOUD, "c", None, None).1.expose().to_owned()
    }

    fn scope(roles: &[&str]) -> Scope {
        Scope::parse(roles.iter().map(|role| (*role).into()).collect()).unwrap()
    }

    #[test]
    fn password_grant_is_written_as_rfc_6749_says() {
        let grant = Grant::Password {
            username: "ada lovelace".into(),
            password: Secret::new("p&=+\u{e9}\u{1f511}".into()),
            scope: scope(&["Shopper", "MeAdmin"]),
        };
        assert_eq!(
            form(&grant),
            "client_id=c&grant_type=password&username=ada%20lovelace\
             &password=p%26%3D%2B%C3%A9%F0%9F%94%91&scope=Shopper%20MeAdmin"
        );
    }

    #[test]
    fn guest_sends_no_secret_and_leaves_out_what_is_not_given() {
        let grant = Grant::Anonymous { anon_user_id: None, scope: Scope::default() };
        assert_eq!(form(&grant), "client_id=c&grant_type=client_credentials");
        let grant = Grant::Anonymous { anon_user_id: Some("v/1".into()), scope: scope(&["Shopper"]) };
        assert_eq!(form(&grant), "client_id=c&grant_type=client_credentials&anonuserid=v%2F1&scope=Shopper");
    }

    #[test]
    fn a_client_with_a_secret_sends_it_with_every_grant() {
        let secret = Secret::new("s3cret".into());
        for grant in [
            Grant::Refresh { refresh_token: Secret::new("r".into()) },
            Grant::ClientCredentials { scope: Scope::default() },
            Grant::Password {
                username: "u".into(),
                password: Secret::new("p".into()),
                scope: Scope::default(),
            },
        ] {
            let (_, body) = grant.encode::<Value>(&ORDERCLOUD, "c", Some(&secret), None);
            assert!(body.expose().contains("&client_secret=s3cret&"));
        }
    }

    #[test]
    fn refresh_names_no_scope() {
        let grant = Grant::Refresh { refresh_token: Secret::new("878ca890".into()) };
        assert_eq!(form(&grant), "client_id=c&grant_type=refresh_token&refresh_token=878ca890");
    }

    #[test]
    fn orocommerce_has_its_guests_its_handing_over_and_its_json() {
        let encode = |grant: Grant, secret: Option<&Secret>, guest: Option<&Secret>| {
            let (kind, body) = grant.encode::<Value>(&OROCOMMERCE, "c", secret, guest);
            (kind, body.expose().to_owned())
        };
        let guest = Grant::Anonymous { anon_user_id: None, scope: Scope::default() };
        assert_eq!(
            encode(guest, None, None),
            (
                "application/x-www-form-urlencoded",
                "client_id=c&grant_type=password&username=guest&password=guest".into()
            )
        );
        let visitor = Secret::new("v.v.v".into());
        let login = Grant::Password {
            username: "ada".into(),
            password: Secret::new("p".into()),
            scope: Scope::default(),
        };
        assert!(encode(login, None, Some(&visitor)).1.ends_with("&visitor_access_token=v.v.v"));
        let (kind, body) = encode(
            Grant::ClientCredentials { scope: Scope::default() },
            Some(&Secret::new("s".into())),
            None,
        );
        assert_eq!(kind, "application/json");
        let expected =
            serde_json::json!({"client_id": "c", "client_secret": "s", "grant_type": "client_credentials"});
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
    }
}
