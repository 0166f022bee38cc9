//! 修订: documents of others that are changed in place. What is read afterwards are the new texts, without our changes
//! the old ones, and everything that nobody changed is there byte for byte.

use crate::office::{outline, zip};
use proptest::prelude::*;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::ops::Range;
use std::sync::Arc;
use tongbi::ErrorKind;
use tongbi::present::revise::{CellChange, Change, NewRow, Remark, Revision, revise};
use tongbi::source::{Limits, format};

const MAIN: &str = "word/document.xml";
const OURS: &str = "同比";
const LIMIT: u64 = 64 << 20;
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

fn revision(tracked: bool) -> Revision {
    Revision { author: OURS.into(), date: "2026-01-01T00:00:00Z".into(), tracked }
}

fn remark(text: &str) -> Remark {
    Remark { text: text.into(), highlight: true }
}

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

/// A package with this main part.
fn package(main: &str) -> Vec<u8> {
    package_with(main.as_bytes(), &[])
}

pub fn package_with(main: &[u8], more: &[(&str, &str)]) -> Vec<u8> {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
         PartName=\"/word/document.xml\" ContentType=\"{word}.document.main+xml\"/></Types>"
    );
    let relations = |all: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
        )
    };
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main_relation =
        relations(&format!("<Relationship Id=\"rId1\" Type=\"{kinds}/officeDocument\" Target=\"word/document.xml\"/>"));
    let others: String = more
        .iter()
        .filter_map(|(name, _)| {
            let file = name.strip_prefix("word/")?;
            let kind = file.trim_end_matches(|c: char| !c.is_ascii_lowercase()).trim_end_matches(".xml");
            let kind = kind.trim_end_matches(|c: char| c.is_ascii_digit());
            Some(format!("<Relationship Id=\"{file}\" Type=\"{kinds}/{kind}\" Target=\"{file}\"/>"))
        })
        .collect();
    let others = relations(&others);
    let given = |name: &str| more.iter().find(|(other, _)| *other == name).map(|(_, text)| text.as_bytes());
    let mut parts = vec![
        ("[Content_Types].xml", given("[Content_Types].xml").unwrap_or(types.as_bytes())),
        ("_rels/.rels", main_relation.as_bytes()),
        (MAIN, main),
        ("word/_rels/document.xml.rels", others.as_bytes()),
        ("word/media/image1.png", b"\x89PNG not changed"),
    ];
    parts.extend(
        more.iter().filter(|(name, _)| *name != "[Content_Types].xml").map(|(name, text)| (*name, text.as_bytes())),
    );
    zip(&parts)
}

/// A part of a package as text.
pub fn part(docx: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut package = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(docx: &[u8]) -> Vec<String> {
    let package = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    package.file_names().map(|name| name.unwrap().into_owned()).collect()
}

/// What our reader reads.
fn read(docx: &[u8]) -> Vec<String> {
    outline(&format::read(&Arc::from("公开.docx"), docx, &Limits::default()).unwrap())
}

/// The package with another main part.
fn with_main(docx: &[u8], main: &str) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut parts = Vec::new();
    for at in 0..package.len() {
        let mut entry = package.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.push((name.clone(), if name == MAIN { main.as_bytes().to_vec() } else { bytes }));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}

/// The main part with our changes rejected: what we inserted is marked as deleted and the other way round, since the
/// reader reads everything as accepted.
fn rejected(main: &str) -> String {
    let mut reader = Reader::from_str(main);
    let mut writer = Writer::new(Vec::new());
    // Of each open element, whether it is a deletion or insertion of ours.
    let mut open: Vec<(String, bool)> = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        let is_ours = |tag: &BytesStart<'_>| {
            let author = tag.attributes().flatten().find(|attribute| attribute.key.0 == "w:author");
            author.is_some_and(|attribute| &*attribute.value == OURS)
        };
        let turned = |tag: &BytesStart<'_>, in_ours: bool| {
            let name = match tag.name().0 {
                "w:ins" if is_ours(tag) => "w:del",
                "w:del" if is_ours(tag) => "w:ins",
                "w:delText" if in_ours => "w:t",
                other => other,
            };
            let mut turned = tag.clone().into_owned();
            turned.set_name(name);
            (name.to_owned(), turned)
        };
        let in_ours = open.last().is_some_and(|(_, ours)| *ours);
        match event {
            Event::Start(tag) => {
                let is_change = matches!(tag.name().0, "w:ins" | "w:del");
                let (name, turned) = turned(&tag, in_ours);
                open.push((name, if is_change { is_ours(&tag) } else { in_ours }));
                writer.write_event(Event::Start(turned)).unwrap();
            }
            Event::Empty(tag) => writer.write_event(Event::Empty(turned(&tag, in_ours).1)).unwrap(),
            Event::End(_) => {
                let (name, _) = open.pop().unwrap();
                writer.write_event(Event::End(quick_xml::events::BytesEnd::new(name))).unwrap();
            }
            Event::Eof => return String::from_utf8(writer.into_inner()).unwrap(),
            other => writer.write_event(other).unwrap(),
        }
    }
}

/// The main part of a document with our changes accepted and without our comments and highlights; pieces of a run are one
/// again.
pub fn accepted(docx: &[u8]) -> String {
    let main = part(docx, MAIN);
    let signed = format!("[^>]*w:author=\"{OURS}\"[^>]*");
    let without = |text: &str, pattern: &str, new: &str| {
        regex::Regex::new(&format!("(?s){pattern}")).unwrap().replace_all(text, new).into_owned()
    };
    // Rows and paragraphs whose mark is deleted go as a whole, then what is deleted within others.
    let row = regex::Regex::new("(?s)<w:tr[ >].*?</w:tr>").unwrap();
    let mark = format!("<w:trPr>(?:<w:[a-zA-Z]+(?: [^>]*)?/>)*<w:del {signed}/></w:trPr>");
    let mark = regex::Regex::new(&mark).unwrap();
    let mut text = row
        .replace_all(
            &main,
            |found: &regex::Captures<'_>| {
                if mark.is_match(&found[0]) { String::new() } else { found[0].to_owned() }
            },
        )
        .into_owned();
    let deleted = regex::Regex::new(&format!("<w:del {signed}/>")).unwrap();
    let paragraph = regex::Regex::new("(?s)<w:p[ >].*?</w:p>").unwrap();
    text = paragraph
        .replace_all(
            &text,
            |found: &regex::Captures<'_>| {
                if deleted.is_match(&found[0]) { String::new() } else { found[0].to_owned() }
            },
        )
        .into_owned();
    for (pattern, new) in [
        (format!("<w:(?:ins|del) {signed}/>"), ""),
        (format!("<w:del {signed}>.*?</w:del>"), ""),
        (format!("<w:ins {signed}>(.*?)</w:ins>"), "$1"),
        ("<w:trPr>(?:<w:gridBefore w:val=\"0\"/>)?</w:trPr>".into(), ""),
        (
            "<w:commentRange(?:Start|End) [^>]*/>|<w:r>(?:<w:rPr>[^/]*/></w:rPr>)?<w:commentReference [^>]*/></w:r>"
                .into(),
            "",
        ),
        ("<w:highlight w:val=\"yellow\"/>".into(), ""),
        ("<w:rPr></w:rPr>".into(), ""),
        ("<w:pPr></w:pPr>".into(), ""),
        (" xml:space=\"preserve\"".into(), ""),
    ] {
        text = without(&text, &pattern, new);
    }
    let joint = regex::Regex::new("(?s)<w:r>(<w:rPr>(?:[^<]|<[^/][^>]*/>)*</w:rPr>)?<w:t>([^<]*)</w:t></w:r>").unwrap();
    let mut joined = String::new();
    let (mut end, mut last): (usize, Option<(String, String)>) = (0, None);
    let run = |(properties, words): (String, String)| format!("<w:r>{properties}<w:t>{words}</w:t></w:r>");
    for found in joint.captures_iter(&text) {
        let whole = found.get(0).unwrap();
        let properties = found.get(1).map_or("", |found| found.as_str());
        if whole.start() != end || last.as_ref().is_some_and(|(of, _)| of != properties) {
            joined.extend(last.take().map(run));
            joined += &text[end..whole.start()];
        }
        last.get_or_insert((properties.to_owned(), String::new())).1.push_str(&found[2]);
        end = whole.end();
    }
    joined.extend(last.map(run));
    joined + &text[end..]
}

