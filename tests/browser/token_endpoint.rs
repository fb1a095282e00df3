//! A token endpoint that answers nonsense, late, or not at all: a code that says so, and the session stays.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Answers and the code each of them is.
const ANSWERS: &[(&str, &str)] = &[
    ("new Response('<html>hello</html>', { headers: { 'Content-Type': 'text/html' } })", "bad_response"),
    ("new Response('<html>not found</html>', { status: 404 })", "bad_response"),
    ("new Response('<html>gateway</html>', { status: 502 })", "server_unavailable"),
    ("new Response('', { status: 500 })", "server_unavailable"),
    ("json({ error: 'invalid_grant' }, { status: 500 })", "server_unavailable"),
    ("new Response(null, { status: 503 })", "server_unavailable"),
    ("new Response(null, { status: 408 })", "server_unavailable"),
    ("new Response(null, { status: 429 })", "rate_limited"),
    ("new Response('')", "bad_response"),
    ("new Response(null, { status: 204 })", "bad_response"),
    ("new Response('null')", "bad_response"),
    ("new Response('[]')", "bad_response"),
    ("new Response('\"token\"')", "bad_response"),
    ("new Response('{\"access_token\":')", "bad_response"),
    ("new Response(new Uint8Array([0xff, 0xfe, 0x00]))", "bad_response"),
    ("json({})", "bad_response"),
    ("json({ access_token: null })", "bad_response"),
    ("json({ access_token: 7 })", "bad_response"),
    ("json({ access_token: '' })", "bad_response"),
    ("json({ access_token: ['a'] })", "bad_response"),
    ("json({ access_token: 'a', token_type: 'mac' })", "bad_response"),
    ("json({ access_token: 'a', refresh_token: 7 })", "bad_response"),
    ("json({ access_token: 'a\\r\\nX-Evil: 1' })", "bad_token"),
    ("json({ access_token: 'a b' })", "bad_token"),
    ("json({ access_token: 'tok\\u00e9n' })", "bad_token"),
    ("json({ access_token: 'a', refresh_token: 'r\\n' })", "bad_token"),
    ("json({ error: 'invalid_client' }, { status: 401 })", "invalid_client"),
    ("json({ error: 'unsupported_grant_type' }, { status: 400 })", "oauth_error"),
    ("json({ error: 7 }, { status: 400 })", "bad_response"),
    ("Response.error()", "bad_response"),
    ("undefined", "bad_response"),
    ("{}", "bad_response"),
    ("{ status: 200, text: () => Promise.resolve(7) }", "bad_response"),
    ("Promise.reject(new TypeError('Failed to fetch'))", "network"),
    ("(() => { throw new Error('a shim') })()", "network"),
    ("Promise.reject(undefined)", "network"),
    ("new Response(new ReadableStream({ start: (stream) => stream.error(new Error('broken')) }))", "network"),
];

#[wasm_bindgen_test]
async fn a_login_tells_what_was_wrong_and_the_guest_stays() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let guest = ok(client.login_anonymously(&value("{}"))).await;
    for (answer, expected) in ANSWERS {
        server.next_token(answer);
        assert_eq!(code(client.login(&value(ADA))).await, *expected, "{answer}");
        assert_eq!(client.session(), guest, "{answer}");
    }
    assert_eq!(text(&open(&server, "").await.session(), "orderId"), "order-1");
}

/// A connection that breaks off is tried again at once.
fn twice_if_broken_off(server: &Server, answer: &str, expected: &str) {
    server.next_token(answer);
    if expected == "network" {
        server.next_token(answer);
    }
}

#[wasm_bindgen_test]
async fn a_refresh_tells_what_was_wrong_and_the_session_stays() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let tokens = || {
        let record = value(&stored("localStorage").unwrap());
        (text(&record, "at"), text(&record, "rt"))
    };
    for (answer, expected) in ANSWERS {
        // A failure of the session before has no say in this one.
        ok(client.login(&value(ADA))).await;
        let (session, held) = (client.session(), tokens());
        twice_if_broken_off(&server, answer, expected);
        assert_eq!(code(client.refresh(&value("{}"))).await, *expected, "{answer}");
        assert_eq!(client.session(), session, "{answer}");
        assert_eq!(tokens(), held, "{answer}");
    }
    ok(client.refresh(&value("{}"))).await;
}

