//! Archives within archives: a line that begins with `>` names an entry, `>>` one of an archive inside, and so on.
//! Bytes that begin like an archive are read as they are.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// The archive of the entries that stand at this depth and deeper.
fn archive(lines: &[&str], depth: usize) -> Vec<u8> {
    let mark = ">".repeat(depth);
    let own = |line: &str| line.starts_with(&mark) && !line[depth..].starts_with('>');
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = (at + 1..lines.len()).find(|next| own(lines[*next])).unwrap_or(lines.len());
        let name = lines[at].trim_start_matches('>').to_owned();
        let body = &lines[at + 1..end];
        let inner = body.iter().position(|line| line.starts_with('>')).unwrap_or(body.len());
        parts.push((name.clone(), body[..inner].join("\n").into_bytes()));
        if inner < body.len() && depth < 6 {
            parts.push((format!("{name}.zip"), archive(&body[inner..], depth + 1)));
        }
        at = end;
    }
    let parts: Vec<_> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    tongbi_fuzz::package(&parts)
}

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        tongbi_fuzz::load_all(&[("x.zip", bytes)]);
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        let lines: Vec<_> = text.lines().collect();
        tongbi_fuzz::load_all(&[("x.zip", &archive(&lines, 1))]);
    }
});
