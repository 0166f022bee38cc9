//! What we write, opened with the programs that people use: the page in Chromium, the Word document and the workbook in
//! LibreOffice and checked against the schema of their formats, the notebook run by Jupyter.

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;
use tongbi::model::Origin;
use tongbi::present::revise::{CellChange, Change, NewRow, Remark, Revision, revise};

/// What a program of its own must end well with; both streams where it does not.
fn done(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}\n{out}\n{err}");
    out.into_owned()
}

/// The folder of a report on some files.
fn reported(files: &[PathBuf]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    done(program.args(["--quiet", "report", "-o"]).arg(folder.path()).args(files));
    folder
}

/// The only unit's folder in it.
fn of_one_unit(folder: &TempDir) -> PathBuf {
    let mut units = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let unit = units.next().unwrap();
    assert!(units.next().is_none());
    unit
}

/// The sample's report, with one rate turned round so that there is a finding of every kind of link.
fn sample() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
        let inputs = tempfile::tempdir().unwrap();
        let files = ["2023.txt", "2024.txt"].map(|name| {
            let text = std::fs::read_to_string(data.join(name)).unwrap();
            let path = inputs.path().join(name);
            std::fs::write(&path, text.replacen("增长 5.95%", "增长 5.59%", 1)).unwrap();
            path
        });
        reported(&files)
    });
    of_one_unit(folder)
}

/// The sample's report, one of published files of three years, and one of a single year whose last year is implied.
fn reports() -> Vec<PathBuf> {
    static FOLDERS: OnceLock<Vec<TempDir>> = OnceLock::new();
    let folders = FOLDERS.get_or_init(|| {
        let years = [2017, 2018, 2019].map(|year| format!("corpus/pdf/jiangsu-procuratorate-{year}.pdf"));
        let seed = ["seed/bazhou-social-insurance-2024.txt".to_owned()];
        let files = |paths: &[String]| paths.iter().map(|path| crate::needs::shared(path)).collect::<Option<Vec<_>>>();
        [&years[..], &seed[..]].into_iter().filter_map(files).map(|files| reported(&files)).collect()
    });
    std::iter::once(sample()).chain(folders.iter().map(of_one_unit)).collect()
}

/// A file converted by LibreOffice beside itself, in a profile of its own that calculates every formula on opening.
pub fn converted(file: &Path, options: &[&str], extension: &str) -> Option<PathBuf> {
    let soffice = crate::needs::program("soffice")?;
    let profile = tempfile::tempdir().unwrap();
    std::fs::create_dir(profile.path().join("user")).unwrap();
    let settings = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">\
        <item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\"><prop oor:name=\"OOXMLRecalcMode\" oor:op=\"fuse\">\
        <value>0</value></prop></item></oor:items>";
    std::fs::write(profile.path().join("user/registrymodifications.xcu"), settings).unwrap();
    let folder = file.parent().unwrap().join("converted");
    let mut program = Command::new(soffice);
    program.arg(format!("-env:UserInstallation=file://{}", profile.path().display()));
    let said = done(program.arg("--headless").args(options).arg("--outdir").arg(&folder).arg(file));
    let made = folder.join(file.with_extension(extension).file_name().unwrap());
    assert!(made.exists(), "{said}");
    Some(made)
}

/// A Word document after all of its tracked changes were accepted or rejected in LibreOffice.
pub fn resolved(file: &Path, accept: bool) -> Option<PathBuf> {
    let soffice = crate::needs::program("soffice")?;
    let profile = tempfile::tempdir().unwrap();
    let run = |argument: &[&str]| {
        let mut program = Command::new(&soffice);
        program.arg(format!("-env:UserInstallation=file://{}", profile.path().display()));
        done(program.arg("--headless").args(argument))
    };
    // The first run makes the profile, to which the macro is then added.
    run(&["--terminate_after_init"]);
    let library = profile.path().join("user/basic/Standard");
    let list = library.join("script.xlb");
    let text = std::fs::read_to_string(&list).unwrap();
    let element = "<library:element library:name=\"Resolve\"/></library:library>";
    std::fs::write(&list, text.replace("</library:library>", element)).unwrap();
    std::fs::write(library.join("Resolve.xba"), include_str!("opened/resolve.xba")).unwrap();
    let made = file.with_extension(if accept { "accepted.docx" } else { "rejected.docx" });
    let command = if accept { ".uno:AcceptAllTrackedChanges" } else { ".uno:RejectAllTrackedChanges" };
    let (from, to) = (file.display(), made.display());
    run(&[&format!("macro:///Standard.Resolve.Resolve(file://{from},file://{to},{command})")]);
    assert!(made.exists(), "{}", file.display());
    Some(made)
}

