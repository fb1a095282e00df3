//! Under the lock that all tabs share: one asks, the others take what came of it; and what is done where an answer was lost.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;
use storefront_auth::client::ports::{Command, Input, Outcome};
use storefront_auth::protocol::http::Reply;
use storefront_auth::protocol::http::WireFault;
use storefront_auth::session::live::{EndReason, SessionState};
use storefront_auth::value::Value;

/// A tab whose token is due, while another tab holds the lock.
fn waiting() -> Tab {
    let mut tab = due();
    tab.lock_is_taken = true;
    tab
}

fn due() -> Tab {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.pass(590_000.0);
    tab
}

/// Another tab of the same browser, at the same time.
fn beside(tab: &Tab) -> Tab {
    Tab::open_at(&options(), tab.env.disk.clone(), tab.env.now.get())
}

#[test]
fn nothing_is_asked_for_before_the_lock_is_held() {
    let mut tab = waiting();
    let call = tab.token();
    assert_eq!((tab.requests, tab.waiting.len()), (1, 1));
    tab.feed(Input::Locked(tab.waiting[0], 0.0));
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.succeeded(call));
    assert_eq!(tab.let_go, tab.waiting, "and it is let go of");
}

#[test]
fn whoever_gets_the_lock_later_takes_what_the_one_before_has_got() {
    let mut other = waiting();
    let mut one = beside(&other);
    let call = other.token();
    one.token();
    one.reply(tokens("ada", 2, 600, true));
    other.feed(Input::Locked(other.waiting[0], one.record().generation));
    assert!(other.succeeded(call));
    assert_eq!(other.requests, 1, "the sign-in and nothing else");
    assert_eq!(other.let_go, other.waiting);
}

#[test]
fn a_store_that_is_behind_is_waited_for() {
    let mut other = waiting();
    let mut one = beside(&other);
    let old = one.stored();
    let call = other.token();
    one.token();
    one.reply(tokens("ada", 2, 600, true));
    let new = one.stored();
    let (lock, newest) = (other.waiting[0], one.record().generation);
    other.env.disk.text.replace(Some(old));
    for _ in 0..3 {
        other.feed(Input::Locked(lock, newest));
        assert_eq!((other.result(call), other.requests), (None, 1), "the used refresh token is not sent");
    }
    other.env.disk.text.replace(Some(new));
    other.feed(Input::Locked(lock, newest));
    assert!(other.succeeded(call));
    assert_eq!(other.requests, 1);
}

#[test]
fn a_lock_that_cannot_be_had_is_told_and_the_old_token_serves_while_it_lasts() {
    let mut tab = waiting();
    let call = tab.token();
    tab.feed(Input::NotLocked(tab.waiting[0]));
    assert!(tab.succeeded(call), "ten seconds are left");
    tab.pass(10_000.0);
    let call = tab.token();
    tab.feed(Input::NotLocked(tab.waiting[1]));
    assert_eq!(tab.code(call), Some(Code::RefreshBusy));
    assert!(Code::RefreshBusy.is_retryable());
    assert_eq!(tab.requests, 1);
    tab.lock_is_taken = false;
    let call = tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.succeeded(call));
}

#[test]
fn nothing_is_sent_where_everybody_has_given_up_while_the_lock_was_waited_for() {
    let mut tab = waiting();
    let call = tab.token();
    tab.feed(Input::GivenUp(call));
    tab.feed(Input::Locked(tab.waiting[0], 0.0));
    assert_eq!(tab.requests, 1);
    assert_eq!(tab.let_go, tab.waiting);
}

#[test]
fn one_guest_for_all_tabs() {
    let mut one = Tab::new();
    let mut other = beside(&one);
    other.lock_is_taken = true;
    let (first, second) = (one.start_guest(), other.start_guest());
    one.reply(guest_token("order-1", 600));
    other.feed(Input::Locked(other.waiting[0], one.record().generation));
    assert!(one.succeeded(first) && other.succeeded(second));
    assert_eq!((one.order(), other.requests), (other.order(), 0));
}

#[test]
fn a_guest_asked_for_is_none_where_somebody_signed_in_meanwhile_elsewhere() {
    let mut tab = Tab::automatic();
    tab.lock_is_taken = true;
    let call = tab.fetch();
    let mut other = beside(&tab);
    other.login("ada", 600);
    tab.feed(Input::Locked(tab.waiting[0], other.record().generation));
    assert_eq!(tab.requests, 0);
    assert_eq!(tab.user().as_deref(), Some("ada"));
    assert_eq!(tab.sent.len(), 1, "whoever is signed in by now makes the call");
    assert_eq!(tab.sent[0].0, call);
}

