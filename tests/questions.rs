//! 待填事项: what is asked of a unit goes round in a workbook or stands in a profile, and comes back.

use crate::stated::content;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tongbi::model::{BudgetTable, Warning};
use tongbi::present::explanation::{
    Answers, Content, Explanation, Profile, ProfileKey, QuestionState, SheetRow, explain, merged_profile, new_profile,
    question_sheet, questions, read_answers,
};
use tongbi::source::{Block, format};

const PRIOR: &str = include_str!("../data/sample/2023.txt");
const CURRENT: &str = include_str!("../data/sample/2024.txt");

/// The sample's tables of this year with last year's whole disclosure.
fn drafting() -> Content {
    content(&[("2023.txt", PRIOR), ("2024.txt", CURRENT.rsplit_once("第三部分").unwrap().0)])
}

fn rows(bytes: &[u8]) -> Vec<SheetRow> {
    let name: Arc<str> = "待填.xlsx".into();
    let document = format::read_hidden(&name, bytes, &Default::default()).unwrap();
    let of = |block: &Block| match block {
        Block::Heading { text, place, .. } | Block::Paragraph { text, place } => {
            vec![SheetRow { place: place.clone(), cells: vec![text.clone()] }]
        }
        Block::Grid(grid) => (0..grid.rows())
            .map(|row| SheetRow {
                place: grid.row_place(row),
                cells: (0..grid.columns()).map(|column| grid.text(row, column).to_owned()).collect(),
            })
            .collect(),
    };
    document.blocks.iter().flat_map(of).collect()
}

/// A sheet that can be written on.
struct Sheet(Vec<SheetRow>);

impl Sheet {
    fn of(content: &Content, profile: &Profile) -> Self {
        Self(rows(&question_sheet(content, profile, None, &Answers::default()).unwrap()))
    }

    /// The number of the header's row.
    fn head(&self) -> usize {
        self.0.iter().position(|row| row.cells.iter().any(|cell| cell == "填写内容")).unwrap()
    }

    fn column(&self, name: &str) -> usize {
        self.0[self.head()].cells.iter().position(|cell| cell == name).unwrap()
    }

    fn keys(&self) -> Vec<String> {
        let key = self.column("编号（请勿改动）");
        self.0[self.head() + 1..].iter().map(|row| row.cells[key].clone()).collect()
    }

    fn cell(&mut self, key: &str, column: &str) -> &mut String {
        let (of, column) = (self.column("编号（请勿改动）"), self.column(column));
        let row = self.0.iter_mut().find(|row| row.cells.get(of).is_some_and(|cell| cell == key));
        &mut row.unwrap_or_else(|| panic!("{key}")).cells[column]
    }

    fn read(&self, content: &Content) -> Result<(Profile, Vec<String>), String> {
        let answers = read_answers("待填.xlsx", &self.0, content).map_err(|error| error.to_string())?;
        let (profile, warnings) = Profile::default().with_answers(&answers);
        Ok((profile, warnings.iter().map(Warning::to_string).collect()))
    }
}

fn written(content: &Content, profile: &Profile) -> Explanation {
    explain(content, profile, None).unwrap()
}

/// An answer of the kind that a hint asks for.
fn answer(hint: &str, last_year: &str) -> &'static str {
    match hint {
        _ if !last_year.is_empty() => "沿用",
        "金额，万元" => "12.34",
        "数字" => "3",
        hint if hint.contains("补贴") => "补贴人数：8人\n发放程序：按月发放",
        hint if hint.contains("“无”") => "无",
        _ => "照实填写",
    }
}

