//! 步: a point between two operations on files, where tests end the program to see what is left.

/// Ends the program here if the environment says that this is the step; only in builds with debug assertions.
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
