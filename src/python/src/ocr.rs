//! 扫描件: scanned pages, read by a function of Python.

use engine::source::ocr::{Engine, Picture, Said, TextBox, checked};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::{Mutex, PoisonError};

/// 识别函数: takes the bytes of a PNG and returns a list of corners, text and confidence.
#[derive(Debug)]
pub struct Function {
    /// Asked for one picture at a time, as a program is: engines are seldom made for more.
    call: Mutex<Py<PyAny>>,
    name: String,
}

impl Function {
    pub fn new(call: Py<PyAny>, name: String) -> Self {
        Self { call: Mutex::new(call), name }
    }
}

impl Engine for Function {
    fn name(&self) -> Result<String, String> {
        Ok(self.name.clone())
    }

    fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
        let png = picture.png()?;
        // Locked before the interpreter is entered: who waits for the lock must not keep others out of it.
        let call = self.call.lock().unwrap_or_else(PoisonError::into_inner);
        let said = Python::try_attach(|py| call.call1(py, (PyBytes::new(py, &png),))?.extract::<Vec<Said>>(py));
        match said {
            Some(Ok(said)) => checked(said),
            Some(Err(error)) => Err(format!("识别函数 {} 出错：{error}", self.name)),
            None => Err("Python 已在退出".to_owned()),
        }
    }
}
