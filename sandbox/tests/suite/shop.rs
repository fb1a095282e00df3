//! A sandbox to talk to: the router, a clock that stands still, and short ways to ask.
//! Helpers only: nothing is asserted here but what a test cannot go on without.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http_body_util::BodyExt;
use sandbox::{Clock, Config, Seed, app};
use serde_json::Value;
use tower::ServiceExt;

pub const SHOP: &str = "11111111-1111-4111-8111-111111111111";
pub const MEMBERS: &str = "22222222-2222-4222-8222-222222222222";
pub const INTEGRATION: &str = "33333333-3333-4333-8333-333333333333";
pub const SUPPLIERS: &str = "44444444-4444-4444-8444-444444444444";
pub const ACME_ONLY: &str = "55555555-5555-4555-8555-555555555555";
pub const RETIRED: &str = "66666666-6666-4666-8666-666666666666";
pub const ELEVATED: &str = "77777777-7777-4777-8777-777777777777";

/// One answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// A string of the JSON body.
    pub fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no {name} in {self:?}")).to_owned()
    }

    pub fn access_token(&self) -> String {
        self.field("access_token")
    }

    pub fn refresh_token(&self) -> String {
        self.field("refresh_token")
    }

    /// `ErrorCode` of the first error.
    pub fn code(&self) -> String {
        self.json()["Errors"][0]["ErrorCode"]
            .as_str()
            .unwrap_or_else(|| panic!("no error in {self:?}"))
            .to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Checks status and code in one go.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{self:?}");
    }
}

/// A sandbox with the documented seed.
#[derive(Clone)]
pub struct Shop {
    router: Router,
    pub clock: Clock,
}

impl Shop {
    pub fn open() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::manual("2026-03-01T12:00:00Z".parse().unwrap());
        let mut config = Config::new(Seed::built_in().unwrap());
        config.clock = clock.clone();
        change(&mut config);
        Self { router: app(config).unwrap(), clock }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// An API or control call; a body goes as JSON.
    pub async fn call(&self, method: &str, path: &str, token: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path, token, None).await
    }

    /// A control call.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call(method, &format!("/_sandbox/{path}"), "", Some(body)).await
    }

    /// A token request with these fields.
    pub async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_form("/oauth/token", form).await
    }

    pub async fn post_form(&self, path: &str, form: String) -> Answer {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    pub async fn login(&self, client: &str, username: &str, password: &str) -> Answer {
        let who = [("username", username), ("password", password)];
        self.token(&[("grant_type", "password"), ("client_id", client), who[0], who[1]]).await
    }

    pub async fn ada(&self) -> Answer {
        self.login(SHOP, "ada", "Sandbox-Ada-1").await
    }

    pub async fn olivia(&self) -> String {
        self.login_with_secret("olivia", "Sandbox-Olivia-1").await.access_token()
    }

    async fn login_with_secret(&self, username: &str, password: &str) -> Answer {
        let secret = ("client_secret", "sandbox-integration-secret");
        let who = [("username", username), ("password", password)];
        self.token(&[("grant_type", "password"), ("client_id", INTEGRATION), secret, who[0], who[1]]).await
    }

    pub async fn guest(&self) -> String {
        self.token(&[("grant_type", "client_credentials"), ("client_id", SHOP)]).await.access_token()
    }

    pub async fn refresh(&self, client: &str, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)]).await
    }

    /// Puts something into a cart.
    pub async fn add(&self, token: &str, product: &str, quantity: i64) -> Answer {
        let line = serde_json::json!({ "ProductID": product, "Quantity": quantity });
        self.call("POST", "/v1/cart/lineitems", token, Some(line)).await
    }
}

pub async fn read(response: axum::response::Response) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// The decoded part of a token: 0 is the header, 1 the claims.
pub fn part(token: &str, index: usize) -> Value {
    let encoded = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
}

pub fn claims(token: &str) -> Value {
    part(token, 1)
}
