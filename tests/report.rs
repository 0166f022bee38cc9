//! The report's folder: what readers of the page, users of the folder and programs that process it would notice.

use scraper::{Html, Selector};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use tongbi::model::sha256;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tongbi")).current_dir(folder).args(arguments).output().unwrap()
}

fn report(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["report"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below a folder, with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().display().to_string().replace('\\', "/");
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
    }
    files
}

fn page(folder: &Path) -> Html {
    Html::parse_document(&fs::read_to_string(folder.join("report.html")).unwrap())
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: scraper::ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// One year of a unit: its expenditure table, and a sentence.
fn disclosure(unit: &str, year: u16, amounts: [&str; 3]) -> String {
    let [whole, one, other] = amounts;
    format!(
        "{unit}{year}年部门预算\n\n{year}年支出预算总表\n\n部门：{unit}\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         \t合计\t{whole}\t{one}\t{other}\n205\t教育支出\t{whole}\t{one}\t{other}\n\n一、支出情况说明\n\n\
         {unit}{year}年支出预算{whole}万元。其中：基本支出{one}万元，占50.00%。\n"
    )
}

fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The sample's report, made once.
fn sample() -> &'static Path {
    static FOLDER: std::sync::OnceLock<TempDir> = std::sync::OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        report(folder.path(), &["-o", "out"]);
        folder
    });
    static UNIT: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    UNIT.get_or_init(|| folder.path().join("out/示例州社会保险服务中心-2024"))
}

#[test]
fn every_link_of_the_page_leads_somewhere_and_nothing_comes_from_elsewhere() {
    let page = page(sample());
    let mut ids = BTreeSet::new();
    for element in all(&page, "[id]") {
        assert!(ids.insert(element.attr("id").unwrap()), "{} stands twice", element.attr("id").unwrap());
    }
    let (mut inside, mut beside) = (0, 0);
    for link in all(&page, "a[href]") {
        let target = link.attr("href").unwrap();
        match target.strip_prefix('#') {
            Some(id) => {
                assert!(ids.contains(id), "{target}");
                inside += 1;
            }
            None => {
                assert!(sample().join(target).is_file(), "{target}");
                beside += 1;
            }
        }
    }
    assert!(inside > 50 && beside > 10, "{inside} {beside}");
    for id in all(&page, "[aria-labelledby]") {
        assert!(ids.contains(id.attr("aria-labelledby").unwrap()));
    }
    assert!(all(&page, "[src], link, script[src], iframe, object, base").is_empty());
    let html = fs::read_to_string(sample().join("report.html")).unwrap();
    let outside: Vec<&str> = html.match_indices("http").map(|(at, _)| &html[at..(at + 40).min(html.len())]).collect();
    assert!(outside.iter().all(|url| url.starts_with("http://www.w3.org/2000/svg") || url.starts_with("http-equiv")));
    assert!(!html.contains("url(") || html.matches("url(").count() == html.matches("url(data:").count());
}

#[test]
fn every_figure_of_the_tables_is_that_of_the_comparison() {
    let json: Value = serde_json::from_slice(&fs::read(sample().join("data/comparison.json")).unwrap()).unwrap();
    let page = page(sample());
    let mut shown: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let pair = all(&page, ".sheet")[0].attr("data-pair").unwrap().to_owned();
    for sheet in all(&page, &format!(".sheet[data-pair='{pair}']")) {
        let table = sheet.attr("data-table").unwrap();
        for group in sheet.select(&Selector::parse("tbody").unwrap()) {
            for row in group.select(&Selector::parse("tr[id]").unwrap()) {
                let code = row.select(&Selector::parse("td.code").unwrap()).next().unwrap();
                let figures = Selector::parse("[data-y]").unwrap();
                let yuan =
                    row.select(&figures).map(|figure| figure.attr("data-y").unwrap().replace([',', '+', '*', '#'], ""));
                let growth = row.select(&Selector::parse("td.n").unwrap()).nth(3).unwrap();
                let head = [table.to_owned(), group.attr("data-measure").unwrap().to_owned(), text(code)];
                let row = head.into_iter().chain(yuan).chain([text(growth)]).collect();
                *shown.entry(row).or_default() += 1;
            }
        }
    }
    let mut expected: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for row in json["rows"].as_array().unwrap() {
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let amount = |key: &str| row[key].as_str().map_or("—".to_owned(), str::to_owned);
        let growth = match row["status"].as_str() {
            None => "—".to_owned(),
            Some("new") => "新增".to_owned(),
            Some("gone") => "取消".to_owned(),
            Some("flat") => "持平".to_owned(),
            Some("negative_base") => "基数为负".to_owned(),
            Some(_) => {
                let rate = word("growth");
                if rate.starts_with('-') || rate == "0.00" { format!("{rate}%") } else { format!("+{rate}%") }
            }
        };
        let row = vec![
            word("table"),
            word("measure"),
            word("code"),
            amount("prior"),
            amount("current"),
            amount("change"),
            growth,
        ];
        *expected.entry(row).or_default() += 1;
    }
    assert!(expected.len() > 100);
    assert_eq!(shown, expected);
}