#[test]
fn a_late_answer_that_has_overwritten_a_sign_out_is_put_right() {
    let mut one = due();
    let mut other = beside(&one);
    one.token();
    let before = one.stored();
    other.command(Command::Logout(false));
    let tombstone = other.stored();
    // This tab's view of the storage does not show the sign-out yet.
    one.env.disk.text.replace(Some(before));
    one.reply(tokens("ada", 2, 600, true));
    assert_ne!(one.stored(), tombstone, "for a moment the old session is back");
    other.feed(Input::OtherTab);
    assert!(other.ended().is_some(), "whoever signed out stays signed out");
    assert_eq!(one.stored(), tombstone, "and the sign-out stands");
    one.feed(Input::OtherTab);
    assert!(one.ended().is_some());
}

#[test]
fn the_tab_that_has_overwritten_a_sign_out_puts_it_right_alone() {
    let mut one = due();
    let mut other = beside(&one);
    one.token();
    let before = one.stored();
    other.command(Command::Logout(false));
    let tombstone = other.stored();
    drop(other);
    one.env.disk.text.replace(Some(before));
    one.reply(tokens("ada", 2, 600, true));
    one.feed(Input::Found(Some(tombstone.clone())));
    assert!(one.ended().is_some());
    assert_eq!(one.stored(), tombstone);
}

#[test]
fn of_two_deeds_at_one_moment_all_tabs_keep_the_same() {
    let mut one = Tab::new();
    let mut other = beside(&one);
    one.login("ada", 600);
    let first = one.stored();
    one.env.disk.text.replace(None);
    other.login("eve", 600);
    let second = other.stored();
    for tab in [&mut one, &mut other] {
        for text in [&first, &second, &first] {
            tab.feed(Input::Found(Some(text.clone())));
        }
    }
    assert_eq!(one.record(), other.record());
    assert_eq!(one.stored(), if one.user().as_deref() == Some("ada") { first } else { second });
}

#[test]
fn a_connection_that_breaks_off_is_tried_again_once_and_at_once() {
    let mut tab = due();
    let call = tab.token();
    let form = tab.form().to_owned();
    tab.reply(Err(WireFault::Network));
    assert_eq!(tab.form(), form);
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.succeeded(call));
    assert_eq!(tab.requests, 3);
    assert_eq!(tab.record().failures, None);
}

#[test]
fn a_connection_that_breaks_off_is_not_tried_again_for_a_session_that_is_gone() {
    let mut tab = due();
    let call = tab.token();
    tab.command(Command::Logout(false));
    tab.reply(Err(WireFault::Network));
    assert_eq!(tab.requests, 2, "the sign-in and one refresh");
    assert_eq!(tab.code(call), Some(Code::SessionEnded));
    assert_eq!(tab.let_go.len(), 1, "and the lock is let go of");
}

#[test]
fn a_connection_that_breaks_off_is_not_tried_again_where_new_tokens_are_there_already() {
    let mut tab = due();
    let old = tab.stored();
    let mut other = beside(&tab);
    other.token();
    other.reply(tokens("ada", 2, 600, true));
    let new = other.stored();
    drop(other);
    // That tab died at once: this one had the lock before it saw what was written.
    tab.env.disk.text.replace(Some(old));
    let call = tab.token();
    tab.feed(Input::Found(Some(new)));
    tab.reply(Err(WireFault::Network));
    assert_eq!(tab.requests, 2, "the sign-in and one refresh");
    assert!(tab.succeeded(call));
}

#[test]
fn where_a_token_must_not_be_used_twice_it_is_not_repeated_while_the_old_one_serves() {
    let strict = serde_json::json!({"clientId": "shop", "rotation": "strict"});
    let mut tab = Tab::open(&strict, Disk::default());
    tab.login("ada", 600);
    tab.pass(590_000.0);
    let call = tab.token();
    tab.reply(Err(WireFault::Network));
    assert!(tab.succeeded(call), "ten seconds are left");
    assert_eq!(tab.requests, 2);
}

#[test]
fn a_refusal_after_a_lost_answer_says_that_nobody_knows() {
    let mut tab = due();
    tab.pass(10_000.0);
    let call = tab.token();
    tab.reply(Err(WireFault::Network));
    tab.reply(invalid_grant());
    assert_eq!(tab.code(call), Some(Code::RefreshOutcomeUnknown));
    let reason = Some(EndReason::RefreshOutcomeUnknown);
    assert_eq!(tab.ended(), Some(&SessionState::SignedOut { reason, last_order_id: Value::nothing() }));
}

