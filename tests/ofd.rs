//! OFD: the national format for official documents, packed and laid out here.

use crate::system_exports::tables;
use proptest::prelude::*;
use std::io::Write as _;
use std::sync::Arc;
use tongbi::model::{BudgetTable, Origin};
use tongbi::source::{Block, Document, Limits, LoadOptions, format, load_bytes};

const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
/// The em and the height of a row, in millimetres.
const EM: f64 = 3.5;
const ROW: f64 = 6.0;

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        package.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

/// An OFD of these pages, each its size in millimetres and its objects; `template` is painted under all of them.
pub fn ofd(pages: &[((f64, f64), String)], template: &str) -> Vec<u8> {
    let listed: String = (0..pages.len())
        .map(|at| format!("<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>", at + 10))
        .collect();
    let page =
        |objects: &str| format!("<ofd:Content><ofd:Layer ID=\"2\">{objects}</ofd:Layer></ofd:Content></ofd:Page>");
    let mut parts = vec![
        (
            "OFD.xml".to_owned(),
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:OFD {SPACE} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            ),
        ),
        (
            "Doc_0/Document.xml".to_owned(),
            format!(
                "<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID=\"5\" BaseLoc=\"Tpls/T.xml\"/></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
            ),
        ),
        ("Doc_0/Tpls/T.xml".to_owned(), format!("<ofd:Page {SPACE}>{}", page(template))),
    ];
    for (at, ((width, height), objects)) in pages.iter().enumerate() {
        let head = format!(
            "<ofd:Page {SPACE}><ofd:Template TemplateID=\"5\"/><ofd:Area><ofd:PhysicalBox>0 0 {width} {height}</ofd:PhysicalBox></ofd:Area>"
        );
        parts.push((format!("Doc_0/Pages/Page_{at}/Content.xml"), head + &page(objects)));
    }
    let parts: Vec<(&str, String)> = parts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    zipped(&parts)
}

fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { EM / 2.0 } else { EM }).sum()
}

/// A text object whose baseline begins at this point, its steps written one by one or, where all are equal, at once.
fn words(text: &str, x: f64, y: f64) -> String {
    let steps: Vec<f64> = text.chars().map(|c| width(&c.to_string())).collect();
    let steps = &steps[..steps.len().saturating_sub(1)];
    let equal = steps.windows(2).all(|pair| pair[0] == pair[1]);
    let deltas = match steps {
        [] => String::new(),
        [first, ..] if equal => format!(" DeltaX=\"g {} {first}\"", steps.len()),
        steps => format!(" DeltaX=\"{}\"", steps.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")),
    };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<ofd:TextObject ID=\"9\" Boundary=\"{x} {} {} {EM}\" Font=\"3\" Size=\"{EM}\"><ofd:TextCode X=\"0\" Y=\"{EM}\"{deltas}>{escaped}</ofd:TextCode></ofd:TextObject>",
        y - EM,
        width(text)
    )
}

/// A line between two points.
fn line(x0: f64, y0: f64, x1: f64, y1: f64) -> String {
    format!(
        "<ofd:PathObject ID=\"8\" Boundary=\"{x0} {y0} {} {}\" LineWidth=\"0.2\"><ofd:AbbreviatedData>M 0 0 L {} {}</ofd:AbbreviatedData></ofd:PathObject>",
        (x1 - x0).max(0.2),
        (y1 - y0).max(0.2),
        x1 - x0,
        y1 - y0
    )
}

/// A page with the lines of text above a table and the ruled table below them.
pub fn page(block: &[Vec<&str>]) -> ((f64, f64), String) {
    let (lines, rows): (Vec<&Vec<&str>>, Vec<&Vec<&str>>) = block.iter().partition(|row| row.len() == 1);
    let mut objects = String::new();
    let mut y = 20.0;
    let mut right: f64 = 190.0;
    for text in lines {
        objects += &words(text[0].trim(), 20.0, y);
        right = right.max(20.0 + width(text[0].trim()));
        y += 2.0 * ROW;
    }
    let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut xs = vec![20.0];
    for column in 0..columns {
        let widest = rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell.trim())).fold(EM, f64::max);
        xs.push(xs[column] + widest + 2.0);
    }
    let (left, end, top) = (xs[0], xs[columns], y);
    for row in &rows {
        objects += &line(left, y, end, y);
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            objects += &words(cell.trim(), xs[column] + 1.0, y + 4.5);
        }
        y += ROW;
    }
    if !rows.is_empty() {
        objects += &line(left, y, end, y);
        objects.extend(xs.iter().map(|x| line(*x, top, *x, y)));
    }
    ((right.max(end) + 20.0, y + 20.0), objects)
}

