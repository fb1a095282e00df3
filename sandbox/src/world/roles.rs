//! What a user may do: the union of the security profiles that reach the user directly, through a group, or through
//! the company.

use super::{Affiliation, User, World};
use serde::{Deserialize, Serialize};

/// A named set of standard and custom roles.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityProfile {
    #[serde(default, rename = "ID")]
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default)]
    pub custom_roles: Vec<String>,
}

/// Gives a profile to a company, or within it to a group or to one user; no company means the seller.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityProfileAssignment {
    #[serde(rename = "SecurityProfileID")]
    pub security_profile_id: String,
    #[serde(default, rename = "BuyerID")]
    pub buyer_id: Option<String>,
    #[serde(default, rename = "SupplierID")]
    pub supplier_id: Option<String>,
    #[serde(default, rename = "UserID")]
    pub user_id: Option<String>,
    #[serde(default, rename = "UserGroupID")]
    pub user_group_id: Option<String>,
}

impl SecurityProfileAssignment {
    /// How far it reaches, in the words of the lists' parameter `level`.
    pub fn level(&self) -> &'static str {
        match (&self.user_id, &self.user_group_id) {
            (Some(_), _) => "User",
            (None, Some(_)) => "Group",
            (None, None) => "Company",
        }
    }

    /// Whose side it is for, in the words of the lists' parameter `commerceRole`.
    pub fn commerce_role(&self) -> &'static str {
        match (&self.buyer_id, &self.supplier_id) {
            (Some(_), _) => "Buyer",
            (None, Some(_)) => "Supplier",
            (None, None) => "Seller",
        }
    }

    /// Whether it is this one user's.
    pub fn is_for(&self, user: &User) -> bool {
        self.is_of_company(&user.affiliation) && self.user_id.as_ref() == Some(&user.id)
    }

    fn is_of_company(&self, affiliation: &Affiliation) -> bool {
        match affiliation {
            Affiliation::Buyer(id) => self.buyer_id.as_ref() == Some(id),
            Affiliation::Supplier(id) => self.supplier_id.as_ref() == Some(id),
            Affiliation::Seller => self.buyer_id.is_none() && self.supplier_id.is_none(),
        }
    }

    fn reaches(&self, user: &User) -> bool {
        self.is_of_company(&user.affiliation)
            && self.user_id.as_ref().is_none_or(|id| *id == user.id)
            && self.user_group_id.as_ref().is_none_or(|id| user.group_ids.contains(id))
    }
}

impl World {
    /// `AvailableRoles` of a user, each once, in the order of the assignments.
    pub fn available_roles(&self, user: &User) -> Vec<String> {
        let mut roles = Vec::new();
        for assignment in
            self.security_profile_assignments.iter().filter(|assignment| assignment.reaches(user))
        {
            let Some(profile) =
                self.security_profiles.iter().find(|profile| profile.id == assignment.security_profile_id)
            else {
                continue;
            };
            for role in profile.roles.iter().chain(&profile.custom_roles) {
                if !roles.contains(role) {
                    roles.push(role.clone());
                }
            }
        }
        roles
    }
}

/// Whether the platform itself defines this role; any other name is a custom role.
pub(crate) fn is_standard(role: &str) -> bool {
    STANDARD.split_ascii_whitespace().any(|standard| standard == role)
}

const STANDARD: &str = "ApiClientAdmin ApiClientReader AddressAdmin AddressReader AdminAddressAdmin \
    AdminAddressReader AdminUserAdmin AdminUserGroupAdmin AdminUserGroupReader AdminUserReader ApprovalRuleAdmin \
    ApprovalRuleReader BundleAdmin BundleAssignmentAdmin BundleReader BuyerAdmin BuyerImpersonation BuyerReader \
    BuyerUserAdmin BuyerUserReader CatalogAdmin CatalogReader CategoryAdmin CategoryReader CostCenterAdmin \
    CostCenterReader CreditCardAdmin CreditCardReader DeliveryConfigAdmin EntitySyncConfigAdmin ErrorConfigAdmin \
    FullAccess IncrementorAdmin IncrementorReader IntegrationEventAdmin IntegrationEventReader LocaleAdmin \
    LocaleReader MeAddressAdmin MeAdmin MeCreditCardAdmin MessageConfigAssignmentAdmin MessageSenderAdmin \
    MessageSenderReader MeSubscriptionAdmin MeXpAdmin OpenIDConnectAdmin OpenIDConnectReader OrderAdmin OrderReader \
    OrderSyncConfigAdmin OverrideShipping OverrideTax OverrideUnitPrice PasswordReset PriceScheduleAdmin \
    PriceScheduleReader ProductAdmin ProductAssignmentAdmin ProductCollectionReader ProductFacetAdmin \
    ProductFacetReader ProductReader ProductSyncConfigAdmin PromotionAdmin PromotionReader SecurityProfileAdmin \
    SecurityProfileReader SetSecurityProfile ShipmentAdmin ShipmentReader Shopper SpendingAccountAdmin \
    SpendingAccountReader SubscriptionAdmin SubscriptionReader SupplierAddressAdmin SupplierAddressReader \
    SupplierAdmin SupplierReader SupplierUserAdmin SupplierUserGroupAdmin SupplierUserGroupReader \
    SupplierUserReader TrackingEventAdmin TrackingEventReader UnsubmittedOrderReader UserGroupAdmin \
    UserGroupReader WebhookAdmin WebhookReader XpIndexAdmin";
