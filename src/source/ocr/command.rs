//! 识别程序: an engine that is a program of its own. It is started with the first picture and reads all of them, because
//! loading its models takes longer than reading a page.

use super::{Engine, Picture, TextBox, answer};
use crate::source::child::Program;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a program may take to start, or for a picture.
const DEADLINE: Duration = Duration::from_secs(300);
/// Limit of the bytes of an answer.
const MAX_ANSWER: u64 = 64 << 20;
/// The end of what a program has written to its standard error, for messages.
const LAST_WORDS: usize = 400;
/// How long to wait for them when the program has ended.
const PARTING: Duration = Duration::from_secs(2);
/// Limit of the memory of a program, in bytes of addresses.
const MEMORY: u64 = 16 << 30;

/// 识别程序: started as `program arguments…`; see `data/ocr/rapidocr.py` for what it is sent and what it answers.
#[derive(Debug)]
pub struct Command {
    program: String,
    arguments: Vec<String>,
    deadline: Duration,
    running: Mutex<Option<Running>>,
}

/// A program that runs.
#[derive(Debug)]
struct Running {
    /// Ended with all that it started when nobody asks it any more.
    _child: Program,
    input: ChildStdin,
    answers: Receiver<Vec<u8>>,
    /// The end of what it has written to its standard error, when it has ended.
    said: Receiver<Vec<u8>>,
    name: String,
}

impl Command {
    /// The program of a command line; words with spaces stand in double quotes. `None` if it names no program.
    pub fn new(line: &str) -> Option<Self> {
        let mut words = words(line).into_iter();
        let program = words.next()?;
        Some(Self { program, arguments: words.collect(), deadline: DEADLINE, running: Mutex::new(None) })
    }

    /// The same program, with less time for a picture.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Runs `work` on the running program, which is started if need be and ended after a failure: what it would answer
    /// next might belong to the picture before.
    fn with<T>(&self, work: impl FnOnce(&mut Running, Duration) -> Result<T, Failure>) -> Result<T, String> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let program = match running.take() {
            Some(program) => program,
            None => Running::start(&self.program, &self.arguments, self.deadline)?,
        };
        let program = running.insert(program);
        match work(program, self.deadline) {
            Ok(done) => Ok(done),
            Err(failure) => {
                let why = program.why(failure, self.deadline);
                *running = None;
                Err(why)
            }
        }
    }
}

impl Engine for Command {
    fn name(&self) -> Result<String, String> {
        self.with(|running, _| Ok(running.name.clone()))
    }

    fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
        let png = picture.png()?;
        let line = self.with(|running, deadline| running.ask(&png, deadline))?;
        answer::boxes(&line)
    }
}

/// Why a program gave no answer.
enum Failure {
    Ended,
    Late,
    /// It has answered more than it was asked, so that answers and pictures no longer belong together.
    Talkative,
}

impl Running {
    fn start(program: &str, arguments: &[String], deadline: Duration) -> Result<Self, String> {
        let mut command = std::process::Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Program::start(&mut command, MEMORY).map_err(|error| {
            format!("识别程序 {program} 无法启动（{}）。请核对识别命令（--ocr）", crate::error::plain(&error))
        })?;
        let Some((input, output, errors)) = child.pipes() else {
            return Err(format!("识别程序 {program} 无法启动"));
        };
        let (send, answers) = sync_channel(1);
        let (tell, said) = sync_channel(1);
        let started = crate::parallel::apart(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                let read = output.by_ref().take(MAX_ANSWER).read_until(b'\n', &mut line);
                // An unfinished line is no answer, and nobody may be waiting any more.
                if !read.is_ok_and(|_| line.ends_with(b"\n")) || send.send(line).is_err() {
                    break;
                }
            }
        }) && crate::parallel::apart(move || drop(tell.send(last_words(errors))));
        let mut running = Self { _child: child, input, answers, said, name: String::new() };
        if !started {
            return Err("系统没有余力运行识别程序。请关掉一些程序再试".to_owned());
        }
        let hello = running.answers.recv_timeout(deadline).map_err(|error| match error {
            RecvTimeoutError::Timeout => running.why(Failure::Late, deadline),
            RecvTimeoutError::Disconnected => running.why(Failure::Ended, deadline),
        })?;
        running.name = answer::name(&hello).map_err(|why| format!("识别程序 {program}：{why}"))?;
        Ok(running)
    }

    fn ask(&mut self, png: &[u8], deadline: Duration) -> Result<Vec<u8>, Failure> {
        if self.answers.try_recv().is_ok() {
            return Err(Failure::Talkative);
        }
        let mut send = || {
            self.input.write_all(format!("{}\n", png.len()).as_bytes())?;
            self.input.write_all(png)?;
            self.input.flush()
        };
        send().map_err(|_| Failure::Ended)?;
        self.answers.recv_timeout(deadline).map_err(|error| match error {
            RecvTimeoutError::Timeout => Failure::Late,
            RecvTimeoutError::Disconnected => Failure::Ended,
        })
    }

    fn why(&self, failure: Failure, deadline: Duration) -> String {
        match failure {
            Failure::Late => format!("识别程序 {} 秒没有回答，已停止", deadline.as_secs()),
            Failure::Talkative => "识别程序的回答多于图片，已停止".to_owned(),
            Failure::Ended => {
                let said = self.said.recv_timeout(PARTING).unwrap_or_default();
                let said = String::from_utf8_lossy(&said).trim().to_owned();
                match said.lines().last().map(|line| crate::model::plain_line(line).to_string()) {
                    Some(line) => format!("识别程序中途退出（{line}）"),
                    None => "识别程序中途退出，没有说明原因".to_owned(),
                }
            }
        }
    }
}

