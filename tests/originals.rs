//! 原页: pages of documents as pictures with what is marked on them, and the rows of tables that have no pages.

use crate::pdf::{Sheet, forms, pdf, stream, written};
use crate::serve::{Served, between};
use std::io::Write as _;
use std::sync::Arc;
use tempfile::TempDir;
use tongbi::source::format::page_picture;

const FONT: &[u8] = include_bytes!("../data/fonts/NotoSansSC-Regular.otf");

fn picture(bytes: &[u8], page: u32) -> Result<String, String> {
    page_picture(&Arc::from("公开.pdf"), bytes, page, [FONT, FONT]).map_err(|error| error.to_string())
}

/// A year's table; the total is not what its only class is.
pub(crate) fn budget(unit: &str, year: u16, total: &str) -> Vec<u8> {
    let head: &[&str] = &["科目编码", "科目名称", "合计", "基本支出"];
    let rows: [&[&str]; 4] = [
        head,
        &["208", "社会保障和就业支出", "100.00", "100.00"],
        &["20801", "人力资源和社会保障管理事务", "100.00", "100.00"],
        &["", "合计", total, "100.00"],
    ];
    let sheet = Sheet::new().text(150, 60, 18, &format!("{unit}{year}年单位预算"));
    let sheet = sheet.text(180, 90, 16, "支出总体情况表").text(60, 112, 10, &format!("编制单位：{unit}"));
    pdf(&[sheet.text(460, 112, 10, "单位：万元").table(120, &[80, 200, 90, 90], &rows)])
}

fn plain(page: &str) -> String {
    page.replace("&#x2f;", "/").replace("&amp;", "&")
}

/// The boxes of a mark: left, top, right and bottom in points.
fn boxes(marks: &str) -> Vec<Vec<f64>> {
    marks.split(',').map(|one| one.split(' ').map(|number| number.parse().unwrap()).collect()).collect()
}

fn served(files: &[(&str, Vec<u8>)]) -> (TempDir, Served) {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder.path().join("项目"));
    for (name, bytes) in files {
        assert_eq!(served.drop_file(name, bytes).status, 200);
    }
    (folder, served)
}

#[test]
fn a_finding_and_a_row_show_their_page_with_the_figure_marked() {
    let (_folder, served) =
        served(&[("2023.pdf", budget("甲局", 2023, "100.00")), ("2024.pdf", budget("甲局", 2024, "120.00"))]);
    let findings = plain(&served.get("/findings").text());
    let (address, marks) = (between(&findings, "data-picture=\"", "\""), between(&findings, "data-marks=\"", "\""));
    let drawn = served.get(address);
    assert!(drawn.status == 200 && drawn.head.contains("content-type: image/svg+xml"), "{}", drawn.head);
    let svg = drawn.text();
    assert!(svg.starts_with("<svg viewBox=\"0 0 595 842\"") && svg.contains("<use "), "{}", &svg[..200]);
    assert!(!svg.contains("<text") && !svg.contains("<script"), "outlines only");
    // The total stands in the fourth row and in the third column of the table.
    let row = &boxes(marks)[0];
    assert!(row[1] >= 190.0 && row[3] <= 218.0 && row[0] >= 59.0 && row[2] <= 522.0, "{marks}");
    let comparison = plain(&served.get("/comparison").text());
    let link = between(&comparison, "data-code=\"208\"><a href=\"", "\"").to_owned();
    let page = plain(&served.get(&link).text());
    assert_eq!(page.matches("data-picture=\"/page/").count(), 2, "a page for each year: {page}");
    let cell = &boxes(between(&page, "data-marks=\"", "\""))[0];
    assert!(cell[0] >= 339.0 && cell[2] <= 432.0 && cell[1] >= 143.0 && cell[3] <= 170.0, "{cell:?}");
    assert!(!page.contains("<mark>"), "no rows beside a page");
    assert!(served.get(address).text() == svg, "kept, and the same");
}

#[test]
fn pages_are_asked_for_by_content_and_nothing_else_comes_out() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for year in [2023, 2024] {
        archive.start_file(format!("甲局/{year}.pdf"), zip::write::SimpleFileOptions::DEFAULT).unwrap();
        archive.write_all(&budget("甲局", year, "120.00")).unwrap();
    }
    let (_folder, served) = served(&[("公开.zip", archive.finish().unwrap().into_inner())]);
    let findings = plain(&served.get("/findings").text());
    let address = between(&findings, "data-picture=\"", "\"").to_owned();
    assert!(address.contains("/1?in=") && served.get(&address).status == 200, "{address}");
    let (page, _) = address.split_once("/1?").unwrap();
    for (path, status) in [
        (format!("{page}/1?in=..%2f..%2finputs.toml"), 404),
        (format!("{page}/1?in=%2fetc%2fpasswd"), 404),
        (format!("{page}/1"), 422),
        (format!("{page}/x"), 400),
        (address.replace("/1?", "/0?"), 422),
        (address.replace("/1?", "/99?"), 422),
        ("/page/..%2f..%2finputs.toml/1".to_owned(), 404),
        ("/page/0000/1".to_owned(), 404),
    ] {
        let answer = served.get(&path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(!answer.text().contains("<svg") && !answer.text().contains("root:"), "{path}");
    }
    assert_eq!(served.raw("GET", &address, &[], b"").status, 401);
    let said = served.get(&address.replace("/1?", "/99?")).json()["message"].as_str().unwrap().to_owned();
    assert!(said.contains("2024.pdf") || said.contains("2023.pdf"), "{said}");
    assert!(said.contains("没有这一页"), "{said}");
    // A document in an archive is annotated, too.
    let link = findings.split("/download/annotated").nth(1).unwrap();
    let noted = served.get(&format!("/download/annotated{}", &link[..link.find('"').unwrap()]));
    assert!(noted.status == 200 && noted.body.starts_with(b"%PDF"), "{}", noted.status);
}

