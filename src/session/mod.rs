//! Room 2: what is held, and what to do next. Decisions take `now` and return a value; nothing here waits.

pub mod backoff;
pub mod live;
pub mod record;
pub mod state;
pub mod token_set;
