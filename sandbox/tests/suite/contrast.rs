//! The two platforms side by side: one test for each thing in which they differ, asked of both in the same words.
//! What only one of them has is in the other files; here is what a client must know about both.

use crate::shop::{Answer, ELEVATED, SHOP, Shop, claims};
use sandbox::Rotation;
use serde_json::{Value, json};

/// One platform as the sandbox has it.
struct Side {
    token_path: &'static str,
    client: &'static str,
    /// The fields by which anybody becomes a guest.
    guest: &'static [(&'static str, &'static str)],
    /// Something that every shopper may read.
    api: &'static str,
}

const ORDERCLOUD: Side = Side {
    token_path: "/oauth/token",
    client: SHOP,
    guest: &[("grant_type", "client_credentials")],
    api: "/v1/me/products",
};

const OROCOMMERCE: Side = Side {
    token_path: "/oauth2-token",
    client: "oro-storefront",
    guest: &[("grant_type", "password"), ("username", "guest"), ("password", "guest")],
    api: "/api/shoppinglists",
};

const ADA: [(&str, &str); 3] =
    [("grant_type", "password"), ("username", "ada"), ("password", "Sandbox-Ada-1")];

impl Side {
    /// A token request as a form, which both understand.
    async fn ask(&self, shop: &Shop, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        if !fields.iter().any(|(name, _)| *name == "client_id") {
            form.append_pair("client_id", self.client);
        }
        shop.post_form(self.token_path, form.extend_pairs(fields).finish()).await
    }

    async fn refresh(&self, shop: &Shop, token: &str) -> Answer {
        self.ask(shop, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }
}

#[tokio::test]
async fn the_type_of_a_token_has_a_small_letter_or_a_capital() {
    let shop = Shop::open();
    assert_eq!(ORDERCLOUD.ask(&shop, &ADA).await.field("token_type"), "bearer");
    assert_eq!(OROCOMMERCE.ask(&shop, &ADA).await.field("token_type"), "Bearer");
}

#[tokio::test]
async fn both_read_a_form_and_one_reads_json() {
    let shop = Shop::open();
    for (side, json_status) in [(ORDERCLOUD, 400), (OROCOMMERCE, 200)] {
        assert_eq!(side.ask(&shop, &ADA).await.status, 200, "{}", side.token_path);
        let fields = [&ADA[..], &[("client_id", side.client)]].concat();
        let body =
            Value::Object(fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect());
        let answer = shop.call("POST", side.token_path, "", Some(body)).await;
        assert_eq!(answer.status.as_u16(), json_status, "{}", side.token_path);
    }
}

#[tokio::test]
async fn a_used_refresh_token_is_a_setting_here_and_dead_there() {
    for (rotation, again) in [(Rotation::None, 200), (Rotation::Grace, 200), (Rotation::Strict, 400)] {
        let shop = Shop::with(|config| config.settings.rotation = rotation);
        for (side, again) in [(ORDERCLOUD, again), (OROCOMMERCE, 401)] {
            let first = side.ask(&shop, &ADA).await;
            assert_eq!(side.refresh(&shop, &first.refresh_token()).await.status, 200);
            let second = side.refresh(&shop, &first.refresh_token()).await;
            assert_eq!(second.status.as_u16(), again, "{} {rotation:?}", side.token_path);
        }
    }
}

#[tokio::test]
async fn a_refresh_leaves_the_old_access_token_alone_or_revokes_it() {
    let shop = Shop::open();
    for (side, old_token) in [(ORDERCLOUD, 200), (OROCOMMERCE, 401)] {
        let first = side.ask(&shop, &ADA).await;
        let second = side.refresh(&shop, &first.refresh_token()).await;
        assert_eq!(shop.get(side.api, &second.access_token()).await.status, 200, "{}", side.api);
        assert_eq!(
            shop.get(side.api, &first.access_token()).await.status.as_u16(),
            old_token,
            "{}",
            side.api
        );
    }
}

#[tokio::test]
async fn a_guest_has_an_order_and_no_refresh_or_is_a_visitor_who_stays_the_same() {
    let shop = Shop::open();
    let guest = ORDERCLOUD.ask(&shop, ORDERCLOUD.guest).await;
    assert!(claims(&guest.access_token())["orderid"].is_string());
    assert!(guest.json().get("refresh_token").is_none_or(Value::is_null));

    let visitor = OROCOMMERCE.ask(&shop, OROCOMMERCE.guest).await;
    let subject = claims(&visitor.access_token())["sub"].clone();
    assert!(subject.as_str().unwrap().starts_with("visitor:"), "{subject}");
    assert!(claims(&visitor.access_token()).get("orderid").is_none());
    let renewed = OROCOMMERCE.refresh(&shop, &visitor.refresh_token()).await;
    assert_eq!(claims(&renewed.access_token())["sub"], subject);
}

#[tokio::test]
async fn what_a_guest_has_goes_over_in_a_call_of_its_own_or_in_the_login() {
    let shop = Shop::open();
    let guest = ORDERCLOUD.ask(&shop, ORDERCLOUD.guest).await.access_token();
    shop.add(&guest, "tarn-mug", 2).await;
    let user = ORDERCLOUD.ask(&shop, &ADA).await.access_token();
    assert_eq!(lines(&shop, &user).await, 0, "the login alone moves nothing");
    let transfer = format!("/v1/me/orders?anonUserToken={guest}");
    assert!(shop.call("PUT", &transfer, &user, None).await.status.is_success());
    assert_eq!(lines(&shop, &user).await, 1);

    let visitor = OROCOMMERCE.ask(&shop, OROCOMMERCE.guest).await.access_token();
    let item = json!({ "data": [{
        "attributes": { "quantity": 2 },
        "relationships": { "product": { "data": { "type": "products", "id": "tarn-mug" } } },
    }] });
    shop.call("POST", "/api/shoppinglists/default/items", &visitor, Some(item)).await;
    let with_visitor = [&ADA[..], &[("visitor_access_token", visitor.as_str())]].concat();
    let user = OROCOMMERCE.ask(&shop, &with_visitor).await.access_token();
    assert_eq!(items(&shop, &user).await, 1);
    assert_eq!(items(&shop, &visitor).await, 0);
}

#[tokio::test]
async fn roles_stand_in_the_token_or_are_the_servers_own_business() {
    let shop = Shop::open();
    let roles = claims(&ORDERCLOUD.ask(&shop, &ADA).await.access_token())["role"].clone();
    assert!(roles.as_array().unwrap().contains(&json!("Shopper")), "{roles}");
    let token = OROCOMMERCE.ask(&shop, &ADA).await.access_token();
    assert_eq!((&claims(&token)["scopes"], claims(&token).get("role")), (&json!([]), None));

    // What is asked for is cut down to what one has, or taken as it comes.
    let wish = [&ADA[..], &[("scope", "Shopper FullAccess")]].concat();
    assert_eq!(claims(&ORDERCLOUD.ask(&shop, &wish).await.access_token())["role"], "Shopper");
    let scopes = claims(&OROCOMMERCE.ask(&shop, &wish).await.access_token())["scopes"].clone();
    assert_eq!(scopes, json!(["Shopper", "FullAccess"]));
}

#[tokio::test]
async fn a_refusal_has_the_same_error_and_other_things_beside_it() {
    let shop = Shop::open();
    let wrong = [("grant_type", "password"), ("username", "ada"), ("password", "x")];
    let missing = [("grant_type", "password")];
    for (fields, error) in [(&wrong[..], "invalid_grant"), (&missing[..], "invalid_request")] {
        let ordercloud = ORDERCLOUD.ask(&shop, fields).await;
        let orocommerce = OROCOMMERCE.ask(&shop, fields).await;
        for answer in [&ordercloud, &orocommerce] {
            assert_eq!((answer.status.as_u16(), answer.field("error").as_str()), (400, error), "{answer:?}");
            assert!(!answer.field("error_description").is_empty());
        }
        assert!(ordercloud.json()["Errors"][0]["ErrorCode"].is_string(), "{ordercloud:?}");
        assert!(ordercloud.json().get("message").is_none());
        assert!(orocommerce.json().get("Errors").is_none());
        assert!(orocommerce.json()["message"].is_string(), "{orocommerce:?}");
    }
    assert_eq!(OROCOMMERCE.ask(&shop, &missing).await.field("hint"), "Check the `username` parameter");
}

#[tokio::test]
async fn an_api_call_without_a_good_token_is_401_in_json_or_without_a_word() {
    let shop = Shop::open();
    let tokens = [ORDERCLOUD.ask(&shop, &ADA).await, OROCOMMERCE.ask(&shop, &ADA).await];
    let [ordercloud, orocommerce] = tokens.map(|answer| answer.access_token());
    for (ours, theirs) in [("", ""), ("nonsense", "nonsense"), (orocommerce.as_str(), ordercloud.as_str())] {
        let answer = shop.get(ORDERCLOUD.api, ours).await;
        assert_eq!(answer.status, 401);
        assert!(answer.json()["Errors"][0]["Message"].is_string(), "{answer:?}");
        let answer = shop.get(OROCOMMERCE.api, theirs).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (401, ""));
    }
}

