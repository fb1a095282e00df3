//! What the sandbox's token endpoints are sent.

use std::collections::BTreeMap;

/// A first line for the content type, then the body.
fn request(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    bytes.split_at_checked(end).map(|(kind, body)| (kind, body.get(1..).unwrap_or_default()))
}

/// Any body as a form for `/oauth/token`: refused, or its fields, each once and none of them empty; written as a form again
/// they are the same.
pub fn form(bytes: &[u8]) {
    let Some((kind, body)) = request(bytes) else { return };
    let Some(fields) = sandbox::ordercloud_fields(kind, body) else { return };
    assert!(fields.values().all(|value| !value.is_empty()));
    let again = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    assert_eq!(sandbox::ordercloud_fields(kind, again.as_bytes()), Some(fields));
}

/// Any body, JSON or form, for `/oauth2-token`; as JSON the texts of an object are its fields, and nothing else is.
pub fn oro_request(bytes: &[u8]) {
    let Some((kind, body)) = request(bytes) else { return };
    let fields = sandbox::orocommerce_fields(kind, body);
    if kind == b"application/json" {
        let json: Option<BTreeMap<String, serde_json::Value>> = serde_json::from_slice(body).ok();
        let texts = json.map(|json| {
            let text = |(name, value): (String, serde_json::Value)| Some((name, value.as_str()?.to_owned()));
            json.into_iter().filter_map(text).collect()
        });
        assert_eq!(fields, texts);
    }
}
