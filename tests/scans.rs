//! 扫描件: pages that are pictures, laid out and read here. The engine of these tests reads blots by their width, so that
//! no model is needed and nothing is read wrong unless a test wants it.

use crate::pdf::{stream, written};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tongbi::audit::{self, Material, judge};
use tongbi::model::{LineItem, Origin};
use tongbi::source::ocr::{Engine, Picture, TextBox};
use tongbi::source::{LoadOptions, Loaded, load_bytes};

/// Dots of a page of these tests: A4 at 144 dots per inch.
pub(crate) const WIDTH: usize = 1190;
pub(crate) const HEIGHT: usize = 1684;

/// A page to be drawn: words and lines, in pixels.
#[derive(Clone, Default)]
pub(crate) struct Page {
    pub(crate) words: Vec<(usize, usize, String)>,
    lines: Vec<(usize, usize, usize, usize)>,
}

impl Page {
    pub(crate) fn word(mut self, x: usize, y: usize, text: &str) -> Self {
        if !text.is_empty() {
            self.words.push((x, y, text.to_owned()));
        }
        self
    }

    /// A table with a line around every cell.
    pub(crate) fn table(mut self, y: usize, widths: &[usize], rows: &[&[&str]]) -> Self {
        const ROW: usize = 44;
        let (left, right) = (120, 120 + widths.iter().sum::<usize>());
        for row in 0..=rows.len() {
            self.lines.push((left, y + row * ROW, right, y + row * ROW + 2));
        }
        let mut x = left;
        for column in 0..=widths.len() {
            self.lines.push((x, y, x + 2, y + rows.len() * ROW + 2));
            x += widths.get(column).copied().unwrap_or(0);
        }
        for (row, cells) in rows.iter().enumerate() {
            let mut x = left;
            for (text, width) in cells.iter().zip(widths) {
                self = self.word(x + 10, y + row * ROW + 12, text);
                x += width;
            }
        }
        self
    }
}

/// The height of a word's blot.
const TALL: usize = 20;

/// 读墨块的引擎: knows the words of its pages by the widths of their blots, which are all different.
#[derive(Debug, Default)]
pub(crate) struct Blots {
    /// The width of each word's blot.
    words: Mutex<BTreeMap<usize, (String, u8)>>,
    asked: AtomicUsize,
}

impl Blots {
    /// Draws a page, slanted by so many rows for every thousand columns.
    pub(crate) fn draw(&self, page: &Page, ground: u8, slant: i64) -> Vec<u8> {
        let mut grey = vec![ground; WIDTH * HEIGHT];
        let mut fill = |x0: usize, y0: usize, x1: usize, y1: usize, ink: u8| {
            for x in x0..x1 {
                for y in y0..y1 {
                    let (dx, dy) = (x as i64 - WIDTH as i64 / 2, y as i64 - HEIGHT as i64 / 2);
                    let (x, y) = (x as i64 - dy * slant / 1000, y as i64 + dx * slant / 1000);
                    if let (Ok(x @ 0..WIDTH), Ok(y @ 0..HEIGHT)) = (usize::try_from(x), usize::try_from(y)) {
                        grey[y * WIDTH + x] = ink;
                    }
                }
            }
        };
        for (x0, y0, x1, y1) in &page.lines {
            fill(*x0, *y0, *x1, *y1, ground / 2);
        }
        let mut words = self.words.lock().unwrap();
        let mut drawn: Vec<_> = page.words.iter().collect();
        // Longer words get wider blots.
        drawn.sort_by_key(|(_, _, text)| text.chars().count());
        for (x, y, text) in drawn {
            let known = words.iter().find(|(_, (known, _))| known == text).map(|(width, _)| *width);
            // Six pixels apart, so that a rounded edge does not turn one word into another.
            let width = known.unwrap_or(24 + 6 * words.len());
            fill(*x, *y, x + width, y + TALL, ground / 4);
            words.entry(width).or_insert((text.clone(), 98));
        }
        grey
    }
}

