//! The steps that need a browser: the library's own wasm tests, and the storefront end to end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::tally::Tally;
use crate::project::{PACKAGE, Project};
use crate::setup::{browser, node, rust};
use crate::{package, run, sandbox};

/// Cargo calls us back for each test file: see .cargo/config.toml and wasm_test_runner.rs.
pub fn wasm(project: &Project) -> Result<Tally> {
    rust::ensure(project, &[rust::WASM_TARGET])?;
    browser::ensure()?;
    let mut cargo = project.cargo();
    cargo.args(["test", "--package", PACKAGE, "--test", "browser", "--target", "wasm32-unknown-unknown"]);
    let (status, output) = run::tee(&mut cargo)?;
    Ok(Tally::of_cargo(&output).or_failure(status.success()))
}

/// The storefront as most shoppers have it.
pub fn end_to_end(project: &Project) -> Result<Tally> {
    storefront(project, "wasm", |_| true)
}

/// The same storefront with WebAssembly taken out of the browser. The files that are about loading choose their engine
/// themselves, and run once.
pub fn end_to_end_without_wasm(project: &Project) -> Result<Tally> {
    const ABOUT_LOADING: [&str; 4] =
        ["broken-engine.test.mjs", "engine.test.mjs", "loading.test.mjs", "page.test.mjs"];
    storefront(project, "js", |test| !ABOUT_LOADING.iter().any(|name| test.ends_with(name)))
}

/// The tests start the servers and the browser themselves; they are told where the programs lie.
fn storefront(project: &Project, engine: &str, wanted: fn(&Path) -> bool) -> Result<Tally> {
    let chromium = browser::ensure()?;
    package::package(project)?;
    node::ensure_tools(project)?;
    let sandbox = sandbox::build(project)?;
    let mut tests = test_files(&project.tests().join("e2e"))?;
    tests.retain(|test| wanted(test));
    let mut node = Command::new("node");
    // One file at a time: each has a server and a browser of its own, and slow tests are flaky tests.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(tests);
    node.env("SANDBOX_BINARY", sandbox).env("CHROME", chromium.browser).current_dir(&project.root);
    node.env("SCREENSHOTS", project.target.join("screenshots")).env("ENGINE", engine);
    let (status, output) = run::tee(&mut node)?;
    Ok(Tally::of_node(&output).or_failure(status.success()))
}

/// The `*.test.mjs` files of a folder, in order. None at all is an error: an empty suite proves nothing.
pub fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("{} has no *.test.mjs", folder.display());
    }
    files.sort();
    Ok(files)
}
