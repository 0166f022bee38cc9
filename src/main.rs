//! `tongbi`: the command. Everything is in the library.

#[global_allocator]
static MEMORY: tongbi::command::Memory = tongbi::command::Memory;

fn main() -> std::process::ExitCode {
    tongbi::command::run()
}