#[tokio::test]
async fn a_client_with_a_secret_gives_nothing_without_it_and_a_page_needs_none() {
    let shop = Shop::open();
    for side in [ORDERCLOUD, OROCOMMERCE] {
        assert_eq!(side.ask(&shop, side.guest).await.status, 200, "{}", side.token_path);
        assert_eq!(side.ask(&shop, &ADA).await.status, 200, "{}", side.token_path);
    }
    let elevated = [&ADA[..], &[("client_id", ELEVATED)]].concat();
    let office = [("grant_type", "client_credentials"), ("client_id", "oro-backoffice")];
    for (side, fields, secret) in [
        (ORDERCLOUD, &elevated[..], "sandbox-elevated-secret"),
        (OROCOMMERCE, &office[..], "sandbox-oro-secret"),
    ] {
        let refused = side.ask(&shop, fields).await;
        assert_eq!((refused.status.as_u16(), refused.field("error").as_str()), (401, "invalid_client"));
        let with_secret = [fields, &[("client_secret", secret)]].concat();
        assert_eq!(side.ask(&shop, &with_secret).await.status, 200, "{}", side.token_path);
    }
}

/// How many lines the cart has.
async fn lines(shop: &Shop, token: &str) -> usize {
    let lines = shop.get("/v1/cart/lineitems", token).await.json();
    lines["Items"].as_array().map_or(0, Vec::len)
}

/// How many items the shopping list has.
async fn items(shop: &Shop, token: &str) -> usize {
    let lists = shop.get("/api/shoppinglists", token).await.json();
    lists["data"][0]["relationships"]["items"]["data"].as_array().map_or(0, Vec::len)
}
