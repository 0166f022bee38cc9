//! 限额: how much a reader takes before it says no, so that no input can exhaust the machine.

use std::cell::Cell;

/// 限额 for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file that is read whole (datasets in Parquet are scanned and have no such limit).
    pub bytes: u64,
    /// Cells of one file, empty ones inside the used range included.
    pub cells: usize,
    /// Characters of one cell or paragraph.
    pub text: usize,
    /// Sheets of a workbook, or pages of a document.
    pub sheets: usize,
    /// Files of one folder, folders below it included.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, cells: 4_000_000, text: 1 << 20, sheets: 5_000, files: 20_000 }
    }
}

/// What a file unpacks to, together with all that lies packed within it, may be so many times what one file may have.
const TIMES: u64 = 4;

/// 解压余额: what one file may still unpack to. Whatever is packed within it, however deep, draws on the same.
#[derive(Debug)]
pub(crate) struct Unpacking {
    left: Cell<u64>,
    files: Cell<usize>,
    whole: u64,
}

impl Unpacking {
    /// That of one file.
    pub(crate) fn of(limits: &Limits) -> Self {
        let whole = limits.bytes.saturating_mul(TIMES);
        Self { left: Cell::new(whole), files: Cell::new(limits.files), whole }
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> u64 {
        self.left.get()
    }

    /// Counts bytes as unpacked; false where they are more than is left.
    pub(crate) fn spend(&self, bytes: u64) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Counts files of an archive; false where they are more than are left.
    pub(crate) fn spend_files(&self, files: usize) -> bool {
        let left = self.files.get().checked_sub(files);
        self.files.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The limit in bytes, for messages.
    pub(crate) fn limit(&self) -> usize {
        usize::try_from(self.whole).unwrap_or(usize::MAX)
    }
}
