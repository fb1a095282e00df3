//! `/v1/me`: the caller's own record.
//! A guest can read it, in the shape of the template user, and change nothing.

use super::{body::Body, caller::Caller, error::ApiError};
use crate::{
    clock::iso,
    state::Shared,
    world::{Affiliation, SELLER_ID, User, World},
};
use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub(super) async fn read(State(sandbox): State<Shared>, caller: Caller) -> Result<Json<Value>, ApiError> {
    let state = sandbox.lock();
    let user = state.world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
    Ok(Json(view(&state.world, user)))
}

/// What a user may change about the own record.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Changes {
    pub username: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// A date; the vendor's own sample has `true`, which is taken without keeping it.
    pub terms_accepted: Option<Value>,
    #[serde(rename = "xp")]
    pub xp: Option<Map<String, Value>>,
}

pub(super) async fn patch(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(changes): Body<Changes>,
) -> Result<Json<Value>, ApiError> {
    caller.refuse_guest()?;
    caller.require(if changes.xp.is_some() { &["MeAdmin", "MeXpAdmin"] } else { &["MeAdmin"] })?;
    let mut state = sandbox.lock();
    if let Some(username) = &changes.username {
        check_username(&state.world, username, Some(caller.user))?;
    }
    let user = state.world.users.get_mut(&caller.user).ok_or_else(ApiError::invalid_token)?;
    apply(user, changes);
    let user = user.clone();
    Ok(Json(view(&state.world, &user)))
}

/// Takes over what is given and leaves the rest.
pub(super) fn apply(user: &mut User, changes: Changes) {
    for (field, wish) in [
        (&mut user.username, changes.username),
        (&mut user.first_name, changes.first_name),
        (&mut user.last_name, changes.last_name),
        (&mut user.email, changes.email),
    ] {
        if let Some(wish) = wish {
            *field = wish;
        }
    }
    user.phone = changes.phone.or(user.phone.take());
    user.terms_accepted = terms_accepted(changes.terms_accepted).or(user.terms_accepted.take());
    if let Some(xp) = changes.xp {
        user.xp.extend(xp);
    }
}

fn terms_accepted(wish: Option<Value>) -> Option<String> {
    wish.and_then(|value| value.as_str().map(str::to_owned))
}

/// A username is not empty and nobody else's in the whole marketplace.
pub(super) fn check_username(world: &World, username: &str, own: Option<u64>) -> Result<(), ApiError> {
    if username.trim().is_empty() || username.len() > 100 {
        return Err(ApiError::invalid("Username", "must have 1 to 100 characters"));
    }
    match world.user_named(username) {
        Some(user) if Some(user.number) != own => {
            Err(ApiError::conflict("User.UsernameMustBeUnique", "The username is already taken."))
        }
        _ => Ok(()),
    }
}

/// A user as the user sees it; the password never comes out.
pub(super) fn view(world: &World, user: &User) -> Value {
    let buyer = match &user.affiliation {
        Affiliation::Buyer(id) => {
            json!({ "ID": id, "DefaultCatalogID": world.buyer(id).and_then(|buyer| buyer.default_catalog_id.as_ref()) })
        }
        _ => Value::Null,
    };
    let supplier = match &user.affiliation {
        Affiliation::Supplier(id) => json!({ "ID": id }),
        _ => Value::Null,
    };
    let seller = match &user.affiliation {
        Affiliation::Supplier(_) => Value::Null,
        _ => json!({ "ID": SELLER_ID }),
    };
    json!({
        "Buyer": buyer, "Supplier": supplier, "Seller": seller,
        "ID": user.id, "CompanyID": user.affiliation.company_id(), "Username": user.username, "Password": null,
        "FirstName": user.first_name, "LastName": user.last_name, "Email": user.email, "Phone": user.phone,
        "TermsAccepted": user.terms_accepted, "Active": user.active, "xp": user.xp,
        "AvailableRoles": world.available_roles(user), "Locale": null,
        "DateCreated": iso(user.created), "LastActive": user.last_active.map(iso),
        "PasswordLastSetDate": user.password_set.map(iso),
    })
}
