//! Tables of governments as provinces and cities print them: titles on two lines, headers with parts and formulas,
//! names in two columns, lists of performance, rows without codes. Written for the tests, after kinds met in public
//! documents.

use crate::needs::shared;
use rust_xlsxwriter::{Format, Workbook};
use std::collections::{BTreeMap, BTreeSet};
use tongbi::audit::{Material, judge};
use tongbi::model::{Amount, BudgetTable, Level, LineItem, Scope, WarningKind};
use tongbi::source::{LoadOptions, Loaded, load, load_bytes, load_texts};

fn text(text: &str) -> Loaded {
    load_texts(&[("2025年甲市预算.txt", text)], &LoadOptions::default()).unwrap()
}

fn book(make: impl FnOnce(&mut Workbook)) -> Loaded {
    let mut book = Workbook::new();
    make(&mut book);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2025年甲市预算.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    load(&[path], &LoadOptions::default(), &()).unwrap()
}

fn rows(sheet: &mut rust_xlsxwriter::Worksheet, rows: &[&str]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells.split('|')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
}

/// `unit scope name measure amount in 万元` of a table.
fn said(loaded: &Loaded, table: BudgetTable) -> Vec<String> {
    let of = loaded.items.iter().filter(|item| item.table == table && item.amount.is_some());
    of.map(|item| {
        let amount = item.amount.unwrap().fen() as f64 / 1e6;
        format!("{} {} {} {amount}", item.unit, item.name, item.measure)
    })
    .collect()
}

#[test]
fn the_place_on_the_line_above_a_title_tells_whose_table_it_is() {
    let table =
        |title: &str, tax: &str| format!("{title}\n单位：万元\n项目\t2025年执行数\n税收收入\t{tax}\n增值税\t{tax}\n");
    for break_ in ["", "\n"] {
        let loaded = text(
            &[
                table("2025年甲市一般公共预算收入执行情况表", "900"),
                table(&format!("2025年甲市东部山区{break_}一般公共预算收入执行情况表"), "70"),
                table(&format!("2025年甲新旧动能起步区{break_}一般公共预算收入执行情况表"), "50"),
            ]
            .join("\n"),
        );
        let found = said(&loaded, BudgetTable::GovernmentRevenue);
        for (unit, amount) in [("甲市", "900"), ("甲市东部山区", "70"), ("甲新旧动能起步区", "50")] {
            let wanted = format!("{unit} 税收收入 合计 {amount}");
            assert!(found.contains(&wanted), "{wanted} not in {found:?}");
        }
        assert!(
            !loaded.warnings.iter().any(|warning| warning.kind == WarningKind::RepeatedTable),
            "{:?}",
            loaded.warnings
        );
    }
}

#[test]
fn a_title_may_break_in_any_of_its_words() {
    for (first, second, kind) in [
        ("2023年中央对甲省税收返还及一般公共预算", "转移支付决算表", BudgetTable::Transfers),
        ("2023年甲省及省本级地方政府新增专项债券", "使用情况表", BudgetTable::Debt),
        ("2023年省对各市国有资本经营预算转移支付分地区", "分项目决算表", BudgetTable::Transfers),
    ] {
        let loaded = text(&format!("{first}\n{second}\n单位：万元\n项目\t金额\n甲\t12\n乙\t30\n"));
        let titles: Vec<&str> = loaded.tables.iter().map(|table| &*table.title).collect();
        assert_eq!(titles, [format!("{first}{second}")]);
        assert_eq!(loaded.tables[0].table, kind, "{first}");
    }
}

