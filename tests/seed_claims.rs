//! The claims of sections 一 to 十二 of the example disclosure, listed by hand: every one is found, and none is reported
//! as wrong. Skipped without `../shared`.

use tongbi::audit::{Audit, Material, Verdict, judge};
use tongbi::model::{Claim, Direction, Role};
use tongbi::source::{Loaded, load};

/// Per section, by hand from the page: `c` this year's amount, `s` share, `+` and `-` change, `%` behind a rate.
/// No claims: 3,118.00 平方米, numbers of cars and machines, 50 and 100 万元以上, and the 增长 0% that a reason
/// repeats.
const LISTED: &[(&str, &str)] = &[
    ("一、", "c759.57"),
    (
        "二、",
        "c759.57 c740.60 s97.50% +41.60 +5.95% c13.83 s1.82% +0.83 +6.38% c0.00 s0.00% +0.00 +0.00% c0.00 s0.00% \
         +0.00 +0.00% c5.15 s0.68% +5.15 +100.00%",
    ),
    ("三、", "c759.57 c641.60 s84.47% +95.84 +17.56% c117.98 s15.53% -48.26 -29.03%"),
    ("四、", "c754.43 c754.43 c1.95 c671.37 c40.06 c41.04"),
    (
        "五、",
        "c754.43 c641.60 +95.84 +17.56% c112.83 -53.41 -32.13% c1.95 s0.26% c671.37 s88.99% c40.06 s5.31% c41.04 \
         s5.44% c1.95 +0.52 +36.36% c395.51 +32.09 +8.83% c34.20 +34.20 +100.00% c78.63 -52.61 -40.09% c86.40 +68.42 \
         +380.53% c51.09 +2.98 +6.19% c25.55 +1.49 +6.19% c0.00 -35.00 -100.00% c22.35 -12.82 -36.45% c16.98 +0.90 \
         +5.60% c0.73 -0.70 -48.95% c41.04 +2.95 +7.74%",
    ),
    ("六、", "c641.60 c614.73 c26.87"),
    ("七、", "c99.00 c34.20 c42.64 c6.30 c15.06 c0.80 c13.83 c4.50 c4.00 c5.33 c951.78"),
    ("十、", "c6.40 c0.00 c0.00 c6.00 c0.40 +0.00 +0.00% +0.00 +0.00% +0.00 +0.00% +0.00 +0.00% +0.00 +0.00%"),
    (
        "十二、",
        "c26.87 +0.13 +0.49% c81.81 c23.87 c0.00 c57.94 c81.81 c63.57 c173.25 c51.95 c51.95 c0.00 c0.00 c460.91 c2.86 \
         c0.00 c112.83 c5.15 c13.83",
    ),
];

fn example() -> Option<Loaded> {
    let path = crate::example::shared("seed/bazhou-social-insurance-2024.txt")?;
    Some(load(&[path], &Default::default(), &()).unwrap())
}

fn section(claim: &Claim) -> &str {
    claim
        .section
        .iter()
        .find(|heading| heading.contains("、关于") || heading.contains("、其他"))
        .map_or("", |found| found)
}

fn written(claim: &Claim) -> Vec<String> {
    let figures = claim.figures.iter().map(|figure| {
        let number = figure.number.as_ref().map_or("", |number| number.raw());
        let number: String = number.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
        match figure.role {
            Role::Current => format!("c{number}"),
            Role::Share(_) => format!("s{number}%"),
            Role::Change(Some(Direction::Up)) => format!("+{number}"),
            Role::Change(Some(Direction::Down)) => format!("-{number}"),
            Role::Rate(Some(Direction::Up)) => format!("+{number}%"),
            Role::Rate(Some(Direction::Down)) => format!("-{number}%"),
            _ => format!("{:?}{number}", figure.role),
        }
    });
    figures.collect()
}

#[test]
fn every_claim_of_the_example_is_found_in_its_section() {
    let Some(loaded) = example() else { return };
    let mut total = 0;
    for (number, listed) in LISTED {
        let found: Vec<String> =
            loaded.claims.iter().filter(|claim| section(claim).starts_with(number)).flat_map(written).collect();
        let listed: Vec<&str> = listed.split_whitespace().collect();
        assert_eq!(found, listed, "section {number}");
        total += listed.len();
    }
    let all: usize = loaded.claims.iter().map(|claim| claim.figures.len()).sum();
    println!("seed: {total} figures listed by hand, {all} found in the whole document");
    assert_eq!(total, all, "figures outside the listed sections");
}

fn verdicts(report: &Audit, verdict: Verdict) -> Vec<String> {
    let found = report.claims.iter().chain(&report.tables).filter(|judged| judged.verdict == verdict);
    found.map(|judged| judged.printed.to_string()).collect()
}

#[test]
fn nothing_in_the_example_is_called_wrong() {
    let Some(loaded) = example() else { return };
    let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    println!("seed: {} of {} figures judged, {} sums", report.checked(), report.claims.len(), report.sums);
    assert!(report.checked() >= 119, "{}", report.checked());
    for verdict in [Verdict::Figure, Verdict::Direction, Verdict::Ambiguous, Verdict::Plugged, Verdict::Truncated] {
        assert_eq!(verdicts(&report, verdict), Vec::<String>::new(), "{verdict:?}");
    }
}
