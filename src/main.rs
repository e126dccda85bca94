//! The `hoopspect` program: hands the command line to the library and exits as it says.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(hoopspect::run(std::env::args_os()).code())
}
