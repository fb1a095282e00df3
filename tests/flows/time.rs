//! Clocks that are wrong, jump, or stand still.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;
use storefront_auth::protocol::time::Now;

const MINUTE: f64 = 60_000.0;
const TEN_YEARS: f64 = 315_576_000_000.0;

fn shifts() -> Vec<f64> {
    [MINUTE, 60.0 * MINUTE, 1440.0 * MINUTE, TEN_YEARS]
        .into_iter()
        .flat_map(|shift| [shift, -shift])
        .collect()
}

#[test]
fn a_clock_that_is_wrong_all_along_does_no_harm() {
    for shift in shifts() {
        let now = Now { wall: START + shift, monotonic: 0.0 };
        let mut tab = Tab::open_at(&options(), Disk::default(), now);
        tab.login("ada", 600);
        tab.pass(500_000.0);
        tab.token();
        assert_eq!(tab.requests, 1, "{shift}");
        let mut next = Tab::open_at(&options(), tab.env.disk.clone(), tab.env.now.get());
        next.pass(60_000.0);
        next.token();
        assert_eq!(next.requests, 0, "{shift}");
        next.pass(30_000.0);
        next.token();
        assert_eq!(next.requests, 1, "{shift}");
    }
}

#[test]
fn a_clock_that_jumps_costs_one_refresh_at_most() {
    for shift in shifts() {
        let mut tab = Tab::new();
        tab.login("ada", 600);
        let now = tab.env.now.get();
        tab.env.now.set(Now { wall: now.wall + shift, ..now });
        for turn in 2..6 {
            let call = tab.token();
            if !tab.asked.is_empty() {
                tab.reply(tokens("ada", turn, 600, true));
            }
            assert!(tab.succeeded(call));
        }
        assert!(tab.requests <= 2, "{shift}: {}", tab.requests);
    }
}

#[test]
fn sleep_is_noticed_by_the_wall_clock() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let now = tab.env.now.get();
    tab.env.now.set(Now { wall: now.wall + 700_000.0, ..now });
    tab.token();
    assert_eq!(tab.requests, 2);
}

#[test]
fn short_lives_have_short_leeways() {
    for seconds in [1, 5, 60, 86_400] {
        let mut tab = Tab::new();
        tab.login("ada", seconds);
        let life = f64::from(seconds) * 1000.0;
        let leeway = (life / 5.0).min(30_000.0);
        tab.pass(life - leeway - 1.0);
        tab.token();
        assert_eq!(tab.requests, 1, "{seconds}");
        tab.pass(1.0);
        tab.token();
        assert_eq!(tab.requests, 2, "{seconds}");
    }
}

#[test]
fn an_unknown_lifetime_is_used_until_a_401() {
    let mut tab = Tab::new();
    let id = tab.start_login("ada");
    tab.reply(json_reply(200, &json!({"access_token": "opaque", "refresh_token": "r1"})));
    assert!(tab.succeeded(id));
    tab.pass(TEN_YEARS);
    tab.fetch();
    assert_eq!(tab.requests, 1);
    tab.answer(true);
    assert_eq!(tab.requests, 2);
}

#[test]
fn a_session_that_ended_while_the_shop_was_closed_is_over_when_it_opens() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let later = Now { wall: START + 700_000.0, monotonic: 1.0 };
    let mut next = Tab::open_at(&options(), tab.env.disk.clone(), later);
    assert!(next.ended().is_some());
    let call = next.token();
    assert_eq!(next.code(call), Some(Code::SignedOut));
}

#[test]
fn a_timer_longer_than_the_platform_can_count_is_cut() {
    let mut tab = Tab::new();
    tab.guest("order-1", 60 * 86_400);
    assert!(tab.alarm.unwrap() <= 2_147_483_647.0);
    tab.ring();
    assert_eq!(tab.order().as_deref(), Some("order-1"));
}
