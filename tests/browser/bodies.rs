//! A call that is sent a second time is the same call, body and all; one that cannot be is not sent.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_resend_has_the_same_body() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for (body, sent) in [
        ("'text é'", "text \u{c3}\u{a9}"),
        ("new Blob(['blob'], { type: 'text/x' })", "blob"),
        ("new URLSearchParams({ a: '1 2', b: '&' })", "a=1+2&b=%26"),
        ("new Uint8Array([0, 255, 13, 10]).buffer", "\0\u{ff}\r\n"),
        ("new Uint8Array([9, 0, 255, 9]).subarray(1, 3)", "\0\u{ff}"),
        ("undefined", ""),
        ("null", ""),
    ] {
        server.revoke();
        let answer = send(&client, "'/v1/me'", &format!("{{ method: 'POST', body: {body} }}"));
        assert_eq!(status(answer).await, 200.0, "{body}");
        assert_eq!(server.each_call("body"), [sent, sent], "{body}");
        let types = server.each_call("type");
        assert_eq!(types[0], types[1], "{body}");
        server.called().set_length(0);
    }
}

#[wasm_bindgen_test]
async fn a_form_with_a_file_is_sent_twice_with_every_field() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.revoke();
    let form = "(() => { const form = new FormData(); form.append('name', 'value');
                 form.append('file', new File(['content'], 'f.txt', { type: 'text/x' })); return form })()";
    let answer = send(&client, "'/v1/me'", &format!("{{ method: 'POST', body: {form} }}"));
    assert_eq!(status(answer).await, 200.0);
    let bodies = server.each_call("body");
    assert!(bodies[0].contains("value") && bodies[0].contains("f.txt") && bodies[0].contains("content"));
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(server.each_call("type"), ["multipart/form-data; boundary=BOUNDARY"; 2]);
}

#[wasm_bindgen_test]
async fn a_request_is_sent_twice_with_everything_on_it() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.revoke();
    let request =
        "new Request('https://api.test/v1/me', { method: 'PUT', body: 'body', credentials: 'include',
                     cache: 'reload', redirect: 'manual', headers: { 'Content-Type': 'text/x' } })";
    assert_eq!(status(send(&client, request, "undefined")).await, 200.0);
    let fields = ["url", "method", "body", "type", "credentials", "cache", "redirect"]
        .map(|name| server.each_call(name));
    let expected = ["https://api.test/v1/me", "PUT", "body", "text/x", "include", "reload", "manual"];
    assert_eq!(fields, expected.map(|field| vec![field.to_owned(); 2]));
}

#[wasm_bindgen_test]
async fn a_request_whose_body_is_a_stream_is_sent_twice_as_well() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.revoke();
    let request = "new Request('https://api.test/v1/me', { method: 'POST', duplex: 'half',
                     body: new Blob(['streamed']).stream() })";
    assert_eq!(status(send(&client, request, "undefined")).await, 200.0);
    assert_eq!(server.each_call("body"), ["streamed"; 2]);
}

#[wasm_bindgen_test]
async fn a_request_that_was_used_before_is_rejected_as_the_platform_does_it() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let request = "(() => { const used = new Request('https://api.test/', { method: 'POST', body: 'x' }); used.text(); return used })()";
    assert_eq!(text(&refused(send(&client, request, "undefined")).await, "name"), "TypeError");
    assert_eq!(server.called().length(), 0);
}

#[wasm_bindgen_test]
async fn a_stream_cannot_be_sent_again_and_the_answer_is_attached() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for body in [
        "new Blob(['streamed']).stream()",
        "new Blob(['streamed']).stream().pipeThrough(new TransformStream())",
    ] {
        server.next_call("server.kept = new Response('no', { status: 401 })");
        let before = server.asked().len();
        let init = format!("{{ method: 'POST', duplex: 'half', body: {body} }}");
        let error = refused(send(&client, "'/v1/me'", &init)).await;
        assert_eq!(code_of(&error), "body_not_replayable");
        assert_eq!(read(&error, "response"), server.kept());
        assert_eq!(server.each_call("body"), ["streamed"], "sent once and no more");
        assert_eq!(server.asked().len(), before + 1, "the token is renewed for the next call");
        assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
        server.called().set_length(0);
    }
}

#[wasm_bindgen_test]
async fn a_stream_is_sent_where_the_token_is_good() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    let init = "{ method: 'POST', duplex: 'half', body: new Blob(['streamed']).stream() }";
    assert_eq!(
        status(send(&client, "'/v1/me'", init)).await,
        200.0,
        "an expired token is renewed beforehand"
    );
    assert_eq!(server.each_call("body"), ["streamed"]);
}
