//! What the options of each method ask for. Documented for JavaScript in types.d.ts.

use crate::browser::{Browser, JsObject, Sso};
use crate::client::config::{Config, scope, text};
use crate::client::core::Client;
use crate::client::error::{Code, Error};
use crate::client::notice::Cause;
use crate::client::ports::{Command, GuestRequest};
use crate::protocol::fields::Fields;
use crate::protocol::grant::Grant;
use crate::protocol::jwt::decode_claims;
use crate::protocol::ordercloud::SSO_PATH;
use crate::protocol::secret::Secret;
use crate::protocol::sso::{is_for_client, is_own_path};
use crate::session::record::{Kind, Via};
use wasm_bindgen::JsValue;

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

/// Whether an address that holds a token or an error is a return from single sign-on, and no business of another library's:
/// it says so itself, or this tab has left for one, or the token is this API client's.
pub fn is_return(client: &Client<Browser>, facts: &JsValue) -> bool {
    JsObject::from(facts).is_some_and(|facts| {
        let claims = facts.text("token").and_then(|token| decode_claims::<JsObject>(&token).ok());
        facts.is_set("isOurs")
            || claims.is_some_and(|claims| is_for_client(&claims, &client.config().client_id))
    })
}

/// A return from single sign-on; no facts: none.
pub fn complete_sso(_: &Client<Browser>, facts: &JsObject) -> Parsed {
    if facts.is_absent("isOurs") {
        Ok(Command::Idle)
    } else if !facts.is_absent("error") {
        Err(Code::SsoError.into())
    } else if !facts.is_set("isKnown") {
        Err(Code::SsoStateMismatch.into())
    } else {
        let token = |name| facts.text(name).and_then(Secret::token);
        Ok(Command::Sso(token("token").ok_or(Error::from(Code::BadToken))?, token("refreshToken")))
    }
}

/// The address to leave for.
pub fn sso_url(client: &Client<Browser>, sso: &Sso, options: &JsObject) -> Result<String, Error> {
    client.check_alive()?;
    let Config { base_url, client_id, .. } = client.config();
    let connect_id = required(options, "connectId")?;
    let roles = client.scope_or_default(scope(options)?).encode();
    let path = text(options, "returnPath")?.unwrap_or_default();
    if !(path.is_empty() || is_own_path(&path)) {
        return Err(Error::config("returnPath"));
    }
    let url = [base_url, SSO_PATH].concat();
    let custom = options.get("customParams");
    let url = sso.leave(&url, client_id, &connect_id, roles.as_deref(), &path, &custom);
    let url = url.ok_or(Error::config("customParams"))?;
    if url.is_empty() { Err(Error::about(Code::UnsupportedEnvironment, "sessionStorage")) } else { Ok(url) }
}

/// A profile for the guest.
pub fn register(_: &Client<Browser>, profile: &JsObject) -> Parsed {
    for name in ["Username", "FirstName", "LastName", "Email"] {
        required(profile, name)?;
    }
    Ok(Command::Register(Secret::new(profile.to_json_with("Active"))))
}

/// Whom to send a one-time password.
pub fn request_one_time_password(client: &Client<Browser>, who: &JsObject) -> Parsed {
    if text(who, "username")?.or(text(who, "email")?).is_none() {
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
