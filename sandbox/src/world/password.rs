//! Password hashes. The parameters are far below what a real shop needs (256 KiB, one pass), so that a start with its
//! seven users stays under a few milliseconds; the sandbox's passwords are published anyway.

use argon2::{Algorithm, Argon2, Params, Version, password_hash::SaltString};
use argon2::{PasswordHash, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};

fn hasher() -> Argon2<'static> {
    let cheap = Params::new(256, 1, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap)
}

/// The hash of a password in PHC form, salted by `owner` so that every start gives the same.
pub(crate) fn hash(password: &str, owner: &str) -> anyhow::Result<String> {
    let salt = SaltString::encode_b64(&Sha256::digest(owner))
        .map_err(|error| anyhow::anyhow!("no salt from {owner}: {error}"))?;
    let hash = hasher()
        .hash_password(password.as_bytes(), &salt)
        .map_err(|error| anyhow::anyhow!("no hash for {owner}: {error}"))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one behind `hash`.
pub(crate) fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The shortest password that the platform takes.
pub(crate) const MINIMUM_LENGTH: usize = 10;

/// The platform's own rule: ten characters, with upper case, lower case and a digit.
pub(crate) fn is_strong(password: &str) -> bool {
    password.chars().count() >= MINIMUM_LENGTH
        && password.chars().any(char::is_uppercase)
        && password.chars().any(char::is_lowercase)
        && password.chars().any(|character| character.is_ascii_digit())
}
