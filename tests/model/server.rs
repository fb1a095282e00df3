//! The token endpoint, as far as it matters who may use which refresh token.
//!
//! Tokens name their session, so that nobody has to remember whose they are. The access token says in a claim everything that
//! tells one record from another: secrets do not show in `Debug`, by which states are told apart.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use storefront_auth::protocol::http::Reply;
use storefront_auth::protocol::time::Now;
use storefront_auth::protocol::token_response;
use storefront_auth::session::live::{Live, SessionState};
use storefront_auth::session::record::Record;

/// What becomes of a refresh token that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rotation {
    /// It stays the same.
    None,
    /// There is a new one; the old one gives the same again.
    Grace,
    /// There is a new one; using the old one ends the session.
    Strict,
}

/// A session, as the server knows it.
#[derive(Clone, Debug, Hash)]
struct Family {
    user: &'static str,
    /// Which refresh token is the current one.
    turn: u8,
    /// The oldest refresh token that was good a short time ago.
    oldest: u8,
    /// How many access tokens there were.
    issued: u8,
    is_revoked: bool,
}

#[derive(Clone, Debug, Hash)]
pub struct Server {
    rotation: Rotation,
    families: Vec<Family>,
}

/// Tokens of one session, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tokens {
    pub family: usize,
    pub turn: u8,
    pub issued: u8,
    pub user: &'static str,
}

/// The server's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    Tokens(Tokens),
    InvalidGrant,
}

pub const GUEST: &str = "guest";
const USERS: [&str; 2] = ["ada", "eve"];
/// How long an access token lives, in seconds.
const LIFE: u32 = 600;

impl Family {
    /// Whether a used token is still good for its successor: the last one is, and any that was used just now.
    fn tolerates(&self, turn: u8) -> bool {
        turn + 1 >= self.turn || turn >= self.oldest
    }
}

impl Server {
    pub fn new(rotation: Rotation) -> Self {
        Self { rotation, families: Vec::new() }
    }

    /// Whether a refresh with this token would be granted.
    pub fn would_grant(&self, family: usize, turn: u8) -> bool {
        self.clone().refresh(family, turn) != Answer::InvalidGrant
    }

    /// So much time passes that a token used before is not good any more, but for the last.
    pub fn grow_older(&mut self) {
        self.families.iter_mut().for_each(|family| family.oldest = family.turn);
    }

    /// How many sessions of guests were begun.
    pub fn guests(&self) -> usize {
        self.families.iter().filter(|family| family.user == GUEST).count()
    }

    pub fn handle(&mut self, form: &str) -> Answer {
        if let Some((family, turn)) = refresh_token_in(form) {
            self.refresh(family, turn)
        } else {
            let user = USERS.into_iter().find(|user| form.contains(&format!("\"username\":\"{user}\"")));
            self.families.push(Family {
                user: user.unwrap_or(GUEST),
                turn: 0,
                oldest: 0,
                issued: 0,
                is_revoked: false,
            });
            self.issue(self.families.len() - 1)
        }
    }

    fn refresh(&mut self, at: usize, turn: u8) -> Answer {
        let family = &mut self.families[at];
        match self.rotation {
            Rotation::None => {}
            Rotation::Grace if turn != family.turn && family.tolerates(turn) => {}
            _ if turn != family.turn => family.is_revoked = true,
            Rotation::Grace | Rotation::Strict => family.turn += 1,
        }
        if self.families[at].is_revoked { Answer::InvalidGrant } else { self.issue(at) }
    }

    fn issue(&mut self, at: usize) -> Answer {
        let family = &mut self.families[at];
        family.issued += 1;
        Answer::Tokens(Tokens { family: at, turn: family.turn, issued: family.issued, user: family.user })
    }

    /// Whether a request that nobody waits for can come this late: not later than a server keeps its old tokens.
    pub fn would_tolerate(&self, form: &str) -> bool {
        let is_late = |(family, turn): (usize, u8)| !self.families[family].tolerates(turn);
        self.rotation != Rotation::Grace || !refresh_token_in(form).is_some_and(is_late)
    }

    /// Whether this is the refresh token that the server would hand out now.
    pub fn is_current(&self, family: usize, turn: u8) -> bool {
        let known = &self.families[family];
        known.turn == turn && !known.is_revoked
    }
}

impl Answer {
    pub fn reply(self) -> Reply {
        let (status, body) = match self {
            Self::InvalidGrant => (400, json!({"error": "invalid_grant"})),
            Self::Tokens(tokens) => {
                let Tokens { family, turn, issued, user } = tokens;
                let mark = format!("{family}-{turn}-{issued}");
                let mut claims = json!({"usr": user, "iss": mark});
                let mut body = json!({"expires_in": LIFE});
                if user == GUEST {
                    claims["orderid"] = json!(format!("order-{family}"));
                } else {
                    body["refresh_token"] = json!(format!("rt-{family}-{turn}-"));
                }
                body["access_token"] =
                    json!(format!("e30.{}.{mark}", URL_SAFE_NO_PAD.encode(claims.to_string())));
                (200, body)
            }
        };
        Reply { status, body: body.into(), retry_after: f64::NAN }
    }
}

impl Tokens {
    /// The record that a refresh of `base` with this answer leads to.
    pub fn renew(self, base: &Record, generation: f64, now: Now) -> Option<Record> {
        let reply = Answer::Tokens(self).reply();
        let issued = token_response::parse(&reply.body).ok()?;
        let live = base.live()?;
        let live = Live { tokens: live.tokens.succeed(issued, now).into(), ..(**live).clone() };
        Some(Record { sid: base.sid, generation, state: SessionState::Live(live.into()), failures: None })
    }
}

/// The session and the turn of a refresh token.
pub fn read_refresh_token(token: &str) -> (usize, u8) {
    let mut numbers = token.trim_start_matches("rt-").split('-');
    let mut next = || numbers.next().and_then(|number| number.parse().ok()).expect("a token of this server");
    (usize::from(next()), next())
}

/// The session of an access token.
pub fn family_of(access_token: &str) -> usize {
    let mark = access_token.rsplit('.').next().expect("a last part");
    mark.split('-').next().and_then(|number| number.parse().ok()).expect("a token of this server")
}

/// The refresh token in the form of a token request.
pub fn refresh_token_in(form: &str) -> Option<(usize, u8)> {
    let (_, token) = form.split_once("\"refresh_token\":\"rt-")?;
    Some(read_refresh_token(token))
}
