//! What one sandbox is started with. What may change while it runs is in `settings`.

use crate::{clock::Clock, seed::Seed, settings::Settings};
use std::path::PathBuf;

/// Everything [`crate::app()`] needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address that clients use: claim `aud` and `iss`, and the base of redirects.
    pub base_url: String,
    /// Where the demo storefront lives; single sign-on returns there unless the seed says otherwise.
    pub storefront_url: String,
    /// The folder behind `/pictures`, for clients that ask the API's host for what `xp.Image` names.
    pub pictures: Option<PathBuf>,
    /// The marketplace at the start and after each reset.
    pub seed: Seed,
    /// The settings at the start and after each reset.
    pub settings: Settings,
    /// The time.
    pub clock: Clock,
}

impl Config {
    /// The documented seed and settings on the documented port.
    pub fn new(seed: Seed) -> Self {
        Self {
            base_url: "http://127.0.0.1:7401".to_owned(),
            storefront_url: "http://localhost:7400".to_owned(),
            pictures: None,
            seed,
            settings: Settings::default(),
            clock: Clock::system(),
        }
    }
}
