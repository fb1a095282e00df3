//! The running sandbox: fixed parts (clock, keys, seed) around one lock that guards everything that changes.
//! One lock makes each request's change atomic; hashing and signing happen outside it.

use crate::{
    clock::{Clock, after},
    config::Config,
    faults::Faults,
    keys::Keys,
    seed::Seed,
    settings::Settings,
    stores::{AccessCutoffs, OroTokens, PendingLogins, RequestLog, ShoppingLists, TokenStore},
    world::World,
};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What handlers share.
pub(crate) type Shared = Arc<Sandbox>;

/// One running sandbox.
pub(crate) struct Sandbox {
    pub keys: Keys,
    pub base_url: String,
    clock: Clock,
    seed: Seed,
    first_settings: Settings,
    state: Mutex<SandboxState>,
}

/// Everything that changes.
pub(crate) struct SandboxState {
    pub settings: Settings,
    pub world: World,
    pub refresh_tokens: TokenStore,
    pub access_cutoffs: AccessCutoffs,
    pub pending_logins: PendingLogins,
    pub oro_tokens: OroTokens,
    pub shopping_lists: ShoppingLists,
    pub request_log: RequestLog,
    pub faults: Faults,
    last_serial: i64,
}

impl SandboxState {
    fn fresh(seed: &Seed, settings: Settings, now: Timestamp) -> anyhow::Result<Self> {
        Ok(Self {
            settings,
            world: seed.build(now)?,
            refresh_tokens: TokenStore::default(),
            access_cutoffs: AccessCutoffs::default(),
            pending_logins: PendingLogins::default(),
            oro_tokens: OroTokens::default(),
            shopping_lists: ShoppingLists::default(),
            request_log: RequestLog::default(),
            faults: Faults::default(),
            last_serial: 0,
        })
    }

    /// A number above every number that this or an earlier run has given to a token.
    pub fn next_serial(&mut self, now: Timestamp) -> i64 {
        self.last_serial = now.as_microsecond().max(self.last_serial + 1);
        self.last_serial
    }

    /// The number that every token so far is at or below, and no later one.
    pub fn close_serials(&mut self, now: Timestamp) -> i64 {
        self.last_serial = now.as_microsecond().max(self.last_serial);
        self.last_serial
    }
}

impl Sandbox {
    pub fn start(mut config: Config) -> anyhow::Result<Shared> {
        config.seed.fill_addresses(&config.base_url, &config.storefront_url);
        let now = config.clock.now();
        let state = SandboxState::fresh(&config.seed, config.settings.clone(), now)?;
        Ok(Arc::new(Self {
            keys: Keys::load()?,
            base_url: config.base_url,
            clock: config.clock,
            seed: config.seed,
            first_settings: config.settings,
            state: Mutex::new(state),
        }))
    }

    /// The state, for as long as the guard lives; never across an await.
    pub fn lock(&self) -> MutexGuard<'_, SandboxState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sandbox's own time, which a setting can move against the machine's.
    pub fn now(&self, settings: &Settings) -> Timestamp {
        after(self.clock.now(), settings.clock_skew_seconds)
    }

    /// Back to the seed, as if started anew.
    pub fn reset(&self) -> anyhow::Result<()> {
        let fresh = SandboxState::fresh(&self.seed, self.first_settings.clone(), self.clock.now())?;
        let mut state = self.lock();
        let last_serial = state.last_serial;
        *state = SandboxState { last_serial, ..fresh };
        Ok(())
    }
}