#[test]
fn everything_open_has_one_row_and_nothing_is_open_once_it_is_filled_in() {
    let content = drafting();
    let open = written(&content, &Profile::default()).open;
    assert!(open.len() > 30, "{}", open.len());
    let mut sheet = Sheet::of(&content, &Profile::default());
    let keys = sheet.keys();
    for open in &open {
        assert_eq!(keys.iter().filter(|key| **key == open.key.to_string()).count(), 1, "{}", open.key);
    }
    // The figures of an item stand beside its question.
    assert_eq!(sheet.cell("purposes.general.205", "本年数（万元）"), "1.95");
    assert_eq!(sheet.cell("purposes.general.205", "上年文字"), "职工业务培训和继续教育");
    assert_eq!(sheet.cell("purposes.general.205", "状态"), "请核对");
    assert_eq!(sheet.cell("purposes.general.205", "填写内容"), "");
    for open in &open {
        let key = open.key.to_string();
        let (hint, last_year) = (sheet.cell(&key, "填法").clone(), sheet.cell(&key, "上年文字").clone());
        *sheet.cell(&key, "填写内容") = answer(&hint, &last_year).to_owned();
    }
    // The office sorts the rows the other way round, adds a column and removes a row.
    let head = sheet.head();
    sheet.0[head + 1..].reverse();
    for row in &mut sheet.0[head..] {
        row.cells.insert(2, "备注".to_owned());
    }
    let dropped = "assets.house_area";
    let key = sheet.column("编号（请勿改动）");
    sheet.0.retain(|row| row.cells.get(key).is_none_or(|cell| cell != dropped));
    let (profile, warnings) = sheet.read(&content).unwrap();
    assert_eq!(warnings, [""; 0]);
    let left: Vec<String> = written(&content, &profile).open.iter().map(|open| open.key.to_string()).collect();
    assert_eq!(left, [dropped]);
}

#[test]
fn what_cannot_be_used_is_named_with_its_cell() {
    let content = drafting();
    let mut sheet = Sheet::of(&content, &Profile::default());
    *sheet.cell("assets.house_area", "填写内容") = "三千多平米".to_owned();
    *sheet.cell("assets.vehicles", "填写内容") = "若干".to_owned();
    *sheet.cell("performance.whole_count", "填写内容") = "沿用".to_owned();
    *sheet.cell("performance.whole_count", "上年文字") = String::new();
    let copied = {
        let (of, answer) = (sheet.column("编号（请勿改动）"), sheet.column("填写内容"));
        let mut row = sheet.0.iter().find(|row| row.cells.get(of).is_some_and(|key| key == "purposes.general.205"));
        let mut row = row.take().unwrap().clone();
        row.cells[answer] = "别的话".to_owned();
        row
    };
    *sheet.cell("purposes.general.205", "填写内容") = "职工培训".to_owned();
    let mut unknown = copied.clone();
    let key = sheet.column("编号（请勿改动）");
    unknown.cells[key] = "用途".to_owned();
    sheet.0.extend([copied, unknown]);
    let (profile, warnings) = sheet.read(&content).unwrap();
    let has = |words: &[&str]| {
        assert!(warnings.iter().any(|told| words.iter().all(|word| told.contains(word))), "{words:?}: {warnings:#?}");
    };
    has(&["待填.xlsx", "“三千多平米”未使用：应是数字"]);
    has(&["“若干”未使用：应是一类一行"]);
    has(&["填了“沿用”，上年文字却是空的"]);
    has(&["是同一事项，填的不同"]);
    has(&["编号“用途”不认识"]);
    assert_eq!(warnings.len(), 5, "{warnings:#?}");
    let key = ProfileKey::Purpose(BudgetTable::General, "205".to_owned());
    let purposes = questions(&content, &profile, None).unwrap();
    let purpose = purposes.iter().find(|question| question.key == key).unwrap();
    assert_eq!((purpose.answer.as_deref(), purpose.state), (Some("职工培训"), QuestionState::Optional));
}

#[test]
fn a_sheet_of_another_year_or_unit_is_refused() {
    let sheet = Sheet::of(&drafting(), &Profile::default());
    let year = |text: &str| text.replace("2024", "2025").replace("2023", "2024").replace("2022", "2023");
    let next = content(&[("2024.txt", &year(PRIOR)), ("2025.txt", &year(CURRENT))]);
    let refused = sheet.read(&next).unwrap_err();
    assert!(refused.contains("2024年") && refused.contains("的待填表，不是“"), "{refused}");
    let unit = |text: &str| text.replace("示例州社会保险服务中心", "示例州就业服务中心");
    let other = content(&[("2023.txt", &unit(PRIOR)), ("2024.txt", &unit(CURRENT))]);
    assert!(sheet.read(&other).unwrap_err().contains("示例州就业服务中心"));
    let refused = read_answers("表.csv", &[], &next).unwrap_err().to_string();
    assert!(refused.contains("--reasons-sheet"), "{refused}");
}

