//! What documents say beyond their tables fills the text; what only last year's say is taken over and listed.

use crate::example::shared;
use tongbi::analysis::{CompareOptions, LineItems, compare};
use tongbi::model::{Amount, BudgetTable};
use tongbi::present::explanation::{Content, Explanation, Fact, Profile, ProfileKey, ProjectPart, Sources, explain};
use tongbi::source::{LoadOptions, load_texts};

const PRIOR: &str = include_str!("../data/sample/2023.txt");
const CURRENT: &str = include_str!("../data/sample/2024.txt");

pub(crate) fn content(texts: &[(&str, &str)]) -> Content {
    let loaded = load_texts(texts, &LoadOptions::default()).unwrap();
    let items = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let comparison = compare(&items, &CompareOptions::default()).unwrap();
    let sources =
        Sources { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers, comparison: &comparison };
    let empty: Vec<_> = loaded.tables.iter().filter(|table| table.items == 0).map(|table| table.table).collect();
    Content::new(&comparison.rows[0].item.unit, sources, &empty)
}

fn written(content: &Content, profile: &str) -> Explanation {
    explain(content, &Profile::parse("资料.toml", profile).unwrap(), None).unwrap()
}

/// A disclosure of a year with two tables and a text.
fn disclosure(year: u32, figures: [&str; 2], text: &str) -> String {
    let [education, project] = figures;
    format!(
        "示例市档案馆{year}年单位预算公开\n\n{year}年一般公共预算支出情况表\n编制单位：示例市档案馆\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{education}\t{education}\t0.00\n\
         205\t教育支出\t{education}\t{education}\t0.00\n20508\t进修及培训\t{education}\t{education}\t0.00\n\
         2050803\t培训支出\t{education}\t{education}\t0.00\n\n\
         {year}年一般公共预算项目支出情况表\n编制单位：示例市档案馆\n单位：万元\n\n\
         科目编码\t科目名称\t项目名称\t合计\n\t\t合计\t{project}\n2050803\t培训支出\t{year}年档案修复项目\t{project}\n\n{text}\n"
    )
}

