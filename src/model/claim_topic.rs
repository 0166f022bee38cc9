//! 说法的口径: the topic of a claim, from its own words and those around it.

use super::topic::without;
use super::{Claim, Part, Territory, Topic};

impl Claim {
    /// The topic of a claim of a unit: its own words, then those of the whole it is a part of, then its headings'; and
    /// the words that were not understood. `None` where it names two funds or two parts.
    pub fn topic(&self, unit: &str) -> Option<(Topic, String)> {
        let (own, left) = Topic::read(&without(&self.subject.text, unit))?;
        let left = without_territory(&left, self.territory);
        let mut topic = if self.subject.path.is_empty() { own } else { Topic { part: None, side: None, ..own } };
        let whole = self.subject.whole.iter().map(|whole| without(whole, unit));
        let headings = self.section.iter().rev().map(|heading| title(&without(heading, unit)).to_owned());
        for words in whole.chain(headings) {
            let Some((above, _)) = Topic::read(&words) else { continue };
            topic.fund = topic.fund.or(above.fund);
            topic.side = topic.side.or(above.side);
            // 其中：人员经费 of 基本支出 is narrower already.
            let within = above.part == Some(Part::ThreePublic) || above.part == Some(Part::Procurement);
            if topic.part.is_none() && within && own.is_empty() {
                topic.part = above.part;
            }
            // The headings further out can add nothing.
            if topic.fund.is_some() && topic.side.is_some() && (topic.part.is_some() || !own.is_empty()) {
                break;
            }
        }
        Some((topic, left))
    }
}

/// Words without the government that a claim is known to be of: 全市, 市本级.
fn without_territory(words: &str, territory: Option<Territory>) -> String {
    let bare = |rest: &str| {
        let mut named = rest.chars();
        named.next().is_some_and(|c| "省市区县州盟旗国".contains(c)) && named.next().is_none() || rest == "自治区"
    };
    let is_all = match territory {
        Some(Territory::Whole) => words.strip_prefix('全').is_some_and(bare),
        Some(Territory::Own) => words.strip_suffix("本级").or_else(|| words.strip_suffix('级')).is_some_and(bare),
        Some(Territory::Below) | None => false,
    };
    if is_all { String::new() } else { words.to_owned() }
}

/// A heading without what stands before its year: the unit's name may hold any word.
fn title(heading: &str) -> &str {
    let after_digit = |at: &usize| heading[..*at].ends_with(|c: char| c.is_ascii_digit());
    let year = heading.match_indices('年').map(|(at, _)| at).find(after_digit);
    year.map_or(heading, |at| &heading[at + '年'.len_utf8()..])
}
