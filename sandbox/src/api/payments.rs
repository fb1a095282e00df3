//! Payments of an order. A shopper says how it is to be paid; that a card payment has been accepted is for those to say
//! who may administer orders.

use super::{
    listing::{self, Listing},
    order_actions,
    order_lookup::OrderLookup,
};
use crate::{
    http::{ApiError, Body, Query, check_id, short_guid},
    state::Shared,
    world::{Order, Owned, Payment, PaymentType, Status, Transaction, World},
};
use axum::{
    Json, Router,
    http::StatusCode,
    routing::{delete, get, post},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

type Answer = Result<Json<Value>, ApiError>;
type Created = Result<(StatusCode, Json<Value>), ApiError>;
type Done = Result<StatusCode, ApiError>;

/// What may be said about a payment.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PaymentInput {
    #[serde(rename = "ID")]
    id: Option<String>,
    r#type: Option<PaymentType>,
    #[serde(rename = "CreditCardID")]
    credit_card_id: Option<String>,
    #[serde(rename = "SpendingAccountID")]
    spending_account_id: Option<String>,
    description: Option<String>,
    amount: Option<f64>,
    accepted: Option<bool>,
    #[serde(rename = "xp")]
    xp: Option<Map<String, Value>>,
}

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/payments", get(list).post(create))
        .route("/payments/{part}", get(read).patch(patch).delete(remove))
        .route("/payments/{part}/transactions", post(add_transaction))
        .route("/payments/{part}/transactions/{inner}", delete(remove_transaction))
}

async fn list(lookup: OrderLookup, query: Query) -> Answer {
    lookup.read(|world| {
        let payments = match lookup.find(world) {
            Some(order) => order.payments.iter().map(|payment| view(world, payment)).collect(),
            None if lookup.is_cart() => Vec::new(),
            None => return Err(lookup.missing()),
        };
        listing::page(payments, &query, &Listing { search_on: &["ID", "Description"], facets: &[] }).map(Json)
    })
}

async fn read(lookup: OrderLookup) -> Answer {
    lookup.read(|world| {
        let payments = lookup.find(world).map(|order| order.payments.as_slice()).unwrap_or_default();
        let payment = payments.iter().find(|payment| payment.id == lookup.part);
        Ok(Json(view(world, payment.ok_or_else(|| missing(&lookup))?)))
    })
}

async fn create(lookup: OrderLookup, Body(input): Body<PaymentInput>) -> Created {
    lookup.change(|world, now| {
        let payment = new_payment(world, &lookup, input, now)?;
        let order = payable(world, &lookup, now)?;
        if order.payments.iter().any(|known| known.id == payment.id) {
            return Err(ApiError::conflict("IdExists", "A payment with this ID already exists."));
        }
        order.payments.push(payment.clone());
        order.updated = now;
        Ok((StatusCode::CREATED, Json(view(world, &payment))))
    })
}

async fn patch(lookup: OrderLookup, Body(input): Body<PaymentInput>) -> Answer {
    if input.r#type.is_some() || input.credit_card_id.is_some() || input.spending_account_id.is_some() {
        let message = "Type, CreditCardID and SpendingAccountID of a payment cannot be changed.";
        return Err(ApiError::bad_request("Payment.CannotPatchProperty", message));
    }
    check_amount(input.amount)?;
    if input.accepted.is_some() {
        require_acceptor(&lookup)?;
    }
    lookup.change(|world, now| {
        let payment = payment_mut(world, &lookup, now)?;
        payment.description = input.description.or(payment.description.take());
        payment.amount = input.amount.or(payment.amount);
        payment.accepted = input.accepted.unwrap_or(payment.accepted);
        payment.xp.extend(input.xp.unwrap_or_default());
        let payment = payment.clone();
        Ok(Json(view(world, &payment)))
    })
}

