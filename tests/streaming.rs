//! `analysis::stream`: documents, frames and batches give the same rows, however they are divided and in whatever order
//! they are surveyed.

use polars::prelude::*;
use polars_arrow::array::StructArray;
use proptest::prelude::*;
use std::sync::Arc;
use tongbi::analysis::stream::{self, Overview};
use tongbi::analysis::{CompareOptions, LineItems, Sort, TrendOptions, compare, trend};
use tongbi::dataset::{self, Kind};
use tongbi::model::{
    Amount, Bridge, BridgeEnd, BridgeRow, BudgetTable, Classification, Code, FiscalYear, LineItem, Measure, Origin,
    Phase, Place, Scope, Units, Warning,
};
use tongbi::present::{TrendView, comparison_frame, trend_frame};
use tongbi::source::dataset::store::Store;
use tongbi::source::{LoadOptions, load_texts};
use tongbi::{Error, ErrorKind};

/// One figure of each thing, each at a place of its own, in any order.
fn any_items() -> impl Strategy<Value = Vec<LineItem>> {
    let code = prop::sample::select(vec![
        ("", "合计"),
        ("208", "社会保障和就业支出"),
        ("20801", "人力资源和社会保障管理事务"),
        ("2080101", "行政运行"),
        ("2080102", "2080102"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("", "没有编码的事项"),
    ]);
    let phase = prop::sample::select(vec![Phase::Approved, Phase::Approved, Phase::Executed]);
    let origin = prop::sample::select(vec![Origin::Published, Origin::Published, Origin::Restated, Origin::Implied]);
    let measure = prop::sample::select(vec!["合计", "基本支出"]);
    let item = (2022u16..=2024, 0usize..6, phase, origin, measure, code, -1_000i64..1_000_000);
    let items = prop::collection::vec(item, 1..80).prop_map(|rows| {
        let mut seen = std::collections::BTreeSet::new();
        let mut items = Vec::new();
        for (row, (year, unit, phase, origin, measure, (code, name), fen)) in (1u32..).zip(rows) {
            if !seen.insert((year, unit, phase, origin, measure, code, name)) {
                continue;
            }
            let code = Code::new(code).ok();
            let level = match (&code, name) {
                (Some(code), _) => code.level(),
                (None, "合计") => tongbi::model::Level::Total,
                (None, _) => tongbi::model::Level::Item,
            };
            items.push(LineItem {
                unit: format!("单位{unit}").into(),
                scope: Scope::Unit,
                year: FiscalYear::new(year).unwrap(),
                phase,
                table: BudgetTable::General,
                classification: Classification::Functional,
                code,
                parent: None,
                level,
                name: name.into(),
                project: None,
                measure: Measure::new(measure),
                amount: Some(Amount::new(fen, 100)),
                text: fen.to_string().into(),
                origin,
                place: Place::file(format!("{year}年单位{unit}{origin:?}.pdf").as_str()).at(row, 1),
            });
        }
        items
    });
    items.prop_shuffle()
}

/// Whole units in the order of their names, cut behind every so many.
fn batches(items: &[LineItem], cut: usize) -> Vec<Vec<LineItem>> {
    let mut sorted = items.to_vec();
    sorted.sort_by(|one, other| one.unit.cmp(&other.unit));
    let units: Vec<Vec<LineItem>> =
        sorted.chunk_by(|one, next| one.unit == next.unit).map(<[LineItem]>::to_vec).collect();
    units.chunks(cut).map(|units| units.concat()).collect()
}

/// The overview of items surveyed in parts of so many, the last part first.
fn overview(items: &[LineItem], size: usize) -> Overview {
    let mut overview = Overview::default();
    for part in items.chunks(size).rev() {
        let sent = Overview::of(part).to_bytes();
        overview.merge(&Overview::from_bytes(&sent).unwrap());
    }
    overview
}

fn framed(batch: &StructArray) -> DataFrame {
    let column = |(field, array): (&ArrowField, &ArrayRef)| Series::try_from((field.name.clone(), array.clone()));
    let columns = batch.fields().iter().zip(batch.values()).map(|column_of| column(column_of).unwrap().into_column());
    DataFrame::new(batch.len(), columns.collect()).unwrap()
}

fn stacked(frames: Vec<DataFrame>) -> DataFrame {
    let all = frames.into_iter().reduce(|mut all, frame| all.vstack_mut(&frame).unwrap().clone());
    all.unwrap_or_default()
}

fn compared<B: Units>(
    batches: Vec<B>,
    overview: &Overview,
    options: &CompareOptions,
) -> Result<(DataFrame, Vec<Warning>), Error> {
    let mut frames = Vec::new();
    let finish = |comparison| comparison_frame(&comparison);
    let summary = stream::compare(batches.into_iter().map(Ok), overview, options, finish, |frame| {
        frames.push(frame);
        Ok(())
    })?;
    Ok((stacked(frames), summary.warnings))
}

fn lined_up<B: Units>(batches: Vec<B>, overview: &Overview, options: &TrendOptions) -> Result<DataFrame, Error> {
    let mut frames = Vec::new();
    let view = |trend| trend_frame(&TrendView { trend: &trend, ranking: None, movers: &[] });
    stream::trend(batches.into_iter().map(Ok), overview, options, view, |frame| {
        frames.push(frame);
        Ok(())
    })?;
    Ok(stacked(frames))
}

fn frames(batches: &[Vec<LineItem>]) -> Vec<DataFrame> {
    batches.iter().map(|items| LineItems::from_items(items).frame().unwrap()).collect()
}

fn bridge() -> Option<Arc<Bridge>> {
    let end = |code: &str| BridgeEnd::new(Code::new(code).ok(), "");
    let years = (FiscalYear::new(2023).unwrap(), FiscalYear::new(2024).unwrap());
    Some(Arc::new(Bridge::new(vec![BridgeRow::new(years, end("2080102"), end("2080505"))]).unwrap()))
}

proptest! {
    #![proptest_config(crate::chance::cases(48))]

    #[test]
    fn frames_batches_and_the_whole_give_the_same_rows(
        items in any_items(), cut in 1usize..4, size in 1usize..40, bridged in any::<bool>(), by_change in any::<bool>(),
    ) {
        let bridge = bridge().filter(|_| bridged);
        let sort = if by_change { Sort::Change } else { Sort::Code };
        let options = CompareOptions { bridge: bridge.clone(), sort, ..CompareOptions::default() };
        let whole = LineItems::from_frame(&LineItems::from_items(&items).frame().unwrap()).unwrap();
        let batches = batches(&items, cut);
        let overview = overview(&items, size);
        match compare(&whole, &options) {
            Ok(comparison) => {
                let expected = comparison_frame(&comparison).unwrap();
                let (of_items, _) = compared(batches.clone(), &overview, &options).unwrap();
                prop_assert!(of_items.equals_missing(&expected), "{of_items:?} against {expected:?}");
                let (of_frames, _) = compared(frames(&batches), &overview, &options).unwrap();
                prop_assert!(of_frames.equals_missing(&expected), "{of_frames:?} against {expected:?}");
            }
            Err(error) => {
                let of_items = compared(batches.clone(), &overview, &options).unwrap_err();
                prop_assert_eq!(of_items.to_string(), error.to_string());
            }
        }
        // A table in memory, its rows in any order and in pieces of any size.
        let table = || {
            let pieces = items.chunks(size).map(|items| LineItems::from_items(items).export().unwrap()).collect();
            Store::of_frames("表", pieces).unwrap()
        };
        let (store, expected) = (table(), compare(&whole, &options));
        match Kind::of(&store, bridged, None).and_then(|kind| dataset::compare(&store, kind, &options, &())) {
            Ok(rows) => {
                let expected = comparison_frame(&expected.unwrap()).unwrap();
                let rows = stacked(rows.batches.iter().map(framed).collect());
                prop_assert!(rows.equals_missing(&expected), "{rows:?} against {expected:?}");
            }
            // Columns of integers have no place for an item that has neither a code nor is a total.
            Err(error) if error.kind() == ErrorKind::Content => {
                prop_assert!(items.iter().any(|item| item.code.is_none() && &*item.name != "合计"), "{error}");
            }
            Err(error) => prop_assert_eq!(error.to_string(), expected.unwrap_err().to_string()),
        }
        let options = TrendOptions { bridge, sort, ..TrendOptions::default() };
        let whole = trend(&whole, &options).unwrap();
        let expected = trend_frame(&TrendView { trend: &whole, ranking: None, movers: &[] }).unwrap();
        let of_frames = lined_up(frames(&batches), &overview, &options).unwrap();
        prop_assert!(of_frames.equals_missing(&expected), "{of_frames:?} against {expected:?}");
        let of_items = lined_up(batches, &overview, &options).unwrap();
        prop_assert!(of_items.equals_missing(&expected), "{of_items:?} against {expected:?}");
        let store = table();
        match Kind::of(&store, bridged, None).and_then(|kind| dataset::trend(&store, kind, &options, &())) {
            Ok(rows) => {
                let rows = stacked(rows.batches.iter().map(framed).collect());
                prop_assert!(rows.equals_missing(&expected), "{rows:?} against {expected:?}");
            }
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Content),
        }
    }
}

