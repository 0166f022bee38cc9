//! 限额: upper limits of what is read, so that no input can exhaust the machine.

use std::cell::Cell;

/// 限额 for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file that is read into memory (Parquet datasets are scanned and have no such limit).
    pub bytes: u64,
    /// Cells of one file, including empty ones inside the used range.
    pub cells: usize,
    /// Characters of one cell or paragraph.
    pub text: usize,
    /// Sheets of a workbook, or pages of a document.
    pub sheets: usize,
    /// Files of one folder, including its subfolders.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, cells: 4_000_000, text: 1 << 20, sheets: 5_000, files: 20_000 }
    }
}

/// The budget for unpacking a file, as a multiple of [`Limits::bytes`].
const UNPACKED_RATIO: u64 = 4;

/// 解压余额: how much one file may still unpack to, including everything packed within it at any depth.
#[derive(Debug)]
pub(crate) struct Unpacking {
    left: Cell<u64>,
    files: Cell<usize>,
    limit: u64,
}

impl Unpacking {
    /// The full budget of one file.
    pub(crate) fn of(limits: &Limits) -> Self {
        let limit = limits.bytes.saturating_mul(UNPACKED_RATIO);
        Self { left: Cell::new(limit), files: Cell::new(limits.files), limit }
    }

    /// The number of bytes left.
    pub(crate) fn left(&self) -> u64 {
        self.left.get()
    }

    /// Counts bytes as unpacked; false if they exceed what is left.
    pub(crate) fn spend(&self, bytes: u64) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Counts files of an archive; false if they exceed what is left.
    pub(crate) fn spend_files(&self, files: usize) -> bool {
        let left = self.files.get().checked_sub(files);
        self.files.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The limit in bytes, for messages.
    pub(crate) fn limit(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }
}
