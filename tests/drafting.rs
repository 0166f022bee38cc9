//! 起草实样: the example disclosure of 2024 as a Word document of LibreOffice, said again with a workbook of 2025; its
//! changes are accepted and rejected there.

use crate::opened::{converted, resolved};
use crate::rolling::{THIS, figures, folder, last, table, tongbi, untouched};
use std::path::Path;
use std::process::Command;
use tongbi::audit::{Material, Verdict, judge};
use tongbi::model::{LineItem, Origin};
use tongbi::source::{LoadOptions, Loaded, load};

/// A text as a page: lines with tabs are rows of tables.
fn page(text: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut page = String::from("<html><head><meta charset=\"utf-8\"></head><body>");
    let mut in_table = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let is_row = line.contains('\t');
        if is_row != in_table {
            page += if is_row { "<table border=\"1\">" } else { "</table>" };
            in_table = is_row;
        }
        page += &match is_row {
            true => {
                let cells = line.split('\t').map(|cell| format!("<td>{}</td>", escape(cell)));
                format!("<tr>{}</tr>", cells.collect::<String>())
            }
            false => format!("<p>{}</p>", escape(line.trim())),
        };
    }
    page + "</body></html>"
}

fn read(path: &Path) -> Loaded {
    load(&[path.to_owned()], &LoadOptions::default(), &()).unwrap()
}

/// The figures of a year's tables, other than nothing.
fn printed(loaded: &Loaded) -> Vec<impl PartialEq + std::fmt::Debug> {
    let is_new = |item: &&LineItem| {
        let has_figure = item.amount.is_some_and(|amount| amount.fen() != 0);
        item.year.get() == 2025 && item.origin == Origin::Published && has_figure
    };
    let key = |item: &LineItem| {
        (item.table, item.code.clone(), item.name.clone(), item.measure.clone(), item.amount.map(|a| a.fen()))
    };
    loaded.items.iter().filter(is_new).map(key).collect()
}

#[test]
fn the_example_of_2024_becomes_the_draft_of_2025() {
    let (Some(example), Some(python)) =
        (crate::needs::shared("seed/bazhou-social-insurance-2024.txt"), crate::needs::installed("venv/bin/python"))
    else {
        return;
    };
    let text = std::fs::read_to_string(&example).unwrap();
    let folder = folder(&[("2024.html", &page(&text)), ("2024.txt", &text)]);
    let path = |name: &str| folder.path().join(name);
    let to_docx = ["--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML"];
    let Some(docx) = converted(&path("2024.html"), &to_docx, "docx") else { return };
    std::fs::copy(docx, path("2024.docx")).unwrap();
    let (_, told, status) = tongbi(folder.path(), &["extract", "2024.txt", "-o", "2024.csv"]);
    assert_eq!(status, Some(0), "{told}");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rolling/make.py");
    let workbook = "2025年单位预算公开表.xlsx";
    let mut make = Command::new(python);
    let made = make.current_dir(folder.path()).arg(script).args(["2024.txt", "2024.csv", workbook]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let (_, told, status) = tongbi(folder.path(), &["explain", "--from", "2024.docx", workbook, "-o", "稿.docx"]);
    assert_eq!(status, Some(1), "{told}");

    // Every figure of the text is replaced or has a mark.
    let texts = untouched(&std::fs::read(path("稿.docx")).unwrap());
    let part = texts.iter().rposition(|text| text.starts_with("第三部分")).unwrap();
    let end = texts.iter().rposition(|text| text.starts_with("第四部分")).unwrap();
    assert_eq!(figures(&texts[part..end], &["100.00%", "50 万元", "100 万元"]), [""; 0], "{told}");

    // Accepted in LibreOffice, it has every figure of the new tables and passes the audit but where a mark asks for words.
    let Some(accepted) = resolved(&path("稿.docx"), true) else { return };
    let (draft, tables) = (read(&accepted), read(&path(workbook)));
    let refilled = printed(&draft);
    let missing: Vec<_> = printed(&tables).into_iter().filter(|figure| !refilled.contains(figure)).collect();
    assert!(missing.is_empty() && refilled.len() > 200, "{missing:?} {}", refilled.len());
    let material = Material { items: &draft.items, claims: &draft.claims, papers: &draft.papers };
    let audit = judge(&material);
    let wrong = audit.findings().into_iter().filter(|found| found.verdict.is_wrong() && found.verdict != Verdict::Open);
    let is_marked = |paragraph: Option<u32>| {
        let place = format!("第{}段“", paragraph.unwrap_or(0));
        told.lines().any(|line| line.contains(&place) && line.contains("原因需要改写"))
    };
    let wrong = wrong.filter(|found| !is_marked(found.place.paragraph));
    let wrong: Vec<String> = wrong.map(|found| format!("{} {} {}", found.place, found.text, found.because)).collect();
    assert_eq!(wrong, [""; 0], "{told}");

    // Rejected there, it is last year's, table by table.
    let Some(rejected) = resolved(&path("稿.docx"), false) else { return };
    let amounts = |loaded: &Loaded| -> Vec<_> {
        let published = loaded.items.iter().filter(|item| item.origin == Origin::Published);
        published.map(|item| (item.table, item.code.clone(), item.name.clone(), item.text.clone())).collect()
    };
    assert_eq!(amounts(&read(&rejected)), amounts(&read(&path("2024.docx"))));
}

#[test]
fn a_new_row_that_is_rejected_leaves_no_empty_one() {
    let folder = folder(&[("去年.txt", &last()), ("今年.txt", &table(2024, THIS))]);
    let (_, told, status) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "今年.txt", "-o", "稿.docx"]);
    assert_eq!(status, Some(1), "{told}");
    let rows = |path: &Path| {
        let main = crate::revising::part(&std::fs::read(path).unwrap(), "word/document.xml");
        main.matches("<w:tr>").count() + main.matches("<w:tr ").count()
    };
    let draft = folder.path().join("稿.docx");
    let Some(rejected) = resolved(&draft, false) else { return };
    assert_eq!(rows(&rejected) + 1, rows(&draft), "the row of 2080102");
}