#[test]
fn a_table_in_memory_may_store_its_columns_in_any_way_but_as_floats() {
    let texts = |values: [&str; 4]| Column::new("x".into(), values);
    let (units, codes) = (["甲局", "乙局", "甲局", "乙局"], ["208", "208", "208", "208"]);
    let fen: Int128Chunked = [10_000i128, 20_000, 9_000, 25_000].into_iter().map(Some).collect();
    let amount = fen.into_decimal(18, 2).unwrap().into_series().into_column();
    let table = |year: Column, code: Column, amount: Column| {
        let columns = [("unit", texts(units)), ("year", year), ("code", code), ("amount", amount)];
        let columns = columns.into_iter().map(|(name, column)| column.with_name(name.into())).collect();
        Store::of_frames("表", vec![DataFrame::new(4, columns).unwrap()])
    };
    let compared = |store: Result<Store, Error>| {
        let store = store?;
        let rows = dataset::compare(&store, Kind::of(&store, false, None)?, &CompareOptions::default(), &())?;
        Ok::<_, Error>(stacked(rows.batches.iter().map(framed).collect()))
    };
    let category = DataType::from_categories(Categories::global());
    let years = texts(["2024", "2024", "2023", "2023"]);
    let plain = compared(table(years.clone(), texts(codes), amount.clone())).unwrap();
    assert_eq!(plain.height(), 4);
    for year in [DataType::Int32, DataType::Int64, DataType::UInt32, category.clone()] {
        let own = years.cast(&year).unwrap();
        for code in [DataType::String, DataType::Int64, category.clone()] {
            let code = texts(codes).cast(&code).unwrap();
            let rows = compared(table(own.clone(), code, amount.clone())).unwrap();
            assert!(rows.equals_missing(&plain), "{year}: {rows:?}");
        }
    }
    let worded = texts(["2024年", "2024", "2023年", "2023"]);
    assert!(compared(table(worded, texts(codes), amount.clone())).unwrap().equals_missing(&plain));
    let float = table(years.clone(), texts(codes), amount.cast(&DataType::Float64).unwrap());
    assert_eq!(
        compared(float).unwrap_err().to_string(),
        "表：amount 列应为 DECIMAL(18,2)（元）或整数（元），实际是“浮点数”。请转换后再导出，如 CAST(amount AS DECIMAL(18,2))"
    );
    let float = table(years.cast(&DataType::Float64).unwrap(), texts(codes), amount.clone());
    assert!(compared(float).unwrap_err().to_string().contains("year 列应为四位年度"));
    let undated = table(texts(["2024", "2024", "2023", "去年"]), texts(codes), amount).unwrap();
    assert_eq!(
        undated.warnings[0].to_string(),
        "表 第4行 第2列：年度应为四位数字，如 2024，实际是“去年”。这样的 1 行没有计入，请改正后再试"
    );
}

