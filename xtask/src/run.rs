//! Starting other programs: run to the end, capture what they print, or become one of them.
//!
//! A program that is missing or fails becomes an error of one sentence; nothing here knows what the
//! programs are for.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// Tells the person what is going on. On stderr: stdout belongs to results.
pub fn say(message: &str) {
    eprintln!("{message}");
}

/// Runs a command to its end with our own input and output; `failed` is the sentence for a failure.
pub fn run(command: &mut Command, failed: &str) -> Result<()> {
    let status = command.status().map_err(|e| not_started(command, &e))?;
    ensure(status, failed)
}

/// Runs a command to its end and keeps quiet unless it fails: then everything it printed is shown.
pub fn run_quiet(command: &mut Command, failed: &str) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| not_started(command, &e))?;
    if output.status.success() {
        return Ok(());
    }
    let mut stderr = std::io::stderr();
    stderr.write_all(&output.stdout)?;
    stderr.write_all(&output.stderr)?;
    bail!("{failed}")
}

/// Runs a command and returns what it printed on stdout.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| not_started(command, &e))?;
    ensure(output.status, &format!("{} failed", name(command)))?;
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", name(command)))
}

/// Runs a command, passes its stdout on line by line, and also returns it with the exit status.
pub fn tee(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|e| not_started(command, &e))?;
    let text = pass_on(child.stdout.take())?;
    Ok((child.wait()?, text))
}

/// The same with its stderr.
pub fn tee_errors(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut child =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(|e| not_started(command, &e))?;
    let text = pass_on(child.stderr.take())?;
    Ok((child.wait()?, text))
}

fn pass_on(stream: Option<impl Read>) -> Result<String> {
    let mut text = String::new();
    for line in stream.into_iter().flat_map(|stream| BufReader::new(stream).split(b'\n')) {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// Becomes the command, so that a signal sent to us reaches it and nothing is left behind.
#[cfg(unix)]
pub fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(not_started(command, &error))
}

/// Where a process cannot be replaced, runs the command and waits; Ctrl-C reaches both.
#[cfg(not(unix))]
pub fn become_it(command: &mut Command) -> Result<()> {
    let failed = format!("{} failed", name(command));
    run(command, &failed)
}

/// Whether a command starts and succeeds, for asking whether something is installed.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn ensure(status: ExitStatus, failed: &str) -> Result<()> {
    if status.success() { Ok(()) } else { Err(anyhow!("{failed}")) }
}

fn not_started(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let name = name(command);
    if error.kind() == ErrorKind::NotFound {
        anyhow!("`{name}` was not found: install it, or put it on the PATH")
    } else {
        anyhow!("`{name}` did not start: {error}")
    }
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or_else(|| OsStr::new("program")).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_with_the_cure() {
        let error = run(&mut Command::new("/nowhere/no-such-program"), "unused").unwrap_err();
        assert_eq!(error.to_string(), "`no-such-program` was not found: install it, or put it on the PATH");
    }
}