fn read(name: &str, bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from(name), bytes, &Limits::default()).map_err(|error| error.to_string())
}

/// The texts of a document, cells of a row between `|`.
fn texts(document: &Document) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![text.clone()],
        Block::Grid(grid) => (0..grid.rows())
            .map(|row| (0..grid.columns()).map(|column| grid.text(row, column)).collect::<Vec<_>>().join("|"))
            .collect(),
    };
    document.blocks.iter().flat_map(text).collect()
}

#[test]
fn the_sample_as_an_ofd_gives_the_items_of_its_tables() {
    let text = include_str!("../data/sample/2024.txt");
    let items = |name: &str, bytes: &[u8]| {
        let mut loaded = load_bytes(&[(name, bytes)], &LoadOptions::default()).unwrap();
        // What the sentences add (运行经费, 政府采购) stands in tables of its own.
        let beside = |table| matches!(table, BudgetTable::Other | BudgetTable::Procurement);
        loaded.items.retain(|item| item.origin == Origin::Published && !beside(item.table));
        crate::office::items(&loaded)
    };
    let expected = items("公开.txt", text.as_bytes());
    let pages: Vec<_> = tables(text).iter().map(|block| page(block)).collect();
    let found = items("公开.ofd", &ofd(&pages, ""));
    let differing: Vec<_> = expected.iter().zip(&found).filter(|(expected, found)| expected != found).take(2).collect();
    assert_eq!(differing, [], "{} of {}", found.len(), expected.len());
    assert_eq!(found.len(), expected.len());
}

#[test]
fn text_stands_where_matrices_steps_templates_and_blocks_put_it() {
    let object = |attributes: &str, code: &str| {
        format!("<ofd:TextObject ID=\"1\" Size=\"4\" {attributes}>{code}</ofd:TextObject>")
    };
    let objects = [
        object(
            "Boundary=\"20 20 100 10\"",
            "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"g 2 4 4\">收入&amp;支出</ofd:TextCode>",
        ),
        // The matrix moves and doubles; the second code goes on where the first one ended.
        object(
            "Boundary=\"0 0 200 90\" CTM=\"2 0 0 2 20 40\"",
            "<ofd:TextCode X=\"0\" Y=\"5\">合计</ofd:TextCode><ofd:TextCode>数</ofd:TextCode>",
        ),
        object("Boundary=\"20 80 100 10\" Visible=\"false\"", "<ofd:TextCode X=\"0\" Y=\"5\">隐藏</ofd:TextCode>"),
        "<ofd:PageBlock ID=\"4\"><ofd:PageBlock ID=\"5\">".to_owned()
            + &object("Boundary=\"20 90 100 10\"", "<ofd:TextCode X=\"0\" Y=\"5\"><![CDATA[块内]]></ofd:TextCode>")
            + "</ofd:PageBlock></ofd:PageBlock>",
    ];
    let template = object("Boundary=\"20 5 100 10\"", "<ofd:TextCode X=\"0\" Y=\"5\">模板上的字</ofd:TextCode>");
    let document = read("文.ofd", &ofd(&[((210.0, 297.0), objects.concat())], &template)).unwrap();
    assert_eq!(texts(&document), ["模板上的字", "收入&支出", "合计数", "块内"]);
    assert_eq!(document.blocks.len(), 4);
    assert_eq!(document.warnings, []);
}

/// The rows of the grids of a document.
fn grids(document: &Document) -> usize {
    document.blocks.iter().filter(|block| matches!(block, Block::Grid(_))).count()
}

