//! The IDs of the platform's records: how the server makes one up, and which ones it takes from a client.

use super::ApiError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A GUID as 22 characters of base64url. The platform writes the ID of a guest's coming order so.
pub(crate) fn short_guid() -> String {
    URL_SAFE_NO_PAD.encode(uuid::Uuid::new_v4().as_bytes())
}

/// IDs are up to 100 letters, digits, hyphens and underscores.
pub(crate) fn check_id(id: &str) -> Result<(), ApiError> {
    let fits = (1..=100).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if fits {
        Ok(())
    } else {
        Err(ApiError::invalid("ID", "may hold up to 100 letters, digits, hyphens and underscores"))
    }
}
