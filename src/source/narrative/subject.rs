//! 主体: makes a subject of the words before a figure.

use crate::model::{Code, Direction, FiscalYear, Level, Phase, Subject, Territory, fold, gist, without_territory};
use crate::source::base;
use regex::Regex;
use std::sync::{Arc, LazyLock};

/// Replaces a year in the collected words; the year separates the unit's name from the subject.
pub(super) const YEAR_MARK: char = '\u{1}';

static NUMBERING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:[-•、,:;\s)的]+|\(?[一二三四五六七八九十]{1,3}[)、.]|\(\d{1,2}\)|\d{1,2}[、)]|\d{1,2}\.|[一二三四]是|其中|此外|同时|全年|另外)"#)
        .expect("the pattern is constant")
});
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:预算执行数|执行数|(?:年初|调整)预算数?(?:合计|汇总)|预算数|决算数|年初预算|支出决算|收入决算|决算支出数|预算安排|均|为|是|共计|共|达到|达|约|各|分别|累计|预计|预期目标|预期|完成|金额|科目|总额|安排|拨入|[:\s,、])$"#)
        .expect("the pattern is constant")
});
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"[、\s"]*([^()]*(?:\([^()类款项]+\)[^()]*)*?)\(?(?:\(\d{0,7}(类|款|项)\)|(类)科目)"#)
        .expect("the pattern is constant")
});
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:预算|决算|执行|预计|年初|调整|全年|本年|部门|单位|安排|数|为|是|共|的|[:,])*$")
        .expect("the pattern is constant")
});
static GENERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:预算|决算|执行|年初|调整|全年|本年|部门|单位|安排|支出|收入|总计|合计|总额|数|为|是|共|的|各|实际|[:,])*$",
    )
    .expect("the pattern is constant")
});
static OUTTURN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[,;]?(?:实际|累计|全年)*(?:支出|收入)?(?:决算数?|实际支出|(?:实际)?完成|执行数)(?:为|是|数|\d)")
        .expect("the pattern is constant")
});
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{7}|\d{5}|\d{3})(?:[^\d.,]|$)").expect("the pattern is constant"));

/// A code in a bracket behind a name: 行政运行（项）（2010801）.
static CODE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[(\[](?:科目)?(?:编码|代码)?:?(?P<code>\d{7}|\d{5}|\d{3})[)\]]$").expect("the pattern is constant")
});

/// The cleaned words: those after the year if they name anything, else those before it.
pub(super) fn clean(words: &str) -> String {
    let mut parts: Vec<&str> = words.split(YEAR_MARK).collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| WEAK.is_match(part.trim())) {
        parts.pop();
    }
    let words = parts.last().copied().unwrap_or("");
    let sentence = HEADED.captures(words).and_then(|found| found.get(1)).map_or(0, |found| found.start());
    let (heading, own) = words.split_at(sentence);
    trim(if territory(heading).is_none() { own } else { words }).to_owned()
}

/// A heading without a full stop before its sentence: 社会保险基金收入预计和支出安排全市社会保险基金收入….
static HEADED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[^,:;]{4,}(?:情况|安排|草案|说明)((?:全[省市区县州盟旗]|[省市区县州]本级).*)$")
        .expect("the pattern is constant")
});

fn trim(words: &str) -> &str {
    let mut words = words.trim();
    // A leading code is kept: “2080101行政运行”.
    while let Some(found) = NUMBERING.find(words) {
        words = &words[found.end()..];
    }
    while let Some(found) = TAIL.find(words) {
        words = &words[..found.start()];
    }
    // An unpaired quotation mark belongs to other words.
    if words.matches('"').count() % 2 == 1 {
        words = words.trim_matches('"');
    }
    words
}

/// Whether the words name nothing by themselves: 预算数为, 支出决算为.
pub(super) fn is_generic(words: &str) -> bool {
    let words: String = words.chars().filter(|c| *c != YEAR_MARK).collect();
    GENERIC.is_match(words.trim())
}

/// Whether words end in a noun of money: 公务接待费, 支出总额, 收入支出总体.
pub(super) fn is_money(words: &str) -> bool {
    NAMED.is_match(words)
}

