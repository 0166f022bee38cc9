//! 情况说明: what a drafter gets, and that it says what the figures say.

use std::collections::BTreeMap;
use tongbi::analysis::{CompareOptions, Comparison, LineItems, compare};
use tongbi::model::{BudgetTable, Level, Origin};
use tongbi::present::explanation::{Content, Explanation, Form, Profile, Sources, explain, publish};
use tongbi::source::{LoadOptions, Loaded, load_texts};

const PRIOR: &str = include_str!("../data/sample/2023.txt");
const CURRENT: &str = include_str!("../data/sample/2024.txt");

fn read(texts: &[(&str, &str)]) -> (Loaded, Comparison) {
    let loaded = load_texts(texts, &LoadOptions::default()).unwrap();
    let items = LineItems::from_items(&loaded.items);
    let comparison = compare(&items, &CompareOptions::default()).unwrap();
    (loaded, comparison)
}

fn content(texts: &[(&str, &str)]) -> Content {
    let (loaded, comparison) = read(texts);
    let sources =
        Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison: &comparison };
    let unit = comparison.rows[0].item.unit.clone();
    let empty: Vec<_> = loaded.tables.iter().filter(|table| table.items == 0).map(|table| table.table).collect();
    Content::new(&unit, sources, &empty)
}

fn sample() -> Content {
    content(&[("2023.txt", PRIOR), ("2024.txt", CURRENT)])
}

fn written(profile: &str) -> Explanation {
    explain(&sample(), &Profile::parse("资料.toml", profile).unwrap(), None).unwrap()
}

/// The changes of the general budget and of the funds, by what they are changes of.
fn changes(comparison: &Comparison) -> BTreeMap<String, (i64, String)> {
    let told = |table, level| {
        table == BudgetTable::General && matches!(level, Level::Item | Level::Total)
            || table == BudgetTable::ThreePublic
            || matches!(table, BudgetTable::Revenue | BudgetTable::Expenditure) && level == Level::Total
    };
    let rows = comparison.rows.iter().filter(|row| told(row.item.table, row.item.level));
    let rows = rows.filter(|row| row.item.level == Level::Total || row.item.measure.is_total());
    rows.filter_map(|row| {
        let key = format!("{} {} {}", row.item.table.name(), row.item.measure, row.item.name);
        Some((key, (row.change?.fen(), row.growth?.name().to_owned())))
    })
    .collect()
}

