//! 填写内容: what a profile answers to a key, as the text that somebody types into a cell, in both directions.

use super::super::stated::paragraph::unnumbered;
use super::{
    Allocation, Amounts, Asset, Fact, FactKind, Note, Notes, Profile, ProfileKey, ProjectNote, ProjectPart, trim,
};
use crate::model::{Amount, AmountUnit, BudgetTable, Place, PrintedNumber};
use regex::Regex;
use std::sync::LazyLock;

/// The answer that takes the words beside it over as they are.
pub(in super::super) const SAME: &str = "沿用";
/// The answers that say that there is nothing of a kind.
const NONE: [&str; 4] = ["无", "没有", "不涉及", "0"];

/// 一般公务用车2辆，价值51.95万元
static ASSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<name>.+?)[：:\s]*(?P<count>\d[\d,]*)\s*(?P<unit>辆|台[（(/]?套[)）]?|[台套件架艘])?(?:[，,]\s*(?:价值|原值)为?(?P<value>\d[\d,，.]*[亿万千百]*元))?$",
    )
    .expect("the pattern is constant")
});
/// 购置办公设备6.30万元: a purpose with its amount.
static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<text>.*?)[：:，,]?(?:共|计|共计|为)?(?P<amount>\d[\d,，.]*[亿万千百]*元)$")
        .expect("the pattern is constant")
});
/// 补贴人数：8人
static DETAIL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^(?P<label>[^：:]{1,20})[：:](?P<text>.+)$").expect("the pattern is constant"));

/// The error says what the answer should have been.
type Result<T> = std::result::Result<T, &'static str>;

impl Profile {
    /// The answer to a key; `None` if the profile has none.
    pub(in super::super) fn answer(&self, key: &ProfileKey) -> Option<String> {
        let lines = |lines: &[String]| (!lines.is_empty()).then(|| lines.join("\n"));
        let of_item =
            |notes: &Notes, table: BudgetTable, key: &str| notes.get(table, key).map(|note| note.text.clone());
        let of_amount = |amounts: &Amounts, table: BudgetTable, key: &str| {
            amounts.0.get(&(table, key.to_owned())).map(|(amount, _)| wan(*amount))
        };
        match key {
            ProfileKey::Duties => lines(&self.duties),
            ProfileKey::Organisation => lines(&self.organisation),
            ProfileKey::Tasks => lines(&self.tasks),
            ProfileKey::Remarks => lines(&self.remarks),
            ProfileKey::Glossary => lines(&self.glossary),
            ProfileKey::Date => self.date.clone(),
            ProfileKey::Prior(table, key) => of_amount(&self.prior, *table, key),
            ProfileKey::Budget(table, key) => of_amount(&self.budget, *table, key),
            ProfileKey::Reason(table, key) => of_item(&self.reasons, *table, key),
            ProfileKey::Purpose(table, key) => of_item(&self.purposes, *table, key),
            ProfileKey::Deviation(table, key) => of_item(&self.deviations, *table, key),
            ProfileKey::Blank(words) => self.blanks.get(words).map(|note| note.text.clone()),
            ProfileKey::Project(name, part) => {
                self.projects.iter().find(|note| note.name == *name).and_then(|note| note.answer(*part))
            }
            ProfileKey::Fact(..) => {
                let fact = key.fact()?;
                self.facts.get(&(fact.title, fact.name)).map(|fact| match fact {
                    Fact::Amount(amount) => wan(*amount),
                    Fact::Number(text) | Fact::Text(text) => text.clone(),
                })
            }
            ProfileKey::Assets(_) => {
                let list = key.assets()?;
                let assets = self.assets.get(list.title)?;
                let line = |asset: &Asset| {
                    let value = asset.value.map(|value| format!("，价值{}万元", wan(value))).unwrap_or_default();
                    let unit = asset.unit.as_deref().unwrap_or(list.unit);
                    format!("{}{}{unit}{value}", asset.name, asset.count)
                };
                lines(&assets.iter().map(line).collect::<Vec<_>>()).or(Some(NONE[0].to_owned()))
            }
        }
    }