#[test]
fn the_page_does_in_a_browser_what_it_offers_in_silence_and_without_barriers() {
    let needs = (crate::needs::program("chromium"), crate::needs::program("node"));
    let ((Some(chromium), Some(node)), Some(modules)) = (needs, crate::needs::installed("node_modules")) else {
        return;
    };
    let profile = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/opened/page.mjs");
    let mut program = Command::new(node);
    program.arg(script).arg(modules).arg(chromium).arg(profile.path().join("profile"));
    let said = done(program.arg(sample().join("report.html")));
    println!("{said}");
    assert!(said.contains("policy: nothing refused"));
}

/// The parts of a package, each through `change`.
fn repacked(file: &Path, to: &Path, change: impl Fn(&str, String) -> String) {
    let mut package = zip::ZipArchive::new(Cursor::new(std::fs::read(file).unwrap())).unwrap();
    let mut parts = Vec::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => change(&name, text).into_bytes(),
            Err(bytes) => bytes.into_bytes(),
        };
        parts.push((name, bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    std::fs::write(to, crate::office::zip(&parts)).unwrap();
}

/// Every formula's place, and what the file says it gives.
fn results(file: &Path) -> BTreeMap<(String, u32, u32), Data> {
    let mut workbook: Xlsx<_> = open_workbook(file).unwrap();
    let mut results = BTreeMap::new();
    for name in workbook.sheet_names() {
        let (values, formulas) = (workbook.worksheet_range(&name).unwrap(), workbook.worksheet_formula(&name).unwrap());
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            if !formula.is_empty() {
                let place = (top + row as u32, left + column as u32);
                let value = values.get_value(place).cloned().unwrap_or_default();
                results.insert((name.clone(), place.0, place.1), value);
            }
        }
    }
    results
}

fn number(value: &Data) -> Option<f64> {
    match value {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    }
}

/// Words alike, and numbers but for what doubles lose: both sides of a difference are parts of a hundred, so eleven
/// places behind the point are left of it. No cell shows more than six.
fn alike(one: &Data, other: &Data) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-11 * one.abs().max(1.0),
        (None, None) => one.to_string() == other.to_string(),
        _ => false,
    }
}

#[test]
fn the_workbook_recalculated_by_libreoffice_gives_our_results() {
    for report in reports() {
        let ours = results(&report.join("tables.xlsx"));
        let folder = tempfile::tempdir().unwrap();
        let emptied = folder.path().join("tables.xlsx");
        // Nothing but the formulas tells the results: every stored one is made wrong first.
        repacked(&report.join("tables.xlsx"), &emptied, |name, text| {
            let mut pieces = text.split("</f><v>");
            let mut wrong = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                wrong += &format!("</f><v>4711{}", &piece[piece.find("</v>").unwrap()..]);
            }
            if name.starts_with("xl/worksheets/") { wrong } else { text }
        });
        let wrong = [Data::Int(4711), Data::String("4711".into())];
        assert!(results(&emptied).values().all(|value| wrong.iter().any(|wrong| alike(value, wrong))));
        let Some(theirs) = converted(&emptied, &["--convert-to", "xlsx"], "xlsx") else { return };
        let theirs = results(&theirs);
        println!("{}: {} formulas", report.display(), ours.len());
        assert!(ours.len() > 100, "{}", ours.len());
        for (place, value) in &ours {
            let other = theirs.get(place).unwrap_or(&Data::Empty);
            assert!(alike(other, value), "{} {place:?}: {value:?}, LibreOffice {other:?}", report.display());
        }
    }
}

/// The decimals that a text prints.
fn decimals(text: &str) -> BTreeMap<&str, usize> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let words = text.split(|c| !is_part(c)).map(|word| word.trim_matches(['.', ',']));
    let mut found = BTreeMap::new();
    words.filter(|word| word.contains('.')).for_each(|word| *found.entry(word).or_default() += 1);
    found
}

