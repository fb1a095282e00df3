//! What the options of each method ask for. Documented for JavaScript in types.d.ts.

use crate::browser::{Browser, JsObject};
use crate::client::config::{scope, text};
use crate::client::core::Client;
use crate::client::error::{Code, Error};
use crate::client::notice::Cause;
use crate::client::ports::{Command, GuestRequest};
use crate::protocol::fields::Fields;
use crate::protocol::grant::Grant;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::session::record::{Kind, Via};

type Parsed = Result<Command, Error>;

/// Reads a method's options. A plain function, so that all methods share the code around it.
pub type Parse = fn(&Client<Browser>, &JsObject) -> Parsed;

/// Password grant.
pub fn login(client: &Client<Browser>, credentials: &JsObject) -> Parsed {
    let grant = Grant::Password {
        username: required(credentials, "username")?,
        password: Secret::new(required(credentials, "password")?),
        scope: client.scope_or_default(scope(credentials)?),
    };
    let transfer = credentials.is_set("transferOrder");
    Ok(Command::Login(grant, Kind::User(Via::Password), Cause::Login, transfer))
}

/// Guest shopping.
pub fn login_anonymously(_: &Client<Browser>, options: &JsObject) -> Parsed {
    Ok(Command::LoginAnonymously(GuestRequest {
        anon_user_id: text(options, "anonUserId")?,
        scope: scope(options)?,
        fresh: options.is_set("fresh"),
    }))
}

/// Client credentials.
pub fn login_as_application(client: &Client<Browser>, options: &JsObject) -> Parsed {
    if client.config().client_secret.is_none() {
        return Err(Error::config("clientSecret"));
    }
    let grant = Grant::ClientCredentials { scope: client.scope_or_default(scope(options)?) };
    Ok(Command::Login(grant, Kind::Application, Cause::Application, false))
}

/// Tokens obtained elsewhere.
pub fn adopt(_: &Client<Browser>, tokens: &JsObject) -> Parsed {
    let token = |text| Secret::token(text).ok_or(Error::from(Code::BadToken));
    let access_token = token(required(tokens, "accessToken")?)?;
    let refresh_token = text(tokens, "refreshToken")?.map(token).transpose()?;
    Ok(Command::Adopt(access_token, refresh_token))
}

/// The roles to ask for where the user signs in elsewhere.
pub fn sso_roles(client: &Client<Browser>, options: &JsObject) -> Result<Scope, Error> {
    client.check_alive()?;
    client.check_ordercloud()?;
    Ok(client.scope_or_default(scope(options)?))
}

/// What came back from there; without a token there is nothing to do.
pub fn complete_sso(_: &Client<Browser>, facts: &JsObject) -> Parsed {
    if facts.is_absent("accessToken") {
        return Ok(Command::Idle);
    }
    let token = |name| facts.text(name).and_then(Secret::token);
    let access_token = token("accessToken").ok_or(Error::from(Code::BadToken))?;
    Ok(Command::Sso(access_token, token("refreshToken")))
}

/// A profile for the guest.
pub fn register(client: &Client<Browser>, profile: &JsObject) -> Parsed {
    client.check_ordercloud()?;
    for name in ["Username", "FirstName", "LastName", "Email"] {
        required(profile, name)?;
    }
    Ok(Command::Register(Secret::new(profile.to_json_with("Active"))))
}

/// Whom to send a one-time password.
pub fn request_one_time_password(client: &Client<Browser>, who: &JsObject) -> Parsed {
    client.check_ordercloud()?;
    if text(who, "username")?.is_none() & text(who, "email")?.is_none() {
        return Err(Error::config("username"));
    }
    Ok(Command::OneTimePassword(Secret::new(who.recipient(&client.config().client_id))))
}

/// Whether to sign out everywhere.
pub fn logout(_: &Client<Browser>, options: &JsObject) -> Parsed {
    Ok(Command::Logout(options.is_set("everywhere")))
}

fn required(options: &JsObject, name: &'static str) -> Result<String, Error> {
    options.text(name).ok_or(Error::config(name))
}
