//! `cargo xtask check`: the quick loop while writing Rust: format, lints and host tests.
//!
//! Needs neither Node nor a browser.

use std::process::ExitCode;

use anyhow::Result;

use crate::project::Project;
use crate::test;

const STEPS: [&str; 3] = ["format", "lints", "host"];

/// Runs the quick steps of `cargo xtask test`.
pub fn check(project: &Project) -> Result<ExitCode> {
    let steps = STEPS.iter().map(|name| test::step(name)).collect::<Result<Vec<_>>>()?;
    Ok(test::run_all(project, &steps, false))
}
