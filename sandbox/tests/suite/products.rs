//! The shelves: what a shopper can browse, search, filter and sort.
//! The catalogue itself may change, these promises about it may not.

use crate::shop::Shop;
use serde_json::{Value, json};

fn ids(list: &Value) -> Vec<&str> {
    list["Items"].as_array().unwrap().iter().map(|item| item["ID"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn there_are_24_products_and_more_in_4_categories_for_guests_and_ada() {
    let shop = Shop::open();
    for token in [shop.guest().await, shop.ada().await.access_token()] {
        let list = shop.get("/v1/me/products?pageSize=100", &token).await.json();
        assert!(list["Meta"]["TotalCount"].as_i64().unwrap() >= 24);
        for product in list["Items"].as_array().unwrap() {
            assert!(product["PriceSchedule"]["PriceBreaks"][0]["Price"].as_f64().unwrap() > 0.0);
            assert!(product["Description"].as_str().unwrap().len() > 40);
            let picture = format!("/pictures/{}.svg", product["ID"].as_str().unwrap());
            assert_eq!(product["xp"]["Image"], picture);
        }
        let categories = shop.get("/v1/me/categories", &token).await.json();
        assert_eq!(ids(&categories), ["camp", "table", "carry", "hearth"]);
        for id in ids(&categories) {
            let shelf = shop.get(&format!("/v1/me/products?categoryID={id}"), &token).await.json();
            assert!(shelf["Meta"]["TotalCount"].as_i64().unwrap() >= 6, "{id}");
        }
    }
}

#[tokio::test]
async fn pages_carry_their_numbers() {
    let shop = Shop::open();
    let token = shop.guest().await;
    let list = shop.get("/v1/me/products?page=2&pageSize=10", &token).await.json();
    let meta = &list["Meta"];
    assert_eq!((&meta["Page"], &meta["PageSize"], &meta["TotalPages"]), (&json!(2), &json!(10), &json!(3)));
    assert_eq!(meta["ItemRange"], json!([11, 20]));
    assert_eq!(shop.get("/v1/me/products?page=9", &token).await.json()["Items"], json!([]));
    assert_eq!(shop.get("/v1/me/products", &token).await.json()["Meta"]["PageSize"], 20);
}

#[tokio::test]
async fn impossible_pages_are_400() {
    let shop = Shop::open();
    let token = shop.guest().await;
    for query in ["pageSize=101", "pageSize=0", "page=0", "page=x", "page=-1", "page=99999999999999999999999"]
    {
        assert_eq!(shop.get(&format!("/v1/me/products?{query}"), &token).await.status, 400, "{query}");
    }
    shop.get("/v1/me/products?pageSize=101", &token).await.refused(400, "List.InvalidPageSize");
}

#[tokio::test]
async fn search_filters_and_sorting_combine() {
    let shop = Shop::open();
    let token = shop.guest().await;
    let ask = async |query: &str| shop.get(&format!("/v1/me/products?{query}"), &token).await.json();
    assert_eq!(ids(&ask("search=KETTLE").await), ["fell-kettle"]);
    assert_eq!(ids(&ask("ID=tarn-mug|fell-kettle&sortBy=!Name").await), ["tarn-mug", "fell-kettle"]);
    assert_eq!(ids(&ask("Name=*Mug").await), ["tarn-mug"]);
    assert_eq!(ids(&ask("xp.Color=Olive&categoryID=carry").await), ["wayfarer-pack"]);
    let dear = ask("sortBy=!PriceSchedule.Name&xp.Material=!Steel&search=fire%20bowl").await;
    assert!(ids(&dear).is_empty());
    assert_eq!(ask("search=%F0%9F%A6%84").await["Meta"]["TotalCount"], 0);
}

#[tokio::test]
async fn facets_count_what_was_found() {
    let shop = Shop::open();
    let list = shop.get("/v1/me/products?ID=tarn-mug", &shop.guest().await).await.json();
    assert_eq!(list["Meta"]["Facets"][0]["Name"], "Color");
    assert_eq!(list["Meta"]["Facets"][0]["Values"], json!([{ "Value": "Slate", "Count": 1 }]));
}

#[tokio::test]
async fn a_product_can_be_read_and_a_missing_one_is_named() {
    let shop = Shop::open();
    let token = shop.guest().await;
    assert_eq!(shop.get("/v1/me/products/fell-kettle", &token).await.json()["Name"], "Fell Kettle");
    let missing = shop.get("/v1/me/products/abc", &token).await;
    missing.refused(404, "NotFound");
    let data = json!({ "ObjectType": "Product", "ObjectID": "abc" });
    assert_eq!(missing.json()["Errors"][0]["Data"], data);
}

#[tokio::test]
async fn a_category_is_found_by_its_product_and_by_its_id() {
    let shop = Shop::open();
    let token = shop.guest().await;
    let list = async |query: &str| shop.get(&format!("/v1/me/categories?{query}"), &token).await.json();
    assert_eq!(ids(&list("productID=tarn-mug").await), ["table"]);
    assert_eq!(ids(&list("productID=unicorn").await), [""; 0]);
    assert_eq!(ids(&list("catalogID=elsewhere").await), [""; 0]);
    let read = shop.get("/v1/me/categories/carry?catalogID=fernhollow", &token).await;
    assert_eq!((read.status.as_u16(), read.field("Name").as_str()), (200, "Carry"));
    shop.get("/v1/me/categories/unicorns", &token).await.refused(404, "NotFound");
    shop.get("/v1/me/categories/carry?catalogID=elsewhere", &token).await.refused(404, "NotFound");
}
