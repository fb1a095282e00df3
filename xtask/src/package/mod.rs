//! `cargo xtask package`: builds `pkg/`, ready for `npm pack`.
//!
//! compile (cargo, std rebuilt) -> bind (wasm-bindgen) -> rename -> optimise (wasm-opt) -> translate (wasm2js)
//! -> bundle (esbuild, terser) -> assemble. The steps after cargo are skipped when nothing they read has changed. The same sources give
//! the same bytes, whatever folder they lie in.

mod assemble;
mod bind;
mod bundle;
mod compile;
mod lean;
mod optimise;
mod order;
mod prune;
mod rename;
mod stamp;
mod third_party;
mod translate;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::run;
use crate::setup::{node, rust};
use stamp::Stamp;

/// The name of the wasm file in the package; the entry points refer to it.
pub const WASM: &str = "storefront-auth.wasm";
/// What browsers and bundlers load.
pub const BROWSER: &str = "index.js";
/// What a browser loads instead of the wasm where WebAssembly is off.
pub const ENGINE_JS: &str = "engine-js.js";
/// What a browser loads where the platform has no locks.
pub const LEASE_JS: &str = "lease.js";
/// Where that is written; the glue has no part of it.
const LEASE_SOURCE: &str = "src/browser/lease.js";
/// All scripts of the package, each bundled by itself: the entry points of package.json, and what they import where it is
/// needed.
pub const SCRIPTS: [&str; 7] =
    [BROWSER, "node.js", "inline.js", "workerd.js", "edge-light.js", ENGINE_JS, LEASE_JS];

/// Builds the package, or leaves it as it is when it is up to date.
pub fn package(project: &Project) -> Result<()> {
    rust::ensure(project, &[rust::WASM_TARGET, rust::STD_SOURCE])?;
    node::ensure_tools(project)?;
    let compiled = compile::compile(project)?;

    let stage = project.target.join("web-stage");
    fs::create_dir_all(&stage).with_context(|| format!("could not create {}", stage.display()))?;
    // Two commands at once would write the same files; the lock is let go when the file is closed.
    let lock =
        File::create(project.target.join("web-stage.lock")).context("could not create the package lock")?;
    lock.lock().context("could not take the package lock")?;

    engine(project, &compiled, &stage)?;
    let ours = ["pkg-template", LEASE_SOURCE, "src/js/types.d.ts", "Cargo.lock"];
    let ours = ours.map(|path| project.root.join(path));
    let inputs =
        [&ours[..], &recipe(project), &assemble::licences(project), &[stage.join("engine")]].concat();
    let stamp = Stamp::new(project.target.join("web-stage/package.stamp"), &inputs, &project.version)?;
    if stamp.fresh(&project.pkg())? {
        run::say("package: pkg/ is up to date");
        return Ok(());
    }
    run::say("package: bundling the entry points (esbuild, terser)");
    bundle::bundle(project, &stage)?;
    assemble::assemble(project, &stage)?;
    stamp.record(&project.pkg())
}

/// Turns cargo's wasm into the wasm that ships and the JavaScript glue that goes with it.
fn engine(project: &Project, compiled: &Path, stage: &Path) -> Result<()> {
    let engine = stage.join("engine");
    let inputs = [&recipe(project)[..], &[compiled.to_path_buf()]].concat();
    let stamp = Stamp::new(stage.join("engine.stamp"), &inputs, "")?;
    if stamp.fresh(&engine)? {
        return Ok(());
    }
    if engine.exists() {
        fs::remove_dir_all(&engine).with_context(|| format!("could not clear {}", engine.display()))?;
    }
    fs::create_dir_all(&engine)?;
    run::say("package: generating the glue (wasm-bindgen)");
    let bound = bind::bind(compiled, &engine)?;
    run::say("package: shrinking the wasm (wasm-opt, about 10 s)");
    optimise::optimise(project, &bound, &engine.join(WASM))?;
    run::say("package: translating the wasm for browsers without (wasm2js)");
    translate::translate(project, &engine.join(WASM), &engine.join("translated.js"))?;
    stamp.record(&engine)
}

/// What decides how the package is made, beside what it is made of: our own steps and the tools' versions
/// (wasm-bindgen's is pinned in our Cargo.toml).
fn recipe(project: &Project) -> Vec<PathBuf> {
    ["xtask/src/package", "xtask/Cargo.toml", "tests/package-lock.json"]
        .map(|path| project.root.join(path))
        .into()
}
