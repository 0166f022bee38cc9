//! 待填表: a workbook with a row for each 待填事项, which goes round the offices and is read back.

use super::profile::{ProfileKey, SAME};
use super::question::{Question, QuestionState, questions};
use super::{Content, Profile};
use crate::model::{Amount, Place, Ratio, Warning, WarningKind};
use crate::present::PresentError;
use crate::present::sheet::{clean, number, workbook};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// 栏目
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    State,
    Kind,
    Subject,
    Heading,
    Prior,
    Current,
    Change,
    Growth,
    Share,
    LastYear,
    Answer,
    Hint,
    Office,
    Clerk,
    Key,
}

/// The columns with their headers and widths in characters, of which a Chinese one takes two.
const COLUMNS: [(Column, &str, u8); 15] = [
    (Column::State, "状态", 8),
    (Column::Kind, "事项", 14),
    (Column::Subject, "项目", 28),
    (Column::Heading, "所在章节", 18),
    (Column::Prior, "上年数（万元）", 11),
    (Column::Current, "本年数（万元）", 11),
    (Column::Change, "增减额（万元）", 11),
    (Column::Growth, "增减率（%）", 9),
    (Column::Share, "占比（%）", 8),
    (Column::LastYear, "上年文字", 32),
    (Column::Answer, "填写内容", 38),
    (Column::Hint, "填法", 20),
    (Column::Office, "科室", 9),
    (Column::Clerk, "填报人", 9),
    (Column::Key, "编号（请勿改动）", 12),
];
/// The rows above the first question.
const HEAD: u32 = 3;
/// The height of a line of text in points.
const LINE: u32 = 15;
/// The greatest height of a row in points.
const HIGHEST: u32 = 409;

/// A row of a completed workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its place.
    pub place: Place,
    /// The texts of its cells, from the first column on.
    pub cells: Vec<String>,
}

/// 填好的待填表
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// The answers with their places, in the order of the rows.
    given: Vec<(ProfileKey, String, Place)>,
    /// 科室 and 填报人 by key.
    offices: BTreeMap<ProfileKey, [String; 2]>,
    /// Rows that were not understood.
    pub warnings: Vec<Warning>,
}

/// What a sheet is about, as its first line says: 某单位2024年单位预算公开待填事项.
fn title(content: &Content) -> String {
    format!("{}{}年{}{}公开待填事项", content.unit, content.year, content.scope.name(), content.phase)
}

/// The workbook for a unit: everything that the text leaves open, and the reasons that it does without. What the profile
/// answers is filled in, and so are the offices of an earlier sheet.
///
/// # Errors
/// The template is wrong, or the workbook cannot be written, which would be a fault of the program.
pub fn question_sheet(
    content: &Content,
    profile: &Profile,
    template: Option<(&str, &str)>,
    earlier: &Answers,
) -> Result<Vec<u8>, crate::Error> {
    let asked = questions(content, profile, template)?;
    let is_row = |question: &&Question| {
        let reason = matches!(question.key, ProfileKey::Reason(..));
        reason || question.state != QuestionState::Optional || question.answer.is_some()
    };
    let rows: Vec<&Question> = asked.iter().filter(is_row).collect();
    Ok(workbook("questions", |workbook| fill(workbook, &title(content), &rows, earlier)).map_err(PresentError::from)?)
}

/// The formats of cells.
struct Looks {
    text: Format,
    money: Format,
    answer: Format,
    key: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Self {
            text: plain().set_text_wrap(),
            money: plain().set_num_format("#,##0.00"),
            answer: plain().set_text_wrap().set_background_color(Color::RGB(0x00FF_F2CC)),
            key: plain().set_font_size(8).set_font_color(Color::RGB(0x0080_8080)),
        }
    }
}