impl Engine for Blots {
    fn name(&self) -> Result<String, String> {
        Ok("墨块 1".to_owned())
    }

    fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let words = self.words.lock().unwrap();
        let ground = picture.row(picture.height() / 2)[5];
        let (width, height) = (picture.width(), picture.height());
        let is_blot = |x: usize, y: usize| picture.row(y)[x] < (u16::from(ground) * 5 / 8) as u8;
        let mut seen = vec![false; width * height];
        let mut boxes = Vec::new();
        for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
            if seen[y * width + x] || !is_blot(x, y) {
                continue;
            }
            let (mut low, mut high, mut inked, mut todo) = ((x, y), (x, y), 0, vec![(x, y)]);
            seen[y * width + x] = true;
            while let Some((x, y)) = todo.pop() {
                inked += 1;
                (low, high) = ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)));
                for (x, y) in [(x + 1, y), (x.wrapping_sub(1), y), (x, y + 1), (x, y.wrapping_sub(1))] {
                    if x < width && y < height && !seen[y * width + x] && is_blot(x, y) {
                        seen[y * width + x] = true;
                        todo.push((x, y));
                    }
                }
            }
            let wide = high.0 - low.0 + 1;
            let near = words.range(wide.saturating_sub(2)..=wide + 2).next();
            // Pieces of ruling lines are no blots.
            let is_full = inked * 3 > wide * (high.1 - low.1 + 1) * 2;
            let Some((_, (text, confidence))) = near.filter(|_| is_full && high.1 - low.1 > TALL / 2) else { continue };
            // Engines leave some room around what they find.
            let (x0, y0) = (low.0 as f64 - 3.0, low.1 as f64 - 3.0);
            let (x1, y1) = (high.0 as f64 + 4.0, high.1 as f64 + 4.0);
            let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
            boxes.push(TextBox { corners, text: text.clone(), confidence: *confidence });
        }
        Ok(boxes)
    }
}

/// 页: the entries of its images with their data, and its content.
type Sheet = (Vec<(String, Vec<u8>)>, String);

/// A PDF of these pages.
fn pdf(pages: &[Sheet]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), Vec::new()];
    let mut kids = String::new();
    for (images, content) in pages {
        let first = objects.len() + 1;
        let named: String = (0..images.len()).map(|at| format!("/I{at} {} 0 R", first + at)).collect();
        for (entries, data) in images {
            objects.push(stream(&format!("/Type/XObject/Subtype/Image{entries}"), data));
        }
        objects.push(stream("", content.as_bytes()));
        let contents = objects.len();
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<<{named}>>>>/Contents {contents} 0 R>>"
        );
        objects.push(page.into_bytes());
        kids += &format!("{} 0 R ", objects.len());
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()).into_bytes();
    written(&objects, "")
}

/// The entries of a grey image.
fn grey(width: usize, height: usize) -> String {
    format!("/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8")
}

/// A page that is one image.
fn whole(pixels: Vec<u8>) -> Sheet {
    (vec![(grey(WIDTH, HEIGHT), pixels)], "q 595 0 0 842 0 0 cm /I0 Do Q".to_owned())
}

fn load(bytes: &[u8], engine: Arc<dyn Engine>) -> Result<Loaded, String> {
    let options = LoadOptions { engine: Some(engine), borne_out: Some(audit::borne_out), ..LoadOptions::default() };
    load_bytes(&[("公开.pdf", bytes)], &options).map_err(|error| error.to_string())
}

