//! What each stage of comparing a dataset unit by unit takes on one thread: reading, computing, encoding, writing.
//!
//! `cargo run --release --example dataset_stages -- /tmp/country 2023 2024 /tmp/stages.parquet`

use std::sync::Mutex;
use std::time::{Duration, Instant};
use tongbi::analysis::RowFilter;
use tongbi::analysis::stream::{Structure, UnitComparison, compare_units};
use tongbi::model::Catalog;
use tongbi::model::{FiscalYear, Lines, Phase};
use tongbi::present::columnar::{Context, ParquetRows, encode};
use tongbi::source::dataset::store::{Selection, Store};

fn timed<T>(total: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *total += start.elapsed();
    result
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, base, year, out] = arguments.as_slice() else { return Err("FOLDER BASE YEAR OUT".into()) };
    let fiscal = |text: &str| FiscalYear::new(text.parse().unwrap_or(0)).ok_or("a year");
    let years = [fiscal(base)?, fiscal(year)?];
    let store = Store::find(&[folder.into()])?.ok_or("a dataset")?;
    let wanted = Selection::of_units(None);
    let lines = Mutex::new(Lines::default());
    let mut stages = [Duration::ZERO; 4];
    let mut file = ParquetRows::new::<UnitComparison>(std::fs::File::create(out)?);
    let groups = years.map(|year| store.row_groups(year, &wanted));
    // The row groups of the workload hold the same units in both years, or nearly: pairs of them are segments.
    for (prior, current) in groups[0].iter().zip(&groups[1]) {
        let prior = timed(&mut stages[0], || store.rows(*prior, &wanted, &lines))?.0;
        let current = timed(&mut stages[0], || store.rows(*current, &wanted, &lines))?.0;
        let mut known = lines.lock().map_err(|_| "a thread gave up")?;
        let structure = Structure::of(&mut known, None);
        drop(known);
        let rows = timed(&mut stages[1], || compare_units(&[prior, current], &structure, &RowFilter::default(), None))?;
        let name_of = |code: &tongbi::model::Code| Catalog::shipped().name(code).map(Into::into);
        let context = Context { structure: &structure, name_of: &name_of, phases: &[Phase::Approved; 2] };
        let encoded = timed(&mut stages[2], || encode(&rows, &context))?;
        timed(&mut stages[3], || file.write(encoded))?;
    }
    timed(&mut stages[3], || file.finish(&[]))?;
    for (name, time) in ["read", "compute", "encode", "write"].iter().zip(stages) {
        println!("{name:8} {:.3} s", time.as_secs_f64());
    }
    Ok(())
}
