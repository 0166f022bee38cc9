//! The audit on texts and tables written for the tests: what it reports, and what it does not.

use std::process::{Command, Output};
use tongbi::audit::{Material, Verdict, audit, judge};
use tongbi::model::Place;
use tongbi::source::{Block, Document, load_texts, narrative};

/// `printed verdict` of every figure of a text.
fn judged(text: &str) -> Vec<String> {
    let block = Block::Paragraph { text: text.to_owned(), place: Place::file("t.txt") };
    let claims = narrative::read(&Document { name: "t.txt".into(), blocks: vec![block], ..Document::default() });
    let report = audit(&[], &claims);
    report.claims.iter().map(|judged| format!("{} {}", judged.printed, judged.verdict.name())).collect()
}

fn rate(text: &str) -> String {
    judged(text).into_iter().find(|line| line.contains('%')).unwrap_or_default()
}

#[test]
fn a_rate_is_judged_by_what_the_printed_digits_allow() {
    assert_eq!(rate("会议费120.00万元，比上年预算增加20.00万元，增长20.00%。"), "20.00% ok");
    assert_eq!(rate("会议费120.00万元，比上年预算增加20.00万元，增长16.67%。"), "16.67% figure");
    assert_eq!(rate("会议费96.57万元，比上年预算增加7.17万元，增长8.02%。"), "8.02% ok");
    assert_eq!(rate("会议费96.57万元，比上年预算增加7.20万元，增长8.05%。"), "8.05% tail");
    assert_eq!(rate("会议费9657.00万元，比上年预算增加720.00万元，增长8.05%。"), "8.05% truncated");
    assert_eq!(rate("会议费1.5万元，比上年预算增加0.2万元，增长15.7%。"), "15.7% tail");
    assert_eq!(rate("会议费5.15万元，比上年预算增加5.15万元，增长100.00%。"), "100.00% ok");
}

#[test]
fn a_wrong_base_is_told_from_a_wrong_rate() {
    let lines = judged("会议费8.00万元，比上年预算数10.30万元减少2.00万元，下降20.00%。");
    assert_eq!(lines, ["8.00万元 ok", "10.30万元 figure", "2.00万元 ok", "20.00% ok"]);
}

#[test]
fn so_many_times_as_much_is_judged_exactly_and_an_ambiguous_word_never_accused() {
    let times = |text: &str| judged(text).into_iter().find(|line| line.contains('倍')).unwrap_or_default();
    assert_eq!(times("会议费30.00万元，比上年增加20.00万元，是上年的3倍。"), "3倍 ok");
    assert_eq!(times("会议费30.00万元，比上年增加20.00万元，是上年的2倍。"), "2倍 figure");
    assert_eq!(times("会议费25.00万元，比上年预算数10.00万元增加15.00万元，为上年预算数的2.5倍。"), "2.5倍 ok");
    assert_eq!(times("会议费26.00万元，比上年预算数10.00万元增加16.00万元，达到上年预算数的2.5倍。"), "2.5倍 figure");
    assert_eq!(times("会议费30.00万元，比上年增加20.00万元，增长2倍。"), "2倍 ok");
    assert_eq!(times("会议费30.00万元，比上年增加20.00万元，增长3倍。"), "3倍 note", "usage has both");
    assert_eq!(times("会议费30.00万元，比上年增加20.00万元，增长5倍。"), "5倍 figure");
    for vague in ["是上年的4倍多", "是上年的4倍左右", "增长5倍以上", "增长近5倍", "是上年的近4倍"]
    {
        assert_eq!(times(&format!("会议费30.00万元，比上年增加20.00万元，{vague}。")), "", "{vague}");
    }
}

#[test]
fn a_direction_word_is_judged_by_the_amounts() {
    let lines = judged("会议费12.00万元，比上年预算数10.00万元减少2.00万元。");
    assert_eq!(lines[2], "2.00万元 direction");
    let lines = judged("会议费年初预算为10.00万元，支出决算为12.00万元。决算数小于预算数的主要原因是节约。");
    assert!(lines.contains(&"小于预算数的 direction".to_owned()), "{lines:?}");
    let lines = judged("会议费12.00万元，比上年预算增加2.00万元，下降20.00%。");
    assert_eq!(lines[2], "20.00% direction");
}

