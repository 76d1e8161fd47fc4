//! Puts a finding into a sentence that says what happened and what to do.

use super::Code;
use domain::finding::RowFinding;

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// The finding as a sentence. A code this crate does not know is shown as it is, with its arguments.
pub fn render(finding: &RowFinding, lang: Lang) -> String {
    match Code::from_code(&finding.code) {
        Some(code) => fill(code.template(lang), finding).0,
        None => {
            let args: Vec<String> = finding
                .args
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("{} {}", finding.code, args.join(" "))
                .trim_end()
                .to_owned()
        }
    }
}

/// Placeholders of the finding's sentence that its arguments do not fill: empty for every finding of this crate.
pub fn unfilled(finding: &RowFinding, lang: Lang) -> Vec<String> {
    Code::from_code(&finding.code).map_or_else(
        || vec![finding.code.clone()],
        |code| fill(code.template(lang), finding).1,
    )
}

/// One pass, so that braces inside a value are never taken for a placeholder.
fn fill(template: &str, finding: &RowFinding) -> (String, Vec<String>) {
    let mut text = String::with_capacity(template.len() + 32);
    let mut missing = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        match name {
            "row" => text.push_str(&finding.row.to_string()),
            "letter" => text.push_str(&finding.column),
            "sheet" => text.push_str(&finding.sheet),
            _ => match finding.args.get(name) {
                Some(value) => text.push_str(value),
                None => {
                    missing.push(name.to_owned());
                    text.push('…');
                }
            },
        }
        rest = tail;
    }
    text.push_str(rest);
    (text, missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Note;

    fn names(template: &str) -> std::collections::BTreeSet<&str> {
        template
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn both_languages_of_a_message_use_the_same_arguments() {
        for code in Code::ALL {
            let optional = ["row", "letter", "sheet"];
            let zh: Vec<_> = names(code.template(Lang::Zh))
                .into_iter()
                .filter(|n| !optional.contains(n))
                .collect();
            let en: Vec<_> = names(code.template(Lang::En))
                .into_iter()
                .filter(|n| !optional.contains(n))
                .collect();
            assert_eq!(zh, en, "{}", code.as_str());
        }
    }

    #[test]
    fn codes_are_unique_and_found_again() {
        for code in Code::ALL {
            assert_eq!(Code::from_code(code.as_str()), Some(*code));
        }
    }

    #[test]
    fn a_brace_inside_a_value_is_no_placeholder() {
        let finding = Note::new(Code::UnknownWord)
            .arg("column", "{row}")
            .arg("value", "{x}")
            .arg("allowed", "a");
        let finding = finding.at("s", 3, "B".to_owned());
        assert!(render(&finding, Lang::Zh).contains("{x}"));
        assert!(unfilled(&finding, Lang::Zh).is_empty());
    }

    #[test]
    fn an_unfilled_placeholder_is_told() {
        assert_eq!(
            unfilled(&Note::new(Code::UnknownWord).at_sheet("s"), Lang::En),
            ["column", "value", "allowed"]
        );
    }
}
