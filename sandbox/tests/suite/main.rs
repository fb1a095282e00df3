//! The sandbox as its clients see it: requests in, answers out, mostly without a socket.
//! Test names are the claims that outside checks and the library's own tests rely on.

#[cfg(test)]
mod shop;

#[cfg(test)]
mod account;
#[cfg(test)]
mod admin;
#[cfg(test)]
mod cart;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod control;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod oro;
#[cfg(test)]
mod oro_shop;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod products;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod seed;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod sso;
#[cfg(test)]
mod storefront;
