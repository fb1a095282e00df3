//! The stored form of a session: one JSON text under one key, so that one write changes everything or nothing.
//!
//! Reading never fails with an error: what cannot be used is told apart as nothing, garbage, or the work of a newer
//! version of this library, which must be left alone.

use super::token_set::TokenSet;
use crate::protocol::fields::Fields;
use crate::protocol::jwt::plausible_lifetime;
use crate::protocol::plain::{Plain, PlainObject};
use crate::protocol::secret::Secret;
use crate::protocol::time::{Millis, Now};
use crate::protocol::token_response::Issued;
use std::rc::Rc;

/// Version of the stored form that this code writes.
const VERSION: f64 = 1.0;

/// What is held for one client, with the marks by which two views of it are told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Names the session: a random number, new at every sign-in, guest and sign-out.
    pub sid: f64,
    /// Counts the changes under this key; never used twice.
    pub generation: f64,
    /// What the shopper has.
    pub holding: Holding,
    /// What went wrong when new tokens were asked for last; all tabs heed it.
    pub trouble: Option<Trouble>,
}

/// Tries at getting new tokens that have brought none so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// How many there were.
    pub tries: f64,
    /// Nobody tries again before this time of the wall clock.
    pub until: Millis,
    /// One of them has had no answer: the refresh token may have been spent by it.
    pub doubt: bool,
    /// The code of the last failure; none while its answer is awaited.
    pub code: Option<String>,
}

/// What the shopper has.
#[derive(Clone, Debug, PartialEq)]
pub enum Holding {
    /// No session. Written at sign-out as well (a tombstone), so that nothing late can bring the old session back.
    Ended {
        /// Why, where it ended without the shopper's doing.
        reason: Option<EndReason>,
        /// The order of the guest session that ended.
        last_order_id: Option<String>,
    },
    /// A session with tokens.
    Live(Rc<Live>),
}

/// A session with tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// Whose session it is.
    pub kind: Kind,
    /// The tokens and their end.
    pub tokens: Rc<TokenSet>,
    /// False once the server has refused the refresh token: the access token is then used up to its own end.
    pub renewable: bool,
    /// The token of the guest that this user was, while that guest's order is yet to be handed over.
    pub guest: Option<Secret>,
}

/// Whose session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A shopper without account.
    Anonymous,
    /// A user, and how the session began.
    User(Via),
    /// An application acting for itself.
    Application,
}

/// How a user's session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// User name and password.
    Password,
    /// Single sign-on.
    Sso,
    /// A guest who registered.
    Register,
    /// Tokens that were obtained elsewhere.
    Adopted,
}

/// Why a session ended without the shopper's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The access token ended and could not be renewed.
    SessionExpired,
    /// A guest's token ended; guests are not renewed.
    AnonymousExpired,
    /// The refresh token was refused after a try whose answer never came: that one may have been granted.
    RefreshOutcomeUnknown,
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

impl Kind {
    const ALL: [Self; 6] = [
        Self::Anonymous,
        Self::Application,
        Self::User(Via::Password),
        Self::User(Via::Sso),
        Self::User(Via::Register),
        Self::User(Via::Adopted),
    ];

    /// The name in `Session.kind`.
    pub fn as_str(self) -> &'static str {
        if let Self::User(_) = self { "user" } else { self.mark() }
    }

    /// The name in storage, and in `UserSession.via`.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Application => "application",
            Self::User(Via::Password) => "password",
            Self::User(Via::Sso) => "sso",
            Self::User(Via::Register) => "register",
            Self::User(Via::Adopted) => "adopted",
        }
    }
}

impl EndReason {
    const ALL: [Self; 3] = [Self::SessionExpired, Self::AnonymousExpired, Self::RefreshOutcomeUnknown];

    /// The name in storage, in `SignedOut.reason` and as an error code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SessionExpired => "session_expired",
            Self::AnonymousExpired => "anonymous_expired",
            Self::RefreshOutcomeUnknown => "refresh_outcome_unknown",
        }
    }
}

