//! `cargo xtask docs`: the site of the package's types, made by TypeDoc from what ships.
//!
//! TypeDoc has a folder and a compiler of its own: it does not know the one that the tests use yet. Whatever is not
//! documented, and every link that leads nowhere, is an error.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::setup::node;
use crate::{package, run};

/// Writes the site, and says where it is.
pub fn docs(project: &Project) -> Result<()> {
    package::package(project)?;
    let folder = project.tests().join("package/docs");
    node::ensure_installed(&folder, "TypeDoc (some seconds the first time)")?;
    let site = project.target.join("typedoc");
    run::run_quiet(
        Command::new("node")
            .arg(folder.join("node_modules/typedoc/bin/typedoc"))
            .args(["--html".as_ref(), site.as_os_str(), "--json".as_ref(), types(project).as_os_str()])
            .current_dir(&folder),
        "the types' documentation has warnings: they are above",
    )?;
    run::say(&format!("docs: open {}", site.join("index.html").display()));
    Ok(())
}

/// The same as data, for the tests.
pub fn types(project: &Project) -> PathBuf {
    project.target.join("typedoc.json")
}
