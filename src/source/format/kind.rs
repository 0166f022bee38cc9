//! 格式判别: detects the format of a file by its first bytes and its structure; the extension only settles doubt.

use super::{encoding, picture};
use crate::source::SourceError;
use quick_xml::events::Event;

/// 文件种类: the format of a file, and so its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text of a disclosure.
    Text,
    /// CSV, TSV and other delimited text.
    Delimited,
    /// 工作簿
    Workbook(Container),
    /// PDF
    Pdf,
    /// OFD (版式文件)
    Ofd,
    /// 图片 of one page
    Picture(picture::Container),
    /// Word (OOXML)
    Docx,
    /// 网页, including those that systems export with the extension xls.
    Html,
    /// A Parquet dataset.
    Parquet,
    /// A JSON dataset.
    Json,
    /// 压缩包, which `load` unpacks.
    Archive,
    /// A document that `load` has converted to docx.
    Legacy(Legacy),
}

/// 旧格式: documents that another program has to convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Legacy {
    /// Word 97–2003, WPS 文字
    Word,
    /// RTF
    Rtf,
    /// Word 2003 XML
    WordXml,
}

impl Legacy {
    /// The extension by which other programs know the format.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Word => "doc",
            Self::Rtf => "rtf",
            Self::WordXml => "xml",
        }
    }

    /// What LibreOffice calls the format. Without it, a damaged document would be read as plain text.
    pub(crate) fn filter(self) -> &'static str {
        match self {
            Self::Word => "MS Word 97",
            Self::Rtf => "Rich Text Format",
            Self::WordXml => "MS Word 2003 XML",
        }
    }

    /// The error where nothing can convert it.
    pub(crate) fn unsupported(self, name: &str) -> SourceError {
        let found = match self {
            Self::Word => "Word 97-2003 或 WPS 文档",
            Self::Rtf => "RTF 文档",
            Self::WordXml => "Word 2003 XML 文档",
        };
        unsupported(name, found, "请安装 LibreOffice 后再试，或用 Word、WPS 打开后另存为 docx")
    }
}

/// The container format of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// Excel 2007 and later, WPS
    Xlsx,
    /// Excel, binary parts
    Xlsb,
    /// Excel 97–2003, WPS et
    Xls,
    /// OpenDocument
    Ods,
    /// Excel 2003 XML
    SpreadsheetXml,
}

/// First bytes, name and remedy of formats that are recognised but not read.
const UNSUPPORTED: &[(&[u8], &str, &str)] = &[
    (b"GIF8", "GIF 图片", "请另存为 png 或 pdf"),
    (b"II*\0", "TIFF 图片", "请另存为 png 或 pdf"),
    (b"MM\0*", "TIFF 图片", "请另存为 png 或 pdf"),
    (b"Rar!", "压缩包", "请先解压"),
    (b"7z\xBC\xAF", "压缩包", "请先解压"),
    (b"\x1F\x8B", "压缩包", "请先解压"),
    (b"MIME-Version:", "单个文件网页", "请用 Excel、WPS 或浏览器打开后另存为 xlsx 或网页（html）"),
    (b"SQLite format 3", "数据库", "请导出为 CSV"),
];

const CFB: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The number of bytes by which a text is judged.
const HEAD: usize = 64 * 1024;

impl Kind {
    /// Detects the format of `bytes`.
    ///
    /// # Errors
    /// An empty file, or a format that is not supported.
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Result<Self, SourceError> {
        if bytes.is_empty() {
            return Err(SourceError::Empty { path: name.to_owned() });
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return of_zip(name, bytes);
        }
        if bytes.starts_with(CFB) {
            return of_compound(name, bytes);
        }
        if bytes.starts_with(b"PAR1") {
            return Ok(Self::Parquet);
        }
        // Some systems put a few bytes before the header of a PDF.
        if contains(&bytes[..bytes.len().min(1024)], b"%PDF-") {
            return Ok(Self::Pdf);
        }
        if bytes.starts_with(b"{\\rtf") {
            return Ok(Self::Legacy(Legacy::Rtf));
        }
        if bytes.starts_with(b"\x89PNG") {
            return Ok(Self::Picture(picture::Container::Png));
        }
        if bytes.starts_with(b"\xFF\xD8\xFF") {
            return Ok(Self::Picture(picture::Container::Jpeg));
        }
        match UNSUPPORTED.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
            Some((_, found, remedy)) => Err(unsupported(name, found, remedy)),
            None => of_text(name, &bytes[..bytes.len().min(HEAD)]),
        }
    }
}

