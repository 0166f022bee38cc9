//! Mutations: the audit finds a single changed figure, direction word, unit or cell.
//!
//! The short run is part of every test run; `cargo test mutations -- --ignored --nocapture` makes the 2,000 of the
//! acceptance and prints the recall by kind.

use std::collections::{BTreeMap, BTreeSet};
use tongbi::audit::{Audit, Material, Verdict, judge};
use tongbi::model::{
    Amount, AmountUnit, Claim, Classification, Direction, Figure, LineItem, Origin, PrintedNumber, Role,
};
use tongbi::source::{Loaded, load_texts};

const SAMPLE: &str = include_str!("../data/sample/2024.txt");

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A digit of an amount that stands with its change and rate.
    AmountOfFact,
    /// The same where the change and the rate still fit, so that only a table can tell.
    AmountWithinRounding,
    /// A digit of the change.
    Change,
    /// A digit of the rate.
    Rate,
    /// A digit of a share.
    Share,
    /// A digit of any other amount of the text.
    OtherAmount,
    /// 增加 for 减少, or the reverse.
    Direction,
    /// 元 for 万元.
    Unit,
    /// A digit of a cell that a row or a column adds up with, or another table repeats.
    Cell,
}

/// A place in the text that can be changed.
struct Spot {
    kind: Kind,
    line: u32,
    start: usize,
    end: usize,
    /// C, Δ, g as printed, for the figures of one fact.
    fact: Option<[Printed; 3]>,
}

/// A number of a fact: its value, half of its last digit, and what its printed digits are multiplied with (亿元, 万元).
#[derive(Clone, Copy)]
struct Printed {
    value: f64,
    half: f64,
    unit: f64,
}

impl Printed {
    /// An amount in 万元, or a rate in percent.
    fn of(figure: &Figure) -> Option<Self> {
        let number = figure.number.as_ref()?;
        let tenth = |digits: u32| 10f64.powi(-(digits as i32));
        let unit = match number.unit() {
            Some(unit) => unit.fen() as f64 / AmountUnit::TenThousand.fen() as f64,
            None => 1.0,
        };
        let value = number.mantissa() as f64 * tenth(number.decimals()) * unit;
        Some(Self { value, half: tenth(number.decimals()) * unit / 2.0, unit })
    }
}

/// Amounts that no second place can contradict: the words before the figure, and why.
const ALONE: [(&str, &str); 8] = [
    ("房屋", "assets stand in no table of the disclosure"),
    ("车辆", "assets stand in no table of the disclosure"),
    ("办公家具价值", "assets stand in no table of the disclosure"),
    ("其他资产价值", "assets stand in no table of the disclosure"),
    ("中小企业预留", "any part of 政府采购 may be kept for small firms; only more than all of it is a contradiction"),
    ("小微企业", "any part of what is kept for small firms; only more than all of it is a contradiction"),
    ("每月补助金额不超过", "a limit a person, printed once"),
    (
        "机关运行经费",
        "its definition differs from that of 公用经费; its change and rate still fit, and only last year's file could tell",
    ),
];

/// Why nothing in the disclosure contradicts a changed figure, where that is known.
fn alone(text: &str, spot: &Spot) -> Option<&'static str> {
    let line = text[..spot.start].rfind('\n').map_or(0, |at| at + 1);
    // The clauses before the figure, back to the end of the sentence before.
    let before: Vec<&str> = text[line..spot.start].rsplit(['。', '；']).collect();
    ALONE.iter().find(|(words, _)| before[0].contains(words)).map(|(_, why)| *why)
}

impl Kind {
    /// The kind of a slip in a figure of a sentence; some give amount, change and rate.
    fn of(role: &Role, is_fact: bool) -> Option<Self> {
        Some(match role {
            Role::Current if is_fact => Self::AmountOfFact,
            Role::Current => Self::OtherAmount,
            Role::Change(_) if is_fact => Self::Change,
            Role::Rate(_) if is_fact => Self::Rate,
            Role::Share(_) => Self::Share,
            _ => return None,
        })
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

fn read(text: &str) -> Loaded {
    load_texts(&[("2024.txt", text)], &Default::default()).unwrap()
}

fn report(text: &str) -> Audit {
    let loaded = read(text);
    judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })
}

fn number(raw: &str) -> f64 {
    let digits: String = raw.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().unwrap_or(0.0)
}

