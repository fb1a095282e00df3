//! Writes bridge.js, and fails where the file differs from the lists.

use super::{NEVER, command, sending, signal, store_fault};
use crate::protocol::platform::Platform;
use std::collections::HashSet;
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bridge/bridge.js");

fn script() -> String {
    let mut text = String::from(
        "// Every number and name that Rust and JavaScript both use. Generated from mod.rs and protocol/platform.rs; after a change\n\
         // there, `UPDATE_BRIDGE=1 cargo test --lib bridge` writes it anew.\n",
    );
    for list in [signal::ALL, command::ALL, store_fault::ALL] {
        text.push('\n');
        for (name, number, about) in list {
            let _ = writeln!(text, "/** {} */\nexport const {name} = {number};", about.trim());
        }
    }
    let _ = writeln!(text, "\n/** The delay of a timer that never rings. */\nexport const NEVER = {NEVER};");
    text.push_str(
        "\n/** The platforms, and what each has beside a token endpoint. A name that is not here is no platform.\n \
         * @type {Record<string, { register?: true, oneTimePassword?: true, sso?: true }>} */\n\
         export const PLATFORMS = {\n",
    );
    for Platform { name, features, .. } in Platform::ALL {
        let all = [
            ("register", features.register),
            ("oneTimePassword", features.one_time_password),
            ("sso", features.sso),
        ];
        let has: Vec<_> =
            all.iter().filter(|(_, has)| *has).map(|(name, _)| format!(" {name}: true")).collect();
        let end = if has.is_empty() { "" } else { " " };
        let _ = writeln!(text, "  {name}: {{{}{end}}},", has.join(","));
    }
    text.push_str("};\n");
    text
}

#[test]
fn the_script_says_what_the_lists_say() {
    let wanted = script();
    if std::env::var_os("UPDATE_BRIDGE").is_some() {
        std::fs::write(FILE, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(found, wanted, "run `UPDATE_BRIDGE=1 cargo test --lib bridge`");
}

#[test]
fn no_two_of_a_list_have_the_same_number() {
    for list in [[signal::ALL, command::ALL].concat(), sending::ALL.to_vec(), store_fault::ALL.to_vec()] {
        let mut seen = HashSet::new();
        for (name, number, _) in list {
            assert!(seen.insert(number), "{name} has a number that another one has");
        }
    }
}
