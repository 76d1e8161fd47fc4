//! Sentences in both languages. What an operator is told is made as a pair, so that nothing can be told in one language
//! only.

use crate::views::Lang;
use domain::claim::StateName;
use domain::decision::Verdict;

/// A sentence in Chinese and in English.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: Box<str>,
    /// English.
    pub en: Box<str>,
}

/// A sentence in Chinese, the same in English, and the values both of them show, as in [`format!`].
#[macro_export]
macro_rules! words {
    ($zh:literal, $en:literal $(, $($values:tt)+)?) => {
        $crate::Words::new(
            format_args!($zh $(, $($values)+)?).to_string(),
            format_args!($en $(, $($values)+)?).to_string(),
        )
    };
}

/// So many of a thing, in English: `1 claim`, `2 claims`.
pub fn counted(count: impl std::fmt::Display, what: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {what}{plural}")
}

impl Words {
    /// The same thing said twice.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into().into(),
            en: en.into().into(),
        }
    }

    /// A text that is the same in both languages: a number, a name, a code.
    pub fn same(text: impl Into<String>) -> Self {
        let text: Box<str> = text.into().into();
        Self {
            zh: text.clone(),
            en: text,
        }
    }

    /// Several of them in one line.
    pub(crate) fn listed(each: impl IntoIterator<Item = Self>) -> Self {
        let (zh, en): (Vec<Box<str>>, Vec<Box<str>>) =
            each.into_iter().map(|one| (one.zh, one.en)).unzip();
        Self::new(zh.join("；"), en.join("; "))
    }

    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
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
