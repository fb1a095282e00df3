//! Renewing the access token: ahead of its end or after a 401, once for all who wait, and never at the session's cost.

use crate::support::*;
use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn two_hundred_calls_on_an_expired_token_make_one_refresh() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    let calls: Array = (0..200).map(|n| send(&client, &format!("'/v1/me?{n}'"), "{}")).collect();
    let answers = all_ok(&calls).await;
    assert!(answers.iter().all(|answer| read(&answer, "status") == 200.0));
    assert_eq!(server.asked().len(), 2);
    let renewed = format!("Bearer {}", server.issued()[1]);
    let bearers = server.each_call("authorization");
    assert_eq!(bearers.len(), 200, "each call went out once");
    assert!(bearers.iter().all(|bearer| *bearer == renewed));
}

#[wasm_bindgen_test]
async fn two_hundred_calls_that_are_refused_make_one_refresh() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.revoke();
    let calls: Array = (0..200).map(|n| send(&client, &format!("'/v1/me?{n}'"), "{}")).collect();
    let answers = all_ok(&calls).await;
    assert!(answers.iter().all(|answer| read(&answer, "status") == 200.0));
    assert_eq!((server.asked().len(), server.called().length()), (2, 400));
}

#[wasm_bindgen_test]
async fn refresh_access_token_and_fetch_share_one_refresh() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    let none = value("undefined");
    let (refresh, token) = (client.refresh(&none), client.access_token(&none));
    let (answer, again) = (send(&client, "'/v1/me'", "{}"), client.refresh(&none));
    assert_eq!(ok(refresh).await, client.session());
    assert_eq!(ok(token).await.as_string().as_ref(), server.issued().last());
    assert_eq!(status(answer).await, 200.0);
    assert_eq!(ok(again).await, client.session());
    assert_eq!(server.asked().len(), 2);
}

#[wasm_bindgen_test]
async fn a_good_token_is_given_without_asking() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let token = ok(client.access_token(&value("{}"))).await.as_string();
    assert_eq!(token.as_ref(), server.issued().first());
    assert_eq!(server.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn the_newest_refresh_token_is_used_also_after_a_reload() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    ok(client.refresh(&value("{}"))).await;
    ok(client.refresh(&value("{}"))).await;
    ok(open(&server, "").await.refresh(&value("{}"))).await;
    let used: Vec<_> =
        server.asked()[1..].iter().map(|form| form.rsplit('=').next().unwrap().to_owned()).collect();
    assert_eq!(used, ["refresh-1", "refresh-2", "refresh-3"]);
}

#[wasm_bindgen_test]
async fn a_refused_refresh_token_ends_a_session_whose_access_token_is_over() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    let events = later_events(&client).await;
    server.next_token("json({ error: 'invalid_grant' }, { status: 400 })");
    assert_eq!(code(client.access_token(&value("{}"))).await, "session_expired");
    assert_eq!(kind(&client), "signed-out");
    assert_eq!(text(&client.session(), "reason"), "session_expired");
    assert_eq!(heard(&events), "session:expired");
    assert_eq!(kind(&open(&server, "").await), "signed-out");
}

#[wasm_bindgen_test]
async fn a_refused_refresh_token_leaves_the_access_token_its_remaining_life() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.next_token("json({ error: 'invalid_grant' }, { status: 400 })");
    assert_eq!(code(client.refresh(&value("{}"))).await, "session_expired");
    assert_eq!(kind(&client), "user");
    assert_eq!(read(&client.session(), "canRefresh"), false);
    assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
}

#[wasm_bindgen_test]
async fn tokens_of_somebody_else_are_not_taken() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let session = client.session();
    server.next_token("issue({ usr: 'eve' })");
    assert_eq!(code(client.refresh(&value("{}"))).await, "bad_response");
    assert_eq!(client.session(), session);
}

#[wasm_bindgen_test]
async fn a_sign_out_while_calls_wait_for_a_refresh_ends_them() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    server.next_token("gate.then(() => issue())");
    let waiting = [client.access_token(&value("{}")), send(&client, "'/v1/me'", "{}")];
    ok(client.logout(&value("{}"))).await;
    server.release();
    for call in waiting {
        assert_eq!(code(call).await, "session_ended");
    }
    assert_eq!(kind(&client), "signed-out");
    assert_eq!(server.called().length(), 0);
}

#[wasm_bindgen_test]
async fn a_call_of_one_user_never_goes_out_with_the_token_of_another() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    server.next_token("gate.then(() => issue())");
    let waiting = send(&client, "'/v1/me'", "{}");
    until(|| server.asked().len() == 2).await;
    server.next_token("issue({ usr: 'bob' })");
    ok(client.login(&value("{ username: 'bob', password: 'pass-bob' }"))).await;
    server.release();
    assert_eq!(code(waiting).await, "session_replaced");
    assert_eq!(server.called().length(), 0);
    assert_eq!(text(&client.session(), "claims.username"), "bob");
}
