//! 图上文字: titles, subtitles and source lines of charts, generated from the figures.

use super::figures::{Figures, Order};
use super::labels::{amount, rate, unit, year};
use super::{ChartOptions, Kind, Lang, english, labels};
use crate::model::{BudgetTable, Classification, Growth, Level, Measure, Phase};

/// The subject: 一般公共预算支出, with the measure unless it is 合计.
pub(super) fn subject(figures: &Figures) -> String {
    subject_of(figures.table, figures.classification, &figures.measure, Lang::Zh)
}

/// The subject of a table, one of its classifications and a measure.
pub(super) fn subject_of(table: BudgetTable, classification: Classification, measure: &Measure, lang: Lang) -> String {
    if lang == Lang::En {
        return english::subject(table, classification, measure);
    }
    let name = match (table, classification) {
        (BudgetTable::Totals, Classification::Revenue) => "收入",
        (BudgetTable::Totals, Classification::Functional) => "支出",
        (BudgetTable::FiscalTotals, Classification::Revenue) => "财政拨款收入",
        (BudgetTable::FiscalTotals, Classification::Functional) => "财政拨款支出",
        _ => table.title().trim_end_matches('表').trim_end_matches("情况").trim_end_matches("总体"),
    };
    if measure.is_total() { name.to_owned() } else { format!("{name}（{measure}）") }
}

fn items(figures: &Figures) -> &'static str {
    match figures.level {
        _ if figures.units => "单位",
        Level::Category if figures.coded => "类级科目",
        Level::Section if figures.coded => "款级科目",
        Level::Item if figures.coded => "项级科目",
        Level::SubItem if figures.coded => "目级科目",
        _ => "项",
    }
}

/// The title: a sentence that states the main message.
pub(super) fn title(figures: &Figures, kind: Kind, options: &ChartOptions) -> String {
    if let Some(title) = &options.title {
        return title.clone();
    }
    if options.lang == Lang::En {
        return english::title(figures, kind);
    }
    match kind {
        Kind::Waterfall | Kind::Slope | Kind::Trend => {
            format!("{}：{}{}", subject(figures), total_change(figures), movers(figures, "，"))
        }
        Kind::Columns | Kind::Treemap => columns_title(figures),
        Kind::Execution => execution_title(figures),
        Kind::Units => between(figures, &format!("{}：{}", subject(figures), variance_title(figures))),
        Kind::Variance => between(figures, &variance_title(figures)),
        Kind::Share => between(figures, &format!("{}的结构", subject(figures))),
        Kind::Pareto => between(figures, &pareto_title(figures)),
    }
}

/// A sentence that mentions no period itself, with both periods behind it.
pub(super) fn between(figures: &Figures, sentence: &str) -> String {
    let [base, this] = [figures.base, figures.year].map(|period| labels::period(period, Lang::Zh));
    if figures.single { sentence.to_owned() } else { format!("{sentence}（{this}比{base}）") }
}

fn total_change(figures: &Figures) -> String {
    let [base, this] = [figures.base, figures.year].map(|period| labels::period(period, Lang::Zh));
    let rate = match figures.growth() {
        Some(growth @ Growth::Rate(_)) => rate(growth, Lang::Zh).map(|rate| rate_in_words(&rate)).unwrap_or_default(),
        _ => String::new(),
    };
    match figures.change() {
        0 => format!("{this}与{base}持平"),
        change => format!("{this}比{base}{}{rate}", moved(change, figures)),
    }
}

/// 增加42.42万元
fn moved(change: i64, figures: &Figures) -> String {
    let verb = if change > 0 { "增加" } else { "减少" };
    format!("{verb}{}{}", amount(change, figures.unit).trim_start_matches('−'), figures.unit)
}

/// ，增长5.96%
pub(super) fn rate_in_words(rate: &str) -> String {
    if rate.is_empty() {
        return String::new();
    }
    let verb = if rate.starts_with('−') { "下降" } else { "增长" };
    format!("，{verb}{}", rate.trim_start_matches(['+', '−']))
}

