//! A table in the wrong unit, figures that stand one row or one column off, amounts or columns that have changed places:
//! each is one finding, and a second error beside it is told as well.

use tongbi::audit::{Audit, Material, Verdict, judge};
use tongbi::source::load_texts;

const SAMPLE: &str = include_str!("../data/sample/2024.txt");

fn judged(text: &str) -> Audit {
    let loaded = load_texts(&[("2024.txt", text)], &Default::default()).unwrap();
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

/// What is told as wrong: the figure and the likely cause.
fn wrong(text: &str) -> Vec<(String, String)> {
    let audit = judged(text);
    let wrong = audit.findings().into_iter().filter(|finding| finding.verdict >= Verdict::Form);
    wrong.map(|one| (one.printed.to_string(), one.likely_cause.clone().unwrap_or_default())).collect()
}

/// The lines of a table of the sample: its first line and those down to the next blank one.
fn table(title: &str) -> std::ops::Range<usize> {
    let lines: Vec<&str> = SAMPLE.lines().collect();
    let titled = lines.iter().position(|line| *line == title).unwrap();
    let from = titled + lines[titled..].iter().position(|line| line.starts_with("类\t")).unwrap();
    from..from + lines[from..].iter().position(|line| line.is_empty()).unwrap()
}

/// The sample with the rows of a table written anew.
fn rewritten(title: &str, change: impl Fn(&mut Vec<Vec<String>>)) -> String {
    let lines: Vec<&str> = SAMPLE.lines().collect();
    let range = table(title);
    let mut rows: Vec<Vec<String>> =
        lines[range.clone()].iter().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    change(&mut rows);
    let rows: Vec<String> = rows.into_iter().map(|row| row.join("\t")).collect();
    let before = lines[..range.start].join("\n");
    format!("{before}\n{}\n{}\n", rows.join("\n"), lines[range.end..].join("\n"))
}

const EXPENDITURE: &str = "单位支出总体情况表";
const GENERAL: &str = "一般公共预算支出情况表";
const BASIC: &str = "一般公共预算基本支出情况表";

#[test]
fn a_table_in_the_wrong_unit_is_one_finding() {
    assert_eq!(wrong(SAMPLE), Vec::new());
    let headed = |title: &str| {
        let at = SAMPLE.find(&format!("\n{title}\n")).unwrap();
        format!("{}{}", &SAMPLE[..at], SAMPLE[at..].replacen("单位：万元", "单位：元", 1))
    };
    let headed = [EXPENDITURE, GENERAL, BASIC].map(|title| (headed(title), "按元读入，印的数是万元"));
    for (text, words) in headed {
        let found = wrong(&text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].1.contains("整张表的金额单位写错") && found[0].1.contains(words), "{found:?}");
        // A wrong digit elsewhere is a finding of its own.
        let found = wrong(&text.replacen("增长 5.95%", "增长 5.59%", 1));
        assert_eq!(found.len(), 2, "{found:#?}");
    }
}

#[test]
fn a_table_in_yuan_under_a_head_of_ten_thousand_yuan_is_one_finding() {
    let general = |factor: u32| {
        let amount = |amount: u32| format!("{}.00", amount * factor);
        format!(
            "一般公共预算支出情况表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t{}\n201\t一般公共服务支出\t{}\n\
             20126\t档案事务\t{}\n2012601\t行政运行\t{}\n2012604\t档案馆\t{}\n",
            amount(130),
            amount(130),
            amount(130),
            amount(100),
            amount(30)
        )
    };
    let text = |factor: u32, said: &str| {
        format!(
            "示例市档案馆2024年单位预算公开\n\n{}\n一、一般公共预算支出情况\n\n一般公共预算支出130.00万元，其中：\n\
             一般公共服务支出（类）档案事务（款）行政运行（项）{said}万元。\n一般公共服务支出（类）档案事务（款）档案馆（项）30.00万元。\n",
            general(factor)
        )
    };
    assert_eq!(wrong(&text(1, "100.00")), Vec::new());
    let found = wrong(&text(10_000, "100.00"));
    assert!(found.len() == 1 && found[0].1.contains("按万元读入，印的数是元"), "{found:#?}");
    assert_eq!(wrong(&text(10_000, "101.00")).len(), 2);
}

/// The amounts of these columns one row lower (or higher); the row that they leave, or leave behind, is blank.
fn move_rows(rows: &mut [Vec<String>], range: std::ops::Range<usize>, columns: std::ops::Range<usize>, is_down: bool) {
    for column in columns {
        let mut cells: Vec<String> = rows[range.clone()].iter().map(|row| row[column].clone()).collect();
        if is_down {
            cells.rotate_right(1)
        } else {
            cells.rotate_left(1)
        }
        range.clone().zip(cells).for_each(|(row, cell)| rows[row][column] = cell);
    }
}