#[test]
fn shares_are_judged_by_the_whole_that_is_named_or_that_they_make() {
    let named = judged("支出预算200.00万元，其中：基本支出150.00万元，占74.00%；项目支出50.00万元，占25.00%。");
    assert_eq!(named, ["200.00万元 ok", "150.00万元 ok", "74.00% figure", "50.00万元 ok", "25.00% ok"]);
    let moved = judged("甲类10.00万元，占33.34%；乙类10.00万元，占33.33%；丙类10.00万元，占33.33%。");
    assert_eq!(moved[1], "33.34% plugged");
}

#[test]
fn a_completion_rate_is_judged_by_the_budget_that_it_names() {
    let lines = judged("会议费年初预算为20.00万元，支出决算为15.00万元，完成年初预算的57.00%。");
    assert!(lines.contains(&"57.00% figure".to_owned()), "{lines:?}");
}

const SAMPLE: &str = include_str!("../data/sample/2024.txt");

fn sample(text: &str) -> tongbi::audit::Audit {
    let loaded = load_texts(&[("2024.txt", text)], &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

#[test]
fn the_sample_is_not_accused_and_a_changed_cell_is() {
    let report = sample(SAMPLE);
    let wrong = |report: &tongbi::audit::Audit| report.findings().iter().filter(|f| f.verdict.is_wrong()).count();
    assert_eq!(wrong(&report), 0, "{:?}", report.findings());
    let row = SAMPLE.lines().find(|line| line.starts_with("208\t") && line.contains("676.52")).unwrap();
    let report = sample(&SAMPLE.replace(row, &row.replace("676.52", "676.25")));
    assert!(wrong(&report) >= 1);
    assert!(report.tables.iter().any(|judged| judged.verdict == Verdict::Figure), "{:?}", report.tables);
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap()
}

#[test]
fn the_exit_status_says_what_was_found() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/2024.txt");
    let status = |arguments: &[&str]| run(arguments).status.code();
    assert_eq!(status(&["audit", sample]), Some(0));
    assert_eq!(status(&["audit", sample, "--fail-on", "tail"]), Some(1));
    assert_eq!(status(&["audit", sample, "--fail-on", "never"]), Some(0));
    assert_eq!(status(&["audit", "没有这个文件.txt"]), Some(2));
}

#[test]
fn the_json_is_what_its_schema_says() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/2024.txt");
    let output = run(&["audit", sample, "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = serde_json::from_str(include_str!("../data/schema/audit.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(value["claims_total"].as_u64() > value["claims_checked"].as_u64());
}

#[test]
fn an_amount_of_the_text_is_judged_by_the_cell_that_it_names() {
    let sentence = SAMPLE.lines().find(|line| line.contains("培训支出（项）") && line.contains("1.95")).unwrap();
    let report = sample(&SAMPLE.replace(sentence, &sentence.replacen("1.95", "11.95", 1)));
    let found = report.claims.iter().find(|judged| judged.printed.contains("11.95")).unwrap();
    assert_eq!((found.verdict, found.code), (Verdict::Figure, "stated"), "{found:?}");
    assert_eq!(found.likely_cause.as_deref(), Some("多写了一位数字"));
}

#[test]
fn what_is_told_can_be_chosen_and_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2024.txt");
    std::fs::write(&path, SAMPLE.replacen("增长 5.95%", "增长 5.59%", 1)).unwrap();
    let (file, accepted) = (path.to_str().unwrap(), folder.path().join("已接受.txt"));
    let accepted = accepted.to_str().unwrap();
    let told = |arguments: &[&str]| {
        let output = run(&[&["audit", file], arguments].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, text) = told(&["--ledger"]);
    assert_eq!(status, Some(1));
    assert!(text.contains("【5.59%】") && text.contains("这里应为 5.95%") && text.contains("== 台账 =="), "{text}");
    assert_eq!(told(&["--ignore", "rate"]).0, Some(0));
    assert_eq!(told(&["--only", "share,stated"]).0, Some(0));
    assert_eq!(told(&["--only", "没有"]).0, Some(2));
    assert_eq!(told(&["--accept", accepted]).0, Some(1));
    let (status, text) = told(&["--baseline", accepted]);
    assert_eq!((status, text.contains("5.59%")), (Some(0), false), "{text}");
    let (_, page) = told(&["--format", "html"]);
    assert!(page.contains("<mark>5.59%</mark>") && !page.contains("http"), "{page}");
}

#[test]
fn what_an_office_does_not_allow_is_an_error_where_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2024.txt");
    let text = "会议费12.00万元，上年预算0.00万元，比上年预算增加12.00万元。\n\n培训费8.00万元，上年预算0.00万元，比上年预算增加8.00万元，增长100.00%。\n";
    std::fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    let status = |arguments: &[&str]| run(&[&["audit", file], arguments].concat()).status.code();
    assert_eq!(status(&[]), Some(0));
    assert_eq!(status(&["--strict", "zero_base"]), Some(1));
    assert_eq!(status(&["--strict", "没有"]), Some(2));
    // It is called what it is: no figure that does not come out.
    let told = run(&["audit", file, "--strict", "zero_base"]).stdout;
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("== 不合规定（") && told.contains("本单位的规定") && !told.contains("四舍五入"), "{told}");
    let json = run(&["audit", file, "--strict", "zero_base", "--format", "json"]).stdout;
    let schema = serde_json::from_str(include_str!("../data/schema/audit.schema.json")).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(value["findings"][0]["verdict"], "barred");
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&value));
}

