//! The one way in: what the caller wants, as a value, and what becomes of it.
//!
//! All that waits is composed inside one future. Each further one would cost a kilobyte of the wasm.

use super::bearer::Bearer;
use super::core::Client;
use super::error::Error;
use super::login::GuestRequest;
use super::notice::Cause;
use super::ports::{Call, Ports};
use crate::protocol::grant::Grant;
use crate::session::record::Kind;
use std::rc::Rc;

/// What the caller wants.
pub enum Command<C> {
    /// Take up the stored session.
    Restore,
    /// Get tokens by a grant, and make them the session.
    Login(Grant, Kind, Cause),
    /// Become a guest.
    LoginAnonymously(GuestRequest),
    /// Renew the access token.
    Refresh,
    /// Forget the session.
    Logout,
    /// A token that is good now.
    AccessToken,
    /// Send a call with the bearer token.
    Fetch(C),
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome<A> {
    /// The session is what it is now.
    Session,
    /// A token that is good now.
    AccessToken(Bearer),
    /// The platform's answer.
    Answer(A),
}

/// Why nothing became of it.
#[derive(Debug)]
pub enum Failure<C: Call> {
    /// The library's doing. The API's 401 is attached where there was one.
    Auth(Error, Option<C::Answer>),
    /// The platform's doing, handed through untouched.
    Platform(C::Fault),
}

/// What a command ends with.
pub type Ending<C> = Result<Outcome<<C as Call>::Answer>, Failure<C>>;

impl<C: Call> From<Error> for Failure<C> {
    fn from(error: Error) -> Self {
        Self::Auth(error, None)
    }
}

impl<P: Ports> Client<P> {
    /// Does what the caller wants.
    pub async fn perform(self: Rc<Self>, command: Command<P::Call>) -> Ending<P::Call> {
        self.check_alive()?;
        let outcome = match command {
            Command::Restore => {
                self.restore().await;
                Outcome::Session
            }
            Command::Login(grant, kind, cause) => {
                self.login(grant, kind, cause).await?;
                Outcome::Session
            }
            Command::LoginAnonymously(request) => {
                self.login_anonymously(request).await?;
                Outcome::Session
            }
            Command::Refresh => {
                self.refresh().await?;
                Outcome::Session
            }
            Command::Logout => {
                self.logout();
                Outcome::Session
            }
            Command::AccessToken => Outcome::AccessToken(self.bearer().await?),
            Command::Fetch(call) => Outcome::Answer(self.fetch(call).await?),
        };
        self.settle().await;
        Ok(outcome)
    }
}
