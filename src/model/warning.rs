//! 读取提示: warnings about input that could be read but looks wrong; returned along with the result.

use super::Place;
use std::fmt;
use std::sync::Arc;

/// 读取提示: something the user should know, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Its kind, for counting and tests.
    pub kind: WarningKind,
    /// Its place.
    pub place: Place,
    /// One Chinese sentence: what was found and, if there is one, the way out.
    pub message: String,
    /// What a person has to compare with the original, as the page shows it.
    pub clips: Vec<Clip>,
}

/// 图样: a figure as a scanned page shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clip {
    /// Where it stands and what was read, in Chinese.
    pub figure: String,
    /// The picture of its cell: a PNG file.
    pub png: Arc<[u8]>,
}

/// 读取提示的类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningKind {
    /// A table that was not understood and is left out.
    UnrecognisedTable,
    /// A row or column of a known table that was not understood and is left out.
    UnrecognisedPart,
    /// A cell that should hold a number but does not.
    BadNumber,
    /// A formula without a stored result that could not be calculated.
    Uncalculated,
    /// Digits below a 分 were rounded.
    Rounded,
    /// The amount unit is missing or contradictory.
    Unit,
    /// The fiscal year is missing, inferred or contradictory.
    Year,
    /// The same code (and project) is printed twice.
    DuplicateCode,
    /// A table is printed twice with different figures.
    RepeatedTable,
    /// A code whose parent is not printed.
    Orphan,
    /// One code, two names.
    NameConflict,
    /// Two origins of one figure disagree.
    OriginConflict,
    /// A claim whose subject could not be bound to a table.
    UnboundClaim,
    /// What a user corrected about a file.
    Corrected,
    /// A file that was left out.
    SkippedFile,
    /// A file or folder that this program wrote, left out when its parent folder is read.
    OwnOutput,
    /// Anything else worth knowing.
    Note,
}

impl WarningKind {
    /// The Chinese word for it, above a list of its warnings.
    pub fn title(self) -> &'static str {
        match self {
            Self::UnrecognisedTable => "未识别的表",
            Self::UnrecognisedPart => "未识别的行或栏",
            Self::BadNumber => "无法识别的数",
            Self::Uncalculated => "没有算出的公式",
            Self::Rounded => "分以下的零头",
            Self::Unit => "金额单位",
            Self::Year => "年度",
            Self::DuplicateCode => "重复的科目",
            Self::RepeatedTable => "重复的表",
            Self::Orphan => "缺上级的科目",
            Self::NameConflict => "科目名称不一",
            Self::OriginConflict => "来源不同、数不一",
            Self::UnboundClaim => "上年数未推算",
            Self::Corrected => "使用者的更正",
            Self::SkippedFile => "没有读的文件",
            Self::OwnOutput => "本程序写出的文件",
            Self::Note => "其他",
        }
    }
}

impl Warning {
    /// The warnings by kind, each kind where its first warning stands.
    pub fn by_kind(warnings: &[Self]) -> Vec<(WarningKind, Vec<&Self>)> {
        let mut kinds: Vec<(WarningKind, Vec<&Self>)> = Vec::new();
        for warning in warnings {
            match kinds.iter_mut().find(|(kind, _)| *kind == warning.kind) {
                Some((_, alike)) => alike.push(warning),
                None => kinds.push((warning.kind, vec![warning])),
            }
        }
        kinds
    }

    /// 使用者的更正 among warnings: results tell them wherever they go, since nobody can see them in the documents.
    pub fn user_corrections(warnings: &[Self]) -> Vec<Self> {
        warnings.iter().filter(|warning| warning.kind == WarningKind::Corrected).cloned().collect()
    }

    /// A warning of `kind` at `place`.
    pub fn new(kind: WarningKind, place: Place, message: impl Into<String>) -> Self {
        Self { kind, place, message: message.into(), clips: Vec::new() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.file.is_empty() {
            // A warning about several files has no place.
            true => f.write_str(&self.message),
            false => write!(f, "{}：{}", self.place, self.message),
        }
    }
}
