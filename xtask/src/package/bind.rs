//! Generates the JavaScript glue with wasm-bindgen, used as a library of the version in Cargo.lock.
//!
//! Writes `engine.js` and its snippets, and returns the wasm that belongs to it, not yet optimised. The glue
//! gets exports of its own beside the generated ones: `imports()`, what the wasm is instantiated with, and
//! `start(instance, module)`, which puts it to use. With them an entry point can load the wasm its own
//! way, and the generated loader falls away when the glue is bundled. And the class of our errors.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::{lean, prune, rename};

const LOADING: [(&str, &str); 2] = [("__wbg_get_imports", "imports"), ("__wbg_finalize_init", "start")];
const ERROR: &str = "StorefrontAuthError";

/// Writes the glue into the folder; returns the path of the wasm beside it, and what its imports are called.
pub fn bind(compiled: &Path, folder: &Path) -> Result<(PathBuf, rename::Names)> {
    let bytes = fs::read(compiled).with_context(|| format!("could not read {}", compiled.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("engine", bytes)
        .web(true)?
        .typescript(false)
        // The entry points say where the wasm is; the glue does not guess.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen refused the wasm")?;
    prune::prune(&mut output)?;
    let names = rename::shorten(&mut output);
    output.emit(folder).context("the glue could not be written")?;
    let glue = folder.join("engine.js");
    let text = lean::say_once(fs::read_to_string(&glue)?)?;
    fs::write(&glue, open_up(lean::lean(rename::apply(&text, &names)?)?)?)?;
    // Out of the folder that is bundled: only the optimised wasm ships.
    let bound = folder.with_file_name("bound.wasm");
    fs::rename(folder.join("engine_bg.wasm"), &bound)?;
    Ok((bound, names))
}

/// Adds the exports for loading.
fn open_up(mut glue: String) -> Result<String> {
    for (function, name) in LOADING {
        if !glue.contains(&format!("function {function}(")) {
            bail!("wasm-bindgen's glue has no function {function} any more: see xtask/src/package/bind.rs");
        }
        glue.push_str(&format!("\nexport {{ {function} as {name} }};\n"));
    }
    if !glue.contains(&format!("import {{ {ERROR} }} from ")) {
        bail!("the glue does not import {ERROR} any more: see xtask/src/package/bind.rs");
    }
    glue.push_str(&format!("export {{ {ERROR} }};\n"));
    Ok(glue)
}

#[cfg(test)]
mod tests {
    use super::open_up;

    #[test]
    fn the_glue_is_opened_or_refused() {
        let glue = "import { StorefrontAuthError } from './error.js';\n\
            function __wbg_get_imports() {} function __wbg_finalize_init(a, b) {}";
        let open = open_up(glue.to_owned()).unwrap();
        assert!(open.contains("export { __wbg_finalize_init as start };"));
        assert!(open.contains("export { StorefrontAuthError };"));
        assert!(
            open_up(glue.replace("error.js", "fault.js").replace("StorefrontAuthError", "Fault")).is_err()
        );
        assert!(open_up("function other() {}".to_owned()).is_err());
    }
}