/// A page of 支出总体情况表, whose figures add up.
pub(crate) fn expenditure() -> Page {
    Page::default()
        .word(330, 100, "示例市档案馆2024年单位预算公开")
        .word(420, 160, "支出总体情况表")
        .word(900, 200, "单位：万元")
        .table(
            240,
            &[160, 300, 170, 170, 170],
            &[
                &["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
                &["", "合计", "120.50", "100.25", "20.25"],
                &["201", "一般公共服务支出", "120.50", "100.25", "20.25"],
                &["20126", "档案事务", "120.50", "100.25", "20.25"],
                &["2012604", "档案馆", "100.30", "90.05", "10.25"],
                &["2012699", "其他档案事务支出", "20.20", "10.20", "10.00"],
            ],
        )
}

/// The same picture with a shadow across it, noise, and specks of dirt, always the same ones.
fn worn(mut grey: Vec<u8>) -> Vec<u8> {
    let mut state = 1u32;
    for (at, pixel) in grey.iter_mut().enumerate() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let chance = state >> 16;
        // A quarter darker at the right edge, and five levels of noise to both sides.
        let shade = 100 - 25 * (at % WIDTH) / WIDTH;
        let noisy = i32::from(*pixel) * shade as i32 / 100 + (chance % 11) as i32 - 5;
        *pixel = if chance.is_multiple_of(5000) { 40 } else { noisy.clamp(0, 255) as u8 };
    }
    grey
}

#[test]
fn shadow_noise_and_dirt_do_no_harm_level_or_askew() {
    for (ground, slant) in [(255, 0), (220, 25), (200, -45)] {
        let engine = Arc::new(Blots::default());
        let file = pdf(&[whole(worn(engine.draw(&expenditure(), ground, slant)))]);
        assert_eq!(figures(&load(&file, engine).unwrap().items), FIGURES, "{ground} {slant}");
    }
}

pub(crate) fn figures(items: &[LineItem]) -> Vec<String> {
    items.iter().map(|item| format!("{} {} {}", item.name, item.measure.as_str(), item.text)).collect()
}

pub(crate) const FIGURES: [&str; 15] = [
    "合计 合计 120.50",
    "合计 基本支出 100.25",
    "合计 项目支出 20.25",
    "一般公共服务支出 合计 120.50",
    "一般公共服务支出 基本支出 100.25",
    "一般公共服务支出 项目支出 20.25",
    "档案事务 合计 120.50",
    "档案事务 基本支出 100.25",
    "档案事务 项目支出 20.25",
    "档案馆 合计 100.30",
    "档案馆 基本支出 90.05",
    "档案馆 项目支出 10.25",
    "其他档案事务支出 合计 20.20",
    "其他档案事务支出 基本支出 10.20",
    "其他档案事务支出 项目支出 10.00",
];

#[test]
fn a_scanned_table_is_read_like_a_printed_one_level_and_askew_on_white_and_on_grey() {
    for (ground, slant) in [(255, 0), (170, 0), (255, 17), (230, -17), (255, -50), (170, 50), (170, -30), (200, 30)] {
        let engine = Arc::new(Blots::default());
        let file = pdf(&[whole(engine.draw(&expenditure(), ground, slant))]);
        let loaded = load(&file, engine).unwrap();
        assert_eq!(figures(&loaded.items), FIGURES, "{ground} {slant}");
        assert!(loaded.items.iter().all(|item| is_marked(item, slant)), "{ground} {slant}");
        // Sums along rows and columns bear out every figure, however the page lies.
        let counted = loaded.items.iter().filter(|item| item.origin == Origin::Published).count();
        assert_eq!(counted, FIGURES.len(), "{ground} {slant}");
    }
}

/// Whether the box of an item is where its figure is drawn on the page as it lies, and no larger than two rows.
fn is_marked(item: &LineItem, slant: i64) -> bool {
    let bounds = item.place.on_page().unwrap();
    let drawn = expenditure().words.into_iter().filter(|(_, _, text)| *text == *item.text);
    let holds = |(x, y): (usize, usize)| {
        // A little into the word.
        let (x, y) = (x as i64 + 10, y as i64 + TALL as i64 / 2);
        let (dx, dy) = (x - WIDTH as i64 / 2, y - HEIGHT as i64 / 2);
        // Two dots a point, and bounds are tenths of points.
        let (x, y) = ((x - dy * slant / 1000) * 5, (y + dx * slant / 1000) * 5);
        (i64::from(bounds.left)..=i64::from(bounds.right)).contains(&x)
            && (i64::from(bounds.top)..=i64::from(bounds.bottom)).contains(&y)
    };
    drawn.map(|(x, y, _)| (x, y)).any(holds) && bounds.bottom - bounds.top < 440
}

