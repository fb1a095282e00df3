//! Room 3: the order in which things happen.
//!
//! The client is a state machine: it takes an [`ports::Input`] and answers with [`ports::Effect`]s. It never waits; the
//! platform does, and reports afterwards. So the host can drive it through any order of events, and no borrow can be
//! held across a wait because there is none.

pub mod bearer;
pub mod config;
pub mod core;
pub mod error;
pub mod event;
pub mod fetch;
mod held;
mod locked_task;
pub mod login;
pub mod logout;
mod persistence;
pub mod requests;

pub mod order;
mod pending;
pub mod ports;
pub mod refresh;