#[test]
fn a_new_profile_has_a_line_for_everything_and_is_sound() {
    let content = drafting();
    let text = new_profile(&content, &Profile::default()).unwrap();
    let profile = Profile::parse("资料.toml", &text).unwrap();
    assert_eq!(profile.unit.as_deref(), Some("示例州社会保险服务中心"));
    assert_eq!(profile.projects.len(), 2);
    // Empty lines answer nothing: the same is open as without it.
    let keys = |profile: &Profile| -> Vec<String> {
        written(&content, profile).open.iter().map(|open| open.key.to_string()).collect()
    };
    assert_eq!(keys(&profile), keys(&Profile::default()));
    for words in ["[reasons.general]", "\n2080101 = \"\"", "# 上年：职工业务培训和继续教育", "vehicles = \"\""]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    // Answered in the sheet's own words.
    let filled = text.replace("vehicles = \"\"", "vehicles = \"一般公务用车2辆，价值51.95万元；其他车辆0辆\"");
    let filled = filled.replace("purchases = \"\"", "purchases = \"无\"");
    let profile = Profile::parse("资料.toml", &filled).unwrap();
    let text = written(&content, &profile).text();
    assert!(text.contains("其中：一般公务用车2辆，价值51.95万元；其他车辆0辆"), "{text}");
    assert!(text.contains("2024年没有购置车辆和大型设备的计划。"), "{text}");
}

#[test]
fn a_profile_that_somebody_filled_in_keeps_every_line_and_gets_what_is_new() {
    let content = drafting();
    let own = "# 科长：先别动\nunit = \"示例州社会保险服务中心\" # 全称\n\n[purposes]\n# 问过人事\n\"205\" = \"职工培训\"\n\n\
               [[projects]]\nname = \"2024年社保经办保障项目\"\nperiod = \"全年\"\n# 还差依据\n\n[assets]\nhouse_area = \"12\"   # 平方米\n";
    let (merged, added) = merged_profile(&content, "资料.toml", own).unwrap();
    let mut lines = merged.lines();
    for line in own.lines().filter(|line| !line.is_empty()) {
        assert!(lines.any(|found| found == line), "{line} in its order in {merged}");
    }
    let profile = Profile::parse("资料.toml", &merged).unwrap();
    assert_eq!(profile.projects.len(), 2);
    assert_eq!(profile.projects[0].period.as_deref(), Some("全年"));
    assert!(added > 50 && merged.contains("\n208 = \"\""), "{added}: {merged}");
    // Nothing is left to add.
    assert_eq!(merged_profile(&content, "资料.toml", &merged).unwrap(), (merged, 0));
}

/// 决算 of an archive, with a table of the budget of its own year if it is printed.
fn accounts(budget: &str) -> Content {
    let year = |year: u32, amount: &str| {
        format!(
            "示例市档案馆{year}年度单位决算公开\n\n{year}年度一般公共预算财政拨款支出决算表\n编制单位：示例市档案馆\n单位：万元\n\n\
             科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{amount}\t{amount}\t0.00\n\
             205\t教育支出\t{amount}\t{amount}\t0.00\n20508\t进修及培训\t{amount}\t{amount}\t0.00\n\
             2050803\t培训支出\t{amount}\t{amount}\t0.00\n\n"
        )
    };
    let budget = if budget.is_empty() {
        String::new()
    } else {
        year(2024, budget)
            .replace("决算公开", "预算公开")
            .replace("年度一般公共预算财政拨款支出决算表", "年一般公共预算支出情况表")
    };
    let texts = [("2023.txt", year(2023, "10.00")), ("2024.txt", year(2024, "20.00")), ("预算.txt", budget)];
    let texts: Vec<(&str, &str)> =
        texts.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (*name, text.as_str())).collect();
    content(&texts)
}

