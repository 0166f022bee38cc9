//! 读入和对比的耗时: the sample that the program carries, and a wide table of many codes made here.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use std::path::PathBuf;
use tongbi::analysis::{LineItems, compare};
use tongbi::audit::{Material, judge};
use tongbi::source::{Loaded, load, load_texts};

const SAMPLE: [(&str, &str); 2] =
    [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];

/// Pages of the 14 published files, as pdfinfo counts them.
const PAGES: u64 = 289;

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
        let items = LineItems::from_items(&loaded.items);
        group.throughput(Throughput::Elements(loaded.items.len() as u64));
        group.bench_function(name, |b| b.iter(|| compare(black_box(&items), &Default::default())));
    }
}

/// The published files of `TONGBI_SHARED`, from file to findings in one process; left out where they are absent.
fn auditing(c: &mut Criterion) {
    let loaded = read(&SAMPLE);
    let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(loaded.claims.iter().map(|claim| claim.figures.len() as u64).sum()));
    group.bench_function("sample, read already", |b| b.iter(|| judge(black_box(&material))));
    let Some(folder) = std::env::var_os("TONGBI_SHARED").map(|shared| PathBuf::from(shared).join("corpus/pdf")) else {
        return;
    };
    let Ok(files) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let audited = |files: &[PathBuf]| {
        let loaded = load(files, &Default::default(), &()).expect("the published files load");
        judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
    };
    group.sample_size(10);
    group.throughput(Throughput::Elements(PAGES));
    group.bench_function("published files, pages", |b| b.iter(|| audited(black_box(&files))));
}

criterion_group!(benches, loading, comparing, auditing);
criterion_main!(benches);
