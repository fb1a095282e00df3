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

/// Old name to new name.
#[derive(Debug, Default)]
pub struct Names {
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// Renames in the wasm and returns what the glue must follow.
pub fn shorten(output: &mut Output) -> Names {
    let mut names = Names::default();
    let module = output.wasm_mut();
    // Imports from anywhere else (snippets) are real modules with real names.
    for (count, import) in module.imports.iter_mut().filter(|i| i.module == MODULE.0).enumerate() {
        let short = short(count);
        names.imports.insert(std::mem::replace(&mut import.name, short.clone()), short);
        import.module = MODULE.1.to_owned();
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
        } else {
            text.push_str(word);
        }
        rest = after;
    }
    text.push_str(rest);

    let module = format!("{:?}: import", MODULE.0);
    if keys != names.imports.len() || text.matches(&module).count() != 1 || text.contains("wasm[") {
        bail!("wasm-bindgen writes its glue in a way that xtask/src/package/rename.rs does not know");
    }
    Ok(text.replace(&module, &format!("{:?}: import", MODULE.1)))
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
            r#"const import0 = { a: function() { return Date.now(); } };
            const m = { "a": import0 };
            function client_new() { return wasm.b(wasm.memory, mywasm); }"#
        );
    }

    #[test]
    fn glue_of_another_shape_is_refused() {
        assert!(apply(r#"const m = { "./engine_bg.js": import0 };"#, &names()).is_err());
        assert!(apply("({ __wbg_now_46: 1 })", &names()).is_err());
    }
}
