//! People as the identity provider knows them: the marketplace's users, and some whom the shop has yet to meet.
//! To the shop a stranger becomes a user at the first sign-in, never before.

use super::World;

/// A person who can sign in at the identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub username: String,
    pub password_hash: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

impl World {
    /// The person of this name, if there is one with a password.
    pub fn identity(&self, username: &str) -> Option<Identity> {
        let mut provider_only = self.provider_only_accounts.iter();
        if let Some(account) = provider_only.find(|account| account.username.eq_ignore_ascii_case(username)) {
            return Some(account.clone());
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
