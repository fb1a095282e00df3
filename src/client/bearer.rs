//! A token that is good now.

use super::core::Client;
use super::error::{Code, Error};
use super::login::GuestRequest;
use super::ports::Ports;
use crate::protocol::secret::Secret;
use crate::session::state::{Next, next};
use std::rc::Rc;

/// An access token, and which session and generation it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Bearer {
    /// The access token.
    pub token: Secret,
    /// The session it belongs to.
    pub sid: f64,
    /// The generation of that session.
    pub generation: f64,
    /// Whether it could be renewed.
    pub can_refresh: bool,
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
                self.check_session(held.sid).map_err(|ended| {
                    // The refusal says more than that there is no session any more.
                    if let Err(error) = &renewed { error.clone() } else { ended }
                })?;
                // The network may be down while the old token has some seconds left.
                renewed.or_else(|error| if self.has_time_left() { Ok(()) } else { Err(error) })?;
            }
            Next::End(reason) => {
                self.end(reason);
                return Err(Code::from(reason).into());
            }
            Next::SignedOut if self.config.automatic_guest => {
                let outcome = self.become_guest(GuestRequest::default()).await;
                self.check_alive()?;
                // Nobody was signed in when this call was made: whoever is by now may make it.
                return self.current().ok_or_else(|| outcome.err().unwrap_or_else(|| self.overtaken()));
            }
            Next::SignedOut => return Err(Code::SignedOut.into()),
        }
        self.current().ok_or_else(|| self.overtaken())
    }

    /// The token at hand, whatever its age.
    pub(super) fn current(&self) -> Option<Bearer> {
        let state = self.state.borrow();
        let live = state.record.live()?;
        Some(Bearer {
            token: live.tokens.access_token.clone(),
            sid: state.record.sid,
            generation: state.record.generation,
            can_refresh: live.can_refresh(),
        })
    }

    fn has_time_left(&self) -> bool {
        let now = self.ports.now();
        self.state.borrow().record.live().is_some_and(|live| live.tokens.time_left(now) > 0.0)
    }
}
