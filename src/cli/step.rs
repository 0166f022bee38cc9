//! 步: points between two file operations at which tests kill the program to see what is left.

/// Aborts the program at the step named in the environment; does nothing without debug assertions.
#[cfg(debug_assertions)]
pub(super) fn step() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static STEPS: AtomicUsize = AtomicUsize::new(0);
    let now = STEPS.fetch_add(1, Ordering::Relaxed) + 1;
    let last = std::env::var("TONGBI_ABORT_AT").ok().and_then(|text| text.parse::<usize>().ok());
    if last == Some(now) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn step() {}