#[test]
fn strips_masks_and_turned_pages_are_one_picture() {
    let engine = Arc::new(Blots::default());
    let pixels = engine.draw(&expenditure(), 255, 0);
    // Three strips, as scanners cut a page.
    let cuts = [0, 700, 1100, HEIGHT];
    let strips =
        cuts.windows(2).map(|cut| (grey(WIDTH, cut[1] - cut[0]), pixels[cut[0] * WIDTH..cut[1] * WIDTH].to_vec()));
    let point = |row: usize| row as f64 / 2.0;
    let content: String = cuts
        .windows(2)
        .enumerate()
        .map(|(at, cut)| format!("q 595 0 0 {} 0 {} cm /I{at} Do Q\n", point(cut[1] - cut[0]), 842.0 - point(cut[1])))
        .collect();
    // A mask of one bit, black where ink is, over white paper.
    let bytes = WIDTH.div_ceil(8);
    let mut mask = vec![0xFFu8; bytes * HEIGHT];
    for (at, _) in pixels.iter().enumerate().filter(|(_, grey)| **grey < 200) {
        mask[at / WIDTH * bytes + at % WIDTH / 8] &= !(0x80 >> (at % WIDTH % 8));
    }
    let stencil = format!("/Width {WIDTH}/Height {HEIGHT}/ImageMask true/BitsPerComponent 1");
    // The rows of the image run down the page: it lies on its side and is turned back.
    let mut side = vec![255; WIDTH * HEIGHT];
    (0..WIDTH * HEIGHT).for_each(|at| side[(WIDTH - 1 - at % WIDTH) * HEIGHT + at / WIDTH] = pixels[at]);
    let files = [
        (strips.collect(), content),
        (vec![(stencil, mask)], "q 595 0 0 842 0 0 cm /I0 Do Q".to_owned()),
        (vec![(grey(HEIGHT, WIDTH), side)], "q 0 -842 595 0 0 842 cm /I0 Do Q".to_owned()),
    ];
    for (number, file) in files.into_iter().enumerate() {
        let loaded = load(&pdf(&[file]), engine.clone()).unwrap();
        assert_eq!(figures(&loaded.items), FIGURES, "{number}");
    }
}

#[test]
fn only_pages_that_are_pictures_are_read_by_the_engine_and_their_numbers_are_told() {
    let engine = Arc::new(Blots::default());
    let scan = whole(engine.draw(&expenditure(), 255, 0));
    let text = (Vec::new(), "0 0 m 10 10 l S".to_owned());
    let loaded = load(&pdf(&[text, scan]), engine.clone()).unwrap();
    assert_eq!(loaded.items.len(), FIGURES.len());
    assert_eq!(engine.asked.load(Ordering::Relaxed), 1);
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let message = "公开.pdf 第2页：第 2 页是扫描图片，文字由识别程序读出，数字可能有误，请核对原件";
    assert!(told.iter().any(|told| told == message), "{told:?}");
}

/// The page with one figure read as another.
fn misread(page: &Page, right: &str, wrong: &str) -> Page {
    let mut page = page.clone();
    let word = page.words.iter_mut().rfind(|(_, _, text)| text == right).unwrap();
    word.2 = wrong.to_owned();
    page
}