/// Whether words name something by themselves: 公务接待费, 收入支出总体.
pub(super) fn is_named(words: &str) -> bool {
    is_money(words) && (!is_generic(words) || words.contains("收入支出"))
}

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:费|[收支][入出]?|经费|金|款|采购|[收支][入出]?(?:总体|总体情况|总计|合计|总额)|结转|结余|余额|资产|补助|补贴|税|债务)(?:(?:预|决)算数?)?$")
        .expect("the pattern is constant")
});

static TERRITORY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<below>(?:市|州)?县\(?(?:、?市)?(?:、?区)?\)?级?|区县|各(?:县|区|市)|乡镇|对下|市对区|(?:高新|经开|开发|新|管理|示范|功能|园)区)|(?P<own>(?:省|市|州|区|县|盟|旗|师|自治区)本级|[省市州]级)|(?P<whole>全(?:省|市|区|县|州|盟|旗|国|域|师|自治区)|各级)",
    )
    .expect("the pattern is constant")
});

/// The governments whose money the words refer to, by the first such word.
pub(super) fn territory(words: &str) -> Option<Territory> {
    let found = TERRITORY.captures(words)?;
    let named = |name: &str| found.name(name).is_some();
    Some(match (named("below"), named("own")) {
        // 县本级 is a county's own level.
        (true, _) if words[found.get(0)?.end()..].starts_with("本级") => Territory::Own,
        (true, _) => Territory::Below,
        (_, true) => Territory::Own,
        _ => Territory::Whole,
    })
}

/// The words before 年均 if they end with it, so that the verb behind them is of an annual average: ，五年年均增长.
pub(super) fn before_mean(words: &str) -> Option<&str> {
    ["年均", "年平均", "年均复合"].iter().find_map(|end| words.strip_suffix(end))
}

/// The year that the words name, if it is only one.
pub(super) fn only_year(words: &str) -> Option<FiscalYear> {
    let words = fold(words);
    let mut years = YEAR.captures_iter(&words).filter_map(|found| found[1].parse().ok().and_then(FiscalYear::new));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"((?:19|20)\d\d)\s*年").expect("the pattern is constant"));

/// The words before a final 由上年的 or the like, after which the amount of last year follows.
pub(super) fn moves_from(words: &str) -> Option<&str> {
    static FROM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("[由从](?:上年度?|去年|上一年度?|\u{1})(?:度|同期|年初|预算|决算|执行|数|的)*$")
            .expect("the pattern is constant")
    });
    FROM.find(words).map(|found| &words[..found.start()])
}

/// The phase of the amount that follows the words: 预算执行数为, 支出决算为, 预算安排.
pub(super) fn phase(words: &str) -> Option<Phase> {
    let near = words.rsplit(YEAR_MARK).next().unwrap_or_default();
    // 公诉、审判、侦查、执行等检察监督(项) and 预算改革业务(项) are names.
    let behind = ["(类)", "(款)", "(项)"].into_iter().filter_map(|mark| Some(near.rfind(mark)? + mark.len())).max();
    // So is the 预算 of 一般公共预算财政拨款收入.
    let fund = ["公共预算", "基金预算", "经营预算"];
    base::read(&fund.iter().fold(near[behind.unwrap_or(0)..].to_owned(), |words, fund| words.replace(fund, ""))).phase
}

/// The subjects that words name together: 收、支总计 are 收入总计 and 支出总计, one for each of `count` numbers.
pub(super) fn members(words: &str, count: usize) -> Option<Vec<String>> {
    const ENDS: [&str; 8] = ["支出", "收入", "经费", "费", "款", "金", "总计", "合计"];
    let split = |marks: &[char]| -> Vec<&str> {
        let mut depth = 0i32;
        let parts = words.split(|c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0 && marks.contains(&c)
        });
        parts.collect()
    };
    let parts = [split(&['、']), split(&['、', '和', '与', '及'])].into_iter().find(|parts| parts.len() == count)?;
    let last = *parts.last()?;
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    if let ([first, _], Some(rest)) = (parts.as_slice(), last.strip_prefix('支').filter(|rest| !rest.starts_with('出')))
        && let Some(before) = first.strip_suffix('收')
    {
        return Some(vec![format!("{before}收入{rest}"), format!("{before}支出{rest}")]);
    }
    let end = ENDS.into_iter().find(|end| last.ends_with(end));
    let whole = |part: &&str| match end {
        Some(end) if !ENDS.iter().any(|end| part.ends_with(end)) => format!("{part}{end}"),
        _ => (*part).to_owned(),
    };
    Some(parts.iter().map(whole).collect())
}