#[test]
fn parts_terms_formulas_and_places_head_columns() {
    let loaded = text(
        "2023年甲省一般公共预算税收返还决算表\n单位：万元\n项目\t金额\t其中：不含乙市\n增值税返还\t17\t14\n消费税返还\t36\t22\n",
    );
    let found = said(&loaded, BudgetTable::Transfers);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[1].ends_with(" 14"), "{found:?}");

    let debt = "2023年甲省地方政府债务限额余额表\n单位：万元\n";
    for head in [
        "项目\t全省\t省级\t市县\n",
        "项目\t全省\t省级\t市县\n公式\tA=B+C\tB\tC\n",
        "地区\t2023年末余额\t3年期\t10年期\n",
        "项目\t全省\t其中：省级\t其中：市县\n",
    ] {
        let loaded = text(&format!("{debt}{head}年末余额\t21\t8\t13\n其中：一般债务\t11\t4\t7\n"));
        let found = said(&loaded, BudgetTable::Debt);
        let amounts: Vec<&str> = found.iter().filter_map(|item| item.rsplit(' ').next()).collect();
        assert_eq!(amounts, ["21", "8", "13", "11", "4", "7"], "{head}: {:?}", loaded.warnings);
        let distinct: std::collections::BTreeSet<_> =
            loaded.items.iter().map(|item| (&item.name, &item.measure, item.scope)).collect();
        assert_eq!(distinct.len(), 6, "{head}: {found:?}");
        assert!(loaded.warnings.iter().all(|warning| warning.kind != WarningKind::BadNumber), "{:?}", loaded.warnings);
    }
    assert!(loaded.items.iter().all(|item| item.scope != Scope::Unit));
}

#[test]
fn names_of_rows_beside_those_of_groups_are_the_names() {
    let loaded = book(|book| {
        let sheet = book.add_worksheet();
        rows(
            sheet,
            &[
                "2023年末甲省地方政府债券年限情况表",
                "单位：万元",
                "地区|类型|2023年末余额|3年期",
                "全省|新增债券|30|10",
                "|置换债券|20|5",
                "省级|新增债券|12|4",
                "|置换债券|8|1",
            ],
        );
        let format = Format::new();
        sheet.merge_range(3, 0, 4, 0, "全省", &format).unwrap();
        sheet.merge_range(5, 0, 6, 0, "省级", &format).unwrap();
    });
    let found = said(&loaded, BudgetTable::Debt);
    assert_eq!(found.len(), 8, "{found:?} {:?}", loaded.warnings);
    let names: std::collections::BTreeSet<_> = loaded.items.iter().map(|item| (&item.name, &item.measure)).collect();
    assert_eq!(names.len(), 8, "each row by its own name: {found:?}");
}

#[test]
fn a_list_of_projects_with_their_indicators_gives_money_values_and_weights() {
    let list = [
        "专项资金项目支出绩效表",
        "单位：万元",
        "单位名称|项目名称|预算执行率权重(%)|预算数|绩效目标|一级指标|二级指标|三级指标|绩效指标性质|本年绩效指标值|绩效度量单位|本年权重",
        "合计：|||720.5",
        "101-甲统计局|普查|10|600|按时完成|产出指标|数量指标|覆盖率|≥|98|%|50",
        "|||||效益指标|社会效益指标|满意率|≥|90|%|40",
        "102-甲司法厅|普法|10|120.5|五十场|产出指标|数量指标|场次|=|50|场|90",
    ];
    let check = |loaded: &Loaded| {
        let money = said(loaded, BudgetTable::Performance);
        assert_eq!(money.len(), 3, "{money:?}");
        assert!(
            money[0].ends_with(" 合计 预算数 720.5") && money[1].ends_with(" 101-甲统计局 预算数 600"),
            "{money:?}"
        );
        let words = |measure: &str| -> Vec<(Option<&str>, &str, &str)> {
            let of = loaded.items.iter().filter(|item| item.measure.as_str() == measure);
            of.map(|item| (item.project.as_deref(), &*item.name, &*item.text)).collect()
        };
        assert_eq!(
            words("指标值"),
            [
                (Some("普查"), "产出指标/数量指标/覆盖率", "≥98%"),
                (Some("普查"), "效益指标/社会效益指标/满意率", "≥90%"),
                (Some("普法"), "产出指标/数量指标/场次", "=50场"),
            ]
        );
        assert_eq!(words("指标分值权重").iter().map(|word| word.2).collect::<Vec<_>>(), ["50", "40", "90"]);
    };
    check(&book(|book| rows(book.add_worksheet(), &list)));
    // In another order of columns, the money's unit in its own header, the unit behind the project.
    let other = [
        "2025年甲省重点项目支出绩效表",
        "项目名称|单位名称|预算数（万元）|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重",
        "普查|甲统计局|600|产出指标|数量指标|覆盖率|≥|98|%|50",
        "普查|乙统计局|30.25|产出指标|数量指标|覆盖率|≥|98|%|50",
    ];
    let loaded = book(|book| rows(book.add_worksheet(), &other));
    let money: Vec<_> = loaded.items.iter().filter(|item| item.amount.is_some()).collect();
    let said: Vec<_> =
        money.iter().map(|item| (item.project.as_deref(), &*item.name, item.amount.unwrap().fen())).collect();
    assert_eq!(said, [(Some("普查"), "甲统计局", 600_000_000), (Some("普查"), "乙统计局", 30_250_000)]);
}

