//! Chromium and its driver: found by environment variable, by name, or installed where that can be done
//! without asking.
//!
//! CHROME and CHROMEDRIVER win over everything else.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use serde_json::{Value, json};

use super::apt;

const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const DRIVERS: &[&str] = &["chromedriver"];
const CURE: &str =
    "install Chromium and chromedriver of the same version, or point CHROME and CHROMEDRIVER at them";

/// Two programs of the same version.
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Finds Chromium and its driver, installing them through apt-get where that works unattended.
pub fn ensure() -> Result<Chromium> {
    if let Ok(found) = find() {
        return Ok(found);
    }
    apt::install("Chromium and its driver", &["chromium", "chromium-driver"]);
    find()
}

fn find() -> Result<Chromium> {
    let browser = named("CHROME", BROWSERS)?
        .or_else(|| Some(PathBuf::from(MAC)).filter(|path| path.exists()))
        .ok_or_else(|| anyhow!("no Chromium was found: {CURE}"))?;
    let driver = named("CHROMEDRIVER", DRIVERS)?
        .ok_or_else(|| anyhow!("{} has no chromedriver beside it: {CURE}", browser.display()))?;
    Ok(Chromium { browser, driver })
}

/// The path in the variable, which must exist, else the first of the names on the PATH.
fn named(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(variable).map(PathBuf::from) {
        if path.exists() {
            return Ok(Some(path));
        }
        bail!("{variable} says {}, but there is no such file", path.display());
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    Ok(on_path(&folders, names))
}

fn on_path(folders: &std::ffi::OsStr, names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(folders).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
}

/// The flags for a headless Chromium that keeps to this machine: nothing but loopback is resolved.
///
/// `--no-sandbox` because Chromium refuses to start as root with its own sandbox, as it does in containers.
pub fn arguments() -> Vec<&'static str> {
    vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-default-apps",
        "--disable-extensions",
        "--metrics-recording-only",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
        "--window-size=1000,700",
    ]
}

/// The WebDriver capabilities for it. No `--user-data-dir`: the driver makes a fresh one for each session.
pub fn capabilities(browser: &Path) -> Value {
    json!({ "goog:chromeOptions": { "binary": browser, "args": arguments() } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_name_the_binary_and_run_headless() {
        let value = capabilities(Path::new("/usr/bin/chromium"));
        assert_eq!(value.pointer("/goog:chromeOptions/binary").unwrap(), "/usr/bin/chromium");
        let args = value.pointer("/goog:chromeOptions/args").unwrap().as_array().unwrap();
        assert!(args.iter().any(|arg| arg == "--headless=new"));
    }

    #[test]
    fn a_name_that_is_nowhere_on_the_path_is_not_found() {
        assert_eq!(on_path("/nowhere:/bin".as_ref(), &["no-such-program"]), None);
        assert_eq!(
            on_path("/nowhere:/bin".as_ref(), &["no-such-program", "sh"]),
            Some(PathBuf::from("/bin/sh"))
        );
    }
}
