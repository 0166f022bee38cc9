//! 表外数据: figures beyond the tables, known by the words around them.

use super::super::Profile;
use super::super::profile::{Asset, Fact, FactKey, amount};
use super::paragraph::Paragraph;
use regex::Regex;
use std::sync::LazyLock;

/// A fact, the words that its section or sentence has, and the sentence's patterns for it. `(N)` stands for an amount
/// with its unit, `(D)` for another number.
const FACTS: &[(FactKey, &[&str], &[&str])] = &[
    (("采购", "中小企业预留"), PROCUREMENT, &["中小企业[^，。；]{0,24}?(N)"]),
    (("采购", "小微企业预留"), PROCUREMENT, &["小型?、?微型?企业[^，。；]{0,24}?(N)"]),
    (
        ("资产", "截止日期"),
        ASSETS,
        &[r"截[至止](\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[底末])?)", r"(\d{4}年(?:期末|年末|末|底))"],
    ),
    (("资产", "房屋面积"), ASSETS, &["房屋[^，。；]{0,10}?(D)(?:平方米|平米|㎡)"]),
    (("资产", "房屋价值"), ASSETS, &["房屋[^。；]{0,40}?(?:价值|原值)为?(N)", "房屋(?:及构筑物)?(N)"]),
    (
        ("资产", "车辆数"),
        ASSETS,
        &["(?:车辆|[有量]公务用车|公务用车保有量)(?:总数|合计|共计|实有数)?[为共计有]{0,2}(D)[辆台]"],
    ),
    (("资产", "车辆价值"), ASSETS, &[r"车辆[为共计有]{0,2}\d+[辆台]，(?:价值|原值)为?(N)"]),
    (("资产", "家具价值"), ASSETS, &["家具[^，。；]{0,8}?(?:价值|原值)?为?(N)"]),
    (("资产", "其他价值"), ASSETS, &["其他(?:固定)?资产[^，。；]{0,8}?(?:价值|原值)?为?(N)"]),
    (("绩效", "整体目标数"), PERFORMANCE, &["整体(?:支出)?(?:预算)?绩效目标(D)个"]),
    (
        ("绩效", "整体目标金额"),
        PERFORMANCE,
        &[r"整体(?:支出)?(?:预算)?绩效目标\d+个，共?涉及(?:预算)?(?:金额|资金)(N)"],
    ),
    (
        ("绩效", "财政拨款项目数"),
        PERFORMANCE,
        &["(?:^|[^非])财政拨款项目(D)个", "绩效目标(?:管理)?的?项目[共为]?(D)个", "(D)个项目(?:实行|编[报制])"],
    ),
    (
        ("绩效", "财政拨款项目金额"),
        PERFORMANCE,
        &[
            r"(?:^|[^非])财政拨款项目\d+个，涉及(?:项目)?(?:预算)?(?:金额|资金)(N)",
            r"(?:绩效目标|项目)(?:管理)?[^。；]{0,16}?涉及[^，。；\d]{0,10}(N)",
        ],
    ),
    (("绩效", "非财政拨款项目数"), PERFORMANCE, &["非财政拨款项目(D)个"]),
    (("绩效", "非财政拨款项目金额"), PERFORMANCE, &[r"非财政拨款项目\d+个，涉及(?:项目)?(?:预算)?(?:金额|资金)(N)"]),
    (("绩效", "转移支付项目数"), TRANSFER, &["转移支付(?:资金)?项目(D)个"]),
    (
        ("绩效", "自评项目数"),
        REVIEW,
        &["(D)个(?:[^，。；、\\d]{0,10})?项目[^，。；\\d]{0,12}自评", "自评[^，。；\\d]{0,16}项目(D)个"],
    ),
    (
        ("绩效", "自评项目金额"),
        REVIEW,
        &[
            "自评[^。；]{0,24}?涉及(?:预算)?(?:项目)?(?:金额|资金|支出)[^，。；\\d]{0,8}(N)",
            "涉及[^，。；\\d]{0,10}(N)",
        ],
    ),
    (("三公情况", "出国团组数"), THREE_PUBLIC, &["团组(?:数)?[为共计]{0,2}(D)个", "(D)个团组"]),
    (("三公情况", "出国人次"), THREE_PUBLIC, &["(?:出国|团组)[^。；]{0,24}?(D)人次"]),
    (("三公情况", "购置车辆数"), THREE_PUBLIC, &["(?:购置|更新)(?:公务)?(?:用车|车辆)[^，。；\\d元]{0,8}(D)[辆台]"]),
    (("三公情况", "车辆保有量"), THREE_PUBLIC, &["保有量[^，。；\\d]{0,6}(D)[辆台]"]),
    (
        ("三公情况", "接待批次"),
        THREE_PUBLIC,
        &["(?:国内)?(?:公务)?接待[^，。；\\d]{0,10}(D)批次?", "接待[^。；]{0,16}?(D)批次"],
    ),
    (("三公情况", "接待人次"), THREE_PUBLIC, &["接待[^。；]{0,24}?(D)人次?"]),
    (("人员", "编制"), STAFF, &["编制(?:人数|总?数)?[为共有]{0,2}(D)[人名]?"]),
    (("人员", "实有"), STAFF, &["实有(?:在编)?(?:人数|人员|职工)?[为共有]{0,2}(D)人"]),
    (("人员", "在职"), STAFF, &["在职(?:人员|人数|职工|在编)?[为共有]{0,2}(D)人"]),
    (("人员", "退休"), STAFF, &["(?:^|[^离])退休(?:人员|人数)?[为共有]{0,2}(D)人"]),
    (("人员", "离休"), STAFF, &["离休(?:人员|人数|干部)?[为共有]{0,2}(D)人"]),
];