#[test]
fn tables_are_read_however_their_program_writes_and_packs_them() {
    let rows = [
        vec!["2024年支出表"],
        vec!["科目编码", "科目名称", "预算数"],
        vec!["208", "社会保障", "1.50"],
        vec!["210", "卫生健康", "2.50"],
    ];
    let (size, objects) = page(&rows);
    let plain = ofd(&[(size, objects.clone())], "");
    let expected = texts(&read("文.ofd", &plain).unwrap());
    assert_eq!(expected, ["2024年支出表", "科目编码|科目名称|预算数", "208|社会保障|1.50", "210|卫生健康|2.50"]);
    // Clip areas bound what is shown and are neither lines nor text.
    let clip = "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary=\"0 0 90 90\"><ofd:AbbreviatedData>M 0 0 L 90 0 L 90 1 L 0 1 C</ofd:AbbreviatedData></ofd:Path></ofd:Area><ofd:Area><ofd:Text Size=\"4\"><ofd:TextCode X=\"1\" Y=\"1\">裁剪</ofd:TextCode></ofd:Text></ofd:Area></ofd:Clip></ofd:Clips>";
    let clipped = objects
        .replace("<ofd:TextCode", &format!("{clip}<ofd:TextCode"))
        .replace("<ofd:AbbreviatedData>M 0 0", &format!("{clip}<ofd:AbbreviatedData>M 0 0"));
    let variants = [
        ("numbers set apart by commas", objects.replace("M 0 0 L ", "M 0,0 L ")),
        ("letters and numbers together", objects.replace("M 0 0 L ", "M0 0L")),
        ("switches as digits", objects.replace("LineWidth=\"0.2\"", "LineWidth=\"0.2\" Stroke=\"1\" Visible=\"1\"")),
        ("clip areas", clipped),
        ("glyphs beside the text", objects.replace("<ofd:TextCode", "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"1\" GlyphCount=\"1\"><ofd:Glyphs>4460</ofd:Glyphs></ofd:CGTransform><ofd:TextCode")),
        ("upside down", upside_down(&objects, size)),
    ];
    for (kind, objects) in variants {
        let document = read("文.ofd", &ofd(&[(size, objects)], "")).unwrap();
        assert_eq!((texts(&document), grids(&document)), (expected.clone(), 1), "{kind}");
    }
    // Names with backslashes, from the root, in another case.
    for (from, to) in [("Doc_0/Pages", "Doc_0\\Pages"), ("Doc_0/", "/Doc_0/"), ("Content.xml", "content.xml")] {
        let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut whole = zip::ZipArchive::new(std::io::Cursor::new(&plain)).unwrap();
        for at in 0..whole.len() {
            let mut part = whole.by_index(at).unwrap();
            let name = part.name().unwrap().replace(from, to);
            package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::copy(&mut part, &mut package).unwrap();
        }
        let packed = package.finish().unwrap().into_inner();
        assert_eq!(texts(&read("文.ofd", &packed).unwrap()), expected, "{to}");
    }
}

#[test]
fn papers_of_any_size_and_several_documents_in_one_package_are_read() {
    let rows = [vec!["2024年支出表"], vec!["科目编码", "科目名称", "预算数"], vec!["208", "社会保障", "1.50"]];
    let (size, objects) = page(&rows);
    let expected = texts(&read("文.ofd", &ofd(&[(size, objects.clone())], "")).unwrap());
    for size in [(5000.0, 8000.0), (1e9, 1e9), (0.0, 0.0), (-5.0, 1e300)] {
        let begun = std::time::Instant::now();
        match read("文.ofd", &ofd(&[(size, objects.clone())], "")) {
            Ok(document) if size.0 > 100.0 => assert_eq!(texts(&document), expected, "{size:?}"),
            Ok(_) => {}
            Err(message) => assert!(message.starts_with("文.ofd：") && size.0 < 100.0, "{size:?}: {message}"),
        }
        assert!(begun.elapsed().as_secs() < 5, "{size:?}");
    }
    // Two documents, each with its own pages.
    let text = |text: &str| {
        format!("<ofd:Page><ofd:Content><ofd:Layer>{}</ofd:Layer></ofd:Content></ofd:Page>", words(text, 20.0, 30.0))
    };
    let document = |number: u32| {
        format!(
            "<ofd:Document {SPACE}><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"{number}.xml\"/></ofd:Pages></ofd:Document>"
        )
    };
    let start = "<ofd:OFD><ofd:DocBody><ofd:DocRoot>A/D.xml</ofd:DocRoot></ofd:DocBody><ofd:DocBody><ofd:DocRoot>B/D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let package = zipped(&[
        ("OFD.xml", start.to_owned()),
        ("A/D.xml", document(1)),
        ("A/1.xml", text("第一份文件的说明")),
        ("B/D.xml", document(2)),
        ("B/2.xml", text("第二份文件的说明")),
    ]);
    assert_eq!(texts(&read("文.ofd", &package).unwrap()), ["第一份文件的说明", "第二份文件的说明"]);
}

