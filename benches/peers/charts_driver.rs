//! The warm times of three charts of the sample, and their rows, as JSON for `charts_matplotlib.py`.

use std::time::Instant;
use tongbi::analysis::{LineItems, compare};
use tongbi::model::{BudgetTable, Level};
use tongbi::present::chart::{Chart, ChartOptions, Kind};
use tongbi::source::load_texts;

const SAMPLE: [(&str, &str); 2] = [
    ("2023.txt", include_str!("../../data/sample/2023.txt")),
    ("2024.txt", include_str!("../../data/sample/2024.txt")),
];

/// The median of many runs, in milliseconds.
fn median(runs: usize, mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}

fn main() -> Result<(), tongbi::Error> {
    let loaded = load_texts(&SAMPLE, &Default::default())?;
    let comparison = compare(&LineItems::from_items(&loaded.items), &Default::default())?;
    let rows = comparison.rows.iter().filter(|row| {
        row.item.table == BudgetTable::General
            && row.item.level == Level::Item
            && row.item.measure.is_total()
            && row.change.is_some()
    });
    let yuan = |amount: Option<tongbi::model::Amount>| amount.map_or(0.0, |amount| amount.fen() as f64 / 1e6);
    let rows: Vec<_> =
        rows.map(|row| serde_json::json!([&*row.item.name, yuan(row.prior), yuan(row.current)])).collect();
    let mut times = serde_json::Map::new();
    for kind in [Kind::Waterfall, Kind::Variance, Kind::Columns] {
        let draw = || Chart::from_comparison(&comparison, kind, &ChartOptions::default());
        let (width, height) = draw()?.display_list().size;
        median(50, || drop(std::hint::black_box(draw().and_then(|chart| chart.svg()))));
        let svg = median(101, || drop(std::hint::black_box(draw().and_then(|chart| chart.svg()))));
        let png = median(31, || drop(std::hint::black_box(draw().and_then(|chart| chart.png(2000)))));
        let size = [2000, (f64::from(height) / f64::from(width) * 2000.0).round() as i64];
        times.insert(kind.name().into(), serde_json::json!({"svg": svg, "png": png, "size": size}));
    }
    println!("{}", serde_json::json!({"rows": rows, "charts": times}));
    Ok(())
}
