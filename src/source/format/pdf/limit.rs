//! 限额: how much one page may paint. A few bytes of nested forms could otherwise paint for years.

use std::panic::resume_unwind;

/// Glyphs, lines, clips and pictures of one page. A dense page has some ten thousand.
const PAINTED: usize = 2_000_000;

/// 余额 of one page.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

/// What ends a page that is over its limit; caught by the guard around it.
struct Exceeded;

impl Budget {
    pub fn of_page() -> Self {
        Self { left: PAINTED }
    }

    /// Whether the page was ended by its limit.
    pub fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// One more thing painted. The interpreter has no way to stop, so the end of the budget unwinds to the guard.
    pub fn spend(&mut self) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            resume_unwind(Box::new(Exceeded));
        }
    }
}
