//! 公开表: the tables of a disclosure by meaning; every province's forms map onto these.

/// 预决算公开表; T1 to T12 are the numbers of the standard form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BudgetTable {
    /// T1 收支总体情况表
    Totals,
    /// T2 收入总体情况表
    Revenue,
    /// T3 支出总体情况表
    Expenditure,
    /// T4 财政拨款收支总体情况表
    FiscalTotals,
    /// T5 一般公共预算支出情况表
    General,
    /// T6 一般公共预算基本支出情况表
    GeneralBasic,
    /// T7 一般公共预算项目支出情况表
    GeneralProject,
    /// T8 政府性基金预算支出情况表
    Fund,
    /// T9 国有资本经营预算支出情况表
    StateCapital,
    /// T10 “三公”经费支出情况表
    ThreePublic,
    /// T11 上年结转结余情况明细表
    Carryover,
    /// T12 项目支出绩效目标表
    Performance,
    /// 政府采购预算表
    Procurement,
    /// 一般公共预算收入表 of a government: taxes and other revenue
    GovernmentRevenue,
    /// 一般公共预算支出表 of a government, by function or by economic category
    GovernmentExpenditure,
    /// 政府性基金收入表 of a government
    FundRevenue,
    /// 政府性基金支出表 of a government
    FundExpenditure,
    /// 国有资本经营收入表 of a government
    StateCapitalRevenue,
    /// 社会保险基金收入表、支出表、结余表
    SocialInsurance,
    /// 税收返还和转移支付表: transfers to the governments below, by item or by region
    Transfers,
    /// 地方政府债务限额、余额、还本付息表
    Debt,
    /// Tables of any other kind, and figures of the text.
    Other,
}

impl BudgetTable {
    /// Every table, in the order of the standard form.
    pub const ALL: [Self; 22] = [
        Self::Totals,
        Self::Revenue,
        Self::Expenditure,
        Self::FiscalTotals,
        Self::General,
        Self::GeneralBasic,
        Self::GeneralProject,
        Self::Fund,
        Self::StateCapital,
        Self::ThreePublic,
        Self::Carryover,
        Self::Performance,
        Self::Procurement,
        Self::GovernmentRevenue,
        Self::GovernmentExpenditure,
        Self::FundRevenue,
        Self::FundExpenditure,
        Self::StateCapitalRevenue,
        Self::SocialInsurance,
        Self::Transfers,
        Self::Debt,
        Self::Other,
    ];

    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::Revenue => "revenue",
            Self::Expenditure => "expenditure",
            Self::FiscalTotals => "fiscal_totals",
            Self::General => "general",
            Self::GeneralBasic => "general_basic",
            Self::GeneralProject => "general_project",
            Self::Fund => "fund",
            Self::StateCapital => "state_capital",
            Self::ThreePublic => "three_public",
            Self::Carryover => "carryover",
            Self::Performance => "performance",
            Self::Procurement => "procurement",
            Self::GovernmentRevenue => "government_revenue",
            Self::GovernmentExpenditure => "government_expenditure",
            Self::FundRevenue => "fund_revenue",
            Self::FundExpenditure => "fund_expenditure",
            Self::StateCapitalRevenue => "state_capital_revenue",
            Self::SocialInsurance => "social_insurance",
            Self::Transfers => "transfers",
            Self::Debt => "debt",
            Self::Other => "other",
        }
    }

    /// The Chinese title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Totals => "收支总体情况表",
            Self::Revenue => "收入总体情况表",
            Self::Expenditure => "支出总体情况表",
            Self::FiscalTotals => "财政拨款收支总体情况表",
            Self::General => "一般公共预算支出情况表",
            Self::GeneralBasic => "一般公共预算基本支出情况表",
            Self::GeneralProject => "一般公共预算项目支出情况表",
            Self::Fund => "政府性基金预算支出情况表",
            Self::StateCapital => "国有资本经营预算支出情况表",
            Self::ThreePublic => "“三公”经费支出情况表",
            Self::Carryover => "上年结转结余情况明细表",
            Self::Performance => "项目支出绩效目标表",
            Self::Procurement => "政府采购预算表",
            Self::GovernmentRevenue => "政府一般公共预算收入表",
            Self::GovernmentExpenditure => "政府一般公共预算支出表",
            Self::FundRevenue => "政府性基金预算收入表",
            Self::FundExpenditure => "政府性基金预算支出表",
            Self::StateCapitalRevenue => "国有资本经营预算收入表",
            Self::SocialInsurance => "社会保险基金预算表",
            Self::Transfers => "税收返还和转移支付表",
            Self::Debt => "政府债务限额和余额表",
            Self::Other => "其他",
        }
    }

    /// Whether the title is part of a table's identity, so that two tables of this kind with different titles differ.
    pub fn is_identified_by_title(self) -> bool {
        matches!(self, Self::SocialInsurance | Self::Transfers | Self::Debt | Self::Other)
    }

    /// Whether it is a table of a government's own budget.
    pub fn is_of_government(self) -> bool {
        matches!(
            self,
            Self::GovernmentRevenue
                | Self::GovernmentExpenditure
                | Self::FundRevenue
                | Self::FundExpenditure
                | Self::StateCapitalRevenue
                | Self::SocialInsurance
                | Self::Transfers
                | Self::Debt
        )
    }

    /// The table with this name in data.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }
}
