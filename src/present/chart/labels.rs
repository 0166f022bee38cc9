//! 标签: formats amounts, rates, years and units for the labels and sentences of charts.

use super::Lang;
use super::figure::Figure;
use super::figures::Figures;
use super::mark::Subject;
use crate::model::{Amount, AmountUnit, FiscalYear, Growth, Phase, Ratio, divide_half_away};
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
    let percent = ratio.percent(2);
    if percent.abs() >= Decimal::from(100_000) {
        let times = divide_half_away(I256::from(ratio.numerator()), I256::from(ratio.denominator()));
        let text = format!("{times}{}", if lang == Lang::Zh { "倍" } else { "×" });
        return Some(if times > 0 { format!("+{text}") } else { text.replace('-', "−") });
    }
    let text = format!("{percent}%").replace('-', "−");
    Some(if percent > Decimal::ZERO { format!("+{text}") } else { text })
}

/// A share of a whole: `52.43%`.
pub(super) fn percent(share: Ratio) -> String {
    format!("{}%", share.percent(2))
}

/// 完成率: this amount in percent of the budgeted one; `None` without both, or with a budget
/// that is not above zero.
pub(super) fn completion(budget: Option<i64>, done: Option<i64>) -> Option<String> {
    let budget = budget.filter(|fen| *fen > 0)?;
    Ratio::new(done?, budget).map(|ratio| percent(ratio).replace('-', "−"))
}

/// A number of hundredths of a percent: `52.43%` for 5243.
pub(super) fn hundredths(share: i32) -> String {
    format!("{}.{:02}%", share / 100, share % 100)
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

/// What the marks of an item are about: its name, the amounts of both periods, the change and the growth.
pub(super) fn subject(figure: &Figure, figures: &Figures, lang: Lang) -> Subject {
    Subject { item: figure.item.clone(), words: described(figure, figures, lang) }
}

fn described(figure: &Figure, figures: &Figures, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let unit = unit(figures.unit, lang);
    let print = |fen: i64| {
        if zh {
            format!("{}{unit}", amount(fen, figures.unit))
        } else {
            format!("{} {unit}", amount(fen, figures.unit))
        }
    };
    let name = format!("{} {}", figure.code, figure.name);
    let (colon, comma) = if zh { ("：", "，") } else { (": ", ", ") };
    let mut said = Vec::new();
    for (when, fen) in [(figures.base, figure.prior), (figures.year, figure.current)] {
        said.extend(fen.map(|fen| format!("{}{}{}", period(when, lang), if zh { "" } else { " " }, print(fen))));
    }
    let growth = match growth(figure, lang) {
        growth if growth.is_empty() => growth,
        growth if zh => format!("（{growth}）"),
        growth => format!(" ({growth})"),
    };
    if !figures.single {
        let size = print(figure.change).trim_start_matches('−').to_owned();
        let change = match (figure.change.signum(), zh) {
            (0, true) => "无增减".to_owned(),
            (0, false) => "no change".to_owned(),
            (1, true) => format!("增加{size}"),
            (1, false) => format!("up {size}"),
            (_, true) => format!("减少{size}"),
            (_, false) => format!("down {size}"),
        };
        said.push(change + &growth);
    }
    format!("{}{colon}{}", name.trim(), said.join(comma))
}

/// 2024年预算
pub(super) fn period((year, phase): (FiscalYear, Phase), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year}年{phase}"),
        Lang::En => format!("{year} {}", english_phase(phase)),
    }
}

/// 2024年预算数
pub(super) fn year(year: (FiscalYear, Phase), lang: Lang) -> String {
    let period = period(year, lang);
    if lang == Lang::Zh { period + "数" } else { period }
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
