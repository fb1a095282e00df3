//! The API client: the application that a user signs in through, and whom it lets in.
//! Tokens are given elsewhere; this only knows the rules that the seller has set.

use super::{Affiliation, User, World};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An application of the marketplace; durations are minutes, as on the wire.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ApiClient {
    #[serde(default, rename = "ID")]
    pub id: String,
    pub app_name: String,
    #[serde(default)]
    pub active: bool,
    #[serde(default)]
    pub client_secret: Option<String>,
    pub access_token_duration: i64,
    #[serde(default)]
    pub refresh_token_duration: i64,
    #[serde(default = "seven_days")]
    pub anonymous_token_duration: i64,
    #[serde(default)]
    pub default_context_user_name: Option<String>,
    #[serde(default)]
    pub allow_any_buyer: bool,
    #[serde(default)]
    pub allow_any_supplier: bool,
    #[serde(default)]
    pub allow_seller: bool,
    #[serde(default)]
    pub is_anon_buyer: bool,
    #[serde(default)]
    pub minimum_required_roles: Vec<String>,
    #[serde(default)]
    pub minimum_required_custom_roles: Vec<String>,
    #[serde(default)]
    pub maximum_granted_roles: Vec<String>,
    #[serde(default)]
    pub maximum_granted_custom_roles: Vec<String>,
    #[serde(default, rename = "OrderCheckoutIntegrationEventID")]
    pub order_checkout_integration_event_id: Option<String>,
    #[serde(default, rename = "OrderReturnIntegrationEventID")]
    pub order_return_integration_event_id: Option<String>,
    #[serde(default, rename = "AddToCartIntegrationEventID")]
    pub add_to_cart_integration_event_id: Option<String>,
    #[serde(default, rename = "xp")]
    pub xp: Map<String, Value>,
}

fn seven_days() -> i64 {
    10_080
}

/// A further secret of an API client; the value itself is only told once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClientSecret {
    #[serde(default, rename = "ID")]
    pub id: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub expiration: Option<Timestamp>,
    #[serde(skip)]
    pub api_client_id: String,
    #[serde(skip)]
    pub value: String,
}

/// Opens an API client to one company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Assignment {
    #[serde(rename = "ApiClientID")]
    pub api_client_id: String,
    #[serde(default, rename = "BuyerID")]
    pub buyer_id: Option<String>,
    #[serde(default, rename = "SupplierID")]
    pub supplier_id: Option<String>,
}

impl World {
    /// Client ids are GUIDs: case does not matter.
    pub fn api_client(&self, id: &str) -> Option<&ApiClient> {
        self.api_clients.iter().find(|client| client.id.eq_ignore_ascii_case(id))
    }

    /// Whether `secret` is what the client needs: nothing, its own secret, or one of its further ones.
    pub fn proves(&self, client: &ApiClient, secret: Option<&str>, now: Timestamp) -> bool {
        let mut further =
            self.client_secrets.iter().filter(|further| further.api_client_id == client.id).peekable();
        if client.client_secret.is_none() && further.peek().is_none() {
            return true;
        }
        let Some(secret) = secret else { return false };
        client.client_secret.as_deref() == Some(secret)
            || further
                .any(|further| further.value == secret && further.expiration.is_none_or(|end| now < end))
    }

    /// Whether the client has any secret at all.
    pub fn has_secret(&self, client: &ApiClient) -> bool {
        client.client_secret.is_some()
            || self.client_secrets.iter().any(|further| further.api_client_id == client.id)
    }

    /// Whether the user's company may come in through this client: by a flag, or by an assignment.
    pub fn admits(&self, client: &ApiClient, user: &User) -> bool {
        let by_assignment = |of: fn(&Assignment) -> Option<&String>, company: &String| {
            self.api_client_assignments
                .iter()
                .any(|assignment| assignment.api_client_id == client.id && of(assignment) == Some(company))
        };
        match &user.affiliation {
            Affiliation::Buyer(id) => client.allow_any_buyer || by_assignment(|a| a.buyer_id.as_ref(), id),
            Affiliation::Supplier(id) => {
                client.allow_any_supplier || by_assignment(|a| a.supplier_id.as_ref(), id)
            }
            Affiliation::Seller => client.allow_seller,
        }
    }
}
