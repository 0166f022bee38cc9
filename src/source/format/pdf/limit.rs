//! 限额: limits of the painting operations of a page and of a file.

use std::panic::resume_unwind;

/// Limit of glyphs, lines, clips and pictures on a page; a dense page has about ten thousand.
const PAINTED: usize = 2_000_000;
/// Limit of glyphs, lines, clips and pictures in a file.
pub(super) const PAINTED_BY_FILE: usize = 20_000_000;
/// Limit of the bytes of content interpreted for a page, counting a form each time it is drawn.
const READ: u64 = 64 << 20;
/// Limit of the bytes of content interpreted for a file.
const READ_BY_FILE: u64 = 512 << 20;

/// 余额: what is left for the current page and for the file.
#[derive(Debug)]
pub(in crate::source::format) struct Budget {
    of_page: usize,
    of_file: usize,
    content: u64,
}

/// Payload of the panic that ends a page over its limit; caught by the guard.
struct Exceeded;

impl Budget {
    pub fn of_file() -> Self {
        Self { of_page: PAINTED, of_file: PAINTED_BY_FILE, content: READ_BY_FILE }
    }

    /// Begins a page of so many bytes of content; returns whether it may be painted.
    pub fn begin(&mut self, content: u64) -> bool {
        self.of_page = if content > READ { 0 } else { PAINTED.min(self.of_file) };
        self.content = self.content.saturating_sub(content.min(READ));
        self.of_page > 0
    }

    /// Whether the page has reached its limit.
    pub fn is_spent(&self) -> bool {
        self.of_page == 0
    }

    /// Whether the file has reached its limit.
    pub fn is_over(&self) -> bool {
        self.of_file == 0 || self.content == 0
    }

    /// Counts one painting operation. The interpreter cannot be stopped otherwise, so exceeding the limit unwinds.
    pub fn spend(&mut self) {
        self.of_page = self.of_page.saturating_sub(1);
        self.of_file = self.of_file.saturating_sub(1);
        if self.of_page == 0 {
            resume_unwind(Box::new(Exceeded));
        }
    }
}
