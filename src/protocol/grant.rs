//! The ways of asking for tokens, and the fields of each on the wire.

use super::platform::Platform;
use crate::value::Value;
use crate::value::plain::PlainObject;

/// A means of getting a token (RFC 6749 section 1.3). A scope is a text of role names separated by spaces (section 3.3), or
/// nothing: every role the user has.
#[derive(Clone, Debug, PartialEq)]
pub enum Grant {
    /// Resource owner password credentials (RFC 6749 section 4.3).
    Password {
        /// The user's name.
        username: Value,
        /// The user's password, or a one-time password.
        password: Value,
        /// Roles asked for.
        scope: Value,
    },
    /// OrderCloud's guest: client credentials without a secret.
    Anonymous {
        /// The caller's own id for this visitor (`anonuserid`), meant for tracking; or nothing.
        anon_user_id: Value,
        /// Roles asked for.
        scope: Value,
    },
    /// Client credentials (RFC 6749 section 4.4).
    ClientCredentials {
        /// Roles asked for.
        scope: Value,
    },
    /// Refresh (RFC 6749 section 6), with the refresh token to spend. The new token has the roles of the old one.
    Refresh(Value),
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiClient {
    /// `client_id`.
    pub id: Value,
    /// `client_secret`, or nothing; never in a page.
    pub secret: Value,
    /// Roles to ask for where a grant names none.
    pub scope: Value,
}

impl Grant {
    /// The fields of the request. `guest`: the token of the guest whose things are handed over.
    ///
    /// A client that has a secret must send it with every grant.
    pub fn fields(&self, platform: &Platform, client: &ApiClient, guest: &Value) -> Value {
        let mut fields = Value::from(PlainObject(&[]));
        let mut put = |name, value: &Value| {
            if value.is_some() {
                fields.put(name, value);
            }
        };
        put("client_id", &client.id);
        put("client_secret", &client.secret);
        put("grant_type", &self.kind(platform).into());
        let nothing = Value::nothing();
        let scope = match self {
            Self::Password { username, password, scope } => {
                put("username", username);
                put("password", password);
                scope
            }
            Self::Anonymous { anon_user_id, scope } => {
                if let Some(name) = platform.guest {
                    put("username", &name.into());
                    put("password", &name.into());
                }
                put("anonuserid", anon_user_id);
                scope
            }
            Self::ClientCredentials { scope } => scope,
            Self::Refresh(refresh_token) => {
                put("refresh_token", refresh_token);
                &nothing
            }
        };
        let names_roles = scope.is_some() || matches!(self, Self::Refresh(_));
        put("scope", if names_roles { scope } else { &client.scope });
        if let Some(name) = platform.guest_field {
            put(name, guest);
        }
        fields
    }

    /// `grant_type`.
    fn kind(&self, platform: &Platform) -> &'static str {
        match self {
            Self::Password { .. } => "password",
            Self::Anonymous { .. } if platform.guest.is_some() => "password",
            Self::Anonymous { .. } | Self::ClientCredentials { .. } => "client_credentials",
            Self::Refresh(_) => "refresh_token",
        }
    }

    /// Whether it goes as a form: all but what the platform wants in JSON.
    pub fn is_form(&self, platform: &Platform) -> bool {
        !(platform.is_json && matches!(self, Self::ClientCredentials { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::platform::{ORDERCLOUD, OROCOMMERCE};
    use super::*;
    use serde_json::json;

    fn fields(grant: &Grant) -> Value {
        grant.fields(&ORDERCLOUD, &client(Value::nothing()), &Value::nothing())
    }

    fn client(secret: Value) -> ApiClient {
        ApiClient { id: "c".into(), secret, scope: Value::nothing() }
    }

    fn password(scope: Value) -> Grant {
        Grant::Password { username: "ada lovelace".into(), password: "p&=+\u{e9}\u{1f511}".into(), scope }
    }

    #[test]
    fn password_grant_has_the_fields_of_rfc_6749() {
        assert_eq!(
            fields(&password("Shopper MeAdmin".into())),
            json!({
                "client_id": "c", "grant_type": "password", "username": "ada lovelace",
                "password": "p&=+\u{e9}\u{1f511}", "scope": "Shopper MeAdmin"
            })
            .into()
        );
    }

    #[test]
    fn guest_sends_no_secret_and_leaves_out_what_is_not_given() {
        let guest = |anon_user_id, scope| fields(&Grant::Anonymous { anon_user_id, scope });
        assert_eq!(
            guest(Value::nothing(), Value::nothing()),
            json!({"client_id": "c", "grant_type": "client_credentials"}).into()
        );
        assert_eq!(
            guest("v/1".into(), "Shopper".into()),
            json!({"client_id": "c", "grant_type": "client_credentials", "anonuserid": "v/1", "scope": "Shopper"}).into()
        );
    }

    #[test]
    fn a_client_with_a_secret_sends_it_with_every_grant() {
        for grant in [
            Grant::Refresh("r".into()),
            Grant::ClientCredentials { scope: Value::nothing() },
            password(Value::nothing()),
        ] {
            let sent = grant.fields(&ORDERCLOUD, &client("s3cret".into()), &Value::nothing());
            assert_eq!(sent.text("client_secret").read(), "s3cret");
        }
    }

    #[test]
    fn the_clients_own_roles_are_asked_for_where_a_grant_names_none() {
        let client = ApiClient { scope: "Shopper".into(), ..client(Value::nothing()) };
        let scope_of =
            |grant: Grant| grant.fields(&ORDERCLOUD, &client, &Value::nothing()).text("scope").read();
        assert_eq!(scope_of(password(Value::nothing())), "Shopper");
        assert_eq!(scope_of(password("MeAdmin".into())), "MeAdmin");
        assert_eq!(scope_of(Grant::Refresh("r".into())), "");
    }

    #[test]
    fn refresh_names_no_scope() {
        assert_eq!(
            fields(&Grant::Refresh("878ca890".into())),
            json!({"client_id": "c", "grant_type": "refresh_token", "refresh_token": "878ca890"}).into()
        );
    }

    #[test]
    fn orocommerce_has_its_guests_its_handing_over_and_its_json() {
        let encode = |grant: &Grant, secret: Value, guest: Value| {
            (grant.is_form(&OROCOMMERCE), grant.fields(&OROCOMMERCE, &client(secret), &guest))
        };
        let guest = Grant::Anonymous { anon_user_id: Value::nothing(), scope: Value::nothing() };
        assert_eq!(
            encode(&guest, Value::nothing(), Value::nothing()),
            (
                true,
                json!({"client_id": "c", "grant_type": "password", "username": "guest", "password": "guest"})
                    .into()
            )
        );
        let (is_form, login) = encode(&password(Value::nothing()), Value::nothing(), "v.v.v".into());
        assert!(is_form);
        assert_eq!(login.text("visitor_access_token").read(), "v.v.v");
        let application = Grant::ClientCredentials { scope: Value::nothing() };
        assert!(application.is_form(&ORDERCLOUD));
        assert_eq!(
            encode(&application, "s".into(), Value::nothing()),
            (
                false,
                json!({"client_id": "c", "client_secret": "s", "grant_type": "client_credentials"}).into()
            )
        );
    }
}
