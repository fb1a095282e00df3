//! Single sign-on: leaving with a one-time value, coming back, and an address bar that is clean before anything else.
//!
//! Chromium lets a page change its address 200 times in half a minute, and ignores what is more. All tests here stay below.

use crate::support::*;
use js_sys::encode_uri_component;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const LEAVE: &str = "{ connectId: 'my-idp' }";

/// Opens the page's address with this query and fragment, as a redirect would.
fn arrive_at(rest: &str) {
    let rest: JsValue = rest.into();
    let go = value("(rest) => history.replaceState({ mine: 1 }, '', location.pathname + rest)");
    js_sys::Function::from(go).call1(&JsValue::UNDEFINED, &rest).unwrap();
}

/// Query and fragment of the page's address.
fn address() -> String {
    value("location.href.slice((location.origin + location.pathname).length)").as_string().unwrap()
}

fn nothing() -> JsValue {
    JsValue::UNDEFINED
}

fn encoded(text: &str) -> String {
    encode_uri_component(text).into()
}

/// Leaves, and gives what OrderCloud will put into the place of `{2}`.
fn leave(client: &Client, options: &str) -> String {
    let url = client.sso_url(&value(options)).unwrap_or_else(|error| panic!("{}", show(&error)));
    param(&url, "appstartpath")
}

fn param(url: &str, name: &str) -> String {
    let query = url.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let read = value("(query, name) => new URLSearchParams(query).get(name) ?? ''");
    let read = js_sys::Function::from(read).call2(&nothing(), &query.into(), &name.into());
    read.unwrap().as_string().unwrap()
}

/// A token of iris's, issued to this API client; what the claims say goes before what is usual.
fn token(server: &Server, claims: &str) -> String {
    let usual = format!("{{ usr: 'iris', cid: '{}', exp: Date.now() / 1000 + 600 }}", server.client_id());
    jwt(&show(&value(&format!("Object.assign({usual}, {{ {claims} }})"))))
}

/// What OrderCloud appends to the shop's address.
fn back(token: &str, path: &str) -> String {
    format!("?token={}&path={}&refresh=renew-sso", encoded(token), encoded(path))
}

/// A tab of its own remembers nothing of this one.
fn another_tab() {
    value("sessionStorage.clear()");
}

#[wasm_bindgen_test]
async fn the_address_to_leave_for_says_all_that_was_asked_for() {
    tidy();
    let server = Server::new();
    let client = open(&server, "baseUrl: 'https://api.test/prefix/', scope: ['Shopper']").await;
    let url = client.sso_url(&value(
        "{ connectId: 'my idp&x=1', returnPath: '/a?b=c&d#e', scope: ['MeAdmin', 'Shopper'],
           customParams: { prompt: 'login now', hint: 'a=b&c' } }",
    ));
    let url = url.unwrap();
    assert!(url.starts_with("https://api.test/prefix/ocrplogin?id=my%20idp%26x%3D1&cid="), "{url}");
    assert!(!url.contains('+'), "a blank is a blank to whoever reads no forms: {url}");
    assert_eq!(param(&url, "cid"), server.client_id());
    assert_eq!(param(&url, "roles"), "MeAdmin Shopper");
    assert!(param(&url, "appstartpath").ends_with("/a?b=c&d#e"), "{url}");
    assert_eq!(param(&format!("?{}", param(&url, "customParams")), "prompt"), "login now");
    assert_eq!(param(&format!("?{}", param(&url, "customParams")), "hint"), "a=b&c");
    let url = client.sso_url(&value(LEAVE)).unwrap();
    assert_eq!(param(&url, "roles"), "Shopper", "those of the configuration");
    assert!(!url.contains("customParams"), "{url}");
    let bare = open(&server, "").await.sso_url(&value(LEAVE)).unwrap();
    assert!(!bare.contains("roles"), "every role that the user has: {bare}");
}