const PROCUREMENT: &[&str] = &["采购"];
const ASSETS: &[&str] = &["国有资产", "资产占", "资产情况"];
const PERFORMANCE: &[&str] = &["绩效"];
const TRANSFER: &[&str] = &["转移支付"];
const REVIEW: &[&str] = &["自评"];
const THREE_PUBLIC: &[&str] = &["三公"];
const STAFF: &[&str] = &["编制", "人员"];

/// The patterns of [`FACTS`]; those of amounts come with `true`.
static PATTERNS: LazyLock<Vec<Vec<(Regex, bool)>>> = LazyLock::new(|| {
    let pattern = |words: &&str| {
        let full = words.replace("(N)", r"(\d[\d,，.]*[亿万千百]*元)").replace("(D)", r"(\d[\d,，.]*)");
        (Regex::new(&full).expect("the pattern is constant"), words.contains("(N)"))
    };
    FACTS.iter().map(|(_, _, patterns)| patterns.iter().map(pattern).collect()).collect()
});
/// 一般公务用车2辆，价值51.95万元
static VEHICLES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:其中[：:，,]?)?(?P<name>[^，。；、：:,;\d]{0,16}?(?:车辆?|车型))(?P<count>\d+)(?P<unit>[辆台])(?:，(?:价值|原值)为?(?P<value>\d[\d,，.]*[亿万千百]*元))?")
        .expect("the pattern is constant")
});
/// 车辆2辆，价值51.95万元，均为一般公务用车
static ALIKE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"车辆?(?:总数|合计|共计|实有数)?[为共计有]{0,2}(?P<count>\d+)(?P<unit>[辆台])(?:，(?:价值|原值)为?(?P<value>\d[\d,，.]*[亿万千百]*元))?，(?:全部?|都|均)(?:为|是|系|属于?)(?P<name>[^，。；、：:,;\d]{0,16}?(?:车辆?|车型))(?:[，。；]|$)")
        .expect("the pattern is constant")
});
/// 单位价值50万元以上大型设备0台
static EQUIPMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<name>(?:单[位台]?(?:价值?|价)?)?\d+万元[^，。；、\d]{0,24}?设备(?:[（(][^）)]*[)）])?)[为共计有]{0,2}(?P<count>\d+)(?P<unit>台(?:[（(/]?套[)）]?)?|套)")
        .expect("the pattern is constant")
});