impl Record {
    /// The record of somebody who was never here.
    pub fn empty() -> Self {
        let holding = Holding::Ended { reason: None, last_order_id: None };
        Self { sid: 0.0, generation: 0.0, holding, trouble: None }
    }

    /// The session, where there is one.
    pub fn live(&self) -> Option<&Rc<Live>> {
        match &self.holding {
            Holding::Live(live) => Some(live),
            Holding::Ended { .. } => None,
        }
    }

    /// Whether both are the same state of the same session.
    pub fn is_same(&self, other: &Self) -> bool {
        self.sid == other.sid && self.generation == other.generation
    }

    /// Of two records the one with the higher rank stands. Where two tabs did something at the same moment, chance decides,
    /// and for all tabs alike.
    pub fn rank(&self) -> (f64, f64) {
        (self.generation, self.sid)
    }

    /// Whether both look the same to whoever asks for the session.
    pub fn looks_like(&self, other: &Self) -> bool {
        let renewable = |record: &Self| record.live().map(|live| live.renewable);
        self.has_token_of(other) && renewable(self) == renewable(other)
    }

    /// Whether both hold the same access token of the same session.
    pub fn has_token_of(&self, other: &Self) -> bool {
        let token = |record: &Self| record.live().map(|live| live.tokens.access_token.clone());
        self.sid == other.sid && token(self) == token(other)
    }

    /// Writes the stored form. Its field names are part of it: renaming one is a new version.
    pub fn encode<F: Fields>(&self) -> String {
        let (mut reason, mut last_order_id) = (None, None);
        let live = match &self.holding {
            Holding::Live(live) => Some(&**live),
            Holding::Ended { reason: why, last_order_id: order } => {
                (reason, last_order_id) = (why.map(EndReason::as_str), order.as_deref());
                None
            }
        };
        let tokens = live.map(|live| &live.tokens);
        let refresh_token = tokens.and_then(|tokens| tokens.refresh_token.as_ref());
        let trouble = self.trouble.as_ref();
        F::print(PlainObject(&[
            ("v", Plain::Number(VERSION)),
            ("sid", Plain::Number(self.sid)),
            ("gen", Plain::Number(self.generation)),
            ("kind", live.map(|live| live.kind.mark()).into()),
            ("at", tokens.map(|tokens| tokens.access_token.expose()).into()),
            ("rt", refresh_token.map(Secret::expose).into()),
            ("got_at", tokens.map(|tokens| tokens.received.wall).into()),
            ("lifetime", tokens.and_then(|tokens| tokens.lifetime).into()),
            ("guest", live.and_then(|live| live.guest.as_ref()).map(Secret::expose).into()),
            ("cannot_renew", Plain::Flag(live.is_some_and(|live| !live.renewable))),
            ("reason", reason.into()),
            ("last_order_id", last_order_id.into()),
            ("tries", trouble.map(|trouble| trouble.tries).into()),
            ("wait_until", trouble.map(|trouble| trouble.until).into()),
            ("in_doubt", Plain::Flag(trouble.is_some_and(|trouble| trouble.doubt))),
            ("fault", trouble.and_then(|trouble| trouble.code.as_deref()).into()),
        ]))
    }

    /// Reads the stored form.
    pub fn parse<F: Fields>(text: Option<&str>, now: Now) -> Stored {
        let Some(text) = text else { return Stored::Nothing };
        let Some(wire) = F::parse(text) else { return Stored::Corrupt };
        match wire.number("v") {
            Some(version) if version > VERSION => Stored::Newer,
            Some(VERSION) => read(&wire, now).map_or(Stored::Corrupt, Stored::Record),
            _ => Stored::Corrupt,
        }
    }
}

fn read<F: Fields>(wire: &F, now: Now) -> Option<Record> {
    let whole = |number: &f64| *number >= 0.0 && number.trunc() == *number;
    let holding = if wire.is_absent("kind") {
        let reason = wire.text("reason");
        Holding::Ended {
            reason: EndReason::ALL.into_iter().find(|known| Some(known.as_str()) == reason.as_deref()),
            last_order_id: wire.text("last_order_id"),
        }
    } else {
        Holding::Live(read_live(wire, now)?.into())
    };
    let trouble = wire.number("tries").map(|tries| Trouble {
        tries,
        until: wire.number("wait_until").unwrap_or_default(),
        doubt: wire.is_set("in_doubt"),
        code: wire.text("fault"),
    });
    Some(Record { sid: wire.number("sid")?, generation: wire.number("gen").filter(whole)?, holding, trouble })
}

