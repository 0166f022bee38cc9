//! 读入和对比的耗时: the sample that the program carries, and a wide table of many codes made here.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use tongbi::analysis::{LineItems, compare};
use tongbi::source::{Loaded, load_texts};

const SAMPLE: [(&str, &str); 2] =
    [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];

/// Rows of each year of the dataset: ten units of two thousand codes.
const ROWS: usize = 20_000;

fn read(texts: &[(&str, &str)]) -> Loaded {
    load_texts(texts, &Default::default()).expect("the inputs of the bench load")
}

/// A tidy dataset of two years with every code once a unit.
fn wide() -> String {
    let mut text = "year,unit,code,name,amount\n".to_owned();
    for row in 0..ROWS {
        let (unit, item) = (row / 2_000, row % 2_000);
        let code = format!("2{:02}{:02}{:02}", item / 100 + 1, item / 10 % 10 + 1, item % 10 + 1);
        for year in [2023, 2024] {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{year},单位{unit},{code},科目{item},{}.{:02}", row * 37 % 9_973, row * year % 100);
        }
    }
    text
}

fn loading(c: &mut Criterion) {
    let wide = wide();
    let mut group = c.benchmark_group("load");
    let bytes = |texts: &[(&str, &str)]| Throughput::Bytes(texts.iter().map(|(_, text)| text.len() as u64).sum());
    let table = [("wide.csv", wide.as_str())];
    for (name, texts) in [("sample, text", &SAMPLE[..]), ("dataset of 40,000 rows, csv", &table[..])] {
        group.throughput(bytes(texts));
        group.bench_function(name, |b| b.iter(|| read(black_box(texts))));
    }
}

fn comparing(c: &mut Criterion) {
    let wide = wide();
    let mut group = c.benchmark_group("compare");
    for (name, loaded) in [("sample", read(&SAMPLE)), ("dataset of 40,000 rows", read(&[("wide.csv", wide.as_str())]))]
    {
        let items = LineItems::from_items(&loaded.items).expect("the items fit");
        group.throughput(Throughput::Elements(loaded.items.len() as u64));
        group.bench_function(name, |b| b.iter(|| compare(black_box(&items), &Default::default())));
    }
}

criterion_group!(benches, loading, comparing);
criterion_main!(benches);
