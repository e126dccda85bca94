//! `explain`: its arguments.

use clap::{Args, ValueEnum};

use crate::finding::Rule;

use super::help::examples;
use super::rule::RuleName;

/// What the command is for.
pub(super) const ABOUT: &str = "Explain a rule: what it checks, why, and what to do instead";

/// The arguments of `explain`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect explain", "all rules, a line each"),
    ("hoopspect explain invalid-timestamp", "all about one"),
]))]
pub struct ExplainArgs {
    /// The rule to explain; without one, all rules are listed
    #[arg(value_name = "RULE", value_parser = RuleName, hide_possible_values = true)]
    pub rule: Option<&'static Rule>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ExplainFormat,
}

/// The formats of `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For a terminal.
    Text,
    /// For documentation.
    Markdown,
}
