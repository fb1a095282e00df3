//! Room 4: the only room that knows the web. Implements the ports with what the platform has; decides nothing, and never
//! panics where something is missing.

mod call;
mod clock;
mod json;
mod platform;
mod race;
mod storage;
mod tabs;
mod transport;

pub use call::{Api, ApiCall};
pub use json::{JsObject, to_js};
pub use platform::{Deferred, bare, call, freeze, has, is_page, keeper, put, report, split};
pub use race::{Ended, race};
pub use storage::{Place, Store};
pub use transport::Wire;

use crate::client::core::Client;
use crate::client::notice::Notice;
use crate::client::ports::{Audience, Ports, Tasks};
use crate::protocol::time::Millis;
use platform::Watch;
use std::cell::{OnceCell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

/// The platform, as one client sees it.
pub struct Browser {
    /// Where token requests go out.
    pub wire: Wire,
    /// Where the session is kept.
    pub store: Store,
    /// Who is told the news.
    pub audience: Box<dyn Fn(Notice)>,
    /// The client that these ports serve, known once both exist.
    me: OnceCell<Weak<Client<Browser>>>,
    alarm: RefCell<Option<Watch>>,
    news: RefCell<Option<Watch>>,
}

impl Browser {
    /// The platform with everything that differs from client to client.
    pub fn new(wire: Wire, store: Store, audience: Box<dyn Fn(Notice)>) -> Self {
        Self {
            wire,
            store,
            audience,
            me: OnceCell::new(),
            alarm: RefCell::new(None),
            news: RefCell::new(None),
        }
    }

    /// Ties the client to its alarm clock and, where its store is shared, to other tabs.
    pub fn serve(&self, client: &Rc<Client<Browser>>) {
        let me = Rc::downgrade(client);
        self.news.replace(Some(tabs::listen(&me, &self.store)));
        // A second client on the same ports cannot be: they are moved into the first.
        drop(self.me.set(me));
    }

    /// Ends listeners and timers.
    pub fn silence(&self) {
        self.news.replace(None);
        self.alarm.replace(None);
    }
}

/// Runs a task to its end.
pub fn spawn(task: Pin<Box<dyn Future<Output = ()>>>) {
    wasm_bindgen_futures::spawn_local(task);
}

impl Tasks for Browser {
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()>>>) {
        spawn(task);
    }

    fn wake_after(&self, delay: Option<Millis>) {
        let timer = delay.zip(self.me.get().cloned()).map(|(delay, me)| {
            Watch::timer(delay, move |_| {
                if let Some(client) = me.upgrade() {
                    client.wake();
                }
            })
        });
        self.alarm.replace(timer);
    }
}

impl Audience for Browser {
    fn hear(&self, notice: Notice) {
        (self.audience)(notice);
    }
}

impl Ports for Browser {
    type Json = JsObject;
    type Call = ApiCall;
}
