//! Decisions: given what is held and what time it is, what comes next.

use super::live::{EndReason, Kind};

use super::record::Record;

use crate::protocol::jwt::Claims;
use crate::protocol::time::{Millis, Now};
use crate::value::Value;

/// What to do when a token is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The access token is good.
    Use,
    /// It has ended or is about to; a refresh token is at hand.
    Renew,
    /// It has ended and cannot be renewed.
    End(EndReason),
    /// There is no session.
    SignedOut,
}

/// What to do when a token is needed now.
pub fn next(record: &Record, now: Now) -> Next {
    let Some(live) = record.live() else { return Next::SignedOut };
    let left = live.tokens.time_left(now);
    if left > live.tokens.leeway() {
        Next::Use
    } else if live.can_refresh() {
        Next::Renew
    } else if left > 0.0 {
        Next::Use
    } else {
        Next::End(record.end_reason())
    }
}

/// Longest notice given before a session ends that cannot be renewed: a day for a guest, who may want to keep the cart,
/// five minutes for a user.
const GUEST_NOTICE: Millis = 86_400_000.0;
const USER_NOTICE: Millis = 300_000.0;
/// Of a short life the notice takes one part of so many.
const NOTICE_PARTS: f64 = 5.0;

/// What a clock should wake us for. Only sessions that cannot be renewed end by themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Alarm {
    /// Nothing to wait for.
    None,
    /// Look again after this time.
    After(Millis),
    /// The end is near: tell the shopper, then look again after `left`.
    Expiring {
        /// Time to the end.
        left: Millis,
    },
    /// It has ended.
    End(EndReason),
}

/// When to look at a session next, without anybody asking for a token. `was_announced`: its approaching end was announced.
pub fn alarm(record: &Record, was_announced: bool, now: Now) -> Alarm {
    let Some(live) = record.live().filter(|live| !live.can_refresh()) else { return Alarm::None };
    let left = live.tokens.time_left(now);
    let longest = if live.kind == Kind::Anonymous { GUEST_NOTICE } else { USER_NOTICE };
    let ahead = (live.tokens.lifetime / NOTICE_PARTS).min(longest);
    if left <= 0.0 {
        Alarm::End(record.end_reason())
    } else if left == f64::INFINITY {
        Alarm::None
    } else if was_announced {
        Alarm::After(left)
    } else if left <= ahead {
        Alarm::Expiring { left }
    } else {
        Alarm::After(left - ahead)
    }
}

/// Whether a renewed token belongs to the session that asked for it: same user, same client, still a guest or still not.
pub fn is_same_identity(held: &Claims, renewed: &Claims) -> bool {
    let agree =
        |a: &Value, b: &Value| a.is_nothing() || b.is_nothing() || a.read().eq_ignore_ascii_case(&b.read());
    held.identity().iter().zip(&renewed.identity()).all(|(a, b)| agree(a, b))
        && held.is_guest() == renewed.is_guest()
}

#[cfg(test)]
mod tests {
    use super::super::live::{Live, SessionState, Via};
    use super::super::token_set::TokenSet;
    use super::*;
    use crate::protocol::token_response::Issued;
    use serde_json::{Value as Json, json};

    fn at(millis: Millis) -> Now {
        Now { wall: 1e12 + millis, monotonic: millis }
    }

    fn record(kind: Kind, refresh: bool, seconds: Option<f64>) -> Record {
        let refresh_token = Value::from("rt").only_if(refresh);
        let issued = Issued::new("at".into(), refresh_token, seconds.unwrap_or(f64::NAN)).unwrap();
        let tokens = TokenSet::receive(issued, at(0.0));
        Record {
            sid: 1.0,
            generation: 1.0,
            state: SessionState::Live(
                Live { kind, tokens: tokens.into(), renewable: true, guest: Value::nothing() }.into(),
            ),
            failures: None,
        }
    }

    const USER: Kind = Kind::User(Via::Password);

    #[test]
    fn a_token_is_renewed_within_its_leeway_and_never_used_past_its_end() {
        let user = record(USER, true, Some(600.0));
        assert_eq!(next(&user, at(569_000.0)), Next::Use);
        assert_eq!(next(&user, at(570_000.0)), Next::Renew);
        assert_eq!(next(&user, at(9e9)), Next::Renew);
        let short = record(USER, true, Some(10.0));
        assert_eq!(next(&short, at(7_900.0)), Next::Use);
        assert_eq!(next(&short, at(8_000.0)), Next::Renew);
    }

    #[test]
    fn without_refresh_token_a_session_lasts_to_the_end_of_its_access_token() {
        let guest = record(Kind::Anonymous, false, Some(600.0));
        assert_eq!(next(&guest, at(599_999.0)), Next::Use);
        assert_eq!(next(&guest, at(600_000.0)), Next::End(EndReason::AnonymousExpired));
        let user = record(USER, false, Some(600.0));
        assert_eq!(next(&user, at(600_000.0)), Next::End(EndReason::SessionExpired));
        assert_eq!(next(&Record::empty(), at(0.0)), Next::SignedOut);
        assert_eq!(next(&record(USER, false, None), at(1e15)), Next::Use);
    }

    #[test]
    fn the_end_is_announced_once_and_ahead_of_time() {
        let guest = record(Kind::Anonymous, false, Some(604_800.0));
        assert_eq!(alarm(&guest, false, at(0.0)), Alarm::After(604_800_000.0 - 86_400_000.0));
        assert_eq!(alarm(&guest, false, at(600_000_000.0)), Alarm::Expiring { left: 4_800_000.0 });
        assert_eq!(alarm(&guest, true, at(600_000_000.0)), Alarm::After(4_800_000.0));
        assert_eq!(alarm(&guest, true, at(604_800_000.0)), Alarm::End(EndReason::AnonymousExpired));
        let user = record(USER, false, Some(600.0));
        assert_eq!(alarm(&user, false, at(0.0)), Alarm::After(480_000.0));
        assert_eq!(alarm(&record(USER, true, Some(600.0)), false, at(1e9)), Alarm::None);
        assert_eq!(alarm(&record(USER, false, None), false, at(1e9)), Alarm::None);
        assert_eq!(alarm(&Record::empty(), false, at(0.0)), Alarm::None);
    }

    #[test]
    fn a_refused_refresh_token_leaves_the_access_token_its_remaining_life() {
        let user = record(USER, true, Some(600.0));
        let live = user.live().unwrap();
        let SessionState::Live(kept) = live.refused(false, EndReason::SessionExpired, at(0.0)) else {
            panic!("ended")
        };
        assert!(!kept.can_refresh());
        let ended = SessionState::SignedOut {
            reason: Some(EndReason::SessionExpired),
            last_order_id: Value::nothing(),
        };
        assert_eq!(live.refused(true, EndReason::SessionExpired, at(0.0)), ended);
        assert_eq!(live.refused(false, EndReason::SessionExpired, at(600_000.0)), ended);
    }

    #[test]
    fn another_identity_is_noticed() {
        let read = |payload: Json| Claims(payload.into());
        let held = read(json!({"usr": "ada", "cid": "ABC"}));
        assert!(is_same_identity(&held, &read(json!({"usr": "ada", "cid": "abc", "u": "7"}))));
        assert!(is_same_identity(&held, &Claims::default()));
        assert!(!is_same_identity(&held, &read(json!({"usr": "eve", "cid": "ABC"}))));
        assert!(!is_same_identity(&held, &read(json!({"usr": "ada", "cid": "x"}))));
        assert!(!is_same_identity(&held, &read(json!({"usr": "ada", "cid": "ABC", "orderid": "o"}))));
    }
}
