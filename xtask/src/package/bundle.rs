//! Makes one file of each entry point: the hand-written loader and the generated glue, bundled by esbuild and made small
//! by terser, whose names compress better (3 % of the script after brotli).
//!
//! The wasm stays a file of its own, referred to by `new URL(…, import.meta.url)`: the browser compiles it
//! while it streams in, and a page can preload it. Only the entry point `inline` holds it. The translated engine
//! and the leases are files of their own as well, imported where they are needed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{ENGINE_JS, LEASE_JS, LEASE_SOURCE, SCRIPTS, WASM};
use crate::project::Project;
use crate::run;

/// Writes the bundled entry points into `stage/out`.
pub fn bundle(project: &Project, stage: &Path) -> Result<()> {
    // The templates import `./engine.js`: they have to lie beside it.
    let engine = stage.join("engine");
    let out = stage.join("out");
    let bench = stage.join("bundle");
    for folder in [&out, &bench] {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("could not clear {}", folder.display()))?;
        }
        fs::create_dir_all(folder)?;
    }
    copy_scripts(&engine, &bench)?;
    copy_scripts(&project.root.join("pkg-template"), &bench)?;
    fs::copy(project.root.join(LEASE_SOURCE), bench.join(LEASE_JS)).context("there are no leases")?;
    fs::copy(engine.join(WASM), bench.join(WASM)).context("there is no wasm")?;
    for entry in SCRIPTS {
        let platform = if entry == "node.js" { "--platform=node" } else { "--platform=browser" };
        let wasm: &[&str] = match entry {
            "inline.js" => &["--loader:.wasm=base64"],
            _ => &["--external:*.wasm", "--external:*.wasm?module"],
        };
        run::run_quiet(
            project
                .npm_tool("esbuild")
                .arg(bench.join(entry))
                .args(["--bundle", "--format=esm", "--target=es2022", "--minify", "--legal-comments=none"])
                .args([platform, "--log-level=warning"])
                .args(wasm)
                .args([ENGINE_JS, LEASE_JS].map(|file| format!("--external:./{file}")))
                // What the glue keeps on its objects for itself; nothing of it is public.
                .arg("--mangle-props=^(__wbg|__destroy|__unwrap|__wrap|_wbg)")
                .arg(format!("--outfile={}", out.join(entry).display())),
            &format!("esbuild could not bundle pkg-template/{entry}: what it said is above"),
        )?;
        let script = out.join(entry);
        run::run_quiet(
            project
                .npm_tool("terser")
                .args(["--module", "--ecma=2020", "--compress", "--mangle", "--output"])
                .args([&script, &script]),
            &format!("terser could not make {entry} smaller: what it said is above"),
        )?;
    }
    Ok(())
}

/// Copies the scripts of a folder and of the folders in it.
fn copy_scripts(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        let target = to.join(name);
        if path.is_dir() {
            fs::create_dir_all(&target)?;
            copy_scripts(&path, &target)?;
        } else if path.extension().is_some_and(|extension| extension == "js") {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