#[test]
fn the_word_document_opens_in_libreoffice_with_every_figure() {
    for report in reports() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.docx");
        std::fs::copy(report.join("report.docx"), &file).unwrap();
        let Some(again) = converted(&file, &["--convert-to", "docx:MS Word 2007 XML"], "docx") else { return };
        let (ours, theirs) = (crate::office::load_file(&file), crate::office::load_file(&again));
        assert_eq!(crate::office::items(&ours), crate::office::items(&theirs), "saved again, it reads the same");
        let Some(pdf) = converted(&file, &["--convert-to", "pdf"], "pdf") else { return };
        let Some(pdftotext) = crate::needs::program("pdftotext") else { return };
        let text = done(Command::new(pdftotext).arg("-raw").arg(&pdf).arg("-"));
        let printed = decimals(&text);
        let mut looked_for = 0;
        for item in ours.items.iter().filter(|item| item.origin == Origin::Published && item.text.contains('.')) {
            let there = decimals(&item.text).keys().all(|words| printed.contains_key(words));
            assert!(there, "{}: {item:?} is not in the printed document", report.display());
            looked_for += 1;
        }
        assert!(looked_for > 20, "{looked_for}");
    }
}

/// What the schema of its format has against a file.
pub fn schema_errors(python: &Path, file: &Path) -> Vec<Value> {
    let mut program = Command::new(python);
    program.args(["-m", "openxml_audit", "-f", "microsoft365", "-m", "0", "-o", "json"]).arg(file);
    let output = program.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let report: Value = serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr));
    });
    report[0]["errors"].as_array().unwrap().clone()
}

#[test]
fn the_word_document_and_the_workbook_keep_to_the_schema_of_office() {
    let Some(python) = crate::needs::installed("venv/bin/python") else { return };
    for report in reports() {
        for name in ["report.docx", "tables.xlsx"] {
            assert_eq!(schema_errors(&python, &report.join(name)), Vec::<Value>::new(), "{} {name}", report.display());
        }
    }
    // The check sees what Office would refuse to open: an element out of its order.
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("report.docx");
    repacked(&sample().join("report.docx"), &odd, |name, text| match name {
        "word/document.xml" => text.replacen("<w:body>", "<w:body><w:tr/>", 1),
        _ => text,
    });
    assert!(!schema_errors(&python, &odd).is_empty());
}

/// The same document with every kind of change, tracked or clean.
fn revised(docx: &[u8], tracked: bool) -> Vec<u8> {
    let name = "word/document.xml";
    let main = crate::revising::part(docx, name);
    let is_text = |at: &usize| main[..*at].rfind('<').is_some_and(|tag| main[tag..].starts_with("<w:t"));
    let start = main.rfind("<w:tbl>").unwrap();
    let end = start + main[start..].find("</w:tbl>").unwrap() + "</w:tbl>".len();
    let years = main.match_indices("2024").map(|(at, _)| at).filter(is_text).filter(|at| !(start..end).contains(at));
    let mut changes: Vec<Change> = years
        .map(|at| Change::Replace {
            part: name.into(),
            ranges: std::iter::once(at..at + 4).collect(),
            text: "2025".into(),
        })
        .collect();
    assert!(changes.len() > 10, "{}", changes.len());
    let remark = |text: &str| Remark { text: text.into(), highlight: true };
    let at = main.find("万元").unwrap();
    let ranges = std::iter::once(at..at + "万元".len()).collect();
    changes.push(Change::Comment { part: name.into(), ranges, remark: remark("请核对\n第二段") });
    let bodies: Vec<usize> = main.match_indices("<w:pStyle w:val=\"Body\"/>").map(|(at, _)| at).collect();
    // One before another of its style: saving deleted paragraphs, LibreOffice gives the next one their style.
    let is_quiet = |at: &usize| {
        let mut paragraphs = main[*at..].split("</w:p>");
        !paragraphs.next().unwrap().contains("2024") && paragraphs.next().unwrap().contains("\"Body\"")
    };
    let quiet: Vec<usize> = bodies.iter().copied().filter(is_quiet).collect();
    changes.push(Change::DeleteParagraph { part: name.into(), paragraph: *quiet.last().unwrap() });
    let (after, text) = (bodies[0], "新增的一段".to_owned());
    changes.push(Change::InsertParagraph { part: name.into(), after, text, remark: Some(remark("新增")) });
    changes.push(Change::Table {
        part: name.into(),
        table: start..end,
        cells: vec![CellChange { row: 2, column: 1, text: Some("改名".into()), remark: Some(remark("名称")) }],
        deleted: vec![3],
        inserted: vec![NewRow {
            after: 2,
            like: 2,
            texts: vec![(0, "299".into()), (1, "新科目".into())],
            remark: Some(remark("新的一行")),
        }],
    });
    let revision = Revision { author: "同比".into(), date: "2026-01-01T00:00:00Z".into(), tracked };
    revise("report.docx", docx, &changes, &revision, 64 << 20).unwrap()
}