#[test]
fn nothing_is_asked_that_the_example_says_itself() {
    let Some(path) = shared("seed/bazhou-social-insurance-2024.txt") else { return };
    let content = content(&[("公开.txt", &std::fs::read_to_string(path).unwrap())]);
    let explanation = written(&content, "");
    assert_eq!(explanation.pending(), [""; 0]);
    let text = explanation.text();
    for words in [
        "2024年02月25日",
        "面向中小企业预留政府采购项目预算金额81.81万元",
        "公务用车运行费增加0.00万元，增长0.00%，主要原因是",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let stated = &content.stated.current.profile;
    assert_eq!((stated.duties.len(), stated.organisation.len(), stated.glossary.len()), (12, 2, 8));
    assert_eq!(stated.projects.iter().map(|project| project.details.len()).collect::<Vec<_>>(), [0, 7]);
}

#[test]
fn of_the_sample_only_what_no_document_says_is_asked() {
    let explanation = written(&content(&[("2023.txt", PRIOR), ("2024.txt", CURRENT)]), "");
    let asked: Vec<String> = explanation.open.iter().map(|open| open.key.to_string()).collect();
    let subsidy = "projects.2024年上级社保经办补助项目.details";
    assert_eq!(asked, [subsidy, "assets.equipment", "performance.whole_count", "performance.whole_amount"]);
    let text = explanation.text();
    assert!(text.contains("车辆2辆，价值51.95万元；其中：一般公务用车2辆，价值51.95万元。"), "{text}");
    assert!(text.contains("2024年没有购置车辆和大型设备的计划。"), "{text}");
}

#[test]
fn last_years_words_are_taken_over_and_listed_until_the_profile_has_them() {
    let tables = CURRENT.rsplit_once("第三部分").unwrap().0;
    let content = content(&[("2023.txt", PRIOR), ("2024.txt", tables)]);
    let explanation = written(&content, "");
    let carried: Vec<_> = explanation.open.iter().filter(|open| open.missing.is_none()).collect();
    let has = |key: ProfileKey| carried.iter().any(|open| open.key == key);
    assert!(has(ProfileKey::Purpose(BudgetTable::General, "205".to_owned())));
    assert!(has(ProfileKey::Fact("assets", "house_area")));
    let Some(purpose) = carried.iter().find(|open| open.text == "职工业务培训和继续教育") else {
        panic!("{carried:?}")
    };
    let passage = &explanation.passages[purpose.passage];
    assert!(format!("{passage:?}").contains("教育支出1.95万元，主要用于职工业务培训和继续教育"), "{passage:?}");
    assert!(explanation.text().contains("- 沿用上年，请核对：“职工业务培训和继续教育”（四、"));
    // An answer of the unit confirms it.
    let told = written(&content, "[purposes]\n\"205\" = \"职工业务培训和继续教育\"\n");
    assert_eq!(told.open.len() + 1, explanation.open.len());
}

#[test]
fn a_reason_of_last_year_is_taken_over_only_where_it_can_hold() {
    let reason = |change: &str| {
        format!(
            "三、支出情况说明\n\n教育支出（类）进修及培训（款）培训支出（项）：2023年预算数为{change}，主要原因是培训班次变化。\n"
        )
    };
    let open = |text: &str| {
        let prior = disclosure(2023, ["20.00", "5.00"], text);
        let content = content(&[("2023.txt", &prior), ("2024.txt", &disclosure(2024, ["30.00", "5.00"], ""))]);
        let key = ProfileKey::Reason(BudgetTable::General, "2050803".to_owned());
        let explanation = written(&content, "");
        let open = explanation.open.into_iter().find(|open| open.key == key);
        open.map(|open| (open.missing.is_some(), open.text)).unwrap()
    };
    assert_eq!(open(&reason("20.00万元，比上年预算增加10.00万元，增长100.00%")), (false, "培训班次变化".to_owned()));
    // Last year it fell, this year it rises.
    assert_eq!(
        open(&reason("20.00万元，比上年预算减少10.00万元，下降33.33%")),
        (true, "【待补充：培训支出的增减原因】".to_owned())
    );
}

/// What a disclosure of this year with this text states.
fn stated(text: &str) -> Profile {
    let prior = disclosure(2023, ["10.00", "5.00"], "");
    let current = disclosure(2024, ["20.00", "5.00"], text);
    content(&[("2023.txt", &prior), ("2024.txt", &current)]).stated.current.profile
}

#[test]
fn facts_are_read_in_the_words_of_several_provinces() {
    let wan = |fen: i64| Fact::Amount(Amount::from_fen(fen));
    let number = |text: &str| Fact::Number(text.to_owned());
    let text = |text: &str| Fact::Text(text.to_owned());
    let cases = [
        (
            "（二）政府采购情况\n\n专门面向中小企业采购预算 12.50 万元，其中：面向小微企业采购 3 万元。",
            vec![(("采购", "中小企业预留"), wan(12_500_000)), (("采购", "小微企业预留"), wan(3_000_000))],
        ),
        (
            "（二）政府采购情况\n\n授予中小企业合同金额170000元，占100%，其中：授予小型、微型企业合同金额90000元。",
            vec![(("采购", "中小企业预留"), wan(17_000_000)), (("采购", "小微企业预留"), wan(9_000_000))],
        ),
        (
            "（三）国有资产占用情况\n\n截止2023年12月31日，本单位房屋建筑面积1,250.5平方米，价值86.40万元；共有车辆 3 辆，其中：机要通信用车1辆、执法执勤用车2辆。单价50万元（含）以上设备（不含车辆）1台（套）。",
            vec![
                (("资产", "截止日期"), text("2023年12月31日")),
                (("资产", "房屋面积"), number("1,250.5")),
                (("资产", "房屋价值"), wan(86_400_000)),
                (("资产", "车辆数"), number("3")),
            ],
        ),
        (
            "（三）国有资产占用情况\n\n2023年末，本单位现有公务用车6辆。2024年安排购置车辆1辆。",
            vec![(("资产", "截止日期"), text("2023年末")), (("资产", "车辆数"), number("6"))],
        ),
        (
            "（四）预算绩效情况\n\n2024年本部门共3个项目实行绩效目标管理，涉及财政性资金合计120.00万元。",
            vec![(("绩效", "财政拨款项目数"), number("3")), (("绩效", "财政拨款项目金额"), wan(120_000_000))],
        ),
        (
            "（四）预算绩效情况\n\n编报绩效目标的项目共25个，涉及项目预算资金11.60万元。整体支出绩效目标1个，涉及资金30万元。",
            vec![
                (("绩效", "财政拨款项目数"), number("25")),
                (("绩效", "财政拨款项目金额"), wan(11_600_000)),
                (("绩效", "整体目标数"), number("1")),
                (("绩效", "整体目标金额"), wan(30_000_000)),
            ],
        ),
        (
            "二、机构设置及人员情况\n\n我馆事业编制40人，实有人数38人，其中：在职人员30人，离休1人，退休7人。",
            vec![
                (("人员", "编制"), number("40")),
                (("人员", "实有"), number("38")),
                (("人员", "在职"), number("30")),
                (("人员", "离休"), number("1")),
                (("人员", "退休"), number("7")),
            ],
        ),
    ];
    for (words, facts) in cases {
        let stated = stated(words);
        for (key, fact) in &facts {
            let found = match stated.facts.get(key) {
                Some(Fact::Amount(amount)) => Some(wan(amount.fen())),
                other => other.cloned(),
            };
            assert_eq!(found.as_ref(), Some(fact), "{key:?} in {words}");
        }
        assert_eq!(stated.facts.len(), facts.len(), "{:?} in {words}", stated.facts);
    }
}

#[test]
fn kinds_of_assets_are_told_from_what_is_to_be_bought() {
    let stated = stated(
        "（三）国有资产占用情况\n\n截至2023年底，共有车辆3辆，其中：机要通信用车1辆、执法执勤用车2辆，价值30.00万元；单位价值100万元以上大型设备0台（套）。\
         2024年部门预算安排购置执法执勤用车1辆，安排购置单价50万元以上设备2台。\n",
    );
    let list = |title: &str| -> Vec<String> {
        let list = &stated.assets[title];
        list.iter().map(|asset| format!("{}{}{}", asset.name, asset.count, asset.unit.as_deref().unwrap())).collect()
    };
    assert_eq!(list("车辆"), ["机要通信用车1辆", "执法执勤用车2辆"]);
    assert_eq!(stated.assets["车辆"][1].value.map(Amount::fen), Some(30_000_000));
    assert_eq!(list("设备"), ["单位价值100万元以上大型设备0台（套）"]);
    assert_eq!(list("计划购置"), ["执法执勤用车1辆", "单价50万元以上设备2台"]);
}

#[test]
fn vehicles_of_one_kind_and_nothing_to_be_bought_are_stated_too() {
    let assets = |text: &str, title: &str| {
        let stated = stated(&format!("（三）国有资产占用情况\n\n{text}\n"));
        let list = stated.assets.get(title);
        list.map(|list| list.iter().map(|asset| format!("{}{}", asset.name, asset.count)).collect::<Vec<_>>())
    };
    for (text, kind) in [
        ("本单位共有车辆4辆，全部为执法执勤用车。", "执法执勤用车4"),
        ("车辆合计1辆，价值18.20万元，均系一般公务用车；房屋100平方米。", "一般公务用车1"),
    ] {
        assert_eq!(assets(text, "车辆"), Some(vec![kind.to_owned()]), "{text}");
    }
    for text in [
        "2024年没有购置车辆和大型设备的计划。",
        "2024年未安排购置车辆，不购置单价50万元以上设备。",
        "本年无购置公务用车、单位价值100万元以上大型设备的安排。",
    ] {
        assert_eq!(assets(text, "计划购置"), Some(Vec::new()), "{text}");
    }
    // What is said of one only, or of other things, is asked.
    for text in ["2024年没有购置车辆的计划。", "未购置车辆，购置大型设备若干。", "没有闲置的车辆和设备。"]
    {
        assert_eq!(assets(text, "计划购置"), None, "{text}");
    }
}

#[test]
fn a_project_is_described_by_labels_or_by_headings() {
    let by_labels = "七、项目支出情况说明\n\n（一）项目名称：2024年档案修复项目\n\n立项依据：\n\n1、《档案法》\n\n2、上级年度工作安排，要求修复馆藏。\n\n\
                     预算安排规模：5.00万元\n\n项目承担单位：示例市档案馆\n\n资金分配情况：购买修复材料3.00万元；支付劳务费2.00万元。\n\n\
                     资金执行时间：2024年1月至12月\n\n补贴人数：不少于8名。\n\n八、其他\n";
    let by_headings = "七、项目支出情况说明\n\n（一）档案修复项目\n\n1.立项依据\n\n《档案法》\n\n上级年度工作安排，要求修复馆藏。\n\n\
                       2.实施主体\n\n示例市档案馆\n\n3.实施周期\n\n2024年1月至12月\n\n4.资金分配\n\n购买修复材料3.00万元；支付劳务费2.00万元。\n\n八、其他\n";
    for words in [by_labels, by_headings] {
        let stated = stated(words);
        let [project] = stated.projects.as_slice() else { panic!("{words}: {:?}", stated.projects) };
        assert_eq!(project.name, "2024年档案修复项目");
        assert_eq!(project.basis, ["《档案法》", "上级年度工作安排，要求修复馆藏。"], "{words}");
        assert_eq!(project.bearer.as_deref(), Some("示例市档案馆"), "{words}");
        assert_eq!(project.period.as_deref(), Some("2024年1月至12月"), "{words}");
        let shares: Vec<_> =
            project.allocation.iter().map(|part| (part.text.as_str(), part.amount.map(Amount::fen))).collect();
        let wan = |wan: i64| Some(wan * 1_000_000);
        assert_eq!(shares, [("购买修复材料", wan(3)), ("支付劳务费", wan(2))], "{words}");
    }
    assert_eq!(stated(by_labels).projects[0].details, [("补贴人数".to_owned(), "不少于8名".to_owned())]);
}

#[test]
fn last_years_project_is_known_again_in_the_new_year() {
    let text = "七、项目支出情况说明\n\n（一）项目名称：2023年档案修复项目\n\n立项依据：《档案法》\n\n资金执行时间：2023年1月1日至2023年12月31日\n";
    let prior = disclosure(2023, ["10.00", "5.00"], text);
    let content = content(&[("2023.txt", &prior), ("2024.txt", &disclosure(2024, ["10.00", "6.00"], ""))]);
    let explanation = written(&content, "");
    let part = |part| ProfileKey::Project("2024年档案修复项目".to_owned(), part);
    let carried = |key: &ProfileKey| explanation.open.iter().find(|open| open.key == *key && open.missing.is_none());
    assert_eq!(carried(&part(ProjectPart::Basis)).unwrap().text, "《档案法》");
    assert_eq!(carried(&part(ProjectPart::Period)).unwrap().text, "2024年1月1日至2024年12月31日");
}

#[test]
fn reasons_and_purposes_belong_to_the_item_whose_figures_they_follow() {
    let words = |text: &str| {
        let stated = stated(&format!("三、一般公共预算支出情况说明\n\n{text}\n"));
        let reason = stated.reasons.iter().find(|(_, key, _)| *key == "2050803").map(|(.., note)| note.text.clone());
        let purpose = stated.purposes.iter().find(|(_, key, _)| *key == "2050803").map(|(.., note)| note.text.clone());
        (reason.unwrap_or_default(), purpose.unwrap_or_default())
    };
    let item = "教育支出（类）进修及培训（款）培训支出（项）";
    let told = |reason: &str, purpose: &str| (reason.to_owned(), purpose.to_owned());
    for (text, expected) in [
        (
            format!("{item}：2024年预算数为20.00万元，比上年预算增加10.00万元，增长100.00%，主要原因是班次增加。"),
            told("班次增加", ""),
        ),
        (
            format!("{item}20.00万元，与上年相比增加10.00万元，增长100%。主要原因：一是班次增加；二是标准提高。"),
            told("一是班次增加；二是标准提高", ""),
        ),
        (
            format!(
                "{item}支出20.00万元，主要用于职工培训。与上年相比增加10.00万元，增长100%。增加的主要原因是班次增加。"
            ),
            told("班次增加", "职工培训"),
        ),
        (
            format!("{item}2024年预算20.00万元，比2023年增加10.00万元，增长100%，主要是由于班次增加。"),
            told("班次增加", ""),
        ),
        (format!("1. “{item}”20.00万元，主要用于：职工培训和教材。"), told("", "职工培训和教材")),
    ] {
        assert_eq!(words(&text), expected, "{text}");
    }
}
