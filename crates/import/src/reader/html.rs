//! A web page that calls itself .xls, as older systems export their tables. Tags are cut as browsers cut them; the
//! tables stand on one sheet below one another, with the lines between them, as Excel shows them.
//!
//! A cell is text as it is written, digit for digit, unless the page says that it is a number (`x:num` of Excel,
//! `sdval` of LibreOffice): then it is one, and digits it has lost are missed here like everywhere.

use super::ReadError;
use super::choose::{Candidate, Choices, choose};
use super::encoding::TextEncoding;
use super::held::{Grid, HeldSource, number, put, result_of, text_of};
use super::scan::Merge;
use crate::codes;
use crate::limits::COLUMNS_MAX;
use domain::finding::RowFinding;
use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Token, Tokenizer};
use rows::cell::RawCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Elements whose content is no text of the page.
const SILENT: [&str; 6] = ["title", "script", "style", "xml", "noscript", "comment"];
/// Elements that end a line of text outside a table.
const BLOCKS: [&str; 12] = [
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "br", "li", "body", "center",
];
/// Furthest a cell reaches down; Excel's sheets of that time had no more rows.
const ROW_SPAN_MAX: u32 = 65_536;

/// Reads the page; it has one sheet, without a name.
pub(super) fn open(
    path: &Path,
    choices: &Choices,
) -> Result<(HeldSource, TextEncoding, Vec<RowFinding>), ReadError> {
    let (text, encoding) = text_of(path)?;
    let mut page = Page::default();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(&text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name))?,
            Token::String(text) => page.text(&String::from_utf8_lossy(&text.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.end_line()?;
    let tables = page.tables;
    let grid = page.grid;
    if tables == 0 {
        return Err(ReadError::refuse(codes::FILE_MARKUP));
    }
    let candidate = Candidate::new(String::new(), false, grid.scan);
    // The page has one sheet whatever it is called.
    let choices = Choices {
        sheet: None,
        ..choices.clone()
    };
    let (sheet, warnings) = choose(vec![candidate], &choices)?;
    let source = HeldSource {
        asides: Vec::new(),
        rows: grid.rows,
        merges: sheet.scan.merges,
    };
    Ok((source, encoding, warnings))
}

#[derive(Default)]
struct Page {
    grid: Grid,
    tables: usize,
    /// The silent element that is open.
    silent: Option<String>,
    style: String,
    /// Classes whose elements show nothing.
    hidden_classes: BTreeSet<String>,
    /// A line of text outside a table.
    line: String,
    in_table: bool,
    columns: u32,
    row: Option<Row>,
    cell: Option<Cell>,
    /// Number of the next row, from 0.
    next: u32,
    /// Columns that a cell above reaches into, and down to which row.
    reached: BTreeMap<u32, u32>,
}

struct Row {
    cells: Vec<RawCell>,
    hidden: bool,
    column: u32,
}

struct Cell {
    text: String,
    kind: Kind,
    formula: bool,
    hidden: bool,
    columns: u32,
    rows: u32,
}

/// What the page says a cell is.
enum Kind {
    Text,
    /// A number, with its value where the text shows another one.
    Number(String),
    Bool(String),
    Error,
}

type Tag = StartTag<()>;

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(&value.value).into_owned())
}

fn span(tag: &Tag, name: &str, max: u32) -> u32 {
    let wanted = attribute(tag, name).and_then(|text| text.trim().parse::<u32>().ok());
    wanted.unwrap_or(1).clamp(1, max)
}