#[test]
fn what_has_no_pages_shows_the_rows_around() {
    let text = |year: u16| {
        let rows: String = (1..=9).map(|at| format!("2080{at}\t事务{at}\t1{at}.00\t1{at}.00\n")).collect();
        format!(
            "甲局{year}年单位预算\n编制单位：甲局\n\n支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n\
             208\t社会保障和就业支出\t135.00\t135.00\n{rows}合计\t\t135.00\t135.00\n"
        )
    };
    let (_folder, served) = served(&[("2023.txt", text(2023).into()), ("2024.txt", text(2024).into())]);
    let comparison = plain(&served.get("/comparison").text());
    let link = between(&comparison, "data-code=\"20805\"><a href=\"", "\"").to_owned();
    let page = plain(&served.get(&link).text());
    assert!(!page.contains("data-picture"), "{page}");
    assert_eq!(page.matches("<mark>15.00</mark>").count(), 2, "{page}");
    let around = between(&page, "印在哪里", "</table>");
    assert!(around.contains("事务2") && around.contains("事务8") && !around.contains("事务9"), "{around}");
}

#[test]
fn a_page_on_its_side_is_turned_as_its_text_runs() {
    let page = |matrix: &str| {
        let content = format!("q {matrix} cm BT /F1 12 Tf 100 300 Td (Total expenditure of the year 2024) Tj ET Q");
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>";
        written(
            &[
                b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
                page.into(),
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
                stream("", content.as_bytes()),
            ],
            "",
        )
    };
    assert!(picture(&page("1 0 0 1 0 0"), 1).unwrap().starts_with("<svg viewBox=\"0 0 595 842\""));
    for (matrix, turned) in [("0 1 -1 0 595 0", "matrix(0 1 -1 0 842 0)"), ("0 -1 1 0 0 842", "matrix(0 -1 1 0 0 595)")]
    {
        let svg = picture(&page(matrix), 1).unwrap();
        assert!(svg.contains("width=\"842\" height=\"595\"") && svg.contains(turned), "{}", &svg[..300]);
    }
}

#[test]
fn drawing_without_end_is_refused_before_it_is_begun() {
    // Each pattern is painted twice with the next one; so are masks, and glyphs that are drawn.
    let refused = |resources: &str, content: &str, cell: fn(usize) -> (String, String)| {
        let cells: Vec<(String, Vec<u8>)> =
            (5..40).map(cell).map(|(entries, content)| (entries, content.into_bytes())).collect();
        let begun = std::time::Instant::now();
        let said = picture(&forms(resources, content, &cells), 1).unwrap_err();
        assert!(said.contains("公开.pdf 第1页") && said.contains("工作量"), "{said}");
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    };
    let pattern = |at: usize| {
        let entries = format!(
            "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Pattern<</P {} 0 R>>>>",
            at + 1
        );
        (entries, "/Pattern cs /P scn 0 0 5 5 re f /P scn 1 1 5 5 re f".to_owned())
    };
    refused("/Pattern<</P 5 0 R>>", "/Pattern cs /P scn 0 0 500 500 re f", pattern);
    let mask = |at: usize| {
        let group = format!("/ExtGState<</S<</SMask<</S/Luminosity/G {} 0 R>>>>>>", at + 1);
        (
            format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{group}>>"),
            "/S gs 0 0 5 5 re f /S gs".to_owned(),
        )
    };
    refused("/ExtGState<</S<</SMask<</S/Luminosity/G 5 0 R>>>>>>", "/S gs 0 0 500 500 re f", mask);
    let glyph = |at: usize| {
        let next = format!("/XObject<</X {} 0 R>>", at + 1);
        (format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{next}>>"), "/X Do /X Do".to_owned())
    };
    let font = "/Font<</F<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[9]/Encoding<</Differences[65/a]>>/CharProcs<</a 5 0 R>>>>>>";
    refused(font, "BT /F 9 Tf (AAAA) Tj ET", glyph);
    // A picture of more pixels than anybody can look at.
    let huge = |_: usize| {
        let size = "/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 1";
        (size.to_owned(), "0".to_owned())
    };
    refused("/XObject<</I 5 0 R>>", "q 500 0 0 500 0 0 cm /I Do Q", huge);
}

#[test]
fn damaged_pages_end_in_a_picture_or_a_message() {
    let whole = budget("甲局", 2024, "120.00");
    assert!(picture(&whole, 1).unwrap().contains("<use "), "a font that the file does not carry is drawn");
    assert!(picture(b"not a pdf", 1).unwrap_err().contains("不是 PDF"));
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        if let Err(said) = picture(&damaged, 1) {
            assert!(said.starts_with("公开.pdf"), "{said}");
        }
        let _ = picture(&whole[..at], 1);
    }
}
