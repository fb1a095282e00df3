//! Any input for what is written in JavaScript or reaches it: return addresses, and tokens beside another decoder.

use std::process::Command;

use anyhow::{Result, bail};

use super::browsers::test_files;
use super::tally::Tally;
use crate::project::Project;
use crate::setup::node;
use crate::{package, run};

/// So many inputs as the tests say.
pub fn fuzz(project: &Project) -> Result<Tally> {
    in_node(project, None)
}

/// As many as there is time for.
pub fn long(project: &Project, seconds: u64) -> Result<()> {
    let tally = in_node(project, Some(seconds))?;
    if tally.failed > 0 {
        bail!("something does not hold: the test that says so is above, with the seed that shows it again");
    }
    Ok(())
}

fn in_node(project: &Project, seconds: Option<u64>) -> Result<Tally> {
    package::package(project)?;
    node::ensure_tools(project)?;
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]);
    node.args(test_files(&project.tests().join("fuzz"))?);
    node.current_dir(&project.root).env("PKG", project.pkg());
    if let Some(seconds) = seconds {
        node.env("FUZZ_SECONDS", seconds.to_string());
    }
    let (status, output) = run::tee(&mut node)?;
    Ok(Tally::of_node(&output).or_failure(status.success()))
}