/// The items with the largest increase and the largest decrease, after `lead`; empty if there is only one item.
fn movers(figures: &Figures, lead: &str) -> String {
    let named = [("增加", figures.mover(1)), ("减少", figures.mover(-1))];
    let said: Vec<String> =
        named.into_iter().filter_map(|(verb, row)| Some(format!("{}{verb}最多", row?.name))).collect();
    if said.is_empty() || figures.rows.len() < 2 { String::new() } else { format!("{lead}{}", said.join("，")) }
}

fn variance_title(figures: &Figures) -> String {
    let (all, ups, downs) = figures.counts;
    let level = items(figures);
    if all == 1 {
        let row = &figures.rows[0];
        let name = if figures.level == Level::Total { subject(figures) } else { row.name.clone() };
        return if row.change == 0 { format!("{name}持平") } else { format!("{name}{}", moved(row.change, figures)) };
    }
    let counted = match (ups, downs) {
        (0, 0) => return format!("{all}个{level}均持平"),
        (ups, 0) if ups == all => format!("{all}个{level}全部增加"),
        (0, downs) if downs == all => format!("{all}个{level}全部减少"),
        (ups, 0) => format!("{all}个{level}中{ups}个增加"),
        (0, downs) => format!("{all}个{level}中{downs}个减少"),
        (ups, downs) => format!("{all}个{level}中{ups}个增加、{downs}个减少"),
    };
    format!("{counted}{}", movers(figures, "："))
}

fn columns_title(figures: &Figures) -> String {
    let largest = figures.rows.iter().filter(|row| !row.gathered).max_by_key(|row| row.current);
    let whole = amount(figures.current_total, figures.unit);
    let head = format!("{}：{}{whole}{}", subject(figures), labels::period(figures.year, Lang::Zh), figures.unit);
    match largest.and_then(|row| Some((row, row.current.filter(|fen| *fen > 0)?))) {
        Some((row, fen)) if figures.rows.len() > 1 && fen <= figures.current_total => {
            let share = figures.share(fen).map(|share| format!("，占{}", labels::percent(share))).unwrap_or_default();
            format!("{head}，其中{}最多{share}", row.name)
        }
        _ => head,
    }
}

fn execution_title(figures: &Figures) -> String {
    let whole = amount(figures.current_total, figures.unit);
    let [base, this] = [figures.base, figures.year].map(|period| labels::period(period, Lang::Zh));
    let done = labels::completion(Some(figures.prior_total), Some(figures.current_total));
    let done = done.filter(|_| figures.whole).map(|done| format!("，完成{base}的{done}")).unwrap_or_default();
    format!("{}：{this}{whole}{}{done}", subject(figures), figures.unit)
}

fn pareto_title(figures: &Figures) -> String {
    match figures.leaders().map(|(count, share)| (count, labels::hundredths(share))) {
        None => format!("{}各项均持平", subject(figures)),
        Some((1, share)) if figures.rows.len() > 1 => {
            format!("{}：{}一项占全部变动的{share}", subject(figures), figures.rows[0].name)
        }
        Some((1, _)) => variance_title(figures),
        Some((count, share)) => {
            format!("{}：变动最大的{count}项占全部变动的{share}{}", subject(figures), movers(figures, "，"))
        }
    }
}

