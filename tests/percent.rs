//! Percentages that tables print beside their amounts: read with their places, judged by their rows, and held against the
//! rates of the text. Each right table also with one figure that no longer fits.

use rust_xlsxwriter::{Format, Workbook};
use tongbi::audit::{Audit, Judgement, Material, Verdict, judge};
use tongbi::model::{PrintedRate, RateKind};
use tongbi::source::{Loaded, load, load_texts};

fn loaded(table: &str) -> Loaded {
    let text = format!("示例市2025年预算执行情况\n\n{table}");
    load_texts(&[("2025.txt", text.as_str())], &Default::default()).unwrap()
}

fn audited(loaded: &Loaded) -> Audit {
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

fn rates(loaded: &Loaded) -> Vec<&PrintedRate> {
    loaded.papers.iter().flat_map(|paper| &paper.rates).collect()
}

/// Findings of the check with a wrong figure.
fn wrong(audit: &Audit) -> Vec<&Judgement> {
    audit.findings().into_iter().filter(|one| one.code == "percent" && one.verdict == Verdict::Figure).collect()
}

/// The table has a percentage in each of so many cells, all of which come out; with `slip` one of them does not.
#[track_caller]
fn holds(table: &str, cells: usize, slip: (&str, &str)) {
    let right = loaded(table);
    assert_eq!(rates(&right).len(), cells, "{table}");
    assert_eq!(audited(&right).findings().len(), 0, "{table}");
    let other = table.replacen(slip.0, slip.1, 1);
    assert_ne!(table, other);
    let audit = audited(&loaded(&other));
    let found = wrong(&audit);
    let [found] = found.as_slice() else { panic!("{found:?} in {other}") };
    assert!(slip.1.contains(&*found.printed) && found.place.row.is_some(), "{found:?}");
}

#[test]
fn percentages_are_judged_by_the_amounts_that_their_headers_name() {
    let title = "2025年示例市一般公共预算收入执行情况表\n\n单位：万元\n\n";
    for (table, cells, slip) in [
        (
            "项目\t2024年决算数\t2025年预算数\t2025年执行数\t占预算%\t比上年增长%\n\
             税收收入\t1000\t1100\t1056\t96.0\t5.6\n非税收入\t500\t500\t480\t96.0\t-4.0\n收入合计\t1500\t1600\t1536\t96.0\t2.4\n",
            6,
            ("96.0\t-4.0", "96.0\t4.0"),
        ),
        (
            "项目\t预算数\t调整预算数\t执行数\t执行数为调整预算数%\t上年决算数\t执行数比上年+,-%\n\
             税收收入\t1200\t1100\t1056\t96.0\t1000\t5.6\n非税收入\t400\t500\t480\t96.0\t500\t-4.0\n收入合计\t1600\t1600\t1536\t96.0\t1500\t2.4\n",
            6,
            ("480\t96.0", "480\t69.0"),
        ),
        (
            "项目\t2024年执行数\t2025年预算数\t预算数为上年执行数的%\n税收收入\t1000\t1056\t105.6\n非税收入\t500\t480\t96.0\n收入合计\t1500\t1536\t102.4\n",
            3,
            ("105.6", "106.5"),
        ),
        (
            "项目\t2024年决算数\t2025年执行数\t占比（%）\t增减率（%）\n税收收入\t1000\t1056\t68.75\t5.60\n非税收入\t500\t480\t31.25\t-4.00\n收入合计\t1500\t1536\t100.00\t2.40\n",
            6,
            ("31.25", "31.52"),
        ),
        (
            "项目\t年初预算数\t执行数\t预算完成率\n税收收入\t1100\t1056\t96%\n非税收入\t500\t480\t96%\n收入合计\t1600\t1536\t96%\n",
            3,
            ("480\t96%", "480\t98%"),
        ),
    ] {
        holds(&format!("{title}{table}"), cells, slip);
    }
}

#[test]
fn percentages_in_rows_below_their_amounts_are_judged_as_those_in_columns() {
    let title = "2025年示例市一般公共预算收入执行情况表\n\n单位：万元\n\n项目\t2024年决算数\t2025年执行数\n";
    for (table, cells, slip) in [
        (
            "税收收入\t1000\t1056\n占比（%）\t66.67\t68.75\n非税收入\t500\t480\n占比（%）\t33.33\t31.25\n收入合计\t1500\t1536\n",
            4,
            ("31.25", "31.52"),
        ),
        (
            "税收收入\t1000\t1056\n比上年增长%\t\t5.6\n非税收入\t500\t480\n比上年增长%\t\t-4.0\n收入合计\t1500\t1536\n比上年增长%\t\t2.4\n",
            3,
            ("-4.0", "4.0"),
        ),
    ] {
        holds(&format!("{title}{table}"), cells, slip);
    }
    // 税收收入占比 below another amount, and what is no percentage of the amount above it.
    let table = "税收收入\t1000\t1056\n非税收入\t500\t480\n税收收入占比（%）\t66.67\t68.75\n收入合计\t1500\t1536\n";
    assert_eq!(rates(&loaded(&format!("{title}{table}"))).len(), 0);
}

#[test]
fn a_percentage_within_the_rounding_of_its_amounts_is_no_error() {
    let table = "2025年示例市国有资本经营预算收入执行情况表\n\n单位：万元\n\n项目\t2025年预算数\t2025年执行数\t占预算%\n\
                 甲企业利润收入\t398\t459\t115.21\n乙企业利润收入\t300\t300\t100.00\n收入合计\t698\t759\t108.74\n";
    let audit = audited(&loaded(table));
    let tails: Vec<&str> = audit.tables.iter().filter(|one| one.code == "percent").map(|one| &*one.printed).collect();
    assert_eq!((tails, wrong(&audit).len()), (vec!["115.21"], 0));
}

#[test]
fn columns_whose_header_means_something_else_or_has_no_base_are_not_judged() {
    let title = "2025年示例市一般公共预算收入执行情况表\n\n单位：万元\n\n";
    for table in [
        // Most of the column does not come out: another budget is meant.
        "项目\t2025年预算数\t2025年执行数\t占预算%\n税收收入\t1100\t1056\t88.0\n非税收入\t500\t480\t80.0\n收入合计\t1600\t1536\t96.0\n",
        // On the same basis, last year's amounts are others.
        "项目\t2024年决算数\t2025年执行数\t可比增长%\n税收收入\t1000\t1056\t8.1\n非税收入\t500\t480\t2.0\n收入合计\t1500\t1536\t2.4\n",
        "项目\t2024年决算数\t2025年执行数\t比上年同口径增长%\n税收收入\t1000\t1056\t8.1\n非税收入\t500\t480\t2.0\n收入合计\t1500\t1536\t2.4\n",
        // Nothing is a percentage of nothing.
        "项目\t2025年预算数\t2025年执行数\t占预算%\n税收收入\t1100\t1056\t96.0\n非税收入\t0\t480\t100.0\n收入合计\t1100\t1536\t139.6\n",
    ] {
        let loaded = loaded(&format!("{title}{table}"));
        assert_eq!(rates(&loaded).len(), 3, "{table}");
        assert_eq!(wrong(&audited(&loaded)).len(), 0, "{table}");
    }
    // Rates of interest and weights are of nothing in their row.
    let table = "2025年示例市一般公共预算支出预算表\n\n单位：万元\n\n项目\t2025年预算数\t权重（%）\t利率（%）\n教育支出\t1000\t50\t2.56\n科学技术支出\t500\t50\t2.61\n";
    assert_eq!(rates(&loaded(table)).len(), 0);
}

#[test]
fn what_a_spreadsheet_calculates_counts_with_the_digits_that_it_shows() {
    let mut book = Workbook::new();
    let percent = Format::new().set_num_format("0.0%");
    let sheet = book.add_worksheet();
    let heads = ["项目", "2024年决算数", "2025年执行数", "比上年增长%"];
    sheet.write_string(0, 0, "2025年示例市一般公共预算收入执行情况表").unwrap();
    sheet.write_string(1, 0, "单位：万元").unwrap();
    for (column, head) in (0..).zip(heads) {
        sheet.write_string(2, column, head).unwrap();
    }
    for (row, name, last, now) in
        [(3, "税收收入", 1499.0, 1571.0), (4, "非税收入", 700.0, 699.0), (5, "收入合计", 2199.0, 2270.0)]
    {
        sheet.write_string(row, 0, name).unwrap();
        sheet.write_number(row, 1, last).unwrap();
        sheet.write_number(row, 2, now).unwrap();
        sheet.write_number_with_format(row, 3, now / last - 1.0, &percent).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2025年示例市预算执行.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let loaded = load(&[path], &Default::default(), &()).unwrap();
    let printed: Vec<&str> = rates(&loaded).into_iter().map(|rate| rate.number.raw()).collect();
    assert_eq!(printed, ["4.80", "-0.14", "3.23"]);
    assert!(rates(&loaded).iter().all(|rate| matches!(rate.kind, RateKind::Growth(_)) && rate.place.column == Some(4)));
    assert_eq!(audited(&loaded).tables.len(), 0);
}

const REPORT: &str = "2025年示例市一般公共预算收入执行情况表\n\n单位：万元\n\n\
     项目\t2025年预算数\t2025年执行数\t占预算%\t比上年增长%\n增值税\t700\t714\t102.0\t8.4\n资源税\t400\t382\t95.5\t-9.5\n\
     收入合计\t1100\t1096\t99.6\t1.5\n\n";

fn report(text: &str) -> Audit {
    let text =
        format!("关于示例市2025年预算执行情况和2026年预算草案的报告\n\n{REPORT}一、2025年预算执行情况\n\n{text}\n");
    let loaded = load_texts(&[("2025.txt", text.as_str())], &Default::default()).unwrap();
    audited(&loaded)
}

fn verdicts(audit: &Audit, printed: &str) -> Vec<Verdict> {
    audit.claims.iter().filter(|one| &*one.printed == printed).map(|one| one.verdict).collect()
}

#[test]
fn rates_of_the_text_are_held_against_the_percentages_of_the_table() {
    let text = "全市增值税完成714万元，占预算的102%，增长8.4%；资源税完成382万元，比上年下降9.5%。";
    let audit = report(text);
    for printed in ["102%", "8.4%", "9.5%"] {
        assert_eq!(verdicts(&audit, printed), [Verdict::Ok], "{printed}");
    }
    for (from, to) in [("8.4%", "8.8%"), ("下降9.5%", "下降5.9%"), ("下降9.5%", "增长9.5%")] {
        let audit = report(&text.replace(from, to));
        let printed = to.trim_start_matches(['下', '降', '增', '长']);
        assert_eq!(verdicts(&audit, printed), [Verdict::Figure], "{to}");
        assert!(wrong(&audit).iter().any(|one| one.because.contains("比上年增长%")), "{to}");
    }
}

#[test]
fn a_rate_on_another_basis_or_of_another_amount_is_not_called_wrong() {
    for text in [
        "全市增值税完成714万元，按同口径比上年增长6.1%。",
        "全市增值税完成714万元，比上年预算增长6.1%。",
        "全市增值税地方留成完成300万元，增长6.1%。",
        "全市增值税增长6.1%。",
    ] {
        let audit = report(text);
        assert_eq!((verdicts(&audit, "6.1%"), wrong(&audit).len()), (vec![Verdict::Unchecked], 0), "{text}");
    }
    // A table that prints the growth on the same basis says nothing about the other.
    let same = REPORT.replace("比上年增长%", "比上年同口径增长%");
    let text = format!(
        "关于示例市2025年预算执行情况的报告\n\n{same}一、2025年预算执行情况\n\n全市增值税完成714万元，占预算的102%，下降6.1%，剔除一次性因素后，同口径增长8.4%。\n"
    );
    let loaded = load_texts(&[("2025.txt", text.as_str())], &Default::default()).unwrap();
    let audit = audited(&loaded);
    assert_eq!((verdicts(&audit, "6.1%"), verdicts(&audit, "8.4%")), (vec![Verdict::Unchecked], vec![Verdict::Ok]));
    // Without an amount the percentage of its row still bears it out.
    assert_eq!(verdicts(&report("全市增值税增长8.4%。"), "8.4%"), [Verdict::Ok]);
}

#[test]
fn a_list_of_items_is_about_the_government_of_the_sentence_above_it() {
    let table = |title: &str, figures: &str| {
        format!("{title}\n\n单位：万元\n\n项目\t2025年预算数\t2025年执行数\t占预算%\t比上年增长%\n{figures}\n")
    };
    let text = format!(
        "关于示例省2025年决算的报告\n\n{}{}一、省级收支决算情况\n\n2025年，省级一般公共预算收入完成110万元，占预算的110%，比上年增长2.1%。\n\n\
         ——增值税。完成71万元，占预算的142%，增长9.9%。\n",
        table(
            "2025年示例省一般公共预算收入决算表",
            "增值税\t70\t71\t101.4\t3.3\n资源税\t40\t44\t110.0\t4.4\n本年收入合计\t110\t115\t104.5\t3.7\n"
        ),
        table(
            "2025年省级一般公共预算收入决算表",
            "增值税\t50\t71\t142.0\t9.9\n资源税\t50\t39\t78.0\t-4.4\n省本级本年收入合计\t100\t110\t110.0\t2.1\n"
        ),
    );
    let loaded = load_texts(&[("2025.txt", text.as_str())], &Default::default()).unwrap();
    let audit = audited(&loaded);
    for printed in ["110万元", "110%", "2.1%", "142%", "9.9%"] {
        assert_eq!(verdicts(&audit, printed), [Verdict::Ok], "{printed}");
    }
    assert_eq!(wrong(&audit).len(), 0);
}
