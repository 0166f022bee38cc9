//! 外部程序: programs of others that run for us. One way to limit their memory, and to end them with all that they
//! started.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::time::Duration;

/// How often to look whether a program has ended.
const INTERVAL: Duration = Duration::from_millis(20);

/// 外部程序: a program that runs. When this is dropped, it is ended with all that it started.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
}

impl Program {
    /// Starts a program in a group of its own. It may reserve so many bytes of addresses, where the system knows such
    /// limits.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(command: &mut Command, memory: u64) -> io::Result<Self> {
        let child = apart(command).spawn()?;
        limit(&child, memory);
        Ok(Self { child })
    }

    /// Its standard input, output and errors, if all of them are pipes and nobody has taken them.
    pub fn pipes(&mut self) -> Option<(ChildStdin, ChildStdout, ChildStderr)> {
        Some((self.child.stdin.take()?, self.child.stdout.take()?, self.child.stderr.take()?))
    }

    /// Waits for it to end; `None` if it does not in this time.
    pub fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        // Counted in steps, since nothing here reads a clock.
        for _ in 0..=patience.as_millis() / INTERVAL.as_millis() {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) => std::thread::sleep(INTERVAL),
                Err(_) => return None,
            }
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        end_group(self.child.id());
        // It may have ended by itself, or the system may know no groups.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn apart(command: &mut Command) -> &mut Command {
    std::os::unix::process::CommandExt::process_group(command, 0)
}

#[cfg(not(unix))]
fn apart(command: &mut Command) -> &mut Command {
    command
}

#[cfg(target_os = "linux")]
fn limit(child: &Child, memory: u64) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let limit = Rlimit { current: Some(memory), maximum: Some(memory) };
    // A system that refuses limits has its own.
    let _ = prlimit(Pid::from_raw(child.id().cast_signed()), Resource::As, limit);
}

#[cfg(not(target_os = "linux"))]
fn limit(_: &Child, _: u64) {}

#[cfg(unix)]
fn end_group(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = Pid::from_raw(id.cast_signed()) {
        // An error means that all have ended.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(id: u32) {
    use std::process::Stdio;
    let mut command = Command::new("taskkill");
    command.args(["/T", "/F", "/PID", &id.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.status();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::process::Stdio;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(script);
        command
    }

    #[test]
    fn a_program_is_ended_with_all_that_it_started() {
        // What it leaves behind holds its output open, and would write to it if it lived, whether the program itself hangs
        // or has ended.
        for (after, seconds, status) in [("wait", 1, None), ("exit 3", 30, Some(3))] {
            let mut command = shell(&format!("(sleep 60; echo alive) & {after}"));
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut program = Program::start(&mut command, 1 << 30).unwrap();
            let (_, mut output, _) = program.pipes().unwrap();
            assert_eq!(program.wait(Duration::from_secs(seconds)).and_then(|ended| ended.code()), status);
            drop(program);
            let mut said = String::new();
            output.read_to_string(&mut said).unwrap();
            assert_eq!(said, "");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_limited_also_for_what_a_program_starts() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let script = format!("sleep 1; (ulimit -v) > '{}'", seen.display());
        let mut program = Program::start(&mut shell(&script), 1 << 30).unwrap();
        assert!(program.wait(Duration::from_secs(10)).is_some());
        assert_eq!(std::fs::read_to_string(seen).unwrap().trim(), (1 << 20).to_string());
    }
}
