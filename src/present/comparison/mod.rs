//! 对比的呈现: two years side by side as terminal tables, Markdown, CSV, JSON, XLSX and Parquet.

mod data;
mod table;
mod text;

pub use data::{comparison_csv, comparison_frame, comparison_json, comparison_parquet, comparison_xlsx};
pub(super) use table::{Field, cell, legend, table, years};
pub use text::{comparison_html, comparison_markdown, comparison_terminal};
