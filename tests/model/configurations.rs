//! What is checked, how far, and what is left out to see whether it is missed.

use crate::server::Rotation;
use crate::world::{Budget, Configuration, Step, Without};

pub const ROTATIONS: [Rotation; 3] = [Rotation::None, Rotation::Grace, Rotation::Strict];
/// Ten seconds are left of ten minutes.
const DUE: u64 = 590_000;
const OVER: u64 = 600_000;

pub const NO_FAULT: Budget =
    Budget { kill: 0, lose: 0, freeze: 0, no_lock: 0, refuse: 0, sign_out: 0, sign_in: 0, tick: 0, open: 0 };

/// What can go wrong, and what a shopper can do meanwhile.
const FAULTS: [(&str, Budget); 9] = [
    ("kill", Budget { kill: 1, ..NO_FAULT }),
    ("lost answer", Budget { lose: 1, ..NO_FAULT }),
    ("freeze", Budget { freeze: 1, ..NO_FAULT }),
    ("no lock", Budget { no_lock: 1, ..NO_FAULT }),
    ("refused", Budget { refuse: 1, ..NO_FAULT }),
    ("sign-out", Budget { sign_out: 1, ..NO_FAULT }),
    ("sign-in", Budget { sign_in: 1, ..NO_FAULT }),
    ("due again", Budget { tick: 1, ..NO_FAULT }),
    ("opened anew", Budget { open: 1, ..NO_FAULT }),
];

impl Configuration {
    /// Tabs that each want a token once, while it is due.
    pub fn new(tabs: usize, rotation: Rotation, faults: &[&str]) -> Self {
        let mut budget = NO_FAULT;
        for fault in faults {
            let (_, one) = FAULTS.iter().find(|(name, _)| name == fault).expect("a known fault");
            budget = budget.and(*one);
        }
        let faults = if faults.is_empty() { "no fault".into() } else { faults.join(", ") };
        Self {
            name: format!("{tabs} tabs, {rotation:?}, {faults}"),
            tabs,
            rotation,
            age: Some(DUE),
            script: &[Step::Token],
            budget,
            late_events: false,
            hints: false,
            without: Without::Nothing,
        }
    }

    /// Only calls can be refused.
    fn with_what_is_refused(self, faults: &[&str]) -> Self {
        let script: &[Step] = if faults.contains(&"refused") { &[Step::Fetch] } else { self.script };
        Self { script, ..self }
    }

    fn titled(self, title: &str) -> Self {
        Self { name: format!("{}; {title}", self.name), ..self }
    }
}

impl Budget {
    fn and(self, other: Self) -> Self {
        Self {
            kill: self.kill + other.kill,
            lose: self.lose + other.lose,
            freeze: self.freeze + other.freeze,
            no_lock: self.no_lock + other.no_lock,
            refuse: self.refuse + other.refuse,
            sign_out: self.sign_out + other.sign_out,
            sign_in: self.sign_in + other.sign_in,
            tick: self.tick + other.tick,
            open: self.open + other.open,
        }
    }
}

/// Three tabs and one fault of each kind.
pub fn three_tabs() -> Vec<Configuration> {
    // Only what was killed is opened anew: that is among the harder lives.
    let faults = FAULTS[..8].iter().map(|(name, _)| vec![*name]).chain([vec![]]).collect::<Vec<_>>();
    let all = ROTATIONS.into_iter().flat_map(|rotation| faults.iter().map(move |faults| (rotation, faults)));
    all.map(|(rotation, faults)| Configuration::new(3, rotation, faults).with_what_is_refused(faults))
        .collect()
}

/// Two tabs and any two faults.
pub fn two_tabs() -> Vec<Configuration> {
    let mut all = Vec::new();
    let faults = &FAULTS[..8];
    for rotation in ROTATIONS {
        for (at, (one, _)) in faults.iter().enumerate() {
            for (other, _) in &faults[at..] {
                let both = [*one, *other];
                all.push(Configuration::new(2, rotation, &both).with_what_is_refused(&both));
            }
        }
    }
    all
}

/// Three tabs of somebody who was never here: each asks for a guest, or needs a token and makes do with a guest's.
pub fn guests() -> Vec<Configuration> {
    let faults: [&[&str]; 6] = [&[], &["kill"], &["lost answer"], &["freeze"], &["no lock"], &["sign-in"]];
    let scripts: [(&str, &[Step]); 2] = [("guests", &[Step::Guest]), ("automatic guests", &[Step::Token])];
    let all = scripts.into_iter().flat_map(|script| faults.map(|faults| (script, faults)));
    all.map(|((title, script), faults)| {
        let new = Configuration { age: None, script, ..Configuration::new(3, Rotation::None, faults) };
        new.titled(title)
    })
    .collect()
}

/// Two tabs with more to do, and a platform that is less kind.
pub fn harder() -> Vec<Configuration> {
    let mut all = Vec::new();
    for rotation in ROTATIONS {
        let two = |faults| Configuration::new(2, rotation, faults);
        all.push(
            Configuration { script: &[Step::Refresh, Step::Token], ..two(&["sign-out"]) }
                .titled("refresh twice"),
        );
        all.push(
            Configuration { script: &[Step::Fetch, Step::Fetch], ..two(&["refused", "sign-in"]) }
                .titled("calls"),
        );
        all.push(Configuration { late_events: true, ..two(&["sign-out", "kill"]) }.titled("late events"));
        all.push(Configuration { hints: true, ..two(&["sign-out", "sign-in"]) }.titled("hints"));
        all.push(
            Configuration { age: Some(OVER), ..two(&["lost answer", "lost answer"]) }.titled("token over"),
        );
        all.push(two(&["kill", "opened anew", "sign-out"]).titled("three faults"));
        all.push(two(&["sign-in", "sign-in", "sign-out"]).titled("three user_actions"));
    }
    all
}
