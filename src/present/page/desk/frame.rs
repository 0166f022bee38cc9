//! 框架: what surrounds every view, and the addresses of views.

use super::super::rendered;
use serde::Serialize;
use std::fmt::Write;

/// 一页: which view it is, and what it is about.
#[derive(Debug, Clone, Default)]
pub struct DeskFrame {
    /// The name of the view: one of [`VIEWS`].
    pub view: &'static str,
    /// The names of all units.
    pub units: Vec<String>,
    /// The unit that the view is about; empty if it is about all.
    pub unit: String,
    /// The years that can be compared.
    pub years: Vec<u16>,
    /// 基期和本期
    pub pair: (u16, u16),
    /// The number of 使用者的更正 of what was read of the unit.
    pub corrections: usize,
}

/// The views by name, in the order of the tabs.
pub const VIEWS: [(&str, &str); 7] = [
    ("files", "放入文件"),
    ("comparison", "对比"),
    ("charts", "图"),
    ("text", "情况说明"),
    ("findings", "审查"),
    ("units", "许多单位"),
    ("take", "带走"),
];

/// A file that can be downloaded.
#[derive(Debug, Clone, Serialize)]
pub struct DeskLink {
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: String,
}

#[derive(Serialize)]
struct Tab {
    name: &'static str,
    title: &'static str,
    link: String,
}

#[derive(Serialize)]
struct Page<'a, V> {
    view: &'static str,
    title: &'static str,
    tabs: Vec<Tab>,
    units: &'a [String],
    unit: &'a str,
    years: &'a [u16],
    base: u16,
    year: u16,
    corrections: usize,
    is_of_unit: bool,
    comparable: bool,
    #[serde(flatten)]
    body: V,
}

/// The page of a view with this template.
pub(super) fn page(
    frame: &DeskFrame,
    template: &str,
    comparable: bool,
    body: impl Serialize,
) -> Result<String, crate::Error> {
    let title = VIEWS.iter().find(|(name, _)| *name == frame.view).map_or("", |(_, title)| title);
    let of_all = ["files", "units"].contains(&frame.view);
    let tabs = VIEWS.iter().filter(|(name, _)| *name != "units" || frame.units.len() > 1);
    let tabs = tabs.map(|(name, title)| {
        let path = if *name == "files" { "" } else { name };
        let several = frame.units.len() > 1 && !["files", "units"].contains(name) && !frame.unit.is_empty();
        let of = if several { address(&[("of", &frame.unit)]) } else { String::new() };
        Tab { name, title, link: format!("/{path}{of}") }
    });
    let view = Page {
        view: frame.view,
        title,
        tabs: tabs.collect(),
        units: &frame.units,
        unit: if of_all { "" } else { &frame.unit },
        years: &frame.years,
        base: frame.pair.0,
        year: frame.pair.1,
        corrections: frame.corrections,
        is_of_unit: !of_all,
        comparable,
        body,
    };
    rendered(template, &view, "data:")
}

/// The query of a view of the same unit and years.
pub(super) fn of_pair(frame: &DeskFrame) -> String {
    let (base, year) = frame.pair;
    address(&[("of", frame.unit.as_str()), ("base", &base.to_string()), ("year", &year.to_string())])
}

/// A query with these fields, percent-encoded; empty fields are left out.
pub fn address(fields: &[(&str, &str)]) -> String {
    let mut address = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(address, "{}{name}=", if address.is_empty() { '?' } else { '&' });
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => address.push(byte.into()),
                byte => drop(write!(address, "%{byte:02X}")),
            }
        }
    }
    address
}
