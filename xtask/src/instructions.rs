//! How many instructions the library's hot paths take on the host, held against the counts that are committed.
//!
//! Counts, not times: they are the same on a busy machine. valgrind is run as it is: wrappers for it would bring a runner
//! program of their own to build and to keep in step. What is counted is in tests/bench/counts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run;
use crate::setup::apt;

/// A count may be this much above the committed one: standard libraries differ a little between machines.
const TOLERANCE: f64 = 1.05;
/// How often each path is taken; what it takes to start up is subtracted.
const TIMES: u64 = 20;

/// Instructions by the name of the case.
pub type Counts = BTreeMap<String, u64>;

/// What became of one case.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Kept,
    /// So much less that the committed count should follow.
    Fewer,
    More,
    /// There is no committed count.
    New,
}

/// Whether counting works here; installs valgrind where that can be done without asking.
pub fn can_count() -> bool {
    let found = || run::succeeds(Command::new("valgrind").arg("--version"));
    found() || {
        apt::install("valgrind", &["valgrind"]);
        found()
    }
}

/// Builds the program and counts every case.
pub fn count(project: &Project) -> Result<Counts> {
    run::run(
        project.cargo().args(["build", "--release", "--package", "hot-paths"]),
        "the program that is counted did not compile: the compiler's message is above",
    )?;
    let program = project.target.join("release").join("hot-paths");
    let mut counts = Counts::new();
    for case in run::capture(&mut Command::new(&program))?.lines() {
        let with = instructions(&program, case, TIMES)?;
        let without = instructions(&program, case, 0)?;
        counts.insert(case.to_owned(), with.saturating_sub(without) / TIMES);
    }
    Ok(counts)
}

/// The committed counts.
pub fn committed(project: &Project) -> Result<Counts> {
    let file = file(project);
    let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no counts", file.display()))
}

/// Makes these counts the committed ones.
pub fn commit(project: &Project, counts: &Counts) -> Result<()> {
    let file = file(project);
    let text = serde_json::to_string_pretty(counts)?;
    fs::write(&file, text + "\n").with_context(|| format!("could not write {}", file.display()))
}

/// Compares a count with the committed one.
pub fn judge(committed: Option<u64>, counted: u64) -> Verdict {
    let Some(committed) = committed else { return Verdict::New };
    let relative = counted as f64 / committed.max(1) as f64;
    if relative > TOLERANCE {
        Verdict::More
    } else if relative < 1.0 / TOLERANCE {
        Verdict::Fewer
    } else {
        Verdict::Kept
    }
}

fn file(project: &Project) -> PathBuf {
    project.tests().join("bench/counts/counts.json")
}

/// All instructions of one run. The surroundings are emptied: they would shift the stack a little.
fn instructions(program: &Path, case: &str, times: u64) -> Result<u64> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([case, &times.to_string()])
        .env_clear()
        .env("PATH", path)
        .stdin(Stdio::null())
        .output()
        .context("valgrind did not start")?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{case} failed under valgrind:\n{said}");
    }
    collected(&said).with_context(|| format!("valgrind named no count for {case}:\n{said}"))
}

/// `==123== Collected : 4567`
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_what_valgrind_says() {
        assert_eq!(collected("==7== Callgrind\n==7== Collected : 493418\n==7==\n"), Some(493_418));
        assert_eq!(collected("==7== Command: x\n"), None);
    }

    #[test]
    fn more_than_five_percent_is_too_much() {
        assert_eq!(judge(Some(1000), 1050), Verdict::Kept);
        assert_eq!(judge(Some(1000), 1051), Verdict::More);
        assert_eq!(judge(Some(1000), 900), Verdict::Fewer);
        assert_eq!(judge(None, 1), Verdict::New);
    }
}
