//! `localStorage` as Chromium has it: the browser process puts all writes in one order, and every tab learns of them in
//! that order, each when its time comes. Until then the tab sees what it saw before, and its own writes at once: writes of
//! others that were ordered before a write of its own never show, though the `storage` event tells of them.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A stored text; `None`: the key is not there.
pub type Text = Option<Rc<str>>;

#[derive(Clone, Debug)]
struct Write {
    /// Nobody: everybody has seen it.
    by: Option<usize>,
    text: Text,
}

#[derive(Clone, Debug)]
pub struct Storage {
    /// In the order of the browser process. What everybody has seen is gone, but for the last.
    writes: Vec<Write>,
    /// How many of them each tab has seen; `None`: the tab is no more.
    seen: Vec<Option<usize>>,
}

impl Storage {
    pub fn new(tabs: usize, text: Text) -> Self {
        Self { writes: vec![Write { by: None, text }], seen: vec![Some(1); tabs] }
    }

    /// What stands in the browser process.
    pub fn text(&self) -> Text {
        self.writes.last().and_then(|write| write.text.clone())
    }

    /// What there is, whoever wrote it.
    pub fn print<H: Hasher>(&self, hasher: &mut H) {
        self.writes.iter().for_each(|write| write.text.hash(hasher));
    }

    /// What one tab has to do with it.
    pub fn print_of<H: Hasher>(&self, tab: usize, hasher: &mut H) {
        self.seen[tab].hash(hasher);
        let own = self.writes.iter().map(|write| write.by == Some(tab));
        own.for_each(|own| own.hash(hasher));
    }

    /// What a tab sees.
    pub fn view(&self, tab: usize) -> Text {
        let seen = self.seen[tab].unwrap_or_default();
        let own = self.writes[seen..].iter().rev().find(|write| write.by == Some(tab));
        own.unwrap_or(&self.writes[seen - 1]).text.clone()
    }

    pub fn write(&mut self, tab: usize, text: Text) {
        self.writes.push(Write { by: Some(tab), text });
        self.tidy();
    }

    pub fn is_behind(&self, tab: usize) -> bool {
        self.seen[tab].is_some_and(|seen| seen < self.writes.len())
    }

    /// A tab learns of the next write of another: what the `storage` event tells.
    pub fn sync_from_store(&mut self, tab: usize) -> Text {
        let seen = self.seen[tab].unwrap_or_default();
        let text = self.writes[seen].text.clone();
        self.seen[tab] = Some(seen + 1);
        self.tidy();
        text
    }

    /// A tab is opened in the place of one that is no more.
    pub fn join(&mut self, tab: usize) {
        self.seen[tab] = Some(self.writes.len());
    }

    /// A tab is no more. What it has written stays written.
    pub fn forget(&mut self, tab: usize) {
        self.seen[tab] = None;
        for write in &mut self.writes {
            write.by = write.by.filter(|by| *by != tab);
        }
        self.tidy();
    }

    fn tidy(&mut self) {
        for (tab, seen) in self.seen.iter_mut().enumerate() {
            if let Some(seen) = seen {
                while self.writes.get(*seen).is_some_and(|write| write.by == Some(tab)) {
                    *seen += 1;
                }
            }
        }
        let gone = self.seen.iter().flatten().min().copied().unwrap_or(self.writes.len()) - 1;
        self.writes.drain(..gone);
        self.seen.iter_mut().flatten().for_each(|seen| *seen -= gone);
        if let Some(first) = self.writes.first_mut() {
            first.by = None;
        }
    }
}
