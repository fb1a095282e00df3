//! A seed turned into the marketplace that a start or a reset begins with.

use super::{Seed, people::SeedUser};
use crate::world::World;
use jiff::Timestamp;

impl Seed {
    /// The marketplace before the first request.
    pub(crate) fn build(&self, now: Timestamp) -> anyhow::Result<World> {
        let mut world = World::empty(self.catalog.clone());
        world.categories.clone_from(&self.categories);
        world.products.clone_from(&self.products);
        world.buyers.clone_from(&self.buyers);
        world.suppliers.clone_from(&self.suppliers);
        world.user_groups.clone_from(&self.user_groups);
        world.security_profiles.clone_from(&self.security_profiles);
        world.security_profile_assignments.clone_from(&self.security_profile_assignments);
        world.api_clients.clone_from(&self.api_clients);
        world.api_client_assignments.clone_from(&self.api_client_assignments);
        world.open_id_connects.clone_from(&self.open_id_connects);
        world.impersonation_configs.clone_from(&self.impersonation_configs);
        world.promotions.clone_from(&self.promotions);
        for account in &self.identity_provider_accounts {
            world.provider_only_accounts.push(account.identity()?);
        }
        for user in &self.users {
            self.check_groups(user)?;
            world.add_user(user.user(now)?);
        }
        Ok(world)
    }

    fn check_groups(&self, user: &SeedUser) -> anyhow::Result<()> {
        for id in &user.user_group_ids {
            let known = self
                .user_groups
                .iter()
                .any(|group| group.id == *id && Some(&group.buyer_id) == user.buyer_id.as_ref());
            anyhow::ensure!(known, "user {} is in group {id}, which the buyer does not have", user.username);
        }
        Ok(())
    }
}
