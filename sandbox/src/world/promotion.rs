//! Promotions: a code that takes something off an order while the order is eligible.
//! Of the platform's expressions two forms are understood; see [`Eligible`] and [`Worth`].

use super::{Order, Owner, World};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A promotion as the seller keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Promotion {
    #[serde(default, rename = "ID")]
    pub id: String,
    pub code: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub fine_print: Option<String>,
    #[serde(default)]
    pub active: bool,
    #[serde(default)]
    pub start_date: Option<Timestamp>,
    #[serde(default)]
    pub expiration_date: Option<Timestamp>,
    pub eligible_expression: String,
    pub value_expression: String,
    #[serde(default)]
    pub can_combine: bool,
    #[serde(default)]
    pub auto_apply: bool,
    #[serde(default)]
    pub redemption_limit: Option<usize>,
    #[serde(default)]
    pub redemption_limit_per_user: Option<usize>,
    #[serde(default, rename = "xp")]
    pub xp: Map<String, Value>,
}

/// A promotion on an order, by its ID.
#[derive(Clone, Debug)]
pub(crate) struct AppliedPromotion {
    pub id: String,
    pub at: Timestamp,
}

/// Why a promotion does not work for an order, under the platform's own codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub code: &'static str,
    pub message: &'static str,
}

/// `true`, or a comparison of `order.Subtotal` or `order.LineItemCount` with a number.
#[derive(Debug, PartialEq)]
enum Eligible {
    Always,
    If(Measure, Comparison, f64),
}

