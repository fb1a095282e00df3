//! The command `sandbox`: flags in, one ready line out for each server, and then it answers until stopped.
//! No rule of the marketplace lives here: flags become a `Config`, and the library does the rest.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use sandbox::{Config, Listeners, Rotation, Seed, Storefront, app, serve, storefront};
use std::{io::Write, path::PathBuf, process::ExitCode};

/// A local stand-in for OrderCloud. Loopback only, state in memory, the same at every start.
#[derive(Parser)]
#[command(name = "sandbox", version)]
struct Flags {
    /// Port of the sandbox; 0 picks a free one
    #[arg(long, default_value_t = 7401)]
    port: u16,
    /// Another marketplace, in the form of sandbox/seed/*.json
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// What happens to a used refresh token
    #[arg(long, value_enum, default_value = "grace")]
    rotation: RotationFlag,
    /// How long a used refresh token still gives its successor
    #[arg(long, default_value_t = 10, value_name = "N")]
    grace_seconds: i64,
    /// Lifetime of access tokens, instead of the API client's minutes
    #[arg(long, value_name = "N")]
    access_token_seconds: Option<i64>,
    /// Lifetime of refresh tokens, instead of the API client's minutes
    #[arg(long, value_name = "N")]
    refresh_token_seconds: Option<i64>,
    /// Lifetime of anonymous tokens, instead of the API client's minutes
    #[arg(long, value_name = "N")]
    anonymous_token_seconds: Option<i64>,
    /// Also serve the shop in this folder
    #[arg(long, value_name = "DIR", requires = "pkg")]
    storefront: Option<PathBuf>,
    /// The built package, served to the shop under /pkg
    #[arg(long, value_name = "DIR")]
    pkg: Option<PathBuf>,
    /// Where single sign-on returns to, if the shop is served by something else
    #[arg(long, value_name = "URL")]
    storefront_url: Option<String>,
    /// The platform that the shop is opened on
    #[arg(long, value_enum, default_value = "ordercloud")]
    platform: PlatformFlag,
    /// Port of the shop; 0 picks a free one
    #[arg(long, default_value_t = 7400)]
    storefront_port: u16,
}

#[derive(Clone, Copy, ValueEnum)]
enum RotationFlag {
    None,
    Grace,
    Strict,
}

#[derive(Clone, Copy, ValueEnum)]
enum PlatformFlag {
    Ordercloud,
    Orocommerce,
}

impl PlatformFlag {
    /// Its name, and the client that the shop signs in through.
    fn shop(self) -> (&'static str, &'static str) {
        match self {
            Self::Ordercloud => ("ordercloud", "11111111-1111-4111-8111-111111111111"),
            Self::Orocommerce => ("orocommerce", "oro-storefront"),
        }
    }
}

fn main() -> ExitCode {
    let flags = Flags::parse();
    let ran = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
        .and_then(|runtime| runtime.block_on(run(flags)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> anyhow::Result<()> {
    let sandbox_port = Listeners::bind(flags.port, "--port").await?;
    let base_url = format!("http://127.0.0.1:{}", sandbox_port.port());
    let seed = match &flags.seed {
        Some(file) => Seed::from_file(file)?,
        None => Seed::built_in()?,
    };
    let mut config = Config::new(seed);
    config.base_url.clone_from(&base_url);
    config.settings.rotation = match flags.rotation {
        RotationFlag::None => Rotation::None,
        RotationFlag::Grace => Rotation::Grace,
        RotationFlag::Strict => Rotation::Strict,
    };
    config.settings.grace_seconds = flags.grace_seconds;
    config.settings.access_token_seconds = flags.access_token_seconds;
    config.settings.refresh_token_seconds = flags.refresh_token_seconds;
    config.settings.anonymous_token_seconds = flags.anonymous_token_seconds;

    let mut shop = None;
    if let (Some(www), Some(pkg)) = (flags.storefront, flags.pkg) {
        let listeners = Listeners::bind(flags.storefront_port, "--storefront-port").await?;
        // OroCommerce keeps browsers out until it is told of a shop.
        config.settings.oro_cors_origins = vec![format!("http://localhost:{}", listeners.port())];
        config.pictures = Some(www.join("pictures"));
        config.storefront_url = format!("http://localhost:{}", listeners.port());
        let (platform, client_id) = flags.platform.shop();
        let router = storefront(&Storefront {
            www,
            pkg,
            sandbox: base_url.clone(),
            platform: platform.to_owned(),
            client_id: client_id.to_owned(),
        })?;
        shop = Some((listeners, router, config.storefront_url.clone()));
    }
    if let Some(url) = flags.storefront_url {
        config.storefront_url = url.trim_end_matches('/').to_owned();
    }
    let router = app(config)?;

    tokio::spawn(serve(sandbox_port, router));
    print_line(&format!("sandbox ready on {base_url}"))?;
    if let Some((listeners, router, url)) = shop {
        tokio::spawn(serve(listeners, router));
        print_line(&format!("storefront ready on {url}"))?;
    }
    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")
}

/// Prints a line at once, for whoever waits for it on the other end of a pipe.
fn print_line(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("cannot write to the standard output")
}
