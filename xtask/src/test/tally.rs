//! Counting tests: reads the summaries of cargo's test harness and of Node's test runner.

use std::fmt;
use std::ops::Add;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// A step that is one check.
    pub const ONE: Self = Self { passed: 1, failed: 0 };

    /// Adds up the lines `test result: ok. 3 passed; 0 failed; …`, one for each test binary.
    pub fn of_cargo(output: &str) -> Self {
        output
            .lines()
            .filter(|line| line.trim_start().starts_with("test result: "))
            .fold(Self::default(), |sum, line| {
                sum + Self { passed: before(line, " passed"), failed: before(line, " failed") }
            })
    }

    /// Reads `pass 3`, `fail 0` and `cancelled 0`, which Node marks with a sign in front.
    pub fn of_node(output: &str) -> Self {
        let count = |word: &str| -> u64 {
            output.lines().filter_map(|line| line.split_once(word)?.1.trim().parse::<u64>().ok()).sum()
        };
        Self {
            passed: count("ℹ pass ") + count("# pass "),
            failed: ["fail ", "cancelled "]
                .iter()
                .flat_map(|w| [format!("ℹ {w}"), format!("# {w}")])
                .map(|w| count(&w))
                .sum(),
        }
    }

    /// The same, but at least one failure for a suite that ended badly without saying how, or that ran
    /// nothing at all: an empty suite proves nothing.
    pub fn or_failure(self, succeeded: bool) -> Self {
        let empty = self == Self::default();
        if self.failed > 0 || (succeeded && !empty) { self } else { Self { failed: 1, ..self } }
    }
}

impl Add for Tally {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number that stands right before a word.
fn before(line: &str, word: &str) -> u64 {
    let head = line.split(word).next().unwrap_or_default();
    head.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_binaries_are_added() {
        let output = "running 2 tests\ntest result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored\n";
        assert_eq!(Tally::of_cargo(output), Tally { passed: 15, failed: 2 });
        assert_eq!(Tally::of_cargo("no tests to run!"), Tally::default());
    }

    #[test]
    fn both_of_nodes_ways_to_report_are_read() {
        assert_eq!(
            Tally::of_node("ℹ tests 7\nℹ pass 5\nℹ fail 1\nℹ cancelled 1\n"),
            Tally { passed: 5, failed: 2 }
        );
        assert_eq!(Tally::of_node("# pass 2\n# fail 0\n# cancelled 0\n"), Tally { passed: 2, failed: 0 });
    }

    #[test]
    fn a_bad_end_or_an_empty_suite_is_a_failure() {
        assert_eq!(Tally::ONE.or_failure(true), Tally::ONE);
        assert_eq!(Tally::ONE.or_failure(false), Tally { passed: 1, failed: 1 });
        assert_eq!(Tally::default().or_failure(true), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 1, failed: 2 }.or_failure(false), Tally { passed: 1, failed: 2 });
    }

    #[test]
    fn the_closing_line_reads_plainly() {
        assert_eq!(Tally { passed: 15, failed: 2 }.to_string(), "15 passed, 2 failed");
    }
}
