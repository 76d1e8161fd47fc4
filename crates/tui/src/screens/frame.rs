//! What a screen is drawn from: its frame, how much room there is, and the pieces that several screens have.

use super::table::Table;
use crate::commands::Command;
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::list::List;
use crate::model::Model;
use crate::reading::Reading as _;
use crate::text::Shown;
use domain::cause::CauseKind;
use domain::decision::Verdict;

/// What a screen shows between its frame and the last lines.
#[derive(Debug, Default)]
pub struct Frame {
    /// Title in the frame.
    pub title: String,
    /// Where the cursor stands, such as `3/41`.
    pub position: String,
    /// Lines above the list.
    pub head: Vec<Line>,
    /// Titles of the columns.
    pub columns: Option<Line>,
    /// The list, or the text.
    pub body: Vec<Line>,
    /// A preview below the list.
    pub tail: Vec<Line>,
}

impl Frame {
    /// A list under its head, of which so many rows fit: for each its cells, and the mark before it.
    pub(super) fn list<T>(
        model: &Model,
        rows: usize,
        title: String,
        head: Vec<Line>,
        table: &Table,
        list: &List<T>,
        cells: impl Fn(&T) -> (Vec<(String, Tone)>, char),
    ) -> Self {
        Self {
            title,
            position: position(list),
            head,
            columns: Some(table.head()),
            body: table.body(list, rows, &empty(&model.texts, list), cells),
            tail: Vec::new(),
        }
    }

    /// With more about the row under the cursor, where the screen is wide.
    pub(super) fn with_preview(self, model: &Model, lines: impl Fn(&Model) -> Vec<Line>) -> Self {
        self.with_tail(if model.is_wide() {
            lines(model)
        } else {
            Vec::new()
        })
    }

    /// With these lines about the row under the cursor.
    pub(super) fn with_tail(self, tail: Vec<Line>) -> Self {
        Self { tail, ..self }
    }

    /// The part of a long text that the operator has scrolled to.
    pub(super) fn text(model: &Model, top: usize, title: String, lines: Vec<Line>) -> Self {
        let height = text_rows(model.size);
        let furthest = lines.len().saturating_sub(height);
        let top = top.min(furthest);
        Self {
            title,
            position: format!("{}/{}", top + 1, lines.len()),
            body: lines.into_iter().skip(top).take(height).collect(),
            ..Self::default()
        }
    }
}

/// Frame above and below, message, keys.
const FRAME_ROWS: usize = 4;
/// The rule below the head, the titles and the rule below them.
const TABLE_ROWS: usize = 3;

/// Rows of a list below one line of head, with a preview of so many lines on wide screens.
pub fn list_rows(size: (usize, usize), preview: usize) -> usize {
    rows_below(size, 1, preview)
}

/// Rows of a list below `head` lines.
pub fn rows_below(size: (usize, usize), head: usize, preview: usize) -> usize {
    let tail = if preview > 0 && size.0 >= crate::model::COLUMNS_WIDE {
        preview + 1
    } else {
        0
    };
    size.1
        .saturating_sub(FRAME_ROWS + TABLE_ROWS + head + tail)
        .max(1)
}

/// Rows of a screen that is one text.
pub fn text_rows(size: (usize, usize)) -> usize {
    size.1.saturating_sub(FRAME_ROWS).max(1)
}

/// Columns inside the frame.
pub fn inner_width(size: (usize, usize)) -> usize {
    size.0.saturating_sub(4)
}

/// `3/41`, with a `+` while more can be read.
pub(super) fn position<T>(list: &List<T>) -> String {
    if list.rows.is_empty() {
        return "0/0".to_owned();
    }
    let more = if list.next.is_some() { "+" } else { "" };
    format!("{}/{}{more}", list.at + 1, list.rows.len())
}

