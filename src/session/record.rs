//! The stored form of a session: one JSON text under one key, so that one write changes everything or nothing.
//!
//! Reading never fails with an error: what cannot be used is nothing, garbage, or the work of a newer
//! version of this library, which must be left alone.

use super::backoff::TokenFailures;
use super::live::EndReason;
use super::live::Kind;
use super::live::Live;
use super::live::SessionState;
use super::token_set::TokenSet;
use crate::protocol::http::LONGEST_WAIT;
use crate::protocol::jwt::plausible_lifetime;
use crate::protocol::time::Now;
use crate::protocol::token_response::Issued;
use crate::value::Value;
use crate::value::plain::{Plain, PlainObject};
use std::rc::Rc;

/// Version of the stored form that this code writes.
const VERSION: f64 = 1.0;

/// What is held for one client, with what two views of it differ by.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Names the session: a random number, new at every sign-in, guest and sign-out.
    pub sid: f64,
    /// Counts the changes under this key; never used twice.
    pub generation: f64,
    /// What the shopper has.
    pub state: SessionState,
    /// What went wrong when new tokens were asked for last; all tabs heed it.
    pub failures: Option<TokenFailures>,
}

/// What was found under the key.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// The key is not there.
    Nothing,
    /// A record of ours.
    Record(Record),
    /// Something that no version of this library wrote, or a damaged record.
    Corrupt,
    /// A record of a newer version.
    Newer,
}

impl Record {
    /// The record of somebody who was never here.
    pub fn empty() -> Self {
        let state = SessionState::SignedOut { reason: None, last_order_id: Value::nothing() };
        Self { sid: 0.0, generation: 0.0, state, failures: None }
    }

    /// The session, where there is one.
    pub fn live(&self) -> Option<&Rc<Live>> {
        match &self.state {
            SessionState::Live(live) => Some(live),
            SessionState::SignedOut { .. } => None,
        }
    }

    /// The access token, or nothing.
    pub fn access_token(&self) -> Value {
        self.live().map(|live| live.tokens.access_token.clone()).unwrap_or_default()
    }

    /// Of two records the one with the higher rank stands. Where two tabs did something at the same moment, chance decides,
    /// and for all tabs alike.
    pub fn rank(&self) -> (f64, f64) {
        (self.generation, self.sid)
    }

    /// Whether both look the same to an application that asks for the session.
    pub fn looks_like(&self, other: &Self) -> bool {
        let renewable = |record: &Self| record.live().map(|live| live.renewable);
        self.has_token_of(other) && renewable(self) == renewable(other)
    }

    /// Whether both hold the same access token of the same session.
    pub fn has_token_of(&self, other: &Self) -> bool {
        self.sid == other.sid && self.access_token() == other.access_token()
    }

    /// The reason to give when this session ends by itself.
    pub fn end_reason(&self) -> EndReason {
        if self.live().is_some_and(|live| live.kind == Kind::Anonymous) {
            EndReason::AnonymousExpired
        } else if self.failures.as_ref().is_some_and(|failures| failures.in_doubt) {
            EndReason::RefreshOutcomeUnknown
        } else {
            EndReason::SessionExpired
        }
    }

    /// The code of the failure that still forbids another try. A time further ahead than anybody sets one comes from
    /// another clock, and forbids nothing.
    pub fn backoff(&self, now: Now) -> Option<&Value> {
        let failures = self.failures.as_ref()?;
        let left = failures.retry_at - now.wall;
        Some(&failures.code).filter(|_| left > 0.0 && left <= LONGEST_WAIT)
    }

    /// Writes the stored form. Its field names are part of it: renaming one is a new version.
    pub fn encode(&self) -> String {
        let live = self.live();
        let tokens = live.map(|live| &live.tokens);
        let failures = self.failures.as_ref();
        let number = |number: Option<f64>| number.map_or(Plain::Null, Plain::Number);
        let reason = if let SessionState::SignedOut { reason, .. } = &self.state { *reason } else { None };
        let mut wire = Value::from(PlainObject(&[
            ("v", Plain::Number(VERSION)),
            ("sid", Plain::Number(self.sid)),
            ("gen", Plain::Number(self.generation)),
            ("kind", live.map(|live| live.kind.stored_name()).into()),
            ("got_at", number(tokens.map(|tokens| tokens.received.wall))),
            ("lifetime", number(tokens.map(|tokens| tokens.lifetime))),
            ("cannot_renew", Plain::Flag(live.is_some_and(|live| !live.renewable))),
            ("reason", reason.map(EndReason::as_str).into()),
            ("tries", number(failures.map(|failures| failures.attempts))),
            ("wait_until", number(failures.map(|failures| failures.retry_at))),
            ("in_doubt", Plain::Flag(failures.is_some_and(|failures| failures.in_doubt))),
        ]));
        match &self.state {
            SessionState::Live(live) => {
                wire.put("at", &live.tokens.access_token);
                wire.put("rt", &live.tokens.refresh_token);
                wire.put("guest", &live.guest);
            }
            SessionState::SignedOut { last_order_id, .. } => wire.put("last_order_id", last_order_id),
        }
        if let Some(failures) = failures {
            wire.put("fault", &failures.code);
        }
        wire.print()
    }

    /// Reads the stored form.
    pub fn parse(text: Option<&str>, now: Now) -> Stored {
        let Some(text) = text else { return Stored::Nothing };
        let wire = Value::parse(text);
        let version = wire.number("v");
        if version > VERSION {
            Stored::Newer
        } else if version == VERSION {
            read(&wire, now).map_or(Stored::Corrupt, Stored::Record)
        } else {
            Stored::Corrupt
        }
    }
}

