//! A token that is good now.

use super::core::Client;
use super::error::{Code, Error};
use super::login::GuestRequest;
use super::ports::Ports;
use crate::session::record::{Live, Record};
use crate::session::state::{Next, next};
use std::rc::Rc;

/// A live session: its access token, and the marks by which to tell later whether it is still the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Bearer {
    /// The record the token was taken from.
    pub record: Rc<Record>,
    /// The session in it.
    pub live: Rc<Live>,
}

impl<P: Ports> Client<P> {
    /// A token that is good now: the one at hand, a renewed one, or, where the configuration says so, a new guest's.
    pub(super) async fn bearer(self: &Rc<Self>) -> Result<Bearer, Error> {
        self.retry_write();
        let held = self.record();
        match next(&held, self.ports.now()) {
            Next::Use => {}
            Next::Renew => {
                let renewed = self.renewal(held.generation).await;
                if let Err(ended) = self.check_session(held.sid) {
                    // The refusal says more than that there is no session any more.
                    return Err(renewed.err().unwrap_or(ended));
                }
                if let Err(error) = renewed
                    && !self.has_time_left()
                {
                    return Err(error);
                }
                // Else the network may be down, while the old token has some seconds left.
            }
            Next::End(reason) => {
                self.end(reason);
                return Err(Code::from(reason).into());
            }
            Next::SignedOut if self.config.automatic_guest => {
                let outcome = self.become_guest(GuestRequest::default()).await;
                self.check_alive()?;
                // Nobody was signed in when this call was made: whoever is by now may make it.
                return self.current().map_err(|ended| outcome.err().unwrap_or(ended));
            }
            Next::SignedOut => return Err(Code::SignedOut.into()),
        }
        self.current()
    }

    /// The token at hand, whatever its age.
    pub(super) fn current(&self) -> Result<Bearer, Error> {
        let record = self.record();
        match record.live().map(Rc::clone) {
            Some(live) => Ok(Bearer { record, live }),
            None => Err(self.overtaken()),
        }
    }

    fn has_time_left(&self) -> bool {
        let now = self.ports.now();
        self.record().live().is_some_and(|live| live.tokens.time_left(now) > 0.0)
    }
}
