//! 增减词: verbs of increase and decrease, in pairs.

use crate::model::Direction;

/// A verb of increase and its counterpart.
pub(super) type Pair = (&'static str, &'static str);

/// Longer words first, since a word may contain another.
const PAIRS: &[Pair] = &[
    ("增长", "下降"),
    ("增长", "负增长"),
    ("增加", "减少"),
    ("提高", "降低"),
    ("提升", "降低"),
    ("上升", "下降"),
    ("上涨", "下跌"),
    ("增幅", "降幅"),
    ("增幅", "减幅"),
    ("增收", "减收"),
    ("增支", "减支"),
    ("增多", "减少"),
    ("增加", "缩减"),
    ("增加", "压减"),
    ("增长", "下滑"),
    ("增长", "回落"),
    ("大于", "小于"),
    ("高于", "低于"),
    ("多于", "少于"),
    ("增", "减"),
    ("增", "降"),
];

/// Default verbs for a change and for its rate.
pub(super) const USUAL: (Pair, Pair) = (("增加", "减少"), ("增长", "下降"));

/// The verb of a pair for a direction; none for no change.
pub(super) fn of((up, down): Pair, direction: Direction) -> &'static str {
    match direction {
        Direction::Up => up,
        Direction::Down => down,
        Direction::Flat => "",
    }
}

/// The pair that a verb belongs to.
pub(super) fn pair(verb: &str) -> Option<Pair> {
    PAIRS.iter().copied().find(|(up, down)| verb == *up || verb == *down)
}

/// Turns a verb to a direction; returns it unchanged if it fits. `None` if it has no counterpart.
pub(super) fn turned(verb: &str, to: Direction) -> Option<String> {
    // 增加（减少）, left over from a template: keep the one that fits.
    if let Some((one, other)) = verb.split_once(['（', '(', '/']) {
        let other = other.trim_end_matches(['）', ')']);
        return [one, other].into_iter().find(|verb| direction(verb) == Some(to)).map(str::to_owned);
    }
    // 小于上年预算数: verb and base of comparison form one token.
    if let Some(base) = verb.strip_prefix("等于") {
        return match to {
            Direction::Up => Some(format!("大于{base}")),
            Direction::Down => Some(format!("小于{base}")),
            Direction::Flat => Some(verb.to_owned()),
        };
    }
    let known = PAIRS.iter().find(|(up, down)| verb.starts_with(up) || verb.starts_with(down))?;
    let pair = pair(verb).unwrap_or(*known);
    let own = if verb.starts_with(pair.1) { pair.1 } else { pair.0 };
    let new = match to {
        Direction::Up => pair.0,
        Direction::Down => pair.1,
        Direction::Flat if is_comparison(own) => "等于",
        Direction::Flat => return None,
    };
    Some(format!("{new}{}", &verb[own.len()..]))
}

/// Whether a verb precedes the base of comparison: 大于, 小于 ….
fn is_comparison(verb: &str) -> bool {
    verb.ends_with('于')
}

/// Direction of a verb.
pub(super) fn direction(verb: &str) -> Option<Direction> {
    PAIRS.iter().find_map(|(up, down)| {
        if verb.starts_with(down) {
            Some(Direction::Down)
        } else if verb.starts_with(up) {
            Some(Direction::Up)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_turns_into_its_counterpart() {
        let turn = |verb, to| turned(verb, to).unwrap();
        assert_eq!(turn("增加", Direction::Down), "减少");
        assert_eq!(turn("下降", Direction::Up), "增长");
        assert_eq!(turn("提高", Direction::Down), "降低");
        assert_eq!(turn("增幅", Direction::Down), "降幅");
        assert_eq!(turn("负增长", Direction::Up), "增长");
        assert_eq!(turn("小于预算数", Direction::Up), "大于预算数");
        assert_eq!(turn("等于预算数", Direction::Up), "大于预算数");
        assert_eq!(turn("小于预算数", Direction::Flat), "等于预算数");
        assert_eq!(turn("增长", Direction::Down), "下降");
        assert_eq!(turn("增加（减少）", Direction::Down), "减少");
        assert_eq!(turn("增长", Direction::Up), "增长");
        assert_eq!(turned("翻番", Direction::Up), None);
    }
}
