//! `hot-paths CASE TIMES`: prepares one of the library's hot paths and takes it that many times.
//!
//! Run under valgrind by `cargo xtask test --only instructions`. The instructions for TIMES less those for none are the
//! path's own, so that starting up and preparing do not count. Everything that goes in is fixed.

mod paths;
mod platform;

use std::env;
use std::process::ExitCode;

/// A path, prepared: each call takes it once.
type Path = Box<dyn FnMut()>;

/// What prepares one.
type Prepare = fn() -> Path;

/// The cases.
const CASES: [(&str, Prepare); 6] = [
    ("fetch-with-valid-token", paths::fetch),
    ("fetch-with-999-in-flight", paths::fetch_in_a_crowd),
    ("claims-of-1-kb", paths::claims),
    ("renewal-for-200-calls", paths::renewal),
    ("record-parse", paths::record_parse),
    ("record-encode", paths::record_encode),
];

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let case = arguments.next().unwrap_or_default();
    if case.is_empty() {
        CASES.iter().for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    }
    let times = arguments.next().and_then(|text| text.parse().ok());
    let (Some((_, prepare)), Some(times)) = (CASES.iter().find(|(name, _)| *name == case), times) else {
        eprintln!("usage: hot-paths CASE TIMES; without arguments it lists the cases");
        return ExitCode::FAILURE;
    };
    let mut path = prepare();
    // Once before: what grows or is made on first use belongs to the preparation.
    path();
    for _ in 0..times {
        path();
    }
    ExitCode::SUCCESS
}
