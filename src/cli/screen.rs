//! 屏幕: what every command shares: reading inputs, and what is said beside the result.

use super::args::ReadingArgs;
use crate::Error;
use crate::model::{FiscalYear, Warning};
use crate::present::PresentError;
use crate::source::{self, LoadOptions, Loaded};
use std::path::PathBuf;

/// The sample that the program carries.
const SAMPLE: [(&str, &str); 2] = [
    ("data/sample/2023.txt", include_str!("../../data/sample/2023.txt")),
    ("data/sample/2024.txt", include_str!("../../data/sample/2024.txt")),
];

/// 屏幕: what goes to standard error. Results go elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    /// Says nothing but errors.
    pub quiet: bool,
}

impl Screen {
    /// Reads the inputs; the sample where there is none.
    pub fn load(self, inputs: &[PathBuf], reading: &ReadingArgs) -> Result<Loaded, Error> {
        let options = LoadOptions { year: fiscal_year(reading.input_year)?, ..LoadOptions::default() };
        if inputs.is_empty() {
            return source::load_texts(&SAMPLE, &options);
        }
        source::load(inputs, &options, &())
    }

    /// Shows warnings, the first ones only.
    pub fn tell(self, warnings: &[Warning]) {
        const SHOWN: usize = 20;
        for warning in warnings.iter().take(SHOWN) {
            self.say(&format!("提示：{warning}"));
        }
        if warnings.len() > SHOWN {
            self.say(&format!("提示：另有 {} 条提示，见报告或导出的明细", warnings.len() - SHOWN));
        }
    }

    /// One line beside the result.
    pub fn say(self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }
}

/// A wrong argument, in words.
pub(super) fn wrong(what: impl Into<String>) -> Error {
    PresentError::Argument(what.into()).into()
}

/// A year as typed.
pub(super) fn fiscal_year(year: Option<u16>) -> Result<Option<FiscalYear>, Error> {
    year.map(|year| FiscalYear::new(year).ok_or_else(|| wrong(format!("{year} 不是年度，请写如 2024")))).transpose()
}