#[test]
fn the_manifest_lists_every_file_with_its_fingerprint_and_no_path_of_this_machine() {
    let manifest = fs::read_to_string(sample().join("manifest.json")).unwrap();
    let json: Value = serde_json::from_str(&manifest).unwrap();
    let mut files = contents(sample());
    files.remove("manifest.json").unwrap();
    let listed = json["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len());
    for file in listed {
        let bytes = &files[file["path"].as_str().unwrap()];
        assert_eq!(file["bytes"].as_u64().unwrap(), bytes.len() as u64);
        assert_eq!(file["sha256"].as_str().unwrap(), sha256(bytes), "{file}");
    }
    let text = include_bytes!("../data/sample/2024.txt");
    assert_eq!(json["inputs"][1]["sha256"].as_str().unwrap(), sha256(text));
    assert_eq!(json["version"].as_str().unwrap(), env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_same_inputs_give_the_same_bytes_wherever_they_lie() {
    let make = || {
        let folder = folder(&[
            ("旧.txt", disclosure("甲县财政局", 2023, ["100.00", "50.00", "50.00"])),
            ("新.txt", disclosure("甲县财政局", 2024, ["120.00", "60.00", "60.00"])),
        ]);
        let (old, new) = (folder.path().join("旧.txt"), folder.path().join("新.txt"));
        report(folder.path(), &[old.to_str().unwrap(), new.to_str().unwrap(), "-o", "out"]);
        contents(&folder.path().join("out"))
    };
    let (one, other) = (make(), make());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} differs");
    }
    assert!(one.contains_key("甲县财政局-2024/report.html"));
}

#[test]
fn many_units_have_a_folder_each_and_a_page_that_ranks_them() {
    let folder = folder(&[
        ("甲旧.txt", disclosure("甲县财政局", 2023, ["100.00", "50.00", "50.00"])),
        ("甲新.txt", disclosure("甲县财政局", 2024, ["120.00", "60.00", "60.00"])),
        ("乙旧.txt", disclosure("乙县教育局", 2023, ["900.00", "450.00", "450.00"])),
        ("乙新.txt", disclosure("乙县教育局", 2024, ["600.00", "300.00", "300.00"])),
        ("丙.txt", disclosure("丙县卫生局", 2024, ["77.00", "38.50", "38.50"])),
        ("坏.pdf", "%PDF-1.7\n坏".to_owned()),
    ]);
    let said = report(folder.path(), &[folder.path().to_str().unwrap(), "-o", "out"]);
    assert!(said.contains("3 个单位"), "{said}");
    let out = folder.path().join("out");
    let index = Html::parse_document(&fs::read_to_string(out.join("index.html")).unwrap());
    let rows: Vec<String> = all(&index, "#units tbody tr th a").into_iter().map(text).collect();
    assert_eq!(rows, ["乙县教育局", "甲县财政局", "丙县卫生局"]);
    let covered: Vec<String> = all(&index, "#coverage tr").into_iter().map(text).collect();
    assert_eq!(covered, ["单位2023年预算2024年预算", "丙县卫生局—有", "乙县教育局有有", "甲县财政局有有"]);
    assert!(all(&index, "#units tfoot").is_empty(), "units of different years are not added up");
    for link in all(&index, "tbody a") {
        let target = link.attr("href").unwrap().split('#').next().unwrap();
        assert!(out.join(target).is_file(), "{target}");
    }
    assert!(text(all(&index, "#warnings").remove(0)).contains("坏.pdf"));
    let items = fs::read_to_string(out.join("甲县财政局-2024/data/items.csv")).unwrap();
    assert!(!items.contains("乙县教育局"));
    let manifest = fs::read_to_string(out.join("甲县财政局-2024/manifest.json")).unwrap();
    assert!(manifest.contains("甲旧.txt") && manifest.contains("甲新.txt") && !manifest.contains("乙"), "{manifest}");
    let alone = fs::read_to_string(out.join("丙县卫生局-2024/report.html")).unwrap();
    assert!(alone.contains("只有一年的数") && alone.contains("77.00"));
}

#[test]
fn one_of_many_reports_shares_its_fonts_and_leaves_out_what_is_large() {
    let folder = folder(&[
        ("甲旧.txt", disclosure("甲县财政局", 2023, ["100.00", "50.00", "50.00"])),
        ("甲新.txt", disclosure("甲县财政局", 2024, ["120.00", "60.00", "60.00"])),
        ("乙新.txt", disclosure("乙县教育局", 2024, ["600.00", "300.00", "300.00"])),
    ]);
    report(folder.path(), &[".", "-o", "少"]);
    report(folder.path(), &[".", "-o", "全", "--all-files"]);
    let names = |out: &str| -> BTreeSet<String> {
        let root = folder.path().join(out).join("甲县财政局-2024");
        contents(&root).into_keys().map(|name| name.split('/').next().unwrap_or_default().to_owned()).collect()
    };
    let (lean, whole) = (names("少"), names("全"));
    assert_eq!(
        whole.difference(&lean).map(String::as_str).collect::<Vec<_>>(),
        ["analysis.ipynb", "charts", "report.docx"]
    );
    for (out, stands_alone) in [("少", false), ("全", true)] {
        let unit = folder.path().join(out).join("甲县财政局-2024");
        let html = fs::read_to_string(unit.join("report.html")).unwrap();
        assert_eq!(html.contains("data:font/otf"), stands_alone);
        let page = page(&unit);
        for link in all(&page, "a[href]") {
            let href = link.attr("href").unwrap();
            assert!(href.starts_with('#') || unit.join(href).is_file(), "{out}: {href} leads nowhere");
        }
        assert_eq!(all(&page, "button.save-picture").is_empty(), stands_alone, "a picture is a file or can be saved");
    }
    for font in ["fonts-regular.otf", "fonts-bold.otf"] {
        assert!(fs::metadata(folder.path().join("少").join(font)).unwrap().len() > 10_000);
    }
}

#[test]
fn the_page_offers_every_two_consecutive_years() {
    let years = [("2022", "80.00"), ("2023", "100.00"), ("2024", "120.00")];
    let texts: Vec<(String, String)> = years
        .iter()
        .map(|(year, sum)| (format!("{year}.txt"), disclosure("甲县财政局", year.parse().unwrap(), [sum, sum, "0.00"])))
        .collect();
    let texts: Vec<(&str, String)> = texts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let folder = folder(&texts);
    report(folder.path(), &[".", "-o", "out"]);
    let page = page(&folder.path().join("out/甲县财政局-2024"));
    let pairs: Vec<String> = all(&page, "select[name=pair] option").into_iter().map(text).collect();
    assert_eq!(pairs, ["2024年预算与2023年预算", "2023年预算与2022年预算"]);
    let rows: Vec<String> = all(&page, ".sheet[data-pair='2022-2023'] tr.total").into_iter().map(text).collect();
    assert!(
        rows.iter().any(|row| row.contains("80.00") && row.contains("100.00") && row.contains("+25.00%")),
        "{rows:?}"
    );
    let ids: Vec<&str> = all(&page, "[id]").into_iter().filter_map(|element| element.attr("id")).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "every id stands once");
}

