//! tongbi (同比): year-over-year analysis of Chinese government budget disclosures (预决算公开).
//!
//! The pipeline, in the order of the modules:
//!
//! 1. [`source`] reads files of any supported format into line items (明细) and claims (表述), each with its place.
//! 2. [`model`] holds the nouns that all rooms speak in: amounts in 分, exact ratios, codes, years, tables.
//! 3. [`analysis`] lines up years and computes changes, growth rates, shares and contributions: exactly.
//! 4. [`audit`] judges every figure that a text or a table prints, each by its printed digits.
//! 5. [`present`] writes a result as text, workbook, page, chart, notebook or 情况说明; it computes nothing.
//! 6. [`cli`] is the command: arguments in, one library call, files out.
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
//! let row = comparison.rows.iter().find(|row| row.code.as_ref().is_some_and(|code| code.as_str() == "201")).unwrap();
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
//! let text = "示例局2024年单位预算\n一般公共预算740.60万元，比上年预算增加41.60万元，增长5.59%。";
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
//! Errors are one type, [`Error`], whose message is the Chinese sentence that a user reads.

pub mod analysis;
pub mod audit;
#[cfg(test)]
#[path = "../tests/chance.rs"]
mod chance;
pub mod cli;
mod error;
pub mod model;
mod parallel;
pub mod present;
pub mod source;

pub use error::{Error, Excerpt};
// What appears in public signatures comes from here, so that nobody ends up with two versions of it.
pub use polars;
pub use rust_decimal;
