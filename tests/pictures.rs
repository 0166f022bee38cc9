//! 图片: picture files as pages, those of a folder as pages of one document.

use crate::scans::{Blots, FIGURES, HEIGHT, Page, WIDTH, expenditure, figures};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tongbi::audit;
use tongbi::model::Origin;
use tongbi::source::ocr::{Engine, Picture, TextBox};
use tongbi::source::{LoadOptions, Loaded, Part, load_bytes, load_parts};

fn options(engine: Arc<dyn Engine>) -> LoadOptions {
    LoadOptions { engine: Some(engine), borne_out: Some(audit::borne_out), found: true, ..LoadOptions::default() }
}

fn png(pixels: Vec<u8>) -> Vec<u8> {
    Picture::new(WIDTH, HEIGHT, pixels).unwrap().png().unwrap()
}

#[test]
fn a_picture_file_is_a_page_and_one_that_is_damaged_is_refused_in_words() {
    let engine = Arc::new(Blots::default());
    let png = png(engine.draw(&expenditure(), 255, 0));
    let options = LoadOptions { found: false, ..options(engine) };
    let loaded = load_bytes(&[("公开.png", &png)], &options).unwrap();
    assert_eq!(figures(&loaded.items), FIGURES);
    assert!(loaded.items.iter().all(|item| item.origin == Origin::Published && item.place.page == Some(1)));
    let told = load_bytes(&[("公开.png", &png[..png.len() / 2])], &options).map(|loaded| loaded.items.len());
    let message = "公开.png：图片 已损坏或不完整（图片无法解码）。请重新下载，或另存为 png 后再试";
    assert_eq!(told.unwrap_err().to_string(), message);
}

/// The title page of a disclosure, and its two pages of one table. Only the first of them names the unit of money.
fn pages() -> [Page; 3] {
    let widths = [160, 300, 170, 170, 170];
    let head: &[&str] = &["科目编码", "科目名称", "合计", "基本支出", "项目支出"];
    let rows: [&[&str]; 5] = [
        &["", "合计", "120.50", "100.25", "20.25"],
        &["201", "一般公共服务支出", "120.50", "100.25", "20.25"],
        &["20126", "档案事务", "120.50", "100.25", "20.25"],
        &["2012604", "档案馆", "100.30", "90.05", "10.25"],
        &["2012699", "其他档案事务支出", "20.20", "10.20", "10.00"],
    ];
    [
        Page::default().word(330, 100, "示例市档案馆2024年单位预算公开"),
        Page::default().word(420, 160, "支出总体情况表").word(900, 200, "单位：万元").table(
            240,
            &widths,
            &[head, rows[0], rows[1], rows[2]],
        ),
        Page::default().table(120, &widths, &[head, rows[3], rows[4]]),
    ]
}

/// The figures with their pages and the names of their files.
fn placed(loaded: &Loaded) -> (Vec<String>, BTreeSet<u32>, BTreeSet<String>) {
    let pages = loaded.items.iter().filter_map(|item| item.place.page).collect();
    (figures(&loaded.items), pages, loaded.items.iter().map(|item| item.place.file.to_string()).collect())
}

#[test]
fn pictures_of_a_folder_are_the_pages_of_one_document_in_the_order_of_their_numbers() {
    for names in [
        ["档案馆/扫描2.png", "档案馆/扫描9.png", "档案馆/扫描10.png"],
        ["档案馆/第一页.png", "档案馆/第二页.png", "档案馆/第三页.png"],
        ["档案馆/01 封面.png", "档案馆/02 支出表.png", "档案馆/03 续表.png"],
    ] {
        let engine = Arc::new(Blots::default());
        // The engine gives later words wider blots, and the title is the longest.
        let mut files: Vec<Vec<u8>> = pages().iter().rev().map(|page| png(engine.draw(page, 255, 0))).collect();
        files.reverse();
        let mut given: Vec<(&str, &[u8])> = names.iter().copied().zip(files.iter().map(Vec::as_slice)).collect();
        // Whatever the order in which they are given.
        given.reverse();
        let numbers = if names[0].contains("扫描") { [9, 10] } else { [2, 3] };
        let expected = (
            FIGURES.map(str::to_owned).to_vec(),
            BTreeSet::from(numbers),
            BTreeSet::from([format!("{} 等3张图片", names[0])]),
        );
        let loaded = load_bytes(&given, &options(engine.clone())).unwrap();
        assert_eq!(placed(&loaded), expected);
        assert!(loaded.items.iter().all(|item| item.origin == Origin::Published && &*item.unit == "示例市档案馆"));
        let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
        let gaps = told.iter().any(|told| told.contains("编号缺 1、3、4、5、6 等 7 页"));
        assert_eq!(gaps, names[0].contains("扫描"), "{told:?}");
        // In an archive, and each read by itself as the local page does.
        let zip = crate::office::zip(&given);
        let unpacked = load_bytes(&[("年.zip", &zip)], &options(engine.clone())).unwrap();
        assert_eq!((placed(&unpacked).0, placed(&unpacked).1), (expected.0.clone(), expected.1.clone()));
        let options = options(engine.clone());
        let parts = given.iter().map(|(name, bytes)| Part::read(name, bytes, &options));
        assert_eq!(placed(&load_parts(parts, &options).unwrap()), expected);
    }
}

