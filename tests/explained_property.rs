//! Texts written from random years state exactly those years: read again, they have every figure, subject and
//! direction.

use crate::explained_example::said;
use proptest::prelude::*;
use regex::Regex;
use tongbi::analysis::{CompareOptions, LineItems, compare};
use tongbi::model::{
    Amount, BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase, Place, Scope,
};
use tongbi::present::explanation::{Content, Explanation, Passage, Profile, Sources, explain};
use tongbi::source::{Block, Document, narrative};

const UNIT: &str = "示例县统计局";
const FUNDS: [&str; 4] = ["一般公共预算", "政府性基金预算", "单位资金", "事业收入"];
const PARTS: [&str; 2] = ["基本支出", "项目支出"];
const ITEMS: [(&str, &str); 6] = [
    ("2010501", "行政运行"),
    ("2010505", "专项统计业务"),
    ("2010507", "专项普查活动"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("2101101", "行政单位医疗"),
    ("2210201", "住房公积金"),
];
const CATEGORIES: [(&str, &str); 4] =
    [("201", "一般公共服务支出"), ("208", "社会保障和就业支出"), ("210", "卫生健康支出"), ("221", "住房保障支出")];
const THREE_PUBLIC: [&str; 4] = ["因公出国（境）费", "公务用车购置费", "公务用车运行费", "公务接待费"];

/// Last year and this, in 分.
type Pair = (i64, i64);

/// Two years of a unit.
#[derive(Debug, Clone)]
struct Years {
    funds: [Pair; 4],
    parts: [Pair; 2],
    items: [Pair; 6],
    three_public: [Pair; 4],
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![
        2 => Just(0i64),
        1 => 1..100i64,
        1 => 1..1_000_000i64,
        4 => (1..500_000i64).prop_map(|steps| steps * 10_000),
        2 => 1..10_000_000_000_000i64,
    ]
}

fn pair() -> impl Strategy<Value = Pair> {
    prop_oneof![5 => (amount(), amount()), 1 => amount().prop_map(|same| (same, same))]
}

fn years() -> impl Strategy<Value = Years> {
    // One list, on the heap: nested strategies are too deep for the stack of a test.
    prop::collection::vec(pair().boxed(), 16).prop_map(|pairs| Years {
        funds: pairs[..4].try_into().unwrap(),
        parts: pairs[4..6].try_into().unwrap(),
        items: pairs[6..12].try_into().unwrap(),
        three_public: pairs[12..].try_into().unwrap(),
    })
}

fn sum(pairs: &[Pair]) -> Pair {
    pairs.iter().fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1))
}

/// The line items of both years, as their tables would be read.
fn items(years: &Years) -> Vec<LineItem> {
    let mut items = Vec::new();
    let mut add = |table, classification, code: Option<&str>, level, name: &str, measure: &str, pair: Pair| {
        for (year, fen) in [(2023, pair.0), (2024, pair.1)] {
            items.push(LineItem {
                unit: UNIT.into(),
                scope: Scope::Unit,
                year: FiscalYear::new(year).unwrap(),
                phase: Phase::Approved,
                table,
                classification,
                code: code.map(|code| Code::new(code).unwrap()),
                parent: None,
                level,
                name: name.into(),
                project: None,
                measure: Measure::new(measure),
                amount: Some(Amount::from_fen(fen)),
                text: "".into(),
                origin: Origin::Published,
                place: Place::file("表.txt"),
            });
        }
    };
    use BudgetTable::{Expenditure, General, Revenue, ThreePublic};
    let functional = Classification::Functional;
    add(Revenue, functional, None, Level::Total, "合计", "合计", sum(&years.funds));
    for (name, pair) in FUNDS.into_iter().zip(years.funds) {
        add(Revenue, functional, None, Level::Total, "合计", name, pair);
    }
    for table in [Expenditure, General] {
        add(table, functional, None, Level::Total, "合计", "合计", sum(&years.parts));
        for (name, pair) in PARTS.into_iter().zip(years.parts) {
            add(table, functional, None, Level::Total, "合计", name, pair);
        }
    }
    for (code, name) in CATEGORIES {
        add(General, functional, Some(code), Level::Category, name, "合计", category(years, code));
    }
    for ((code, name), pair) in ITEMS.into_iter().zip(years.items) {
        add(General, functional, Some(code), Level::Item, name, "合计", pair);
    }
    let public = Classification::ThreePublic;
    add(ThreePublic, public, None, Level::Total, "合计", "合计", sum(&years.three_public));
    for (name, pair) in THREE_PUBLIC.into_iter().zip(years.three_public) {
        add(ThreePublic, public, None, Level::Category, name, "合计", pair);
    }
    items
}

