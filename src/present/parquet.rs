//! Parquet: writes frames with zstd compression and dictionaries for texts.

use super::PresentError;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use std::io::Write;

/// A Parquet file of one frame.
pub(super) fn bytes(frame: DataFrame) -> Result<Vec<u8>, crate::Error> {
    let mut bytes = Vec::new();
    let mut rows = FrameRows::new(&mut bytes);
    rows.write(frame)?;
    rows.finish()?;
    Ok(bytes)
}
/// 增长的表: a Parquet file of several frames with the same columns, each a row group.
pub struct FrameRows<W: Write> {
    out: Option<W>,
    writer: Option<BatchedWriter<W>>,
    /// An empty frame with the columns, for a file without rows.
    empty: Option<DataFrame>,
}

impl<W: Write> FrameRows<W> {
    /// Begins a file.
    pub fn new(out: W) -> Self {
        Self { out: Some(out), writer: None, empty: None }
    }

    /// Appends the rows of a frame. The first frame with rows determines the columns.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&mut self, frame: DataFrame) -> Result<(), crate::Error> {
        if frame.height() == 0 {
            self.empty.get_or_insert(frame);
            return Ok(());
        }
        Ok(self.add(&frame).map_err(|error| PresentError::Rows(error.to_string()))?)
    }

    fn add(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        if let Some(out) = self.out.take() {
            let writer = ParquetWriter::new(out).with_compression(ParquetCompression::Zstd(None));
            self.writer = Some(writer.batched(frame.schema())?);
        }
        self.writer.as_mut().map_or(Ok(()), |writer| writer.write_batch(frame))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> Result<(), crate::Error> {
        let empty = self.empty.take().filter(|_| self.writer.is_none());
        let begun = empty.map_or(Ok(()), |frame| self.add(&frame));
        let ended = begun.and_then(|()| self.writer.map_or(Ok(()), |writer| writer.finish().map(|_| ())));
        Ok(ended.map_err(|error| PresentError::Rows(error.to_string()))?)
    }
}
