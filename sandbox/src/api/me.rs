//! `/v1/me`: the caller's own record.

use super::{caller::Caller, error::ApiError};
use crate::{
    clock::iso,
    state::Shared,
    world::{Affiliation, SELLER_ID, User, World},
};
use axum::{Json, extract::State};
use serde_json::{Value, json};

pub(super) async fn read(State(sandbox): State<Shared>, caller: Caller) -> Result<Json<Value>, ApiError> {
    let state = sandbox.lock();
    let user = state.world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
    Ok(Json(view(&state.world, user)))
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
