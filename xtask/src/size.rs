//! `cargo xtask size`: the ledger of what a visitor downloads, held against the budget in Cargo.toml.
//!
//! What counts is the first visit of a browser: the wasm and the browser's entry point, each compressed by
//! brotli at level 11 as a static host would. So does the engine for browsers where WebAssembly is off, by itself. Raw
//! and gzip sizes, and the other entry points, stand beside it for orientation.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::package::{BROWSER, ENGINE_JS, SCRIPTS, WASM};
use crate::project::Project;
use crate::run;
use crate::setup::node;

/// What the engine without WebAssembly may weigh: those who need it wait for it on top of index.js.
const TRANSLATED: u64 = 50_000;

/// One file's bytes: as it is, after gzip 9, after brotli 11.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Line {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl std::ops::Add for Line {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// Prints the ledger; an error when the sum is over the budget.
pub fn size(project: &Project) -> Result<()> {
    node::ensure_node()?;
    let pkg = project.pkg();
    let wasm = weigh(&pkg.join(WASM))?;
    let index = weigh(&pkg.join(BROWSER))?;
    let total = wasm + index;
    let translated = weigh(&pkg.join(ENGINE_JS))?;

    println!("{}", row("file", ["raw", "gzip 9", "brotli 11"].map(str::to_owned)));
    println!("{}", figures(WASM, wasm));
    println!("{}", figures(BROWSER, index));
    println!("{}", figures("browser, first visit", total));
    println!("{}", figures(ENGINE_JS, translated));
    for name in SCRIPTS.into_iter().filter(|name| ![BROWSER, ENGINE_JS].contains(name)).chain(["index.d.ts"])
    {
        println!("{}", figures(name, weigh(&pkg.join(name))?));
    }
    let Some(budget) = project.budget else {
        bail!("no budget: set package.metadata.size.budget in Cargo.toml");
    };
    println!("{}", verdict(total.brotli, budget));
    if total.brotli > budget {
        bail!("the package is too large: make it smaller, or raise the budget in a commit that says why");
    }
    println!("{ENGINE_JS}, {}", verdict(translated.brotli, TRANSLATED));
    if translated.brotli > TRANSLATED {
        bail!("the engine without WebAssembly is too large");
    }
    Ok(())
}

fn verdict(bytes: u64, budget: u64) -> String {
    if bytes <= budget {
        format!("budget {}: {} left", grouped(budget), grouped(budget - bytes))
    } else {
        format!("budget {}: {} over", grouped(budget), grouped(bytes - budget))
    }
}

/// Asks Node's zlib: its brotli is the reference encoder that web servers use, to the byte.
const WEIGH: &str = "
    const z = require('node:zlib');
    const bytes = require('node:fs').readFileSync(process.argv[1]);
    const sizes = [bytes, z.gzipSync(bytes, { level: 9 }), z.brotliCompressSync(bytes)];
    console.log(sizes.map((b) => b.length).join(' '));";

fn weigh(file: &Path) -> Result<Line> {
    if !file.exists() {
        bail!("{} is not there: run `cargo xtask package` first", file.display());
    }
    let printed = run::capture(Command::new("node").args(["-e", WEIGH]).arg(file))?;
    parse(&printed).context("node printed something else than three sizes")
}

fn parse(printed: &str) -> Option<Line> {
    let mut numbers = printed.split_whitespace().map(|word| word.parse().ok());
    Some(Line { raw: numbers.next()??, gzip: numbers.next()??, brotli: numbers.next()?? })
}

fn figures(name: &str, line: Line) -> String {
    row(name, [line.raw, line.gzip, line.brotli].map(grouped))
}

fn row(name: &str, columns: [String; 3]) -> String {
    let [raw, gzip, brotli] = columns;
    format!("{name:<24}{raw:>10}{gzip:>10}{brotli:>11}")
}

/// 12345 as 12,345.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [0, 999, 1000, 24_000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "24,000", "1,234,567"]
        );
    }

    #[test]
    fn the_budget_itself_is_within_the_budget() {
        assert_eq!(verdict(24_000, 24_000), "budget 24,000: 0 left");
        assert_eq!(verdict(24_001, 24_000), "budget 24,000: 1 over");
    }

    #[test]
    fn three_numbers_make_a_line() {
        assert_eq!(parse("10 5 4\n"), Some(Line { raw: 10, gzip: 5, brotli: 4 }));
        assert_eq!(parse("10 5"), None);
        assert_eq!(parse("a b c"), None);
    }
}
