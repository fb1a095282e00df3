//! Gives everything that crosses between wasm and glue a name of one or two letters.
//!
//! wasm-bindgen tells functions apart by a hash in their names, which stands in the wasm and in the glue and
//! does not compress. The names mean nothing to anybody else, so they are counted through instead. Each
//! name has to be found where it is expected: a wasm-bindgen that writes its glue in another way is an error
//! here, not a package that fails to load.

use std::collections::HashMap;

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Output;

/// What wasm-bindgen calls the glue in the wasm's import section, and what it is called afterwards.
const MODULE: (&str, &str) = ("./engine_bg.js", "a");
/// Where the library's own scripts are imported from, and what stands for all of them afterwards.
const SNIPPETS: (&str, &str) = ("./snippets/", "b");

/// Old names to new names.
#[derive(Debug, Default)]
pub struct Names {
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
    snippets: Vec<Snippet>,
}

/// A function of one of the library's own scripts that the wasm calls directly.
#[derive(Debug)]
struct Snippet {
    module: String,
    function: String,
    short: String,
}

/// Renames in the wasm and returns what the glue must follow.
pub fn shorten(output: &mut Output) -> Names {
    let mut names = Names::default();
    let module = output.wasm_mut();
    for (count, import) in module.imports.iter_mut().filter(|i| i.module == MODULE.0).enumerate() {
        let short = short(count);
        names.imports.insert(std::mem::replace(&mut import.name, short.clone()), short);
        import.module = MODULE.1.to_owned();
    }
    for (count, import) in module.imports.iter_mut().filter(|i| i.module.starts_with(SNIPPETS.0)).enumerate()
    {
        let short = short(count);
        let module = std::mem::replace(&mut import.module, SNIPPETS.1.to_owned());
        let function = std::mem::replace(&mut import.name, short.clone());
        names.snippets.push(Snippet { module, function, short });
    }
    for (count, export) in module.exports.iter_mut().enumerate() {
        let short = short(count);
        names.exports.insert(std::mem::replace(&mut export.name, short.clone()), short);
    }
    names
}

/// Renames in the glue: an import is a key of an object, an export is a property of `wasm`.
pub fn apply(glue: &str, names: &Names) -> Result<String> {
    let mut text = String::with_capacity(glue.len());
    let mut keys = 0;
    let mut rest = glue;
    while let Some(start) = rest.find(is_word) {
        let (before, tail) = rest.split_at(start);
        let (word, after) = tail.split_at(tail.find(|c| !is_word(c)).unwrap_or(tail.len()));
        text.push_str(before);
        if before.ends_with('.') && text.ends_with("wasm.") {
            text.push_str(names.exports.get(word).map_or(word, String::as_str));
        } else if let (Some(short), true) = (names.imports.get(word), after.starts_with(':')) {
            keys += 1;
            text.push_str(short);
            // A method's short form.
            rest = after.strip_prefix(": function").unwrap_or(after);
            continue;
        } else {
            text.push_str(word);
        }
        rest = after;
    }
    text.push_str(rest);

    let module = format!("{:?}: import", MODULE.0);
    if keys != names.imports.len() || text.matches(&module).count() != 1 || text.contains("wasm[") {
        bail!(UNKNOWN);
    }
    let text = text.replace(&module, &format!("{:?}: import", MODULE.1));
    if names.snippets.is_empty() { Ok(text) } else { gather(&text, &names.snippets) }
}

const UNKNOWN: &str = "wasm-bindgen writes its glue in a way that xtask/src/package/rename.rs does not know";

/// Hands the wasm one object with the functions it calls, instead of one whole module for each of them: the
/// bundler can then see what is used, and no path stays in the wasm.
fn gather(glue: &str, snippets: &[Snippet]) -> Result<String> {
    let mut head = String::new();
    let mut object = format!("        {:?}: {{ ", SNIPPETS.1);
    for (count, Snippet { module, function, short }) in snippets.iter().enumerate() {
        head.push_str(&format!("import {{ {function} as snippet{count} }} from {module:?};\n"));
        object.push_str(&format!("{short}: snippet{count}, "));
    }
    object.push_str("},\n");
    let (mut modules, mut entries) = (0, 0);
    for line in glue.lines() {
        let bare = line.trim();
        if bare.starts_with("import * as import") && bare.contains(SNIPPETS.0) {
            modules += 1;
        } else if bare.starts_with(&format!("\"{}", SNIPPETS.0)) && bare.contains("\": import") {
            entries += 1;
            head.push_str(if entries == 1 { &object } else { "" });
        } else {
            head.push_str(line);
            head.push('\n');
        }
    }
    if entries == 0 || modules != entries {
        bail!(UNKNOWN);
    }
    Ok(head)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// a to z, A to Z, aa, ba, ...
fn short(mut count: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[count % LETTERS.len()]));
        count /= LETTERS.len();
        if count == 0 {
            return name;
        }
        count -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            imports: HashMap::from([("__wbg_now_46".to_owned(), "a".to_owned())]),
            exports: HashMap::from([("client_new".to_owned(), "b".to_owned())]),
            snippets: Vec::new(),
        }
    }

    #[test]
    fn names_are_short_and_never_repeat() {
        let all: Vec<String> = (0..5000).map(short).collect();
        assert_eq!((all[0].as_str(), all[51].as_str(), all[52].as_str()), ("a", "Z", "aa"));
        assert!(all.iter().all(|name| name.len() <= 3));
        let distinct: std::collections::HashSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn keys_and_properties_are_renamed_and_nothing_else() {
        let glue = r#"const import0 = { __wbg_now_46: function() { return Date.now(); } };
            const m = { "./engine_bg.js": import0 };
            function client_new() { return wasm.client_new(wasm.memory, mywasm); }"#;
        let text = apply(glue, &names()).unwrap();
        assert_eq!(
            text,
            r#"const import0 = { a() { return Date.now(); } };
            const m = { "a": import0 };
            function client_new() { return wasm.b(wasm.memory, mywasm); }"#
        );
    }

    #[test]
    fn functions_of_snippets_are_handed_over_one_by_one() {
        let glue = "import * as import1 from \"./snippets/x/p.js\"\nimport { other } from './snippets/x/p.js';\n\
            return {\n  \"a\": import0,\n  \"./snippets/x/p.js\": import1,\n};\n";
        let snippets = [Snippet {
            module: "./snippets/x/p.js".to_owned(),
            function: "freeze".to_owned(),
            short: "a".to_owned(),
        }];
        assert_eq!(
            gather(glue, &snippets).unwrap(),
            "import { freeze as snippet0 } from \"./snippets/x/p.js\";\nimport { other } from './snippets/x/p.js';\n\
            return {\n  \"a\": import0,\n        \"b\": { a: snippet0, },\n};\n"
        );
        assert!(gather("return {};", &snippets).is_err());
    }

    #[test]
    fn glue_of_another_shape_is_refused() {
        assert!(apply(r#"const m = { "./engine_bg.js": import0 };"#, &names()).is_err());
        assert!(apply("({ __wbg_now_46: 1 })", &names()).is_err());
    }
}
