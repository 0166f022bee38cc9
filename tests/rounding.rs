//! Correctly rounded figures are never reported as wrong or truncated, however coarse the digits.

use proptest::prelude::*;
use tongbi::audit::{Judgement, Verdict, audit};
use tongbi::model::Place;
use tongbi::source::{Block, Document, narrative};

/// Every figure of a text, judged.
fn judged(text: &str) -> Vec<Judgement> {
    let block = Block::Paragraph { text: text.to_owned(), place: Place::file("t.txt") };
    let claims = narrative::read(&Document { name: "t.txt".into(), blocks: vec![block], ..Document::default() });
    audit(&[], &claims).claims
}

/// A quotient with so many decimals, rounded half up.
fn print(part: i128, whole: i128, decimals: u32) -> String {
    let digits = (part * 10i128.pow(decimals) * 2 + whole) / (whole * 2);
    let text = format!("{digits:0>width$}", width = decimals as usize + 1);
    let (front, back) = text.split_at(text.len() - decimals as usize);
    if back.is_empty() { front.to_owned() } else { format!("{front}.{back}") }
}

/// How two amounts, in 分, are printed: in which unit, with how many decimals, and the rate with how many.
#[derive(Debug, Clone)]
struct Manner {
    unit: (&'static str, i128),
    decimals: u32,
    rate: u32,
}

fn manners() -> impl Strategy<Value = Manner> {
    let units = prop::sample::select(vec![("元", 100i128), ("万元", 1_000_000), ("亿元", 10_000_000_000)]);
    (units, 0u32..4, 0u32..4).prop_map(|(unit, decimals, rate)| Manner {
        unit,
        decimals: if unit.0 == "元" { decimals.min(2) } else { decimals },
        rate,
    })
}

impl Manner {
    /// An amount with its unit.
    fn amount(&self, fen: i128) -> String {
        print(fen, self.unit.1, self.decimals) + self.unit.0
    }

    fn percent(&self, part: i128, whole: i128) -> String {
        print(part * 100, whole, self.rate) + "%"
    }
}

/// What each kind of sentence prints of a smaller and a larger amount.
fn sentences(small: i128, large: i128, manner: &Manner) -> Vec<String> {
    let (low, high, gap) = (manner.amount(small), manner.amount(large), manner.amount(large - small));
    let rest = large - small;
    let (rise, fall) = (manner.percent(rest, small), manner.percent(rest, large));
    let (done, left) = (manner.percent(small, large), manner.percent(rest, large));
    let times = print(rest, small, manner.rate);
    vec![
        format!("会议费{high}，比上年预算增加{gap}，增长{rise}。"),
        format!("会议费{low}，比上年预算减少{gap}，下降{fall}。"),
        format!("会议费{high}，比上年预算数{low}增加{gap}，增长{rise}。"),
        format!("会议费{low}，比上年预算数{high}减少{gap}，下降{fall}。"),
        format!("会议费{high}，比上年预算数{low}增长{rise}。"),
        format!("会议费{low}，比上年预算数{high}下降{fall}。"),
        format!("会议费{high}，比上年增加{gap}，增长{times}倍。"),
        format!("会议费年初预算为{high}，支出决算为{low}，完成年初预算的{done}。"),
        format!("支出预算{high}，其中：基本支出{low}，占{done}；项目支出{gap}，占{left}。"),
    ]
}

fn gravest(small: i128, large: i128, manner: &Manner) -> Option<(Judgement, String)> {
    let texts = sentences(small, large, manner).into_iter();
    let all = texts.flat_map(|text| judged(&text).into_iter().map(move |judged| (judged, text.clone())));
    // 0.00% of what changed is told as odd, and shares that do not make 100 of their own are.
    let off = all.filter(|(judged, _)| judged.verdict >= Verdict::Tail && judged.verdict != Verdict::Plugged);
    off.max_by_key(|(judged, _)| judged.verdict)
}

#[test]
fn coarse_digits_that_fit_are_neither_cut_nor_replaced() {
    for text in [
        "国防支出0.8亿元，比上年预算数增加0.3亿元，增长60.2%。",
        "会议费1.2亿元，比2021年预算数增加0.4亿元，增长58.2%。",
        "会议费72.5亿元，比2021年增加8.1亿元，增长12.5%。",
        "会议费9.41万元，比上年减少0.71万元，下降7.01%。",
        "会议费年初预算为0.8万元，支出决算为0.7万元，完成年初预算的83.1%。",
        "支出预算3万元，其中：基本支出2万元，占62.5%；项目支出1万元，占37.5%。",
        "会议费1.2万元，比上年增加0.9万元，增长2.9倍。",
    ] {
        let odd: Vec<_> = judged(text).into_iter().filter(|judged| judged.verdict > Verdict::Ok).collect();
        assert!(!odd.is_empty(), "{text}: a tail is told");
        for judged in odd {
            assert_eq!((judged.verdict, judged.corrected), (Verdict::Tail, None), "{text}");
        }
    }
}

#[test]
fn a_nothing_of_coarse_digits_may_be_what_a_fall_left() {
    for text in ["会议费0亿元，比上年预算数1亿元减少1亿元，下降99%。", "会议费0.0万元，比上年减少4.0万元，下降98.8%。"]
    {
        assert!(judged(text).iter().all(|judged| judged.verdict <= Verdict::Tail), "{text} {:?}", judged(text));
    }
    for text in ["会议费0亿元，比上年预算数8亿元减少8亿元，下降50%。", "会议费0.0万元，比上年减少4.0万元，下降95.0%。"]
    {
        assert!(judged(text).iter().any(|judged| judged.verdict == Verdict::Figure), "{text}");
    }
}

#[test]
fn digits_that_only_cutting_gives_are_told_with_those_that_rounding_gives() {
    for (text, right) in [
        ("会议费9657.00万元，比上年预算增加720.00万元，增长8.05%。", "8.06%"),
        ("会议费年初预算为9000.00万元，支出决算为6000.00万元，完成年初预算的66.66%。", "66.67%"),
        ("支出预算9000.00万元，其中：基本支出6000.00万元，占66.66%；项目支出3000.00万元，占33.33%。", "66.67%"),
    ] {
        let cut: Vec<_> = judged(text).into_iter().filter(|judged| judged.verdict == Verdict::Truncated).collect();
        let [cut] = cut.as_slice() else { panic!("{text}: {cut:?}") };
        assert!(cut.corrected.as_ref().is_some_and(|corrected| corrected.contains(right)), "{cut:?}");
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(400))]

    #[test]
    fn what_is_rounded_is_never_called_wrong_or_cut(
        small in 1i64..1_000_000_000_000, gap in 1i64..1_000_000_000_000, manner in manners(),
    ) {
        let (small, large) = (i128::from(small), i128::from(small) + i128::from(gap));
        if let Some((found, text)) = gravest(small, large, &manner) {
            prop_assert!(found.verdict == Verdict::Tail, "{text} {found:?}");
            prop_assert!(found.corrected.is_none(), "{text} {found:?}");
        }
    }
}
