//! Shrinks the wasm with wasm-opt, from the npm package `binaryen`.
//!
//! The passes were chosen by the bytes that are left after brotli. `--traps-never-happen` stays out: it would
//! turn a caught bug into undefined behaviour.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::order;
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
];
/// Run at the very end.
const FINISH: &[&str] =
    &["--reorder-functions-by-name", "--strip-debug", "--strip-producers", "--strip-target-features"];

/// Reads the one file and writes the other: twice, since only what was optimised shows which order is best.
pub fn optimise(project: &Project, from: &Path, to: &Path) -> Result<()> {
    const FAILED: &str = "wasm-opt refused the wasm: what it said is above";
    let wasm = fs::read(from)?;
    let named = from.with_extension("named");
    fs::write(&named, order::named(&wasm, |index| index.to_string())?)?;
    rewrite(project, &[PASSES, &["--debuginfo"]].concat(), &named, to, FAILED)?;
    let order = order::order(&fs::read(to)?)?;
    let ranks: HashMap<&String, usize> = order.iter().zip(0..).collect();
    let name = |index: usize| format!("{:05}", ranks.get(&index.to_string()).copied().unwrap_or(order.len()));
    fs::write(&named, order::named(&wasm, name)?)?;
    rewrite(project, &[PASSES, FINISH].concat(), &named, to, FAILED)
}

/// Runs wasm-opt with these passes; `failed` is the sentence for a failure.
pub fn rewrite(project: &Project, passes: &[&str], from: &Path, to: &Path, failed: &str) -> Result<()> {
    run::run_quiet(
        project.npm_tool("wasm-opt").args(FEATURES).args(passes).arg(from).arg("-o").arg(to),
        failed,
    )
}
