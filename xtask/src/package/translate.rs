//! Translates the wasm that ships into JavaScript, for browsers where WebAssembly is off: the same code, so that there is
//! one library to test and not two.
//!
//! wasm2js (from the npm package `binaryen`) does the translation, but knows one table, one result per function and one
//! module to import from. Ours has a second table (of JavaScript values), a few functions with several results, and two
//! modules. All of that is plain to JavaScript itself, so it is handed out: what is left calls imports named `t_…`, and
//! pkg-template/engine-js.js implements them in a line each. Done on the text form, where an instruction is a word; a
//! form that is not as known here is an error.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::optimise;
use crate::project::Project;
use crate::run;

/// The instructions of the table of JavaScript values, and what the imports that stand for them look like.
const TABLE: [(&str, &str); 4] = [
    ("get", "(param i32) (result externref)"),
    ("set", "(param i32 externref)"),
    ("grow", "(param externref i32) (result i32)"),
    ("fill", "(param i32 externref i32)"),
];
/// Several results become one list.
const RESULTS: [(&str, &str, &str); 3] = [
    ("2", "(result i32 i32)", "(param i32 i32)"),
    ("3", "(result i32 i32 i32)", "(param i32 i32 i32)"),
    ("4", "(result i32 i32 i32 i32)", "(param i32 i32 i32 i32)"),
];
/// Newer instructions that wasm2js does not know, in terms of older ones.
const LOWERING: &[&str] = &[
    "--signext-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--strip-target-features",
];

/// Writes the module that engine-js.js imports: the function `translated`, which takes the imports and gives the exports;
/// and size and name of the table.
pub fn translate(project: &Project, wasm: &Path, to: &Path) -> Result<()> {
    let bench = project.target.join("web-stage");
    let (text, plain, lowered, raw) =
        (bench.join("a.wat"), bench.join("b.wat"), bench.join("c.wasm"), bench.join("d.js"));
    let failed = "the wasm could not be translated to JavaScript: what the tool said is above";
    optimise::rewrite(project, &["--emit-text", "--quiet"], wasm, &text, failed)?;
    let module = fs::read_to_string(&text).context("wasm-opt wrote no text")?;
    let Plain { text: module, size, table } = hand_out(&module)?;
    fs::write(&plain, module)?;
    optimise::rewrite(project, LOWERING, &plain, &lowered, failed)?;
    run::run_quiet(
        project
            .npm_tool("wasm2js")
            .args(["--enable-reference-types", "--enable-mutable-globals", "-Oz"])
            .arg(&lowered)
            .arg("-o")
            .arg(&raw),
        failed,
    )?;
    let script = open_up(&fs::read_to_string(&raw)?)?;
    let facts = format!("export const size = {size}, table = {table:?};\n");
    fs::write(to, script + &facts).with_context(|| format!("could not write {}", to.display()))
}

/// The module in older words, and what was taken out of it.
struct Plain {
    text: String,
    /// How many places the table has at first, and what it is exported as.
    size: u32,
    table: String,
}

/// Turns what wasm2js does not know into calls of imports.
fn hand_out(module: &str) -> Result<Plain> {
    let (table, size) = module
        .lines()
        .find_map(|line| line.strip_prefix(" (table ")?.strip_suffix(" externref)")?.split_once(' '))
        .context(UNKNOWN)?;
    let export = format!("\" (table {table}))");
    let mut exported = None;
    let mut text = String::with_capacity(module.len());
    let mut is_first_import = true;
    for line in module.lines() {
        let is_table = line.starts_with(&format!(" (table {table} "));
        let is_type = line.starts_with(" (type ") && RESULTS.iter().any(|(_, many, _)| line.contains(many));
        if let Some(name) = line.strip_prefix(" (export \"").and_then(|line| line.strip_suffix(&export)) {
            exported = Some(name.to_owned());
            continue;
        }
        if is_table || is_type {
            continue;
        }
        if line.starts_with(" (import ") && std::mem::take(&mut is_first_import) {
            text.push_str(&imports());
        }
        text.push_str(line);
        text.push('\n');
    }
    for (operation, _) in TABLE {
        text = text.replace(&format!("(table.{operation} {table}\n"), &format!("(call $t_{operation}\n"));
    }
    for (count, many, _) in RESULTS {
        text = text.replace(many, "(result externref)");
        text = text.replace(&format!("(tuple.make {count}\n"), &format!("(call $t_list{count}\n"));
    }
    // One module to import from: names of the second get its name in front.
    text = text.replace("(import \"b\" \"", "(import \"a\" \"b_");
    if is_first_import || text.contains("(table.") || text.contains("(tuple.") {
        bail!(UNKNOWN);
    }
    Ok(Plain { text, size: size.parse().context(UNKNOWN)?, table: exported.context(UNKNOWN)? })
}

