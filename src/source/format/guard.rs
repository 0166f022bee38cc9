//! 防护: a panic inside a foreign reader becomes an error, and says nothing on the terminal.
//!
//! calamine indexes into damaged xls records without checking (its issues #481, #612, #721), so one broken
//! file of a folder would otherwise end the whole run.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; `None` where it panicked.
pub(in crate::source) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    silence_guarded_threads();
    GUARDED.set(true);
    // What `work` touched is dropped with it, so no broken state can be seen afterwards.
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.ok()
}

/// Puts a hook before the present one that is silent inside [`guarded`] and changes nothing elsewhere.
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
