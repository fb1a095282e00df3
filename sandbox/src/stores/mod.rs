//! What the running sandbox keeps beside the marketplace: tokens, sign-ins under way, lists and the request log.
//! Plain records in memory, each with a cap. No HTTP, and time only as an argument.

mod access_cutoffs;
mod oro_tokens;
mod pending_logins;
mod request_details;
mod request_log;
mod shopping_lists;
mod token_store;

pub(crate) use access_cutoffs::{AccessCutoffs, Refused};
pub(crate) use oro_tokens::{OroRefreshToken, OroTokens};
pub(crate) use pending_logins::{CodeGrant, PendingLogin, PendingLogins};
pub(crate) use request_details::RequestDetails;
pub(crate) use request_log::{Entry, RequestLog};
pub(crate) use shopping_lists::{Item, ShoppingLists};
pub(crate) use token_store::TokenStore;
