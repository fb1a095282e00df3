//! The request log and the counters. Neither ever holds a token, a password, or a query string: what is kept of a token
//! is a fingerprint, and of an address the path.

use serde::Serialize;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// How many entries are kept; the numbering goes on.
const KEPT: usize = 10_000;

/// One request, as `GET /_sandbox/requests` shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    pub n: u64,
    pub at: String,
    pub method: String,
    pub path: String,
    pub grant: Option<String>,
    pub client_id: Option<String>,
    pub subject: Option<String>,
    pub token_id: Option<String>,
    /// None if the connection was broken before anything was decided.
    pub status: Option<u16>,
}

/// Everything that has been asked since the start or the last reset.
#[derive(Default)]
pub(crate) struct RequestLog {
    entries: VecDeque<Entry>,
    written: u64,
    password: u64,
    client_credentials: u64,
    anonymous: u64,
    refresh_token: u64,
    refused: u64,
    api_requests: u64,
}

impl RequestLog {
    pub fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }

    /// Counts a token request when it arrives, whatever becomes of it.
    pub fn count_token_request(&mut self, grant: Option<&str>) {
        match grant {
            Some("password") => self.password += 1,
            Some("client_credentials") => self.client_credentials += 1,
            Some("anonymous") => self.anonymous += 1,
            Some("refresh_token") => self.refresh_token += 1,
            _ => {}
        }
    }

    /// Counts a token request that got no token.
    pub fn count_refused(&mut self) {
        self.refused += 1;
    }

    pub fn count_api_request(&mut self) {
        self.api_requests += 1;
    }

    /// Writes an entry and numbers it.
    pub fn write(&mut self, mut entry: Entry) {
        self.written += 1;
        entry.n = self.written;
        if self.entries.len() >= KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub fn counts(&self, revoked_families: u64) -> Value {
        json!({
            "tokenRequests": {
                "password": self.password, "client_credentials": self.client_credentials,
                "anonymous": self.anonymous, "refresh_token": self.refresh_token,
            },
            "refused": self.refused, "apiRequests": self.api_requests, "revokedFamilies": revoked_families,
        })
    }
}
