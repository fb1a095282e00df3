//! A short run of every target without a fuzzer: the committed seeds, and a fixed number of inputs made from them by a
//! seeded generator, so that it finds today what it found yesterday. The long run is `cargo xtask fuzz`.

use fuzz_targets::TARGETS;
use std::fs;
use std::path::PathBuf;
use std::thread;

/// Inputs for each target.
const INPUTS: u32 = 30_000;

/// Pieces that readers of this kind stumble over.
const PIECES: [&str; 24] = [
    ".",
    "..",
    "=",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "null",
    "true",
    "-0",
    "1e308",
    "9007199254740993",
    "\u{feff}",
    "\u{fffd}",
    "\\ud800",
    "\r\n",
    "\0",
    "%",
    "%00",
    "&",
    "+",
    "\u{1f6d2}",
];

/// A xorshift generator.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Changes an input in one place: a byte, a piece put in, a stretch left out or doubled, or the end of another seed.
fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(input.len() + 1);
    let until = at + chance.below(input.len() + 1 - at).min(16);
    match chance.below(6) {
        0 => input.insert(at, chance.below(256) as u8),
        1 => input.splice(at..until, PIECES[chance.below(PIECES.len())].bytes()).for_each(drop),
        2 => input.drain(at..until).for_each(drop),
        3 => input.splice(at..at, input[at..until].to_vec()).for_each(drop),
        4 => {
            let other = &seeds[chance.below(seeds.len())];
            input.truncate(at);
            input.extend_from_slice(&other[chance.below(other.len() + 1)..]);
        }
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
    }
}

#[test]
fn what_holds_for_any_input_holds_for_the_seeds_and_for_what_is_made_from_them() {
    thread::scope(|scope| {
        for (name, target) in TARGETS {
            // A panic's message follows the input that caused it.
            scope.spawn(move || {
                let seeds = seeds(name);
                assert!(seeds.len() > 1, "{name} has no seeds");
                seeds.iter().for_each(|seed| target(seed));
                let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
                for number in 0..INPUTS {
                    let mut input = seeds[chance.below(seeds.len())].clone();
                    for _ in 0..=chance.below(4) {
                        change(&mut input, &seeds, &mut chance);
                    }
                    let shown = input.clone();
                    let outcome = std::panic::catch_unwind(|| target(&input));
                    assert!(outcome.is_ok(), "{name}, input {number}: {:?}", String::from_utf8_lossy(&shown));
                }
            });
        }
    });
}