#[test]
fn the_text_we_write_reads_back_as_the_figures_it_was_written_from() {
    let text = written("").text();
    let tables = CURRENT.rsplit_once("第三部分").unwrap().0;
    let again = format!("{tables}\n{text}");
    let (_, before) = read(&[("2023.txt", PRIOR), ("2024.txt", CURRENT)]);
    let (_, after) = read(&[("2024.txt", &again)]);
    let (before, after) = (changes(&before), changes(&after));
    let lost: Vec<_> = after.iter().filter(|(key, change)| before.get(*key) != Some(change)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(after.keys().filter(|key| key.starts_with("general ")).count() >= 14, "{after:?}");
    assert!(after.keys().filter(|key| key.starts_with("revenue ")).count() >= 5, "{after:?}");
    assert!(after.keys().filter(|key| key.starts_with("three_public ")).count() >= 5, "{after:?}");
}

#[test]
fn the_text_we_write_passes_the_audit() {
    let text = written("").text();
    let tables = CURRENT.rsplit_once("第三部分").unwrap().0;
    // The contents page lists the glossary, which the explanation does not write.
    let glossary = CURRENT.rsplit_once("第四部分").unwrap().1;
    let again = format!("{tables}\n{text}\n\n第四部分{glossary}");
    let loaded = load_texts(&[("2023.txt", PRIOR), ("2024.txt", &again)], &Default::default()).unwrap();
    let material = tongbi::audit::Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let report = tongbi::audit::judge(&material);
    // 待补充 is what nobody has told us yet, and some reasons of the sample are last year's: the audit is right to say so.
    let told = |finding: &&tongbi::audit::Judgement| {
        finding.verdict != tongbi::audit::Verdict::Tail && finding.code != "copied" && !finding.text.contains("待补充")
    };
    let told: Vec<_> = report.findings().into_iter().filter(told).collect();
    assert!(told.is_empty(), "{told:?}");
    assert!(report.checked() > 80, "{}", report.checked());
}

#[test]
fn what_nobody_told_is_marked_and_listed() {
    // Tables without a text.
    let tables = |text: &str| text.rsplit_once("第三部分").unwrap().0.to_owned();
    let content = content(&[("2023.txt", &tables(PRIOR)), ("2024.txt", &tables(CURRENT))]);
    let written = |profile: &str| explain(&content, &Profile::parse("资料.toml", profile).unwrap(), None).unwrap();
    let explanation = written("");
    assert!(explanation.text().contains("主要原因是【待补充：一般行政管理事务的增减原因】"));
    assert!(explanation.pending().iter().any(|line| line.starts_with("一般行政管理事务的增减原因")));
    let told = written("[reasons.general]\n\"2080102\" = \"科目调整，支出增加\"\n");
    assert!(told.text().contains("增长100.00%，主要原因是科目调整，支出增加。"));
    assert_eq!(told.pending().len() + 1, explanation.pending().len());
}

#[test]
fn a_table_that_was_not_read_is_never_called_empty() {
    let without = |text: &str| text.split_once("表 8").unwrap().0.to_owned();
    let (prior, current) = (without(PRIOR), without(CURRENT));
    let content = content(&[("2023.txt", &prior), ("2024.txt", &current)]);
    let text = explain(&content, &Profile::default(), None).unwrap().text();
    assert!(text.contains("【待补充：政府性基金预算情况，输入里没有这张表】"));
    assert!(!text.contains("未使用政府性基金"));
}

#[test]
fn no_sign_and_no_impossible_number_is_printed() {
    let text = written("").text();
    for wrong in ["NaN", "-0", "增长-", "增加-", "减少-", "inf"] {
        assert!(!text.contains(wrong), "{wrong}");
    }
}

#[test]
fn parts_that_do_not_add_to_the_printed_whole_get_a_footnote() {
    // 641.60 + 117.98 = 759.58 beside 759.57.
    assert!(written("").text().contains("四舍五入"));
}

#[test]
fn the_wording_is_the_units_choice() {
    let wording = "[wording]\nnew = \"上年无此项\"\nflat = \"持平\"\nbase = \"上年执行数\"\nnumbering = \"（1）\"\n";
    let text = written(wording).text();
    assert!(text.contains("比上年执行数增加34.20万元（上年无此项）"));
    assert!(text.contains("公务接待费持平"));
    assert!(text.contains("（1）教育支出（类）1.95万元"));
}

#[test]
fn a_mistake_in_the_profile_is_told_with_line_and_column() {
    let told = |text: &str| Profile::parse("资料.toml", text).unwrap_err().to_string();
    let starts = |text: &str, place: &str| {
        let told = told(text);
        assert!(told.starts_with(&format!("资料.toml {place}：")), "{text}: {told}");
    };
    starts("unit = \"甲\"\nunti = 1\n", "第2行 第1列");
    assert!(told("unti = 1\n").contains("没有“unti”这一项；可用："));
    starts("[wording]\nbase = \"上年预算\"\n  词 = 1\n", "第3行 第3列");
    starts("[wording]\ndecimals = \"many\"\n", "第2行 第12列");
    starts("template = \"北京\"\n", "第1行 第12列");
    starts("[reasons.\"没有的表\"]\n\"208\" = \"无\"\n", "第1行 第1列");
    starts("[prior.general]\n\"合计\" = \"很多\"\n", "第2行 第8列");
    assert!(told("[assets]\nhouse_value = \"很多\"\n").contains("应是数字"));
    starts("unit = 甲", "第1行 第8列");
}

#[test]
fn a_reason_for_nothing_or_for_the_other_direction_is_told_with_line_and_column() {
    let explanation = written(
        "[reasons.general]\n\"2999999\" = \"无\"\n  \"2080102\" = \"项目减少\"\n\"2080101\" = \"人员增加，公用减少\"\n\
         [prior.general]\n\"2999998\" = 1\n[[projects]]\nname = \"没有的项目\"\n",
    );
    let told: Vec<String> = explanation.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "资料.toml 第2行 第13列：一般公共预算支出情况表里没有“2999999”，这条原因未使用；请核对编码或名称",
        "资料.toml 第3行 第15列：“一般行政管理事务”是增加的，原因却只说到减少；请核对",
        "资料.toml 第8行 第8列：项目支出表里没有“没有的项目”，这个项目没有写入；请核对项目名称",
        "资料.toml 第6行 第13列：一般公共预算支出情况表里没有“2999998”，这个上年数未使用；请核对编码或名称",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_mistake_in_a_template_is_told_with_line_and_column() {
    let told = |text: &str| explain(&sample(), &Profile::default(), Some(("我的.txt", text))).unwrap_err().to_string();
    let starts = |text: &str, what: &str| {
        let told = told(text);
        assert!(told.starts_with(&format!("模板 我的.txt {what}")), "{text}: {told}");
    };
    starts("第一行\n{{ 没有 }}", "第2行 第4列：“没有”没有这一项");
    starts("第一行\n金额{{ 总数.没有 | 金额 }}", "第2行 第");
    starts("{{ 总数.本年 | 四舍五入 }}", "第1行 第");
    assert!(told("{{ 总数.本年 | 四舍五入 }}").contains("没有这个过滤器"));
    starts("{{ 总数.本年 + 1 }}", "第1行 第");
    starts("甲\n{{ 图(\"饼图\") }}", "第2行 第");
    assert!(told("{{ 图(\"饼图\") }}").contains("没有“饼图”这种图；可用：瀑布图"));
    starts("{% for 项 in 一般公共预算.项 %}", "第1行");
}

#[test]
fn a_template_without_an_end_is_ended() {
    let told = |text: &str| explain(&sample(), &Profile::default(), Some(("我的.txt", text))).unwrap_err().to_string();
    let nested = |depth: usize, within: &str| {
        let (open, close) = ("{% for i in range(1000) %}".repeat(depth), "{% endfor %}".repeat(depth));
        format!("甲\n{open}{within}{close}")
    };
    let steps = told(&nested(5, "{% if false %}{% endif %}"));
    assert!(
        steps.starts_with("模板 我的.txt 第2行") && steps.contains("已超过 200 万步") && steps.contains("请减少循环"),
        "{steps}"
    );
    let long = told(&nested(2, &"长".repeat(1_000)));
    assert!(long.starts_with("模板 我的.txt") && long.contains("写出的文字超过 16 MB；请减少循环"), "{long}");
}

/// Each of these would be 2⁶⁰ bytes long, wherever the template holds them.
#[test]
fn text_that_doubles_itself_ends_before_it_has_filled_the_memory() {
    let often = |step: &str| format!("{{% set 字 = \"字\" %}}{}", step.repeat(60));
    let recursive =
        "{% macro f(字, 次) %}{% if 次 %}{{ f(字 ~ 字, 次 - 1) }}{% endif %}{% endmacro %}{{ f(\"字\", 60) }}";
    let templates = [
        often("{% set 字 = 字 ~ 字 %}"),
        often("{% set 字 = 字 * 2 %}"),
        often("{% set 字 = [字, 字] | join %}"),
        often("{% set 字 = 字 | replace(\"字\", \"字字\") %}"),
        often("{% set 字 %}{{ 字 }}{{ 字 }}{% endset %}"),
        often("{% set 字 %}{% filter upper %}{{ 字 }}{{ 字 }}{% endfilter %}{% endset %}"),
        often("{% set 字 = (字 ~ 字) | indent(2) %}"),
        "{% set 列 = [1] %}".to_owned() + &"{% set 列 = 列 * 2 %}".repeat(60) + "{{ 列 | list }}",
        recursive.to_owned(),
        "{% set 袋 = namespace(字=\"字\") %}{% for i in range(60) %}{% set 袋.字 = 袋.字 ~ 袋.字 %}{% endfor %}"
            .to_owned(),
        "{{ \"字\" * 100000000000 }}".to_owned(),
    ];
    for template in templates {
        let told = explain(&sample(), &Profile::default(), Some(("我的.txt", &template))).unwrap_err().to_string();
        assert!(told.starts_with("模板 我的.txt 第1行"), "{template}: {told}");
    }
    // Lists that are added would fill it within the engine.
    let sums = ["{% set 列 = [1] %}".to_owned() + &"{% set 列 = 列 + 列 %}".repeat(60), "{{ 1 + 1 }}".to_owned()];
    for template in sums {
        let told = explain(&sample(), &Profile::default(), Some(("我的.txt", &template))).unwrap_err().to_string();
        assert!(told.contains("“+”模板里不能做加法：数由程序计算，文字用 ~ 连接"), "{told}");
    }
    let printed =
        explain(&sample(), &Profile::default(), Some(("我的.txt", "甲+乙{%+ if true %}{{ \"1+1\" }}{% endif %}")));
    assert!(printed.unwrap().text().contains("甲+乙1+1"));
}

#[test]
fn totals_that_disagree_are_told_before_the_text_is_published() {
    // The revenue table's total is another than that of T1.
    let (before, after) = CURRENT.split_once("\t\t\t总计\t759.57\t754.43").unwrap();
    let content = content(&[("2023.txt", PRIOR), ("2024.txt", &format!("{before}\t\t\t总计\t859.57\t754.43{after}"))]);
    let told = explain(&content, &Profile::default(), None).unwrap().warnings;
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "示例州社会保险服务中心：收入总体情况表合计 859.57万元 与收支总体情况表总计 759.57万元 不一致；请核对输入的表，成文前改正"
        ]
    );
    assert!(written("").warnings.is_empty());
}

