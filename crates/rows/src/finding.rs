//! Findings: what each does, and the sentence it is told with.

use domain::finding::{RowFinding, RowSeverity};
use domain::lang::Lang;
use std::collections::BTreeMap;

/// A kind of finding: its stable code, what it does to its row or file, and its sentence.
///
/// Placeholders are the finding's arguments; `{row}`, `{letter}` and `{sheet}` are its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingText {
    /// The stable code.
    pub code: &'static str,
    /// What it does.
    pub severity: RowSeverity,
    /// The Chinese sentence.
    pub zh: &'static str,
    /// The English sentence.
    pub en: &'static str,
}

/// Declares kinds of findings as constants, and `ALL` of them in a list.
#[macro_export]
macro_rules! findings {
    ($($name:ident = $code:literal, $severity:ident, $zh:literal, $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: $crate::FindingText = $crate::FindingText {
                code: $code,
                severity: domain::finding::RowSeverity::$severity,
                zh: $zh,
                en: $en,
            };
        )*

        /// All of them, in the order of the table.
        pub const ALL: &[$crate::FindingText] = &[$($name),*];
    };
}

/// A finding under construction. Whoever adds an argument has masked it.
pub struct Note {
    text: FindingText,
    args: BTreeMap<String, String>,
}

impl Note {
    /// A finding of a kind.
    pub fn new(text: FindingText) -> Self {
        Self {
            text,
            args: BTreeMap::new(),
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// The finding of a whole sheet.
    pub fn at_sheet(self, sheet: &str) -> RowFinding {
        self.at(sheet, 0, String::new())
    }

    /// The finding of a row, or of the column whose letters are given.
    pub fn at(self, sheet: &str, row: u32, column: String) -> RowFinding {
        RowFinding {
            sheet: sheet.to_owned(),
            row,
            column,
            code: self.text.code.to_owned(),
            severity: self.text.severity,
            args: self.args,
        }
    }
}

/// The row makes nothing: at least one finding is an error.
pub fn refuses(findings: &[RowFinding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity >= RowSeverity::Error)
}

impl FindingText {
    /// The sentence with its placeholders.
    pub const fn template(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The finding as a sentence.
    pub fn render(&self, finding: &RowFinding, lang: Lang) -> String {
        self.fill(finding, &finding.row.to_string(), lang).0
    }

    /// Placeholders of the sentence that the finding's arguments do not fill.
    pub fn unfilled(&self, finding: &RowFinding, lang: Lang) -> Vec<String> {
        self.fill(finding, &finding.row.to_string(), lang).1
    }

    /// One pass, so that braces inside a value are never taken for a placeholder.
    fn fill(&self, finding: &RowFinding, rows: &str, lang: Lang) -> (String, Vec<String>) {
        let template = self.template(lang);
        let several = rows.bytes().any(|byte| !byte.is_ascii_digit());
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
                "row" => {
                    if several && text.ends_with("Row ") {
                        text.truncate(text.len() - 1);
                        text.push_str("s ");
                    }
                    text.push_str(rows);
                }
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
}

/// The tables a program can tell findings from: those of the kernel and of every programme.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    tables: Vec<&'static [FindingText]>,
}

impl Texts {
    /// These tables, searched in this order.
    pub fn new(tables: impl IntoIterator<Item = &'static [FindingText]>) -> Self {
        Self {
            tables: tables.into_iter().collect(),
        }
    }

    /// The kind of a stable code.
    pub fn find(&self, code: &str) -> Option<&'static FindingText> {
        self.tables
            .iter()
            .flat_map(|table| table.iter())
            .find(|text| text.code == code)
    }

    /// The finding as a sentence. A code nobody declared, as a programme leaves behind that is no longer installed, is
    /// shown as it is, with its arguments.
    pub fn render(&self, finding: &RowFinding, lang: Lang) -> String {
        self.render_rows(finding, &finding.row.to_string(), lang)
    }

    /// The finding as a sentence about these rows.
    pub(crate) fn render_rows(&self, finding: &RowFinding, rows: &str, lang: Lang) -> String {
        match self.find(&finding.code) {
            Some(text) => text.fill(finding, rows, lang).0,
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
}

/// Tells findings in one language.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'t> {
    texts: &'t Texts,
    lang: Lang,
}

impl<'t> Teller<'t> {
    /// Tells from these tables.
    pub fn new(texts: &'t Texts, lang: Lang) -> Self {
        Self { texts, lang }
    }

    /// The tables it tells from.
    pub(crate) fn texts(self) -> &'t Texts {
        self.texts
    }

    /// The language.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The finding as a sentence.
    pub fn tell(self, finding: &RowFinding) -> String {
        self.texts.render(finding, self.lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn a_brace_inside_a_value_is_no_placeholder() {
        let finding = Note::new(codes::UNKNOWN_WORD)
            .arg("column", "{row}")
            .arg("value", "{x}")
            .arg("allowed", "a");
        let finding = finding.at("s", 3, "B".to_owned());
        assert!(
            codes::UNKNOWN_WORD
                .render(&finding, Lang::Zh)
                .contains("{x}")
        );
        assert!(codes::UNKNOWN_WORD.unfilled(&finding, Lang::Zh).is_empty());
    }

    #[test]
    fn an_unfilled_placeholder_is_told() {
        let finding = Note::new(codes::UNKNOWN_WORD).at_sheet("s");
        assert_eq!(
            codes::UNKNOWN_WORD.unfilled(&finding, Lang::En),
            ["column", "value", "allowed"]
        );
    }
}
