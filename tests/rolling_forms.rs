//! 改写: forms and wordings of other places, said again with this year's figures.

use crate::revising::package_with;
use crate::rolling::{THIS, folder, last, table, tongbi};

/// What becomes of a text with tables, and what is told.
pub fn rolled(last: &str, this: &str) -> (String, String) {
    let folder = folder(&[("去年.txt", last), ("今年.txt", this)]);
    let (out, told, status) = tongbi(folder.path(), &["explain", "--from", "去年.txt", "今年.txt"]);
    assert!(status.is_some_and(|status| status < 2), "{told}");
    (out, told)
}

pub fn has(out: &str, told: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(out.contains(sentence), "{sentence}\n{out}\n{told}");
    }
}

/// A table of a unit with its head and rows, whose cells are separated by spaces.
pub fn grid(title: &str, unit: &str, rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| row.replace(' ', "\t") + "\n").collect();
    format!("{title}\n编制单位：示例局\t\t\t\t单位：{unit}\n{rows}\n")
}

#[test]
fn final_accounts_are_said_again_although_their_funds_are_called_budgets() {
    let tables = |year: u32, all: &str, fiscal: &str, other: &str, basic: &str, project: &str| {
        let totals = grid(
            &format!("{year}年度收入支出决算总表"),
            "万元",
            &[
                "收入 决算数 支出 决算数",
                &format!("一、一般公共预算财政拨款收入 {fiscal} 一、文化旅游体育与传媒支出 {all}"),
                &format!("八、其他收入 {other}"),
                &format!("本年收入合计 {all} 本年支出合计 {all}"),
                &format!("总计 {all} 总计 {all}"),
            ],
        );
        let spent = grid(
            &format!("{year}年度支出决算表"),
            "万元",
            &[
                "科目编码 科目名称 本年支出合计 基本支出 项目支出",
                &format!(" 合计 {all} {basic} {project}"),
                &format!("207 文化旅游体育与传媒支出 {all} {basic} {project}"),
                &format!("20701 文化和旅游 {all} {basic} {project}"),
                &format!("2070101 行政运行 {basic} {basic} "),
                &format!("2070113 旅游宣传 {project}  {project}"),
            ],
        );
        format!("示例局{year}年度部门决算\n\n{totals}{spent}")
    };
    let words = "第三部分 2022年度部门决算情况说明\n\n一、收入支出决算总体情况说明\n\n2022年度收、支总计均为500.00万元。\n\n二、收入决算情况说明\n\n2022年本年收入合计500.00万元，其中：一般公共预算财政拨款收入450.00万元，占90.00%；政府性基金预算财政拨款收入0万元，占0%；其他收入50.00万元，占10.00%。\n\n三、支出决算情况说明\n\n2022年本年支出合计500.00万元，其中：基本支出300.00万元，占60.00%；项目支出200.00万元，占40.00%。\n";
    let last = tables(2022, "500.00", "450.00", "50.00", "300.00", "200.00") + words;
    // 其他收入 has no row any more, and what is left comes to the total.
    let this = tables(2023, "640.00", "640.00", "", "320.00", "320.00");
    let (out, told) = rolled(&last, &this);
    has(
        &out,
        &told,
        &[
            "2023年度收、支总计均为640.00万元。",
            "2023年本年收入合计640.00万元，其中：一般公共预算财政拨款收入640.00万元，占100.00%；政府性基金预算财政拨款收入0万元，占0%；其他收入0.00万元，占0.00%。",
            "2023年本年支出合计640.00万元，其中：基本支出320.00万元，占50.00%；项目支出320.00万元，占50.00%。",
        ],
    );
    assert_eq!(told.matches("待核对：").count(), 1, "only the row of the table: {told}");
}

#[test]
fn a_source_whose_name_may_have_changed_is_not_nothing() {
    let tables = |year: u32, other: &str| {
        grid(
            &format!("{year}年收支总体情况表"),
            "万元",
            &[
                "收入 预算数 支出 预算数",
                "一、财政拨款 450.00 一、文化旅游体育与传媒支出 500.00",
                &format!("二、{other} 50.00"),
                "收入总计 500.00 支出总计 500.00",
            ],
        )
    };
    let words = "第三部分 2022年单位预算情况说明\n\n示例局2022年收入预算500.00万元，其中：财政拨款450.00万元，占90.00%；其他资金50.00万元，占10.00%。\n";
    let (out, told) = rolled(&(tables(2022, "其他资金") + words), &tables(2023, "单位资金"));
    has(&out, &told, &["其他资金50.00万元，占10.00%"]);
    assert!(told.contains("“50.00万元”"), "{told}");
}

