//! People as the identity provider knows them: the marketplace's users, and some whom the shop has yet to meet.
//! To the shop a stranger becomes a user at the first sign-in, never before.

use super::{World, password};
use serde::Deserialize;

/// A person who can sign in at the identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub username: String,
    pub password_hash: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

/// A person that only the identity provider knows, as the seed has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Stranger {
    username: String,
    password: String,
    first_name: String,
    last_name: String,
    email: String,
}

impl Identity {
    pub fn from_seed(stranger: &Stranger) -> anyhow::Result<Self> {
        Ok(Self {
            username: stranger.username.clone(),
            password_hash: password::hash(&stranger.password, &stranger.username)?,
            first_name: stranger.first_name.clone(),
            last_name: stranger.last_name.clone(),
            email: stranger.email.clone(),
        })
    }
}

impl World {
    /// The person of this name, if there is one with a password.
    pub fn identity(&self, username: &str) -> Option<Identity> {
        let stranger = self.strangers.iter().find(|person| person.username.eq_ignore_ascii_case(username));
        if let Some(stranger) = stranger {
            return Some(stranger.clone());
        }
        let user = self.user_named(username)?;
        Some(Identity {
            username: user.username.clone(),
            password_hash: user.password_hash.clone()?,
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
        })
    }
}
