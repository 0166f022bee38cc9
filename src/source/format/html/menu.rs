//! 菜单: recognises the parts of a page that are not its content.

use scraper::node::Element;

/// Elements whose content is not displayed as text.
const INVISIBLE: [&str; 15] = [
    "script", "style", "head", "noscript", "template", "select", "iframe", "svg", "object", "input", "textarea",
    "canvas", "video", "audio", "rt",
];

/// Elements around the content of a page.
const FRAMES: [&str; 5] = ["nav", "footer", "aside", "menu", "button"];

/// Words in class names and ids of menus and footers.
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

/// Whether an element is invisible with its content.
pub(super) fn is_hidden(element: &Element) -> bool {
    let style: String = element.attr("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    INVISIBLE.contains(&element.name())
        || element.attr("hidden").is_some()
        || style.to_ascii_lowercase().contains("display:none")
}

/// Whether an element is a menu, a footer or another part around the content.
pub(super) fn is_frame(element: &Element) -> bool {
    if FRAMES.contains(&element.name())
        || matches!(element.attr("role"), Some("navigation" | "menu" | "menubar" | "contentinfo"))
    {
        return true;
    }
    // The class name of a table, or of the page itself, does not make it a menu.
    if matches!(element.name(), "body" | "html" | "table" | "tr" | "td" | "th" | "tbody" | "main" | "article") {
        return false;
    }
    let names = [element.attr("class"), element.attr("id")];
    names.into_iter().flatten().any(|name| {
        let name = name.to_ascii_lowercase();
        name.split(|c: char| !c.is_ascii_alphabetic()).any(|word| NAMES.contains(&word))
    })
}
