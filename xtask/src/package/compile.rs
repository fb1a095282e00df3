//! Compiles the library to wasm with a standard library rebuilt for size.
//!
//! The compiler is the pinned stable one; RUSTC_BOOTSTRAP lets it take the few unstable flags that make a
//! panic a plain trap and leave formatting and source positions out. It has a target folder of its own, so
//! that development builds with the stock standard library do not throw its results away.

use std::path::PathBuf;

use anyhow::Result;

use crate::project::{PACKAGE, Project};
use crate::run;

/// A trap instead of a message: what would be printed is not shipped, and callers see `engine_failed`.
const FLAGS: &[&str] =
    &["-Zunstable-options", "-Cpanic=immediate-abort", "-Zfmt-debug=none", "-Zlocation-detail=none"];

/// Inlining a little more than `opt-level = "z"` would by itself: chosen by the bytes that are left after
/// brotli (5 to 60 were tried). The last, whole-program step alone needs to know it.
///
/// And a stack of 64 KB instead of a megabyte, forty times what the deepest way through the code takes: addresses are
/// shorter, and a page reserves less.
const LAST: [&str; 2] = ["-Cllvm-args=-inline-threshold=20", "-Clink-arg=-zstack-size=65536"];

/// Compiles and returns the path of the wasm.
pub fn compile(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join("web");
    let wasm = folder.join("wasm32-unknown-unknown/web/storefront_auth.wasm");
    let first = if wasm.exists() { "" } else { ", about a minute the first time" };
    run::say(&format!("package: compiling the wasm (std rebuilt{first})"));
    let mut flags: Vec<String> = FLAGS.iter().map(|&flag| flag.to_owned()).collect();
    // Neither the name of this folder nor of the home folder may end up in the bytes.
    flags.push(format!("--remap-path-prefix={}=.", project.root.display()));
    let mut cargo = project.cargo();
    cargo
        .args(["rustc", "--lib", "--crate-type", "cdylib", "--package", PACKAGE])
        .args(["--target", "wasm32-unknown-unknown", "--profile", "web"])
        .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
        .arg("--target-dir")
        .arg(&folder)
        .arg("--")
        .args(LAST)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run::run(
        &mut cargo,
        "the wasm did not compile: the compiler's message is above (the first build needs a network connection)",
    )?;
    Ok(wasm)
}