#[test]
fn a_revised_document_keeps_to_the_schema_and_libreoffice_reads_it_as_changed() {
    let folder = tempfile::tempdir().unwrap();
    let docx = std::fs::read(sample().join("report.docx")).unwrap();
    let read = |bytes: &[u8]| {
        let document = tongbi::source::format::read(&"report.docx".into(), bytes, &Default::default()).unwrap();
        crate::office::outline(&document)
    };
    let mut texts = Vec::new();
    for tracked in [true, false] {
        let file = folder.path().join(if tracked { "tracked.docx" } else { "clean.docx" });
        let bytes = revised(&docx, tracked);
        std::fs::write(&file, &bytes).unwrap();
        if let Some(python) = crate::needs::installed("venv/bin/python") {
            assert_eq!(schema_errors(&python, &file), Vec::<Value>::new(), "tracked: {tracked}");
        }
        texts.push(read(&bytes));
        let Some(again) = converted(&file, &["--convert-to", "docx:MS Word 2007 XML"], "docx") else { return };
        let again = std::fs::read(again).unwrap();
        texts.push(read(&again));
        let comments = crate::revising::part(&again, "word/comments.xml");
        assert_eq!(comments.matches("<w:comment ").count(), 4, "{comments}");
    }
    assert!(texts[0].iter().any(|text| text == "新增的一段"), "{:?}", texts[0]);
    assert_eq!(texts[0], texts[2], "accepted as if it had not been tracked");
    assert_eq!(texts[1], texts[3], "by LibreOffice too");
}

#[test]
fn drafts_of_every_shape_keep_to_the_schema_and_libreoffice_reads_them_as_accepted() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| {
        let bytes = std::fs::read(path).unwrap();
        let document = tongbi::source::format::read(&"稿.docx".into(), &bytes, &Default::default()).unwrap();
        crate::office::outline(&document)
    };
    let last_table =
        crate::rolling::last().split("第三部分").next().unwrap().replace("第二部分 2023年单位预算公开表", "");
    let folder = crate::rolling::folder(&[
        ("去年.txt", &crate::rolling::last()),
        ("去年表.txt", &last_table),
        ("今年.txt", &crate::rolling::table(2024, crate::rolling::THIS)),
        ("样例.txt", include_str!("../data/sample/2024.txt")),
    ]);
    let path = |name: &str| folder.path().join(name);
    std::fs::copy(data.join("tests/fixtures/rolling/2025.txt"), path("2025.txt")).unwrap();
    std::fs::write(path("编号.docx"), crate::rolling_forms::numbered(false)).unwrap();
    let roll = |arguments: &[&str]| {
        let (_, told, status) = crate::rolling::tongbi(folder.path(), &[&["explain", "--from"], arguments].concat());
        assert!(status.is_some_and(|status| status < 2), "{arguments:?} {told}");
    };
    roll(&["样例.txt", "样例.txt", "--clean", "-o", "样例.docx"]);
    // A document as LibreOffice writes it has other runs and properties.
    let Some(saved) = converted(&path("样例.docx"), &["--convert-to", "docx:MS Word 2007 XML"], "docx") else {
        return;
    };
    std::fs::copy(saved, path("另存.docx")).unwrap();
    let shapes: [&[&str]; 4] = [
        &["去年.txt", "今年.txt"],
        &["编号.docx", "去年表.txt", "今年.txt"],
        &["样例.docx", "2025.txt"],
        &["另存.docx", "2025.txt"],
    ];
    for shape in shapes {
        roll(&[shape, &["-o", "修订.docx", "--force"]].concat());
        roll(&[shape, &["--clean", "-o", "清.docx", "--force"]].concat());
        // What is wrong with a document of somebody's is not ours.
        let before = if shape[0].ends_with("docx") { path(shape[0]) } else { path("清.docx") };
        if let Some(python) = crate::needs::installed("venv/bin/python") {
            let known = schema_errors(&python, &before);
            for name in ["修订.docx", "清.docx"] {
                let errors = schema_errors(&python, &path(name));
                let new: Vec<_> = errors
                    .iter()
                    .filter(|error| known.iter().all(|old| old["description"] != error["description"]))
                    .collect();
                assert!(new.is_empty(), "{shape:?} {name} {new:?}");
            }
        }
        let Some(accepted) = resolved(&path("修订.docx"), true) else { return };
        assert_eq!(read(&accepted), read(&path("清.docx")), "{shape:?}");
    }
}

