//! Room 4: the only room that knows the web. Carries out what the client decides; decides nothing itself, and never
//! panics where something is missing.

mod claims;
mod decode;
mod perform;
mod platform;
mod sending;
mod storage;

pub use claims::claims_to_js;
pub use decode::decode_input;
pub use perform::{Host, perform};
pub use storage::{Place, Store};

use crate::client::ports::Env;
use crate::protocol::time::Now;
use js_sys::{Date, Math};

impl Env for Store {
    fn now(&self) -> Now {
        Now { wall: Date::now(), monotonic: platform::monotonic() }
    }

    fn random(&self) -> f64 {
        Math::random()
    }

    fn peek(&self) -> Option<Option<String>> {
        self.read().ok()
    }
}
