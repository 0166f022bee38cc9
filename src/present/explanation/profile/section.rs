//! 资料文件的一节: reads TOML key by key with places, so that every error names line and column.
//!
//! Numbers are read as the digits in the file, never through a float.

use super::super::super::PresentError;
use crate::error::Excerpt;
use crate::model::{Amount, AmountUnit, Place, PrintedNumber};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// The file being read.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// A table of the file. Keys that are not taken are unknown.
pub(super) struct Section<'a> {
    file: File<'a>,
    title: String,
    span: Range<usize>,
    entries: Vec<Entry<'a>>,
    asked: Vec<&'static str>,
}

/// A key and its value.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub key: String,
    pub span: Range<usize>,
    pub value: Value<'a>,
}

/// A value and its position.
#[derive(Clone)]
pub(super) struct Value<'a> {
    file: File<'a>,
    label: String,
    span: Range<usize>,
    value: DeValue<'a>,
}

type Result<T> = std::result::Result<T, PresentError>;

impl<'a> File<'a> {
    /// The whole file as a section.
    pub fn parse(self) -> Result<Section<'a>> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            self.complain(&span, "写法不对：文字要放在英文双引号里，键和值之间用 =，同一个键只能写一次")
        })?;
        let span = table.span();
        Ok(Section::new(self, String::new(), span, table.into_inner()))
    }

    /// The place of a byte: line and column, in characters.
    pub fn place(self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place::file(self.name).at(u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }

    pub fn complain(self, span: &Range<usize>, what: &str) -> PresentError {
        let message = format!("{}：{what}", self.place(span.start));
        PresentError::Text { message, excerpt: Box::new(Excerpt::of(self.text, span.clone())) }
    }
}

impl<'a> Section<'a> {
    fn new(file: File<'a>, title: String, span: Range<usize>, table: DeTable<'a>) -> Self {
        let mut entries: Vec<Entry<'a>> = table
            .into_iter()
            .map(|(key, value)| {
                let (span, key) = (key.span(), key.into_inner().into_owned());
                let label = if title.is_empty() { key.clone() } else { format!("{title}.{key}") };
                let value = Value { file, label, span: value.span(), value: value.into_inner() };
                Entry { key, span, value }
            })
            .collect();
        entries.sort_by_key(|entry| entry.span.start);
        Self { file, title, span, entries, asked: Vec::new() }
    }

    /// Takes the value of a key; `None` if it is missing or an empty text.
    pub fn take(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.asked.push(key);
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        let value = self.entries.remove(at).value;
        let empty = matches!(&value.value, DeValue::String(text) if text.trim().is_empty());
        (!empty).then_some(value)
    }

    /// Takes the section of a key; an empty one if there is none.
    pub fn section(&mut self, key: &'static str) -> Result<Section<'a>> {
        let span = self.span.clone();
        match self.take(key) {
            Some(value) => value.section(),
            None => Ok(Section::new(self.file, key.into(), span, DeTable::new())),
        }
    }

    /// Takes the sections of a list ([[key]]).
    pub fn sections(&mut self, key: &'static str) -> Result<Vec<Section<'a>>> {
        let Some(value) = self.take(key) else { return Ok(Vec::new()) };
        value.array()?.into_iter().map(Value::section).collect()
    }

    pub fn text(&mut self, key: &'static str) -> Result<Option<String>> {
        self.take(key).map(Value::text).transpose()
    }

    /// A list of texts; none if the key is missing.
    pub fn texts(&mut self, key: &'static str) -> Result<Vec<String>> {
        self.take(key).map(Value::texts).transpose().map(Option::unwrap_or_default)
    }

    /// The remaining entries, for sections whose keys are chosen by the user.
    pub fn rest(self) -> Vec<Entry<'a>> {
        self.entries
    }

    /// The error for a missing key.
    pub fn missing(&self, key: &str, example: &str) -> PresentError {
        self.file.complain(&self.span, &format!("[[{}]] 缺少 {key}，应写如 {key} = {example}", self.title))
    }

    /// Checks that every key was taken.
    pub fn finish(self) -> Result<()> {
        let Some(entry) = self.entries.first() else { return Ok(()) };
        let place = if self.title.is_empty() { "文件".to_owned() } else { format!("[{}]", self.title) };
        let what = format!("{place}里没有“{}”这一项；可用：{}", entry.key, self.asked.join("、"));
        Err(self.file.complain(&entry.span, &what))
    }
}

impl<'a> Value<'a> {
    pub fn complain(&self, expected: &str) -> PresentError {
        self.file.complain(&self.span, &format!("“{}”{expected}", self.label))
    }