/// Whether the words name the budget that a completion rate refers to (年初预算数, 收入预算任务) rather than an item.
pub(super) fn is_budget(words: &str) -> bool {
    let words = words.trim_matches(['的', ',', ':', '为']);
    let words = words.trim_end_matches(['数', '额']);
    ["预算", "任务", "计划", "目标", "预算安排", "预算调整"].iter().any(|end| words.ends_with(end))
}

/// Whether the words name a budget and nothing else, so that the rate is one of completion: 占年度调整预算的105.95%.
pub(super) fn is_bare_budget(words: &str) -> bool {
    BUDGET.is_match(words)
}

static BUDGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:年初|年度|全年|当年|本年|调整后?的?|变动|代编|批复)*(?:预算|任务|计划)(?:数|额|目标|调整数)?的?$")
        .expect("the pattern is constant")
});

/// Whether the words end a list of parts (其中): additions to the whole or deductions from it, totals, the other side of the
/// same budget, and the territory of the whole.
pub(super) fn ends_list(words: &str, whole: &str, of: Option<Territory>) -> bool {
    let side = |words: &str| (words.contains("收入"), words.contains("支出"));
    let other = matches!((side(whole), side(words)), ((true, false), (false, true)) | ((false, true), (true, false)));
    let again = territory(words).is_some_and(|named| named == Territory::Whole || Some(named) == of);
    let budget =
        ["一般公共", "政府性基金", "国有资本经营", "社会保险基金", "社保基金"].iter().any(|fund| words.contains(fund));
    // 市级债务余额4亿元，其中…；县区债务余额6亿元: the same quantity of other governments is no part, except of a whole city's.
    let apart = matches!(of, Some(Territory::Own | Territory::Below))
        && territory(words).is_some()
        && without_territory(words) == without_territory(whole);
    is_added(words) || is_total(words) || again || apart || other && (budget || territory(words).is_some())
}

/// Whether the words add something to the previous amount or deduct it: 加上上级补助收入, 减去上解支出.
pub(super) fn is_added(words: &str) -> bool {
    ADDED.is_match(words)
}

static ADDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"加上|减去|扣除|(?:^|收入|支出)加[^上班油强快固工装大]").expect("the pattern is constant")
});
/// 收入总计, 预算总支出, 收支相抵
static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:一般公共|政府性基金|国有资本经营|社会?保险?基金)?(?:预算)?(?:[收支](?:入|出)?|财力)(?:总计|合计|共计|总量)|^(?:预算)?总(?:收入|支出|财力)|^收支相抵|^据此")
        .expect("the pattern is constant")
});

/// Whether the words name the total of a side of a budget: 收入总计, 预算总支出.
pub(super) fn is_total(words: &str) -> bool {
    TOTAL.is_match(words)
}

/// Whether the amount is this year's budget, printed together with its outturn.
pub(super) fn is_opening_budget(words: &str) -> bool {
    let words = words.trim_end_matches(['为', '是', '数', ':', '共']);
    let words = ["合计", "汇总", "安排"].iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words);
    ["年初预算", "年初预算数", "调整预算", "全年预算", "年度预算", "预算调整"].iter().any(|end| words.ends_with(end))
}

/// Whether a budget is followed by its outturn: 预算为5.00万元,支出决算为3.00万元.
pub(super) fn is_budget_before_outturn(words: &str, rest: &str) -> bool {
    let words = words.trim_end_matches(['为', '是', '数', ':', '共', YEAR_MARK]);
    words.strip_suffix("合计").unwrap_or(words).ends_with("预算") && OUTTURN.is_match(rest)
}

