//! Listeners: who hears what, in which order, and that none of them can harm another.

use crate::support::*;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

/// A listener made of a JavaScript expression.
fn listener(expression: &str) -> JsValue {
    value(expression)
}

fn call(function: &JsValue) {
    function.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED).unwrap();
}

#[wasm_bindgen_test]
async fn every_change_is_told_in_order_with_what_was_before() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let first = client.session();
    let events = events(&client);
    ok(client.login(&value(ADA))).await;
    ok(client.refresh(&value("{}"))).await;
    ok(client.login_anonymously(&value("{}"))).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!(heard(&events), "session:login session:refresh session:anonymous session:logout");
    let mut before = first;
    for event in events {
        assert_eq!(read(&event, "previous"), before);
        before = read(&event, "session");
    }
    assert_eq!(before, client.session());
}

#[wasm_bindgen_test]
async fn who_subscribes_late_does_not_hear_what_is_long_over() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for _ in 0..3 {
        ok(client.refresh(&value("{}"))).await;
    }
    let events = events(&client);
    sleep(0.0).await;
    assert_eq!(heard(&events), "");
}

#[wasm_bindgen_test]
async fn what_a_listener_hears_is_what_the_client_shows() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let seen = Array::new();
    let (shown, list) = (client.clone(), seen.clone());
    let compare = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        list.push(&(read(&event, "session") == shown.session()).into());
    });
    client.subscribe(compare.as_ref().clone()).unwrap();
    ok(client.login(&value(ADA))).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!(show(&seen), "[true,true]");
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_is_reported_and_disturbs_nobody() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let reported = reported();
    let before = events(&client);
    client.subscribe(listener("() => { throw 'thrown by a listener' }")).unwrap();
    let after = events(&client);
    ok(client.login(&value(ADA))).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!((heard(&before), heard(&after)), (heard(&before), "session:login session:logout".into()));
    assert_eq!(heard(&before), heard(&after));
    assert_eq!(show(&reported), "[\"thrown by a listener\",\"thrown by a listener\"]");
    tidy();
}

#[wasm_bindgen_test]
async fn who_has_unsubscribed_hears_nothing_more() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let (gone, stays) = (Array::new(), events(&client));
    let end = client.subscribe(recorder(&gone).into()).unwrap();
    ok(client.login(&value(ADA))).await;
    call(&end);
    call(&end);
    ok(client.logout(&value("{}"))).await;
    assert_eq!(heard(&gone), "session:login");
    assert_eq!(heard(&stays), "session:login session:logout");
}

#[wasm_bindgen_test]
async fn one_function_may_listen_twice_and_each_has_its_own_end() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let list = Array::new();
    let recorder = recorder(&list);
    let end = client.subscribe(recorder.clone().into()).unwrap();
    client.subscribe(recorder.into()).unwrap();
    ok(client.login(&value(ADA))).await;
    assert_eq!(heard(&list), "session:login session:login");
    call(&end);
    ok(client.logout(&value("{}"))).await;
    assert_eq!(heard(&list), "session:login session:login session:logout");
}

#[wasm_bindgen_test]
async fn a_listener_may_end_itself_and_add_others_while_it_is_called() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let (once, added) = (Array::new(), Array::new());
    let end = std::rc::Rc::new(std::cell::RefCell::new(JsValue::UNDEFINED));
    let (me, list, late, own_end) = (client.clone(), once.clone(), added.clone(), end.clone());
    let act = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        list.push(&event);
        call(&own_end.borrow());
        me.subscribe(recorder(&late).into()).unwrap();
    });
    end.replace(client.subscribe(act.as_ref().clone()).unwrap());
    let always = events(&client);
    ok(client.login(&value(ADA))).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!(heard(&once), "session:login");
    assert_eq!(heard(&added), "session:logout");
    assert_eq!(heard(&always), "session:login session:logout");
}

#[wasm_bindgen_test]
async fn what_a_listener_causes_is_told_after_what_it_hears() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let me = client.clone();
    let sign_out = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        if text(&event, "cause") == "login" {
            let _ = me.logout(&JsValue::UNDEFINED);
        }
    });
    client.subscribe(sign_out.as_ref().clone()).unwrap();
    let events = events(&client);
    ok(client.login(&value(ADA))).await;
    assert_eq!(heard(&events), "session:login session:logout");
    assert_eq!(kind(&client), "signed-out");
}

#[wasm_bindgen_test]
async fn a_listener_gets_the_event_alone_and_its_answer_does_not_matter() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let list = Array::new();
    Reflect::set(&js_sys::global(), &"list".into(), &list).unwrap();
    client
        .subscribe(listener("function (...args) { list.push([this === undefined || this === globalThis, args.length]); return 7 }"))
        .unwrap();
    ok(client.login(&value(ADA))).await;
    assert_eq!(show(&list), "[[true,1]]");
}

#[wasm_bindgen_test]
async fn what_is_no_function_cannot_listen() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    for odd in ["undefined", "null", "{}", "'text'", "{ handleEvent() {} }"] {
        let error = client.subscribe(value(odd)).err().unwrap();
        assert_eq!(code_of(&error), "config_invalid", "{odd}");
        assert_eq!(about(&error), "listener");
    }
}
