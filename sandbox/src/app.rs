//! All routes put together, with the layers around them: the request log and CORS.

use crate::{
    api,
    config::Config,
    control,
    http::ApiError,
    idp, oauth, oro,
    settings::Settings,
    sso,
    state::{Sandbox, Shared},
};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    middleware,
};
use std::time::Duration;
use tower_http::{
    cors::{AllowHeaders, AllowOrigin, CorsLayer},
    services::ServeDir,
};

/// The sandbox as a router.
///
/// # Errors
/// If the seed does not make a marketplace.
pub fn app(config: Config) -> anyhow::Result<Router> {
    let pictures = config.pictures.clone();
    let sandbox = Sandbox::start(config)?;
    // CORS is the outermost layer, so that a page can read refusals and ordered faults as well.
    let record = || middleware::from_fn_with_state(sandbox.clone(), control::record);
    let ordercloud = Router::new()
        .merge(oauth::routes())
        .merge(api::routes())
        .merge(sso::routes())
        .merge(idp::routes())
        .fallback(|| async { ApiError::not_found("Endpoint", "") })
        .layer(record())
        .layer(cors(&sandbox, Settings::allows_origin).allow_methods(API_METHODS));
    let oro_cors = || cors(&sandbox, Settings::oro_allows_origin);
    let token_cors = oro_cors()
        .allow_methods([Method::OPTIONS, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE]);
    let api_cors = oro_cors()
        .allow_methods(API_METHODS)
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, oro::INCLUDE])
        .expose_headers([header::RETRY_AFTER, header::WWW_AUTHENTICATE, oro::TOTAL_COUNT]);
    let orocommerce = Router::new()
        .merge(oro::token_routes().layer(record()).layer(token_cors))
        .merge(oro::api_routes().layer(record()).layer(api_cors));
    let mut all = Router::new().merge(ordercloud).merge(orocommerce).merge(control::routes());
    if let Some(folder) = pictures {
        all = all.nest_service("/pictures", ServeDir::new(folder));
    }
    Ok(all.layer(middleware::from_fn(control::no_production_host)).with_state(sandbox))
}

const API_METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// What a browser client needs: an allowed origin, bearer and JSON headers, no cookies.
fn cors(sandbox: &Shared, allows: fn(&Settings, &str) -> bool) -> CorsLayer {
    let sandbox = sandbox.clone();
    let allowed = move |origin: &HeaderValue| {
        origin.to_str().is_ok_and(|origin| allows(&sandbox.lock().settings, origin))
    };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| allowed(origin)))
        .allow_headers(AllowHeaders::list([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT]))
        .expose_headers([header::RETRY_AFTER, HeaderName::from_static("www-authenticate")])
        .max_age(Duration::from_secs(600))
}
