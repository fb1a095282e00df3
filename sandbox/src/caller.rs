//! Who is calling: a bearer token turned into a user, or into a guest with one order.
//! It answers who and whether; what happens then is never decided here.

use crate::{
    http::{ApiError, bearer},
    state::{Sandbox, Shared},
    stores::{Refused, RequestDetails},
    tokens::Claims,
    world::{Affiliation, Owner},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

/// The holder of a good access token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The user's number; for a guest, that of the template user.
    pub user: u64,
    /// A guest's one order.
    pub order_id: Option<String>,
    pub roles: Vec<String>,
    pub client_id: String,
    is_buyer: bool,
    is_seller: bool,
}

impl Caller {
    /// The caller behind an `Authorization: Bearer` header.
    pub fn from_headers(sandbox: &Sandbox, headers: &HeaderMap) -> Result<Self, ApiError> {
        Self::from_token(sandbox, bearer(headers).ok_or_else(ApiError::invalid_token)?)
    }

    /// The caller behind an access token.
    pub fn from_token(sandbox: &Sandbox, token: &str) -> Result<Self, ApiError> {
        let verified = sandbox.keys.verify::<Claims>(token).ok_or_else(ApiError::invalid_token)?;
        let claims = verified.claims;
        let state = sandbox.lock();
        let now = sandbox.now(&state.settings).as_second();
        if now >= claims.exp || now < claims.nbf || claims.aud != sandbox.base_url {
            return Err(ApiError::invalid_token());
        }
        let mut subjects = vec![claims.usr.as_str()];
        subjects.extend(claims.orderid.as_deref());
        match state.access_cutoffs.refuse(verified.serial, &subjects) {
            Some(Refused::Revoked) => return Err(ApiError::token_revoked()),
            Some(Refused::Expired) => return Err(ApiError::invalid_token()),
            None => {}
        }
        let user = match &claims.orderid {
            Some(_) => state.world.user_named(&claims.usr),
            None => claims.u.parse().ok().and_then(|number| state.world.users.get(&number)),
        };
        let user = user.filter(|user| user.active).ok_or_else(ApiError::invalid_token)?;
        Ok(Self {
            user: user.number,
            order_id: claims.orderid,
            roles: claims.role.as_slice().to_vec(),
            client_id: claims.cid,
            is_buyer: matches!(user.affiliation, Affiliation::Buyer(_)),
            is_seller: user.affiliation == Affiliation::Seller,
        })
    }

    pub fn is_buyer(&self) -> bool {
        self.is_buyer
    }

    pub fn is_seller(&self) -> bool {
        self.is_seller
    }

    /// Any one of `sufficient` will do, and `FullAccess` always does.
    pub fn require(&self, sufficient: &[&str]) -> Result<(), ApiError> {
        let held = |role: &String| role == "FullAccess" || sufficient.contains(&role.as_str());
        if self.roles.iter().any(held) {
            return Ok(());
        }
        Err(ApiError::insufficient_roles(sufficient, &self.roles))
    }

    /// Guests borrow the template user; what belongs to that user is none of their business.
    pub fn refuse_guest(&self) -> Result<(), ApiError> {
        if self.order_id.is_some() { Err(ApiError::anonymous_prohibited()) } else { Ok(()) }
    }

    /// Administration is for the seller's users, whatever their roles.
    pub fn require_seller(&self, sufficient: &[&str]) -> Result<(), ApiError> {
        if !self.is_seller {
            let message = "Only seller users can perform this action.";
            return Err(ApiError::forbidden("Auth.UserNotAuthorizedToAdmin", message));
        }
        self.require(sufficient)
    }

    /// Carts and the shop's shelves are for buyers who may shop.
    pub fn require_shopper(&self) -> Result<(), ApiError> {
        self.require(&["Shopper"])?;
        if !self.is_buyer {
            let message = "Only buyer users can perform this action.";
            return Err(ApiError::forbidden("Auth.UserNotAuthorizedToAdmin", message));
        }
        Ok(())
    }

    /// What orders of this caller are marked with.
    pub fn owner(&self) -> Owner {
        if self.order_id.is_some() { Owner::Guest } else { Owner::User(self.user) }
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Shared) -> Result<Self, ApiError> {
        let caller = Self::from_headers(sandbox, &parts.headers)?;
        if let Some(details) = parts.extensions.get::<RequestDetails>() {
            let username = sandbox.lock().world.users.get(&caller.user).map(|user| user.username.clone());
            details.subject(&username.unwrap_or_default());
            details.client(&caller.client_id);
        }
        Ok(caller)
    }
}
