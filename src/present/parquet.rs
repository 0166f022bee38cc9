//! Parquet: frames as one file, zstd, texts as dictionaries.

use super::PresentError;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use std::io::Write;

/// A frame as the bytes of a file.
pub(super) fn bytes(frame: DataFrame) -> Result<Vec<u8>, crate::Error> {
    let mut bytes = Vec::new();
    let mut rows = FrameRows::new(&mut bytes);
    rows.write(frame)?;
    rows.finish()?;
    Ok(bytes)
}
/// 增长的表: frames of one shape as one Parquet file, zstd, each a row group.
pub struct FrameRows<W: Write> {
    out: Option<W>,
    writer: Option<BatchedWriter<W>>,
    /// What the columns are where no frame has a row.
    empty: Option<DataFrame>,
}

impl<W: Write> FrameRows<W> {
    /// A file that begins here.
    pub fn new(out: W) -> Self {
        Self { out: Some(out), writer: None, empty: None }
    }

    /// Puts the rows of a frame behind those before. The first frame with rows says what the columns are.
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
