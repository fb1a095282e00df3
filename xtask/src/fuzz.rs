//! `cargo xtask fuzz`: the long run of what `cargo xtask test` does for seconds, until something breaks or the time is over.
//!
//! Readers written in Rust go through libFuzzer (fuzz/, tests/fuzz), one after another on one core; those written in
//! JavaScript, and the comparison with another decoder, are the tests in Node (tests/fuzz/*.test.mjs) with more time. The tally
//! at the end is the figure for tests/RESULTS.md.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::{run, test};

/// What the tests in Node go by.
const IN_NODE: &str = "node";

/// Runs every target, or one, for so many seconds each.
pub fn fuzz(project: &Project, seconds: u64, only: Option<&str>) -> Result<()> {
    let targets = targets(project)?;
    if let Some(name) = only.filter(|name| *name != IN_NODE && !targets.iter().any(|known| known == name)) {
        bail!("there is no target `{name}`; the targets are {}, {IN_NODE}", targets.join(", "));
    }
    let chosen = |name: &str| only.is_none_or(|only| only == name);
    let mut sum = 0;
    let mut lines = Vec::new();
    for target in targets.iter().filter(|target| chosen(target)) {
        run::say(&format!("\n== {target}: {seconds} s"));
        let inputs = with_libfuzzer(project, target, seconds)?;
        sum += inputs;
        lines.push(format!("{inputs:>13}  {target}"));
    }
    if chosen(IN_NODE) {
        run::say(&format!("\n== {IN_NODE}: {seconds} s each"));
        test::fuzz::long(project, seconds)?;
    }
    println!("\n{}\n{sum:>13}  inputs in all, 0 panics", lines.join("\n"));
    Ok(())
}

/// The targets, as fuzz/ has them.
fn targets(project: &Project) -> Result<Vec<String>> {
    let folder = project.root.join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))? {
        names.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Runs one target and returns how many inputs it took. What is found is kept in target/fuzz, and read again next time.
fn with_libfuzzer(project: &Project, target: &str, seconds: u64) -> Result<u64> {
    let fuzzer = cargo_fuzz(project)?;
    let folder = project.target.join("fuzz");
    let corpus = folder.join("corpus").join(target);
    let artifacts = folder.join("artifacts").join(target);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = Command::new(&fuzzer);
    command.current_dir(&project.root);
    // No code of ours is unsafe: without the address sanitizer it is several times faster, and the pinned compiler will do.
    command.args(["fuzz", "run", "--sanitizer", "none", "--target-dir"]).arg(folder.join("build"));
    command.arg(target).arg(&corpus).arg(project.tests().join("fuzz/seeds").join(target));
    command.args(["--", "-max_len=2048", "-timeout=5", "-print_final_stats=1", "-verbosity=0"]);
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    let (status, output) = run::tee_errors(&mut command)?;
    if !status.success() {
        bail!(
            "{target}: what is said above is broken by the input in {}, or the fuzzer could not be built (it needs a C++ compiler)",
            artifacts.display()
        );
    }
    inputs(&output).context("the fuzzer did not say how many inputs there were")
}

/// cargo-fuzz: the one that is installed, else one of our own in the target folder.
fn cargo_fuzz(project: &Project) -> Result<PathBuf> {
    let installed = PathBuf::from("cargo-fuzz");
    if run::succeeds(Command::new(&installed).arg("--version")) {
        return Ok(installed);
    }
    let tools = project.target.join("tools");
    let ours = tools.join("bin/cargo-fuzz");
    if !ours.exists() {
        run::say("set-up: cargo install cargo-fuzz (once, some minutes)");
        run::run(
            project.cargo().args(["install", "cargo-fuzz", "--locked", "--root"]).arg(&tools),
            "cargo-fuzz could not be installed: it needs a network connection the first time",
        )?;
    }
    Ok(ours)
}

/// What libFuzzer says at the end.
fn inputs(output: &str) -> Option<u64> {
    let line = output.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_inputs_is_read_from_the_last_lines() {
        let output = "Done 7 runs in 1 second(s)\nstat::number_of_executed_units: 4711\nstat::average: 7\n";
        assert_eq!(inputs(output), Some(4711));
        assert_eq!(inputs("killed"), None);
    }
}
