//! Takes out of the wasm what comes in with wasm-bindgen and gloo, and that no platform we ship to needs; lean.rs takes the
//! same out of the glue. Here as well, what is not found as it is known is an error.

use anyhow::{Context, Result, bail};
use walrus::{
    ElementItems, Export, Function, FunctionBuilder, FunctionId, FunctionKind, Module, ValType, passes,
};
use wasm_bindgen_cli_support::Output;

/// What wasm-bindgen calls the glue in the wasm's import section.
const GLUE: &str = "./engine_bg.js";

/// js-sys looks for the global object under four names and keeps what it finds; one of them is there everywhere since 2021,
/// and asking for that one is what is left of the search.
const SEARCH: &str = "::global::get_global_object";
const GLOBAL_THIS: &str = "__wbg_static_accessor_GLOBAL_THIS_";
/// What the search alone needed.
pub const SEARCHED: [&str; 4] = [
    "__wbg_static_accessor_WINDOW_",
    "__wbg_static_accessor_GLOBAL_",
    "__wbg_static_accessor_SELF_",
    "__wbg___wbindgen_is_undefined_",
];
/// Throws an Error where there is a bug in us. A trap is as good: that is what every other bug in this wasm is.
pub const THROW: &str = "__wbg___wbindgen_throw_";

/// Texts that nobody will ever read: what those Errors would have said,
const UNREAD: [&str; 11] = [
    "attempted to take ownership of Rust value while it was borrowed",
    "recursive use of an object detected which would lead to unsafe aliasing in rust",
    "closure invoked recursively or after being dropped",
    "null pointer passed to rust",
    "no window",
    "failed to get local_storage",
    "no local storage",
    "failed to get session_storage",
    "no session storage",
    // serde-wasm-bindgen's, of keys: ours are text.
    "Map key is not a string and cannot be an object key",
    // and what base64 would need to encode.
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
];

/// Exports that our glue does not use: lean.rs leaves out what would call two of them, and the loader has its own way of
/// replacing an engine that broke.
const EXPORTS: [&str; 4] =
    ["__wbindgen_realloc", "__wbindgen_free", "__abort_handler", "__instance_terminated"];

/// What only the table of functions holds: the parts of that search, and what js-sys has for describing closures to
/// wasm-bindgen and for spawning futures. We have neither. An empty place would do, but a segment of functions has none: what starts the module is
/// there anyway, and calling it for one of these is a trap, as its signature is another.
const UNCALLED: [&str; 3] =
    ["::global::get_global_object::", "::convert::closures::_::invoke::<", "::futures::jspi::task_waker::"];
const STAND_IN: &str = "__wbindgen_skip_interpret_calls";

/// Takes it out of the wasm.
pub fn prune(output: &mut Output) -> Result<()> {
    let module = output.wasm_mut();
    let throw = imported(module, THROW)?;
    module.replace_imported_func(throw, |(body, _)| {
        body.unreachable();
    })?;
    find_at_once(module)?;
    forget_uncalled(module)?;
    for name in EXPORTS {
        let export = module.exports.iter().find(|export| export.name == name).map(Export::id);
        module.exports.delete(export.with_context(|| unknown(name))?);
    }
    for text in UNREAD {
        blank(module, text)?;
    }
    passes::gc::run(module);
    Ok(())
}

fn find_at_once(module: &mut Module) -> Result<()> {
    let search = named(module, |name| name.ends_with(SEARCH)).with_context(|| unknown(SEARCH))?[0];
    let global_this = imported(module, GLOBAL_THIS)?;
    let mut body = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
    body.func_body().call(global_this);
    module.funcs.get_mut(search).kind = FunctionKind::Local(body.local_func(Vec::new()));
    Ok(())
}

fn forget_uncalled(module: &mut Module) -> Result<()> {
    let stand_in = named(module, |name| name == STAND_IN).with_context(|| unknown(STAND_IN))?[0];
    let mut uncalled = Vec::new();
    for part in UNCALLED {
        uncalled.extend(named(module, |name| name.contains(part)).with_context(|| unknown(part))?);
    }
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            for function in functions.iter_mut().filter(|function| uncalled.contains(function)) {
                *function = stand_in;
            }
        }
    }
    Ok(())
}

/// Zeros in the place of a text.
fn blank(module: &mut Module, text: &str) -> Result<()> {
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        if let Some(at) = data.value.windows(text.len()).position(|window| window == text.as_bytes()) {
            data.value[at..at + text.len()].fill(0);
            return Ok(());
        }
    }
    bail!(unknown(text))
}

/// The import whose name is this with a hash behind it.
fn imported(module: &Module, start: &str) -> Result<FunctionId> {
    let name = module.imports.iter().map(|import| &import.name).find(|name| is(name, start));
    module.imports.get_func(GLUE, name.with_context(|| unknown(start))?)
}

/// The functions of such a name, if there are any.
fn named(module: &Module, fits: impl Fn(&str) -> bool) -> Option<Vec<FunctionId>> {
    let named = |function: &&Function| function.name.as_deref().is_some_and(&fits);
    let found: Vec<_> = module.funcs.iter().filter(named).map(Function::id).collect();
    (!found.is_empty()).then_some(found)
}

/// Whether a name is this with a hash behind it.
fn is(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn unknown(what: &str) -> String {
    format!("the wasm has no `{what}` as known: see xtask/src/package/prune.rs")
}