#[test]
fn the_sample_compares_alike_as_documents_as_a_frame_and_as_a_batch() {
    let texts =
        [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];
    let loaded = load_texts(&texts, &LoadOptions::default()).unwrap();
    let options = CompareOptions::default();
    let documents = LineItems::from_items(&loaded.items).with_names(&loaded.names);
    let expected = comparison_frame(&compare(&documents, &options).unwrap()).unwrap();
    let read = LineItems::from_frame(&documents.frame().unwrap()).unwrap();
    assert!(comparison_frame(&compare(&read, &options).unwrap()).unwrap().equals_missing(&expected));
    let exported = LineItems::from_frame(&documents.export().unwrap()).unwrap();
    assert!(comparison_frame(&compare(&exported, &options).unwrap()).unwrap().equals_missing(&expected));
    let overview = Overview::of(&loaded.items);
    let (streamed, _) = compared(vec![loaded.items.clone()], &overview, &options).unwrap();
    assert!(streamed.equals_missing(&expected));
}

#[test]
fn a_unit_in_two_batches_or_out_of_order_is_refused() {
    let data =
        "unit,year,code,amount\n乙局,2023,208,1.00\n乙局,2024,208,2.00\n甲局,2023,208,1.00\n甲局,2024,208,2.00\n";
    let items = load_texts(&[("明细.csv", data)], &LoadOptions::default()).unwrap().items;
    let overview = Overview::of(&items);
    let [one, other] = [&items[..2], &items[2..]].map(<[LineItem]>::to_vec);
    for (batches, unit) in [(vec![other.clone(), one.clone()], "乙局"), (vec![one.clone(), one.clone()], "乙局")] {
        let error = compared(batches, &overview, &CompareOptions::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsorted);
        assert!(error.to_string().contains(unit), "{error}");
    }
    assert!(compared(vec![one, other], &overview, &CompareOptions::default()).is_ok());
}

