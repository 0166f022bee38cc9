//! The example's 第三部分, written by us and compared with its own: section by section, every number, subject and
//! direction. Its sentences are read at run time into a profile; none is stored. Skipped without `../shared`.

use crate::example::shared;
use regex::Regex;
use std::collections::BTreeMap;
use std::fmt::Write;
use tongbi::analysis::{CompareOptions, LineItems, compare};
use tongbi::model::{Claim, Direction, Role};
use tongbi::present::explanation::{Content, Explanation, Profile, Sources, explain};
use tongbi::source::{LoadOptions, Loaded, load_texts};

/// The seed, and its third part without spaces.
struct Seed {
    text: String,
    third: String,
}

fn seed() -> Option<Seed> {
    let text = std::fs::read_to_string(shared("seed/bazhou-social-insurance-2024.txt")?).unwrap();
    let plain = plain(&text);
    let begin = plain.rfind("第三部分2024年单位预算情况说明").unwrap();
    let end = plain.rfind("第四部分名词解释").unwrap();
    Some(Seed { third: plain[begin..end].to_owned(), text })
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn first(text: &str, pattern: &str) -> String {
    let found = Regex::new(pattern).unwrap().captures(text);
    found.unwrap_or_else(|| panic!("{pattern} is not in the example"))[1].to_owned()
}

fn all(text: &str, pattern: &str) -> Vec<[String; 2]> {
    let regex = Regex::new(pattern).unwrap();
    regex.captures_iter(text).map(|found| [found[1].to_owned(), found[2].to_owned()]).collect()
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A profile of what the seed says beyond its tables.
fn profile(seed: &Seed) -> String {
    let third = &seed.third;
    let sections = sections(third);
    let remark = first(&sections["十二"], "其他需说明的事项(.*)$");
    let signed = first(&plain(&seed.text), "巴音郭楞蒙古自治州社会保险中心(2024年[0-9]+月[0-9]+日)$");
    let overview = "[overview]\nduties = [\"经办社会保险\"]\norganisation = [\"编制数、实有人数见表\"]\n";
    let mut text = format!(
        "date = {}\nremarks = [{}]\n{overview}[wording]\nbase = \"上年预算\"\n",
        quote(&signed),
        quote(&remark)
    );
    let mut reasons = |table: &str, pairs: Vec<[String; 2]>, least: usize| {
        assert!(pairs.len() >= least, "{table}: {pairs:?}");
        writeln!(text, "[reasons.{table}]").unwrap();
        for [key, reason] in pairs {
            writeln!(
                text,
                "{} = {}",
                quote(key.trim_end_matches("资金安排").trim_end_matches("支付资金")),
                quote(&reason)
            )
            .unwrap();
        }
    };
    let fund = "(一般公共预算|上级一般公共预算安排的转移支付|政府性基金预算|国有资本经营预算|单位资金)(?:资金)?[0-9.]+万元，占[^。]*?主要原因是(.*?)。";
    reasons("revenue", all(&sections["二"], fund), 5);
    let part = "(基本支出|项目支出)[0-9.]+万元，占?[^。]*?[，。]主要原因是(.*?)。";
    reasons("expenditure", all(&sections["三"], part), 2);
    let (scale, items) = sections["五"].split_once("（二）").unwrap();
    let mut general = all(scale, part);
    general.extend(all(items, "（款）([^（]*)（项）：2024年预算数为[^。]*。?[0-9]*%?。主要原因是?(.*?)。"));
    general.extend(all(items, "（款）([^（]*)（项）：[^。]*?[0-9.]+%。主要原因是?(.*?)。"));
    general.sort();
    general.dedup_by(|one, other| one[0] == other[0]);
    reasons("general", general, 14);
    let each = "(因公出国（境）费|公务用车购置费|公务用车运行费|公务接待费)增加[^；。]*?主要原因是(.*?)[；。]";
    reasons("three_public", all(&sections["十"], each), 4);
    let other = &sections["十二"];
    reasons("other", vec![["机关运行经费".into(), first(other, "0.49%。主要原因是(.*?)。")]], 1);
    writeln!(text, "[purposes]").unwrap();
    for [name, purpose] in
        all(&sections["四"], "(教育支出|社会保障和就业支出|卫生健康支出|住房保障支出)[0-9.]+万元，主要用于(.*?)[；。]")
    {
        writeln!(text, "{} = {}", quote(&name), quote(&purpose)).unwrap();
    }
    let lists = Regex::new("[1-4]、").unwrap();
    for project in sections["七"].split("项目名称：").skip(1) {
        let (name, rest) = project.split_once("设立的政策依据：").unwrap();
        let (basis, rest) = rest.split_once("预算安排规模：").unwrap();
        let basis: Vec<String> = lists.split(basis).filter(|line| !line.is_empty()).map(quote).collect();
        writeln!(text, "[[projects]]\nname = {}\nbasis = [{}]", quote(name), basis.join(", ")).unwrap();
        let period = first(rest, "资金执行时间：(.*?31日)");
        writeln!(text, "period = {}", quote(&period)).unwrap();
        let shares = first(rest, "资金分配情况：(.*?)。资金执行时间");
        for [what, amount] in all(&shares, "([^；]+?)([0-9]+\\.[0-9]{2})万元") {
            writeln!(text, "[[projects.allocation]]\ntext = {}\namount = {amount}", quote(&what)).unwrap();
        }
        let labels = ["资金来源", "补贴人数", "补贴标准", "补贴范围", "补贴方式", "发放程序", "受益人群和社会效益"];
        let ends = format!("(?:{}|（二）|$)", labels.map(|label| format!("{label}：")).join("|"));
        writeln!(text, "[projects.details]").unwrap();
        for label in labels.iter().filter(|label| rest.contains(&format!("{label}："))) {
            let value = first(rest, &format!("{label}：(.*?){ends}"));
            writeln!(text, "{} = {}", quote(label), quote(value.trim_end_matches('。'))).unwrap();
        }
    }
    facts(&mut text, other);
    text
}

fn facts(text: &mut String, other: &str) {
    let mut section = |name: &str, facts: &[(&str, &str)]| {
        writeln!(text, "[{name}]").unwrap();
        for (key, pattern) in facts {
            writeln!(text, "{key} = {}", quote(&first(other, pattern))).unwrap();
        }
    };
    section(
        "procurement",
        &[
            ("medium_small", "面向中小企业预留政府采购项目预算金额([0-9.]+)"),
            ("small_micro", "小微企业预留政府采购项目预算金额([0-9.]+)"),
        ],
    );
    section(
        "performance",
        &[
            ("whole_count", "整体预算绩效目标([0-9]+)个"),
            ("whole_amount", "整体预算绩效目标[0-9]+个，涉及金额([0-9.]+)"),
            ("fiscal_count", "当年财政拨款项目([0-9]+)个"),
            ("fiscal_amount", "当年财政拨款项目[0-9]+个，涉及预算金额([0-9.]+)"),
            ("other_count", "非财政拨款项目([0-9]+)个"),
            ("other_amount", "非财政拨款项目[0-9]+个，涉及预算金额([0-9.]+)"),
        ],
    );
    section(
        "assets",
        &[
            ("date", "截至(2023年底)"),
            ("house_area", "房屋([0-9,.]+)平方米"),
            ("house_value", "平方米，价值([0-9.]+)万元"),
            ("vehicle_count", "2.车辆([0-9]+)辆"),
            ("vehicle_value", "2.车辆[0-9]+辆，价值([0-9.]+)万元"),
            ("furniture_value", "办公家具价值([0-9.]+)万元"),
            ("other_value", "其他资产价值([0-9.]+)万元"),
        ],
    );
    for name in ["一般公务用车", "执法执勤用车", "其他车辆"] {
        let [count, value] = all(other, &format!("{name}([0-9]+)辆，价值([0-9.]+)万元")).remove(0);
        writeln!(text, "[[assets.vehicles]]\nname = {}\ncount = {count}\nvalue = {value}", quote(name)).unwrap();
    }
    for (list, pattern) in [
        ("equipment", "(单位价值[0-9]+万元以上大型设备)([0-9]+)台"),
        ("purchases", "(?:购置|，)([^，。]*?[0-9]+万元以上大型设备)([0-9]+)台"),
    ] {
        let range = if list == "equipment" {
            "平方米(.*)2024年单位预算未安排"
        } else {
            "未安排购置车辆经费，安排(.*)（四）"
        };
        let range = first(&other.replace("(四)", "（四）"), range);
        for [name, count] in all(&range, pattern) {
            writeln!(text, "[[assets.{list}]]\nname = {}\ncount = {count}", quote(&name)).unwrap();
        }
    }
}

/// The text by the number of its section, numbering and spaces aside.
fn sections(third: &str) -> BTreeMap<String, String> {
    let heading = Regex::new("([一二三四五六七八九十]+)、(?:关于[^，。；]{2,30}?2024年|其他重要事项)").unwrap();
    let found: Vec<_> = heading.captures_iter(third).collect();
    let mut sections = BTreeMap::new();
    for (at, heading) in found.iter().enumerate() {
        let end = found.get(at + 1).map_or(third.len(), |next| next.get(0).unwrap().start());
        sections.insert(heading[1].to_owned(), third[heading.get(0).unwrap().start()..end].to_owned());
    }
    assert_eq!(sections.len(), 12, "{:?}", sections.keys());
    sections
}

fn content(loaded: &Loaded) -> Content {
    let comparison =
        compare(&LineItems::from_items(&loaded.items).with_names(&loaded.names), &CompareOptions::default()).unwrap();
    let sources =
        Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison: &comparison };
    let empty: Vec<_> = loaded.tables.iter().filter(|table| table.items == 0).map(|table| table.table).collect();
    Content::new(&comparison.rows[0].item.unit, sources, &empty)
}

fn read(text: &str) -> Loaded {
    load_texts(&[("公开.txt", text)], &LoadOptions::default()).unwrap()
}

/// Ours.
fn written(seed: &Seed) -> Explanation {
    let profile = Profile::parse("资料.toml", &profile(seed)).unwrap();
    explain(&content(&read(&seed.text)), &profile, None).unwrap()
}

/// How often each number stands in a text; years, numbers of lists and what stands in brackets of documents aside.
fn numbers(section: &str) -> BTreeMap<String, i32> {
    let aside = Regex::new("[0-9]{4}年|[0-9]+月|[0-9]+日|[0-9]+号|〔[0-9]+〕|[0-9]{1,2}[、.](?:[^0-9])").unwrap();
    let section = aside.replace_all(section, "｜");
    let mut numbers = BTreeMap::new();
    for number in Regex::new("[0-9][0-9,]*(?:\\.[0-9]+)?%?").unwrap().find_iter(&section) {
        *numbers.entry(number.as_str().to_owned()).or_default() += 1;
    }
    numbers
}

#[test]
fn every_number_of_the_example_stands_in_the_same_section_of_ours_and_no_other() {
    let Some(seed) = seed() else { return };
    let explanation = written(&seed);
    assert_eq!(explanation.pending(), [""; 0]);
    let ours = sections(&plain(&explanation.text()));
    let mut differences = Vec::new();
    for (name, theirs) in sections(&seed.third) {
        // The tables of 绩效目标 stand inside their text; ours are not part of the text.
        let theirs = match (theirs.find("项目支出绩效目标表"), theirs.find("(五)其他需说明")) {
            (Some(from), Some(to)) => format!("{}{}", &theirs[..from], &theirs[to..]),
            _ => theirs,
        };
        let (theirs, ours) = (numbers(&theirs), numbers(&ours[&name]));
        for number in theirs.keys().chain(ours.keys()).collect::<std::collections::BTreeSet<_>>() {
            let count = |numbers: &BTreeMap<String, i32>| numbers.get(number).copied().unwrap_or_default();
            if count(&theirs) != count(&ours) {
                differences.push(format!("{name} {number}: {} {}", count(&theirs), count(&ours)));
            }
        }
    }
    assert_eq!(differences, [""; 0]);
}

/// What a claim says: its subject and each figure with its direction.
pub fn said(claims: &[Claim], from: &str) -> Vec<String> {
    let mut said = Vec::new();
    for claim in claims {
        let section = claim.section.iter().find_map(|heading| {
            let number = heading
                .split('、')
                .next()
                .filter(|number| number.chars().all(|c| "一二三四五六七八九十".contains(c)))?;
            Some(number.to_owned())
        });
        let inside = |heading: &std::sync::Arc<str>| heading.contains(from);
        let section = match section {
            Some(section) if from.is_empty() || claim.section.iter().any(inside) => section,
            None if from.is_empty() => String::new(),
            _ => continue,
        };
        let subject = match claim.subject.path.last() {
            Some(last) => last.1.to_string(),
            None => claim.subject.text.replace("巴音郭楞蒙古自治州社会保险中心", "").replace("(境)", "（境）"),
        };
        for figure in &claim.figures {
            let role = match &figure.role {
                Role::Current => "本年",
                Role::Change(Some(Direction::Up)) => "增加",
                Role::Change(Some(Direction::Down)) => "减少",
                Role::Rate(Some(Direction::Up)) => "增长",
                Role::Rate(Some(Direction::Down)) => "下降",
                Role::Share(_) => "占",
                other => &format!("{other:?}"),
            };
            let number = figure.number.as_ref().map_or("-", |number| number.raw());
            said.push(format!("{section} {subject} {role} {number}"));
        }
    }
    said.sort();
    said
}

#[test]
fn every_subject_of_the_example_has_the_same_figures_and_directions_in_ours() {
    let Some(seed) = seed() else { return };
    let theirs = said(&read(&seed.text).claims, "第三部分");
    let text = written(&seed).text();
    let tables = &seed.text[..seed.text.rfind("第三部分").unwrap()];
    let ours = said(&read(&format!("{tables}\n{text}")).claims, "第三部分");
    let lacking: Vec<_> = theirs.iter().filter(|line| !ours.contains(line)).collect();
    let added: Vec<_> = ours.iter().filter(|line| !theirs.contains(line)).collect();
    assert!(theirs.len() > 120, "{}", theirs.len());
    assert_eq!((lacking, added), (Vec::new(), Vec::new()));
}
