//! The marketplace as a file: buyers, users, API clients and goods in OrderCloud's own spelling.
//! A seed given by hand replaces the built-in lists that it names and keeps the rest.

mod build;
mod people;

use crate::world::{
    ApiClient, Assignment, Catalog, Category, Company, ImpersonationConfig, OpenIdConnect, Product,
    Promotion, SecurityProfile, SecurityProfileAssignment, UserGroup,
};
use anyhow::Context;
use people::{SeedIdentity, SeedUser};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

const CATALOG: &str = include_str!("../../seed/catalog.json");
const NEW_MARKETPLACE: &str = include_str!("../../seed/new-marketplace.json");
const MARKETPLACE: &str = include_str!("../../seed/marketplace.json");

/// A marketplace before anybody has done anything in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Seed {
    pub(crate) catalog: Catalog,
    pub(crate) categories: Vec<Category>,
    pub(crate) products: Vec<Product>,
    pub(crate) buyers: Vec<Company>,
    pub(crate) suppliers: Vec<Company>,
    pub(crate) user_groups: Vec<UserGroup>,
    pub(crate) users: Vec<SeedUser>,
    pub(crate) security_profiles: Vec<SecurityProfile>,
    pub(crate) security_profile_assignments: Vec<SecurityProfileAssignment>,
    pub(crate) api_clients: Vec<ApiClient>,
    pub(crate) api_client_assignments: Vec<Assignment>,
    pub(crate) open_id_connects: Vec<OpenIdConnect>,
    pub(crate) impersonation_configs: Vec<ImpersonationConfig>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) identity_provider_accounts: Vec<SeedIdentity>,
}

impl Seed {
    /// The documented marketplace.
    ///
    /// # Errors
    /// Only if the files compiled into this crate are damaged.
    pub fn built_in() -> anyhow::Result<Self> {
        Self::over_built_in(Map::new())
    }

    /// The marketplace of a JSON file in the form of `sandbox/seed/*.json`.
    ///
    /// # Errors
    /// If the file cannot be read, is not JSON, or holds something that is not part of a marketplace.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the seed {}", path.display()))?;
        Self::from_json(&text).with_context(|| format!("{} is not a seed", path.display()))
    }

    /// Fills the addresses of this run into single sign-on, where the seed leaves them open.
    pub(crate) fn fill_addresses(&mut self, sandbox: &str, storefront: &str) {
        for connect in &mut self.open_id_connects {
            for url in [
                Some(&mut connect.app_start_url),
                Some(&mut connect.authorization_endpoint),
                Some(&mut connect.token_endpoint),
                connect.custom_error_url.as_mut(),
            ]
            .into_iter()
            .flatten()
            {
                *url = url.replace("{sandbox}", sandbox).replace("{storefront}", storefront);
            }
        }
    }

    /// A seed without API clients gets the one that every new marketplace has, and a seller who can use it.
    fn add_default_client(&mut self) -> anyhow::Result<()> {
        if !self.api_clients.is_empty() {
            return Ok(());
        }
        let value: Map<String, Value> = serde_json::from_str(NEW_MARKETPLACE)?;
        let part = |name: &str| value.get(name).cloned().unwrap_or_default();
        self.api_clients.push(serde_json::from_value(part("ApiClient"))?);
        if !self.users.iter().any(|user| user.username == "seller") {
            self.users.push(serde_json::from_value(part("User"))?);
            self.security_profiles.push(serde_json::from_value(part("SecurityProfile"))?);
            self.security_profile_assignments
                .push(serde_json::from_value(part("SecurityProfileAssignment"))?);
        }
        Ok(())
    }

    /// The marketplace of a JSON text in the same form.
    ///
    /// # Errors
    /// If the text is not JSON, or holds something that is not part of a marketplace.
    pub fn from_json(text: &str) -> anyhow::Result<Self> {
        Self::over_built_in(serde_json::from_str(text).context("the seed is not a JSON object")?)
    }

    fn over_built_in(lists: Map<String, Value>) -> anyhow::Result<Self> {
        let mut all: Map<String, Value> = serde_json::from_str(MARKETPLACE)?;
        all.extend(serde_json::from_str::<Map<String, Value>>(CATALOG)?);
        all.extend(lists);
        let mut seed: Self = serde_json::from_value(Value::Object(all))?;
        seed.add_default_client()?;
        Ok(seed)
    }
}
