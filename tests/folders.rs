//! Folders: which files form one disclosure.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use tongbi::source::{Limits, LoadOptions, Loaded, load, load_bytes};

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

#[test]
fn an_archive_is_read_like_the_folder_that_was_packed() {
    let tables = tables("部门：甲县财政局", FIRST);
    let text = text("甲县财政局2023年部门预算", FIRST);
    let second = super::office::zip(&[("文.txt", text.as_bytes())]);
    let third = super::office::zip(&[("x.zip", &super::office::zip(&[("y.txt", b"a")]))]);
    let files: [(&str, &[u8]); 6] = [
        ("附件/表.txt", tables.as_bytes()),
        ("附件/文.zip", &second),
        ("附件/深.zip", &third),
        ("附件/图.png", b"\x89PNG\r\n\x1a\n"),
        ("__MACOSX/附件/._表.txt", b"x"),
        ("附件/../../../出去.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
    ];
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("2023年.zip");
    // Chinese programs write names in GBK without saying so; the writer only writes UTF-8, so names are changed.
    let mut bytes = super::office::zip(&files);
    replace(&mut bytes, "附件/表".as_bytes(), b"\xB8\xBD\xBC\xFE\xBC\xFE/\xB1\xEDa");
    fs::write(&path, bytes).unwrap();
    let loaded = read(&path);
    assert_eq!(figures(&loaded), ["甲县财政局 2023 预算 812.34"]);
    assert!(loaded.files.iter().any(|file| &**file == "2023年.zip/附件/文.zip/文.txt"), "{:?}", loaded.files);
    assert!(loaded.files.iter().any(|file| &**file == "2023年.zip/附件件/表a.txt"), "{:?}", loaded.files);
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let has = |begin: &str| told.iter().any(|warning| warning.starts_with(begin));
    assert!(has("2023年.zip/附件/图.png：不支持这种格式（图片）。"), "{told:?}");
    assert!(has("2023年.zip/附件/深.zip/x.zip：不支持这种格式（压缩包）。请先解压"), "{told:?}");
    assert!(!told.iter().any(|warning| warning.contains("..")), "{told:?}");
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let found: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    for at in found {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

#[test]
fn archives_that_are_damaged_or_endless_end_in_words() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("包.zip");
    let refused = |bytes: &[u8], limits: Limits| {
        fs::write(&path, bytes).unwrap();
        let options = LoadOptions { limits, ..LoadOptions::default() };
        load(std::slice::from_ref(&path), &options, &()).unwrap_err().to_string()
    };
    let whole = super::office::zip(&[("甲.txt", b"a"), ("乙.txt", b"b")]);
    let message = refused(&whole[..whole.len() / 2], Limits::default());
    assert!(message.starts_with("包.zip：不支持这种格式（已损坏或不完整的压缩包）。请重新下载"), "{message}");
    let message = refused(&whole, Limits { files: 1, ..Limits::default() });
    assert_eq!(message, "包.zip：文件数超过上限 1。请解压后分批处理");
    let bomb = vec![b' '; 300_000];
    let files: Vec<(String, &[u8])> = (0..20).map(|at| (format!("{at}.txt"), bomb.as_slice())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let message = refused(&super::office::zip(&files), Limits { bytes: 500_000, ..Limits::default() });
    let kept = "包.zip：解压后的字节数超过上限 2000000，只读取了前 6 个文件，其余的没有读取。请解压后分批处理";
    assert_eq!(message, format!("没有读到任何预决算数据。{kept}"));
    let message = refused(&super::office::zip(&[("甲.png", b"\x89PNG\r\n\x1a\n")]), Limits::default());
    assert!(message.starts_with("没有读到任何预决算数据。包.zip/甲.png：不支持这种格式（图片）"), "{message}");
}

#[test]
fn a_file_of_a_folder_that_cannot_be_read_does_not_stop_the_others() {
    let folder = folder(&[
        ("坏.xlsx", "PK\u{3}\u{4}不是工作簿"),
        ("文.txt", &text("甲县财政局2023年部门预算", FIRST)),
        ("表.txt", &tables("部门：甲县财政局", FIRST)),
    ]);
    let loaded = read(folder.path());
    assert_eq!(figures(&loaded), ["甲县财政局 2023 预算 812.34"]);
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|warning| warning.starts_with("坏.xlsx：工作簿已损坏或不完整")), "{told:?}");
}

#[test]
fn a_file_under_two_names_counts_once_and_is_told() {
    let year = |tables: &str| tables.replace("支出预算总表", "2023年支出预算总表");
    let (first, other) = (year(&tables("部门：甲县财政局", FIRST)), year(&tables("部门：乙县财政局", SECOND)));
    let said = text("甲县财政局2023年部门预算", FIRST);
    let once = read(folder(&[("a.txt", &first), ("文.txt", &said), ("z.txt", &other)]).path());
    let copies =
        [("甲/a.txt", &*first), ("甲/副本.txt", &first), ("文.txt", &said), ("备份/文.txt", &said), ("z.txt", &other)];
    let loaded = read(folder(&copies).path());
    assert_eq!(figures(&loaded), figures(&once));
    assert_eq!((loaded.items.len(), loaded.claims.len()), (once.items.len(), once.claims.len()));
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    for told_of in [
        "文.txt：与 备份/文.txt 内容完全相同，只计一次，没有重复读取",
        "甲/副本.txt：与 甲/a.txt 内容完全相同，只计一次，没有重复读取",
    ] {
        assert!(told.iter().any(|told| told == told_of), "{told:?}");
    }
    assert!(!loaded.files.iter().any(|file| &**file == "甲/副本.txt"), "{:?}", loaded.files);
    // In an archive, and where both are named.
    let packed = TempDir::new().unwrap();
    let bytes = super::office::zip(&[("a.txt", first.as_bytes()), ("b.txt", first.as_bytes())]);
    fs::write(packed.path().join("包.zip"), bytes).unwrap();
    fs::write(packed.path().join("c.txt"), &first).unwrap();
    let paths = ["c.txt", "包.zip"].map(|name| packed.path().join(name));
    let loaded = load(&paths, &Default::default(), &()).unwrap();
    assert_eq!(loaded.files.iter().map(|file| &**file).collect::<Vec<_>>(), ["c.txt"]);
}

#[test]
fn the_same_bytes_are_two_disclosures_where_names_tell_two_years_or_two_units() {
    let bare = tables("说明", FIRST);
    let years = folder(&[("甲县财政局2023年/表.txt", &bare), ("甲县财政局2024年/表.txt", &bare)]);
    let loaded = read(years.path());
    assert_eq!(
        figures(&loaded),
        ["甲县财政局 2023 预算 812.34", "甲县财政局 2024 预算 812.34"],
        "{:?}",
        loaded.warnings
    );
    let bare = bare.replace("支出预算总表", "2023年支出预算总表");
    let units = folder(&[("甲县财政局/表.txt", &bare), ("乙县财政局/表.txt", &bare)]);
    let loaded = read(units.path());
    assert_eq!(
        figures(&loaded),
        ["乙县财政局 2023 预算 812.34", "甲县财政局 2023 预算 812.34"],
        "{:?}",
        loaded.warnings
    );
}

#[test]
fn what_the_program_wrote_is_read_where_it_is_named_beside_its_folder() {
    let said = text("甲县财政局2023年部门预算", FIRST) + "\n（tongbi 生成）\n";
    let folder = folder(&[("表.txt", &tables("部门：甲县财政局", FIRST)), ("文.txt", &said)]);
    let told = |loaded: &Loaded| loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>();
    let passed = "文.txt：本程序写的，不是公开文件，没有读取。确实要读取的，请在命令里直接写出这个文件";
    let loaded = load(
        &[folder.path().to_owned()],
        &LoadOptions { year: tongbi::model::FiscalYear::new(2023), ..Default::default() },
        &(),
    )
    .unwrap();
    assert!(told(&loaded).iter().any(|told| told == passed), "{:?}", told(&loaded));
    let named = folder.path().join("文.txt");
    for paths in [[folder.path().to_owned(), named.clone()], [named.clone(), folder.path().to_owned()]] {
        let loaded = load(&paths, &Default::default(), &()).unwrap();
        assert!(loaded.files.iter().any(|file| &**file == "文.txt"), "{:?}", told(&loaded));
        assert!(!loaded.claims.is_empty());
    }
}

#[test]
fn files_that_name_no_unit_and_print_other_figures_are_units_of_their_own() {
    let of = |year: &str, amounts| tables("说明", amounts).replace("支出预算总表", &format!("{year}年支出预算总表"));
    let loaded = read(folder(&[("甲.txt", &of("2023", FIRST)), ("乙.txt", &of("2023", SECOND))]).path());
    assert_eq!(figures(&loaded), ["乙 2023 预算 933.35", "甲 2023 预算 812.34"]);
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let parted =
        "没有写明单位，与 乙.txt 同年同一张表的数不同，按不同单位分开，单位名称取自文件名。请在表题写明编制单位";
    assert!(told.iter().any(|told| *told == format!("甲.txt：{parted}")), "{told:?}");
    assert!(!told.iter().any(|told| told.contains("印了两次")), "{told:?}");
    // The years of each go together by the name, and a text goes with the tables whose figures it gives.
    let said = text("某某2024年部门预算", THIRD);
    let loaded = read(
        folder(&[
            ("a-2023.txt", &of("2023", FIRST)),
            ("a-2024.txt", &of("2024", SECOND)),
            ("b-2023.txt", &of("2023", SECOND)),
            ("b-2024.txt", &of("2024", THIRD)),
            ("文.txt", &said),
        ])
        .path(),
    );
    let expected = ["a 2023 预算 812.34", "a 2024 预算 933.35", "b 2023 预算 933.35", "b 2024 预算 1045.36"];
    assert_eq!(figures(&loaded), expected, "{:?}", loaded.warnings);
    let paper = loaded.papers.iter().find(|paper| &*paper.file == "文.txt").unwrap();
    assert_eq!(paper.unit.as_deref(), Some("b"));
    // Years of one, and parts of one, stay one, and so do all files of the unit that the user gives.
    let options = LoadOptions { unit: Some("某县财政局".into()), ..LoadOptions::default() };
    let given = folder(&[("甲.txt", &of("2023", FIRST)), ("乙县财政局.txt", &of("2024", SECOND))]);
    let loaded = load(&[given.path().to_owned()], &options, &()).unwrap();
    assert_eq!(figures(&loaded), ["乙县财政局 2024 预算 933.35", "某县财政局 2023 预算 812.34"]);
    let loaded = read(folder(&[("2023.txt", &of("2023", FIRST)), ("2024.txt", &of("2024", SECOND))]).path());
    assert_eq!(figures(&loaded), [" 2023 预算 812.34", " 2024 预算 933.35"]);
}

#[test]
fn files_in_memory_are_read_as_those_of_a_folder_are() {
    let table = |amount: &str| {
        format!(
            "支出预算总表\n编制单位：甲局\n单位：万元\n科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t{amount}\n合计\t\t{amount}\n"
        )
    };
    let files = [
        ("甲局/2023年/表.txt", table("90.00")),
        ("甲局/2024年/表.txt", table("100.00")),
        ("甲局/2024年/坏.pdf", "%PDF-1.7 没有了".to_owned()),
        ("甲局/2024年/~$表.docx", "锁".to_owned()),
        ("结果.md", format!("<!-- tongbi 生成 -->\n{}", table("1.00"))),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let disk = folder(&files);
    let on_disk = read(disk.path());
    let bytes = files.map(|(name, text)| (name, text.as_bytes()));
    let found = LoadOptions { found: true, ..LoadOptions::default() };
    let mut in_memory = load_bytes(&bytes, &found).unwrap();
    assert_eq!(figures(&in_memory), ["甲局 2023 预算 90.00", "甲局 2024 预算 100.00"]);
    // Disk and memory list files in their own order.
    let prefix = format!("{}/", disk.path().display());
    let warnings = |loaded: &Loaded| {
        let told = loaded.warnings.iter().map(|warning| warning.to_string().replace(&prefix, ""));
        told.collect::<BTreeSet<_>>()
    };
    let mut disk_items = on_disk.items.clone();
    disk_items.sort_by_key(|item| item.place.to_string());
    in_memory.items.sort_by_key(|item| item.place.to_string());
    assert_eq!(in_memory.items, disk_items);
    assert_eq!(warnings(&in_memory), warnings(&on_disk));
    // Chosen one by one, a file that cannot be read ends the reading.
    let error = load_bytes(&bytes[1..3], &LoadOptions::default()).unwrap_err().to_string();
    assert!(error.starts_with("甲局/2024年/坏.pdf："), "{error}");
}

#[test]
fn files_in_memory_of_the_same_name_and_content_count_once_and_of_another_content_stay_two() {
    let data = |code: &str| format!("unit,year,code,amount\n甲局,2023,{code},90.00\n甲局,2024,{code},100.00\n");
    let (one, other) = (data("20801"), data("20802"));
    let files = [("表.csv", one.as_bytes()), ("表.csv", one.as_bytes()), ("表.csv", other.as_bytes())];
    let loaded = load_bytes(&files, &LoadOptions::default()).unwrap();
    assert_eq!(loaded.files.iter().map(|name| &**name).collect::<Vec<_>>(), ["表.csv", "表.csv（2）"]);
    assert_eq!((loaded.items.len(), loaded.inputs.len()), (4, 2));
    assert_eq!(loaded.warnings[0].to_string(), "表.csv：这个文件给了不止一次，只读一次");
    let limits = Limits { bytes: 10, ..Limits::default() };
    let error = load_bytes(&files, &LoadOptions { limits, ..LoadOptions::default() }).unwrap_err().to_string();
    assert!(error.starts_with("表.csv：文件有"), "{error}");
}
