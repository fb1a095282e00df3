//! Many tabs of one session in real browsers: Chromium, and Firefox where it is there or can be installed.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::browsers::test_files;
use super::tally::Tally;
use crate::project::Project;
use crate::setup::{apt, browser, node};
use crate::{package, run, sandbox};

/// The tests start servers and browsers themselves; they are told where the programs lie. Without a Firefox they leave its
/// part out, and say so.
pub fn tabs(project: &Project) -> Result<Tally> {
    let chromium = browser::ensure()?;
    if !has_firefox() {
        apt::install("Firefox", &["firefox-esr"]);
        if !has_firefox() {
            run::say(
                "left out: the tests in Firefox (install firefox-esr, or point FIREFOX at another Firefox)",
            );
        }
    }
    package::package(project)?;
    node::ensure_tools(project)?;
    let sandbox = sandbox::build(project)?;
    let tests = test_files(&project.tests().join("tabs"))?;
    let mut node = Command::new("node");
    // One file at a time: twenty tabs are work enough for the machine.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(tests);
    node.env("SANDBOX_BINARY", sandbox).env("CHROME", chromium.browser).env("PKG", project.pkg());
    let (status, output) = run::tee(node.current_dir(&project.root))?;
    Ok(Tally::of_node(&output).or_failure(status.success()))
}

/// As the tests look for it.
fn has_firefox() -> bool {
    if let Some(path) = env::var_os("FIREFOX") {
        return Path::new(&path).exists();
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders)
        .any(|folder| ["firefox-esr", "firefox"].iter().any(|name| folder.join(name).is_file()))
}
