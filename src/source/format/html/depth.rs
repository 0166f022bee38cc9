//! 嵌套: the nesting depth of a page's elements, computed from its tags before the tree is built.

/// The depth to which browsers nest elements.
pub(super) const LIMIT: usize = 512;

/// Void elements, and elements that the next one of their kind closes; neither adds to the depth.
const FLAT: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption", "html",
    "head", "body",
];

/// The greatest depth, capped at one more than the limit.
///
/// The end of a cell closes all elements left open in it; an end tag closes everything opened after its start tag.
pub(super) fn of(text: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut deepest = 0;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let closing = rest.starts_with('/');
        let body = rest.strip_prefix('/').unwrap_or(rest);
        let length = body.find(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '-').unwrap_or(body.len());
        let name = &body[..length];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = &body[length..];
        let is = |other: &&str| other.eq_ignore_ascii_case(name);
        if ["td", "th", "tr"].iter().any(is) {
            // The end of a cell closes the elements left open in it.
            let table = open.iter().rposition(|other| other.eq_ignore_ascii_case("table"));
            open.truncate(table.map_or(open.len(), |table| table + 1));
        }
        if FLAT.iter().any(is) {
            continue;
        }
        if closing {
            if let Some(at) = open.iter().rposition(|other| other.eq_ignore_ascii_case(name)) {
                open.truncate(at);
            }
            continue;
        }
        open.push(name);
        deepest = deepest.max(open.len());
        if deepest > LIMIT {
            break;
        }
        if ["script", "style", "textarea", "title"].iter().any(is) {
            // The content of these elements is not markup.
            open.pop();
            let end = rest
                .match_indices("</")
                .find(|(at, _)| rest[at + 2..].get(..name.len()).is_some_and(|other| other.eq_ignore_ascii_case(name)));
            rest = end.map_or("", |(at, _)| &rest[at..]);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_elements_are_counted_as_a_browser_nests_them() {
        assert_eq!(of("<div><p>a<p>b<br></div><div><span>c</span></div>"), 2);
        assert_eq!(of(&"<table><tr><td><font>a".repeat(3)), 6);
        assert_eq!(of(&format!("<table>{}", "<tr><td><font>a".repeat(600))), 2);
        assert_eq!(of("<script>if (a<b) { '<div><div>' }</script><i>"), 1);
        assert!(of(&"<div>".repeat(100_000)) > LIMIT);
    }
}
