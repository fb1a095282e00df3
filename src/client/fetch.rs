//! The caller's own calls, with the bearer token.
//!
//! A 401 renews the token and sends the call once more, and once only. The second 401, and every other status, is the
//! caller's. The token goes to allowed origins and nowhere else.

use super::bearer::Bearer;
use super::core::Client;
use super::error::{Code, Error};
use super::perform::Failure;
use super::ports::{Call, Destination, Ports};
use crate::session::record::Record;
use std::rc::Rc;

impl<P: Ports> Client<P> {
    /// Sends a call with the bearer token.
    pub(super) async fn fetch(
        self: &Rc<Self>,
        call: P::Call,
    ) -> Result<<P::Call as Call>::Answer, Failure<P::Call>> {
        let mut bearer = match call.destination() {
            Destination::Allowed => Some(self.bearer().await?),
            Destination::OwnAuthorization => None,
            Destination::Foreign => return Err(Error::from(Code::OriginNotAllowed).into()),
        };
        let mut is_second = false;
        loop {
            let token = bearer.as_ref().map(|bearer| &bearer.live.tokens.access_token);
            let answer = call.send(token).await.map_err(Failure::Platform)?;
            let Some(refused) = bearer.filter(|_| P::Call::is_unauthorized(&answer)) else {
                return Ok(answer);
            };
            if is_second {
                self.state.borrow_mut().hopeless = Some(refused.record.generation);
                return Ok(answer);
            }
            bearer = match self.renew_after(&refused).await {
                Ok(Some(renewed)) if call.is_replayable() => Some(renewed),
                Ok(Some(_)) => return Err(Failure::Auth(Code::BodyNotReplayable.into(), Some(answer))),
                Ok(None) => return Ok(answer),
                Err(error) => return Err(Failure::Auth(error, Some(answer))),
            };
            is_second = true;
        }
    }

    /// A newer token than the one that the API refused; `None` where there is none to be had.
    async fn renew_after(self: &Rc<Self>, refused: &Bearer) -> Result<Option<Bearer>, Error> {
        let Record { sid, generation, .. } = *refused.record;
        self.check_session(sid)?;
        if self.record().generation == generation {
            if !refused.live.can_refresh() || self.state.borrow().hopeless == Some(generation) {
                return Ok(None);
            }
            self.state.borrow_mut().unauthorized = Some(generation);
            self.renewal(generation).await?;
            self.check_session(sid)?;
        }
        Ok(self.current().ok().filter(|bearer| bearer.record.generation != generation))
    }
}
