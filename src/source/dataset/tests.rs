//! Datasets, sound and faulty, and the items that they give.

use super::*;
use crate::model::{BudgetTable, Level};
use crate::source::{Limits, format};

fn dataset(text: &str) -> Option<Dataset> {
    of_document(&format::read(&"x.csv".into(), text.as_bytes(), &Limits::default()).unwrap())
}

#[test]
fn year_code_and_amount_suffice() {
    for header in ["year,code,amount", "年度,科目编码,金额"] {
        let read = dataset(&format!("{header}\n2024,2080501,864000.00\n2024,,1\n")).unwrap();
        assert_eq!(read.items[0].amount.unwrap().fen(), 86_400_000);
        assert_eq!((read.items[0].level, read.items[0].table), (Level::Item, BudgetTable::General));
        assert_eq!((read.items[1].level, &*read.items[1].name), (Level::Total, "合计"));
    }
}

#[test]
fn the_whole_frame_is_read_back() {
    let text = "unit,scope,year,phase,table,classification,code,level,name,project,measure,amount,resolution,origin,\
                file,page,row,column,parent,text\n\
                某中心,单位,2023,预算,general,functional,,项,其他补助,,合计,350000.00,100.00,implied,\
                公开.txt,,88,,20805,35.00\n";
    let read = dataset(text).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let item = &read.items[0];
    assert_eq!((item.amount.unwrap().fen(), item.amount.unwrap().resolution()), (35_000_000, 10_000));
    assert_eq!(item.place.to_string(), "公开.txt 第88行");
    assert_eq!((item.parent.as_ref().unwrap().as_str(), &*item.text), ("20805", "35.00"));
}

#[test]
fn a_row_that_cannot_be_read_is_reported_with_its_place() {
    let read = dataset("year,code,amount\n24,208,1\n2024,20,1\n2024,208,\"1.234,56\"\n2024,208,2\n").unwrap();
    let messages: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(read.items.len(), 1);
    assert_eq!(
        messages,
        [
            "x.csv 第2行 第1列：年度应为四位数字，如 2024，实际是“24”。这一行没有计入，请改正后再试",
            "x.csv 第3行 第2列：“20”不是科目编码；应为 3、5、7 或 9 位数字。这一行没有计入，请改正后再试",
            "x.csv 第4行 第3列：“1.234,56”的小数点与千分位写反了；请改为如 1,234.56 的写法。这一行没有计入，请改正后再试",
        ]
    );
}

#[test]
fn a_table_of_a_disclosure_is_no_dataset() {
    assert!(dataset("科目编码,科目名称,2023年,2024年\n208,社会保障,1,2\n").is_none());
}

#[test]
fn json_and_parquet_read_like_the_same_csv() {
    use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetWriter, Series};
    let read = |name: &str, bytes: &[u8]| {
        let (name, limits) = (name.into(), Limits::default());
        let item = if name == "x.parquet".into() {
            let frame = format::parquet::frame(&name, bytes, &limits).unwrap();
            of_frame(&name, Path::new(&*name), &frame).unwrap().unwrap().items.remove(0)
        } else {
            of_document(&format::read(&name, bytes, &limits).unwrap()).unwrap().items.remove(0)
        };
        (item.year.get(), item.code.unwrap().as_str().to_owned(), item.amount.unwrap().fen())
    };
    let expected = (2024, "2080501".to_owned(), 86_400_050);
    let json = br#"[{"year":2024,"code":2080501,"amount":"864000.50","project":null}]"#;
    assert_eq!(read("x.json", json), expected);
    assert_eq!(read("x.json", br#"[{"year":2024,"code":"2080501","amount":864000.5}]"#), expected);
    let columns = vec![
        Series::new("year".into(), [2024i32]).into_column(),
        Series::new("code".into(), ["2080501"]).into_column(),
        Series::new("amount".into(), [864_000.5f64]).into_column(),
    ];
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(1, columns).unwrap()).unwrap();
    assert_eq!(read("x.parquet", &bytes), expected);
}

#[test]
fn broken_json_says_where() {
    let error = format::read(&"x.json".into(), b"[{\"year\":}]", &Limits::default()).unwrap_err().to_string();
    assert!(error.starts_with("x.json 第1行 第10列：应为对象的数组"), "{error}");
    let error = format::read(&"x.parquet".into(), b"PAR1xx", &Limits::default()).unwrap_err().to_string();
    assert!(error.starts_with("x.parquet：应为完整的 Parquet 文件"), "{error}");
}
