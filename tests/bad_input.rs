//! Bad input: for every error and every warning a file that causes it, read by the library and, for the main ones, by
//! the command. An error ends with exit status 2, one plain message and no output file.

use rust_xlsxwriter::Workbook;
use std::path::{Path, PathBuf};
use std::process::Command;
use tongbi::model::{AmountUnit, Warning, WarningKind};
use tongbi::source::{Correction, Limits, LoadOptions, Loaded, Part, load, load_parts, load_texts};

/// A folder of its own with one file in it.
struct Input {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Input {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self { folder, path }
    }

    fn load(&self) -> Result<Loaded, String> {
        load(std::slice::from_ref(&self.path), &LoadOptions::default(), &()).map_err(|error| error.to_string())
    }
}

/// Runs the command: its exit status, standard output and standard error.
fn command(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tongbi")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The library refuses the file with this message; the command too, with status 2 and nothing written.
fn refused(name: &str, bytes: &[u8], message: &str) {
    let input = Input::new(name, bytes);
    assert_eq!(input.load().map(|loaded| loaded.items.len()), Err(message.to_owned()));
    let path = input.path.to_str().unwrap();
    let out = input.folder.path().join("明细.csv");
    for arguments in [vec!["extract", path, "-o", out.to_str().unwrap()], vec!["compare", path]] {
        let (status, stdout, stderr) = command(&arguments);
        assert_eq!((status, stdout.as_str(), stderr), (2, "", format!("错误：{message}\n")), "{arguments:?}");
    }
    assert_eq!(names(input.folder.path()), [name], "nothing is written, not even by half");
}

/// A table of 2023 and 2024 with these rows.
fn table(rows: &str) -> String {
    format!("2024年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,2023年,2024年\n{rows}")
}

/// The file is read; these are its warnings, in the library and on the screen.
fn warned(name: &str, bytes: &[u8], warnings: &[&str]) -> Loaded {
    let input = Input::new(name, bytes);
    let loaded = input.load().unwrap();
    let told: Vec<String> = loaded.warnings.iter().map(Warning::to_string).collect();
    assert_eq!(told, warnings);
    let out = input.folder.path().join("明细.csv");
    let (status, _, stderr) =
        command(&["extract", input.path.to_str().unwrap(), "--hints", "-o", out.to_str().unwrap()]);
    assert_eq!(status, 0, "{stderr}");
    for warning in warnings {
        assert!(stderr.contains(&format!("提示：{warning}\n")), "{stderr}");
    }
    assert!(out.is_file());
    loaded
}

fn amounts(loaded: &Loaded) -> Vec<(String, u16, i64)> {
    let code = |item: &tongbi::model::LineItem| item.code.as_ref().map(ToString::to_string).unwrap_or_default();
    loaded.items.iter().map(|item| (code(item), item.year.get(), item.amount.unwrap().fen())).collect()
}

/// One wire of this list belongs to each variant of `SourceError`; a test in `src/source/error.rs` holds them
/// together, so that an error without a case here does not compile.
#[test]
fn open_a_file_that_is_not_there() {
    let (status, stdout, stderr) = command(&["compare", "/没有/这个.csv"]);
    assert_eq!((status, stdout.as_str()), (2, ""));
    assert_eq!(stderr, "错误：/没有/这个.csv：无法打开（没有这个文件）。请检查路径是否正确、文件是否被其他程序占用\n");
}

#[test]
fn empty_files_are_refused() {
    refused("空.csv", b"", "空.csv：文件是空的。请重新导出后再试");
    refused("空白.txt", b"\xEF\xBB\xBF \r\n\r\n", "空白.txt：文件是空的。请重新导出后再试");
}

#[test]
fn too_large_a_file_is_refused_by_its_size_alone() {
    let input = Input::new("大.csv", b"");
    // Two gigabytes that take no room on the disc.
    std::fs::File::options().write(true).open(&input.path).unwrap().set_len(2 << 30).unwrap();
    let path = input.path.to_str().unwrap();
    let (status, stdout, stderr) = command(&["compare", path]);
    assert_eq!((status, stdout.as_str()), (2, ""));
    let message = "文件有 2147483648 字节，超过上限 268435456 字节。请按年度、单位拆成几个文件后分批处理";
    assert_eq!(stderr, format!("错误：{path}：{message}\n"));
}

#[test]
fn limit_of_cells_refuses_more_rows_than_it_allows() {
    let mut text = "year,code,amount\n".to_owned();
    text.extend(std::iter::repeat_n("2024,2080501,1.50\n", 4_000_000 / 3));
    refused(
        "百万行.csv",
        text.as_bytes(),
        "百万行.csv 第1行：单元格数超过上限 4000000。请删去多余的行列，或按年度、单位拆成几个文件后分批处理",
    );
}

#[test]
fn limits_hold_for_every_format() {
    let limits = Limits { cells: 4, ..Limits::default() };
    let options = LoadOptions { limits, ..LoadOptions::default() };
    let refusal = |name: &str, bytes: &[u8]| {
        let input = Input::new(name, bytes);
        load(std::slice::from_ref(&input.path), &options, &()).unwrap_err().to_string()
    };
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..5 {
        sheet.write_number(row, 0, 1.5).unwrap();
    }
    let json = br#"[{"year":2024,"code":"208","amount":"1"},{"year":2024,"code":"209","amount":"1"}]"#;
    let cell = "<Cell><Data ss:Type=\"Number\">1</Data></Cell>";
    let xml = format!(
        "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row>{}</Row></Table></Worksheet></Workbook>",
        cell.repeat(5)
    );
    let files: [(&str, &[u8]); 8] = [
        ("旧.xls", xml.as_bytes()),
        ("表.csv", b"a,b,c\nd,e,f\n"),
        ("表.txt", "甲\t乙\t丙\n丁\t戊\t己\n".as_bytes()),
        ("表.json", json),
        ("表.xlsx", &book.save_to_buffer().unwrap()),
        ("表.xls", include_bytes!("fixtures/plain.xls")),
        ("表.ods", include_bytes!("fixtures/plain.ods")),
        ("表.md", "| 甲 | 乙 | 丙 |\n| 丁 | 戊 | 己 |\n".as_bytes()),
    ];
    for (name, bytes) in files {
        let message = refusal(name, bytes);
        assert!(message.starts_with(name) && message.contains("单元格数超过上限 4。"), "{message}");
    }
}

#[test]
fn format_that_no_reader_takes_is_named() {
    let message = |input: &Input| input.load().unwrap_err();
    let png = message(&Input::new("扫描.png", b"\x89PNG\r\n\x1a\n0000"));
    let mime = message(&Input::new("表.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n"));
    assert!(mime.starts_with("表.xls：不支持这种格式（单个文件网页）。请用 Excel、WPS 或浏览器打开后另存为"), "{mime}");
    let xml = "<?xml version=\"1.0\"?><a:b xmlns:a=\"http://schemas.microsoft.com/office/word/2003/wordml\"/>";
    let other = message(&Input::new("文.xml", xml.as_bytes()));
    assert!(other.starts_with("文.xml：不支持这种格式（XML 文件）。请用原软件另存为 xlsx 或 docx"), "{other}");
    assert!(
        png.starts_with(
            "扫描.png：不支持这种格式（图片）。请用 --ocr 接上文字识别（OCR）程序（见使用手册“扫描件”）。可以读取："
        ),
        "{png}"
    );
    let zip = message(&Input::new("包.zip", b"PK\x03\x04aaaa"));
    assert!(zip.starts_with("包.zip：不支持这种格式（已损坏或不完整的压缩包）。请重新下载"), "{zip}");
}

/// A compound file that is a Word document by its streams and nothing else.
fn damaged_word() -> Vec<u8> {
    let name = "WordDocument".encode_utf16().flat_map(u16::to_le_bytes);
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain(name).chain([7; 3000]).collect()
}

#[test]
fn documents_of_old_formats_need_libreoffice_and_must_be_sound() {
    let xml =
        "<?xml version=\"1.0\"?><a:wordDocument xmlns:a=\"http://schemas.microsoft.com/office/word/2003/wordml\"/>";
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("公开.doc", damaged_word(), "Word 97-2003 或 WPS 文档"),
        ("公开.wps", damaged_word(), "Word 97-2003 或 WPS 文档"),
        ("公开.doc", b"{\\rtf1 a}".to_vec(), "RTF 文档"),
        ("公开.xml", xml.into(), "Word 2003 XML 文档"),
    ];
    for (name, bytes, found) in cases {
        let input = Input::new(name, &bytes);
        let mut program = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        let output = program.arg("compare").arg(&input.path).env("PATH", input.folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let expected = format!(
            "错误：{name}：不支持这种格式（{found}）。请安装 LibreOffice 后再试，或用 Word、WPS 打开后另存为 docx。可以读取："
        );
        assert!(output.status.code() == Some(2) && said.starts_with(&expected), "{said}");
        assert_eq!(names(input.folder.path()), [name]);
    }
    if crate::needs::program("soffice").is_none() {
        return;
    }
    let message = Input::new("坏.doc", &damaged_word()).load().unwrap_err();
    let expected =
        "坏.doc：LibreOffice 没有把它转换成 docx（文件可能已损坏，或有打开密码）。请用 Word 或 WPS 打开后另存为 docx";
    assert_eq!(message, expected);
}

#[test]
fn broken_workbooks_are_refused() {
    let remedy = "请用 Excel 或 WPS 打开后另存为 xlsx";
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "甲").unwrap();
    let xlsx = book.save_to_buffer().unwrap();
    let half = &xlsx[..xlsx.len() / 2];
    refused("半.xlsx", half, &format!("半.xlsx：工作簿已损坏或不完整（压缩结构不完整）。{remedy}"));
    let xml = "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row><Cell>";
    refused("旧.xls", xml.as_bytes(), &format!("旧.xls：工作簿已损坏或不完整（内部记录错乱）。{remedy}"));
    let xls = include_bytes!("fixtures/plain.xls");
    refused("半.xls", &xls[..1500], &format!("半.xls：工作簿已损坏或不完整（内部记录错乱）。{remedy}"));
    let ods = include_bytes!("fixtures/plain.ods");
    refused("半.ods", &ods[..600], &format!("半.ods：工作簿已损坏或不完整（压缩结构不完整）。{remedy}"));
}

