//! Runs a wasm test file in headless Chromium: cargo's test runner for the wasm target.
//!
//! wasm-bindgen's own runner does the work, as a library of the version in Cargo.lock. It is told by
//! environment variables which driver to start and with which capabilities, so the first call finds the
//! browser, writes the capabilities and calls this program once more. Whoever sets GECKODRIVER or
//! SAFARIDRIVER has chosen another engine and brings a webdriver.json of their own.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use wasm_bindgen_cli::wasm_bindgen_test_runner;

use crate::project::Project;
use crate::run;
use crate::setup::browser;

const CAPABILITIES: &str = "WASM_BINDGEN_TEST_WEBDRIVER_JSON";
const ADDRESS: &str = "WASM_BINDGEN_TEST_ADDRESS";
const CHOSEN: &[&str] =
    &[CAPABILITIES, "GECKODRIVER", "SAFARIDRIVER", "CHROMEDRIVER_REMOTE", "NO_HEADLESS", ADDRESS];

/// Runs the tests of one file; the arguments are cargo's.
pub fn run(project: &Project, args: &[OsString]) -> Result<ExitCode> {
    if CHOSEN.iter().any(|name| env::var_os(name).is_some()) {
        let words = [OsString::from("wasm-test-runner")].into_iter().chain(args.iter().cloned());
        wasm_bindgen_test_runner::run_cli_with_args(words)?;
        return Ok(ExitCode::SUCCESS);
    }
    let chromium = browser::ensure()?;
    let file = project.target.join("webdriver.json");
    fs::create_dir_all(&project.target)
        .and_then(|()| fs::write(&file, browser::capabilities(&chromium.browser).to_string()))
        .with_context(|| format!("could not write {}", file.display()))?;
    let mut again = Command::new(env::current_exe().context("where this program lies is unknown")?);
    again.arg("wasm-test-runner").args(args).env(CAPABILITIES, &file).env("CHROMEDRIVER", &chromium.driver);
    // Chromium on a busy machine takes longer than the five seconds the runner allows by itself.
    for (name, seconds) in [("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30"), ("WASM_BINDGEN_TEST_TIMEOUT", "120")]
    {
        if env::var_os(name).is_none() {
            again.env(name, seconds);
        }
    }
    let server = free_address()?;
    thread::spawn(move || keep_serving(server));
    run::run(again.env(ADDRESS, server.to_string()), "wasm tests failed")?;
    Ok(ExitCode::SUCCESS)
}

/// A port of this machine that nobody has.
fn free_address() -> Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .context("no port is free on 127.0.0.1")
}

/// Frees connections that the runner's HTTP server left lying. tiny_http 0.12 queues a connection for a thread that is
/// idle; two that arrive before the one idle thread has woken are both queued for it, and the second waits until some
/// thread is done with its own, which a browser keeps open. On a busy machine that stopped every other run. A
/// connection that ends at once makes a thread that looks into the queue afterwards.
fn keep_serving(server: SocketAddr) {
    loop {
        thread::sleep(Duration::from_millis(100));
        drop(TcpStream::connect(server));
    }
}
