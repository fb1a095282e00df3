//! Security profiles, single sign-on and impersonation as an administrator keeps them.
//! What these do to a sign-in is decided where tokens are given, not here.

use super::{
    listing::{self, Listing},
    resource::{self, Resource, stored_in},
};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Query},
    state::Shared,
    world::{
        ImpersonationConfig, OpenIdConnect, Promotion, SecurityProfile, SecurityProfileAssignment, World,
        is_standard,
    },
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get},
};
use serde_json::{Value, json};

const PROFILE_READERS: &[&str] = &["SecurityProfileAdmin", "SecurityProfileReader"];
const PROFILE_WRITERS: &[&str] = &["SecurityProfileAdmin"];

impl Resource for SecurityProfile {
    const TYPE: &'static str = "SecurityProfile";
    const READERS: &'static [&'static str] = PROFILE_READERS;
    const WRITERS: &'static [&'static str] = PROFILE_WRITERS;

    stored_in!(security_profiles);

    fn check(&self, _: &World) -> Result<(), ApiError> {
        if self.name.trim().is_empty() {
            return Err(ApiError::invalid("Name", "is required"));
        }
        match self.roles.iter().find(|role| !is_standard(role)) {
            Some(role) => Err(ApiError::invalid("Roles", &format!("cannot hold {role}"))),
            None => Ok(()),
        }
    }

    fn remove_dependents(world: &mut World, id: &str) {
        world.security_profile_assignments.retain(|assignment| assignment.security_profile_id != id);
    }
}

impl Resource for OpenIdConnect {
    const TYPE: &'static str = "OpenIdConnect";
    const READERS: &'static [&'static str] = &["OpenIDConnectAdmin", "OpenIDConnectReader"];
    const WRITERS: &'static [&'static str] = &["OpenIDConnectAdmin"];

    stored_in!(open_id_connects);

    fn check(&self, world: &World) -> Result<(), ApiError> {
        if world.api_client(&self.api_client_id).is_none() {
            return Err(ApiError::not_found("ApiClient", &self.api_client_id));
        }
        for (field, address) in [
            ("AppStartUrl", &self.app_start_url),
            ("AuthorizationEndpoint", &self.authorization_endpoint),
            ("TokenEndpoint", &self.token_endpoint),
        ] {
            if !url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
                return Err(ApiError::invalid(field, "must be a web address"));
            }
        }
        Ok(())
    }

    fn view(&self, _: &World) -> Value {
        let mut view = serde_json::to_value(self).unwrap_or_default();
        view["IntegrationEventName"] = Value::Null;
        view
    }
}

impl Resource for ImpersonationConfig {
    const TYPE: &'static str = "ImpersonationConfig";
    const READERS: &'static [&'static str] = &["BuyerImpersonation"];
    const WRITERS: &'static [&'static str] = &["BuyerImpersonation"];

    stored_in!(impersonation_configs);

    fn check(&self, world: &World) -> Result<(), ApiError> {
        if world.api_client(&self.client_id).is_none() {
            return Err(ApiError::bad_request(
                "Impersonation.ClientIDNotFound",
                "There is no such API client.",
            ));
        }
        resource::find::<SecurityProfile>(world, &self.security_profile_id).map(drop)
    }
}

pub(super) fn routes() -> Router<Shared> {
    resource::routes::<SecurityProfile>("/securityprofiles")
        .merge(resource::routes::<OpenIdConnect>("/openidconnects"))
        .merge(resource::routes::<ImpersonationConfig>("/impersonationconfig"))
        .merge(resource::routes::<Promotion>("/promotions"))
        .route("/securityprofiles/assignments", get(assignments).post(assign))
        // Every promotion is for everybody; without this the address would be that of a promotion.
        .route("/promotions/assignments", get(|| async { ApiError::not_found("Endpoint", "") }))
        .route("/securityprofiles/{id}/assignments", delete(unassign))
}

async fn assignments(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(PROFILE_READERS)?;
    let asked = |name: &str, of: &str| query.get(name).is_none_or(|wanted| wanted.eq_ignore_ascii_case(of));
    let meant = |item: &&SecurityProfileAssignment| {
        asked("level", item.level()) && asked("commerceRole", item.commerce_role())
    };
    let state = sandbox.lock();
    let items =
        state.world.security_profile_assignments.iter().filter(meant).map(|item| json!(item)).collect();
    let filters = query.without(&["level", "commerceRole"]);
    listing::page(items, &filters, &Listing { search_on: &[], facets: &[] }).map(Json)
}

async fn assign(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(assignment): Body<SecurityProfileAssignment>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(PROFILE_WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    resource::find::<SecurityProfile>(world, &assignment.security_profile_id)?;
    if let Some(id) = &assignment.buyer_id {
        world.buyer(id).ok_or_else(|| ApiError::not_found("Buyer", id))?;
    }
    if let Some(id) = &assignment.supplier_id {
        world.supplier(id).ok_or_else(|| ApiError::not_found("Supplier", id))?;
    }
    if !world.security_profile_assignments.contains(&assignment) {
        world.security_profile_assignments.push(assignment);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn unassign(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(PROFILE_WRITERS)?;
    let text = |name: &str| query.get(name).map(str::to_owned);
    let gone = SecurityProfileAssignment {
        security_profile_id: id,
        buyer_id: text("buyerID"),
        supplier_id: text("supplierID"),
        user_id: text("userID"),
        user_group_id: text("userGroupID"),
    };
    sandbox.lock().world.security_profile_assignments.retain(|assignment| *assignment != gone);
    Ok(StatusCode::NO_CONTENT)
}
