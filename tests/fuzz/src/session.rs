//! What is found in storage, where anybody may have written.

use std::str;
use storefront_auth::protocol::time::Now;
use storefront_auth::session::record::{Record, Stored};

const NOW: Now = Now { wall: 1.7e12, monotonic: 5.0 };

/// Any text as a stored record: what is taken for a record is written so that the same record is read again.
pub fn record(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Stored::Record(record) = Record::parse(Some(text), NOW) else { return };
    if let Some(live) = record.live() {
        assert!(live.tokens.access_token.is_token());
    }
    let again = Record::parse(Some(&record.encode()), NOW);
    assert_eq!(again, Stored::Record(record));
}
