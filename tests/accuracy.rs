//! 准确度: how many of the figures that documents print with a comparison are judged, and what is found wrong. The page
//! `docs/准确度.md` is made here from the files beside the repository; it holds counts alone.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tongbi::audit::{Material, Verdict, judge};
use tongbi::model::{Claim, Role};
use tongbi::source::load;

/// What became of the figures of one disclosure.
#[derive(Default)]
struct Tally {
    read: usize,
    /// Figures of sentences that compare, those of them that are judged, and those not judged although what they follow
    /// from is printed, as gone through by hand.
    compared: usize,
    judged: usize,
    open: usize,
    /// Findings of a wrong figure or direction by check.
    wrong: BTreeMap<&'static str, usize>,
}

/// Whether a claim compares: it gives a change, a rate, last year's amount or a completion.
fn compares(claim: &Claim) -> bool {
    claim.figures.iter().any(|figure| !matches!(figure.role, Role::Current | Role::Share(_)))
}

/// Figures that are not judged, though a reader with a calculator and these files alone could: documents, what is printed,
/// and what it follows from. All other unjudged figures were read and follow from nothing that is printed.
const OPEN: &[(&str, &[&str])] = &[
    // The change of a whole printed in three places, once after a list of reasons, and its rate.
    ("jiangsu-party-office", &["710.87万元", "3756.18万元", "18.14%"]),
    // The parts' budgets are not printed, but together their completions have to give the budget of the whole.
    ("lijiang", &["102.26%", "98.26%", "77.96%", "110.34%", "97.26%", "86.4%"]),
    // The share of what other sections call 一般公共预算支出 does not come out: another whole may be meant.
    ("sanmenxia", &["1791407万元", "73.5%"]),
    // Last year's report prints the budgets that these rates are of, and they do not come out.
    ("sanming", &["30.78%", "41.81%", "697,193万元", "225,489万元", "494,639万元", "168,618万元"]),
    // The completion is printed twice; the change is printed with a slip (542,62万元).
    ("sanming", &["105.95%", "353,774万元", "18.12%"]),
    // Items of the tables of social insurance funds that the text calls otherwise, or that have two rows of their name.
    ("shandong", &["13.6%", "20.8%", "146.6%", "98.1%", "51.6%", "6435.3%", "33.8%", "66.2%"]),
    // Notes below the tables repeat what the text says.
    ("shandong", &["5.1%", "2.5%", "5.1%", "2.5%"]),
    // The parts stand behind the reason.
    ("tianjin", &["７６３\u{fffd}９亿元"]),
];

fn tally(name: &str, paths: &[PathBuf]) -> Tally {
    let mut listed: Vec<&str> =
        OPEN.iter().filter(|(of, _)| *of == name).flat_map(|(_, printed)| *printed).copied().collect();
    let mut tally = Tally::default();
    let Ok(loaded) = load(paths, &Default::default(), &()) else { return tally };
    let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let mut lines = audit.claims.iter();
    for claim in &loaded.claims {
        for figure in &claim.figures {
            let line = lines.next().unwrap();
            tally.read += usize::from(figure.number.is_some());
            if figure.number.is_none() || !compares(claim) {
                continue;
            }
            tally.compared += 1;
            // What does not agree with another figure of its sentence was held against it as well.
            if line.verdict != Verdict::Unchecked || !line.code.is_empty() {
                tally.judged += 1;
                continue;
            }
            if let Some(at) = listed.iter().position(|printed| *printed == &*line.printed) {
                listed.remove(at);
                tally.open += 1;
            }
            if std::env::var_os("TONGBI_SHOW").is_some() {
                println!("{} {:?} {} {}", claim.place.file, figure.role, line.printed, claim.text);
            }
        }
    }
    assert_eq!(listed, Vec::<&str>::new(), "judged by now, or no longer read: {name}");
    for finding in audit.findings().into_iter().filter(|finding| finding.verdict.is_wrong()) {
        *tally.wrong.entry(finding.code).or_default() += 1;
    }
    tally
}

/// The files of each owner together, as a reviewer would have them: their names are alike up to the year.
fn groups() -> BTreeMap<String, Vec<PathBuf>> {
    let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for folder in ["corpus/pdf", "corpus/government"] {
        let files = crate::needs::shared_files(folder);
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|end| end != "md")) {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            groups.entry(name.split("-20").next().unwrap().to_owned()).or_default().push(file);
        }
    }
    groups
}

#[test]
#[ignore = "writes docs/准确度.md from the files beside the repository; TONGBI_SHOW=1 prints what is not judged"]
fn accuracy() {
    let mut page = String::from(
        "# 准确度\n\n由 `cargo test -- --ignored accuracy::` 从公开文件生成，请勿手改。同一单位（政府）的文件一起核对，文件不随程序发布，这里只有个数。\n\n\
         - **带比较的数**：句中写了增减额、增减率、上年数、预算数或完成率的，句中各数都算。\n\
         - **已核对**：确实与印出的另一个数（文中、表中或上年的文件中）比过，包括比出不符的。\n\
         - **漏核**：没有核对，但读者只用计算器和这些文件就能核对的数。每份文件未核对的数都由人逐个看过，漏核的列在 `tests/accuracy.rs`，不由程序判断。\n\
         - **无从核对**：它所由来的数（上年数、预算数、总数）在这些文件里哪里也没有印出，谁也核对不了。例如“比上年增长5.1%”，而上年数没有印出；“完成预算的102%”，而预算数没有印出；“剔除一次性因素后增长3.2%”，而剔除了多少没有印出。\n\
         - **占可核对的数** = 已核对 ÷（已核对 + 漏核）。**占带比较的数** = 已核对 ÷ 带比较的数，差在无从核对的数上，与程序无关。\n\n\
         标准：单位公开的文件至少九成，政府报告至少八成，都按可核对的数计。\
         承德、洛阳、天津、银川的报告没有附表，也没有同时给出上年的报告，多数比率只能照读，所以占带比较的数不高。\n\n\
         | 文件 | 种类 | 文中的数 | 带比较的数 | 已核对 | 占带比较的数 | 漏核 | 无从核对 | 占可核对的数 | 达到标准 | 错误（检查项 × 处数） |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---|---|\n",
    );
    for (name, files) in groups() {
        let Tally { read, compared, judged, open, wrong } = tally(&name, &files);
        if compared == 0 {
            continue;
        }
        let wrong: Vec<String> = wrong.iter().map(|(code, count)| format!("{code} × {count}")).collect();
        let is_of_unit = files.iter().any(|file| file.parent().is_some_and(|folder| folder.ends_with("pdf")));
        let (kind, required) = if is_of_unit { ("单位", 90) } else { ("政府", 80) };
        let judgeable = judged + open;
        let (of_all, share) = (judged * 100 / compared, (judged * 100).checked_div(judgeable).unwrap_or(100));
        let reached = if share >= required { "是" } else { "否" };
        let _ = writeln!(
            page,
            "| {name} | {kind} | {read} | {compared} | {judged} | {of_all}% | {open} | {} | {share}% | {reached} | {} |",
            compared - judgeable,
            wrong.join("，")
        );
    }
    page += "\n错误逐条用印出的数重新计算过，列在 `tests/published.rs`；不在其中的错误会使测试失败。\n";
    println!("{page}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/准确度.md");
    std::fs::write(path, page).unwrap();
}
