//! What a shop reads and changes at OroCommerce's storefront API: the shelves, the search, and the shopping list.
//! Who may do so is in `oro`.

use crate::shop::{Answer, Shop};
use axum::{body::Body, http::Request};
use serde_json::{Value, json};

async fn visitor(shop: &Shop) -> String {
    let form = "grant_type=password&client_id=oro-storefront&username=guest&password=guest";
    shop.post_form("/oauth2-token", form.to_owned()).await.access_token()
}

async fn sign_in(shop: &Shop, username: &str, password: &str, visitor: &str) -> String {
    let form = format!(
        "grant_type=password&client_id=oro-storefront&username={username}&password={password}&visitor_access_token={visitor}"
    );
    shop.post_form("/oauth2-token", form).await.access_token()
}

fn item(product: &str, quantity: i64) -> Value {
    json!({
        "type": "shoppinglistitems", "attributes": { "quantity": quantity },
        "relationships": {
            "product": { "data": { "type": "products", "id": product } },
            "unit": { "data": { "type": "productunits", "id": "item" } },
        },
    })
}

async fn put(shop: &Shop, token: &str, product: &str, quantity: i64) -> Answer {
    let body = json!({ "data": [item(product, quantity)] });
    shop.call("POST", "/api/shoppinglists/default/items", token, Some(body)).await
}

/// Products and numbers on the list, in order.
async fn list(shop: &Shop, token: &str) -> Vec<(String, i64)> {
    let body = shop.get("/api/shoppinglists", token).await.json();
    let items = body["included"].as_array().cloned().unwrap_or_default();
    let product = |item: &Value| item["relationships"]["product"]["data"]["id"].as_str().unwrap().to_owned();
    items.iter().map(|item| (product(item), item["attributes"]["quantity"].as_i64().unwrap())).collect()
}

#[tokio::test]
async fn products_come_ten_at_a_time_and_the_length_in_a_header_for_those_who_ask() {
    let shop = Shop::open();
    let token = visitor(&shop).await;
    let plain = shop.get("/api/products", &token).await;
    assert_eq!(plain.header("content-type"), Some("application/vnd.api+json"));
    assert_eq!(
        (plain.json()["data"].as_array().unwrap().len(), plain.header("x-include-total-count")),
        (10, None)
    );
    let request = Request::get("/api/products?page[size]=12&page[number]=3")
        .header("authorization", format!("Bearer {token}"))
        .header("x-include", "totalCount");
    let third = shop.send(request.body(Body::empty()).unwrap()).await;
    let total: usize = third.header("x-include-total-count").unwrap().parse().unwrap();
    assert_eq!(third.json()["data"].as_array().unwrap().len(), total - 24);
    let all = shop.get("/api/products?page[size]=-1", &token).await.json();
    assert_eq!(all["data"].as_array().unwrap().len(), total);
    for wrong in ["page[size]=0", "page[size]=x", "page[number]=0"] {
        assert_eq!(shop.get(&format!("/api/products?{wrong}"), &token).await.status, 400, "{wrong}");
    }
    assert_eq!(shop.get("/api/products?page[number]=99", &token).await.json()["data"], json!([]));
}

#[tokio::test]
async fn a_product_has_its_prices_as_texts_and_its_category_as_a_reference() {
    let shop = Shop::open();
    let token = visitor(&shop).await;
    let product = shop.get("/api/products/tarn-mug", &token).await.json()["data"].clone();
    assert_eq!(
        product["attributes"]["prices"],
        json!([{ "price": "24.0000", "currencyId": "EUR", "quantity": "1", "unit": "item" }])
    );
    let category = product["relationships"]["category"]["data"]["id"].as_str().unwrap().to_owned();
    let shelf = shop.get(&format!("/api/products?filter[category]={category}"), &token).await.json();
    let shelf = shelf["data"].as_array().unwrap();
    assert!(shelf.iter().any(|each| each["id"] == "tarn-mug") && shelf.len() < 10);
    assert!(shelf.iter().all(|each| each["relationships"]["category"]["data"]["id"] == category.as_str()));
    let categories = shop.get("/api/mastercatalogcategories", &token).await.json();
    assert!(categories["data"].as_array().unwrap().iter().any(|each| each["id"] == category.as_str()));
    let none = shop.get("/api/products/nothing", &token).await;
    assert_eq!((none.status.as_u16(), &none.json()["errors"][0]["status"]), (404, &json!("404")));
}

#[tokio::test]
async fn the_search_reads_all_text_and_refuses_what_it_cannot_read() {
    let shop = Shop::open();
    let token = visitor(&shop).await;
    let search = async |query: &str| {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        shop.get(&format!("/api/productsearch?include=product&filter[searchQuery]={query}"), &token).await
    };
    let found = search("allText ~ \"TARN mug\"").await.json();
    assert_eq!(found["data"][0]["relationships"]["product"]["data"]["id"], "tarn-mug");
    assert_eq!(
        (&found["included"][0]["type"], &found["included"][0]["id"]),
        (&json!("products"), &json!("tarn-mug"))
    );
    assert_eq!(search("allText ~ \"submarine\"").await.json()["data"], json!([]));
    assert_eq!(search("minimalPrice < 10").await.status, 400);
}

