//! `/v1/apiclients`: the rules of each application, their bounds, and whom they are assigned to.
//! Only the bounds are checked here; the effects show at the token endpoint.

use super::{
    client_secrets,
    listing::{self, Listing},
    resource::{self, Resource, stored_in},
};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Query},
    state::Shared,
    world::{Affiliation, ApiClient, Assignment, World, is_standard},
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get},
};
use serde_json::{Value, json};

const READERS: &[&str] = &["ApiClientAdmin", "ApiClientReader"];
const WRITERS: &[&str] = &["ApiClientAdmin"];

impl Resource for ApiClient {
    const TYPE: &'static str = "ApiClient";
    const READERS: &'static [&'static str] = READERS;
    const WRITERS: &'static [&'static str] = WRITERS;
    const ID_IS_OURS: bool = true;

    stored_in!(api_clients);

    fn check(&self, world: &World) -> Result<(), ApiError> {
        if self.app_name.trim().is_empty() {
            return Err(ApiError::invalid("AppName", "is required"));
        }
        for (field, minutes, least, most) in [
            ("AccessTokenDuration", self.access_token_duration, 10, 600),
            ("RefreshTokenDuration", self.refresh_token_duration, 0, 524_160),
            ("AnonymousTokenDuration", self.anonymous_token_duration, 10_080, 86_400),
        ] {
            if !(least..=most).contains(&minutes) {
                return Err(ApiError::invalid(field, &format!("must be between {least} and {most} minutes")));
            }
        }
        for (field, roles, standard) in [
            ("MinimumRequiredRoles", &self.minimum_required_roles, true),
            ("MaximumGrantedRoles", &self.maximum_granted_roles, true),
            ("MinimumRequiredCustomRoles", &self.minimum_required_custom_roles, false),
            ("MaximumGrantedCustomRoles", &self.maximum_granted_custom_roles, false),
        ] {
            if let Some(role) = roles.iter().find(|role| is_standard(role) != standard) {
                return Err(ApiError::invalid(field, &format!("cannot hold {role}")));
            }
        }
        let context_user =
            self.default_context_user_name.as_deref().and_then(|username| world.user_named(username));
        if self.default_context_user_name.is_some() && context_user.is_none() {
            return Err(ApiError::invalid("DefaultContextUserName", "must name a user"));
        }
        let is_buyer = context_user.is_some_and(|user| matches!(user.affiliation, Affiliation::Buyer(_)));
        if self.is_anon_buyer && !is_buyer {
            let message = "IsAnonBuyer needs a buyer user as the default context user.";
            return Err(ApiError::bad_request("ApiClient.RequiredNotAnonBuyer", message));
        }
        Ok(())
    }

    fn view(&self, world: &World) -> Value {
        let mut view = serde_json::to_value(self).unwrap_or_default();
        let own =
            || world.api_client_assignments.iter().filter(|assignment| assignment.api_client_id == self.id);
        view["AssignedBuyerCount"] = json!(own().filter(|assignment| assignment.buyer_id.is_some()).count());
        view["AssignedSupplierCount"] =
            json!(own().filter(|assignment| assignment.supplier_id.is_some()).count());
        for name in ["OrderCheckout", "OrderReturn", "AddToCart"] {
            view[format!("{name}IntegrationEventName")] = Value::Null;
        }
        view
    }

    fn remove_dependents(world: &mut World, id: &str) {
        world.api_client_assignments.retain(|assignment| assignment.api_client_id != id);
        world.client_secrets.retain(|secret| secret.api_client_id != id);
    }
}

pub(super) fn routes() -> Router<Shared> {
    resource::routes::<ApiClient>("/apiclients")
        .route("/apiclients/assignments", get(assignments).post(assign))
        .merge(client_secrets::routes())
        // The vendor's SDK spells these two with capitals.
        .route("/buyers/{buyer}/ApiClients/Assignments/{id}", delete(unassign_buyer))
        .route("/suppliers/{supplier}/ApiClients/Assignments/{id}", delete(unassign_supplier))
}

async fn assignments(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(READERS)?;
    let items =
        sandbox.lock().world.api_client_assignments.iter().map(|assignment| json!(assignment)).collect();
    listing::page(items, &query, &Listing { search_on: &[], facets: &[] }).map(Json)
}

async fn assign(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(assignment): Body<Assignment>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let client_id = resource::find::<ApiClient>(world, &assignment.api_client_id)?.id.clone();
    match (&assignment.buyer_id, &assignment.supplier_id) {
        (Some(id), None) => world.buyer(id).map(drop).ok_or_else(|| ApiError::not_found("Buyer", id))?,
        (None, Some(id)) => {
            world.supplier(id).map(drop).ok_or_else(|| ApiError::not_found("Supplier", id))?
        }
        _ => return Err(ApiError::invalid("BuyerID", "or SupplierID is required, and not both")),
    }
    let assignment = Assignment { api_client_id: client_id, ..assignment };
    if !world.api_client_assignments.contains(&assignment) {
        world.api_client_assignments.push(assignment);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn unassign_buyer(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    unassign(&mut sandbox.lock().world, &id, |assignment| assignment.buyer_id.as_ref() == Some(&company));
    Ok(StatusCode::NO_CONTENT)
}

async fn unassign_supplier(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    unassign(&mut sandbox.lock().world, &id, |assignment| assignment.supplier_id.as_ref() == Some(&company));
    Ok(StatusCode::NO_CONTENT)
}

fn unassign(world: &mut World, id: &str, of_company: impl Fn(&Assignment) -> bool) {
    world
        .api_client_assignments
        .retain(|assignment| !assignment.api_client_id.eq_ignore_ascii_case(id) || !of_company(assignment));
}