fn category(years: &Years, code: &str) -> Pair {
    let own = ITEMS.iter().zip(years.items).filter(|((item, _), _)| item.starts_with(code));
    sum(&own.map(|(_, pair)| pair).collect::<Vec<_>>())
}

/// Neither the name of the unit nor a title tells the form.
const XINJIANG: &str = "template = \"xinjiang\"\n";

fn written(items: &[LineItem], profile: &str) -> Explanation {
    let comparison = compare(&LineItems::from_items(items), &CompareOptions::default()).unwrap();
    let sources = Sources { items, claims: &[], papers: &[], comparison: &comparison };
    explain(&Content::new(UNIT, sources, &[]), &Profile::parse("资料.toml", profile).unwrap(), None).unwrap()
}

/// The text as a reader of documents would hand it on.
pub fn document(explanation: &Explanation) -> Document {
    let place = || Place::file("说明.txt");
    let block = |passage: &Passage| match passage {
        Passage::Heading { level, text } => Some(Block::Heading { level: *level, text: text.clone(), place: place() }),
        Passage::Paragraph(text) | Passage::Note(text) | Passage::Signature(text) => {
            Some(Block::Paragraph { text: text.clone(), place: place() })
        }
        Passage::Chart(_) | Passage::Table(_) | Passage::Forms | Passage::Targets => None,
    };
    let blocks = explanation.spoken().filter_map(block).collect();
    Document { name: "说明.txt".into(), blocks, ..Document::default() }
}

