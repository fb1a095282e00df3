//! How an order is to be paid. No money moves: whoever may administer orders says what has been accepted.

use crate::clock::serialize_iso;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The ways of paying that the platform knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PaymentType {
    PurchaseOrder,
    CreditCard,
    SpendingAccount,
}

/// One payment of an order; without an amount it covers the whole.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Payment {
    #[serde(rename = "ID")]
    pub id: String,
    pub r#type: PaymentType,
    #[serde(serialize_with = "serialize_iso")]
    pub date_created: Timestamp,
    #[serde(rename = "CreditCardID")]
    pub credit_card_id: Option<String>,
    #[serde(rename = "SpendingAccountID")]
    pub spending_account_id: Option<String>,
    pub description: Option<String>,
    pub amount: Option<f64>,
    pub accepted: bool,
    #[serde(rename = "xp")]
    pub xp: Map<String, Value>,
    pub transactions: Vec<Transaction>,
}

/// What a payment service has said about a payment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Transaction {
    #[serde(rename = "ID")]
    pub id: String,
    pub r#type: String,
    pub date_executed: Option<String>,
    pub currency: Option<String>,
    pub amount: Option<f64>,
    pub succeeded: bool,
    pub result_code: Option<String>,
    pub result_message: Option<String>,
    #[serde(rename = "xp")]
    pub xp: Map<String, Value>,
}
