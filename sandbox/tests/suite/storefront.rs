//! The demo shop's server: types, headers, and the little it tells the page.
//! The shop here is four files in a temporary folder.

use crate::shop::{Answer, SHOP, read};
use axum::{Router, body::Body, http::Request};
use sandbox::{Storefront, storefront};
use std::fs;
use tower::ServiceExt;

fn shop(name: &str) -> Router {
    let home = std::env::temp_dir().join(format!("sandbox-storefront-{name}-{}", std::process::id()));
    let (www, pkg) = (home.join("www"), home.join("pkg"));
    fs::create_dir_all(www.join("pictures")).unwrap();
    fs::create_dir_all(&pkg).unwrap();
    fs::write(www.join("index.html"), "<script type=\"importmap\">{}</script>").unwrap();
    fs::write(www.join("main.js"), "export {}").unwrap();
    fs::write(www.join("pictures/a.svg"), "<svg/>").unwrap();
    fs::write(pkg.join("auth.wasm"), "\0asm").unwrap();
    let sandbox = "http://127.0.0.1:7401".to_owned();
    let (platform, client_id) = ("ordercloud".to_owned(), SHOP.to_owned());
    storefront(&Storefront { www, pkg, sandbox, platform, client_id }).unwrap()
}

async fn get(router: &Router, path: &str) -> Answer {
    read(router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()).await
}

#[tokio::test]
async fn files_have_the_types_that_browsers_insist_on() {
    let shop = shop("types");
    for (path, content_type) in [
        ("/", "text/html"),
        ("/main.js", "text/javascript"),
        ("/pictures/a.svg", "image/svg+xml"),
        ("/pkg/auth.wasm", "application/wasm"),
        ("/config.json", "application/json"),
    ] {
        let answer = get(&shop, path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
    }
    assert_eq!(get(&shop, "/pkg/nothing.js").await.status, 404);
    assert_eq!(get(&shop, "/nothing.js").await.status, 404);
    assert_eq!(get(&shop, "/../shop.rs").await.status, 404);
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let shop = shop("policy");
    for path in ["/", "/main.js", "/pkg/auth.wasm", "/nothing.js", "/config.json"] {
        let answer = get(&shop, path).await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:7401;"), "{policy}");
        assert!(policy.contains("'sha256-"), "{policy}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn the_page_learns_where_the_sandbox_is_and_what() {
    let config = get(&shop("config"), "/config.json").await.json();
    let sandbox = "http://127.0.0.1:7401";
    assert_eq!(config, serde_json::json!({ "sandbox": sandbox, "platform": "ordercloud", "clientId": SHOP }));
}
