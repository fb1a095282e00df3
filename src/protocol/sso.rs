//! Single sign-on through OrderCloud: whose token it is that comes back.

use super::jwt::Claims;
use crate::value::Value;

/// Whether a token was issued to this API client.
pub fn is_for_client(claims: &Claims, client_id: &Value) -> bool {
    let [_, client, _] = claims.identity();
    client.is_some() && client.read().eq_ignore_ascii_case(&client_id.read())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_token_names_its_client_in_either_case() {
        let claims = Claims(json!({"cid": "ABC-1"}).into());
        assert!(is_for_client(&claims, &"abc-1".into()));
        assert!(!is_for_client(&claims, &"abc-2".into()));
        assert!(!is_for_client(&Claims::default(), &"abc-1".into()));
        assert!(!is_for_client(&Claims::default(), &Value::nothing()));
    }
}
