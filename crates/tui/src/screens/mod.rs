//! The screens: what each shows, how its cursor moves, what it opens.

pub mod batch;
pub mod batches;
pub mod case;
mod case_why;
pub mod cases;
pub mod changes;
mod charts;
pub mod claim;
pub mod claims;
pub mod help;
pub mod home;
pub mod import;
pub mod imports;
pub mod log;
pub mod period;
pub mod periods;
pub mod registers;
pub mod table;

use crate::commands::{Command, Motion};
use crate::i18n::Texts;
use crate::line::{Line, Tone};
use crate::list::List;
use crate::model::{Model, Place};
use domain::decision::Verdict;

/// What a screen shows between its frame and the last lines.
#[derive(Debug, Default)]
pub struct Face {
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

impl Face {
    /// The part of a long text that the operator has scrolled to.
    fn text(model: &Model, title: String, lines: Vec<Line>) -> Self {
        let height = text_rows(model.size);
        let furthest = lines.len().saturating_sub(height);
        let top = model.screens.text_top.min(furthest);
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

/// Rows the body of the screen on top has.
pub fn body_rows(model: &Model) -> usize {
    let size = model.size;
    match model.place() {
        Place::Home | Place::Help | Place::Claim(_) | Place::Case(_) | Place::Period(..) => {
            text_rows(size)
        }
        Place::Register(register) => registers::body_rows(model, register),
        Place::Claims => rows_below(size, claims::HEAD_ROWS, claims::PREVIEW_ROWS),
        Place::Changes => list_rows(size, changes::PREVIEW_ROWS),
        Place::Import(_) => rows_below(size, import::HEAD_ROWS, 0),
        Place::Batch(_) => rows_below(size, batch::HEAD_ROWS, 0),
        _ => list_rows(size, 0),
    }
}

/// What the screen on top shows.
pub fn face(model: &Model) -> Face {
    match model.place() {
        Place::Home => home::face(model),
        Place::Periods => periods::face(model),
        Place::Period(..) => period::face(model),
        Place::Imports => imports::face(model),
        Place::Import(_) => import::face(model),
        Place::Claims => claims::face(model),
        Place::Claim(_) => claim::face(model),
        Place::Log(_) => log::face(model),
        Place::Cases => cases::face(model),
        Place::Case(_) => case::face(model),
        Place::Batches => batches::face(model),
        Place::Batch(_) => batch::face(model),
        Place::Changes => changes::face(model),
        Place::Register(register) => registers::face(model, register),
        Place::Help => help::face(model),
    }
}

/// The screen that Enter opens.
pub fn open(model: &Model) -> Option<Place> {
    let s = &model.screens;
    match model.place() {
        Place::Periods => s
            .periods
            .current()
            .map(|row| Place::Period(row.programme.clone(), row.year)),
        Place::Imports => s.imports.current().map(|row| Place::Import(row.id)),
        Place::Import(_) => s
            .import
            .list
            .current()
            .and_then(|row| row.claim)
            .map(Place::Claim),
        Place::Claims => s.claims.list.current().map(|row| Place::Claim(row.id)),
        Place::Claim(_) => s
            .claim
            .value
            .as_ref()
            .and_then(|claim| claim.row.case)
            .map(Place::Case),
        Place::Cases => s.cases.current().map(|row| Place::Case(row.id)),
        Place::Case(_) => case::open(model),
        Place::Batches => s.batches.current().map(|row| Place::Batch(row.id)),
        Place::Batch(_) => s.batch.list.current().map(|row| Place::Claim(row.claim)),
        _ => None,
    }
}

/// Forgets what a screen showed of something else.
pub fn arrive(model: &mut Model, place: &Place) {
    if let Place::Register(register) = place {
        return registers::arrive(model, register);
    }
    let s = &mut model.screens;
    match place {
        Place::Claim(_) => {
            s.claim_top = 0;
            s.claim = Default::default();
        }
        Place::Case(_) => {
            s.side = 0;
            s.text_top = 0;
            s.case = Default::default();
        }
        Place::Import(_) => s.import = Default::default(),
        Place::Batch(_) => s.batch = Default::default(),
        Place::Log(_) => s.log = List::default(),
        Place::Period(..) => {
            s.text_top = 0;
            s.period = Default::default();
        }
        _ => {}
    }
}

/// Moves the cursor, or the text where there is no cursor.
pub fn step(model: &mut Model, motion: Motion) {
    let height = body_rows(model);
    let place = model.place().clone();
    if let Place::Register(register) = &place {
        return registers::step(model, register, motion, height);
    }
    let longest = text_lines(model);
    let s = &mut model.screens;
    match place {
        Place::Home => s.text_top = scroll(s.text_top, motion, height, longest),
        Place::Register(_) => {}
        Place::Periods => walk(&mut s.periods, motion, height),
        Place::Imports => walk(&mut s.imports, motion, height),
        Place::Import(_) => walk(&mut s.import.list, motion, height),
        Place::Claims => walk(&mut s.claims.list, motion, height),
        Place::Log(_) => walk(&mut s.log, motion, height),
        Place::Cases => walk(&mut s.cases, motion, height),
        Place::Batches => walk(&mut s.batches, motion, height),
        Place::Batch(_) => walk(&mut s.batch.list, motion, height),
        Place::Changes => walk(&mut s.changes, motion, height),
        Place::Case(_) => match motion {
            Motion::Pages(_) => s.text_top = scroll(s.text_top, motion, height, longest),
            _ => case::step(model, motion),
        },
        Place::Claim(_) => s.claim_top = scroll(s.claim_top, motion, height, longest),
        Place::Help | Place::Period(..) => s.text_top = scroll(s.text_top, motion, height, longest),
    }
}

/// Keeps every cursor on its screen after a change of size or rows.
pub fn follow(model: &mut Model) {
    let height = body_rows(model);
    let place = model.place().clone();
    if let Place::Register(register) = &place {
        return registers::follow(model, register, height);
    }
    let longest = text_lines(model);
    let s = &mut model.screens;
    match place {
        Place::Periods => s.periods.follow(height),
        Place::Imports => s.imports.follow(height),
        Place::Import(_) => s.import.list.follow(height),
        Place::Claims => s.claims.list.follow(height),
        Place::Log(_) => s.log.follow(height),
        Place::Cases => s.cases.follow(height),
        Place::Batches => s.batches.follow(height),
        Place::Batch(_) => s.batch.list.follow(height),
        Place::Changes => s.changes.follow(height),
        Place::Claim(_) => s.claim_top = s.claim_top.min(longest.saturating_sub(height)),
        Place::Help | Place::Period(..) | Place::Case(_) => {
            s.text_top = s.text_top.min(longest.saturating_sub(height))
        }
        Place::Home => s.text_top = s.text_top.min(longest.saturating_sub(height)),
        Place::Register(_) => {}
    }
}

/// Lines of the text on top, when the screen is a text.
fn text_lines(model: &Model) -> usize {
    match model.place() {
        Place::Home => home::lines(model).len(),
        Place::Claim(_) => claim::lines(model).len(),
        Place::Case(_) => case::lines(model).len(),
        Place::Help => help::lines(model).len(),
        Place::Period(..) => period::lines(model).len(),
        _ => 0,
    }
}

fn walk<T>(list: &mut List<T>, motion: Motion, height: usize) {
    match motion {
        Motion::Rows(by) => list.step(by, height),
        Motion::Pages(by) => list.step(by * isize::try_from(height).unwrap_or(1), height),
        Motion::First => list.home(),
        Motion::Last => list.end(height),
    }
}

fn scroll(top: usize, motion: Motion, height: usize, longest: usize) -> usize {
    let last = longest.saturating_sub(height);
    let page = isize::try_from(height).unwrap_or(1);
    match motion {
        Motion::Rows(by) => top.saturating_add_signed(by).min(last),
        Motion::Pages(by) => top.saturating_add_signed(by * page).min(last),
        Motion::First => 0,
        Motion::Last => last,
    }
}

/// `3/41`, with a `+` while more can be read.
pub fn position<T>(list: &List<T>) -> String {
    if list.rows.is_empty() {
        return "0/0".to_owned();
    }
    let more = if list.next.is_some() { "+" } else { "" };
    format!("{}/{}{more}", list.at + 1, list.rows.len())
}

/// What an empty list says: that it is being read, or that there is nothing.
pub fn empty<T>(texts: &Texts, list: &List<T>) -> String {
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

/// How a verdict looks.
pub fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Eligible => Tone::Good,
        Verdict::Review => Tone::Warn,
        Verdict::Reject => Tone::Bad,
    }
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