#[test]
fn of_two_tables_of_one_kind_the_title_of_this_years_budget_is_taken() {
    let three = |title: &str, total: &str, head: &str| {
        format!(
            "{title}\n编制单位：甲中心\t单位：万元\n项目\t{head}\n合计\t{total}\n因公出国（境）费\t0.00\n公务用车购置及运行费\t0.00\n公务接待费\t{total}\n\n"
        )
    };
    let this = format!(
        "甲中心2024年单位预算公开\n\n{}{}{}",
        three("2023年“三公”经费支出决算情况表", "9.00", "决算数"),
        table(2024, THIS),
        three("2024年财政拨款“三公”经费支出情况表", "12.00", "预算数")
    );
    let folder = folder(&[("去年.txt", &last()), ("今年.txt", &this)]);
    let (_, told, status) = tongbi(folder.path(), &["explain", "去年.txt", "今年.txt", "-o", "公开.docx"]);
    assert_eq!(status, Some(1), "{told}");
    let main = crate::revising::part(&std::fs::read(folder.path().join("公开.docx")).unwrap(), "word/document.xml");
    assert!(main.contains("财政拨款“三公”经费支出情况表") && !main.contains("决算情况表"), "{told}");
}

#[test]
fn lists_that_grow_and_shrink_are_this_years_accepted_and_last_years_rejected() {
    // Between the items of the list one that is nothing in both years and leaves it; another is new.
    let gone = "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）就业管理事务（项）：2023年预算数为0.00万元，比上年预算减少5.00万元，下降100.00%，主要原因是事项结束。\n\n";
    let last = last().replace("2.社会保障和就业支出（类）", &format!("{gone}3.社会保障和就业支出（类）"));
    let last = last.replace("3.卫生健康支出（类）", "4.卫生健康支出（类）");
    let this: Vec<_> = THIS.iter().filter(|row| row.0 != "2101101").copied().collect();
    let this = [&this[..], &[("2101199", "其他行政事业单位医疗支出", "50.00", "", "50.00")]].concat();
    let folder = folder(&[("去年.txt", &last), ("今年.txt", &table(2024, &this))]);
    let roll = |arguments: &[&str]| {
        let (_, told, status) = tongbi(folder.path(), &[&["explain", "--from"], arguments].concat());
        assert!(matches!(status, Some(0 | 1)), "{told}");
        told
    };
    // The tables of the text itself, so that only its format changes.
    roll(&["去年.txt", "去年.txt", "--clean", "-o", "去年.docx"]);
    let told = roll(&["去年.docx", "今年.txt", "-o", "稿.docx"]);
    roll(&["去年.docx", "今年.txt", "--clean", "-o", "清.docx"]);
    assert!(told.contains("已删去：") && told.contains("仿照同类段落加了这一段"), "{told}");
    let path = |name: &str| folder.path().join(name);
    let outline = |path: &Path| {
        let bytes = std::fs::read(path).unwrap();
        let document = tongbi::source::format::read(&"稿.docx".into(), &bytes, &Default::default()).unwrap();
        crate::office::outline(&document)
    };
    if let Some(python) = crate::needs::installed("venv/bin/python") {
        for name in ["稿.docx", "清.docx"] {
            assert_eq!(crate::opened::schema_errors(&python, &path(name)), Vec::<serde_json::Value>::new(), "{name}");
        }
    }
    for (accept, name) in [(true, "清.docx"), (false, "去年.docx")] {
        let Some(resolved) = resolved(&path("稿.docx"), accept) else { return };
        assert_eq!(outline(&resolved), outline(&path(name)), "accepted: {accept}");
    }
}