#[test]
fn a_form_brings_its_own_wording_and_the_profile_has_the_last_word() {
    let text = |profile: &str, form| {
        let profile = Profile::parse_for("资料.toml", profile, form).unwrap();
        explain(&sample(), &profile, None).unwrap().text()
    };
    assert!(text("template = \"shanghai\"\n", None).contains("比2023年预算增加42.43万元"));
    assert!(text("template = \"xinjiang\"\n", Some(Form::Jiangsu)).contains("各比上年增加47.57万元，增长6.68%"));
    let own = "template = \"shanghai\"\n[wording]\nbase = \"{上年度}年执行数\"\n";
    assert!(text(own, None).contains("比2023年执行数增加42.43万元"));
}

#[test]
fn every_change_of_the_real_example_is_written_again() {
    let Some(seed) = crate::needs::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let seed = std::fs::read_to_string(seed).unwrap();
    let text = explain(&content(&[("seed.txt", &seed)]), &Profile::default(), None).unwrap().text();
    let plain: String = seed.chars().filter(|c| !c.is_whitespace()).collect();
    let third =
        &plain[plain.rfind("第三部分2024年单位预算情况说明").unwrap()..plain.rfind("(一)单位运行经费情况").unwrap()];
    let number = |word: &str, text: &str| -> Vec<String> {
        let parts =
            text.split(word).skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_digit() || ".,".contains(*c)));
        parts.map(Iterator::collect).filter(|digits: &String| digits.len() > 3).collect()
    };
    for word in ["增加", "减少", "增长", "下降", "占"] {
        let (theirs, ours) = (number(word, third), number(word, &text));
        let missing: Vec<_> = theirs.iter().filter(|number| !ours.contains(number)).collect();
        assert!(missing.is_empty(), "{word}: {missing:?}");
    }
}

