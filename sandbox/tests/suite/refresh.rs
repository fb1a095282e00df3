//! Refresh tokens: what each rotation does with a used one, and that it does so at once for everybody.
//! Time is moved by hand; nothing waits.

use crate::shop::{MEMBERS, SHOP, Shop, claims};
use sandbox::Rotation;
use std::collections::BTreeSet;

fn shop(rotation: Rotation) -> Shop {
    Shop::with(|config| config.settings.rotation = rotation)
}

#[tokio::test]
async fn without_rotation_the_token_stays() {
    let shop = shop(Rotation::None);
    let first = shop.ada().await.refresh_token();
    assert_eq!(shop.refresh(SHOP, &first).await.refresh_token(), first);
    assert_eq!(shop.refresh(SHOP, &first).await.refresh_token(), first);
}

#[tokio::test]
async fn a_used_token_gives_the_same_successor_within_the_grace() {
    let shop = shop(Rotation::Grace);
    let first = shop.ada().await.refresh_token();
    let second = shop.refresh(SHOP, &first).await.refresh_token();
    assert_ne!(first, second);
    shop.clock.advance(9);
    assert_eq!(shop.refresh(SHOP, &first).await.refresh_token(), second);
    shop.clock.advance(1);
    let late = shop.refresh(SHOP, &first).await;
    assert_eq!((late.status.as_u16(), late.field("error").as_str()), (400, "invalid_grant"));
    assert_eq!(shop.refresh(SHOP, &second).await.status, 200, "the family lives on");
}

#[tokio::test]
async fn a_replay_under_strict_rotation_ends_the_family() {
    let shop = shop(Rotation::Strict);
    let first = shop.ada().await.refresh_token();
    let second = shop.refresh(SHOP, &first).await.refresh_token();
    let other = shop.ada().await.refresh_token();
    assert_eq!(shop.refresh(SHOP, &first).await.field("error"), "invalid_grant");
    assert_eq!(shop.refresh(SHOP, &second).await.field("error"), "invalid_grant");
    assert_eq!(shop.refresh(SHOP, &other).await.status, 200, "other sign-ins are not touched");
    assert_eq!(shop.get("/_sandbox/counts", "").await.json()["revokedFamilies"], 1);
}

/// A thousand requests with one refresh token at once: what each of them was given, or nothing if it was refused.
async fn a_thousand_at_once(shop: &Shop, token: &str) -> Vec<Option<String>> {
    let ask = |_| {
        let (shop, token) = (shop.clone(), token.to_owned());
        tokio::spawn(async move {
            let answer = shop.refresh(SHOP, &token).await;
            match answer.status.as_u16() {
                200 => Some(answer.refresh_token()),
                400 => None,
                other => panic!("{other}: {answer:?}"),
            }
        })
    };
    let tasks: Vec<_> = (0..1000).map(ask).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_parallel_refreshes_without_rotation_all_keep_the_one_token() {
    let shop = shop(Rotation::None);
    let first = shop.ada().await.refresh_token();
    let answers = a_thousand_at_once(&shop, &first).await;
    assert!(answers.iter().all(|answer| answer.as_ref() == Some(&first)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_parallel_refreshes_within_the_grace_have_exactly_one_successor() {
    let shop = shop(Rotation::Grace);
    let first = shop.ada().await.refresh_token();
    let answers = a_thousand_at_once(&shop, &first).await;
    assert!(answers.iter().all(Option::is_some), "the grace is for all of them");
    let successors: BTreeSet<_> = answers.into_iter().flatten().collect();
    assert_eq!(successors.len(), 1);
    let successor = successors.first().unwrap();
    assert_ne!(*successor, first);
    assert_eq!(shop.refresh(SHOP, successor).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_parallel_refreshes_under_strict_rotation_exactly_one_has_a_successor() {
    let shop = shop(Rotation::Strict);
    let first = shop.ada().await.refresh_token();
    let answers = a_thousand_at_once(&shop, &first).await;
    let successors: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(successors.len(), 1);
    assert_eq!(shop.refresh(SHOP, &successors[0]).await.status, 400, "the replays have ended the family");
    assert_eq!(shop.get("/_sandbox/counts", "").await.json()["revokedFamilies"], 1);
}

#[tokio::test]
async fn refreshed_tokens_keep_user_and_roles_and_ignore_scope() {
    let shop = Shop::open();
    let fields =
        [("grant_type", "password"), ("client_id", SHOP), ("username", "ada"), ("password", "Sandbox-Ada-1")];
    let narrow = shop.token(&[fields[0], fields[1], fields[2], fields[3], ("scope", "Shopper")]).await;
    let refresh = narrow.refresh_token();
    let wide = [
        ("grant_type", "refresh_token"),
        ("client_id", SHOP),
        ("refresh_token", &*refresh),
        ("scope", "MeAdmin"),
    ];
    let claims = claims(&shop.token(&wide).await.access_token());
    assert_eq!((claims["usr"].as_str(), claims["role"].as_str()), (Some("ada"), Some("Shopper")));
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client() {
    let shop = Shop::open();
    let token = shop.ada().await.refresh_token();
    assert_eq!(shop.refresh(MEMBERS, &token).await.field("error"), "invalid_grant");
    assert_eq!(
        shop.refresh(SHOP, "f36ebba3-5218-4f34-9657-b8738730b735").await.field("error"),
        "invalid_grant"
    );
    assert_eq!(shop.refresh(SHOP, "not-a-guid").await.field("error"), "invalid_grant");
    assert_eq!(shop.refresh(SHOP, &token).await.status, 200);
}

#[tokio::test]
async fn refreshing_does_not_prolong_unless_the_setting_says_so() {
    for (sliding, status) in [(false, 400), (true, 200)] {
        let shop = Shop::with(|config| {
            config.settings.refresh_token_seconds = Some(100);
            config.settings.sliding_refresh = sliding;
        });
        let first = shop.ada().await.refresh_token();
        shop.clock.advance(60);
        let second = shop.refresh(SHOP, &first).await.refresh_token();
        shop.clock.advance(60);
        assert_eq!(shop.refresh(SHOP, &second).await.status.as_u16(), status);
    }
}
