//! Annotated PDFs: the notes are appended to the file, on the right pages, in Chinese. Also on published files, if they
//! are at hand. Word documents: comments at the figures, and corrections as tracked changes.

use lopdf::{Document, Object};
use std::process::Command;

fn audit(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).arg("audit").args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// The words of every note, page by page.
fn notes(bytes: &[u8]) -> Vec<(u32, String)> {
    let document = Document::load_mem(bytes).unwrap();
    let mut notes = Vec::new();
    for (number, page) in document.get_pages() {
        let Ok(listed) = document.get_dictionary(page).unwrap().get(b"Annots") else { continue };
        for note in document.dereference(listed).unwrap().1.as_array().unwrap() {
            let note = document.dereference(note).unwrap().1.as_dict().unwrap();
            let Ok(Object::String(words, _)) = note.get(b"Contents") else { continue };
            let units: Vec<u16> = words.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            notes.push((number, String::from_utf16(&units).unwrap()));
        }
    }
    notes
}

#[test]
fn findings_stand_as_notes_at_their_pages_and_the_file_itself_is_kept() {
    for (file, page, words) in [
        ("putuo-finance-2025-department-budget", 7, "【887.36万元】数字不符"),
        ("jiangsu-procuratorate-2018", 26, "【0.06%】数字不符"),
        ("putuo-finance-2024-final-account", 21, "【71.73%】数字不符"),
    ] {
        let Some(input) = crate::example::shared(&format!("corpus/pdf/{file}.pdf")) else { return };
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("批注.pdf");
        let input = input.to_str().unwrap();
        assert_eq!(audit(&[input, "-q", "--annotate", output.to_str().unwrap()]).0, Some(1));
        let (before, after) = (std::fs::read(input).unwrap(), std::fs::read(&output).unwrap());
        assert!(after.starts_with(&before), "{file}: the file itself was changed");
        let notes = notes(&after);
        let found =
            notes.iter().find(|(number, note)| *number == page && note.contains('\u{feff}') && note.contains(words));
        assert!(found.is_some(), "{file}: {notes:?}");
    }
}

/// The marked boxes of the note that says these words, in whole points: width and height.
fn boxes(bytes: &[u8], words: &str) -> Vec<(i64, i64)> {
    let document = Document::load_mem(bytes).unwrap();
    let said = |note: &lopdf::Dictionary| {
        let Ok(Object::String(text, _)) = note.get(b"Contents") else { return false };
        let units: Vec<u16> = text.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        String::from_utf16(&units).unwrap().contains(words)
    };
    let notes = document.objects.values().filter_map(|object| object.as_dict().ok());
    let note = notes.into_iter().find(|note| said(note)).unwrap();
    let corners = note.get(b"QuadPoints").unwrap().as_array().unwrap();
    let corners: Vec<i64> = corners.iter().map(|corner| corner.as_float().unwrap().round() as i64).collect();
    corners.chunks(8).map(|quad| (quad[2] - quad[0], quad[1] - quad[5])).collect()
}

#[test]
fn a_note_marks_the_figure_itself_or_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("批注.pdf");
    let Some(input) = crate::example::shared("corpus/pdf/putuo-finance-2024-final-account.pdf") else { return };
    audit(&[input.to_str().unwrap(), "-q", "--annotate", output.to_str().unwrap()]);
    let bytes = std::fs::read(&output).unwrap();
    // Six characters in 12 point type; the paragraph is ten times as wide.
    let figure = boxes(&bytes, "【71.73%】");
    assert!(matches!(figure.as_slice(), [(25..=50, 10..=20)]), "{figure:?}");
    let cell = boxes(&bytes, "【2,946.25】");
    assert!(matches!(cell.as_slice(), [(30..=120, 10..=40)]), "{cell:?}");
}

#[test]
fn of_several_inputs_those_are_annotated_that_findings_speak_of() {
    let names = ["putuo-finance-2024-final-account", "jiangsu-procuratorate-2018", "putuo-commerce-2025-unit-budget"];
    let found = names.map(|name| crate::example::shared(&format!("corpus/pdf/{name}.pdf")));
    let [Some(account), Some(procuratorate), Some(sound)] = found else { return };
    let folder = tempfile::tempdir().unwrap();
    let [account, procuratorate, sound] = [&account, &procuratorate, &sound].map(|path| path.to_str().unwrap());
    let one = folder.path().join("一份.pdf");
    audit(&[account, sound, "-q", "--ignore", "children,reason", "--annotate", one.to_str().unwrap()]);
    assert!(std::fs::read(&one).unwrap().starts_with(&std::fs::read(account).unwrap()));
    let (status, errors) = audit(&[account, procuratorate, "-q", "--annotate", one.to_str().unwrap()]);
    assert!(status == Some(2) && errors.contains("请写一个文件夹"), "{errors}");
    let many = folder.path().join("批注");
    audit(&[account, procuratorate, "-q", "--annotate", many.to_str().unwrap()]);
    for input in [account, procuratorate] {
        let written = std::fs::read(many.join(std::path::Path::new(input).file_name().unwrap())).unwrap();
        assert!(written.starts_with(&std::fs::read(input).unwrap()) && notes(&written).len() > 3);
    }
}

