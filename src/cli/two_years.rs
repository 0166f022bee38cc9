//! 两年: options of the commands that compare two years.

use super::choice::{fiscal_year, wrong};
use crate::Error;
use crate::model::FiscalYear;
use clap::Args;

/// 两年的参数.
#[derive(Debug, Args, Default)]
pub struct TwoYearsArgs {
    /// 基期年度，默认是本期之前最近的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub base: Option<u16>,
    /// 本期年度，默认是最近的一年
    #[arg(long, value_name = "年度", help_heading = "选项")]
    pub year: Option<u16>,
}

impl TwoYearsArgs {
    /// 基期和本期, as far as they are given. The base year must be before the other one.
    pub(super) fn read(&self) -> Result<(Option<FiscalYear>, Option<FiscalYear>), Error> {
        match (self.base, self.year) {
            (Some(first), Some(last)) if first > last => {
                Err(wrong(format!("--base {first} 在 --year {last} 之后，基期和本期写反了，请对调")))
            }
            (base, year) => Ok((fiscal_year(base)?, fiscal_year(year)?)),
        }
    }

    /// Whether both years are given.
    pub(super) fn are_chosen(&self) -> bool {
        self.base.is_some() && self.year.is_some()
    }
}