/// The published document, as a file would be read.
fn published(charts: bool) -> (Vec<u8>, Comparison) {
    let (loaded, comparison) = read(&[("2023.txt", PRIOR), ("2024.txt", CURRENT)]);
    let sources =
        Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison: &comparison };
    let unit = comparison.rows[0].item.unit.clone();
    let empty: Vec<_> = loaded.tables.iter().filter(|table| table.items == 0).map(|table| table.table).collect();
    let content = Content::new(&unit, sources, &empty);
    let profile = Profile::default();
    let explanation = explain(&content, &profile, None).unwrap();
    let publication = publish(&explanation, &content, sources, &profile, charts, &[]).unwrap();
    assert!(publication.warnings.is_empty(), "{:?}", publication.warnings);
    (publication.bytes, comparison)
}

/// The figures of the eleven official tables: 绩效目标表 and the text's own are not among them.
pub fn official(loaded: &Loaded) -> BTreeMap<String, String> {
    let printed = loaded.items.iter().filter(|item| item.origin == Origin::Published);
    let figures = printed.filter(|item| item.table <= BudgetTable::Carryover).map(|item| {
        let key = (item.table.name(), item.classification.name(), &item.code, item.level.name(), &item.name);
        (format!("{key:?} {:?} {}", item.project, item.measure), item.amount.unwrap().to_yuan().to_string())
    });
    figures.collect()
}

