//! 模板: renders templates (minijinja), which choose and order the sentences.

mod filters;
mod values;

use super::completed;
use super::content::Content;
use super::marks::marked;
use super::passage::{CHART, FORMS, TABLE, TARGETS};
use super::profile::{ASSETS, Asset, FACTS, Fact, Profile, ProfileKey, ProjectNote, ProjectPart, SECTIONS};
use super::project::Project;
use crate::error::Excerpt;
use crate::model::{Amount, BudgetTable, Ratio};
use crate::present::PresentError;
use crate::present::chart::Kind;
use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use values::{Absent, Desk, ItemValue, Money, Percent, TableValue};

/// The maximum number of steps of a template; our longest takes less than a hundredth of them. Every 64 bytes of text
/// count as a step, so that text that doubles itself is stopped before it fills the memory.
const STEPS: u64 = 2_000_000;
/// The maximum length of the output in bytes.
const LONGEST: usize = 16 << 20;

/// 有限的输出: text up to [`LONGEST`].
#[derive(Default)]
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if bytes.len() > LONGEST - self.0.len() {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Renders a template with a content; `name` is the template's file name for messages.
pub(super) fn render(name: &str, source: &str, content: &Content, profile: &Profile) -> Result<String, PresentError> {
    adds_nothing(name, source)?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(STEPS));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_function("图", chart);
    environment.add_function("对比表", table);
    environment.add_function("公开表", || FORMS);
    environment.add_function("绩效目标表", || TARGETS);
    let words = profile.words(content);
    filters::add(&mut environment, &Arc::new(words));
    let complain = |error: minijinja::Error| complain(name, source, &error);
    let (glossary, words) = GLOSSARY;
    environment.add_template(glossary, words).map_err(|error| self::complain(glossary, words, &error))?;
    environment.add_template(name, source).map_err(complain)?;
    let mut text = Bounded::default();
    let template = environment.get_template(name).map_err(complain)?;
    template.render_captured_to(context(content, profile), &mut text).map_err(complain)?;
    Ok(String::from_utf8_lossy(&text.0).into_owned())
}

/// 名词解释, which every template can include.
const GLOSSARY: (&str, &str) = ("名词解释", include_str!("../../../../data/templates/glossary.txt"));

/// 图("增减图"): the position of a chart.
fn chart(title: &str) -> Result<String, minijinja::Error> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.title() == title);
    kind.map(|kind| format!("{CHART}{}", kind.name())).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::title).join("、");
        minijinja::Error::new(ErrorKind::InvalidOperation, format!("没有“{title}”这种图；可用：{known}"))
    })
}

/// 对比表("收入"): the position of a table with both years.
fn table(name: &str) -> Result<String, minijinja::Error> {
    let known = TABLES.iter().find(|(known, _)| *known == name);
    known.map(|(_, table)| format!("{TABLE}{}", table.name())).ok_or_else(|| {
        let known = TABLES.map(|(name, _)| name).join("、");
        minijinja::Error::new(ErrorKind::InvalidOperation, format!("没有“{name}”这张表；可用：{known}"))
    })
}

/// Checks that a template does not use `+`: templates compute nothing, and adding lists to themselves would fill the
/// memory without counting as steps.
fn adds_nothing(name: &str, source: &str) -> Result<(), PresentError> {
    let found = tokenize(source, false, SyntaxConfig::default())
        // Invalid tokens are reported when the template is parsed.
        .map_while(Result::ok)
        .find(|(token, _)| matches!(token, Token::Plus));
    let Some((_, span)) = found else { return Ok(()) };
    let (range, line) = (span.start_offset as usize..span.end_offset as usize, usize::from(span.start_line));
    Err(mistake((name, source), line, Some(range), "模板里不能做加法：数由程序计算，文字用 ~ 连接"))
}

/// The error for a mistake that the engine reports.
fn complain(name: &str, source: &str, error: &minijinja::Error) -> PresentError {
    let what = match error.kind() {
        ErrorKind::SyntaxError => "写法不对",
        ErrorKind::UnknownFilter => "没有这个过滤器；可用：金额、万元、百分比、增减、原因、顿号",
        ErrorKind::UnknownMethod => "没有这个取法；可用：取栏目、取行、取款",
        ErrorKind::UndefinedError => "没有这一项；请核对名称",
        ErrorKind::OutOfFuel => {
            "做到这里已超过 200 万步（文字每 64 字节算一步）；请减少循环的层数或次数，不要让文字成倍变长"
        }
        ErrorKind::WriteFailure => "写出的文字超过 16 MB；请减少循环的层数或次数",
        _ => "用法不对",
    };
    let detail = error.detail().filter(|detail| !detail.is_ascii());
    let what = detail.map_or_else(|| what.to_owned(), |detail| format!("{what}：{detail}"));
    mistake((name, source), error.line().unwrap_or(1), error.range(), &what)
}