/// Every figure of the text and every cell of the tables, found by the claims and items that are read from it.
fn spots(text: &str) -> Vec<Spot> {
    let loaded = read(text);
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at) as u32;
    let mut spots = Vec::new();
    let mut from = 0;
    for claim in &loaded.claims {
        // Claims come in reading order; a sentence may be printed over several lines, which are left out.
        let line = claim.place.row.unwrap_or(1) as usize;
        from = from.max(starts[line - 1]);
        let Some(at) = text[starts[line - 1]..].find(&*claim.text).map(|at| at + starts[line - 1]) else { continue };
        let raw = |role: &dyn Fn(&Role) -> bool| claim.figure(role).and_then(Printed::of);
        let current = raw(&|role| *role == Role::Current);
        let change = raw(&|role| matches!(role, Role::Change(_)));
        let rate = raw(&|role| matches!(role, Role::Rate(_)));
        let fact = match (current, change, rate) {
            (Some(current), Some(change), Some(rate)) if change.value > 0.0 => Some([current, change, rate]),
            _ => None,
        };
        for figure in &claim.figures {
            let Some(printed) = &figure.number else { continue };
            let (start, end) = (at + figure.span.start, at + figure.span.end);
            let Some(kind) = Kind::of(&figure.role, fact.is_some()) else { continue };
            let line = line_of(start);
            spots.push(Spot { kind, line, start, end, fact });
            if kind == Kind::AmountOfFact && printed.mantissa() != 0 && text[start..end].contains("万元") {
                spots.push(Spot { kind: Kind::Unit, line, start, end, fact });
            }
            if kind == Kind::Change {
                let word =
                    ["增加", "减少"].iter().find_map(|word| text[..start].rfind(word)).filter(|at| start - at < 9);
                let near = text[..start].rfind("增加").max(text[..start].rfind("减少")).filter(|at| start - at < 9);
                if let (Some(_), Some(at)) = (word.or(near), near) {
                    spots.push(Spot { kind: Kind::Direction, line, start: at, end: at + "增加".len(), fact });
                }
            }
        }
    }
    for item in loaded.items.iter().filter(|item| item.place.column.is_some() && item.amount.is_some()) {
        let line = item.place.row.unwrap_or(1) as usize;
        let row = &text[starts[line - 1]..starts.get(line).copied().unwrap_or(text.len())];
        let column = item.place.column.unwrap_or(1) as usize;
        let mut at = starts[line - 1];
        for (number, cell) in row.trim_end_matches('\n').split('\t').enumerate() {
            if number + 1 == column && cell == &*item.text && number_is_whole(cell) {
                spots.push(Spot { kind: Kind::Cell, line: line as u32, start: at, end: at + cell.len(), fact: None });
            }
            at += cell.len() + 1;
        }
    }
    spots
}

