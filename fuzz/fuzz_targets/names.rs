//! Names of units and years: the first line is the name of a file, the rest its cover, captions and a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tongbi::source::{LoadOptions, load_texts};

fuzz_target!(|text: &str| {
    let (name, body) = text.split_once('\n').unwrap_or((text, ""));
    let table = "科目编码\t科目名称\t合计\n\t合计\t3\n208\t社会保障和就业支出\t3\n";
    let _ = load_texts(&[(&format!("{name}.txt"), &format!("{body}\n{table}"))], &LoadOptions::default());
});