/// The first wrong finding of a text without tables.
fn first_wrong(text: &str) -> tongbi::audit::Judgement {
    let block = Block::Paragraph { text: text.to_owned(), place: Place::file("t.txt") };
    let claims = narrative::read(&Document { name: "t.txt".into(), blocks: vec![block], ..Document::default() });
    let report = audit(&[], &claims);
    report.findings().into_iter().find(|finding| finding.verdict.is_wrong()).unwrap().clone()
}

#[test]
fn figures_that_nothing_else_holds_are_not_corrected_but_each_says_what_it_would_be() {
    for (text, choices) in [
        (
            "会议费120.00万元，比上年预算增加20.00万元，增长16.67%。",
            &["这里应为 20.00%", "增减额应在 17.14万元 与 17.15万元 之间"][..],
        ),
        // A slip of the pen that explains it is named.
        (
            "会议费395.51万元，比上年预算增加320.90万元，增长8.83%。",
            &["这里应为 430.10%", "如 32.09万元，小数点错了一位"],
        ),
        (
            "会议费43269.3万元，比上年预算增加269.3万元，增长8.98%。",
            &["这里应为 0.63%", "如 3269.3万元，多写了一位数字"],
        ),
        ("会议费12.00万元，比上年预算数10.00万元增加20.00万元。", &["这里应为 2.00万元", "本年数应为 30.00万元"]),
        (
            "会议费12.00万元，比上年预算数10.00万元增加5.00万元。",
            &["这里应为 2.00万元", "本年数应为 15.00万元", "对比基数应为 7.00万元"],
        ),
        (
            "会议费12.00万元，比上年预算数10.00万元增长25.00%。",
            &["这里应为 20.00%", "本年数应在 12.49万元 与 12.51万元 之间", "对比基数应为 9.60万元"],
        ),
        (
            "会议费年初预算为9000.00万元，支出决算为6000.00万元，完成年初预算的76.67%。",
            &["这里应为 66.67%", "本年数应在 6899.85万元 与 6900.75万元 之间"],
        ),
        ("会议费30.00万元，比上年预算数10.00万元增加20.00万元，是上年的5倍。", &[]),
        (
            "会议费80.00亿元，比上年增加20.00亿元，增长40.0%。",
            &["这里应为 33.3%", "增减额应在 22.84亿元 与 22.88亿元 之间"],
        ),
    ] {
        let found = first_wrong(text);
        if choices.is_empty() {
            assert!(!found.because.contains("只改其中一处"), "{text}: {}", found.because);
            continue;
        }
        assert_eq!((&found.expected, &found.corrected), (&None, &None), "{text}: {found:?}");
        assert!(choices.iter().all(|choice| found.because.contains(choice)), "{text}: {}", found.because);
    }
    // The likely cause is a matter of its own.
    let found = first_wrong("会议费120.00万元，比上年预算增加20.00万元，增长16.67%。");
    assert_eq!(found.likely_cause.as_deref(), Some("误除以本年数，应除以上年数"));
    let found = first_wrong("会议费120.00万元，比上年预算增加20.00万元，增长14.29%。");
    assert_eq!(found.likely_cause.as_deref(), Some("增减方向写反"));
}

