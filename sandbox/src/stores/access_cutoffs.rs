//! Access tokens that are refused although their signature is good.
//! They are not stored: a serial number divides those that are refused from those that are not.

use std::collections::HashMap;

/// Why an access token with a good signature is refused all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Expired,
    Revoked,
}

/// The newest refused serial number, for everybody and for single subjects.
#[derive(Default)]
pub(crate) struct AccessCutoffs {
    expired: Cutoff,
    revoked: Cutoff,
}

#[derive(Default)]
struct Cutoff {
    everybody: i64,
    subjects: HashMap<String, i64>,
}

impl Cutoff {
    fn raise(&mut self, subject: Option<&str>, serial: i64) {
        match subject {
            None => self.everybody = serial,
            Some(subject) => {
                self.subjects.insert(subject.to_lowercase(), serial);
            }
        }
    }

    fn covers(&self, serial: i64, subjects: &[&str]) -> bool {
        serial <= self.everybody
            || subjects.iter().any(|subject| {
                self.subjects.get(&subject.to_lowercase()).is_some_and(|cutoff| serial <= *cutoff)
            })
    }
}

impl AccessCutoffs {
    /// Treats every access token up to `serial` as past its time.
    pub fn expire(&mut self, subject: Option<&str>, serial: i64) {
        self.expired.raise(subject, serial);
    }

    /// Treats every access token up to `serial` as revoked.
    pub fn revoke(&mut self, subject: Option<&str>, serial: i64) {
        self.revoked.raise(subject, serial);
    }

    /// Whether a token is below a mark; its subjects are its user name and, for a guest, its order.
    pub fn refuse(&self, serial: i64, subjects: &[&str]) -> Option<Refused> {
        if self.revoked.covers(serial, subjects) {
            Some(Refused::Revoked)
        } else if self.expired.covers(serial, subjects) {
            Some(Refused::Expired)
        } else {
            None
        }
    }
}
