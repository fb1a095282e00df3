//! What a fresh machine lacks. Each part installs what it can, and where it cannot, says in one sentence
//! what a person has to do.

pub mod apt;
pub mod browser;
pub mod node;
pub mod rust;
