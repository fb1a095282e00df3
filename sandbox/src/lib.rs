//! A local stand-in for OrderCloud's OAuth server and the slice of its API that a shop needs.
//!
//! The rooms: [`app`] is the whole sandbox as a router, tested without sockets; [`storefront`] serves the demo shop;
//! [`serve`] puts routers on loopback. Inside: `oauth` gives tokens, `api` is `/v1`, `sso` and `idp` are single
//! sign-on, `control` is `/_sandbox`, `world` is the marketplace in memory, `state` is the one lock around it.

mod api;
mod app;
mod caller;
mod clock;
mod config;
mod control;
mod faults;
mod http;
mod idp;
mod keys;
mod oauth;
mod oro;
mod seed;
mod serve;
mod settings;
mod sso;
mod state;
mod storefront;
mod stores;
mod tokens;
mod world;

pub use app::app;
pub use clock::Clock;
pub use config::Config;
pub use oauth::ordercloud_fields;
pub use oro::orocommerce_fields;
pub use seed::Seed;
pub use serve::{Listeners, serve};
pub use settings::{LeagueVersion, Rotation, Settings};
pub use storefront::{Storefront, storefront};
