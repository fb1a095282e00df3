//! Whole scenarios against a scripted platform and a hand-moved clock. No test here waits for anything.

#![cfg(not(target_arch = "wasm32"))]

mod bad_answers;
mod fetch;
mod guest;
mod login;
mod logout;
mod properties;
mod refresh;
mod storage;
mod tabs;
mod time;
mod world;
