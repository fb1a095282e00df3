//! The demo shop's own server: static files, the built package, and the headers that a careful shop sends.
//! It knows nothing of tokens: whatever the page learns about the sandbox is in `/config.json`.

use anyhow::Context;
use axum::{
    Json, Router,
    http::{HeaderName, HeaderValue, header},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// Where the shop's files are and whom it talks to.
#[derive(Clone, Debug)]
pub struct Storefront {
    /// The folder with `index.html`.
    pub www: PathBuf,
    /// The built package, served under `/pkg`.
    pub pkg: PathBuf,
    /// The sandbox's address, the only other origin that the page may reach.
    pub sandbox: String,
    /// The platform that the shop is opened on, by the name that the package gives it.
    pub platform: String,
    /// The API client, or OAuth application, that the shop signs in through.
    pub client_id: String,
}

/// The storefront as a router.
///
/// # Errors
/// If there is no `index.html`.
pub fn storefront(shop: &Storefront) -> anyhow::Result<Router> {
    let index = shop.www.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let policy = HeaderValue::from_str(&content_security_policy(&html, &shop.sandbox))
        .context("the sandbox's address does not fit into a header")?;
    let config = json!({ "sandbox": shop.sandbox, "platform": shop.platform, "clientId": shop.client_id });
    let files = ServeDir::new(&shop.www);
    Ok(Router::new()
        .route("/config.json", get(move || async move { Json(config) }))
        .nest_service("/pkg", ServeDir::new(&shop.pkg))
        .fallback_service(files)
        .layer(fixed(header::CONTENT_SECURITY_POLICY, policy))
        .layer(fixed(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        // Files change under a developer's hands: the browser keeps them but asks each time whether they are current.
        .layer(fixed(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))))
}

fn fixed(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, value)
}

fn content_security_policy(html: &str, sandbox: &str) -> String {
    let import_map =
        import_map(html).map(|text| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text))));
    let scripts = import_map.unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self' {sandbox}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    )
}

/// The text of the inline import map, exactly as the browser hashes it.
fn import_map(html: &str) -> Option<&str> {
    let (_, after_type) = html.split_once("type=\"importmap\"")?;
    let (_, text) = after_type.split_once('>')?;
    let (text, _) = text.split_once("</script>")?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::content_security_policy;

    #[test]
    fn an_inline_import_map_is_allowed_by_its_hash_and_nothing_else_is() {
        let policy = content_security_policy("<script type=\"importmap\">{}</script>", "http://127.0.0.1:1");
        let hash = "'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='";
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' {hash};")), "{policy}");
        assert!(!content_security_policy("<p>", "http://127.0.0.1:1").contains("sha256"));
    }
}