#[test]
fn units_of_the_same_years_are_added_up_and_all_their_findings_are_one_list() {
    let wrong = disclosure("乙县教育局", 2024, ["600.00", "300.00", "299.00"]);
    let folder = folder(&[
        ("甲旧.txt", disclosure("甲县财政局", 2023, ["100.00", "50.00", "50.00"])),
        ("甲新.txt", disclosure("甲县财政局", 2024, ["120.00", "60.00", "60.00"])),
        ("乙旧.txt", disclosure("乙县教育局", 2023, ["900.00", "450.00", "450.00"])),
        ("乙新.txt", wrong),
    ]);
    report(folder.path(), &[".", "-o", "out"]);
    let out = folder.path().join("out");
    let index = Html::parse_document(&fs::read_to_string(out.join("index.html")).unwrap());
    let sum: Vec<String> = all(&index, "#units tfoot td").into_iter().map(text).collect();
    assert_eq!(&sum[1..5], ["1,000.00", "720.00", "-280.00", "-28.00%"]);
    let found = all(&index, "#found tbody tr").len();
    assert!(found > 0);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(out.join("findings.xlsx")).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "问题").unwrap();
    assert_eq!(sheet.height(), found + 1, "one row a finding below the header");
    assert!(sheet.rows().skip(1).all(|row| row[0] == "乙县教育局"));
}

