//! Claims of a JSON Web Token (RFC 7519), decoded and never verified.
//!
//! Only the server can tell whether a token is genuine. What is read here is good for showing and for keeping house
//! (whose cart is this, when does it end), not for deciding what somebody may do.

use super::fields::Fields;
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

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
pub fn payload<F: Fields>(token: &str) -> Result<F, NotAJwt> {
    F::parse_utf8(&decode_payload(token)?).ok_or(NotAJwt)
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

/// Decodes a token's claims. Tells nothing about who made the token.
pub fn decode_claims<F: Fields>(token: &str) -> Result<Claims, NotAJwt> {
    payload(token).map(|payload: F| Claims::read(&payload))
}

/// The claims that are text: the name given to each here, the claim, and the one read where that is absent.
///
/// A table: nine fields with a line of code each, to read, to compare and to drop, take more room than a loop.
pub const TEXT_CLAIMS: [(&str, &str, &str); 8] = [
    ("username", "usr", ""),
    ("clientId", "cid", "aud"),
    ("userType", "usrtype", ""),
    ("userId", "u", "sub"),
    ("orderId", "orderid", ""),
    ("impersonatorId", "imp", ""),
    ("issuer", "iss", ""),
    ("audience", "aud", "aud"),
];

/// What OrderCloud (and league's OAuth server, which OroCommerce is built on) puts into its access tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// In the order of [`TEXT_CLAIMS`].
    pub texts: [Option<String>; 8],
    /// `role` (one string or a list), or else `scopes`.
    pub roles: Vec<String>,
    /// `exp` in seconds since the epoch (RFC 7519 section 4.1.4).
    pub expires_at: Option<f64>,
    /// `nbf` in seconds since the epoch (RFC 7519 section 4.1.5).
    pub not_before: Option<f64>,
    /// `iat` in seconds since the epoch (RFC 7519 section 4.1.6).
    pub issued_at: Option<f64>,
}

impl Claims {
    /// Reads the claims of a decoded payload. A claim of an unexpected type reads as absent; of an `aud` with several
    /// values the first counts (RFC 7519 section 4.1.3).
    pub fn read<F: Fields>(payload: &F) -> Self {
        let texts = TEXT_CLAIMS.map(|(_, claim, otherwise)| {
            payload.text(claim).or_else(|| payload.text_or_texts(otherwise).into_iter().next())
        });
        let roles = if payload.is_absent("role") { "scopes" } else { "role" };
        Self {
            texts,
            roles: payload.text_or_texts(roles),
            expires_at: payload.number("exp"),
            not_before: payload.number("nbf"),
            issued_at: payload.number("iat"),
        }
    }

    /// `orderid`: the order set aside for a guest. Only guests have it.
    pub fn order_id(&self) -> Option<&String> {
        self.texts.get(4)?.as_ref()
    }

    /// Whether it is a guest's: OrderCloud sets an order aside for each, OroCommerce calls them visitors.
    pub fn is_guest(&self) -> bool {
        let [_, _, user_id] = self.identity();
        self.order_id().is_some() || user_id.as_ref().is_some_and(|id| id.starts_with("visitor:"))
    }

    /// Who the token speaks of: user name, client and user id.
    pub fn identity(&self) -> [&Option<String>; 3] {
        let [username, client_id, _, user_id, ..] = &self.texts;
        [username, client_id, user_id]
    }

    /// The lifetime that the server meant, in seconds, independent of this device's clock: `exp` minus `iat` or `nbf`.
    pub fn lifetime_seconds(&self) -> Option<f64> {
        let start = self.issued_at.or(self.not_before)?;
        plausible_lifetime(self.expires_at? - start)
    }
}

