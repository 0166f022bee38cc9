//! 资料文件的写法: writes a commented profile with a line for everything that a unit is asked for, and adds such lines to a
//! profile that somebody has filled in.

use super::question::{Question, QuestionState, questions};
use super::{Clause, Content, Form, Item, Profile, ProfileKey, ProjectPart, Wording};
use crate::model::BudgetTable;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item as Entry, Table, TableLike, Value};

/// The sections in their order, with a comment each; items have a section for each table.
const SECTIONS: [(&str, &str); 15] = [
    ("overview", "第一部分 单位概况，一段一段文字"),
    ("reasons", "增减原因，写“主要原因是”后面的话"),
    ("purposes", "各类支出主要用于什么"),
    ("budget", "年初预算数（万元）"),
    ("deviations", "决算数与年初预算数不同的原因，写“主要原因是”后面的话"),
    ("prior", "输入里没有的上年数（万元）"),
    ("projects", "项目"),
    ("operating", "机关运行经费（万元）"),
    ("procurement", "政府采购（万元）"),
    ("assets", "国有资产，价值为万元"),
    ("performance", "预算绩效，金额为万元"),
    ("three_public", "“三公”经费的个数"),
    ("staff", "人员"),
    ("blanks", "模板自己留的空，写在这个地方的话"),
    ("wording", "措辞，空着就按格式自己的"),
];

/// The options of `[wording]`, with what may be written.
const WORDING: [(&str, &str); 11] = [
    ("unit", "万元、元"),
    ("decimals", "金额小数位，如 2"),
    ("percent_decimals", "百分数小数位，如 2"),
    ("base", "对比的是什么：上年预算、上年执行数、年初预算；{上年度} 代表上年的年份，如 {上年度}年预算"),
    ("new", "上年为零：100%、上年无此项、只写金额"),
    ("flat", "没有增减：增加0、持平"),
    ("flat_threshold", "增减额不超过多少万元写基本持平，如 0"),
    ("verb", "增长、增加"),
    ("numbering", "1、 1. （1）"),
    ("reason_percent", "增减率达到百分之几，如 10"),
    ("reason_amount", "并且增减额达到多少万元，须说明原因，如 1"),
];

/// A new profile with a line for everything that the unit is asked for, and the figures as comments. What `profile`
/// answers is filled in.
///
/// # Errors
/// As [`explain`](super::explain).
pub fn new_profile(content: &Content, profile: &Profile) -> Result<String, crate::Error> {
    let questions = questions(content, profile, None)?;
    Ok(new(&content.unit, profile.form_of(content), &questions, &profile.words(content)))
}

/// A profile that somebody has filled in, with a line for everything else that the unit is asked for, and the number of
/// these lines; all that stands in it stays as it is.
///
/// # Errors
/// The profile cannot be read, or as [`explain`](super::explain).
pub fn merged_profile(content: &Content, name: &str, text: &str) -> Result<(String, usize), crate::Error> {
    let profile = Profile::parse(name, text)?;
    let questions = questions(content, &profile, None)?;
    Ok(merged(text, &questions, &profile.words(content)))
}

fn new(unit: &str, form: Form, questions: &[Question], words: &Wording) -> String {
    let known = Form::NAMES.into_iter().find(|(_, known)| *known == form).map_or("", |(name, _)| name);
    let mut document = DocumentMut::new();
    let root: &mut dyn TableLike = document.as_table_mut();
    let first = [
        ("unit", unit, "单位资料：tongbi explain --profile 用。文字写在英文双引号里；空着的会在成文中留下【待补充】。"),
        (
            "template",
            known,
            "自带模板：central（通用）、xinjiang（新疆）、shanghai（上海）、jiangsu（江苏）；空着就按单位所在地选",
        ),
        ("short_name", "", "简称，没有可不填"),
    ];
    for (key, value, comment) in first {
        put(root, key, value.into(), &[comment.to_owned()]);
    }
    add(&mut document, questions, words);
    for (key, choices) in WORDING {
        if let Some(wording) = section(&mut document, &["wording"]) {
            put(wording, key, "".into(), &[choices.to_owned()]);
        }
    }
    document.to_string()
}

/// The text of a sound profile with lines for the questions that it has none for, and their number.
fn merged(text: &str, questions: &[Question], words: &Wording) -> (String, usize) {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return (text.to_owned(), 0) };
    let open: Vec<Question> = questions.iter().filter(|question| question.answer.is_none()).cloned().collect();
    let added = add(&mut document, &open, words);
    (document.to_string(), added)
}

/// Adds a line for each question that has none; gives their number.
fn add(document: &mut DocumentMut, questions: &[Question], words: &Wording) -> usize {
    let mut sorted: Vec<(usize, Vec<String>, String, &Question)> = questions
        .iter()
        .map(|question| {
            let (path, key) = path(&question.key);
            let rank = path.first().map_or(0, |first| {
                SECTIONS.iter().position(|(name, _)| name == first).map_or(SECTIONS.len(), |at| at + 1)
            });
            (rank, path, key, question)
        })
        .collect();
    sorted.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let mut added = 0;
    for (_, path, key, question) in sorted {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let Some(table) = section(document, &path) else { continue };
        if !table.contains_key(&key) {
            put(table, &key, value(question), &comment(question, words));
            added += 1;
        }
    }
    added
}

