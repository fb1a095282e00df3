//! What is held, as the frozen `Session` object of the public types.

use super::claims::{self, freeze, to_js};
use crate::session::record::{EndReason, Holding, Kind, Live, Record};
use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::JsValue;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedOutView<'a> {
    kind: &'a str,
    reason: Option<&'a str>,
    last_order_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LiveView<'a> {
    kind: &'a str,
    roles: &'a [String],
    expires_at: f64,
    can_refresh: bool,
    // Each kind has its own field: orderId is null for a guest without one, and not there for anybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
}

/// The `Session` object for a record.
pub fn to_session(record: &Record) -> JsValue {
    match &record.holding {
        Holding::Ended { reason, last_order_id } => {
            let session = to_js(&SignedOutView {
                kind: "signed-out",
                reason: reason.map(EndReason::as_str),
                last_order_id: last_order_id.as_deref(),
            });
            freeze(&session, &[]);
            session
        }
        Holding::Live(live) => to_live(live),
    }
}

fn to_live(live: &Live) -> JsValue {
    let session = to_js(&LiveView {
        kind: live.kind.as_str(),
        roles: &live.tokens.claims.roles,
        expires_at: live.tokens.expires_at(),
        can_refresh: live.can_refresh(),
        order_id: (live.kind == Kind::Anonymous).then(|| live.order_id().map(String::as_str)),
        via: if let Kind::User(via) = live.kind { Some(via.as_str()) } else { None },
    });
    let claims = claims::of_token(live.tokens.access_token.expose());
    drop(Reflect::set(&session, &"claims".into(), &claims));
    freeze(&session, &["roles"]);
    session
}