/// What an empty list says: that it is being read, or that there is nothing.
fn empty<T>(texts: &Texts, list: &List<T>) -> String {
    texts.t(if list.is_waiting() {
        "word-loading"
    } else {
        "word-nothing"
    })
}

/// A sentence about a list, followed by how to act on it for whoever may.
pub fn advice(model: &Model, says: &str, command: Command, how: &str) -> Line {
    let may = crate::commands::commands(model)
        .iter()
        .any(|offer| offer.command == command);
    let line = Line::new().add(&model.texts.t(says), Tone::Dim);
    if may {
        line.gap(2).add(&model.texts.t(how), Tone::Dim)
    } else {
        line
    }
}

/// What a list that can be narrowed says above its rows: to what it is narrowed, or what it is.
pub fn narrowed<T>(model: &Model, list: &List<T>, says: &str) -> Line {
    let texts = &model.texts;
    if list.narrowed.is_empty() {
        return Line::new().add(&texts.t(says), Tone::Dim);
    }
    Line::new()
        .add(&texts.t("claims-filter"), Tone::Dim)
        .gap(1)
        .add(&list.narrowed, Tone::Title)
}

/// How a verdict looks.
pub fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Eligible => Tone::Good,
        Verdict::Review => Tone::Warn,
        Verdict::Reject => Tone::Bad,
    }
}

/// The sign of a cause, as before the conditions of a claim, and how it looks.
pub fn sign(kind: CauseKind) -> (char, Tone) {
    let tone = match kind {
        CauseKind::Refuses => Tone::Bad,
        CauseKind::Waits => Tone::Plain,
        CauseKind::Judged => Tone::Warn,
    };
    (kind.sign(), tone)
}

/// `label value` pairs in columns of equal width.
pub fn pairs(width: usize, across: usize, items: &[(String, String)]) -> Vec<Line> {
    let each = width / across.max(1);
    items
        .chunks(across.max(1))
        .map(|chunk| {
            chunk.iter().fold(Line::new(), |line, (label, value)| {
                let label_width = crate::text::width(label);
                line.add(label, Tone::Dim)
                    .gap(1)
                    .left(value, each.saturating_sub(label_width + 2), Tone::Plain)
                    .gap(1)
            })
        })
        .collect()
}

/// Pairs of which none is cut, because half a sum is a wrong sum: so many beside each other at the most.
pub fn sums(width: usize, across: usize, items: &[(String, String)]) -> Vec<Line> {
    let widest = items
        .iter()
        .map(|(label, value)| crate::text::width(label) + crate::text::width(value) + 2)
        .max()
        .unwrap_or(1);
    pairs(width, across.min(width / widest), items)
}

/// `label value` pairs one after another, as many in a line as have room; a pair longer than a line is cut.
pub fn flow(width: usize, items: &[(String, String)]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::new();
    for (label, value) in items {
        let label_width = crate::text::width(label);
        let room = width.saturating_sub(label_width + 1);
        let needed = label_width + 1 + crate::text::width(value).min(room);
        if line.width() > 0 && line.width() + 2 + needed > width {
            lines.push(std::mem::take(&mut line));
        }
        if line.width() > 0 {
            line = line.gap(2);
        }
        let taken = needed.saturating_sub(label_width + 1);
        line = line
            .add(label, Tone::Dim)
            .gap(1)
            .left(value, taken, Tone::Plain);
    }
    if line.width() > 0 {
        lines.push(line);
    }
    lines
}

/// A heading inside a text.
pub fn heading(text: &str) -> Line {
    Line::new().add(text, Tone::Title)
}

/// A text broken into lines behind an indent.
pub fn wrapped(text: &str, indent: &str, width: usize, tone: Tone) -> Vec<Line> {
    let room = width.saturating_sub(indent.len());
    Shown::new(text)
        .wrap(room)
        .into_iter()
        .map(|line| {
            Line::new()
                .add(indent, Tone::Plain)
                .add(line.as_str(), tone)
        })
        .collect()
}
