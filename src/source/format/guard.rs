//! 防护: turns a panic inside a third-party reader into an error, without output on the terminal.
//!
//! calamine indexes into damaged xls records without checking (its issues #481, #612, #721), so that one broken file in
//! a folder would otherwise end the whole run.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; `None` if it panics.
pub(in crate::source) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    silence_guarded_threads();
    GUARDED.set(true);
    // Everything that `work` modifies is dropped with it, so that no broken state can be observed.
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.ok()
}

/// Wraps the panic hook so that it is silent inside [`guarded`] and unchanged elsewhere.
fn silence_guarded_threads() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                previous(info);
            }
        }));
    });
}