#[test]
fn rows_whose_code_nobody_knows_are_among_the_parts_of_a_sum() {
    let table = |parts: &str| {
        text(&format!(
            "2025年甲市本级一般公共预算支出执行情况表\n单位：万元\n科目编码\t项目\t预算数\n204\t公共安全支出\t170\n20499\t其他公共安全支出\t170\n{parts}"
        ))
    };
    let wrong = |loaded: &Loaded| -> Vec<String> {
        let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        let findings = report.findings();
        findings.iter().filter(|judged| judged.code == "children").map(|judged| judged.printed.to_string()).collect()
    };
    // 特别救助资金 has no code of its own, printed or known.
    let whole = table("\t  特别救助资金\t20\n2049999\t其他公共安全支出\t150\n");
    assert_eq!(wrong(&whole), Vec::<String>::new());
    let of_one = table("2049901\t甲支出\t20\n2049999\t其他公共安全支出\t150\n");
    assert_eq!(wrong(&of_one), Vec::<String>::new());
    // Only names: the next 款 ends the list although nobody knows its code, and a missing part is told all the same.
    let names = |part: &str| {
        text(&format!(
            "2025年甲市本级一般公共预算支出执行情况表\n单位：万元\n项目\t预算数\n教育支出\t195\n  普通教育\t170\n\
             \u{20}   初中教育\t150\n    特别教育资金\t{part}\n  特别事务\t25\n    特别支出\t25\n"
        ))
    };
    assert_eq!(wrong(&names("20")), Vec::<String>::new());
    assert_eq!(wrong(&names("21")), ["170"]);
}

#[test]
fn terms_rates_dates_and_numbers_of_things_are_no_amounts() {
    for (heads, row) in [
        ("发行金额\t发行日期\t债券利率\t债券期限（年）", "100\t3月10日\t2.25%\t30"),
        ("发行量（万元）\t期限（年）\t利率（%）\t起息时间", "100\t30\t2.25\t2025-03-10"),
        ("预算数\t数量（辆）\t补助人数\t建筑面积(平方米)", "100\t2\t30\t4,000"),
        ("预算数\t采购数量\t年限\t期限（单位：月）", "100\t2\t30\t6"),
    ] {
        let table = format!(
            "2025年甲市地方政府债券发行情况表\n单位：万元\n项目名称\t{heads}\n甲路工程\t{row}\n乙路工程\t{row}\n"
        );
        let loaded = text(&table);
        let amounts: Vec<i64> = loaded.items.iter().filter_map(|item| Some(item.amount?.fen())).collect();
        assert_eq!(amounts, [100_000_000, 100_000_000], "{heads}");
        assert_eq!(loaded.warnings, [], "{heads}");
    }
}

#[test]
fn a_list_that_is_numbered_from_the_total_down_has_the_highest_rows_that_its_table_prints() {
    let levels = |body: &str| -> Vec<String> {
        let head = "2025年甲市一般公共预算收入执行情况表\n单位：万元\n项目\t执行数\n";
        let loaded = text(&format!("{head}{body}"));
        loaded.items.iter().map(|item| format!("{} {}", item.level.name(), item.name)).collect()
    };
    assert_eq!(
        levels("一般公共预算收入\t100\n1、税收收入\t70\n其中：增值税\t40\n2、非税收入\t30\n"),
        ["total 合计", "类 税收收入", "项 增值税", "类 非税收入"]
    );
    assert_eq!(
        levels("（一）税收收入\t70\n增值税\t40\n（二）非税收入\t30\n收入合计\t100\n"),
        ["类 税收收入", "款 增值税", "类 非税收入", "total 合计"]
    );
    // Below a row without a number they are its parts.
    assert_eq!(
        levels("本级收入\t100\n1.税收收入\t70\n2.非税收入\t30\n转移性收入\t20\n收入总计\t120\n")[..3],
        ["类 本级收入", "款 税收收入", "款 非税收入"]
    );
}

