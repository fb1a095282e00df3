//! What is held, as the frozen `Session` object of the public types.

use super::claims;
use crate::browser::{freeze, put, to_js};
use crate::protocol::plain::{Plain, PlainObject};
use crate::session::record::{EndReason, Holding, Kind, Live, Record};
use wasm_bindgen::JsValue;

/// The `Session` object for a record.
pub fn to_session(record: &Record) -> JsValue {
    match &record.holding {
        Holding::Ended { reason, last_order_id } => {
            let session = to_js(PlainObject(&[
                ("kind", Plain::Text("signed-out")),
                ("reason", reason.map(EndReason::as_str).into()),
                ("lastOrderId", last_order_id.into()),
            ]));
            freeze(&session);
            session
        }
        Holding::Live(live) => to_live(live),
    }
}

fn to_live(live: &Live) -> JsValue {
    let session = to_js(PlainObject(&[
        ("kind", Plain::Text(live.kind.as_str())),
        ("roles", Plain::Texts(&live.tokens.claims.roles)),
        ("expiresAt", Plain::Number(live.tokens.expires_at())),
        ("canRefresh", Plain::Flag(live.can_refresh())),
    ]));
    match live.kind {
        Kind::Anonymous => {
            let order_id = live.order_id().map_or(JsValue::NULL, |id| id.as_str().into());
            put(&session, "orderId", &order_id);
        }
        Kind::User(_) => put(&session, "via", &live.kind.mark().into()),
        Kind::Application => {}
    }
    put(&session, "claims", &claims::of_token(live.tokens.access_token.expose()));
    freeze(&session);
    session
}