#[test]
fn a_figure_that_no_relation_bears_out_is_set_apart_and_accuses_nobody() {
    for (right, wrong) in [("10.00", "10.60"), ("10.20", "1020"), ("20.20", "20.2O"), ("90.05", "90.06")] {
        let engine = Arc::new(Blots::default());
        let page = misread(&expenditure(), right, wrong);
        let loaded = load(&pdf(&[whole(engine.draw(&page, 255, 0))]), engine).unwrap();
        assert!(loaded.items.iter().all(|item| item.place.confidence == Some(98)));
        let open: Vec<&LineItem> = loaded.items.iter().filter(|item| item.origin == Origin::Scanned).collect();
        assert!(open.iter().all(|item| item.text.as_ref() == wrong), "{wrong}: {:?}", figures(&loaded.items));
        let counted = loaded.items.len() - open.len();
        assert!(counted >= FIGURES.len() - 1, "{wrong}: {counted}");
        let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        assert_eq!(audit.found().wrong, 0, "{wrong}: {:?}", audit.findings());
        let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
        assert!(open.is_empty() || told.iter().any(|told| told.contains("没有别的数可以印证") && told.contains(wrong)));
    }
}

#[test]
fn a_code_read_as_another_one_is_set_apart_with_its_amounts() {
    let engine = Arc::new(Blots::default());
    let page = misread(&expenditure(), "2012604", "2012640");
    let loaded = load(&pdf(&[whole(engine.draw(&page, 255, 0))]), engine).unwrap();
    let row = |code: &'static str| {
        loaded.items.iter().filter(move |item| item.code.as_ref().is_some_and(|own| own.as_str() == code))
    };
    assert_eq!(row("2012640").count(), 3);
    assert!(row("2012640").all(|item| item.origin == Origin::Scanned));
    assert!(row("20126").all(|item| item.origin == Origin::Published));
}

#[test]
fn a_row_or_column_under_a_name_that_nothing_bears_out_is_set_apart() {
    for (right, wrong) in [("一般公共服务支出", "般公共服务支出"), ("档案馆", "档案棺"), ("项目支出", "项日支出")]
    {
        let engine = Arc::new(Blots::default());
        let page = misread(&expenditure(), right, wrong);
        // Twice, since an engine reads a name alike wherever it stands.
        let mut again = page.clone();
        again.words[1].2 = "一般公共预算支出表".to_owned();
        let pages = [page, again].map(|page| whole(engine.draw(&page, 255, 0)));
        let loaded = load(&pdf(&pages), engine).unwrap();
        let (named, others): (Vec<&LineItem>, Vec<&LineItem>) =
            loaded.items.iter().partition(|item| &*item.name == wrong || item.measure.as_str() == wrong);
        assert!(!named.is_empty() && named.iter().all(|item| item.origin == Origin::Scanned), "{wrong}");
        // Its amounts go on bearing out the sums above it.
        let sums = others.iter().filter(|item| item.measure.is_total() && item.origin == Origin::Published);
        assert!(sums.count() >= 4, "{wrong}");
        // A person sees each of them as the page shows it.
        let clips: Vec<_> = loaded.warnings.iter().flat_map(|warning| &warning.clips).collect();
        let open = loaded.items.iter().filter(|item| item.origin == Origin::Scanned).count();
        assert_eq!(clips.len(), open);
        assert!(clips.iter().any(|clip| clip.figure.contains(wrong) && clip.figure.contains("把握 98%")));
        assert!(clips.iter().all(|clip| clip.png.starts_with(b"\x89PNG")));
    }
}

#[test]
fn without_a_judge_no_amount_of_a_picture_counts_as_read() {
    let engine = Arc::new(Blots::default());
    let file = pdf(&[whole(engine.draw(&expenditure(), 255, 0))]);
    let options = LoadOptions { engine: Some(engine), ..LoadOptions::default() };
    let loaded = load_bytes(&[("公开.pdf", &file)], &options).unwrap();
    assert!(loaded.items.len() == FIGURES.len() && loaded.items.iter().all(|item| item.origin == Origin::Scanned));
}

