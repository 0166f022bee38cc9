//! PDF: tables and texts of good and of damaged pages, as a user sees them. The pages are written here; those of the
//! corpus are read if they are at hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tongbi::model::{Classification, LineItem, Origin, Phase};
use tongbi::source::{Block, Document, Grid, Limits, LoadOptions, Loaded, format, load};

/// A font that the written pages use: how a Chinese text becomes the bytes of a string, and the name of its CMap.
#[derive(Clone, Copy)]
struct Script {
    cmap: &'static str,
    embedded: bool,
}

impl Script {
    fn hex(self, text: &str) -> String {
        let bytes: Vec<u8> = match self.cmap {
            "UniGB-UCS2-H" | "UniGB-UTF16-H" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => encoding_rs::GBK.encode(text).0.into_owned(),
        };
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}

const GBK: Script = Script { cmap: "GBK-EUC-H", embedded: false };

/// A page on A4, written from the top left.
pub(crate) struct Sheet {
    script: Script,
    content: String,
}

impl Sheet {
    pub(crate) fn new() -> Self {
        Self::of(GBK)
    }

    fn of(script: Script) -> Self {
        Self { script, content: String::new() }
    }

    pub(crate) fn text(mut self, x: i32, y: i32, size: i32, text: &str) -> Self {
        let hex = self.script.hex(text);
        self.content += &format!("BT /F1 {size} Tf 1 0 0 1 {x} {} Tm <{hex}> Tj ET\n", 842 - y);
        self
    }

