//! 限额: how much a reader takes before it says no, so that no input can exhaust the machine.

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
        Self { bytes: 256 << 20, cells: 10_000_000, text: 1 << 20, sheets: 5_000, files: 20_000 }
    }
}
