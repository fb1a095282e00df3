//! Other marketplaces than the documented one.
//! A seed names what it replaces; the rest stays as documented.

use crate::shop::{SHOP, Shop, claims};
use sandbox::Seed;
use serde_json::json;

fn shop(seed: &str) -> Shop {
    let seed = Seed::from_json(seed).unwrap();
    Shop::with(|config| config.seed = seed)
}

#[tokio::test]
async fn a_new_marketplace_has_a_default_client_and_a_seller_with_full_access() {
    let shop = shop(r#"{ "ApiClients": [], "ApiClientAssignments": [], "OpenIdConnects": [], "Users": [] }"#);
    let answer = shop.login("00000000-0000-4000-8000-000000000000", "seller", "Sandbox-Seller-1").await;
    assert_eq!(claims(&answer.access_token())["role"], "FullAccess");
    let clients = shop.get("/v1/apiclients", &answer.access_token()).await.json();
    assert_eq!(clients["Items"][0]["AppName"], "Default API client");
}

#[tokio::test]
async fn a_seed_replaces_the_lists_it_names() {
    let product = json!({
        "ID": "one", "Name": "One", "Description": "The only one.", "Price": 9.5, "CategoryID": "camp", "Stock": 3,
    });
    let shop = shop(&json!({ "Products": [product] }).to_string());
    let guest = shop.guest().await;
    assert_eq!(shop.get("/v1/me/products", &guest).await.json()["Meta"]["TotalCount"], 1);
    assert_eq!(shop.login(SHOP, "ada", "Sandbox-Ada-1").await.status, 200);
}

#[test]
fn what_is_no_marketplace_is_refused_with_its_place() {
    for (seed, word) in
        [("[]", "object"), ("{", "object"), (r#"{"Prodcts":[]}"#, "Prodcts"), (r#"{"Users":[{}]}"#, "ID")]
    {
        let error = format!("{:#}", Seed::from_json(seed).unwrap_err());
        assert!(error.contains(word), "{seed}: {error}");
    }
}
