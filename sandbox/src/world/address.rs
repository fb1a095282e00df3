//! Where something goes, and where the bill goes: kept by a shopper, or written on an order.
//! The rules of what is required are in `api`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An address as an order remembers it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Address {
    pub company_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub street1: Option<String>,
    pub street2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
    pub country: Option<String>,
    pub phone: Option<String>,
    pub address_name: Option<String>,
    #[serde(rename = "xp")]
    pub xp: Map<String, Value>,
}

/// An address of a shopper's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct BuyerAddress {
    pub shipping: bool,
    pub billing: bool,
    #[serde(flatten)]
    pub address: Address,
}

/// A card of a shopper's own: a token of some payment service and what may be shown of the card, never its number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct BuyerCreditCard {
    pub token: Option<String>,
    pub card_type: Option<String>,
    pub partial_account_number: Option<String>,
    pub cardholder_name: Option<String>,
    pub expiration_date: Option<String>,
    #[serde(rename = "xp")]
    pub xp: Map<String, Value>,
}

/// An address on an order: written there, or taken over from the shopper's own by its ID.
#[derive(Clone, Debug)]
pub(crate) struct OrderAddress {
    pub id: Option<String>,
    pub address: Address,
}
