//! The bridge: every number and name that Rust and JavaScript both use, written once.
//!
//! Rust takes them from here. JavaScript takes them from bridge.js, which a test of this room compares with this list:
//! `UPDATE_BRIDGE=1 cargo test --lib bridge` writes it anew. A number says nothing by its size or order.

/// Constants of the type `u32`, and a list of them for the script.
macro_rules! numbers {
    ($($(#[doc = $about:literal])+ $name:ident = $number:literal;)+) => {
        $($(#[doc = $about])+ pub const $name: u32 = $number;)+

        /// All of them: name, number and meaning.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, u32, &str)] = &[$((stringify!($name), $number, concat!($($about),+))),+];
    };
}

/// What happened: the host gives the engine one of these signals, with the id it happened to and a value.
pub mod signal {
    numbers! {
        /// A request of our own got its reply, or no answer.
        REPLY = 0;
        /// The API answered a call.
        ANSWER = 1;
        /// The caller gave up a call.
        GIVEN_UP = 2;
        /// A write to the store has ended; the value is a store fault.
        SAVED = 3;
        /// Another tab may have stored something.
        OTHER_TAB = 4;
        /// Time has passed, or the page has come back.
        AWAKE = 5;
        /// The lock is held; the value is the newest generation that any tab knows of.
        LOCKED = 6;
        /// The lock could not be had in time.
        NOT_LOCKED = 7;
        /// The lock is held, and the store has had its time: it still shows an older generation than another tab knows of.
        STORE_BEHIND = 8;
        /// A text was found under the key.
        FOUND = 9;
        /// The device is back on the network.
        ONLINE = 10;
        /// The store was read for the first time; the value is the text, or a store fault.
        RESTORED = 11;
        /// A call of the application's, to an origin that may see the access token.
        FETCH_ALLOWED = 12;
        /// The same with `keepalive`: the page may be gone before anything has been waited for.
        FETCH_URGENT = 13;
        /// A call that the application authorizes itself.
        FETCH_OWN_AUTHORIZATION = 14;
        /// A call to an origin that may not see the access token.
        FETCH_FOREIGN = 15;
    }
}

/// The methods of a client that take options and answer later. Each is a signal as well.
pub mod command {
    numbers! {
        /// `client.login`
        LOGIN = 16;
        /// `client.loginAnonymously`
        LOGIN_ANONYMOUSLY = 17;
        /// `client.loginAsApplication`
        LOGIN_AS_APPLICATION = 18;
        /// `client.adopt`
        ADOPT = 19;
        /// `client.refresh`
        REFRESH = 20;
        /// `client.logout`
        LOGOUT = 21;
        /// `client.accessToken`
        ACCESS_TOKEN = 22;
        /// `client.register`
        REGISTER = 23;
        /// `client.transferOrder`
        TRANSFER_ORDER = 24;
        /// `client.requestOneTimePassword`
        REQUEST_ONE_TIME_PASSWORD = 25;
    }
}

/// The delay of a timer that never rings, in milliseconds.
pub const NEVER: f64 = -1.0;

/// What came of reading or writing a store (`client::ports::StoreFault`).
pub mod store_fault {
    numbers! {
        /// It worked.
        NO_FAULT = 0;
        /// There is no room.
        FULL = 1;
        /// The store cannot be used.
        UNAVAILABLE = 2;
    }
}

/// How often a call has been sent (`client::ports::Sending`). JavaScript only keeps it
/// with the call and gives it back.
pub mod sending {
    numbers! {
        /// For the first time, and it can be sent again.
        FIRST = 0;
        /// Its body can be read only once.
        ONLY_ONCE = 1;
        /// For the second time, with a token that was there already.
        SECOND = 2;
        /// For the second time, after a renewal.
        RENEWED = 3;
    }
}

#[cfg(test)]
mod script;