    pub fn place(&self) -> Place {
        self.file.place(self.span.start)
    }

    pub fn is_section(&self) -> bool {
        matches!(self.value, DeValue::Table(_))
    }

    pub fn section(self) -> Result<Section<'a>> {
        match self.value {
            DeValue::Table(table) => Ok(Section::new(self.file, self.label, self.span, table)),
            _ => Err(self.complain("应是一节，写如 [名称]")),
        }
    }

    /// A text, joined to one line, since templates are read line by line.
    pub fn text(self) -> Result<String> {
        match &self.value {
            DeValue::String(text) => Ok(one_line(text)),
            _ => Err(self.complain("应是文字，写在英文双引号里")),
        }
    }

    /// A text as it is typed into a cell of 待填表.
    pub fn typed<T>(self, read: impl FnOnce(&str) -> std::result::Result<T, &'static str>) -> Result<T> {
        match &self.value {
            DeValue::String(text) => read(text).map_err(|expected| self.complain(expected)),
            _ => Err(self.complain("应是文字，写在英文双引号里")),
        }
    }

    /// A list of sections, or a text as it is typed into a cell.
    pub fn typed_or<T>(
        self,
        typed: impl FnOnce(&str) -> std::result::Result<Vec<T>, &'static str>,
        section: impl Fn(Section<'a>) -> Result<T>,
    ) -> Result<Vec<T>> {
        match &self.value {
            DeValue::String(_) => self.typed(typed),
            _ => self.array()?.into_iter().map(|value| section(value.section()?)).collect(),
        }
    }

    pub fn array(self) -> Result<Vec<Value<'a>>> {
        let (file, label) = (self.file, self.label.clone());
        let of = |array: DeArray<'a>| {
            let value = |value: Spanned<DeValue<'a>>| Value {
                file,
                label: label.clone(),
                span: value.span(),
                value: value.into_inner(),
            };
            array.into_iter().map(value).collect()
        };
        match self.value {
            DeValue::Array(array) => Ok(of(array)),
            _ => Err(self.complain("应是列表，写如 [\"甲\", \"乙\"]")),
        }
    }

    /// A list of texts; a single text is a list of one element.
    pub fn texts(self) -> Result<Vec<String>> {
        if matches!(self.value, DeValue::String(_)) {
            return Ok(vec![self.text()?]);
        }
        self.array()?.into_iter().map(Value::text).collect()
    }

    /// A number, quoted or not.
    fn number(&self) -> Result<PrintedNumber> {
        let digits = match &self.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text,
            _ => return Err(self.complain("应是数字，写如 12.34")),
        };
        match PrintedNumber::parse(digits) {
            Ok(Some(number)) => Ok(number),
            _ => Err(self.complain("应是数字，写如 12.34")),
        }
    }

    /// An amount in 万元, or in the unit after a quoted number (`"5000元"`).
    pub fn amount(&self) -> Result<Amount> {
        let out_of_range = |_| self.complain("数字太大");
        Amount::from_printed(&self.number()?, AmountUnit::TenThousand).map(|(amount, _)| amount).map_err(out_of_range)
    }

    /// A number that is not money, as it is printed.
    pub fn plain_number(&self) -> Result<String> {
        Ok(self.number()?.raw().to_owned())
    }

    /// An integer up to `most`.
    pub fn count(&self, most: u32) -> Result<u32> {
        let number = self.number()?;
        let count = (number.decimals() == 0).then(|| u32::try_from(number.mantissa()).ok()).flatten();
        count.filter(|count| *count <= most).ok_or_else(|| self.complain(&format!("应是 0 到 {most} 的整数")))
    }

    /// A percentage.
    pub fn percent(&self) -> Result<rust_decimal::Decimal> {
        let number = self.number()?;
        rust_decimal::Decimal::try_from_i128_with_scale(number.mantissa().into(), number.decimals())
            .map_err(|_| self.complain("应是百分数，写如 10"))
    }

    /// One of these words.
    pub fn choice<T: Copy>(self, choices: &[(&str, T)]) -> Result<T> {
        let listed = || choices.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join("、");
        let wrong = self.complain(&format!("应是 {} 之一", listed()));
        let word = self.text()?;
        choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice).ok_or(wrong)
    }
}

/// The text without line breaks and the spaces around them.
pub(super) fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<String>()
}