#[test]
fn amounts_in_yuan_beside_a_text_in_ten_thousands_are_both_replaced() {
    let tables = |year: u32, [basic, project, running, reception]: [u32; 4]| {
        let yuan = |amount: u32| {
            let digits = amount.to_string();
            let at = digits.len().saturating_sub(3);
            if amount == 0 { "0.00".into() } else { format!("{},{}.00", &digits[..at], &digits[at..]) }
        };
        let all = basic + project;
        let thousand = |amount: u32| match amount {
            1_000_000.. => format!("{},{:03},000.00", amount / 1_000_000, amount % 1_000_000 / 1000),
            amount => yuan(amount),
        };
        grid(
            &format!("{year}年部门支出总体情况表"),
            "元",
            &[
                "功能科目编码 功能科目名称 合计 基本支出 项目支出",
                &format!(" 合计 {} {} {}", thousand(all), thousand(basic), thousand(project)),
                &format!("201 一般公共服务支出 {} {} {}", thousand(all), thousand(basic), thousand(project)),
                &format!(
                    "20103 政府办公厅（室）及相关机构事务 {} {} {}",
                    thousand(all),
                    thousand(basic),
                    thousand(project)
                ),
                &format!("2010301 行政运行 {0} {0} ", thousand(basic)),
                &format!("2010302 一般行政管理事务 {0}  {0}", thousand(project)),
            ],
        ) + &grid(
            &format!("{year}年财政拨款安排的“三公”经费预算表"),
            "元",
            &[
                "项目 金额",
                &format!("“三公”经费 {}", thousand(running + reception)),
                "（一）因公出国（境）支出 0.00",
                &format!("（二）公务用车购置及运行维护支出 {}", thousand(running)),
                "1.公务用车购置 0.00",
                &format!("2.公务用车运行维护费 {}", thousand(running)),
                &format!("（三）公务接待费支出 {}", thousand(reception)),
            ],
        )
    };
    let words = "示例局2023年部门预算\n\n第三部分 2023年部门预算情况说明\n\n一、部门预算收支增减变化情况\n\n2023年本部门支出预算5,000,000.00元，比上年增加500,000.00元，增长11.11%，主要原因是人员增加；其中：基本支出3,000,000.00元，项目支出2,000,000.00元。\n\n二、“三公”经费安排情况说明\n\n2023年本部门“三公”经费预算安排29万元，比上年增加0.5万元，增长1.75%，其中：因公出国（境）费0万元，较上年无增减；公务用车购置及运行费28万元（公务用车购置费0万元，公务用车运行维护费28万元），较上年无增减；公务接待费1万元，比上年增加0.5万元，增长100%，主要原因是接待任务增加。\n\n2023年无因公出国（境）费支出。\n\n";
    let last = words.to_owned() + &tables(2023, [3_000_000, 2_000_000, 280_000, 10_000]);
    let (out, told) = rolled(&last, &tables(2024, [3_300_000, 1_500_000, 265_000, 10_000]));
    has(
        &out,
        &told,
        &[
            "2024年本部门支出预算4,800,000.00元，比上年减少200,000.00元，下降4.00%，",
            "其中：基本支出3,300,000.00元，项目支出1,500,000.00元。",
            "“三公”经费预算安排27.5万元，比上年减少1.5万元，下降5.17%，其中：因公出国（境）费0万元，较上年无增减；公务用车购置及运行费26.5万元（公务用车购置费0万元，公务用车运行维护费26.5万元），较上年减少",
            "公务接待费1万元，与上年持平，",
            "2024年无因公出国（境）费支出。",
        ],
    );
    // The table of this year has no such figure: the statement still holds.
    assert!(!told.contains("“无因公出国（境）费支出”"), "{told}");
}

