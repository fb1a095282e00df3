//! The steps that look at the package as a customer gets it: `npm pack`, then an installation elsewhere.
//!
//! The scratch project lies in cargo's target folder, so nothing resolves by way of this repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::browsers::test_files;
use super::tally::Tally;
use crate::project::Project;
use crate::setup::node;
use crate::{docs, package, run, sandbox};

/// The entry point that gives a file and no module.
const WASM_ENTRY: &str = "./storefront-auth.wasm";

pub fn publint(project: &Project) -> Result<Tally> {
    package::package(project)?;
    run::run(
        project.npm_tool("publint").args(["run", "--strict"]).arg(project.pkg()),
        "publint found something: its message is above",
    )?;
    Ok(Tally::ONE)
}

/// Whether the types are found, whatever way the compiler is told to look for modules. The wasm has none: what importing
/// it gives is each bundler's own business.
pub fn types_are_found(project: &Project) -> Result<Tally> {
    let scratch = install(project)?;
    run::run_quiet(
        project
            .npm_tool("attw")
            .args(["--profile", "esm-only", "--exclude-entrypoints", WASM_ENTRY])
            .arg("--")
            .arg(packed(&scratch)?),
        "arethetypeswrong found something: its message is above",
    )?;
    Ok(Tally::ONE)
}

/// What is in the tarball, and whether it loads where it is installed.
pub fn tarball(project: &Project) -> Result<Tally> {
    let scratch = install(project)?;
    let sandbox = sandbox::build(project)?;
    let tests = test_files(&project.tests().join("package"))?;
    let mut node = std::process::Command::new("node");
    node.args(["--test", "--test-reporter=spec"]).args(tests).current_dir(&scratch);
    node.env("SCRATCH", &scratch).env("PKG", project.pkg()).env("SANDBOX_BINARY", sandbox);
    let (status, output) = run::tee(&mut node)?;
    Ok(Tally::of_node(&output).or_failure(status.success()))
}

/// Points the vendor's own SDK at the sandbox, and compares the package with it where the SDK has known faults.
pub fn vendors_sdk(project: &Project) -> Result<Tally> {
    against_server(project, "sdk")
}

/// The package against a token endpoint that is not ours, where OroCommerce has its own.
pub fn league(project: &Project) -> Result<Tally> {
    against_server(project, "league")
}

/// The tests of a folder in Node, with the built package and the sandbox at hand.
fn against_server(project: &Project, folder: &str) -> Result<Tally> {
    package::package(project)?;
    node::ensure_tools(project)?;
    let sandbox = sandbox::build(project)?;
    let tests = test_files(&project.tests().join(folder))?;
    let mut node = std::process::Command::new("node");
    node.args(["--test", "--test-reporter=spec"]).args(tests).current_dir(&project.root);
    node.env("PKG", project.pkg()).env("SANDBOX_BINARY", sandbox);
    let (status, output) = run::tee(&mut node)?;
    Ok(Tally::of_node(&output).or_failure(status.success()))
}

/// Compiles the projects of `tests/package/types` against the installed package.
pub fn types(project: &Project) -> Result<Tally> {
    let scratch = install(project)?;
    let from = project.tests().join("package/types");
    let to = scratch.join("types");
    fs::create_dir_all(&to)?;
    let mut projects = Vec::new();
    for entry in fs::read_dir(&from).with_context(|| format!("could not read {}", from.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        fs::copy(&path, to.join(name)).with_context(|| format!("could not copy {}", path.display()))?;
        if name.to_string_lossy().starts_with("tsconfig") {
            projects.push(to.join(name));
        }
    }
    projects.sort();
    if projects.is_empty() {
        bail!("tests/package/types has no tsconfig*.json");
    }
    for config in &projects {
        run::run(
            project.npm_tool("tsc").arg("--project").arg(config),
            "the types do not compile: the compiler's message is above",
        )?;
    }
    Ok(Tally { passed: projects.len() as u64, failed: 0 })
}

/// Builds the package a second time, in another folder and with another target folder, and compares the tarballs.
pub fn reproducible(project: &Project) -> Result<Tally> {
    package::package(project)?;
    let folder = project.target.join("elsewhere");
    let other = project.at(folder.join("another checkout"), folder.join("target"));
    copy_sources(project, &other)?;
    package::package(&other)?;
    let mut tarballs = Vec::new();
    for (project, name) in [(project, "here"), (&other, "there")] {
        let to = folder.join(name);
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        fs::create_dir_all(&to)?;
        pack(project, &to)?;
        tarballs.push(fs::read(packed(&to)?)?);
    }
    if tarballs.first() != tarballs.last() {
        bail!(
            "the same sources gave another package: compare {} with {}",
            project.pkg().display(),
            other.pkg().display()
        );
    }
    Ok(Tally::ONE)
}

/// What a clone would have, as it is now: also what is not committed yet. The npm tools are the same ones.
fn copy_sources(from: &Project, to: &Project) -> Result<()> {
    let listed = run::capture(
        std::process::Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&from.root),
    )?;
    if to.root.exists() {
        fs::remove_dir_all(&to.root).with_context(|| format!("could not clear {}", to.root.display()))?;
    }
    for name in listed.split('\0').filter(|name| from.root.join(name).is_file()) {
        let target = to.root.join(name);
        fs::create_dir_all(target.parent().unwrap_or(&to.root))?;
        fs::copy(from.root.join(name), &target).with_context(|| format!("could not copy {name}"))?;
    }
    // Where there are no links, the tools are installed once more.
    #[cfg(unix)]
    std::os::unix::fs::symlink(from.tests().join("node_modules"), to.tests().join("node_modules"))?;
    Ok(())
}

/// Whether the types' documentation is whole: TypeDoc's own checks, and then ours.
pub fn documented(project: &Project) -> Result<Tally> {
    docs::docs(project)?;
    let tests = test_files(&project.tests().join("package/docs"))?;
    let mut node = std::process::Command::new("node");
    node.args(["--test", "--test-reporter=spec"]).args(tests).env("TYPES", docs::types(project));
    let (status, output) = run::tee(&mut node)?;
    Ok(Tally::of_node(&output).or_failure(status.success()) + Tally::ONE)
}

/// Packs the package and installs the tarball into an empty project; returns where that is.
pub fn install(project: &Project) -> Result<PathBuf> {
    package::package(project)?;
    let scratch = project.target.join("scratch");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).with_context(|| format!("could not clear {}", scratch.display()))?;
    }
    fs::create_dir_all(&scratch)?;
    fs::write(scratch.join("package.json"), r#"{ "name": "scratch", "private": true, "type": "module" }"#)?;
    pack(project, &scratch)?;
    run::run_quiet(
        node::npm()
            .args(["install", "--offline", "--ignore-scripts"])
            .arg(packed(&scratch)?)
            .current_dir(&scratch),
        "the tarball did not install: what npm said is above",
    )?;
    Ok(scratch)
}

fn pack(project: &Project, to: &Path) -> Result<()> {
    run::run_quiet(
        node::npm()
            .args(["pack", "--ignore-scripts", "--pack-destination"])
            .arg(to)
            .current_dir(project.pkg()),
        "`npm pack` refused pkg/: what it said is above",
    )
}

fn packed(folder: &Path) -> Result<PathBuf> {
    let files = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    files
        .into_iter()
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .context("`npm pack` left no tarball")
}