/// The error for a mistake in a template, with line and column.
fn mistake((name, source): (&str, &str), line: usize, range: Option<Range<usize>>, what: &str) -> PresentError {
    let start = range.as_ref().map(|range| range.start);
    let column = start.and_then(|at| source.get(..at)).and_then(|text| text.rsplit('\n').next());
    let column = column.map(|text| format!(" 第{}列", text.chars().count() + 1)).unwrap_or_default();
    let piece = range.clone().and_then(|range| source.get(range)).map(|text| format!("“{text}”")).unwrap_or_default();
    let message = format!("模板 {name} 第{line}行{column}：{piece}{what}");
    match range {
        Some(range) => PresentError::Text { message, excerpt: Box::new(Excerpt::of(source, range)) },
        None => PresentError::Argument(message),
    }
}

/// Values by their names in templates.
type Map = BTreeMap<&'static str, Value>;

/// The names of the tables in templates.
const TABLES: [(&str, BudgetTable); 11] = [
    ("收支", BudgetTable::Totals),
    ("收入", BudgetTable::Revenue),
    ("支出", BudgetTable::Expenditure),
    ("财政拨款", BudgetTable::FiscalTotals),
    ("一般公共预算", BudgetTable::General),
    ("一般公共预算基本支出", BudgetTable::GeneralBasic),
    ("一般公共预算项目支出", BudgetTable::GeneralProject),
    ("政府性基金", BudgetTable::Fund),
    ("国有资本经营", BudgetTable::StateCapital),
    ("三公", BudgetTable::ThreePublic),
    ("结转结余", BudgetTable::Carryover),
];

fn context(content: &Content, profile: &Profile) -> Value {
    let desk = Arc::new(Desk {
        wording: profile.words(content),
        reasons: profile.reasons.clone(),
        purposes: profile.purposes.clone(),
        budget: content.budget.clone(),
        deviations: profile.deviations.clone(),
        carried: profile.carried.clone(),
    });
    let unit = profile.unit.clone().unwrap_or_else(|| content.unit.to_string());
    let mut map = Map::new();
    map.insert("简称", Value::from(profile.short_name.clone().unwrap_or_else(|| unit.clone())));
    map.insert("主体", Value::from(content.scope.name()));
    map.insert("年度", Value::from(content.year.get()));
    map.insert("上年度", Value::from(content.base.get()));
    map.insert("总数", ItemValue::value(content.whole_budget().clone(), &desk));
    for (name, table) in TABLES {
        let table = TableValue {
            content: content.table(table).clone(),
            whole_budget: content.whole_budget().current,
            desk: desk.clone(),
        };
        map.insert(name, Value::from_object(table));
    }
    map.insert("三公占比", three_public_shares(content));
    map.insert("收入来源", Value::from(sources(content)));
    let projects = content.projects.iter().map(|project| {
        let note = profile.projects.iter().find(|note| note.name == *project.name);
        project_value(project, note, &unit, &desk)
    });
    map.insert("项目", Value::from(projects.collect::<Vec<_>>()));
    map.insert("运行经费", ItemValue::value(completed::operating(content, profile), &desk));
    for (section, title) in SECTIONS.into_iter().filter(|(section, _)| *section != "operating") {
        map.insert(title, facts(section, profile, &desk));
    }
    let date = || Absent::missing("公开日期".to_owned(), Some(ProfileKey::Date));
    map.insert("日期", profile.date.as_deref().map_or_else(date, Value::from));
    map.insert("绩效表", Value::from(content.targets));
    map.insert("事项", desk.lines(&profile.remarks, ProfileKey::Remarks, ""));
    let overview = [
        ("主要职能", desk.lines(&profile.duties, ProfileKey::Duties, "主要职能")),
        ("机构设置", desk.lines(&profile.organisation, ProfileKey::Organisation, "机构设置及人员情况")),
        ("工作任务", desk.lines(&profile.tasks, ProfileKey::Tasks, "主要工作任务及目标")),
    ];
    map.insert("概况", Value::from_object(Map::from(overview)));
    map.insert("名词解释", desk.lines(&profile.glossary, ProfileKey::Glossary, "名词解释"));
    map.insert("单位", Value::from(unit));
    Value::from_object(map)
}

/// The shares of the three items of 三公, also if the table has 会议费 and 培训费 too.
fn three_public_shares(content: &Content) -> Value {
    let table = content.table(BudgetTable::ThreePublic);
    let parts = ["因公出国（境）费", "公务用车购置及运行费", "公务接待费"].map(|name| table.row(name).stated());
    let whole = parts.iter().try_fold(Amount::new(0, 1), |sum, part| sum.checked_add(*part));
    let share = |part: Amount| match whole.and_then(|whole| Ratio::new(part.fen(), whole.fen())) {
        Some(share) => Value::from_object(Percent(share)),
        None => Value::from(""),
    };
    let [abroad, vehicles, reception] = parts.map(share);
    Value::from_object(Map::from([("出国", abroad), ("用车", vehicles), ("接待", reception)]))
}