#[test]
fn a_refusal_after_a_tab_died_in_the_middle_says_that_nobody_knows() {
    let mut killed = due();
    killed.pass(10_000.0);
    killed.token();
    assert_eq!(killed.asked.len(), 1);
    let mut next = beside(&killed);
    drop(killed);
    let call = next.token();
    next.reply(invalid_grant());
    assert_eq!(next.code(call), Some(Code::RefreshOutcomeUnknown));
}

#[test]
fn a_tab_that_died_in_the_middle_leaves_a_session_that_goes_on() {
    let mut killed = due();
    killed.token();
    let mut next = beside(&killed);
    drop(killed);
    let call = next.token();
    next.reply(tokens("ada", 2, 600, true));
    assert!(next.succeeded(call));
}

#[test]
fn a_server_that_said_no_in_trouble_leaves_no_doubt() {
    let mut tab = due();
    tab.pass(10_000.0);
    tab.token();
    tab.reply(text_reply(503, ""));
    let call = tab.token();
    tab.reply(invalid_grant());
    assert_eq!(tab.code(call), Some(Code::SessionExpired));
}

#[test]
fn an_answer_that_only_a_gateway_gave_or_that_cannot_be_read_leaves_doubt() {
    for answer in [text_reply(502, ""), text_reply(504, ""), text_reply(200, "<html>")] {
        let mut tab = due();
        tab.pass(10_000.0);
        tab.token();
        tab.reply(answer);
        let call = tab.command(Command::Refresh);
        tab.reply(invalid_grant());
        assert_eq!(tab.code(call), Some(Code::RefreshOutcomeUnknown));
    }
}

#[test]
fn failures_that_no_time_heals_are_tried_once_more_at_once_and_then_shared() {
    for answer in [text_reply(200, "<html>"), json_reply(400, &json!({"error": "invalid_client"}))] {
        let mut tab = due();
        tab.pass(10_000.0);
        let before = tab.requests;
        let mut codes = Vec::new();
        for _ in 0..100 {
            let call = tab.token();
            if !tab.asked.is_empty() {
                tab.reply(answer.clone());
            }
            codes.push(tab.code(call));
        }
        assert_eq!(tab.requests - before, 2);
        assert!(codes.iter().all(|code| *code == codes[0] && code.is_some()), "{codes:?}");
        tab.pass(60_000.0);
        let call = tab.token();
        tab.reply(tokens("ada", 2, 600, true));
        assert!(tab.succeeded(call));
    }
}

#[test]
fn whoever_comes_while_the_server_asks_for_patience_is_told_how_much_is_left() {
    let mut tab = due();
    tab.pass(10_000.0);
    tab.token();
    tab.reply(Ok(Reply { status: 429, body: Value::nothing(), retry_after: 30_000.0 }));
    tab.pass(10_000.0);
    let call = tab.command(Command::Refresh);
    let error = tab.result(call).unwrap().unwrap_err();
    assert_eq!((error.code, error.retry_after()), (Code::RateLimited, Some(20_000.0)));
}

#[test]
fn while_the_network_is_down_all_tabs_share_a_few_tries() {
    let mut tabs = vec![due()];
    for _ in 1..20 {
        let tab = beside(&tabs[0]);
        tabs.push(tab);
    }
    let before = tabs[0].requests;
    // Ten minutes; every tab wants a token every five seconds.
    for _ in 0..120 {
        for tab in &mut tabs {
            let call = tab.token();
            while tab.result(call).is_none() {
                tab.reply(Err(WireFault::Network));
            }
            assert!(tab.succeeded(call) || tab.code(call) == Some(Code::Network));
            tab.pass(5_000.0);
        }
    }
    let tries = tabs.iter().map(|tab| tab.requests).sum::<usize>() - before;
    assert!((5..=30).contains(&tries), "{tries} requests");
    let tab = &mut tabs[7];
    tab.feed(Input::Online);
    let call = tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.succeeded(call), "back at once");
}

#[test]
fn a_wait_that_the_server_asks_for_holds_in_every_tab_and_for_whoever_insists() {
    let mut one = due();
    one.pass(10_000.0);
    let mut other = beside(&one);
    let call = one.token();
    let mut reply = text_reply(429, "").unwrap();
    reply.retry_after = 30_000.0;
    one.reply(Ok(reply));
    assert_eq!(one.code(call), Some(Code::RateLimited));
    let requests = other.requests;
    for command in [Command::AccessToken, Command::Refresh] {
        let call = other.command(command);
        assert_eq!(other.code(call), Some(Code::RateLimited));
    }
    assert_eq!(other.requests, requests);
    other.pass(30_001.0);
    let call = other.token();
    other.reply(tokens("ada", 2, 600, true));
    assert!(other.succeeded(call));
}