/// The subtitle: unit, years, amount unit and order. `note` is a remark about the drawing.
pub(super) fn subtitle(figures: &Figures, kind: Kind, lang: Lang, note: &str) -> String {
    if lang == Lang::En {
        return english::subtitle(figures, kind, note);
    }
    let (base, this) = (year(figures.base, lang), year(figures.year, lang));
    let name = unit(figures.unit, lang);
    let order = match figures.order {
        Order::Code if !figures.coded => "按表中次序",
        Order::Code => "按科目编码排序",
        Order::Size => "按金额排序",
        Order::Magnitude => "按变动额大小排序",
        Order::Change => "按增减额排序",
        Order::Growth => "按增减率排序",
    };
    let recoded =
        if figures.recoded > 0 { "；疑似只是改列科目的，新旧两项并作一项，请核实" } else { "" };
    let note = format!("{note}{recoded}");
    let who = if figures.institution.is_empty() { String::new() } else { format!("{}，", figures.institution) };
    let without = if figures.single { format!("；没有{}年的数", figures.base.0) } else { String::new() };
    match kind {
        Kind::Columns if figures.single => {
            format!("{who}{}：{this}（{name}，{order}{note}{without}）", subject(figures))
        }
        Kind::Treemap if figures.single => {
            format!("{who}{}：{this}，面积表示金额，同一类内可比（{name}{note}{without}）", subject(figures))
        }
        Kind::Waterfall => format!("{who}{base} → 各{}增减 → {this}（{name}，{order}{note}）", items(figures)),
        Kind::Variance => format!("{who}{}：{this}比{base}的增减额与增减率（{name}，{order}{note}）", subject(figures)),
        Kind::Columns => format!("{who}{}：{base}与{this}（{name}，{order}{note}）", subject(figures)),
        Kind::Share => {
            format!("{who}{}：{base}与{this}的结构，以所列各项之和为100%（{order}{note}）", subject(figures))
        }
        Kind::Treemap => {
            format!(
                "{who}{}：{this}，面积表示金额，同一类内可比；颜色表示比{base}的增减率（{name}{note}）",
                subject(figures)
            )
        }
        Kind::Slope | Kind::Trend => {
            format!("{who}{}：{base} → {this}（{name}，线色表示增减{note}）", subject(figures))
        }
        Kind::Execution => format!("{who}{}：{base}、{this}及完成率（{name}，{order}{note}）", subject(figures)),
        Kind::Units => {
            let count = figures.counts.0;
            format!("{count}个单位，{}：{this}比{base}的增减额与增减率（{name}，{order}{note}）", subject(figures))
        }
        Kind::Pareto => {
            format!("{who}{base} → {this}：各{}增减额与累计变动占比（{name}，{order}{note}）", items(figures))
        }
    }
}

/// The source line, which also says if last year's figures are derived.
pub(super) fn source(figures: &Figures, kind: Kind, options: &ChartOptions) -> String {
    if let Some(source) = &options.source {
        return source.clone();
    }
    if options.lang == Lang::En {
        return english::source(figures, kind);
    }
    let unit = unit(figures.unit, options.lang);
    let known = match (figures.implied, figures.restated) {
        (true, _) => format!("；{}年数含由本年数减文字所列增减额推算的数", figures.base.0),
        (false, true) => format!("；{}年数取自后一年度公开文件", figures.base.0),
        _ => String::new(),
    };
    let basis = if figures.same_basis {
        format!("；{}年数已按对照表转为同口径", figures.base.0)
    } else {
        String::new()
    };
    let what = |phase: Phase| if phase == Phase::Executed { "决算" } else { "预算" };
    // Last year's disclosure is a source too, if last year's figures come from it.
    let own = !figures.implied && !figures.restated && !figures.single;
    let base = match (own, what(figures.base.1) == what(figures.year.1)) {
        (false, _) => String::new(),
        (true, true) if figures.base.0 == figures.year.0 => String::new(),
        (true, true) => format!("{}年、", figures.base.0),
        (true, false) => format!("{}年{}、", figures.base.0, what(figures.base.1)),
    };
    let who = if figures.units { "各单位" } else { &figures.institution };
    let (year, phase) = (figures.year.0, what(figures.year.1));
    // The structure is printed in percent.
    let unit = if kind == Kind::Share { String::new() } else { format!("；单位：{unit}") };
    format!("数据来源：{who}{base}{year}年{phase}公开，{}{known}{basis}{unit}。", figures.table.title())
}
