//! 网页的字体: the shipped fonts, reduced to the characters of a page and embedded in it, or to those of several pages and
//! put beside them.

use super::super::chart::{Weight, base64, font_of};
use crate::model::{Place, Warning, WarningKind};
use std::collections::BTreeSet;

/// The fonts as CSS, and the characters that they lack.
pub(super) struct PageFonts {
    pub css: String,
    pub warnings: Vec<Warning>,
}

/// The elements that `page.css` sets in bold.
const BOLD: [&str; 10] = ["h1", "h2", "h3", "h4", "h5", "th", "strong", "summary", "caption", "legend"];

/// The weights of the fonts, with their number in CSS and the name of their file where pages share them.
const WEIGHTS: [(Weight, &str, &str); 2] =
    [(Weight::Regular, "400", "fonts-regular.otf"), (Weight::Bold, "700", "fonts-bold.otf")];

/// The fonts of a rendered page: regular with every character in it, including those that its script can show; bold
/// with the characters of bold elements.
pub(super) fn fonts(html: &str) -> Result<PageFonts, crate::Error> {
    let mut css = String::new();
    let mut missing = BTreeSet::new();
    for ((weight, number, _), text) in WEIGHTS.into_iter().zip([html.to_owned(), bold(html)]) {
        let (font, lacks) = font_of(&text, weight)?;
        missing.extend(lacks);
        css += &face(number, &format!("data:font/otf;base64,{}", base64(&font)));
    }
    Ok(PageFonts { css, warnings: warning(&missing).into_iter().collect() })
}

/// The fonts of a page that shares them with others, as CSS; `to` leads from the page to the folder of the fonts.
pub(super) fn shared(to: &str) -> String {
    WEIGHTS.iter().map(|(_, number, file)| face(number, &format!("{to}{file}"))).collect()
}

fn face(number: &str, source: &str) -> String {
    format!("@font-face{{font-family:Tongbi;font-weight:{number};src:url({source}) format(\"opentype\")}}\n")
}

/// Files by their names.
type FontFiles = Vec<(&'static str, Vec<u8>)>;

/// 共用字体: the characters of pages that share their fonts.
#[derive(Debug, Clone, Default)]
pub struct SharedFonts([BTreeSet<char>; 2]);

impl SharedFonts {
    /// Adds the characters of a page.
    pub fn add(&mut self, html: &str) {
        let [regular, heavy] = &mut self.0;
        regular.extend(html.chars());
        heavy.extend(bold(html).chars());
    }

    /// The font files with their names, and warnings about characters that the fonts lack.
    ///
    /// # Errors
    /// A font cannot be written, which would be a fault of the program.
    pub fn files(&self) -> Result<(FontFiles, Vec<Warning>), crate::Error> {
        let mut missing = BTreeSet::new();
        let mut files = Vec::new();
        for ((weight, _, file), characters) in WEIGHTS.into_iter().zip(&self.0) {
            let (font, lacks) = font_of(&characters.iter().collect::<String>(), weight)?;
            missing.extend(lacks);
            files.push((file, font));
        }
        Ok((files, warning(&missing).into_iter().collect()))
    }
}

fn warning(missing: &BTreeSet<char>) -> Option<Warning> {
    const NAMED: usize = 20;
    if missing.is_empty() {
        return None;
    }
    let named: Vec<String> = missing.iter().take(NAMED).map(|c| format!("“{c}”（U+{:04X}）", *c as u32)).collect();
    let more = if missing.len() > NAMED { format!("等 {} 个字", missing.len()) } else { String::new() };
    let message = format!(
        "网页带的字体里没有 {}{more}，用看网页那台电脑上的字体显示；没有这些字的电脑上会是空框",
        named.join("、")
    );
    Some(Warning::new(WarningKind::Note, Place::default(), message))
}

/// The texts of bold elements, with all digits and signs.
fn bold(html: &str) -> String {
    let mut text = String::from("0123456789.,+-−%—*# ");
    let mut depth = 0usize;
    for piece in html.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        let drawn = name == "text" && tag.contains("font-weight=\"700\"");
        if BOLD.contains(&name) {
            depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > 0 || drawn {
            text.push_str(words);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_texts_are_those_of_bold_elements_and_what_stands_in_them() {
        let found =
            bold("<p>甲</p><h2>乙<a href=\"#x\">丙</a></h2>丁<text font-weight=\"700\">戊</text><text>己</text>");
        assert!(["乙", "丙", "戊"].iter().all(|word| found.contains(word)), "{found}");
        assert!(["甲", "丁", "己"].iter().all(|word| !found.contains(word)), "{found}");
    }

    #[test]
    fn characters_that_the_fonts_lack_are_named() {
        let fonts = fonts("<p>甲\u{1F600}</p>").unwrap();
        assert_eq!(fonts.warnings.len(), 1);
        assert!(fonts.warnings[0].message.contains("U+1F600"));
    }
}