impl Page {
    fn start(&mut self, tag: &Tag) -> Result<(), ReadError> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if self.silent.is_some() {
            return Ok(());
        }
        match name.as_str() {
            _ if SILENT.contains(&name.as_str()) && !tag.self_closing => {
                self.style.clear();
                self.silent = Some(name);
                return Ok(());
            }
            "table" if self.in_table => {
                // A table inside a cell has no place in a sheet; one whose end tag is missing just ends here.
                if self.cell.is_some() {
                    return Err(ReadError::refuse(codes::FILE_MARKUP));
                }
                self.end_table()?;
                self.start_table();
            }
            "table" => {
                self.end_line()?;
                self.start_table();
            }
            "col" if self.in_table => {
                let wide = span(tag, "span", COLUMNS_MAX as u32);
                if self.is_hidden(tag)
                    || attribute(tag, "width").is_some_and(|width| is_zero(&width))
                {
                    self.grid
                        .conceal(self.columns, self.columns.saturating_add(wide - 1));
                }
                self.columns = self.columns.saturating_add(wide);
            }
            "tr" if self.in_table => {
                self.end_row()?;
                self.row = Some(Row {
                    cells: Vec::new(),
                    hidden: self.is_hidden(tag),
                    column: 0,
                });
            }
            "td" | "th" if self.in_table => {
                self.end_cell();
                let hidden = self.is_hidden(tag);
                self.row.get_or_insert_with(|| Row {
                    cells: Vec::new(),
                    hidden: false,
                    column: 0,
                });
                self.cell = Some(Cell::of(tag, hidden));
            }
            "br" => self.push("\n"),
            _ => {}
        }
        if !self.in_table && BLOCKS.contains(&name.as_str()) {
            self.end_line()?;
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if let Some(silent) = &self.silent {
            if silent == name {
                self.silent = None;
                self.hidden_classes.extend(hidden_classes(&self.style));
            }
            return Ok(());
        }
        match name {
            "table" => self.end_table(),
            "tr" => self.end_row(),
            "td" | "th" => {
                self.end_cell();
                Ok(())
            }
            _ if !self.in_table && BLOCKS.contains(&name) => self.end_line(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        match &self.silent {
            Some(name) if name == "style" => self.style.push_str(text),
            Some(_) => {}
            None => self.push(text),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            append(&mut cell.text, text);
        } else if !self.in_table {
            append(&mut self.line, text);
        }
    }

    fn start_table(&mut self) {
        self.tables += 1;
        self.in_table = true;
        self.grid.reveal();
        self.columns = 0;
        self.reached.clear();
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        self.end_row()?;
        self.in_table = false;
        Ok(())
    }

    /// A line outside a table is a row with one cell, as Excel shows it.
    fn end_line(&mut self) -> Result<(), ReadError> {
        let text = std::mem::take(&mut self.line);
        if text.trim().is_empty() {
            return Ok(());
        }
        let row = self.next;
        self.next = self.next.saturating_add(1);
        self.grid
            .add(row, vec![RawCell::Text(text.trim().to_owned())], false)
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        self.end_cell();
        let Some(row) = self.row.take() else {
            return Ok(());
        };
        let at = self.next;
        self.next = self.next.saturating_add(1);
        self.grid.add(at, row.cells, row.hidden)
    }

    fn end_cell(&mut self) {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else {
            return;
        };
        while self
            .reached
            .get(&row.column)
            .is_some_and(|last| *last >= self.next)
        {
            row.column += 1;
        }
        let (column, wide) = (row.column, cell.columns);
        row.column = column.saturating_add(wide);
        let bottom = self.next.saturating_add(cell.rows - 1);
        if cell.rows > 1 {
            let reached = column..column.saturating_add(wide).min(COLUMNS_MAX as u32);
            self.reached.extend(reached.map(|column| (column, bottom)));
        }
        let (top, hidden) = (self.next, cell.hidden);
        let value = cell.value();
        if hidden && !value.is_blank() {
            self.grid.hide_column(column);
        }
        put(&mut row.cells, column, value);
        self.grid.merge(Merge {
            top,
            bottom,
            left: column,
            right: column.saturating_add(wide - 1),
        });
    }

    fn is_hidden(&self, tag: &Tag) -> bool {
        let by_style = attribute(tag, "style").is_some_and(|style| hides(&style));
        let by_class = attribute(tag, "class").is_some_and(|classes| {
            classes
                .split_whitespace()
                .any(|class| self.hidden_classes.contains(class))
        });
        by_style || by_class || attribute(tag, "hidden").is_some()
    }
}

impl Cell {
    fn of(tag: &Tag, hidden: bool) -> Self {
        let number = attribute(tag, "x:num").or_else(|| attribute(tag, "sdval"));
        let kind = if let Some(value) = number {
            Kind::Number(value)
        } else if let Some(value) = attribute(tag, "x:bool") {
            Kind::Bool(value)
        } else if attribute(tag, "x:err").is_some() {
            Kind::Error
        } else {
            Kind::Text
        };
        Self {
            text: String::new(),
            kind,
            formula: attribute(tag, "x:fmla").is_some(),
            hidden,
            columns: span(tag, "colspan", COLUMNS_MAX as u32),
            rows: span(tag, "rowspan", ROW_SPAN_MAX),
        }
    }

    fn value(self) -> RawCell {
        let text = self.text.trim().to_owned();
        let value = match self.kind {
            Kind::Number(value) if !value.trim().is_empty() => number(&value),
            Kind::Number(_) if !text.is_empty() => match number(&text.replace(',', "")) {
                RawCell::Number(digits) => RawCell::Number(digits),
                _ => RawCell::Text(text),
            },
            Kind::Bool(value) => RawCell::Bool(value.eq_ignore_ascii_case("true")),
            Kind::Error => RawCell::Error(text),
            _ if text.is_empty() => RawCell::Empty,
            _ => RawCell::Text(text),
        };
        result_of(self.formula, value)
    }
}

/// Adds text as a page shows it: what stands between words is one blank, `\n` from a `br` is a line break.
fn append(to: &mut String, text: &str) {
    if text == "\n" {
        to.push('\n');
        return;
    }
    for c in text.chars() {
        let blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}');
        if !blank {
            to.push(c);
        } else if !to.is_empty() && !to.ends_with([' ', '\n']) {
            to.push(' ');
        }
    }
}

fn is_zero(size: &str) -> bool {
    let digits: String = size
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    digits.parse::<f64>() == Ok(0.0)
}

/// Declarations that show nothing.
fn hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let (name, value) = declaration.split_once(':').unwrap_or_default();
        let (name, value) = (
            name.trim().to_ascii_lowercase(),
            value.trim().to_ascii_lowercase(),
        );
        (name == "display" && value.starts_with("none"))
            || (name == "visibility" && value.starts_with("hidden"))
    })
}

/// The classes of a style sheet that show nothing.
fn hidden_classes(style: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rule in style.split('}') {
        let Some((selectors, declarations)) = rule.rsplit_once('{') else {
            continue;
        };
        if !hides(declarations) {
            continue;
        }
        for selector in selectors.split(',') {
            let name: Option<&str> = selector.trim().rsplit_once('.').map(|(_, class)| class);
            found.extend(name.map(str::to_owned));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_sheet_hides_is_found_by_class() {
        let style = "td{color:red} .xl24 {mso-style-parent:style0; display : None;}\nrt{display:none} tr.gone,.b{display:none}";
        assert_eq!(hidden_classes(style), ["xl24", "gone", "b"]);
    }

    #[test]
    fn blanks_between_words_are_one() {
        let mut text = String::new();
        append(&mut text, "\n  张\n   三 ");
        append(&mut text, "\n");
        append(&mut text, " 丰");
        assert_eq!(text, "张 三 \n丰");
    }
}