#[test]
fn password_protected_workbooks_are_refused() {
    let locked = include_bytes!("fixtures/locked.xlsx");
    refused("密.xlsx", locked, "密.xlsx：文件有打开密码。请在 Office 或 WPS 中取消密码，另存后再试");
    // In an xls a record behind the first one says so: FILEPASS takes the place of INTERFACEHDR.
    let mut xls = include_bytes!("fixtures/plain.xls").to_vec();
    let at = xls.windows(4).position(|window| window == b"\xE1\x00\x02\x00").unwrap();
    xls[at] = 0x2F;
    refused("密.xls", &xls, "密.xls：文件有打开密码。请在 Office 或 WPS 中取消密码，另存后再试");
}

#[test]
fn content_of_a_dataset_must_be_what_its_format_says() {
    refused(
        "坏.json",
        b"[{\"year\":2024,",
        "坏.json 第1行 第14列：应为对象的数组，如 [{\"year\":2024,\"code\":\"208\",\"amount\":\"1.00\"}]，实际是“文件没有写完”。请核对这个位置的写法",
    );
    refused(
        "坏.parquet",
        b"PAR1aaaaaaaaaaPAR1",
        "坏.parquet：应为完整的 Parquet 文件，实际是“文件不完整或已损坏”。请重新导出后再试",
    );
}

#[test]
fn not_a_disclosure() {
    refused(
        "小说.txt",
        "从前有座山，山里有座庙。\n庙里有个老和尚。\n".as_bytes(),
        "小说.txt：没有找到任何预决算表格或说明文字。请确认这是预算或决算公开文件；支持的版式见使用手册",
    );
}

#[test]
fn nothing_understood_says_why() {
    refused(
        "名单.csv",
        "姓名,年龄\n张三,30\n李四,40\n".as_bytes(),
        "没有读到任何预决算数据。名单.csv 第1行：这张表的表头无法识别，没有读入。请核对表头是否写明科目和金额栏",
    );
    refused(
        "无年.csv",
        "一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,金额\n208,社会保障和就业支出,3\n".as_bytes(),
        "没有读到任何预决算数据。无年.csv 第4行 第3列：看不出这张表是哪个年度的，没有读入。请在标题或表头写明年度（如“2024年”），或用 --input-year 指定",
    );
}

#[test]
fn nothing_to_read_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (status, _, stderr) = command(&["compare", folder.path().to_str().unwrap()]);
    assert_eq!(status, 2);
    assert!(
        stderr.contains("：文件夹里没有可以读取的文件。可以读取：pdf、ofd、docx、doc、wps、rtf、html、txt、md、csv"),
        "{stderr}"
    );
}

