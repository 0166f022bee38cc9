//! Web pages: the content of a page is read, without menus and other surroundings.

use super::office::{items, load_file, outline, page};
use proptest::prelude::*;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tongbi::source::{Block, Document, Limits, format};

fn read(bytes: &[u8]) -> Result<Document, String> {
    format::read(&Arc::from("公开.html"), bytes, &Limits::default()).map_err(|error| error.to_string())
}

fn blocks(body: &str) -> Vec<String> {
    outline(&read(format!("<html><body>{body}</body></html>").as_bytes()).unwrap())
}

#[test]
fn spans_and_unclosed_cells_come_out_as_a_browser_shows_them() {
    let table =
        "<table><tr><td rowspan=2>科目<td colspan=\"2\">支出<tr><td>基本<td>项目<tr><td>教育<td>1.00<td>2.00</table>";
    assert_eq!(blocks(table), ["[科目|支出|/|基本|项目/教育|1.00|2.00]"]);
    let document = read(format!("<html>{table}").as_bytes()).unwrap();
    let Block::Grid(grid) = &document.blocks[0] else { panic!("a grid was expected") };
    assert_eq!(grid.covering(1, 0).unwrap().text, "科目");
    assert_eq!(grid.starting_at(2, 2).unwrap().place.to_string(), "公开.html 第1张表 第3行 第3列");
}

#[test]
fn a_table_for_layout_is_taken_apart_and_a_data_table_in_it_is_kept() {
    let inner = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>教育</td><td>1.00</td></tr></table>";
    let page = format!(
        "<table><tr><td><ul><li><a href=x>首页</a></li></ul></td><td><h1>2024年部门预算</h1>{inner}<p>说明。</p></td></tr></table>"
    );
    assert_eq!(blocks(&page), ["1# 2024年部门预算", "[项目|金额/教育|1.00]", "说明。"]);
}

#[test]
fn menus_scripts_and_hidden_parts_are_left_out() {
    let page = "<div class=\"top-nav\"><a>新闻</a></div><nav>导航</nav><script>var a='<p>甲</p>'</script><style>p{}</style>\
                <div><a>首页</a> <a>机构</a> <a>公开</a></div><div style=\"display: none\">看不见</div>\
                <p>一、收支&nbsp;情况</p><p>收入<b>1.00</b>万元，\n 支出<br>1.00万元。</p><div id=footer>版权</div>";
    assert_eq!(blocks(page), ["2# 一、收支 情况", "收入1.00万元， 支出", "1.00万元。"]);
}

#[test]
fn pages_in_gbk_read_whatever_they_say_of_themselves() {
    let page =
        |charset: &str| format!("<html><head><meta charset=\"{charset}\"></head><body><p>收入总计</p></body></html>");
    for charset in ["gb2312", "utf-8", "iso-8859-1"] {
        let bytes = encoding_rs::GBK.encode(&page(charset)).0.into_owned();
        assert_eq!(outline(&read(&bytes).unwrap()), ["收入总计"], "{charset}");
        assert_eq!(outline(&read(page(charset).as_bytes()).unwrap()), ["收入总计"], "{charset}");
    }
    let big5 = encoding_rs::BIG5.encode(&page("big5")).0.into_owned();
    assert_eq!(outline(&read(&big5).unwrap()), ["收入总计"]);
    assert_eq!(outline(&read(format!("\u{feff}{}", page("gbk")).as_bytes()).unwrap()), ["收入总计"]);
}

#[test]
fn a_page_saved_as_xls_is_read_as_the_page_it_is() {
    let page = "<html><body><table><tr><td>项目</td><td>1.00</td></tr></table></body></html>";
    let document = format::read(&"表.xls".into(), page.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(outline(&document), ["[项目|1.00]"]);
}

#[test]
fn endless_nesting_is_refused_and_never_overflows() {
    let begin = Instant::now();
    for tag in ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<font>", "<p><span>"] {
        let message = read(format!("<html>{}", tag.repeat(100_000)).as_bytes()).unwrap_err();
        assert!(message.starts_with("公开.html：表格或标签的嵌套层数超过上限"), "{message}");
    }
    for flat in ["<p>", "<td>", "<li>", "<tr>", "<br>", "<dd>", "<option>", "</div>", "<"] {
        read(format!("<html><table>{}甲", flat.repeat(100_000)).as_bytes()).unwrap();
    }
    let wide = "<td colspan=1000 rowspan=65534>1</td>".repeat(20_000);
    assert!(read(format!("<table><tr>{wide}").as_bytes()).unwrap_err().contains("单元格数超过上限"));
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[test]
fn the_sample_and_the_example_as_pages_give_the_same_line_items() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let example = crate::needs::shared("seed/bazhou-social-insurance-2024.txt");
    for path in [Some(root.join("data/sample/2024.txt")), example].into_iter().flatten() {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = folder.path().join("公开.html");
        std::fs::write(&file, page(&text)).unwrap();
        assert_eq!(items(&load_file(&file)), items(&load_file(&path)), "{}", path.display());
    }
}

proptest! {
    #![proptest_config(crate::chance::cases(200))]

    #[test]
    fn no_page_makes_the_reader_panic(tags in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "<td rowspan=0 colspan=3>", "<td rowspan=99999>", "</td>", "<p>", "</p>", "一、甲",
        "<h1>", "</h1>", "<a>", "</a>", "<li>", "<br>", "<script>", "</script>", "<!--", "-->", "\u{0}", "<nav>", "1.00",
    ]), 0..80)) {
        let _ = read(format!("<html>{}", tags.concat()).as_bytes());
    }

    #[test]
    fn no_damage_to_a_page_makes_its_reader_panic(at in 0.0..1.0f64, byte in any::<u8>()) {
        let mut bytes = page("2024年支出总表\n科目编码\t科目名称\t合计\n205\t教育支出\t1.00\n说明。").into_bytes();
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
