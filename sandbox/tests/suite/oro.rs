//! OroCommerce: one token endpoint, two sides of a house, and no token that opens both.
//! The words of the refusals are the league server's own.

use crate::shop::{Answer, SHOP, Shop, claims, part};
use axum::{body::Body, http::Request};
use base64::{Engine, engine::general_purpose::STANDARD};
use sandbox::LeagueVersion;
use serde_json::{Value, json};

async fn token(shop: &Shop, body: Value) -> Answer {
    shop.call("POST", "/oauth2-token", "", Some(body)).await
}

async fn visitor(shop: &Shop) -> Answer {
    let guest = json!({ "grant_type": "password", "client_id": "oro-storefront", "username": "guest", "password": "guest" });
    token(shop, guest).await
}

async fn ada(shop: &Shop, more: Value) -> Answer {
    let mut body = json!({
        "grant_type": "password", "client_id": "oro-storefront", "username": "ada", "password": "Sandbox-Ada-1",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    token(shop, body).await
}

async fn back_office(shop: &Shop) -> Answer {
    let body = json!({
        "grant_type": "client_credentials", "client_id": "oro-backoffice", "client_secret": "sandbox-oro-secret",
    });
    token(shop, body).await
}

async fn refresh(shop: &Shop, client: &str, token_text: &str) -> Answer {
    let body = json!({
        "grant_type": "refresh_token", "client_id": client, "client_secret": "sandbox-oro-secret",
        "refresh_token": token_text,
    });
    token(shop, body).await
}

async fn add(shop: &Shop, token: &str, product: &str) -> Answer {
    let product = json!({ "product": { "data": { "type": "products", "id": product } } });
    let item = json!({ "data": { "attributes": { "quantity": 2 }, "relationships": product } });
    shop.call("POST", "/api/shoppinglistitems", token, Some(item)).await
}

#[tokio::test]
async fn a_password_gives_a_league_token_in_either_encoding() {
    let shop = Shop::open();
    let answer = ada(&shop, json!({})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=UTF-8"));
    assert_eq!(
        (answer.field("token_type"), answer.json()["expires_in"].clone()),
        ("Bearer".to_owned(), json!(3600))
    );
    let token = answer.access_token();
    assert_eq!(part(&token, 0), json!({ "typ": "JWT", "alg": "RS256" }));
    let claims = claims(&token);
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!("oro-storefront"), &json!("ada")));
    assert_eq!(claims["scopes"], json!([]));
    assert_eq!(claims["jti"].as_str().unwrap().len(), 80);
    let form = "grant_type=password&client_id=oro-storefront&username=ada&password=Sandbox-Ada-1";
    assert_eq!(shop.post_form("/oauth2-token", form.to_owned()).await.status, 200);
}

#[tokio::test]
async fn each_guest_is_a_new_visitor_and_stays_one_when_refreshed() {
    let shop = Shop::open();
    let (first, second) = (visitor(&shop).await, visitor(&shop).await);
    let subject = |answer: &Answer| claims(&answer.access_token())["sub"].as_str().unwrap().to_owned();
    assert!(subject(&first).starts_with("visitor:"));
    assert_ne!(subject(&first), subject(&second));
    let renewed = refresh(&shop, "oro-storefront", &first.refresh_token()).await;
    assert_eq!(subject(&renewed), subject(&first));
    assert_eq!(shop.get("/_sandbox/counts", "").await.json()["tokenRequests"]["anonymous"], 2);
}

#[tokio::test]
async fn a_visitors_list_moves_to_the_user_who_signs_in() {
    let shop = Shop::open();
    let guest = visitor(&shop).await.access_token();
    assert_eq!(add(&shop, &guest, "tarn-mug").await.status, 201);
    let user = ada(&shop, json!({ "visitor_access_token": guest })).await.access_token();
    let lists = shop.get("/api/shoppinglists", &user).await.json();
    assert_eq!(lists["data"][0]["attributes"]["total"], "48.0000");
    assert_eq!(shop.get("/api/shoppinglists", &guest).await.json()["data"], json!([]));
    let item = format!("/api/shoppinglistitems/{}", lists["included"][0]["id"].as_str().unwrap());
    assert_eq!(shop.call("DELETE", &item, &user, None).await.status, 204);
    assert_eq!(
        ada(&shop, json!({ "visitor_access_token": "nonsense" })).await.status,
        200,
        "a bad one is ignored"
    );
}

#[tokio::test]
async fn refreshing_revokes_the_old_pair() {
    let shop = Shop::open();
    let first = ada(&shop, json!({})).await;
    let second = refresh(&shop, "oro-storefront", &first.refresh_token()).await;
    assert_eq!(shop.get("/api/shoppinglists", &first.access_token()).await.status, 401);
    assert_eq!(shop.get("/api/shoppinglists", &second.access_token()).await.status, 200);
    let replay = refresh(&shop, "oro-storefront", &first.refresh_token()).await;
    assert_eq!((replay.status.as_u16(), replay.field("hint").as_str()), (401, "Token has been revoked"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_parallel_refreshes_exactly_one_has_a_successor() {
    let shop = Shop::open();
    let first = ada(&shop, json!({})).await.refresh_token();
    let ask = |_| {
        let (shop, first) = (shop.clone(), first.clone());
        tokio::spawn(async move { refresh(&shop, "oro-storefront", &first).await })
    };
    let tasks: Vec<_> = (0..1000).map(ask).collect();
    let mut successors = Vec::new();
    for task in tasks {
        let answer = task.await.unwrap();
        match answer.status.as_u16() {
            200 => successors.push(answer.refresh_token()),
            _ => assert_eq!(answer.field("hint"), "Token has been revoked"),
        }
    }
    assert_eq!(successors.len(), 1);
    assert_eq!(refresh(&shop, "oro-storefront", &successors[0]).await.status, 200, "it lives on");
}

#[tokio::test]
async fn the_two_sides_do_not_take_each_others_tokens() {
    let shop = Shop::open();
    let (storefront, office) = (ada(&shop, json!({})).await, back_office(&shop).await);
    assert!(office.json().get("refresh_token").is_none());
    assert_eq!(claims(&office.access_token())["sub"], "");
    let ordercloud = shop.ada().await.access_token();
    let cases = [
        ("/api/shoppinglists", storefront.access_token(), 200),
        ("/admin/api/users", office.access_token(), 200),
        ("/api/shoppinglists", office.access_token(), 401),
        ("/admin/api/users", storefront.access_token(), 401),
        ("/api/shoppinglists", ordercloud, 401),
        ("/api/shoppinglists", String::new(), 401),
        ("/v1/me", storefront.access_token(), 401),
    ];
    for (path, token, status) in cases {
        let answer = shop.get(path, &token).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        if status == 401 && path != "/v1/me" {
            assert_eq!((answer.text.as_str(), answer.header("www-authenticate")), ("", Some("Bearer")));
        }
    }
    let foreign = refresh(&shop, "oro-backoffice", &storefront.refresh_token()).await;
    assert_eq!(foreign.field("hint"), "Token is not linked to client");
    assert_eq!((foreign.status.as_u16(), foreign.field("error").as_str()), (401, "invalid_request"));
    let own = refresh(&shop, "oro-storefront", &storefront.refresh_token()).await;
    assert_eq!(own.status, 200, "the wrong client's try has done no harm");
}

#[tokio::test]
async fn refusals_have_the_league_servers_words() {
    let shop = Shop::open();
    let cases = [
        (json!({}), 400, "invalid_request"),
        (json!({ "grant_type": "password" }), 400, "invalid_request"),
        (json!({ "grant_type": "password", "client_id": "nobody" }), 401, "invalid_client"),
        (json!({ "grant_type": "client_credentials", "client_id": "oro-storefront" }), 401, "invalid_client"),
        (json!({ "grant_type": "client_credentials", "client_id": "oro-backoffice" }), 401, "invalid_client"),
        (json!({ "grant_type": "password", "client_id": "oro-backoffice" }), 401, "invalid_client"),
        (json!({ "grant_type": "implicit", "client_id": "oro-storefront" }), 400, "unsupported_grant_type"),
    ];
    for (body, status, error) in cases {
        let answer = token(&shop, body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.field("error").as_str()), (status, error), "{body}");
        assert_eq!(answer.json()["message"], answer.json()["error_description"]);
    }
    let wrong = ada(&shop, json!({ "password": "x" })).await;
    assert_eq!((wrong.status.as_u16(), wrong.field("error").as_str()), (400, "invalid_grant"));
    let seller = ada(&shop, json!({ "username": "olivia", "password": "Sandbox-Olivia-1" })).await;
    assert_eq!(seller.field("error"), "invalid_grant", "the wrong side's credentials are just wrong");
    let idle = ada(&shop, json!({ "username": "idle", "password": "Sandbox-Idle-1" })).await;
    assert_eq!(idle.field("hint"), "Account is disabled.");
}

#[tokio::test]
async fn basic_credentials_work_and_are_challenged_when_wrong() {
    let shop = Shop::open();
    let ask = async |credentials: &str| {
        let request = Request::post("/oauth2-token")
            .header("authorization", format!("Basic {}", STANDARD.encode(credentials)))
            .header("content-type", "application/x-www-form-urlencoded");
        shop.send(request.body(Body::from("grant_type=client_credentials")).unwrap()).await
    };
    let split = Request::post("/oauth2-token")
        .header("authorization", format!("Basic {}", STANDARD.encode("ignored:sandbox-oro-secret")))
        .header("content-type", "application/json");
    let body = json!({ "grant_type": "client_credentials", "client_id": "oro-backoffice" }).to_string();
    assert_eq!(shop.send(split.body(Body::from(body)).unwrap()).await.status, 200, "an ID in the body wins");
    assert_eq!(ask("oro-backoffice:sandbox-oro-secret").await.status, 200);
    let wrong = ask("oro-backoffice:guess").await;
    assert_eq!((wrong.status.as_u16(), wrong.header("www-authenticate").is_some()), (401, true));
}

#[tokio::test]
async fn the_newer_league_refuses_dead_tokens_differently() {
    let shop = Shop::with(|config| config.settings.league_version = LeagueVersion::V9);
    let dead = refresh(&shop, "oro-storefront", "nonsense").await;
    assert_eq!((dead.status.as_u16(), dead.field("error").as_str()), (400, "invalid_grant"));
    assert!(dead.json().get("message").is_none());
    assert_eq!(claims(&back_office(&shop).await.access_token())["sub"], "oro-backoffice");
}

#[tokio::test]
async fn lifetimes_expiry_and_fractions_can_be_ordered() {
    let shop = Shop::open();
    let settings = json!({ "accessTokenSeconds": 60, "anonymousTokenSeconds": 5, "fractionalTimes": true });
    shop.control("PUT", "settings", settings).await;
    let (user, guest) = (ada(&shop, json!({})).await.access_token(), visitor(&shop).await.access_token());
    for claim in ["iat", "nbf", "exp"] {
        assert!(claims(&user)[claim].is_f64(), "{claim}");
    }
    assert_eq!(shop.get("/api/shoppinglists", &user).await.status, 200);
    shop.clock.advance(5);
    assert_eq!(shop.get("/api/shoppinglists", &guest).await.status, 401);
    shop.call("POST", "/_sandbox/expire", "", None).await;
    assert_eq!(shop.get("/api/shoppinglists", &user).await.status, 401);
}

#[tokio::test]
async fn scopes_are_taken_as_they_come_kept_when_refreshed_and_never_widened() {
    let shop = Shop::open();
    let first = ada(&shop, json!({ "scope": "orders lists orders" })).await;
    assert_eq!(claims(&first.access_token())["scopes"], json!(["orders", "lists"]));
    let second = refresh(&shop, "oro-storefront", &first.refresh_token()).await;
    assert_eq!(claims(&second.access_token())["scopes"], json!(["orders", "lists"]));
    let with_scope = async |scope: &str, refresh: &str| {
        let body = json!({
            "grant_type": "refresh_token", "client_id": "oro-storefront", "refresh_token": refresh, "scope": scope,
        });
        token(&shop, body).await
    };
    let wider = with_scope("orders users", &second.refresh_token()).await;
    assert_eq!((wider.status.as_u16(), wider.field("error").as_str()), (400, "invalid_scope"));
    assert_eq!(wider.field("hint"), "Check the `users` scope");
    let narrower = with_scope("lists", &second.refresh_token()).await;
    assert_eq!(claims(&narrower.access_token())["scopes"], json!(["lists"]));
}

#[tokio::test]
async fn a_dead_refresh_token_says_why_it_is_dead() {
    for (version, status, error) in
        [(LeagueVersion::V8, 401, "invalid_request"), (LeagueVersion::V9, 400, "invalid_grant")]
    {
        let shop = Shop::with(|config| {
            config.settings.league_version = version;
            config.settings.refresh_token_seconds = Some(100);
        });
        let (used, old) = (ada(&shop, json!({})).await, ada(&shop, json!({})).await);
        refresh(&shop, "oro-storefront", &used.refresh_token()).await;
        let revoked = refresh(&shop, "oro-storefront", &used.refresh_token()).await;
        shop.clock.advance(100);
        let expired = refresh(&shop, "oro-storefront", &old.refresh_token()).await;
        let nonsense = refresh(&shop, "oro-storefront", "nonsense").await;
        for (answer, hint) in [
            (revoked, "Token has been revoked"),
            (expired, "Token has expired"),
            (nonsense, "Cannot decrypt the refresh token"),
        ] {
            assert_eq!((answer.status.as_u16(), answer.field("error").as_str()), (status, error), "{hint}");
            assert_eq!(answer.field("hint"), hint);
            assert_eq!(answer.json().get("message").is_some(), version == LeagueVersion::V8);
            assert_eq!(answer.header("content-type"), Some("application/json"));
            assert!(answer.header("www-authenticate").is_none());
        }
    }
}

#[tokio::test]
async fn a_visitor_token_that_is_spent_foreign_or_a_users_moves_nothing_and_stops_nobody() {
    let shop = Shop::open();
    let guest = visitor(&shop).await;
    add(&shop, &guest.access_token(), "tarn-mug").await;
    refresh(&shop, "oro-storefront", &guest.refresh_token()).await;
    let user = ada(&shop, json!({})).await.access_token();
    for useless in
        [guest.access_token(), back_office(&shop).await.access_token(), user.clone(), shop.guest().await]
    {
        assert_eq!(ada(&shop, json!({ "visitor_access_token": useless })).await.status, 200);
    }
    assert_eq!(shop.get("/api/shoppinglists", &user).await.json()["data"], json!([]));
}

#[tokio::test]
async fn a_user_who_is_switched_off_is_401_at_the_next_call() {
    let shop = Shop::open();
    let user = ada(&shop, json!({})).await.access_token();
    assert_eq!(shop.get("/api/shoppinglists", &user).await.status, 200);
    let (olivia, off) = (shop.olivia().await, json!({ "Active": false }));
    assert_eq!(shop.call("PATCH", "/v1/buyers/acme/users/ada", &olivia, Some(off)).await.status, 200);
    assert_eq!(shop.get("/api/shoppinglists", &user).await.status, 401);
}

#[tokio::test]
async fn a_preflight_is_answered_as_documented_and_only_to_configured_origins() {
    let shop = Shop::open();
    let ask = async |path: &str| {
        let request = Request::options(path)
            .header("origin", "http://localhost:7400")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        shop.send(request.body(Body::empty()).unwrap()).await
    };
    for path in ["/oauth2-token", "/api/shoppinglists"] {
        assert_eq!(ask(path).await.header("access-control-allow-origin"), None, "{path}");
    }
    shop.control("PUT", "settings", json!({ "oroCorsOrigins": ["http://localhost:7400"] })).await;
    let token = ask("/oauth2-token").await;
    assert!(token.status.is_success());
    for (name, value) in [
        ("access-control-allow-origin", "http://localhost:7400"),
        ("access-control-allow-methods", "OPTIONS,POST"),
        ("access-control-allow-headers", "authorization,content-type"),
        ("access-control-max-age", "600"),
    ] {
        assert_eq!(token.header(name), Some(value), "{name}");
    }
    assert_eq!(token.header("access-control-allow-credentials"), None);
    let api = ask("/api/shoppinglists").await;
    assert_eq!(api.header("access-control-allow-origin"), Some("http://localhost:7400"));
    let unauthorized = Request::get("/api/shoppinglists").header("origin", "http://localhost:7400");
    let answer = shop.send(unauthorized.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("access-control-allow-origin").is_some(), "a page must be able to see its 401");
}

#[tokio::test]
async fn browsers_are_kept_out_until_an_origin_is_configured() {
    let shop = Shop::open();
    let ask = async || {
        let request = Request::post("/oauth2-token")
            .header("origin", "http://localhost:7400")
            .header("content-type", "application/json");
        shop.send(request.body(Body::from("{}")).unwrap())
            .await
            .header("access-control-allow-origin")
            .map(str::to_owned)
    };
    assert_eq!(ask().await, None);
    shop.control("PUT", "settings", json!({ "oroCorsOrigins": ["http://localhost:7400"] })).await;
    assert_eq!(ask().await.as_deref(), Some("http://localhost:7400"), "on refusals too");
}

#[tokio::test]
async fn visitors_can_be_kept_from_lists() {
    let shop = Shop::with(|config| config.settings.guest_shopping_lists = false);
    assert_eq!(shop.get("/api/shoppinglists", &visitor(&shop).await.access_token()).await.status, 403);
    assert_eq!(shop.get("/api/shoppinglists", &ada(&shop, json!({})).await.access_token()).await.status, 200);
    assert_eq!(shop.login(SHOP, "ada", "Sandbox-Ada-1").await.status, 200);
}
