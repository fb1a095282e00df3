//! JavaScript values as the protocol room reads them: the same answers as serde_json gives on the host, and no harm from
//! what only JavaScript has, such as getters.

use crate::support::value;
use storefront_auth::value::Value;
use storefront_auth::value::plain::{Plain, PlainObject};
use wasm_bindgen_test::wasm_bindgen_test;

fn view(expression: &str) -> Value {
    value(expression).into()
}

/// As what a field can be read.
fn readings(object: &Value, name: &str) -> String {
    let readings = [
        ("text", object.text(name).is_some()),
        ("number", !object.number(name).is_nan()),
        ("texts", object.first_text(name).is_some()),
        ("first", object.first(name).is_some()),
        ("set", object.is_set(name)),
        ("absent", object.is_absent(name)),
    ];
    readings.into_iter().filter(|(_, is)| *is).map(|(reading, _)| reading).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
fn a_field_reads_as_what_it_is_and_as_nothing_else() {
    for (json, expected) in [
        (r#""text""#, "text texts"),
        (r#""""#, "text texts"),
        (r#""1""#, "text texts"),
        ("1", "number"),
        ("-0.5e3", "number"),
        ("true", "set"),
        ("false", ""),
        ("null", "absent"),
        ("{}", ""),
        ("[]", ""),
        (r#"["a","b"]"#, "texts"),
        (r#"["a",1]"#, ""),
        (r#"["a",null]"#, ""),
        (r#"[["a"]]"#, ""),
        (r#"[{"x":1},2]"#, "first"),
        (r#"[2,{"x":1}]"#, ""),
    ] {
        let object = Value::parse(&format!("{{\"field\":{json}}}"));
        assert_eq!(readings(&object, "field"), expected, "{json}");
        assert_eq!(readings(&object, "other"), "absent");
    }
}

#[wasm_bindgen_test]
fn an_object_with_numbered_fields_is_no_list() {
    let object = Value::parse(r#"{"field":{"0":{"x":1},"length":1}}"#);
    assert_eq!(readings(&object, "field"), "");
}

#[wasm_bindgen_test]
fn values_are_read_exactly() {
    let object = Value::parse(
        r#"{"t":"\u0000 \"é\" \ud83d\udd11 🛒","n":1527097743.25,"l":["b","a",""],"o":[{"x":"1"},{"x":"2"}],"twice":1,"twice":2}"#,
    );
    assert_eq!(object.text("t").read(), "\0 \"é\" 🔑 🛒");
    assert_eq!(object.number("n"), 1_527_097_743.25);
    assert_eq!(object.texts("l").print(), r#"["b","a",""]"#);
    assert_eq!(object.first("o").text("x").read(), "1");
    assert_eq!(object.number("twice"), 2.0, "the last one counts");
    assert_eq!(object.texts("t").first_text("0"), object.text("t"));
    assert_eq!(object.texts("n").print(), "[]");
}

#[wasm_bindgen_test]
fn only_an_object_is_parsed() {
    for bad in [
        "",
        " ",
        "null",
        "true",
        "7",
        "\"{}\"",
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":undefined}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{}\0",
        "// {}",
        "<html>",
    ] {
        assert!(Value::parse(bad).is_nothing(), "{bad:?}");
    }
    for good in ["{}", " {\t}\r\n", "{\"\":\"\"}", "\u{feff}{}"] {
        assert!(Value::parse(good).is_some(), "{good:?}");
    }
}

#[wasm_bindgen_test]
fn what_is_odd_but_json_does_no_harm() {
    let endless = Value::parse(r#"{"n":1e999,"m":-1e999}"#);
    assert_eq!((endless.number("n").is_nan(), endless.number("m").is_nan()), (true, true));
    let named = Value::parse(r#"{"__proto__":{"text":"t","flag":true}}"#);
    assert_eq!(readings(&named, "text"), "absent", "a field of that name is data, and no prototype");
    assert!(!named.is_set("flag"));
    let half = Value::parse(r#"{"half":"\ud83d!"}"#);
    assert_eq!(half.text("half").read(), "\u{fffd}!");
    let depth = 5_000;
    let deep = ["{\"t\":\"t\",\"deep\":", &"[".repeat(depth), &"]".repeat(depth), "}"].concat();
    assert_eq!(Value::parse(&deep).text("t").read(), "t");
}

#[wasm_bindgen_test]
fn a_getter_that_throws_reads_as_absent() {
    for expression in [
        "{ get field() { throw new Error('no') } }",
        "new Proxy({}, { get() { throw 'no' } })",
        "new (class { get field() { throw null } })()",
    ] {
        assert_eq!(readings(&view(expression), "field"), "absent", "{expression}");
    }
}

#[wasm_bindgen_test]
fn a_list_that_throws_or_changes_while_it_is_read_is_no_list_of_texts() {
    for expression in [
        "{ field: Object.defineProperty(['a', 'b'], 1, { get() { throw new Error('no') } }) }",
        "{ reads: 0, get field() { if (this.reads++ > 0) throw new Error('no'); return ['a', 'b'] } }",
        "{ reads: 0, get field() { return this.reads++ > 0 ? null : ['a', 'b'] } }",
        "{ reads: 0, get field() { return this.reads++ > 0 ? [1, {}] : ['a', 'b'] } }",
        "{ field: ['a', , 'b'] }",
    ] {
        let texts = view(expression).texts("field").print();
        assert!(["[]", r#"["a","b"]"#].contains(&texts.as_str()), "{expression}: {texts}");
    }
}

#[wasm_bindgen_test]
fn objects_of_any_origin_are_read() {
    for expression in [
        "{ field: 'text' }",
        "Object.assign(Object.create(null), { field: 'text' })",
        "Object.create({ field: 'text' })",
        "new (class { get field() { return 'text' } })()",
        "Object.freeze({ field: 'text' })",
        "new Proxy({}, { get: () => 'text' })",
        "Object.assign(new Date(), { field: 'text' })",
    ] {
        assert_eq!(view(expression).text("field").read(), "text", "{expression}");
    }
    for expression in ["null", "undefined", "[]", "'text'", "7", "true", "() => {}", "Symbol()", "1n"] {
        assert_eq!(readings(&view(expression), "field"), "absent", "{expression}");
    }
}

#[wasm_bindgen_test]
fn numbers_that_json_does_not_have_are_none() {
    for odd in ["NaN", "Infinity", "-Infinity", "1n", "new Number(1)", "'1'"] {
        assert!(view(&format!("{{ field: {odd} }}")).number("field").is_nan(), "{odd}");
    }
}

#[wasm_bindgen_test]
fn what_is_printed_is_what_serde_json_prints_on_the_host() {
    let mut object = Value::from(PlainObject(&[
        ("z", Plain::Text("é \" \\ \n \u{1} 🛒")),
        ("a", Plain::Number(0.25)),
        ("7", Plain::Flag(false)),
        ("null", Plain::Null),
        ("endless", Plain::Number(f64::INFINITY)),
    ]));
    object.put("text", &"\u{2028}".into());
    object.put("list", &view("['a']"));
    object.put("none", &Value::nothing());
    let printed = object.print();
    let read = Value::parse(&printed);
    assert_eq!(read.text("z").read(), "é \" \\ \n \u{1} 🛒");
    assert_eq!(read.number("a"), 0.25);
    assert_eq!((read.text("text").read(), read.texts("list").print()), ("\u{2028}".into(), "[\"a\"]".into()));
    assert_eq!(readings(&read, "null"), "absent");
    for part in ["\"null\":null", "\"endless\":null", "\"none\":null", "\\\" \\\\ \\n \\u0001 🛒"] {
        assert!(printed.contains(part), "{part} is not in {printed}");
    }
}