#[test]
fn a_block_of_rows_one_place_off_is_one_finding() {
    // One column alone: 34.20 and 83.78 of 项目支出 beside rows that print 合计 right.
    let column = |title: &'static str, is_down: bool| {
        rewritten(title, move |rows| {
            let at = rows.iter().position(|row| row[..3].concat() == "2080102").unwrap();
            let range = if is_down { at..at + 3 } else { at - 1..at + 2 };
            move_rows(rows, range, 6..7, is_down);
        })
    };
    for (text, words) in [
        (column(EXPENDITURE, true), "印低了一行，应上移一行"),
        (column(EXPENDITURE, false), "印高了一行，应下移一行"),
        (column(GENERAL, true), "印低了一行，应上移一行"),
    ] {
        let found = wrong(&text);
        assert!(found.len() == 1 && found[0].1.contains(words), "{words}: {found:#?}");
        let found = wrong(&text.replacen("增长 5.95%", "增长 5.59%", 1));
        assert_eq!(found.len(), 2, "{found:#?}");
    }
}

#[test]
fn two_amounts_that_have_changed_places_are_one_finding() {
    for (title, codes) in [(EXPENDITURE, ["205", "221"]), (GENERAL, ["205", "221"]), (GENERAL, ["20508", "22102"])] {
        let text = rewritten(title, |rows| {
            let [one, other] = codes.map(|code| rows.iter().position(|row| row[..3].concat() == code).unwrap());
            for column in [4, 5] {
                let cell = std::mem::take(&mut rows[one][column]);
                rows[one][column] = std::mem::replace(&mut rows[other][column], cell);
            }
        });
        let found = wrong(&text);
        assert!(found.len() == 1 && found[0].1.contains("互换了位置"), "{found:#?}");
    }
}

/// The row of a table that has this code.
fn row_of(rows: &[Vec<String>], code: &str) -> usize {
    rows.iter().position(|row| row[..3].concat() == code).unwrap()
}

#[test]
fn figures_one_column_off_are_one_finding() {
    let moved = |title: &'static str, codes: &'static [&'static str], from: usize, to: usize| {
        rewritten(title, move |rows| {
            for code in codes {
                let at = row_of(rows, code);
                rows[at][to] = std::mem::take(&mut rows[at][from]);
            }
        })
    };
    // A 项 that its 款 misses, a 类 with what is below it that the total misses.
    for (text, words) in [
        (moved(EXPENDITURE, &["2080102"], 6, 5), "这个数印左了一栏，应右移一栏"),
        (moved(GENERAL, &["2080109"], 6, 5), "这个数印左了一栏，应右移一栏"),
        (moved(EXPENDITURE, &["221", "22102", "2210201"], 5, 6), "印右了一栏，应左移一栏"),
        // The only row below its parent, where the parent's next column is blank.
        (moved(EXPENDITURE, &["2210201"], 5, 6), "这个数印右了一栏，应左移一栏"),
        (moved(GENERAL, &["2210201"], 5, 6), "这个数印右了一栏，应左移一栏"),
    ] {
        let found = wrong(&text);
        assert!(found.len() == 1 && found[0].1.contains(words), "{words}: {found:#?}");
        let found = wrong(&text.replacen("增长 5.95%", "增长 5.59%", 1));
        assert_eq!(found.len(), 2, "{found:#?}");
    }
}

#[test]
fn columns_that_have_changed_places_are_one_finding() {
    let text = rewritten(GENERAL, |rows| {
        let numbered = rows.iter().position(|row| row[0] == "※").unwrap();
        rows[numbered + 1..].iter_mut().for_each(|row| row.swap(5, 6));
    });
    let found = wrong(&text);
    assert!(found.len() == 1 && found[0].1.contains("两栏的数互换了位置"), "{found:#?}");
}

#[test]
fn a_row_whose_parent_is_blank_in_its_column_is_told() {
    // The figure is printed a second time, in a column that its parents leave blank.
    let text = rewritten(EXPENDITURE, |rows| {
        let at = row_of(rows, "2210201");
        rows[at][6] = "7.00".to_owned();
    });
    let audit = judged(&text);
    let told: Vec<&str> =
        audit.findings().iter().filter(|one| one.code == "children").map(|one| &*one.because).collect();
    assert!(told.iter().any(|because| because.contains("上级这一栏是空的")), "{told:#?}");
    // A table that leaves a column blank above the lowest level throughout means nothing by it.
    let text = rewritten(EXPENDITURE, |rows| {
        for row in rows
            .iter_mut()
            .filter(|row| row.len() > 6 && (1..7).contains(&row[..3].concat().len()) && row[0].starts_with('2'))
        {
            if row[..3].concat().len() < 7 {
                row[6] = String::new();
            }
        }
    });
    let audit = judged(&text);
    let told = audit.findings().into_iter().filter(|one| one.because.contains("这一栏是空的")).count();
    assert_eq!(told, 0);
}
