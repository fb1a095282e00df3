//! Access tokens of OrderCloud: which client and which user may have one, what is in it, and its signature.
//! The endpoints that give them out are in `oauth`, `sso` and `api`.

mod claims;
mod clients;
mod granted_token;
mod issue;
mod token_error;

pub(crate) use claims::Claims;
pub(crate) use clients::{Credentials, admit, authenticate, grant_roles};
pub(crate) use granted_token::{GrantedToken, Lifetime, Subject};
pub(crate) use issue::{Success, grant_access_token, grant_user_tokens, sign};
pub(crate) use token_error::TokenError;
