//! The Jiangsu and Shanghai forms compared with published texts: ours have every figure of theirs, except for those
//! listed and judged here. Skipped without `../shared`.

use crate::example::shared;
use crate::explained_property::document;
use crate::explaining::{load_docx, official};
use tongbi::analysis::{CompareOptions, LineItems, compare};
use tongbi::model::{AmountUnit, Claim, Direction, Role};
use tongbi::present::explanation::{Content, Explanation, Profile, Sources, explain, publish};
use tongbi::source::{Loaded, load, narrative};

fn read(files: &[&str]) -> Option<Loaded> {
    let paths: Option<Vec<_>> = files.iter().map(|file| shared(&format!("corpus/pdf/{file}"))).collect();
    Some(load(&paths?, &Default::default(), &()).unwrap())
}

fn written(loaded: &Loaded, profile: &str) -> Explanation {
    made(loaded, profile).0
}

/// The text, and the Word document.
fn made(loaded: &Loaded, profile: &str) -> (Explanation, Vec<u8>) {
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let comparison = compare(&items, &CompareOptions::default()).unwrap();
    let sources =
        Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison: &comparison };
    let empty = loaded.tables.iter().filter(|table| table.items == 0 && table.year == comparison.year);
    let empty: Vec<_> = empty.map(|table| table.table).collect();
    let content = Content::new(&comparison.rows[0].item.unit, sources, &empty);
    let profile = Profile::parse("资料.toml", profile).unwrap();
    let explanation = explain(&content, &profile, None).unwrap();
    let publication = publish(&explanation, &content, sources, &profile, false, &[]).unwrap();
    (explanation, publication.bytes)
}

/// A figure: the number of its section, its role with its direction, its value in steps of its last digit.
#[derive(PartialEq)]
struct Stated {
    section: String,
    role: &'static str,
    digits: i128,
    step: i128,
    text: String,
}

fn figures<'a>(claims: impl Iterator<Item = &'a Claim>) -> Vec<Stated> {
    let mut figures = Vec::new();
    for claim in claims {
        let numeral = |heading: &str| {
            let number = heading.split('、').next().filter(|number| heading.contains('、') && number.len() <= 9)?;
            number.chars().all(|c| "一二三四五六七八九十".contains(c)).then(|| number.to_owned())
        };
        let section = claim.section.iter().find_map(|heading| numeral(heading)).unwrap_or_default();
        for figure in &claim.figures {
            let Some(number) = &figure.number else { continue };
            let role = match &figure.role {
                Role::Current => "本年",
                Role::Change(Some(Direction::Up)) => "增加",
                Role::Change(Some(Direction::Down)) => "减少",
                Role::Rate(Some(Direction::Up)) => "增长",
                Role::Rate(Some(Direction::Down)) => "下降",
                Role::Share(_) => "占",
                _ => continue,
            };
            // Millionths of a 分, or of a percent.
            let unit = i128::from(number.unit().map_or(1, AmountUnit::fen)) * 1_000_000;
            let step = unit / 10i128.pow(number.decimals());
            let text = format!("{section} {} {role} {}", claim.subject.text, number.raw());
            figures.push(Stated { section: section.clone(), role, digits: number.mantissa().into(), step, text });
        }
    }
    figures
}

/// What the published text says and ours does not say in the same section, at the digits that it prints.
fn lacking<'a>(theirs: impl Iterator<Item = &'a Claim>, ours: &Explanation) -> Vec<String> {
    let claims = narrative::read(&document(ours));
    let ours = figures(claims.iter());
    let same = |one: &Stated, other: &Stated| {
        let off = (one.digits * one.step - other.digits * other.step).abs();
        one.section == other.section
            && one.role == other.role
            && (off == 0 || one.step > other.step && off * 2 <= one.step)
    };
    let theirs = figures(theirs).into_iter().filter(|said| said.digits != 0);
    theirs.filter(|said| !ours.iter().any(|other| same(said, other))).map(|said| said.text).collect()
}

