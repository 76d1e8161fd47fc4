//! Sentences in both languages, and the choice between them.

use domain::claim::StateName;
use domain::decision::Verdict;
use workflow::Refusal;
use workflow::views::Lang;

/// A sentence in Chinese and in English.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The same thing said twice.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// A text that is the same in both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            zh: text.clone(),
            en: text,
        }
    }

    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        pick(lang, &self.zh, &self.en)
    }
}

impl From<Verdict> for Words {
    fn from(verdict: Verdict) -> Self {
        Self::new(verdict.chinese(), verdict.code())
    }
}

impl From<StateName> for Words {
    fn from(state: StateName) -> Self {
        Self::new(state.chinese(), state.code())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::same(text)
    }
}

/// Why a claim or change could not take a step.
pub fn why(refusal: &Refusal) -> Words {
    Words::new(refusal.said(Lang::Zh), refusal.said(Lang::En))
}

/// One of two texts.
pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
