//! Where the access token may go: to the allowed origins, however an address is written, and nowhere else.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Addresses that are not on `https://api.test`, whatever they look like.
const HOSTILE: &[&str] = &[
    "'https://evil.test/'",
    "'//evil.test/'",
    "'///evil.test/'",
    "'/\\\\evil.test/'",
    "'\\\\\\\\evil.test/'",
    "'\\\\/evil.test/'",
    "'  //evil.test/'",
    "'\\t//evil.test/'",
    "'ht\\ntps://evil.test/'",
    "'https:\\t//evil.test/'",
    "'https:\\\\\\\\evil.test'",
    "'HTTPS://EVIL.TEST/'",
    "'https://api.test@evil.test/'",
    "'https://api.test:443@evil.test/'",
    "'https://api.test%2f@evil.test/'",
    "'https://evil.test\\\\@api.test/'",
    "'https://evil.test#@api.test/'",
    "'https://evil.test?@api.test/'",
    "'https://api.test.evil.test/'",
    "'https://evil.test/https://api.test/'",
    "'https://api.test./'",
    "'https://www.api.test/'",
    "'https://test/'",
    "'https://api.test:8443/'",
    "'https://api.test:80/'",
    "'http://api.test/'",
    "'http://api.test:443/'",
    "'http:evil.test'",
    "'http:/api.test'",
    "'ws://api.test/'",
    "'ftp://api.test/'",
    "'file://api.test/'",
    "'blob:https://api.test/5d6b1a2c-0000-4000-8000-000000000000'",
    "'filesystem:https://api.test/temporary/x'",
    "'view-source:https://api.test/'",
    "'javascript:https://api.test/'",
    "'data:,https://api.test/'",
    "'about:blank'",
    "'https://\\u0430pi.test/'",
    "'https://[::1]/'",
    "'https://0/'",
    "new URL('https://evil.test/')",
    "new Request('https://evil.test/')",
    "new Request('//evil.test/')",
    "{ toString: () => '//evil.test/' }",
    "{ n: 0, toString() { return this.n++ ? 'https://api.test/' : '//evil.test/' } }",
    "location.href",
];

#[wasm_bindgen_test]
async fn an_address_elsewhere_is_refused_and_nothing_is_sent() {
    for base in ["https://api.test", "https://api.test/shop"] {
        tidy();
        let server = Server::new();
        let client = open(&server, &format!("baseUrl: '{base}'")).await;
        ok(client.login(&value(ADA))).await;
        for address in HOSTILE {
            assert_eq!(
                code(send(&client, address, "{}")).await,
                "origin_not_allowed",
                "{address} from {base}"
            );
        }
        assert_eq!(server.called().length(), 0);
    }
}

/// Tabs and line breaks count for nothing in an address: these are `//evil.test/` to the platform.
#[wasm_bindgen_test]
async fn a_tab_or_a_line_break_hides_no_address() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for address in ["'/\\t/evil.test/'", "'/\\n\\\\evil.test/'", "'\\r\\n/\\t\\\\evil.test/'"] {
        assert_eq!(code(send(&client, address, "{}")).await, "origin_not_allowed", "{address}");
    }
    assert_eq!(server.called().length(), 0);
}

#[wasm_bindgen_test]
async fn it_is_refused_whoever_is_signed_in() {
    tidy();
    let server = Server::new();
    let nobody = open(&server, "").await;
    assert_eq!(code(send(&nobody, "'//evil.test/'", "{}")).await, "origin_not_allowed");
    let guest = open(&server, "anonymous: 'automatic'").await;
    assert_eq!(code(send(&guest, "'//evil.test/'", "{}")).await, "origin_not_allowed");
    assert_eq!((server.asked().len(), server.called().length()), (0, 0));
}

#[wasm_bindgen_test]
async fn the_own_origin_is_known_in_every_spelling() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for (address, sent) in [
        ("'HTTPS://API.TEST/v1'", "https://api.test/v1"),
        ("'https://api.test:443/v1'", "https://api.test/v1"),
        ("'https:\\\\\\\\api.test\\\\v1'", "https://api.test/v1"),
        ("' https://api.test/v1 '", "https://api.test/v1"),
        ("'https://api.test\\\\@evil.test/'", "https://api.test/@evil.test/"),
        ("'https://\\uff41pi\\u3002test/v1'", "https://api.test/v1"),
        ("new URL('https://api.test/v1')", "https://api.test/v1"),
        ("new Request('https://api.test/v1')", "https://api.test/v1"),
        ("{ toString: () => 'https://api.test/v1' }", "https://api.test/v1"),
        ("{ n: 0, toString() { return this.n++ ? '//evil.test/' : '/v1' } }", "https://api.test/v1"),
    ] {
        assert_eq!(status(send(&client, address, "{}")).await, 200.0, "{address}");
        assert_eq!(text(&server.called().pop(), "url"), sent, "{address}");
    }
}

#[wasm_bindgen_test]
async fn relative_addresses_start_from_the_base_url() {
    for (base, address, sent) in [
        ("https://api.test", "'/v1/me'", "https://api.test/v1/me"),
        ("https://api.test", "'v1/me?a=1#b'", "https://api.test/v1/me?a=1#b"),
        ("https://api.test", "''", "https://api.test/"),
        ("https://api.test/", "'/v1/me'", "https://api.test/v1/me"),
        ("https://api.test/shop", "'/v1/me'", "https://api.test/shop/v1/me"),
        ("https://api.test/shop", "'v1/me'", "https://api.test/shop/v1/me"),
        ("https://api.test/shop/", "'/v1/me'", "https://api.test/shop/v1/me"),
        ("https://api.test/shop", "'?page=2'", "https://api.test/shop/?page=2"),
        ("https://api.test/shop", "'https://api.test/v1/me'", "https://api.test/v1/me"),
    ] {
        tidy();
        let server = Server::new();
        let client = open(&server, &format!("baseUrl: '{base}'")).await;
        ok(client.login(&value(ADA))).await;
        assert_eq!(status(send(&client, address, "undefined")).await, 200.0);
        let url = text(&server.called().get(0), "url");
        assert_eq!(url, sent, "{address} from {base}");
    }
}

#[wasm_bindgen_test]
async fn further_origins_are_allowed_by_name() {
    tidy();
    let server = Server::new();
    let options = "allowedOrigins: ['https://Files.test:443', 'http://localhost:8080/']";
    let client = open(&server, options).await;
    ok(client.login(&value(ADA))).await;
    for allowed in ["'https://files.test/a'", "'http://localhost:8080/b'", "'https://api.test/c'"] {
        assert_eq!(status(send(&client, allowed, "{}")).await, 200.0, "{allowed}");
    }
    for other in [
        "'http://files.test/'",
        "'http://localhost/'",
        "'https://localhost:8080/'",
        "'https://x.files.test/'",
    ] {
        assert_eq!(code(send(&client, other, "{}")).await, "origin_not_allowed", "{other}");
    }
}
