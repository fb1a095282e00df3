//! Debian's packages, installed where nobody has to type a password.

use std::path::Path;
use std::process::Command;

use crate::run;

/// Installs packages on Debian and its likes. Silent failure is fine: whoever asked looks again and says what is missing.
pub fn install(what: &str, packages: &[&str]) {
    if !Path::new("/etc/debian_version").exists() {
        return;
    }
    let prefix: &[&str] = if is_root() {
        &[]
    } else if run::succeeds(Command::new("sudo").args(["-n", "true"])) {
        &["sudo", "-n"]
    } else {
        return;
    };
    run::say(&format!("set-up: installing {what} through apt-get (about a minute)"));
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    for arguments in [vec!["update"], install] {
        let mut words = prefix.to_vec();
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]);
        words.extend(arguments);
        let (first, rest) = words.split_first().unwrap_or((&"true", &[]));
        if let Err(error) = run::run_quiet(Command::new(first).args(rest), "apt-get failed") {
            return run::say(&format!("set-up: {error}"));
        }
    }
}

fn is_root() -> bool {
    run::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
