//! What shoppers keep for themselves: addresses and cards. One set of handlers for both kinds.
//! A guest owns nothing: lists are empty, and everything else is refused.

use super::{
    listing::{self, Listing},
    order_addresses, resource,
};
use crate::{
    caller::Caller,
    clock::iso,
    http::{ApiError, Body, Query, short_guid},
    state::Shared,
    world::{BuyerAddress, BuyerCreditCard, Owned, World},
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

/// The most things kept of each kind; the oldest make room, so that load tests end before the memory does.
const KEPT: usize = 20_000;

/// A kind of item that a shopper keeps.
trait SavedItem: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name that errors use.
    const TYPE: &'static str;
    /// The role that may write.
    const WRITER: &'static str;

    fn all(world: &World) -> &Vec<Owned<Self>>;
    fn all_mut(world: &mut World) -> &mut Vec<Owned<Self>>;
    /// The rules that a new or changed one must keep.
    fn check(&self) -> Result<(), ApiError>;
}

impl SavedItem for BuyerAddress {
    const TYPE: &'static str = "Address";
    const WRITER: &'static str = "MeAddressAdmin";

    fn all(world: &World) -> &Vec<Owned<Self>> {
        &world.addresses
    }

    fn all_mut(world: &mut World) -> &mut Vec<Owned<Self>> {
        &mut world.addresses
    }

    fn check(&self) -> Result<(), ApiError> {
        order_addresses::check(&self.address)
    }
}

impl SavedItem for BuyerCreditCard {
    const TYPE: &'static str = "CreditCard";
    const WRITER: &'static str = "MeCreditCardAdmin";

    fn all(world: &World) -> &Vec<Owned<Self>> {
        &world.credit_cards
    }

    fn all_mut(world: &mut World) -> &mut Vec<Owned<Self>> {
        &mut world.credit_cards
    }

    /// Nobody shall be able to keep a whole card number here by mistake.
    fn check(&self) -> Result<(), ApiError> {
        match &self.partial_account_number {
            Some(number) if number.chars().count() > 5 => {
                Err(ApiError::invalid("PartialAccountNumber", "must have at most 5 characters"))
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn routes() -> Router<Shared> {
    of::<BuyerAddress>("/me/addresses").merge(of::<BuyerCreditCard>("/me/creditcards"))
}

fn of<T: SavedItem>(path: &str) -> Router<Shared> {
    Router::new()
        .route(path, get(list::<T>).post(create::<T>))
        .route(&format!("{path}/{{id}}"), get(read::<T>).put(save::<T>).patch(patch::<T>).delete(remove::<T>))
}

async fn list<T: SavedItem>(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let own = T::all(&state.world).iter().filter(|item| is_own(&caller, item)).map(view).collect();
    let listing =
        Listing { search_on: &["ID", "AddressName", "Street1", "City", "CardholderName"], facets: &[] };
    listing::page(own, &query, &listing).map(Json)
}

async fn read<T: SavedItem>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let own = T::all(&state.world).iter().find(|item| is_own(&caller, item) && item.id == id);
    Ok(Json(view(own.ok_or_else(|| ApiError::not_found(T::TYPE, &id))?)))
}

async fn create<T: SavedItem>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(value): Body<T>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    admit::<T>(&caller)?;
    value.check()?;
    let mut state = sandbox.lock();
    let created = sandbox.now(&state.settings);
    let item = Owned { owner: caller.user, id: short_guid(), created, value };
    let view = view(&item);
    let all = T::all_mut(&mut state.world);
    if all.len() >= KEPT {
        all.remove(0);
    }
    all.push(item);
    Ok((StatusCode::CREATED, Json(view)))
}

/// The ID is the server's: there is nothing to create under one that is not known.
async fn save<T: SavedItem>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(value): Body<T>,
) -> Result<Json<Value>, ApiError> {
    change::<T>(&sandbox, &caller, &id, |item| {
        *item = value;
        Ok(())
    })
}

async fn patch<T: SavedItem>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    change::<T>(&sandbox, &caller, &id, |item| {
        let mut whole = json!(item);
        resource::merge(&mut whole, Value::Object(changes));
        *item = serde_json::from_value(whole).map_err(|error| {
            ApiError::bad_request("ValidationFailure", format!("Not a {}: {error}.", T::TYPE))
        })?;
        Ok(())
    })
}

async fn remove<T: SavedItem>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    admit::<T>(&caller)?;
    let mut state = sandbox.lock();
    let all = T::all_mut(&mut state.world);
    let before = all.len();
    all.retain(|item| !is_own(&caller, item) || item.id != id);
    if all.len() == before {
        return Err(ApiError::not_found(T::TYPE, &id));
    }
    Ok(StatusCode::NO_CONTENT)
}

fn admit<T: SavedItem>(caller: &Caller) -> Result<(), ApiError> {
    caller.refuse_guest()?;
    caller.require(&[T::WRITER])
}

/// All or nothing: a change that breaks a rule leaves the item as it was.
fn change<T: SavedItem>(
    sandbox: &Shared,
    caller: &Caller,
    id: &str,
    change: impl FnOnce(&mut T) -> Result<(), ApiError>,
) -> Result<Json<Value>, ApiError> {
    admit::<T>(caller)?;
    let mut state = sandbox.lock();
    let own = T::all_mut(&mut state.world).iter_mut().find(|item| is_own(caller, item) && item.id == id);
    let own = own.ok_or_else(|| ApiError::not_found(T::TYPE, id))?;
    let mut value = own.value.clone();
    change(&mut value)?;
    value.check()?;
    own.value = value;
    Ok(Json(view(own)))
}

fn is_own<T>(caller: &Caller, item: &Owned<T>) -> bool {
    caller.order_id.is_none() && item.owner == caller.user
}

fn view<T: SavedItem>(item: &Owned<T>) -> Value {
    let mut view = json!({ "ID": item.id, "Editable": true, "DateCreated": iso(item.created) });
    resource::merge(&mut view, json!(item.value));
    view
}
