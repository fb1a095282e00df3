//! `cargo xtask test`: every test there is, the quick ones first, ended by the line `N passed, N failed`.
//!
//! A step that runs a test suite counts its tests; any other step counts as one. After the first step that
//! fails the rest is left out, unless asked to go on.

mod browsers;
pub mod fuzz;
mod instructions;
mod packed;
mod rust;
mod tabs;
mod tally;
mod toolchains;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::project::Project;
use crate::{package, run, size};
use tally::Tally;

/// One step of the tests.
pub struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Project) -> Result<Tally>,
}

const STEPS: &[Step] = &[
    Step { name: "format", about: "rustfmt would change nothing", run: rust::format },
    Step { name: "lints", about: "clippy, whole workspace", run: rust::lints },
    Step { name: "lints-wasm", about: "clippy, the library as wasm", run: rust::lints_wasm },
    Step { name: "host", about: "tests that need no browser", run: rust::host },
    Step {
        name: "instructions",
        about: "hot paths take no more of them than is committed",
        run: instructions::instructions,
    },
    Step { name: "docs", about: "documentation without warnings", run: rust::docs },
    Step { name: "deny", about: "dependencies are what deny.toml allows", run: rust::dependencies },
    Step {
        name: "package",
        about: "pkg/ builds",
        run: |project| package::package(project).map(|()| Tally::ONE),
    },
    Step {
        name: "size",
        about: "within the budget",
        run: |project| size::size(project).map(|()| Tally::ONE),
    },
    Step { name: "reproducible", about: "another checkout gives the same bytes", run: packed::reproducible },
    Step { name: "publint", about: "package.json agrees with the files", run: packed::publint },
    Step { name: "attw", about: "the types are found, however looked for", run: packed::types_are_found },
    Step { name: "tarball", about: "the packed package, installed elsewhere", run: packed::tarball },
    Step { name: "sdk", about: "the vendor's SDK finds everything in the sandbox", run: packed::vendors_sdk },
    Step { name: "league", about: "a token endpoint like OroCommerce's", run: packed::league },
    Step { name: "fuzz", about: "any token and any return address, in Node", run: fuzz::fuzz },
    Step { name: "types", about: "the types keep the contract, strictly", run: packed::types },
    Step { name: "typedoc", about: "the types are documented, with examples", run: packed::documented },
    Step {
        name: "toolchains",
        about: "the packed package in bundlers, frameworks and recipes",
        run: toolchains::apps_and_recipes,
    },
    Step { name: "browser", about: "wasm tests in headless Chromium", run: browsers::wasm },
    Step { name: "e2e", about: "storefront and sandbox in headless Chromium", run: browsers::end_to_end },
    Step { name: "e2e-js", about: "the same with WebAssembly off", run: browsers::end_to_end_without_wasm },
    Step { name: "tabs", about: "many tabs of one session, in Chromium and Firefox", run: tabs::tabs },
];

/// Runs all steps, or one.
pub fn test(project: &Project, only: Option<&str>, keep_going: bool) -> Result<ExitCode> {
    let steps = match only {
        Some(name) => vec![step(name)?],
        None => STEPS.iter().collect(),
    };
    Ok(run_all(project, &steps, keep_going))
}

/// The step of that name.
pub fn step(name: &str) -> Result<&'static Step> {
    STEPS.iter().find(|step| step.name == name).ok_or_else(|| {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        anyhow!("there is no step `{name}`; the steps are {}", names.join(", "))
    })
}

/// Runs the steps one after another and prints a line for each, then the sum.
pub fn run_all(project: &Project, steps: &[&Step], keep_going: bool) -> ExitCode {
    let mut lines = Vec::new();
    let mut sum = Tally::default();
    for step in steps {
        if sum.failed > 0 && !keep_going {
            lines.push(format!("  left out  {}", step.name));
            continue;
        }
        run::say(&format!("\n== {}: {}", step.name, step.about));
        let start = Instant::now();
        let tally = (step.run)(project).unwrap_or_else(|error| {
            run::say(&format!("error: {error:#}"));
            Tally { passed: 0, failed: 1 }
        });
        lines.push(line(step.name, tally, start.elapsed()));
        sum = sum + tally;
    }
    println!();
    for line in lines {
        println!("{line}");
    }
    println!("\n{sum}");
    if sum.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn line(name: &str, tally: Tally, took: Duration) -> String {
    let verdict = if tally.failed > 0 { "FAILED" } else { "ok" };
    format!("{verdict:>10}  {name:<14}{:>7.1} s  {tally}", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_found_by_its_name_and_a_wrong_name_lists_them() {
        assert!(STEPS.iter().all(|known| step(known.name).is_ok()));
        let error = step("nonsense").err().unwrap().to_string();
        assert!(error.contains("host") && error.contains("e2e"), "{error}");
    }

    #[test]
    fn a_step_has_one_line() {
        let line = line("host", Tally { passed: 12, failed: 0 }, Duration::from_millis(1540));
        assert_eq!(line, "        ok  host              1.5 s  12 passed, 0 failed");
    }
}
