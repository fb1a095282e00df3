//! What the application sees without asking: the current session object, and events, in the order in which things
//! happened.

use super::session::to_session;
use super::shapes;
use crate::client::notice::{Notice, OrderProblem};
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
                shapes::session_event(cause.as_str(), &session, &previous)
            }
            Notice::Expiring { left } => {
                shapes::expiring_event((left / 1000.0).floor(), &self.session.borrow())
            }
            Notice::Order { from, to, problem } => {
                shapes::order_event(problem.map(OrderProblem::as_str), from.as_deref(), to.as_deref())
            }
            Notice::Storage(problem) => shapes::storage_event(problem.as_str()),
        }
    }
}