#[test]
fn the_jiangsu_form_says_what_the_procuratorate_published_for_2019() {
    let Some(loaded) = read(&["jiangsu-procuratorate-2018.pdf", "jiangsu-procuratorate-2019.pdf"]) else { return };
    let profile = "template = \"jiangsu\"\n[purposes]\n\"204\" = \"办案\"\n\"208\" = \"缴费\"\n\"221\" = \"补贴\"\n";
    let ours = written(&loaded, profile);
    let theirs = loaded.claims.iter().filter(|claim| claim.place.file.contains("2019"));
    let third = theirs.filter(|claim| claim.section.iter().any(|heading| heading.contains("说明")));
    let judged = [
        // 2,214.39 of 21,955.35 is 10.09 %; 2,228.78 of 21,940.96 is 10.158 %, theirs is cut.
        "一 收入、支出预算总计 增长 10.06",
        "一 一般公共预算收入预算 增长 10.15",
        // Copied from 基本支出: 1,237.70 of 5,573.00 is 22.21 %.
        "一 项目支出 下降 13.22",
        // 65.553 %, moved so that the three shares add to 100.
        "三 基本支出 占 65.56",
        "四 财政拨款收、支总预算 增长 10.15",
        "五 财政拨款预算支出 增长 10.15",
        // 35.777 %, cut.
        "五 检察(款)一般行政管理事务(项)支出 下降 35.77",
        // 2018 printed this money as 2040405: without a bridge it is another item.
        "五 检察(款)检察监督(项)支出 减少 709.4万元",
        "五 检察(款)检察监督(项)支出 下降 37.44",
        // 7.555 %, 34.362 % and 64.061 %.
        "五 行政事业单位离退休(款)未归口管理的行政单位离退休(项)支出 增长 7.57",
        "五 住房改革支出(款)住房公积金(项)支出 增长 34.38",
        "五 住房改革支出(款)提租补贴(项)支出 增长 64.07",
        "七 一般公共预算财政拨款支出预算 增长 10.15",
    ];
    assert_eq!(lacking(third, &ours), judged);
}

#[test]
fn the_shanghai_form_says_what_the_commission_published_for_2025() {
    let Some(loaded) = read(&["putuo-commerce-2025-unit-budget.pdf"]) else { return };
    // Last year's amounts stand in no table of a single year: this year's less the published changes.
    let profile = "template = \"shanghai\"\n\
        [prior.revenue]\n\"财政拨款小计\" = 12593.29\n[prior.fiscal_totals]\n\"合计\" = 12659.76\n\
        [prior.general]\n\"合计\" = 12659.76\n[prior.fund]\n\"合计\" = 0\n[prior.state_capital]\n\"合计\" = 0\n\
        [performance]\nfiscal_count = 25\nfiscal_amount = 11381.60\n";
    let ours = written(&loaded, profile);
    assert_eq!(lacking(loaded.claims.iter(), &ours), [""; 0]);
}

#[test]
fn the_word_documents_of_published_figures_read_back_the_same() {
    // Tables in 元 to the 分 and in 万元, with the columns and rows of another form.
    let published = [
        ("seed/bazhou-social-insurance-2024.txt", ""),
        ("corpus/pdf/putuo-commerce-2025-unit-budget.pdf", "template = \"shanghai\"\n"),
        ("corpus/pdf/putuo-office-2025-department-budget.pdf", "template = \"shanghai\"\n"),
    ];
    for (file, profile) in published {
        let Some(path) = shared(file) else { return };
        let loaded = load(&[path], &Default::default(), &()).unwrap();
        let figures = official(&loaded);
        assert!(figures.len() > 200, "{file}: {}", figures.len());
        assert_eq!(official(&load_docx(&made(&loaded, profile).1)), figures, "{file}");
    }
}