#[test]
fn what_is_no_pdf_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("批注.pdf");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/2024.txt");
    let (status, errors) = audit(&[sample, "-q", "--annotate", output.to_str().unwrap()]);
    assert_eq!(status, Some(2));
    assert!(errors.starts_with("错误：2024.txt：无法添加批注") && errors.lines().count() == 1, "{errors}");
    assert!(!output.exists());
}

#[test]
fn of_every_file_of_a_folder_it_is_said_what_happened() {
    let names = ["jiangsu-procuratorate-2018", "putuo-commerce-2025-unit-budget", "putuo-finance-2024-final-account"];
    let found = names.map(|name| crate::example::shared(&format!("corpus/pdf/{name}.pdf")));
    let [Some(procuratorate), Some(sound), Some(account)] = found else { return };
    let folder = tempfile::tempdir().unwrap();
    let inputs = folder.path().join("收到");
    std::fs::create_dir(&inputs).unwrap();
    std::fs::copy(procuratorate, inputs.join("甲.pdf")).unwrap();
    std::fs::copy(sound, inputs.join("乙.pdf")).unwrap();
    std::fs::copy(account, inputs.join("丙.pdf")).unwrap();
    let wrong = "丁局2024年单位预算公开\n会议费96.57万元，比上年预算增加7.17万元，增长8.20%。\n";
    std::fs::write(inputs.join("丁.txt"), wrong).unwrap();
    let (status, errors) =
        audit(&[inputs.to_str().unwrap(), "--annotate", folder.path().join("批注").to_str().unwrap()]);
    assert_eq!(status, Some(1));
    for line in [
        "（甲.pdf，",
        "（丙.pdf，",
        "没有写批注：乙.pdf 没有问题",
        "没有写批注：丁.txt 有 1 处问题，但这种文件无法添加批注",
    ] {
        assert!(errors.contains(line), "{line}: {errors}");
    }
    assert!(folder.path().join("批注/甲.pdf").exists() && !folder.path().join("批注/乙.pdf").exists());
}

/// A Word document with this paragraph.
fn word(folder: &std::path::Path, text: &str) -> std::path::PathBuf {
    let pieces = text.lines().map(|line| tongbi::present::Piece::Paragraph(line.to_owned())).collect();
    let path = folder.join("公开.docx");
    std::fs::write(&path, tongbi::present::copied_docx("公开", pieces).unwrap()).unwrap();
    path
}

fn part(path: &std::path::Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

const SLIP: &str = "甲中心2024年单位预算公开\n甲中心2024年支出预算110.00万元，比上年预算增加10.00万元，增长15.00%。";

#[test]
fn findings_of_a_word_document_are_comments_at_their_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (word(folder.path(), SLIP), folder.path().join("批注.docx"));
    let (status, errors) = audit(&[input.to_str().unwrap(), "--annotate", output.to_str().unwrap()]);
    assert_eq!(status, Some(1), "{errors}");
    let comments = part(&output, "word/comments.xml");
    assert!(comments.contains("15.00%") && comments.contains("10.00%"), "{comments}");
    let text = part(&output, "word/document.xml");
    assert!(text.contains("<w:commentRangeStart") && !text.contains("<w:del "), "{text}");
    assert!(text.contains("15.00%"), "{text}");
}

#[test]
fn a_correction_is_a_tracked_change_and_passes_the_audit_when_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let held = SLIP.replace("比上年预算增加", "比上年预算数100.00万元增加");
    let (input, output) = (word(folder.path(), &held), folder.path().join("改.docx"));
    let (status, errors) = audit(&[input.to_str().unwrap(), "--fix", output.to_str().unwrap()]);
    assert_eq!(status, Some(1), "{errors}");
    assert!(errors.contains("改.docx"), "{errors}");
    let text = part(&output, "word/document.xml");
    assert!(text.contains("<w:del ") && text.contains("<w:ins "), "{text}");
    // Our reader takes tracked changes as accepted.
    let (status, errors) = audit(&[output.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{errors}");
}

#[test]
fn where_any_of_three_figures_may_be_wrong_a_comment_says_so_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (word(folder.path(), SLIP), folder.path().join("改.docx"));
    let (status, errors) = audit(&[input.to_str().unwrap(), "--fix", output.to_str().unwrap()]);
    assert_eq!(status, Some(1), "{errors}");
    let text = part(&output, "word/document.xml");
    assert!(!text.contains("<w:del ") && !text.contains("<w:ins "), "{text}");
    let comments = part(&output, "word/comments.xml");
    assert!(comments.contains("这三个数不能同时成立") && comments.contains("这里应为 10.00%"), "{comments}");
}

