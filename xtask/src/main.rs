//! `cargo xtask <command>`: everything a person types in this repository, and nothing hidden elsewhere.
//!
//! This file only reads the command line and prints what went wrong. Each command has a file of its own,
//! says on stderr what it is doing, sets up what it needs, and fails with one sentence that tells the cure.

mod bench;
mod check;
mod demo;
mod docs;
mod fuzz;
mod instructions;
mod model;
mod package;
mod project;
mod run;
mod sandbox;
mod setup;
mod size;
mod test;
mod wasm_test_runner;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::project::Project;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Builds, runs and tests storefront-auth")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the package, then serves the demo storefront and the sandbox it talks to
    Demo {
        /// Port of the storefront; the sandbox takes the next one (0: two free ports)
        #[arg(long, default_value_t = 7400)]
        port: u16,
        /// The platform that the storefront is opened on
        #[arg(long, value_enum, default_value = "ordercloud")]
        platform: demo::Platform,
    },
    /// Runs the sandbox alone; all flags go to it (`cargo xtask sandbox --help` lists them)
    #[command(disable_help_flag = true)]
    Sandbox {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "FLAGS")]
        flags: Vec<OsString>,
    },
    /// Runs every test there is; ends with `N passed, N failed`
    Test {
        /// Runs this step alone; a wrong name lists the right ones
        #[arg(long, value_name = "STEP")]
        only: Option<String>,
        /// Goes on after a step has failed
        #[arg(long)]
        keep_going: bool,
    },
    /// The quick loop: format, lints and host tests
    Check,
    /// Builds `pkg/`, ready for `npm pack`
    Package,
    /// Writes the site of the package's types, in target/typedoc
    Docs,
    /// Prints what a visitor downloads, and fails above the budget in Cargo.toml
    Size,
    /// Explores the state machine of many tabs further than the tests do, and prints how far
    Model {
        /// Each configuration up to so many states
        #[arg(long, default_value_t = 1_000_000)]
        states: usize,
        /// Those configurations alone whose name contains this, such as `3 tabs, Strict`
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
    },
    /// Gives every reader of what comes from outside any input at all, until one breaks or the time is over
    Fuzz {
        /// So many for each target
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// This target alone; a wrong name lists the right ones
        #[arg(long, value_name = "TARGET")]
        only: Option<String>,
    },
    /// Measures the package beside what else one could take, and writes tests/bench/RESULTS.md
    Bench {
        /// Fewer rounds: about two minutes instead of ten, with more noise
        #[arg(long)]
        quick: bool,
        /// These measures alone, separated by commas; a wrong name lists the right ones
        #[arg(long, value_name = "MEASURES")]
        only: Option<String>,
        /// Where RESULTS.md and its pictures go
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
        /// Measures nothing; counts the hot paths' instructions and makes them what the tests hold us to
        #[arg(long)]
        accept_counts: bool,
    },
    /// Runs a wasm test file in headless Chromium; cargo calls this by way of .cargo/config.toml
    #[command(hide = true, disable_help_flag = true)]
    WasmTestRunner {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    let project = Project::load()?;
    match command {
        Command::Demo { port, platform } => demo::demo(&project, port, platform)?,
        Command::Sandbox { flags } => sandbox::sandbox(&project, &flags)?,
        Command::Test { only, keep_going } => return test::test(&project, only.as_deref(), keep_going),
        Command::Check => return check::check(&project),
        Command::Package => package::package(&project)?,
        Command::Docs => docs::docs(&project)?,
        Command::Size => size::size(&project)?,
        Command::Model { states, only } => model::model(&project, states, only.as_deref())?,
        Command::Fuzz { seconds, only } => fuzz::fuzz(&project, seconds, only.as_deref())?,
        Command::Bench { accept_counts: true, .. } => bench::accept_counts(&project)?,
        Command::Bench { quick, only, out, .. } => {
            bench::bench(&project, quick, only.as_deref(), out.as_deref())?;
        }
        Command::WasmTestRunner { args } => return wasm_test_runner::run(&project, &args),
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_demo_is_ordercloud_s_unless_told_otherwise() {
        for (args, wanted) in [
            (&["xtask", "demo"][..], demo::Platform::Ordercloud),
            (&["xtask", "demo", "--platform", "orocommerce"][..], demo::Platform::Orocommerce),
        ] {
            let Command::Demo { platform, .. } = Cli::try_parse_from(args).unwrap().command else {
                panic!("another command")
            };
            assert_eq!(platform, wanted);
        }
    }

    #[test]
    fn the_sandbox_gets_its_flags_untouched() {
        let cli = Cli::try_parse_from(["xtask", "sandbox", "--port", "0", "--help"]).unwrap();
        let Command::Sandbox { flags } = cli.command else { panic!("another command") };
        assert_eq!(flags, ["--port", "0", "--help"]);
    }
}