#[test]
fn a_unit_that_cannot_be_reported_on_does_not_stop_the_others() {
    let folder = folder(&[
        ("甲旧.txt", disclosure("甲县财政局", 2023, ["100.00", "50.00", "50.00"])),
        ("甲新.txt", disclosure("甲县财政局", 2024, ["120.00", "60.00", "60.00"])),
        ("丙.txt", disclosure("丙县卫生局", 2024, ["77.00", "38.50", "38.50"])),
    ]);
    let output = run(folder.path(), &["report", ".", "-o", "out", "--base", "2023"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out");
    assert!(out.join("甲县财政局-2024/report.html").is_file());
    let index = Html::parse_document(&fs::read_to_string(out.join("index.html")).unwrap());
    let failed = text(all(&index, "#failed").remove(0));
    assert!(failed.contains("丙县卫生局") && failed.contains("2023"), "{failed}");
}

#[test]
fn a_department_and_the_unit_of_its_name_are_not_added_up() {
    let department = disclosure("甲县财政局", 2024, ["300.00", "150.00", "150.00"]);
    let unit = disclosure("甲县财政局", 2024, ["120.00", "60.00", "60.00"]).replace("部门预算", "单位预算");
    let unit = unit.replace("部门：", "单位名称：");
    let folder = folder(&[("部门.txt", department), ("单位.txt", unit)]);
    report(folder.path(), &[".", "-o", "out"]);
    for (scope, amount) in [("部门", "300.00"), ("单位", "120.00")] {
        let page = page(&folder.path().join(format!("out/甲县财政局（{scope}）-2024")));
        let card = all(&page, ".card .big").into_iter().map(text).next().unwrap();
        assert!(card.starts_with(amount), "{scope} {card}");
    }
}

#[test]
fn names_are_text_whatever_stands_in_them() {
    let unit = "<script>alert(1)</script>\"'&{{ 7 * 7 }}局";
    let rows = "unit,year,table,code,name,measure,amount\n".to_owned()
        + &[2023, 2024]
            .map(|year| {
                format!(
                    "\"{}\",{year},general,2010101,\"</script><img src=x onerror=alert(2)>\",合计,{year}.00\n",
                    unit.replace('"', "\"\"")
                )
            })
            .concat();
    let folder = folder(&[("明细.csv", rows)]);
    report(folder.path(), &["明细.csv", "-o", "out"]);
    let made: Vec<PathBuf> = fs::read_dir(folder.path().join("out")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(made.len(), 1, "{made:?}");
    let page = page(&made[0]);
    assert_eq!(text(all(&page, "h1").remove(0)), unit);
    assert_eq!(all(&page, "script").len(), 1);
    assert!(all(&page, "img").is_empty());
    let policy = all(&page, "meta[http-equiv]").remove(0).attr("content").unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
}

#[test]
fn a_dataset_makes_a_report_too() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), &["extract", &format!("{}/data/sample", env!("CARGO_MANIFEST_DIR")), "-o", "明细.parquet"]);
    report(folder.path(), &["明细.parquet", "-o", "out"]);
    let made = folder.path().join("out/示例州社会保险服务中心-2024");
    let card = text(all(&page(&made), ".card .big").remove(0));
    assert!(card.starts_with("759.57"), "{card}");
    assert!(fs::read_to_string(made.join("manifest.json")).unwrap().contains("明细.parquet"));
}

