//! Manual pages (roff), made from the command line's own declarations and help texts.
//!
//! A page each for the program and its commands, as git and cargo have it: `man hoopspect-check` opens at what is asked.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// Writes the page of `program`, or that of its command `name`.
pub fn page(mut program: Command, name: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    program.build();
    let source = format!("{} {}", program.get_name(), program.get_version().unwrap_or_default());
    let see_also: Vec<String> = match name {
        Some(_) => vec![format!("{}(1)", program.get_name())],
        None => program
            .get_subcommands()
            .map(|command| format!("{}-{}(1)", program.get_name(), command.get_name()))
            .collect(),
    };
    let mut command = name.and_then(|name| program.find_subcommand(name)).unwrap_or(&program).clone();
    // All flags would be a screenful there, in no order; they have a section of their own.
    let usage = command.render_usage().to_string();
    let texts = [command.get_after_long_help(), command.get_before_long_help()];
    let texts = texts.map(|text| text.map(ToString::to_string).unwrap_or_default());
    let has_commands = command.has_subcommands();
    let title = command.get_display_name().unwrap_or(command.get_name()).to_uppercase();
    // A date would change with each build; without any, roff takes the source for it.
    let man = Man::new(command.subcommand_help_heading("COMMANDS"))
        .title(title)
        .source(source)
        .manual("User Commands")
        .date(" ");
    man.render_title(out)?;
    man.render_name_section(out)?;
    let mut synopsis = Roff::new();
    synopsis.control("SH", ["SYNOPSIS"]).text([roman(usage.trim_start_matches("Usage: "))]);
    synopsis.to_writer(out)?;
    man.render_description_section(out)?;
    if has_commands {
        man.render_subcommands_section(out)?;
    }
    man.render_options_section(out)?;
    let mut rest = Roff::new();
    for text in texts {
        sections(&text, &mut rest);
    }
    rest.control("SH", ["SEE ALSO"]).text([roman(see_also.join(", "))]);
    rest.to_writer(out)
}

/// The sections of a help text: headings with a colon, and indented lines that keep their form.
fn sections(text: &str, roff: &mut Roff) {
    for section in text.split("\n\n").filter(|section| !section.is_empty()) {
        let (heading, body) = section.split_once(":\n").unwrap_or(("Notes", section));
        roff.control("SH", [heading.to_uppercase().as_str()]).control("nf", []);
        for line in body.lines() {
            roff.text([roman(line.trim_start())]);
        }
        roff.control("fi", []);
    }
}