    /// Takes over the answer to a key.
    ///
    /// # Errors
    /// What the answer should have been.
    pub fn put(&mut self, key: &ProfileKey, text: &str, place: &Place) -> Result<()> {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let words = || lines().collect::<String>();
        let paragraphs = || lines().map(str::to_owned).collect::<Vec<_>>();
        let note = || Note { text: trim(&words()), place: place.clone() };
        let money = || wanted_amount(&words());
        match key {
            ProfileKey::Duties => self.duties = paragraphs(),
            ProfileKey::Organisation => self.organisation = paragraphs(),
            ProfileKey::Tasks => self.tasks = paragraphs(),
            ProfileKey::Glossary => self.glossary = paragraphs(),
            ProfileKey::Remarks if is_none(text) => self.remarks = Vec::new(),
            ProfileKey::Remarks => self.remarks = paragraphs(),
            ProfileKey::Date => self.date = Some(words()),
            ProfileKey::Prior(table, key) => {
                self.prior.0.insert((*table, key.clone()), (money()?, place.clone()));
            }
            ProfileKey::Budget(table, key) => {
                self.budget.0.insert((*table, key.clone()), (money()?, place.clone()));
            }
            ProfileKey::Reason(table, key) => _ = self.reasons.add(Some(*table), key, note()),
            ProfileKey::Purpose(table, key) => _ = self.purposes.add(Some(*table), key, note()),
            ProfileKey::Deviation(table, key) => _ = self.deviations.add(Some(*table), key, note()),
            ProfileKey::Blank(blank) => {
                self.blanks.insert(blank.clone(), Note { text: words(), place: place.clone() });
            }
            ProfileKey::Project(name, part) => {
                let at = self.projects.iter().position(|note| note.name == *name).unwrap_or(self.projects.len());
                if at == self.projects.len() {
                    self.projects.push(ProjectNote::of(name, place.clone()));
                }
                let note = &mut self.projects[at];
                match part {
                    ProjectPart::Basis => note.basis = paragraphs(),
                    ProjectPart::Amount => note.amount = Some(money()?),
                    ProjectPart::Bearer => note.bearer = Some(words()),
                    ProjectPart::Period => note.period = Some(words()),
                    ProjectPart::Allocation => note.allocation = shares(text),
                    ProjectPart::Details => note.details = details(text)?,
                }
            }
            ProfileKey::Fact(..) => {
                let fact = key.fact().ok_or("没有这一项")?;
                let value = match fact.kind {
                    FactKind::Amount => Fact::Amount(money()?),
                    FactKind::Number => Fact::Number(number(&words())?),
                    FactKind::Text => Fact::Text(words()),
                };
                self.facts.insert((fact.title, fact.name), value);
            }
            ProfileKey::Assets(_) => {
                let list = key.assets().ok_or("没有这一项")?;
                self.assets.insert(list.title, assets(text)?);
            }
        }
        Ok(())
    }
}

impl ProjectNote {
    fn answer(&self, part: ProjectPart) -> Option<String> {
        let lines = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join("\n"));
        match part {
            ProjectPart::Basis => lines(self.basis.clone()),
            ProjectPart::Amount => self.amount.map(wan),
            ProjectPart::Bearer => self.bearer.clone(),
            ProjectPart::Period => self.period.clone(),
            ProjectPart::Allocation => {
                let line = |share: &Allocation| {
                    let amount = share.amount.map(|amount| format!("{}万元", wan(amount))).unwrap_or_default();
                    share.text.clone() + &amount
                };
                lines(self.allocation.iter().map(line).collect())
            }
            ProjectPart::Details => {
                lines(self.details.iter().map(|(label, text)| format!("{label}：{text}")).collect())
            }
        }
    }
}

/// An amount in 万元 with as many decimals as it needs, at least two.
pub(in super::super) fn wan(amount: Amount) -> String {
    amount.print_exact(AmountUnit::TenThousand)
}

/// The parts of 资金分配 with their amounts; one part if no amounts are named.
pub(in super::super) fn shares(text: &str) -> Vec<Allocation> {
    let parts: Vec<Allocation> = text
        .split(['；', ';', '\n'])
        .map(|part| unnumbered(part.trim().trim_end_matches(['。', '，', ','])))
        .filter(|part| !part.is_empty())
        .map(|part| {
            let found = SHARE.captures(part);
            let amount = found.as_ref().and_then(|found| amount(&found["amount"]));
            match found.filter(|_| amount.is_some()) {
                Some(found) => Allocation { text: found["text"].to_owned(), amount },
                None => Allocation { text: part.to_owned(), amount: None },
            }
        })
        .collect();
    match parts.iter().any(|part| part.amount.is_some()) {
        true => parts,
        false => vec![Allocation { text: text.trim().trim_end_matches('。').to_owned(), amount: None }],
    }
}

