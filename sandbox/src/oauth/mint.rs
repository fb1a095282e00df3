//! The access token itself: the claims of a current OrderCloud token, signed, with the lifetime that applies.
//! Whether somebody deserves a token has been decided before anything here is called.

use crate::{
    settings::Settings,
    world::{ApiClient, User},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The claims of an access token, in OrderCloud's order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub usr: String,
    pub cid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orderid: Option<String>,
    pub u: String,
    pub usrtype: String,
    #[serde(default, skip_serializing_if = "Roles::is_empty")]
    pub role: Roles,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imp: Option<String>,
    pub iss: String,
    pub aud: String,
    pub exp: i64,
    pub nbf: i64,
    /// A claim for `anonuserid`, where the setting names one.
    #[serde(flatten)]
    pub extra: BTreeMap<String, String>,
}

/// Claim `role`: absent for none, a bare string for one, a list for more.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Roles {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Roles {
    fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(role) => std::slice::from_ref(role),
            Self::Many(roles) => roles,
        }
    }
}

impl From<Vec<String>> for Roles {
    fn from(mut roles: Vec<String>) -> Self {
        match roles.len() {
            0 => Self::None,
            1 => Self::One(roles.remove(0)),
            _ => Self::Many(roles),
        }
    }
}

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
pub(crate) struct Ticket {
    pub client: ApiClient,
    pub user: User,
    pub subject: Subject,
    pub roles: Vec<String>,
    pub lifetime: Lifetime,
    pub issued_at: Timestamp,
    pub serial: i64,
}

impl Ticket {
    /// The claims that the ticket stands for.
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

/// A GUID as 22 characters of base64url, which is how the platform writes the id of an order that is yet to come.
pub(crate) fn short_guid() -> String {
    URL_SAFE_NO_PAD.encode(uuid::Uuid::new_v4().as_bytes())
}

/// What the request log calls a token: the start of its SHA-256, useless for signing in.
pub(crate) fn fingerprint(token: &str) -> String {
    Sha256::digest(token).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