/// A Word document as PDF, in a font whose digits are half as wide as its characters, as those of the official fonts are.
fn printed_officially(file: &Path) -> Option<PathBuf> {
    let soffice = crate::needs::program("soffice")?;
    let profile = tempfile::tempdir().unwrap();
    let fonts = profile.path().join("fonts.conf");
    let settings = "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>\
        <include>/etc/fonts/fonts.conf</include><match target=\"pattern\"><edit name=\"family\" mode=\"assign\" \
        binding=\"strong\"><string>Noto Sans Mono CJK SC</string></edit></match></fontconfig>";
    std::fs::write(&fonts, settings).unwrap();
    let mut program = Command::new(soffice);
    program.env("FONTCONFIG_FILE", &fonts);
    program.arg(format!("-env:UserInstallation=file://{}", profile.path().join("user").display()));
    done(program.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(file.parent().unwrap()).arg(file));
    Some(file.with_extension("pdf"))
}

/// The entries of a table of contents: text and page number.
fn contents(docx: &[u8]) -> Vec<(String, usize)> {
    let main = crate::revising::part(docx, "word/document.xml");
    let entries = main.split("<w:hyperlink w:anchor=\"_Toc").skip(1);
    let words = |entry: &str| -> Vec<String> {
        let entry = entry.split("</w:hyperlink>").next().unwrap();
        entry
            .split("<w:t xml:space=\"preserve\">")
            .skip(1)
            .map(|run| run.split('<').next().unwrap().to_owned())
            .collect()
    };
    let entry = |entry: &str| {
        let mut words = words(entry);
        let page = words.pop().unwrap().parse().unwrap();
        (words.concat(), page)
    };
    entries.map(entry).collect()
}

#[test]
fn the_table_of_contents_names_the_pages_on_which_libreoffice_puts_the_headings() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    for options in [&[][..], &["--charts"]] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("公开.docx");
        let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        let inputs = ["2023.txt", "2024.txt"].map(|name| data.join(name));
        program.arg("explain").args(inputs).arg("--profile").arg(data.join("profile.toml")).args(options);
        done(program.arg("-o").arg(&file));
        let Some(pdf) = printed_officially(&file) else { return };
        let Some(pdftotext) = crate::needs::program("pdftotext") else { return };
        let text = done(Command::new(pdftotext).arg("-raw").arg(&pdf).arg("-"));
        let pages: Vec<String> = text.split('\u{c}').map(squeezed).collect();
        let entries = contents(&std::fs::read(&file).unwrap());
        assert!(entries.len() > 20, "{entries:?}");
        let is_on = |title: &str, page: usize| pages.get(page - 1).is_some_and(|text| text.contains(&squeezed(title)));
        let wrong: Vec<_> = entries.iter().filter(|(title, page)| !is_on(title, *page)).collect();
        // A heading at the foot of a page may go either way; Word numbers the pages anew on opening.
        assert!(wrong.len() * 10 <= entries.len(), "{options:?} {wrong:?}");
        assert!(wrong.iter().all(|(title, page)| is_on(title, page + 1) || is_on(title, page - 1)), "{wrong:?}");
    }
}

#[test]
fn the_notebook_run_by_jupyter_prints_what_is_embedded() {
    let Some(python) = crate::needs::installed("venv/bin/python") else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/opened/notebook.py");
    for report in reports() {
        let mut program = Command::new(&python);
        let said = done(program.arg(&script).arg(report.join("analysis.ipynb")));
        println!("{said}");
        assert!(said.contains(" cells print what is embedded"), "{said}");
    }
}
