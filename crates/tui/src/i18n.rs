//! Sentences in Chinese and English.

use domain::payment_method::MethodSpec;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::collections::BTreeMap;
use unic_langid::LanguageIdentifier;
use workflow::proposals::rulings::{OptionSpec, value_words};
use workflow::views::Lang;
use workflow::views::installed::Word;

const ZH: &[&str] = &[
    include_str!("../locales/zh-CN/console.ftl"),
    include_str!("../locales/zh-CN/commands.ftl"),
    include_str!("../locales/zh-CN/dialogs.ftl"),
    include_str!("../locales/zh-CN/words.ftl"),
    include_str!("../locales/zh-CN/work.ftl"),
];
const EN: &[&str] = &[
    include_str!("../locales/en/console.ftl"),
    include_str!("../locales/en/commands.ftl"),
    include_str!("../locales/en/dialogs.ftl"),
    include_str!("../locales/en/words.ftl"),
    include_str!("../locales/en/work.ftl"),
];

/// The sentences of one language.
pub struct Texts {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// Words of programmes for their codes, by the key a sentence of the console would have.
    words: BTreeMap<String, String>,
}

impl Texts {
    /// Reads the sentences of a language. A line that cannot be read is left out; a test finds it.
    pub fn new(lang: Lang) -> Self {
        let (id, sources) = match lang {
            Lang::Zh => ("zh-CN", ZH),
            Lang::En => ("en", EN),
        };
        let id: LanguageIdentifier = id.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        // Isolation marks are bidi controls: they would land in cells.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        let words = BTreeMap::new();
        Self {
            lang,
            bundle,
            words,
        }
    }

    /// With the words of programmes for their codes.
    #[must_use]
    pub fn with_words(mut self, words: impl IntoIterator<Item = Word>) -> Self {
        for (family, code, zh, en) in words {
            let word = self.pick(zh, en).to_owned();
            self.words.insert(format!("{family}-{code}"), word);
        }
        self
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A sentence without arguments; the key itself when there is none.
    pub fn t(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A sentence, where the catalogue has one under this key.
    pub fn known(&self, key: &str) -> Option<String> {
        self.bundle.has_message(key).then(|| self.t(key))
    }

    /// A sentence with arguments.
    pub fn with(&self, key: &str, args: &[(&str, &str)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            values.set(*name, FluentValue::from(*value));
        }
        self.bundle
            .format_pattern(pattern, Some(&values), &mut Vec::new())
            .into_owned()
    }

    /// The word for a stored code, such as `state` and `submitted`.
    pub fn word(&self, family: &str, code: &str) -> String {
        let key = format!("{family}-{code}");
        if let Some(word) = self.words.get(&key) {
            word.clone()
        } else if self.bundle.has_message(&key) {
            self.t(&key)
        } else {
            code.to_owned()
        }
    }

    /// The word of a payment method, which is its programme's.
    pub fn method(&self, spec: &MethodSpec) -> String {
        self.pick(spec.zh, spec.en).to_owned()
    }

    /// A value of an open point, which is its programme's; its code where the programme has none of it.
    pub fn value(&self, spec: &OptionSpec, code: &str) -> String {
        value_words(spec, code).get(self.lang).to_owned()
    }

    /// One of two texts.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Columns the longest word of a family takes, so that columns are sized by the language, not by hand.
    pub fn widest(&self, family: &str, codes: &[&str]) -> usize {
        codes
            .iter()
            .map(|code| crate::text::width(&self.word(family, code)))
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(sources: &[&str]) -> BTreeSet<String> {
        sources
            .iter()
            .flat_map(|source| source.lines())
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        assert_eq!(keys(ZH), keys(EN));
        assert!(keys(ZH).len() > 100);
    }

    #[test]
    fn no_key_is_given_twice() {
        for sources in [ZH, EN] {
            let lines = sources.iter().flat_map(|source| source.lines());
            let given = lines
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .count();
            assert_eq!(given, keys(sources).len());
        }
    }

    #[test]
    fn every_line_of_both_languages_can_be_read() {
        for source in ZH.iter().chain(EN) {
            assert!(FluentResource::try_new((*source).to_owned()).is_ok());
        }
    }

    #[test]
    fn own_text_uses_no_character_of_doubtful_width() {
        use unicode_width::UnicodeWidthChar;
        for source in ZH.iter().chain(EN) {
            for c in source.chars().filter(|c| !c.is_control()) {
                assert_eq!(
                    UnicodeWidthChar::width(c),
                    UnicodeWidthChar::width_cjk(c),
                    "{c} in the sentences"
                );
            }
        }
    }

    #[test]
    fn every_code_of_the_domain_has_a_word_in_both_languages() {
        use domain::{batch, case, claim, period, role, unit};
        let mut wanted: Vec<(&str, &str)> = Vec::new();
        wanted.extend(claim::StateName::ALL.iter().map(|v| ("state", v.code())));
        wanted.extend(claim::StepName::ALL.iter().map(|v| ("step", v.code())));
        wanted.extend(case::CaseState::ALL.iter().map(|v| ("case", v.code())));
        wanted.extend(case::CaseKind::ALL.iter().map(|v| ("case-kind", v.code())));
        wanted.extend(
            case::Resolution::ALL
                .iter()
                .map(|v| ("resolution", v.code())),
        );
        wanted.extend(
            case::ProposalState::ALL
                .iter()
                .map(|v| ("change", v.code())),
        );
        wanted.extend(batch::BatchState::ALL.iter().map(|v| ("batch", v.code())));
        wanted.extend(batch::Channel::ALL.iter().map(|v| ("channel", v.code())));
        wanted.extend(batch::LineState::ALL.iter().map(|v| ("line", v.code())));
        wanted.extend(
            period::PeriodState::ALL
                .iter()
                .map(|v| ("period", v.code())),
        );
        wanted.extend(role::Role::ALL.iter().map(|v| ("role", v.code())));
        wanted.extend(unit::UnitLevel::ALL.iter().map(|v| ("level", v.code())));
        wanted.extend(
            domain::sensitive::Field::ALL
                .iter()
                .map(|v| ("masked", v.code())),
        );
        for (family, code) in wanted {
            for lang in [Lang::Zh, Lang::En] {
                let key = format!("{family}-{code}");
                assert!(Texts::new(lang).bundle.has_message(&key), "{key}");
            }
        }
    }
}