/// A lifetime in seconds that can be believed: more than nothing, no more than ten years (a value in milliseconds or
/// beyond 2^53 is none).
pub fn plausible_lifetime(seconds: f64) -> Option<f64> {
    const TEN_YEARS: f64 = 315_576_000.0;
    (seconds > 0.0 && seconds <= TEN_YEARS).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    fn token(payload: &Value) -> String {
        format!("eyJhbGciOiJub25lIn0.{}.sig", URL_SAFE_NO_PAD.encode(payload.to_string()))
    }

    fn claims(payload: &Value) -> Claims {
        decode_claims::<Value>(&token(payload)).unwrap()
    }

    #[test]
    fn every_ordercloud_claim_is_read() {
        let claims = claims(&json!({
            "usr": "anon_user", "cid": "80218936", "u": "1920563", "orderid": "IYAJqNYUiEWrO-Kz-SjZjQ",
            "usrtype": "buyer", "role": ["BuyerReader", "Shopper"], "imp": "77",
            "iss": "https://auth.ordercloud.io", "aud": "https://api.ordercloud.io",
            "exp": 1_527_097_743, "nbf": 1_526_492_943
        }));
        assert_eq!(
            claims.texts.each_ref().map(|text| text.as_deref().unwrap()),
            [
                "anon_user",
                "80218936",
                "buyer",
                "1920563",
                "IYAJqNYUiEWrO-Kz-SjZjQ",
                "77",
                "https://auth.ordercloud.io",
                "https://api.ordercloud.io"
            ]
        );
        assert_eq!(claims.order_id().unwrap(), "IYAJqNYUiEWrO-Kz-SjZjQ");
        assert_eq!(claims.roles, ["BuyerReader", "Shopper"]);
        assert_eq!(claims.expires_at, Some(1_527_097_743.0));
        assert_eq!(claims.lifetime_seconds(), Some(604_800.0));
    }

    #[test]
    fn a_single_role_may_be_a_bare_string() {
        assert_eq!(claims(&json!({"role": "PasswordReset"})).roles, ["PasswordReset"]);
        assert!(claims(&json!({"role": ["A", 1, "B"]})).roles.is_empty());
        assert!(claims(&json!({})).roles.is_empty());
    }

    #[test]
    fn league_claims_fill_the_same_fields() {
        let claims =
            claims(&json!({"aud": ["shop"], "sub": "visitor:1", "scopes": ["all"], "exp": 2.5, "iat": 1.25}));
        assert_eq!(claims.identity()[1].as_deref(), Some("shop"));
        assert_eq!(claims.identity()[2].as_deref(), Some("visitor:1"));
        assert_eq!(claims.roles, ["all"]);
        assert_eq!(claims.lifetime_seconds(), Some(1.25));
    }

    #[test]
    fn claims_of_odd_types_read_as_absent() {
        let claims = claims(&json!({"usr": 5, "exp": "soon", "nbf": null, "orderid": {}, "role": 1}));
        assert_eq!(claims, Claims::default());
    }

    #[test]
    fn impossible_lifetimes_are_not_believed() {
        for (exp, nbf) in
            [(0.0, 10.0), (-5.0, 0.0), (9_007_199_254_740_993.0, 0.0), (1_527_097_743_000.0, 1_526_492_943.0)]
        {
            let claims = Claims { expires_at: Some(exp), not_before: Some(nbf), ..Claims::default() };
            assert_eq!(claims.lifetime_seconds(), None, "{exp} - {nbf}");
        }
    }

    #[test]
    fn what_is_no_jwt_is_refused() {
        let long = "a".repeat(1_000_000);
        for bad in
            ["", "a", "a.b", "a.b.c.d.e", "..", "a.!.c", "a.bnVsbA.c", "a.WzFd.c", "a.\0.c", "a./w.c", &long]
        {
            assert_eq!(decode_claims::<Value>(bad), Err(NotAJwt), "{:.20}", bad);
        }
    }

    #[test]
    fn padding_is_tolerated() {
        for text in ["{\"u\":\"1\"}", "{\"u\":\"12\"}", "{\"u\":\"123\"}"] {
            let padded = base64::engine::general_purpose::URL_SAFE.encode(text);
            assert_eq!(decode_payload(&format!("h.{padded}.s")).as_deref(), Ok(text.as_bytes()));
        }
    }
}
