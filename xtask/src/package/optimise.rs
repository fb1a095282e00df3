//! Shrinks the wasm with wasm-opt, from the npm package `binaryen`.
//!
//! The passes were chosen by the bytes that are left after brotli. `--traps-never-happen` stays out: it would
//! turn a caught bug into undefined behaviour.

use std::path::Path;

use anyhow::Result;

use crate::project::Project;
use crate::run;

/// Named one by one: with `--all-features` the module comes out in a form that browsers refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];
const PASSES: &[&str] = &[
    "-Oz",
    // Control flow built anew from flat code compresses better (about 250 bytes, measured).
    "--flatten",
    "--rereloop",
    "-Oz",
    // True of our modules: the first kilobyte is the far end of the stack, never an object's address.
    "--low-memory-unused",
    "--optimize-added-constants",
    "-Oz",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Reads the one file and writes the other.
pub fn optimise(project: &Project, from: &Path, to: &Path) -> Result<()> {
    rewrite(project, PASSES, from, to, "wasm-opt refused the wasm: what it said is above")
}

/// Runs wasm-opt with these passes; `failed` is the sentence for a failure.
pub fn rewrite(project: &Project, passes: &[&str], from: &Path, to: &Path, failed: &str) -> Result<()> {
    run::run_quiet(
        project.npm_tool("wasm-opt").args(FEATURES).args(passes).arg(from).arg("-o").arg(to),
        failed,
    )
}