#[wasm_bindgen_test]
async fn what_is_no_option_of_a_departure_is_named() {
    tidy();
    let client = open(&Server::new(), "").await;
    for (options, named) in [
        ("undefined", "connectId"),
        ("{}", "connectId"),
        ("{ connectId: '' }", "connectId"),
        ("{ connectId: 7 }", "connectId"),
        ("{ get connectId() { throw 1 } }", "connectId"),
        ("{ connectId: 'i', returnPath: 7 }", "returnPath"),
        ("{ connectId: 'i', returnPath: ['/a'] }", "returnPath"),
        ("{ connectId: 'i', returnPath: { toString: () => '/a' } }", "returnPath"),
        ("{ connectId: 'i', scope: 'Shopper' }", "scope"),
        ("{ connectId: 'i', scope: ['a b'] }", "scope"),
        ("{ connectId: 'i', customParams: 'a=b' }", "customParams"),
        ("{ connectId: 'i', customParams: ['a=b'] }", "customParams"),
        ("{ connectId: 'i', customParams: { a: 1 } }", "customParams"),
        ("{ connectId: 'i', customParams: { a: null } }", "customParams"),
        ("'my-idp'", "options"),
    ] {
        let error = client.sso_url(&value(options)).unwrap_err();
        assert_eq!(code_of(&error), "config_invalid", "{options}");
        assert_eq!(about(&error), named, "{options}");
    }
    assert_eq!(value("sessionStorage.length"), 0.0, "nothing was remembered");
}

#[wasm_bindgen_test]
async fn a_return_path_that_could_lead_to_another_site_is_refused() {
    tidy();
    let client = open(&Server::new(), "").await;
    let sites = ["evil.example", "evil.example/cart", "user@evil.example", "127.0.0.1:80", "[::1]"];
    let starts = [
        "",
        "//",
        "/\\",
        "\\\\",
        "\\/",
        "///",
        "http://",
        "https://",
        "https:",
        "HTTPS:\\\\",
        "javascript:",
        "data:",
        "blob:",
        " /",
        "\u{a0}/",
        "./",
        "../",
        "?",
        "#",
        ".",
    ];
    let controls = ["\t", "\n", "\r", "\0", "\u{1b}", "\u{7f}"];
    let mut hostile: Vec<String> = vec![String::new(), "/a\\b".into()];
    for site in sites {
        hostile.extend(starts.map(|start| [start, site].concat()));
        for control in controls {
            hostile.push(["/", control, "/", site].concat());
            hostile.push([control, "//", site].concat());
        }
    }
    assert!(hostile.len() > 100);
    for path in hostile {
        let options = value("{ connectId: 'my-idp' }");
        js_sys::Reflect::set(&options, &"returnPath".into(), &path.as_str().into()).unwrap();
        let error = client.sso_url(&options).err().unwrap_or_else(|| panic!("{path:?} was taken"));
        assert_eq!(about(&error), "returnPath", "{path:?}");
    }
}

#[wasm_bindgen_test]
async fn a_path_of_the_shop_comes_back_as_it_was() {
    for path in [
        "/",
        "/cart",
        "/a/b?c=d&e=%2F%2Fevil.example+#f?token=1",
        "/%5Cevil",
        "/@evil.example",
        "/:80/x",
        "/123-456",
        "/\u{e9}\u{1f600} \u{2028}'\"<>",
    ] {
        tidy();
        let server = Server::new();
        let client = open(&server, "").await;
        let options = value("{ connectId: 'my-idp' }");
        js_sys::Reflect::set(&options, &"returnPath".into(), &path.into()).unwrap();
        let sent = param(&client.sso_url(&options).unwrap(), "appstartpath");
        arrive_at(&back(&token(&server, ""), &sent));
        assert_eq!(text(&ok(client.complete_sso(&nothing())).await, "returnPath"), path);
    }
}

#[wasm_bindgen_test]
async fn a_return_path_that_was_exchanged_on_the_way_is_dropped() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    for exchanged in ["//evil.example", "/\\evil.example", "https://evil.example", "@evil.example", "/a\n"] {
        let sent = leave(&client, LEAVE) + exchanged;
        arrive_at(&back(&token(&server, ""), &sent));
        let done = ok(client.complete_sso(&nothing())).await;
        assert!(read(&done, "returnPath").is_null(), "{exchanged:?}");
    }
}

#[wasm_bindgen_test]
async fn who_cannot_remember_that_it_left_does_not_leave() {
    let spoil: [fn(); 4] = [
        || deny("sessionStorage"),
        || withhold("sessionStorage"),
        || withhold("crypto"),
        || stub_storage("setItem", &value("() => { throw new DOMException('full', 'QuotaExceededError') }")),
    ];
    for spoil in spoil {
        tidy();
        let client = open(&Server::new(), "storage: 'memory'").await;
        spoil();
        let error = client.sso_url(&value(LEAVE)).unwrap_err();
        assert_eq!(code_of(&error), "unsupported_environment");
        let foreign = ok(client.complete_sso(&"https://shop.test/?token=x".into())).await;
        assert!(foreign.is_null(), "and coming back is no error either");
    }
    tidy();
}

