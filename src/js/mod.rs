//! Room 5: the language boundary. What the application holds is JavaScript (client.js); what decides for it is here.

mod machine;

pub use machine::{Machine, decode_claims, open};