#[test]
fn pages_that_print_title_and_head_again_are_one_table() {
    let page = |rows: &str| {
        format!("2025年甲市市本级支出功能分类预算表\n\n单位：万元\n\n项目\t合计\t一般公共预算\n{rows}\n\n")
    };
    let pages = [
        page("支出总计\t100\t100\n201-一般公共服务支出\t100\t100\n20101-人大事务\t60\t60\n2010101-行政运行\t20\t20"),
        page("2010102-一般行政管理事务\t40\t40\n20102-政协事务\t40\t40\n2010201-行政运行\t40\t40"),
    ];
    let loaded = text(&pages.concat());
    assert_eq!((loaded.tables.len(), loaded.items.len()), (1, 14));
    assert_eq!(loaded.warnings, []);
    // Printed once more from the beginning it is the same table, and counts once.
    let again = text(&[pages.concat(), pages.concat()].concat());
    assert_eq!(again.items.len(), 14);
}

#[test]
fn what_a_spreadsheet_calculates_below_a_fen_is_no_news_and_what_someone_typed_is() {
    let table = ["2025年甲市一般公共预算支出表", "单位：万元", "科目编码|科目名称|预算数"];
    let of = |number: &str| {
        book(|book| {
            rows(book.add_worksheet(), &[table.as_slice(), &[&format!("201|一般公共服务支出|{number}")]].concat())
        })
    };
    for (number, told) in
        [("8508.68000000017", 0), ("-11422.5000000001", 0), ("33.3333333333333", 0), ("12.34567891", 1)]
    {
        let loaded = of(number);
        let rounded = loaded.warnings.iter().filter(|warning| warning.kind == WarningKind::Rounded).count();
        assert_eq!((loaded.items.len(), rounded), (1, told), "{number}: {:?}", loaded.warnings);
    }
}

#[test]
fn a_citys_own_level_belongs_to_the_city_above_it() {
    let loaded = text(
        "2025年甲省地方政府债务余额分地区情况表\n单位：亿元\n地区\t余额\n甲省\t100\n省本级\t10\n乙市\t50\n市本级\t20\n丙区\t30\n\
         丁市\t40\n市本级\t15\n戊县\t25\n",
    );
    let names: Vec<&str> = loaded.items.iter().map(|item| &*item.name).collect();
    assert_eq!(names, ["甲省", "省本级", "乙市", "乙市：市本级", "丙区", "丁市", "丁市：市本级", "戊县"]);
    // Districts of two cities may have one name.
    let loaded = text(
        "2025年甲省地方政府债务余额分地区情况表\n单位：亿元\n地区\t余额\n甲省\t100\n省本级\t10\n乙市\t50\n市本级\t20\n城中区\t30\n\
         丁市\t40\n市本级\t15\n城中区\t25\n",
    );
    let names: Vec<&str> = loaded.items.iter().map(|item| &*item.name).collect();
    assert_eq!(names[4..], ["乙市：城中区", "丁市", "丁市：市本级", "丁市：城中区"]);
}

#[test]
fn one_level_called_by_two_names_is_another_unit_only_where_a_form_is_printed_for_both() {
    let table =
        |title: &str, amount: u32| format!("{title}\n单位：万元\n地区\t预算数\n合计\t{amount}\n乙县\t{amount}\n");
    let units = |titles: [&str; 2]| -> BTreeSet<String> {
        let loaded = text(&(table(titles[0], 90) + &table(titles[1], 70)));
        assert_eq!(loaded.items.len(), 4, "{titles:?}");
        loaded.items.iter().map(|item| item.unit.to_string()).collect()
    };
    let one = units(["2025年甲市市级一般公共预算转移支付预算表", "2025年甲市市本级政府性基金预算转移支付预算表"]);
    assert_eq!(one, BTreeSet::from(["甲市".to_owned()]));
    let two = units(["2025年甲市市级一般公共预算转移支付预算表", "2025年甲市市本级一般公共预算转移支付预算表"]);
    assert_eq!(two, BTreeSet::from(["甲市".to_owned(), "甲市（市级）".to_owned()]));
}

