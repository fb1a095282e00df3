//! Claims as a frozen plain object.

use super::shapes::with_raw;
use crate::browser::{JsObject, to_js};
use crate::client::error::{Code, Error};
use crate::protocol::jwt::{Claims, TEXT_CLAIMS, payload};
use crate::protocol::plain::{Plain, PlainObject};
use wasm_bindgen::JsValue;

/// Decodes a token's claims; `bad_token` where it has none.
pub fn decode(token: &str) -> Result<JsValue, JsValue> {
    payload(token).map(view).map_err(|_| Error::from(Code::BadToken).into())
}

/// The claims of a session's token. An opaque token has none.
pub fn of_token(token: &str) -> JsValue {
    view(payload(token).unwrap_or_else(|_| JsObject::empty()))
}

fn view(payload: JsObject) -> JsValue {
    let claims = Claims::read(&payload);
    let names = TEXT_CLAIMS.iter().map(|(name, _, _)| *name);
    let mut fields: Vec<_> = names.zip(claims.texts.iter().map(Plain::from)).collect();
    fields.push(("roles", Plain::Texts(&claims.roles)));
    fields.push(("expiresAt", claims.expires_at.into()));
    fields.push(("notBefore", claims.not_before.into()));
    with_raw(&to_js(PlainObject(&fields)), &payload.into_inner())
}