#[test]
fn an_older_report_makes_way_and_what_people_put_beside_it_stays() {
    let folder = TempDir::new().unwrap();
    report(folder.path(), &["-o", "out"]);
    let made = folder.path().join("out/示例州社会保险服务中心-2024");
    // A file that an older version wrote, one of somebody's own, one of ours that somebody worked on.
    let manifest = fs::read_to_string(made.join("manifest.json")).unwrap();
    let stale = format!("{{\"path\": \"old.csv\", \"bytes\": 1, \"sha256\": \"{}\"}},", sha256(b"x"));
    fs::write(made.join("manifest.json"), manifest.replacen("\"files\": [", &format!("\"files\": [{stale}"), 1))
        .unwrap();
    fs::write(made.join("old.csv"), "x").unwrap();
    fs::create_dir(made.join("我的")).unwrap();
    fs::write(made.join("我的/笔记.txt"), "笔记").unwrap();
    fs::write(made.join("说明.txt"), "改过的说明").unwrap();
    let output = run(folder.path(), &["report", "-o", "out"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("说明（改动稿）.txt"));
    let files = contents(&made);
    assert!(!files.contains_key("old.csv"));
    assert_eq!(files["我的/笔记.txt"], "笔记".as_bytes());
    assert_eq!(files["说明（改动稿）.txt"], "改过的说明".as_bytes());
    assert!(files["说明.txt"] != "改过的说明".as_bytes());
    let beside: Vec<_> = fs::read_dir(folder.path().join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
    report(folder.path(), &["-o", "out"]);
    assert_eq!(contents(&made), files);
}

#[test]
fn a_folder_set_aside_by_an_interruption_is_put_back() {
    let folder = TempDir::new().unwrap();
    report(folder.path(), &["-o", "out"]);
    let made = folder.path().join("out/示例州社会保险服务中心-2024");
    fs::write(made.join("笔记.txt"), "笔记").unwrap();
    // As a run is killed between two renames, where folders cannot be exchanged.
    let workshop = folder.path().join("out/.tongbi-a1B2c3");
    fs::create_dir(&workshop).unwrap();
    fs::write(workshop.join("lock"), "示例州社会保险服务中心-2024").unwrap();
    fs::rename(&made, workshop.join("old")).unwrap();
    report(folder.path(), &["-o", "out"]);
    assert_eq!(fs::read(made.join("笔记.txt")).unwrap(), "笔记".as_bytes());
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 1);
}

#[test]
fn a_file_in_the_folders_place_is_a_clear_error_and_stays() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/示例州社会保险服务中心-2024"), "别动").unwrap();
    let output = run(folder.path(), &["report", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("是文件，不是文件夹"));
    assert_eq!(fs::read(folder.path().join("out/示例州社会保险服务中心-2024")).unwrap(), "别动".as_bytes());
}

#[test]
fn the_first_sentence_is_of_the_whole_where_only_its_change_and_that_of_three_public_are_known() {
    let text = "示例局2025年部门预算\n\n2025年支出预算总表\n\n部门：示例局\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                \t合计\t300.00\t200.00\t100.00\n205\t教育支出\t300.00\t200.00\t100.00\n\n\
                2025年“三公”经费预算表\n\n单位：万元\n\n项目\t预算数\n合计\t6.00\n因公出国（境）费\t0.00\n公务接待费\t6.00\n公务用车购置及运行费\t0.00\n\n\
                一、支出情况说明\n\n2025年支出预算300.00万元，比2024年预算增加100.00万元，增长50.00%。\n\n\
                二、“三公”经费情况说明\n\n2025年“三公”经费预算6.00万元，与2024年预算持平。其中：公务接待费6.00万元，与2024年预算持平。\n";
    let folder = folder(&[("2025.txt", text.to_owned())]);
    report(folder.path(), &["2025.txt", "-o", "报告"]);
    let page = page(&folder.path().join("报告/示例局-2025"));
    assert_eq!(text_of(&page, "p.lead"), "支出合计：比上年增加100.00万元，增长50.00%。");
}

fn text_of(page: &Html, selector: &str) -> String {
    all(page, selector).into_iter().map(text).collect()
}

/// The cards of a page: what they are called, and everything that they say.
fn cards(page: &Html) -> Vec<(String, String)> {
    let words = |element: scraper::ElementRef<'_>| {
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    all(page, ".card").into_iter().map(|card| (text(all_of(card, "h3").remove(0)), words(card))).collect()
}

fn all_of<'a>(element: scraper::ElementRef<'a>, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    element.select(&Selector::parse(selector).unwrap()).collect()
}

/// A budget whose only fund is 一般公共预算, with what its text says of last year.
fn of_one_fund(said: &str) -> String {
    format!(
        "示例市甲局2025年部门预算\n\n2025年部门支出预算总表\n\n部门：示例市甲局\n\n单位：万元\n\n\
         科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t320.00\t250.00\t70.00\n205\t教育支出\t320.00\t250.00\t70.00\n\n\
         2025年一般公共预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
         \t合计\t320.00\t250.00\t70.00\n205\t教育支出\t320.00\t250.00\t70.00\n\n\
         2025年一般公共预算基本支出表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n\
         \t合计\t250.00\t200.00\t50.00\n301\t工资福利支出\t200.00\t200.00\t\n302\t商品和服务支出\t50.00\t\t50.00\n\n\
         一、支出情况说明\n\n{said}\n"
    )
}

