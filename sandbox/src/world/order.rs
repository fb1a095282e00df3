//! Orders and their lines. A cart is nothing but an unsubmitted order.
//! Who may touch which order is decided in `api::order_actions`.

use super::{AppliedPromotion, OrderAddress, Payment, User, World};
use crate::clock::after;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Whose order it is: a user's, or that of the guest whose token names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    User(u64),
    Guest,
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Status {
    Unsubmitted,
    Open,
    Completed,
    Canceled,
}

/// Who placed the order, as the order remembers it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FromUser {
    #[serde(rename = "ID")]
    pub id: String,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: Option<String>,
}

/// One product in an order.
#[derive(Clone, Debug)]
pub(crate) struct LineItem {
    pub id: String,
    pub product_id: String,
    pub quantity: i64,
    pub unit_price: f64,
    pub added: Timestamp,
    pub shipping: Option<OrderAddress>,
    pub xp: Map<String, Value>,
}

/// An order, submitted or not.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub id: String,
    pub owner: Owner,
    pub from_user: FromUser,
    pub from_company_id: String,
    pub status: Status,
    pub lines: Vec<LineItem>,
    pub comments: Option<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub submitted: Option<Timestamp>,
    pub completed: Option<Timestamp>,
    pub canceled: Option<Timestamp>,
    pub billing: Option<OrderAddress>,
    pub shipping: Option<OrderAddress>,
    pub payments: Vec<Payment>,
    pub promotions: Vec<AppliedPromotion>,
    pub xp: Map<String, Value>,
    /// Whether a checkout event has had its say since the last line was added.
    pub calculated: bool,
    next_line: u64,
}

/// What a caller may say about a line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct LineItemInput {
    #[serde(rename = "ProductID")]
    pub product_id: Option<String>,
    pub quantity: Option<i64>,
    #[serde(rename = "xp")]
    pub xp: Option<Map<String, Value>>,
}

impl FromUser {
    pub fn of(user: &User) -> Self {
        Self {
            id: user.id.clone(),
            username: user.username.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
            phone: user.phone.clone(),
        }
    }
}

impl LineItem {
    pub fn subtotal(&self) -> f64 {
        round_cents(self.unit_price * self.quantity as f64)
    }
}

impl Order {
    pub fn begin(
        id: String,
        owner: Owner,
        from_user: FromUser,
        from_company_id: String,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            owner,
            from_user,
            from_company_id,
            status: Status::Unsubmitted,
            lines: Vec::new(),
            comments: None,
            created: now,
            updated: now,
            submitted: None,
            completed: None,
            canceled: None,
            billing: None,
            shipping: None,
            payments: Vec::new(),
            promotions: Vec::new(),
            xp: Map::new(),
            calculated: false,
            next_line: 1,
        }
    }

    pub fn subtotal(&self) -> f64 {
        round_cents(self.lines.iter().map(LineItem::subtotal).sum())
    }

    /// Adds a line and gives it the next id of this order.
    pub fn add_line(&mut self, input: LineItemInput, unit_price: f64, now: Timestamp) -> LineItem {
        let line = LineItem {
            id: format!("{:04}", self.next_line),
            product_id: input.product_id.unwrap_or_default(),
            quantity: input.quantity.unwrap_or(1),
            unit_price,
            added: now,
            shipping: None,
            xp: input.xp.unwrap_or_default(),
        };
        self.next_line += 1;
        self.updated = now;
        self.calculated = false;
        self.lines.push(line.clone());
        line
    }
}

/// The most orders kept; beyond it the oldest go, so that load tests end before the memory does.
const KEPT: usize = 20_000;

impl World {
    /// Clears away what the platform clears away: carts left empty for a day, guests' for a week, users' for 90 days.
    pub fn sweep_orders(&mut self, now: Timestamp) {
        self.orders.retain(|_, order| {
            let days = match (&order.owner, order.lines.is_empty()) {
                (_, true) => 1,
                (Owner::Guest, false) => 7,
                (Owner::User(_), false) => 90,
            };
            order.status != Status::Unsubmitted || now < after(order.updated, days * 86_400)
        });
        if self.orders.len() >= KEPT {
            let oldest = self.orders.values().min_by_key(|order| order.updated).map(|order| order.id.clone());
            self.orders.remove(&oldest.unwrap_or_default());
        }
    }

    /// The cart of a user: the unsubmitted order that the user has chosen, or else the one created last.
    pub fn cart_of_user(&self, user: u64) -> Option<&Order> {
        let open = |order: &&Order| order.owner == Owner::User(user) && order.status == Status::Unsubmitted;
        let chosen = self.active_carts.get(&user).and_then(|id| self.orders.get(id)).filter(open);
        chosen.or_else(|| self.orders.values().filter(open).max_by_key(|order| order.created))
    }
}

pub(crate) fn round_cents(amount: f64) -> f64 {
    // The sum of nothing is -0, which would show in the JSON.
    (amount * 100.0).round() / 100.0 + 0.0
}
