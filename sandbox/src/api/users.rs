//! Users as an administrator sees them, of a buyer, a supplier or the seller: kept in lists, signed out everywhere, let in
//! again, or stood in for.

use super::{
    account,
    listing::{self, Listing},
    profile::{self, Profile},
};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Names, Query},
    state::Shared,
    tokens::{self, Subject},
    world::{Affiliation, User, World},
};
use axum::{
    Json, Router,
    extract::{FromRequestParts, Path, State},
    http::{Method, StatusCode, request::Parts},
    routing::{delete, get, post},
};
use serde::Deserialize;
use serde_json::Value;

const LISTING: Listing<'_> =
    Listing { search_on: &["ID", "Username", "FirstName", "LastName", "Email"], facets: &[] };

/// The roles to act with; none means all that the rule gives.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Impersonation {
    #[serde(rename = "ClientID")]
    client_id: Option<String>,
    roles: Vec<String>,
    custom_roles: Vec<String>,
}

/// The users that an address is about, for a caller who may read or write them; and one of them, if it names one.
struct UserLookup {
    sandbox: Shared,
    company: Affiliation,
    id: String,
}

impl FromRequestParts<Shared> for UserLookup {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Shared) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, sandbox).await?;
        let names = Names::from_request_parts(parts, sandbox).await?;
        let (company, roles) = match (names.get("buyer"), names.get("supplier")) {
            (Some(id), _) => (Affiliation::Buyer(id.to_owned()), ["BuyerUserAdmin", "BuyerUserReader"]),
            (_, Some(id)) => {
                (Affiliation::Supplier(id.to_owned()), ["SupplierUserAdmin", "SupplierUserReader"])
            }
            _ => (Affiliation::Seller, ["AdminUserAdmin", "AdminUserReader"]),
        };
        let [writer, _] = roles;
        caller.require_seller(if parts.method == Method::GET {
            &roles
        } else {
            std::slice::from_ref(&writer)
        })?;
        let lookup = Self { sandbox: sandbox.clone(), company, id: names.text("id") };
        lookup.check_company(&sandbox.lock().world)?;
        Ok(lookup)
    }
}

impl UserLookup {
    fn check_company(&self, world: &World) -> Result<(), ApiError> {
        match &self.company {
            Affiliation::Buyer(id) if world.buyer(id).is_none() => Err(ApiError::not_found("Buyer", id)),
            Affiliation::Supplier(id) if world.supplier(id).is_none() => {
                Err(ApiError::not_found("Supplier", id))
            }
            _ => Ok(()),
        }
    }

    fn user<'a>(&self, world: &'a World) -> Result<&'a User, ApiError> {
        find(world, &self.company, &self.id)
    }
}

pub(super) fn routes() -> Router<Shared> {
    of("/buyers/{buyer}/users")
        .merge(of("/suppliers/{supplier}/users"))
        .merge(of("/adminusers"))
        .route("/buyers/{buyer}/users/{id}/accesstoken", post(impersonate))
        .route("/buyerusers", get(list_of_all_buyers))
}

fn of(path: &str) -> Router<Shared> {
    Router::new()
        .route(path, get(list).post(create))
        .route(&format!("{path}/{{id}}"), get(read).put(save).patch(patch).delete(remove))
        .route(&format!("{path}/{{id}}/tokens"), delete(revoke))
        .route(&format!("{path}/{{id}}/unlock"), post(unlock))
}

async fn list(lookup: UserLookup, query: Query) -> Result<Json<Value>, ApiError> {
    let state = lookup.sandbox.lock();
    let in_group = |user: &&User| {
        query.get("userGroupID").is_none_or(|id| id.is_empty() || user.group_ids.iter().any(|own| own == id))
    };
    let users = state.world.users.values().filter(|user| user.affiliation == lookup.company).filter(in_group);
    let items = users.map(|user| profile::view(&state.world, user)).collect();
    listing::page(items, &query.without(&["userGroupID"]), &LISTING).map(Json)
}

async fn list_of_all_buyers(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(&["BuyerUserReader", "BuyerUserAdmin"])?;
    let state = sandbox.lock();
    let users = state.world.users.values().filter(|user| matches!(user.affiliation, Affiliation::Buyer(_)));
    let items = users.map(|user| profile::view(&state.world, user)).collect();
    listing::page(items, &query, &LISTING).map(Json)
}

async fn read(lookup: UserLookup) -> Result<Json<Value>, ApiError> {
    let state = lookup.sandbox.lock();
    Ok(Json(profile::view(&state.world, lookup.user(&state.world)?)))
}

async fn create(
    lookup: UserLookup,
    Body(profile): Body<Profile>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    add(&lookup, profile)
}