fn read(wire: &Value, now: Now) -> Option<Record> {
    let (sid, generation, tries) = (wire.number("sid"), wire.number("gen"), wire.number("tries"));
    if sid.is_nan() || !(generation >= 0.0 && generation.trunc() == generation) {
        return None;
    }
    let state = if wire.is_absent("kind") {
        let reason = wire.text("reason").read();
        SessionState::SignedOut {
            reason: EndReason::ALL.into_iter().find(|known| known.as_str() == reason),
            last_order_id: wire.text("last_order_id"),
        }
    } else {
        SessionState::Live(read_live(wire, now)?.into())
    };
    let failures = (!tries.is_nan()).then(|| TokenFailures {
        attempts: tries,
        // A time that is missing forbids nothing.
        retry_at: wire.number("wait_until").max(0.0),
        in_doubt: wire.is_set("in_doubt"),
        code: wire.text("fault"),
    });
    Some(Record { sid, generation, state, failures })
}

fn read_live(wire: &Value, now: Now) -> Option<Live> {
    let kind = wire.text("kind").read();
    let kind = Kind::ALL.into_iter().find(|known| known.stored_name() == kind)?;
    let (received_at, seconds) = (wire.number("got_at"), wire.number("lifetime") / 1000.0);
    let lifetime = plausible_lifetime(seconds);
    let (access_token, refresh_token, guest) = (wire.text("at"), wire.text("rt"), wire.text("guest"));
    if received_at.is_nan()
        || lifetime != seconds && seconds != 0.0 && !wire.is_absent("lifetime")
        || guest.is_some() && !guest.is_token()
    {
        return None;
    }
    let issued = Issued::new(access_token, refresh_token, f64::NAN).ok()?;
    let mut tokens = TokenSet::receive(issued, now).restore(received_at, now);
    // Tokens that were over when they came have no life at all; one that is not written is not known.
    tokens.lifetime = lifetime.min(seconds) * 1000.0;
    Some(Live { kind, tokens: tokens.into(), renewable: !wire.is_set("cannot_renew"), guest })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Now = Now { wall: 5_000.0, monotonic: 7.0 };

    fn live(kind: Kind, renewable: bool, lifetime: Option<f64>) -> Record {
        let issued =
            Issued::new("at".into(), "rt".into(), lifetime.map_or(f64::NAN, |ms| ms / 1000.0)).unwrap();
        let tokens = TokenSet::receive(issued, NOW);
        Record {
            sid: 0.25,
            generation: 3.0,
            state: SessionState::Live(
                Live { kind, tokens: tokens.into(), renewable, guest: "g".into() }.into(),
            ),
            failures: Some(TokenFailures {
                attempts: 2.0,
                retry_at: 7_000.0,
                in_doubt: true,
                code: "network".into(),
            }),
        }
    }

    fn round_trip(record: &Record) -> Stored {
        Record::parse(Some(&record.encode()), NOW)
    }

    #[test]
    fn every_kind_of_record_survives_storage() {
        for kind in Kind::ALL {
            for renewable in [true, false] {
                for lifetime in [Some(600_000.0), None] {
                    let record = live(kind, renewable, lifetime);
                    assert_eq!(round_trip(&record), Stored::Record(record));
                }
            }
        }
        for reason in EndReason::ALL.into_iter().map(Some).chain([None]) {
            let state = SessionState::SignedOut { reason, last_order_id: "o-1 \u{1f6d2}".into() };
            let record = Record { sid: 0.5, generation: 9.0, state, failures: None };
            assert_eq!(round_trip(&record), Stored::Record(record));
        }
    }

    #[test]
    fn a_tombstone_holds_no_token() {
        let state = SessionState::SignedOut { reason: None, last_order_id: Value::nothing() };
        let text = Record { sid: 0.5, generation: 9.0, state, failures: None }.encode();
        assert!(!text.contains("\"at\"") && !text.contains("\"rt\""), "{text}");
    }

    #[test]
    fn garbage_is_no_session() {
        let good = live(Kind::Anonymous, true, Some(1e6)).encode();
        assert_eq!(Record::parse(None, NOW), Stored::Nothing);
        for bad in ["", "null", "[]", "{}", "7", "undefined", "{\"v\":0}", "{\"v\":\"1\"}", "{\"v\":1}"] {
            assert_eq!(Record::parse(Some(bad), NOW), Stored::Corrupt, "{bad}");
        }
        for end in 0..good.len() {
            assert_eq!(Record::parse(good.get(..end), NOW), Stored::Corrupt, "cut at {end}");
        }
        for (from, to) in [
            ("\"anonymous\"", "\"admin\""),
            ("\"at\":\"at\"", "\"at\":\"a\\r\\nb\""),
            ("\"at\":\"at\"", "\"at\":\"\""),
            ("\"gen\":3.0", "\"gen\":3.5"),
            ("\"gen\":3.0", "\"gen\":-1"),
            ("\"lifetime\":1000000.0", "\"lifetime\":-1"),
            ("\"lifetime\":1000000.0", "\"lifetime\":\"x\""),
            ("\"got_at\":5000.0", "\"got_at\":null"),
            ("\"sid\":0.25", "\"sid\":{}"),
            ("\"rt\":\"rt\"", "\"rt\":\"r \""),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good, "{from} is not in {good}");
            assert_eq!(Record::parse(Some(&bad), NOW), Stored::Corrupt, "{bad}");
        }
    }

    #[test]
    fn a_newer_version_is_told_apart() {
        assert_eq!(Record::parse(Some("{\"v\":2,\"anything\":true}"), NOW), Stored::Newer);
    }
}
