//! Leaves out of the glue what no platform we ship to needs, or what is not worth its bytes on every first visit.
//!
//! Each piece has to be found as it is known here: a wasm-bindgen that writes its glue in another way is an error, not
//! a package that is quietly larger.

use anyhow::{Result, bail};

use super::prune;

/// Functions that have a shorter form with the same meaning.
const SHORTER: [(&str, &str); 4] = [
    // Text goes through the encoder at once; the original tries byte by byte first and grows its buffer.
    (
        "passStringToWasm0",
        "function passStringToWasm0(arg, malloc) {
    const buf = cachedTextEncoder.encode(arg);
    const ptr = malloc(buf.length, 1) >>> 0;
    getUint8ArrayMemory0().set(buf, ptr);
    WASM_VECTOR_LEN = buf.length;
    return ptr;
}",
    ),
    // A decoder of its own after two gigabytes of text is for programs that live longer than a page.
    (
        "decodeText",
        "function decodeText(bytes) {
    return cachedTextDecoder.decode(bytes);
}",
    ),
    // A view is made each time: the buffer is another one whenever the memory has grown, and what keeps a view and looks
    // whether it is still good costs more bytes than it saves time.
    (
        "getUint8ArrayMemory0",
        "function getUint8ArrayMemory0() {
    return new Uint8Array(wasm.a.buffer);
}",
    ),
    (
        "getDataViewMemory0",
        "function getDataViewMemory0() {
    return new DataView(wasm.a.buffer);
}",
    ),
];

/// Fallbacks for platforms without what the lowest supported ones have had since 2021; and freeing by hand, which the
/// public types do not have (the garbage collector frees). An engine is started once, and nobody asks for its instance or
/// module afterwards.
const NEEDLESS: [(&str, &str); 20] = [
    ("    __destroy_into_raw() {", "\n    }\n"),
    ("    free() {", "\n    }\n"),
    ("if (Symbol.dispose) ", ".prototype.free;\n"),
    ("if (!('encodeInto' in cachedTextEncoder)) {", "\n}\n"),
    (
        "(typeof FinalizationRegistry === 'undefined')\n    ? { register: () => {}, unregister: () => {} }\n    :",
        "",
    ),
    ("wasmModule, wasmInstance, ", ""),
    ("    wasmInstance = instance;\n", ""),
    ("    wasmModule = module;\n", ""),
    ("    cachedDataViewMemory0 = null;\n", ""),
    ("    cachedUint8ArrayMemory0 = null;\n", ""),
    ("let cachedDataViewMemory0 = null;\n", ""),
    ("let cachedUint8ArrayMemory0 = null;\n", ""),
    ("const MAX_SAFARI_DECODE_BYTES", "\n"),
    ("let numBytesDecoded", "\n"),
    ("cachedTextDecoder.decode();\n", ""),
    // The wasm does not import them any more.
    (prune::SEARCHED[0], "\n        },\n"),
    (prune::SEARCHED[1], "\n        },\n"),
    (prune::SEARCHED[2], "\n        },\n"),
    (prune::SEARCHED[3], "\n        },\n"),
    (prune::THROW, "\n        },\n"),
];

/// Text and numbers on their way into the wasm: the same lines wherever a function gives one, better said once.
const REPEATED: [(&str, &str); 3] = [
    (
        "var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            var len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);",
        "giveText(arg0, ret);",
    ),
    (
        "const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            const len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);",
        "giveText(arg0, ret);",
    ),
    (
        "getDataViewMemory0().setFloat64((arg0 >>> 0) + 8 * 1, isLikeNone(ret) ? 0 : ret, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, !isLikeNone(ret), true);",
        "giveNumber(arg0, ret);",
    ),
];

/// What is said once.
const ONCE: &str = "
function giveText(at, text) {
    const ptr = isLikeNone(text) ? 0 : passStringToWasm0(text, wasm.__wbindgen_malloc);
    const view = getDataViewMemory0();
    view.setInt32((at >>> 0) + 4, WASM_VECTOR_LEN, true);
    view.setInt32(at >>> 0, ptr, true);
}
function giveNumber(at, number) {
    const view = getDataViewMemory0();
    view.setFloat64((at >>> 0) + 8, isLikeNone(number) ? 0 : number, true);
    view.setInt32(at >>> 0, !isLikeNone(number), true);
}
";

