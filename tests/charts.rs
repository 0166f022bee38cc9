//! Charts, tested by their display lists: by what is drawn, not by how.

use proptest::prelude::*;
use std::collections::BTreeSet;
use tongbi::analysis::{Comparison, ComparisonRow, Item};
use tongbi::model::{
    Amount, BudgetTable, Classification, Code, FiscalYear, Growth, Level, Measure, Origin, Phase, Scope,
};
use tongbi::present::chart::{
    Chart, ChartOptions, Fonts, Kind, Lang, Mark, Role, Series, Shape, SvgText, TrendSubject,
};

fn row(code: &str, name: &str, prior: Option<i64>, current: Option<i64>) -> ComparisonRow {
    let code = Code::new(code).ok();
    let amount = |fen: i64| Amount::new(fen, 10_000);
    let (before, after) = (prior.unwrap_or(0), current.unwrap_or(0));
    ComparisonRow {
        item: Item {
            unit: "某州社会保险中心".into(),
            scope: Scope::Unit,
            table: BudgetTable::General,
            classification: Classification::Functional,
            measure: Measure::total(),
            level: code.as_ref().map_or(Level::Total, Code::level),
            parent: code.as_ref().and_then(Code::parent),
            code,
            name: name.into(),
        },
        prior: prior.map(amount),
        current: current.map(amount),
        change: after.checked_sub(before).map(amount),
        growth: Growth::between(before, after),
        share_prior: None,
        share_current: None,
        share_change: None,
        contribution: None,
        contribution_share: None,
        prior_origin: Some(Origin::Implied),
        current_origin: Some(Origin::Published),
        prior_rolled_up: None,
        current_rolled_up: None,
        comparable: None,
    }
}

fn comparison(rows: Vec<ComparisonRow>) -> Comparison {
    let year = |year| FiscalYear::new(year).unwrap();
    Comparison {
        base: year(2023),
        year: year(2024),
        base_phase: Phase::Approved,
        phase: Phase::Approved,
        rows,
        user_corrections: Vec::new(),
        warnings: Vec::new(),
        bridge_use: None,
    }
}

/// The figures of the example document, in 分.
fn sample() -> Comparison {
    let figures = [
        ("2050803", "培训支出", Some(143), Some(195)),
        ("2080101", "行政运行", Some(36342), Some(39551)),
        ("2080102", "一般行政管理事务", None, Some(3420)),
        ("2080109", "社会保险经办机构", Some(13124), Some(7863)),
        ("2080501", "行政单位离退休", Some(1798), Some(8640)),
        ("2080505", "机关事业单位基本养老保险缴费支出", Some(4811), Some(5109)),
        ("2080506", "机关事业单位职业年金缴费支出", Some(2406), Some(2555)),
        ("2080799", "其他企业改革发展补助", Some(3500), None),
        ("2101101", "行政单位医疗", Some(3517), Some(2235)),
        ("2101103", "公务员医疗补助", Some(1608), Some(1698)),
        ("2101199", "其他行政事业单位医疗支出", Some(143), Some(73)),
        ("2210201", "住房公积金", Some(3809), Some(4104)),
    ];
    let fen = |amount: Option<i64>| amount.map(|amount| amount * 10_000);
    let mut rows = vec![row("", "合计", Some(712_010_000), Some(754_430_000))];
    rows.extend(figures.map(|(code, name, prior, current)| row(code, name, fen(prior), fen(current))));
    comparison(rows)
}

/// The comparison in the form that a kind is about: of budget and final account, or of the totals of many units.
fn suited(comparison: &Comparison, kind: Kind) -> Comparison {
    let mut suited = comparison.clone();
    match kind {
        Kind::Execution => (suited.base, suited.phase) = (suited.year, Phase::Executed),
        Kind::Units => {
            suited.rows.retain(|row| row.item.level != Level::Total);
            for row in &mut suited.rows {
                let unit = row.item.name.clone();
                row.item = Item {
                    unit,
                    level: Level::Total,
                    code: None,
                    parent: None,
                    name: "合计".into(),
                    ..row.item.clone()
                };
            }
        }
        _ => {}
    }
    suited
}

fn draw(comparison: &Comparison, kind: Kind) -> Chart {
    Chart::from_comparison(&suited(comparison, kind), kind, &ChartOptions::default()).unwrap()
}

