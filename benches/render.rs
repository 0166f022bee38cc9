//! 画图的耗时: layout and writing of every kind, on the sample that the program carries.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tongbi::analysis::{Comparison, LineItems, compare};
use tongbi::present::chart::{Chart, ChartOptions, Kind, SvgText};
use tongbi::source::load_texts;

const SAMPLE: [(&str, &str); 2] =
    [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];

fn sample() -> Comparison {
    let loaded = load_texts(&SAMPLE, &Default::default()).expect("the sample loads");
    compare(&LineItems::from_items(&loaded.items), &Default::default()).expect("two years")
}

fn render(c: &mut Criterion) {
    let comparison = sample();
    let options = ChartOptions::default();
    for kind in Kind::ALL {
        let chart = || Chart::from_comparison(black_box(&comparison), kind, &options).expect("the sample draws");
        c.bench_function(&format!("{} svg", kind.name()), |b| b.iter(|| chart().svg()));
        c.bench_function(&format!("{} png 2000", kind.name()), |b| b.iter(|| chart().png(2000)));
    }
    let chart = Chart::from_comparison(&comparison, Kind::Waterfall, &options).expect("the sample draws");
    c.bench_function("waterfall svg with its font", |b| b.iter(|| chart.svg_as(SvgText::Selectable, 1000)));
}

criterion_group!(benches, render);
criterion_main!(benches);
