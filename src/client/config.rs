//! Options, parsed once. Whatever is odd about them is told by name before anything happens.

use super::error::{Code, Error};
use crate::protocol::fields::Fields;
use crate::protocol::platform::Platform;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::time::Millis;

/// Options in the form the client works with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The OrderCloud API client's ID.
    pub client_id: String,
    /// The API client's secret; never in a page.
    pub client_secret: Option<Secret>,
    /// Origin and path prefix of token endpoint and API, without a slash at the end.
    pub base_url: String,
    /// Roles asked for.
    pub scope: Scope,
    /// Whether the first call that needs a token while signed out begins a guest session.
    pub automatic_guest: bool,
    /// The platform, with all that is particular about it.
    pub platform: Platform,
    /// Whether the server ends a session whose refresh token is used twice.
    pub is_strict: bool,
    /// Tells apart two sessions of one client id and base URL.
    pub name: String,
    /// Deadline for one whole token exchange.
    pub timeout: Millis,
}

/// Longest deadline that the platform's timers can hold: 2^31 - 1 milliseconds.
const LONGEST_TIMEOUT: Millis = 2_147_483_647.0;

impl Config {
    /// Parses the options that concern the session. `base_url` comes parsed by the platform's URL parser, `None` if it
    /// could not be. `in_page`: shoppers can read what this code is given.
    pub fn parse<F: Fields>(options: &F, base_url: Option<String>, in_page: bool) -> Result<Self, Error> {
        for (name, words) in WORDS {
            let fits = match options.text(name) {
                Some(text) => words.is_empty() || words.contains(&text.as_str()),
                None => options.is_absent(name),
            };
            if !fits {
                return Err(Error::config(name));
            }
        }
        let client_id = options.text("clientId").unwrap_or_default();
        if client_id.is_empty() || !client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::config("clientId"));
        }
        let base_url = base_url.ok_or(Error::config("baseUrl"))?;
        let client_secret = options.text("clientSecret");
        if client_secret.as_deref() == Some("") {
            return Err(Error::config("clientSecret"));
        }
        if in_page && client_secret.is_some() {
            return Err(Code::SecretInBrowser.into());
        }
        let timeout = options.number("timeoutMs");
        if !timeout.map_or(options.is_absent("timeoutMs"), |millis| (1.0..=LONGEST_TIMEOUT).contains(&millis))
        {
            return Err(Error::config("timeoutMs"));
        }
        Ok(Self {
            client_id,
            client_secret: client_secret.map(Secret::new),
            base_url,
            scope: scope(options)?,
            automatic_guest: options.text("anonymous").as_deref() == Some("automatic"),
            platform: platform(options)?,
            is_strict: options.text("rotation").as_deref() == Some("strict"),
            name: options.text("name").unwrap_or_default(),
            timeout: timeout.unwrap_or(8_000.0),
        })
    }
}

/// Options that are text, and the words each may be; none: any text.
const WORDS: [(&str, &[&str]); 5] = [
    ("clientId", &[]),
    ("clientSecret", &[]),
    ("name", &[]),
    ("rotation", &["none", "grace", "strict"]),
    ("anonymous", &["automatic", "manual"]),
];

fn platform<F: Fields>(options: &F) -> Result<Platform, Error> {
    let name = text(options, "platform")?;
    let known = Platform::ALL.into_iter().find(|known| name.as_deref().is_none_or(|name| name == known.name));
    known.ok_or(Error::config("platform"))
}

/// Reads the option `scope`: a list of role names.
pub fn scope<F: Fields>(options: &F) -> Result<Scope, Error> {
    if options.is_absent("scope") {
        return Ok(Scope::default());
    }
    options.texts("scope").and_then(Scope::parse).ok_or(Error::config("scope"))
}

/// Reads an optional text option.
pub fn text<F: Fields>(options: &F, name: &'static str) -> Result<Option<String>, Error> {
    let text = options.text(name);
    if text.is_none() && !options.is_absent(name) { Err(Error::config(name)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parse(change: Value) -> Result<Config, Error> {
        let mut options = json!({"clientId": "c-1"});
        for (name, value) in change.as_object().unwrap() {
            options[name] = value.clone();
        }
        Config::parse(&options, Some("https://api.example".into()), false)
    }

    #[test]
    fn a_client_id_and_a_base_url_are_enough() {
        let config = parse(json!({})).unwrap();
        assert_eq!(config.timeout, 8_000.0);
        assert!(!config.automatic_guest);
        assert_eq!(config.scope, Scope::default());
        assert_eq!(config.client_secret, None);
    }

    #[test]
    fn odd_options_are_named() {
        for (option, values) in [
            (
                "clientId",
                vec![json!(""), json!(7), json!(null), json!("two words"), json!("line\n"), json!("\u{e9}")],
            ),
            ("scope", vec![json!("Shopper"), json!(["a b"]), json!([1]), json!([""])]),
            ("anonymous", vec![json!("yes"), json!(true), json!("")]),
            ("name", vec![json!(1), json!({})]),
            ("timeoutMs", vec![json!(0), json!(-1), json!("8000"), json!(1e12), json!(0.5)]),
            ("platform", vec![json!("magento"), json!(1)]),
            ("rotation", vec![json!("always"), json!(false)]),
            ("clientSecret", vec![json!(""), json!(1)]),
        ] {
            for value in values {
                assert_eq!(parse(json!({option: value})), Err(Error::config(option)), "{option}: {value}");
            }
        }
        assert_eq!(Config::parse(&json!({"clientId": "c"}), None, false), Err(Error::config("baseUrl")));
    }

    #[test]
    fn null_means_left_out() {
        let nothing =
            json!({"scope": null, "anonymous": null, "name": null, "timeoutMs": null, "rotation": null});
        assert_eq!(parse(nothing), parse(json!({})));
    }

    #[test]
    fn a_secret_is_refused_where_shoppers_can_read_it() {
        let options = json!({"clientId": "c", "clientSecret": "s"});
        let base = Some("https://api.example".to_owned());
        assert_eq!(Config::parse(&options, base.clone(), true), Err(Code::SecretInBrowser.into()));
        assert!(Config::parse(&options, base, false).unwrap().client_secret.is_some());
    }
}