#[test]
fn what_is_misprinted_in_a_picture_is_a_hint_and_in_a_text_an_error() {
    let rows = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t一般公共服务支出\t120.50\t100.25\t20.25\n2012604\t档案馆\t100.30\t90.05\t10.75\n";
    let text = format!("示例市档案馆2024年单位预算公开\n\n支出总体情况表\n\n单位：万元\n\n{rows}");
    let printed = load_bytes(&[("公开.txt", text.as_bytes())], &LoadOptions::default()).unwrap();
    let engine = Arc::new(Blots::default());
    let scanned =
        load(&pdf(&[whole(engine.draw(&misread(&expenditure(), "10.25", "10.75"), 255, 0))]), engine).unwrap();
    for (loaded, wrong) in [(printed, true), (scanned, false)] {
        let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
        assert_eq!(audit.found().wrong > 0, wrong, "{:?}", audit.findings());
        assert!(audit.found().wrong + audit.found().hints > 0);
    }
}

/// An engine that fails with a reason.
#[derive(Debug)]
struct Failing(AtomicUsize);

impl Engine for Failing {
    fn name(&self) -> Result<String, String> {
        Ok("坏的".to_owned())
    }

    fn boxes(&self, _: &Picture) -> Result<Vec<TextBox>, String> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err("识别程序中途退出（没有模型）".to_owned())
    }
}

#[test]
fn an_engine_that_fails_is_told_once_and_not_asked_for_ever() {
    let engine = Arc::new(Failing(AtomicUsize::new(0)));
    let pages: Vec<_> = (0..5).map(|_| whole(vec![255; WIDTH * HEIGHT])).collect();
    let told = load(&pdf(&pages), engine.clone()).map(|loaded| loaded.items.len()).unwrap_err();
    assert!(told.contains("第 1-5 页是扫描图片，没有识别成，其中的表格未读入：识别程序中途退出（没有模型）"), "{told}");
    assert_eq!(engine.0.load(Ordering::Relaxed), 3);
}

#[test]
fn damaged_pictures_and_wild_boxes_end_in_words() {
    /// Boxes far outside, of no size, turned over.
    #[derive(Debug)]
    struct Wild;
    impl Engine for Wild {
        fn name(&self) -> Result<String, String> {
            Ok("乱".to_owned())
        }
        fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
            let (w, h) = (picture.width() as f64, picture.height() as f64);
            let corners = [
                [(0.0, 0.0); 4],
                [(-1e6, -1e6), (1e6, -1e6), (1e6, 1e6), (-1e6, 1e6)],
                [(w, h), (0.0, h), (0.0, 0.0), (w, 0.0)],
                [(w - 1.0, h - 1.0), (w + 9.0, h - 1.0), (w + 9.0, h + 9.0), (w - 1.0, h + 9.0)],
            ];
            let text = |at: usize| ["", "1,234.50", "合计", "一"][at].to_owned();
            let boxes = corners.into_iter().enumerate();
            Ok(boxes.map(|(at, corners)| TextBox { corners, text: text(at), confidence: 0 }).collect())
        }
    }
    for (width, height) in [(1, 1), (3, 900), (900, 3), (64, 64)] {
        let image = (grey(width, height), vec![90; width * height]);
        let file = pdf(&[(vec![image], "q 595 0 0 842 0 0 cm /I0 Do Q".to_owned())]);
        let _ = load(&file, Arc::new(Wild));
    }
    let short = (grey(WIDTH, HEIGHT), vec![255; 100]);
    let vast = (grey(60_000, 60_000), vec![255; 100]);
    for image in [short, vast] {
        let file = pdf(&[(vec![image], "q 595 0 0 842 0 0 cm /I0 Do Q".to_owned())]);
        let told = load(&file, Arc::new(Wild)).map(|loaded| loaded.items.len());
        assert!(told.as_ref().map_or_else(|told| told.contains("公开.pdf"), |items| *items == 0), "{told:?}");
    }
}