/// The section of a key, and the key in it. A project's section is its name.
fn path(key: &ProfileKey) -> (Vec<String>, String) {
    let of = |path: &[&str], key: &str| (path.iter().map(|part| (*part).to_owned()).collect(), key.to_owned());
    let written = key.to_string();
    match key {
        ProfileKey::Purpose(BudgetTable::General, key) => of(&["purposes"], key),
        ProfileKey::Prior(table, key)
        | ProfileKey::Reason(table, key)
        | ProfileKey::Purpose(table, key)
        | ProfileKey::Budget(table, key)
        | ProfileKey::Deviation(table, key) => of(&[written.split('.').next().unwrap_or_default(), table.name()], key),
        ProfileKey::Project(name, _) => of(&["projects", name], written.rsplit('.').next().unwrap_or_default()),
        ProfileKey::Blank(words) => of(&["blanks"], words),
        _ => match written.split_once('.') {
            Some((section, key)) => of(&[section], key),
            None => of(&[], &written),
        },
    }
}

/// The section of this path, made if it is missing; `None` if something else stands in its place.
fn section<'a>(document: &'a mut DocumentMut, path: &[&str]) -> Option<&'a mut dyn TableLike> {
    if let ["projects", name] = path {
        return project(document, name);
    }
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for (depth, part) in path.iter().enumerate() {
        let last = depth + 1 == path.len();
        if !table.contains_key(part) {
            let mut new = Table::new();
            new.set_implicit(!last);
            let comment = SECTIONS.iter().find(|(name, _)| *name == path[0]).map_or("", |(_, comment)| comment);
            let of = if depth == 0 { None } else { BudgetTable::from_name(part) };
            let of = of.map(|table| format!("（{}）", table.title())).unwrap_or_default();
            if last {
                new.decor_mut().set_prefix(format!("\n# {comment}{of}\n"));
            }
            table.insert(part, Entry::Table(new));
        }
        table = table.get_mut(part)?.as_table_like_mut()?;
    }
    Some(table)
}

/// The section of a project, made if it is missing.
fn project<'a>(document: &'a mut DocumentMut, name: &str) -> Option<&'a mut dyn TableLike> {
    let entry = document.as_table_mut().entry("projects").or_insert(Entry::ArrayOfTables(ArrayOfTables::new()));
    let projects = entry.as_array_of_tables_mut()?;
    let known = projects.iter().position(|table| table.get("name").and_then(Entry::as_str) == Some(name));
    let at = known.unwrap_or_else(|| {
        let mut new = Table::new();
        new.decor_mut().set_prefix("\n");
        put(&mut new, "name", name.into(), &[]);
        projects.push(new);
        projects.len() - 1
    });
    projects.get_mut(at).map(|table| table as &mut dyn TableLike)
}

/// Adds a line with its comments above it.
fn put(table: &mut dyn TableLike, key: &str, value: Value, comments: &[String]) {
    table.insert(key, Entry::Value(value));
    if let Some(mut key) = table.key_mut(key) {
        let lines: String = comments.iter().map(|line| format!("# {}\n", one_line(line))).collect();
        key.leaf_decor_mut().set_prefix(lines);
    }
}

/// The answer, in a list for what consists of paragraphs.
fn value(question: &Question) -> Value {
    let answer = question.answer.clone().unwrap_or_default();
    let is_list = matches!(
        question.key,
        ProfileKey::Duties
            | ProfileKey::Organisation
            | ProfileKey::Tasks
            | ProfileKey::Remarks
            | ProfileKey::Glossary
            | ProfileKey::Project(_, ProjectPart::Basis)
    );
    if is_list { Value::Array(answer.lines().collect::<Array>()) } else { Value::from(answer.replace('\n', "；")) }
}

/// What is asked, with the figures, and what last year's disclosure says.
fn comment(question: &Question, words: &Wording) -> Vec<String> {
    let item = question.item.as_ref();
    let change = |item: &Item| words.change(item, Clause::WHOLE).map(|change| format!("：{change}"));
    let figures = item.filter(|_| matches!(question.key, ProfileKey::Reason(..))).and_then(change).unwrap_or_default();
    let state = match question.state {
        QuestionState::Missing => "（须填）",
        QuestionState::Carried => "（沿用了上年，请核对）",
        QuestionState::Optional => "",
    };
    // A project's section has its name.
    let is_kind = question.subject.is_empty() || matches!(question.key, ProfileKey::Project(..));
    let what = if is_kind { &question.kind } else { &question.subject };
    let how = match &question.key {
        ProfileKey::Reason(..) | ProfileKey::Purpose(..) | ProfileKey::Deviation(..) => String::new(),
        key => format!("。{}", key.hint()),
    };
    let last_year = question.last_year.iter().map(|text| format!("上年：{text}"));
    std::iter::once(format!("{what}{figures}{state}{how}")).chain(last_year).collect()
}

/// A comment is one line.
fn one_line(text: &str) -> String {
    text.replace('\n', "；").chars().filter(|c| !c.is_control()).collect()
}
