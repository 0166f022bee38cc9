//! 标签: formats amounts, rates, years and units for the labels and sentences of charts.

use super::Lang;
use super::figures::Figure;
use crate::model::{Amount, AmountUnit, FiscalYear, Growth, Phase, divide_half_away};
use ethnum::I256;
use rust_decimal::Decimal;

/// An amount with a typographic minus sign.
pub(super) fn amount(fen: i64, unit: AmountUnit) -> String {
    Amount::from_fen(fen).print(unit, 2).replace('-', "−")
}

/// A change with its sign: `+68.42`, `−0.70`, `0.00`.
pub(super) fn signed(fen: i64, unit: AmountUnit) -> String {
    let text = amount(fen, unit);
    if fen > 0 && text.chars().any(|c| ('1'..='9').contains(&c)) { format!("+{text}") } else { text }
}

/// A rate with its sign; above 100 000 % as a multiple (倍).
pub(super) fn rate(growth: Growth, lang: Lang) -> Option<String> {
    let ratio = growth.rate()?;
    let percent = ratio.percent(1);
    if percent.abs() >= Decimal::from(100_000) {
        let times = divide_half_away(I256::from(ratio.numerator()), I256::from(ratio.denominator()));
        let text = format!("{times}{}", if lang == Lang::Zh { "倍" } else { "×" });
        return Some(if times > 0 { format!("+{text}") } else { text.replace('-', "−") });
    }
    // A small change must not be printed as 0.0 %.
    let digits = if percent.is_zero() && ratio.numerator() != 0 { 2 } else { 1 };
    Some(percent_text(ratio.percent(digits)))
}

fn percent_text(percent: Decimal) -> String {
    let text = format!("{percent}%").replace('-', "−");
    if percent > Decimal::ZERO { format!("+{text}") } else { text }
}

/// 合计
pub(super) fn total(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "合计" } else { "Total" }
}

/// The growth rate, or the status in words if there is no rate.
pub(super) fn growth(figure: &Figure, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match figure.growth {
        None => String::new(),
        Some(Growth::New) => if zh { "新增" } else { "new" }.to_owned(),
        Some(Growth::Gone) => if zh { "取消" } else { "dropped" }.to_owned(),
        Some(Growth::Flat) => if zh { "持平" } else { "unchanged" }.to_owned(),
        Some(Growth::NegativeBase) => if zh { "上年为负" } else { "negative base" }.to_owned(),
        Some(growth) => rate(growth, lang).unwrap_or_default(),
    }
}

/// 2024年预算数
pub(super) fn year(year: (FiscalYear, Phase), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}数", year.0, year.1),
        Lang::En => format!("{} {}", year.0, english_phase(year.1)),
    }
}

/// The name of an amount unit.
pub(super) fn unit(unit: AmountUnit, lang: Lang) -> &'static str {
    match (lang, unit) {
        (Lang::Zh, unit) => unit.name(),
        (Lang::En, AmountUnit::Yuan) => "CNY",
        (Lang::En, AmountUnit::Thousand) => "CNY thousand",
        (Lang::En, AmountUnit::TenThousand) => "CNY 10,000",
        (Lang::En, AmountUnit::Million) => "CNY million",
        (Lang::En, AmountUnit::HundredMillion) => "CNY 100 million",
    }
}

/// The English name of a phase.
pub(super) fn english_phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Approved => "budget",
        Phase::Adjusted => "adjusted budget",
        Phase::Estimated => "estimate",
        Phase::Executed => "outturn",
    }
}
