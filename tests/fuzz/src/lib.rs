//! What must hold for any input at all: one function for each reader of what comes from outside.
//!
//! The fuzzer in `fuzz/` (`cargo xtask fuzz`) and the test beside (`tests/any_input.rs`, part of `cargo xtask test`) drive
//! the same functions: none may panic. Each asserts more than that, so that a wrong reading is found as well as a crash.

mod protocol;
mod sandbox;
mod session;

/// A target: takes any bytes, and panics where something does not hold.
pub type Target = fn(&[u8]);

/// All targets, by the names of their binaries in `fuzz/` and of their folders in `seeds/`.
pub const TARGETS: [(&str, Target); 8] = [
    ("claims", protocol::claims),
    ("payload", protocol::payload),
    ("token_response", protocol::token_response),
    ("error_response", protocol::error_response),
    ("header", protocol::header),
    ("record", session::record),
    ("form", sandbox::form),
    ("oro_request", sandbox::oro_request),
];

/// Puts bytes through one target; there must be one of that name.
pub fn put(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name");
    target(bytes);
}
