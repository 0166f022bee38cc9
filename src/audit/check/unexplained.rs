//! “三公”经费增加要说明原因.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::fact::Fact;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BaseYear, Claim, Direction, Paper, Part};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "unexplained",
    name: "“三公”增加的原因",
    rule: "“三公”经费增加要说明原因",
    why: "“三公”经费只减不增是要求，增加了必须说明原因。",
    condition: "文中写“三公”经费或其中一项比上年增加，增加额在 1 万元以上且超过 10% 时，同一节里要有原因。只提示。",
    basis: "财预〔2016〕143号，“三公”经费增减变化应当说明原因。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一、“三公”经费情况\n\n\
                公务接待费8.00万元，比上年预算增加3.00万元，增长60.00%，主要原因是会议增加。\n",
        )],
        slip: ("，主要原因是会议增加", ""),
        told: (Verdict::Note, "3.00万元"),
    },
};

/// Words that introduce a reason.
const REASONS: [&str; 9] = ["原因", "由于", "因为", "主要是", "主要系", "用于", "考虑", "根据", "因"];
/// Smallest increase to be explained: 1 万元, in 分.
const LEAST: i64 = 1_000_000;

/// Finds increases of “三公” over last year without a reason. A reason anywhere in the section counts.
pub(in crate::audit) fn check(claims: &[Claim], facts: &[Fact], papers: &[Paper], ledger: &mut Ledger) {
    for fact in facts {
        let Some(claim) = claims.get(fact.claim()) else { continue };
        let Some((topic, _)) = &claim.binding.topic else { continue };
        let three = topic.part.is_some_and(|part| (Part::ThreePublic..=Part::VehicleRunning).contains(&part));
        if three {
            ledger.look("unexplained", &claim.place);
        }
        if !three || fact.base().is_some_and(|base| base.year == BaseYear::Same) || !rises(fact) {
            continue;
        }
        let Some((at, ..)) = &fact.change else { continue };
        // Without the surrounding text a reason cannot be called missing.
        let Some(paper) = papers.iter().find(|paper| paper.file == claim.place.file) else { continue };
        let explained = |text: &str| REASONS.iter().any(|word| text.contains(word));
        let same = |section: &[std::sync::Arc<str>]| section == claim.section.as_slice();
        let told = explained(&claim.text)
            || paper.sentences.iter().any(|other| same(&other.section) && explained(&other.text));
        if !told {
            let because = "“三公”经费增加，同一节里没有写原因";
            ledger.remark_on(*at, Opinion::of("unexplained", Verdict::Note, because));
        }
    }
}

/// Whether the increase is at least 1 万元 and more than 10%.
fn rises(fact: &Fact) -> bool {
    let Some((_, Some(Direction::Up), Some(change))) = fact.change else { return false };
    let prior = fact.prior.map(|(_, amount)| amount.fen());
    let prior = prior.or(fact.current.map(|(_, amount)| amount.fen() - change.fen()));
    change.fen() >= LEAST && prior.is_none_or(|prior| change.fen().saturating_mul(10) > prior)
}