#[test]
fn a_base_that_this_years_table_prints_beside_the_budget_is_used() {
    let tables = |year: u32, [a, b, c]: [u32; 3], before: [u32; 3]| {
        let [x, y, z] = before;
        grid(
            &format!("{year}年一般公共预算支出表"),
            "万元",
            &[
                &format!("科目编码 科目名称 {}年执行数 {year}年预算数合计 基本支出 项目支出", year - 1),
                &format!(" 合计 {}.00 {}.00 {a}.00 {}.00", x + y + z, a + b + c, b + c),
                &format!("206 科学技术支出 {}.00 {}.00 {a}.00 {b}.00", x + y, a + b),
                &format!("20603 应用研究 {}.00 {}.00 {a}.00 {b}.00", x + y, a + b),
                &format!("2060301 机构运行 {x}.00 {a}.00 {a}.00 "),
                &format!("2060302 社会公益研究 {y}.00 {b}.00  {b}.00"),
                &format!("221 住房保障支出 {z}.00 {c}.00  {c}.00"),
                &format!("22102 住房改革支出 {z}.00 {c}.00  {c}.00"),
                &format!("2210201 住房公积金 {z}.00 {c}.00  {c}.00"),
            ],
        )
    };
    let words = "示例局2023年部门预算\n\n第三部分 2023年部门预算情况说明\n\n（一）一般公共预算当年拨款规模变化情况\n\n示例局2023年一般公共预算当年拨款6.50亿元，比2022年执行数增加0.50亿元。\n\n（二）一般公共预算当年拨款具体使用情况\n\n1.科学技术（类）应用研究（款）机构运行（项）2023年预算数为30000.00万元，比2022年执行数增加2000.00万元，增长7.14%。\n\n2.科学技术（类）应用研究（款）社会公益研究（项）2023年预算数为25000.00万元，比2022年执行数增加3000.00万元，增长13.64%。\n\n3.住房保障（类）住房改革（款）住房公积金（项）2023年预算数为10000.00万元，与2022年执行数持平。\n\n";
    let last = words.to_owned() + &tables(2023, [30000, 25000, 10000], [28000, 22000, 10000]);
    let (out, told) = rolled(&last, &tables(2024, [29000, 26000, 11000], [31000, 24000, 10500]));
    has(
        &out,
        &told,
        &[
            "2024年一般公共预算当年拨款6.60亿元，比2023年执行数增加0.05亿元。",
            "2024年预算数为29000.00万元，比2023年执行数减少2000.00万元，下降6.45%。",
            "2024年预算数为26000.00万元，比2023年执行数增加2000.00万元，增长8.33%。",
            "2024年预算数为11000.00万元，比2023年执行数增加500.00万元，增长4.76%。",
        ],
    );
}

#[test]
fn an_item_is_known_by_a_code_in_a_bracket_and_by_a_name_that_is_a_little_longer() {
    let this = table(2024, THIS);
    let words = [
        (
            "（1）行政运行（2080101）200.00万元，较上年增加10.00万元，增长5.26%；",
            "（1）行政运行（2080101）180.00万元，较上年减少20.00万元，下降10.00%；",
        ),
        ("（1）行政运行（科目编码：2080101）200.00万元；", "（1）行政运行（科目编码：2080101）180.00万元；"),
        ("（1）行政运行（项）[2080101]200.00万元；", "（1）行政运行（项）[2080101]180.00万元；"),
        ("（1）社会保险的经办机构费（项）50.00万元；", "（1）社会保险的经办机构费（项）60.00万元；"),
    ];
    for (old, new) in words {
        let last = last().replace("（二）具体情况", &format!("（二）构成\n\n{old}\n\n（三）具体情况"));
        let (out, told) = rolled(&last, &this);
        has(&out, &told, &[new]);
    }
}

#[test]
fn a_change_behind_a_list_of_parts_is_that_of_the_whole() {
    for side in ["支出", "支出预算", "", "本年支出"] {
        let words = format!(
            "2023年支出300.00万元，其中，社会保障和就业支出250.00万元，卫生健康支出50.00万元。{side}较去年增加15.00万元（增长5.26%）。"
        );
        let last = last().replace("（二）具体情况", &format!("（二）构成\n\n{words}\n\n（三）具体情况"));
        let (out, told) = rolled(&last, &table(2024, THIS));
        let new =
            format!("社会保障和就业支出280.00万元，卫生健康支出50.00万元。{side}较去年增加30.00万元（增长10.00%）。");
        has(&out, &told, &[&new]);
    }
}

