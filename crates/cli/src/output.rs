//! Everything the program says: one JSON object or readable text on standard output, errors on
//! standard error. A reader who went away is no error.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::words::Words;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use unicode_width::UnicodeWidthStr;
use workflow::views::Lang;

/// What a command has to say.
#[derive(Debug, Clone)]
pub struct Report {
    /// The object printed with `--json`.
    pub json: Value,
    /// What is printed without it.
    pub text: Vec<Block>,
    /// The exit code.
    pub exit: Exit,
    /// Said on standard error in either form.
    pub warnings: Vec<Words>,
}

/// A part of the readable form.
#[derive(Debug, Clone)]
pub enum Block {
    /// A sentence in both languages.
    Line(Words),
    /// A table.
    Table(Table),
}

/// A table: columns aligned by what a terminal shows, not by characters.
#[derive(Debug, Clone, Default)]
pub struct Table {
    head: Vec<(&'static str, &'static str)>,
    rows: Vec<Vec<Words>>,
}

/// Blanks between two columns.
const GAP: &str = "  ";

impl Table {
    /// A table with these headings in Chinese and English.
    pub fn new(head: &[(&'static str, &'static str)]) -> Self {
        Self {
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row of as many cells as there are headings.
    pub fn row<C: Into<Words>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    fn render(&self, lang: Lang) -> String {
        let head: Vec<String> = self
            .head
            .iter()
            .map(|(zh, en)| crate::words::pick(lang, zh, en).to_owned())
            .collect();
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| clean(cell.get(lang))).collect())
            .collect();
        let width = |column: usize| {
            std::iter::once(&head)
                .chain(&rows)
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
                line.push_str(GAP);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A sentence inside the object of a report. It is kept as a pair; what is printed is the one the reader asked for.
pub fn sentence(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

/// Puts the sentences of a report into one language.
fn told(value: &mut Value, lang: Lang) {
    match value {
        Value::Object(fields) => {
            let pair = (fields.len() == 2)
                .then(|| Some((fields.get("zh")?.as_str()?, fields.get("en")?.as_str()?)))
                .flatten();
            if let Some((zh, en)) = pair {
                *value = json!(crate::words::pick(lang, zh, en));
            } else {
                fields.values_mut().for_each(|field| told(field, lang));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| told(item, lang)),
        _ => {}
    }
}

/// A text from a file or an argument, without anything a terminal would act upon.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if is_unsafe(c) { '\u{FFFD}' } else { c })
        .collect()
}

/// Control characters, and the marks that reorder or hide text.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

impl Report {
    /// A report that is done.
    pub fn new(json: Value) -> Self {
        Self {
            json,
            text: Vec::new(),
            exit: Exit::Done,
            warnings: Vec::new(),
        }
    }

    /// Adds the keys of `more` to the object.
    #[must_use]
    pub fn with(mut self, more: Value) -> Self {
        if let (Value::Object(all), Value::Object(more)) = (&mut self.json, more) {
            all.extend(more);
        }
        self
    }

    /// Adds a sentence.
    #[must_use]
    pub fn line(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.text.push(Block::Line(Words::new(zh, en)));
        self
    }

    /// Adds a table; one without rows is left out.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.text.push(Block::Table(table));
        }
        self
    }

    /// Adds the table of a list; one without rows is said to be empty.
    #[must_use]
    pub fn listing(self, table: Table) -> Self {
        if table.rows.is_empty() {
            return self.line("（没有记录）", "(none)");
        }
        self.table(table)
    }

    /// Sets the exit code.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Adds a warning.
    #[must_use]
    pub fn warn(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.warnings.push(Words::new(zh, en));
        self
    }

    fn render(&self, lang: Lang) -> String {
        self.text
            .iter()
            .map(|block| match block {
                Block::Line(words) => format!("{}\n", words.get(lang)),
                Block::Table(table) => table.render(lang),
            })
            .collect()
    }
}

/// How the program talks.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// Language of sentences.
    pub lang: Lang,
    /// One JSON object instead of text.
    pub json: bool,
}

impl Voice {
    /// Prints a report.
    pub fn say(self, report: &Report) {
        for warning in &report.warnings {
            self.aside(&format!(
                "{}{}",
                crate::words::pick(self.lang, "警告：", "warning: "),
                warning.get(self.lang)
            ));
        }
        let text = if self.json {
            let mut json = report.json.clone();
            told(&mut json, self.lang);
            format!("{json}\n")
        } else {
            report.render(self.lang)
        };
        out(&text);
    }