/// The place of characters in the text of a part.
fn find(text: &str, words: &str) -> Range<usize> {
    let start = text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    start..start + words.len()
}

fn one(range: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(range).collect()
}

fn replace(main: &str, words: &str, text: &str) -> Change {
    Change::Replace { part: MAIN.into(), ranges: vec![find(main, words)], text: text.into() }
}

fn comment(main: &str, words: &str, text: &str) -> Change {
    Change::Comment { part: MAIN.into(), ranges: vec![find(main, words)], remark: remark(text) }
}

fn table(main: &str) -> Range<usize> {
    main.find("<w:tbl>").unwrap()..main.rfind("</w:tbl>").unwrap() + "</w:tbl>".len()
}

fn done(docx: &[u8], changes: &[Change], tracked: bool) -> Vec<u8> {
    revise("公开.docx", docx, changes, &revision(tracked), LIMIT).unwrap()
}

fn refused(docx: &[u8], changes: &[Change], tracked: bool) -> (ErrorKind, String) {
    let error = revise("公开.docx", docx, changes, &revision(tracked), LIMIT).unwrap_err();
    (error.kind(), error.to_string())
}

/// What is read with our changes, tracked and clean alike; without them it is the old text. Each text is well-formed and
/// no identifier of a change is used twice.
fn revised(body: &str, changes: impl Fn(&str) -> Vec<Change>) -> (String, Vec<String>) {
    let main = document(body);
    let docx = package(&main);
    let changes = changes(&main);
    let tracked = done(&docx, &changes, true);
    assert_eq!(done(&docx, &changes, true), tracked, "the same bytes");
    let text = part(&tracked, MAIN);
    let back = with_main(&tracked, &rejected(&text));
    assert_eq!(read(&back), read(&docx), "{text}");
    let read_tracked = read(&tracked);
    assert_eq!(read(&done(&docx, &changes, false)), read_tracked, "{text}");
    let ids: Vec<&str> = text
        .match_indices("<w:")
        .filter(|(at, _)| ["ins ", "del ", "comment"].iter().any(|name| text[at + 3..].starts_with(name)))
        .filter(|(at, _)| {
            !text[at + 3..].starts_with("commentRangeEnd") && !text[at + 3..].starts_with("commentReference")
        })
        .filter_map(|(at, _)| text[at..].split("w:id=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}\n{text}");
    (text, read_tracked)
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn a_number_is_replaced_within_its_run_and_keeps_its_format() {
    let body = "<w:p w:rsidR=\"1\"><w:r w:rsidR=\"2\"><w:rPr><w:b/></w:rPr><w:t>预算数 712.00 万元。</w:t></w:r></w:p>";
    let (text, read) = revised(body, |main| vec![replace(main, "712.00", "800.50")]);
    assert_eq!(read, ["预算数 800.50 万元。"]);
    let run = "<w:r w:rsidR=\"2\"><w:rPr><w:b/></w:rPr>";
    let by = "w:author=\"同比\" w:date=\"2026-01-01T00:00:00Z\"";
    let expected = format!(
        "{run}<w:t xml:space=\"preserve\">预算数 </w:t></w:r><w:del w:id=\"1\" {by}>{run}<w:delText>712.00</w:delText></w:r></w:del>\
         <w:ins w:id=\"2\" {by}><w:r><w:rPr><w:b/></w:rPr><w:t>800.50</w:t></w:r></w:ins>{run}<w:t xml:space=\"preserve\"> 万元。</w:t></w:r>"
    );
    assert!(text.contains(&expected), "{text}");
    let main = document(body);
    let clean = done(&package(&main), &[replace(&main, "712.00", "800.50")], false);
    assert_eq!(part(&clean, MAIN), main.replace("712.00", "800.50"));
}

#[test]
fn a_number_in_several_runs_is_replaced_by_one_formatted_as_the_first() {
    let body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>共7</w:t></w:r><w:bookmarkStart w:id=\"4\" w:name=\"a\"/><w:r><w:t>12</w:t></w:r>\
                <w:bookmarkEnd w:id=\"4\"/><w:r><w:rPr><w:i/></w:rPr><w:t>.00万元</w:t></w:r></w:p>";
    let (text, read) = revised(body, |main| {
        let ranges =
            vec![find(main, "7</w:t>").start..find(main, "7</w:t>").start + 1, find(main, "12"), find(main, ".00")];
        vec![Change::Replace { part: MAIN.into(), ranges, text: "800.50".into() }]
    });
    assert_eq!(read, ["共800.50万元"]);
    assert!(
        text.contains("<w:r><w:rPr><w:b/></w:rPr><w:t>800.50</w:t></w:r></w:ins><w:r><w:rPr><w:i/></w:rPr><w:t>万元"),
        "{text}"
    );
}

#[test]
fn within_the_insertion_of_somebody_else_ours_stands_beside_it() {
    let body = "<w:p><w:ins w:id=\"1\" w:author=\"甲\"><w:r><w:t>增加712.00万元</w:t></w:r></w:ins>\
                <w:del w:id=\"2\" w:author=\"甲\"><w:r><w:delText>减少</w:delText></w:r></w:del></w:p>";
    let (text, read) = revised(body, |main| vec![replace(main, "712.00", "8.00")]);
    assert_eq!(read, ["增加8.00万元"]);
    // 17.13.5.18 allows insertions within insertions; Word does not read them (MS-OE376 2.1.341).
    let mut depth = 0;
    for piece in text.split("<w:ins ").skip(1) {
        depth += 1;
        assert!(depth <= 1, "{text}");
        depth -= piece.matches("</w:ins>").count();
    }
    assert!(text.contains("<w:ins w:id=\"1\" w:author=\"甲\"><w:r><w:t>增加</w:t></w:r><w:del w:id=\"3\""), "{text}");
}

#[test]
fn links_fields_controls_and_tags_keep_their_place_around_what_changes() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let body = format!(
        "<w:p><w:hyperlink w:anchor=\"a\">{}</w:hyperlink><w:smartTag w:element=\"date\">{}</w:smartTag><w:sdt><w:sdtPr>\
         <w:alias w:val=\"甲\"/><w:dataBinding w:xpath=\"/a\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}<w:r><w:instrText> REF a \
         </w:instrText></w:r>{}{}{}<w:fldSimple w:instr=\" SEQ 表 \">{}</w:fldSimple></w:p>",
        run("链接2023"),
        run("日期2022"),
        run("标题2021"),
        field("begin"),
        field("separate"),
        run("结果2020"),
        field("end"),
        run("编号1"),
    );
    let (text, read) = revised(&body, |main| {
        let years = [("2023", "2024"), ("2022", "2025"), ("2021", "2026"), ("2020", "2027"), ("1</w:t>", "")];
        let mut changes: Vec<Change> = years[..4].iter().map(|(old, new)| replace(main, old, new)).collect();
        changes.push(comment(main, "编号1", "核对编号"));
        changes
    });
    assert_eq!(read, ["链接2024日期2025标题2026结果2027编号1"]);
    // Word would fill a bound control anew with the old text.
    assert!(!text.contains("dataBinding") && text.contains("<w:alias w:val=\"甲\"/>"), "{text}");
    assert!(text.contains("<w:instrText> REF a </w:instrText>"), "{text}");
}

#[test]
fn entities_spaces_tabs_and_unescaped_text_are_cut_between_characters() {
    let body = "<w:p><w:r><w:t xml:space=\"preserve\"> 甲&amp;乙&#25968; </w:t><w:tab/><w:t><![CDATA[a<b]]>丙</w:t></w:r></w:p>";
    let (text, read) = revised(body, |main| {
        let number = find(main, "&#25968;");
        vec![
            replace(main, "&amp;", "<和>"),
            Change::Replace { part: MAIN.into(), ranges: vec![number], text: "a\tb\nc".into() },
            replace(main, "<b", ">"),
        ]
    });
    assert_eq!(read, ["甲<和>乙a b", "c  a>丙"]);
    assert!(text.contains("<w:delText>&lt;b</w:delText>"), "{text}");
    let main = document(body);
    let (entity, character) = (find(&main, "amp;"), find(&main, "乙").start);
    let misfits = [entity, character..character + 1, 0..3, find(&main, "<w:tab/>"), find(&main, "[CDATA[")];
    for range in misfits {
        let change = Change::Replace { part: MAIN.into(), ranges: vec![range.clone()], text: "x".into() };
        assert_eq!(refused(&package(&main), &[change], true).0, ErrorKind::Internal, "{range:?}");
    }
}

#[test]
fn a_text_box_changes_in_both_copies_and_its_comment_stands_at_the_box() {
    let inner = "<w:txbxContent><w:p><w:r><w:t>框内2023年</w:t></w:r></w:p></w:txbxContent>";
    let boxed = |fallback: &str| {
        format!(
            "<w:p><w:r><w:t>框外2023</w:t><mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>\
             </mc:AlternateContent></w:r></w:p>"
        )
    };
    let changes = |main: &str| {
        let at = find(main, "框内2023");
        let ranges = one(at.end - 4..at.end);
        vec![
            replace(main, "2023", "2024"),
            Change::Replace { part: MAIN.into(), ranges: ranges.clone(), text: "2025".into() },
            Change::Comment { part: MAIN.into(), ranges, remark: remark("年份") },
        ]
    };
    let (text, read) = revised(&boxed(inner), changes);
    assert_eq!(read, ["框外2024", "框内2025年"]);
    assert_eq!(text.matches("<w:t>2025</w:t>").count(), 2, "{text}");
    let box_start = text.find("<mc:AlternateContent>").unwrap();
    assert!(text.find("<w:commentRangeStart").unwrap() < box_start, "{text}");
    assert!(text.find("<w:commentReference").unwrap() > text.find("</mc:AlternateContent>").unwrap(), "{text}");
    // A copy with another text is left alone.
    let (text, read) = revised(&boxed(&inner.replace("年", "年度")), changes);
    assert_eq!(read, ["框外2024", "框内2025年"]);
    assert!(text.contains("<w:t>框内2023年度</w:t>"), "{text}");
}

#[test]
fn comments_are_added_to_those_that_are_there() {
    let existing = format!(
        "<w:comments {NAMESPACES}><w:comment w:id=\"0\" w:author=\"甲\"><w:p/></w:comment><w:comment w:id=\"1\" w:author=\"甲\"><w:p/></w:comment></w:comments>"
    );
    let body = "<w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>预算数712.00万元</w:t></w:r><w:commentRangeEnd w:id=\"0\"/>\
                <w:r><w:commentReference w:id=\"0\"/></w:r></w:p>";
    let main = document(body);
    let changes = [
        comment(&main, "预算数", "口径<请核对>\n第二段"),
        comment(&main, "数712", "上年 712.00"),
        replace(&main, "712.00", "8.00"),
        comment(&main, "712.00", "已改"),
    ];
    let style =
        "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"a3\"><w:name w:val=\"annotation text\"/></w:style></w:styles>";
    let bare = package_with(main.as_bytes(), &[("word/styles.xml", style)]);
    let full = package_with(main.as_bytes(), &[("word/comments.xml", &existing)]);
    let made = done(&bare, &changes, true);
    let comments = part(&made, "word/comments.xml");
    assert!(
        comments.contains(
            "<w:p><w:pPr><w:pStyle w:val=\"a3\"/></w:pPr><w:r><w:t>口径&lt;请核对&gt;</w:t></w:r></w:p><w:p>"
        ),
        "{comments}"
    );
    assert_eq!(comments.matches("<w:comment ").count(), 3);
    assert!(part(&made, "[Content_Types].xml").contains("PartName=\"/word/comments.xml\""));
    assert!(
        part(&made, "word/_rels/document.xml.rels").contains("relationships/comments\" Target=\"/word/comments.xml\"")
    );
    let extended = done(&full, &changes, false);
    let comments = part(&extended, "word/comments.xml");
    assert!(comments.starts_with(existing.strip_suffix("</w:comments>").unwrap()), "{comments}");
    assert_eq!(comments.matches("<w:comment ").count(), 5);
    assert_eq!(names(&extended), names(&full));
    for docx in [made, extended] {
        assert_eq!(read(&docx), ["预算数8.00万元"]);
        let text = part(&docx, MAIN);
        assert_eq!(text.matches("<w:commentRangeStart").count(), 4);
        assert_eq!(text.matches("<w:commentReference").count(), 4);
        assert!(text.matches("<w:highlight w:val=\"yellow\"/>").count() > 1, "{text}");
    }
    // The comment on what is replaced covers the old and the new number.
    let text = part(&done(&bare, &changes[2..], true), MAIN);
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(at("<w:commentRangeStart w:id") < at("<w:del "));
    assert!(at("</w:ins>") < at("<w:commentRangeEnd"));
}

#[test]
fn a_highlight_stands_in_its_place_among_the_properties() {
    let body = "<w:p><w:r><w:rPr><w:b/><w:highlight w:val=\"red\"/><w:u w:val=\"single\"/></w:rPr><w:t>甲乙</w:t></w:r>\
                <w:r><w:rPr><w:sz w:val=\"32\"/><w:lang w:val=\"zh-CN\"/><w:rPrChange w:id=\"7\" w:author=\"甲\"><w:rPr/></w:rPrChange></w:rPr><w:t>丙丁</w:t></w:r></w:p>";
    let (text, _) = revised(body, |main| vec![comment(main, "乙", "一"), comment(main, "丁", "二")]);
    assert!(
        text.contains("<w:rPr><w:b/><w:highlight w:val=\"yellow\"/><w:u w:val=\"single\"/></w:rPr><w:t>乙"),
        "{text}"
    );
    assert!(
        text.contains(
            "<w:rPr><w:sz w:val=\"32\"/><w:highlight w:val=\"yellow\"/><w:lang w:val=\"zh-CN\"/><w:rPrChange w:id=\""
        ),
        "{text}"
    );
    assert_eq!(text.matches("<w:rPrChange w:id=\"7\"").count(), 1, "the copy has an identifier of its own: {text}");
}

#[test]
fn paragraphs_are_inserted_like_the_one_before_and_deleted_with_their_mark() {
    let styled = |text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:pageBreakBefore/><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:rPr><w:b/><w:rPrChange w:id=\"1\" w:author=\"甲\"><w:rPr/></w:rPrChange></w:rPr><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [styled("第一段"), styled("第二段"), styled("第三段"), p("末段")].concat();
    let insert = |main: &str, after: &str, text: &str| Change::InsertParagraph {
        part: MAIN.into(),
        after: find(main, after).start,
        text: text.into(),
        remark: Some(remark("新增")),
    };
    let delete =
        |main: &str, words: &str| Change::DeleteParagraph { part: MAIN.into(), paragraph: find(main, words).start };
    let (text, read) = revised(&body, |main| {
        vec![
            insert(main, "第一段", "新一"),
            delete(main, "第二段"),
            insert(main, "第二段", "新二"),
            insert(main, "第一段", "新三"),
        ]
    });
    assert_eq!(read, ["第一段", "新一", "新三", "新二", "第三段", "末段"]);
    assert!(text.contains("<w:pPr><w:pStyle w:val=\"a\"/><w:rPr><w:b/></w:rPr></w:pPr><w:ins w:id="), "{text}");
    // The last one runs into the one before; a paragraph that the document needs stays as an empty one.
    let (_, read) = revised(&body, |main| vec![delete(main, "末段"), insert(main, "第一段", "新")]);
    assert_eq!(read, ["第一段", "新", "第二段", "第三段"]);
    let (_, read) =
        revised(&body, |main| ["第一段", "第二段", "第三段", "末段"].iter().map(|words| delete(main, words)).collect());
    assert_eq!(read, Vec::<String>::new());
    let tables = format!(
        "<w:tbl><w:tr><w:tc>{0}</w:tc></w:tr></w:tbl>{1}<w:tbl><w:tr><w:tc>{0}</w:tc></w:tr></w:tbl>{0}",
        p("格"),
        p("之间")
    );
    let main = document(&tables);
    let clean = part(&done(&package(&main), &[delete(&main, "之间")], false), MAIN);
    assert!(clean.contains("</w:tbl><w:p></w:p><w:tbl>"), "{clean}");
    revised(&tables, |main| vec![delete(main, "之间")]);
}

#[test]
fn a_field_that_reaches_beyond_a_deleted_paragraph_stays_whole() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let body = format!(
        "<w:p>{}<w:r><w:instrText>TOC</w:instrText></w:r>{}<w:r><w:t>目录一</w:t></w:r></w:p><w:p><w:r><w:t>目录二</w:t></w:r>{}</w:p>\
         <w:p>{}<w:r><w:instrText>PAGE</w:instrText></w:r>{}<w:r><w:t>9</w:t></w:r>{}<w:bookmarkStart w:id=\"3\" w:name=\"a\"/></w:p>\
         <w:p><w:bookmarkEnd w:id=\"3\"/><w:r><w:t>末</w:t></w:r></w:p>",
        field("begin"),
        field("separate"),
        field("end"),
        field("begin"),
        field("separate"),
        field("end"),
    );
    let changes = |main: &str| {
        ["目录一", "9</w:t>"]
            .iter()
            .map(|words| Change::DeleteParagraph { part: MAIN.into(), paragraph: find(main, words).start })
            .collect()
    };
    let (text, read) = revised(&body, changes);
    assert_eq!(read, ["目录二", "末"]);
    assert!(text.contains("<w:instrText>TOC</w:instrText>"), "{text}");
    assert!(text.contains("<w:delInstrText xml:space=\"preserve\">PAGE</w:delInstrText>"), "{text}");
    let main = document(&body);
    let clean = part(&done(&package(&main), &changes(&main), false), MAIN);
    assert!(clean.contains("<w:bookmarkStart w:id=\"3\" w:name=\"a\"/><w:p><w:bookmarkEnd"), "{clean}");
    assert!(!clean.contains("PAGE"), "{clean}");
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"9\"/>{properties}<w:vAlign w:val=\"center\"/></w:tcPr>{}</w:tc>", p(text))
}