#[wasm_bindgen_test]
async fn a_return_signs_in_once() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = later_events(&client).await;
    let sent = leave(&client, "{ connectId: 'my-idp', returnPath: '/cart' }");
    let issued = token(&server, "");
    let back = back(&issued, &sent);
    arrive_at(&format!("{back}&mine=1#top"));
    let coming = client.complete_sso(&nothing());
    assert_eq!(address(), "?mine=1#top", "before anything else can run");
    let done = ok(coming).await;
    assert_eq!(read(&done, "session"), client.session());
    assert_eq!(text(&done, "returnPath"), "/cart");
    assert_eq!(text(&client.session(), "kind"), "user");
    assert_eq!(text(&client.session(), "via"), "sso");
    assert_eq!(text(&client.session(), "claims.username"), "iris");
    assert_eq!(read(&client.session(), "canRefresh"), true);
    assert_eq!(heard(&events), "session:sso");
    assert_eq!(value("history.state.mine"), 1.0, "what the page keeps there is kept");
    assert!(server.asked().is_empty());
    server.next_call("new Response('')");
    ok(send(&client, "'/v1/me'", "{}")).await;
    assert_eq!(server.each_call("authorization"), [format!("Bearer {issued}")]);

    assert!(ok(client.complete_sso(&nothing())).await.is_null(), "a reload: nothing is left to do");
    for again in 0..3 {
        arrive_at(&back);
        assert_eq!(code(client.complete_sso(&nothing())).await, "sso_state_mismatch", "{again}");
        assert_eq!((address().as_str(), text(&client.session(), "via").as_str()), ("", "sso"), "{again}");
    }
    let reloaded = open(&server, "").await;
    assert_eq!(text(&reloaded.session(), "via"), "sso");
}

#[wasm_bindgen_test]
async fn a_return_that_this_tab_did_not_ask_for_is_dropped_unread() {
    type Before = fn(&Client) -> String;
    let cases: [(&str, Before); 7] = [
        ("nobody left", |_| String::new()),
        ("nobody left, and no path", |_| "none".into()),
        ("another tab left", |client| {
            let path = leave(client, LEAVE);
            another_tab();
            path
        }),
        ("too long ago", |client| {
            let path = leave(client, LEAVE);
            value("Object.keys(sessionStorage).map((key) => (sessionStorage[key] -= 16 * 60000))");
            path
        }),
        ("a clock that was set back", |client| {
            let path = leave(client, LEAVE);
            value(
                "Object.keys(sessionStorage).map((key) => (sessionStorage[key] = Date.now() + 16 * 60000))",
            );
            path
        }),
        ("a wrong value", |client| leave(client, LEAVE).replace('.', ".1")),
        ("no value", |client| {
            leave(client, LEAVE);
            "/cart".into()
        }),
    ];
    for (about, before) in cases {
        tidy();
        let server = Server::new();
        let client = signed_in(&server, 600.0).await;
        let was = show(&client.session());
        let path = before(&client);
        arrive_at(&back(&token(&server, ""), &path));
        assert_eq!(code(client.complete_sso(&nothing())).await, "sso_state_mismatch", "{about}");
        assert_eq!(address(), "", "{about}");
        assert_eq!(show(&client.session()), was, "{about}");
        assert!(!stored("localStorage").unwrap().contains("renew-sso"), "{about}");
    }
}

#[wasm_bindgen_test]
async fn parameters_of_others_are_left_alone() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let foreign = jwt("{\"cid\":\"another\",\"exp\":1e12}");
    for rest in [
        "",
        "?",
        "?#",
        "?token=payment-1&code=2",
        "?code=1&state=2#token=x",
        "?error=declined",
        "?refresh=on&path=%2Fcart",
        "?token=a.%.c",
        "?token=a.bnVsbA.c",
        "?token=",
        &format!("?token={foreign}&path=/sso.another.1-2-3-4/cart"),
        "#/route?token=1",
    ] {
        arrive_at(rest);
        assert!(ok(client.complete_sso(&nothing())).await.is_null(), "{rest}");
        assert_eq!(address(), rest);
    }
    assert_eq!(kind(&client), "signed-out");
}

