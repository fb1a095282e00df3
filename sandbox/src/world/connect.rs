//! Single sign-on and impersonation as the marketplace has configured them.
//! Plain records; `sso` and `api::users` act on them.

use serde::{Deserialize, Serialize};

/// How one API client's users may sign in at an identity provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OpenIdConnect {
    #[serde(default, rename = "ID")]
    pub id: String,
    #[serde(rename = "OrderCloudApiClientID")]
    pub api_client_id: String,
    #[serde(rename = "ConnectClientID")]
    pub connect_client_id: String,
    pub connect_client_secret: String,
    pub app_start_url: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    #[serde(default)]
    pub url_encoded: bool,
    #[serde(default, rename = "IntegrationEventID")]
    pub integration_event_id: Option<String>,
    #[serde(default)]
    pub call_sync_user_integration_event: bool,
    #[serde(default)]
    pub additional_idp_scopes: Vec<String>,
    #[serde(default)]
    pub custom_error_url: Option<String>,
}

/// Who may act as whom, through which client, with which roles.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ImpersonationConfig {
    #[serde(default, rename = "ID")]
    pub id: String,
    #[serde(default, rename = "ImpersonationBuyerID")]
    pub impersonation_buyer_id: Option<String>,
    #[serde(default, rename = "ImpersonationUserID")]
    pub impersonation_user_id: Option<String>,
    #[serde(default, rename = "UserID")]
    pub user_id: Option<String>,
    #[serde(rename = "SecurityProfileID")]
    pub security_profile_id: String,
    #[serde(rename = "ClientID")]
    pub client_id: String,
}

impl ImpersonationConfig {
    /// Whether `impersonator` may act as `user` of `buyer` under this rule.
    pub fn covers(&self, client_id: &str, impersonator: &str, buyer: &str, user: &str) -> bool {
        self.client_id.eq_ignore_ascii_case(client_id)
            && self.user_id.as_ref().is_none_or(|id| id == impersonator)
            && self.impersonation_buyer_id.as_ref().is_none_or(|id| id == buyer)
            && self.impersonation_user_id.as_ref().is_none_or(|id| id == user)
    }
}