fn tr(cells: &[String]) -> String {
    format!("<w:tr w:rsidR=\"5\"><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>", cells.concat())
}

fn change_table(cells: Vec<CellChange>, deleted: Vec<usize>, inserted: Vec<NewRow>) -> impl Fn(&str) -> Vec<Change> {
    move |main| {
        let (cells, deleted, inserted) = (cells.clone(), deleted.clone(), inserted.clone());
        vec![Change::Table { part: MAIN.into(), table: table(main), cells, deleted, inserted }]
    }
}

fn cell(row: usize, column: usize, text: &str) -> CellChange {
    CellChange { row, column, text: Some(text.into()), remark: None }
}

fn new_row(after: usize, like: usize, texts: &[(usize, &str)]) -> NewRow {
    let texts = texts.iter().map(|(column, text)| (*column, (*text).to_owned())).collect();
    NewRow { after, like, texts, remark: Some(remark("新增")) }
}

/// A table with merged cells, a row that somebody deleted, and an empty cell.
fn budget() -> String {
    let restart = "<w:vMerge w:val=\"restart\"/>";
    let gone = format!("<w:tr><w:trPr><w:del w:id=\"1\" w:author=\"甲\"/></w:trPr>{}</w:tr>", tc("", ""));
    let empty = "<w:tc><w:tcPr><w:tcW w:w=\"9\"/></w:tcPr><w:p/></w:tc>".to_owned();
    let bold = tc("", "1.00").replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>");
    [
        "<w:tbl><w:tblPr/>".to_owned(),
        tr(&[tc(restart, "科目"), tc("<w:gridSpan w:val=\"2\"/>", "支出")]),
        tr(&[tc("<w:vMerge/>", ""), tc("", "基本"), tc("", "项目")]),
        gone,
        tr(&[tc("", "教育"), bold, tc("", "2.00")]),
        tr(&[
            tc("", "卫生"),
            empty,
            tc("", "4.00").replace("</w:p></w:tc>", "</w:p><w:p><w:r><w:t>其中</w:t></w:r></w:p></w:tc>"),
        ]),
        "</w:tbl>".to_owned(),
        p("末"),
    ]
    .concat()
}