#[tokio::test]
async fn what_is_on_the_list_already_becomes_more_and_can_be_changed_and_removed() {
    let shop = Shop::open();
    let token = visitor(&shop).await;
    assert_eq!(
        shop.get("/api/shoppinglists", &token).await.json()["data"],
        json!([]),
        "no list before the first item"
    );
    assert_eq!(put(&shop, &token, "tarn-mug", 1).await.status, 201);
    put(&shop, &token, "fell-kettle", 1).await;
    let id = put(&shop, &token, "tarn-mug", 2).await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list(&shop, &token).await, [("tarn-mug".to_owned(), 3), ("fell-kettle".to_owned(), 1)]);

    let path = format!("/api/shoppinglistitems/{id}");
    let change = |quantity: i64| json!({ "data": { "id": id, "attributes": { "quantity": quantity } } });
    assert_eq!(shop.call("PATCH", &path, &token, Some(change(5))).await.status, 200);
    assert_eq!(shop.call("PATCH", &path, &token, Some(change(0))).await.status, 400);
    let stranger = visitor(&shop).await;
    assert_eq!(shop.call("PATCH", &path, &stranger, Some(change(9))).await.status, 404);
    assert_eq!(shop.call("DELETE", &path, &stranger, None).await.status, 404);
    assert_eq!(list(&shop, &token).await[0], ("tarn-mug".to_owned(), 5));
    assert_eq!(shop.call("DELETE", &path, &token, None).await.status, 204);
    assert_eq!(list(&shop, &token).await, [("fell-kettle".to_owned(), 1)]);
}

#[tokio::test]
async fn an_item_that_makes_no_sense_is_refused_and_leaves_the_list_as_it_is() {
    let shop = Shop::open();
    let token = visitor(&shop).await;
    let good = item("tarn-mug", 1);
    for bad in [item("nothing", 1), item("tarn-mug", 0), item("tarn-mug", -1), json!({}), json!("x")] {
        let body = json!({ "data": [good, bad] });
        let path = "/api/shoppinglists/default/items";
        assert_eq!(shop.call("POST", path, &token, Some(body)).await.status, 400, "{bad}");
    }
    assert_eq!(list(&shop, &token).await, []);
    let body = json!({ "data": [good] });
    let elsewhere = shop.call("POST", "/api/shoppinglists/2/items", &token, Some(body)).await;
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test]
async fn products_come_along_with_the_list_where_they_are_asked_for() {
    let shop = Shop::open();
    let token = visitor(&shop).await;
    put(&shop, &token, "tarn-mug", 2).await;
    let body = shop.get("/api/shoppinglists?include=items,items.product", &token).await.json();
    let types: Vec<&Value> = body["included"].as_array().unwrap().iter().map(|each| &each["type"]).collect();
    assert_eq!(types, ["shoppinglistitems", "products"]);
    assert_eq!(body["included"][1]["attributes"]["name"], "Tarn Mug");
    assert_eq!(body["included"][0]["attributes"]["value"], "24.0000");
    assert_eq!(body["data"][0]["attributes"]["subTotal"], "48.0000");
}

#[tokio::test]
async fn a_visitors_things_are_added_to_what_the_user_has() {
    let shop = Shop::open();
    let user = sign_in(&shop, "ada", "Sandbox-Ada-1", "").await;
    put(&shop, &user, "tarn-mug", 1).await;
    let visitor = visitor(&shop).await;
    put(&shop, &visitor, "tarn-mug", 2).await;
    put(&shop, &visitor, "fell-kettle", 1).await;
    let user = sign_in(&shop, "ada", "Sandbox-Ada-1", &visitor).await;
    assert_eq!(list(&shop, &user).await, [("tarn-mug".to_owned(), 3), ("fell-kettle".to_owned(), 1)]);
    assert_eq!(list(&shop, &visitor).await, []);
    let grace = sign_in(&shop, "grace", "Sandbox-Grace-1", "").await;
    assert_eq!(list(&shop, &grace).await, [], "another user has none of it");
}

#[tokio::test]
async fn a_page_may_ask_for_the_length_of_a_list_and_read_it() {
    let shop = Shop::with(|config| config.settings.oro_cors_origins = vec!["http://shop.example".to_owned()]);
    let preflight = Request::options("/api/products")
        .header("origin", "http://shop.example")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization,x-include");
    let answer = shop.send(preflight.body(Body::empty()).unwrap()).await;
    assert!(answer.header("access-control-allow-headers").unwrap().contains("x-include"), "{answer:?}");
    let request = Request::get("/api/products")
        .header("origin", "http://shop.example")
        .header("authorization", format!("Bearer {}", visitor(&shop).await));
    let answer = shop.send(request.body(Body::empty()).unwrap()).await;
    assert!(
        answer.header("access-control-expose-headers").unwrap().contains("x-include-total-count"),
        "{answer:?}"
    );
}