/// These objects, each turned about the middle of the page.
fn upside_down(objects: &str, (width, height): (f64, f64)) -> String {
    let turn = |object: &str| {
        let (head, rest) = object.split_once("Boundary=\"").unwrap();
        let (corner, tail) = rest.split_once('"').unwrap();
        let corner: Vec<f64> = corner.split(' ').map(|number| number.parse().unwrap()).collect();
        let (x, y) = (width - corner[0], height - corner[1]);
        format!("{head}Boundary=\"0 0 {width} {height}\" CTM=\"-1 0 0 -1 {x} {y}\"{tail}")
    };
    objects.split_inclusive("Object>").filter(|object| object.contains("Boundary")).map(turn).collect()
}

#[test]
fn glyphs_without_a_character_are_told_and_never_read_as_digits() {
    let rows = [
        vec!["2024年支出表"],
        vec!["科目编码", "科目名称", "预算数"],
        vec!["208", "社会保障", "1¤50"],
        vec!["210", "卫生健康", "2¤5¤"],
    ];
    let (size, objects) = page(&rows);
    let document = read("文.ofd", &ofd(&[(size, objects)], "")).unwrap();
    let told: Vec<String> = document.warnings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|text| text.contains("第 1 页") || text.contains("第1页")), "{told:?}");
    assert!(!texts(&document).concat().contains('¤'));
    assert!(
        texts(&document).iter().any(|row| row.starts_with("210|卫生健康|2\u{fffd}5\u{fffd}")),
        "{:?}",
        texts(&document)
    );
}

#[test]
fn pages_without_text_or_with_parts_that_are_not_read_are_told() {
    let picture =
        "<ofd:ImageObject ID=\"7\" Boundary=\"0 0 210 297\" CTM=\"210 0 0 297 0 0\" ResourceID=\"6\"/>".to_owned();
    let text = words("一二三四五六七八九十一二三四五六七八九十支出", 20.0, 30.0);
    let composite = "<ofd:CompositeObject ID=\"7\" Boundary=\"0 0 9 9\" ResourceID=\"6\"/>".to_owned();
    let a4 = (210.0, 297.0);
    let pages = [(a4, text.clone()), (a4, picture.clone()), (a4, text.clone() + &picture), (a4, text + &composite)];
    let document = read("文.ofd", &ofd(&pages, "")).unwrap();
    let told: Vec<String> = document.warnings.iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("文.ofd 第2页：第 2 页是扫描图片，没有文字可读"), "{told:?}");
    assert!(told[1].starts_with("文.ofd 第3页：第 3 页是扫描图片，文字取自文件中的识别结果（OCR）"), "{told:?}");
    assert!(told[2].starts_with("文.ofd 第4页：这一页有 1 个复合图元，其中的内容没有读入"), "{told:?}");
    assert_eq!(told.len(), 3);
}