#[test]
fn figures_of_last_year_that_contradict_its_tables_come_with_what_they_would_be() {
    // 83.33% was made 83.34% so that the shares come to 100.01%; 20% is no share of this whole.
    let words = "2023年一般公共预算拨款支出300.00万元，其中：社会保障和就业支出250.00万元，占83.34%；卫生健康支出50.00万元，占20.00%。";
    let other = last().replace("（二）具体情况", &format!("（二）结构\n\n{words}\n\n（三）具体情况"));
    let (out, told) = rolled(&other, &table(2024, THIS));
    has(&out, &told, &["社会保障和就业支出280.00万元，占84.85%；卫生健康支出50.00万元，占20.00%。"]);
    for note in [
        "“83.34%”：去年的占比为凑成 100% 调过一个末位，现在按今年的表计算，请核对合计",
        "“20.00%”：去年的占比与表不一致，按今年的表应为 15.15%，请核对",
    ] {
        assert!(told.contains(note), "{note}\n{told}");
    }
    let other = last().replace("（项）：2023年预算数为200.00万元", "（项）：2023年预算数为201.00万元");
    let (_, told) = rolled(&other, &table(2024, THIS));
    for note in [
        "“201.00万元”：文中的数与原来的表不一致，原来的表中是 200.00万元，按今年的表应为 180.00万元，请核对",
        "“10.00万元”：这句话的本年数与原来的表不一致，原来的表中是 200.00万元，按今年的表应为减少 20.00万元，请核对",
    ] {
        assert!(told.contains(note), "{note}\n{told}");
    }
    let other = last().replace("增加5.00万元，增长11.11%", "增加5.00万元，增长1.11%");
    let (out, told) = rolled(
        &other,
        &table(2024, THIS).replace("2101101\t行政单位医疗\t50.00\t\t50.00", "2101101\t行政单位医疗\t60.00\t\t60.00"),
    );
    has(&out, &told, &["2024年预算数为60.00万元，比上年预算增加10.00万元，增长20.00%"]);
    assert!(told.contains("去年的增减额、增减率与本年数对不上，现在按今年的表计算"), "{told}");
}

/// A Word document whose list has automatic numbers: those of its paragraphs, or of their style.
pub fn numbered(of_style: bool) -> Vec<u8> {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let text = last();
    let words = text.split("第三部分").nth(1).unwrap();
    let paragraph = |line: &str| {
        let (number, bare) = match line.split_once('.') {
            Some((number, bare)) if number.len() == 1 => (true, bare),
            _ => (false, line),
        };
        let properties = match (number, of_style) {
            (true, false) => "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>",
            (true, true) => "<w:pPr><w:pStyle w:val=\"Listed\"/></w:pPr>",
            _ => "",
        };
        format!("<w:p>{properties}<w:r><w:t>{bare}</w:t></w:r></w:p>")
    };
    let lines = std::iter::once("甲中心2023年单位预算公开").chain(words.lines().filter(|line| !line.trim().is_empty()));
    let body: String = lines.map(|line| paragraph(line.trim().trim_start_matches("2023年单位预算情况说明"))).collect();
    let main = format!("<w:document {space}><w:body>{body}<w:sectPr/></w:body></w:document>");
    let numbering = format!(
        "<w:numbering {space}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let styles = format!(
        "<w:styles {space}><w:style w:type=\"paragraph\" w:styleId=\"Listed\"><w:name w:val=\"Listed\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>"
    );
    package_with(main.as_bytes(), &[("word/numbering.xml", &numbering), ("word/styles.xml", &styles)])
}

#[test]
fn a_new_paragraph_of_an_automatically_numbered_list_gets_its_number_from_word() {
    for of_style in [false, true] {
        let last_table = last().split("第三部分").next().unwrap().replace("第二部分 2023年单位预算公开表", "");
        let folder = folder(&[("去年表.txt", &last_table), ("今年.txt", &table(2024, THIS))]);
        std::fs::write(folder.path().join("去年.docx"), numbered(of_style)).unwrap();
        for more in [&["-o", "稿.docx", "--clean"][..], &["-o", "修订.docx"]] {
            let arguments = [&["explain", "--from", "去年.docx", "去年表.txt", "今年.txt"], more].concat();
            let (_, told, status) = tongbi(folder.path(), &arguments);
            assert_eq!(status, Some(1), "{told}");
            let docx = std::fs::read(folder.path().join(more[1])).unwrap();
            let read = tongbi::source::format::read(&"稿.docx".into(), &docx, &Default::default()).unwrap();
            let lines: Vec<String> = read
                .blocks
                .into_iter()
                .filter_map(|block| match block {
                    tongbi::source::Block::Heading { text, .. } | tongbi::source::Block::Paragraph { text, .. } => {
                        Some(text)
                    }
                    tongbi::source::Block::Grid(_) => None,
                })
                .collect();
            for line in [
                "1.社会保障",
                "2.社会保障和就业支出（类）人力资源和社会保障管理事务（款）一般行政管理事务（项）：2024年预算数为40.00万元",
                "3.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构",
                "4.卫生健康支出",
            ] {
                assert!(lines.iter().any(|text| text.starts_with(line)), "{line}\n{lines:#?}");
            }
            // No number is typed.
            let main = crate::revising::part(&docx, "word/document.xml");
            assert!(
                !main.contains(">2.社会") && !main.contains(">1.社会") && !main.contains("<w:t>2.</w:t>"),
                "{main}"
            );
        }
    }
}
