//! Short texts of disclosures and the blocks read from them.

use super::*;

/// A summary of the blocks: `1# heading`, `paragraph`, `[cells | of a row / next row]`.
fn outline(text: &str) -> Vec<String> {
    let document = read(&"x.txt".into(), text.as_bytes(), &Limits::default()).unwrap();
    document
        .blocks
        .iter()
        .map(|block| match block {
            Block::Heading { level, text, .. } => format!("{level}# {text}"),
            Block::Paragraph { text, .. } => text.clone(),
            Block::Grid(grid) => {
                let row = |r| (0..grid.columns()).map(|c| grid.text(r, c)).collect::<Vec<_>>().join("|");
                format!("[{}]", (0..grid.rows()).map(row).collect::<Vec<_>>().join("/"))
            }
        })
        .collect()
}

#[test]
fn lines_with_tabs_are_one_table_and_keep_their_places() {
    let text = "表 1\n\n单位：万元\n\n收入\t\t支出\n项目\t预算数\t\n\t759.57\n后面";
    assert_eq!(outline(text), ["表 1", "单位：万元", "[收入||支出/项目|预算数|/|759.57|]", "后面"]);
    let document = read(&"x.txt".into(), text.as_bytes(), &Limits::default()).unwrap();
    let Block::Grid(grid) = &document.blocks[2] else { panic!("a grid was expected") };
    assert_eq!(grid.starting_at(2, 1).unwrap().place.to_string(), "x.txt 第7行 第2列");
}

#[test]
fn an_indented_paragraph_is_not_a_table() {
    assert_eq!(outline("\t本单位收支总预算100万元。\n"), ["本单位收支总预算100万元。"]);
}

#[test]
fn markdown_tables_lose_their_rule_and_their_pipes() {
    assert_eq!(outline("| 项目 | **合计** |\n|---|---:|\n| a\\|b | 3 |\n"), ["[项目|合计/a|b|3]"]);
    assert_eq!(outline("a\tb\n---------\t---\nc\t-\n"), ["[a|b/c|-]"]);
}

#[test]
fn numbering_tells_the_level_of_a_heading() {
    let text = "第一部分 概况\n\n一、主要职能\n\n（一）关于规模\n\n1、教育支出\n\n# 标题\n";
    assert_eq!(
        outline(text),
        ["1# 第一部分 概况", "2# 一、主要职能", "3# （一）关于规模", "4# 1、教育支出", "1# 标题"]
    );
}

#[test]
fn numbered_sentences_are_paragraphs() {
    let text = "一、**财政拨款**:指安排的拨款数。\n- 1、教育支出（类）1.95万元，占0.26%。\n- 2、住房支出（类）41.04万元，占5.44%。\n";
    assert_eq!(
        outline(text),
        [
            "一、财政拨款:指安排的拨款数。",
            "1、教育支出（类）1.95万元，占0.26%。",
            "2、住房支出（类）41.04万元，占5.44%。"
        ]
    );
}

#[test]
fn a_sentence_broken_over_a_page_is_one_paragraph() {
    let broken = "行政运行：2024年预算数为395.51万元，比上年预算增加32.09万元，增长\n\n8.83%。主要原因是提标。\n";
    assert_eq!(outline(broken).len(), 1);
    let broken =
        "主要用于在职人员的工资津贴、培训费、办公费、差旅费和公务\n\n- 3 -\n\n用车运行维护费等支出；住房保障支出。\n";
    assert_eq!(outline("各项工资、办公费、差旅费，以及单位正常运转所需的公务\n\n用车运行维护费，以及其他。").len(), 1);
    assert_eq!(outline(broken).len(), 1);
    assert_eq!(outline("（见《关于加强预算管理\n\n的通知》）安排。").len(), 1);
}

#[test]
fn a_numbered_heading_does_not_run_into_the_paragraph_behind_it() {
    let heading = "二、关于某某市社会保险服务中心 2024 年收入预算情况说明";
    let text = format!("{heading}\n\n某某市社会保险服务中心 2024 年收入预算 759.57 万元，其中：\n");
    assert_eq!(outline(&text).len(), 2, "{:?}", outline(&text));
}

#[test]
fn captions_labels_and_list_items_are_not_swallowed() {
    let text = "某某中心\n\n2024年预算公开\n\n编制单位：某某中心\n\n单位：万元\n\n预算规模：99.00 万元\n\n承担单位：某某中心\n";
    assert_eq!(outline(text).len(), 6);
    let text = "截至2023年底，单位占用使用国有资产总体情况为\n\n1. 房屋3,118.00平方米，价值173.25万元。\n";
    assert_eq!(outline(text).len(), 2);
    let text = "公共预算740.60万元，占97.50%，比上年增加41.60万元，增长5.95%\n\n转移支付13.83万元，占1.82%。\n";
    assert_eq!(outline(text).len(), 2, "a forgotten full stop joins nothing");
}

#[test]
fn the_contents_are_not_headings_but_what_they_name_is() {
    let text = "目 录\n\n第一部分 概况 …… 3\n\n- 一、 职能\n\n第一部分 概况\n\n一、职能\n";
    let outline = outline(text);
    assert_eq!(outline[0..3], ["目 录", "第一部分 概况 …… 3", "一、 职能"]);
    assert_eq!(outline[3..], ["1# 第一部分 概况", "2# 一、职能"]);
}