#[test]
fn cells_and_rows_of_a_table_change_in_place() {
    assert_eq!(read(&package(&document(&budget())))[0], "[科目|支出|/|基本|项目/教育|1.00|2.00/卫生||4.00\n其中]");
    let cells = vec![
        cell(0, 0, "科目名称"),
        cell(1, 2, "项目支出"),
        cell(2, 1, "1.50"),
        cell(3, 1, "3.00"),
        cell(3, 2, "7.00"),
    ];
    let (text, read) = revised(&budget(), change_table(cells, vec![], vec![]));
    assert_eq!(read[0], "[科目名称|支出|/|基本|项目支出/教育|1.50|2.00/卫生|3.00|7.00]");
    assert!(text.contains("<w:r><w:rPr><w:b/></w:rPr><w:t>3.00</w:t></w:r>"), "as its neighbour: {text}");
    let rows = vec![new_row(2, 2, &[(0, "科技"), (1, "5.00")]), new_row(2, 3, &[(0, "文化"), (2, "6.00")])];
    let (text, read) = revised(&budget(), change_table(vec![cell(2, 2, "")], vec![3], rows.clone()));
    assert_eq!(read[0], "[科目|支出|/|基本|项目/教育|1.00|/科技|5.00|/文化||6.00]");
    assert!(text.contains("<w:tr><w:trPr><w:cantSplit/><w:ins w:id="), "{text}");
    assert!(text.contains("<w:trPr><w:cantSplit/><w:del w:id="), "{text}");
    // Rows within and behind a merged cell.
    let (_, read) = revised(&budget(), change_table(vec![], vec![], vec![new_row(0, 1, &[(1, "甲"), (2, "乙")])]));
    assert_eq!(read[0], "[科目|支出|/|甲|乙/|基本|项目/教育|1.00|2.00/卫生||4.00\n其中]");
    let (_, read) = revised(&budget(), change_table(vec![], vec![], vec![new_row(1, 1, &[(0, "合计"), (1, "甲")])]));
    assert_eq!(read[0], "[科目|支出|/|基本|项目/合计|甲|/教育|1.00|2.00/卫生||4.00\n其中]");
    // What a deleted row shares with the next one stays.
    let (_, read) = revised(&budget(), change_table(vec![], vec![0], vec![]));
    assert_eq!(read[0], "[科目|基本|项目/教育|1.00|2.00/卫生||4.00\n其中]");
    let (_, read) = revised(&budget(), change_table(vec![cell(1, 0, "名称")], vec![0, 2], vec![]));
    assert_eq!(read[0], "[名称|基本|项目/卫生||4.00\n其中]");
}

