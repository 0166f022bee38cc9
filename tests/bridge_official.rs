//! 已知的官方调整: the shipped list, what of it is applied, and where figures that a unit prints take precedence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tongbi::analysis::{CompareOptions, Comparison, LineItems, ProposalSources, compare, propose};
use tongbi::model::Catalog;
use tongbi::model::*;
use tongbi::source::{self, Loaded, load, load_texts, read_bridge};

/// A unit's table of 基本支出 by economic codes in one year.
fn table(year: u16, rows: &str) -> String {
    format!(
        "{year}年单位预算公开\n\n一般公共预算基本支出情况表\n\n编制单位：某县审计局\n\n单位：万元\n\n科目编码\t科目名称\t合计\n{rows}\n"
    )
}

fn loaded(prior: (u16, &str), current: (u16, &str)) -> Loaded {
    let texts = [("上年.txt", table(prior.0, prior.1)), ("本年.txt", table(current.0, current.1))];
    load_texts(&texts.each_ref().map(|(name, text)| (*name, text.as_str())), &Default::default()).unwrap()
}

fn compared(loaded: &Loaded, bridge: Bridge) -> Comparison {
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    compare(&items, &CompareOptions { bridge: Some(Arc::new(bridge)), ..Default::default() }).unwrap()
}

/// 同口径上年数 by code, in 万元 as they are printed; only what there is.
fn priors(comparison: &Comparison) -> BTreeMap<String, String> {
    let rows = comparison.rows.iter().filter(|row| row.item.table == BudgetTable::GeneralBasic);
    let code =
        |row: &tongbi::analysis::ComparisonRow| row.item.code.as_ref().map_or("合计".into(), ToString::to_string);
    let print = |amount: Amount| amount.print(AmountUnit::TenThousand, 2);
    rows.filter_map(|row| Some((code(row), print(row.comparable?.prior?)))).collect()
}

/// Every sound or partial proposal as `old → new state`.
fn proposed(loaded: &Loaded) -> Vec<String> {
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let (known, common) = (source::known_changes().unwrap(), Catalog::shipped().common_names());
    let sources = ProposalSources { papers: &loaded.papers, known: &known, common: &common };
    let list = propose(&items, (None, None), sources).unwrap().list;
    let known = |proposal: &&tongbi::analysis::Proposal| proposal.evidence.iter().any(|e| e.name() == "known");
    let line = |proposal: &tongbi::analysis::Proposal| {
        let (pair, state) = (&proposal.pairs[0], if proposal.sound { "可用" } else { "参考" });
        format!("{} → {} {state}", pair.old, pair.new)
    };
    list.iter().filter(known).map(line).collect()
}

const BEFORE: &str = "\t合计\t146.00\n301\t工资福利支出\t80.00\n30101\t基本工资\t60.00\n30102\t津贴补贴\t12.00\n\
    30104\t其他社会保障缴费\t8.00\n303\t对个人和家庭的补助\t66.00\n30302\t退休费\t30.00\n30307\t医疗费\t5.00\n\
    30311\t住房公积金\t21.00\n30312\t提租补贴\t10.00";

const AFTER: &str = "\t合计\t150.00\n301\t工资福利支出\t113.00\n30101\t基本工资\t60.00\n30102\t津贴补贴\t18.00\n\
    30110\t职工基本医疗保险缴费\t6.00\n30112\t其他社会保障缴费\t2.00\n30113\t住房公积金\t22.00\n30114\t医疗费\t5.00\n\
    303\t对个人和家庭的补助\t37.00\n30302\t退休费\t37.00";

#[test]
fn every_row_of_the_list_has_its_source_and_codes_of_one_level() {
    for row in source::known_changes().unwrap() {
        let (old, new) = (row.old.code.clone().unwrap(), row.new.code.clone().unwrap());
        assert!(!row.source.is_empty() && !row.old.name.is_empty() && !row.new.name.is_empty(), "{row:?}");
        assert_eq!((old.level(), old.classification()), (new.level(), new.classification()), "{row:?}");
        assert!(row.optional && row.from < row.to);
    }
}

#[test]
fn what_is_applied_moves_a_code_once_and_goes_whole() {
    let rows = source::official_bridge().unwrap().rows().to_vec();
    let known = source::known_changes().unwrap();
    let mut seen = BTreeSet::new();
    for row in rows.iter().filter(|row| row.old.code != row.new.code) {
        assert!(seen.insert((row.from, row.to, row.old.code.clone())), "{row:?}");
        assert!(row.share == Share::WHOLE && row.unit.is_none(), "{row:?}");
        let beside = known.iter().filter(|other| (other.from, &other.old) == (row.from, &row.old)).count();
        assert_eq!(beside, 1, "a code that goes elsewhere too is proposed only: {row:?}");
    }
    assert!(!seen.is_empty(), "the list moves something");
}

#[test]
fn the_housing_fund_of_2017_stands_on_its_code_of_2018_and_nothing_else_moves() {
    let loaded = loaded((2017, BEFORE), (2018, AFTER));
    let priors = priors(&compared(&loaded, source::official_bridge().unwrap()));
    let expected = [
        ("合计", "146.00"),
        ("301", "101.00"),
        ("30102", "12.00"),
        ("30113", "21.00"),
        ("303", "45.00"),
        ("30311", "0.00"),
        ("30104", "8.00"),
        ("30307", "5.00"),
        ("30312", "10.00"),
    ];
    for (code, amount) in expected {
        assert_eq!(priors[code], amount, "{code} in {priors:#?}");
    }
}

