//! Which order a call is about, by either address: the caller's `/v1/cart`, or `/v1/orders/{direction}/{id}`.
//! It tells who may look and who may act there; what is done is `order_actions`'s business and its neighbours'.

use crate::{
    caller::Caller,
    http::{ApiError, Names},
    state::Shared,
    world::{Order, Status, World},
};
use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};
use jiff::Timestamp;

const SHOPPERS: &[&str] = &["Shopper", "OrderAdmin"];
const READERS: &[&str] = &["OrderReader", "OrderAdmin"];
const WRITERS: &[&str] = &["OrderAdmin"];

/// Which way an order goes, as seen by whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Incoming,
    Outgoing,
    All,
}

/// Which order is meant.
enum Target {
    /// The caller's one cart, which comes into being when something is put into it.
    Cart,
    /// The order with this ID, which must exist.
    Order(Direction, String),
}

/// The order that an address means, for a caller who may go there.
pub(super) struct OrderLookup {
    pub caller: Caller,
    /// The ID or code further down the address: of a line, a payment or a promotion.
    pub part: String,
    /// And of what belongs to that.
    pub inner: String,
    target: Target,
    sandbox: Shared,
}

impl Direction {
    pub fn read(text: &str) -> Result<Self, ApiError> {
        match text.to_ascii_lowercase().as_str() {
            "incoming" => Ok(Self::Incoming),
            "outgoing" => Ok(Self::Outgoing),
            "all" => Ok(Self::All),
            _ => Err(ApiError::invalid("direction", "must be Incoming, Outgoing or All")),
        }
    }

    /// Whether the caller may look at orders, or act on them, at all.
    pub fn admit(caller: &Caller, method: &Method) -> Result<(), ApiError> {
        match (caller.is_buyer(), method == Method::GET) {
            (true, false) => caller.require(SHOPPERS),
            (true, true) => caller.require(&[SHOPPERS, READERS].concat()),
            (false, true) => caller.require(READERS),
            (false, false) => caller.require(WRITERS),
        }
    }

    /// Buyers' orders go out from them and come in at the seller's; between others there are none.
    pub fn shows(self, caller: &Caller, order: &Order) -> bool {
        if caller.is_buyer() {
            return self != Self::Incoming && belongs_to(order, caller);
        }
        caller.is_seller() && self != Self::Outgoing
    }
}

/// A guest has one order and no other; a user has what is marked as the user's.
pub(super) fn belongs_to(order: &Order, caller: &Caller) -> bool {
    order.owner == caller.owner() && caller.order_id.as_ref().is_none_or(|id| *id == order.id)
}

impl OrderLookup {
    /// The lookup of an order that has just been created.
    pub fn of_order(caller: Caller, direction: Direction, id: String, sandbox: &Shared) -> Self {
        let (part, inner) = (String::new(), String::new());
        Self { caller, part, inner, target: Target::Order(direction, id), sandbox: sandbox.clone() }
    }

    /// The order, if it exists and the caller can see it. A cart that has been submitted is no cart any more.
    pub fn find<'a>(&self, world: &'a World) -> Option<&'a Order> {
        match (&self.target, &self.caller.order_id) {
            (Target::Order(direction, id), _) => {
                world.orders.get(id).filter(|order| direction.shows(&self.caller, order))
            }
            (Target::Cart, None) => world.cart_of_user(self.caller.user),
            (Target::Cart, Some(id)) => {
                let own = |order: &&Order| belongs_to(order, &self.caller);
                world.orders.get(id).filter(|order| order.status == Status::Unsubmitted).filter(own)
            }
        }
    }

    pub fn is_cart(&self) -> bool {
        matches!(self.target, Target::Cart)
    }

    /// What is said where the order does not exist.
    pub fn missing(&self) -> ApiError {
        match &self.target {
            Target::Cart => ApiError::not_found("Order", ""),
            Target::Order(_, id) => ApiError::not_found("Order", id),
        }
    }

    /// Looks at the marketplace.
    pub fn read<T>(&self, read: impl FnOnce(&World) -> Result<T, ApiError>) -> Result<T, ApiError> {
        read(&self.sandbox.lock().world)
    }

    /// Does something to the marketplace, all of it or nothing that others could see in between.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut World, Timestamp) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut state = self.sandbox.lock();
        let now = self.sandbox.now(&state.settings);
        change(&mut state.world, now)
    }
}

impl FromRequestParts<Shared> for OrderLookup {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Shared) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, sandbox).await?;
        let names = Names::from_request_parts(parts, sandbox).await?;
        let target = match (names.get("direction"), names.get("id")) {
            (Some(direction), Some(id)) => {
                let direction = Direction::read(direction)?;
                Direction::admit(&caller, &parts.method)?;
                Target::Order(direction, id.to_owned())
            }
            _ => {
                caller.require_shopper()?;
                Target::Cart
            }
        };
        let (part, inner) = (names.text("part"), names.text("inner"));
        Ok(Self { caller, part, inner, target, sandbox: sandbox.clone() })
    }
}
