//! `cargo xtask sandbox`: the local OrderCloud stand-in alone.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::run;

/// Builds the sandbox and becomes it.
pub fn sandbox(project: &Project, flags: &[OsString]) -> Result<()> {
    let binary = build(project)?;
    run::become_it(Command::new(binary).args(flags).current_dir(&project.root))
}

/// Builds the sandbox and says where the program is.
pub fn build(project: &Project) -> Result<PathBuf> {
    let binary = project.target.join("debug").join(format!("sandbox{}", std::env::consts::EXE_SUFFIX));
    let first = if binary.exists() { "" } else { " (about two minutes the first time)" };
    run::say(&format!("sandbox: compiling{first}"));
    run::run(
        project.cargo().args(["build", "--package", "sandbox"]),
        "the sandbox did not compile: the compiler's message is above",
    )?;
    Ok(binary)
}
