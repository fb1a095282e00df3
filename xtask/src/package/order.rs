//! Which functions lie side by side in the wasm: brotli finds what repeats the sooner, the nearer it is.
//!
//! Each function is followed by the one, of those that are left, that shares most sequences of four bytes with it. The
//! order is measured on an optimised module and told to wasm-opt by names: about 1 % of what is shipped.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};

/// The module with a name for each of its own functions, which wasm-opt keeps while it rewrites them.
pub fn named(wasm: &[u8], name: impl Fn(usize) -> String) -> Result<Vec<u8>> {
    let Functions { imported, bodies, .. } = read(wasm)?;
    let mut names = leb(bodies.len());
    for index in 0..bodies.len() {
        let name = name(index);
        names.extend([leb(imported + index), leb(name.len()), name.into_bytes()].concat());
    }
    // A custom section "name" with one subsection: that of functions.
    let section = [leb(4), b"name".to_vec(), vec![1], leb(names.len()), names].concat();
    Ok([wasm.to_vec(), vec![0], leb(section.len()), section].concat())
}

/// The names of a module's functions in the order they had best lie in.
pub fn order(wasm: &[u8]) -> Result<Vec<String>> {
    let Functions { imported, bodies, names } = read(wasm)?;
    let pieces: Vec<HashSet<&[u8]>> = bodies.iter().map(|body| body.windows(4).collect()).collect();
    let mut left: Vec<usize> = (1..bodies.len()).collect();
    let mut order = vec![0];
    while !left.is_empty() {
        let last = &pieces[order[order.len() - 1]];
        let likeness = |next: usize| {
            let shared = last.intersection(&pieces[next]).count() as f64;
            shared / (last.len() as f64 * pieces[next].len() as f64 + 1.0).sqrt()
        };
        // Of equals the first, so that the same module always gives the same order.
        let best =
            (0..left.len()).map(|at| (at, likeness(left[at]))).reduce(|a, b| if b.1 > a.1 { b } else { a });
        order.push(left.remove(best.context("there is one left")?.0));
    }
    Ok(order.into_iter().filter_map(|index| names.get(&(imported + index)).cloned()).collect())
}

/// What there is to know of a module's functions.
struct Functions<'a> {
    imported: usize,
    bodies: Vec<&'a [u8]>,
    names: HashMap<usize, String>,
}

fn read(wasm: &[u8]) -> Result<Functions<'_>> {
    let mut functions = Functions { imported: 0, bodies: Vec::new(), names: HashMap::new() };
    let mut module = Bytes(wasm.get(8..).context("no wasm")?);
    while !module.0.is_empty() {
        let (section, mut bytes) = (module.byte()?, Bytes(module.list()?));
        match section {
            // Imports: ours are functions, all of them.
            2 => {
                functions.imported = bytes.number()?;
            }
            10 => {
                for _ in 0..bytes.number()? {
                    functions.bodies.push(bytes.list()?);
                }
            }
            0 if bytes.list()? == b"name" => {
                while !bytes.0.is_empty() {
                    let (kind, mut names) = (bytes.byte()?, Bytes(bytes.list()?));
                    for _ in 0..if kind == 1 { names.number()? } else { 0 } {
                        let index = names.number()?;
                        functions.names.insert(index, String::from_utf8_lossy(names.list()?).into_owned());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(functions)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("the wasm ends too soon")?;
        self.0 = rest;
        Ok(*first)
    }

    /// LEB128.
    fn number(&mut self) -> Result<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Ok(number);
            }
        }
    }

    /// As many bytes as the number before them says.
    fn list(&mut self) -> Result<&'a [u8]> {
        let count = self.number()?;
        let (list, rest) = self.0.split_at_checked(count).context("the wasm ends too soon")?;
        self.0 = rest;
        Ok(list)
    }
}

fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 127 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a section of three function bodies.
    fn module() -> Vec<u8> {
        let bodies = ["abcdefgh", "something else", "abcdefgi"];
        let code: Vec<u8> =
            bodies.iter().flat_map(|body| [leb(body.len()), body.as_bytes().to_vec()].concat()).collect();
        [b"\0asm\x01\0\0\0".to_vec(), vec![10], leb(code.len() + 1), vec![3], code].concat()
    }

    #[test]
    fn what_is_alike_lies_side_by_side() {
        let named = named(&module(), |index| format!("f{index}")).unwrap();
        assert_eq!(order(&named).unwrap(), ["f0", "f2", "f1"]);
    }

    #[test]
    fn a_module_that_ends_too_soon_is_refused() {
        let module = module();
        assert!(order(&module[..module.len() - 1]).is_err());
    }

    #[test]
    fn large_numbers_are_read_as_they_are_written() {
        for number in [0, 127, 128, 300, 70_000] {
            assert_eq!(Bytes(&leb(number)).number().unwrap(), number);
        }
    }
}
