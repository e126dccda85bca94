//! Reports: what was found, written for people and for programs. One file a format.

pub mod check;
pub mod diff;
mod digits;
pub mod explain;
pub mod history;
pub(crate) mod line;
pub mod manual;
pub mod names;
pub mod schema;
pub mod show;
pub mod signs;
pub mod style;
pub(crate) mod text;