fn texts(chart: &Chart) -> Vec<String> {
    let text = |mark: &Mark| match &mark.shape {
        Shape::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    chart.display_list().marks.iter().filter_map(text).collect()
}

fn bars(chart: &Chart) -> Vec<(i64, [i32; 4])> {
    let bar = |mark: &Mark| (mark.role == Role::Bar).then(|| (mark.stands_for.unwrap(), mark.bounds()));
    chart.display_list().marks.iter().filter_map(bar).collect()
}

/// What every chart must keep to, whatever it shows.
fn check_picture(chart: &Chart) {
    let list = chart.display_list();
    let (width, height) = list.size;
    for mark in &list.marks {
        let [left, top, right, bottom] = mark.bounds();
        assert!(left >= 0 && top >= 0 && right <= width && bottom <= height, "leaves the picture: {mark:?}");
    }
    let texts: Vec<&Mark> = list.marks.iter().filter(|mark| mark.role == Role::Text).collect();
    for (index, mark) in texts.iter().enumerate() {
        for other in &texts[..index] {
            let ([l, t, r, b], [x0, y0, x1, y1]) = (mark.bounds(), other.bounds());
            // A quarter of an em box is empty above and below the ink.
            let overlap = l + 2 < x1 && x0 + 2 < r && t + 6 < y1 && y0 + 6 < b;
            assert!(!overlap, "text over text: {mark:?} and {other:?}");
        }
    }
    let bars = bars(chart);
    let Some((amount, bounds)) = bars.iter().max_by_key(|(amount, _)| amount.unsigned_abs()) else { return };
    let scale = f64::from(bounds[2] - bounds[0]) / amount.unsigned_abs() as f64;
    for (amount, bounds) in &bars {
        let expected = amount.unsigned_abs() as f64 * scale;
        let length = f64::from(bounds[2] - bounds[0]);
        assert!((length - expected).abs() <= 2.5, "a bar of {length} for {amount}, expected {expected}");
    }
}

/// Parts of one 100 % bar are as high as their amounts say, and fill it.
fn check_parts(chart: &Chart) {
    let list = chart.display_list();
    let part = |mark: &Mark| (mark.role == Role::Part).then(|| (mark.stands_for.unwrap(), mark.bounds()));
    let parts: Vec<(i64, [i32; 4])> = list.marks.iter().filter_map(part).collect();
    for left in [parts.iter().map(|part| part.1[0]).min(), parts.iter().map(|part| part.1[0]).max()] {
        let column: Vec<_> = parts.iter().filter(|part| Some(part.1[0]) == left).collect();
        let whole: f64 = column.iter().map(|part| part.0 as f64).sum();
        let height = f64::from(column.iter().map(|part| part.1[3] - part.1[1]).sum::<i32>());
        for (amount, bounds) in column {
            let expected = *amount as f64 / whole * height;
            assert!((f64::from(bounds[3] - bounds[1]) - expected).abs() <= 2.5, "{amount}: {bounds:?}");
        }
    }
}

fn check_closes(chart: &Chart) {
    let bars = bars(chart);
    let wholes = chart.title();
    let Some((_, last)) = bars.last() else { return };
    if bars.len() > 2 {
        let (amount, before) = &bars[bars.len() - 2];
        let end = if *amount > 0 { before[2] } else { before[0] };
        assert!((end - last[2]).abs() <= 1 || (end - last[0]).abs() <= 1, "does not close: {wholes}");
    }
}

#[test]
fn every_kind_draws_the_sample_and_says_its_message() {
    let titles = [
        (
            Kind::Waterfall,
            "一般公共预算支出：2024年预算比2023年预算增加42.42万元，增长5.96%，行政单位离退休增加最多，社会保险经办机构减少最多",
        ),
        (
            Kind::Variance,
            "12个项级科目中8个增加、4个减少：行政单位离退休增加最多，社会保险经办机构减少最多（2024年预算比2023年预算）",
        ),
        (Kind::Columns, "一般公共预算支出：2024年预算754.43万元，其中行政运行最多，占52.43%"),
        (
            Kind::Share,
            "一般公共预算支出：行政单位离退休占比提高8.93个百分点，社会保险经办机构占比下降8.01个百分点（2024年预算比2023年预算）",
        ),
        (Kind::Execution, "一般公共预算支出：2024年决算754.43万元，完成2024年预算的105.96%"),
        (
            Kind::Units,
            "一般公共预算支出：12个单位中8个增加、4个减少：行政单位离退休增加最多，社会保险经办机构减少最多（2024年预算比2023年预算）",
        ),
    ];
    for (kind, title) in titles {
        assert_eq!(draw(&sample(), kind).title(), title);
    }
    for kind in Kind::ALL {
        let chart = draw(&sample(), kind);
        check_picture(&chart);
        assert!(chart.warnings().is_empty());
        if let Some(folder) = std::env::var_os("TONGBI_CHARTS") {
            let path = std::path::PathBuf::from(folder).join(kind.name());
            std::fs::write(path.with_extension("png"), chart.png(2000).unwrap()).unwrap();
            std::fs::write(path.with_extension("svg"), chart.svg().unwrap()).unwrap();
        }
    }
}

fn series(name: &str, phase: Phase, points: &[(u16, i64)]) -> Series {
    let point = |(year, fen): &(u16, i64)| (FiscalYear::new(*year).unwrap(), Amount::new(*fen, 10_000));
    Series { name: name.to_owned(), phase, points: points.iter().map(point).collect() }
}

fn subject() -> TrendSubject {
    TrendSubject {
        institution: "某省人民检察院".into(), what: "一般公共预算支出".into(), ..TrendSubject::default()
    }
}

fn both_phases() -> [Series; 3] {
    [
        series("合计", Phase::Approved, &[(2017, 2_195_535_000), (2018, 2_310_040_000), (2020, 2_520_000_000)]),
        series("合计", Phase::Executed, &[(2017, 2_290_000_000), (2018, 2_280_000_000), (2019, 2_400_000_000)]),
        series("机关事业单位基本养老保险缴费支出", Phase::Approved, &[(2018, 150_000_000), (2020, 160_000_000)]),
    ]
}

#[test]
fn a_trend_joins_no_gap_and_tells_budget_from_outturn() {
    let subject = subject();
    let chart = Chart::from_series(&subject, &both_phases(), &ChartOptions::default()).unwrap();
    check_picture(&chart);
    // Four points of 预算 in two runs (2017–2018; 2020 alone) and two steps of 决算.
    let heavy = |mark: &&Mark| matches!(&mark.shape, Shape::Line { width, .. } if matches!(width, 5 | 9));
    assert_eq!(chart.display_list().marks.iter().filter(heavy).count(), 3);
    if let Some(folder) = std::env::var_os("TONGBI_CHARTS") {
        std::fs::write(std::path::Path::new(&folder).join("trend.png"), chart.png(2000).unwrap()).unwrap();
    }
    for count in [1u16, 2, 40] {
        let points: Vec<(u16, i64)> = (0..count).map(|year| (1990 + year, i64::from(year) * -1_000_000)).collect();
        check_picture(
            &Chart::from_series(&subject, &[series("甲", Phase::Approved, &points)], &ChartOptions::default()).unwrap(),
        );
    }
    assert!(Chart::from_series(&subject, &[], &ChartOptions::default()).is_err());
}

#[test]
fn an_item_with_one_year_only_takes_no_room_in_a_trend_and_is_counted() {
    let mut lines = both_phases().to_vec();
    lines.push(series("住房公积金", Phase::Approved, &[(2020, 410_400_000)]));
    // Two phases of one year are still one year.
    lines.push(series("培训支出", Phase::Approved, &[(2020, 19_500_000)]));
    lines.push(series("培训支出", Phase::Executed, &[(2020, 18_500_000)]));
    let chart = Chart::from_series(&subject(), &lines, &ChartOptions::default()).unwrap();
    check_picture(&chart);
    let words = texts(&chart).concat();
    assert!(words.contains("另有2项只有一年的数，未画"), "{words}");
    assert!(words.contains("机关事业单位基本养老保险缴费支出") && !words.contains("住房公积金"));
    // The years at hand are one: every item is drawn.
    let one = [series("合计", Phase::Approved, &[(2020, 1)]), series("培训支出", Phase::Approved, &[(2020, 1)])];
    let chart = Chart::from_series(&subject(), &one, &ChartOptions::default()).unwrap();
    assert!(texts(&chart).concat().contains("培训支出"));
}

#[test]
fn a_new_and_a_dropped_item_are_words_and_no_bar_of_a_hundred_percent() {
    let chart = draw(&sample(), Kind::Variance);
    let texts = texts(&chart);
    assert!(texts.contains(&"新增".to_owned()));
    assert!(texts.contains(&"取消".to_owned()));
    assert!(texts.contains(&"+380.53%".to_owned()));
    assert!(!texts.iter().any(|text| text.contains("100.0")));
}

#[test]
fn no_figure_is_a_dash_and_a_zero_is_a_zero() {
    let rows = vec![row("20101", "甲", None, Some(5_000_000)), row("20102", "乙", Some(0), Some(4_000_000))];
    let texts = texts(&draw(&comparison(rows), Kind::Columns));
    assert_eq!(texts.iter().filter(|text| *text == "—").count(), 1);
    assert_eq!(texts.iter().filter(|text| *text == "0.00").count(), 1);
}

#[test]
fn a_waterfall_closes_and_names_what_printing_left_over() {
    check_closes(&draw(&sample(), Kind::Waterfall));
    let mut odd = sample();
    odd.rows[0] = row("", "合计", Some(712_010_000), Some(754_440_000));
    let chart = draw(&odd, Kind::Waterfall);
    check_closes(&chart);
    assert!(texts(&chart).contains(&"尾差".to_owned()));
    odd.rows[0] = row("", "合计", Some(712_010_000), Some(854_430_000));
    assert!(texts(&draw(&odd, Kind::Waterfall)).contains(&"未列明细".to_owned()));
}

#[test]
fn the_smallest_items_are_gathered_and_a_cut_axis_is_said() {
    let options = ChartOptions { top: Some(5), ..ChartOptions::default() };
    let chart = Chart::from_comparison(&sample(), Kind::Waterfall, &options).unwrap();
    let texts = texts(&chart);
    assert!(texts.contains(&"其余7项".to_owned()));
    assert!(texts.iter().any(|text| text.contains("数轴自")));
    check_picture(&chart);
    check_closes(&chart);
}

#[test]
fn a_character_that_no_font_has_is_named_before_anything_is_written() {
    let chart = draw(&comparison(vec![row("20101", "\u{1F600}支出", Some(1), Some(2))]), Kind::Columns);
    assert!(chart.warnings()[0].message.contains("U+1F600"));
    let broken = Fonts::from_bytes(b"not a font".to_vec()).unwrap_err();
    assert!(broken.to_string().contains("--font"));
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    for kind in Kind::ALL {
        let (one, two) = (draw(&sample(), kind), draw(&sample(), kind));
        assert_eq!(one.svg().unwrap(), two.svg().unwrap());
        assert_eq!(one.png(500).unwrap(), two.png(500).unwrap());
    }
}

#[test]
fn nothing_to_draw_is_said_and_an_absurd_size_is_refused() {
    let none = Chart::from_comparison(&comparison(Vec::new()), Kind::Columns, &ChartOptions::default());
    assert!(none.unwrap_err().to_string().contains("另一年"));
    assert!(draw(&sample(), Kind::Columns).png(1_000_000).is_err());
}

fn amounts() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(0)),
        6 => (1i64..100_000_000_000).prop_map(Some),
        1 => (-1_000_000_000i64..0).prop_map(Some),
        1 => prop_oneof![Just(1i64), Just(1_000_000_000_000_000)].prop_map(Some),
    ]
}

