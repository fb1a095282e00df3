//! The commerce platforms: one row each, with everything in which they differ when they are asked.
//!
//! Both languages read these rows: the bridge makes a list for JavaScript of them. What platforms answer is read by one
//! rule for all, as their claims and errors do not contradict each other.

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
    /// What it has beside its token endpoint.
    pub features: Features,
}

/// What a platform has beside its token endpoint. A platform has nothing that is not named here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// A guest can become a user (`register`).
    pub register: bool,
    /// One-time passwords (`requestOneTimePassword`).
    pub one_time_password: bool,
    /// Single sign-on through OpenID Connect (`ssoUrl`, `completeSso`).
    pub sso: bool,
    /// A call that ends all of the user's tokens (`logout({ everywhere: true })`).
    pub revoke: bool,
}

/// Sitecore OrderCloud.
pub static ORDERCLOUD: Platform = Platform {
    name: "ordercloud",
    token_path: "/oauth/token",
    guest: None,
    guest_field: None,
    is_json: false,
    features: Features { register: true, one_time_password: true, sso: true, revoke: true },
};

/// OroCommerce (bundle OAuth2ServerBundle, on league/oauth2-server).
pub static OROCOMMERCE: Platform = Platform {
    name: "orocommerce",
    token_path: "/oauth2-token",
    guest: Some("guest"),
    guest_field: Some("visitor_access_token"),
    is_json: true,
    features: Features { register: false, one_time_password: false, sso: false, revoke: false },
};

impl Platform {
    /// All that there are.
    pub const ALL: [&Self; 2] = [&ORDERCLOUD, &OROCOMMERCE];

    /// The platform of this name. A name that is not in the list is no platform.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|known| known.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_no_platform() {
        assert_eq!(Platform::named("orocommerce"), Some(&OROCOMMERCE));
        for name in ["", "spryker", "OrderCloud", "constructor"] {
            assert_eq!(Platform::named(name), None, "{name}");
        }
    }
}