#[test]
fn a_shipped_row_gives_way_to_what_the_unit_prints() {
    let moved = |before: &str, after: &str| {
        let loaded = loaded((2017, before), (2018, after));
        priors(&compared(&loaded, source::official_bridge().unwrap())).get("30311").cloned()
    };
    let before = "\t合计\t21.00\n303\t对个人和家庭的补助\t21.00\n30311\t住房公积金\t21.00";
    let still = "\t合计\t22.00\n303\t对个人和家庭的补助\t22.00\n30311\t住房公积金\t22.00";
    assert_eq!(moved(before, still).as_deref(), Some("21.00"), "a unit that still uses the old code moved nothing");
    let reused = "\t合计\t25.00\n301\t工资福利支出\t22.00\n30113\t住房公积金\t22.00\n303\t对个人和家庭的补助\t3.00\n\
        30311\t代缴社会保险费\t3.00";
    assert_eq!(moved(before, reused).as_deref(), Some("0.00"), "the old code under another name is another item");
    let empty = "\t合计\t22.00\n301\t工资福利支出\t22.00\n30113\t住房公积金\t22.00\n303\t对个人和家庭的补助\t0.00\n\
        30311\t住房公积金\t0.00";
    assert_eq!(moved(before, empty).as_deref(), Some("0.00"), "an empty row of a form is no use of the code");
    let other = before.replace("住房公积金", "代缴社会保险费");
    assert_eq!(moved(&other, reused).as_deref(), Some("21.00"), "what last year prints is another item");
}

#[test]
fn a_row_of_ones_own_comes_before_the_shipped_one() {
    let loaded = loaded((2017, BEFORE), (2018, AFTER));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("对照.csv");
    let rows = "from_year,to_year,old_code,new_code,share\n2017,2018,30311,30113,2/3\n2017,2018,30311,30199,1/3\n";
    std::fs::write(&path, rows).unwrap();
    let own = read_bridge(&path).unwrap().0;
    for joined in [
        source::join_bridges(source::official_bridge().unwrap(), own.clone()),
        source::join_bridges(own.clone(), source::official_bridge().unwrap()),
    ] {
        let priors = priors(&compared(&loaded, joined.unwrap()));
        assert_eq!((priors["30113"].as_str(), priors["30199"].as_str()), ("14.00", "7.00"));
    }
    assert!(source::join_bridges(own.clone(), own).is_err(), "two files of one's own may not contradict each other");
}

#[test]
fn what_lists_show_is_proposed_and_for_reference_where_it_may_have_gone_to_several() {
    let lines = proposed(&loaded((2017, BEFORE), (2018, AFTER)));
    for line in [
        "30311 住房公积金 → 30113 住房公积金 可用",
        "30307 医疗费 → 30114 医疗费 可用",
        "30104 其他社会保障缴费 → 30112 其他社会保障缴费 参考",
        "30104 其他社会保障缴费 → 30110 职工基本医疗保险缴费 参考",
        "30312 提租补贴 → 30102 津贴补贴 参考",
        "30312 提租补贴 → 30302 退休费 参考",
    ] {
        assert!(lines.iter().any(|one| one == line), "{line} in {lines:#?}");
    }
    let stays = AFTER.replace("30302\t退休费\t37.00", "30302\t退休费\t35.00\n30307\t医疗费补助\t2.00");
    let lines = proposed(&loaded((2017, BEFORE), (2018, &stays)));
    assert!(lines.iter().any(|one| one.starts_with("30307") && one.ends_with("30114 医疗费 参考")), "{lines:#?}");
}

#[test]
fn the_jiangsu_units_housing_fund_agrees_with_its_functional_code_in_both_years() {
    let file = |name: &str| crate::example::shared(&format!("corpus/pdf/jiangsu-{name}.pdf"));
    for (names, prior) in [
        (["procuratorate-2017", "procuratorate-2018"], "784.22"),
        (["party-office-2017-tables", "party-office-2018-tables"], "621.28"),
    ] {
        let [Some(first), Some(second)] = names.map(file) else { return };
        let loaded = load(&[first, second], &Default::default(), &()).unwrap();
        let comparison = compared(&loaded, source::official_bridge().unwrap());
        let priors = priors(&comparison);
        assert_eq!((priors["30113"].as_str(), priors["30311"].as_str()), (prior, "0.00"), "{priors:#?}");
        let totals = || comparison.rows.iter().filter(|row| row.item.level == Level::Total);
        assert!(totals().all(|row| row.comparable.unwrap().prior == row.prior), "totals stay");
        // The table by functions is another one: it was printed apart and has the same fund under its own code.
        let is_fund = |code: &Option<Code>| code.as_ref().is_some_and(|code| code.as_str() == "2210201");
        let of_function =
            comparison.rows.iter().find(|row| row.item.table == BudgetTable::General && is_fund(&row.item.code));
        let print = |amount: Amount| amount.print(AmountUnit::TenThousand, 2);
        assert_eq!(of_function.and_then(|row| row.prior).map(print).as_deref(), Some(prior));
    }
}
