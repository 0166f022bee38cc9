//! 并行: the same work on many things, by every processor; the results come in the order of the things.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread::{Builder, Scope, available_parallelism};

/// What the main thread has: readers walk documents whose parts lie within one another.
const STACK: usize = 8 << 20;

/// How many threads work at a time.
pub(crate) fn processors() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Starts a thread; false where the system has none left, or no memory for one.
pub(crate) fn start<'scope>(scope: &'scope Scope<'scope, '_>, work: impl FnOnce() + Send + 'scope) -> bool {
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok()
}

/// Does `work` on every thing and hands each result to `take`, on this thread and in the order of the things. The
/// first error of `take` ends it. Where no thread can be had, this one does everything.
pub(crate) fn in_order<'a, T: Sync, R: Send, E>(
    things: &'a [T],
    work: impl Fn(&'a T) -> R + Sync,
    mut take: impl FnMut(&'a T, R) -> Result<(), E>,
) -> Result<(), E> {
    let workers = processors().min(things.len());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (done, results) = channel();
        let (next, work) = (&next, &work);
        let started = workers > 1
            && (0..workers).fold(false, |started, _| {
                let done = done.clone();
                let worker = move || {
                    while let Some((at, thing)) =
                        Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, things.get(at)?)))
                    {
                        // Nobody waits for more after an error.
                        if done.send((at, work(thing))).is_err() {
                            return;
                        }
                    }
                };
                start(scope, worker) || started
            });
        drop(done);
        if !started {
            return things.iter().try_for_each(|thing| take(thing, work(thing)));
        }
        let mut early = BTreeMap::new();
        let mut things = things.iter().enumerate().peekable();
        for (at, result) in results {
            early.insert(at, result);
            while let Some((thing, result)) = things.peek().and_then(|(at, thing)| Some((*thing, early.remove(at)?))) {
                take(thing, result)?;
                things.next();
            }
        }
        Ok(())
    })
}

/// The results of `work` on every thing, in their order.
pub(crate) fn map<'a, T: Sync, R: Send>(things: &'a [T], work: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let mut results = Vec::with_capacity(things.len());
    let Ok(()) = in_order(things, work, |_, result| {
        results.push(result);
        Ok::<(), std::convert::Infallible>(())
    });
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        let things: Vec<u64> = (0..500).collect();
        // The first ones take longest.
        let slow = |thing: &u64| (0..(500 - thing) * 50).fold(*thing, |sum, at| std::hint::black_box(sum ^ at ^ at));
        assert_eq!(map(&things, slow), things);
        assert_eq!(map(&[7], |thing| thing + 1), [8]);
        assert!(map(&[] as &[u8], |thing| *thing).is_empty());
    }

    #[test]
    fn the_first_error_ends_the_work() {
        let things: Vec<usize> = (0..1_000).collect();
        let mut taken = Vec::new();
        let done = in_order(
            &things,
            |thing| *thing,
            |_, thing| {
                taken.push(thing);
                if thing == 3 { Err("三") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("三"), vec![0, 1, 2, 3]));
    }
}
