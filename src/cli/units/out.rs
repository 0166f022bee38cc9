//! 结果文件: finished segments, and the file that grows beside its place.

use super::{Done, Format, Task, Work};
use crate::Error;
use crate::analysis::units::{Repeats, Structure, UnitComparison, UnitTrend, compare_units, trend_units};
use crate::cli::screen::Screen;
use crate::cli::staged::StagedFile;
use crate::model::UnitRows;
use crate::present::units::{Context, EncodedRows, ParquetRows, UnitTable, csv_head, csv_lines, encode};
use std::io::Write;
use std::path::Path;

/// A finished segment.
pub(super) struct Encoded {
    bytes: Bytes,
    rows: usize,
    units: usize,
    beyond: usize,
    repeats: Repeats,
}

enum Bytes {
    Parquet(EncodedRows),
    Csv(Vec<u8>),
}

impl Encoded {
    /// Computes whole units, one element of the segment a year.
    pub fn of(segment: &[UnitRows], structure: &Structure, task: &Task, format: Format) -> Result<Self, Error> {
        match &task.work {
            Work::Compare { level } => {
                Self::compared(&compare_units(segment, structure, *level)?, structure, task, format)
            }
            Work::Trend(trend) => {
                let rows = trend_units(segment, structure, trend)?;
                Self::table(&rows, (rows.beyond, rows.repeats.clone()), &task.context(structure), format)
            }
        }
    }

    /// Rows of a comparison.
    pub fn compared(rows: &UnitComparison, structure: &Structure, task: &Task, format: Format) -> Result<Self, Error> {
        Self::table(rows, (rows.beyond, rows.repeats.clone()), &task.context(structure), format)
    }

    fn table(
        table: &impl UnitTable,
        (beyond, repeats): (usize, Repeats),
        context: &Context<'_>,
        format: Format,
    ) -> Result<Self, Error> {
        let bytes = match format {
            Format::Parquet => Bytes::Parquet(encode(table, context)?),
            Format::Csv => Bytes::Csv(csv_lines(table, context)),
        };
        Ok(Self { bytes, rows: table.lines().len(), units: table.units().len(), beyond, repeats })
    }
}

impl Task {
    fn context<'a>(&'a self, structure: &'a Structure) -> Context<'a> {
        Context { structure, name_of: &*self.name_of, phases: &self.phases }
    }
}

/// The file that grows beside its place.
pub(super) struct Out {
    file: Growing,
    done: Done,
}

enum Growing {
    Parquet(Box<ParquetRows<StagedFile>>),
    Csv(Box<StagedFile>),
}

impl Out {
    pub fn new(path: &Path, format: Format, task: &Task, screen: Screen) -> Result<Self, Error> {
        match task.work {
            Work::Compare { .. } => Self::of::<UnitComparison>(path, format, screen),
            Work::Trend(_) => Self::of::<UnitTrend>(path, format, screen),
        }
    }

    fn of<T: UnitTable>(path: &Path, format: Format, screen: Screen) -> Result<Self, Error> {
        let mut beside = StagedFile::new(path, screen)?;
        let file = match format {
            Format::Parquet => Growing::Parquet(Box::new(ParquetRows::new::<T>(beside))),
            Format::Csv => {
                let head = csv_head::<T>();
                beside.write_all(&head).map_err(|reason| beside.refused(reason))?;
                Growing::Csv(Box::new(beside))
            }
        };
        Ok(Self { file, done: Done::default() })
    }

    pub fn write(&mut self, segment: Encoded) -> Result<(), Error> {
        self.done.rows += segment.rows;
        self.done.units += segment.units;
        self.done.beyond += segment.beyond;
        self.done.repeats.merge(segment.repeats);
        match (&mut self.file, segment.bytes) {
            (Growing::Parquet(file), Bytes::Parquet(rows)) if segment.rows > 0 => file.write(rows),
            (Growing::Csv(file), Bytes::Csv(bytes)) => file.write_all(&bytes).map_err(|reason| file.refused(reason)),
            _ => Ok(()),
        }
    }

    /// Puts the file in its place.
    pub fn finish(self, task: &Task) -> Result<Done, Error> {
        match self.file {
            Growing::Parquet(file) => {
                let (first, last) = task.ends();
                let names = match task.work {
                    Work::Compare { .. } => ["base", "year"],
                    Work::Trend(_) => ["from", "to"],
                };
                let unit = ("amount_unit", "元".to_owned());
                file.finish(&[(names[0], first.to_string()), (names[1], last.to_string()), unit])?.persist()?;
            }
            Growing::Csv(file) => file.persist()?,
        }
        Ok(self.done)
    }
}
