//! The sandbox as its clients see it: requests in, answers out, mostly without a socket.
//! Test names are the claims that outside checks and the library's own tests rely on.

mod shop;

mod cart;
mod control;
mod limits;
mod oauth;
mod products;
mod refresh;
mod sockets;
mod storefront;
