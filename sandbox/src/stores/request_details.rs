//! What a handler finds out about its request, for the request log.

use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a request turns out to be about, filled in by those who find out.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestDetails(Arc<Mutex<Details>>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    pub grant: Option<String>,
    pub client_id: Option<String>,
    pub subject: Option<String>,
    pub token_id: Option<String>,
}

impl RequestDetails {
    pub fn grant(&self, grant: &str) {
        self.open().grant = Some(grant.to_owned());
    }

    pub fn client(&self, client_id: &str) {
        self.open().client_id = Some(client_id.to_owned());
    }

    pub fn subject(&self, subject: &str) {
        self.open().subject = Some(subject.to_owned());
    }

    /// Keeps the fingerprint of an access token that was issued or presented.
    pub fn token(&self, access_token: &str) {
        self.open().token_id = Some(fingerprint(access_token));
    }

    pub fn found(&self) -> Details {
        self.open().clone()
    }

    fn open(&self) -> MutexGuard<'_, Details> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the request log calls a token: the start of its SHA-256, useless for signing in.
fn fingerprint(token: &str) -> String {
    Sha256::digest(token).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