#[test]
fn a_frame_with_a_column_missing_or_of_a_wrong_type_is_refused_in_plain_words() {
    let frame = || {
        df!("unit" => ["甲局"], "year" => [2024], "code" => ["208"], "amount_fen" => [100i64], "phase" => ["预算"])
            .unwrap()
    };
    let refused = |frame: DataFrame| {
        let error = LineItems::from_frame(&frame).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Content);
        error.to_string()
    };
    assert!(LineItems::from_frame(&frame()).is_ok());
    let names = "列名和类型见 docs/数据列.md";
    for missing in ["unit", "year", "code"] {
        let left = ["unit", "year", "code", "amount_fen", "phase"].into_iter().filter(|name| *name != missing);
        let found = left.collect::<Vec<_>>().join("、");
        let expected = format!("数据表缺少 {missing} 列，现有：{found}。请补上这一列；{names}");
        assert_eq!(refused(frame().drop(missing).unwrap()), expected);
    }
    assert!(refused(frame().drop("amount_fen").unwrap()).starts_with("数据表缺少 amount 列"));
    let with = |column: Column| {
        let mut frame = frame();
        frame.with_column(column).unwrap();
        refused(frame)
    };
    let wrong = |column: &str, expected: &str, found: &str| {
        format!("数据表的 {column} 列应为{expected}，实际是“{found}”。请转换类型后再试；{names}")
    };
    assert_eq!(with(Column::new("amount_fen".into(), [1.0])), wrong("amount_fen", "整数（分）", "浮点数"));
    assert_eq!(
        with(Column::new("amount".into(), ["1.00"])),
        wrong("amount", "DECIMAL(18,2)（元）或整数（元）", "文字")
    );
    assert_eq!(with(Column::new("phase".into(), [1])), wrong("phase", "文字", "整数"));
    assert_eq!(with(Column::new("year".into(), [2024.0])), wrong("year", "整数", "浮点数"));
}

#[test]
fn rows_of_a_frame_that_cannot_be_read_or_repeat_another_are_told() {
    let frame = df!(
        "unit" => ["甲局"; 5], "year" => [2023, 2024, 24, 2024, 2024], "code" => ["208", "208", "208", "20", "208"],
        "amount_fen" => [100i64, 200, 300, 400, 500],
    );
    let items = LineItems::from_frame(&frame.unwrap()).unwrap();
    assert_eq!(items.items().len(), 2);
    let comparison = compare(&items, &CompareOptions::default()).unwrap();
    let told: Vec<String> = comparison.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "数据表 第3行 第2列：年度应为四位数字，如 2024，实际是“24”。这一行没有计入，请改正后再试",
        "数据表 第4行 第3列：“20”不是科目编码；应为 3、5、7 或 9 位数字。这一行没有计入，请改正后再试",
        "数据表 第5行 第4列：甲局 2024年预算 208 合计与 数据表 第2行 第4列 重复而数不同（2.00 和 5.00，元）；以前者为准，没有相加。请核对",
    ];
    assert_eq!(told, expected);
}
