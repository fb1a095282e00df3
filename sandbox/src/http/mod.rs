//! The HTTP parts that all routes share: errors, bodies, addresses, IDs, redirects, and bounds on what comes in.
//! Nothing here knows of tokens, of the marketplace or of the running sandbox.

mod address;
mod api_error;
mod authorization;
mod body;
mod id;
mod limits;
mod redirect;

pub(crate) use address::{Names, Query};
pub(crate) use api_error::ApiError;
pub(crate) use authorization::{basic, bearer};
pub(crate) use body::Body;
pub(crate) use id::{check_id, short_guid};
pub(crate) use limits::{HEADER_TIME, read_body};
pub(crate) use redirect::{encode, redirect};
