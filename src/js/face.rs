//! What the application sees without asking: the current session object, and events, in the order in which things
//! happened.

use super::session::to_session;
use crate::browser::{put, to_js};
use crate::client::notice::{Notice, OrderProblem};
use crate::protocol::plain::{Plain, PlainObject};
use crate::session::record::Record;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// The current session object, and the events that are yet to be told.
pub struct Face {
    session: RefCell<JsValue>,
    queue: RefCell<Vec<JsValue>>,
    /// Nobody can have subscribed while the client is being made: what happens is kept for whoever does so at once.
    is_opening: Cell<bool>,
}

impl Face {
    /// The face of somebody signed out.
    pub fn new() -> Self {
        Self {
            session: RefCell::new(to_session(&Record::empty())),
            queue: RefCell::default(),
            is_opening: Cell::new(true),
        }
    }

    /// The current session: the same frozen object until something changes.
    pub fn session(&self) -> JsValue {
        self.session.borrow().clone()
    }

    /// Lets the first listener hear what happened while the client was being made; whether this is the first.
    pub fn end_opening(&self) -> bool {
        self.is_opening.replace(false)
    }

    /// Turns news into an event, to be told.
    pub fn hear(&self, notice: Notice) {
        let event = self.event(notice);
        self.queue.borrow_mut().push(event);
    }

    /// The events to tell now.
    pub fn events(&self) -> Vec<JsValue> {
        if self.is_opening.get() { Vec::new() } else { self.queue.take() }
    }

    fn event(&self, notice: Notice) -> JsValue {
        match notice {
            Notice::Session { record, cause } => {
                let session = to_session(&record);
                let previous = self.session.replace(session.clone());
                let event = to_event("session", "cause", Plain::Text(cause.as_str()));
                put(&event, "session", &session);
                put(&event, "previous", &previous);
                event
            }
            Notice::Expiring { left } => {
                let event = to_event("expiring", "secondsLeft", Plain::Number((left / 1000.0).floor()));
                put(&event, "session", &self.session());
                event
            }
            Notice::Order { from, to, problem } => {
                let event = to_event("order", "problem", problem.map(OrderProblem::as_str).into());
                put(&event, "from", &from.as_deref().map_or(JsValue::NULL, Into::into));
                put(&event, "to", &to.as_deref().map_or(JsValue::NULL, Into::into));
                event
            }
            Notice::Storage(problem) => to_event("storage", "problem", Plain::Text(problem.as_str())),
        }
    }
}

fn to_event(name: &str, field: &str, value: Plain<'_>) -> JsValue {
    to_js(PlainObject(&[("type", Plain::Text(name)), (field, value)]))
}
