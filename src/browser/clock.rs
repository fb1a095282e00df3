//! Time and chance, from the platform.

use super::Browser;
use super::platform::monotonic;
use crate::client::ports::Clock;
use crate::protocol::time::Now;
use js_sys::{Date, Math};

impl Clock for Browser {
    fn now(&self) -> Now {
        Now { wall: Date::now(), monotonic: monotonic() }
    }

    fn random(&self) -> f64 {
        Math::random()
    }
}