/// The error for a format that no reader takes.
pub(crate) fn unsupported(name: &str, found: &'static str, remedy: &'static str) -> SourceError {
    SourceError::Format { path: name.to_owned(), found, remedy }
}

/// The extension in lower case, or nothing.
pub(crate) fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// Detects the format of a ZIP. The names of its entries are not compressed, so a search finds them even if the ZIP is
/// damaged.
fn of_zip(name: &str, bytes: &[u8]) -> Result<Kind, SourceError> {
    if is_plain_archive(bytes) {
        return Ok(Kind::Archive);
    }
    if contains(bytes, b"application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Kind::Workbook(Container::Ods));
    }
    if contains(bytes, b"xl/workbook.bin") {
        return Ok(Kind::Workbook(Container::Xlsb));
    }
    if contains(bytes, b"xl/worksheets/") || contains(bytes, b"xl/workbook.xml") {
        return Ok(Kind::Workbook(Container::Xlsx));
    }
    if contains(bytes, b"word/document.xml") || contains(bytes, b"word/document2.xml") {
        return Ok(Kind::Docx);
    }
    match extension(name).as_str() {
        // A truncated file has no directory; its reader reports what is broken.
        "xlsx" | "xlsm" => Ok(Kind::Workbook(Container::Xlsx)),
        "ods" => Ok(Kind::Workbook(Container::Ods)),
        "docx" => Ok(Kind::Docx),
        "ofd" => Ok(Kind::Ofd),
        _ if contains(bytes, b"OFD.xml") => Ok(Kind::Ofd),
        _ if contains(bytes, b"ppt/presentation.xml") => {
            Err(unsupported(name, "演示文稿", "请把其中的表格和文字另存为 docx"))
        }
        _ => Ok(Kind::Archive),
    }
}

/// Whether an intact ZIP has no entries of an Office document (those of files inside it do not count).
fn is_plain_archive(bytes: &[u8]) -> bool {
    const PARTS: [&str; 6] = ["[Content_Types].xml", "mimetype", "OFD.xml", "xl/", "word/", "ppt/"];
    zip::ZipArchive::new(std::io::Cursor::new(bytes)).is_ok_and(|archive| {
        !archive.is_empty()
            && !archive.file_names().flatten().any(|name| PARTS.iter().any(|part| name.starts_with(part)))
    })
}