#[test]
fn accounts_compare_with_the_budget_where_it_is_printed_and_ask_for_it_item_by_item_where_it_is_not() {
    let key = |make: fn(BudgetTable, String) -> ProfileKey| make(BudgetTable::General, "2050803".to_owned());
    let open = |content: &Content, profile: &Profile| -> Vec<ProfileKey> {
        written(content, profile).open.into_iter().map(|open| open.key).collect()
    };
    let content = accounts("");
    assert!(open(&content, &Profile::default()).contains(&key(ProfileKey::Budget)));
    let mut sheet = Sheet::of(&content, &Profile::default());
    *sheet.cell("budget.general.2050803", "填写内容") = "16".to_owned();
    let (profile, warnings) = sheet.read(&content).unwrap();
    assert_eq!(warnings, [""; 0]);
    let printed = accounts("16.00");
    for (content, profile) in [(&content, &profile), (&printed, &Profile::default())] {
        let text = written(content, profile).text();
        let words = "年初预算为16.00万元，支出决算为20.00万元，完成年初预算的125.00%";
        assert!(text.contains(words), "{text}");
        assert!(text.contains("决算数大于年初预算数的主要原因是【待补充"), "{text}");
        let open = open(content, profile);
        assert!(open.contains(&key(ProfileKey::Deviation)) && !open.contains(&key(ProfileKey::Budget)), "{open:?}");
    }
    let text = written(&accounts("20.00"), &Profile::default()).text();
    assert!(text.contains("完成年初预算的100.00%") && text.contains("决算数等于年初预算数。"), "{text}");
}

#[test]
fn what_a_template_leaves_open_itself_is_asked_and_answered_too() {
    let content = drafting();
    let template = Some(("模板.txt", "# 说明\n收入来源是【待补充：收入来源】。\n{{ 单位 }}：【待补充：其他】\n"));
    let open = explain(&content, &Profile::default(), template).unwrap().open;
    assert_eq!(open.iter().map(|open| open.key.to_string()).collect::<Vec<_>>(), ["blanks.收入来源", "blanks.其他"]);
    let profile = Profile::parse("资料.toml", "[blanks]\n\"收入来源\" = \"财政拨款。\"\n").unwrap();
    let text = explain(&content, &profile, template).unwrap().text();
    assert!(text.contains("收入来源是财政拨款。\n") && text.contains("【待补充：其他】"), "{text}");
}

/// Fills a cell of a sheet as a clerk does: writes it anew, with one more column and one row hidden by a filter.
fn filled(sheet: &Sheet, hidden: usize, path: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    for (at, row) in (0u32..).zip(&sheet.0) {
        for (column, text) in (0u16..).zip(&row.cells) {
            page.write_string(at, column, text)?;
        }
    }
    page.set_row_hidden(u32::try_from(hidden).unwrap())?;
    workbook.save(path)
}

