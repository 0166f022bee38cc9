//! 图上文字: titles, subtitles and source lines of charts, generated from the figures.

use super::figures::{Figure, Figures};
use super::labels::{amount, rate, unit, year};
use super::{ChartOptions, Kind, Lang, english};
use crate::analysis::Sort;
use crate::model::{BudgetTable, Growth, Level, Measure, Phase};

/// The subject: 一般公共预算支出, with the measure unless it is 合计.
pub(super) fn subject(figures: &Figures) -> String {
    subject_of(figures.table, &figures.measure, Lang::Zh)
}

/// The subject of a table and a measure.
pub(super) fn subject_of(table: BudgetTable, measure: &Measure, lang: Lang) -> String {
    if lang == Lang::En {
        return english::subject(table, measure);
    }
    let name = table.title().trim_end_matches('表').trim_end_matches("情况").trim_end_matches("总体");
    if measure.is_total() { name.to_owned() } else { format!("{name}（{measure}）") }
}

fn items(figures: &Figures) -> &'static str {
    match figures.level {
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
    let title = message(figures, kind);
    // These titles do not mention the phases themselves.
    let unsaid = matches!(kind, Kind::Variance | Kind::Share | Kind::Pareto);
    match figures.base.1 == figures.year.1 || figures.single || !unsaid {
        true => title,
        false => format!("{title}（{}比{}）", year(figures.year, Lang::Zh), year(figures.base, Lang::Zh)),
    }
}

fn message(figures: &Figures, kind: Kind) -> String {
    match kind {
        Kind::Waterfall => format!("{}：{}{}", subject(figures), total_change(figures), drivers(figures)),
        Kind::Variance => variance_title(figures),
        Kind::Columns | Kind::Treemap => columns_title(figures),
        Kind::Share => format!("{}的结构：{}年与{}年", subject(figures), figures.base.0, figures.year.0),
        Kind::Slope | Kind::Trend => format!("{}：{}{}", subject(figures), total_change(figures), drivers(figures)),
        Kind::Pareto => pareto_title(figures),
    }
}

/// 上年, with the phase of last year's figures if it differs from this year's.
pub(super) fn before(figures: &Figures) -> String {
    match figures.base.1 == figures.year.1 || figures.single {
        true => "上年".to_owned(),
        false => format!("上年{}数", figures.base.1),
    }
}

fn total_change(figures: &Figures) -> String {
    let change = figures.change();
    let before = before(figures);
    if change == 0 {
        return format!("与{before}持平");
    }
    let rate = match figures.growth() {
        Some(growth @ Growth::Rate(_)) => rate(growth, Lang::Zh).map(|rate| rate_in_words(&rate)).unwrap_or_default(),
        _ => String::new(),
    };
    let verb = if change > 0 { "增加" } else { "减少" };
    format!("比{before}{verb}{}{}{rate}", amount(change, figures.unit).trim_start_matches('−'), figures.unit)
}

/// ，增长6.0%
pub(super) fn rate_in_words(rate: &str) -> String {
    if rate.is_empty() {
        return String::new();
    }
    let verb = if rate.starts_with('−') { "下降" } else { "增长" };
    format!("，{verb}{}", rate.trim_start_matches(['+', '−']))
}

/// The main drivers: at most two items that changed in the direction of the total.
fn drivers(figures: &Figures) -> String {
    let names = mover_names(figures, figures.change().signum());
    if names.is_empty() || figures.rows.len() < 2 {
        String::new()
    } else {
        format!("，主要来自{}", names.join("、"))
    }
}

/// The names of the items with the two largest changes of this sign; of any sign for 0.
fn mover_names(figures: &Figures, sign: i64) -> Vec<&str> {
    let moves = |row: &&Figure| row.change != 0 && (sign == 0 || row.change.signum() == sign);
    let mut movers: Vec<&Figure> = figures.rows.iter().filter(|row| !row.gathered).filter(moves).collect();
    movers.sort_by_key(|row| std::cmp::Reverse(row.change.unsigned_abs()));
    movers.into_iter().take(2).map(|row| row.name.as_str()).collect()
}