fn names() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "行政运行",
        "支出",
        "（不含基建）",
        "机关事业单位基本养老保险缴费",
        "2024",
        "其他",
        "“三公”经费",
        "A",
        "、",
        "补助",
    ]);
    prop::collection::vec(words, 1..8).prop_map(|words| words.concat())
}

fn comparisons() -> impl Strategy<Value = Comparison> {
    prop::collection::vec((names(), amounts(), amounts()), 1..=60).prop_map(|items| {
        let rows = items
            .into_iter()
            .enumerate()
            .map(|(index, (name, prior, current))| row(&format!("2{index:06}"), &name, prior, current));
        comparison(rows.collect())
    })
}

proptest! {
    #![proptest_config(crate::chance::cases(24))]

    #[test]
    fn any_comparison_draws_without_collisions_and_to_scale(comparison in comparisons(), english in any::<bool>(), width in 640u32..1600) {
        let lang = if english { Lang::En } else { Lang::Zh };
        let options = ChartOptions { lang, width, ..ChartOptions::default() };
        for kind in Kind::ALL {
            let chart = match Chart::from_comparison(&suited(&comparison, kind), kind, &options) {
                Ok(chart) => chart,
                // Only a picture in which there would be nothing to see is refused.
                Err(error) => {
                    let positive = |amount: Option<Amount>| amount.is_some_and(|amount| amount.fen() > 0);
                    let known = || comparison.rows.iter().filter(|row| row.change.is_some());
                    let shown = known().filter(|row| match kind {
                        Kind::Treemap => positive(row.current),
                        Kind::Share => positive(row.prior) || positive(row.current),
                        Kind::Waterfall | Kind::Pareto => row.change.is_some_and(|change| change.fen() != 0),
                        Kind::Execution => row.prior.is_some() && row.current.is_some(),
                        _ => true,
                    });
                    let least = match kind {
                        Kind::Treemap | Kind::Share | Kind::Units => 2,
                        Kind::Pareto if known().count() == 1 => 2,
                        _ => 1,
                    };
                    prop_assert!(shown.count() < least, "{}: {error}", kind.name());
                    continue;
                }
            };
            check_picture(&chart);
            if kind == Kind::Share {
                check_parts(&chart);
            }
            if kind == Kind::Waterfall {
                check_closes(&chart);
            }
        }
    }
}

