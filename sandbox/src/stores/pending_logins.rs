//! Sign-ins under way: those that left for the identity provider, and the codes it has handed out.
//! Each is good once and for a short time; old ones make room for new ones.

use crate::clock::after;
use jiff::Timestamp;
use std::collections::HashMap;

/// How long somebody may take to sign in.
const LOGIN_SECONDS: i64 = 600;
/// How long a code may take from browser to server.
const CODE_SECONDS: i64 = 60;
/// The most that may be under way at once.
const CAPACITY: usize = 10_000;

/// Somebody who has left for the identity provider.
#[derive(Clone, Debug)]
pub(crate) struct PendingLogin {
    pub connect_id: String,
    pub roles: Option<String>,
    pub app_start_path: String,
    pub nonce: String,
}

/// What a code stands for.
#[derive(Clone, Debug)]
pub(crate) struct CodeGrant {
    pub username: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub nonce: String,
}

/// Everything under way.
#[derive(Default)]
pub(crate) struct PendingLogins {
    logins: HashMap<String, (Timestamp, PendingLogin)>,
    codes: HashMap<String, (Timestamp, CodeGrant)>,
}

impl PendingLogins {
    pub fn begin(&mut self, key: String, login: PendingLogin, now: Timestamp) {
        make_room(&mut self.logins, now);
        self.logins.insert(key, (after(now, LOGIN_SECONDS), login));
    }

    pub fn take(&mut self, key: &str, now: Timestamp) -> Option<PendingLogin> {
        self.logins.remove(key).filter(|(until, _)| now < *until).map(|(_, login)| login)
    }

    pub fn issue_code(&mut self, code: String, grant: CodeGrant, now: Timestamp) {
        make_room(&mut self.codes, now);
        self.codes.insert(code, (after(now, CODE_SECONDS), grant));
    }

    pub fn redeem_code(&mut self, code: &str, now: Timestamp) -> Option<CodeGrant> {
        self.codes.remove(code).filter(|(until, _)| now < *until).map(|(_, grant)| grant)
    }
}

fn make_room<T>(kept: &mut HashMap<String, (Timestamp, T)>, now: Timestamp) {
    if kept.len() >= CAPACITY {
        kept.retain(|_, (until, _)| now < *until);
    }
    if kept.len() >= CAPACITY {
        kept.clear();
    }
}
