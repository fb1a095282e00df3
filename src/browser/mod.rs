//! Room 4: the only room that knows the web. Carries out what the client decides; decides nothing itself, and never
//! panics where something is missing.

mod host;
mod json;
mod lock;
mod platform;
mod sso;
mod storage;

pub use host::{Host, told};
pub use json::{JsObject, to_js};
pub use lock::make_lock;
pub use platform::{capabilities, has, is_page, put, split};
pub use sso::{Sso, sso};
pub use storage::{Place, Store};

use crate::client::ports::Surroundings;
use crate::protocol::time::Now;
use js_sys::{Date, Math};
use std::rc::Rc;

/// The platform, as far as the client may ask it at once.
pub struct Browser {
    /// Where the session is kept.
    pub store: Rc<Store>,
}

impl Surroundings for Browser {
    type Json = JsObject;

    fn now(&self) -> Now {
        Now { wall: Date::now(), monotonic: platform::monotonic() }
    }

    fn random(&self) -> f64 {
        Math::random()
    }

    fn peek(&self) -> Option<Option<String>> {
        self.store.read().ok()
    }
}