fn read_live<F: Fields>(wire: &F, now: Now) -> Option<Live> {
    let kind = wire.text("kind")?;
    let kind = Kind::ALL.into_iter().find(|known| known.mark() == kind)?;
    let lifetime = wire.number("lifetime").map(|millis| millis / 1000.0);
    if lifetime.map_or(!wire.is_absent("lifetime"), |seconds| plausible_lifetime(seconds).is_none()) {
        return None;
    }
    let token = |name| wire.text(name).map_or(Some(None), |token| Secret::token(token).map(Some));
    let (refresh_token, guest) = (token("rt")?, token("guest")?);
    let issued = Issued::new::<F>(Secret::token(wire.text("at")?)?, refresh_token, None);
    let mut tokens = TokenSet::receive(issued, now).restore(wire.number("got_at")?, now);
    tokens.lifetime = lifetime.map(|seconds| seconds * 1000.0);
    Some(Live { kind, tokens: tokens.into(), renewable: !wire.is_set("cannot_renew"), guest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const NOW: Now = Now { wall: 5_000.0, monotonic: 7.0 };

    fn live(kind: Kind, renewable: bool, lifetime: Option<f64>) -> Record {
        let issued = Issued::new::<Value>(
            Secret::new("at".into()),
            Some(Secret::new("rt".into())),
            lifetime.map(|ms| ms / 1000.0),
        );
        let tokens = TokenSet::receive(issued, NOW);
        Record {
            sid: 0.25,
            generation: 3.0,
            holding: Holding::Live(
                Live { kind, tokens: tokens.into(), renewable, guest: Some(Secret::new("g".into())) }.into(),
            ),
            trouble: Some(Trouble { tries: 2.0, until: 7_000.0, doubt: true, code: Some("network".into()) }),
        }
    }

    fn round_trip(record: &Record) -> Stored {
        Record::parse::<Value>(Some(&record.encode::<Value>()), NOW)
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
            let holding = Holding::Ended { reason, last_order_id: Some("o-1 \u{1f6d2}".into()) };
            let record = Record { sid: 0.5, generation: 9.0, holding, trouble: None };
            assert_eq!(round_trip(&record), Stored::Record(record));
        }
    }

    #[test]
    fn a_tombstone_holds_no_token() {
        let holding = Holding::Ended { reason: None, last_order_id: None };
        let text = Record { sid: 0.5, generation: 9.0, holding, trouble: None }.encode::<Value>();
        assert!(text.contains("\"at\":null") && text.contains("\"rt\":null"), "{text}");
    }

    #[test]
    fn garbage_is_no_session() {
        let good = live(Kind::Anonymous, true, Some(1e6)).encode::<Value>();
        assert_eq!(Record::parse::<Value>(None, NOW), Stored::Nothing);
        for bad in ["", "null", "[]", "{}", "7", "undefined", "{\"v\":0}", "{\"v\":\"1\"}", "{\"v\":1}"] {
            assert_eq!(Record::parse::<Value>(Some(bad), NOW), Stored::Corrupt, "{bad}");
        }
        for end in 0..good.len() {
            assert_eq!(Record::parse::<Value>(good.get(..end), NOW), Stored::Corrupt, "cut at {end}");
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
            ("\"rt\":\"rt\"", "\"rt\":\" \""),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good, "{from} is not in {good}");
            assert_eq!(Record::parse::<Value>(Some(&bad), NOW), Stored::Corrupt, "{bad}");
        }
    }

    #[test]
    fn a_newer_version_is_told_apart() {
        assert_eq!(Record::parse::<Value>(Some("{\"v\":2,\"anything\":true}"), NOW), Stored::Newer);
    }
}