fn many_years() -> impl Strategy<Value = Vec<Series>> {
    let phases = prop::sample::select(vec![Phase::Approved, Phase::Adjusted, Phase::Executed]);
    let points = prop::collection::btree_map(2001u16..2024, amounts().prop_map(Option::unwrap_or_default), 0..=23);
    let line = (names(), phases, points)
        .prop_map(|(name, phase, points)| series(&name, phase, &points.into_iter().collect::<Vec<_>>()));
    prop::collection::vec(line, 1..=20)
}

proptest! {
    #![proptest_config(crate::chance::cases(48))]

    #[test]
    fn any_trend_draws_without_collisions_and_joins_only_neighbouring_years(lines in many_years(), english in any::<bool>(), width in 640u32..1600) {
        let lang = if english { Lang::En } else { Lang::Zh };
        let options = ChartOptions { lang, width, ..ChartOptions::default() };
        let drawn = Chart::from_series(&TrendSubject::default(), &lines, &options);
        prop_assert_eq!(drawn.is_ok(), lines.iter().any(|line| !line.points.is_empty()));
        let Ok(chart) = drawn else { return Ok(()) };
        check_picture(&chart);
        let filled = || lines.iter().filter(|line| !line.points.is_empty());
        let years = |name: &str| {
            filled().filter(|line| line.name == name).flat_map(|line| line.points.keys()).collect::<BTreeSet<_>>().len()
        };
        let first = &filled().next().unwrap().name;
        let shown: Vec<&Series> =
            filled().filter(|line| line.name == *first || years(&line.name) > 1).take(12).collect();
        let joined = shown.iter().map(|line| {
            let years: Vec<u16> = line.points.keys().map(|year| year.get()).collect();
            years.windows(2).filter(|pair| pair[1] == pair[0] + 1).count()
        });
        // Series are the only lines of these two widths: 2.25 pixels, 1.25 where hollow.
        let heavy = |mark: &&Mark| matches!(&mark.shape, Shape::Line { width, .. } if matches!(width, 5 | 9));
        prop_assert_eq!(chart.display_list().marks.iter().filter(heavy).count(), joined.sum::<usize>());
    }
}

