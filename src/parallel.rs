//! 并行: runs work on all processors and returns the results in the order of the input.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope, available_parallelism};
use std::time::Duration;

/// Stack size of a thread, that of a main thread, since readers walk nested documents recursively.
pub(crate) const STACK: usize = 8 << 20;

/// The number of threads to use.
pub(crate) fn processors() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Starts a thread; false if the system cannot provide one.
pub(crate) fn start<'scope>(scope: &'scope Scope<'scope, '_>, work: impl FnOnce() + Send + 'scope) -> bool {
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok()
}

/// Runs `work` on a thread that nobody waits for; false if the system cannot provide one.
pub(crate) fn apart(work: impl FnOnce() + Send + 'static) -> bool {
    Builder::new().stack_size(STACK).spawn(work).is_ok()
}

/// Why work that was given a time came to no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfinished {
    /// The time is over; the thread is left to itself.
    Late,
    /// It panicked.
    Panicked,
    /// The system cannot provide a thread.
    NoThread,
}

/// Runs `work` on a thread of its own, so that neither its time nor a panic in it is that of the caller.
pub(crate) fn in_time<T: Send + 'static>(
    deadline: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unfinished> {
    let (done, result) = channel();
    // The receiver is gone after the deadline.
    if !apart(move || drop(done.send(work()))) {
        return Err(Unfinished::NoThread);
    }
    result.recv_timeout(deadline).map_err(|error| match error {
        RecvTimeoutError::Timeout => Unfinished::Late,
        RecvTimeoutError::Disconnected => Unfinished::Panicked,
    })
}

/// Runs `work` on all `things` in parallel and passes the results to `take`, on this thread and in order. Stops at the
/// first error of `take`. If no thread can be started, everything runs on this one.
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
                        // The receiver is gone after an error.
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

/// The results of `work` on all `things`, in order.
pub(crate) fn map<'a, T: Sync, R: Send>(things: &'a [T], work: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let mut results = Vec::with_capacity(things.len());
    let Ok(()) = in_order(things, work, |_, result| {
        results.push(result);
        Ok::<(), std::convert::Infallible>(())
    });
    results
}

/// Error: a thread panicked.
#[derive(Debug, thiserror::Error)]
#[error("计算中断。这是程序的问题，请把输入文件和这条信息发给我们")]
pub(crate) struct Interrupted;

type Job<'env> = Box<dyn FnOnce() + Send + 'env>;

/// 线程池: threads for any kind of work, so that reading ahead and computing share the processors. They end when all
/// copies of the pool are dropped.
#[derive(Clone)]
pub(crate) struct Pool<'env> {
    jobs: Sender<Job<'env>>,
    threads: usize,
}

/// A result to come.
pub(crate) struct Pending<T>(Receiver<T>);

impl<'env> Pool<'env> {
    /// A pool of one thread per processor, as far as they can be started; without threads, [`Self::submit`] runs the work
    /// itself.
    pub fn start<'scope>(scope: &'scope Scope<'scope, 'env>) -> Self {
        let (jobs, waiting) = channel::<Job<'env>>();
        let waiting = Arc::new(Mutex::new(waiting));
        let worker = || {
            let waiting = waiting.clone();
            move || {
                loop {
                    let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    match job {
                        Ok(job) => job(),
                        Err(_) => return,
                    }
                }
            }
        };
        let threads = (0..processors()).filter(|_| start(scope, worker())).count();
        Self { jobs, threads }
    }

    /// A pool without threads, in which [`Self::submit`] runs the work itself.
    pub fn none() -> Self {
        Self { jobs: channel().0, threads: 0 }
    }

    /// Submits work, which is started in the order of submission.
    pub fn submit<T: Send + 'env>(&self, work: impl FnOnce() -> T + Send + 'env) -> Pending<T> {
        let (done, result) = channel();
        if self.threads == 0 {
            let _ = done.send(work());
            return Pending(result);
        }
        // Sending fails only if the receiver has stopped waiting or all threads have ended.
        let _ = self.jobs.send(Box::new(move || _ = done.send(work())));
        Pending(result)
    }

    /// Runs `work` on all `things` and passes the results to `take`, on this thread and in order. Only a few more things
    /// than there are threads are in progress at a time, which bounds memory.
    pub fn stream<B: Send + 'env, T: Send + 'env, E: From<Interrupted>>(
        &self,
        things: impl Iterator<Item = Result<B, E>>,
        work: impl Fn(B) -> T + Send + Sync + 'env,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let work = Arc::new(work);
        let mut pending: VecDeque<Pending<T>> = VecDeque::new();
        for thing in things {
            let (thing, work) = (thing?, work.clone());
            pending.push_back(self.submit(move || work(thing)));
            if pending.len() > self.threads + 1
                && let Some(first) = pending.pop_front()
            {
                take(first.wait()?)?;
            }
        }
        pending.into_iter().try_for_each(|rest| take(rest.wait()?))
    }
}

impl<T> Pending<T> {
    /// Waits for the result.
    pub fn wait(self) -> Result<T, Interrupted> {
        self.0.recv().map_err(|_| Interrupted)
    }
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