#[test]
fn a_correction_is_printed_where_the_other_figures_are_held() {
    for (text, right) in [
        // The change is the difference of the two years.
        ("会议费120.00万元，比上年预算数100.00万元增加20.00万元，增长16.67%。", "增长20.00%"),
        // The parts make up the whole, and all shares but one fit.
        ("支出预算200.00万元，其中：基本支出150.00万元，占74.00%；项目支出50.00万元，占25.00%。", "占75.00%"),
    ] {
        let found = first_wrong(text);
        assert!(found.corrected.as_ref().is_some_and(|corrected| corrected.contains(right)), "{text}: {found:?}");
    }
}

#[test]
fn an_amount_that_two_relations_accuse_is_the_one_wrong_figure() {
    let text = "支出预算200.00万元，其中：基本支出150.00万元，占75.00%；项目支出80.00万元，占25.00%，比上年减少10.00万元，下降16.67%。";
    let found = first_wrong(text);
    assert_eq!((&*found.printed, found.effects.len()), ("80.00万元", 3), "{found:#?}");
    assert!(found.corrected.as_ref().is_some_and(|corrected| corrected.contains("项目支出50.00万元")), "{found:#?}");
}

#[test]
fn words_left_over_from_a_template_are_told() {
    let changed = SAMPLE.replacen("比上年预算增加 41.60 万元", "比上年预算增加（减少） 41.60 万元", 1);
    let report = sample(&changed);
    assert!(report.notes.iter().any(|note| note.code == "wording"), "{:?}", report.notes);
    let report = sample(&SAMPLE.replacen("增长 5.95%", "增长5.95", 1));
    assert!(report.notes.iter().any(|note| note.because.contains('%')), "{:?}", report.notes);
}

#[test]
fn one_thing_said_twice_and_differently_is_told_once() {
    let lines =
        judged("2024年机关运行经费预算26.87万元。2024年政府采购预算81.81万元。2024年机关运行经费预算28.67万元。");
    assert_eq!(lines, ["26.87万元 unchecked", "81.81万元 unchecked", "28.67万元 ambiguous"]);
}

#[test]
fn weights_of_indicators_make_90_or_100() {
    let line = SAMPLE.lines().find(|line| line.contains("产出指标") && line.contains('\t')).unwrap();
    let report = sample(SAMPLE);
    assert!(!report.tables.iter().any(|judged| judged.code == "weights"));
    let cells: Vec<&str> = line.split('\t').collect();
    let weight = cells.iter().position(|cell| cell.parse::<u32>().is_ok()).unwrap();
    let mut changed = cells.clone();
    changed[weight] = "7";
    let report = sample(&SAMPLE.replacen(line, &changed.join("\t"), 1));
    assert!(report.tables.iter().any(|judged| judged.code == "weights"), "{line}");
}