/// The share of pixels that differ by more than a third of the range in any channel: edges are smoothed differently.
fn difference(one: &[u8], two: &[u8]) -> f64 {
    let far = |pair: (&[u8], &[u8])| pair.0.iter().zip(pair.1).any(|(a, b)| a.abs_diff(*b) > 85);
    let count = one.chunks_exact(3).zip(two.chunks_exact(3)).filter(|pair| far(*pair)).count();
    count as f64 / (one.len() / 3) as f64
}

fn pixels(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    bytes.truncate(info.buffer_size());
    let channels = info.color_type.samples();
    let rgb = bytes.chunks_exact(channels).flat_map(|pixel| pixel[..3].to_vec()).collect();
    (info.width, info.height, rgb)
}

/// At most 0.01 % of the pixels may differ clearly: less than one character would.
const MOST_DIFFERENT: f64 = 0.0001;

#[test]
fn a_browser_shows_the_svg_as_the_png() {
    let Some(browser) = crate::needs::program("chromium") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut charts: Vec<(&str, Chart)> = Kind::ALL.map(|kind| (kind.name(), draw(&sample(), kind))).into();
    charts.push((
        "trend of both phases",
        Chart::from_series(&subject(), &both_phases(), &ChartOptions::default()).unwrap(),
    ));
    for (name, chart) in charts {
        let (width, height) = (chart.display_list().size.0 / 4, chart.display_list().size.1 / 4);
        let (svg, shot) = (folder.path().join("chart.svg"), folder.path().join("shot.png"));
        assert!(!chart.svg().unwrap().contains("<text"), "outlines need no font");
        std::fs::write(&svg, chart.svg().unwrap()).unwrap();
        let profile = folder.path().join("profile");
        let status = std::process::Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--hide-scrollbars", "--force-device-scale-factor=2"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("--window-size={width},{height}"))
            .arg(format!("--screenshot={}", shot.display()))
            .arg(format!("file://{}", svg.display()))
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        let (ours, theirs) = (pixels(&chart.png(2 * width as u32).unwrap()), pixels(&std::fs::read(&shot).unwrap()));
        assert_eq!((ours.0, ours.1), (theirs.0, theirs.1), "{name}");
        let share = difference(&ours.2, &theirs.2);
        println!("{name}: {:.3} % of the pixels differ", share * 100.0);
        assert!(share < MOST_DIFFERENT, "{name}: {share}");
        // Two pixels to the right, of 1280, would be seen.
        let mut moved = theirs.2;
        moved.rotate_right(6);
        assert!(difference(&ours.2, &moved) > MOST_DIFFERENT, "{name}: the comparison sees nothing");
    }
}

#[test]
fn selectable_text_carries_its_font_and_every_word() {
    let chart = draw(&sample(), Kind::Waterfall);
    let svg = chart.svg_as(SvgText::Selectable, 1000).unwrap();
    assert!(svg.contains(">其他行政事业单位医疗支出</text>"));
    assert_eq!(svg.matches("data:font/otf;base64,").count(), 2);
    assert!(svg.len() < 100_000, "only the used characters are embedded: {}", svg.len());
    assert_eq!(svg, chart.svg_as(SvgText::Selectable, 1000).unwrap());
}

