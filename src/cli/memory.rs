//! 内存: ends a run that has run out of memory or threads with one sentence.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// 内存: the system's allocator, which ends the program when it fails.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory;

const SENTENCE: &str = "错误：内存不够，没有做完。请关闭其他程序或放宽内存限制（ulimit -v），或减少输入、分批处理\n";

// SAFETY: every call is passed on unchanged to the system's allocator; if that fails, the program ends.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        given(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        given(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        given(unsafe { System.realloc(memory, layout, size) })
    }
}

fn given(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        end();
    }
    memory
}

/// Whether the sentence has been printed. Failures of other threads while the program ends are then not reported.
static SAID: AtomicBool = AtomicBool::new(false);

/// Prints the sentence once, without allocating, and ends the program.
fn end() -> ! {
    if SAID.swap(true, Ordering::Relaxed) {
        // Another thread is printing it and will end the program.
        loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    }
    let _ = std::io::stderr().write_all(SENTENCE.as_bytes());
    std::process::exit(2)
}

/// Makes panics of libraries that cannot start a thread end the run with the same sentence.
pub(super) fn install() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let said = info.payload_as_str().unwrap_or_default();
        // A thread could not be started, or has no signal stack.
        if said.contains("spawn") && said.contains("thread")
            || said.starts_with("failed to allocate an alternative stack")
        {
            end();
        }
        if SAID.load(Ordering::Relaxed) {
            return;
        }
        previous(info);
    }));
}
