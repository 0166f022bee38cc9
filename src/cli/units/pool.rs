//! 并行: work for every processor, each result fetched where it is needed.

use crate::Error;
use crate::cli::screen::wrong;
use crate::parallel;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

type Job<'env> = Box<dyn FnOnce() + Send + 'env>;

/// Threads that wait for work. They end when this is dropped.
pub(super) struct Pool<'env> {
    jobs: Sender<Job<'env>>,
    /// How many there are.
    pub threads: usize,
}

/// A result to come.
pub(super) struct Pending<T>(Receiver<T>);

impl<'env> Pool<'env> {
    /// One thread for every processor, as far as the system has them; without any, work is done where it is handed over.
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
        let threads = (0..parallel::processors()).filter(|_| parallel::start(scope, worker())).count();
        Self { jobs, threads }
    }

    /// Hands work over; what was handed over first is begun first.
    pub fn submit<T: Send + 'env>(&self, work: impl FnOnce() -> T + Send + 'env) -> Pending<T> {
        let (done, result) = channel();
        if self.threads == 0 {
            let _ = done.send(work());
            return Pending(result);
        }
        // Nobody waits for a result after an error; nobody takes work once the threads are gone.
        let _ = self.jobs.send(Box::new(move || _ = done.send(work())));
        Pending(result)
    }
}

impl<T> Pending<T> {
    /// Waits for the result.
    pub fn wait(self) -> Result<T, Error> {
        self.0.recv().map_err(|_| wrong("计算中断。这是程序的问题，请把输入文件和这条信息发给我们"))
    }
}
