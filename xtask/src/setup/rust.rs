//! The parts of the pinned Rust toolchain: wasm target, standard library source, formatter, lints.
//!
//! rustup usually installs them by itself from rust-toolchain.toml; this is for where it does not.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::run;

/// One part of the toolchain: how rustup names it, and a file that is there once it is installed.
pub struct Part {
    add: &'static [&'static str],
    proof: &'static str,
}

pub const WASM_TARGET: Part = Part {
    add: &["target", "add", "wasm32-unknown-unknown"],
    proof: "lib/rustlib/wasm32-unknown-unknown/lib",
};
pub const STD_SOURCE: Part =
    Part { add: &["component", "add", "rust-src"], proof: "lib/rustlib/src/rust/library/Cargo.lock" };
pub const FORMATTER: Part = Part { add: &["component", "add", "rustfmt"], proof: "bin/cargo-fmt" };
pub const LINTS: Part = Part { add: &["component", "add", "clippy"], proof: "bin/cargo-clippy" };

/// Makes sure that the parts are there.
pub fn ensure(project: &Project, parts: &[Part]) -> Result<()> {
    let sysroot = PathBuf::from(
        run::capture(Command::new("rustc").args(["--print", "sysroot"]).current_dir(&project.root))?.trim(),
    );
    for part in parts {
        if is_there(&sysroot, part) {
            continue;
        }
        let command = format!("rustup {}", part.add.join(" "));
        if !run::succeeds(Command::new("rustup").arg("--version")) {
            bail!(
                "this toolchain lacks `{}`: install rustup from https://rustup.rs and run `{command}`",
                part.add.last().copied().unwrap_or_default()
            );
        }
        run::say(&format!("set-up: {command}"));
        run::run(
            Command::new("rustup").args(part.add).current_dir(&project.root),
            &format!("`{command}` failed: it needs a network connection the first time"),
        )?;
    }
    Ok(())
}

fn is_there(sysroot: &Path, part: &Part) -> bool {
    let proof = sysroot.join(part.proof);
    proof.exists() || proof.with_extension("exe").exists()
}
