//! 查科目: the `code` command. Looks up codes and names in the shipped catalog and in documents.

use super::format::Format;
use super::output;
use super::reading::ReadingArgs;
use super::screen::Screen;
use crate::Error;
use crate::model::Catalog;
use crate::model::{Classification, Code, LineItem};
use crate::present::{self, FoundCode};
use crate::source::words::fold;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// 查科目的参数.
#[derive(Debug, Args)]
pub struct CodeArgs {
    /// 编码（可只写前几位，如 208）或名称的一部分（如 离退休）
    #[arg(value_name = "查询", help_heading = "参数")]
    pub query: String,
    /// 同时在这些公开文件或文件夹里查
    #[arg(value_name = "输入", help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 输出格式：table、csv、json
    #[arg(
        long,
        value_name = "格式",
        default_value = "table",
        value_parser = Format::parser(Format::LISTS),
        hide_possible_values = true,
        help_heading = "选项"
    )]
    pub format: Format,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs `code`. False if nothing was found, which is not an error.
pub(super) fn run(args: &CodeArgs, screen: Screen) -> Result<bool, Error> {
    let mut known = Known::default();
    if !args.inputs.is_empty() {
        let loaded = args.reading.load(&args.inputs, screen)?;
        loaded.items.iter().for_each(|item| known.add_item(item));
    }
    known.add_catalog(Catalog::shipped());
    let found = known.search(&args.query);
    let text = match args.format {
        Format::Csv => present::codes_csv(&found)?,
        Format::Json => present::codes_json(&found)?,
        _ if found.is_empty() => String::new(),
        _ => present::codes_table(&found, Screen::width()),
    };
    output::print(&text)?;
    if found.is_empty() {
        screen.say(&format!(
            "没有查到“{}”。可以写编码的前几位（如 208）或名称中的几个字（如 离退休）；自带目录只收了部分科目，\
             也可以在后面写公开文件，在文件里查",
            args.query
        ));
    }
    Ok(!found.is_empty())
}

/// Every known code and name, from documents and from the catalog.
#[derive(Default)]
struct Known(BTreeMap<(Code, String), Names>);

/// Where a code was seen under a name: the years, and the sources with those of the catalog last (true).
struct Names {
    classification: Classification,
    name: String,
    years: BTreeSet<String>,
    sources: BTreeSet<(bool, String)>,
}

impl Known {
    fn add(&mut self, code: &Code, classification: Classification, name: &str) -> &mut Names {
        self.0.entry((code.clone(), fold(name))).or_insert_with(|| Names {
            classification,
            name: name.to_owned(),
            years: BTreeSet::new(),
            sources: BTreeSet::new(),
        })
    }

    fn add_item(&mut self, item: &LineItem) {
        let Some(code) = &item.code else { return };
        let names = self.add(code, item.classification, &item.name);
        names.years.insert(item.year.to_string());
        names.sources.insert((false, item.place.file.to_string()));
    }

    fn add_catalog(&mut self, catalog: &Catalog) {
        for entry in catalog.entries() {
            let names = self.add(&entry.code, entry.classification, &entry.name);
            names.years.extend(entry.years.iter().map(ToString::to_string));
            names.sources.insert((true, format!("目录：{}", entry.provenance)));
        }
    }

    /// Matches for a query, best first: the code itself, the name itself, codes below it, names that begin with it,
    /// names that contain it.
    fn search(&self, query: &str) -> Vec<FoundCode> {
        let query = fold(query);
        if query.is_empty() {
            return Vec::new();
        }
        let closeness = |code: &Code, name: &str| match () {
            () if code.as_str() == query => Some(0),
            () if name == query => Some(1),
            () if code.as_str().starts_with(&query) => Some(2),
            () if name.starts_with(&query) => Some(3),
            () if name.contains(&query) => Some(4),
            () => None,
        };
        let mut found: Vec<_> =
            self.0.iter().filter_map(|(key, names)| Some((closeness(&key.0, &key.1)?, key, names))).collect();
        found.sort_by_key(|(rank, (code, name), names)| {
            (*rank, code, std::cmp::Reverse(names.years.last()), names.sources.first(), name)
        });
        found
            .into_iter()
            .map(|(_, (code, _), names)| FoundCode {
                code: code.clone(),
                classification: names.classification,
                name: names.name.clone(),
                path: self.path(code),
                years: names.years.iter().cloned().collect(),
                sources: names.sources.iter().map(|(_, source)| source.clone()).collect(),
            })
            .collect()
    }

    /// The names of a code's ancestors, 类 first; a code without a known name is printed itself.
    fn path(&self, code: &Code) -> Vec<String> {
        let mut path: Vec<String> =
            std::iter::successors(code.parent(), Code::parent).map(|parent| self.name(&parent)).collect();
        path.reverse();
        path
    }

    /// The name of a code: documents take precedence over the catalog, later years over earlier ones.
    fn name(&self, code: &Code) -> String {
        let all = self.0.range((code.clone(), String::new())..).take_while(|((other, _), _)| other == code);
        let best = all.min_by_key(|(_, names)| {
            (names.sources.first().map(|(catalog, _)| *catalog), std::cmp::Reverse(names.years.last()))
        });
        best.map_or_else(|| code.to_string(), |(_, names)| names.name.clone())
    }
}