pub fn load_docx(bytes: &[u8]) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("公开.docx");
    std::fs::write(&path, bytes).unwrap();
    tongbi::source::load(&[path], &LoadOptions::default(), &()).unwrap()
}

#[test]
fn the_word_document_reads_back_as_the_same_tables_and_the_same_changes() {
    let (bytes, before) = published(true);
    let again = load_docx(&bytes);
    assert!(again.warnings.is_empty(), "{:?}", again.warnings);
    let original = load_texts(&[("2024.txt", CURRENT)], &LoadOptions::default()).unwrap();
    assert_eq!(official(&again), official(&original));
    let empty = |loaded: &Loaded| -> Vec<BudgetTable> {
        loaded.tables.iter().filter(|table| table.items == 0).map(|table| table.table).collect()
    };
    assert_eq!(empty(&again), empty(&original));
    let items = LineItems::from_items(&again.items);
    let after = changes(&compare(&items, &CompareOptions::default()).unwrap());
    let before = changes(&before);
    let lost: Vec<_> = after.iter().filter(|(key, change)| before.get(*key) != Some(change)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(after.len() >= 24, "{}", after.len());
}

#[test]
fn the_tables_of_targets_read_back_with_every_cell() {
    let targets = |loaded: &Loaded| -> Vec<String> {
        let of = loaded.items.iter().filter(|item| item.table == BudgetTable::Performance);
        let line = |item: &tongbi::model::LineItem| {
            let amount = item.amount.map(|amount| amount.to_yuan().to_string());
            let value = amount.unwrap_or_else(|| item.text.to_string());
            format!("{:?} {} {} {value}", item.project, item.name, item.measure)
        };
        let mut lines: Vec<String> = of.map(line).collect();
        lines.sort();
        lines
    };
    let original = load_texts(&[("2024.txt", CURRENT)], &LoadOptions::default()).unwrap();
    let ours = targets(&original);
    for measure in ["项目总体目标", "指标值设置依据", "上年完成值", "指标分值权重", "指标赋分规则", "佐证资料"]
    {
        assert!(ours.iter().any(|line| line.contains(measure)), "{measure}");
    }
    assert_eq!(targets(&load_docx(&published(false).0)), ours);
}

#[test]
fn final_accounts_are_written_as_final_accounts() {
    let text =
        explain(&content(&[("final.txt", include_str!("fixtures/provinces/final.txt"))]), &Profile::default(), None);
    let text = text.unwrap().text();
    assert!(text.contains("决算情况说明") && text.contains("支出决算为"), "{text}");
    assert!(!text.contains("预算情况说明") && !text.contains("年预算数为"), "{text}");
    // Why less was spent than budgeted is not why less was spent than last year.
    let is_of = |line: &&str| line.contains("基本养老保险缴费支出") && line.contains("年初预算为");
    let pensions = text.lines().find(is_of).unwrap_or_else(|| panic!("{text}"));
    assert!(pensions.contains("预算数的主要原因是项目结转下年实施"), "{pensions}");
    assert_eq!(pensions.matches("项目结转下年实施").count(), 1, "{pensions}");
}

#[test]
fn the_form_is_that_of_the_place_unless_somebody_names_one() {
    let of = |unit: &str, profile: &str| {
        let content = content(&[
            ("2023.txt", &PRIOR.replace("示例州社会保险服务中心", unit)),
            ("2024.txt", &CURRENT.replace("示例州社会保险服务中心", unit)),
        ]);
        explain(&content, &Profile::parse("资料.toml", profile).unwrap(), None).unwrap().text()
    };
    assert!(of("江苏省示例局", "").contains("一般公共预算“三公”经费、会议费、培训费支出预算情况说明"));
    assert!(of("上海市示例局", "").contains("2024年单位预算编制说明"));
    assert!(of("湖北省示例局", "").contains("关于收支总表的说明"));
    // Nothing in this name tells the place; the titles of the tables do.
    assert!(of("示例局", "").contains("上年结转结余预算情况说明"));
    assert!(of("江苏省示例局", "template = \"central\"\n").contains("关于收支总表的说明"));
}

#[test]
fn a_known_reason_is_written_below_the_threshold_too() {
    let text = written("[reasons.general]\n\"2080505\" = \"缴费基数上调\"\n").text();
    assert!(text.contains("增长6.19%，主要原因是缴费基数上调。"), "{text}");
}

#[test]
fn the_word_document_has_editable_chinese_styles_page_numbers_and_the_same_bytes_each_time() {
    use std::io::Read;
    let (bytes, _) = published(true);
    assert_eq!(bytes, published(true).0);
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (document, styles) = (part("word/document.xml"), part("word/styles.xml"));
    for style in document.split("w:pStyle w:val=\"").skip(1).chain(document.split("w:tblStyle w:val=\"").skip(1)) {
        let id = style.split('"').next().unwrap();
        assert!(styles.contains(&format!("w:styleId=\"{id}\"")), "{id}");
    }
    for font in ["仿宋_GB2312", "黑体", "宋体", "楷体_GB2312", "方正小标宋简体"] {
        assert!(styles.contains(&format!("w:eastAsia=\"{font}\"")), "{font}");
    }
    for (footer, side) in [("word/footer1.xml", "Footer"), ("word/footer2.xml", "FooterEven")] {
        let text = part(footer);
        assert!(text.contains(" PAGE ") && text.contains(&format!("w:val=\"{side}\"")), "{footer}");
    }
    // Odd and even pages, 28 characters by 22 lines, the page number 7 mm below the text, none on the cover.
    assert!(part("word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    let grid = "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"579\" w:charSpace=\"-849\"/>";
    assert!(document.matches(grid).count() > 5);
    assert!(document.contains("w:footer=\"1587\"") && document.matches("<w:titlePg/>").count() == 1);
    assert!(part("word/fontTable.xml").contains("w:name=\"方正小标宋简体\"><w:altName w:val=\"宋体,SimSun\"/>"));
    // Every heading and table of the disclosure is in the contents, with its page.
    let entries = document.matches("PAGEREF _Toc").count();
    let headings = ["Heading1", "Heading2", "TableTitle"].map(|id| format!("<w:pStyle w:val=\"{id}\"/>"));
    assert_eq!(entries, headings.iter().map(|heading| document.matches(heading.as_str()).count()).sum::<usize>());
    assert!(entries > 25 && document.contains("TOC \\o \"1-2\" \\h \\z \\u"), "{entries}");
    assert_eq!(document.matches("<w:drawing>").count(), 3);
    assert!(document.contains("<w:tblHeader/>"));
    assert!(document.contains("<w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">【待补充："));
    let (plain, _) = published(false);
    let plain = zip::ZipArchive::new(std::io::Cursor::new(plain)).unwrap();
    assert!(!plain.file_names().any(|name| name.unwrap().contains("media")));
}
