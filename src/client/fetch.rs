//! The caller's own calls, with the bearer token.
//!
//! A 401 renews the token and sends the call once more, and once only. The second 401, and every other status, is the
//! caller's. The token goes to allowed origins and nowhere else.

use super::bearer::Bearer;
use super::core::Client;
use super::error::{Code, Error};
use super::perform::Failure;
use super::ports::{Call, Destination, Ports};
use std::rc::Rc;

impl<P: Ports> Client<P> {
    /// Sends a call with the bearer token.
    pub(super) async fn fetch(
        self: &Rc<Self>,
        call: P::Call,
    ) -> Result<<P::Call as Call>::Answer, Failure<P::Call>> {
        let first = match call.destination() {
            Destination::Allowed => Some(self.bearer().await?),
            Destination::OwnAuthorization => None,
            Destination::Foreign => return Err(Error::from(Code::OriginNotAllowed).into()),
        };
        let answer =
            call.send(first.as_ref().map(|bearer| &bearer.token)).await.map_err(Failure::Platform)?;
        let Some(first) = first.filter(|_| P::Call::is_unauthorized(&answer)) else { return Ok(answer) };

        let second = match self.renew_after(&first).await {
            Ok(Some(bearer)) if call.is_replayable() => bearer,
            Ok(Some(_)) => return Err(Failure::Auth(Code::BodyNotReplayable.into(), Some(answer))),
            Ok(None) => return Ok(answer),
            Err(error) => return Err(Failure::Auth(error, Some(answer))),
        };
        let answer = call.send(Some(&second.token)).await.map_err(Failure::Platform)?;
        if P::Call::is_unauthorized(&answer) {
            self.state.borrow_mut().hopeless = Some(second.generation);
        }
        Ok(answer)
    }

    /// A newer token than the one that the API refused; `None` where there is none to be had.
    async fn renew_after(self: &Rc<Self>, refused: &Bearer) -> Result<Option<Bearer>, Error> {
        self.check_session(refused.sid)?;
        let held = self.record().generation;
        if held == refused.generation {
            if !refused.can_refresh || self.state.borrow().hopeless == Some(held) {
                return Ok(None);
            }
            self.state.borrow_mut().unauthorized = Some(held);
            self.renewal(held).await?;
            self.check_session(refused.sid)?;
        }
        Ok(self.current().filter(|bearer| bearer.generation != refused.generation))
    }
}
