//! Storage that is denied, full, garbage, or of another time.

use crate::world::*;
use storefront_auth::client::notice::StorageProblem;
use storefront_auth::client::ports::StoreFault;

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
    tab.around.disk.fault.set(Some(StoreFault::Full));
    tab.login("ada", 600);
    assert_eq!(tab.problems(), [StorageProblem::Full]);
    assert!(!tab.client.is_kept());
    let call = tab.token();
    assert!(tab.succeeded(call));
    assert_eq!(tab.problems(), [StorageProblem::Full], "told once");
    tab.around.disk.fault.set(None);
    tab.token();
    assert!(tab.client.is_kept());
    assert!(tab.stored().contains("ada-refresh-1"));
}

#[test]
fn an_old_record_is_not_taken_back_from_a_full_storage() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.around.disk.fault.set(Some(StoreFault::Full));
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
    tab.around.disk.text.replace(Some(newer.into()));
    tab.login("grace", 600);
    assert_eq!(tab.user().as_deref(), Some("grace"));
    assert_eq!(tab.stored(), newer);
    assert_eq!(tab.problems(), [StorageProblem::NewerVersion]);
}
