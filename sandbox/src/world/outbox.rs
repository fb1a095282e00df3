//! Mail that a real platform would send. It stays here, for tests and for whoever tries the demo to read.
//! Nothing ever leaves the machine.

use serde::Serialize;

/// How many messages are kept.
const KEPT: usize = 1_000;

/// One message.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    pub at: String,
    /// `oneTimePassword`, `passwordReset` or `username`.
    pub kind: &'static str,
    pub to: String,
    pub username: String,
    /// The one-time password, or the verification code; empty where the username is the news.
    pub code: String,
    /// The address that a reset mail links to, where the request named one.
    pub url: Option<String>,
}

/// All messages since the start or the last reset, oldest first.
#[derive(Default)]
pub(crate) struct Outbox {
    messages: std::collections::VecDeque<Message>,
}

impl Outbox {
    pub fn send(&mut self, message: Message) {
        if self.messages.len() >= KEPT {
            self.messages.pop_front();
        }
        self.messages.push_back(message);
    }

    pub fn messages(&self) -> impl Serialize {
        &self.messages
    }
}
