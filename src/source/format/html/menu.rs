//! 菜单: which parts of a page are not its content.

use scraper::node::Element;

/// Elements whose content is never shown as text of the page.
const SILENT: [&str; 20] = [
    "script", "style", "head", "noscript", "template", "select", "button", "iframe", "svg", "object", "nav", "footer",
    "aside", "menu", "input", "textarea", "canvas", "video", "audio", "rt",
];

/// Words by which pages name their menus and frames.
const NAMES: [&str; 18] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "topmenu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "footer",
    "sidebar",
    "share",
    "copyright",
    "pager",
    "pagination",
    "topbar",
    "toolbar",
];

/// Whether an element and all in it is left out.
pub(super) fn is_left_out(element: &Element) -> bool {
    if SILENT.contains(&element.name()) || element.attr("hidden").is_some() {
        return true;
    }
    let style: String = element.attr("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    if style.to_ascii_lowercase().contains("display:none") {
        return true;
    }
    if matches!(element.attr("role"), Some("navigation" | "menu" | "menubar" | "contentinfo")) {
        return true;
    }
    // A table or the page itself is never a menu by its name alone.
    if matches!(element.name(), "body" | "html" | "table" | "tr" | "td" | "th" | "tbody" | "main" | "article") {
        return false;
    }
    let names = [element.attr("class"), element.attr("id")];
    names.into_iter().flatten().any(|name| {
        let name = name.to_ascii_lowercase();
        name.split(|c: char| !c.is_ascii_alphabetic()).any(|word| NAMES.contains(&word))
    })
}
