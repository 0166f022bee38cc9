//! 限额: how much a file may paint, and each of its pages.

use std::panic::resume_unwind;

/// Glyphs, lines, clips and pictures of one page. A dense page has some ten thousand.
const PAINTED: usize = 2_000_000;
/// Those of a file.
pub(super) const PAINTED_BY_FILE: usize = 20_000_000;
/// Bytes of content that one page is read as, forms as often as they are drawn.
const READ: u64 = 64 << 20;
/// Those of a file.
const READ_BY_FILE: u64 = 512 << 20;

/// 余额 of a page and of its file.
#[derive(Debug)]
pub(super) struct Budget {
    of_page: usize,
    of_file: usize,
    content: u64,
}

/// What ends a page that is over its limit; caught by the guard around it.
struct Exceeded;

impl Budget {
    pub fn of_file() -> Self {
        Self { of_page: PAINTED, of_file: PAINTED_BY_FILE, content: READ_BY_FILE }
    }

    /// Begins a page, and whether it may be painted that is read as so many bytes of content.
    pub fn begin(&mut self, content: u64) -> bool {
        self.of_page = if content > READ { 0 } else { PAINTED.min(self.of_file) };
        self.content = self.content.saturating_sub(content.min(READ));
        self.of_page > 0
    }

    /// Whether the page was ended by its limit.
    pub fn is_spent(&self) -> bool {
        self.of_page == 0
    }

    /// Whether the file has nothing left for another page.
    pub fn is_over(&self) -> bool {
        self.of_file == 0 || self.content == 0
    }

    /// One more thing painted. The interpreter has no way to stop, so the end of the budget unwinds to the guard.
    pub fn spend(&mut self) {
        self.of_page = self.of_page.saturating_sub(1);
        self.of_file = self.of_file.saturating_sub(1);
        if self.of_page == 0 {
            resume_unwind(Box::new(Exceeded));
        }
    }
}
