//! Sentences in both languages, and the choice between them.

use tui::i18n::Texts;
use workflow::Refusal;
use workflow::views::Lang;
use workflow::views::installed::Installed;

pub use workflow::{Words, counted};

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

thread_local! {
    /// The console's words; a command needs them once it prints a table.
    static TEXTS: [Texts; 2] = [Lang::Zh, Lang::En].map(texts);
}

/// The console's words, with those of the programmes.
fn texts(lang: Lang) -> Texts {
    let registry = crate::programmes::registry();
    let installed: Vec<Installed> = registry.iter().map(Installed::of).collect();
    Texts::new(lang).with_words(Installed::words(&installed))
}

/// The words of the console for a stored code, such as `state` and `submitted`.
pub fn of(family: &str, code: &str) -> Words {
    TEXTS.with(|[zh, en]| Words::new(zh.word(family, code), en.word(family, code)))
}

/// The words for what stands in a history or audit log: a step of a claim, else something an operator did.
pub fn of_act(code: &str) -> Words {
    let step = of("step", code);
    if step == Words::same(code) {
        of("event", code)
    } else {
        step
    }
}
