//! What the tests share: a scripted server, stubs for the page, short ways to use a client and to look at what it did.

mod client;
mod page;
mod server;

pub use client::{Client, Method, send, send_value};
pub use page::*;
pub use server::{Server, jwt};

use js_sys::{Array, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Who signs in where it does not matter who.
pub const ADA: &str = "{ username: 'ada', password: 'pass-ada' }";

/// The value of a JavaScript expression.
pub fn value(expression: &str) -> JsValue {
    js_sys::eval(&format!("({expression})")).unwrap_or_else(|_| panic!("no expression: {expression}"))
}

/// Reads along a path such as `claims.raw`.
pub fn read(from: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(from.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap_or_default())
}

/// Whether a value is a frozen object.
pub fn is_frozen(value: &JsValue) -> bool {
    value.is_object() && Object::is_frozen(value.unchecked_ref::<Object>())
}

/// Reads a text along a path; empty where there is none.
pub fn text(from: &JsValue, path: &str) -> String {
    read(from, path).as_string().unwrap_or_default()
}

/// The value as JSON.
pub fn show(value: &JsValue) -> String {
    JSON::stringify(value).map_or_else(|_| "no JSON".into(), String::from)
}

/// The `code` of an error.
pub fn code_of(error: &JsValue) -> String {
    text(error, "code")
}

/// What an error is about: the name that its message will end with.
pub fn about(error: &JsValue) -> String {
    text(error, "message").split_once(": ").map(|(_, name)| name.to_owned()).unwrap_or_default()
}

/// Tries to open a client of the server's own id. What the options say goes before what is usual here.
pub async fn try_open(server: &Server, options: &str) -> Result<Client, JsValue> {
    let usual = value("{ baseUrl: 'https://api.test' }");
    Reflect::set(&usual, &"clientId".into(), &server.client_id().into()).unwrap();
    Reflect::set(&usual, &"fetch".into(), &server.fetch()).unwrap();
    let own: Object = value(&format!("{{ {options} }}")).unchecked_into();
    Client::open(Object::assign(&usual.unchecked_into(), &own).into()).await
}

/// Opens a client the way the loader does. Another one with the same server and options is another tab, or a reload.
pub async fn open(server: &Server, options: &str) -> Client {
    try_open(server, options).await.unwrap_or_else(|error| panic!("not opened: {}", show(&error)))
}

/// Opens a client and signs in; the access token is good for as many seconds.
pub async fn signed_in(server: &Server, seconds: f64) -> Client {
    let client = open(server, "").await;
    server.next_token(&format!("issue({{}}, {{ expires_in: {seconds} }})"));
    ok(client.login(&value(ADA))).await;
    client
}

/// Signs in and waits until the access token has expired; the refresh token is still good.
pub async fn expired(server: &Server) -> Client {
    let client = signed_in(server, 0.02).await;
    sleep(30.0).await;
    client
}

/// What a promise is fulfilled with.
pub async fn ok(promise: Promise) -> JsValue {
    JsFuture::from(within(&promise))
        .await
        .unwrap_or_else(|error| panic!("rejected: {} {error:?}", show(&error)))
}

/// What promises are fulfilled with.
pub async fn all_ok(promises: &Array) -> Array {
    ok(Promise::all(promises)).await.into()
}

/// What a promise is rejected with.
pub async fn refused(promise: Promise) -> JsValue {
    match JsFuture::from(within(&promise)).await {
        Err(error) => error,
        Ok(value) => panic!("fulfilled: {value:?}"),
    }
}

/// The code of the error that a promise is rejected with; where that is no error of ours, its name.
pub async fn code(promise: Promise) -> String {
    match JsFuture::from(within(&promise)).await {
        Ok(_) => "fulfilled".into(),
        Err(error) if code_of(&error).is_empty() => {
            [text(&error, "name"), text(&error, "message")].join(": ")
        }
        Err(error) => code_of(&error),
    }
}

/// Waits.
pub async fn sleep(ms: f64) {
    ok(later(ms)).await;
}

/// Waits for something that happens soon.
pub async fn until(what: impl Fn() -> bool) {
    for _ in 0..500 {
        if what() {
            return;
        }
        sleep(5.0).await;
    }
    panic!("it did not happen within 2.5 seconds and more");
}

/// The status with which a call to the API was answered.
pub async fn status(promise: Promise) -> f64 {
    read(&ok(promise).await, "status").as_f64().unwrap()
}

/// `session.kind`.
pub fn kind(client: &Client) -> String {
    text(&client.session(), "kind")
}

/// `capabilities.storage`.
pub fn place(client: &Client) -> String {
    text(&client.capabilities(), "storage")
}

/// A growing list of the events that a client tells.
pub fn events(client: &Client) -> Array {
    let list = Array::new();
    client.subscribe(recorder(&list).into()).unwrap();
    list
}

/// The same for a client that has told something before; that is left out.
pub async fn later_events(client: &Client) -> Array {
    let list = events(client);
    sleep(0.0).await;
    list.set_length(0);
    list
}

/// Events in short: `session:login storage:full`.
pub fn heard(events: &Array) -> String {
    let short = |event: JsValue| {
        let about = ["cause", "problem"].map(|field| text(&event, field)).concat();
        [text(&event, "type"), about].join(":")
    };
    events.iter().map(short).collect::<Vec<_>>().join(" ")
}