/// Hundredths, rounded half away from zero, of a number that is not negative.
fn hundredths(numerator: i128, denominator: i128) -> String {
    let hundredths = (numerator * 200 + denominator) / (denominator * 2);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn wan(fen: i64) -> String {
    let text = hundredths(fen.unsigned_abs().into(), 1_000_000);
    let (whole, cents) = text.split_once('.').unwrap();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{cents}万元")
}

/// What a text must say of the change of a subject.
fn change(section: &str, subject: &str, (prior, current): Pair) -> Vec<String> {
    let change = i128::from(current) - i128::from(prior);
    let (amount, rate) = if change < 0 { ("减少", "下降") } else { ("增加", "增长") };
    let by = match (prior, change) {
        (_, 0) => "0.00".to_owned(),
        // From nothing: the customary 100 %.
        (0, _) => "100.00".to_owned(),
        (prior, change) => hundredths(change.abs() * 100, prior.into()),
    };
    let change = i64::try_from(change).unwrap();
    vec![format!("{section} {subject} {amount} {}", wan(change)), format!("{section} {subject} {rate} {by}")]
}

fn share(section: &str, subject: &str, part: i64, whole: i64) -> Option<String> {
    (whole > 0 && part <= whole)
        .then(|| format!("{section} {subject} 占 {}", hundredths(i128::from(part) * 100, whole.into())))
}

/// Everything that the text must say of the years.
fn expected(years: &Years) -> Vec<String> {
    let mut lines = Vec::new();
    let current = |section: &str, subject: &str, pair: Pair| format!("{section} {subject} 本年 {}", wan(pair.1));
    for (name, pair) in FUNDS.into_iter().zip(years.funds) {
        // The form leaves out a fund other than the three that it always names, if there never was any.
        if pair != (0, 0) || name.ends_with("预算") {
            lines.push(current("二", name, pair));
            lines.extend(change("二", name, pair));
            lines.extend(share("二", name, pair.1, sum(&years.funds).1));
        }
    }
    for (name, pair) in PARTS.into_iter().zip(years.parts) {
        for section in ["三", "五"] {
            lines.push(current(section, name, pair));
            lines.extend(change(section, name, pair));
        }
        lines.extend(share("三", name, pair.1, sum(&years.parts).1));
    }
    for (code, name) in CATEGORIES {
        let pair = category(years, code);
        if pair.1 != 0 {
            lines.push(current("五", name, pair));
            lines.extend(share("五", name, pair.1, sum(&years.parts).1));
        }
    }
    for ((_, name), pair) in ITEMS.into_iter().zip(years.items) {
        if pair != (0, 0) {
            lines.push(current("五", name, pair));
            lines.extend(change("五", name, pair));
        }
    }
    for (name, pair) in THREE_PUBLIC.into_iter().zip(years.three_public) {
        lines.push(current("十", name, pair));
        lines.extend(change("十", name, pair));
    }
    lines
}

proptest! {
    #![proptest_config(crate::chance::cases(48))]

    #[test]
    fn what_is_written_of_any_two_years_reads_back_as_those_years(years in years()) {
        let explanation = written(&items(&years), XINJIANG);
        let text = explanation.text();
        for wrong in ["NaN", "inf", "-"] {
            let body = text.split("待补充事项").next().unwrap();
            prop_assert!(!body.contains(wrong), "{wrong} in {body}");
        }
        let said = said(&narrative::read(&document(&explanation)), "");
        let expected = expected(&years);
        let lacking: Vec<_> = expected.iter().filter(|line| !said.contains(line)).collect();
        prop_assert!(lacking.is_empty(), "not said: {lacking:?}\n{text}");
    }

    #[test]
    fn every_form_reads_back_as_the_years_it_was_written_from(years in years(), form in 0..2usize) {
        let form = ["jiangsu", "shanghai"][form];
        let items = items(&years);
        let explanation = written(&items, &format!("template = \"{form}\"\n"));
        let text = explanation.text();
        let body = text.split("待补充事项").next().unwrap();
        let signed = Regex::new("(增长|增加|下降|减少|占|为|支出|预算)-|NaN|-0").unwrap();
        prop_assert!(!signed.is_match(body), "{body}");
        let said = said(&narrative::read(&document(&explanation)), "");
        for (name, pair) in FUNDS.into_iter().zip(years.funds).filter(|(_, pair)| pair.1 != 0) {
            // Shanghai's form names what is 财政拨款 as a whole only.
            let told = form == "jiangsu" || !name.ends_with("预算");
            prop_assert!(!told || body.contains(&wan(pair.1)), "not said: {name} {}\n{body}", wan(pair.1));
        }
        for ((_, name), pair) in ITEMS.iter().zip(years.items).filter(|(_, pair)| pair.1 != 0) {
            let current = format!(" {name} 本年 {}", wan(pair.1));
            prop_assert!(said.iter().any(|line| line.ends_with(&current)), "not said: {current}\n{body}");
            if form == "jiangsu" {
                for line in change("五", name, pair).iter().filter(|_| pair.0 != pair.1) {
                    prop_assert!(said.contains(line), "not said: {line}\n{body}");
                }
            }
        }
    }

    #[test]
    fn no_wording_prints_a_rate_against_its_direction(years in years(), wording in 0..8usize) {
        let new = ["100%", "上年无此项", "只写金额"][wording % 3];
        let flat = ["增加0", "持平"][wording % 2];
        let profile = format!("[wording]\nnew = \"{new}\"\nflat = \"{flat}\"\nunit = \"元\"\nflat_threshold = 0.5\n");
        let text = written(&items(&years), &profile).text();
        let signed = Regex::new("(增长|增加|下降|减少|占|为)-|NaN|-0").unwrap();
        prop_assert!(!signed.is_match(&text), "{text}");
        if new != "100%" {
            // Nothing grows from nothing by a rate.
            for ((_, name), pair) in ITEMS.iter().zip(years.items) {
                if pair.0 == 0 && pair.1 > 500_000 {
                    let line = text.lines().find(|line| line.contains(&format!("{name}（项）：")));
                    prop_assert!(line.is_some_and(|line| !line.contains('%')), "{line:?}");
                }
            }
        }
    }
}

#[test]
fn a_footnote_stands_exactly_where_printed_parts_do_not_add_to_the_printed_whole() {
    let zero = [(0, 0); 4];
    // 1.005 + 1.005 = 2.01 prints as 1.01 + 1.01 beside 2.01.
    let parts = [(1, 1_005_000), (1, 1_005_000)];
    let items_of = |parts| {
        let funds = [(1, 2_010_000), (0, 0), (0, 0), (0, 0)];
        items(&Years { funds, parts, items: [(0, 0); 6], three_public: zero })
    };
    let count = |parts| written(&items_of(parts), XINJIANG).text().matches("四舍五入").count();
    assert_eq!(count(parts), 2);
    assert_eq!(count([(1, 1_000_000), (1, 1_010_000)]), 0);
}