#[test]
fn columns_of_changes_are_left_out_whatever_they_are_compared_with() {
    for (change, other) in [
        ("2025年增减变化", "金额"),
        ("2025年比2024年增减", "金额"),
        ("较上年增减额（万元）", "增长%"),
        ("预算数比上年执行数增加", "增长%"),
        ("增减变动情况", "备注"),
    ] {
        let loaded = text(&format!(
            "2025年甲市地方政府债务投向情况表\n单位：万元\n项目\t2024年决算数\t2025年执行数\t{change}\t{other}\n\
             基础设施\t100\t120\t20\t\n社会事业\t50\t40\t-10\t\n合计\t150\t160\t10\t\n"
        ));
        assert_eq!(
            said(&loaded, BudgetTable::Debt),
            said(
                &text(
                    "2025年甲市地方政府债务投向情况表\n单位：万元\n项目\t2024年决算数\t2025年执行数\n\
             基础设施\t100\t120\n社会事业\t50\t40\n合计\t150\t160\n"
                ),
                BudgetTable::Debt
            ),
            "{change}"
        );
    }
}

/// The measures of the columns of a table in HTML, whose cells may span.
fn measures(title: &str, head: &str, row: &str) -> Vec<String> {
    let page = format!(
        "<html><body><p>{title}</p><p>单位：万元</p><table>{head}<tr><td>合计</td>{row}</tr><tr><td>乙县</td>{row}</tr></table></body></html>"
    );
    let loaded = load_bytes(&[("表.html", page.as_bytes())], &LoadOptions::default()).unwrap();
    let sums = loaded.items.iter().filter(|item| item.level.name() == "total");
    sums.map(|item| format!("{} {}", item.phase.name(), item.measure)).collect()
}

#[test]
fn columns_of_groups_side_by_side_stay_apart() {
    let cells = |count: usize| (1..=count).map(|at| format!("<td>{at}</td>")).collect::<String>();
    // The whole beside the sum of one of its parts, whether or not the headers repeat the year.
    let title = "2022年甲省省级一般公共预算转移支付预算表";
    for whole in ["2022年预算数", "2022年金额", "预算数"] {
        let head = format!(
            "<tr><td rowspan=2>项目</td><td rowspan=2>{whole}</td><td rowspan=2>未落实到地区数</td><td colspan=2>市县</td></tr>\
             <tr><td>小计</td><td>乙市</td></tr>"
        );
        let found = measures(title, &head, &cells(4));
        let tails: Vec<&str> = found.iter().map(|measure| measure.rsplit('：').next().unwrap()).collect();
        assert_eq!(tails, ["预算 一般公共预算转移支付", "未落实到地区数", "市县/合计", "乙市"], "{whole}");
    }
    // Numbered parts of a whole, each with all phases.
    let phases = "<td>年初预算数</td><td>调整预算数</td><td>决算数</td>";
    for parts in [
        ["其中：1.一般债务限额", "2.专项债务限额"],
        ["其中：一般债务限额", "专项债务限额"],
        ["一般债务限额", "专项债务限额"],
    ] {
        let head = format!(
            "<tr><td rowspan=2>地区</td><td colspan=3>2023年新增债务限额</td><td colspan=3>{}</td><td colspan=3>{}</td></tr><tr>{}</tr>",
            parts[0],
            parts[1],
            phases.repeat(3)
        );
        let found = measures("2023年甲省新增政府债务限额分配表", &head, &cells(9));
        assert_eq!(found.len(), 9, "{found:?}");
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 9, "{found:?}");
        assert!(
            found[3..6].iter().all(|measure| measure.contains("一般债务限额") && !measure.contains("1.")),
            "{found:?}"
        );
    }
}

#[test]
fn names_behind_one_of_which_are_its_siblings_wherever_the_print_sets_them() {
    let levels = |sibling: &str, inner: &str| -> Vec<&'static str> {
        let loaded = text(&format!(
            "2025年甲市一般公共预算收入执行情况表\n单位：万元\n项目\t执行数\n税收收入\t70\n  其中：增值税\t40\n{sibling}契税\t30\n非税收入\t30\n\
             {inner}专项收入\t30\n收入合计\t100\n"
        ));
        loaded.items.iter().map(|item| item.level.name()).collect()
    };
    for sibling in ["        ", "  ", "       "] {
        assert_eq!(levels(sibling, "  "), ["类", "款", "款", "类", "款", "total"], "{sibling:?}");
    }
}

