//! Puts the package together in `pkg/`: code, types, licences (ours and others'), README and package.json.
//!
//! Files are replaced one by one and left-overs removed, so that a server that hosts the folder meanwhile
//! never finds it empty.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::third_party::third_party;
use super::{SCRIPTS, WASM};
use crate::project::Project;

const VERSION: &str = "{version}";
const THIRD_PARTY: &str = "THIRD-PARTY.md";

/// Writes `pkg/` from the stage and the template.
pub fn assemble(project: &Project, stage: &Path) -> Result<()> {
    let template = project.root.join("pkg-template");
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for script in SCRIPTS {
        files.push((stage.join("out").join(script), script.to_owned()));
    }
    files.push((stage.join("engine").join(WASM), WASM.to_owned()));
    files.push((project.root.join("src/js/types.d.ts"), "index.d.ts".to_owned()));
    files.push((template.join("README.md"), "README.md".to_owned()));
    for licence in licences(project) {
        let name = licence.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((licence, name));
    }

    let pkg = project.pkg();
    fs::create_dir_all(&pkg).with_context(|| format!("could not create {}", pkg.display()))?;
    for (from, name) in &files {
        let bytes = fs::read(from).with_context(|| format!("could not read {}", from.display()))?;
        replace(&pkg.join(name), &bytes)?;
    }
    let text = fs::read_to_string(template.join("package.json"))
        .context("could not read pkg-template/package.json")?;
    replace(&pkg.join("package.json"), manifest(&text, &project.version)?.as_bytes())?;
    replace(&pkg.join(THIRD_PARTY), third_party(project)?.as_bytes())?;

    for entry in fs::read_dir(&pkg)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if ["package.json", THIRD_PARTY].contains(&name.as_str())
            || files.iter().any(|(_, kept)| *kept == name)
        {
            continue;
        }
        if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
    }
    Ok(())
}

/// The licence texts that travel with the package.
pub fn licences(project: &Project) -> Vec<PathBuf> {
    ["LICENSE-APACHE", "LICENSE-MIT"].map(|name| project.root.join(name)).into()
}

/// Writes beside the file and renames: a reader sees the old bytes or the new ones.
fn replace(file: &Path, bytes: &[u8]) -> Result<()> {
    let beside = file.with_extension("new");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, file))
        .with_context(|| format!("could not write {}", file.display()))
}

/// The template with the version filled in. As text: the order of its keys means something (types first).
fn manifest(template: &str, version: &str) -> Result<String> {
    let text = template.replace(VERSION, version);
    let json: Value = serde_json::from_str(&text).context("pkg-template/package.json is not JSON")?;
    if json.get("version").and_then(Value::as_str) != Some(version) {
        bail!(
            "pkg-template/package.json must have \"version\": \"{VERSION}\", to be filled in from Cargo.toml"
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_cargo_and_the_order_stays() {
        let text = manifest(r#"{ "version": "{version}", "b": 1, "a": 2 }"#, "1.2.3").unwrap();
        assert_eq!(text, r#"{ "version": "1.2.3", "b": 1, "a": 2 }"#);
    }

    #[test]
    fn a_version_of_its_own_or_broken_json_is_refused() {
        assert!(manifest(r#"{ "version": "0.0.1" }"#, "1.2.3").is_err());
        assert!(manifest(r#"{ "version": "{version}" "#, "1.2.3").is_err());
    }
}
