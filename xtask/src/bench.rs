//! `cargo xtask bench`: the package beside what else one could take, measured in headless Chromium against the sandbox.
//!
//! Only starts what measures: tests/bench/main.mjs. Its npm packages are installed for it alone; no test needs them.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::setup::{browser, node};
use crate::{instructions, package, run, sandbox};

/// Builds what is measured and measures it.
pub fn bench(project: &Project, quick: bool, only: Option<&str>, out: Option<&Path>) -> Result<()> {
    let chromium = browser::ensure()?;
    node::ensure_tools(project)?;
    let folder = project.tests().join("bench");
    node::ensure_installed(&folder, "the contestants (about a minute the first time)")?;
    package::package(project)?;
    let sandbox = sandbox::build(project)?;
    let mut node = Command::new("node");
    node.arg(folder.join("main.mjs"));
    node.env("SANDBOX_BINARY", sandbox).env("CHROME", chromium.browser).current_dir(&project.root);
    if quick {
        node.arg("--quick");
    }
    if let Some(only) = only {
        node.args(["--only", only]);
    }
    if let Some(out) = out {
        node.arg("--out").arg(out);
    }
    run::run(&mut node, "the benchmark failed: what it said is above")
}

/// Makes the instruction counts of now the ones that the tests hold us to.
pub fn accept_counts(project: &Project) -> Result<()> {
    if !instructions::can_count() {
        bail!("valgrind is not installed (Debian: apt-get install valgrind)");
    }
    let counts = instructions::count(project)?;
    for (case, counted) in &counts {
        println!("{case:<28}{counted:>12}");
    }
    instructions::commit(project, &counts)
}
