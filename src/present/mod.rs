//! 呈现: writes results in all formats. Nothing is computed here, so that all formats show the same figures.

mod annotation;
mod audit;
mod by_table;
pub mod chart;
mod clause;
mod codes;
pub mod columnar;
mod comparison;
mod csv_guard;
mod docx;
mod docx_notes;
mod edition;
mod error;
pub mod explanation;
pub mod folder;
mod forms;
mod items;
mod notebook;
mod official;
mod page;
mod parquet;
mod proposal;
mod records;
mod roll_forward;
mod sheet;
mod summary;
mod table;
mod takeaway;
mod trend;
mod workbook;

pub use annotation::annotated_pdf;
pub use audit::{
    AUDIT_SCRIPT, AUDIT_STYLE, AuditPage, AuditText, audit_csv, audit_frame, audit_json, audit_markdown, audit_page,
    audit_parquet, audit_section, audit_text, audit_xlsx, check_page, findings_xlsx, obligations_csv,
    obligations_parquet, totals as audit_totals,
};
pub use by_table::TextOptions;
pub use codes::{FoundCode, codes_csv, codes_json, codes_table};
pub use comparison::{
    comparison_csv, comparison_frame, comparison_html, comparison_json, comparison_markdown, comparison_parquet,
    comparison_terminal, comparison_xlsx,
};
pub(crate) use csv_guard::BOM;
pub use docx::revise;
pub use docx_notes::{annotated_docx, is_noted};
pub use edition::{ChartFigures, Edition, Extent, Words, chart_of, placed_charts};
pub(crate) use error::PresentError;
pub use items::{items_by_year, items_csv, items_json, items_parquet, items_xlsx};
pub use notebook::analysis_ipynb;
pub use page::{
    ASSETS, DeskChart, DeskFrame, DeskInput, DeskInsertion, DeskLink, DeskRecoding, DeskState, DeskText, DeskView,
    IndexEntry, Page, PictureLinks, Pictured, SharedFonts, VIEWS, address, desk_page, index_page, is_of, login_page,
    report_page, size, warnings_of,
};
pub use parquet::FrameRows;
pub use proposal::{proposal_csv, proposals_csv, proposals_json, proposals_table};
pub use roll_forward::{
    CellEdit, Edit, Insertion, Open, Piece, PieceCell, Removal, RollForward, RolledText, RowInsertion, TableEdit,
    copied_docx, roll_text, rolled_docx, rolled_json,
};
pub use summary::{Picture, summary};
pub use takeaway::Takeaway;
pub use trend::{
    TrendView, trend_csv, trend_frame, trend_json, trend_markdown, trend_parquet, trend_terminal, trend_wide_csv,
    trend_xlsx,
};
pub use workbook::tables_xlsx;