fn number_is_whole(cell: &str) -> bool {
    cell.len() > 2 && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// The text with one spot changed, and what it now says; `None` where nothing came of it.
fn mutate(text: &str, spot: &Spot, random: &mut Random) -> Option<(String, String)> {
    let old = &text[spot.start..spot.end];
    let new = match spot.kind {
        Kind::Direction => if old == "增加" { "减少" } else { "增加" }.to_owned(),
        Kind::Unit => old.replace("万元", "元"),
        _ => {
            // A figure of a new length is another slip.
            other_digit(old, random)?
        }
    };
    (new != old).then(|| (format!("{}{new}{}", &text[..spot.start], &text[spot.end..]), new))
}

/// Whether the three figures may still be true together: computed apart from the audit, by the corners of what the
/// printed digits stand for.
fn still_true(spot: &Spot, new: &str, down: bool) -> bool {
    let Some([mut current, mut change, mut rate]) = spot.fact else { return false };
    let changed = match spot.kind {
        Kind::AmountOfFact => &mut current,
        Kind::Change => &mut change,
        Kind::Rate => &mut rate,
        _ => return false,
    };
    changed.value = number(new) * changed.unit;
    let sign = if down { -1.0 } else { 1.0 };
    let around = |of: Printed| [of.value - of.half, of.value + of.half];
    let corners = around(current).into_iter().flat_map(|c| around(change).map(|d| (c, d)));
    let rates: Vec<f64> = corners.map(|(c, d)| d / (c - sign * d) * 100.0).collect();
    let (low, high) = rates.iter().fold((f64::MAX, f64::MIN), |(low, high), rate| (low.min(*rate), high.max(*rate)));
    // 新增 and 取消 are written as 100%.
    let [lowest, highest] = around(rate);
    let is_new = (current.value - change.value).abs() <= current.half + change.half && rate.value == 100.0;
    highest >= low && lowest <= high || !low.is_finite() || is_new
}

/// What a report tells, rounding of sums included: place, check, figure and verdict.
fn told(report: &Audit) -> BTreeSet<String> {
    report.findings().into_iter().map(line).collect()
}

fn line(judged: &tongbi::audit::Judgement) -> String {
    format!("{} {} {} {:?}", judged.place, judged.code, judged.printed, judged.verdict)
}

/// Tried, found, and the first few that were missed.
#[derive(Default)]
struct Score {
    tried: usize,
    found: usize,
    placed: usize,
    /// Changed without contradicting anything: no miss.
    alone: BTreeMap<&'static str, usize>,
    missed: Vec<String>,
}

fn run(text: &str, times: usize, seed: u64) -> BTreeMap<Kind, Score> {
    let spots = spots(text);
    let quiet = report(text);
    let loud = |finding: &&&tongbi::audit::Judgement| finding.verdict != Verdict::Tail;
    assert_eq!(quiet.findings().iter().filter(loud).count(), 0, "{:?}", quiet.findings());
    let quiet = told(&quiet);
    let mut random = Random(seed);
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    let kinds: Vec<Kind> = {
        let mut kinds: Vec<Kind> = spots.iter().map(|spot| spot.kind).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    let mut tried = 0;
    while tried < times {
        let kind = kinds[tried % kinds.len()];
        let of_kind: Vec<&Spot> = spots.iter().filter(|spot| spot.kind == kind).collect();
        let spot = of_kind[random.below(of_kind.len())];
        let Some((changed, new)) = mutate(text, spot, &mut random) else { continue };
        let down = text[..spot.end].rfind("减少") > text[..spot.end].rfind("增加");
        let within = still_true(spot, &new, down);
        if within && spot.kind != Kind::AmountOfFact {
            continue;
        }
        tried += 1;
        let report = report(&changed);
        // Its change and rate still fit: only a table can tell.
        let kind = if within { Kind::AmountWithinRounding } else { kind };
        let score = scores.entry(kind).or_default();
        score.tried += 1;
        if told(&report).difference(&quiet).next().is_some() {
            score.found += 1;
            score.placed += usize::from(report.findings().iter().any(|finding| finding.place.row == Some(spot.line)));
        } else if let (Kind::OtherAmount | Kind::AmountWithinRounding, Some(why)) = (kind, alone(text, spot)) {
            *score.alone.entry(why).or_default() += 1;
        } else if score.missed.len() < 40 {
            let line = text.lines().nth(spot.line as usize - 1).unwrap_or_default();
            let line: String = line.chars().take(60).collect();
            score.missed.push(format!("{} → {new} in line {}: {line}", &text[spot.start..spot.end], spot.line));
        }
    }
    scores
}

fn print(scores: &BTreeMap<Kind, Score>) {
    for (kind, score) in scores {
        let Score { tried, found, placed, alone, missed } = score;
        let possible = tried - alone.values().sum::<usize>();
        println!("{kind:?}: {found} of {possible} found, {placed} at their line");
        alone.iter().for_each(|(why, times)| println!("    {times} besides contradict nothing: {why}"));
        missed.iter().for_each(|missed| println!("    missed: {missed}"));
    }
}

#[test]
fn a_figure_that_stands_with_its_change_and_rate_is_never_changed_unseen() {
    let scores = run(SAMPLE, 64, 7);
    print(&scores);
    for kind in [Kind::AmountOfFact, Kind::Change, Kind::Rate, Kind::Direction, Kind::Unit] {
        let score = &scores[&kind];
        assert_eq!(score.found, score.tried, "{kind:?}: {:?}", score.missed);
    }
}

/// The wrong findings of a report that the quiet one has not, each with its own place and those that it explains.
fn wrong(report: &Audit, quiet: &BTreeSet<String>) -> Vec<String> {
    let loud =
        report.findings().into_iter().filter(|judged| judged.verdict.is_off() || judged.verdict == Verdict::Ambiguous);
    let loud = loud.filter(|judged| !quiet.contains(&line(judged)));
    loud.map(|judged| format!("{} +{}", line(judged), judged.effects.len())).collect()
}

/// Two different spots changed, the later one first so that the other stays where it is.
fn mutate_both(text: &str, spots: [&Spot; 2], random: &mut Random) -> Option<([String; 2], String)> {
    let [one, two] = spots;
    let (with_two, second) = mutate(text, two, random)?;
    let (both, first) = mutate(&with_two, one, random)?;
    let (with_one, _) = (format!("{}{first}{}", &text[..one.start], &text[one.end..]), second);
    Some(([with_one, with_two], both))
}

/// Spots whose change shows in more than one place.
fn tied(spots: &[Spot]) -> Vec<&Spot> {
    let kinds = [Kind::Cell, Kind::AmountOfFact, Kind::Change, Kind::OtherAmount];
    spots.iter().filter(|spot| kinds.contains(&spot.kind)).collect()
}

#[test]
fn one_wrong_figure_is_one_finding_whatever_it_throws_out() {
    let spots = spots(SAMPLE);
    let (tied, quiet) = (tied(&spots), told(&report(SAMPLE)));
    let (mut random, mut explained) = (Random(11), 0);
    for _ in 0..40 {
        let spot = tied[random.below(tied.len())];
        let Some((changed, new)) = mutate(SAMPLE, spot, &mut random) else { continue };
        let report = report(&changed);
        let wrong = wrong(&report, &quiet);
        assert!(wrong.len() <= 1, "{} → {new} in line {}: {wrong:?}", &SAMPLE[spot.start..spot.end], spot.line);
        let with_effects = report.findings().into_iter().filter(|finding| !finding.effects.is_empty());
        for finding in with_effects {
            explained += 1;
            assert_eq!(finding.place.row, Some(spot.line), "{new}: {finding:?}");
        }
    }
    assert!(explained > 15, "{explained} explain others");
}

#[test]
fn of_two_wrong_figures_each_is_told_once_and_neither_hides_the_other() {
    let spots = spots(SAMPLE);
    let (tied, quiet) = (tied(&spots), told(&report(SAMPLE)));
    let mut random = Random(11);
    let heads = |text: &str| wrong(&report(text), &quiet);
    let places = |heads: &[String]| -> BTreeSet<String> {
        heads.iter().map(|head| head.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect()
    };
    let mut pairs = 0;
    while pairs < 24 {
        let mut pair = [tied[random.below(tied.len())], tied[random.below(tied.len())]];
        pair.sort_by_key(|spot| spot.start);
        let apart = pair[0].end <= pair[1].start;
        let Some((singles, both)) = mutate_both(SAMPLE, pair, &mut random).filter(|_| apart) else { continue };
        pairs += 1;
        let each: Vec<String> = singles.iter().flat_map(|text| heads(text)).collect();
        let together = heads(&both);
        assert_eq!(
            places(&together),
            places(&each),
            "{} {each:?} {together:?}",
            pair.map(|spot| spot.line.to_string()).join(" ")
        );
        assert_eq!(together.len(), each.len(), "{each:?} {together:?}");
    }
}

#[test]
#[ignore = "2,000 mutations take minutes; prints the recall by kind"]
fn two_thousand_mutations() {
    println!("sample:");
    print(&run(SAMPLE, 1000, 1));
    let Some(path) = crate::example::shared("seed/bazhou-social-insurance-2024.txt") else { return };
    println!("seed:");
    print(&run(&std::fs::read_to_string(path).unwrap(), 1000, 2));
}

/// A figure of a claim or a cell of a read document, by its number.
enum Target {
    Claim { claim: usize, figure: usize, kind: Kind, fact: Option<[Printed; 3]>, down: bool },
    Cell(usize),
}

/// The figures of claims that a slip can change, and the cells under a printed sum.
fn targets(loaded: &Loaded) -> Vec<Target> {
    let mut targets = Vec::new();
    for (at, claim) in loaded.claims.iter().enumerate() {
        let raw = |role: &dyn Fn(&Role) -> bool| {
            let mut found = claim.figures.iter().filter(|figure| role(&figure.role));
            let first = Printed::of(found.next()?)?;
            found.next().is_none().then_some(first)
        };
        let change = claim.figures.iter().find(|figure| matches!(figure.role, Role::Change(_)));
        let rate = claim.figures.iter().find(|figure| matches!(figure.role, Role::Rate(_)));
        let one_base = change.zip(rate).is_some_and(|(change, rate)| change.base == rate.base);
        let down = matches!(change.map(|change| &change.role), Some(Role::Change(Some(Direction::Down))));
        let figures = (
            raw(&|role| *role == Role::Current),
            raw(&|role| matches!(role, Role::Change(_))),
            raw(&|role| matches!(role, Role::Rate(_))),
        );
        let fact = match figures {
            (Some(current), Some(change), Some(rate)) if one_base && change.value > 0.0 => {
                Some([current, change, rate])
            }
            _ => None,
        };
        for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| figure.number.is_some()) {
            let Some(kind) = Kind::of(&figure.role, fact.is_some()) else { continue };
            targets.push(Target::Claim { claim: at, figure: number, kind, fact, down });
        }
    }
    targets.extend(summed(&loaded.items).into_iter().map(Target::Cell));
    targets
}

/// The cells whose sum stands printed above them: 项 of a 款, 款 of a 类, in a column that prints each code once, where
/// they come out exactly.
fn summed(items: &[LineItem]) -> Vec<usize> {
    let mut columns: BTreeMap<_, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    let of_table = |item: &LineItem| {
        item.origin == Origin::Published
            && item.project.is_none()
            && item.place.column.is_some()
            && matches!(item.classification, Classification::Functional | Classification::Economic)
    };
    for (at, item) in items.iter().enumerate().filter(|(_, item)| of_table(item) && item.amount.is_some()) {
        let Some(code) = &item.code else { continue };
        let column = (
            &item.unit,
            item.scope,
            item.year,
            item.phase,
            &item.place.file,
            &item.place.sheet,
            item.table,
            &item.measure,
        );
        columns.entry(column).or_default().entry(code.as_str()).or_default().push(at);
    }
    let mut cells = Vec::new();
    for codes in columns.into_values().filter(|codes| codes.values().all(|rows| rows.len() == 1)) {
        for (code, rows) in &codes {
            let below: Vec<usize> = codes
                .iter()
                .filter(|(other, _)| other.len() == code.len() + 2 && other.starts_with(code))
                .map(|(_, rows)| rows[0])
                .collect();
            let fen = |at: usize| items[at].amount.map_or(0, |amount| amount.fen());
            if !below.is_empty() && below.iter().map(|at| fen(*at)).sum::<i64>() == fen(rows[0]) {
                cells.extend(below);
            }
        }
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// A digit of a printed number made another; none for a number without a figure that counts.
fn other_digit(old: &str, random: &mut Random) -> Option<String> {
    let digits: Vec<usize> = old.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let at = *digits.get(random.below(digits.len()))?;
    let digit = (b'0' + ((old.as_bytes()[at] - b'0') + 1 + random.below(9) as u8) % 10) as char;
    Some(format!("{}{digit}{}", &old[..at], &old[at + 1..]))
}

/// The disclosure with one figure changed, what it now says, and whether that may still be true.
fn changed(loaded: &Loaded, target: &Target, random: &mut Random) -> Option<(Vec<LineItem>, Vec<Claim>, String, bool)> {
    match target {
        Target::Claim { claim: at, figure: number, kind, fact, down } => {
            let claim = &loaded.claims[*at];
            let span = claim.figures[*number].span.clone();
            let old = claim.text.get(span.clone())?.to_owned();
            let new = other_digit(&old, random)?;
            let printed = claim.figures[*number].number.as_ref()?.raw().to_owned();
            // Numbers in words and those that print their unit elsewhere are other slips.
            let plain: String = printed.chars().filter(|c| !c.is_whitespace()).collect();
            let digits = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
            if digits(&old) != digits(&plain) {
                return None;
            }
            let unit: String =
                plain.chars().skip_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | '-')).collect();
            let parsed = PrintedNumber::parse(&format!("{}{unit}", digits(&new))).ok().flatten()?;
            let mut claims = loaded.claims.clone();
            claims[*at].figures[*number].number = Some(parsed);
            // Every claim of the sentence has its text.
            let (place, before) = (claim.place.clone(), claim.text.clone());
            let after: std::sync::Arc<str> = format!("{}{new}{}", &before[..span.start], &before[span.end..]).into();
            for other in claims.iter_mut().filter(|other| other.place == place && other.text == before) {
                other.text = after.clone();
            }
            let spot = Spot { kind: *kind, line: 0, start: 0, end: 0, fact: *fact };
            let within = still_true(&spot, &new, *down);
            Some((loaded.items.clone(), claims, format!("{old} → {new}"), within))
        }
        Target::Cell(at) => {
            let item = &loaded.items[*at];
            let old = item.amount?;
            let new = other_digit(&item.text, random)?;
            let unit = if item.text.parse::<f64>().is_ok_and(|value| (value * 100.0 - old.fen() as f64).abs() < 0.5) {
                AmountUnit::Yuan
            } else {
                AmountUnit::TenThousand
            };
            let number = PrintedNumber::parse(&new).ok().flatten()?;
            let (amount, _) = Amount::from_printed(&number, unit).ok()?;
            // Less than rounding explains is no slip that could show.
            let within = (amount.fen() - old.fen()).abs() <= 2 * old.resolution();
            let words = format!("{} → {new} ({} {})", item.text, item.table.title(), item.name);
            let mut items = loaded.items.clone();
            (items[*at].amount, items[*at].text) = (Some(amount), new.into());
            Some((items, loaded.claims.clone(), words, within))
        }
    }
}

#[test]
#[ignore = "2,000 mutations of published documents take many minutes; prints the recall by kind"]
fn two_thousand_mutations_of_published_documents() {
    // Tables and text of one disclosure belong together.
    let mut files: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let all = ["corpus/pdf", "corpus/government"].into_iter().flat_map(crate::needs::shared_files);
    for file in all {
        let name = file.file_stem().unwrap().to_string_lossy().replace("-tables", "").replace("-text", "");
        // The 289 pages of one file would take as long as all the others.
        let is_read = !name.starts_with("jinan") && file.extension().is_some_and(|end| end != "md");
        if is_read {
            files.entry(name.replace("-report", "")).or_default().push(file);
        }
    }
    let documents: Vec<Loaded> = files
        .into_values()
        .map(|files| tongbi::source::load(&files, &Default::default(), &()).unwrap())
        .filter(|loaded| !targets(loaded).is_empty())
        .collect();
    if documents.is_empty() {
        return;
    }
    let times: usize = std::env::var("TONGBI_MUTATIONS").map_or(2000, |times| times.parse().unwrap());
    let mut random = Random(3);
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    let quiet: Vec<BTreeSet<String>> = documents
        .iter()
        .map(|loaded| told(&judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers })))
        .collect();
    // A sentence that is wrong already is told whatever else is changed in it.
    let wrong = |loaded: &Loaded, report: &Audit, claim: usize| {
        let first: usize = loaded.claims[..claim].iter().map(|claim| claim.figures.len()).sum();
        report.claims[first..first + loaded.claims[claim].figures.len()].iter().any(|judged| judged.verdict.is_off())
    };
    let all: Vec<Vec<Target>> = documents
        .iter()
        .map(|loaded| {
            let mut targets = targets(loaded);
            let report = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
            targets.retain(|target| match target {
                Target::Claim { claim, .. } => !wrong(loaded, &report, *claim),
                Target::Cell(_) => true,
            });
            targets
        })
        .collect();
    let (mut tried, mut turn) = (0, 0);
    while tried < times {
        // Some figures cannot be changed, so a turn without a mutation passes to the next document.
        let at = turn % documents.len();
        turn += 1;
        assert!(turn < times * 20 + 1000, "no figure of these documents can be changed");
        let mut kinds: Vec<Kind> = all[at].iter().map(Target::kind).collect();
        kinds.sort();
        kinds.dedup();
        let kind = kinds[random.below(kinds.len())];
        let of_kind: Vec<&Target> = all[at].iter().filter(|target| target.kind() == kind).collect();
        let target = of_kind[random.below(of_kind.len())];
        let loaded = &documents[at];
        let Some((items, claims, words, within)) = changed(loaded, target, &mut random) else { continue };
        if within && kind != Kind::AmountOfFact {
            continue;
        }
        tried += 1;
        let kind = if within { Kind::AmountWithinRounding } else { kind };
        let report = judge(&Material { items: &items, claims: &claims, papers: &loaded.papers });
        let score = scores.entry(kind).or_default();
        score.tried += 1;
        if told(&report).difference(&quiet[at]).next().is_some() {
            score.found += 1;
        } else if score.missed.len() < 60 {
            let sentence = match target {
                Target::Claim { claim, .. } => claims[*claim].text.chars().take(110).collect(),
                Target::Cell(_) => String::new(),
            };
            score.missed.push(format!("{} {words}: {sentence}", loaded.files[0]));
        }
    }
    println!("{} documents", documents.len());
    print(&scores);
    for kind in [Kind::AmountOfFact, Kind::Change, Kind::Rate, Kind::Cell] {
        let score = &scores[&kind];
        assert_eq!(score.found, score.tried, "{kind:?}: {:?}", score.missed);
    }
}

impl Target {
    fn kind(&self) -> Kind {
        match self {
            Self::Claim { kind, .. } => *kind,
            Self::Cell(_) => Kind::Cell,
        }
    }
}
