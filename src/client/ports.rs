//! What the client needs from the platform it runs on. The browser room implements these; host tests script them.

use super::notice::Notice;
use crate::protocol::fields::Fields;
use crate::protocol::http::{Reply, TokenRequest};
use crate::protocol::secret::Secret;
use crate::protocol::time::{Millis, Now};
use std::future::Future;
use std::pin::Pin;

/// Time and chance.
pub trait Clock {
    /// Both clocks, now.
    fn now(&self) -> Now;
    /// A random number in [0, 1).
    fn random(&self) -> f64;
}

/// Why a request of the library's own got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// No connection, or it broke.
    Network,
    /// The deadline for the whole exchange passed.
    Timeout,
}

/// Requests of the library's own.
pub trait Transport {
    /// Sends a token request and reads the whole answer, within the configured deadline. Dropping the future ends it.
    fn exchange(&self, request: TokenRequest) -> impl Future<Output = Result<Reply, WireFault>>;
}

/// Why the stored record could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// The place cannot be used at all.
    Unavailable,
    /// There is no room.
    Full,
}

/// A write under way.
pub type Writing = Pin<Box<dyn Future<Output = Result<(), StoreFault>>>>;

/// The place that outlives the page: one text under one key.
pub trait TokenStore {
    /// Reads the record.
    fn load(&self) -> impl Future<Output = Result<Option<String>, StoreFault>>;
    /// Reads the record at once; the outer `None` where this place cannot be read without waiting.
    fn peek(&self) -> Option<Option<String>>;
    /// Replaces the record. The write is under way, in order with other writes, when this returns; what is returned only
    /// tells how it ended.
    fn save(&self, text: &str) -> Writing;
}

/// Where a call of the caller's is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An origin that may see the access token.
    Allowed,
    /// Any other.
    Foreign,
    /// The caller authorizes the call; it is none of our business.
    OwnAuthorization,
}

/// A call of the caller's to an API, in the platform's own terms.
pub trait Call {
    /// The platform's response.
    type Answer;
    /// The platform's own failure, handed through untouched.
    type Fault;

    /// Where it goes.
    fn destination(&self) -> Destination;
    /// Whether it can be sent a second time, body and all.
    fn is_replayable(&self) -> bool;
    /// Sends it, with this bearer token (RFC 6750 section 2.1) or as the caller made it.
    fn send(&self, bearer: Option<&Secret>) -> impl Future<Output = Result<Self::Answer, Self::Fault>>;
    /// Whether the API refused the token (RFC 6750 section 3.1: status 401).
    fn is_unauthorized(answer: &Self::Answer) -> bool;
}

/// Work that goes on by itself, and a clock that wakes us.
pub trait Tasks {
    /// Runs a task to its end, whoever waits for it or not.
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()>>>);
    /// Asks for one call of `Client::wake` after this time, instead of any asked for before; `None`: no more.
    fn wake_after(&self, delay: Option<Millis>);
}

/// Whoever wants to know what happens.
pub trait Audience {
    /// Takes a piece of news. Must not call back into the client before it returns.
    fn hear(&self, notice: Notice);
}

/// All of the platform.
pub trait Ports: Clock + Transport + TokenStore + Tasks + Audience + 'static {
    /// How JSON is read and written here.
    type Json: Fields;
    /// Calls of the caller's.
    type Call: Call;
}
