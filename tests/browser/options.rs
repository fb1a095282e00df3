//! Options that make no sense are named, before anything happens.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_option_that_makes_no_sense_is_named() {
    let server = Server::new();
    for (option, values) in [
        ("clientId", &["''", "7", "null", "undefined", "'two words'", "'line\\n'", "{}"][..]),
        (
            "baseUrl",
            &[
                "''",
                "7",
                "null",
                "undefined",
                "'api.test'",
                "'/v1'",
                "'ftp://api.test'",
                "'blob:https://api.test/x'",
                "'https://'",
                "'https://user:pass@api.test'",
                "'https://user@api.test'",
                "'https://api.test/?a=1'",
                "'https://api.test/#a'",
                "{ get href() { throw 1 } }",
                "Symbol()",
            ],
        ),
        ("platform", &["'magento'", "7", "''", "{}"]),
        ("scope", &["'Shopper'", "['a b']", "[1]", "['']", "{}", "7"]),
        ("anonymous", &["'yes'", "true", "''"]),
        (
            "storage",
            &[
                "'cookie'",
                "''",
                "7",
                "true",
                "[]",
                "{}",
                "{ get() {}, set() {} }",
                "{ get() {}, set() {}, remove: 1 }",
                "{ get get() { throw 1 }, set() {}, remove() {} }",
            ],
        ),
        ("name", &["7", "{}", "true"]),
        (
            "allowedOrigins",
            &[
                "'https://files.test'",
                "['https://files.test/path']",
                "['*']",
                "['null']",
                "['files.test']",
                "['https://user@files.test']",
                "['blob:https://files.test']",
                "[7]",
                "[null]",
                "{}",
            ],
        ),
        ("rotation", &["'always'", "false", "7"]),
        ("timeoutMs", &["0", "-1", "'8000'", "NaN", "Infinity", "1e12", "true", "{}", "8000n"]),
        ("fetch", &["'fetch'", "7", "{}", "true"]),
        ("lock", &["'web-locks'", "7", "{}", "{ run: 1 }", "() => {}"]),
    ] {
        for value in values {
            let error = try_open(&server, &format!("{option}: {value}")).await.err();
            let error = error.unwrap_or_else(|| panic!("{option}: {value} was taken"));
            assert_eq!(code_of(&error), "config_invalid", "{option}: {value}");
            assert_eq!(about(&error), option, "{option}: {value}");
        }
    }
}

#[wasm_bindgen_test]
async fn an_option_that_makes_sense_is_taken() {
    let server = Server::new();
    for options in [
        "",
        "clientId: '0e1a5e4c-57ff-4a0e-8d2e-4a6a7c5a0e5d'",
        "baseUrl: new URL('https://api.test/prefix')",
        "baseUrl: 'http://127.0.0.1:8080'",
        "baseUrl: 'http://[::1]:8080/a/b///'",
        "platform: 'ordercloud', rotation: 'strict', anonymous: 'manual'",
        "rotation: 'none'",
        "scope: []",
        "scope: ['Shopper', 'MeAdmin']",
        "storage: { get() {}, set() {}, remove() {} }",
        "storage: new (class { get() {} set() {} remove() {} })()",
        "name: '', timeoutMs: 1",
        "timeoutMs: 2147483647",
        "allowedOrigins: [], lock: { run() {} }",
        "platform: undefined, scope: null, storage: null, name: null, timeoutMs: undefined, lock: null",
        "allowedOrigins: Object.freeze(['https://files.test'])",
        "something: 'unknown'",
        "fetch: undefined",
    ] {
        let made = try_open(&server, options).await;
        assert!(made.is_ok(), "{options}: {}", made.err().map(|error| show(&error)).unwrap_or_default());
    }
}

#[wasm_bindgen_test]
async fn options_that_are_no_object_are_named_as_such() {
    for odd in ["undefined", "null", "'text'", "7", "[]", "() => {}"] {
        let error = Client::open(value(odd)).await.err().unwrap();
        assert_eq!(code_of(&error), "config_invalid", "{odd}");
        assert_eq!(about(&error), "options", "{odd}");
    }
}

#[wasm_bindgen_test]
async fn options_may_be_any_kind_of_object() {
    for object in [
        "Object.assign(Object.create(null), { clientId: 'c', baseUrl: 'https://api.test' })",
        "Object.freeze({ clientId: 'c', baseUrl: 'https://api.test' })",
        "new (class { get clientId() { return 'c' } get baseUrl() { return 'https://api.test' } })()",
        "new Proxy({ clientId: 'c', baseUrl: 'https://api.test' }, {})",
    ] {
        assert!(Client::open(value(object)).await.is_ok(), "{object}");
    }
    for hostile in ["{ get clientId() { throw 'no' } }", "new Proxy({}, { get() { throw 'no' } })"] {
        let error = Client::open(value(hostile)).await.err().unwrap();
        assert_eq!(code_of(&error), "config_invalid", "{hostile}");
    }
}

#[wasm_bindgen_test]
async fn a_secret_is_refused_in_a_page() {
    for platform in ["ordercloud", "orocommerce"] {
        let options = format!("clientSecret: 'canary-secret', platform: '{platform}'");
        let error = try_open(&Server::new(), &options).await.err().unwrap();
        assert_eq!(code_of(&error), "secret_in_browser", "{platform}");
        assert!(!everything(&error).contains("canary-secret"));
    }
}

#[wasm_bindgen_test]
async fn a_page_without_fetch_is_told() {
    tidy();
    withhold("fetch");
    let error = try_open(&Server::new(), "fetch: undefined").await.err().unwrap();
    assert_eq!(code_of(&error), "unsupported_environment");
    assert_eq!(about(&error), "fetch");
    tidy();
}

#[wasm_bindgen_test]
async fn in_a_page_the_session_is_kept_in_local_storage_unless_told_otherwise() {
    tidy();
    let server = Server::new();
    for (options, expected) in [
        ("", "local"),
        ("storage: 'local'", "local"),
        ("storage: 'session'", "session"),
        ("storage: 'memory'", "memory"),
        ("storage: { get() {}, set() {}, remove() {} }", "custom"),
    ] {
        let client = open(&server, options).await;
        assert_eq!(place(&client), expected, "{options}");
    }
}
