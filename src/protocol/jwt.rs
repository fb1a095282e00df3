//! Claims of a JSON Web Token (RFC 7519), decoded and never verified.
//!
//! Only the server can tell whether a token is genuine. What is read here is good for showing and for keeping house
//! (whose cart is this, when does it end), not for deciding what somebody may do.

use crate::value::Value;
use crate::value::plain::{Plain, PlainObject};
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt;

/// The token is not a JWT whose payload is a JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAJwt;

// JWTs are written without padding (RFC 7515 section 2); one that has it is still unambiguous.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The payload of a compact token: its second of three parts, an object in JSON (RFC 7515 section 7.1).
pub fn payload(token: &str) -> Result<Value, NotAJwt> {
    let payload = Value::parse_utf8(&decode_payload(token)?);
    if payload.is_some() { Ok(payload) } else { Err(NotAJwt) }
}

/// The bytes of the payload.
///
/// Quad by quad, each padded to its full length: of the crate's decoder, which is unrolled for speed, only the part for the
/// last quad is then left in the wasm. Of several thousand quads per millisecond no shopper notices anything.
pub fn decode_payload(token: &str) -> Result<Vec<u8>, NotAJwt> {
    // By bytes: a search for a char brings 700 bytes of code.
    let token = token.as_bytes();
    let is_dot = |byte: &u8| *byte == b'.';
    let part = token.split(is_dot).nth(1).filter(|_| token.iter().filter(|byte| is_dot(byte)).count() == 2);
    let part = part.ok_or(NotAJwt)?;
    let mut bytes = vec![0; part.len().div_ceil(4) * 3];
    let mut length = 0;
    for (symbols, three) in part.chunks(4).zip(bytes.chunks_exact_mut(3)) {
        let mut quad = [b'='; 4];
        quad.iter_mut().zip(symbols).for_each(|(to, from)| *to = *from);
        // Every quad but the last is full.
        if length % 3 != 0 {
            return Err(NotAJwt);
        }
        length += BASE64URL.decode_slice(quad, three).map_err(|_| NotAJwt)?;
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Decodes a token's claims. Says nothing about who made the token.
pub fn decode_claims(token: &Value) -> Result<Claims, NotAJwt> {
    payload(&token.read()).map(Claims)
}

/// The claims that are text: the name given to each here, the claim, and the one read where that is absent.
const TEXT_CLAIMS: [(&str, &str, &str); 8] = [
    ("username", "usr", ""),
    ("clientId", "cid", "aud"),
    ("userType", "usrtype", ""),
    ("userId", "u", "sub"),
    ("orderId", "orderid", ""),
    ("impersonatorId", "imp", ""),
    ("issuer", "iss", ""),
    ("audience", "aud", "aud"),
];

/// What OrderCloud (and league's OAuth server, which OroCommerce is built on) puts into its access tokens: the payload, or
/// nothing where the token is opaque.
///
/// Read when somebody asks: what is kept is one value rather than a dozen. A claim of an unexpected type reads as absent; of
/// an `aud` with several values the first counts (RFC 7519 section 4.1.3).
#[derive(Clone, Default, PartialEq)]
pub struct Claims(pub Value);

/// No secret, unlike the token that they were in.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.print())
    }
}

impl Claims {
    /// All of them under their names here, with all that the token says beside them; what is absent is null.
    pub fn view(&self) -> Value {
        let mut view = Value::from(PlainObject(&[
            ("expiresAt", Plain::Number(self.expires_at())),
            ("notBefore", Plain::Number(self.0.number("nbf"))),
        ]));
        for (name, claim, otherwise) in TEXT_CLAIMS {
            view.put(name, &self.text(claim, otherwise));
        }
        view.put("roles", &self.roles());
        view.put("raw", &self.0);
        view
    }

    fn text(&self, claim: &str, otherwise: &str) -> Value {
        self.0.text(claim).or(|| self.0.first_text(otherwise).only_if(!otherwise.is_empty()))
    }

    /// `role` (one string or a list), or else `scopes`.
    pub fn roles(&self) -> Value {
        self.0.texts(if self.0.is_absent("role") { "scopes" } else { "role" })
    }

    /// `exp` in seconds since the epoch (RFC 7519 section 4.1.4); NaN where it is absent.
    pub fn expires_at(&self) -> f64 {
        self.0.number("exp")
    }

    /// `orderid`: the order set aside for a guest. Only guests have it.
    pub fn order_id(&self) -> Value {
        self.0.text("orderid")
    }

    /// Whether it is a guest's: OrderCloud sets an order aside for each, OroCommerce calls them visitors.
    pub fn is_guest(&self) -> bool {
        let [_, _, user_id] = self.identity();
        self.order_id().is_some() || user_id.read().starts_with("visitor:")
    }

    /// Whether it was issued to this API client. Their ids are compared without regard to case.
    pub fn is_for_client(&self, client_id: &Value) -> bool {
        let [_, client, _] = self.identity();
        client.is_some() && client.read().eq_ignore_ascii_case(&client_id.read())
    }

    /// Who the token speaks of: user name, client and user id.
    pub fn identity(&self) -> [Value; 3] {
        [("usr", ""), ("cid", "aud"), ("u", "sub")].map(|(claim, otherwise)| self.text(claim, otherwise))
    }

    /// The lifetime that the server meant, in seconds, independent of this device's clock: `exp` minus `iat` or `nbf`
    /// (RFC 7519 sections 4.1.5 and 4.1.6); infinite where the token does not say.
    pub fn lifetime_seconds(&self) -> f64 {
        let issued_at = self.0.number("iat");
        let start = if issued_at.is_nan() { self.0.number("nbf") } else { issued_at };
        plausible_lifetime(self.expires_at() - start)
    }
}

