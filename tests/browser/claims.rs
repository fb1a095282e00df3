//! Claims as JavaScript sees them: every field, Unicode exact, and whatever a claim is called it is only data.

use crate::support::*;
use js_sys::{Object, Reflect};
use storefront_auth::js::decode_claims;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn decoded(payload: &str) -> JsValue {
    let claims = decode_claims(&jwt(payload).into());
    assert!(claims.is_object(), "{payload}: no claims");
    claims
}

#[wasm_bindgen_test]
fn every_field_is_read() {
    let claims = decoded(
        r#"{"usr":"ada","cid":"ABC","usrtype":"buyer","u":"7","role":["Shopper","MeAdmin"],"orderid":"o-1","imp":"9",
            "iss":"https://auth.test","aud":"https://api.test","exp":1527097743,"nbf":1526492943.5,"extra":{"deep":[1]}}"#,
    );
    let raw = read(&claims, "raw");
    assert_eq!(show(&read(&raw, "extra")), "{\"deep\":[1]}");
    assert_eq!(Object::keys(&raw.into()).length(), 12);
    let mut fields: Vec<_> = Object::entries(&claims.into()).iter().map(|entry| show(&entry)).collect();
    fields.retain(|field| !field.starts_with("[\"raw\""));
    fields.sort();
    assert_eq!(
        fields,
        [
            r#"["audience","https://api.test"]"#,
            r#"["clientId","ABC"]"#,
            r#"["expiresAt",1527097743]"#,
            r#"["impersonatorId","9"]"#,
            r#"["issuer","https://auth.test"]"#,
            r#"["notBefore",1526492943.5]"#,
            r#"["orderId","o-1"]"#,
            r#"["roles",["Shopper","MeAdmin"]]"#,
            r#"["userId","7"]"#,
            r#"["userType","buyer"]"#,
            r#"["username","ada"]"#,
        ]
    );
}

#[wasm_bindgen_test]
fn what_is_missing_is_null_and_never_undefined() {
    let claims = decoded("{}");
    for name in [
        "username",
        "clientId",
        "userType",
        "userId",
        "orderId",
        "impersonatorId",
        "issuer",
        "audience",
        "expiresAt",
        "notBefore",
    ] {
        assert!(read(&claims, name).is_null(), "{name}");
    }
    assert_eq!(show(&read(&claims, "roles")), "[]");
}

#[wasm_bindgen_test]
fn one_role_may_be_a_bare_string() {
    assert_eq!(show(&read(&decoded(r#"{"role":"PasswordReset"}"#), "roles")), "[\"PasswordReset\"]");
    assert_eq!(show(&read(&decoded(r#"{"role":7}"#), "roles")), "[]");
}

#[wasm_bindgen_test]
fn unicode_is_exact() {
    for name in ["Zoë", "名前", "👩‍👩‍👧", "é", "e\u{301}", "\u{feff}mark", "\u{2028}", "a\u{0}b"]
    {
        let payload =
            show(&Object::from_entries(&value(&format!("[['usr', {}]]", show(&name.into())))).unwrap());
        assert_eq!(read(&decoded(&payload), "username"), name);
        assert_eq!(read(&decoded(&payload), "raw.usr"), name);
    }
}

#[wasm_bindgen_test]
fn raw_has_no_prototype_and_any_name_is_data() {
    let claims = decoded(
        r#"{"__proto__":{"admin":true},"constructor":"c","toString":"t","hasOwnProperty":1,"usr":"ada"}"#,
    );
    let raw = read(&claims, "raw");
    assert!(is_bare(&raw));
    assert_eq!(show(&read(&raw, "__proto__")), "{\"admin\":true}");
    assert!(read(&raw, "admin").is_undefined() && read(&claims, "admin").is_undefined());
    assert_eq!(read(&raw, "constructor"), "c");
    assert_eq!(read(&raw, "toString"), "t");
    assert!(read(&raw, "valueOf").is_undefined(), "nothing is inherited");
    assert!(value("{}.admin === undefined").is_truthy(), "no other object is touched");
    assert_eq!(read(&claims, "username"), "ada");
}

#[wasm_bindgen_test]
fn claims_are_frozen() {
    let claims = decoded(r#"{"usr":"ada","role":["Shopper"]}"#);
    for part in [&claims, &read(&claims, "roles"), &read(&claims, "raw")] {
        assert!(is_frozen(part));
    }
    assert!(!Reflect::set(&claims, &"username".into(), &"eve".into()).unwrap_or_default());
    assert_eq!(read(&claims, "username"), "ada");
}

#[wasm_bindgen_test]
fn what_is_no_token_is_told_so() {
    for odd in [
        "undefined",
        "null",
        "7",
        "{}",
        "''",
        "'a.b'",
        "'a.b.c'",
        "'a.e30.c.d'",
        "'a.bnVsbA.c'",
        "'a.W10.c'",
        "'a.\\u00e9.c'",
        "'a.\\ud800.c'",
        "'a.77u_e30.c'",
        "'.'.repeat(100000)",
    ] {
        assert!(decode_claims(&value(odd)).is_undefined(), "{odd} was taken");
    }
}

#[wasm_bindgen_test]
async fn the_claims_of_a_session_are_those_of_its_token() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token(r#"issue({ usr: 'Zoë', ['__proto__']: { admin: true }, role: 'Shopper' })"#);
    let session = ok(client.login(&value(ADA))).await;
    let decoded = decode_claims(&server.issued()[0].as_str().into());
    assert_eq!(show(&read(&session, "claims")), show(&decoded));
    assert!(is_bare(&read(&session, "claims.raw")));
    assert_eq!(show(&read(&session, "claims.raw.__proto__")), "{\"admin\":true}");
    assert_eq!(show(&read(&session, "roles")), "[\"Shopper\"]");
}