/// Reads the facts of a file into `profile`, unless it has them already.
pub(super) fn read(paragraphs: &[Paragraph<'_>], profile: &mut Profile) {
    for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.section.iter().any(|above| above.contains("名词")))
    {
        for ((key, about, _), patterns) in FACTS.iter().zip(&*PATTERNS) {
            if profile.facts.contains_key(key) || !paragraph.is_about(about) {
                continue;
            }
            let fact = sentences(&paragraph.text).find_map(|sentence| {
                // A plan to buy is not what is there.
                let planned = key.0 == "资产" && is_plan(sentence);
                patterns.iter().filter(|_| !planned).find_map(|(pattern, money)| {
                    let found = pattern.captures(sentence)?.get(1)?.as_str().trim_end_matches(['，', ',', '.']);
                    match *money {
                        true => amount(found).map(Fact::Amount),
                        false if key.1 == "截止日期" => Some(Fact::Text(found.to_owned())),
                        false => Some(Fact::Number(found.to_owned())),
                    }
                })
            });
            profile.facts.extend(fact.map(|fact| (*key, fact)));
        }
        if paragraph.is_about(ASSETS) {
            sentences(&paragraph.text).for_each(|sentence| assets(sentence, profile));
        }
    }
}

/// The kinds of vehicles and large equipment that a sentence lists.
fn assets(sentence: &str, profile: &mut Profile) {
    let plan = is_plan(sentence);
    let list = |pattern: &Regex, behind: &str| -> Vec<Asset> {
        let asset = |found: regex::Captures<'_>| Asset {
            name: bare(&found["name"]).to_owned(),
            count: found["count"].to_owned(),
            unit: Some(found["unit"].to_owned()),
            value: found.name("value").and_then(|value| amount(value.as_str())),
        };
        pattern.captures_iter(behind).map(asset).collect()
    };
    let equipment = list(&EQUIPMENT, sentence);
    // 共有车辆3辆，其中：…: the kinds stand behind 其中.
    let kinds = sentence.split_once("其中").map_or("", |(_, kinds)| kinds);
    let vehicles = match plan {
        true => list(&VEHICLES, sentence),
        false => list(&VEHICLES, kinds).into_iter().chain(list(&ALIKE, sentence)).collect(),
    };
    let found = match plan {
        true => vec![("计划购置", vehicles.into_iter().chain(equipment).collect())],
        false => vec![("车辆", vehicles), ("设备", equipment)],
    };
    if plan && found.iter().all(|(_, assets)| assets.is_empty()) && buys_nothing(sentence) {
        profile.assets.entry("计划购置").or_default();
    }
    for (title, assets) in found.into_iter().filter(|(_, assets)| !assets.is_empty()) {
        let known: &mut Vec<Asset> = profile.assets.entry(title).or_default();
        let new: Vec<Asset> =
            assets.into_iter().filter(|asset| !known.iter().any(|one| one.name == asset.name)).collect();
        known.extend(new);
    }
}

/// The words for buying.
const BUYING: [&str; 4] = ["购置", "购买", "新购", "采购"];

/// Whether a sentence tells of what is to be bought.
fn is_plan(sentence: &str) -> bool {
    BUYING.iter().any(|word| sentence.contains(word))
}

/// Whether a sentence says of vehicles and of equipment that none is to be bought.
fn buys_nothing(sentence: &str) -> bool {
    let is_denied = |clause: &str| {
        let bought = BUYING.iter().filter_map(|word| clause.find(word)).min();
        bought.is_none_or(|at| ["没有", "无", "未", "不"].iter().any(|word| clause[..at].contains(word)))
    };
    sentence.contains('车') && sentence.contains("设备") && sentence.split(['，', '；', ',', ';']).all(is_denied)
}

/// The name of an asset without 其中 and without what is done with it.
fn bare(name: &str) -> &str {
    let bought = BUYING.iter().filter_map(|word| name.rfind(word).map(|at| at + word.len())).max().unwrap_or(0);
    name[bought..].trim_start_matches("其中")
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('。')
}
