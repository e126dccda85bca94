//! `completions`: its arguments.

use clap::Args;
use clap_complete::Shell;

use super::help::examples;

/// What the command is for.
pub(super) const ABOUT: &str =
    "Print a script that completes commands and flags in a shell, and rules in bash, zsh and fish";

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect completions bash > ~/.local/share/bash-completion/completions/hoopspect", "bash, with the package bash-completion"),
    ("hoopspect completions zsh > ~/.zfunc/_hoopspect", "zsh, where ~/.zfunc is in $fpath"),
    ("hoopspect completions fish > ~/.config/fish/completions/hoopspect.fish", "fish"),
]))]
pub struct CompletionsArgs {
    /// The shell to complete in
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}
