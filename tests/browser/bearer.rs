//! `fetch`: the platform's own, plus a header. What the caller asked for is what is sent, and what came is what is given.

use crate::support::*;
use js_sys::{Array, Reflect};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_call_carries_the_bearer_and_all_that_the_caller_gave() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let init =
        "{ method: 'PATCH', body: '{\"a\":1}', credentials: 'omit', cache: 'no-store', redirect: 'error',
                  mode: 'same-origin', headers: { 'Content-Type': 'application/json', 'X-Own': 'own' } }";
    assert_eq!(status(send(&client, "'/v1/me'", init)).await, 200.0);
    let call = server.called().get(0);
    for (field, expected) in [
        ("method", "PATCH"),
        ("body", "{\"a\":1}"),
        ("type", "application/json"),
        ("credentials", "omit"),
        ("cache", "no-store"),
        ("redirect", "error"),
        ("mode", "same-origin"),
    ] {
        assert_eq!(text(&call, field), expected, "{field}");
    }
    assert_eq!(text(&call, "authorization"), format!("Bearer {}", server.issued()[0]));
    let headers = read(&call, "headers");
    Reflect::set(&js_sys::global(), &"sent".into(), &headers).unwrap();
    assert_eq!(value("sent.get('X-Own')"), "own");
}

#[wasm_bindgen_test]
async fn headers_may_be_given_in_every_form() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for headers in ["new Headers({ Accept: 'a/b' })", "[['Accept', 'a/b']]", "{ Accept: 'a/b' }"] {
        ok(send(&client, "'/v1/me'", &format!("{{ headers: {headers} }}"))).await;
        let call = server.called().pop();
        assert!(text(&call, "authorization").starts_with("Bearer "), "{headers}");
        Reflect::set(&js_sys::global(), &"sent".into(), &read(&call, "headers")).unwrap();
        assert_eq!(value("sent.get('Accept')"), "a/b", "{headers}");
    }
}

#[wasm_bindgen_test]
async fn what_the_caller_gave_is_not_changed() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let init = value("{ headers: new Headers({ 'X-Own': 'own' }) }");
    let request = value("new Request('https://api.test/v1/me')");
    ok(send_value(&client, &"/v1/me".into(), &init)).await;
    ok(send_value(&client, &request, &value("undefined"))).await;
    assert!(server.each_call("authorization").iter().all(|bearer| bearer.starts_with("Bearer ")));
    for (name, given) in [("init", &init), ("request", &request)] {
        Reflect::set(&js_sys::global(), &"given".into(), given).unwrap();
        assert_eq!(value("given.headers.has('Authorization')"), false, "{name}");
    }
}

#[wasm_bindgen_test]
async fn options_that_are_inherited_count_as_they_do_for_the_platform() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for init in [
        "new Request('https://other.test/', { method: 'POST', body: 'body' })",
        "Object.create({ method: 'POST', body: 'body', duplex: 'half' })",
        "new (class { get method() { return 'POST' } get body() { return 'body' } })()",
    ] {
        ok(send(&client, "'/v1/me'", init)).await;
        let call = server.called().pop();
        assert_eq!(
            (text(&call, "method").as_str(), text(&call, "body").as_str()),
            ("POST", "body"),
            "{init}"
        );
        assert!(text(&call, "authorization").starts_with("Bearer "), "{init}");
    }
}

#[wasm_bindgen_test]
async fn a_request_and_options_together_count_as_they_do_for_the_platform() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let request =
        "new Request('https://api.test/v1/me', { method: 'POST', body: 'old', headers: { 'X-Own': '1' } })";
    ok(send(&client, request, "{ method: 'PUT', body: 'new' }")).await;
    let call = server.called().get(0);
    assert_eq!((text(&call, "method").as_str(), text(&call, "body").as_str()), ("PUT", "new"));
    assert!(text(&call, "authorization").starts_with("Bearer "));
}

#[wasm_bindgen_test]
async fn any_status_but_401_is_the_callers_at_once() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for code in [200, 201, 204, 304, 400, 403, 404, 409, 429, 500, 503] {
        server.next_call(&format!("server.kept = new Response(null, {{ status: {code} }})"));
        let answer = ok(send(&client, "'/v1/me'", "{}")).await;
        assert_eq!(answer, server.kept(), "the very object that fetch gave");
        assert_eq!(read(&answer, "status"), f64::from(code));
    }
    assert_eq!((server.asked().len(), server.called().length()), (1, 11));
}

