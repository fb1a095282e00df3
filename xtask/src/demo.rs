//! `cargo xtask demo`: the storefront and the sandbox it talks to, on two neighbouring ports.
//!
//! The last thing it does is to become the server, so that Ctrl-C or any other signal ends everything.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;

use crate::project::Project;
use crate::{package, run, sandbox};

/// What the storefront talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Platform {
    Ordercloud,
    Orocommerce,
}

impl Platform {
    /// As the sandbox's flag has it.
    fn name(self) -> &'static str {
        match self {
            Self::Ordercloud => "ordercloud",
            Self::Orocommerce => "orocommerce",
        }
    }
}

/// Packages, then serves until interrupted.
pub fn demo(project: &Project, port: u16, platform: Platform) -> Result<()> {
    let (storefront, api) = ports(port)?;
    // Asked before the long work, so that nobody waits for a sentence that could have come at once.
    for port in [storefront, api] {
        ensure_free(port)?;
    }
    package::package(project)?;
    let binary = sandbox::build(project)?;
    run::say("demo: starting; Ctrl-C ends it");
    run::become_it(
        Command::new(binary)
            .args(["--port", &api.to_string(), "--storefront-port", &storefront.to_string()])
            .args(["--storefront", "www", "--pkg", "pkg", "--platform", platform.name()])
            .current_dir(&project.root),
    )
}

/// The storefront's port and the sandbox's; 0 lets the system choose both.
fn ports(storefront: u16) -> Result<(u16, u16)> {
    if storefront == 0 {
        return Ok((0, 0));
    }
    let api =
        storefront.checked_add(1).context("--port must be at most 65534: the sandbox takes the next one")?;
    Ok((storefront, api))
}

fn ensure_free(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|error| {
        anyhow!("port {port} cannot be used ({error}): end what uses it, or choose another with --port")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_takes_the_next_port() {
        assert_eq!(ports(7400).unwrap(), (7400, 7401));
        assert_eq!(ports(0).unwrap(), (0, 0));
        assert!(ports(u16::MAX).is_err());
    }

    #[test]
    fn a_used_port_is_named_with_the_cure() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = ensure_free(port).unwrap_err().to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
        drop(taken);
        ensure_free(port).unwrap();
    }
}
