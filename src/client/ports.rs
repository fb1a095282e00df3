//! What the client and the platform say to each other, and the few things the client may ask at once.

use super::error::Error;
use super::event::{Cause, Event};
use crate::protocol::grant::Grant;
use crate::protocol::http::WireFault;
use crate::protocol::http::{Reply, Request};
use crate::protocol::time::{Millis, Now};
use crate::session::live::Kind;
use crate::value::Value;

/// Names a call of the caller's until it is finished.
pub type CallId = u32;

/// Names a request of our own until its reply, and a lock until it is let go.
pub type RequestId = u32;

/// What the client may ask the platform and get answered at once.
pub trait Env {
    /// Both clocks, now.
    fn now(&self) -> Now;
    /// A random number in [0, 1).
    fn random(&self) -> f64;
    /// The stored record; the outer `None` where the store cannot be read without waiting.
    fn peek(&self) -> Option<Option<String>>;
}

/// What the caller wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Get tokens by a grant, and make them the session. `true`: hand a guest's order over as well.
    Login(Grant, Kind, Cause, bool),
    /// Make tokens that were obtained elsewhere the session: access token, and refresh token or nothing. `true`: single
    /// sign-on has brought them.
    Adopt(Value, Value, bool),
    /// Turn the guest into a user with this profile.
    Register(Value),
    /// Hand over the order that could not be handed over at login.
    TransferOrder,
    /// Have a one-time password sent; the body says to whom.
    OneTimePassword(Value),
    /// Become a guest, unless one already.
    LoginAnonymously(GuestRequest),
    /// Renew the access token.
    Refresh,
    /// Forget the session. `true`: have the server forget all of the user's tokens as well.
    Logout(bool),
    /// A token that is good now.
    AccessToken,
    /// Send a call with the bearer token.
    Fetch(Route),
}

/// What a guest asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GuestRequest {
    /// The caller's own id for this visitor, or nothing.
    pub anon_user_id: Value,
    /// Roles asked for; nothing: those of the configuration.
    pub scope: Value,
    /// A new guest even while one is live.
    pub fresh: bool,
}

impl From<GuestRequest> for Grant {
    fn from(GuestRequest { anon_user_id, scope, .. }: GuestRequest) -> Self {
        Self::Anonymous { anon_user_id, scope }
    }
}

/// What matters of a call to an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Where it is going.
    pub destination: Destination,
    /// Whether it can be sent a second time, body and all.
    pub is_replayable: bool,
    /// Whether it is to outlive the page (`keepalive`), which may be gone before it has waited for anything.
    pub is_urgent: bool,
}

/// Where a call is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An origin that may see the access token.
    Allowed,
    /// Any other.
    Foreign,
    /// The caller authorizes the call; we add nothing to it.
    OwnAuthorization,
}

/// Names an access token that was held, without holding it. No two tokens of one session have come by the same generation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenRef {
    /// Whose session.
    pub sid: f64,
    /// By which generation the token came.
    pub since: f64,
}

/// How often a call may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// This is the first time, and there can be a second.
    First,
    /// Its body can be read only once.
    OnlyOnce,
    /// This is the second time, with a token that was at hand by then.
    Second,
    /// This is the second time, after a renewal.
    Renewed,
}

/// What a call was sent with. The platform keeps it until the answer, so that nothing is held here for calls in flight,
/// however many they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sent {
    /// The token.
    pub token: TokenRef,
    /// Which time it was.
    pub sending: Sending,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The store was read, once, at the beginning: the text under the key, or why it cannot be read.
    Restore(Result<Option<String>, StoreFault>),
    /// The caller wants something.
    Command(CallId, Command),
    /// The caller does not want it any more.
    GivenUp(CallId),
    /// A request of ours got its reply, or none.
    Reply(RequestId, Result<Reply, WireFault>),
    /// The API answered a call; with status 401 it refuses the token that the call was sent with, if it was one of ours (RFC
    /// 6750 section 3.1).
    Answer(CallId, Option<Sent>),
    /// A write to the store has ended.
    Saved(Result<(), StoreFault>),
    /// The lock is held now. The number is the newest generation that any tab knows of: the store may be slow to show what
    /// another tab has written, and nothing may be decided before it does.
    Locked(RequestId, f64),
    /// The lock is held, and the store has had its time to show the newest generation, but does not.
    StoreBehind(RequestId),
    /// The lock could not be had in time.
    NotLocked(RequestId),
    /// A text that was found under the key, by reading a store that cannot be read at once, or because another tab wrote it.
    Found(Option<String>),
    /// The device is back on the network.
    Online,
    /// Another tab may have stored something.
    OtherTab,
    /// Time has passed, or the page has come back.
    Awake,
}

/// What the platform is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a request of ours and read the whole reply, within the configured deadline.
    OwnRequest(RequestId, Request),
    /// Nobody waits for this reply any more.
    Cancel(RequestId),
    /// Send a call, with this bearer token (RFC 6750 section 2.1), or, with nothing, as the caller made it.
    ApiCall(CallId, Value, Option<Sent>),
    /// A call has come to its end.
    Finish(CallId, Result<Outcome, Error>),
    /// Take the lock that all tabs share.
    Lock(RequestId),
    /// Report once more that this lock is held, with the newest generation by then. `true`: a little later.
    RecheckLock(RequestId, bool),
    /// Let go of a lock, after what was written before has been written.
    Unlock(RequestId),
    /// Replace the stored record by this generation of it. Calls finished afterwards are not settled before this has ended.
    Save(String, f64),
    /// Have the other tabs know that there is this generation.
    Announce(f64),
    /// Come back after this time, instead of any time asked for before; `None`: no more.
    WakeAfter(Option<Millis>),
    /// Give an event to the listeners.
    Emit(Event),
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The session is what it is now.
    Session,
    /// A token.
    AccessToken(Value),
    /// The API's last answer is the caller's.
    Answer,
    /// Whether there was anything to do.
    Done(bool),
    /// It is done, and there is no value.
    Nothing,
}

/// Why the stored record could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// The place cannot be used at all.
    Unavailable,
    /// There is no room.
    Full,
}
