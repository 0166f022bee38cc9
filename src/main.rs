//! `tongbi`: the command. Everything is in the library.

#[global_allocator]
static MEMORY: tongbi::cli::Memory = tongbi::cli::Memory;

fn main() -> std::process::ExitCode {
    tongbi::cli::run()
}
