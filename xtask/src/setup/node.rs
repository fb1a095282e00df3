//! Node.js, npm, and the tools in `tests/node_modules` and `tests/bench/node_modules`.
//!
//! The tools are installed from the lock file alone and without running their install scripts: some would
//! download browsers. A copy of the lock file beside them tells whether they are still the right ones.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};

use crate::project::Project;
use crate::run;

const OLDEST: u32 = 20;
const CURE: &str = "install Node.js 20 or newer from https://nodejs.org (Debian: apt-get install nodejs npm)";

/// Makes sure that Node is new enough and the npm tools are those of the lock file.
pub fn ensure_tools(project: &Project) -> Result<()> {
    ensure_installed(&project.tests(), "the npm tools (about 20 s the first time)")
}

/// The same for any folder that has a lock file; `what` is told while it is being installed.
pub fn ensure_installed(folder: &Path, what: &str) -> Result<()> {
    ensure_node()?;
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("{} is missing", lock.display()))?;
    // Inside node_modules: whoever deletes that folder deletes the mark with it.
    let mark = folder.join("node_modules/.installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run::say(&format!("set-up: installing {what}"));
    install(folder)?;
    fs::write(&mark, lock).with_context(|| format!("could not write {}", mark.display()))
}

/// Makes sure that `node` is there and new enough.
pub fn ensure_node() -> Result<()> {
    let printed = run::capture(Command::new("node").arg("--version"))
        .map_err(|_| anyhow!("Node.js was not found: {CURE}"))?;
    match major(&printed) {
        Some(found) if found >= OLDEST => Ok(()),
        _ => bail!("Node.js {} is too old: {CURE}", printed.trim()),
    }
}

/// The `npm` command, quiet about anything but problems.
pub fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]);
    command
}

fn install(folder: &Path) -> Result<()> {
    if !run::succeeds(npm().arg("--version")) {
        bail!("npm was not found: {CURE}");
    }
    run::run_quiet(
        npm().args(["ci", "--ignore-scripts"]).current_dir(folder),
        &format!("`npm ci` failed in {}: it needs a network connection the first time", folder.display()),
    )
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("20"), None);
        assert_eq!(major(""), None);
    }
}
