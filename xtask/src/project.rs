//! Where things are: the repository, cargo's target folder, the package's version and its size budget.
//!
//! Asked of cargo itself, so that CARGO_TARGET_DIR and a user's own cargo configuration are honoured.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run;

/// The name of the library crate and of the npm package.
pub const PACKAGE: &str = "storefront-auth";

/// What the commands need to know about this checkout.
pub struct Project {
    /// The repository's top folder.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// The library's version, which the npm package takes over.
    pub version: String,
    /// Bytes after brotli 11 that a first visit may cost.
    pub budget: Option<u64>,
}

impl Project {
    /// Reads the workspace through `cargo metadata`.
    pub fn load() -> Result<Self> {
        let root = root();
        let text = run::capture(
            Command::new(cargo())
                .args(["metadata", "--no-deps", "--format-version", "1"])
                .current_dir(&root)
                // Asked for JSON, cargo has nothing to say that a person needs.
                .env("CARGO_TERM_QUIET", "true"),
        )
        .context("cargo could not read the workspace")?;
        let metadata: Value =
            serde_json::from_str(&text).context("cargo metadata printed something else than JSON")?;
        from_metadata(root, &metadata)
    }

    /// The same project in another checkout.
    pub fn at(&self, root: PathBuf, target: PathBuf) -> Self {
        Self { root, target, version: self.version.clone(), budget: self.budget }
    }

    /// What `cargo xtask package` writes.
    pub fn pkg(&self) -> PathBuf {
        self.root.join("pkg")
    }

    /// The folder of the npm tools used for packaging and testing.
    pub fn tests(&self) -> PathBuf {
        self.root.join("tests")
    }

    /// A cargo command that runs at the top of the repository.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.root);
        command
    }

    /// One of the npm tools, by the name of its command.
    pub fn npm_tool(&self, name: &str) -> Command {
        let file = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
        let mut command = Command::new(self.tests().join("node_modules/.bin").join(file));
        command.current_dir(&self.root);
        command
    }
}

/// The cargo that runs us, else the one on the path.
fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Cargo tells a program it runs where its manifest lies; a binary started by hand remembers where it was built.
fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .filter(|folder| folder.ends_with("xtask"))
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

fn from_metadata(root: PathBuf, metadata: &Value) -> Result<Project> {
    let target = metadata
        .get("target_directory")
        .and_then(Value::as_str)
        .context("cargo metadata names no target folder")?;
    let package = metadata
        .get("packages")
        .and_then(Value::as_array)
        .and_then(|all| all.iter().find(|p| p.get("name").and_then(Value::as_str) == Some(PACKAGE)))
        .context("the workspace has no package named storefront-auth")?;
    let version = package
        .get("version")
        .and_then(Value::as_str)
        .context("the package storefront-auth has no version")?;
    Ok(Project {
        root,
        target: PathBuf::from(target),
        version: version.to_owned(),
        budget: package.pointer("/metadata/size/budget").and_then(Value::as_u64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn metadata_gives_version_target_and_budget() {
        let metadata = json!({
            "target_directory": "/elsewhere",
            "packages": [
                { "name": "sandbox", "version": "9.9.9", "metadata": null },
                { "name": "storefront-auth", "version": "1.2.3", "metadata": { "size": { "budget": 24000 } } },
            ],
        });
        let project = from_metadata(PathBuf::from("/repo"), &metadata).unwrap();
        assert_eq!(project.target, PathBuf::from("/elsewhere"));
        assert_eq!(project.version, "1.2.3");
        assert_eq!(project.budget, Some(24000));
        assert_eq!(project.pkg(), PathBuf::from("/repo/pkg"));
    }

    #[test]
    fn a_workspace_without_the_library_is_refused() {
        let metadata = json!({ "target_directory": "/elsewhere", "packages": [] });
        assert!(from_metadata(PathBuf::from("/repo"), &metadata).is_err());
    }
}