#[test]
fn english_labels_leave_no_chinese_of_our_own() {
    let options = ChartOptions { lang: Lang::En, top: Some(4), ..ChartOptions::default() };
    let names: Vec<String> = sample().rows.iter().map(|row| row.item.name.to_string()).collect();
    for kind in Kind::ALL {
        let chart = Chart::from_comparison(&suited(&sample(), kind), kind, &options).unwrap();
        check_picture(&chart);
        let said = chart.title().to_owned();
        let own = names.iter().fold(said, |said, name| said.replace(name.as_str(), ""));
        assert!(own.is_ascii() || !own.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{own}");
    }
}

#[test]
fn a_picture_is_at_most_a_tenth_of_its_pixels_and_of_one_palette() {
    for kind in Kind::ALL {
        let chart = draw(&sample(), kind);
        let (bytes, (width, height)) = (chart.png(1600).unwrap(), chart.display_list().size);
        let pixels = 1600 * 1600 * i64::from(height) / i64::from(width);
        assert!((bytes.len() as i64) < pixels / 10, "{}: {} bytes", kind.name(), bytes.len());
    }
}

#[test]
fn every_label_is_as_large_as_a_caption_when_the_picture_is_as_wide_as_the_text_of_a_word_document() {
    for kind in Kind::ALL {
        let chart = draw(&sample(), kind);
        let points_per_quarter = 156.0 / 25.4 * 72.0 / f64::from(chart.display_list().size.0);
        for mark in &chart.display_list().marks {
            if let Shape::Text { size, text, .. } = &mark.shape {
                assert!(f64::from(*size) * points_per_quarter >= 9.0, "{}: {text}", kind.name());
            }
        }
    }
}

#[test]
fn charts_of_one_item_or_without_any_change_are_refused_in_words() {
    let same = |code: &str, name: &str| row(code, name, Some(5_000_000), Some(5_000_000));
    let told = |rows: Vec<ComparisonRow>, kind| {
        let refused = Chart::from_comparison(&comparison(rows), kind, &ChartOptions::default());
        refused.err().map(|error| error.to_string()).unwrap_or_default()
    };
    for kind in [Kind::Waterfall, Kind::Pareto] {
        assert!(told(vec![same("20101", "甲"), same("20102", "乙")], kind).contains("各项均持平"), "{}", kind.name());
    }
    for kind in [Kind::Pareto, Kind::Share, Kind::Treemap] {
        assert!(told(vec![row("20101", "甲", Some(1), Some(2))], kind).contains("只有“甲”一项"), "{}", kind.name());
    }
}

#[test]
fn every_tile_of_a_treemap_has_a_label() {
    let mut rows = vec![row("2010101", "行政运行", Some(900_000_000), Some(950_000_000))];
    rows.extend((0..40i64).map(|index| {
        let name = format!("第{index}类机关事业单位基本养老保险缴费支出");
        row(&format!("2{:02}{:02}01", 10 + index % 7, index), &name, Some(2_000_000), Some(1_000_000 + index * 100_000))
    }));
    let chart = draw(&comparison(rows), Kind::Treemap);
    let marks = &chart.display_list().marks;
    for tile in marks.iter().filter(|mark| mark.role == Role::Part) {
        let [left, top, right, bottom] = tile.bounds();
        let inside = |mark: &&Mark| {
            let [l, t, r, b] = mark.bounds();
            mark.role == Role::Text && l >= left && r <= right && t >= top && b <= bottom
        };
        assert!(marks.iter().any(|mark| inside(&mark)), "no label in {tile:?}");
    }
    assert!(texts(&chart).iter().any(|text| text.starts_with("其余")));
}

#[test]
fn columns_by_code_stand_under_their_category() {
    let mut rows = sample().rows;
    rows.extend(
        [("208", "社会保障和就业支出"), ("210", "卫生健康支出")].map(|(code, name)| row(code, name, None, None)),
    );
    rows.iter_mut()
        .filter(|row| row.item.level == Level::Category)
        .for_each(|row| row.current = Some(Amount::from_fen(1)));
    let texts = texts(&draw(&comparison(rows), Kind::Columns));
    for heading in ["208 社会保障和就业支出", "210 卫生健康支出"] {
        assert!(texts.iter().any(|text| text == heading), "{heading}: {texts:?}");
    }
}

/// The program's answer to a call of `chart` in a folder with a file of data.
fn charted(data: &str, arguments: &[&str]) -> (bool, String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("数.csv"), data).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_tongbi"))
        .args(["-q", "chart", "数.csv", "--text", "-o", "图.svg"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let svg = std::fs::read_to_string(folder.path().join("图.svg")).unwrap_or_default();
    (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned(), svg)
}

const HEAD: &str = "unit,year,phase,table,classification,code,level,name,measure,amount,resolution,origin\n";

#[test]
fn kinds_tables_and_sorts_have_chinese_names_and_near_misses_are_suggested() {
    let row = |year: u16, code: &str, name: &str, amount: &str| {
        format!("某局,{year},预算,general,functional,{code},项,{name},合计,{amount}.00,100.00,published\n")
    };
    let rows = [(2023, "90"), (2024, "120")].map(|(year, amount)| {
        row(year, "2010101", "行政运行", amount) + &row(year, "2010102", "一般行政管理事务", "30")
    });
    let data = HEAD.to_owned() + &rows.concat();
    let drawn = |arguments: &[&str]| charted(&data, arguments);
    for (kind, table, sort) in [
        ("瀑布图", "一般公共预算支出情况表", "增减额"),
        ("增减图", "一般公共预算支出", "编码"),
        ("柱状图", "general", "增减率"),
        ("WATERFALL", "一般公共预算支出表", "change"),
    ] {
        let (done, said, svg) = drawn(&["--kind", kind, "--table", table, "--sort", sort]);
        assert!(done, "{kind} {table} {sort}: {said}");
        assert!(svg.contains("行政运行"));
    }
    for (arguments, hint) in [
        (&["--kind", "爆布图"][..], "你是不是要用 瀑布图？"),
        (&["--kind", "waterfal"], "你是不是要用 waterfall？"),
        (&["--kind", "增减图", "--table", "genral"], "你是不是要用 general？"),
        (&["--kind", "增减图", "--sort", "chang"], "你是不是要用 change？"),
    ] {
        let (done, said, _) = drawn(arguments);
        assert!(!done && said.contains(hint), "{arguments:?}: {said}");
    }
    let (done, said, _) = drawn(&["--kind", "饼图"]);
    assert!(!done && said.contains("可选：waterfall 瀑布图") && !said.contains("是不是"), "{said}");
}

#[test]
fn revenue_is_drawn_by_source_and_many_units_by_their_change() {
    let row = |unit: &str, year: u16, classification: &str, level: &str, name: &str, amount: i64| {
        format!("{unit},{year},预算,totals,{classification},,{level},{name},合计,{amount}.00,100.00,published\n")
    };
    let mut data = HEAD.to_owned();
    for (unit, growth) in [("甲局", 300), ("乙局", -100), ("丙局", 0)] {
        for (year, more) in [(2023, 0), (2024, growth)] {
            data += &row(unit, year, "revenue", "类", "一般公共预算拨款", 5000 + more);
            data += &row(unit, year, "revenue", "类", "事业收入", 700);
            data += &row(unit, year, "revenue", "total", "合计", 5700 + more);
        }
    }
    let (done, said, svg) = charted(&data, &["--kind", "结构图", "--table", "收入", "--institution", "甲局"]);
    assert!(done, "{said}");
    for text in ["收入：一般公共预算拨款占比", ">事业收入<", ">87.72%<", ">88.33%<"] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
    let (done, said, svg) = charted(&data, &["--kind", "单位图"]);
    assert!(done, "{said}");
    let place = |text: &str| svg.find(&format!(">{text}<")).unwrap_or(usize::MAX);
    assert!(place("甲局") < place("丙局") && place("丙局") < place("乙局") && place("乙局") < usize::MAX, "{svg}");
    assert!(svg.contains("3个单位中1个增加、1个减少"), "{svg}");
}

#[test]
fn budget_and_final_account_of_a_year_are_drawn_with_the_completion_rate() {
    let row = |phase: &str, code: &str, name: &str, amount: &str| {
        format!("某局,2024,{phase},general,functional,{code},项,{name},合计,{amount},100.00,published\n")
    };
    let data = HEAD.to_owned()
        + &row("预算", "2010101", "行政运行", "20000.00")
        + &row("决算", "2010101", "行政运行", "19000.00")
        + &row("决算", "2010199", "其他支出", "500.00")
        + &row("预算", "", "合计", "20000.00").replace("项", "total")
        + &row("决算", "", "合计", "19500.00").replace("项", "total");
    let (done, said, svg) = charted(&data, &["--kind", "执行图"]);
    assert!(done, "{said}");
    for text in ["2024年决算1.95万元，完成2024年预算的97.50%", ">95.00%<", ">—<"] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
    let (done, said, _) = charted(&data.replace("决算", "预算"), &["--kind", "execution"]);
    assert!(!done && said.contains("请把2024年的预算公开和决算公开一起给出"), "{said}");
}

/// Last year's item under one code, this year's under another, and a sentence that gives the new one last year's amount.
#[test]
fn an_item_that_probably_moved_to_another_code_is_one_item_and_no_new_one() {
    let items = |year: u16, code: &str, name: &str, amount: &str| {
        let of = |code: &str, name: &str, amount: &str| {
            format!("某局,{year},预算,general,functional,{code},项,{name},合计,{amount},100.00,published\n")
        };
        of("2040401", "行政运行", "1000000.00") + &of(code, name, amount)
    };
    let data = HEAD.to_owned()
        + &items(2023, "2040405", "案件审查支出", "1895000.00")
        + &items(2024, "2040410", "案件审查支出", "1185600.00");
    let (done, said, svg) = charted(&data, &["--kind", "瀑布图"]);
    assert!(done, "{said}");
    for text in ["案件审查支出（疑似原2040405）减少最多", ">−70.94<", ">−37.44%<"] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
    assert!(!svg.contains(">新增<") && !svg.contains(">取消<"), "{svg}");
}

/// The program alone in an empty root: no font, no fontconfig, no locale. Needs the right to change the root.
#[test]
fn without_any_font_on_the_machine_the_bytes_are_the_same() {
    let root = tempfile::tempdir().unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_tongbi"));
    let place = |path: &str| {
        let to = root.path().join(path.trim_start_matches('/'));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(path, to).unwrap();
    };
    let Some(ldd) = crate::needs::program("ldd") else { return };
    let needed = std::process::Command::new(ldd).arg(program).output().unwrap();
    let needed = String::from_utf8_lossy(&needed.stdout);
    needed.split_whitespace().filter(|word| word.starts_with('/')).for_each(place);
    std::fs::copy(program, root.path().join("tongbi")).unwrap();
    for name in ["2023.txt", "2024.txt"] {
        let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(name);
        std::fs::copy(from, root.path().join(name)).unwrap();
    }
    std::fs::create_dir(root.path().join("tmp")).unwrap();
    // The report writes every kind as SVG and as PNG; one more with its font inside.
    let draw = |command: &dyn Fn() -> std::process::Command, to: &str| {
        let text = ["--kind", "waterfall", "--text", "-o", &format!("{to}.svg")].map(str::to_owned);
        let runs = [
            ["report".to_owned(), "-o".to_owned(), to.to_owned()].to_vec(),
            [vec!["chart".to_owned()], text.to_vec()].concat(),
        ];
        runs.iter().all(|arguments| {
            let mut command = command();
            command.args(arguments).args(["2023.txt", "2024.txt", "--quiet"]).env_clear().current_dir(root.path());
            // A process that another test starts holds the copy open for writing until it has become its program.
            let busy = |output: &std::process::Output| {
                output.status.code() == Some(126) && String::from_utf8_lossy(&output.stderr).contains("busy")
            };
            let output = loop {
                match command.output() {
                    Ok(output) if busy(&output) => std::thread::yield_now(),
                    output => break output,
                }
            };
            output.is_ok_and(|output| output.status.success())
        })
    };
    let inside = || {
        let mut command = std::process::Command::new("/usr/sbin/chroot");
        command.arg(root.path()).arg("/tongbi");
        command
    };
    if !draw(&inside, "inside") {
        crate::needs::left_out("换根目录的权限（chroot）");
        return;
    }
    assert!(draw(&|| std::process::Command::new(program), "outside"));
    let read = |path: std::path::PathBuf| std::fs::read(path).unwrap();
    assert_eq!(read(root.path().join("inside.svg")), read(root.path().join("outside.svg")));
    let charts =
        |to: &str| std::fs::read_dir(root.path().join(to)).unwrap().next().unwrap().unwrap().path().join("charts");
    let names: Vec<_> = std::fs::read_dir(charts("outside")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 16);
    for name in names {
        assert_eq!(read(charts("inside").join(&name)), read(charts("outside").join(&name)), "{}", name.display());
    }
}

#[test]
fn a_report_says_which_pictures_it_left_out_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let head = "unit,year,phase,table,classification,code,level,name,measure,amount,resolution,origin\n";
    let row = |year: u16, amount: &str| {
        format!("某局,{year},预算,general,functional,2010101,项,行政运行,合计,{amount},100.00,published\n")
    };
    let file = folder.path().join("两年.csv");
    std::fs::write(&file, [head, &row(2023, "0.00"), &row(2024, "-500.00")].concat()).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_tongbi"))
        .args(["report".as_ref(), file.as_os_str(), "--hints".as_ref(), "-o".as_ref(), folder.path().as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{said}");
    let summary = std::fs::read_to_string(folder.path().join("某局-2024/summary.md")).unwrap();
    for text in [&said, &summary] {
        assert!(text.contains("报告里没有矩形树图（treemap）") && text.contains("本年没有大于零的数"), "{text}");
        assert!(text.contains("结构图（share）"), "{text}");
    }
    assert!(folder.path().join("某局-2024/charts/waterfall.svg").exists());
    assert!(!folder.path().join("某局-2024/charts/treemap.svg").exists());
}

/// A code that moved: this year's text gives last year's figure of the new code, last year's table that of the old.
#[test]
fn what_a_text_implies_is_left_out_where_last_years_own_table_adds_up_without_it() {
    let mut rows = vec![
        row("", "合计", Some(300_000_000), Some(250_000_000)),
        row("2040401", "行政运行", Some(110_000_000), Some(130_000_000)),
        row("2040405", "检察监督支出", Some(190_000_000), None),
        row("2040410", "检察监督", Some(190_000_000), Some(120_000_000)),
    ];
    for row in &mut rows[..3] {
        row.prior_origin = Some(Origin::Published);
    }
    let chart = draw(&comparison(rows), Kind::Waterfall);
    check_closes(&chart);
    let texts = texts(&chart);
    for text in ["检察监督支出", "−190.00", "+120.00", "新增", "取消"] {
        assert!(texts.iter().any(|own| own == text), "{text}: {texts:?}");
    }
    assert!(!texts.iter().any(|text| text.contains("推算") || text == "未列明细"), "{texts:?}");
}

#[test]
fn one_year_is_enough_for_its_structure_and_none_is_pretended() {
    let mut rows = vec![row("20101", "甲", None, Some(5_000_000)), row("20102", "乙", None, Some(4_000_000))];
    for row in &mut rows {
        (row.change, row.growth, row.prior_origin) = (None, None, None);
    }
    for kind in [Kind::Columns, Kind::Treemap] {
        let chart = draw(&comparison(rows.clone()), kind);
        check_picture(&chart);
        let texts = texts(&chart);
        assert!(texts.concat().contains("没有2023年的数"), "{texts:?}");
        assert!(!texts.iter().any(|text| text.contains("2023年、") || text == "—" || text.contains("±")), "{texts:?}");
    }
    let none = Chart::from_comparison(&comparison(rows), Kind::Waterfall, &ChartOptions::default());
    assert!(none.unwrap_err().to_string().contains("另一年"));
}

#[test]
fn the_running_share_counts_every_item_behind_the_rest() {
    let rows = (0..10i64).map(|index| {
        let change = if index % 2 == 0 { 10_000_000 } else { -10_000_000 };
        row(&format!("20101{index:02}"), &format!("项目{index}"), Some(50_000_000), Some(50_000_000 + change))
    });
    let options = ChartOptions { top: Some(2), ..ChartOptions::default() };
    let chart = Chart::from_comparison(&comparison(rows.collect()), Kind::Pareto, &options).unwrap();
    assert_eq!(
        chart.title(),
        "一般公共预算支出：变动最大的2项占全部变动的20.00%，项目0增加最多，项目1减少最多（2024年预算比2023年预算）"
    );
    assert!(["10.00%", "20.00%", "100.00%"].iter().all(|share| texts(&chart).contains(&(*share).to_owned())));
}
