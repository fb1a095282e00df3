//! What is OrderCloud's own: its API beside the token endpoint, and what its error codes mean.
//!
//! Source of the codes: the vendor's .NET SDK, `Generated/ErrorCodes.cs`.

use super::refusal::Meaning;

/// `PUT` hands a guest's order to the user whose token is sent along.
pub const TRANSFER_PATH: &str = "/v1/me/orders?anonUserToken=";

/// `PUT` makes a user of a guest; the order goes along.
pub const REGISTER_PATH: &str = "/v1/me/register?anonUserToken=";

/// `DELETE` revokes every token of the user.
pub const TOKENS_PATH: &str = "/v1/me/tokens";

/// `POST` has a one-time password sent.
pub const ONE_TIME_PASSWORD_PATH: &str = "/v1/password/onetimepassword";

/// What an `ErrorCode` means for a session; `None` where it adds nothing to the OAuth error beside it.
pub fn meaning_of(error_code: &str) -> Option<Meaning> {
    MEANINGS.iter().find(|(start, _)| error_code.starts_with(start)).map(|(_, meaning)| *meaning)
}

/// Codes by how they begin. A table and one comparison take less room in the wasm than a match.
const MEANINGS: &[(&str, Meaning)] = &[
    ("Auth.InvalidUsernameOrPassword", Meaning::InvalidGrant),
    ("Auth.UsernameAndPasswordRequired", Meaning::InvalidGrant),
    ("Auth.UserNotFound", Meaning::InvalidGrant),
    ("Auth.TokenRevoked", Meaning::InvalidGrant),
    ("Auth.LockedOut", Meaning::AccountBlocked),
    ("Auth.PasswordExpired", Meaning::AccountBlocked),
    ("Auth.InsecurePassword", Meaning::AccountBlocked),
    ("Auth.UserNotActive", Meaning::AccountBlocked),
    ("Auth.CompanyNotActive", Meaning::AccountBlocked),
    ("Auth.SellerNotActive", Meaning::AccountBlocked),
    ("PasswordReset.", Meaning::AccountBlocked),
    ("Auth.ClientNotActive", Meaning::InvalidClient),
    ("Auth.BetaForbiddenProduction", Meaning::InvalidClient),
    ("ApiClient.", Meaning::InvalidClient),
    // Spelled both ways in the vendor's pages.
    ("Auth.InsufficientRole", Meaning::InsufficientRoles),
    ("Auth.UnauthorizedRole", Meaning::InsufficientRoles),
    ("Auth.UserNotAuthorizedToAdmin", Meaning::InsufficientRoles),
    ("Api.Offline", Meaning::Unavailable),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_auth_codes_have_their_meaning() {
        let table = [
            ("Auth.InvalidUsernameOrPassword", Meaning::InvalidGrant),
            ("Auth.UsernameAndPasswordRequired", Meaning::InvalidGrant),
            ("Auth.TokenRevoked", Meaning::InvalidGrant),
            ("Auth.PasswordExpired", Meaning::AccountBlocked),
            ("Auth.InsecurePassword", Meaning::AccountBlocked),
            ("PasswordReset.InsecurePassword", Meaning::AccountBlocked),
            ("Auth.LockedOut", Meaning::AccountBlocked),
            ("Auth.UserNotActive", Meaning::AccountBlocked),
            ("Auth.CompanyNotActive", Meaning::AccountBlocked),
            ("Auth.SellerNotActive", Meaning::AccountBlocked),
            ("Auth.ClientNotActive", Meaning::InvalidClient),
            ("ApiClient.InvalidClientID", Meaning::InvalidClient),
            ("Auth.InsufficientRoles", Meaning::InsufficientRoles),
            ("Auth.UnauthorizedRole", Meaning::InsufficientRoles),
            ("Api.Offline", Meaning::Unavailable),
        ];
        for (code, meaning) in table {
            assert_eq!(meaning_of(code), Some(meaning), "{code}");
        }
        for silent in ["Auth.OauthError", "Request.InvalidContentType", "NotFound", ""] {
            assert_eq!(meaning_of(silent), None, "{silent}");
        }
    }
}
