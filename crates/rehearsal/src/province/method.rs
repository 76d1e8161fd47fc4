//! How the unions of the invented province pay, in the words of their sheets.

/// How a union bears the contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// All of it.
    Full,
    /// A part.
    Shared,
    /// After the member paid.
    Reimburse,
}

impl Method {
    /// The word of the sheets.
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "全额",
            Self::Shared => "分摊",
            Self::Reimburse => "报销",
        }
    }
}