fn variance_title(figures: &Figures) -> String {
    let (all, ups, downs) = figures.counts;
    let level = items(figures);
    if all == 1 {
        let row = &figures.rows[0];
        let name = if figures.level == Level::Total { subject(figures) } else { row.name.clone() };
        let (verb, size) = (direction(row.change), amount(row.change, figures.unit));
        return if row.change == 0 {
            format!("{name}与上年持平")
        } else {
            format!("{name}比上年{verb}{}{}", size.trim_start_matches('−'), figures.unit)
        };
    }
    let counted = match (ups, downs) {
        (0, 0) => return format!("{all}个{level}均与上年持平"),
        (ups, 0) if ups == all => format!("{all}个{level}全部增加"),
        (0, downs) if downs == all => format!("{all}个{level}全部减少"),
        (ups, 0) => format!("{all}个{level}中{ups}个增加"),
        (0, downs) => format!("{all}个{level}中{downs}个减少"),
        (ups, downs) => format!("{all}个{level}中{ups}个增加、{downs}个减少"),
    };
    format!("{counted}：{}变动最大", mover_names(figures, 0).join("、"))
}

fn direction(change: i64) -> &'static str {
    if change > 0 { "增加" } else { "减少" }
}

fn columns_title(figures: &Figures) -> String {
    let largest = figures.rows.iter().filter(|row| !row.gathered).max_by_key(|row| row.current);
    let head = format!(
        "{}年{}{}{}",
        figures.year.0,
        subject(figures),
        amount(figures.current_total, figures.unit),
        figures.unit
    );
    match largest.and_then(|row| Some((row, row.current.filter(|fen| *fen > 0)?))) {
        Some((row, fen)) if figures.rows.len() > 1 && fen <= figures.current_total => {
            let share = figures.share(fen).map(|share| format!("，占{}%", share.percent(1))).unwrap_or_default();
            format!("{head}，其中{}最多{share}", row.name)
        }
        _ => head,
    }
}

fn pareto_title(figures: &Figures) -> String {
    match figures.leaders() {
        (0, _) => format!("{}各项均与上年持平", subject(figures)),
        (1, share) if figures.rows.len() > 1 => {
            format!("{}：{}一项占全部变动的{share}%", subject(figures), figures.rows[0].name)
        }
        (1, _) => variance_title(figures),
        (count, share) => format!("{}：变动最大的{count}项占全部变动的{share}%", subject(figures)),
    }
}

/// The subtitle: unit, years, amount unit and order. `note` is a remark about the drawing.
pub(super) fn subtitle(figures: &Figures, kind: Kind, lang: Lang, note: &str) -> String {
    if lang == Lang::En {
        return english::subtitle(figures, kind, note);
    }
    let (base, this) = (year(figures.base, lang), year(figures.year, lang));
    let name = unit(figures.unit, lang);
    let order = match figures.sort {
        Sort::Code if !figures.coded => "按表中次序",
        Sort::Code => "按科目编码排序",
        Sort::Change if kind == Kind::Pareto => "按变动额大小排序",
        Sort::Change => "按增减额排序",
        Sort::Growth => "按增减率排序",
    };
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
        (true, true) => format!("{}年、", figures.base.0),
        (true, false) => format!("{}年{}、", figures.base.0, what(figures.base.1)),
    };
    let (who, year, phase) = (&figures.institution, figures.year.0, what(figures.year.1));
    // The structure is printed in percent.
    let unit = if kind == Kind::Share { String::new() } else { format!("；单位：{unit}") };
    format!("数据来源：{who}{base}{year}年{phase}公开，{}{known}{basis}{unit}。", figures.table.title())
}
