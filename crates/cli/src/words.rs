//! Sentences in both languages, and the choice between them.

use workflow::Refusal;
use workflow::views::Lang;

pub use workflow::Words;

/// Why a claim or change could not take a step.
pub fn why(refusal: &Refusal) -> Words {
    refusal.words()
}

/// One of two texts.
pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
