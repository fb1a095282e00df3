//! The step that counts instructions: fails when a hot path has become longer by more than a twentieth.

use anyhow::Result;

use super::tally::Tally;
use crate::instructions::{self, Verdict};
use crate::project::Project;
use crate::run;

const CURE: &str = "if that is meant, commit the new counts: `cargo xtask bench --accept-counts`";

pub fn instructions(project: &Project) -> Result<Tally> {
    if !instructions::can_count() {
        run::say("left out: valgrind is not installed (Debian: apt-get install valgrind)");
        return Ok(Tally::default());
    }
    let committed = instructions::committed(project)?;
    let mut tally = Tally::default();
    for (case, counted) in instructions::count(project)? {
        let known = committed.get(&case).copied();
        let verdict = instructions::judge(known, counted);
        let failed = matches!(verdict, Verdict::More | Verdict::New);
        tally = tally + Tally { passed: u64::from(!failed), failed: u64::from(failed) };
        let word = match verdict {
            Verdict::Kept => "",
            Verdict::Fewer => ": fewer, commit it (`cargo xtask bench --accept-counts`)",
            Verdict::More => ": too many",
            Verdict::New => ": no count is committed",
        };
        println!("{case:<28}{counted:>12}, committed {:>10}{word}", known.unwrap_or(0));
    }
    if tally.failed > 0 {
        run::say(&format!("error: {CURE}"));
    }
    Ok(tally)
}