#[wasm_bindgen_test]
async fn a_return_to_one_client_is_not_taken_by_another_on_the_page() {
    tidy();
    let (shop, office) = (Server::new(), Server::new());
    let (theirs, ours) = (open(&shop, "").await, open(&office, "").await);
    let path = leave(&ours, "{ connectId: 'my-idp', returnPath: '/office' }");
    let back = back(&token(&office, ""), &path);
    arrive_at(&back);
    assert!(ok(theirs.complete_sso(&nothing())).await.is_null());
    assert_eq!(address(), back);
    assert_eq!(text(&ok(ours.complete_sso(&nothing())).await, "returnPath"), "/office");
}

#[wasm_bindgen_test]
async fn a_refusal_keeps_the_session_and_passes_on_a_code_but_no_text() {
    for (error, code) in [
        ("access_denied", Some("access_denied")),
        ("", None),
        ("The%20sign-in%20was%20cancelled.", None),
        ("878ca890-2f1c-4d6e-9d0a-3b1c2d3e4f50", None),
        ("a.b.c", None),
        ("%3Cscript%3E", None),
        ("access_denied%0A", None),
    ] {
        for with in ["", "&path=PATH", "&path=PATH&token=TOKEN", "#top"] {
            if !with.is_empty() && code.is_none() {
                continue;
            }
            tidy();
            let server = Server::new();
            let client = signed_in(&server, 600.0).await;
            let was = show(&client.session());
            let path = leave(&client, LEAVE);
            let with = with.replace("PATH", &encoded(&path)).replace("TOKEN", &token(&server, ""));
            let rest = format!("?error={error}{with}");
            arrive_at(&rest);
            let told = refused(client.complete_sso(&nothing())).await;
            assert_eq!(code_of(&told), "sso_error", "{rest}");
            assert_eq!(read(&told, "oauthError").as_string().as_deref(), code, "{rest}");
            assert_eq!(address(), if with == "#top" { "#top" } else { "" });
            assert_eq!(show(&client.session()), was);
        }
    }
}

#[wasm_bindgen_test]
async fn who_was_refused_may_go_back_and_try_again() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let path = leave(&client, LEAVE);
    arrive_at("?error=access_denied");
    refused(client.complete_sso(&nothing())).await;
    arrive_at(&back(&token(&server, ""), &path));
    assert_eq!(text(&ok(client.complete_sso(&nothing())).await, "session.via"), "sso");
}

#[wasm_bindgen_test]
async fn two_departures_return_in_either_order() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let first = leave(&client, "{ connectId: 'one', returnPath: '/one' }");
    let second = leave(&client, "{ connectId: 'two', returnPath: '/two' }");
    assert_ne!(first, second);
    for (path, name) in [(second, "/two"), (first, "/one")] {
        arrive_at(&back(&token(&server, ""), &path));
        assert_eq!(text(&ok(client.complete_sso(&nothing())).await, "returnPath"), name);
    }
}

#[wasm_bindgen_test]
async fn every_value_that_comes_along_is_removed_and_only_the_shops_own_are_kept() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let back = back(&token(&server, ""), &leave(&client, LEAVE));
    arrive_at(&format!("{back}&idpToken=canary-id&idpAccessToken=canary-idp&token=canary-second"));
    ok(client.complete_sso(&nothing())).await;
    assert_eq!(address(), "");
    let kept = [stored("localStorage").unwrap(), show(&value("({ ...sessionStorage })"))].concat();
    assert!(kept.contains("renew-sso") && !kept.contains("canary"), "{kept}");
}

#[wasm_bindgen_test]
async fn the_address_keeps_every_byte_that_is_not_ours() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let issued = token(&server, "");
    for (before, after) in [
        ("?OURS", ""),
        ("?OURS#", "#"),
        ("?OURS#top", "#top"),
        ("?a=1&OURS", "?a=1"),
        ("?OURS&a=1", "?a=1"),
        ("?a=1&OURS&b=2", "?a=1&b=2"),
        ("?a=%41+b%20&OURS&&=&c&d=%zz&e=\u{e9}", "?a=%41+b%20&&=&c&d=%zz&e=%C3%A9"),
        ("?a=b?token=1&OURS", "?a=b?token=1"),
        ("?tokens=1&OURS&my-token=2&Token=3", "?tokens=1&my-token=2&Token=3"),
        ("?%74oken=1&OURS", ""),
        ("?OURS#/route?a=1", "#/route?a=1"),
        ("?OURS#/route?token=left&a=1", "#/route?a=1"),
        ("?OURS#a=1&token=left", "#a=1"),
        ("#OURS", ""),
        ("#a=1&OURS", "#a=1"),
        ("#/cart?OURS", "#/cart"),
        ("#/cart?a=1&OURS&b=2", "#/cart?a=1&b=2"),
        ("?a=1#!/deep/route?OURS", "?a=1#!/deep/route"),
        ("?#/cart?OURS", "?#/cart"),
    ] {
        let ours = back(&issued, &leave(&client, LEAVE));
        let ours = ours.trim_start_matches('?');
        // Whichever comes first is the value that counts.
        let before = before.replace("%74oken=1&OURS", &format!("{}&%74oken=1", ours));
        arrive_at(&before.replace("OURS", ours));
        let done = ok(client.complete_sso(&nothing())).await;
        assert_eq!(text(&done, "session.via"), "sso", "{before}");
        assert_eq!(address(), after, "{before}");
    }
}