async fn remove(lookup: OrderLookup) -> Done {
    lookup.change(|world, now| {
        payment_mut(world, &lookup, now)?;
        payable(world, &lookup, now)?.payments.retain(|payment| payment.id != lookup.part);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn add_transaction(lookup: OrderLookup, Body(mut transaction): Body<Transaction>) -> Created {
    require_acceptor(&lookup)?;
    if transaction.r#type.trim().is_empty() {
        return Err(ApiError::invalid("Type", "is required"));
    }
    if transaction.id.is_empty() {
        transaction.id = short_guid();
    }
    check_id(&transaction.id)?;
    lookup.change(|world, now| {
        let payment = payment_mut(world, &lookup, now)?;
        if payment.transactions.iter().any(|known| known.id == transaction.id) {
            return Err(ApiError::conflict("IdExists", "A transaction with this ID already exists."));
        }
        payment.transactions.push(transaction);
        let payment = payment.clone();
        Ok((StatusCode::CREATED, Json(view(world, &payment))))
    })
}

async fn remove_transaction(lookup: OrderLookup) -> Done {
    require_acceptor(&lookup)?;
    lookup.change(|world, now| {
        let payment = payment_mut(world, &lookup, now)?;
        let before = payment.transactions.len();
        payment.transactions.retain(|transaction| transaction.id != lookup.inner);
        if payment.transactions.len() == before {
            return Err(ApiError::not_found("PaymentTransaction", &lookup.inner));
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

fn new_payment(
    world: &World,
    lookup: &OrderLookup,
    input: PaymentInput,
    now: Timestamp,
) -> Result<Payment, ApiError> {
    let kind = input.r#type.ok_or_else(|| ApiError::invalid("Type", "is required"))?;
    check_amount(input.amount)?;
    if input.credit_card_id.is_some() && kind != PaymentType::CreditCard {
        let message = "CreditCardID is for payments of type CreditCard.";
        return Err(ApiError::bad_request("Payment.CannotSetCreditCard", message));
    }
    match (&input.spending_account_id, kind) {
        (None, PaymentType::SpendingAccount) => {
            let message = "SpendingAccountID is required.";
            return Err(ApiError::bad_request("Payment.SpendingAccountIdMissing", message));
        }
        (Some(_), PaymentType::SpendingAccount) => {
            let message = "There is no such spending account.";
            return Err(ApiError::bad_request("Payment.InvalidSpendingAccountID", message));
        }
        (Some(_), _) => {
            let message = "SpendingAccountID is for payments of type SpendingAccount.";
            return Err(ApiError::bad_request("Payment.CannotSetSpendingAccount", message));
        }
        (None, _) => {}
    }
    if let Some(id) = &input.credit_card_id {
        let own = |card: &&Owned<_>| card.owner == lookup.caller.user && card.id == *id;
        world.credit_cards.iter().find(own).ok_or_else(|| ApiError::not_found("CreditCard", id))?;
    }
    let by_nature = kind != PaymentType::CreditCard;
    if input.accepted.is_some_and(|accepted| accepted != by_nature) {
        require_acceptor(lookup)?;
    }
    let id = input.id.unwrap_or_else(short_guid);
    check_id(&id)?;
    Ok(Payment {
        id,
        r#type: kind,
        date_created: now,
        credit_card_id: input.credit_card_id,
        spending_account_id: None,
        description: input.description,
        amount: input.amount,
        accepted: input.accepted.unwrap_or(by_nature),
        xp: input.xp.unwrap_or_default(),
        transactions: Vec::new(),
    })
}

fn check_amount(amount: Option<f64>) -> Result<(), ApiError> {
    if amount.is_none_or(|amount| amount > 0.0) {
        return Ok(());
    }
    Err(ApiError::bad_request("Payment.AmountGreaterThanZero", "The amount must be greater than zero."))
}

fn require_acceptor(lookup: &OrderLookup) -> Result<(), ApiError> {
    lookup.caller.require(&["OrderAdmin"]).map_err(|_| {
        let message = "You are not authorized to modify the Accepted property.";
        ApiError::forbidden("Payment.CannotPatchAccepted", message)
    })
}

/// An order whose payments may change: the seller's as long as it is not canceled, a shopper's until it is submitted.
fn payable<'a>(
    world: &'a mut World,
    lookup: &OrderLookup,
    now: Timestamp,
) -> Result<&'a mut Order, ApiError> {
    if !lookup.caller.is_seller() {
        return order_actions::open(world, lookup, now);
    }
    let order = order_actions::existing_mut(world, lookup)?;
    if order.status == Status::Canceled {
        let message = "The order has been canceled.";
        return Err(ApiError::bad_request("Payment.CannotEditCancelled", message));
    }
    Ok(order)
}

fn payment_mut<'a>(
    world: &'a mut World,
    lookup: &OrderLookup,
    now: Timestamp,
) -> Result<&'a mut Payment, ApiError> {
    let payments = lookup.find(world).map(|order| order.payments.as_slice()).unwrap_or_default();
    if !payments.iter().any(|payment| payment.id == lookup.part) {
        return Err(missing(lookup));
    }
    let order = payable(world, lookup, now)?;
    order.updated = now;
    order.payments.iter_mut().find(|payment| payment.id == lookup.part).ok_or_else(|| missing(lookup))
}

fn missing(lookup: &OrderLookup) -> ApiError {
    ApiError::not_found("Payment", &lookup.part)
}

fn view(world: &World, payment: &Payment) -> Value {
    let mut view = json!(payment);
    view["Currency"] = json!(world.catalog.currency);
    view["OrderReturnID"] = Value::Null;
    view
}