/// The imports that take over.
fn imports() -> String {
    let table = TABLE.map(|(name, shape)| (name.to_owned(), shape.to_owned()));
    let lists =
        RESULTS.map(|(count, _, params)| (format!("list{count}"), format!("{params} (result externref)")));
    let line = |(name, shape)| format!(" (import \"a\" \"t_{name}\" (func $t_{name} {shape}))\n");
    table.into_iter().chain(lists).map(line).collect()
}

/// Keeps the function and drops the frame around it, which would call it at once.
fn open_up(script: &str) -> Result<String> {
    let (_, body) = script.split_once("import * as a from 'a';\n").context(UNKNOWN)?;
    let (body, _) = body.split_once("var retasmFunc = asmFunc({").context(UNKNOWN)?;
    Ok(format!("{body}export {{ asmFunc as translated }};\n"))
}

const UNKNOWN: &str = "binaryen writes its code in a way that xtask/src/package/translate.rs does not know";

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"(module
 (type $0 (func (result i32 i32)))
 (type $1 (func (param externref)))
 (import "a" "a" (func $f (param externref)))
 (import "b" "a" (func $g))
 (table $0 9 9 funcref)
 (table $1 1028 externref)
 (export "b" (func $h))
 (export "c" (table $1))
 (func $h (param $0 i32) (result i32 i32)
  (call $f
   (table.get $1
    (local.get $0)
   )
  )
  (tuple.make 2
   (i32.const 1)
   (i32.const 2)
  )
 )
)
"#;

    #[test]
    fn the_second_table_lists_and_the_second_module_are_handed_out() {
        let Plain { text, size, table } = hand_out(MODULE).unwrap();
        assert_eq!((size, table.as_str()), (1028, "c"));
        assert!(text.contains("(table $0 9 9 funcref)") && !text.contains("$1 1028"), "{text}");
        assert!(text.contains("(export \"b\"") && !text.contains("(export \"c\""), "{text}");
        assert!(text.contains("(call $t_get\n") && text.contains("(call $t_list2\n"), "{text}");
        assert!(text.contains("(func $h (param $0 i32) (result externref)"), "{text}");
        assert!(text.contains(r#"(import "a" "b_a" (func $g))"#), "{text}");
        assert_eq!(text.matches("(import \"a\" \"t_").count(), TABLE.len() + RESULTS.len());
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(hand_out(&MODULE.replace("table.get", "table.copy")).is_err());
        assert!(hand_out(&MODULE.replace("tuple.make 2", "tuple.make 5")).is_err());
        assert!(hand_out("(module)").is_err());
        assert!(open_up("function asmFunc() {}").is_err());
    }

    #[test]
    fn the_translated_function_is_not_called_by_itself() {
        let script = "import * as a from 'a';\n\nfunction asmFunc(imports) {}\nvar retasmFunc = asmFunc({\n \"a\": a });\n";
        let module = open_up(script).unwrap();
        assert_eq!(module.trim(), "function asmFunc(imports) {}\nexport { asmFunc as translated };");
    }
}
