//! What the application sees without asking: the current session object, and events.
//!
//! Events are delivered in the order in which things happened, also when a listener causes the next one. A listener that
//! throws is reported and disturbs nobody.

use super::session::to_session;
use crate::browser::{put, report, to_js};
use crate::client::notice::{Notice, OrderProblem};
use crate::protocol::plain::{Plain, PlainObject};
use crate::session::record::Record;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The current session object, the listeners, and what they have yet to hear.
pub struct Face {
    session: RefCell<JsValue>,
    listeners: RefCell<Vec<(u32, Function)>>,
    next_listener: Cell<u32>,
    queue: RefCell<Vec<JsValue>>,
    /// Nobody can have subscribed while the client is being made: what happens is kept for the first who does.
    is_opening: Cell<bool>,
}

impl Face {
    /// The face of somebody signed out.
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            session: RefCell::new(to_session(&Record::empty())),
            listeners: RefCell::default(),
            next_listener: Cell::new(0),
            queue: RefCell::default(),
            is_opening: Cell::new(true),
        })
    }

    /// The current session: the same frozen object until something changes.
    pub fn session(&self) -> JsValue {
        self.session.borrow().clone()
    }

    /// Adds a listener and returns its number.
    pub fn subscribe(&self, listener: Function) -> u32 {
        let number = self.next_listener.get();
        self.next_listener.set(number.wrapping_add(1));
        self.listeners.borrow_mut().push((number, listener));
        number
    }

    /// Lets the first listener hear what happened while the client was being made.
    pub fn end_opening(&self) -> bool {
        self.is_opening.replace(false)
    }

    /// Removes a listener.
    pub fn unsubscribe(&self, number: u32) {
        self.listeners.borrow_mut().retain(|(other, _)| *other != number);
    }

    /// Removes every listener.
    pub fn silence(&self) {
        self.listeners.borrow_mut().clear();
    }

    /// Turns news into an event, to be delivered.
    pub fn hear(&self, notice: Notice) {
        let event = self.event(notice);
        self.queue.borrow_mut().push(event);
    }

    /// Delivers what was heard. Not to be called from within itself.
    pub fn deliver(&self) {
        if self.is_opening.get() {
            return;
        }
        for event in self.queue.take() {
            // A copy: listeners come and go while they are called.
            let listeners = self.listeners.borrow().clone();
            for (_, listener) in listeners {
                if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &event) {
                    report(&thrown);
                }
            }
        }
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
