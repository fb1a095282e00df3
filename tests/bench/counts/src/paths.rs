//! The hot paths. Each checks once, while it is prepared, that it goes where its name says.

use crate::Path;
use crate::platform::{LIFETIME, Tab, exchange_in, token};
use std::hint::black_box;
use storefront_auth::client::ports::{CallId, Effect};
use storefront_auth::protocol::jwt::decode_claims;
use storefront_auth::protocol::time::Now;
use storefront_auth::session::record::{Record, Stored};
use storefront_auth::value::Value;

/// A call to the API with a token at hand, and its answer.
pub fn fetch() -> Path {
    call_and_answer(signed_in())
}

/// The same while many others wait for their answers.
pub fn fetch_in_a_crowd() -> Path {
    let mut tab = signed_in();
    for _ in 0..999 {
        sent(&tab.fetch());
    }
    call_and_answer(tab)
}

/// The claims of a token of one kilobyte.
pub fn claims() -> Path {
    let token = Value::from(token().as_str());
    let view = move |token: &Value| decode_claims(token).map(|claims| claims.view());
    check(
        view(&token).is_ok_and(|view| view.texts("roles").print().matches("Role").count() == 22),
        "the token has 22 roles",
    );
    Box::new(move || drop(black_box(view(black_box(&token)))))
}

/// 200 calls that find the token ended, the one request for all of them, and their answers.
pub fn renewal() -> Path {
    let mut tab = signed_in();
    Box::new(move || {
        tab.pass(LIFETIME + 1.0);
        let first = tab.last() + 1;
        let asked = tab.fetch();
        check(exchange_in(&asked).is_some(), "the first call asks for a token");
        for _ in 1..200 {
            check(tab.fetch().is_empty(), "the others wait");
        }
        let sends = tab.reply(&asked).iter().filter(|effect| matches!(effect, Effect::ApiCall(..))).count();
        check(sends == 200, "all are sent");
        for id in first..first + 200 {
            black_box(tab.answer(id));
        }
    })
}

/// Reads what another page has stored.
pub fn record_parse() -> Path {
    let text = signed_in().stored();
    let now = Now { wall: 1_800_000_000_000.0, monotonic: 0.0 };
    check(matches!(Record::parse(Some(&text), now), Stored::Record(_)), "the record can be read");
    Box::new(move || drop(black_box(Record::parse(Some(black_box(&text)), now))))
}

/// Writes it.
pub fn record_encode() -> Path {
    let now = Now { wall: 1_800_000_000_000.0, monotonic: 0.0 };
    let Stored::Record(record) = Record::parse(Some(&signed_in().stored()), now) else {
        broken("the record can be read");
    };
    Box::new(move || drop(black_box(record.encode())))
}

fn call_and_answer(mut tab: Tab) -> Path {
    Box::new(move || {
        let id = sent(&tab.fetch());
        let answered = tab.answer(id);
        check(matches!(answered[..], [Effect::Finish(..)]), "the answer is the caller's");
    })
}

fn sent(effects: &[Effect]) -> CallId {
    let [Effect::ApiCall(id, token, _)] = effects else { broken("the call is sent at once") };
    check(token.is_some(), "the call is sent with a token");
    *id
}

fn signed_in() -> Tab {
    Tab::signed_in().unwrap_or_else(|| broken("a user can sign in"))
}

fn check(holds: bool, what: &str) {
    if !holds {
        broken(what)
    }
}

/// A count of a path that goes elsewhere would mean nothing.
fn broken(what: &str) -> ! {
    eprintln!("hot-paths: this no longer holds: {what}");
    std::process::exit(1)
}
