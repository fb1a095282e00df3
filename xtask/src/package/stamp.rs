//! Whether a step has to run again: a hash over the content of everything it reads, and over what it wrote.
//!
//! Content, not dates: a fresh clone or a changed branch gives files new dates. The hash is no defence
//! against malice and need not be the same in another release of the compiler; then the step runs once more.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The mark that one step leaves behind.
pub struct Stamp {
    file: PathBuf,
    inputs: u64,
}

impl Stamp {
    /// Takes the hash of the inputs (files, or whole folders) and of a further value.
    pub fn new(file: PathBuf, inputs: &[PathBuf], also: &str) -> Result<Self> {
        Ok(Self { file, inputs: hash(inputs, also)? })
    }

    /// Whether the step ran with these very inputs and its output (a folder) is still what it wrote.
    pub fn fresh(&self, output: &Path) -> Result<bool> {
        let Ok(recorded) = fs::read_to_string(&self.file) else { return Ok(false) };
        if !output.exists() {
            return Ok(false);
        }
        Ok(recorded == self.text(output)?)
    }

    /// Says that the step has run.
    pub fn record(&self, output: &Path) -> Result<()> {
        fs::write(&self.file, self.text(output)?)
            .with_context(|| format!("could not write {}", self.file.display()))
    }

    fn text(&self, output: &Path) -> Result<String> {
        Ok(format!("{:016x} {:016x}\n", self.inputs, hash(&[output.to_path_buf()], "")?))
    }
}

fn hash(paths: &[PathBuf], also: &str) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    hasher.write(also.as_bytes());
    for path in paths {
        // Names inside a folder count, the folder's own place does not.
        add(&mut hasher, path, path)?;
    }
    Ok(hasher.finish())
}

fn add(hasher: &mut DefaultHasher, base: &Path, path: &Path) -> Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(hasher, base, entry));
    }
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    hasher.write(path.strip_prefix(base).unwrap_or(path).as_os_str().as_encoded_bytes());
    hasher.write_usize(bytes.len());
    hasher.write(&bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("out")).unwrap();
        fs::write(folder.join("in"), "1").unwrap();
        fs::write(folder.join("out/a"), "a").unwrap();
        folder
    }

    #[test]
    fn a_step_is_fresh_until_its_input_or_its_output_changes() {
        let folder = folder("fresh");
        let (inputs, output) = ([folder.join("in")], folder.join("out"));
        let stamp = || Stamp::new(folder.join("stamp"), &inputs, "1.0").unwrap();
        assert!(!stamp().fresh(&output).unwrap());
        stamp().record(&output).unwrap();
        assert!(stamp().fresh(&output).unwrap());
        assert!(!Stamp::new(folder.join("stamp"), &inputs, "1.1").unwrap().fresh(&output).unwrap());
        fs::write(folder.join("out/b"), "b").unwrap();
        assert!(!stamp().fresh(&output).unwrap());
        fs::remove_file(folder.join("out/b")).unwrap();
        assert!(stamp().fresh(&output).unwrap());
        fs::write(folder.join("in"), "2").unwrap();
        assert!(!stamp().fresh(&output).unwrap());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_missing_input_is_an_error_and_a_missing_output_is_stale() {
        let folder = folder("missing");
        assert!(Stamp::new(folder.join("stamp"), &[folder.join("nowhere")], "").is_err());
        let stamp = Stamp::new(folder.join("stamp"), &[folder.join("in")], "").unwrap();
        stamp.record(&folder.join("out")).unwrap();
        fs::remove_dir_all(folder.join("out")).unwrap();
        assert!(!stamp.fresh(&folder.join("out")).unwrap());
        fs::remove_dir_all(folder).unwrap();
    }
}
