//! `explain`: prints what a rule is about, or the list of rules.

use anyhow::Result;

use crate::cli::{ExplainArgs, ExplainFormat};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::report::explain;
use crate::rules::RULES;

pub(super) fn run(arguments: &ExplainArgs, console: &mut Console) -> Result<ExitStatus> {
    let text = match (arguments.format, arguments.rule) {
        (ExplainFormat::Text, Some(rule)) => explain::rule(rule, console.canvas),
        (ExplainFormat::Text, None) => explain::list(&RULES, console.canvas),
        (ExplainFormat::Markdown, Some(rule)) => explain::markdown_section(rule),
        (ExplainFormat::Markdown, None) => explain::markdown_table(&RULES),
    };
    console.out.write_all(text.as_bytes())?;
    if arguments.rule.is_none() && arguments.format == ExplainFormat::Text {
        console.talk("`hoopspect explain RULE` says more of one")?;
    }
    Ok(ExitStatus::Success)
}
