//! 呈现: the only way out. Formats differ only where formats differ; none of them computes.

mod annotation;
mod audit;
pub mod chart;
mod codes;
mod csv_guard;
mod data;
mod docx;
mod error;
pub mod explanation;
mod forms;
mod frame;
mod markdown;
mod notebook;
mod page;
mod proposal;
pub mod report;
mod rows;
mod sheet;
mod summary;
mod table;
mod takeaway;
mod trend;
pub mod units;
mod wire;
mod workbook;

pub use annotation::annotated_pdf;
pub use audit::{AUDIT_STYLE, AuditText, audit_json, audit_page, audit_section, audit_text};
pub use codes::{FoundCode, codes_csv, codes_json, codes_table};
pub(crate) use data::BOM;
pub use data::{comparison_csv, comparison_json, items_by_year, items_csv, items_json, items_parquet};
pub(crate) use error::PresentError;
pub use frame::{FrameRows, comparison_frame};
pub use notebook::analysis_ipynb;
pub use page::{IndexEntry, Page, index_page, report_page};
pub use proposal::{proposals_csv, proposals_json, proposals_table};
pub use sheet::items_xlsx;
pub use summary::{Picture, Read, ReadTable, summary};
pub use table::{TextOptions, markdown, terminal};
pub use takeaway::Takeaway;
pub use trend::{
    TrendView, trend_csv, trend_frame, trend_json, trend_markdown, trend_parquet, trend_terminal, trend_wide_csv,
    trend_xlsx,
};
pub use workbook::tables_xlsx;
