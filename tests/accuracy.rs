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
    /// Figures of sentences that compare, those of them that are judged, and those whose other side is printed nowhere.
    compared: usize,
    judged: usize,
    alone: usize,
    /// Findings of a wrong figure or direction by check.
    wrong: BTreeMap<&'static str, usize>,
}

/// Whether a claim compares: it gives a change, a rate, last year's amount or a completion.
fn compares(claim: &Claim) -> bool {
    claim.figures.iter().any(|figure| !matches!(figure.role, Role::Current | Role::Share(_)))
}

/// Whether the sentence gives a rate alone, without an amount that it could be of.
fn is_alone(claim: &Claim) -> bool {
    let has =
        |role: fn(&Role) -> bool| claim.figures.iter().any(|figure| figure.number.is_some() && role(&figure.role));
    let both = has(|role| matches!(role, Role::Change(_))) && has(|role| matches!(role, Role::Rate(_)));
    !(both || has(|role| *role == Role::Prior))
}

fn tally(paths: &[PathBuf]) -> Tally {
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
            match line.verdict {
                Verdict::Unchecked if is_alone(claim) => tally.alone += 1,
                Verdict::Unchecked if std::env::var_os("TONGBI_SHOW").is_some() => {
                    println!("{} {:?} {} {}", claim.place.file, figure.role, line.printed, claim.text);
                }
                Verdict::Unchecked => {}
                _ => tally.judged += 1,
            }
        }
    }
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
         - **带比较的数**：句中写了增减额、增减率、上年数或完成率的，句中各数都算。\n\
         - **已核对**：确实与印出的另一个数（文中或表中）比过。\n\
         - **只印一边**：句中的比率（“增长3%”“完成预算的95%”）没有把基数写在句中，文件的别处（别的句子、表）也没有认出，要有上年的报告或预算表才能核对。\n\
         - **可核对的数**：带比较的数减去只印一边的数。“占”是已核对的在其中占多少；括号里是在带比较的数中占多少。\n\n\
         | 文件 | 文中的数 | 带比较的数 | 只印一边 | 可核对 | 已核对 | 占 | 其余未核对 | 错误（检查项 × 处数） |\n|---|---:|---:|---:|---:|---:|---:|---:|---|\n",
    );
    for (name, files) in groups() {
        let Tally { read, compared, judged, alone, wrong } = tally(&files);
        if compared == 0 {
            continue;
        }
        let wrong: Vec<String> = wrong.iter().map(|(code, count)| format!("{code} × {count}")).collect();
        let (judgeable, of_all) = (compared - alone, judged * 100 / compared);
        let share = (judged * 100).checked_div(judgeable).map_or("–".to_owned(), |share| format!("{share}%"));
        let open = judgeable - judged;
        let _ = writeln!(
            page,
            "| {name} | {read} | {compared} | {alone} | {judgeable} | {judged} | {share}（{of_all}%） | {open} | {} |",
            wrong.join("，")
        );
    }
    page += "\n错误逐条用印出的数重新计算过，列在 `tests/published.rs`；不在其中的错误会使测试失败。\n";
    println!("{page}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/准确度.md");
    std::fs::write(path, page).unwrap();
}
