//! Errors as exceptions, and work that can be interrupted.

use engine::{Error, ErrorKind};
use pyo3::prelude::*;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

pyo3::create_exception!(
    tongbi,
    TongbiError,
    pyo3::exceptions::PyException,
    "错误: its text is one Chinese message with the place and the way out; `kind` tells programs what it is."
);

/// An exception with its kind.
fn exception(kind: &str, message: String) -> PyErr {
    let error = TongbiError::new_err(message);
    Python::attach(|py| match error.value(py).setattr("kind", kind) {
        Ok(()) => error,
        Err(other) => other,
    })
}

/// The exception of an argument that cannot be used.
pub fn wrong(message: String) -> PyErr {
    exception("argument", message)
}

/// The exception of an error of the engine.
pub fn raised(error: &Error) -> PyErr {
    let kind = match error.kind() {
        ErrorKind::Input => "input",
        ErrorKind::Content => "content",
        ErrorKind::NoData => "no_data",
        ErrorKind::OneYear => "one_year",
        ErrorKind::NotThere => "not_there",
        ErrorKind::Argument => "argument",
        ErrorKind::Unsorted => "unsorted",
        ErrorKind::Overflow => "overflow",
        ErrorKind::Output => "output",
        _ => "internal",
    };
    exception(kind, error.to_string())
}

/// Runs work on a thread of its own while other Python threads go on. Ctrl-C ends the waiting at once; the abandoned work
/// ends by itself and nobody sees its result. `watch` is called between two looks.
pub fn run<T: Send + 'static>(
    py: Python<'_>,
    mut watch: impl FnMut(Python<'_>) -> PyResult<()>,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> PyResult<T> {
    /// Between two looks for an interrupt; a fifth of what a person notices.
    const LOOK: Duration = Duration::from_millis(20);
    let (done, result) = channel();
    // As large as a main thread's, since readers walk nested documents recursively.
    let thread = std::thread::Builder::new().stack_size(8 << 20);
    thread
        .spawn(move || _ = done.send(work()))
        .map_err(|reason| exception("internal", format!("线程启动不了（{reason}）。请关闭一些程序后再试")))?;
    let result = std::sync::Mutex::new(result);
    loop {
        let received = py.detach(|| result.lock().ok().map(|result| result.recv_timeout(LOOK)));
        match received {
            Some(Ok(result)) => {
                watch(py)?;
                return result.map_err(|error| raised(&error));
            }
            Some(Err(RecvTimeoutError::Timeout)) => {
                py.check_signals()?;
                watch(py)?;
            }
            _ => {
                let message = "计算中断。这是程序的问题，请把输入文件和这条信息发给我们";
                return Err(exception("internal", message.to_owned()));
            }
        }
    }
}
