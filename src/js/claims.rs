//! Claims as a frozen plain object.

use crate::browser::JsObject;
use crate::client::error::Code;
use crate::protocol::fields::Fields;
use crate::protocol::jwt::{Claims, decode_payload};
use js_sys::{Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

/// `Claims` of the public types, but for `raw`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    username: Option<&'a str>,
    client_id: Option<&'a str>,
    user_type: Option<&'a str>,
    user_id: Option<&'a str>,
    roles: &'a [String],
    order_id: Option<&'a str>,
    impersonator_id: Option<&'a str>,
    issuer: Option<&'a str>,
    audience: Option<&'a str>,
    expires_at: Option<f64>,
    not_before: Option<f64>,
}

/// Decodes a token's claims; `bad_token` where it has none.
pub fn decode(token: &str) -> Result<JsValue, JsValue> {
    let payload = decode_payload(token).ok().and_then(|text| JsObject::parse(&text));
    payload.map(view).ok_or_else(|| super::error::of(Code::BadToken))
}

/// The claims of a session's token. An opaque token has none.
pub fn of_token(token: &str) -> JsValue {
    let payload = decode_payload(token).ok().and_then(|text| JsObject::parse(&text));
    view(payload.unwrap_or_else(JsObject::empty))
}

fn view(payload: JsObject) -> JsValue {
    let claims = Claims::read(&payload);
    let view = to_js(&View {
        username: claims.username.as_deref(),
        client_id: claims.client_id.as_deref(),
        user_type: claims.user_type.as_deref(),
        user_id: claims.user_id.as_deref(),
        roles: &claims.roles,
        order_id: claims.order_id.as_deref(),
        impersonator_id: claims.impersonator_id.as_deref(),
        issuer: claims.issuer.as_deref(),
        audience: claims.audience.as_deref(),
        expires_at: claims.expires_at,
        not_before: claims.not_before,
    });
    // A claim named __proto__ or constructor is data like any other: there is no prototype that it could shadow or set.
    let raw = payload.into_inner();
    drop(Reflect::set_prototype_of(raw.unchecked_ref::<Object>(), &JsValue::NULL));
    drop(Reflect::set(&view, &"raw".into(), &raw));
    freeze(&raw, &[]);
    freeze(&view, &["roles"]);
    view
}

/// A plain object with null for what is absent.
pub fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::new().serialize_missing_as_null(true)).unwrap_or_default()
}

/// Freezes an object and the lists in it.
pub fn freeze(object: &JsValue, lists: &[&str]) {
    for list in lists {
        freeze(&Reflect::get(object, &(*list).into()).unwrap_or_default(), &[]);
    }
    Object::freeze(object.unchecked_ref::<Object>());
}
