//! 读项目: reads the inputs of a project. A file that has been read is not read again until it changes.

use super::entry::Input;
use super::keeping::Project;
use crate::Error;
use crate::parallel::Unfinished;
use crate::source::{self, Limits, LoadOptions, Loaded, Part, Progress};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long one file may take. A reader that is still at work then is left to itself, and its file counts as unread.
const DEADLINE: Duration = Duration::from_secs(300);
/// How long one file may take whose scanned pages an engine reads, which has a limit of its own for each page.
const SCANNED: Duration = Duration::from_secs(4 * 3600);

/// 读过的文件 of a project, by name and fingerprint.
#[derive(Debug, Default)]
pub struct Reader {
    parts: Mutex<BTreeMap<(String, String), Part>>,
}

impl Reader {
    /// Reads a project, one file at a time on each processor.
    ///
    /// # Errors
    /// No table and no claim in any of its inputs, or the project cannot be read.
    pub fn read(&self, project: &Project, options: &LoadOptions, progress: &dyn Progress) -> Result<Loaded, Error> {
        let inputs = project.inputs()?;
        progress.begin(inputs.len());
        let mut parts = BTreeMap::new();
        let read = |input: &Input| self.part(project, input, options);
        crate::parallel::in_order(&inputs, read, |input, part| {
            parts.insert(key(input), part);
            progress.done(1, &input.name)
        })?;
        let corrections = inputs.iter().map(Input::correction).collect::<Result<Vec<_>, _>>()?;
        let corrected = |(input, correction)| Some(parts.get(&key(input))?.clone().corrected(correction));
        let ordered: Vec<Part> = inputs.iter().zip(&corrections).filter_map(corrected).collect();
        *self.parts.lock().unwrap_or_else(PoisonError::into_inner) = parts;
        let mut loaded = source::load_parts(ordered, options)?;
        let paths = inputs.iter().map(|input| (Arc::from(&*input.name), project.path(input)));
        loaded.paths = paths.collect();
        Ok(loaded)
    }

    fn part(&self, project: &Project, input: &Input, options: &LoadOptions) -> Part {
        let known = self.parts.lock().unwrap_or_else(PoisonError::into_inner).get(&key(input)).cloned();
        known.unwrap_or_else(|| match source::read(&project.path(input), &Limits::default()) {
            Ok(bytes) => in_time(&input.name, bytes, options),
            Err(_) => Part::unread(&input.name, "项目里没有它的内容了。请重新放入"),
        })
    }
}

fn key(input: &Input) -> (String, String) {
    (input.name.clone(), input.sha256.clone())
}

/// Reads a file on a thread of its own, so that neither its time nor a panic in a reader is that of the others.
fn in_time(name: &str, bytes: Vec<u8>, options: &LoadOptions) -> Part {
    let (owned, options) = (name.to_owned(), options.clone());
    let deadline = if options.engine.is_some() { SCANNED } else { DEADLINE };
    let part = crate::parallel::in_time(deadline, move || Part::read(&owned, &bytes, &options));
    part.unwrap_or_else(|unfinished| {
        let why = match unfinished {
            Unfinished::Late => "读得太久，没有读完。请拆成几个文件，或另存为别的格式",
            Unfinished::Panicked => "读取时程序出错，没有读取。请把这个文件发给我们",
            Unfinished::NoThread => "系统没有余力读取。请关掉一些程序再试",
        };
        Part::unread(name, why)
    })
}
