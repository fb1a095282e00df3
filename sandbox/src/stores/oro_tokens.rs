//! Tokens at the OroCommerce side: the refresh tokens, and which access tokens have been revoked.
//! Memory stays flat: beyond a cap the oldest are forgotten.

use jiff::Timestamp;
use std::collections::{HashMap, HashSet, VecDeque};

/// The most tokens remembered of each kind.
const REMEMBERED: usize = 20_000;

/// A refresh token's contents, which a real one carries encrypted.
#[derive(Clone, Debug)]
pub(crate) struct OroRefreshToken {
    pub client_id: String,
    pub subject: String,
    pub access_id: String,
    pub scopes: Vec<String>,
    pub expires_at: Timestamp,
    pub revoked: bool,
}

/// The tokens that the server keeps.
#[derive(Default)]
pub(crate) struct OroTokens {
    refresh: HashMap<String, OroRefreshToken>,
    refresh_order: VecDeque<String>,
    revoked: HashSet<String>,
    revoked_order: VecDeque<String>,
}

impl OroTokens {
    pub fn keep(&mut self, token: String, refresh: OroRefreshToken) {
        if self.refresh_order.len() >= REMEMBERED
            && let Some(oldest) = self.refresh_order.pop_front()
        {
            self.refresh.remove(&oldest);
        }
        self.refresh_order.push_back(token.clone());
        self.refresh.insert(token, refresh);
    }

    pub fn refresh(&self, token: &str) -> Option<&OroRefreshToken> {
        self.refresh.get(token)
    }

    /// Ends a refresh token and the access token that came with it.
    pub fn end(&mut self, token: &str) {
        let Some(refresh) = self.refresh.get_mut(token) else { return };
        refresh.revoked = true;
        let access_id = refresh.access_id.clone();
        if self.revoked_order.len() >= REMEMBERED
            && let Some(oldest) = self.revoked_order.pop_front()
        {
            self.revoked.remove(&oldest);
        }
        self.revoked_order.push_back(access_id.clone());
        self.revoked.insert(access_id);
    }

    pub fn is_revoked(&self, access_id: &str) -> bool {
        self.revoked.contains(access_id)
    }

    /// Ends every refresh token of a subject, or of everybody.
    pub fn revoke(&mut self, subject: Option<&str>) {
        for refresh in self.refresh.values_mut() {
            refresh.revoked |= subject.is_none_or(|subject| refresh.subject.eq_ignore_ascii_case(subject));
        }
    }
}