/// The direction in which the following amount adjusts a budget during the year: 执行中调增收入预算, 调减.
pub(super) fn adjusts(words: &str) -> Option<Direction> {
    static ADJUSTS: LazyLock<Regex> = LazyLock::new(|| {
        let object = "(?:[^,]{0,8}(?:预算|支出|收入)数?)?";
        Regex::new(&format!(
            r"(?:(?P<up>调增|追加|核增|调整增加)|(?P<down>调减|核减|调整减少)){object}$|(?:(?P<more>增加)|(?P<less>减少|压减)){object}预算$"
        ))
        .expect("the pattern is constant")
    });
    let words = words.trim_end_matches(['为', '了', '共', ':']);
    let found = ADJUSTS.captures(words)?;
    let up = found.name("up").or_else(|| found.name("more"));
    Some(if up.is_some() { Direction::Up } else { Direction::Down })
}

/// Whether the words before a rate make it one of savings by review or tender: 审减率, 资金节约率.
pub(super) fn is_saving_rate(words: &str) -> bool {
    static SAVING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:审减|核减|净?审减|节约|节支)(?:资金|金额|额)?率(?:达|为|达到)?$")
            .expect("the pattern is constant")
    });
    SAVING.is_match(words)
}

/// Whether the words are the numbered title of an item, followed by a sentence about it: 2.公务接待费。
pub(super) fn is_item_title(words: &str) -> bool {
    let words = words.trim();
    let bare = words.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十().、-—–•·●".contains(c));
    let length = bare.chars().count();
    // （1）全市收支情况。 is the title of a section; its sentences name their own subjects.
    let of_section = ["情况", "说明", "安排", "草案"].iter().any(|end| bare.ends_with(end));
    !of_section && bare.len() < words.len() && (3..=24).contains(&length) && !bare.contains([',', ':', YEAR_MARK])
}

/// A subject of cleaned words; `context` is the path of the headings above.
pub(super) fn subject(words: &str, context: &[(Level, Arc<str>)], whole: Option<Arc<str>>) -> Subject {
    let code = |found: &str| Code::new(found).ok();
    let (code, words) = match (CODE.captures(words), CODE_BEHIND.captures(words)) {
        (Some(found), _) => (code(&found[1]), trim(&words[found[1].len()..])),
        (None, Some(found)) => (code(&found["code"]), &words[..found.get(0).map_or(words.len(), |all| all.start())]),
        (None, None) => (None, words),
    };
    let mut path = path(words);
    if let Some((first, _)) = path.first().cloned() {
        let above: Vec<_> = context.iter().filter(|(level, _)| *level < first).cloned().collect();
        path.splice(0..0, above);
    }
    Subject { text: words.into(), path, code, whole, insurance: None }
}

/// The path through the classification that the words give, if any.
pub(super) fn path(words: &str) -> Vec<(Level, Arc<str>)> {
    let mut path: Vec<(Level, Arc<str>)> = Vec::new();
    for found in PATH.captures_iter(words) {
        let Some(level) = found.get(2).or_else(|| found.get(3)).and_then(|mark| Level::from_name(mark.as_str())) else {
            continue;
        };
        let name = trim(found.get(1).map_or("", |name| name.as_str())).trim_matches('"');
        if !name.is_empty() && path.last().is_none_or(|(above, _)| *above < level) {
            path.push((level, name.into()));
        }
    }
    if path.is_empty() && words.starts_with('"') | words.ends_with('"') | words.contains("支出-") {
        let names: Vec<&str> = words.trim_matches('"').split('-').collect();
        if (2..=3).contains(&names.len()) && names.iter().all(|name| !name.is_empty()) {
            let levels = [Level::Category, Level::Section, Level::Item];
            path = levels.into_iter().zip(names).map(|(level, name)| (level, name.into())).collect();
        }
    }
    path
}

/// Whether words name no more than a side of the budget: 支出预算.
pub(super) fn is_side(words: &str) -> bool {
    matches!(gist(words, 2).as_str(), "收入" | "支出" | "收支")
}

/// Whether two subjects are the same in other words: 财政拨款预算支出, then 财政拨款支出.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let short = |words: &str| {
        let whole = gist(words, 2);
        let shorter = whole.replace("收支", "").replace("部门", "");
        if shorter.chars().count() >= 2 { shorter } else { whole }
    };
    let (one, other) = (short(one), short(other));
    !one.is_empty() && !other.is_empty() && (one.ends_with(&other) || other.ends_with(&one))
}
