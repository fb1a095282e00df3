//! What is known about a user, whoever writes it down: the user, a guest who registers, or an administrator.
//! It checks and applies; who may do so is for the handlers.

use crate::{
    clock::iso,
    http::{ApiError, check_id, short_guid},
    world::{self, Affiliation, SELLER_ID, User, World},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What can be said about anybody.
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

/// What makes a user, beyond what users may change about themselves.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Profile {
    #[serde(rename = "ID")]
    pub id: Option<String>,
    pub password: Option<String>,
    pub active: Option<bool>,
    #[serde(flatten)]
    pub who: Changes,
}

impl Changes {
    /// What every user needs.
    pub fn require_whole(&self) -> Result<(), ApiError> {
        for (field, value) in [
            ("Username", &self.username),
            ("FirstName", &self.first_name),
            ("LastName", &self.last_name),
            ("Email", &self.email),
        ] {
            if value.as_ref().is_none_or(|value| value.trim().is_empty()) {
                return Err(ApiError::invalid(field, "is required"));
            }
        }
        Ok(())
    }

    /// Takes over what is given and leaves the rest.
    pub fn apply(self, user: &mut User) {
        for (field, input) in [
            (&mut user.username, self.username),
            (&mut user.first_name, self.first_name),
            (&mut user.last_name, self.last_name),
            (&mut user.email, self.email),
        ] {
            if let Some(input) = input {
                *field = input;
            }
        }
        let accepted = self.terms_accepted.and_then(|value| value.as_str().map(str::to_owned));
        user.phone = self.phone.or(user.phone.take());
        user.terms_accepted = accepted.or(user.terms_accepted.take());
        user.xp.extend(self.xp.unwrap_or_default());
    }
}

/// Empties what is left empty by a `PUT` that does not name it.
pub(super) fn clear(user: &mut User) {
    user.phone = None;
    user.terms_accepted = None;
    user.xp.clear();
}

/// Takes a new user in, with the company and groups of `blank`.
pub(super) fn add(world: &mut World, blank: User, profile: Profile, now: Timestamp) -> Result<u64, ApiError> {
    profile.who.require_whole()?;
    check(world, &profile, &blank.affiliation, None)?;
    let mut user =
        User { id: profile.id.unwrap_or_else(short_guid), active: profile.active.unwrap_or(true), ..blank };
    profile.who.apply(&mut user);
    if let Some(password) = &profile.password {
        set_password(&mut user, password, now)?;
    }
    Ok(world.add_user(user))
}

/// Changes what an administrator may change: what is named, or the whole.
pub(super) fn change(
    world: &mut World,
    number: u64,
    profile: Profile,
    whole: bool,
    now: Timestamp,
) -> Result<User, ApiError> {
    let mut user = world.users.get(&number).cloned().ok_or_else(ApiError::invalid_token)?;
    check(world, &profile, &user.affiliation, Some(number))?;
    if whole {
        clear(&mut user);
    }
    user.active = profile.active.unwrap_or(user.active);
    profile.who.apply(&mut user);
    if let Some(password) = &profile.password {
        set_password(&mut user, password, now)?;
    }
    if let Some(id) = profile.id {
        for assignment in &mut world.security_profile_assignments {
            if assignment.is_for(&user) {
                assignment.user_id = Some(id.clone());
            }
        }
        user.id = id;
    }
    world.users.insert(number, user.clone());
    Ok(user)
}

/// The rules that hold for everybody: a name that nobody else has, an ID that is free, a password that is strong.
fn check(
    world: &World,
    profile: &Profile,
    affiliation: &Affiliation,
    own: Option<u64>,
) -> Result<(), ApiError> {
    if let Some(username) = &profile.who.username {
        check_username(world, username, own)?;
    }
    if let Some(id) = &profile.id {
        check_id(id)?;
        if world.user_at(affiliation, id).is_some_and(|user| Some(user.number) != own) {
            return Err(ApiError::conflict("IdExists", "A user with this ID already exists."));
        }
    }
    if profile.password.as_ref().is_some_and(|password| !world::is_strong(password)) {
        return Err(insecure("Auth.InsecurePassword"));
    }
    Ok(())
}

fn set_password(user: &mut User, password: &str, now: Timestamp) -> Result<(), ApiError> {
    user.password_hash = Some(world::hash_password(password, &user.username).map_err(ApiError::server)?);
    user.password_set = Some(now);
    user.password_expired = false;
    Ok(())
}

/// The refusal of a password that is too easy to guess.
pub(super) fn insecure(code: &'static str) -> ApiError {
    ApiError::bad_request(code, "Password does not meet security requirements.")
        .with_data(json!({ "MinimumCharacterCount": world::MINIMUM_LENGTH }))
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

/// A user as others see it; the password never comes out.
pub(super) fn view(world: &World, user: &User) -> Value {
    json!({
        "ID": user.id, "CompanyID": user.affiliation.company_id(), "Username": user.username, "Password": null,
        "FirstName": user.first_name, "LastName": user.last_name, "Email": user.email, "Phone": user.phone,
        "TermsAccepted": user.terms_accepted, "Active": user.active, "xp": user.xp,
        "AvailableRoles": world.available_roles(user), "Locale": null,
        "DateCreated": iso(user.created), "LastActive": user.last_active.map(iso),
        "PasswordLastSetDate": user.password_set.map(iso),
    })
}

/// A user as the user sees it: with the company that it belongs to.
pub(super) fn own_view(world: &World, user: &User) -> Value {
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
    let mut whole = json!({ "Buyer": buyer, "Supplier": supplier, "Seller": seller });
    if let (Some(whole), Value::Object(user)) = (whole.as_object_mut(), view(world, user)) {
        whole.extend(user);
    }
    whole
}