#[test]
fn pictures_of_several_years_or_folders_are_documents_of_their_own() {
    let engine = Arc::new(Blots::default());
    let one = png(engine.draw(&expenditure(), 255, 0));
    let mut other = expenditure();
    other.words[0].2 = "示例市档案馆2023年单位预算公开".to_owned();
    let other = png(engine.draw(&other, 255, 0));
    for names in
        [["甲/2023年.png", "甲/2024年.png"], ["2023/1.png", "2024/1.png"], ["甲/2023年1.png", "甲/2024年1.png"]]
    {
        let loaded = load_bytes(&[(names[0], &other), (names[1], &one)], &options(engine.clone())).unwrap();
        assert_eq!(placed(&loaded).2, names.map(str::to_owned).into());
        assert_eq!(loaded.items.len(), 2 * FIGURES.len());
    }
}

#[test]
fn a_damaged_page_is_told_of_and_the_others_are_read() {
    let engine = Arc::new(Blots::default());
    let good = png(engine.draw(&expenditure(), 255, 0));
    let files: [(&str, &[u8]); 2] = [("甲/1.png", &good), ("甲/2.png", &good[..good.len() / 2])];
    let loaded = load_bytes(&files, &options(engine)).unwrap();
    assert_eq!(figures(&loaded.items), FIGURES);
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.contains("甲/2.png") && told.contains("图片无法解码")), "{told:?}");
}

/// An engine that finds these boxes in every picture.
#[derive(Debug)]
struct Fixed(Vec<TextBox>);

impl Engine for Fixed {
    fn name(&self) -> Result<String, String> {
        Ok("定".to_owned())
    }

    fn boxes(&self, _: &Picture) -> Result<Vec<TextBox>, String> {
        Ok(self.0.clone())
    }
}

/// Boxes anywhere on a small picture and beyond it.
fn boxes() -> impl Strategy<Value = Vec<TextBox>> {
    let corner = || (-90.0..300.0f64, -90.0..300.0f64);
    let one = ([corner(), corner(), corner(), corner()], "[0-9.,合计年预算万元 ]{0,12}", 0..=100u8);
    let one = one.prop_map(|(corners, text, confidence)| TextBox { corners, text, confidence });
    proptest::collection::vec(one, 0..20)
}

/// A grey JPEG of 32 × 24 pixels, made once by another program.
const JPEG: &[u8] = include_bytes!("fixtures/grey.jpg");

proptest! {
    #![proptest_config(crate::chance::cases(200))]

    #[test]
    fn no_damage_to_a_picture_and_no_box_makes_its_reader_panic(at in 0.0..1.0f64, byte in any::<u8>(), cut in 0.0..1.0f64, found in boxes(), is_png in any::<bool>()) {
        let mut pixels = vec![255; 200 * 160];
        (0..pixels.len()).filter(|at| at % 40 == 0 || at / 200 % 40 == 0).for_each(|at| pixels[at] = 0);
        let png = Picture::new(200, 160, pixels).unwrap().png().unwrap();
        let (name, whole) = if is_png { ("公开.png", png.as_slice()) } else { ("公开.jpg", JPEG) };
        let mut damaged = whole.to_vec();
        let place = (at * whole.len() as f64) as usize;
        damaged[place.min(whole.len() - 1)] = byte;
        let cut = &whole[..(cut * whole.len() as f64) as usize];
        let options = options(Arc::new(Fixed(found)));
        for bytes in [whole, &damaged, cut] {
            let _ = load_bytes(&[(name, bytes)], &options);
        }
    }
}
