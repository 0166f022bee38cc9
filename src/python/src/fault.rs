//! Errors as exceptions.

use engine::{Error, ErrorKind};
use pyo3::prelude::*;

pyo3::create_exception!(
    tongbi,
    TongbiError,
    pyo3::exceptions::PyException,
    "错误: its text is one Chinese message with the place and the way out; `kind` tells programs what it is."
);

/// An exception with its kind.
pub fn exception(kind: &str, message: String) -> PyErr {
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
        ErrorKind::Conflict => "conflict",
        ErrorKind::Output => "output",
        _ => "internal",
    };
    exception(kind, error.to_string())
}
