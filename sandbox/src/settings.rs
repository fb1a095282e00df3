//! What may change while the sandbox runs.
//! Where the real platform's behaviour is not published, the choice is a setting and its doc comment says "our guess".

use serde::{Deserialize, Serialize};

/// What happens to a refresh token that is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rotation {
    /// It stays valid and comes back unchanged.
    None,
    /// A successor replaces it; for some seconds the used one still gives that same successor.
    #[default]
    Grace,
    /// A successor replaces it; using the old one again revokes the whole family.
    Strict,
}

/// Settings that `PUT /_sandbox/settings` can change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Refresh token rotation. Our guess at the platform: unpublished.
    pub rotation: Rotation,
    /// How long a used refresh token is still accepted under [`Rotation::Grace`].
    pub grace_seconds: i64,
    /// Overrides every API client's access token minutes.
    pub access_token_seconds: Option<i64>,
    /// Overrides the refresh token minutes of API clients that have any.
    pub refresh_token_seconds: Option<i64>,
    /// Overrides the anonymous token minutes.
    pub anonymous_token_seconds: Option<i64>,
    /// Moves the whole sandbox's clock against the machine's.
    pub clock_skew_seconds: i64,
    /// Origins that may call from a browser; `*` is any.
    pub cors_origins: Vec<String>,
    /// Whether each refresh starts the refresh token's lifetime anew. Our guess: it does not.
    pub sliding_refresh: bool,
    /// The claim `iss`; none means the base address. Our guess: one per environment.
    pub issuer: Option<String>,
    /// The claim that carries `anonuserid`; none leaves it out. Our guess: no claim is documented.
    pub anon_user_id_claim: Option<String>,
    /// Whether the token endpoint takes client credentials by HTTP Basic. Our guess: it does not.
    pub basic_auth: bool,
    /// Whether `/oauth/certs/{kid}` asks for a token. Our guess: a public key is public.
    pub certs_need_token: bool,
    /// Whether a token without any role is given when nothing asked for is available. Our guess: yes.
    pub allow_empty_roles: bool,
    /// Whether an API client's `MinimumRequiredRoles` refuse users who lack one. Our guess: yes.
    pub enforce_minimum_roles: bool,
    /// Whether a guest's token can still look around after its order went to a user. Our guess: yes, but not buy.
    pub transferred_token_usable: bool,
    /// The status that goes with `Api.Offline`. Our guess: 503.
    pub offline_status: u16,
    /// Which league server OroCommerce is built on; it decides how a dead refresh token is refused.
    pub league_version: LeagueVersion,
    /// Whether times in OroCommerce's tokens have a fractional part, as some versions of its library write them.
    pub fractional_times: bool,
    /// Whether visitors may have shopping lists at OroCommerce.
    pub guest_shopping_lists: bool,
    /// Origins that may call OroCommerce from a browser; it denies all until told otherwise.
    pub oro_cors_origins: Vec<String>,
}

/// The line of the league server that OroCommerce runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeagueVersion {
    /// 8.5: a dead refresh token is 401 `invalid_request`, and errors repeat themselves as `message`.
    #[default]
    #[serde(rename = "8.5")]
    V8,
    /// 9.x: a dead refresh token is 400 `invalid_grant`.
    #[serde(rename = "9")]
    V9,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rotation: Rotation::default(),
            grace_seconds: 10,
            access_token_seconds: None,
            refresh_token_seconds: None,
            anonymous_token_seconds: None,
            clock_skew_seconds: 0,
            cors_origins: vec!["*".to_owned()],
            sliding_refresh: false,
            issuer: None,
            anon_user_id_claim: None,
            basic_auth: false,
            certs_need_token: false,
            allow_empty_roles: true,
            enforce_minimum_roles: true,
            transferred_token_usable: true,
            offline_status: 503,
            league_version: LeagueVersion::default(),
            fractional_times: false,
            guest_shopping_lists: true,
            oro_cors_origins: Vec::new(),
        }
    }
}

impl Settings {
    /// Whether a browser page of this origin may read our answers.
    pub(crate) fn allows_origin(&self, origin: &str) -> bool {
        any_allows(&self.cors_origins, origin)
    }

    /// The same for OroCommerce's side.
    pub(crate) fn oro_allows_origin(&self, origin: &str) -> bool {
        any_allows(&self.oro_cors_origins, origin)
    }
}

fn any_allows(origins: &[String], origin: &str) -> bool {
    origins.iter().any(|allowed| allowed == "*" || allowed == origin)
}