#[wasm_bindgen_test]
async fn a_path_that_begins_with_two_slashes_is_cleaned_as_well() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let was = value("location.href");
    let rest = back(&token(&server, ""), &leave(&client, LEAVE));
    value(&format!("history.replaceState(null, '', location.origin + '//evil.example/' + '{rest}')"));
    ok(client.complete_sso(&nothing())).await;
    let address = value("location.href").as_string().unwrap();
    js_sys::Function::from(value("(was) => history.replaceState(null, '', was)"))
        .call1(&nothing(), &was)
        .unwrap();
    assert!(address.ends_with("//evil.example/"), "{address}");
}

#[wasm_bindgen_test]
async fn the_marketplace_chooses_the_names() {
    tidy();
    let server = Server::new();
    let names = "{ accessToken: 'a t', refreshToken: 'r', idpToken: 'i', path: 'p[]', error: 'problem' }";
    let client = open(&server, &format!("ssoParams: {names}")).await;
    let path = encoded(&leave(&client, LEAVE));
    let issued = token(&server, "");
    arrive_at(&format!("?a+t={issued}&r=renew-sso&i=1&p%5B%5D={path}&token=theirs&error=theirs"));
    let done = ok(client.complete_sso(&nothing())).await;
    assert_eq!(read(&done, "session.canRefresh"), true);
    assert_eq!(address(), "?token=theirs&error=theirs");
    leave(&client, LEAVE);
    arrive_at("?problem=x");
    assert_eq!(code(client.complete_sso(&nothing())).await, "sso_error");
}

#[wasm_bindgen_test]
async fn names_that_make_no_sense_are_named() {
    let server = Server::new();
    for names in [
        "7",
        "'token'",
        "[]",
        "{ path: '' }",
        "{ path: 7 }",
        "{ accessToken: {} }",
        "{ error: false }",
        "true",
    ] {
        let error = try_open(&server, &format!("ssoParams: {names}")).await.err();
        let error = error.unwrap_or_else(|| panic!("{names} was taken"));
        assert_eq!(
            (code_of(&error).as_str(), about(&error).as_str()),
            ("config_invalid", "ssoParams"),
            "{names}"
        );
    }
    for names in ["null", "undefined", "{}", "{ path: null }", "{ get path() { throw 1 } }", "{ other: 7 }"] {
        assert!(try_open(&server, &format!("ssoParams: {names}")).await.is_ok(), "{names}");
    }
}

#[wasm_bindgen_test]
async fn tokens_that_are_not_what_they_should_be_are_refused() {
    tidy();
    let server = Server::new();
    let good = token(&server, "");
    let cases = [
        ("opaque", "canary-opaque".to_owned()),
        ("empty", String::new()),
        ("two parts", "canary.e30".into()),
        ("a line break", format!("{good}\r\n")),
        ("a blank", format!("{good} canary")),
        ("another alphabet", format!("{good}\u{e9}")),
        ("over", token(&server, "exp: Date.now() / 1000 - 1")),
        ("of another client", token(&server, "cid: 'another'")),
        ("of no client", token(&server, "cid: undefined")),
        ("of many clients", token(&server, "cid: ['a', 'b']")),
        ("a guest's", token(&server, "orderid: 'order-9'")),
    ];
    let client = signed_in(&server, 600.0).await;
    let was = show(&client.session());
    for (about, token) in cases {
        arrive_at(&back(&token, &leave(&client, LEAVE)));
        let error = refused(client.complete_sso(&nothing())).await;
        assert_eq!(code_of(&error), "bad_token", "{about}");
        assert!(token.is_empty() || !everything(&error).contains(&token), "{about}");
        assert_eq!((address().as_str(), show(&client.session()).as_str()), ("", was.as_str()), "{about}");
        assert_eq!(value("sessionStorage.length"), 0.0, "{about}: spent");
    }
}

