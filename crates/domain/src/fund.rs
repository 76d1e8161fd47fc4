//! Funding sources: whose money pays a benefit. Each programme has its own, in the order in which they bear it.

crate::short_code! {
    /// The code of a funding source, such as `union`; its programme knows what it means.
    FundSource
}

/// What a programme says of a funding source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceSpec {
    /// Its code.
    pub code: &'static str,
    /// The word of sheets and Chinese screens.
    pub zh: &'static str,
    /// The word of English screens.
    pub en: &'static str,
    /// Other words that sheets have for it, with blanks between.
    pub aliases: &'static str,
}

impl SourceSpec {
    /// A source by its code, Chinese and English word, and other words of sheets.
    pub const fn new(
        code: &'static str,
        zh: &'static str,
        en: &'static str,
        aliases: &'static str,
    ) -> Self {
        Self {
            code,
            zh,
            en,
            aliases,
        }
    }

    /// What is stored of it.
    pub const fn source(&self) -> FundSource {
        FundSource::new(self.code)
    }

    /// A cell's word, without blanks and remarks, names it.
    pub fn is_called(&self, word: &str) -> bool {
        word == self.zh || word == self.code || self.aliases.split(' ').any(|one| one == word)
    }
}