#[test]
fn the_commands_carry_a_sheet_round_and_never_write_over_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("2023.txt"), PRIOR).unwrap();
    std::fs::write(folder.path().join("2024.txt"), CURRENT.rsplit_once("第三部分").unwrap().0).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        command.args(["explain", "2023.txt", "2024.txt"]).args(arguments).current_dir(&folder);
        let output = command.env("TONGBI_CONFIG_DIR", folder.path().join("设置")).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (status, _, told) = run(&["--reasons-sheet", "待填.xlsx"]);
    assert_eq!(status, Some(0), "{told}");
    let path = folder.path().join("待填.xlsx");
    let mut sheet = Sheet(rows(&std::fs::read(&path).unwrap()));
    let last_year = sheet.column("上年文字");
    let at = (sheet.head() + 1..sheet.0.len()).find(|at| !sheet.0[*at].cells[last_year].is_empty()).unwrap();
    let first = sheet.keys()[at - sheet.head() - 1].clone();
    *sheet.cell(&first, "填写内容") = "沿用".to_owned();
    *sheet.cell(&first, "科室") = "人事科".to_owned();
    filled(&sheet, at, &path).unwrap();
    let before = std::fs::read(&path).unwrap();
    let (status, _, told) = run(&["--reasons-sheet", "待填.xlsx"]);
    assert_eq!(status, Some(2));
    assert!(told.contains("没有覆盖") && told.contains("--reasons 待填.xlsx --reasons-sheet 新表.xlsx"), "{told}");
    assert!(std::fs::read(&path).unwrap() == before);
    // The answer and its office go into a new sheet; the row that a filter hides is read.
    let (status, _, told) = run(&["--reasons", "待填.xlsx", "--reasons-sheet", "新表.xlsx"]);
    assert_eq!(status, Some(0), "{told}");
    let mut next = Sheet(rows(&std::fs::read(folder.path().join("新表.xlsx")).unwrap()));
    assert_eq!(next.cell(&first, "科室"), "人事科");
    let last_year = next.cell(&first, "上年文字").clone();
    assert_eq!(*next.cell(&first, "填写内容"), last_year);
    let (status, text, told) = run(&["--reasons", "新表.xlsx"]);
    assert_eq!(status, Some(1), "{told}");
    assert!(text.contains(last_year.lines().next().unwrap()));
    // A report takes the same sheet.
    let mut report = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    report.args(["report", "2023.txt", "2024.txt", "--reasons", "新表.xlsx", "-o", "报告"]).current_dir(&folder);
    let output = report.env("TONGBI_CONFIG_DIR", folder.path().join("设置")).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("处待补充；用 tongbi explain 加同样的输入和 --reasons-sheet 待填.xlsx"), "{told}");
    let written = folder.path().join("报告/示例州社会保险服务中心-2024/说明.txt");
    assert!(std::fs::read_to_string(written).unwrap().contains(last_year.lines().next().unwrap()));
    // A profile in its place is no sheet.
    std::fs::write(folder.path().join("资料.toml"), "unit = \"示例州社会保险服务中心\" # 全称\n").unwrap();
    let (status, _, told) = run(&["--reasons", "资料.toml"]);
    assert!(status == Some(2) && told.contains("--reasons-sheet"), "{told}");
    // It is added to, not replaced.
    let (status, _, told) = run(&["--new-profile", "-o", "资料.toml"]);
    assert!(status == Some(0) && told.contains("原来的内容不动，补上"), "{told}");
    let text = std::fs::read_to_string(folder.path().join("资料.toml")).unwrap();
    assert!(
        text.starts_with("unit = \"示例州社会保险服务中心\" # 全称\n") && text.contains("[reasons.general]"),
        "{text}"
    );
}

#[test]
fn what_is_taken_over_is_marked_in_the_document() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("2023.txt"), PRIOR).unwrap();
    std::fs::write(folder.path().join("2024.txt"), CURRENT.rsplit_once("第三部分").unwrap().0).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    command.args(["explain", "2023.txt", "2024.txt", "-o", "公开.docx"]).current_dir(&folder);
    assert_eq!(command.status().unwrap().code(), Some(1));
    let package = std::fs::File::open(folder.path().join("公开.docx")).unwrap();
    let mut package = zip::ZipArchive::new(package).unwrap();
    let mut part = |name: &str| std::io::read_to_string(package.by_name(name).unwrap()).unwrap();
    let (document, comments) = (part("word/document.xml"), part("word/comments.xml"));
    let count = |text: &str, words: &str| text.matches(words).count();
    let marked = count(&comments, "沿用上年，请核对");
    assert!(marked > 20, "{marked}");
    for mark in ["<w:commentRangeStart ", "<w:commentRangeEnd ", "<w:commentReference "] {
        assert_eq!(count(&document, mark), marked, "{mark}");
    }
    let words = "<w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">职工业务培训和继续教育</w:t></w:r><w:commentRangeEnd";
    assert!(document.contains(words));
}
