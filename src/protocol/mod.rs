//! Room 1: what the specifications say. Parses, validates and encodes; never waits, never asks what time it is.

pub mod error_response;
pub mod grant;
pub mod http;
pub mod jwt;
pub mod ordercloud;
pub mod platform;
pub mod refusal;
pub mod time;
pub mod token_response;
