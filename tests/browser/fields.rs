//! The view of a JavaScript object that the protocol room reads: the same answers as serde_json gives on the host, and
//! no harm from what only JavaScript has, such as getters.

use crate::support::value;
use storefront_auth::browser::JsObject;
use storefront_auth::protocol::fields::Fields as _;
use storefront_auth::protocol::plain::{Plain, PlainObject};
use wasm_bindgen_test::wasm_bindgen_test;

fn view(expression: &str) -> JsObject {
    JsObject::from(&value(expression)).unwrap()
}

/// As what a field can be read.
fn readings(object: &JsObject, name: &str) -> String {
    let readings = [
        ("text", object.text(name).is_some()),
        ("number", object.number(name).is_some()),
        ("texts", object.texts(name).is_some()),
        ("first", object.first(name).is_some()),
        ("set", object.is_set(name)),
        ("absent", object.is_absent(name)),
    ];
    readings.into_iter().filter(|(_, is)| *is).map(|(reading, _)| reading).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
fn a_field_reads_as_what_it_is_and_as_nothing_else() {
    for (json, expected) in [
        (r#""text""#, "text"),
        (r#""""#, "text"),
        (r#""1""#, "text"),
        ("1", "number"),
        ("-0.5e3", "number"),
        ("true", "set"),
        ("false", ""),
        ("null", "absent"),
        ("{}", ""),
        ("[]", "texts"),
        (r#"["a","b"]"#, "texts"),
        (r#"["a",1]"#, ""),
        (r#"["a",null]"#, ""),
        (r#"[["a"]]"#, ""),
        (r#"[{"x":1},2]"#, "first"),
        (r#"[2,{"x":1}]"#, ""),
    ] {
        let object = JsObject::parse(&format!("{{\"field\":{json}}}")).unwrap();
        assert_eq!(readings(&object, "field"), expected, "{json}");
        assert_eq!(readings(&object, "other"), "absent");
    }
}

#[wasm_bindgen_test]
fn an_object_with_numbered_fields_is_no_list() {
    let object = JsObject::parse(r#"{"field":{"0":{"x":1},"length":1}}"#).unwrap();
    assert_eq!(readings(&object, "field"), "");
}

#[wasm_bindgen_test]
fn values_are_read_exactly() {
    let object = JsObject::parse(
        r#"{"t":"\u0000 \"é\" \ud83d\udd11 🛒","n":1527097743.25,"l":["b","a",""],"o":[{"x":"1"},{"x":"2"}],"twice":1,"twice":2}"#,
    )
    .unwrap();
    assert_eq!(object.text("t").unwrap(), "\0 \"é\" 🔑 🛒");
    assert_eq!(object.number("n"), Some(1_527_097_743.25));
    assert_eq!(object.texts("l").unwrap(), ["b", "a", ""]);
    assert_eq!(object.first("o").unwrap().text("x").unwrap(), "1");
    assert_eq!(object.number("twice"), Some(2.0), "the last one counts");
    assert_eq!(object.text_or_texts("t").len(), 1);
    assert_eq!(object.text_or_texts("l").len(), 3);
    assert!(object.text_or_texts("n").is_empty());
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
        "\u{feff}{}",
        "{}\0",
        "// {}",
        "<html>",
    ] {
        assert!(JsObject::parse(bad).is_none(), "{bad:?}");
    }
    for good in ["{}", " {\t}\r\n", "{\"\":\"\"}"] {
        assert!(JsObject::parse(good).is_some(), "{good:?}");
    }
}

#[wasm_bindgen_test]
fn what_is_odd_but_json_does_no_harm() {
    let endless = JsObject::parse(r#"{"n":1e999,"m":-1e999}"#).unwrap();
    assert_eq!((endless.number("n"), endless.number("m")), (None, None));
    let named = JsObject::parse(r#"{"__proto__":{"text":"t","flag":true}}"#).unwrap();
    assert_eq!(readings(&named, "text"), "absent", "a field of that name is data, and no prototype");
    assert!(!named.is_set("flag"));
    let half = JsObject::parse(r#"{"half":"\ud83d!"}"#).unwrap();
    assert_eq!(half.text("half").unwrap(), "\u{fffd}!");
    let depth = 5_000;
    let deep = ["{\"t\":\"t\",\"deep\":", &"[".repeat(depth), &"]".repeat(depth), "}"].concat();
    assert_eq!(JsObject::parse(&deep).unwrap().text("t").unwrap(), "t");
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
        let texts = view(expression).texts("field");
        let whole = texts.is_none() || texts.as_deref() == Some(&["a".into(), "b".into()]);
        assert!(whole, "{expression}: {texts:?}");
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
        assert_eq!(view(expression).text("field").as_deref(), Some("text"), "{expression}");
    }
    for expression in ["null", "undefined", "[]", "'text'", "7", "true", "() => {}", "Symbol()", "1n"] {
        assert!(JsObject::from(&value(expression)).is_none(), "{expression}");
    }
    assert_eq!(readings(&JsObject::empty(), "field"), "absent");
}

#[wasm_bindgen_test]
fn numbers_that_json_does_not_have_are_none() {
    for odd in ["NaN", "Infinity", "-Infinity", "1n", "new Number(1)", "'1'"] {
        assert_eq!(view(&format!("{{ field: {odd} }}")).number("field"), None, "{odd}");
    }
}

#[wasm_bindgen_test]
fn what_is_printed_is_what_serde_json_prints_on_the_host() {
    let texts = ["a".to_owned(), "\u{2028}".to_owned()];
    let printed = JsObject::print(PlainObject(&[
        ("z", Plain::Text("é \" \\ \n \u{1} 🛒")),
        ("a", Plain::Number(0.25)),
        ("7", Plain::Flag(false)),
        ("null", Plain::Null),
        ("list", Plain::Texts(&texts)),
        ("none", Plain::Texts(&[])),
    ]));
    let read = JsObject::parse(&printed).unwrap();
    assert_eq!(read.text("z").unwrap(), "é \" \\ \n \u{1} 🛒");
    assert_eq!(read.number("a"), Some(0.25));
    assert_eq!(read.texts("list").unwrap(), texts);
    assert_eq!(readings(&read, "null"), "absent");
    assert!(printed.contains("\"null\":null") && printed.contains("\"none\":[]"), "{printed}");
    assert!(printed.contains("\\\" \\\\ \\n \\u0001 🛒"), "{printed}");
}