#[test]
fn what_governments_print_adds_up_as_it_is_read() {
    // Rows whose parts the document does not print whole, or prints otherwise: secret items, funds among transfers, a
    // slip of 3,000 万元 (承德 其他支出).
    let known: BTreeMap<&str, (usize, &[&str])> = [
        ("wuhan-2025-revenue.pdf", (12, &[][..])),
        ("nanchang-2025-revenue-execution.pdf", (8, &[])),
        ("chengde-2025-report.docx", (10, &["非税收入", "政府住房基金收入", "其他支出"])),
        (
            "hainan-2021-tables.xls",
            (180, &["中央补助收入", "转移性支出", "补助市县支出", "公共安全支出", "工业和信息产业监管"]),
        ),
        (
            "nanchang-2025-expenditure-execution.pdf",
            (340, &["债务发行费用支出：地方政府一般债务发行费用支出", "转移性支出", "安排预算稳定调节基金"]),
        ),
    ]
    .into();
    for (name, (least, open)) in known {
        let Some(path) = shared(&format!("corpus/government/{name}")) else { return };
        let loaded = load(&[path], &LoadOptions::default(), &()).unwrap();
        let (whole, other) = sums(&loaded.items);
        assert!(whole >= least, "{name}: {whole} sums");
        assert_eq!(other, open.iter().map(|name| (*name).to_owned()).collect(), "{name}");
    }
}

/// How many rows are the sum of the next lower ones that stand below them, and the names of those that are not.
fn sums(items: &[LineItem]) -> (usize, BTreeSet<String>) {
    let mut columns: BTreeMap<_, Vec<&LineItem>> = BTreeMap::new();
    let listed = |item: &&LineItem| {
        let table = item.table;
        let single = matches!(table, BudgetTable::Other | BudgetTable::Debt | BudgetTable::Transfers);
        !single && table != BudgetTable::SocialInsurance && table != BudgetTable::Performance && item.amount.is_some()
    };
    for item in items.iter().filter(listed) {
        let owner = (item.unit.clone(), item.scope, item.year, item.phase);
        let column = (owner, item.table, item.classification, item.measure.clone(), item.place.sheet.clone());
        columns.entry((column, item.place.table)).or_default().push(item);
    }
    let (mut whole, mut other) = (0, BTreeSet::new());
    for mut rows in columns.into_values() {
        rows.sort_by_key(|item| (item.place.page, item.place.row));
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.level != Level::Total) {
            let below: Vec<&&LineItem> = rows[at + 1..].iter().take_while(|item| item.level > row.level).collect();
            let Some(next) = below.iter().map(|item| item.level).min() else { continue };
            let parts = below.iter().filter(|item| item.level == next).filter_map(|item| item.amount);
            let parts: Vec<Amount> = parts.collect();
            match row.amount.is_some_and(|sum| sum.sum_agrees(parts)) {
                true => whole += 1,
                false => drop(other.insert(row.name.to_string())),
            }
        }
    }
    (whole, other)
}

#[test]
fn a_report_names_its_government_in_its_title_or_takes_that_of_its_tables() {
    const SAID: &str = "全市一般公共预算收入完成1200万元，比上年增加200万元，增长20%。\n";
    const TABLE: &str = "甲市2018年一般公共预算收入决算表\n单位：万元\n项目\t决算数\n税收收入\t1200.00\n一般公共预算收入合计\t1200.00\n";
    for (title, tables, owner) in [
        ("关于甲市2018年预算执行情况及2019年预算草案的报告\n", "", "甲市"),
        ("甲市2018年财政预算执行情况和2019年财政预算（草案）的报告\n", "", "甲市"),
        ("关于2018年预算执行情况和2019年预算草案的报告\n", "", ""),
        ("关于2018年预算执行情况和2019年预算草案的报告\n", TABLE, "甲市"),
    ] {
        let report = format!("{title}{SAID}");
        let mut files = vec![("报告.txt", &*report)];
        files.extend((!tables.is_empty()).then_some(("表.txt", tables)));
        let loaded = tongbi::source::load_texts(&files, &Default::default()).unwrap();
        let paper = loaded.papers.iter().find(|paper| &*paper.file == "报告.txt").unwrap();
        assert_eq!(paper.unit.as_deref().unwrap_or_default(), owner, "{title}");
        assert_eq!(paper.scope, Some(tongbi::model::Scope::Government), "{title}");
    }
}
