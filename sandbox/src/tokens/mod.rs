//! Access tokens of OrderCloud: which client and which user may have one, what is in it, and its signature.
//! The endpoints that give them out are in `oauth`, `sso` and `api`.

mod claims;
mod clients;
mod issue;
mod ticket;
mod token_error;

pub(crate) use claims::Claims;
pub(crate) use clients::{Credentials, admit, authenticate, grant_roles};
pub(crate) use issue::{Success, access_ticket, sign, user_ticket};
pub(crate) use ticket::{Lifetime, Subject, Ticket};
pub(crate) use token_error::TokenError;