    /// Prints why a command failed: text on standard error, with `--json` an object as well.
    pub fn complain(self, failure: &Failure) {
        if self.json {
            let mut error = json!({
                "code": failure.code,
                "message": failure.message.get(self.lang),
                "hint": failure.hint.get(self.lang),
            });
            if !failure.outcome.is_null()
                && let Some(fields) = error.as_object_mut()
            {
                fields.insert("outcome".to_owned(), (*failure.outcome).clone());
            }
            told(&mut error, self.lang);
            out(&format!("{}\n", json!({ "error": error })));
        }
        self.aside(&failure.render(self.lang));
    }

    /// Says something on standard error.
    pub fn aside(self, text: &str) {
        let lines: Vec<String> = text.lines().map(clean).collect();
        // Nobody may be listening any more; there is nothing left to say it to.
        let _ = writeln!(std::io::stderr().lock(), "{}", lines.join("\n"));
    }

    /// Shows how far a long command is, on a terminal only; the line is overwritten each time.
    pub fn progress(self, text: &str) {
        let mut stream = std::io::stderr().lock();
        if stream.is_terminal() {
            let _ = write!(stream, "\r\u{1b}[K{}", clean(text)).and_then(|()| stream.flush());
        }
    }

    /// Clears the line of [`Voice::progress`].
    pub fn progress_done(self) {
        let mut stream = std::io::stderr().lock();
        if stream.is_terminal() {
            let _ = write!(stream, "\r\u{1b}[K").and_then(|()| stream.flush());
        }
    }
}

/// Writes to standard output. A closed pipe ends the output quietly: `gongbao claim list | head` is no failure.
pub fn out(text: &str) {
    let mut stream = std::io::stdout().lock();
    let _ = stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_chinese_text() {
        let mut table = Table::new(&[("单位", "unit"), ("数", "n")]);
        table.row(["长沙".to_owned(), "1".to_owned()]);
        table.row(["A".to_owned(), "2".to_owned()]);
        assert_eq!(table.render(Lang::Zh), "单位  数\n长沙  1\nA     2\n");
    }

    #[test]
    fn nothing_a_terminal_would_act_upon_is_printed() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}"), "a\u{FFFD}[2Jb\u{FFFD}");
    }

    /// The codes of every refusal the workflow makes, as its sources have them.
    fn refusal_codes() -> std::collections::BTreeSet<String> {
        fn gather(folder: &std::path::Path, codes: &mut std::collections::BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    gather(&path, codes);
                } else {
                    let text = std::fs::read_to_string(&path).unwrap();
                    for made in text.split("Refusal::new(").skip(1) {
                        let code = made.trim_start().strip_prefix('"');
                        codes.extend(
                            code.and_then(|code| code.split('"').next())
                                .map(str::to_owned),
                        );
                    }
                }
            }
        }
        let mut codes = std::collections::BTreeSet::new();
        let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflow/src");
        gather(&sources, &mut codes);
        codes
    }

    #[test]
    fn every_refusal_inside_the_object_is_told_in_the_language_asked_for_and_keeps_its_code() {
        let codes = refusal_codes();
        assert!(codes.len() > 40, "{codes:?}");
        for code in codes {
            let kept: &'static str = Box::leak(code.clone().into_boxed_str());
            let refusal = workflow::Refusal::new(kept, Words::new("不能办理", "not possible"));
            let report = json!({ "failed": [crate::commands::shared::failed("1", &refusal)] });
            for (lang, said) in [(Lang::Zh, "不能办理"), (Lang::En, "not possible")] {
                let mut printed = report.clone();
                told(&mut printed, lang);
                assert_eq!(printed["failed"][0]["message"], said, "{code}");
                assert_eq!(printed["failed"][0]["code"], code.as_str());
            }
        }
    }

    #[test]
    fn only_a_pair_of_two_texts_is_a_sentence() {
        let mut value =
            json!({ "a": { "zh": "甲", "en": "A", "code": "a" }, "b": { "zh": 1, "en": 2 } });
        let before = value.clone();
        told(&mut value, Lang::Zh);
        assert_eq!(value, before);
    }
}
