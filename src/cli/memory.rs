//! 内存: a run for which there is no memory, or no thread, ends with one sentence.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// 内存 of the program: the system's, until it has none left.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory;

const SENTENCE: &str = "错误：内存不够，没有做完。请关闭其他程序或放宽内存限制（ulimit -v），或减少输入、分批处理\n";

// SAFETY: every call goes to the system's allocator as it is; where that has nothing, the program ends.
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

/// Whether the sentence is said: what other threads fail at while the program ends is not told as well.
static SAID: AtomicBool = AtomicBool::new(false);

/// Says the sentence once, without taking memory, and ends.
fn end() -> ! {
    if SAID.swap(true, Ordering::Relaxed) {
        // Another thread is saying it.
        loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    }
    let _ = std::io::stderr().write_all(SENTENCE.as_bytes());
    std::process::exit(2)
}

/// From now on threads that libraries cannot have end the run as memory does.
pub(super) fn install() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let said = info.payload_as_str().unwrap_or_default();
        // A thread is refused, or gets no stack for its signals.
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