#[test]
fn a_table_whose_rows_are_all_deleted_is_gone() {
    let body = format!("{}<w:tbl><w:tblPr/>{}{}</w:tbl>{}", p("甲"), tr(&[tc("", "一")]), tr(&[tc("", "二")]), p("乙"));
    let (_, read) = revised(&body, change_table(vec![], vec![0, 1], vec![]));
    assert_eq!(read, ["甲", "乙"]);
    let main = document(&body);
    let clean = part(&done(&package(&main), &change_table(vec![], vec![1, 0], vec![])(&main), false), MAIN);
    assert!(!clean.contains("w:tbl"), "{clean}");
}

#[test]
fn headers_change_too_but_take_no_comment() {
    let header = format!("<w:hdr {NAMESPACES}>{}</w:hdr>", p("某局2023年预算"));
    let main = document(&p("甲"));
    let docx = package_with(main.as_bytes(), &[("word/header1.xml", &header)]);
    let at = find(&header, "2023");
    let changes = [Change::Replace { part: "word/header1.xml".into(), ranges: vec![at.clone()], text: "2024".into() }];
    let changed = done(&docx, &changes, false);
    assert_eq!(part(&changed, "word/header1.xml"), header.replace("2023", "2024"));
    assert_eq!(part(&changed, MAIN), main);
    let comment = Change::Comment { part: "word/header1.xml".into(), ranges: vec![at], remark: remark("年份") };
    assert_eq!(refused(&docx, &[comment], true).0, ErrorKind::Internal);
}

