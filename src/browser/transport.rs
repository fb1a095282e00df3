//! Token requests over the platform's fetch, with one deadline for headers and body.

use super::Browser;
use super::timer::Timer;
use crate::client::ports::{Transport, WireFault};
use crate::protocol::http::{Reply, TokenRequest};
use crate::protocol::secret::Secret;
use crate::protocol::time::Millis;
use js_sys::{Date, Function, Object, Promise, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Response};

/// How token requests go out.
pub struct Wire {
    /// The fetch to use, captured when the client was made: scripts that wrap fetch later never see a refresh token.
    pub fetch: Function,
    /// Deadline for one whole exchange.
    pub timeout: Millis,
}

impl Transport for Browser {
    async fn exchange(&self, request: TokenRequest) -> Result<Reply, WireFault> {
        let Ok(controller) = AbortController::new() else { return Err(WireFault::Network) };
        let late = Rc::new(Cell::new(false));
        let _deadline = Timer::start(self.wire.timeout, {
            let (late, controller) = (Rc::clone(&late), controller.clone());
            move || {
                late.set(true);
                controller.abort();
            }
        });
        // Where the exchange is over, aborting it does nothing.
        let guard = AbortOnDrop(controller);
        send(&self.wire.fetch, &request, &guard.0)
            .await
            .map_err(|()| if late.get() { WireFault::Timeout } else { WireFault::Network })
    }
}

async fn send(fetch: &Function, request: &TokenRequest, controller: &AbortController) -> Result<Reply, ()> {
    let init = init(request, controller);
    let sent = fetch.call2(&JsValue::UNDEFINED, &request.url.as_str().into(), &init).map_err(drop)?;
    let answer = JsFuture::from(Promise::resolve(&sent)).await.map_err(drop)?;
    // A shim for fetch may answer anything.
    let Some(response) = answer.dyn_ref::<Response>() else {
        return Ok(Reply { status: 0, body: Secret::new(String::new()), retry_after: None });
    };
    let text = JsFuture::from(response.text().map_err(drop)?).await.map_err(drop)?;
    let retry_after = response.headers().get("Retry-After").ok().flatten();
    Ok(Reply {
        status: response.status(),
        body: Secret::new(text.as_string().unwrap_or_default()),
        retry_after: retry_after.map(|value| wait(&value)),
    })
}

/// Headers that need no preflight; nothing cached, no cookies, and no redirect that would carry a password along.
fn init(request: &TokenRequest, controller: &AbortController) -> Object {
    let set = |object: &Object, name: &str, value: &JsValue| drop(Reflect::set(object, &name.into(), value));
    let headers = Object::new();
    set(&headers, "Content-Type", &"application/x-www-form-urlencoded".into());
    set(&headers, "Accept", &"application/json".into());
    let init = Object::new();
    set(&init, "method", &"POST".into());
    set(&init, "headers", &headers);
    set(&init, "body", &request.form.expose().into());
    set(&init, "signal", &controller.signal());
    set(&init, "cache", &"no-store".into());
    set(&init, "credentials", &"omit".into());
    set(&init, "redirect", &"manual".into());
    set(&init, "referrerPolicy", &"no-referrer".into());
    init
}

/// `Retry-After` in milliseconds from now: seconds, or a date (RFC 9110 section 10.2.3). NaN for anything else.
fn wait(value: &str) -> Millis {
    match value.trim().parse::<u32>() {
        Ok(seconds) => f64::from(seconds) * 1000.0,
        Err(_) => Date::parse(value) - Date::now(),
    }
}

/// Ends a request that nobody waits for any more.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