/// A lifetime in seconds that can be believed: more than nothing, no more than ten years (a value in milliseconds or
/// beyond 2^53 is not one). Infinite where it cannot: then only the server knows.
pub fn plausible_lifetime(seconds: f64) -> f64 {
    const TEN_YEARS: f64 = 315_576_000.0;
    if seconds > 0.0 && seconds <= TEN_YEARS { seconds } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value as Json, json};

    fn token(payload: &Json) -> Value {
        let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
        format!("eyJhbGciOiJub25lIn0.{payload}.sig").as_str().into()
    }

    fn claims(payload: &Json) -> Claims {
        decode_claims(&token(payload)).unwrap()
    }

    #[test]
    fn every_ordercloud_claim_is_read() {
        let claims = claims(&json!({
            "usr": "anon_user", "cid": "80218936", "u": "1920563", "orderid": "IYAJqNYUiEWrO-Kz-SjZjQ",
            "usrtype": "buyer", "role": ["BuyerReader", "Shopper"], "imp": "77",
            "iss": "https://auth.ordercloud.io", "aud": "https://api.ordercloud.io",
            "exp": 1_527_097_743, "nbf": 1_526_492_943
        }));
        let view: Json = serde_json::from_str(&claims.view().print()).unwrap();
        assert_eq!(
            view,
            json!({
                "username": "anon_user", "clientId": "80218936", "userId": "1920563", "userType": "buyer",
                "orderId": "IYAJqNYUiEWrO-Kz-SjZjQ", "impersonatorId": "77",
                "issuer": "https://auth.ordercloud.io", "audience": "https://api.ordercloud.io",
                "roles": ["BuyerReader", "Shopper"], "expiresAt": 1_527_097_743.0, "notBefore": 1_526_492_943.0,
                "raw": serde_json::from_str::<Json>(&claims.0.print()).unwrap(),
            })
        );
        assert_eq!(claims.order_id().read(), "IYAJqNYUiEWrO-Kz-SjZjQ");
        assert_eq!(claims.lifetime_seconds(), 604_800.0);
    }

    #[test]
    fn a_single_role_may_be_a_bare_string() {
        let roles = |payload: Json| claims(&payload).roles().print();
        assert_eq!(roles(json!({"role": "PasswordReset"})), r#"["PasswordReset"]"#);
        assert_eq!(roles(json!({"role": ["A", 1, "B"]})), "[]");
        assert_eq!(roles(json!({})), "[]");
    }

    #[test]
    fn league_claims_fill_the_same_fields() {
        let claims =
            claims(&json!({"aud": ["shop"], "sub": "visitor:1", "scopes": ["all"], "exp": 2.5, "iat": 1.25}));
        assert_eq!(claims.identity()[1].read(), "shop");
        assert_eq!(claims.identity()[2].read(), "visitor:1");
        assert_eq!(claims.roles().print(), r#"["all"]"#);
        assert_eq!(claims.lifetime_seconds(), 1.25);
    }

    #[test]
    fn claims_of_odd_types_read_as_absent() {
        let odd = claims(&json!({"usr": 5, "exp": "soon", "nbf": null, "orderid": {}, "role": 1}));
        let nothing = claims(&json!({}));
        let read = |claims: &Claims| {
            let mut view = claims.view();
            view.put("raw", &Value::nothing());
            view.print()
        };
        assert_eq!(read(&odd), read(&nothing));
        assert!(nothing.identity().iter().all(Value::is_nothing));
        assert_eq!(read(&claims(&json!({"": "no name"}))), read(&nothing));
        assert_eq!(odd.lifetime_seconds(), f64::INFINITY);
    }

    #[test]
    fn impossible_lifetimes_are_not_believed() {
        for (exp, nbf) in
            [(0.0, 10.0), (-5.0, 0.0), (9_007_199_254_740_993.0, 0.0), (1_527_097_743_000.0, 1_526_492_943.0)]
        {
            let claims = claims(&json!({"exp": exp, "nbf": nbf}));
            assert_eq!(claims.lifetime_seconds(), f64::INFINITY, "{exp} - {nbf}");
        }
    }

    #[test]
    fn what_is_no_jwt_is_refused() {
        let long = "a".repeat(1_000_000);
        for bad in
            ["", "a", "a.b", "a.b.c.d.e", "..", "a.!.c", "a.bnVsbA.c", "a.WzFd.c", "a.\0.c", "a./w.c", &long]
        {
            assert_eq!(decode_claims(&bad.into()), Err(NotAJwt), "{:.20}", bad);
        }
    }

    #[test]
    fn padding_is_tolerated() {
        for text in ["{\"u\":\"1\"}", "{\"u\":\"12\"}", "{\"u\":\"123\"}"] {
            let padded = base64::engine::general_purpose::URL_SAFE.encode(text);
            assert_eq!(decode_payload(&format!("h.{padded}.s")).as_deref(), Ok(text.as_bytes()));
        }
    }

    #[test]
    fn a_token_names_its_client_in_either_case() {
        let claims = Claims(json!({"cid": "ABC-1"}).into());
        assert!(claims.is_for_client(&"abc-1".into()));
        assert!(!claims.is_for_client(&"abc-2".into()));
        assert!(!Claims::default().is_for_client(&"abc-1".into()));
        assert!(!Claims::default().is_for_client(&Value::nothing()));
    }
}
