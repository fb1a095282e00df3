//! Refresh tokens, by family: all that follow from one sign-in.
//! Memory stays flat: families and used tokens beyond a cap are forgotten, oldest first.

use crate::{
    clock::after,
    settings::{Rotation, Settings},
};
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use uuid::Uuid;

/// Far more than any test holds, far less than a day of load tests would pile up.
const REMEMBERED: usize = 20_000;

/// One sign-in and all the refresh tokens that have followed from it.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub user: u64,
    pub client_id: String,
    pub roles: Vec<String>,
    token: Uuid,
    lifetime: i64,
    expires_at: Timestamp,
}

struct Used {
    family: u64,
    at: Timestamp,
    successor: Uuid,
}

/// All living refresh tokens.
#[derive(Default)]
pub(crate) struct TokenStore {
    families: HashMap<u64, Family>,
    current: HashMap<Uuid, u64>,
    used: HashMap<Uuid, Used>,
    families_by_age: VecDeque<u64>,
    used_by_age: VecDeque<Uuid>,
    next_family: u64,
    /// Families that a replay has ended, for the counters.
    pub revoked_families: u64,
}

impl TokenStore {
    /// Starts a family and returns its first token.
    pub fn open(
        &mut self,
        user: u64,
        client_id: &str,
        roles: &[String],
        lifetime: i64,
        now: Timestamp,
    ) -> String {
        if self.families_by_age.len() >= REMEMBERED
            && let Some(oldest) = self.families_by_age.pop_front()
        {
            self.close(oldest);
        }
        let id = self.next_family;
        self.next_family += 1;
        let token = Uuid::new_v4();
        let family = Family {
            user,
            client_id: client_id.to_owned(),
            roles: roles.to_vec(),
            token,
            lifetime,
            expires_at: after(now, lifetime),
        };
        self.families.insert(id, family);
        self.current.insert(token, id);
        self.families_by_age.push_back(id);
        token.to_string()
    }

    /// The family that a token belongs or belonged to, while it lives.
    pub fn family(&self, token: &str, now: Timestamp) -> Option<&Family> {
        let token = Uuid::try_parse(token).ok()?;
        let id =
            self.current.get(&token).copied().or_else(|| self.used.get(&token).map(|used| used.family))?;
        self.families.get(&id).filter(|family| now < family.expires_at)
    }

    /// Uses a token: the one to hold from now on, or none if it is refused. Strict rotation ends the family on a replay.
    pub fn rotate(&mut self, token: &str, settings: &Settings, now: Timestamp) -> Option<String> {
        let token = Uuid::try_parse(token).ok()?;
        if let Some(used) = self.used.get(&token) {
            let in_grace = now < after(used.at, settings.grace_seconds);
            match settings.rotation {
                Rotation::Grace if in_grace => return Some(used.successor.to_string()),
                Rotation::Strict => {
                    let family = used.family;
                    self.revoked_families += u64::from(self.close(family));
                }
                Rotation::Grace | Rotation::None => {}
            }
            return None;
        }
        let id = *self.current.get(&token)?;
        let family = self.families.get_mut(&id)?;
        if settings.sliding_refresh {
            family.expires_at = after(now, family.lifetime);
        }
        if settings.rotation == Rotation::None {
            return Some(token.to_string());
        }
        let successor = Uuid::new_v4();
        family.token = successor;
        self.current.remove(&token);
        self.current.insert(successor, id);
        self.retire(token, Used { family: id, at: now, successor });
        Some(successor.to_string())
    }

    /// Forgets every refresh token of a user, or of everybody.
    pub fn revoke(&mut self, user: Option<u64>) {
        let doomed: Vec<u64> = self
            .families
            .iter()
            .filter(|(_, family)| user.is_none_or(|user| family.user == user))
            .map(|(id, _)| *id)
            .collect();
        for id in doomed {
            self.close(id);
        }
    }

    fn retire(&mut self, token: Uuid, used: Used) {
        if self.used_by_age.len() >= REMEMBERED
            && let Some(oldest) = self.used_by_age.pop_front()
        {
            self.used.remove(&oldest);
        }
        self.used.insert(token, used);
        self.used_by_age.push_back(token);
    }

    fn close(&mut self, id: u64) -> bool {
        let closed = self.families.remove(&id);
        if let Some(family) = &closed {
            self.current.remove(&family.token);
        }
        closed.is_some()
    }
}