/// A number, or `order.Subtotal * number`.
#[derive(Debug, PartialEq)]
enum Worth {
    Amount(f64),
    Share(f64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Measure {
    Subtotal,
    LineItemCount,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

impl Eligible {
    fn parse(text: &str) -> Option<Self> {
        if text.trim() == "true" {
            return Some(Self::Always);
        }
        let (sign, comparison) = [
            (">=", Comparison::AtLeast),
            ("<=", Comparison::AtMost),
            (">", Comparison::Above),
            ("<", Comparison::Below),
            ("=", Comparison::Equal),
        ]
        .into_iter()
        .find(|(sign, _)| text.contains(sign))?;
        let (measure, number) = text.split_once(sign)?;
        let measure = match measure.trim() {
            "order.Subtotal" => Measure::Subtotal,
            "order.LineItemCount" => Measure::LineItemCount,
            _ => return None,
        };
        Some(Self::If(measure, comparison, number_in(number)?))
    }

    fn holds(&self, order: &Order) -> bool {
        let Self::If(measure, comparison, number) = self else { return true };
        let value = match measure {
            Measure::Subtotal => order.subtotal(),
            Measure::LineItemCount => order.lines.len() as f64,
        };
        match comparison {
            Comparison::AtLeast => value >= *number,
            Comparison::AtMost => value <= *number,
            Comparison::Above => value > *number,
            Comparison::Below => value < *number,
            Comparison::Equal => value == *number,
        }
    }
}

impl Worth {
    fn parse(text: &str) -> Option<Self> {
        match text.split_once('*') {
            None => number_in(text).map(Self::Amount),
            Some((a, b)) if a.trim() == "order.Subtotal" => number_in(b).map(Self::Share),
            Some((a, b)) if b.trim() == "order.Subtotal" => number_in(a).map(Self::Share),
            Some(_) => None,
        }
    }
}

/// A finite number that is not negative.
fn number_in(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

impl Promotion {
    /// The field whose expression is beyond the sandbox, if one is.
    pub fn unreadable_field(&self) -> Option<&'static str> {
        match (Eligible::parse(&self.eligible_expression), Worth::parse(&self.value_expression)) {
            (None, _) => Some("EligibleExpression"),
            (_, None) => Some("ValueExpression"),
            _ => None,
        }
    }

    /// What it takes off this order: never more than there is to pay, and nothing while the order is not eligible.
    pub fn amount(&self, order: &Order) -> f64 {
        let eligible = Eligible::parse(&self.eligible_expression).is_some_and(|rule| rule.holds(order));
        let amount = match Worth::parse(&self.value_expression) {
            Some(Worth::Amount(amount)) if eligible => amount,
            Some(Worth::Share(share)) if eligible => order.subtotal() * share,
            _ => 0.0,
        };
        super::order::round_cents(amount.min(order.subtotal()))
    }

    /// Why it does not work for this order, if it does not.
    pub fn refuses(&self, world: &World, order: &Order, now: Timestamp) -> Option<Reason> {
        let reason = |code, message| Some(Reason { code, message });
        if self.start_date.is_some_and(|start| now < start) {
            return reason("Promotion.NotYetValid", "Promotion is not yet valid.");
        }
        if self.expiration_date.is_some_and(|end| now >= end) {
            return reason("Promotion.Expired", "Promotion is expired.");
        }
        let redeemed = world.redemptions(&self.id).filter(|other| other.id != order.id);
        let (all, own) = redeemed.fold((0, 0), |(all, own), other| {
            (all + 1, own + usize::from(other.owner == order.owner && order.owner != Owner::Guest))
        });
        let reached = |limit: Option<usize>, count: usize| limit.is_some_and(|limit| count >= limit);
        if reached(self.redemption_limit, all) || reached(self.redemption_limit_per_user, own) {
            return reason("Promotion.ExceedsUsageLimit", "Promotion code has already been used.");
        }
        let alone = order.promotions.iter().all(|applied| applied.id == self.id);
        let combines = |applied: &AppliedPromotion| {
            applied.id == self.id || world.promotion(&applied.id).is_none_or(|other| other.can_combine)
        };
        let together = self.can_combine && order.promotions.iter().all(combines);
        if !(alone || together) {
            let message = "Promotion cannot be combined with any other promo on the same order.";
            return reason("Promotion.CannotCombine", message);
        }
        if !Eligible::parse(&self.eligible_expression).is_some_and(|rule| rule.holds(order)) {
            return reason("Promotion.NotEligible", "Promotion cannot be used on this order.");
        }
        None
    }
}

impl World {
    /// The promotion of this ID, active or not.
    pub fn promotion(&self, id: &str) -> Option<&Promotion> {
        self.promotions.iter().find(|promotion| promotion.id == id)
    }

    /// The active promotion behind a code, whatever its case.
    pub fn promotion_by_code(&self, code: &str) -> Option<&Promotion> {
        self.promotions.iter().find(|promotion| promotion.active && promotion.code.eq_ignore_ascii_case(code))
    }

    /// The submitted orders that have used a promotion.
    pub fn redemptions(&self, id: &str) -> impl Iterator<Item = &Order> {
        self.orders
            .values()
            .filter(move |order| order.submitted.is_some() && order.promotions.iter().any(|it| it.id == id))
    }

    /// What the order's promotions take off it together.
    pub fn discount(&self, order: &Order) -> f64 {
        let amounts = order.promotions.iter().filter_map(|applied| self.promotion(&applied.id));
        let sum: f64 = amounts.map(|promotion| promotion.amount(order)).sum();
        super::order::round_cents(sum.min(order.subtotal()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_expressions_are_read_and_nothing_else() {
        assert_eq!(Eligible::parse("true"), Some(Eligible::Always));
        let rule = Eligible::If(Measure::Subtotal, Comparison::AtLeast, 50.0);
        assert_eq!(Eligible::parse("order.Subtotal >= 50"), Some(rule));
        assert_eq!(
            Eligible::parse("order.LineItemCount<3"),
            Some(Eligible::If(Measure::LineItemCount, Comparison::Below, 3.0))
        );
        assert_eq!(Worth::parse("7.50"), Some(Worth::Amount(7.5)));
        assert_eq!(Worth::parse("order.Subtotal * 0.1"), Some(Worth::Share(0.1)));
        assert_eq!(Worth::parse("0.1*order.Subtotal"), Some(Worth::Share(0.1)));
        for text in ["", "order.Total > 5", "order.Subtotal >", "order.Subtotal > -1", "NaN", "items.any()"] {
            assert_eq!(Eligible::parse(text), None, "{text}");
        }
        for text in
            ["", "-5", "inf", "order.Subtotal", "order.Subtotal * order.Subtotal", "item.LineTotal * 0.1"]
        {
            assert_eq!(Worth::parse(text), None, "{text}");
        }
    }
}