#[test]
fn broken_oversized_and_locked_files_are_refused_in_words() {
    let remedy = "请用 OFD 阅读器打开确认后另存为 PDF，或重新下载";
    let refused = |bytes: &[u8]| read("文.ofd", bytes).unwrap_err();
    let whole = ofd(&[((210.0, 297.0), words("收入", 20.0, 30.0))], "");
    assert!(texts(&read("文.ofd", &whole).unwrap()) == ["收入"]);
    assert_eq!(refused(&whole[..whole.len() / 2]), format!("文.ofd：OFD 已损坏或不完整（压缩结构不完整）。{remedy}"));
    assert_eq!(
        refused(&zipped(&[("OFD.xml", format!("<ofd:OFD {SPACE}></ofd:OFD>"))])),
        format!("文.ofd：OFD 已损坏或不完整（没有找到页面）。{remedy}")
    );
    let root = format!("<ofd:OFD {SPACE}><ofd:DocRoot>/D.xml</ofd:DocRoot></ofd:OFD>");
    assert_eq!(
        refused(&zipped(&[("OFD.xml", root.clone())])),
        format!("文.ofd：OFD 已损坏或不完整（缺少文档部分）。{remedy}")
    );
    assert_eq!(
        refused(&zipped(&[("OFD.xml", root.clone()), ("Encryptions.xml", String::new())])),
        "文.ofd：OFD 有打开密码。请用原软件取消密码，另存后再试"
    );
    let page = |listed: &str| format!("<ofd:Document><ofd:Pages>{listed}</ofd:Pages></ofd:Document>");
    let one = "<ofd:Page ID=\"1\" BaseLoc=\"1.xml\"/>";
    let broken = zipped(&[("OFD.xml", root.clone()), ("D.xml", page(one)), ("1.xml", "<ofd:Page><a></b>".to_owned())]);
    assert_eq!(refused(&broken), format!("文.ofd：OFD 已损坏或不完整（没有一页能读出）。{remedy}"));
    let many = zipped(&[("OFD.xml", root), ("D.xml", page(&one.repeat(5001)))]);
    assert_eq!(refused(&many), "文.ofd：页数超过上限 5000。请拆分文件后分批处理");
    let bomb = ofd(&[((210.0, 297.0), " ".repeat(60 << 20))], "");
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    let message = format::read(&Arc::from("弹.ofd"), &bomb, &limits).unwrap_err().to_string();
    assert_eq!(message, "弹.ofd：解压后的字节数超过上限 4194304。请拆分文件后分批处理");
}

proptest! {
    #![proptest_config(crate::chance::cases(200))]

    #[test]
    fn no_damage_to_an_ofd_makes_its_reader_panic(at in 0.0..1.0f64, byte in any::<u8>(), cut in 0.0..1.0f64) {
        let (size, objects) = page(&[vec!["2024年支出表"], vec!["科目编码", "科目名称", "预算数"], vec!["208", "社会保障", "1.50"]]);
        // The objects of a page are damaged, and then the package.
        let mut inner = objects.into_bytes();
        let position = (at * inner.len() as f64) as usize;
        inner[position] = byte;
        let mut bytes = ofd(&[(size, String::from_utf8_lossy(&inner).into_owned())], "");
        let _ = read("坏.ofd", &bytes);
        let position = (at * bytes.len() as f64) as usize;
        bytes[position] = byte;
        let _ = read("坏.ofd", &bytes);
        bytes.truncate((cut * bytes.len() as f64) as usize);
        let _ = read("短.ofd", &bytes);
    }

    #[test]
    fn no_content_of_a_page_makes_its_reader_panic(content in "(<TextObject( (Size|HScale|CharDirection|CTM|Boundary|Alpha)=\"[-0-9e. ]{0,20}\"){0,3}/?>|<TextCode( (X|Y|DeltaX|DeltaY)=\"(g )?[-0-9e. ]{0,14}\"){0,3}>[0-9一&;]{0,6}(</TextCode>)?|</TextObject>|<PathObject( Fill=\"true\")?>(<AbbreviatedData>[SMLQBAC0-9 .-]{0,30}</AbbreviatedData>)?(</PathObject>)?|<ImageObject CTM=\"[-0-9e. ]{0,30}\"/>|<PageBlock>|</PageBlock>){0,12}") {
        let _ = read("x.ofd", &ofd(&[((210.0, 297.0), content)], ""));
    }
}
