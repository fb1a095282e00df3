//! One key in the page's storages: written and read back, and every way in which a browser may say no.

use crate::support::{deny, empty, fill, stub_storage, tidy, value, withhold};
use storefront_auth::browser::{Place, Store};
use storefront_auth::client::ports::StoreFault;
use wasm_bindgen_test::wasm_bindgen_test;

const PLACES: [(Place, &str); 2] = [(Place::Local, "localStorage"), (Place::Session, "sessionStorage")];

fn store(place: Place) -> Store {
    Store { place, key: "key 🔑".into() }
}

#[wasm_bindgen_test]
fn what_is_written_is_read_back() {
    tidy();
    for (place, _) in PLACES {
        let store = store(place);
        assert_eq!(store.read(), Ok(None));
        for text in ["text", "", "é 🛒 \0 \u{feff}", "other"] {
            assert_eq!(store.write(text), Ok(()));
            assert_eq!(store.read().unwrap().as_deref(), Some(text));
        }
    }
}

#[wasm_bindgen_test]
fn the_two_storages_and_two_keys_are_kept_apart() {
    tidy();
    let other = Store { place: Place::Local, key: "other".into() };
    store(Place::Local).write("local").unwrap();
    store(Place::Session).write("session").unwrap();
    other.write("other").unwrap();
    assert_eq!(store(Place::Local).read().unwrap().unwrap(), "local");
    assert_eq!(store(Place::Session).read().unwrap().unwrap(), "session");
    assert_eq!(other.read().unwrap().unwrap(), "other");
}

#[wasm_bindgen_test]
fn a_storage_that_must_not_be_looked_at_is_unavailable() {
    for (place, global) in PLACES {
        tidy();
        deny(global);
        assert_eq!(store(place).read(), Err(StoreFault::Unavailable));
        assert_eq!(store(place).write("text"), Err(StoreFault::Unavailable));
        tidy();
        assert_eq!(store(place).read(), Ok(None), "the stub is gone");
    }
}

#[wasm_bindgen_test]
fn a_storage_that_is_not_there_is_unavailable() {
    for (place, global) in PLACES {
        tidy();
        withhold(global);
        assert_eq!(store(place).read(), Err(StoreFault::Unavailable));
        assert_eq!(store(place).write("text"), Err(StoreFault::Unavailable));
    }
    tidy();
}

#[wasm_bindgen_test]
fn a_full_storage_is_told_apart_and_keeps_what_it_has() {
    for (place, global) in PLACES {
        tidy();
        let store = store(place);
        store.write("before").unwrap();
        fill(global);
        assert_eq!(store.write(&"much longer than before".repeat(9)), Err(StoreFault::Full));
        assert_eq!(store.read().unwrap().as_deref(), Some("before"));
        assert_eq!(store.write("before"), Ok(()), "what is there already has room");
        empty(global);
        assert_eq!(store.write("after"), Ok(()));
    }
    tidy();
}

#[wasm_bindgen_test]
fn a_write_that_is_dropped_without_a_word_is_noticed() {
    for (place, _) in PLACES {
        tidy();
        store(place).write("before").unwrap();
        stub_storage("setItem", &value("() => {}"));
        assert_eq!(store(place).write("after"), Err(StoreFault::Unavailable));
        assert_eq!(store(place).write("before"), Ok(()), "it is there, whoever wrote it");
    }
    tidy();
}

#[wasm_bindgen_test]
fn whatever_a_write_throws_is_one_of_two_faults() {
    for (thrown, fault) in [
        ("new DOMException('', 'QuotaExceededError')", StoreFault::Full),
        ("new DOMException('', 'NS_ERROR_DOM_QUOTA_REACHED')", StoreFault::Full),
        ("new DOMException('', 'SecurityError')", StoreFault::Unavailable),
        ("new Error('QuotaExceededError')", StoreFault::Unavailable),
        ("null", StoreFault::Unavailable),
        ("undefined", StoreFault::Unavailable),
        ("'text'", StoreFault::Unavailable),
    ] {
        tidy();
        stub_storage("setItem", &value(&format!("() => {{ throw {thrown} }}")));
        assert_eq!(store(Place::Local).write("text"), Err(fault), "{thrown}");
    }
    tidy();
}

#[wasm_bindgen_test]
fn a_read_that_throws_is_unavailable() {
    tidy();
    stub_storage("getItem", &value("() => { throw new DOMException('', 'InvalidStateError') }"));
    assert_eq!(store(Place::Local).read(), Err(StoreFault::Unavailable));
    assert_eq!(store(Place::Local).write("text"), Err(StoreFault::Unavailable), "it cannot be read back");
    tidy();
}

#[wasm_bindgen_test]
fn memory_and_a_store_of_ones_own_cannot_be_read_at_once() {
    tidy();
    for place in [Place::Memory, Place::Custom] {
        assert_eq!(store(place).read(), Err(StoreFault::Unavailable));
        assert_eq!(store(place).write("text"), Err(StoreFault::Unavailable));
    }
}
