//! The ways of asking for tokens, and how each is written on the wire.

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
    /// The `application/x-www-form-urlencoded` body (RFC 6749 appendix B; a space is written `%20`).
    ///
    /// A client that has a secret must send it with every grant.
    pub fn encode(&self, client_id: &str, client_secret: Option<&Secret>) -> Secret {
        let mut form = Form::default();
        form.field("client_id", client_id);
        if let Some(secret) = client_secret {
            form.field("client_secret", secret.expose());
        }
        let scope = match self {
            Self::Password { username, password, scope } => {
                form.field("grant_type", "password");
                form.field("username", username);
                form.field("password", password.expose());
                Some(scope)
            }
            Self::Anonymous { anon_user_id, scope } => {
                form.field("grant_type", "client_credentials");
                if let Some(id) = anon_user_id {
                    form.field("anonuserid", id);
                }
                Some(scope)
            }
            Self::ClientCredentials { scope } => {
                form.field("grant_type", "client_credentials");
                Some(scope)
            }
            Self::Refresh { refresh_token } => {
                form.field("grant_type", "refresh_token");
                form.field("refresh_token", refresh_token.expose());
                None
            }
        };
        if let Some(scope) = scope.and_then(Scope::encode) {
            form.field("scope", &scope);
        }
        Secret::new(form.0)
    }
}

#[derive(Default)]
struct Form(String);

impl Form {
    fn field(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        percent_encode(value, &mut self.0);
    }
}

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
    use super::*;

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
            grant.encode("client", None).expose(),
            "client_id=client&grant_type=password&username=ada%20lovelace\
             &password=p%26%3D%2B%C3%A9%F0%9F%94%91&scope=Shopper%20MeAdmin"
        );
    }

    #[test]
    fn guest_sends_no_secret_and_leaves_out_what_is_not_given() {
        let grant = Grant::Anonymous { anon_user_id: None, scope: Scope::default() };
        assert_eq!(grant.encode("c", None).expose(), "client_id=c&grant_type=client_credentials");
        let grant = Grant::Anonymous { anon_user_id: Some("v/1".into()), scope: scope(&["Shopper"]) };
        assert_eq!(
            grant.encode("c", None).expose(),
            "client_id=c&grant_type=client_credentials&anonuserid=v%2F1&scope=Shopper"
        );
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
            assert!(grant.encode("c", Some(&secret)).expose().contains("&client_secret=s3cret&"));
        }
    }

    #[test]
    fn refresh_names_no_scope() {
        let grant = Grant::Refresh { refresh_token: Secret::new("878ca890".into()) };
        assert_eq!(
            grant.encode("c", None).expose(),
            "client_id=c&grant_type=refresh_token&refresh_token=878ca890"
        );
    }
}
