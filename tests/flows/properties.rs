//! What holds for any input at all.

use crate::world::jwt;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use storefront_auth::protocol::jwt::{Claims, decode_claims, decode_payload};
use storefront_auth::protocol::time::Now;
use storefront_auth::protocol::token_response::{self, Issued};
use storefront_auth::session::live::{EndReason, Kind, Live, SessionState, Via};
use storefront_auth::session::record::{Record, Stored};
use storefront_auth::session::token_set::TokenSet;
use storefront_auth::value::Value;

const NOW: Now = Now { wall: 1e12, monotonic: 5.0 };

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        ".{0,20}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::hash_map("[a-z_]{1,12}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

fn any_record() -> impl Strategy<Value = Record> {
    let token = "[!-~]{1,80}";
    let kind = prop_oneof![
        Just(Kind::Anonymous),
        Just(Kind::Application),
        Just(Kind::User(Via::Password)),
        Just(Kind::User(Via::Sso)),
        Just(Kind::User(Via::Register)),
        Just(Kind::User(Via::Adopted)),
    ];
    let lifetime = prop::option::of(1u32..300_000_000);
    let live = (kind, token, prop::option::of(token), lifetime, any::<bool>()).prop_map(
        |(kind, at, rt, lifetime, renewable)| {
            let rt = rt.map(|rt| Value::from(rt.as_str())).unwrap_or_default();
            let issued = Issued::new(at.as_str().into(), rt, lifetime.map_or(f64::NAN, f64::from))
                .expect("sound tokens");
            SessionState::Live(
                Live {
                    kind,
                    tokens: TokenSet::receive(issued, NOW).into(),
                    renewable,
                    guest: Value::nothing(),
                }
                .into(),
            )
        },
    );
    let reason =
        prop::option::of(prop_oneof![Just(EndReason::SessionExpired), Just(EndReason::AnonymousExpired)]);
    let ended = (reason, prop::option::of(".{0,30}"))
        .prop_map(|(reason, order)| {
            (reason, order.map(|order| Value::from(order.as_str())).unwrap_or_default())
        })
        .prop_map(|(reason, last_order_id)| SessionState::SignedOut { reason, last_order_id });
    (0u16..1024, 0u32..u32::MAX, prop_oneof![live, ended]).prop_map(|(sid, generation, state)| Record {
        // Fractions that serde_json reads back exactly; JSON.parse does so with all of them.
        sid: f64::from(sid) / 1024.0,
        generation: f64::from(generation),
        failures: None,
        state,
    })
}

proptest! {
    #[test]
    fn any_text_in_a_claim_survives(name in "\\PC*|.*", order in "\\PC*", roles in prop::collection::vec(".*", 0..5)) {
        let token = jwt(&json!({"usr": name, "orderid": order, "role": roles}));
        let claims = decode_claims(&token.as_str().into()).unwrap();
        prop_assert_eq!(claims.identity()[0].read(), name);
        prop_assert_eq!(claims.order_id().read(), order);
        prop_assert_eq!(claims.roles(), Value::from(json!(roles)));
    }

    #[test]
    fn no_text_upsets_the_decoder(text in "[ -~]{0,200}|\\PC{0,50}|([A-Za-z0-9_=-]{0,40}\\.){0,6}") {
        if let Ok(payload) = decode_payload(&text) {
            prop_assert_eq!(text.matches('.').count(), 2);
            prop_assert!(payload.len() <= text.len());
        }
    }

    #[test]
    fn a_payload_decoded_by_quads_is_what_the_decoder_makes_of_the_whole(
        part in "[A-Za-z0-9_-]{0,70}={0,5}|[A-Za-z0-9_=-]{0,12}|[!-~&&[^.]]{0,12}"
    ) {
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        let whole = GeneralPurpose::new(&URL_SAFE, config).decode(&part);
        prop_assert_eq!(decode_payload(&format!("a.{part}.b")).ok(), whole.ok());
    }

    #[test]
    fn any_json_in_a_payload_is_claims_or_none(payload in any_json()) {
        let decoded = decode_claims(&jwt(&payload).as_str().into());
        prop_assert_eq!(decoded.is_ok(), payload.is_object());
        if let Ok(claims) = decoded {
            prop_assert_eq!(claims, Claims(payload.into()));
        }
    }

    #[test]
    fn any_record_survives_storage(record in any_record()) {
        let text = record.encode();
        prop_assert_eq!(Record::parse(Some(&text), NOW), Stored::Record(record));
    }

    #[test]
    fn no_change_to_a_stored_record_upsets_its_reader(
        record in any_record(), at in any::<prop::sample::Index>(), with in ".{0,3}"
    ) {
        let mut characters: Vec<char> = record.encode().chars().collect();
        let at = at.index(characters.len());
        characters.splice(at..=at, with.chars());
        let changed: String = characters.into_iter().collect();
        if let Stored::Record(read) = Record::parse(Some(&changed), NOW)
            && let Some(live) = read.live()
        {
            prop_assert!(live.tokens.access_token.is_token());
        }
    }

    #[test]
    fn any_json_at_the_token_endpoint_is_tokens_or_refused(mut body in any_json(), token in ".{0,20}") {
        if let Some(object) = body.as_object_mut() {
            object.insert("access_token".into(), json!(token));
        }
        if let Ok(issued) = token_response::parse(&Value::parse(&body.to_string())) {
            prop_assert_eq!(issued.access_token.read(), token);
            prop_assert!(issued.lifetime_seconds > 0.0);
        }
    }

    #[test]
    fn no_name_upsets_the_view(value in any_json(), name in ".{0,8}") {
        let value = Value::from(value);
        prop_assert!(value.text(&name).is_nothing() || value.number(&name).is_nan());
    }
}
