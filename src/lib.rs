//! tongbi (同比): year-over-year analysis of Chinese government budget disclosures (预决算公开).
//!
//! The pipeline, in the order of the modules:
//!
//! 1. [`source`] reads files of any supported format into line items (明细) and claims (表述), each with its place.
//! 2. [`model`] holds the nouns that all modules share: amounts in 分, exact ratios, codes, years, tables, and the
//!    columns of every result ([`model::schema`]).
//! 3. [`analysis`] lines up years and computes changes, growth rates, shares and contributions exactly.
//! 4. [`audit`] judges every figure that a text or a table prints by its printed digits.
//! 5. [`report`] combines everything known about one unit in a value.
//! 6. [`present`] writes results as text, data, workbooks, pages, charts, notebooks and 情况说明; it computes nothing.
//! 7. [`project`] is a folder with inputs and what a user adds to them, for the local page and the commands.
//!
//! # From two texts to a row
//!
//! Amounts are integers of 分; a rate is the quotient of two of them, rounded once, when it is printed.
//!
//! ```
//! use tongbi::analysis::{CompareOptions, LineItems, compare};
//! use tongbi::model::AmountUnit;
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let year = |year: u16, basic: &str, total: &str| {
//!     format!(
//!         "示例局{year}年单位预算\n支出总体情况表\n单位：万元\n\
//!          科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
//!          201\t一般公共服务支出\t{total}\t{basic}\t20.00\n合计\t\t{total}\t{basic}\t20.00\n"
//!     )
//! };
//! let (last, this) = (year(2023, "80.00", "100.00"), year(2024, "85.95", "105.95"));
//! let loaded = load_texts(&[("2023.txt", &last), ("2024.txt", &this)], &LoadOptions::default())?;
//!
//! let comparison = compare(&LineItems::new(loaded.items), &CompareOptions::default())?;
//! let row = comparison.rows.iter().find(|row| row.item.code.as_ref().is_some_and(|code| code.as_str() == "201")).unwrap();
//! assert_eq!(row.change.unwrap().print(AmountUnit::TenThousand, 2), "5.95");
//! assert_eq!(row.growth.unwrap().rate().unwrap().percent(2).to_string(), "5.95");
//! # Ok::<(), tongbi::Error>(())
//! ```
//!
//! # From a text to a finding
//!
//! A printed number stands for every amount that rounds to it. It is wrong only if none of them fits.
//!
//! ```
//! use tongbi::audit::{Material, Verdict, judge};
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let text = "示例局2024年单位预算\n一般公共预算740.60万元，比上年预算699.00万元增加41.60万元，增长5.59%。";
//! let loaded = load_texts(&[("草稿.txt", text)], &LoadOptions::default())?;
//!
//! let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
//! let rate = audit.claims.iter().find(|judged| &*judged.printed == "5.59%").unwrap();
//! assert_eq!(rate.verdict, Verdict::Figure);
//! assert_eq!(rate.expected.as_deref(), Some("5.95%"));
//! # Ok::<(), tongbi::Error>(())
//! ```
//!
//! # Several years, and a chart
//!
//! ```
//! use tongbi::analysis::{LineItems, TrendOptions, trend};
//! use tongbi::present::chart::{Chart, ChartOptions};
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let data = "unit,year,table,code,name,measure,amount\n\
//!             示例局,2022,general,201,一般公共服务支出,合计,900000.00\n\
//!             示例局,2023,general,201,一般公共服务支出,合计,1000000.00\n\
//!             示例局,2024,general,201,一般公共服务支出,合计,1059500.00\n";
//! let loaded = load_texts(&[("明细.csv", data)], &LoadOptions::default())?;
//!
//! let trend = trend(&LineItems::new(loaded.items), &TrendOptions::default())?;
//! assert_eq!(trend.columns.len(), 3);
//! let svg = Chart::from_trend(&trend, &ChartOptions::default())?.svg()?;
//! assert!(svg.starts_with("<svg"));
//! # Ok::<(), tongbi::Error>(())
//! ```
//!
//! # On the same basis
//!
//! A bridge (口径对照表) maps last year's figures to this year's codes, in addition to the figures as published.
//!
//! ```
//! use std::sync::Arc;
//! use tongbi::analysis::{CompareOptions, LineItems, compare};
//! use tongbi::model::{Bridge, BridgeEnd, BridgeRow, Code, FiscalYear};
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let data = "unit,year,table,code,name,measure,amount\n\
//!             示例局,2023,general,2080102,一般行政管理事务,合计,350000.00\n\
//!             示例局,2024,general,2080109,社会保险经办机构,合计,342000.00\n";
//! let loaded = load_texts(&[("明细.csv", data)], &LoadOptions::default())?;
//!
//! let end = |code: &str| BridgeEnd::new(Code::new(code).ok(), "");
//! let years = (FiscalYear::new(2023).unwrap(), FiscalYear::new(2024).unwrap());
//! let moved = BridgeRow::new(years, end("2080102"), end("2080109"));
//! let bridge = Some(Arc::new(Bridge::new(vec![moved]).unwrap()));
//! let comparison = compare(&LineItems::new(loaded.items), &CompareOptions { bridge, ..CompareOptions::default() })?;
//! let row = comparison.rows.iter().find(|row| row.item.code.as_ref().is_some_and(|code| code.as_str() == "2080109")).unwrap();
//! assert_eq!(row.prior, None);
//! assert_eq!(row.comparable.unwrap().change.unwrap().to_yuan().to_string(), "-8000.00");
//! # Ok::<(), tongbi::Error>(())
//! ```
//!
//! # Frames
//!
//! Results are available as Polars frames with the same columns as CSV, Parquet and workbooks.
//!
//! ```
//! use tongbi::analysis::{CompareOptions, LineItems, compare};
//! use tongbi::model::schema::COMPARISON_COLUMNS;
//! use tongbi::present::comparison_frame;
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let data = "unit,year,code,amount\n示例局,2023,2080101,90.00\n示例局,2024,2080101,100.00\n";
//! let loaded = load_texts(&[("明细.csv", data)], &LoadOptions::default())?;
//! let frame = comparison_frame(&compare(&LineItems::new(loaded.items), &CompareOptions::default())?)?;
//! assert_eq!(frame.width(), COMPARISON_COLUMNS.len());
//! assert_eq!(frame.column("growth").unwrap().get(0).unwrap().str_value(), "11.11");
//! # Ok::<(), tongbi::Error>(())
//! ```
//!
//! # Errors
//!
//! There is one error type, [`Error`]: its message is a Chinese sentence for users, and programs act on
//! [`Error::kind`].
//!
//! ```
//! use tongbi::ErrorKind;
//! use tongbi::analysis::{CompareOptions, LineItems, compare};
//! use tongbi::source::{LoadOptions, load_texts};
//!
//! let loaded = load_texts(&[("明细.csv", "unit,year,code,amount\n示例局,2024,208,1.00\n")], &LoadOptions::default())?;
//! let error = compare(&LineItems::new(loaded.items), &CompareOptions::default()).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::OneYear);
//! # Ok::<(), tongbi::Error>(())
//! ```

pub mod analysis;
pub mod audit;
#[cfg(test)]
#[path = "../tests/chance.rs"]
mod chance;
mod cli;
pub mod dataset;
mod error;
pub mod model;
mod parallel;
pub mod present;
pub mod project;
pub mod report;
mod serve;
pub mod source;

pub use error::{Error, ErrorKind, Excerpt};
// Re-exported because they appear in public signatures, so that users do not end up with two versions.
pub use polars;
pub use rust_decimal;

/// For the command's binary and the Python package; not part of the library's API.
#[doc(hidden)]
pub mod command {
    pub use crate::cli::{BridgeArgs, Memory, OcrArgs, ReadingArgs, ReportArgs, Reports, TwoYearsArgs, report, run};
    pub use crate::project::choice;
}
