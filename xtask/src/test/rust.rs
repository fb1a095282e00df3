//! The steps that cargo alone can do: format, lints, host tests, documentation.

use anyhow::Result;

use super::tally::Tally;
use crate::project::{PACKAGE, Project};
use crate::run;
use crate::setup::rust;

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const DENY: [&str; 3] = ["--", "-D", "warnings"];

pub fn format(project: &Project) -> Result<Tally> {
    rust::ensure(project, &[rust::FORMATTER])?;
    run::run(project.cargo().args(["fmt", "--all", "--check"]), "the format differs: run `cargo fmt --all`")?;
    Ok(Tally::ONE)
}

pub fn lints(project: &Project) -> Result<Tally> {
    rust::ensure(project, &[rust::LINTS])?;
    run::run(
        project.cargo().args(["clippy", "--workspace", "--all-targets"]).args(DENY),
        "clippy found something: its message is above",
    )?;
    Ok(Tally::ONE)
}

/// Rooms 4 and 5 exist in wasm only, so the lints of the host never see them.
pub fn lints_wasm(project: &Project) -> Result<Tally> {
    rust::ensure(project, &[rust::LINTS, rust::WASM_TARGET])?;
    run::run(
        project
            .cargo()
            .args(["clippy", "--package", PACKAGE, "--lib", "--test", "browser"])
            .args(WASM)
            .args(DENY),
        "clippy found something in the wasm build: its message is above",
    )?;
    Ok(Tally::ONE)
}

pub fn host(project: &Project) -> Result<Tally> {
    let (status, output) = run::tee(project.cargo().args(["test", "--workspace"]))?;
    Ok(Tally::of_cargo(&output).or_failure(status.success()))
}

pub fn docs(project: &Project) -> Result<Tally> {
    rust::ensure(project, &[rust::WASM_TARGET])?;
    let failed = "the documentation has warnings: they are above";
    let mut host = project.cargo();
    host.args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings");
    run::run(&mut host, failed)?;
    let mut wasm = project.cargo();
    wasm.args(["doc", "--no-deps", "--package", PACKAGE]).args(WASM).env("RUSTDOCFLAGS", "-D warnings");
    run::run(&mut wasm, failed)?;
    Ok(Tally::ONE)
}

/// Licences, sources and known holes of the dependencies, where cargo-deny is installed.
pub fn dependencies(project: &Project) -> Result<Tally> {
    if !run::succeeds(project.cargo().args(["deny", "--version"])) {
        run::say("left out: cargo-deny is not installed (`cargo install cargo-deny --locked`)");
        return Ok(Tally::default());
    }
    run::run(
        project.cargo().args(["deny", "--workspace", "check", "licenses", "bans", "sources"]),
        "a dependency is not what deny.toml allows: cargo-deny's message is above",
    )?;
    Ok(Tally::ONE)
}
