//! Storage that is denied, full, garbage, or of another time.

use crate::world::*;
use storefront_auth::client::event::StorageProblem;
use storefront_auth::client::ports::{Command, Input, StoreFault};

#[test]
fn denied_storage_means_memory_and_is_told_once() {
    let disk = Disk::default();
    disk.fault.set(Some(StoreFault::Unavailable));
    let mut tab = Tab::open(&options(), disk);
    assert!(!tab.client.is_kept());
    tab.login("ada", 600);
    assert_eq!(tab.user().as_deref(), Some("ada"));
    assert_eq!(tab.problems(), [StorageProblem::Unavailable]);
}

#[test]
fn full_storage_keeps_the_session_in_memory_until_there_is_room() {
    let mut tab = Tab::new();
    tab.env.disk.fault.set(Some(StoreFault::Full));
    tab.login("ada", 600);
    assert_eq!(tab.problems(), [StorageProblem::Full]);
    assert!(!tab.client.is_kept());
    let call = tab.token();
    assert!(tab.succeeded(call));
    assert_eq!(tab.problems(), [StorageProblem::Full], "told once");
    tab.env.disk.fault.set(None);
    tab.token();
    assert!(tab.client.is_kept());
    assert!(tab.stored().contains("ada-refresh-1"));
}

#[test]
fn an_old_record_is_not_taken_back_from_a_full_storage() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.env.disk.fault.set(Some(StoreFault::Full));
    tab.pass(590_000.0);
    tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    tab.pass(590_000.0);
    tab.token();
    assert!(tab.form().contains("ada-refresh-2"), "{}", tab.form());
}

#[test]
fn garbage_is_no_session_and_is_told() {
    for garbage in ["", "null", "{", "[]", "\u{0}", "{\"v\":1}", &"x".repeat(1_000_000)] {
        let disk = Disk::default();
        disk.text.replace(Some(garbage.into()));
        let mut tab = Tab::open(&options(), disk);
        assert!(tab.ended().is_some());
        assert_eq!(tab.problems(), [StorageProblem::Corrupt], "{garbage:.20}");
        tab.login("ada", 600);
        assert!(tab.stored().contains("ada-refresh-1"), "a sign-in replaces it");
    }
}

#[test]
fn a_record_of_a_newer_version_is_left_alone() {
    let newer = "{\"v\":2,\"secret\":\"plan\"}";
    let disk = Disk::default();
    disk.text.replace(Some(newer.into()));
    let mut tab = Tab::open(&options(), disk);
    assert_eq!(tab.problems(), [StorageProblem::NewerVersion]);
    tab.login("ada", 600);
    assert_eq!(tab.user().as_deref(), Some("ada"));
    assert_eq!(tab.stored(), newer);
}

#[test]
fn a_newer_record_that_comes_while_the_page_is_open_is_left_alone() {
    let newer = "{\"v\":2}";
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.env.disk.text.replace(Some(newer.into()));
    tab.login("grace", 600);
    assert_eq!(tab.user().as_deref(), Some("grace"));
    assert_eq!(tab.stored(), newer);
    assert_eq!(tab.problems(), [StorageProblem::NewerVersion]);
}

#[test]
fn what_finds_no_room_is_made_known_beside_the_store() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    assert_eq!(tab.seen, 0.0, "what is stored shows by itself");
    tab.env.disk.fault.set(Some(StoreFault::Full));
    tab.pass(590_000.0);
    tab.token();
    assert_eq!(tab.seen, tab.record().generation, "that there is a request with this refresh token");
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.seen, tab.record().generation, "that it is spent");
}

#[test]
fn another_session_that_finds_no_room_is_this_tabs_alone() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.env.disk.fault.set(Some(StoreFault::Full));
    tab.login("grace", 600);
    assert_eq!(tab.seen, 0.0, "the other tabs go on with ada's session");
}

#[test]
fn with_a_full_storage_the_deeds_of_other_tabs_are_followed() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let mut other = Tab::open_at(&options(), tab.env.disk.clone(), tab.env.now.get());
    tab.env.disk.fault.set(Some(StoreFault::Full));
    tab.pass(590_000.0);
    tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    tab.env.disk.fault.set(None);
    other.command(Command::Logout(false));
    tab.feed(Input::OtherTab);
    assert!(tab.ended().is_some());
}

#[test]
fn a_write_that_failed_is_no_reason_not_to_try_the_next() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.env.disk.fault.set(Some(StoreFault::Unavailable));
    tab.login("grace", 600);
    assert_eq!(tab.problems(), [StorageProblem::Unavailable]);
    tab.env.disk.fault.set(None);
    tab.command(Command::Logout(false));
    assert!(tab.client.is_kept());
    assert!(!tab.stored().contains("ada"), "{}", tab.stored());
}

#[test]
fn what_could_not_be_read_is_replaced_by_nothing_but_a_sign_out() {
    let mut before = Tab::new();
    before.login("ada", 600);
    let disk = before.env.disk.clone();
    disk.fault.set(Some(StoreFault::Unavailable));
    let mut tab = Tab::open(&options(), disk.clone());
    disk.fault.set(None);
    tab.guest("order-1", 600);
    tab.login("grace", 600);
    assert!(tab.stored().contains("ada-refresh"), "{}", tab.stored());
    tab.command(Command::Logout(false));
    assert!(!tab.stored().contains("ada-refresh"), "{}", tab.stored());
    assert!(tab.client.is_kept());
}