/// The end of what a program says.
fn last_words(mut errors: impl Read) -> Vec<u8> {
    let (mut said, mut buffer) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = errors.read(&mut buffer) {
        said.extend_from_slice(&buffer[..count]);
        said.drain(..said.len().saturating_sub(LAST_WORDS));
    }
    said
}

/// The words of a command line.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_command_are_parted_by_spaces_outside_of_quotes() {
        assert_eq!(
            words(r#"python3  "C:\Program Files\读 图.py" -x"#),
            ["python3", r"C:\Program Files\读 图.py", "-x"]
        );
        assert_eq!(words("  "), Vec::<String>::new());
        assert!(Command::new(" ").is_none());
    }

    /// A program that says its name and then runs `answer` for every picture.
    #[cfg(unix)]
    fn script(folder: &tempfile::TempDir, name: &str, answer: &str) -> Command {
        let path = folder.path().join("识 别.sh");
        let text =
            format!("{name}\nn=0\nwhile read length; do head -c $length > /dev/null; n=$((n+1)); {answer}; done\n");
        std::fs::write(&path, text).unwrap();
        Command::new(&format!("sh \"{}\"", path.display())).unwrap().within(Duration::from_secs(5))
    }

    #[cfg(unix)]
    const NAMED: &str = r#"echo '{"engine": "甲 1"}'"#;

    #[cfg(unix)]
    #[test]
    fn a_program_reads_all_pictures_and_one_that_it_cannot_read_is_only_that_one() {
        let folder = tempfile::tempdir().unwrap();
        let boxes = r#"echo "{\"boxes\":[{\"corners\":[[0,0],[1,0],[1,1],[0,1]],\"text\":\"$n\",\"confidence\":1}]}""#;
        let answer = format!("if [ $n = 2 ]; then echo '{{\"error\":\"太暗\"}}'; else {boxes}; fi");
        let engine = script(&folder, NAMED, &answer);
        let picture = Picture::blank(40, 30);
        let text = |read: Result<Vec<TextBox>, String>| read.map(|boxes| boxes[0].text.clone());
        assert_eq!(engine.name().unwrap(), "甲 1");
        assert_eq!(text(engine.boxes(&picture)).unwrap(), "1");
        assert_eq!(text(engine.boxes(&picture)).unwrap_err(), "识别程序报告：太暗");
        assert_eq!(text(engine.boxes(&picture)).unwrap(), "3");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_says_why_and_is_started_again_for_the_next_picture() {
        let folder = tempfile::tempdir().unwrap();
        let picture = Picture::blank(2, 2);
        let fails = |name: &str, answer: &str, why: &str| {
            let engine = script(&folder, name, answer);
            let ask = |_| {
                let told = engine.boxes(&picture).err();
                std::thread::sleep(Duration::from_millis(300));
                told
            };
            let told: Vec<String> = (0..2).filter_map(ask).collect();
            assert!(told.iter().any(|told| told.contains(why)), "{answer}: {told:?}");
        };
        fails("echo 甲", "true", "第一行应是");
        fails(NAMED, "echo 没有模型 >&2; exit 3", "中途退出（没有模型）");
        fails(NAMED, "echo '{'", "不是约定的 JSON");
        // The second answer must not be taken for that of the next picture.
        fails(NAMED, "echo '{\"boxes\":[]}'; echo '{\"boxes\":[]}'; sleep 1", "回答多于图片");
        // An engine that starts others and hangs: they would hold its output open, and go on working, if they lived.
        let alive = folder.path().join("alive");
        let hangs = format!("(sleep 6; touch '{}') & wait", alive.display());
        let late = script(&folder, NAMED, &hangs).within(Duration::from_millis(300));
        assert!(late.boxes(&picture).is_err_and(|why| why.contains("没有回答")));
        std::thread::sleep(Duration::from_millis(6500));
        assert!(!alive.exists());
        let missing = Command::new("/没有/这个程序").unwrap().name().unwrap_err();
        assert!(missing.contains("无法启动") && missing.contains("--ocr"), "{missing}");
    }
}
