//! What is OrderCloud's own: where its token endpoint is and what its error codes mean.
//!
//! Source of the codes: the vendor's .NET SDK, `Generated/ErrorCodes.cs`.

use super::error_response::Meaning;

/// Path of the token endpoint below the base URL; it has no version prefix.
pub const TOKEN_PATH: &str = "/oauth/token";

/// What an `ErrorCode` means for a session; `None` where it adds nothing to the OAuth error beside it.
pub fn meaning_of(error_code: &str) -> Option<Meaning> {
    let (family, name) = error_code.split_once('.')?;
    Some(match (family, name) {
        (
            "Auth",
            "InvalidUsernameOrPassword" | "UsernameAndPasswordRequired" | "UserNotFound" | "TokenRevoked",
        ) => Meaning::InvalidGrant,
        (
            "Auth",
            "LockedOut" | "PasswordExpired" | "InsecurePassword" | "UserNotActive" | "CompanyNotActive"
            | "SellerNotActive",
        )
        | ("PasswordReset", _) => Meaning::AccountBlocked,
        ("Auth", "ClientNotActive" | "BetaForbiddenProduction") | ("ApiClient", _) => Meaning::InvalidClient,
        (
            "Auth",
            "InsufficientRoles" | "InsufficientRole" | "UnauthorizedRole" | "UserNotAuthorizedToAdmin",
        ) => Meaning::InsufficientRoles,
        ("Api", "Offline") => Meaning::Unavailable,
        _ => return None,
    })
}

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