fn fill(workbook: &mut Workbook, title: &str, questions: &[&Question], earlier: &Answers) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("待填事项")?;
    let looks = Looks::new();
    let last = COLUMNS.len() as u16 - 1;
    sheet.write_string_with_format(0, 0, clean(title), &Format::new().set_bold().set_font_size(14))?;
    let how = format!(
        "填黄色一栏。上年文字照用的填“{SAME}”；不填的在文中留下【待补充】。行可以换次序、删去，可以加栏；科室、填报人供分派用。"
    );
    sheet.write_string(1, 0, how)?;
    let head = Format::new().set_border(FormatBorder::Thin).set_bold().set_text_wrap().set_align(FormatAlign::Center);
    let head = head.set_align(FormatAlign::VerticalCenter);
    for (column, (_, name, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_string_with_format(HEAD - 1, column, name, &head)?;
        sheet.set_column_width(column, width)?;
    }
    let mut row = HEAD;
    for question in questions {
        write(sheet, row, question, earlier.offices.get(&question.key), &looks)?;
        row += 1;
    }
    sheet.set_row_height(HEAD - 1, 2 * LINE + 3)?;
    sheet.set_freeze_panes(HEAD, 3)?;
    sheet.autofilter(HEAD - 1, 0, row.saturating_sub(1).max(HEAD - 1), last)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD - 1, HEAD - 1)?;
    // The keys are for the program, not for the paper.
    sheet.set_print_area(0, 0, row.saturating_sub(1), last - 1)?;
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&C第 &P 页，共 &N 页");
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    question: &Question,
    offices: Option<&[String; 2]>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let item = question.item.as_ref();
    let wan = |amount: Option<Amount>| amount.map(super::profile::wan).unwrap_or_default();
    let percent = |ratio: Option<Ratio>| ratio.map(|ratio| ratio.percent(2).to_string()).unwrap_or_default();
    let mut lines = 1;
    for (at, (column, _, width)) in (0u16..).zip(COLUMNS) {
        let text = match column {
            Column::State => question.state.title().to_owned(),
            Column::Kind => question.kind.clone(),
            Column::Subject => question.subject.clone(),
            Column::Heading => question.heading.clone(),
            Column::Prior => wan(item.and_then(|item| item.prior)),
            Column::Current => wan(item.and_then(|item| item.current)),
            Column::Change => wan(item.and_then(|item| item.change)),
            Column::Growth => percent(item.and_then(|item| item.growth?.rate())),
            Column::Share => percent(item.and_then(|item| item.share)),
            Column::LastYear => question.last_year.clone().unwrap_or_default(),
            Column::Answer => question.answer.clone().unwrap_or_default(),
            Column::Hint => question.key.hint().to_owned(),
            Column::Office => offices.map(|offices| offices[0].clone()).unwrap_or_default(),
            Column::Clerk => offices.map(|offices| offices[1].clone()).unwrap_or_default(),
            Column::Key => question.key.to_string(),
        };
        let (look, figure) = match column {
            Column::Prior | Column::Current | Column::Change | Column::Growth | Column::Share => {
                (&looks.money, number(&text))
            }
            Column::Answer => (&looks.answer, None),
            Column::Key => (&looks.key, None),
            _ => (&looks.text, None),
        };
        match figure {
            Some(figure) => sheet.write_number_with_format(row, at, figure, look)?,
            None => sheet.write_string_with_format(row, at, clean(&text), look)?,
        };
        if column != Column::Key {
            lines = lines.max(wrapped(&text, width));
        }
    }
    sheet.set_row_height(row, (lines * LINE + 3).min(HIGHEST))?;
    Ok(())
}

/// The number of lines that a text takes in a column.
fn wrapped(text: &str, width: u8) -> u32 {
    let length = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    // A line cannot end in half a character, nor begin with a punctuation mark.
    text.lines().map(|line| length(line).div_ceil(u32::from(width.saturating_sub(3).max(1))).max(1)).sum::<u32>().max(1)
}