/// The glue as wasm-bindgen writes it, with what it repeats said once.
pub fn say_once(mut glue: String) -> Result<String> {
    for (lines, once) in REPEATED {
        if !glue.contains(lines) {
            bail!(unknown(lines));
        }
        glue = glue.replace(lines, once);
    }
    glue.push_str(ONCE);
    Ok(glue)
}

/// The glue, with less in it. `memory` is named by its short name.
pub fn lean(mut glue: String) -> Result<String> {
    for (name, shorter) in SHORTER {
        let Some((start, end)) = span(&glue, &format!("function {name}("), "\n}\n") else {
            bail!(unknown(name));
        };
        glue.replace_range(start..end - 1, shorter);
    }
    for (from, to) in NEEDLESS {
        let mut found = 0;
        while let Some((start, end)) = span(&glue, from, to) {
            glue.replace_range(start..end, "");
            found += 1;
        }
        if found == 0 {
            bail!(unknown(from));
        }
    }
    Ok(glue)
}

/// From the beginning of `from` to the end of the next `to` after it.
fn span(text: &str, from: &str, to: &str) -> Option<(usize, usize)> {
    let start = text.find(from)?;
    let after = start + from.len();
    Some((start, after + text[after..].find(to)? + to.len()))
}

fn unknown(what: &str) -> String {
    format!("wasm-bindgen's glue has no `{what}` as known: see xtask/src/package/lean.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "let wasmModule, wasmInstance, wasm;\n    wasmInstance = instance;\n    wasmModule = module;\n    \
            cachedDataViewMemory0 = null;\n    cachedUint8ArrayMemory0 = null;\n\
        const MAX_SAFARI_DECODE_BYTES = 1;\nlet numBytesDecoded = 0;\ncachedTextDecoder.decode();\n\
        function passStringToWasm0(arg, malloc, realloc) {\n    long\n}\n\
        function decodeText(bytes) {\n    long\n}\nfunction getDataViewMemory0() {\n    long\n}\n\
        let cachedDataViewMemory0 = null;\nlet cachedUint8ArrayMemory0 = null;\n\
        function getUint8ArrayMemory0() {\n    long\n}\nclass A {\n    __destroy_into_raw() {\n        long\n    }\n    free() {\n        long\n    }\n}\n\
        if (!('encodeInto' in cachedTextEncoder)) {\n    long\n}\n\
        if (Symbol.dispose) A.prototype[Symbol.dispose] = A.prototype.free;\n\
        const A = (typeof FinalizationRegistry === 'undefined')\n    ? { register: () => {}, unregister: () => {} }\n    : new B();\n\
        \u{20}       __wbg_static_accessor_WINDOW_0a: function() {\n            long\n        },\n\
        \u{20}       __wbg_static_accessor_GLOBAL_0b: function() {\n            long\n        },\n\
        \u{20}       __wbg_static_accessor_SELF_0c: function() {\n            long\n        },\n\
        \u{20}       __wbg___wbindgen_is_undefined_0d: function(arg0) {\n            long\n        },\n\
        \u{20}       __wbg___wbindgen_throw_0e: function() {\n            long\n        },\nrest\n";

    #[test]
    fn what_is_not_needed_goes_and_the_rest_stays() {
        let lean = lean(GLUE.to_owned()).unwrap();
        assert!(!lean.contains("long") && !lean.contains("typeof") && !lean.contains("encodeInto"), "{lean}");
        assert!(lean.contains("const A = new B();") || lean.contains("const A =  new B();"), "{lean}");
        assert!(lean.ends_with("rest\n"));
    }

    #[test]
    fn what_is_repeated_is_said_once() {
        let glue = REPEATED.map(|(lines, _)| lines).concat().repeat(2);
        let short = say_once(glue.clone()).unwrap();
        assert_eq!(short.matches("giveText(arg0, ret);").count(), 4);
        assert_eq!(short.matches("giveNumber(arg0, ret);").count(), 2);
        assert!(say_once(glue.replace("Float64", "Float32")).is_err());
    }

    #[test]
    fn glue_of_another_form_is_refused() {
        assert!(lean(GLUE.replace("decodeText", "decode")).is_err());
        assert!(lean(GLUE.replace("FinalizationRegistry", "Registry")).is_err());
    }
}