#[test]
fn own_report_given_as_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("manifest.json"), "{\"program\": \"tongbi\", \"files\": []}").unwrap();
    let (status, _, stderr) = command(&["compare", folder.path().to_str().unwrap()]);
    assert_eq!(status, 2);
    assert!(
        stderr.contains("：这是本程序写的报告，不是公开文件。要用里面的数，请提供其中的 data/items.csv"),
        "{stderr}"
    );
}

#[test]
fn numbers_in_every_spelling_are_read_or_told() {
    let rows = "208,社会保障和就业支出,\"1.234,56\",1.5\n20805,养老支出,－,—\n2080501,离退休,0.00,(3.2)\n\
        2080502,事业离退休,△3.2,#REF!\n2080503,其他,一百,\"12,34\"\n";
    let loaded = warned(
        "数.csv",
        table(rows).as_bytes(),
        &[
            "数.csv 第4行 第3列：“1.234,56”的小数点与千分位写反了；请改为如 1,234.56 的写法。该数未计入",
            "数.csv 第7行 第4列：单元格是公式错误“#REF!”；请在表格软件中修正公式后再保存。该数未计入",
            "数.csv 第8行 第3列：“一百”不是数字；请改为如 1,234.56 的写法，没有数的留空。该数未计入",
            "数.csv 第8行 第4列：“12,34”的千分位逗号位置不对；请核对该数，改为如 1,234.56 的写法。该数未计入",
        ],
    );
    let expected =
        [("208", 2024, 1_500_000), ("2080501", 2023, 0), ("2080501", 2024, -3_200_000), ("2080502", 2023, -3_200_000)];
    assert_eq!(amounts(&loaded), expected.map(|(code, year, fen)| (code.to_owned(), year, fen)));
}

#[test]
fn formula_errors_of_a_workbook_are_told_with_their_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("表5").unwrap();
    for (row, texts) in table("208,社会保障和就业支出,1.5,").lines().enumerate() {
        for (column, text) in texts.split(',').enumerate() {
            sheet.write_string(row as u32, column as u16, text).unwrap();
        }
    }
    sheet.write_formula(3, 3, rust_xlsxwriter::Formula::new("=#REF!").set_result("#REF!")).unwrap();
    let message = "表.xlsx 工作表“表5” D4：单元格是公式错误“#REF!”；请在表格软件中修正公式后再保存。该数未计入";
    assert_eq!(warned("表.xlsx", &book.save_to_buffer().unwrap(), &[message]).items.len(), 1);
}

#[test]
fn two_amount_units_in_one_table_are_told_and_each_column_counts_by_its_own() {
    let text = "2024年一般公共预算支出情况表\n科目编码,科目名称,2023年（元）,2024年（万元）\n208,社会保障和就业支出,15000.00,1.50\n";
    let message = "两单位.csv 第2行：这张表有两种金额单位（元、万元），各栏按自己表头写的单位计。请核对";
    let loaded = warned("两单位.csv", text.as_bytes(), &[message]);
    assert_eq!(amounts(&loaded), [("208".to_owned(), 2023, 1_500_000), ("208".to_owned(), 2024, 1_500_000)]);
}

#[test]
fn a_code_that_stands_twice_is_told_and_counts_twice() {
    let rows = "208,社会保障和就业支出,3,\n20805,养老支出,3,\n2080501,离退休,1,\n2080501,离退休,2,\n";
    let message = "重复.csv 第7行 第3列：2024年一般公共预算支出情况表中科目 2080501 离退休 重复出现（另一处：重复.csv 第6行 第3列），两处都计入。请核对";
    warned("重复.csv", table(rows).as_bytes(), &[message]);
}

#[test]
fn a_child_without_its_parent_is_told() {
    let rows = "208,社会保障和就业支出,3,\n2080501,离退休,3,\n";
    let message =
        "孤.csv 第5行 第3列：2024年一般公共预算支出情况表中科目 2080501 离退休 没有上级科目 20805，汇总时由下级推得";
    warned("孤.csv", table(rows).as_bytes(), &[message]);
}