/// Reads a completed workbook of [`question_sheet`]. Its rows and columns may have been moved, deleted or added.
///
/// # Errors
/// There is no header with 填写内容 and 编号, or the sheet belongs to another unit or year.
pub fn read_answers(file: &str, rows: &[SheetRow], content: &Content) -> Result<Answers, crate::Error> {
    let wrong = |message: String| crate::Error::from(PresentError::Argument(message));
    let name = |column: Column| COLUMNS.iter().find(|(known, ..)| *known == column).map_or("", |(_, name, _)| name);
    let position = |row: &SheetRow, wanted: Column| row.cells.iter().position(|cell| cell.trim() == name(wanted));
    let head = rows.iter().enumerate().find_map(|(at, row)| {
        let columns = [position(row, Column::Answer)?, position(row, Column::Key)?];
        Some((at, row, columns))
    });
    let Some((at, head, [answer, key])) = head else {
        return Err(wrong(format!(
            "{file}：没有“{}”“{}”两栏的表头。请用 --reasons-sheet 重新生成待填表再填写",
            name(Column::Answer),
            name(Column::Key)
        )));
    };
    let (own, mark) = (title(content), "待填事项");
    // A sheet of the workbook has the name alone.
    let is_title = |cell: &&str| cell.ends_with("公开待填事项");
    let titles = rows[..at].iter().flat_map(|row| &row.cells).map(|cell| cell.trim());
    if let Some(other) = titles.filter(is_title).find(|cell| *cell != own) {
        let (of, wanted) = (other.trim_end_matches(mark), own.trim_end_matches(mark));
        return Err(wrong(format!("{file}：这是“{of}”的待填表，不是“{wanted}”的。请核对文件，或重新生成待填表")));
    }
    let others = [Column::LastYear, Column::Office, Column::Clerk].map(|column| position(head, column));
    let mut answers = Answers::default();
    let mut first: BTreeMap<ProfileKey, (String, Place)> = BTreeMap::new();
    for row in &rows[at + 1..] {
        let cell = |column: usize| row.cells.get(column).map_or("", |cell| cell.trim());
        let [last_year, office, clerk] = others.map(|column| column.map_or("", cell));
        let (text, place) = (cell(answer), Place { column: u32::try_from(answer + 1).ok(), ..row.place.clone() });
        let mut warn = |message: String| {
            answers.warnings.push(Warning::new(WarningKind::Note, place.clone(), message));
        };
        let Ok(key) = cell(key).parse::<ProfileKey>() else {
            if !text.is_empty() && cell(key) != name(Column::Key) {
                warn(format!("编号“{}”不认识，填的内容未使用；请从原来的待填表里抄回这一行的编号", cell(key)));
            }
            continue;
        };
        if !office.is_empty() || !clerk.is_empty() {
            answers.offices.insert(key.clone(), [office.to_owned(), clerk.to_owned()]);
        }
        let text = match text {
            "" => continue,
            SAME if last_year.is_empty() => {
                warn(format!("填了“{SAME}”，上年文字却是空的，未使用；请写出内容"));
                continue;
            }
            SAME => last_year,
            text => text,
        };
        match first.get(&key) {
            Some((known, _)) if known == text => {}
            Some((_, before)) => warn(format!("与 {before} 是同一事项，填的不同，这一行未使用；请留下一行")),
            None => {
                first.insert(key.clone(), (text.to_owned(), place.clone()));
                answers.given.push((key, text.to_owned(), place));
            }
        }
    }
    Ok(answers)
}

impl Profile {
    /// The profile with the answers of a sheet, and warnings for those that cannot be used; its own take precedence.
    #[must_use]
    pub fn with_answers(mut self, answers: &Answers) -> (Self, Vec<Warning>) {
        let mut warnings = answers.warnings.clone();
        let given = answers.given.iter().filter(|(key, ..)| self.answer(key).is_none()).collect::<Vec<_>>();
        for (key, text, place) in given {
            if let Err(expected) = self.put(key, text, place) {
                let message = format!("“{text}”未使用：{expected}");
                warnings.push(Warning::new(WarningKind::Note, place.clone(), message));
            }
        }
        (self, warnings)
    }
}