#[test]
fn what_cannot_carry_corrections_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("公开.txt");
    std::fs::write(&input, SLIP).unwrap();
    let output = folder.path().join("改.docx");
    let (status, errors) = audit(&[input.to_str().unwrap(), "--fix", output.to_str().unwrap()]);
    assert_eq!(status, Some(2));
    assert!(errors.contains("无法添加修订，可以添加修订的只有 docx 文件"), "{errors}");
    let word = word(folder.path(), SLIP);
    let (status, errors) =
        audit(&[word.to_str().unwrap(), "--annotate", folder.path().join("批注.pdf").to_str().unwrap()]);
    assert_eq!(status, Some(2));
    assert!(errors.contains("加批注后仍是同样的格式"), "{errors}");
}

/// The sample of 2024 as a Word document, with these words exchanged.
fn sample(folder: &std::path::Path, slips: &[(&str, &str)]) -> std::path::PathBuf {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let mut text = std::fs::read_to_string(data.join("2024.txt")).unwrap();
    for (right, wrong) in slips {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        text = text.replace(right, wrong);
    }
    let (source, path) = (folder.join("稿.txt"), folder.join("公开.docx"));
    std::fs::write(&source, text).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let program = program.args(["explain", "--clean", "--from"]).arg(&source).arg(&source).arg("-o").arg(&path);
    assert!(program.output().unwrap().status.code() != Some(2));
    path
}

#[test]
fn slips_in_an_amount_a_rate_and_a_cell_are_put_right_where_only_one_figure_can_be_wrong() {
    let slips = [
        ("住房公积金（项）：2024年预算数为41.04万元", "住房公积金（项）：2024年预算数为41.40万元"),
        ("比上年预算增加 41.60 万元，增长 5.95%", "比上年预算增加 41.60 万元，增长 5.59%"),
        // In the table of all expenditure; the same amount stands in several others.
        ("社会保障和就业支出\t676.52\t558.54", "社会保障和就业支出\t667.52\t558.54"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let input = sample(folder.path(), &slips);
    let last = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/2023.txt");
    let output = folder.path().join("改.docx");
    let (status, told) = audit(&[input.to_str().unwrap(), last, "--fix", output.to_str().unwrap()]);
    assert_eq!(status, Some(1), "{told}");
    let main = part(&output, "word/document.xml");
    let texts = |pattern: &str| -> Vec<String> {
        let found = regex::Regex::new(pattern).unwrap();
        found.captures_iter(&main).map(|found| found[1].to_owned()).collect()
    };
    assert_eq!(texts("<w:delText[^>]*>([^<]*)</w:delText>"), ["667.52", "5.59%", "41.40万元"], "{told}");
    let put = texts("<w:ins [^>]*>.*?<w:t[^>]*>([^<]*)</w:t></w:r></w:ins>");
    assert_eq!(put, ["676.52", "5.95%", "41.04万元"]);
    // What is only rounded is not worth a comment in a list of corrections.
    let comments = part(&output, "word/comments.xml");
    assert!(!comments.contains("尾差"), "{comments}");
    assert!(comments.contains("应为：676.52万元"), "{comments}");
    let read = |path: &std::path::Path| {
        let bytes = std::fs::read(path).unwrap();
        let document = tongbi::source::format::read(&"公开.docx".into(), &bytes, &Default::default()).unwrap();
        crate::office::outline(&document)
    };
    let sound = read(&sample(folder.path(), &[]));
    assert_eq!(read(&output), sound, "accepted");
    for (accept, text) in [(true, sound), (false, read(&sample(folder.path(), &slips)))] {
        let Some(resolved) = crate::opened::resolved(&output, accept) else { return };
        assert_eq!(read(&resolved), text, "accepted in LibreOffice: {accept}");
    }
}

#[test]
fn a_cell_is_put_right_in_the_unit_and_form_of_its_table() {
    let table = |social: &str| {
        format!(
            "甲中心2024年单位预算公开\n\n2024年一般公共预算支出情况表\n编制单位：甲中心\t\t\t单位：元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t3,300,000.00\t2,300,000.00\t1,000,000.00\n208\t社会保障和就业支出\t{social}\t2,300,000.00\t500,000.00\n210\t卫生健康支出\t500,000.00\t\t500,000.00\n\n"
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let fixed = |social: &str| {
        let source = folder.path().join("稿.txt");
        std::fs::write(&source, table(social)).unwrap();
        let (input, output) =
            (folder.path().join(format!("{social}.docx")), folder.path().join(format!("{social}改.docx")));
        let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        let program = program.args(["explain", "--clean", "--from"]).arg(&source).arg(&source).arg("-o").arg(&input);
        assert!(program.output().unwrap().status.code() != Some(2));
        let (_, told) = audit(&[input.to_str().unwrap(), "--fix", output.to_str().unwrap()]);
        (part(&output, "word/document.xml"), told)
    };
    // Both the row and the column ask for the same amount.
    let (main, told) = fixed("2,080,000.00");
    assert!(main.contains(">2,800,000.00<") && main.contains("<w:del "), "{told}");
}
