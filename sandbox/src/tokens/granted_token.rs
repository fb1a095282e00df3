//! A token that has been decided on: for whom, with which roles, and for how long.
//! Whether somebody may have a token is decided before anything here is called.

use super::Claims;
use crate::{
    settings::Settings,
    world::{ApiClient, User},
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Who a token speaks for.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// A user, possibly acted for by another one.
    User { impersonator: Option<u64> },
    /// A new guest with the id of the order to come.
    Guest { order_id: String, anon_user_id: Option<String> },
}

/// How long a token lives, and what its response says about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetime {
    pub seconds: i64,
    pub expires_in: i64,
}

impl Lifetime {
    /// Minutes come out one second short, as the platform's own samples do; an override is taken at its word.
    pub fn of(minutes: i64, override_seconds: Option<i64>) -> Self {
        match override_seconds {
            Some(seconds) => Self { seconds, expires_in: seconds },
            None => {
                let seconds = minutes.saturating_mul(60);
                Self { seconds, expires_in: seconds - 1 }
            }
        }
    }
}

/// A token that has been decided on and only needs to be written and signed.
#[derive(Clone, Debug)]
pub(crate) struct GrantedToken {
    pub client: ApiClient,
    pub user: User,
    pub subject: Subject,
    pub roles: Vec<String>,
    pub lifetime: Lifetime,
    pub issued_at: Timestamp,
    pub serial: i64,
}

impl GrantedToken {
    /// The claims of this token.
    pub fn claims(&self, base_url: &str, settings: &Settings) -> Claims {
        let nbf = self.issued_at.as_second();
        let mut claims = Claims {
            usr: self.user.username.clone(),
            cid: self.client.id.clone(),
            orderid: None,
            u: self.user.number.to_string(),
            usrtype: self.user.affiliation.user_type().to_owned(),
            role: self.roles.clone().into(),
            imp: None,
            iss: settings.issuer.clone().unwrap_or_else(|| base_url.to_owned()),
            aud: base_url.to_owned(),
            exp: nbf.saturating_add(self.lifetime.seconds),
            nbf,
            extra: BTreeMap::new(),
        };
        match &self.subject {
            Subject::User { impersonator } => claims.imp = impersonator.map(|number| number.to_string()),
            Subject::Guest { order_id, anon_user_id } => {
                claims.orderid = Some(order_id.clone());
                // Each guest is a copy of the template user with an internal id of its own.
                claims.u = self.serial.to_string();
                if let (Some(name), Some(id)) = (&settings.anon_user_id_claim, anon_user_id) {
                    claims.extra.insert(name.clone(), id.clone());
                }
            }
        }
        claims
    }
}
