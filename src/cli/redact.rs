//! `redact`: its arguments.

use std::path::PathBuf;

use clap::Args;

use crate::change::Selector;
use crate::time::Move;

use super::Inputs;
use super::help::examples;

/// What the command is for.
pub(super) const ABOUT: &str = "Take what is personal out of payloads, so that a capture can become a fixture";

/// The arguments of `redact`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect redact hooks.ndjson > fixture.ndjson", "a fixture in the form of the capture"),
    ("hoopspect redact --out fixtures --key-file redact.key webhook-site.json", "a file for each payload in a capture"),
    ("hoopspect redact --keep title --shift-times 7d hook.json", "keep the title, move all times by a week"),
    ("hoopspect redact --check fixtures", "fail a build when a fixture was never redacted"),
]))]
pub struct RedactArgs {
    /// What to read.
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write the payloads alone, without what a capture has around them
    #[arg(long)]
    pub unwrap_only: bool,
    /// Write each payload to a file of its own in this folder, named by what it holds
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write over files that are there already
    #[arg(long, requires = "out")]
    pub force: bool,
    /// Take the key from a file: the same key replaces the same ids and texts alike in every run
    #[arg(long, value_name = "FILE", conflicts_with = "key_env")]
    pub key_file: Option<PathBuf>,
    /// Take the key from an environment variable
    #[arg(long, value_name = "NAME")]
    pub key_env: Option<String>,
    /// Move all times alike, by a duration such as 7d or -2h30m (units: w, d, h, m, s)
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, default_value = "0s", hide_default_value = true)]
    pub shift_times: Move,
    /// Leave a field as it is: a name such as title, or a pointer such as /contact/country
    #[arg(long, value_name = "FIELD")]
    pub keep: Vec<Selector>,
    /// Leave a field out
    #[arg(long, value_name = "FIELD")]
    pub drop: Vec<Selector>,
    /// Write nothing, but say what would be personal by its form: e-mail addresses, phone numbers, meeting links
    #[arg(long, conflicts_with_all = ["unwrap_only", "out", "key_file", "key_env", "shift_times", "keep", "drop"])]
    pub check: bool,
}
