//! `tongbi`: the command. Everything is in the library.

fn main() -> std::process::ExitCode {
    tongbi::cli::run()
}
