//! The signing key. It lives in the repository, so every start signs alike and no start has to search for primes;
//! it is worthless anywhere else. Every token says so in its header: `sandbox` holds the token's serial number.

use anyhow::Context;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk};
use serde::{Serialize, de::DeserializeOwned};

const PEM: &str = include_str!("../keys/sandbox-only.pem");

/// The header parameter that marks a token as ours and makes it unique.
const MARK: &str = "sandbox";

/// The key that signs, the one that verifies, and its public form.
pub(crate) struct Keys {
    /// Parsed and checked once: `jsonwebtoken` would do so for every signature, which costs more than signing.
    signing: RsaKeyPair,
    verifying: DecodingKey,
    public: jwk::Jwk,
    kid: String,
}

/// A token whose signature is ours.
pub(crate) struct Verified<T> {
    pub serial: i64,
    pub claims: T,
}

impl Keys {
    pub fn load() -> anyhow::Result<Self> {
        let key =
            EncodingKey::from_rsa_pem(PEM.as_bytes()).context("the sandbox's signing key is unreadable")?;
        let signing = RsaKeyPair::from_der(key.as_bytes()).context("the sandbox's signing key is damaged")?;
        let mut public = jwk::Jwk::from_encoding_key(&key, Algorithm::RS256)?;
        let kid = format!("sandbox-{}", public.thumbprint(jwk::ThumbprintHash::SHA256)?);
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(jwk::PublicKeyUse::Signature);
        let verifying = DecodingKey::from_jwk(&public)?;
        Ok(Self { signing, verifying, public, kid })
    }

    /// The public key, if `kid` names it.
    pub fn public(&self, kid: &str) -> Option<&jwk::Jwk> {
        (kid == self.kid).then_some(&self.public)
    }

    /// Signs with the header of a current OrderCloud token: type, algorithm, key id, and our mark.
    pub fn sign(&self, serial: i64, claims: &impl Serialize) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.kid.clone());
        header.extras.insert(MARK, serial);
        self.signed(&header, claims)
    }

    /// Signs as an identity provider or a league server does: any claims, no mark.
    pub fn sign_plain(&self, kid: bool, claims: &impl Serialize) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = kid.then(|| self.kid.clone());
        self.signed(&header, claims)
    }

    fn signed(&self, header: &Header, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = URL_SAFE_NO_PAD.encode(serde_json::to_vec(header)?);
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
        let mut token = format!("{header}.{claims}");
        let mut signature = vec![0; self.signing.public_modulus_len()];
        self.signing.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of an identity token that is signed by us, from this issuer and for this audience.
    pub fn verify_identity<T: DeserializeOwned>(
        &self,
        token: &str,
        issuer: &str,
        audience: &str,
    ) -> Option<T> {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience]);
        rules.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        jsonwebtoken::decode::<T>(token, &self.verifying, &rules).ok().map(|data| data.claims)
    }

    /// Checks the signature alone. Times are for the caller, who holds the sandbox's clock.
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Option<Verified<T>> {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        let data = jsonwebtoken::decode::<T>(token, &self.verifying, &rules).ok()?;
        let serial = data.header.extras.get::<i64>(MARK).ok().flatten().unwrap_or_default();
        Some(Verified { serial, claims: data.claims })
    }
}