#[test]
fn a_year_that_cannot_be_told_may_be_given() {
    let text = "一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,金额\n208,社会保障和就业支出,3\n";
    let input = Input::new("无年.csv", text.as_bytes());
    let out = input.folder.path().join("明细.csv");
    let path = input.path.to_str().unwrap();
    let (status, _, stderr) = command(&["extract", path, "--input-year", "2024", "-o", out.to_str().unwrap()]);
    assert_eq!(status, 0, "{stderr}");
    assert!(std::fs::read_to_string(&out).unwrap().contains(",2024,"));
    let given = ["extract", path, "--input-year", "2024", "--input-unit", "某县财政局", "--force", "-o"];
    let (status, _, stderr) = command(&[&given[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(status, 0, "{stderr}");
    assert!(std::fs::read_to_string(&out).unwrap().contains("某县财政局,单位,2024,"));
    let (status, _, stderr) = command(&["extract", path, "--input-unit", " ", "-o", out.to_str().unwrap()]);
    assert_eq!((status, stderr.as_str()), (2, "错误：单位名称是空的，请写出名称，或去掉这一项\n"));
}

#[test]
fn a_year_without_figures_and_a_lone_year_are_told() {
    let input = Input::new("两年.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let (status, _, stderr) = command(&["compare", input.path.to_str().unwrap(), "--base", "2001"]);
    assert_eq!(
        (status, stderr.as_str()),
        (2, "错误：没有 2001 年的数据；现有年度：2023、2024。请核对 --base 和 --year\n")
    );
    let text = "2024年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,金额\n208,社会保障和就业支出,3\n";
    let input = Input::new("一年.csv", text.as_bytes());
    let (status, _, stderr) = command(&["compare", input.path.to_str().unwrap()]);
    assert_eq!(status, 2);
    assert!(stderr.contains("只有 2024 年的数据"), "{stderr}");
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let input = Input::new("两年.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let path = input.path.to_str().unwrap();
    // The file stands where a folder should be.
    let (status, _, stderr) = command(&["extract", path, "-o", &format!("{path}/明细.csv")]);
    assert_eq!(status, 2);
    assert!(stderr.contains("无法写入"), "{stderr}");
    assert!(stderr.contains("路径中间有一段是文件"), "{stderr}");
    let (status, _, stderr) = command(&["extract", path, "-o", path]);
    assert_eq!(
        (status, stderr),
        (2, format!("错误：输出文件 {path} 就是输入文件，写入会覆盖它。请换一个输出文件名\n"))
    );
    let (status, _, stderr) = command(&["extract", path, "-o", &format!("{path}.doc")]);
    assert_eq!(status, 2);
    assert!(stderr.contains("扩展名应为"), "{stderr}");
    assert_eq!(names(input.folder.path()), ["两年.csv"]);
}

#[test]
fn a_file_given_twice_counts_once_and_two_files_of_one_name_stay_two() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["甲", "乙"].map(|name| {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        let path = folder.path().join(name).join("表.csv");
        std::fs::write(&path, table("208,社会保障和就业支出,1,2\n")).unwrap();
        path
    });
    let twice = [paths[0].clone(), paths[0].clone()];
    let loaded = load(&twice, &LoadOptions::default(), &()).unwrap();
    assert_eq!(loaded.items.len(), 2);
    assert_eq!(loaded.warnings[0].to_string(), "表.csv：这个文件给了不止一次，只读一次");
    // Two files that print the same table: two papers, and every figure once.
    std::fs::write(&paths[1], table("208,社会保障和就业支出,1,2\n\n")).unwrap();
    let loaded = load(&paths, &LoadOptions::default(), &()).unwrap();
    assert_eq!((loaded.papers.len(), loaded.items.len()), (2, 2));
    assert_ne!(loaded.papers[0].file, loaded.papers[1].file);
}

#[test]
fn a_dataset_beside_the_file_that_it_was_extracted_from_does_not_count_twice() {
    let input = Input::new("表.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let folder = input.folder.path().to_str().unwrap().to_owned();
    let alone = command(&["compare", &folder, "--format", "csv"]);
    // The folder then holds the file and two extracts of it.
    for name in ["明细.csv", "明细.json"] {
        let (status, _, stderr) =
            command(&["extract", input.path.to_str().unwrap(), "-o", &format!("{folder}/{name}")]);
        assert_eq!(status, 0, "{stderr}");
    }
    let all = command(&["compare", &folder, "--format", "csv"]);
    assert_eq!(all.1, alone.1);
    assert!(
        all.2.contains("提示：明细.csv：有明细与 表.csv 来自同一份文件，以 表.csv 为准，没有重复计入\n"),
        "{}",
        all.2
    );
    std::fs::remove_file(&input.path).unwrap();
    let extracts = command(&["compare", &folder, "--format", "csv"]);
    assert_eq!(extracts.1, alone.1);
    assert!(extracts.2.contains("提示：明细.json：有明细与 明细.csv 来自同一份文件"), "{}", extracts.2);
}

#[test]
fn standard_input_is_read_once() {
    // An empty standard input would already do; what counts is that the second use is refused.
    let input = Input::new("两年.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let path = input.path.to_str().unwrap();
    let (status, _, stderr) = command(&["explain", path, "--profile", "-", "--template", "-"]);
    assert_eq!(status, 2);
    assert_eq!(stderr, "错误：标准输入（-）只能用在一处。请把其他内容存成文件，写文件名\n");
}

#[test]
#[cfg(unix)]
fn pipes_sockets_and_devices_are_refused_before_they_are_opened() {
    let input = Input::new("甲.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let folder = input.folder.path();
    let (pipe, socket) = (folder.join("乙.csv"), folder.join("丙.txt"));
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let refused = |path: &Path| load(&[path.to_owned()], &LoadOptions::default(), &()).unwrap_err().to_string();
    // A pipe that nobody writes to would be waited for without an end.
    for (path, kind) in [(&*pipe, "命名管道"), (&socket, "套接字"), (Path::new("/dev/zero"), "设备")] {
        let message = format!("{}：这是{kind}，不是文件，没有打开。", path.display());
        assert!(refused(path).starts_with(&message), "{}", refused(path));
    }
    // In a folder they are passed over, and the files beside them are read.
    let loaded = load(&[folder.to_owned()], &LoadOptions::default(), &()).unwrap();
    let told: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(loaded.items.len(), 2);
    assert!(told.iter().any(|told| told.contains("乙.csv：") && told.contains("这是命名管道")), "{told:?}");
    assert!(told.iter().any(|told| told.contains("丙.txt：") && told.contains("这是套接字")), "{told:?}");
    // A template is read by the same rule.
    let (status, _, errors) = command(&["explain", input.path.to_str().unwrap(), "--template", pipe.to_str().unwrap()]);
    assert!(status == 2 && errors.contains("这是命名管道，不是文件"), "{errors}");
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_opened_is_told_of_and_the_others_are_read() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let input = Input::new("甲.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let folder = input.folder.path();
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let closed = folder.join("锁着");
    std::fs::create_dir(&closed).unwrap();
    mode(folder, 0o755);
    mode(&closed, 0o000);
    // Nothing is closed to root, so root runs the program as nobody.
    let copy = folder.join(".tongbi");
    std::fs::copy(env!("CARGO_BIN_EXE_tongbi"), &copy).unwrap();
    mode(&copy, 0o755);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&copy);
        command.args(arguments);
        if std::os::unix::fs::MetadataExt::uid(&folder.metadata().unwrap()) == 0 {
            command.uid(65_534).gid(65_534);
        }
        // A process that another test starts holds the copy open for writing until it has become its program.
        let output = loop {
            match command.output() {
                Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
                output => break output.unwrap(),
            }
        };
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, told) = run(&["compare", folder.to_str().unwrap()]);
    let message = "锁着：这个文件夹无法打开（没有权限），其中的文件没有读取。请检查权限";
    assert!(status == Some(0) && told.contains(message), "{told}");
    let (status, told) = run(&["compare", closed.to_str().unwrap()]);
    assert!(status == Some(2) && told.contains("无法打开（没有权限）"), "{told}");
    // Where there is nothing beside it, that is the reason why nothing was read.
    std::fs::remove_file(&input.path).unwrap();
    let (status, told) = run(&["compare", folder.to_str().unwrap()]);
    assert!(status == Some(2) && told.contains(message), "{told}");
    mode(&closed, 0o755);
}

/// A zip of these files, stored or deflated.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn archives_within_an_archive_share_one_budget() {
    let within = |limits: Limits, bytes: &[u8]| {
        let input = Input::new("包.zip", bytes);
        load(std::slice::from_ref(&input.path), &LoadOptions { limits, ..LoadOptions::default() }, &()).unwrap()
    };
    let small = Limits { bytes: 100_000, ..Limits::default() };
    let told = |loaded: &Loaded| loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>();
    let own = table("208,社会保障和就业支出,1,2\n");
    // Each of the inner archives is within the limit of 400,000 bytes; all of them together are not.
    let large = " ".repeat(90_000);
    let inner = zipped(&[("a.txt", large.as_bytes()), ("b.txt", large.as_bytes())]);
    let outer = zipped(&[("0.csv", own.as_bytes()), ("1.zip", &inner), ("2.zip", &inner), ("3.zip", &inner)]);
    let loaded = within(small, &outer);
    let over = |told: &[String], what: &str| told.iter().filter(|told| told.contains(what)).count();
    assert_eq!(loaded.items.len(), 2, "what is within the budget is read");
    assert_eq!(over(&told(&loaded), "解压后的字节数超过上限 400000"), 1, "{:?}", told(&loaded));
    // An archive that is given by its name keeps what it held up to there, too.
    let outer = zipped(&[("0.csv", own.as_bytes()), ("1", &[b' '; 90_000]), ("2", &[b' '; 90_000])]);
    let loaded = within(Limits { bytes: 40_000, ..Limits::default() }, &outer);
    assert_eq!(over(&told(&loaded), "超过上限 40000 字节"), 2, "what says that it is too long is not unpacked");
    let files: Vec<(String, &[u8])> = (1..9).map(|at| (format!("{at}.txt"), large.as_bytes())).collect();
    let files = [("0.csv", own.as_bytes())].into_iter().chain(files.iter().map(|(name, bytes)| (&**name, *bytes)));
    let loaded = within(small, &zipped(&files.collect::<Vec<_>>()));
    assert_eq!(loaded.items.len(), 2);
    let kept = "包.zip：解压后的字节数超过上限 400000，只读取了前 5 个文件，其余的没有读取。请解压后分批处理";
    assert_eq!(told(&loaded).iter().filter(|told| *told == kept).count(), 1, "{:?}", told(&loaded));
    // So do their numbers of files,
    let many = zipped(&[("a.txt", b""), ("b.txt", b""), ("c.txt", b"")]);
    let outer = zipped(&[("0.csv", own.as_bytes()), ("1.zip", &many), ("2.zip", &many), ("3.zip", &many)]);
    let loaded = within(Limits { files: 9, ..Limits::default() }, &outer);
    assert_eq!(over(&told(&loaded), "文件数超过上限"), 2, "{:?}", told(&loaded));
    // and what documents in them unpack to.
    let document = zipped(&[("word/document.xml", large.as_bytes())]);
    let documents: Vec<(String, &[u8])> = (1..=5).map(|at| (format!("{at}.docx"), &*document)).collect();
    let files = [("0.csv", own.as_bytes())].into_iter();
    let files: Vec<(&str, &[u8])> = files.chain(documents.iter().map(|(name, bytes)| (&**name, *bytes))).collect();
    let loaded = within(small, &zipped(&files));
    assert_eq!(over(&told(&loaded), "解压后的字节数超过上限"), 1, "{:?}", told(&loaded));
    // The cells of all of its files together are those of one file.
    let two = zipped(&[("1.csv", own.as_bytes()), ("2.csv", own.as_bytes())]);
    let loaded = within(Limits { cells: 20, ..Limits::default() }, &two);
    assert_eq!(over(&told(&loaded), "单元格数超过上限"), 1, "{:?}", told(&loaded));
}

/// The warnings of a disclosure's text, or of a table in a text.
/// The workbook with the stored results of its formulas taken out.
pub fn without_results(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = regex::Regex::new("</f><v>[^<]*</v>").unwrap();
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/") {
            let text = String::from_utf8(bytes).unwrap();
            bytes = stored.replace_all(&text.replace(" t=\"str\"", ""), "</f>").into_owned().into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn of_text(text: &str) -> Vec<Warning> {
    load_texts(&[("甲.txt", text)], &LoadOptions::default()).unwrap().warnings
}

fn of_table(rows: &str) -> Vec<Warning> {
    Input::new("甲.csv", table(rows).as_bytes()).load().unwrap().warnings
}

/// A case for every kind of warning. A new kind does not compile until it has one.
fn reproduce(kind: WarningKind) -> Vec<Warning> {
    match kind {
        WarningKind::UnrecognisedTable => {
            let text = format!("{}\n\n姓名\t年龄\n张三\t30\n", table("208,社会保障和就业支出,1,2").replace(',', "\t"));
            of_text(&text)
        }
        WarningKind::UnrecognisedPart => of_table("208,社会保障和就业支出,1,2\n,,3,4\n"),
        WarningKind::BadNumber => of_table("208,社会保障和就业支出,1,一百\n"),
        WarningKind::Rounded => of_table("208,社会保障和就业支出,1,1.2345678\n"),
        WarningKind::Unit => of_text("2024年一般公共预算支出情况表\n科目编码\t科目名称\t金额\n208\t社会保障\t1\n"),
        WarningKind::Year => {
            // The same table twice: they cannot be parts of one disclosure, so the year of the one says nothing.
            let year = "2024年支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\n205\t教育支出\t2\n";
            let other = "支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t1\n";
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in [("甲.txt", year), ("乙.txt", other)] {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            load(&[folder.path().to_path_buf()], &LoadOptions::default(), &()).unwrap().warnings
        }
        WarningKind::DuplicateCode => of_table("208,社会保障和就业支出,1,\n208,社会保障和就业支出,2,\n"),
        WarningKind::RepeatedTable => {
            let head = "2024年一般公共预算支出情况表\n单位：万元\n科目编码\t科目名称\t合计\n";
            of_text(&format!(
                "{head}208\t社会保障\t1\n205\t教育\t2\n\n说明。\n\n{head}208\t社会保障\t3\n205\t教育\t2\n"
            ))
        }
        WarningKind::Orphan => of_table("208,社会保障和就业支出,1,\n2080501,离退休,1,\n"),
        WarningKind::NameConflict => {
            let data = "year,code,name,amount\n2023,20805,行政事业单位离退休,1\n2024,20805,行政事业单位养老支出,2\n";
            Input::new("甲.csv", data.as_bytes()).load().unwrap().warnings
        }
        WarningKind::OriginConflict => {
            let text = |year: u16, last: u16| {
                format!(
                    "编制单位：甲局\n{year}年一般公共预算支出情况表\n单位：万元\n科目编码,科目名称,{last}年,{year}年\n208,社会保障和就业支出,{last},{year}\n"
                )
            };
            let folder = tempfile::tempdir().unwrap();
            let paths = [(2023, 2022), (2024, 2023)].map(|(year, last)| {
                let path = folder.path().join(format!("{year}.csv"));
                // What 2024 prints for 2023 is not what 2023 printed.
                std::fs::write(&path, text(year, last).replace(",2023,2024\n", ",9999,2024\n")).unwrap();
                path
            });
            let loaded = load(&paths, &LoadOptions::default(), &()).unwrap();
            let items = tongbi::analysis::LineItems::from_items(&loaded.items);
            tongbi::analysis::compare(&items, &Default::default()).unwrap().warnings
        }
        WarningKind::UnboundClaim => of_text(
            "2024年单位预算公开\n编制单位：甲局\n\n一般公共预算支出情况表\n单位：万元\n科目编码\t科目名称\t合计\n合计\t\t10.00\n208\t社会保障和就业支出\t10.00\n\n\
            三、情况说明\n外星事务支出（类）探测（款）飞船（项）：2024年预算数为9.00万元，比上年预算增加1.00万元，增长12.50%。主要原因：增加。\n",
        ),
        WarningKind::SkippedFile => {
            let input = Input::new("甲.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
            std::fs::write(input.folder.path().join("录音.mp3"), b"x").unwrap();
            load(&[input.folder.path().to_path_buf()], &LoadOptions::default(), &()).unwrap().warnings
        }
        WarningKind::Corrected => {
            let correction = Correction { money: Some(AmountUnit::Yuan), ..Correction::default() };
            let text =
                "甲局2024年单位预算\n支出总体情况表\n单位：万元\n科目编码\t科目名称\t合计\n208\t社会保障\t10.00\n";
            let part = Part::read("甲.txt", text.as_bytes(), &LoadOptions::default()).corrected(&correction);
            load_parts([part], &LoadOptions::default()).unwrap().warnings
        }
        WarningKind::OwnOutput => {
            let input = Input::new("甲.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
            std::fs::write(input.folder.path().join("对比.md"), "对比\n\n<!-- tongbi 生成 -->\n").unwrap();
            load(&[input.folder.path().to_path_buf()], &LoadOptions::default(), &()).unwrap().warnings
        }
        WarningKind::Uncalculated => {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            for (row, texts) in table("208,社会保障和就业支出,1.5,2").lines().enumerate() {
                for (column, text) in texts.split(',').enumerate() {
                    sheet.write_string(row as u32, column as u16, text).unwrap();
                }
            }
            sheet.write_formula(3, 3, rust_xlsxwriter::Formula::new("=VLOOKUP(A4,A1:B9,2)").set_result("")).unwrap();
            Input::new("甲.xlsx", &without_results(&book.save_to_buffer().unwrap())).load().unwrap().warnings
        }
        WarningKind::Note => {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            for (row, texts) in table("208,社会保障和就业支出,1.5,2").lines().enumerate() {
                for (column, text) in texts.split(',').enumerate() {
                    sheet.write_string(row as u32, column as u16, text).unwrap();
                }
            }
            book.add_worksheet().write_string(0, 0, "底稿").unwrap().set_hidden(true);
            Input::new("甲.xlsx", &book.save_to_buffer().unwrap()).load().unwrap().warnings
        }
    }
}

#[test]
fn every_kind_of_warning_has_a_file_that_brings_it_about() {
    use WarningKind::*;
    let kinds = [
        UnrecognisedTable,
        UnrecognisedPart,
        BadNumber,
        Uncalculated,
        Rounded,
        Unit,
        Year,
        DuplicateCode,
        RepeatedTable,
        NameConflict,
        Orphan,
        OriginConflict,
        UnboundClaim,
        Corrected,
        SkippedFile,
        OwnOutput,
        Note,
    ];
    for kind in kinds {
        let warnings = reproduce(kind);
        let found = warnings.iter().find(|warning| warning.kind == kind);
        let found = found.unwrap_or_else(|| panic!("no {kind:?} among {warnings:?}"));
        assert!(!found.message.is_empty() && found.message.chars().any(|c| ('一'..='龥').contains(&c)), "{found}");
        assert!(kind == OriginConflict || !found.place.file.is_empty(), "{found}: where?");
    }
}

#[test]
fn broken_documents_are_refused() {
    let message = Input::new("说明.docx", b"PK\x03\x04aaaa").load().unwrap_err();
    assert_eq!(message, "说明.docx：文档已损坏或不完整（压缩结构不完整）。请用 Word 或 WPS 打开后另存为 docx");
}

#[test]
fn comparison_read_back_is_told_from_a_dataset() {
    let message = |name: &str| {
        format!(
            "{name}：这是 tongbi 算出的对比结果，不是公开数据，不能再拿来对比。请提供原来的公开文件，或 tongbi extract 导出的明细"
        )
    };
    let input = Input::new("甲.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    for name in ["对比.csv", "对比.json"] {
        let path = input.folder.path().join(name);
        let (status, ..) = command(&[
            "compare",
            input.path.to_str().unwrap(),
            "--format",
            name.rsplit('.').next().unwrap(),
            "-o",
            path.to_str().unwrap(),
        ]);
        assert_eq!(status, 0);
        refused(name, &std::fs::read(path).unwrap(), &message(name));
    }
}

#[test]
fn broken_pdfs_are_refused() {
    refused(
        "公开.pdf",
        b"%PDF-1.4 nothing else",
        "公开.pdf：PDF 已损坏或不完整（内部结构不完整，可能没有下载完）。请用 WPS 或 Acrobat 打开确认后另存为 PDF，或重新下载",
    );
}

#[test]
fn password_protected_pdfs_are_refused() {
    let zeros = "00".repeat(32);
    let objects =
        "%PDF-1.6\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n";
    let (one, two, start) = (objects.find("1 0 obj").unwrap(), objects.find("2 0 obj").unwrap(), objects.len());
    let table = format!("xref\n0 3\n0000000000 65535 f \n{one:010} 00000 n \n{two:010} 00000 n \n");
    let lock = format!("/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{zeros}>/U<{zeros}>>>");
    let trailer = format!("trailer<</Size 3/Root 1 0 R/ID[<00><00>]{lock}>>\nstartxref\n{start}\n%%EOF\n");
    let file = format!("{objects}{table}{trailer}");
    refused("公开.pdf", file.as_bytes(), "公开.pdf：PDF 有打开密码。请用原软件取消密码，另存后再试");
}

/// The bridge is refused with this message, by the command too, with status 2 and nothing written.
fn refused_bridge(text: &str, message: &str) {
    let input = Input::new("对照.csv", text.as_bytes());
    let path = input.path.to_str().unwrap();
    let out = input.folder.path().join("对比.csv");
    let arguments = ["compare", "data/sample", "--bridge", path, "-o", out.to_str().unwrap()];
    let (status, stdout, stderr) = command(&arguments);
    assert_eq!((status, stdout.as_str()), (2, ""), "{text}");
    assert_eq!(stderr, format!("错误：{}\n", message.replace("{}", path)), "{text}");
    assert_eq!(names(input.folder.path()), ["对照.csv"]);
}

#[test]
fn bridges_that_are_none_are_refused() {
    let head = "from_year,to_year,old_code,old_name,new_code,new_name,share,unit\n";
    let row = |row: &str| format!("{head}{row}\n");
    let rows = [
        ("2024,2023,2080699,,2080102,,,", "{} 第2行：年度应由早到晚，实际是 2024 到 2023。请核对 from_year 和 to_year"),
        ("2023,2024,,,2080102,,,", "{} 第2行：旧科目既没有编码也没有名称。请至少填一个"),
        ("2023,2024,2080699,,,,,", "{} 第2行：新科目既没有编码也没有名称。请至少填一个"),
        (
            "2023,2024,2080699,,2080102,,,\n# 说明\n2023,2024,2080699,旧名,2080102,新名,0.5,",
            "{} 第4行：与 {} 第2行 重复（2080699 旧名 → 2080102 新名）。请删去一行",
        ),
        (
            "2023,2024,2080699,,2080102,,40%,\n2023,2024,2080699,,2080103,,1/3,",
            "{} 第2行：2080699 的份额合计是 11/15，应为 1。请改份额；留在原科目的部分也写一行（new_code 写原编码）",
        ),
        (
            "2023,2024,2080699,,2080102,,1,\n2023,2024,2080699,,2080103,,1,",
            "{} 第2行：2080699 的份额合计是 2，应为 1。请改份额；留在原科目的部分也写一行（new_code 写原编码）",
        ),
        (
            "2023,2024,2080699,,2080102,,1/999999999989,\n2023,2024,2080699,,2080103,,1/7,",
            "{} 第2行：2080699 的份额分母太大，无法精确求和。请改用位数少一些的份额",
        ),
        (
            "2023,2024,2080699,,3010101,,,",
            "{} 第2行：2080699 与 3010101 不是同一种分类的科目（如功能分类与经济分类）。请核对编码",
        ),
        (
            "2023,2024,2080699,,20801,,,",
            "{} 第2行：新编码 20801 的级次高于旧编码 2080699，上级数是下级数之和，不能直接转入。请写到同一级次的科目",
        ),
        (
            "2023,2024,20806990,,2080102,,,",
            "{} 第2行：old_code 应为 3、5、7 或 9 位科目编码，如 2080102，实际是“20806990”。请改正这一行后再试",
        ),
        (
            "去年,2024,2080699,,2080102,,,",
            "{} 第2行：from_year 应为四位年度，如 2024，实际是“去年”。请改正这一行后再试",
        ),
        (
            "2023,2024,2080699,,2080102,,1月3日,",
            "{} 第2行：share 应大于 0、不大于 1，写成 0.4、40% 或 2/5（空着是 1；被表格软件改成日期的请把该格设为文本），实际是“1月3日”。请改正这一行后再试",
        ),
    ];
    for (text, message) in rows {
        refused_bridge(&row(text), message);
    }
    let columns =
        "列名是 from_year,to_year,old_code,old_name,new_code,new_name,share,unit,source；可先用 tongbi bridge 生成一份";
    refused_bridge("编码,名称\n208,甲\n", &format!("{{}} 第1行：对照表应有列 from_year，实际是“编码,名称”。{columns}"));
    let found = "from_year,to_year,old_code";
    refused_bridge(
        "from_year,to_year,old_code\n2023,2024,2080699\n",
        &format!("{{}} 第1行：对照表应有列 new_code，实际是“{found}”。{columns}"),
    );
    refused_bridge("# 只有说明\n", "{}：应有一行列名和若干行对照，实际是“空表”。请改正这一行后再试");
    let (status, _, stderr) = command(&["compare", "data/sample", "--bridge", "/没有/对照.csv"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("对照.csv：无法打开（没有这个文件）"), "{stderr}");
}

#[test]
fn the_manual_states_the_limits_of_the_readers() {
    let limits = Limits::default();
    let manual = include_str!("../docs/使用手册.md");
    for said in [
        format!("一份文件最大 {} MB、{} 万个单元格", limits.bytes >> 20, limits.cells / 10_000),
        format!("PDF 最多 {} 页", limits.sheets),
        format!("压缩包解压后最大 {} MB", (limits.bytes >> 20) * 4),
        format!("一个文件夹或压缩包最多 {} 个文件", limits.files),
    ] {
        assert!(manual.contains(&said), "{said}");
    }
}

/// A dataset of two years whose files are in no order of the units, and say two origins where one is given.
fn unsorted(folder: &Path, origin: Option<&str>) {
    use polars::prelude::*;
    // 丙, 乙, 甲 is their order: the first file holds the first and the last.
    let files = [2023, 2024].into_iter().flat_map(|year| [(year, "a", ["丙", "甲"]), (year, "b", ["乙", "乙"])]);
    for (year, name, units) in files {
        let fen: Int128Chunked = [Some(100i128), Some(100)].into_iter().collect();
        let amount = fen.into_decimal(18, 2).unwrap().into_series().with_name("amount".into()).into_column();
        let codes = Column::new("code".into(), ["2080101", "2080102"]);
        let mut columns = vec![Column::new("unit".into(), units), codes, amount];
        columns.extend(origin.map(|origin| Column::new("origin".into(), [origin, "restated"])));
        let path = folder.join(format!("year={year}/{name}.parquet"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut frame = DataFrame::new(2, columns).unwrap();
        ParquetWriter::new(std::fs::File::create(path).unwrap()).finish(&mut frame).unwrap();
    }
}

#[test]
fn unsorted_datasets_of_several_sources_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    unsorted(&folder.path().join("数据集"), Some("published"));
    let out = folder.path().join("对比.parquet");
    let (data, out) = (folder.path().join("数据集"), out.to_str().unwrap().to_owned());
    let (status, stdout, stderr) = command(&["compare", data.to_str().unwrap(), "-o", &out]);
    assert_eq!((status, stdout.as_str()), (2, ""));
    let message = "数据集没有按单位排序，不能逐单位处理。请排好序重新写出：tongbi extract 写的就是排好的；用其他软件写时加 ORDER BY unit";
    assert_eq!(stderr, format!("错误：{message}\n"));
    assert_eq!(names(folder.path()), ["数据集"]);
}

#[test]
fn scratch_files_that_cannot_be_written_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("数据集");
    unsorted(&data, None);
    let run = |scratch: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        command.env("TMPDIR", scratch).current_dir(folder.path()).args(["compare", "数据集", "-o", "对比.csv"]);
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let message = "临时文件无法写入（没有这个文件）。给没有排序的数据集排序要用这个文件夹，请腾出空间，或用环境变量 TMPDIR 换一个";
    assert_eq!(run(Path::new("/没有")), (2, format!("错误：/没有：{message}\n")));
    assert_eq!(names(folder.path()), ["数据集"]);
    assert_eq!(run(folder.path()).0, 0);
    assert_eq!(names(folder.path()), ["对比.csv", "数据集"]);
}

#[test]
fn what_is_no_earlier_draft_is_refused_in_one_line() {
    const NOW: &str = include_str!("../data/sample/2024.txt");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (old, new) = (path("2023.txt"), path("2024.txt"));
    std::fs::write(&old, include_str!("../data/sample/2023.txt")).unwrap();
    std::fs::write(&new, NOW).unwrap();
    std::fs::write(path("无名.txt"), "会议费12.00万元，比上年预算增加2.00万元。\n").unwrap();
    for (draft, message) in [
        (new.clone(), "旧稿和新稿是同一个文件"),
        (
            old.clone(),
            "旧稿是示例州社会保险服务中心2023年预算，新稿是示例州社会保险服务中心2024年预算，不是同一份公开的两稿",
        ),
        (path("没有.txt"), "没有.txt：无法打开（没有这个文件）"),
        (path("无名.txt"), "不是同一份公开的两稿"),
    ] {
        let (status, _, errors) = command(&["audit", &new, "--since", &draft, "-q"]);
        assert!(status == 2 && errors.contains(message) && errors.lines().count() == 1, "{draft}: {errors}");
    }
    std::fs::write(&old, NOW.replacen("增长 5.95%", "增长 5.59%", 1)).unwrap();
    let later = std::fs::OpenOptions::new().write(true).open(&old).unwrap();
    later.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(60)).unwrap();
    let (_, _, told) = command(&["audit", &new, "--since", &old]);
    assert!(told.contains("请确认没有写反"), "{told}");
}

/// A project folder with a list that says this.
fn project(list: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("inputs.toml"), "# tongbi 项目\n").unwrap();
    std::fs::write(folder.path().join(list), text).unwrap();
    folder
}

#[test]
fn a_project_that_is_none_or_is_damaged_is_refused_and_left_as_it_is() {
    let says = |arguments: &[&str], message: &str| {
        let (status, stdout, stderr) = command(arguments);
        assert_eq!((status, stdout.as_str()), (2, ""), "{stderr}");
        assert!(stderr.contains(message), "{stderr}");
    };
    let foreign = Input::new("信.txt", b"x");
    let path = foreign.folder.path().to_str().unwrap();
    says(&["serve", "--no-open", "--dir", path], "不是项目文件夹，里面已有别的文件");
    assert_eq!(names(foreign.folder.path()), ["信.txt"]);
    let file = foreign.path.join("项目");
    says(&["serve", "--no-open", "--dir", file.to_str().unwrap()], "项目文件夹无法打开或无法写入");
    let damaged = project("findings.toml", "[[finding]]\nfinding = 3\n");
    says(&["audit", damaged.path().to_str().unwrap()], "写法不对（第2行）");
    let lost = project("inputs.toml", "# tongbi 项目\n[[input]]\nname = \"甲.txt\"\nsha256 = \"00\"\nbytes = 1\n");
    says(&["audit", lost.path().to_str().unwrap()], "项目里没有它的内容了");
    says(&["compare", lost.path().to_str().unwrap(), foreign.path.to_str().unwrap()], "项目文件夹要单独给出");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let empty = tempfile::tempdir().unwrap();
    says(&["serve", "--no-open", "--port", &port, "--dir", empty.path().to_str().unwrap()], "页面无法打开");
}

#[test]
fn answers_that_cannot_be_used_are_told_cell_by_cell_and_leave_their_blank() {
    let input = Input::new("甲.csv", table("208,社会保障和就业支出,1,2\n").as_bytes());
    let sheet = input.folder.path().join("待填.csv");
    let run = |text: &str, more: &[&str]| {
        std::fs::write(&sheet, text).unwrap();
        let arguments = ["explain", input.path.to_str().unwrap(), "--reasons", sheet.to_str().unwrap()];
        command(&[&arguments[..], more].concat())
    };
    let head = "项目,上年文字,填写内容,编号（请勿改动）\n";
    let (status, text, errors) = run(
        &format!(
            "{head}房屋面积,,很大,assets.house_area\n合计,,约三百,procurement.total\n车辆,,若干,assets.vehicles\n\
             职能,,沿用,overview.duties\n日期,,2024年2月1日,date\n日期,,2024年3月1日,date\n说明,,请尽快填,填表说明\n"
        ),
        &[],
    );
    assert_eq!(status, 1);
    for words in [
        "“很大”未使用：应是数字",
        "“约三百”未使用：应是金额（万元）",
        "“若干”未使用：应是一类一行",
        "填了“沿用”，上年文字却是空的",
        "是同一事项，填的不同",
        "编号“填表说明”不认识",
    ] {
        let told = errors.lines().find(|line| line.contains(words));
        let told = told.unwrap_or_else(|| panic!("{words}: {errors}"));
        assert!(told.contains("待填.csv"), "{told}");
    }
    assert!(text.contains("【待补充：采购合计】") && text.contains("2024年2月1日"), "{text}");
    let (status, _, errors) = run("项目,原因\n甲,乙\n", &[]);
    assert!(status == 2 && errors.contains("没有“填写内容”“编号（请勿改动）”两栏的表头"), "{errors}");
    let (status, _, errors) = run(&format!("乙局2019年单位预算公开待填事项,,,\n{head}"), &[]);
    assert!(status == 2 && errors.contains("这是“乙局2019年单位预算公开”的待填表"), "{errors}");
    let (status, _, errors) = run(head, &["--reasons-sheet", "待填.csv"]);
    assert!(status == 2 && errors.contains("扩展名应为 xlsx"), "{errors}");
}
