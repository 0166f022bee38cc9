//! Folders: which files make one disclosure.

use std::fs;
use std::path::Path;
use tempfile::TempDir;
use tongbi::source::{Loaded, load};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read(path: &Path) -> Loaded {
    load(&[path.to_owned()], &Default::default(), &()).unwrap()
}

/// `unit year item` of each figure of the expenditure table.
fn figures(loaded: &Loaded) -> Vec<String> {
    let mut figures: Vec<String> = loaded
        .items
        .iter()
        .filter(|item| item.table.name() == "expenditure" && item.code.is_some() && item.level.name() == "类")
        .filter(|item| item.origin.name() == "published" && item.measure.is_total())
        .map(|item| format!("{} {} {} {}", item.unit, item.year, item.phase.name(), item.text))
        .collect();
    figures.sort();
    figures.dedup();
    figures
}

/// Tables that name the unit as given, and no year.
fn tables(label: &str, amounts: [&str; 3]) -> String {
    let [whole, one, other] = amounts;
    format!(
        "支出预算总表\n\n{label}\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         205\t教育支出\t{whole}\t{one}\t{other}\n"
    )
}

/// A text that names the year, and the unit in its title alone.
fn text(title: &str, amounts: [&str; 3]) -> String {
    let [whole, one, other] = amounts;
    format!("{title}\n\n一、支出情况说明\n\n教育支出{whole}万元。基本支出{one}万元，占50.00%。项目支出{other}万元。\n")
}

const FIRST: [&str; 3] = ["812.34", "500.11", "312.23"];
const SECOND: [&str; 3] = ["933.35", "611.12", "322.23"];
const THIRD: [&str; 3] = ["1045.36", "700.13", "345.23"];

#[test]
fn tables_without_a_year_take_it_from_the_text_beside_them() {
    let folder = folder(&[
        ("说明.txt", &text("甲县财政局2023年部门预算", FIRST)),
        ("表格.txt", &tables("部门：甲县财政局", FIRST)),
    ]);
    assert_eq!(figures(&read(folder.path())), ["甲县财政局 2023 预算 812.34"]);
}

#[test]
fn a_text_without_a_unit_label_goes_with_the_tables_that_name_it() {
    let folder = folder(&[
        ("a.txt", &text("某某2023年部门预算", FIRST)),
        ("b.txt", &tables("部门：甲县（区）财政局", FIRST).replace("支出预算总表", "2023年支出预算总表")),
        ("c.txt", &tables("部门：甲县(区)财政局", SECOND).replace("支出预算总表", "2024年支出预算总表")),
    ]);
    let loaded = read(folder.path());
    assert_eq!(figures(&loaded), ["甲县（区）财政局 2023 预算 812.34", "甲县（区）财政局 2024 预算 933.35"]);
    assert!(loaded.items.iter().all(|item| &*item.unit == "甲县（区）财政局"), "{:?}", loaded.items);
}

#[test]
fn of_several_years_the_figures_decide_which_text_the_tables_belong_to() {
    let folder = folder(&[
        ("1表.txt", &tables("部门：中共甲省委办公厅", THIRD)),
        ("1文.txt", &text("甲省委办公厅2022年度部门预算", FIRST)),
        ("2表.txt", &tables("部门：中共甲省委办公厅", FIRST)),
        ("2文.txt", &text("甲省委办公厅2023年度部门预算", SECOND)),
        ("3表.txt", &tables("部门：中国共产党甲省委员会办公厅", SECOND)),
        ("3文.txt", &text("甲省委办公厅2024年度部门预算", THIRD)),
    ]);
    let expected = [
        "中共甲省委办公厅 2022 预算 812.34",
        "中共甲省委办公厅 2023 预算 933.35",
        "中共甲省委办公厅 2024 预算 1045.36",
    ];
    assert_eq!(figures(&read(folder.path())), expected);
}

#[test]
fn a_folder_around_answers_what_the_folder_itself_does_not() {
    let folder = folder(&[
        ("甲/表.txt", &tables("部门：甲县财政局", FIRST)),
        ("甲/文.txt", &text("甲县财政局2023年部门预算", FIRST)),
        ("乙/表.txt", &tables("部门：乙县财政局", SECOND)),
        ("乙/文.txt", &text("乙县财政局2024年部门预算", SECOND)),
        ("乙/附/表.txt", &tables("编制单位：乙县财政局", SECOND).replace("支出预算总表", "财政拨款支出预算总表")),
    ]);
    let loaded = read(folder.path());
    assert_eq!(figures(&loaded), ["乙县财政局 2024 预算 933.35", "甲县财政局 2023 预算 812.34"]);
    assert!(loaded.items.iter().any(|item| &*item.place.file == "乙/附/表.txt"), "{:?}", loaded.files);
}

#[test]
fn last_years_tables_do_not_lend_their_year_to_this_years() {
    let folder = folder(&[
        ("旧.txt", &tables("部门：甲县财政局", FIRST).replace("支出预算总表", "2023年支出预算总表")),
        ("新.txt", &tables("部门：甲县财政局", SECOND)),
    ]);
    let loaded = read(folder.path());
    assert_eq!(figures(&loaded), ["甲县财政局 2023 预算 812.34"]);
    let yearless = loaded.warnings.iter().find(|warning| warning.message.contains("看不出这张表是哪个年度的")).unwrap();
    assert_eq!(&*yearless.place.file, "新.txt");
}