    /// A table with a line around every cell; the empty text leaves its cell empty.
    pub(crate) fn table(mut self, y: i32, widths: &[i32], rows: &[&[&str]]) -> Self {
        let (left, height) = (60, 24);
        let right = left + widths.iter().sum::<i32>();
        for row in 0..=rows.len() as i32 {
            self.content += &format!("{left} {} {} 0.5 re f\n", 842 - y - row * height, right - left);
        }
        let bottom = y + rows.len() as i32 * height;
        let mut x = left;
        for column in 0..=widths.len() {
            self.content += &format!("{x} {} 0.5 {} re f\n", 842 - bottom, bottom - y);
            x += widths.get(column).copied().unwrap_or(0);
        }
        for (row, cells) in rows.iter().enumerate() {
            let mut x = left;
            for (text, width) in cells.iter().zip(widths) {
                if !text.is_empty() {
                    self = self.text(x + 4, y + row as i32 * height + 16, 10, text);
                }
                x += width;
            }
        }
        self
    }
}

/// The file of these pages; an empty page is a picture.
pub(crate) fn pdf(sheets: &[Sheet]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let script = sheets[0].script;
    let pages: Vec<String> = (0..sheets.len()).map(|at| format!("{} 0 R", 7 + 2 * at)).collect();
    objects.push(b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    objects.push(format!("<</Type/Pages/Kids[{}]/Count {}>>", pages.join(" "), pages.len()).into());
    let font = format!("<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{}/DescendantFonts[4 0 R]>>", script.cmap);
    objects.push(font.into());
    objects.push(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>"
            .to_vec(),
    );
    let file = if script.embedded { format!("/FontFile3 {} 0 R", 7 + 2 * sheets.len()) } else { String::new() };
    objects.push(format!("<</Type/FontDescriptor/FontName/SimSun/Flags 4{file}>>").into());
    objects
        .push(stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", &[128]));
    for (at, sheet) in sheets.iter().enumerate() {
        let page =
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/XObject<</I 6 0 R>>>>";
        objects.push(format!("{page}/Contents {} 0 R>>", 8 + 2 * at).into());
        let content = if sheet.content.is_empty() { "q 595 0 0 842 0 0 cm /I Do Q" } else { &sheet.content };
        objects.push(stream("", content.as_bytes()));
    }
    if script.embedded {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let font = std::fs::read(root.join("data/fonts/NotoSansSC-Regular.otf")).unwrap();
        objects.push(stream("/Subtype/OpenType", &font));
    }
    written(&objects, "")
}

pub(crate) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>stream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

pub(crate) fn written(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.6\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let end = format!("{table}trailer<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.extend(end.bytes());
    file
}

fn read(bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from("公开.pdf"), bytes, &Limits::default()).map_err(|error| error.to_string())
}

fn grids(document: &Document) -> Vec<&Grid> {
    let blocks = document.blocks.iter();
    blocks.filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).collect()
}

fn rows(grid: &Grid) -> Vec<String> {
    (0..grid.rows()).map(|r| (0..grid.columns()).map(|c| grid.text(r, c)).collect::<Vec<_>>().join("|")).collect()
}

const HEAD: &[&str] = &["科目编码", "科目名称", "合计", "基本支出"];
const WIDTHS: &[i32] = &[80, 200, 90, 90];

#[test]
fn fonts_that_name_only_a_cmap_are_read() {
    for cmap in ["GBK-EUC-H", "GB-EUC-H", "GBK2K-H", "UniGB-UCS2-H", "UniGB-UTF16-H"] {
        for embedded in [false, true] {
            let sheet = Sheet::of(Script { cmap, embedded });
            let sheet = sheet.text(60, 80, 16, "支出预算总表").table(
                120,
                WIDTHS,
                &[HEAD, &["201", "一般公共服务支出", "1.50", ""]],
            );
            let document = read(&pdf(&[sheet])).unwrap();
            assert_eq!(rows(grids(&document)[0])[1], "201|一般公共服务支出|1.50|", "{cmap}, embedded: {embedded}");
            assert_eq!(document.warnings, [], "{cmap}, embedded: {embedded}");
        }
    }
}

#[test]
fn a_table_over_two_pages_is_one_and_its_head_counts_once() {
    let first =
        Sheet::new().text(200, 80, 18, "支出预算总表").table(120, WIDTHS, &[HEAD, &["201", "服务", "1.50", ""]]);
    let second = Sheet::new().table(60, WIDTHS, &[HEAD, &["205", "教育", "13.11", "2.00"]]);
    let document = read(&pdf(&[first.text(290, 815, 9, "- 1 -"), second.text(290, 815, 9, "- 2 -")])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    assert_eq!(rows(grid), ["科目编码|科目名称|合计|基本支出", "201|服务|1.50|", "205|教育|13.11|2.00"]);
    let place = &grid.starting_at(2, 2).unwrap().place;
    assert_eq!(place.to_string(), "公开.pdf 第2页 第2行 第3列");
    assert_eq!(place.bounds.unwrap().left, 3403, "a place has its box, in tenths of a point");
    let texts: Vec<&str> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            tongbi::source::Block::Paragraph { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["支出预算总表", "-1-", "-2-"], "page numbers stand behind the text: {:?}", document.blocks);
}

#[test]
fn how_far_a_name_is_set_in_is_kept_over_pages() {
    let head: &[&str] = &["", "科目名称", "合计", "基本支出"];
    let page = |names: [(i32, &str); 2]| {
        let sheet = Sheet::new().table(120, WIDTHS, &[head, &["", "", "1.50", ""], &["", "", "1.50", ""]]);
        names.iter().zip([160, 184]).fold(sheet, |sheet, ((left, name), y)| sheet.text(144 + left, y, 10, name))
    };
    let first = page([(0, "一般公共服务支出"), (10, "人大事务")]);
    let second = page([(20, "行政运行"), (20, "机关服务")]);
    let document = read(&pdf(&[first, second])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    let indents: Vec<u8> = (1..grid.rows()).map(|row| grid.starting_at(row, 1).unwrap().indent).collect();
    assert_eq!(indents, [0, 2, 4, 4], "{:?}", rows(grid));
    assert!(grid.cells().iter().all(|cell| cell.column < 2 || cell.indent == 0), "figures stand on the right");
}

#[test]
fn the_head_that_a_page_repeats_is_left_out_and_its_numbers_are_counted() {
    let head: &[&str] = &["", "科目名称", "2025年预算数", "2026年预算数"];
    let page = |row: &[&str]| Sheet::new().table(120, WIDTHS, &[head, row]);
    let document = read(&pdf(&[page(&["", "甲支出", "1.50", ""]), page(&["", "乙支出", "2.50", ""])])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    assert_eq!(grid.rows(), 3);
    assert_eq!(document.frame, ["科目名称", "2025年预算数", "2026年预算数"]);
}

#[test]
fn digits_of_two_lines_of_a_cell_are_one_number_only_where_the_upper_line_had_no_room() {
    let cell = |upper: &str, lower: &str| {
        let empty: &[&str] = &["", "1.00"];
        let sheet = Sheet::new().table(60, &[200, 100], &[empty, empty]);
        let sheet = sheet.text(64, 70, 10, upper).text(64, 81, 10, lower);
        let document = read(&pdf(&[sheet])).unwrap();
        grids(&document)[0].text(0, 0).to_owned()
    };
    assert_eq!(cell("表28", "2022年省级支出预算表"), "表28\n2022年省级支出预算表");
    assert_eq!(cell("截至2022年末的余额为12", "34万元"), "截至2022年末的余额为1234万元");
}

#[test]
fn names_in_the_middle_of_their_column_are_not_set_in() {
    let names = ["甲市", "市本级", "台儿乙区", "丙县", "丁城区", "戊市", "市本级"];
    let middle = |name: &str| 60 + (150 - 10 * name.chars().count() as i32) / 2;
    let sheet = |left: fn(&str, i32) -> i32| {
        let empty = vec![["", "5.00"].as_slice(); names.len()];
        let sheet = Sheet::new().table(60, &[150, 100], &empty);
        (0..)
            .zip(names)
            .fold(sheet, |sheet, (row, name)| sheet.text(left(name, middle(name)), 60 + row * 24 + 16, 10, name))
    };
    let indents = |document: &Document| -> Vec<u8> {
        let grid = grids(document)[0];
        (0..grid.rows()).filter_map(|row| Some(grid.starting_at(row, 0)?.indent)).collect()
    };
    let document = read(&pdf(&[sheet(|_, middle| middle)])).unwrap();
    assert_eq!(indents(&document), [0; 7]);
    let set_in = read(&pdf(&[sheet(|name, _| if name.ends_with('市') { 64 } else { 84 })])).unwrap();
    assert_eq!(indents(&set_in), [0, 4, 4, 4, 4, 0, 4]);
}

/// A table of columns with a line between them, from the top; `rules` are the heights of its lines across.
fn columned(mut sheet: Sheet, top: i32, bottom: i32, edges: &[i32], rules: &[i32]) -> Sheet {
    for x in edges {
        sheet.content += &format!("{x} {} 0.5 {} re f\n", 842 - bottom, bottom - top);
    }
    for y in rules {
        sheet.content += &format!("{} {} {} 0.5 re f\n", edges[0], 842 - y, edges[edges.len() - 1] - edges[0]);
    }
    sheet
}

/// Rows of words and figures, each at its height.
fn set(sheet: Sheet, rows: &[(i32, &[(i32, &str)])]) -> Sheet {
    rows.iter()
        .fold(sheet, |sheet, (y, cells)| cells.iter().fold(sheet, |sheet, (x, text)| sheet.text(*x, *y, 10, text)))
}

const EDGES: &[i32] = &[60, 200, 280, 360];

#[test]
fn rows_without_lines_are_told_by_the_figures_of_all_columns() {
    let expected = [
        "项目|预算数|执行数",
        "一、利润收入||",
        "石油石化企业利润收入|500|650",
        "支持农村发展专项资金安排的转移支付支出|6|",
        "合计|506|650",
    ];
    // The wrapped name stands around its figures, ends beside them, begins beside them.
    for (upper, figures, lower) in [(200, 206, 212), (200, 212, 212), (200, 200, 212)] {
        for rules in [vec![100, 124, 260], vec![100, 260]] {
            let sheet = Sheet::new().text(200, 80, 16, "国有资本经营收入表");
            let sheet = columned(sheet, 100, 260, EDGES, &rules);
            let sheet = set(
                sheet,
                &[
                    (118, &[(110, "项目"), (220, "预算数"), (300, "执行数")]),
                    (140, &[(64, "一、利润收入")]),
                    (170, &[(74, "石油石化企业利润收入"), (250, "500"), (330, "650")]),
                    (upper, &[(64, "支持农村发展专项资金安排的")]),
                    (figures, &[(260, "6"), (320, "—")]),
                    (lower, &[(64, "转移支付支出")]),
                    (240, &[(110, "合计"), (250, "506"), (330, "650")]),
                ],
            );
            let document = read(&pdf(&[sheet])).unwrap();
            let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
            let found: Vec<String> = rows(grid).iter().map(|row| row.replace('—', "")).collect();
            assert_eq!(found, expected, "the name at {upper} and {lower}, its figures at {figures}, lines {rules:?}");
        }
    }
}

#[test]
fn names_of_two_panels_stand_beside_their_own_figures_without_lines_between_rows() {
    let sheet = columned(Sheet::new(), 100, 220, &[60, 180, 260, 420, 500], &[100, 124, 220]);
    let sheet = set(
        sheet,
        &[
            (118, &[(90, "收入"), (200, "预算数"), (320, "支出"), (440, "预算数")]),
            (140, &[(64, "一般公共预算拨款"), (200, "712.00"), (264, "一般公共服务支出"), (440, "30.00")]),
            (164, &[(264, "社会保障和就业支出"), (440, "640.80")]),
            (184, &[(264, "对机关事业单位职业年金的")]),
            (190, &[(64, "事业收入"), (200, "0.50"), (440, "41.70")]),
            (196, &[(264, "补助支出")]),
            (214, &[(90, "合计"), (200, "712.50"), (320, "合计"), (440, "712.50")]),
        ],
    );
    let document = read(&pdf(&[sheet])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    let expected = [
        "收入|预算数|支出|预算数",
        "一般公共预算拨款|712.00|一般公共服务支出|30.00",
        "||社会保障和就业支出|640.80",
        "事业收入|0.50|对机关事业单位职业年金的补助支出|41.70",
        "合计|712.50|合计|712.50",
    ];
    assert_eq!(rows(grid), expected);
}

#[test]
fn a_head_of_two_lines_without_a_line_below_it_is_a_head() {
    // No line runs through the words of a group.
    let sheet = columned(Sheet::new(), 100, 200, &[60, 200, 270, 410], &[100, 200]);
    let sheet = columned(sheet, 116, 200, &[340], &[]);
    let sheet = set(
        sheet,
        &[
            (112, &[(308, "2025年执行数")]),
            (118, &[(110, "项目"), (206, "2025年")]),
            (126, &[(290, "金额"), (350, "占预算%")]),
            (130, &[(206, "预算数")]),
            (150, &[(64, "税收收入"), (230, "500"), (300, "650"), (360, "130.00")]),
            (170, &[(64, "非税收入"), (230, "20"), (300, "30"), (360, "150.00")]),
            (190, &[(110, "合计"), (230, "520"), (300, "680"), (360, "130.77")]),
        ],
    );
    let document = read(&pdf(&[sheet])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    let body: Vec<String> = rows(grid).into_iter().skip_while(|row| !row.contains("税收")).collect();
    assert_eq!(body, ["税收收入|500|650|130.00", "非税收入|20|30|150.00", "合计|520|680|130.77"]);
    let head: Vec<&str> = (0..4).flat_map(|row| (0..4).map(move |column| grid.text(row, column))).collect();
    for word in ["项目", "2025年预算数", "2025年执行数", "金额", "占预算%"] {
        assert!(head.contains(&word), "{word} in {head:?}");
    }
    let over = (0..3).find(|row| grid.starting_at(*row, 2).is_some_and(|cell| cell.text == "2025年执行数"));
    assert_eq!(
        over.map(|row| grid.starting_at(row, 2).unwrap().column_span),
        Some(2),
        "a group stands over both: {head:?}"
    );
}

#[test]
fn a_number_cut_by_its_cell_is_never_read_as_another_one() {
    // The first may be two rows or one number; the second can only be one.
    for (upper, lower, expected) in [("123456", "78.90", "123456\n78.90"), ("12345.", "78", "12345.78")] {
        let sheet = columned(Sheet::new(), 100, 160, &[60, 160, 194, 260], &[100, 124, 160]);
        let sheet = set(
            sheet,
            &[
                (118, &[(90, "项目"), (164, "合计"), (210, "其中")]),
                (136, &[(162, upper)]),
                (142, &[(64, "教育支出"), (210, "5.00")]),
                (147, &[(162, lower)]),
            ],
        );
        let document = read(&pdf(&[sheet])).unwrap();
        let grid = grids(&document)[0];
        assert_eq!(rows(grid)[1], format!("教育支出|{expected}|5.00"));
    }
}

#[test]
fn watermarks_and_stamps_are_no_part_of_cells_and_are_told() {
    let table = || {
        Sheet::new().text(60, 80, 16, "支出预算总表").table(
            120,
            WIDTHS,
            &[HEAD, &["201", "一般公共服务支出", "1000.00", "800.00"], &["205", "教育支出", "30.50", "30.50"]],
        )
    };
    let plain = read(&pdf(&[table()])).unwrap();
    let hex = GBK.hex("内部资料");
    let marks = [
        ("aslant", format!("BT 0.8 g /F1 30 Tf 0.7 0.7 -0.7 0.7 120 640 Tm <{hex}> Tj 0 g ET\n")),
        ("aslant and black", format!("BT /F1 12 Tf 0.87 0.5 -0.5 0.87 150 640 Tm <{hex}> Tj ET\n")),
        ("downwards", format!("BT /F1 40 Tf 0 -1 1 0 230 700 Tm <{hex}> Tj ET\n")),
        ("upright, light and large", format!("BT 0.85 g /F1 48 Tf 1 0 0 1 130 660 Tm <{hex}> Tj 0 g ET\n")),
        ("upright and red", format!("BT 1 0 0 rg /F1 60 Tf 1 0 0 1 130 655 Tm <{hex}> Tj 0 g ET\n")),
    ];
    for (kind, mark) in marks {
        let pages: Vec<Sheet> = (0..2).map(|_| table()).collect();
        for below in [false, true] {
            let marked = |sheet: &Sheet| match below {
                true => format!("{mark}{}", sheet.content),
                false => format!("{}{mark}", sheet.content),
            };
            let pages: Vec<Sheet> = pages.iter().map(|sheet| Sheet { content: marked(sheet), script: GBK }).collect();
            let document = read(&pdf(&pages)).unwrap();
            let [first, second] = grids(&document)[..] else { panic!("{kind}: {:?}", document.blocks) };
            assert_eq!(rows(first), rows(grids(&plain)[0]), "{kind}");
            assert_eq!(rows(second), rows(grids(&plain)[0]), "{kind}");
            let told: Vec<String> = document.warnings.iter().map(ToString::to_string).collect();
            let expected = "公开.pdf 第1页：第 1-2 页有斜排或压在正文上的字（“内部资料”），视为水印或印章，没有读入。如属正文，请核对原件";
            assert_eq!(told, [expected], "{kind}");
        }
    }
}

/// A row of a table without lines; figures end where their column does.
fn unruled(mut sheet: Sheet, y: i32, cells: &[(i32, &str)]) -> Sheet {
    for (x, text) in cells {
        let is_figure = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') && text.contains('.');
        let x = if is_figure { x - 5 * text.len() as i32 } else { *x };
        sheet = sheet.text(x, y, 10, text);
    }
    sheet
}

#[test]
fn a_table_without_lines_is_read_by_what_stands_below_what() {
    let mut first = Sheet::new().text(240, 80, 18, "支出预算总表").text(60, 104, 10, "部门：某中心");
    first = first.text(480, 104, 10, "单位：万元");
    first = unruled(first, 124, &[(70, "科目编码"), (150, "科目名称"), (260, "合计"), (400, "其中")]);
    first = unruled(first, 144, &[(330, "基本支出"), (390, "项目支出"), (450, "经营支出")]);
    first = unruled(
        first,
        168,
        &[(70, "208"), (130, "社会保障和就业支出"), (280, "712.00"), (360, "594.02"), (420, "117.98")],
    );
    first = unruled(first, 192, &[(70, "20801"), (130, "人力资源事务"), (280, "30.00"), (420, "30.00")]);
    first = unruled(first, 216, &[(70, "2080502"), (130, "机关事业单位离退休"), (280, "5.60"), (360, "5.60")]);
    first = unruled(first, 228, &[(130, "人员")]);
    let second = unruled(Sheet::new(), 60, &[(70, "221"), (130, "住房保障支出"), (280, "41.20"), (360, "41.20")]);
    let second = unruled(second, 84, &[(130, "合计"), (280, "753.20"), (360, "635.22"), (420, "117.98")]);
    let after = second.text(68, 140, 12, "本年支出比上年增加41.60万元，主要是人员经费增加。");
    let document = read(&pdf(&[first, after])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    let expected = [
        "科目编码|科目名称|合计|其中||",
        "|||基本支出|项目支出|经营支出",
        "208|社会保障和就业支出|712.00|594.02|117.98|",
        "20801|人力资源事务|30.00||30.00|",
        "2080502|机关事业单位离退休人员|5.60|5.60||",
        "221|住房保障支出|41.20|41.20||",
        "|合计|753.20|635.22|117.98|",
    ];
    assert_eq!(rows(grid), expected);
    assert_eq!(grid.covering(0, 5).unwrap().text, "其中", "a group reaches over an empty column");
    assert_eq!(grid.starting_at(5, 2).unwrap().place.to_string(), "公开.pdf 第2页 第1行 第3列");
    assert!(matches!(document.blocks.last(), Some(Block::Paragraph { .. })), "{:?}", document.blocks);
}

#[test]
fn cells_that_touch_are_told_apart_by_where_other_figures_end() {
    // Each digit is half an em wide; figures end at 300 and at 360.
    let right = |edge: i32, text: &str| edge - 5 * text.len() as i32;
    let rows_of = |printed: &[(&str, &str, &str)]| {
        let mut sheet = Sheet::new().text(60, 80, 10, "项目").text(265, 80, 10, "预算数").text(325, 80, 10, "决算数");
        for (y, (name, one, other)) in (100..).step_by(20).zip(printed) {
            for (x, text) in [(60, *name), (right(300, one), *one), (right(360, other), *other)] {
                if !text.is_empty() {
                    sheet = sheet.text(x, y, 10, text);
                }
            }
        }
        let document = read(&pdf(&[sheet])).unwrap();
        grids(&document).iter().flat_map(|grid| rows(grid)).collect::<Vec<_>>()
    };
    let name = "社会保障和就业支出之特别专项经费补助";
    assert_eq!(
        rows_of(&[("甲支出", "10.00", "20.00"), (name, "123456789.12", "30.00"), ("乙支出", "1.00", "123456789.12")]),
        [
            "项目|预算数|决算数".to_owned(),
            "甲支出|10.00|20.00".to_owned(),
            format!("{name}|123456789.12|30.00"),
            "乙支出|1.00|123456789.12".to_owned(),
        ]
    );
    // Where no other figure ends there, nothing is cut.
    assert!(rows_of(&[("甲支出2024.10", "", "20.00"), ("乙支出", "", "1.00")])[1].starts_with("甲支出2024.10"));
}

#[test]
fn upright_lines_alone_part_the_columns() {
    let sheet = columned(Sheet::new(), 100, 200, EDGES, &[]);
    let sheet = set(
        sheet,
        &[
            (118, &[(110, "项目"), (220, "预算数"), (300, "执行数")]),
            (138, &[(62, "社会保障和就业支出之特别经费"), (202, "1234567890.12"), (282, "1234567890.34")]),
            (158, &[(62, "甲支出"), (240, "2.00")]),
            (178, &[(62, "乙支出"), (320, "3.00")]),
        ],
    );
    let document = read(&pdf(&[sheet])).unwrap();
    let [grid] = grids(&document)[..] else { panic!("one table was expected: {:?}", document.blocks) };
    assert_eq!(
        rows(grid),
        [
            "项目|预算数|执行数",
            "社会保障和就业支出之特别经费|1234567890.12|1234567890.34",
            "甲支出|2.00|",
            "乙支出||3.00"
        ]
    );
}

#[test]
fn contents_and_sentences_set_apart_are_no_tables() {
    let mut sheet = Sheet::new().text(270, 80, 16, "目录");
    for (at, title) in ["第一部分 单位概况", "第二部分 预算表", "第三部分 情况说明"].iter().enumerate()
    {
        let y = 120 + 24 * at as i32;
        sheet = sheet.text(80, y, 12, title).text(500, y, 12, &(3 + at).to_string());
    }
    for (at, part) in ["本年收入", "本年支出", "年末结转"].iter().enumerate() {
        let y = 300 + 20 * at as i32;
        sheet = sheet.text(80, y, 12, &format!("{part}情况见下表，增减原因如下")).text(400, y, 12, "12.00");
    }
    assert_eq!(grids(&read(&pdf(&[sheet])).unwrap()).len(), 0);
}

#[test]
fn lines_of_a_paragraph_join_over_pages_and_without_the_page_number() {
    let full = "本年支出预算总额比上年增加主要原因是人员经费标准提高以及新增项目支出增长";
    let first =
        Sheet::new().text(92, 80, 12, "一、支出情况").text(92, 110, 12, &full[..34 * 3]).text(68, 130, 12, full);
    let second = Sheet::new().text(68, 80, 12, "13.11%。").text(92, 110, 12, "其次是公用经费。");
    let document = read(&pdf(&[first.text(290, 815, 9, "1"), second.text(290, 815, 9, "2")])).unwrap();
    let texts: Vec<String> = document
        .blocks
        .iter()
        .map(|block| match block {
            Block::Heading { level, text, .. } => format!("{level}# {text}"),
            Block::Paragraph { text, .. } => text.clone(),
            Block::Grid(_) => String::new(),
        })
        .collect();
    assert_eq!(texts, ["2# 一、支出情况", &format!("{}{full}13.11%。", &full[..34 * 3]), "其次是公用经费。", "1", "2"]);
}

#[test]
fn fake_bold_counts_once_and_what_is_clipped_away_not_at_all() {
    let mut sheet = Sheet::new().text(60, 100, 12, "合计").text(60, 100, 12, "合计");
    sheet.content = format!("{}q 0 0 10 10 re W n {} Q", sheet.content, Sheet::new().text(60, 200, 12, "隐藏").content);
    let document = read(&pdf(&[sheet])).unwrap();
    assert!(matches!(&document.blocks[..], [Block::Paragraph { text, .. }] if text == "合计"), "{:?}", document.blocks);
}

#[test]
fn a_scanned_page_is_said_to_be_one() {
    let document =
        read(&pdf(&[Sheet::new().text(60, 90, 12, "甲单位部门预算公开文字版"), Sheet::new(), Sheet::new()])).unwrap();
    let message = "公开.pdf 第2页：第 2-3 页是扫描图片，没有文字可读，其中的表格未读入。请用 --ocr 接上文字识别（OCR）程序（见使用手册“扫描件”），或向发布单位索取文字版";
    assert_eq!(document.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(), [message]);
}

#[test]
fn a_password_a_cut_and_a_fake_are_told_apart_from_a_table() {
    let whole = pdf(&[Sheet::new().text(60, 90, 12, "支出预算总表")]);
    let locked = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[]/Count 0>>".to_vec()];
    let zeros = "00".repeat(32);
    let encrypt = format!("/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{zeros}>/U<{zeros}>>>");
    let locked = read(&written(&locked, &encrypt)).unwrap_err();
    assert_eq!(locked, "公开.pdf：PDF 有打开密码。请用原软件取消密码，另存后再试");
    let cut = read(&whole[..60]).unwrap_err();
    assert!(cut.contains("PDF 已损坏或不完整") && cut.contains("重新下载"), "{cut}");
    let fake = read(b"%PDF-1.4 nothing else").unwrap_err();
    assert!(fake.contains("PDF 已损坏或不完整"), "{fake}");
}

#[test]
fn nested_forms_that_paint_for_ever_end_at_the_limit() {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>".to_vec(),
        stream("", b"/X Do"),
    ];
    for at in 5..25 {
        let form = format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>", at + 1);
        objects.push(stream(&form, "/X Do ".repeat(8).as_bytes()));
    }
    objects.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 5 5 re f"));
    // Eight to the twentieth strokes would take longer than anyone waits for a test.
    let error = read(&written(&objects, "")).unwrap_err();
    assert!(error.contains("没有一页能读出"), "{error}");
}

/// A file of one page that draws form 5, and these forms: entries and content.
pub(crate) fn forms(resources: &str, content: &str, forms: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents 4 0 R>>").into(),
        stream("", content.as_bytes()),
    ];
    objects.extend(forms.iter().map(|(entries, content)| stream(entries, content)));
    written(&objects, "")
}

#[test]
fn work_without_end_is_refused_before_it_is_begun() {
    let form = |at: usize| format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>", at);
    let tenfold = |last: &str, depth: usize| -> Vec<(String, Vec<u8>)> {
        let nested = (0..depth).map(|at| (form(6 + at), b"/X Do ".repeat(10)));
        nested.chain([(form(5), last.as_bytes().to_vec())]).collect()
    };
    let packed = |bytes: usize| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &b"0 0 m 9 9 l S\n".repeat(bytes / 14)).unwrap();
        encoder.finish().unwrap()
    };
    let cells = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<<>>";
    let large = packed(100 << 20);
    let cases = [
        ("lines", forms("/XObject<</X 5 0 R>>", "/X Do", &tenfold("0 0 m 1 1 l S", 12))),
        ("nothing painted", forms("/XObject<</X 5 0 R>>", "/X Do", &tenfold("q Q q Q", 12))),
        (
            "one page of a large form",
            forms("/XObject<</X 5 0 R>>", &"/X Do ".repeat(50_000), &tenfold(&"q Q ".repeat(500), 1)),
        ),
        (
            "content that unpacks to far more",
            forms("/XObject<</X 5 0 R>>", "/X Do", &[(format!("{}/Filter/FlateDecode", form(5)), large.clone())]),
        ),
        (
            "a pattern set again and again",
            forms(
                "/Pattern<</P 5 0 R>>",
                &"/Pattern cs /P scn ".repeat(20_000),
                &[(cells.to_owned(), "0 0 5 5 re f ".repeat(3_000).into_bytes())],
            ),
        ),
    ];
    for (kind, file) in cases {
        let begun = std::time::Instant::now();
        let error = read(&file).err().unwrap_or_default();
        assert!(error.contains("没有一页能读出"), "{kind}: {error}");
        assert!(begun.elapsed().as_secs() < 20, "{kind}: {:?}", begun.elapsed());
    }
    // hayro does not find a form within itself.
    let itself = forms("/XObject<</X 5 0 R>>", "/X Do", &[(form(5), b"/X Do /X Do".to_vec())]);
    assert!(read(&itself).unwrap().blocks.is_empty());
    let honest = forms("/XObject<</X 5 0 R>>", "/X Do", &tenfold("0 0 m 1 1 l S", 3));
    assert!(read(&honest).is_ok(), "a thousand lines are no burden");
}

#[test]
fn damaged_files_end_in_a_document_or_a_message() {
    let sheet =
        || Sheet::new().text(60, 80, 16, "支出预算总表").table(120, WIDTHS, &[HEAD, &["201", "服务", "1.50", ""]]);
    let mut files = vec![pdf(&[sheet(), sheet()])];
    files.extend(corpus().iter().step_by(5).map(|path| std::fs::read(path).unwrap()));
    let mut random = 88_172_645_463_325_252_u64;
    for file in &files {
        for _ in 0..4 {
            let mut damaged = file.clone();
            for _ in 0..20 {
                // xorshift: the same damage on every run.
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let at = random as usize % damaged.len();
                damaged[at] = (random >> 40) as u8;
            }
            let _ = read(&damaged);
        }
    }
}

/// The published files, where they are at hand.
fn corpus() -> Vec<PathBuf> {
    crate::needs::shared_files("corpus/pdf")
}

fn named(part: &str) -> Vec<PathBuf> {
    corpus().into_iter().filter(|path| path.display().to_string().contains(part)).collect()
}

fn loaded(paths: &[PathBuf]) -> Loaded {
    load(paths, &LoadOptions::default(), &()).unwrap()
}

/// Parent and sum of children, in fen, of each table of a file that does not add up.
fn sums(items: &[LineItem]) -> Vec<String> {
    let mut columns: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    let printed = items.iter().filter(|item| item.origin == Origin::Published && item.project.is_none());
    for item in printed.filter(|item| item.classification != Classification::Project) {
        let (Some(code), Some(amount)) = (&item.code, item.amount) else { continue };
        let column = format!("{} {:?} {:?} {}", item.place.file, item.table, item.classification, item.measure);
        *columns.entry(column).or_default().entry(code.to_string()).or_default() += amount.fen();
    }
    let mut odd = Vec::new();
    for (column, codes) in &columns {
        for (code, amount) in codes {
            let children =
                codes.iter().filter(|(other, _)| other.len() == code.len() + 2 && other.starts_with(code.as_str()));
            let (count, sum) = children.fold((0, 0), |(count, sum), (_, child)| (count + 1, sum + child));
            if count > 0 && sum != *amount {
                odd.push(format!("{column} {code}: {amount}, children {sum}"));
            }
        }
    }
    odd
}

#[test]
fn published_tables_add_up_to_the_fen() {
    let mut coded = 0;
    let mut odd = Vec::new();
    for path in corpus() {
        let found = loaded(&[path]);
        coded += found.items.iter().filter(|item| item.code.is_some()).count();
        odd.extend(sums(&found.items));
    }
    println!("{coded} coded figures");
    if coded == 0 {
        return;
    }
    // The account's own: its parts were rounded one by one. Page 16: 2082.85 against 2082.86, 171.07 against 171.09.
    let own = [
        "putuo-finance-2024-final-account.pdf GeneralBasic Economic 合计 301: 2082850000, children 2082860000",
        "putuo-finance-2024-final-account.pdf GeneralBasic Economic 合计 302: 171070000, children 171090000",
    ];
    assert_eq!(odd, own);
}

#[test]
fn three_years_of_two_units_line_up_though_text_and_tables_are_separate_files() {
    for unit in ["jiangsu-procuratorate", "jiangsu-party-office"] {
        let files = named(unit);
        if files.is_empty() {
            return;
        }
        let found = loaded(&files);
        let years = |code: &str| -> Vec<u16> {
            let items = found.items.iter().filter(|item| item.code.as_ref().is_some_and(|c| c.to_string() == code));
            items.map(|item| item.year.get()).collect::<std::collections::BTreeSet<u16>>().into_iter().collect()
        };
        assert!(years("208").ends_with(&[2017, 2018, 2019]), "{unit}: {:?}", years("208"));
        let units: std::collections::BTreeSet<_> = found.items.iter().map(|item| item.unit.clone()).collect();
        assert_eq!(units.len(), 1, "{unit}: {units:?}");
    }
}

#[test]
fn a_final_account_and_a_budget_keep_their_phases() {
    let files: Vec<PathBuf> = named("putuo-finance");
    if files.is_empty() {
        return;
    }
    let found = loaded(&files);
    let phases: std::collections::BTreeSet<_> =
        found.tables.iter().map(|table| (table.year.get(), table.phase)).collect();
    assert_eq!(phases.into_iter().collect::<Vec<_>>(), [(2024, Phase::Executed), (2025, Phase::Approved)]);
}