/// A printed amount.
pub(in super::super) fn amount(printed: &str) -> Option<Amount> {
    let number = PrintedNumber::parse(printed).ok().flatten()?;
    Amount::from_printed(&number, AmountUnit::TenThousand).ok().map(|(amount, _)| amount)
}

fn is_none(text: &str) -> bool {
    NONE.contains(&text.trim().trim_end_matches('。'))
}

/// An amount, in 万元 unless it names another unit.
fn wanted_amount(text: &str) -> Result<Amount> {
    amount(text.trim_end_matches('。')).ok_or("应是金额（万元），写如 12.34；用别的单位要写明，如 5000元")
}

fn number(text: &str) -> Result<String> {
    let number = PrintedNumber::parse(text.trim_end_matches(['。', '人', '个', '辆', '台', '次', '批']));
    number.ok().flatten().map(|number| number.raw().to_owned()).ok_or("应是数字，写如 12")
}

/// A list of assets.
pub(super) fn assets(text: &str) -> Result<Vec<Asset>> {
    if is_none(text) {
        return Ok(Vec::new());
    }
    let lines = text.split(['\n', '；', ';', '。']).map(str::trim).filter(|line| !line.is_empty());
    let asset = |line: &str| {
        let found = ASSET.captures(line).ok_or("应是一类一行，写如 一般公务用车2辆，价值51.95万元；没有的写“无”")?;
        Ok(Asset {
            name: found["name"].to_owned(),
            count: found["count"].to_owned(),
            unit: found.name("unit").map(|unit| unit.as_str().to_owned()),
            value: found.name("value").and_then(|value| amount(value.as_str())),
        })
    };
    lines.map(asset).collect()
}

/// Labels with texts.
pub(super) fn details(text: &str) -> Result<Vec<(String, String)>> {
    if is_none(text) {
        return Ok(vec![("补贴情况".to_owned(), NONE[0].to_owned())]);
    }
    let lines = text.split(['\n', '；']).map(str::trim).filter(|line| !line.is_empty());
    let detail = |line: &str| {
        let found = DETAIL.captures(line).ok_or("应是一项一行，写如 补贴人数：8人；没有的写“无”")?;
        Ok((found["label"].to_owned(), found["text"].trim_end_matches('。').to_owned()))
    };
    lines.map(detail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_for_a_key_is_what_the_profile_answers() {
        let project = |part| ProfileKey::Project("一.二期工程".to_owned(), part);
        let item = || (BudgetTable::General, "2080101".to_owned());
        let cases = [
            (ProfileKey::Duties, "（一）经办保险。\n（二）管理档案。"),
            (ProfileKey::Date, "2024年2月25日"),
            (ProfileKey::Prior(item().0, item().1), "12.34"),
            (ProfileKey::Budget(item().0, item().1), "0.000001"),
            (ProfileKey::Reason(item().0, item().1), "人员增加"),
            (ProfileKey::Deviation(item().0, item().1), "年中追加"),
            (ProfileKey::Blank("收入来源".to_owned()), "一般公共预算"),
            (project(ProjectPart::Basis), "《社会保险经办条例》\n年度工作安排"),
            (project(ProjectPart::Allocation), "购置设备6.30万元\n召开会议0.80万元"),
            (project(ProjectPart::Details), "补贴人数：8人\n发放程序：按月发放"),
            (ProfileKey::Fact("assets", "house_area"), "3,118.00"),
            (ProfileKey::Fact("assets", "house_value"), "173.25"),
            (ProfileKey::Fact("performance", "review_result"), "均为优"),
            (ProfileKey::Assets("vehicles"), "一般公务用车2辆，价值51.95万元\n其他车辆0辆"),
            (ProfileKey::Assets("equipment"), "单位价值50万元以上大型设备0台"),
            (ProfileKey::Assets("purchases"), "无"),
        ];
        let mut profile = Profile::default();
        let place = Place::file("待填.xlsx");
        for (key, text) in &cases {
            assert_eq!(profile.answer(key), None, "{key}");
            assert_eq!(profile.put(key, text, &place), Ok(()), "{key}");
        }
        for (key, text) in &cases {
            assert_eq!(profile.answer(key).as_deref(), Some(*text), "{key}");
        }
        for (key, text) in [
            (ProfileKey::Fact("assets", "house_area"), "很大"),
            (ProfileKey::Fact("assets", "house_value"), "约三百"),
            (ProfileKey::Assets("vehicles"), "若干车辆"),
            (project(ProjectPart::Details), "八人"),
        ] {
            assert!(profile.put(&key, text, &place).is_err(), "{key}");
        }
    }
}
