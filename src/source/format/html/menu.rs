//! 菜单: which parts of a page are not its content.

use scraper::node::Element;

/// Elements whose content is never shown as text of the page.
const SILENT: [&str; 15] = [
    "script", "style", "head", "noscript", "template", "select", "iframe", "svg", "object", "input", "textarea",
    "canvas", "video", "audio", "rt",
];

/// Elements that stand around the content of a page.
const FRAMES: [&str; 5] = ["nav", "footer", "aside", "menu", "button"];

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

/// Whether nobody sees an element and what is in it.
pub(super) fn is_hidden(element: &Element) -> bool {
    let style: String = element.attr("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    SILENT.contains(&element.name())
        || element.attr("hidden").is_some()
        || style.to_ascii_lowercase().contains("display:none")
}

/// Whether an element and what is in it stands around the content: menus, footers.
pub(super) fn is_frame(element: &Element) -> bool {
    if FRAMES.contains(&element.name())
        || matches!(element.attr("role"), Some("navigation" | "menu" | "menubar" | "contentinfo"))
    {
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
