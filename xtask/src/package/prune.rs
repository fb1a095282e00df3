//! Takes out of the wasm what comes in with wasm-bindgen and gloo, and that no platform we ship to needs; lean.rs takes the
//! same out of the glue. Here as well, what is not found as it is known is an error.

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Output;

/// What wasm-bindgen calls the glue in the wasm's import section.
const GLUE: &str = "./engine_bg.js";

/// Other names of the global object: they are looked for after `self` and before `globalThis`, one of which is there
/// everywhere since 2021.
pub const GLOBALS: [&str; 2] = ["__wbg_static_accessor_WINDOW_", "__wbg_static_accessor_GLOBAL_"];
/// Throws an Error where there is a bug in us. A trap is as good: that is what every other bug in this wasm is.
pub const THROW: &str = "__wbg___wbindgen_throw_";

/// What those Errors would have said.
const MESSAGES: [&str; 9] = [
    "attempted to take ownership of Rust value while it was borrowed",
    "recursive use of an object detected which would lead to unsafe aliasing in rust",
    "closure invoked recursively or after being dropped",
    "null pointer passed to rust",
    "no window",
    "failed to get local_storage",
    "no local storage",
    "failed to get session_storage",
    "no session storage",
];

/// Takes it out of the wasm.
pub fn prune(output: &mut Output) -> Result<()> {
    let module = output.wasm_mut();
    for start in GLOBALS.into_iter().chain([THROW]) {
        let name = module.imports.iter().map(|import| &import.name).find(|name| is(name, start));
        let name = name.cloned().with_context(|| unknown(start))?;
        let function = module.imports.get_func(GLUE, &name)?;
        module.replace_imported_func(function, |(body, _)| {
            if start == THROW {
                body.unreachable()
            } else {
                body.i32_const(0)
            };
        })?;
    }
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for message in MESSAGES {
        let mut found = false;
        for segment in &segments {
            let bytes = &mut module.data.get_mut(*segment).value;
            if let Some(at) = bytes.windows(message.len()).position(|window| window == message.as_bytes()) {
                bytes[at..at + message.len()].fill(0);
                found = true;
            }
        }
        if !found {
            bail!(unknown(message));
        }
    }
    Ok(())
}

/// Whether a name is this with a hash behind it.
fn is(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn unknown(what: &str) -> String {
    format!("the wasm has no `{what}` as known: see xtask/src/package/prune.rs")
}
