//! 应查事项: every obligation has a state, and one that was not checked is never reported as met.

use std::collections::BTreeMap;
use tongbi::audit::{Audit, Material, Obligations, Selection, Standing, judge, judge_by};
use tongbi::source::load_texts;

const SAMPLE: &str = include_str!("../data/sample/2024.txt");

fn judged(files: &[(&str, &str)]) -> Audit {
    let loaded = load_texts(files, &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// The obligations of the only disclosure of that year, by name.
fn standings(audit: &Audit, year: u16) -> BTreeMap<String, Standing> {
    let of_year: Vec<_> = audit.obliged.iter().filter(|one| one.owner.year.get() == year).collect();
    assert_eq!(of_year.len(), 1);
    of_year[0].obligations.iter().map(|(obligation, standing)| (obligation.id.clone(), standing.clone())).collect()
}

fn name(standings: &BTreeMap<String, Standing>, id: &str) -> &'static str {
    standings[id].name()
}

#[test]
fn the_sample_meets_what_can_be_checked_and_the_rest_says_what_is_missing() {
    let alone = standings(&judged(&[("2024.txt", SAMPLE)]), 2024);
    for id in ["identity", "table_general", "balance", "levels", "rate", "text_three_public", "empty_tables"] {
        assert_eq!(name(&alone, id), "met", "{id}: {:?}", alone[id]);
    }
    assert_eq!(name(&alone, "timely"), "not_checkable");
    assert_eq!(alone["base"], Standing::NotCheckable("没有同时提供上年的公开，或其中没有可以比的".into()));
    let both = judged(&[("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", SAMPLE)]);
    assert_eq!(name(&standings(&both, 2024), "base"), "met");
}

#[test]
fn a_finding_stands_at_its_obligation_and_rounding_does_not() {
    let wrong = SAMPLE.replacen("增长 5.95%", "增长 5.59%", 1);
    let standings = standings(&judged(&[("2024.txt", &wrong)]), 2024);
    assert!(matches!(&standings["rate"], Standing::Finding(found) if found.len() == 1), "{:?}", standings["rate"]);
    assert_eq!(name(&standings, "change"), name(&self::standings(&judged(&[("2024.txt", SAMPLE)]), 2024), "change"));
    let audit = judged(&[("2024.txt", SAMPLE)]);
    assert!(audit.found().tails > 0, "the sample has tails, which no obligation counts");
    assert!(audit.obliged[0].obligations.iter().all(|(_, standing)| standing.name() != "finding"));
}

#[test]
fn a_table_that_is_not_there_is_missing_only_where_the_others_are() {
    let tables =
        "某某局2024年单位预算公开\n一般公共预算支出情况表\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t5.00\n";
    let few = standings(&judged(&[("2024.txt", tables)]), 2024);
    assert_eq!(name(&few, "table_general"), "met");
    assert_eq!(name(&few, "table_three_public"), "not_checkable", "one table alone is no disclosure");
    let from = SAMPLE.find("\n财政拨款“三公”经费支出情况表\n").unwrap();
    let to = from + SAMPLE[from..].find("上年结转结余情况明细表").unwrap();
    let without = format!("{}\n{}", &SAMPLE[..from], &SAMPLE[to..]);
    let standings = standings(&judged(&[("2024.txt", &without)]), 2024);
    assert_eq!(name(&standings, "table_three_public"), "finding", "{:?}", standings["table_three_public"]);
    assert_eq!(name(&standings, "three_public_sum"), "not_applicable");
}

#[test]
fn what_was_not_chosen_is_not_met() {
    let mut audit = judged(&[("2024.txt", SAMPLE)]);
    audit.select(&Selection { only: vec!["rate".into()], ..Selection::default() });
    let standings = standings(&audit, 2024);
    assert_eq!(name(&standings, "rate"), "met");
    assert_eq!(standings["levels"], Standing::NotCheckable("这项检查没有选".into()));
}

#[test]
fn an_accepted_finding_is_met_and_says_so() {
    let wrong = SAMPLE.replacen("增长 5.95%", "增长 5.59%", 1);
    let mut audit = judged(&[("2024.txt", &wrong)]);
    let accepted = audit.findings().into_iter().map(|finding| finding.signature()).collect();
    audit.select(&Selection { accepted, ..Selection::default() });
    assert_eq!(standings(&audit, 2024)["rate"].because(), "核对 1 处，其中 1 处以前已接受");
}

#[test]
fn an_office_adds_obligations_of_its_own_and_takes_none_away() {
    let own = |id: &str| {
        format!(
            "[[obligation]]\nid = \"{id}\"\ngroup = \"本办\"\nrequirement = \"写明项目负责人\"\nsource = \"本办通知\"\n\
             documents = [\"budget\"]\nexplained = [\"项目负责人\"]\n"
        )
    };
    let added = Obligations::parse("本办.toml", &own("leader")).unwrap();
    let list = Obligations::shipped().with(&added).unwrap();
    let loaded = load_texts(&[("2024.txt", SAMPLE)], &Default::default()).unwrap();
    let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let shipped = judge(&material).obliged[0].obligations.len();
    let audit = judge_by(&material, &list);
    assert_eq!(audit.obliged[0].obligations.len(), shipped + 1);
    assert_eq!(name(&standings(&audit, 2024), "leader"), "finding", "the text has no such words");
    let twice = Obligations::parse("本办.toml", &own("rate")).unwrap();
    assert_eq!(Obligations::shipped().with(&twice).unwrap_err(), "本程序已有“rate”这一项，不能替换；请换一个 id");
}

#[test]
fn documents_of_other_kinds_have_other_lists() {
    let government = "示例市2024年预算执行情况和2025年预算草案的报告\n2024年，全市一般公共预算收入完成12.50亿元，增长5.0%。\n\
                      全市一般公共预算收入表\n项目\t2025年预算数\n一、税收收入\t10.00\n一般公共预算收入合计\t10.00\n";
    let audit = judged(&[("报告.txt", government)]);
    let ids: Vec<&str> =
        audit.obliged.iter().flat_map(|one| &one.obligations).map(|(obligation, _)| obligation.id.as_str()).collect();
    assert!(ids.contains(&"government_debt") && !ids.contains(&"table_three_public"), "{ids:?}");
}

#[test]
fn a_unit_that_says_it_has_no_such_fund_owes_no_table_of_it() {
    let from = SAMPLE.find("\n政府性基金预算支出情况表\n").unwrap();
    let to = from + SAMPLE[from..].find("国有资本经营预算支出情况表").unwrap();
    let without = format!("{}\n{}", &SAMPLE[..from], &SAMPLE[to..]);
    let silent: String =
        without.lines().filter(|line| !line.contains("政府性基金")).map(|line| format!("{line}\n")).collect();
    let owed = |text: &str| standings(&judged(&[("2024.txt", text)]), 2024)["table_fund"].clone();
    assert_eq!(owed(&silent).name(), "finding");
    let said = format!("{silent}\n本单位2024年没有使用政府性基金预算拨款安排的支出。\n");
    assert!(
        matches!(owed(&said), Standing::NotApplicable(why) if why.starts_with("文中说明没有这种资金（2024.txt 第"))
    );
}

#[test]
fn assets_are_not_explained_by_the_cars_of_three_public() {
    let silent: String = SAMPLE
        .lines()
        .filter(|line| !["资产", "车辆", "房屋"].iter().any(|word| line.contains(word)))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(silent.contains("公务用车"));
    let standing = |text: &str| standings(&judged(&[("2024.txt", text)]), 2024)["explained_assets"].clone();
    assert_eq!(standing(&silent).name(), "finding", "{:?}", standing(&silent));
    assert_eq!(standing(SAMPLE).name(), "met");
}
