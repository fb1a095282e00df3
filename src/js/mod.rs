//! Room 5: the language boundary. Converts, exports and catches; branches on nothing but the shape of what comes in.

mod claims;
mod client;
mod error;
mod face;
mod methods;
mod options;
mod session;
mod shapes;

pub use client::{StorefrontAuth, decode_claims, open};