#[test]
fn a_refresh_in_so_many_words_is_tried_at_once() {
    let mut tab = due();
    for _ in 0..3 {
        tab.command(Command::Refresh);
        while !tab.asked.is_empty() {
            tab.reply(text_reply(503, ""));
        }
    }
    assert_eq!(tab.requests, 4);
}

#[test]
fn a_wait_set_by_another_clock_forbids_nothing() {
    let mut tab = due();
    for _ in 0..4 {
        tab.command(Command::Refresh);
        tab.reply(text_reply(503, ""));
    }
    let now = tab.env.now.get();
    tab.env.now.set(storefront_auth::protocol::time::Now { wall: now.wall - 86_400_000.0, ..now });
    tab.pass(10_000.0);
    let call = tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.succeeded(call));
}

#[test]
fn an_order_handed_over_is_forgotten_under_the_lock() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let call = tab.start_login_with_order("ada");
    tab.reply(tokens("ada", 1, 600, true));
    tab.lock_is_taken = true;
    tab.reply(text_reply(204, ""));
    assert!(tab.succeeded(call));
    assert!(tab.live().unwrap().guest.is_some());
    let again = tab.command(Command::TransferOrder);
    assert_eq!(tab.result(again), Some(Ok(Outcome::Done(false))), "there is nothing left to hand over");
    tab.feed(Input::Locked(tab.waiting[0], 0.0));
    assert!(tab.live().unwrap().guest.is_nothing());
    assert_eq!(tab.let_go.last(), tab.waiting.last());
}

#[test]
fn a_storage_that_was_cleared_does_not_bring_back_what_another_tab_remembers() {
    let mut old = Tab::new();
    old.guest("order-1", 600);
    old.pass(60_000.0);
    old.env.disk.text.replace(None);
    let mut new = beside(&old);
    let call = new.start_guest();
    new.reply(text_reply(503, ""));
    assert_eq!(new.code(call), Some(Code::ServerUnavailable));
    old.feed(Input::Found(Some(new.stored())));
    new.feed(Input::OtherTab);
    assert!(old.ended().is_some() && new.ended().is_some(), "neither has a session");
}

#[test]
fn a_store_that_shows_nothing_for_long_was_cleared() {
    let mut tab = Tab::new();
    tab.lock_is_taken = true;
    let call = tab.start_guest();
    tab.feed(Input::Locked(tab.waiting[0], 7.0));
    assert_eq!((tab.result(call), tab.requests), (None, 0), "it may be behind");
    tab.feed(Input::StoreBehind(tab.waiting[0]));
    tab.reply(guest_token("order-1", 600));
    assert!(tab.succeeded(call));
}

#[test]
fn a_store_that_stays_behind_for_long_is_told_as_busy() {
    let mut tab = waiting();
    tab.pass(10_000.0);
    let call = tab.token();
    tab.feed(Input::Locked(tab.waiting[0], 1e18));
    tab.feed(Input::StoreBehind(tab.waiting[0]));
    assert_eq!(tab.code(call), Some(Code::RefreshBusy));
    assert_eq!(tab.let_go, [tab.waiting[0]]);
}

#[test]
fn guests_that_cannot_be_had_are_asked_for_seldom_by_all_tabs_and_at_once_by_whoever_insists() {
    let mut tabs = vec![Tab::automatic()];
    for _ in 1..20 {
        let disk = tabs[0].env.disk.clone();
        tabs.push(Tab::open(&serde_json::json!({"clientId": "shop", "anonymous": "automatic"}), disk));
    }
    for _ in 0..120 {
        for tab in &mut tabs {
            let call = tab.fetch();
            if !tab.asked.is_empty() {
                tab.reply(Err(WireFault::Network));
            }
            assert_eq!(tab.code(call), Some(Code::Network));
            tab.pass(5_000.0);
        }
    }
    let tries: usize = tabs.iter().map(|tab| tab.requests).sum();
    assert!((5..=30).contains(&tries), "{tries} requests");
    let call = tabs[7].start_guest();
    tabs[7].reply(guest_token("order-1", 600));
    assert!(tabs[7].succeeded(call));
}