#[test]
fn prefixes_and_encodings_of_other_programs_are_kept() {
    let main = document(&p("预算712.00")).replace("w:", "ns0:").replace("xmlns:w=", "xmlns:ns0=");
    let docx = package(&main);
    let changed = done(&docx, &[replace(&main, "712.00", "8.00")], true);
    assert_eq!(read(&changed), ["预算8.00"]);
    let text = part(&changed, MAIN);
    assert!(text.contains("xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""), "{text}");
    let main = document(&p("预算712.00"));
    let wide: Vec<u8> = std::iter::once(0xFEFF).chain(main.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xEF\xBB\xBF", main.as_bytes()].concat();
    for bytes in [wide, marked] {
        let docx = package_with(&bytes, &[]);
        let changed = done(&docx, &[replace(&main, "712.00", "8.00"), comment(&main, "预算", "核对")], true);
        assert_eq!(read(&changed), ["预算8.00"]);
        let mut kept = Vec::new();
        zip::ZipArchive::new(Cursor::new(&changed)).unwrap().by_name(MAIN).unwrap().read_to_end(&mut kept).unwrap();
        assert_eq!(kept[..2], bytes[..2]);
    }
}

#[test]
fn nothing_but_what_changes_is_touched() {
    let main = document(&p("预算712.00"));
    let docx = package(&main);
    assert_eq!(done(&docx, &[], true), docx);
    assert_eq!(done(&docx, &[replace(&main, "712.00", "712.00")], true), docx, "the same number again");
    let changed = done(&docx, &[replace(&main, "712.00", "8.00")], true);
    assert_eq!(names(&changed), names(&docx));
    for name in names(&docx).iter().filter(|name| *name != MAIN) {
        let raw = |docx: &[u8]| {
            let mut package = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
            let mut bytes = Vec::new();
            package.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        assert_eq!(raw(&changed), raw(&docx), "{name}");
    }
}

#[test]
fn documents_that_cannot_be_changed_are_refused_in_words() {
    let main = document(&p("预算712.00"));
    let change = [replace(&main, "712.00", "8.00")];
    let settings =
        |attributes: &str| format!("<w:settings {NAMESPACES}><w:documentProtection {attributes}/></w:settings>");
    let locked = settings("w:edit=\"readOnly\" w:enforcement=\"1\"");
    let tracking = settings("w:edit=\"trackedChanges\" w:enforcement=\"1\"");
    let macros = part(&package(&main), "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    );
    let with = |name: &'static str, text: &str| package_with(main.as_bytes(), &[(name, text)]);
    let broken = "请用 Word 或 WPS 打开后另存为 docx 再试";
    let cases = [
        (
            with("word/settings.xml", &locked),
            false,
            "公开.docx：改不了，文档设有编辑保护。请在 Word 或 WPS 的“审阅→限制编辑”中停止保护，保存后再试".to_owned(),
        ),
        (
            with("word/settings.xml", &tracking),
            false,
            "公开.docx：改不了，文档设有编辑保护。请在 Word 或 WPS 的“审阅→限制编辑”中停止保护，保存后再试".into(),
        ),
        (
            with("_xmlsignatures/sig1.xml", "<a/>"),
            true,
            "公开.docx：改不了，文档带有数字签名，改动后签名失效。请在 Word 中删除签名，另存一份后再试".into(),
        ),
        (
            with("[Content_Types].xml", &macros),
            true,
            "公开.docx：改不了，这是模板或带宏的文档。请在 Word 或 WPS 中另存为“Word 文档（*.docx）”后再试".into(),
        ),
        (
            package(&main.replace("</w:body>", "")),
            true,
            format!("公开.docx：改不了，文档已损坏或不完整：内部记录错乱。{broken}"),
        ),
        (
            package(&main)[..300].to_vec(),
            true,
            format!("公开.docx：改不了，文档已损坏或不完整：压缩结构不完整。{broken}"),
        ),
        (
            package_with(b"<w:document>\xff</w:document>", &[]),
            true,
            format!("公开.docx：改不了，文档已损坏或不完整：文字编码不是 UTF-8。{broken}"),
        ),
        (
            zip(&[("[Content_Types].xml", b"<Types/>")]),
            true,
            format!("公开.docx：改不了，文档已损坏或不完整：缺少正文部分。{broken}"),
        ),
        (
            package(&document(&"<w:p>".repeat(5000))),
            true,
            format!("公开.docx：改不了，文档已损坏或不完整：标签嵌套过深。{broken}"),
        ),
    ];
    for (docx, tracked, message) in cases {
        assert_eq!(refused(&docx, &change, tracked), (ErrorKind::Content, message));
    }
    assert_eq!(read(&done(&with("word/settings.xml", &tracking), &change, true)), ["预算8.00"]);
    let error = revise("公开.docx", &package(&main), &change, &revision(true), 900).unwrap_err().to_string();
    assert_eq!(error, "公开.docx：改不了，解压后超过上限 900 字节。请删去文档中用不到的内容后再试");
}

#[test]
fn changes_that_contradict_each_other_are_refused() {
    let body = format!("{}{}", p("预算712.00万元"), budget());
    let main = document(&body);
    let docx = package(&main);
    let delete = Change::DeleteParagraph { part: MAIN.into(), paragraph: find(&main, "预算").start };
    let at = find(&main, "712.00");
    let within = Change::Replace { part: MAIN.into(), ranges: one(at.start + 2..at.start + 2), text: "x".into() };
    let cases = [
        vec![replace(&main, "712.00", "8"), replace(&main, ".00万", "9")],
        vec![replace(&main, "712.00", "8"), within],
        vec![replace(&main, "712.00", "8"), delete.clone()],
        vec![comment(&main, "712.00", "8"), delete],
        vec![replace(&main, "教育", "8"), change_table(vec![], vec![2], vec![])(&main).remove(0)],
        change_table(vec![cell(2, 0, "x")], vec![2], vec![])(&main),
        change_table(vec![cell(2, 0, "x"), cell(2, 0, "y")], vec![], vec![])(&main),
        change_table(vec![], vec![9], vec![])(&main),
        change_table(vec![], vec![], vec![new_row(0, 1, &[(0, "x")])])(&main),
        vec![Change::Replace { part: MAIN.into(), ranges: vec![], text: "x".into() }],
        vec![Change::Replace { part: "word/none.xml".into(), ranges: vec![at], text: "x".into() }],
    ];
    for changes in cases {
        for tracked in [true, false] {
            let (kind, message) = refused(&docx, &changes, tracked);
            assert_eq!(kind, ErrorKind::Internal, "{changes:?}");
            assert!(message.starts_with("Word 修订生成失败（"), "{message}");
        }
    }
}

/// One character of a random document and where it stands; a tab or line break has no place.
struct Spot {
    place: Option<(usize, Range<usize>)>,
    text: String,
}

/// A random document that is being written.
#[derive(Default)]
struct Random {
    xml: String,
    /// The characters of each paragraph that are read.
    paragraphs: Vec<Vec<Spot>>,
    /// The place of each paragraph's tag.
    starts: Vec<usize>,
    texts: usize,
    ids: usize,
}

/// A piece of a paragraph: what it is, how it is formatted, and its characters.
type Piece = (u8, u8, String);

impl Random {
    fn id(&mut self) -> usize {
        self.ids += 3;
        self.ids
    }

    /// Text elements with the characters, noted if they are read.
    fn text(&mut self, characters: &str, how: u8, read: bool) {
        let name = if read || !how.is_multiple_of(4) { "t" } else { "delText" };
        let unescaped = how % 16 == 7;
        self.xml += &format!(
            "<w:{name}{}>{}",
            if how.is_multiple_of(2) { " xml:space=\"preserve\"" } else { "" },
            if unescaped { "<![CDATA[" } else { "" }
        );
        self.texts += 1;
        for c in characters.chars() {
            let start = self.xml.len();
            match c {
                _ if unescaped => self.xml.push(c),
                '&' => self.xml += "&amp;",
                '<' => self.xml += "&lt;",
                '数' => self.xml += "&#25968;",
                c => self.xml.push(c),
            }
            if read && let Some(paragraph) = self.paragraphs.last_mut() {
                paragraph.push(Spot { place: Some((self.texts, start..self.xml.len())), text: c.to_string() });
            }
        }
        self.xml += &format!("{}</w:{name}>", if unescaped { "]]>" } else { "" });
    }

    fn run(&mut self, characters: &str, how: u8, read: bool) {
        let id = self.id();
        self.xml += "<w:r w:rsidR=\"00A1\">";
        self.xml += &match how % 5 {
            0 => String::new(),
            1 => "<w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr>".to_owned(),
            2 => "<w:rPr><w:highlight w:val=\"red\"/><w:u w:val=\"single\"/></w:rPr>".into(),
            3 => format!("<w:rPr><w:i/><w:rPrChange w:id=\"{id}\" w:author=\"甲\"><w:rPr/></w:rPrChange></w:rPr>"),
            _ => "<w:rPr></w:rPr>".into(),
        };
        let (first, rest) = characters.split_at(characters.chars().next().map_or(0, char::len_utf8));
        self.text(first, how, read);
        if how.is_multiple_of(3) {
            self.xml += if how.is_multiple_of(2) { "<w:tab/>" } else { "<w:br/>" };
            if read && let Some(paragraph) = self.paragraphs.last_mut() {
                paragraph.push(Spot { place: None, text: if how.is_multiple_of(2) { "\t" } else { "\n" }.into() });
            }
        }
        self.text(rest, how, read);
        self.xml += "</w:r>";
    }

    fn paragraph(&mut self, pieces: &[Piece]) {
        self.starts.push(self.xml.len());
        self.paragraphs.push(Vec::new());
        self.xml += "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr>";
        for (kind, how, characters) in pieces {
            let id = self.id();
            let (before, after) = match kind % 9 {
                0 => (format!("<w:ins w:id=\"{id}\" w:author=\"甲\">"), "</w:ins>"),
                1 => ("<w:hyperlink w:anchor=\"a\">".to_owned(), "</w:hyperlink>"),
                2 => ("<w:sdt><w:sdtPr/><w:sdtContent>".into(), "</w:sdtContent></w:sdt>"),
                3 => ("<w:smartTag w:element=\"a\">".into(), "</w:smartTag>"),
                4 => (format!("<w:bookmarkStart w:id=\"{id}\" w:name=\"b{id}\"/>"), ""),
                5 => (format!("<w:bookmarkEnd w:id=\"{}\"/><w:proofErr w:type=\"spellStart\"/>", id - 1), ""),
                6 => (format!("<w:del w:id=\"{id}\" w:author=\"甲\">"), "</w:del>"),
                _ => (String::new(), ""),
            };
            self.xml += &before;
            self.run(characters, *how, kind % 9 != 6);
            self.xml += after;
        }
        self.xml += "</w:p>";
    }
}

/// What our reader reads of these texts in plain paragraphs.
fn plain(paragraphs: &[String]) -> Vec<String> {
    let body: String = paragraphs
        .iter()
        .map(|text| {
            let pieces = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('\t', "</w:t><w:tab/><w:t>")
                .replace('\n', "</w:t><w:br/><w:t>");
            p(&pieces)
        })
        .collect();
    read(&package(&document(&body)))
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), "[甲年万12.,，&<数 ]{1,6}"), 0..6)
}

proptest! {
    #![proptest_config(crate::chance::cases(250))]

    #[test]
    fn any_changes_to_any_document_are_read_as_applied_and_as_never_made_when_rejected(
        paragraphs in prop::collection::vec(pieces(), 1..5),
        wanted in prop::collection::vec((0..6_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5_usize, "[乙年3.&> \\t\\n]{0,5}"), 0..7),
    ) {
        let mut random = Random { xml: document("").split("<w:sectPr/>").next().unwrap().to_owned(), ..Random::default() };
        paragraphs.iter().for_each(|pieces| random.paragraph(pieces));
        let last = random.paragraphs.len() - 1;
        let main = format!("{}<w:sectPr/></w:body></w:document>", random.xml);
        let docx = package(&main);
        let mut texts: Vec<Vec<String>> =
            random.paragraphs.iter().map(|spots| spots.iter().map(|spot| spot.text.clone()).collect()).collect();
        let old: Vec<String> = texts.iter().map(|texts| texts.concat()).collect();
        prop_assert_eq!(read(&docx), plain(&old), "{}", main);

        let mut changes = Vec::new();
        let mut behind: Vec<Vec<String>> = texts.iter().map(|_| Vec::new()).collect();
        let mut used: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut changed: BTreeSet<usize> = BTreeSet::new();
        let mut deleted: BTreeSet<usize> = BTreeSet::new();
        for (kind, paragraph, spot, length, text) in wanted {
            let at = paragraph.index(random.paragraphs.len());
            let text: String = text.trim_matches([' ', '\t', '\n']).to_owned();
            let spots = &random.paragraphs[at];
            match kind {
                0 if !changed.contains(&at) && !deleted.contains(&at) => {
                    deleted.insert(at);
                    changes.push(Change::DeleteParagraph { part: MAIN.into(), paragraph: random.starts[at] + 1 });
                }
                1 if at < last => {
                    behind[at].push(text.clone());
                    let remark = (length == 1).then(|| remark("新增"));
                    changes.push(Change::InsertParagraph { part: MAIN.into(), after: random.starts[at], text, remark });
                }
                2.. if !spots.is_empty() && !deleted.contains(&at) => {
                    let start = spot.index(spots.len());
                    let end = (start + length.max(1)).min(spots.len());
                    let chosen = &spots[start..end];
                    let Some(places) = chosen.iter().map(|spot| spot.place.clone()).collect::<Option<Vec<_>>>() else { continue };
                    let mut ranges: Vec<(usize, Range<usize>)> = Vec::new();
                    for (element, range) in places {
                        match ranges.last_mut() {
                            Some((last, of)) if *last == element => of.end = range.end,
                            _ => ranges.push((element, range)),
                        }
                    }
                    let ranges: Vec<Range<usize>> = ranges.into_iter().map(|(_, range)| range).collect();
                    changed.insert(at);
                    if kind == 5 {
                        changes.push(Change::Comment { part: MAIN.into(), ranges, remark: remark("核对") });
                        continue;
                    }
                    if (start..end).any(|spot| used.contains(&(at, spot))) {
                        continue;
                    }
                    used.extend((start..end).map(|spot| (at, spot)));
                    texts[at][start..end].iter_mut().for_each(String::clear);
                    // Where the runs stand in different elements the new text comes behind the first; nothing is between.
                    texts[at][end - 1] = text.clone();
                    changes.push(Change::Replace { part: MAIN.into(), ranges, text });
                }
                _ => {}
            }
        }
        let mut expected = Vec::new();
        for (at, texts) in texts.iter().enumerate() {
            if !deleted.contains(&at) {
                expected.push(texts.concat());
            }
            expected.extend(behind[at].iter().cloned());
        }
        let expected = plain(&expected);
        let tracked = done(&docx, &changes, true);
        let text = part(&tracked, MAIN);
        prop_assert_eq!(read(&tracked), expected.clone(), "{:?}\n{}\n{}", changes, main, text);
        let clean = done(&docx, &changes, false);
        prop_assert_eq!(read(&clean), expected, "{:?}\n{}\n{}", changes, main, part(&clean, MAIN));
        prop_assert!(!part(&clean, MAIN).contains(OURS));
        prop_assert_eq!(read(&with_main(&tracked, &rejected(&text))), read(&docx), "{:?}\n{}\n{}", changes, main, text);
        for part in ["word/_rels/document.xml.rels", "[Content_Types].xml"] {
            prop_assert!(quick_xml::Reader::from_str(&self::part(&tracked, part)).read_event().is_ok());
        }
    }
}

/// A cell of a random table.
#[derive(Debug, Clone, PartialEq)]
struct Square {
    column: usize,
    span: usize,
    merge: Joined,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    No,
    Begins,
    Continues,
}

type Squares = Vec<Vec<Square>>;

/// A table as it is written, in one of several ways.
fn grid(rows: &Squares, how: usize) -> String {
    let mut xml = String::from("<w:tbl><w:tblPr/>");
    for (number, row) in rows.iter().enumerate() {
        let how = how.wrapping_mul(31).wrapping_add(number * 7) / 3;
        let controlled = how % 5 == 1;
        if how % 4 == 2 {
            xml += &format!(
                "<w:tr><w:trPr><w:del w:id=\"{}\" w:author=\"甲\"/></w:trPr>{}</w:tr>",
                500 + number,
                tc("", "删")
            );
        }
        xml += if controlled { "<w:sdt><w:sdtContent><w:tr>" } else { "<w:tr>" };
        let before = row.first().map_or(0, |cell| cell.column);
        let before = if before > 0 { format!("<w:gridBefore w:val=\"{before}\"/>") } else { String::new() };
        xml += &match how % 3 {
            0 if before.is_empty() => String::new(),
            1 => format!("<w:trPr>{before}<w:cantSplit/></w:trPr>"),
            _ => format!("<w:trPr>{before}</w:trPr>"),
        };
        for cell in row {
            let how = how + cell.column * 5;
            let span = if cell.span > 1 { format!("<w:gridSpan w:val=\"{}\"/>", cell.span) } else { String::new() };
            let merge = match cell.merge {
                Joined::No => "",
                Joined::Begins => "<w:vMerge w:val=\"restart\"/>",
                Joined::Continues => "<w:vMerge/>",
            };
            let lines: String = cell.text.split('\n').map(p).collect();
            let content = match (cell.text.as_str(), how % 4) {
                ("", 0) => "<w:p/>".to_owned(),
                ("", 1) => "<w:p><w:pPr><w:rPr/></w:pPr><w:r><w:rPr></w:rPr></w:r></w:p>".into(),
                ("", _) => "<w:p></w:p>".into(),
                (_, 0) => format!("{lines}<w:p/>"),
                (_, 1) => format!("<w:p/>{lines}"),
                _ => lines,
            };
            xml += &format!("<w:tc><w:tcPr>{span}{merge}</w:tcPr>{content}</w:tc>");
        }
        xml += if controlled { "</w:tr></w:sdtContent></w:sdt>" } else { "</w:tr>" };
    }
    xml + "</w:tbl>" + &p("末")
}

/// The cell that covers a place, and the row that it begins in.
fn origin(rows: &Squares, row: usize, column: usize) -> Option<(usize, usize)> {
    let at = |row: usize, column: usize| rows[row].iter().position(|cell| cell.column == column);
    let covering = |cell: &&Square| (cell.column..cell.column + cell.span).contains(&column);
    let column = rows[row].iter().find(covering)?.column;
    let mut row = row;
    while rows[row][at(row, column)?].merge == Joined::Continues {
        row -= 1;
    }
    Some((row, at(row, column)?))
}

/// The same table after changes, worked out on the cells alone.
fn after(rows: &Squares, cells: &[CellChange], deleted: &[usize], inserted: &[NewRow]) -> Squares {
    let mut rows = rows.clone();
    for change in cells {
        let (row, at) = origin(&rows, change.row, change.column).unwrap();
        rows[row][at].text = change.text.clone().unwrap();
    }
    let mut deleted = deleted.to_vec();
    deleted.sort_unstable();
    for row in &deleted {
        for cell in rows[*row].clone().iter().filter(|cell| cell.merge == Joined::Begins) {
            let next = rows.get_mut(row + 1).and_then(|next| next.iter_mut().find(|next| next.column == cell.column));
            if let Some(next) = next.filter(|next| next.merge == Joined::Continues) {
                (next.merge, next.text) = (Joined::Begins, cell.text.clone());
            }
        }
    }
    let mut result = Squares::new();
    for (number, row) in rows.iter().enumerate() {
        if !deleted.contains(&number) {
            result.push(row.clone());
        }
        let below = (number + 1..rows.len()).find(|row| !deleted.contains(row));
        for new in inserted.iter().filter(|new| new.after == number) {
            let find = |row: Option<&Vec<Square>>, column| {
                row.and_then(|row| row.iter().find(|cell| cell.column == column).cloned())
            };
            let mut made = rows[new.like].clone();
            for cell in &mut made {
                let is_joined = cell.merge != Joined::No;
                cell.text = new
                    .texts
                    .iter()
                    .find(|(column, _)| *column == cell.column)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default();
                let below_continues = find(below.map(|below| &rows[below]), cell.column)
                    .is_some_and(|cell| cell.merge == Joined::Continues);
                let above_joined = find(result.last(), cell.column).is_some_and(|cell| cell.merge != Joined::No);
                let continues = below_continues || (is_joined && above_joined && cell.text.is_empty());
                cell.merge = if continues { Joined::Continues } else { Joined::No };
            }
            result.push(made);
        }
    }
    result
}

proptest! {
    #![proptest_config(crate::chance::cases(300))]

    #[test]
    fn any_changes_to_any_table_are_read_as_applied_and_as_never_made_when_rejected(
        columns in 1..5_usize,
        rows in prop::collection::vec((any::<u8>(), any::<u8>(), prop::collection::vec("[甲乙12.]{0,3}", 5)), 2..7),
        how in 0..1000_usize,
        set in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[丁34.]{0,3}"), 0..4),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        new in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::collection::vec("[戊56.]{0,3}", 5)), 0..4),
    ) {
        let mut squares = Squares::new();
        for (cuts, joins, texts) in rows {
            let mut row: Vec<Square> = Vec::new();
            for (column, text) in texts.iter().enumerate().take(columns) {
                match row.last_mut() {
                    Some(last) if cuts & (1 << column) != 0 && cuts & 64 != 0 => last.span += 1,
                    _ => row.push(Square { column, span: 1, merge: Joined::No, text: text.trim().to_owned() }),
                }
            }
            if let Some(above) = squares.last_mut() {
                for cell in &mut row {
                    let same = above.iter_mut().find(|above| (above.column, above.span) == (cell.column, cell.span));
                    if let Some(above) = same.filter(|_| joins & (1 << cell.column) != 0) {
                        above.merge = if above.merge == Joined::No { Joined::Begins } else { above.merge };
                        (cell.merge, cell.text) = (Joined::Continues, String::new());
                    }
                }
            }
            if joins & 128 != 0 && row.len() > 1 && row[0].merge == Joined::No {
                row.remove(0);
            }
            squares.push(row);
        }
        let count = squares.len();
        let deleted: Vec<usize> = gone.iter().map(|row| row.index(count)).collect::<BTreeSet<_>>().into_iter().collect();
        let mut origins = BTreeSet::new();
        let mut cells = Vec::new();
        for (row, column, text) in set {
            let (row, column) = (row.index(count), column.index(columns));
            let Some((origin_row, at)) = origin(&squares, row, column) else { continue };
            let goes_on = (origin_row..count).take_while(|row| {
                *row == origin_row || squares[*row].iter().any(|cell| cell.column == squares[origin_row][at].column && cell.merge == Joined::Continues)
            });
            if goes_on.into_iter().any(|row| !deleted.contains(&row)) && origins.insert((origin_row, at)) {
                cells.push(cell(row, column, &text));
            }
        }
        let mut inserted = Vec::new();
        for (place, like, texts) in new {
            let (place, like) = (place.index(count), like.index(count));
            let below = (place + 1..count).find(|row| !deleted.contains(row)).map(|row| after(&squares, &[], &deleted, &[])[(0..row).filter(|row| !deleted.contains(row)).count()].clone());
            let within = |column: usize| below.iter().flatten().any(|cell| cell.column == column && cell.merge == Joined::Continues);
            let texts = squares[like].iter().filter(|cell| !within(cell.column)).map(|cell| (cell.column, texts[cell.column].clone()));
            inserted.push(NewRow { after: place, like, texts: texts.collect(), remark: (place == 1).then(|| remark("新增")) });
        }
        let main = document(&grid(&squares, how));
        let docx = package(&main);
        prop_assert_eq!(read(&docx), read(&package(&document(&grid(&squares, 0)))), "{}", main);
        let end = main.rfind("</w:tbl>").unwrap() + "</w:tbl>".len();
        let expected = read(&package(&document(&grid(&after(&squares, &cells, &deleted, &inserted), 0))));
        let changes = [Change::Table { part: MAIN.into(), table: main.find("<w:tbl>").unwrap()..end, cells, deleted, inserted }];
        let tracked = done(&docx, &changes, true);
        let text = part(&tracked, MAIN);
        prop_assert_eq!(read(&tracked), expected.clone(), "{:?}\n{}\n{}", changes, main, text);
        let clean = done(&docx, &changes, false);
        prop_assert_eq!(read(&clean), expected, "{:?}\n{}\n{}", changes, main, part(&clean, MAIN));
        // That a merged cell begins in another row is not tracked.
        if text.matches("\"restart\"").count() == main.matches("\"restart\"").count() {
            prop_assert_eq!(read(&with_main(&tracked, &rejected(&text))), read(&docx), "{:?}\n{}\n{}", changes, main, text);
        }
    }
}
