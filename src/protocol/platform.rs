//! The commerce platforms whose token endpoint is spoken, and everything in which they differ when they are asked.
//!
//! What they answer is read by one rule for all: their claims and errors do not contradict each other. A third platform is
//! one more `const` here and its name in [`Platform::ALL`].

/// The facts about a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The name in the option `platform`.
    pub name: &'static str,
    /// Path of the token endpoint below the base URL.
    pub token_path: &'static str,
    /// The user name and password that anybody may use to become a guest. None: a guest asks for client credentials without
    /// a secret.
    pub guest: Option<&'static str>,
    /// The field by which a login hands over what the guest has. None: that takes a call of its own.
    pub guest_field: Option<&'static str>,
    /// Whether an application asks in JSON, as the vendor documents it. All else goes as a form, also where both are
    /// understood: a form needs no preflight.
    pub is_json: bool,
}

/// Sitecore OrderCloud.
pub const ORDERCLOUD: Platform = Platform {
    name: "ordercloud",
    token_path: "/oauth/token",
    guest: None,
    guest_field: None,
    is_json: false,
};

/// OroCommerce (bundle OAuth2ServerBundle, on league/oauth2-server).
pub const OROCOMMERCE: Platform = Platform {
    name: "orocommerce",
    token_path: "/oauth2-token",
    guest: Some("guest"),
    guest_field: Some("visitor_access_token"),
    is_json: true,
};

impl Platform {
    /// All that are known; the first is meant where none is named.
    pub const ALL: [Self; 2] = [ORDERCLOUD, OROCOMMERCE];
}
