//! Single sign-on through OrderCloud: whose token it is that comes back.

use super::jwt::Claims;

/// Whether a token was issued to this API client.
pub fn is_for_client(claims: &Claims, client_id: &str) -> bool {
    let [_, client, _] = claims.identity();
    client.as_ref().is_some_and(|client| client.eq_ignore_ascii_case(client_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_token_names_its_client_in_either_case() {
        let claims = Claims::read(&json!({"cid": "ABC-1"}));
        assert!(is_for_client(&claims, "abc-1"));
        assert!(!is_for_client(&claims, "abc-2"));
        assert!(!is_for_client(&Claims::default(), "abc-1"));
    }
}