async fn save(
    lookup: UserLookup,
    Body(mut profile): Body<Profile>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    profile.who.require_whole()?;
    let known = lookup.user(&lookup.sandbox.lock().world).map(|user| user.number);
    let Ok(number) = known else {
        profile.id.get_or_insert_with(|| lookup.id.clone());
        return add(&lookup, profile);
    };
    require_active(&profile)?;
    change(&lookup, number, profile, true).map(|view| (StatusCode::OK, view))
}

async fn patch(lookup: UserLookup, Body(profile): Body<Profile>) -> Result<Json<Value>, ApiError> {
    let number = lookup.user(&lookup.sandbox.lock().world)?.number;
    change(&lookup, number, profile, false)
}

async fn remove(lookup: UserLookup) -> Result<StatusCode, ApiError> {
    let mut state = lookup.sandbox.lock();
    let now = lookup.sandbox.now(&state.settings);
    let number = lookup.user(&state.world)?.number;
    account::end_sessions(&mut state, number, now);
    state.world.remove_user(number);
    Ok(StatusCode::NO_CONTENT)
}

async fn revoke(lookup: UserLookup) -> Result<StatusCode, ApiError> {
    let mut state = lookup.sandbox.lock();
    let now = lookup.sandbox.now(&state.settings);
    let number = lookup.user(&state.world)?.number;
    account::end_sessions(&mut state, number, now);
    Ok(StatusCode::NO_CONTENT)
}

async fn unlock(lookup: UserLookup) -> Result<StatusCode, ApiError> {
    let mut state = lookup.sandbox.lock();
    let number = lookup.user(&state.world)?.number;
    if let Some(user) = state.world.users.get_mut(&number) {
        user.lockout.lift();
    }
    Ok(StatusCode::NO_CONTENT)
}

fn add(lookup: &UserLookup, profile: Profile) -> Result<(StatusCode, Json<Value>), ApiError> {
    profile.who.require_whole()?;
    require_active(&profile)?;
    let mut state = lookup.sandbox.lock();
    let now = lookup.sandbox.now(&state.settings);
    let blank = User::blank(lookup.company.clone(), Vec::new(), now);
    let number = profile::add(&mut state.world, blank, profile, now)?;
    let user = state.world.users.get(&number).ok_or_else(ApiError::invalid_token)?;
    Ok((StatusCode::CREATED, Json(profile::view(&state.world, user))))
}

fn change(lookup: &UserLookup, number: u64, profile: Profile, whole: bool) -> Result<Json<Value>, ApiError> {
    let mut state = lookup.sandbox.lock();
    let now = lookup.sandbox.now(&state.settings);
    let user = profile::change(&mut state.world, number, profile, whole, now)?;
    Ok(Json(profile::view(&state.world, &user)))
}

fn require_active(profile: &Profile) -> Result<(), ApiError> {
    profile.active.map(drop).ok_or_else(|| ApiError::invalid("Active", "is required"))
}

/// `POST /buyers/{b}/users/{u}/accesstoken`: a token of the user's, marked with who is behind it.
async fn impersonate(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
    Body(input): Body<Impersonation>,
) -> Result<Json<tokens::Success>, ApiError> {
    caller.require_seller(&["BuyerImpersonation"])?;
    let mut granted = {
        let mut guard = sandbox.lock();
        let now = sandbox.now(&guard.settings);
        let state = &mut *guard;
        let world = &state.world;
        let user = find(world, &Affiliation::Buyer(company.clone()), &id)?.clone();
        let client =
            input.client_id.as_deref().and_then(|id| world.api_client(id)).cloned().ok_or_else(|| {
                ApiError::bad_request(
                    "Impersonation.ClientIDNotFound",
                    "There is no API client with this ClientID.",
                )
            })?;
        tokens::admit(world, &client, &user)
            .map_err(|refusal| ApiError::bad_request("Impersonation.BadApiClient", refusal.message()))?;
        let impersonator = world.users.get(&caller.user).map(|user| user.id.as_str()).unwrap_or_default();
        let rule = world
            .impersonation_configs
            .iter()
            .find(|rule| rule.covers(&client.id, impersonator, &company, &id));
        let profile = rule.and_then(|rule| {
            world.security_profiles.iter().find(|profile| profile.id == rule.security_profile_id)
        });
        let profile = profile.ok_or_else(|| {
            ApiError::bad_request("Impersonation.ConfigError", "No impersonation config allows this.")
        })?;
        let requested: Vec<&String> = input.roles.iter().chain(&input.custom_roles).collect();
        let given = profile.roles.iter().chain(&profile.custom_roles);
        let roles = given.filter(|role| requested.is_empty() || requested.contains(role)).cloned().collect();
        tokens::grant_access_token(state, client, user, roles, now)
    };
    granted.subject = Subject::User { impersonator: Some(caller.user) };
    Ok(Json(tokens::sign(&sandbox, &granted, None)?))
}

fn find<'a>(world: &'a World, affiliation: &Affiliation, id: &str) -> Result<&'a User, ApiError> {
    world.user_at(affiliation, id).ok_or_else(|| ApiError::not_found("User", id))
}
