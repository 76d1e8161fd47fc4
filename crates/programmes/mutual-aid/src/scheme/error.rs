//! What may be wrong with a scheme. Nothing is ever computed with one that is.

use domain::fen::Fen;
use policy::ParamsError;

/// A scheme that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// An unknown, missing or ill-typed key, or a base that names an unknown field.
    #[error("the schemes cannot be read: {cause}")]
    Shape {
        /// What the reader says, naming key and line.
        cause: String,
    },
    /// Two schemes of one id.
    #[error("scheme `{id}` stands twice")]
    Twice {
        /// The id.
        id: String,
    },
    /// Two periods have a scheme of one id.
    #[error(
        "scheme `{id}` is one of another period as well: give it an id of its own, with the year"
    )]
    OfTwoPeriods {
        /// The id.
        id: String,
    },
    /// Two rows pay for the same base.
    #[error("scheme `{scheme}`, benefit `{benefit}`: rows {row} and {next} overlap at {at} yuan", next = row + 1)]
    Overlap {
        /// Which scheme.
        scheme: String,
        /// Which benefit.
        benefit: String,
        /// The first of the two rows, from 1.
        row: usize,
        /// Where they meet.
        at: Fen,
    },
    /// A base between two rows falls into none.
    #[error("scheme `{scheme}`, benefit `{benefit}`: rows {row} and {next} leave a gap at {at} yuan", next = row + 1)]
    Gap {
        /// Which scheme.
        scheme: String,
        /// Which benefit.
        benefit: String,
        /// The first of the two rows, from 1.
        row: usize,
        /// Where the first one ends.
        at: Fen,
    },
    /// A value nobody says where it was read.
    #[error("scheme `{scheme}`: `{key}` names no source")]
    Unsourced {
        /// Which scheme.
        scheme: String,
        /// The key.
        key: String,
    },
    /// A value that cannot be.
    #[error("scheme `{scheme}`: `{key}` {problem}")]
    Value {
        /// Which scheme.
        scheme: String,
        /// The key.
        key: String,
        /// What is wrong.
        problem: &'static str,
        /// The same in Chinese.
        problem_zh: &'static str,
    },
}

impl From<SchemeError> for ParamsError {
    fn from(error: SchemeError) -> Self {
        Self::Terms {
            zh: error.chinese(),
            en: error.to_string(),
        }
    }
}

impl SchemeError {
    /// The error in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Self::Shape { cause } => format!("互助方案文件无法读取：{cause}"),
            Self::Twice { id } => format!("互助方案 {id} 出现两次。"),
            Self::OfTwoPeriods { id } => {
                format!("互助方案 {id} 在另一年度的申报期中也有；请另取带年份的编号。")
            }
            Self::Overlap {
                scheme,
                benefit,
                row,
                at,
            } => format!(
                "互助方案 {scheme} 的待遇 {benefit}：第{row}档与第{}档在 {at} 元处重叠。",
                row + 1
            ),
            Self::Gap {
                scheme,
                benefit,
                row,
                at,
            } => format!(
                "互助方案 {scheme} 的待遇 {benefit}：第{row}档与第{}档在 {at} 元处有空档。",
                row + 1
            ),
            Self::Unsourced { scheme, key } => format!("互助方案 {scheme} 的 {key} 没有写明来源。"),
            Self::Value {
                scheme,
                key,
                problem_zh,
                ..
            } => {
                format!("互助方案 {scheme} 的 {key} {problem_zh}。")
            }
        }
    }
}