#[wasm_bindgen_test]
async fn an_expired_session_survives_a_server_in_trouble() {
    tidy();
    let server = Server::new();
    for (answer, expected) in ANSWERS {
        let client = expired(&server).await;
        twice_if_broken_off(&server, answer, expected);
        assert_eq!(code(send(&client, "'/v1/me'", "{}")).await, *expected, "{answer}");
        assert_eq!(kind(&client), "user", "{answer}");
        assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_takes_too_long_is_a_timeout() {
    tidy();
    let server = Server::new();
    let client = open(&server, "timeoutMs: 150").await;
    ok(client.login(&value(ADA))).await;
    let session = client.session();
    server.next_token("(server.kept = signal, hang(signal))");
    let error = refused(client.refresh(&value("{}"))).await;
    assert_eq!(code_of(&error), "timeout");
    assert_eq!(read(&error, "retryable"), true);
    assert_eq!(read(&server.kept(), "aborted"), true, "the request is ended");
    assert_eq!(client.session(), session);
    ok(client.refresh(&value("{}"))).await;
}

#[wasm_bindgen_test]
async fn the_deadline_is_for_the_body_as_well() {
    tidy();
    let server = Server::new();
    let client = open(&server, "timeoutMs: 150").await;
    server.next_token("endless(signal)");
    assert_eq!(code(client.login(&value(ADA))).await, "timeout");
    ok(client.login(&value(ADA))).await;
}

#[wasm_bindgen_test]
async fn the_deadline_holds_also_where_the_applications_fetch_knows_no_signal() {
    for answer in ["gate", "endless()"] {
        tidy();
        let server = Server::new();
        let client = open(&server, "timeoutMs: 150").await;
        server.next_token(answer);
        assert_eq!(code(client.login(&value(ADA))).await, "timeout", "{answer}");
        ok(client.login(&value(ADA))).await;
    }
}

#[wasm_bindgen_test]
async fn a_late_answer_is_dropped() {
    tidy();
    let server = Server::new();
    let client = open(&server, "timeoutMs: 150").await;
    server.next_token("gate.then(() => issue())");
    let login = client.login(&value(ADA));
    sleep(200.0).await;
    server.release();
    assert_eq!(code(login).await, "timeout");
    sleep(5.0).await;
    assert_eq!(kind(&client), "signed-out");
}

#[wasm_bindgen_test]
async fn an_answer_in_time_is_not_disturbed_by_the_deadline() {
    tidy();
    let server = Server::new();
    let client = open(&server, "timeoutMs: 250").await;
    server.next_token("new Promise((resolve) => setTimeout(() => resolve(issue()), 20))");
    ok(client.login(&value(ADA))).await;
    sleep(300.0).await;
    assert_eq!(kind(&client), "user");
}

#[wasm_bindgen_test]
async fn the_wait_that_a_server_asks_for_is_passed_on() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    for (header, low, high) in [
        ("'3'", 3_000.0, 3_000.0),
        ("'0'", 0.0, 0.0),
        ("'99999999'", 300_000.0, 300_000.0),
        ("new Date(Date.now() + 60000).toUTCString()", 50_000.0, 61_000.0),
    ] {
        server.next_token(&format!(
            "new Response('', {{ status: 429, headers: {{ 'Retry-After': {header} }} }})"
        ));
        let wait = read(&refused(client.login(&value(ADA))).await, "retryAfterMs").as_f64().unwrap();
        assert!((low..=high).contains(&wait), "{header}: {wait}");
    }
    for header in ["'soon'", "'-1'", "'Mon, 01 Jan 2001 00:00:00 GMT'"] {
        server.next_token(&format!(
            "new Response('', {{ status: 503, headers: {{ 'Retry-After': {header} }} }})"
        ));
        assert!(read(&refused(client.login(&value(ADA))).await, "retryAfterMs").is_null(), "{header}");
    }
}

#[wasm_bindgen_test]
async fn a_token_request_needs_no_preflight_and_leaves_no_trace() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token("((server.kept = { init, request }), issue())");
    ok(client.login(&value(ADA))).await;
    let (init, request) = (read(&server.kept(), "init"), read(&server.kept(), "request"));
    assert_eq!(text(&request, "url"), "https://api.test/oauth/token");
    for (field, expected) in [
        ("method", "POST"),
        ("cache", "no-store"),
        ("credentials", "omit"),
        ("redirect", "manual"),
        ("referrerPolicy", "no-referrer"),
    ] {
        assert_eq!(text(&request, field), expected, "{field}");
    }
    let headers = value("(init) => JSON.stringify([...new Headers(init.headers)])");
    let headers: js_sys::Function = headers.into();
    let headers = headers.call1(&init, &init).unwrap().as_string().unwrap();
    let simple = r#"[["accept","application/json"],["content-type","application/x-www-form-urlencoded"]]"#;
    assert_eq!(headers, simple);
}
