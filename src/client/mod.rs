//! Room 3: the order in which things happen. Awaits ports, names no browser type, keeps no borrow across an await.

pub mod bearer;
pub mod config;
pub mod core;
pub mod error;
pub mod fetch;
pub mod flight;
pub mod login;
pub mod logout;
pub mod notice;
pub mod perform;
pub mod ports;
pub mod refresh;
