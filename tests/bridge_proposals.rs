//! 对照建议: what is proposed and why, and that proposals are never applied by themselves.

use std::process::Command;
use tongbi::analysis::{LineItems, ProposalKind, ProposalSources, Proposals, propose};
use tongbi::model::Catalog;
use tongbi::source::{self, Loaded, load, load_texts};

/// A unit's table of two years, with the text of the second.
fn texts(prior: &str, current: &str, said: &str) -> [(&'static str, String); 2] {
    let table = |year: u16, rows: &str| {
        format!(
            "{year}年单位预算公开\n\n一般公共预算支出情况表\n\n编制单位：某县审计局\n\n单位：万元\n\n科目编码\t科目名称\t合计\n{rows}\n"
        )
    };
    let said =
        format!("{}\n第三部分 2024年单位预算情况说明\n\n一、一般公共预算情况说明\n\n{said}\n", table(2024, current));
    [("2023.txt", table(2023, prior)), ("2024.txt", said)]
}

fn proposed(loaded: &Loaded) -> Proposals {
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let (known, common) = (source::known_changes().unwrap(), Catalog::shipped().common_names());
    let sources = ProposalSources { papers: &loaded.papers, known: &known, common: &common };
    propose(&items, (None, None), sources).unwrap()
}

fn of(prior: &str, current: &str, said: &str) -> Proposals {
    let texts = texts(prior, current, said);
    let texts = texts.each_ref().map(|(name, text)| (*name, text.as_str()));
    proposed(&load_texts(&texts, &Default::default()).unwrap())
}

/// Every proposal in one line.
fn lines(proposals: &Proposals) -> Vec<String> {
    let line = |proposal: &tongbi::analysis::Proposal| {
        let pairs: Vec<String> =
            proposal.pairs.iter().map(|pair| format!("{} → {} {}", pair.old, pair.new, pair.share)).collect();
        let evidence: Vec<&str> = proposal.evidence.iter().map(|evidence| evidence.name()).collect();
        let state = if proposal.sound { "可用" } else { "参考" };
        format!("{} {state} {} {}（{}）", proposal.score(), proposal.kind.title(), pairs.join("；"), evidence.join(" "))
    };
    proposals.list.iter().map(line).collect()
}

const STEADY: &str = "2010801\t行政运行\t300.00\n";

fn with(rows: &str) -> String {
    format!("{STEADY}{rows}")
}

#[test]
fn the_examples_moved_item_comes_first_from_its_amounts_and_from_the_sentence() {
    let Some(seed) = crate::example::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let proposals = proposed(&load(&[seed], &Default::default(), &()).unwrap());
    let first = &proposals.list[0];
    let pair = &first.pairs[0];
    assert_eq!(
        (pair.old.to_string(), pair.new.to_string()),
        ("其他企业改革发展补助".into(), "2080102 一般行政管理事务".into())
    );
    let evidence: Vec<&str> = first.evidence.iter().map(|evidence| evidence.name()).collect();
    assert_eq!(evidence, ["said", "near_amounts", "one_sided", "same_category"]);
    assert!(first.sound && first.score() == 91);
}

#[test]
fn the_jiangsu_item_that_got_another_code_is_proposed_and_so_is_what_was_renamed() {
    let file = |year: u16| crate::example::shared(&format!("corpus/pdf/jiangsu-procuratorate-{year}.pdf"));
    let (Some(first), Some(second), Some(third)) = (file(2017), file(2018), file(2019)) else { return };
    let later = lines(&proposed(&load(&[second.clone(), third], &Default::default(), &()).unwrap()));
    assert!(
        later[0].starts_with("130 可用 转移 2040405 公诉、审判、侦查、执行等检察监督支出 → 2040410 检察监督 1"),
        "{later:#?}"
    );
    let earlier = lines(&proposed(&load(&[first, second], &Default::default(), &()).unwrap()));
    let has = |words: &str| earlier.iter().any(|line| line.contains(words));
    assert!(has("可用 转移 30307 医疗费 → 30114 医疗费"), "{earlier:#?}");
    assert!(has("可用 改名 2040405 公诉和审判监督 → 2040405 公诉、审判、侦查、执行等检察监督支出"), "{earlier:#?}");
    assert!(!has("防火墙"), "what is bought is no code");
}

#[test]
fn a_sentence_a_name_and_an_amount_each_weigh_what_they_are_worth() {
    let said = "主要原因是专项审计的功能分类由审计业务调整为审计管理。";
    assert_eq!(
        lines(&of(&with("2010804\t审计业务\t50.00\n"), &with("2010805\t审计管理\t61.00\n"), said)),
        ["80 可用 转移 2010804 审计业务 → 2010805 审计管理 1（said one_sided same_section）"]
    );
    assert_eq!(
        lines(&of(&with("2010804\t审计业务\t50.00\n"), &with("2019904\t审计业务\t80.00\n"), "")),
        ["60 可用 转移 2010804 审计业务 → 2019904 审计业务 1（same_name one_sided same_category）"]
    );
    assert_eq!(
        lines(&of(&with("2010804\t审计业务\t50.00\n"), &with("2130104\t农村事务\t50.00\n"), "")),
        ["35 参考 转移 2010804 审计业务 → 2130104 农村事务 1（equal_amounts one_sided）"]
    );
    let unlike = of(&with("2010804\t审计业务\t50.00\n"), &with("2130104\t农村事务\t9.00\n"), "");
    assert_eq!(lines(&unlike), Vec::<String>::new());
}

#[test]
fn splits_and_merges_add_up_and_are_for_reference_until_a_text_says_so() {
    let whole = with("2010804\t审计业务\t50.00\n");
    let parts = with("2010805\t审计管理\t20.00\n2010806\t信息建设\t30.00\n");
    assert_eq!(
        lines(&of(&whole, &parts, "")),
        [
            "45 参考 拆分 2010804 审计业务 → 2010805 审计管理 0.4；2010804 审计业务 → 2010806 信息建设 0.6（sums_up one_sided same_section）"
        ]
    );
    assert_eq!(
        lines(&of(&parts, &whole, "")),
        [
            "45 参考 合并 2010805 审计管理 → 2010804 审计业务 1；2010806 信息建设 → 2010804 审计业务 1（sums_up one_sided same_section）"
        ]
    );
    let said = "原审计业务拆开，将审计业务分别调整列入审计管理和信息建设。";
    let proposals = of(&whole, &parts, said);
    assert!(proposals.list[0].sound && proposals.list[0].kind == ProposalKind::Split, "{:#?}", lines(&proposals));
    assert_eq!(proposals.list.iter().filter(|proposal| proposal.sound).count(), 1, "an item goes one way only");
}

#[test]
fn where_a_part_of_an_item_moved_somebody_must_say_how_much() {
    let said = "主要原因是部分经费的功能分类从审计业务调整为审计管理。";
    let prior = with("2010804\t审计业务\t50.00\n");
    let proposals = of(&prior, &with("2010804\t审计业务\t30.00\n2010805\t审计管理\t25.00\n"), said);
    let first = &proposals.list[0];
    assert!(first.partial && !first.sound, "{:#?}", lines(&proposals));
    let said = "主要原因是审计业务按新科目分别列入审计管理和信息建设。";
    let proposals = of(&prior, &with("2010805\t审计管理\t20.00\n2010806\t信息建设\t40.00\n"), said);
    assert_eq!(proposals.list.len(), 2);
    assert!(proposals.list.iter().all(|one| one.partial && !one.sound), "{:#?}", lines(&proposals));
}

#[test]
fn a_code_under_quite_another_name_may_be_another_item() {
    let proposals = of(&with("2010804\t审计业务\t50.00\n"), &with("2010804\t农村饮水\t49.00\n"), "");
    assert_eq!(lines(&proposals), Vec::<String>::new());
    let proposals = of(&with("2010804\t审计业务\t50.00\n"), &with("2010804\t审计业务支出\t49.00\n"), "");
    assert_eq!(lines(&proposals), ["50 可用 改名 2010804 审计业务 → 2010804 审计业务支出 1（renamed）"]);
}

#[test]
fn known_changes_are_proposed_with_their_source() {
    let unit = "上海市普陀区文化和旅游局";
    let table = |year: u16, row: &str| {
        format!(
            "{year}年单位预算公开\n\n一般公共预算支出情况表\n\n编制单位：{unit}\n\n单位：万元\n\n科目编码\t科目名称\t合计\n{STEADY}{row}\n"
        )
    };
    let first = table(2025, "2150899\t其他支持中小企业发展和管理支出\t2349.56\n");
    let second = table(2026, "2079903\t文化产业发展专项支出\t2000.00\n");
    let loaded = load_texts(&[("2025.txt", &first), ("2026.txt", &second)], &Default::default()).unwrap();
    assert_eq!(
        lines(&proposed(&loaded)),
        ["60 可用 转移 2150899 其他支持中小企业发展和管理支出 → 2079903 文化产业发展专项支出 1（known one_sided）"]
    );
}

fn tongbi(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn the_csv_is_a_bridge_as_it_is_and_what_is_not_sound_stands_behind_a_mark() {
    let folder = tempfile::tempdir().unwrap();
    let said = "主要原因是专项审计的功能分类由审计业务调整为审计管理。";
    let prior = with("2010804\t审计业务\t50.00\n2010850\t事业运行\t10.00\n2010899\t其他审计事务支出\t3.00\n");
    let current = with("2010805\t审计管理\t61.00\n2130104\t农村事务\t13.00\n");
    for (name, text) in texts(&prior, &current, said) {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let inputs = ["2023.txt", "2024.txt"].map(|name| folder.path().join(name).display().to_string());
    let out = folder.path().join("对照.csv").display().to_string();
    let (text, errors, status) = tongbi(&["bridge", &inputs[0], &inputs[1], "-o", &out]);
    assert_eq!((text.as_str(), status), ("", Some(0)), "{errors}");
    assert!(errors.contains("2 条建议已写入") && errors.contains("1 条可用，1 条不足 50 分"), "{errors}");
    let csv = std::fs::read_to_string(&out).unwrap();
    let marked: Vec<bool> = csv.lines().skip(1).map(|line| line.starts_with('#')).collect();
    assert_eq!(marked, [false, true, true], "{csv}");
    let arguments = ["compare", &inputs[0], &inputs[1], "--bridge", &out, "--format", "csv", "--table", "general"];
    let (text, errors, status) = tongbi(&arguments);
    assert_eq!(status, Some(0), "{errors}");
    assert!(text.contains(",500000.00,110000.00,22.00,rate"), "{text}");
    // With its mark taken off, the merge is read too.
    std::fs::write(&out, csv.replace("\n#", "\n")).unwrap();
    let (text, errors, status) = tongbi(&arguments);
    assert_eq!(status, Some(0), "{errors}");
    assert!(text.contains(",130000.00,"), "{text}");
}

#[test]
fn the_table_explains_every_point_and_json_is_valid_by_its_schema() {
    let (text, _, status) = tongbi(&["bridge", "data/sample"]);
    assert_eq!(status, Some(0));
    for words in [
        "2023 → 2024 年科目对照建议（万元）",
        "-0.80",
        "+16 金额相近，相差 -2.29%",
        "得分是各条依据分值之和",
        "行前加 #",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    let (json, ..) = tongbi(&["bridge", "data/sample", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["proposals"][0]["pairs"][0]["new_code"], "2080102");
    let schema: serde_json::Value = serde_json::from_str(include_str!("../data/schema/bridge.schema.json")).unwrap();
    let faults: Vec<_> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&json).map(|e| e.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn one_year_alone_has_nothing_to_propose_and_says_so() {
    let (text, errors, status) = tongbi(&["bridge", "data/sample", "--base", "2019"]);
    assert_eq!((text.as_str(), status), ("", Some(2)));
    assert!(errors.contains("没有 2019 年的数据"), "{errors}");
}
