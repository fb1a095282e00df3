//! The step that does what a customer does: builds apps around the packed package with the tools that people use, and runs
//! them, and the recipes, against the sandbox.
//!
//! The tools are large (about 600 MB) and are installed once, in cargo's target folder, from a lock file of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::browsers::test_files;
use super::packed;
use super::tally::Tally;
use crate::project::{PACKAGE, Project};
use crate::setup::{browser, node};
use crate::{run, sandbox};

pub fn apps_and_recipes(project: &Project) -> Result<Tally> {
    let chromium = browser::ensure()?;
    let workshop = workshop(project)?;
    let sandbox = sandbox::build(project)?;
    let package = project.tests().join("package");
    let tests = [test_files(&package.join("apps"))?, test_files(&package.join("recipes"))?].concat();
    let mut node = Command::new("node");
    // One after the other: builds take all there is of a small machine, and the pages should not wait for them.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(tests);
    node.env("WORKSHOP", workshop).env("SANDBOX_BINARY", sandbox).env("CHROME", chromium.browser);
    let (status, output) = run::tee(node.current_dir(&project.root))?;
    Ok(Tally::of_node(&output).or_failure(status.success()))
}

/// The tools, and beside them the package as npm installs it from the tarball.
fn workshop(project: &Project) -> Result<PathBuf> {
    let scratch = packed::install(project)?;
    let workshop = project.target.join("apps");
    fs::create_dir_all(&workshop)?;
    for name in ["package.json", "package-lock.json"] {
        let from = project.tests().join("package/apps").join(name);
        fs::copy(&from, workshop.join(name)).with_context(|| format!("could not copy {}", from.display()))?;
    }
    node::ensure_installed(&workshop, "bundlers and frameworks (600 MB, a minute or two the first time)")?;
    let installed = workshop.join("node_modules").join(PACKAGE);
    if installed.exists() {
        fs::remove_dir_all(&installed)?;
    }
    copy(&scratch.join("node_modules").join(PACKAGE), &installed)?;
    Ok(workshop)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
