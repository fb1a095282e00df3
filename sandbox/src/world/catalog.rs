//! What the shop sells. The seed holds the shopkeeper's short form; the wire form is made in `api::products`.
//! One catalogue, one price for everybody, no variants.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The one catalogue of the marketplace.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Catalog {
    #[serde(rename = "ID")]
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: Option<String>,
    pub currency: String,
}

/// A shelf.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Category {
    #[serde(rename = "ID")]
    pub id: String,
    pub name: String,
    pub description: String,
    pub list_order: i64,
    #[serde(default, rename = "xp")]
    pub xp: Map<String, Value>,
}

/// A thing on a shelf; `price` in the catalogue's currency.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Product {
    #[serde(rename = "ID")]
    pub id: String,
    pub name: String,
    pub description: String,
    pub price: f64,
    #[serde(rename = "CategoryID")]
    pub category_id: String,
    pub stock: i64,
    #[serde(default, rename = "xp")]
    pub xp: Map<String, Value>,
}
