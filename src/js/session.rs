//! What is held, as the frozen `Session` object of the public types.

use super::{claims, shapes};
use crate::session::record::{EndReason, Holding, Kind, Live, Record};
use wasm_bindgen::JsValue;

/// The `Session` object for a record.
pub fn to_session(record: &Record) -> JsValue {
    match &record.holding {
        Holding::Ended { reason, last_order_id } => {
            shapes::signed_out(reason.map(EndReason::as_str), last_order_id.as_deref())
        }
        Holding::Live(live) => to_live(live),
    }
}

fn to_live(live: &Live) -> JsValue {
    let (extra, value) = match live.kind {
        Kind::Anonymous => ("orderId", live.order_id().map(String::as_str)),
        Kind::User(_) => ("via", Some(live.kind.mark())),
        Kind::Application => ("", None),
    };
    let tokens = &live.tokens;
    let claims = claims::of_token(tokens.access_token.expose());
    shapes::live(live.kind.as_str(), tokens.expires_at(), live.can_refresh(), &claims, extra, value)
}