#[wasm_bindgen_test]
async fn the_client_id_is_the_same_in_either_case() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let issued = token(&server, &format!("cid: '{}'", server.client_id().to_uppercase()));
    arrive_at(&back(&issued, ""));
    assert_eq!(code(client.complete_sso(&nothing())).await, "sso_state_mismatch", "ours");
    arrive_at(&back(&issued, &leave(&client, LEAVE)));
    assert_eq!(text(&ok(client.complete_sso(&nothing())).await, "session.via"), "sso");
}

#[wasm_bindgen_test]
async fn the_address_may_be_given() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    arrive_at("");
    for make in ["(url) => url", "(url) => new URL(url)"] {
        let url = format!("https://shop.test/return{}", back(&token(&server, ""), &leave(&client, LEAVE)));
        let url = js_sys::Function::from(value(make)).call1(&nothing(), &url.into()).unwrap();
        assert_eq!(text(&ok(client.complete_sso(&url)).await, "session.via"), "sso", "{make}");
        assert_eq!(code(client.complete_sso(&url)).await, "sso_state_mismatch", "{make}");
    }
    for none in ["'not a url'", "''", "7", "{}", "'/?token=a'", "Symbol()"] {
        let error = refused(client.complete_sso(&value(none))).await;
        assert_eq!((code_of(&error).as_str(), about(&error).as_str()), ("config_invalid", "url"), "{none}");
    }
    assert!(ok(client.complete_sso(&JsValue::NULL)).await.is_null());
}

#[wasm_bindgen_test]
async fn a_given_address_does_not_keep_the_page_from_being_cleaned() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    arrive_at(&back(&token(&server, ""), &leave(&client, LEAVE)));
    let url = value("location.href");
    ok(client.complete_sso(&url)).await;
    assert_eq!(address(), "");
}

#[wasm_bindgen_test]
async fn the_guests_cart_comes_along() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = later_events(&client).await;
    ok(client.login_anonymously(&nothing())).await;
    arrive_at(&back(&token(&server, ""), &leave(&client, LEAVE)));
    ok(client.complete_sso(&nothing())).await;
    assert_eq!(heard(&events), "session:anonymous session:sso", "the order is not lost yet");
    server.next_call("new Response(null, { status: 204 })");
    let reloaded = open(&server, "").await;
    assert_eq!(ok(reloaded.transfer_order()).await, true);
    let url = &server.each_call("url")[0];
    assert_eq!(url, &format!("https://api.test/v1/me/orders?anonUserToken={}", server.issued()[0]));
    assert_eq!(ok(reloaded.transfer_order()).await, false);
}

#[wasm_bindgen_test]
async fn who_was_disposed_of_leaves_the_return_to_the_next() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let path = leave(&client, LEAVE);
    client.dispose();
    assert_eq!(code_of(&client.sso_url(&value(LEAVE)).unwrap_err()), "disposed");
    let back = back(&token(&server, ""), &path);
    arrive_at(&back);
    assert_eq!(code(client.complete_sso(&nothing())).await, "disposed");
    assert_eq!(address(), back);
    assert_eq!(text(&ok(open(&server, "").await.complete_sso(&nothing())).await, "session.via"), "sso");
}

#[wasm_bindgen_test]
async fn neither_errors_nor_the_console_show_what_came_back() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let printed = printed();
    for rest in [
        "?token=canary.canary.canary&path=PATH&refresh=canary",
        "?token=canary.canary.canary&path=nothing&refresh=canary",
        "?error=canary%20text&path=PATH&refresh=canary&idpToken=canary",
        "?token=%E0%A4%A&path=PATH&refresh=canary",
    ] {
        arrive_at(&rest.replace("PATH", &encoded(&leave(&client, LEAVE))));
        let error = refused(client.complete_sso(&nothing())).await;
        let shown = [everything(&error), show(&error), format!("{error:?}")].concat();
        assert!(!shown.contains("canary"), "{rest}: {shown}");
    }
    assert!(!show(&printed).contains("canary"));
    let kept = show(&value("({ ...sessionStorage, ...localStorage })"));
    assert!(!kept.contains("canary"), "{kept}");
    tidy();
    arrive_at("");
}