#[test]
fn a_headline_card_is_filled_from_any_cell_that_is_the_same_quantity_and_else_says_that_last_year_is_not_published() {
    let said = "支出预算320.00万元，其中：财政拨款支出预算320.00万元，比2024年预算增加20.00万元。";
    let folder = folder(&[
        ("乙.txt", of_one_fund(said)),
        ("丙.txt", of_one_fund("一般公共预算基本支出250.00万元，比2024年预算减少10.00万元。").replace("甲局", "丙局")),
    ]);
    report(folder.path(), &[".", "-o", "out"]);
    let told = |unit: &str| {
        cards(&page(&folder.path().join(format!("out/示例市{unit}-2025")))).into_iter().collect::<BTreeMap<_, _>>()
    };
    let one = told("甲局");
    assert!(one["支出合计"].contains("+20.00") && one["支出合计"].contains("300.00"), "{one:?}");
    assert!(one["一般公共预算支出"].contains("+20.00"), "{one:?}");
    assert!(one["基本支出"].contains("250.00") && one["基本支出"].contains("上年数未公开"), "{one:?}");
    let other = told("丙局");
    assert!(other["基本支出"].contains("-10.00") && other["基本支出"].contains("260.00"), "{other:?}");
    assert!(other["项目支出"].contains("上年数未公开") && other["支出合计"].contains("上年数未公开"), "{other:?}");
    assert!(one.values().chain(other.values()).all(|card| !card.contains('—')), "{one:?} {other:?}");
}

#[test]
fn a_headline_names_the_fund_where_only_that_fund_is_published() {
    let table = |year: u16, amounts: &str| {
        format!(
            "示例市丁局{year}年部门预算\n\n{year}年一般公共预算支出表\n\n部门：示例市丁局\n\n单位：万元\n\n\
             科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{amounts}\n205\t教育支出\t{amounts}\n"
        )
    };
    let folder =
        folder(&[("旧.txt", table(2023, "100.00\t60.00\t40.00")), ("新.txt", table(2024, "120.00\t70.00\t50.00"))]);
    report(folder.path(), &[".", "-o", "out"]);
    let told = cards(&page(&folder.path().join("out/示例市丁局-2024")));
    let labels: Vec<&str> = told.iter().map(|(label, _)| &**label).collect();
    assert_eq!(labels, ["一般公共预算基本支出", "一般公共预算项目支出", "一般公共预算支出"]);
}

#[test]
fn the_cards_of_published_budgets_show_the_change_that_their_text_states() {
    const TOLD: [(&str, [(&str, &str); 3]); 3] = [
        ("putuo-finance-2025", [("收入合计", "+107.62"), ("支出合计", "+107.62"), ("一般公共预算支出", "+107.62")]),
        (
            "putuo-office-2025",
            [("收入合计", "-2,389.52"), ("支出合计", "-2,389.52"), ("一般公共预算支出", "-2,389.52")],
        ),
        (
            "putuo-commerce-2025",
            [("收入合计", "+24,491.71"), ("支出合计", "+24,491.71"), ("一般公共预算支出", "+24,491.71")],
        ),
    ];
    for (name, expected) in TOLD {
        let Some(file) = crate::needs::shared(&format!("corpus/pdf/{name}-department-budget.pdf")) else { return };
        let folder = TempDir::new().unwrap();
        report(folder.path(), &[file.to_str().unwrap(), "-o", "out"]);
        let made = fs::read_dir(folder.path().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.join("report.html").is_file());
        let told = cards(&page(&made.unwrap()));
        for (label, change) in expected {
            let card = told.iter().find(|(own, _)| own == label).unwrap();
            assert!(card.1.contains(change), "{name} {card:?}");
        }
        // Their 基本支出 and 项目支出 of last year stand nowhere.
        for label in ["基本支出", "项目支出"] {
            let card = told.iter().find(|(own, _)| own == label).unwrap();
            assert!(card.1.contains("上年数未公开"), "{name} {card:?}");
        }
        assert!(told.iter().all(|(_, card)| !card.contains('—')), "{name} {told:?}");
    }
}
