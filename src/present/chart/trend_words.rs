//! 趋势图上文字: title, subtitle and source line of a trend chart.

use super::series::{Series, TrendSubject};
use super::{ChartOptions, Lang, labels, words};
use crate::model::{Amount, AmountUnit, FiscalYear, Growth, Phase};

/// Title, subtitle and source line; `single` items have a figure of only one year and are not drawn.
pub(super) fn texts(
    subject: &TrendSubject,
    series: &[Series],
    years: &[FiscalYear],
    unit: AmountUnit,
    single: usize,
    options: &ChartOptions,
) -> [String; 3] {
    let (first, last) = (years[0], years[years.len() - 1]);
    let name = labels::unit(unit, options.lang);
    let zh = options.lang == Lang::Zh;
    let title = options.title.clone().unwrap_or_else(|| match (message(series, unit, options.lang), zh) {
        (Some(message), true) => format!("{}：{message}", subject.what),
        (Some(message), false) => format!("{}: {message}", subject.what),
        (None, true) => format!("{}：{}年", subject.what, span(first, last, "—")),
        (None, false) => format!("{} {}", subject.what, span(first, last, "–")),
    });
    let mixed = series.iter().any(|line| line.phase != series[0].phase);
    let who = match (subject.institution.is_empty(), zh) {
        (true, _) => String::new(),
        (false, true) => format!("{}，", subject.institution),
        (false, false) => format!("{}, ", subject.institution),
    };
    let basis = match (subject.same_basis && first < last, zh) {
        (false, _) => String::new(),
        (true, true) => format!("；同口径，以前年度的数已按对照表转到{last}年科目"),
        (true, false) => format!("; same basis, earlier years are put on the codes of {last}"),
    };
    let left_out = match (single, zh) {
        (0, _) => String::new(),
        (_, true) => format!("，另有{single}项只有一年的数，未画"),
        (_, false) => format!(", {single} more with one year only not drawn"),
    };
    let subtitle = match (zh, mixed) {
        (true, false) => {
            format!("{who}{}数（{name}；各图纵轴不同，缺数的年度不连线{left_out}{basis}）", series[0].phase)
        }
        (true, true) => {
            format!(
                "{who}实心为决算（执行）数，空心为预算数（{name}；各图纵轴不同，缺数的年度不连线{left_out}{basis}）"
            )
        }
        (false, false) => {
            let phase = labels::english_phase(series[0].phase);
            format!("{who}{phase} ({name}; scales differ, years without figures are not joined{left_out}{basis})")
        }
        (false, true) => {
            let joined = "scales differ, years without figures are not joined";
            format!("{who}filled: outturn, hollow: budget ({name}; {joined}{left_out}{basis})")
        }
    };
    let source = options.source.clone().unwrap_or_else(|| match zh {
        true => source(subject, series, years, unit),
        false => source_in_english(subject, years, unit),
    });
    [title, subtitle, source]
}

fn span(first: FiscalYear, last: FiscalYear, to: &str) -> String {
    if first == last { first.to_string() } else { format!("{first}{to}{last}") }
}

/// The message: how the first series changed from its first to its last year; `None` if it has one point.
fn message(series: &[Series], unit: AmountUnit, lang: Lang) -> Option<String> {
    let line = series.first().filter(|line| line.points.len() > 1)?;
    let ((first, from), (last, to)) = (line.points.first_key_value()?, line.points.last_key_value()?);
    let change = to.checked_sub(*from).map(Amount::fen)?;
    let size = labels::amount(change, unit);
    let size = size.trim_start_matches('−');
    let growth = Growth::between(from.fen(), to.fen()).filter(|growth| matches!(growth, Growth::Rate(_)));
    let rate = growth.and_then(|growth| labels::rate(growth, lang)).unwrap_or_default();
    if lang == Lang::En {
        let verb = ["down", "unchanged", "up"][(change.signum() + 1) as usize];
        let rate = if rate.is_empty() { rate } else { format!(", {rate}") };
        let name = labels::unit(unit, lang);
        return Some(match change {
            0 => format!("{} {verb}, {first}–{last}", line.name),
            _ => format!("{} {verb} {size}, {first}–{last} ({name}{rate})", line.name),
        });
    }
    let verb = match change.signum() {
        1 => "增加",
        -1 => "减少",
        _ => return Some(format!("{last}年{}（{}）与{first}年持平", line.name, line.phase)),
    };
    Some(format!("{first}—{last}年{}（{}）{verb}{size}{unit}{}", line.name, line.phase, words::rate_in_words(&rate)))
}

/// The years whose disclosures are named as sources.
fn disclosed(subject: &TrendSubject, years: &[FiscalYear]) -> Vec<FiscalYear> {
    let said: Vec<FiscalYear> = years.iter().copied().filter(|year| subject.disclosed.contains(year)).collect();
    if said.is_empty() { years.to_vec() } else { said }
}

/// 2017—2019, or 2017、2019 if years in between are missing.
fn list(years: &[FiscalYear], (to, and): (&str, &str)) -> String {
    match years {
        [first, _, .., last] if usize::from(last.get() - first.get()) + 1 == years.len() => {
            format!("{first}{to}{last}")
        }
        _ => years.iter().map(FiscalYear::to_string).collect::<Vec<_>>().join(and),
    }
}

fn source(subject: &TrendSubject, series: &[Series], years: &[FiscalYear], unit: AmountUnit) -> String {
    let executed = series.iter().filter(|line| line.phase == Phase::Executed).count();
    let what = match executed {
        0 => "预算",
        all if all == series.len() => "决算",
        _ => "预决算",
    };
    let own = disclosed(subject, years);
    let table = subject.table.map(|table| format!("，{}", table.title())).unwrap_or_default();
    let implied: Vec<FiscalYear> = subject.implied.iter().copied().collect();
    let implied = if implied.is_empty() {
        String::new()
    } else {
        format!("{}年数含由后一年度文字所列增减额推算的数；", list(&implied, ("—", "、")))
    };
    let own = list(&own, ("—", "、"));
    format!("数据来源：{}{own}年{what}公开{table}；{implied}单位：{unit}。", subject.institution)
}

fn source_in_english(subject: &TrendSubject, years: &[FiscalYear], unit: AmountUnit) -> String {
    let own = list(&disclosed(subject, years), ("–", ", "));
    let implied: Vec<FiscalYear> = subject.implied.iter().copied().collect();
    let implied = if implied.is_empty() {
        String::new()
    } else {
        format!(" Figures of {} are partly implied by the printed changes.", list(&implied, ("–", ", ")))
    };
    let table = subject.table.map(|table| format!(", {}", table.title())).unwrap_or_default();
    let who = &subject.institution;
    format!("Source: {who}, disclosures of {own}{table}. Unit: {}.{implied}", labels::unit(unit, Lang::En))
}
