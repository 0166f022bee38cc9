//! 金额单位和外币: the unit or currency that a caption or header names.

use super::owner;
use crate::model::AmountUnit;
use crate::source::words::fold;
use regex::Regex;
use std::sync::LazyLock;

/// The amount unit that a caption or header names: `单位：万元`, `金额单位:元`, `（万元）`.
pub(super) fn amount_unit(text: &str) -> Option<AmountUnit> {
    // Every unit is one of 元.
    if !text.contains('元') {
        return None;
    }
    let text = fold(text);
    // 单位名称：某某法院元: the amount unit ran into the name.
    let glued = owner::glued_amount_unit(&text);
    let unit = AmountUnit::ALL.into_iter().rev().find(|unit| {
        let name = unit.name();
        text.contains(&format!("单位:{name}"))
            || text.contains(&format!("单位:人民币{name}"))
            || text.contains(&format!("({name})"))
            || text.contains(&format!("单位({name})"))
            || text == name
    });
    unit.or(glued)
}

/// The foreign currency that a caption or header names: `单位：万美元`, `（欧元）`.
pub(super) fn foreign_money(text: &str) -> Option<String> {
    static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:单位|金额)[:(](?:人民币)?([十百千万亿]*(?:美元|欧元|英镑|港元|港币|日元|外币))|^\(?([十百千万亿]*(?:美元|欧元|英镑|港元|港币|日元|外币))\)?$|\(([十百千万亿]*(?:美元|欧元|英镑|港元|港币|日元|外币))\)")
            .expect("the pattern is constant")
    });
    if !text.contains(['元', '镑', '币']) {
        return None;
    }
    let folded = fold(text);
    let found = FOREIGN.captures(&folded)?;
    found.iter().skip(1).flatten().next().map(|money| money.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amount_units_are_told_from_names_and_from_foreign_money() {
        assert_eq!(amount_unit("单位：万元"), Some(AmountUnit::TenThousand));
        assert_eq!(amount_unit("金额单位:元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("2024年预算数（千元）"), Some(AmountUnit::Thousand));
        assert_eq!(amount_unit("编制单位：甲"), None);
        assert_eq!(amount_unit("单位名称：甲市中级人民法院元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("单位：亿元"), Some(AmountUnit::HundredMillion));
        for text in ["单位：万美元", "金额单位:万美元", "（万美元）", "2024年预算数（万美元）"]
        {
            assert_eq!((amount_unit(text), foreign_money(text).as_deref()), (None, Some("万美元")), "{text}");
        }
        assert_eq!(foreign_money("单位：万元"), None);
        assert_eq!(foreign_money("其中：外币贷款"), None);
    }
}
