//! Whole scenarios against a scripted platform and a hand-moved clock. No test here waits for anything.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "the scripted platform fails a test by panicking"
)]

mod bad_answers;
mod fetch;
mod guest;
mod locks;
mod login;
mod logout;
mod order;
mod platforms;
mod properties;
mod refresh;
mod sso;
mod storage;
mod tabs;
mod time;
mod world;
