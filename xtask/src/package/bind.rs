//! Generates the JavaScript glue with wasm-bindgen, used as a library of the version in Cargo.lock.
//!
//! Writes `engine.js` and its snippets, and returns the wasm that belongs to it, not yet optimised. The glue becomes one
//! function, `engine()`, which gives the generated functions and two more: `imports()`, what the wasm is instantiated
//! with, and `start(instance, module)`, which puts it to use. With them an entry point can load the wasm its own way.
//! And because all the glue's state is inside, an engine that broke can be followed by another one: whatever still points
//! into the memory of the first (a closure, an object that is collected later) can never reach that of the second.
//! The class of our errors is exported beside it: it is one for all engines.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::{lean, prune, rename};

const LOADING: [(&str, &str); 2] = [("__wbg_get_imports", "imports"), ("__wbg_finalize_init", "start")];
const ERROR: &str = "StorefrontAuthError";
/// The script that has it for the loader.
const CLIENT: &str = "import { makeClient, readOptions } from ";

/// Writes the glue into the folder; returns the path of the wasm beside it.
pub fn bind(compiled: &Path, folder: &Path) -> Result<PathBuf> {
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
    fs::write(&glue, open_up(&lean::lean(rename::apply(&text, &names)?)?)?)?;
    // Out of the folder that is bundled: only the optimised wasm ships.
    let bound = folder.with_file_name("bound.wasm");
    fs::rename(folder.join("engine_bg.wasm"), &bound)?;
    Ok(bound)
}

/// Makes one function of the glue, without what loads the wasm in the generated way.
fn open_up(glue: &str) -> Result<String> {
    let (glue, loader) = glue.split_once("\nasync function __wbg_load(").context(UNKNOWN)?;
    let (_, more) = loader.split_once("\nexport { initSync, __wbg_init as default };\n").context(UNKNOWN)?;
    let (mut head, mut body, mut names) = (String::new(), String::new(), Vec::new());
    for line in glue.lines().chain(more.lines()) {
        if let Some(function) = line.strip_prefix("export function ") {
            names.push(function.split('(').next().unwrap_or_default().to_owned());
        }
        let (part, line) = if line.starts_with("import ") {
            (&mut head, line)
        } else {
            (&mut body, line.strip_prefix("export ").unwrap_or(line))
        };
        part.push_str(line);
        part.push('\n');
    }
    for (function, name) in LOADING {
        if !body.contains(&format!("function {function}(")) {
            bail!(UNKNOWN);
        }
        names.push(format!("{name}: {function}"));
    }
    let script = head.lines().find_map(|line| line.strip_prefix(CLIENT));
    let script =
        script.context("the glue does not import client.js any more: see xtask/src/package/bind.rs")?;
    head.push_str(&format!("export {{ {ERROR} }} from {script}\n"));
    if body.contains("\nexport ") || names.len() == LOADING.len() {
        bail!(UNKNOWN);
    }
    Ok(format!("{head}export const engine = () => {{\n{body}return {{ {} }};\n}};\n", names.join(", ")))
}

const UNKNOWN: &str = "wasm-bindgen writes its glue in a way that xtask/src/package/bind.rs does not know";

#[cfg(test)]
mod tests {
    use super::open_up;

    #[test]
    fn the_glue_becomes_a_function_or_is_refused() {
        let glue = "import { makeClient, readOptions } from './client.js';\nexport class A {\n}\nexport function open(a) {\n}\n\
            function __wbg_get_imports() {}\nfunction __wbg_finalize_init(a, b) {}\n\
            \nasync function __wbg_load() {}\nexport { initSync, __wbg_init as default };\nfunction more() {}\n";
        assert_eq!(
            open_up(glue).unwrap(),
            "import { makeClient, readOptions } from './client.js';\nexport { StorefrontAuthError } from './client.js';\nexport const engine = () => {\nclass A {\n}\nfunction open(a) {\n}\n\
            function __wbg_get_imports() {}\nfunction __wbg_finalize_init(a, b) {}\nfunction more() {}\n\
            return { open, imports: __wbg_get_imports, start: __wbg_finalize_init };\n};\n"
        );
        assert!(open_up("function other() {}").is_err());
        assert!(open_up(&glue.replace("__wbg_get_imports", "other")).is_err());
        assert!(open_up(&glue.replace("makeClient", "make")).is_err());
    }
}
