//! A caller's call, in the platform's own terms: what goes in and comes out is what the platform's fetch takes and gives.

use super::global::global;
use crate::client::ports::{Call, Destination};
use crate::protocol::secret::Secret;
use js_sys::{Function, Object, Promise, Reflect, Symbol};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Request, RequestInit, Response, Url};

/// Where calls may carry the access token.
pub struct Origins {
    /// Where relative URLs start: origin and path prefix of the API, without a slash at the end.
    pub base_url: String,
    /// Origins as the URL standard serializes them; that of the base URL is among them.
    pub allowed: Vec<String>,
}

/// One call, ready to be sent.
pub struct ApiCall {
    form: Form,
    headers: Headers,
    destination: Destination,
    /// The application's own fetch; otherwise the global one of the moment, so that wrappers (tracing) are honoured.
    fetch: Option<Function>,
}

enum Form {
    /// A URL and options: sent again from the same two.
    Url { href: String, init: Object, replayable: bool },
    /// A Request: each time a copy is sent, so that the body is still there for a second time.
    Request(Request),
}

impl ApiCall {
    /// Reads `input` and `init` as fetch does. Throws what fetch would throw.
    pub fn new(
        input: &JsValue,
        init: &JsValue,
        origins: &Origins,
        fetch: Option<Function>,
    ) -> Result<Self, JsValue> {
        let form = match input.dyn_ref::<Request>() {
            Some(request) if !init.is_object() => Form::Request(Clone::clone(request)),
            Some(request) => Form::Request(Request::new_with_request_and_init(
                request,
                init.unchecked_ref::<RequestInit>(),
            )?),
            None => {
                let text = as_text(input)?;
                Form::Url {
                    href: origins.resolve(&text)?,
                    replayable: !is_stream(&field(init, "body")),
                    init: if init.is_object() {
                        Object::assign(&Object::new(), init.unchecked_ref())
                    } else {
                        Object::new()
                    },
                }
            }
        };
        let (url, headers) = match &form {
            Form::Url { href, init, .. } => (href.clone(), headers(&field(init, "headers"))?),
            Form::Request(request) => (request.url(), request.headers()),
        };
        let destination = if headers.has("Authorization")? {
            Destination::OwnAuthorization
        } else if origins.allow(&url) {
            Destination::Allowed
        } else {
            Destination::Foreign
        };
        Ok(Self { form, headers, destination, fetch })
    }

    /// The caller's AbortSignal.
    pub fn signal(&self) -> Option<AbortSignal> {
        match &self.form {
            Form::Url { init, .. } => field(init, "signal").dyn_into().ok(),
            Form::Request(request) => Some(request.signal()),
        }
    }
}

impl Call for ApiCall {
    type Answer = Response;
    type Fault = JsValue;

    fn destination(&self) -> Destination {
        self.destination
    }

    fn is_replayable(&self) -> bool {
        !matches!(self.form, Form::Url { replayable: false, .. })
    }

    async fn send(&self, bearer: Option<&Secret>) -> Result<Response, JsValue> {
        let value = bearer.map(|token| ["Bearer ", token.expose()].concat());
        let (input, init): (JsValue, JsValue) = match &self.form {
            Form::Url { href, init, .. } => {
                if let Some(value) = value {
                    self.headers.set("Authorization", &value)?;
                    Reflect::set(init, &"headers".into(), &self.headers)?;
                }
                (href.as_str().into(), init.into())
            }
            Form::Request(request) => match value {
                Some(value) => {
                    let copy = request.clone()?;
                    copy.headers().set("Authorization", &value)?;
                    (copy.into(), JsValue::UNDEFINED)
                }
                None => (request.into(), JsValue::UNDEFINED),
            },
        };
        let fetch = match &self.fetch {
            Some(own) => own.clone(),
            None => global("fetch").dyn_into()?,
        };
        let sent = fetch.call2(&JsValue::UNDEFINED, &input, &init)?;
        Ok(JsFuture::from(Promise::resolve(&sent)).await?.unchecked_into())
    }

    fn is_unauthorized(answer: &Response) -> bool {
        field(answer, "status").as_f64() == Some(401.0)
    }
}

impl Origins {
    /// An absolute URL as it is; anything else below the base URL, whose path prefix stays in front also of a path that
    /// begins with a slash.
    fn resolve(&self, url: &str) -> Result<String, JsValue> {
        let prefixed = match url.strip_prefix('/') {
            Some(rest) if !rest.starts_with(['/', '\\']) => [&self.base_url, url].concat(),
            _ => url.to_owned(),
        };
        Ok(Url::new_with_base(&prefixed, &[&self.base_url, "/"].concat())?.href())
    }

    /// Whether the token may go to this absolute URL. A `blob:` URL has the origin of whoever made it, and no server.
    fn allow(&self, url: &str) -> bool {
        let Ok(url) = Url::new(url) else { return false };
        let origin = url.origin();
        url.protocol().starts_with("http") && self.allowed.contains(&origin)
    }
}

fn headers(init: &JsValue) -> Result<Headers, JsValue> {
    if init.is_undefined() {
        Headers::new()
    } else {
        Headers::new_with_record_from_str_to_str(init.unchecked_ref())
    }
}

/// What `String(input)` says, as fetch takes anything that is no Request.
fn as_text(input: &JsValue) -> Result<String, JsValue> {
    if let Some(text) = input.as_string() {
        return Ok(text);
    }
    let to_string: Function = global("String").dyn_into()?;
    Ok(to_string.call1(&JsValue::UNDEFINED, input)?.as_string().unwrap_or_default())
}

/// A body that can be read only once.
fn is_stream(body: &JsValue) -> bool {
    let has = |name: &JsValue| Reflect::get(body, name).is_ok_and(|member| member.is_function());
    body.is_object() && (has(&"getReader".into()) || has(&Symbol::async_iterator()))
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}
