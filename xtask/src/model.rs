//! `cargo xtask model`: the library's own state machine in every order of events, further than the tests go.
//!
//! The model is a test of the library (tests/model); this only runs the part that takes its time.

use anyhow::Result;

use crate::project::{PACKAGE, Project};
use crate::run;

/// Explores every configuration up to so many states; `only`: those whose name contains this.
pub fn model(project: &Project, states: usize, only: Option<&str>) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["test", "--release", "--package", PACKAGE, "--test", "model"]);
    cargo.args(["--", "--ignored", "--nocapture", "--exact", "deeper"]);
    cargo.env("STATES", states.to_string()).env("WHICH", only.unwrap_or_default());
    run::run(&mut cargo, "a claim is broken, or the model did not compile: it is said above")
}