#[wasm_bindgen_test]
async fn a_401_is_refreshed_and_sent_again_once() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.revoke();
    assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
    let bearers: Vec<_> = server.issued().iter().map(|token| format!("Bearer {token}")).collect();
    assert_eq!(server.each_call("authorization"), bearers);
    assert_eq!(server.asked().len(), 2);
}

#[wasm_bindgen_test]
async fn the_second_401_is_the_callers() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.next_call("new Response('first', { status: 401 })");
    server.next_call("server.kept = new Response('second', { status: 401 })");
    assert_eq!(ok(send(&client, "'/v1/me'", "{}")).await, server.kept());
    assert_eq!((server.asked().len(), server.called().length()), (2, 2));
    assert_eq!(kind(&client), "user", "an API that refuses a call ends no session");
}

#[wasm_bindgen_test]
async fn a_401_without_refresh_token_is_the_callers() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    ok(client.login_anonymously(&value("{}"))).await;
    server.revoke();
    assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 401.0);
    assert_eq!((kind(&client).as_str(), server.called().length()), ("anonymous", 1));
}

#[wasm_bindgen_test]
async fn a_401_whose_refresh_fails_tells_why_and_has_the_answer_attached() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.next_call("server.kept = new Response('no', { status: 401 })");
    server.next_token("new Response('', { status: 503 })");
    let error = refused(send(&client, "'/v1/me'", "{}")).await;
    assert_eq!(code_of(&error), "server_unavailable");
    assert_eq!(read(&error, "response"), server.kept());
    assert_eq!(kind(&client), "user");
}

#[wasm_bindgen_test]
async fn the_callers_own_authorization_is_left_alone_and_so_is_its_401() {
    tidy();
    let server = Server::new();
    let signed_out = open(&server, "name: 'nobody'").await;
    let client = signed_in(&server, 600.0).await;
    let own = "{ headers: { authorization: 'Basic own' } }";
    let request = "new Request('https://api.test/v1/me', { headers: { Authorization: 'Basic own' } })";
    for (client, input, init) in [
        (&client, "'/v1/me'", own),
        (&client, "'https://elsewhere.test/'", own),
        (&client, request, "undefined"),
        (&signed_out, "'/v1/me'", own),
    ] {
        assert_eq!(status(send(client, input, init)).await, 401.0, "{input}");
    }
    assert_eq!(server.each_call("authorization"), ["Basic own"; 4]);
    assert_eq!(server.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn signed_out_nothing_is_sent() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    assert_eq!(code(send(&client, "'/v1/me'", "{}")).await, "signed_out");
    assert_eq!((server.asked().len(), server.called().length()), (0, 0));
}

#[wasm_bindgen_test]
async fn what_the_platforms_fetch_rejects_with_passes_untouched() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for thrown in
        ["new TypeError('Failed to fetch')", "'text'", "Object.freeze({ code: 'own' })", "undefined"]
    {
        for how in ["Promise.reject(server.kept)", "(() => { throw server.kept })()"] {
            server.next_call(&format!("((server.kept = {thrown}), {how})"));
            assert_eq!(refused(send(&client, "'/v1/me'", "{}")).await, server.kept(), "{thrown} {how}");
        }
    }
    server.next_call("new Response('', { status: 401 })");
    server.next_call("((server.kept = new TypeError('second')), Promise.reject(server.kept))");
    assert_eq!(refused(send(&client, "'/v1/me'", "{}")).await, server.kept(), "also of the second call");
}

#[wasm_bindgen_test]
async fn what_the_platform_would_not_send_is_rejected_as_the_platform_does_it() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for (input, init) in [
        ("'https://[half'", "{}"),
        ("'/v1/me'", "{ headers: { 'no name': 'x' } }"),
        ("'/v1/me'", "{ headers: { name: 'a\\r\\nb' } }"),
        ("'/v1/me'", "{ method: 'GET', body: 'x' }"),
        ("'/v1/me'", "{ method: 'CONNECT' }"),
        ("Symbol()", "{}"),
    ] {
        let rejected = code(send(&client, input, init)).await;
        assert!(rejected.starts_with("TypeError: "), "{input} {init}: {rejected}");
    }
    assert_eq!(server.called().length(), 0);
}

#[wasm_bindgen_test]
async fn fetch_may_be_passed_around() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    assert_eq!(client.fetch(), client.fetch());
    Reflect::set(&js_sys::global(), &"passed".into(), &client.fetch()).unwrap();
    let answers = Array::of2(&value("passed('/v1/me')"), &value("Promise.resolve('/v1/me').then(passed)"));
    for answer in answers {
        assert_eq!(status(answer.into()).await, 200.0);
    }
}
