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

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(script);
        command
    }

    #[test]
    fn a_program_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display();
        // What it leaves behind would write a file if it lived, whether the program itself hangs or has ended.
        for after in ["wait", "exit 3"] {
            let script = format!("(sleep 2; echo alive > '{path}/alive') & touch '{path}/begun'; {after}");
            let mut program = Program::start(&mut shell(&script), 1 << 30).unwrap();
            let status = program.wait(Duration::from_millis(1000));
            assert_eq!(status.and_then(|status| status.code()), (after != "wait").then_some(3));
            drop(program);
            assert!(folder.path().join("begun").exists());
        }
        std::thread::sleep(Duration::from_millis(2500));
        assert!(!folder.path().join("alive").exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_limited_also_for_what_a_program_starts() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let script = format!("sleep 0.2; (ulimit -v) > '{}'", seen.display());
        let mut program = Program::start(&mut shell(&script), 1 << 30).unwrap();
        assert!(program.wait(Duration::from_secs(10)).is_some());
        assert_eq!(std::fs::read_to_string(seen).unwrap().trim(), (1 << 20).to_string());
    }
}