/// This year's funds, as 收支总体 lists them. Transfers from higher levels belong to their fund.
fn sources(content: &Content) -> Vec<Value> {
    let mut names: Vec<String> = Vec::new();
    for item in &content.table(BudgetTable::Revenue).measures {
        let name = item.name.strip_prefix("上级").and_then(|name| name.split("安排").next()).unwrap_or(&item.name);
        if item.has_current() && name != "财政拨款小计" && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names.into_iter().map(Value::from).collect()
}

fn project_value(project: &Project, note: Option<&ProjectNote>, unit: &str, desk: &Desk) -> Value {
    let name = &*project.name;
    let amount = project.amount.or(note.and_then(|note| note.amount));
    let key = |part| ProfileKey::Project(name.to_owned(), part);
    let what = |what: &str| format!("{name}的{what}");
    let basis = note.map(|note| note.basis.as_slice()).unwrap_or_default();
    let allocation = note.map(|note| note.allocation.as_slice()).unwrap_or_default();
    let shares = allocation.iter().map(|part| {
        let amount = part.amount.map_or_else(|| Value::from(""), Money::value);
        let text = desk.text(&part.text, &key(ProjectPart::Allocation));
        Value::from_object(Map::from([("内容", text), ("金额", amount)]))
    });
    let shares = match allocation {
        [] => Absent::missing(what("资金分配"), Some(key(ProjectPart::Allocation))),
        _ => Value::from(shares.collect::<Vec<_>>()),
    };
    let details = note.map(|note| note.details.as_slice()).unwrap_or_default();
    let others = details.iter().map(|(label, text)| {
        let text = desk.text(text, &key(ProjectPart::Details));
        Value::from_object(Map::from([("标题", Value::from(label.as_str())), ("内容", text)]))
    });
    let is_told = || details.iter().any(|(label, _)| ["补贴", "补助", "发放"].iter().any(|word| label.contains(word)));
    let pays = |text: &str| ["补贴", "补助"].iter().any(|word| text.contains(word));
    let is_subsidy = project.subsidises && (pays(name) || allocation.iter().any(|part| pays(&part.text)));
    let subsidies = match is_subsidy && !is_told() {
        true => Absent::missing(what("补贴人数、标准、方式和程序"), Some(key(ProjectPart::Details))),
        false => Value::from(""),
    };
    let line = |text: Option<&str>, part: ProjectPart, missing: &str| match text {
        Some(text) => desk.text(text, &key(part)),
        None => Absent::missing(what(missing), Some(key(part))),
    };
    let size =
        amount.map_or_else(|| Absent::missing(what("预算安排规模"), Some(key(ProjectPart::Amount))), Money::value);
    Value::from_object(Map::from([
        ("名称", Value::from(name)),
        ("规模", size),
        ("依据", desk.lines(basis, key(ProjectPart::Basis), &what("设立依据"))),
        (
            "承担单位",
            line(Some(note.and_then(|note| note.bearer.as_deref()).unwrap_or(unit)), ProjectPart::Bearer, "承担单位"),
        ),
        ("资金分配", shares),
        ("执行时间", line(note.and_then(|note| note.period.as_deref()), ProjectPart::Period, "资金执行时间")),
        ("其他", Value::from(others.collect::<Vec<_>>())),
        ("补贴", subsidies),
    ]))
}

/// A section of facts.
fn facts(section: &str, profile: &Profile, desk: &Desk) -> Value {
    let mut map = Map::new();
    for fact in FACTS.iter().filter(|fact| fact.section == section) {
        let key = ProfileKey::of_fact(fact);
        let value = match profile.facts.get(&(fact.title, fact.name)) {
            Some(Fact::Amount(amount)) => {
                Value::from_object(Money { amount: *amount, carried: desk.carried.get(&key).cloned() })
            }
            Some(Fact::Number(text) | Fact::Text(text)) => desk.text(text, &key),
            None => Absent::missing(format!("{}{}", fact.title, fact.name), Some(key)),
        };
        map.insert(fact.name, value);
    }
    for list in ASSETS.iter().filter(|_| section == "assets") {
        let asset = |asset: &Asset| {
            let value = asset.value.map_or_else(|| Value::from(""), Money::value);
            Value::from_object(Map::from([
                ("名称", Value::from(asset.name.as_str())),
                ("数量", desk.text(&asset.count, &ProfileKey::Assets(list.key))),
                ("单位", Value::from(asset.unit.as_deref().unwrap_or(list.unit))),
                ("价值", value),
            ]))
        };
        let value = match profile.assets.get(list.title).map(Vec::as_slice) {
            None => Absent::missing(list.question.to_owned(), Some(ProfileKey::Assets(list.key))),
            Some([]) => Absent::nothing(list.none),
            Some(assets) => Value::from(assets.iter().map(asset).collect::<Vec<_>>()),
        };
        map.insert(list.title, value);
    }
    Value::from_object(map)
}

impl Desk {
    /// A text, with its mark if it was taken over from last year.
    fn text(&self, text: &str, key: &ProfileKey) -> Value {
        if self.carried.contains(key) { Value::from(marked(key, text)) } else { Value::from(text) }
    }

    /// A list of texts; if there are none, a blank for what is missing.
    fn lines(&self, lines: &[String], key: ProfileKey, missing: &str) -> Value {
        match lines {
            [] => Absent::missing(missing.to_owned(), Some(key)),
            lines => Value::from(lines.iter().map(|line| self.text(line, &key)).collect::<Vec<_>>()),
        }
    }
}