/// Detects the format of an OLE compound file by its streams, which are listed by their names in UTF-16.
fn of_compound(name: &str, bytes: &[u8]) -> Result<Kind, SourceError> {
    let has = |stream: &str| contains(bytes, &stream.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    if has("EncryptedPackage") {
        return Err(SourceError::Password { path: name.to_owned() });
    }
    let workbook = has("Workbook") || has("Book") || has("WORKBOOK") || has("BOOK");
    match (has("WordDocument"), workbook, extension(name).as_str()) {
        // A workbook may embed a document and vice versa; then the extension decides.
        (true, true, "xls" | "et" | "xlt") | (false, true, _) => Ok(Kind::Workbook(Container::Xls)),
        (true, _, _) => Ok(Kind::Legacy(Legacy::Word)),
        (false, false, "xls" | "et" | "xlt") => Ok(Kind::Workbook(Container::Xls)),
        _ if has("PowerPoint Document") => Err(unsupported(name, "演示文稿", "请把其中的表格和文字另存为 docx")),
        _ => Err(unsupported(name, "旧版 Office 文件", "请另存为 xlsx 或纯文本（txt）")),
    }
}

fn of_text(name: &str, head: &[u8]) -> Result<Kind, SourceError> {
    let text = encoding::unix_lines(encoding::decode(head).text);
    let text = text.trim_start();
    if text.is_empty() && head.len() < HEAD {
        return Err(SourceError::Empty { path: name.to_owned() });
    }
    if looks_binary(text) {
        return Err(unsupported(name, "二进制文件", "请用原软件另存为文本或工作簿"));
    }
    if let Some(root) = xml_root(text) {
        match root.as_str() {
            "spreadsheet:Workbook" => return Ok(Kind::Workbook(Container::SpreadsheetXml)),
            "wordml:wordDocument" => return Ok(Kind::Legacy(Legacy::WordXml)),
            _ => {}
        }
    }
    let opening: String = text.chars().take(2048).collect::<String>().to_ascii_lowercase();
    if opening.starts_with('<') && ["<html", "<table", "<!doctype html", "<body"].iter().any(|t| opening.contains(t)) {
        return Ok(Kind::Html);
    }
    if opening.starts_with("<?xml") {
        return Err(unsupported(name, "XML 文件", "请用原软件另存为 xlsx 或 docx"));
    }
    match extension(name).as_str() {
        "json" | "jsonl" | "ndjson" => Ok(Kind::Json),
        // Some systems write delimited text under the name of a workbook.
        "csv" | "tsv" | "tab" | "xls" | "xlsx" | "et" => Ok(Kind::Delimited),
        "txt" | "md" | "markdown" | "text" => Ok(if is_delimited(text) { Kind::Delimited } else { Kind::Text }),
        _ if opening.starts_with('{') || opening.starts_with("[{") => Ok(Kind::Json),
        _ => Ok(if is_delimited(text) || is_mostly_delimited(text) { Kind::Delimited } else { Kind::Text }),
    }
}

/// The root element of an XML text, behind the last part of its namespace: `spreadsheet:Workbook`.
fn xml_root(text: &str) -> Option<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    while text.starts_with('<') {
        match reader.read_event() {
            Ok(Event::Start(root) | Event::Empty(root)) => {
                let (prefix, name) = root.name().0.split_once(':').unwrap_or(("", root.name().0));
                let declaration = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
                let space = root.attributes().flatten().find(|attribute| attribute.key.0 == declaration)?;
                let space = space.value.rsplit([':', '/']).next()?;
                return Some(format!("{space}:{name}"));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    None
}

/// Whether more than a tenth of the characters do not occur in text files.
fn looks_binary(text: &str) -> bool {
    let (mut all, mut odd) = (0usize, 0usize);
    for c in text.chars().take(8192) {
        all += 1;
        let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{1a}' | '\u{85}');
        odd += usize::from(control || c == char::REPLACEMENT_CHARACTER);
    }
    odd * 10 > all
}

/// Whether every line (except perhaps the last, which may be cut) has the same number of commas or semicolons. Tabs do
/// not count, since the text reader handles tables with tabs.
fn is_delimited(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(50).collect();
    if lines.len() < 2 {
        return false;
    }
    !is_prose(&lines)
        && [',', ';'].iter().any(|separator| {
            let count = lines[0].matches(*separator).count();
            count > 0 && lines.iter().take(lines.len().max(3) - 1).all(|line| line.matches(*separator).count() == count)
        })
}

/// Whether most lines are rows of one table below a title, for texts without an extension such as standard input.
/// Chinese prose has full-width commas, and tables within a text have tabs.
fn is_mostly_delimited(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(50).collect();
    let mut counts: Vec<usize> =
        lines.iter().map(|line| line.matches(',').count()).filter(|count| *count > 1).collect();
    counts.sort_unstable();
    let most = counts.chunk_by(|one, other| one == other).map(<[usize]>::len).max().unwrap_or(0);
    most > 1 && most * 2 > lines.len() && !text.contains('\t') && !is_prose(&lines)
}

/// Whether most lines are sentences: they end with a full stop, or have at least two phrases with a figure (预算 12.00
/// 元) between commas. Sentences of one form, typed with half-width commas, would otherwise pass for rows.
fn is_prose(lines: &[&str]) -> bool {
    let ends = |line: &str| line.ends_with(['。', '；', '！', '？', '：']);
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let phrase = |field: &str| {
        let (before, behind) = match field.find(|c: char| c.is_ascii_digit()) {
            Some(at) => field.split_at(at),
            None => return false,
        };
        let unit = behind.trim_start_matches(|c: char| c.is_ascii_digit() || ". ".contains(c));
        let unit = ["元", "万元", "亿元", "%", "％", "个百分点"].contains(&unit.trim_end_matches(['。', ' ']));
        unit && before.chars().filter(|c| han(*c)).count() >= 2
    };
    let says = |line: &str| line.split([',', ';', '，']).filter(|field| phrase(field.trim())).count() > 1;
    lines.iter().filter(|line| ends(line) || says(line)).count() * 2 > lines.len()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let mut rest = haystack;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