#[test]
fn a_part_is_never_more_than_its_whole_and_a_closed_list_adds_up() {
    let verdicts = |text: &str| judged(text);
    let lines = verdicts("车辆2辆，价值51.95万元；其中：一般公务用车2辆，价值55.95万元；其他车辆0辆，价值0.00万元。");
    // One of the two is wrong, nobody knows which: one finding.
    assert_eq!(lines, ["51.95万元 figure", "55.95万元 ok", "0.00万元 ok"]);
    let lines = verdicts("车辆2辆，价值51.95万元；其中：一般公务用车2辆，价值51.95万元；其他车辆0辆，价值0.00万元。");
    assert_eq!(lines, ["51.95万元 ok", "51.95万元 ok", "0.00万元 ok"]);
    // 其中 may leave things out.
    let open = verdicts("2024年会议费总额50.00万元，其中：甲会议费20.00万元，乙会议费10.00万元。");
    assert!(open.iter().all(|line| !line.ends_with("figure")), "{open:?}");
    assert_eq!(verdicts("2024年预算绩效目标0个，涉及金额0.90万元。"), ["0.90万元 figure"]);
    let kept = verdicts("2024年政府采购预算81.81万元。2024年面向中小企业预留政府采购预算91.81万元。");
    assert_eq!(kept[1], "91.81万元 figure");
}

#[test]
fn what_is_said_of_so_many_projects_is_what_their_tables_print() {
    let (said, wrong) = ("财政拨款项目 2 个，涉及预算金额 112.83 万元", "财政拨款项目 2 个，涉及预算金额 118.23 万元");
    assert!(SAMPLE.contains(said));
    let report = sample(&SAMPLE.replacen(said, wrong, 1));
    let found = report.claims.iter().find(|judged| &*judged.printed == "118.23 万元").unwrap();
    assert_eq!((found.verdict, found.code), (Verdict::Figure, "tally"), "{found:?}");
    // Three projects may hold more than the two that the table lists.
    let report = sample(&SAMPLE.replacen(said, &wrong.replace("2 个", "3 个"), 1));
    let found = report.claims.iter().find(|judged| &*judged.printed == "118.23 万元").unwrap();
    assert_eq!(found.verdict, Verdict::Unchecked);
}

#[test]
fn the_likely_slip_is_named_with_the_corrected_sentence() {
    let prior = include_str!("../data/sample/2023.txt");
    let slip = |old: &str, new: &str| {
        let line = SAMPLE.lines().find(|line| line.contains("（项）") && line.contains(old)).unwrap();
        let changed = SAMPLE.replace(line, &line.replacen(old, new, 1));
        let texts = [("2023.txt", prior), ("2024.txt", changed.as_str())];
        let loaded = load_texts(&texts, &Default::default()).unwrap();
        let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        let found = report.claims.iter().find(|judged| &*judged.printed == new && judged.verdict.is_wrong()).unwrap();
        let corrected = found.corrected.clone().unwrap_or_default();
        // In the unit that is printed: 255500.00元 is as right as 25.55万元.
        let right = if new.ends_with("万元") { old } else { "255500.00元" };
        assert!(corrected.contains(right), "{old} → {new}: {corrected}");
        found.likely_cause.clone().unwrap_or_default()
    };
    assert_eq!(slip("86.40万元", "17.98万元"), "照抄了上年数");
    assert_eq!(slip("22.35万元", "16.98万元"), "抄了相邻的“公务员医疗补助”的数");
    assert_eq!(slip("78.63万元", "87.63万元"), "两位数字写颠倒了");
    assert_eq!(slip("41.04万元", "410.40万元"), "小数点错了一位");
    assert_eq!(slip("51.09万元", "551.09万元"), "多写了一位数字");
    assert_eq!(slip("395.51万元", "39.51万元"), "漏写了一位数字");
    assert_eq!(slip("25.55万元", "25.55元"), "元与万元混用");
}

