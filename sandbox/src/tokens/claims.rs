//! The claims of an access token.

use serde::{Deserialize, Serialize};
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
