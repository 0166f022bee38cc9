//! Pictures and what an engine finds in them. Bytes that begin like a PNG or JPEG are a picture file without any text;
//! all others are boxes on a sheet with lines: twenty bytes each, the corners and which word it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tongbi::source::ocr::{Picture, TextBox};

const WIDTH: usize = 240;
const HEIGHT: usize = 180;
const WORDS: [&str; 12] = [
    "合计",
    "科目编码",
    "科目名称",
    "支出预算总表",
    "单位：万元",
    "2024年",
    "1,234.50",
    "0.00",
    "20801 2080101",
    "一般公共服务支出",
    "|",
    "",
];

/// The box that these bytes are.
fn found(bytes: &[u8; 20]) -> TextBox {
    // Coordinates from -128 to 383.99, so that most corners are on the sheet and some are not.
    let number = |at: usize| f64::from(u16::from_le_bytes([bytes[at], bytes[at + 1]])) / 128.0 - 128.0;
    let corner = |at: usize| (number(at), number(at + 2));
    let text = WORDS[usize::from(bytes[16]) % WORDS.len()].repeat(usize::from(bytes[17]) % 4);
    TextBox { corners: [corner(0), corner(4), corner(8), corner(12)], text, confidence: bytes[18].min(100) }
}

/// A sheet with lines every so many pixels.
fn sheet(across: u8, down: u8) -> Vec<u8> {
    let (across, down) = (usize::from(across).max(8), usize::from(down).max(8));
    let dark = |at: usize| at % WIDTH % across == 0 || at / WIDTH % down == 0;
    let pixels = (0..WIDTH * HEIGHT).map(|at| if dark(at) { 40 } else { 240 }).collect();
    Picture::new(WIDTH, HEIGHT, pixels).and_then(|picture| picture.png().ok()).expect("a small picture")
}

fuzz_target!(|bytes: &[u8]| match bytes {
    [0x89, b'P', ..] => tongbi_fuzz::scan("x.png", bytes, Vec::new()),
    [0xFF, 0xD8, ..] => tongbi_fuzz::scan("x.jpg", bytes, Vec::new()),
    [across, down, boxes @ ..] => {
        let boxes = boxes.chunks_exact(20).filter_map(|one| one.try_into().ok()).map(found).collect();
        tongbi_fuzz::scan("x.png", &sheet(*across, *down), boxes);
    }
    _ => {}
});