#[test]
fn a_check_is_explained_by_its_name_and_no_other_name_is() {
    assert!(tongbi::audit::Check::of("没有").is_none());
    let run =
        |arguments: &[&str]| std::process::Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let told = run(&["audit", "--explain", "rate"]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(told.status.success() && text.starts_with("rate　增减率 = 增减额 ÷ 上年数（增减率）\n"), "{text}");
    assert!(text.contains("【16.67%】增减额 2.00万元 ÷ 基数 10.00万元 = 20.00%"), "{text}");
    for part in ["为什么查：", "条件：", "依据：", "没有问题的例子：", "写错的例子："] {
        assert_eq!(text.matches(part).count(), 1, "{part}: {text}");
    }
    assert_eq!(run(&["audit", "--explain", "没有"]).status.code(), Some(2));
    assert_eq!(run(&["audit"]).status.code(), Some(2));
}

#[test]
fn the_page_shows_the_rows_around_a_figure_links_to_its_document_and_can_be_filtered() {
    let folder = tempfile::tempdir().unwrap();
    let disclosure = folder.path().join("局 2024.txt");
    let row = SAMPLE.lines().find(|line| line.starts_with("208\t") && line.contains("676.52")).unwrap();
    let wrong = SAMPLE.replace(row, &row.replace("676.52", "676.25")).replace("下降2.34%", "下降2.43%");
    std::fs::write(&disclosure, wrong).unwrap();
    let page = folder.path().join("审查").join("页.html");
    let ran = run(&["audit", disclosure.to_str().unwrap(), "-o", page.to_str().unwrap()]);
    assert_eq!(ran.status.code(), Some(1));
    let html = scraper::Html::parse_document(&std::fs::read_to_string(&page).unwrap());
    let select = |selector: &str| -> Vec<scraper::ElementRef<'_>> {
        html.select(&scraper::Selector::parse(selector).unwrap()).collect()
    };
    let marked = select(".tb-audit-rows td mark");
    assert!(marked.iter().any(|mark| mark.text().collect::<String>() == "676.25"), "{marked:?}");
    let links: Vec<&str> = select("article .tb-audit-place span a").iter().filter_map(|a| a.attr("href")).collect();
    assert!(!links.is_empty() && links.iter().all(|link| *link == "../局%202024.txt"), "{links:?}");
    // Every choice of the form finds an entry, and without the script all of them are shown.
    let options = select("select[name=check] option");
    assert!(options.len() > 2);
    for option in options.iter().filter_map(|option| option.attr("value")).filter(|value| !value.is_empty()) {
        let has = |entry: &&scraper::ElementRef<'_>| {
            entry.attr("data-check").unwrap_or_default().split(' ').any(|own| own == option)
        };
        assert!(select("article").iter().any(|entry| has(&entry)), "{option}");
    }
    assert!(select("article[hidden], tr[hidden]").is_empty() && select("form[hidden]").len() > 1);
}

#[test]
fn a_table_of_findings_has_its_obligations_beside_it() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/2024.txt");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    run(&["audit", sample, "-o", file("问题.csv").to_str().unwrap()]);
    let rows = std::fs::read_to_string(file("问题-应查事项.csv")).unwrap();
    assert!(rows.starts_with("\u{feff}unit,year,phase,group,") && rows.lines().count() > 50, "{rows}");
    run(&["audit", sample, "-o", file("问题.parquet").to_str().unwrap()]);
    assert!(file("问题-应查事项.parquet").exists());
}

#[test]
fn many_hints_of_one_kind_are_one_line_and_all_are_listed_on_request() {
    let text: String =
        (1..=9).map(|at| format!("会议费（项）{at}类支出{at}0.00万元，比上年增加1.00万元，增长{at}.00%。\n")).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("2024.txt");
    std::fs::write(&file, format!("某局2024年单位预算公开\n{text}")).unwrap();
    let errors = |more: &[&str]| {
        let ran = run(&[&["audit", file.to_str().unwrap()], more].concat());
        String::from_utf8(ran.stderr).unwrap()
    };
    let summed = errors(&[]);
    assert!(summed.contains("读取提示：上年数未推算 9 条，如 2024.txt 第2行"), "{summed}");
    assert!(summed.ends_with("共 9 条读取提示，用 --hints 列出\n"), "{summed}");
    let listed = errors(&["--hints"]);
    assert_eq!(listed.matches("读取提示：2024.txt 第").count(), 9, "{listed}");
    assert_eq!(errors(&["--quiet"]), "");
}
