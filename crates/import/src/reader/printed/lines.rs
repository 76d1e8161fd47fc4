//! What the lines of a printed table are: its header, its rows, drawn lines, totals, and what stands on every page.

use super::bars;
use super::measure::Measure;
use crate::limits::{HEADER_HITS_MIN, HEADER_ROWS_MAX};
use crate::reader::delimiter::is_name;
use crate::statements::reach_of;
use std::collections::BTreeSet;

/// Signs that lines are drawn with, and those where two of them meet.
const LINE_SIGNS: &str = "-_=~*─━═—－＝";
const JOINTS: &str = "+|│┃║┼├┤┬┴┌┐└┘╋┣┫┳┻┏┓┗┛╂╬╠╣╦╩╔╗╚╝";
/// Line signs one behind the other that are no placeholder any more.
const LINE_SIGNS_MIN: usize = 3;
/// Of so many gaps between the names of a header at least one is wider than a blank.
const WIDE_GAPS_OF: usize = 3;
/// Longest word before a colon that is a label.
const LABEL_CHARS_MAX: usize = 12;
/// What is printed where the rows end.
const ENDINGS: [&str; 3] = ["以下空白", "以下无正文", "续表"];

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// Nothing but drawn lines.
    Drawn,
    /// Above the header.
    Head,
    Header,
    /// Words in columns.
    Row,
    /// It states a count or a sum.
    Total,
    /// A label, the number of a page, the head of the next page.
    Aside,
}

pub(super) struct Line<'t> {
    /// From 1.
    pub(super) row: u32,
    pub(super) text: &'t str,
    pub(super) kind: Kind,
}

/// The header's own words, and all lines.
pub(super) struct Page<'t> {
    pub(super) header: Line<'t>,
    /// The drawn line under the header or, without one, above it.
    pub(super) ruler: Option<&'t str>,
    pub(super) lines: Vec<Line<'t>>,
}

/// A blank, and whatever else shows nothing.
pub(super) fn is_blank(c: char) -> bool {
    rows::cell::is_invisible(c)
}

/// Without the blanks around it.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(is_blank)
}

pub(super) fn of(text: &str) -> Vec<Line<'_>> {
    let lines = (1_u32..).zip(text.lines());
    let kind = |text: &str| match bare(text) {
        "" => Kind::Blank,
        bare if is_drawn(bare) => Kind::Drawn,
        _ => Kind::Row,
    };
    lines
        .map(|(row, text)| Line {
            row,
            text,
            kind: kind(text),
        })
        .collect()
}

pub(super) fn is_line_sign(c: char) -> bool {
    LINE_SIGNS.contains(c)
}

/// Runs of line signs, with nothing but blanks and joints between them.
pub(in crate::reader) fn is_drawn(text: &str) -> bool {
    let only = |c: char| is_blank(c) || is_line_sign(c) || JOINTS.contains(c);
    let longest = text.split(|c| !is_line_sign(c)).map(str::chars);
    text.chars().all(only)
        && longest
            .map(Iterator::count)
            .any(|count| count >= LINE_SIGNS_MIN)
}

impl<'t> Page<'t> {
    /// Finds the header: of the first lines, the one with most names of columns.
    pub(super) fn of(mut lines: Vec<Line<'t>>) -> Option<Self> {
        let first = lines.iter().enumerate();
        let first = first.filter(|(_, line)| line.kind == Kind::Row);
        let (names, at) = first
            .take(HEADER_ROWS_MAX)
            .map(|(at, line)| (names_in(line.text), at))
            .max_by_key(|(names, at)| (*names, std::cmp::Reverse(*at)))?;
        if names < HEADER_HITS_MIN {
            return None;
        }
        let (above, below) = lines.split_at_mut(at);
        let (header, rows) = below.split_first_mut()?;
        header.kind = Kind::Header;
        let drawn = |line: &&Line<'t>| line.kind == Kind::Drawn;
        let ruler = rows.first().filter(drawn).or(above.last().filter(drawn));
        let ruler = ruler.map(|line| line.text);
        for line in above.iter_mut().filter(|line| line.kind == Kind::Row) {
            line.kind = Kind::Head;
        }
        let heads = above.iter().filter(|line| line.kind == Kind::Head);
        let repeated: BTreeSet<String> = heads.map(|line| outline(line.text)).collect();
        let title = outline(header.text);
        for line in rows.iter_mut().filter(|line| line.kind == Kind::Row) {
            line.kind = below_the_header(line.text, &title, &repeated);
        }
        let header = Line {
            row: header.row,
            text: header.text,
            kind: Kind::Header,
        };
        let page = Self {
            header,
            ruler,
            lines,
        };
        // A sentence with blanks in it is no table.
        let holds_rows = page
            .rows()
            .any(|line| Measure::Signs.words(line.text).len() > 1);
        holds_rows.then_some(page)
    }

    /// The lines that hold rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Line<'t>> {
        self.lines.iter().filter(|line| line.kind == Kind::Row)
    }
}

/// Names of columns in a line. A label with its value is none.
fn names_in(text: &str) -> usize {
    let titles = match bars::titles(text) {
        titles if titles.len() > 1 => titles,
        _ => {
            let words = Measure::Signs.words(text);
            // Between the words of a sentence stands one blank; columns are wider than their names.
            let gaps = words.windows(2).filter(|pair| match pair {
                [one, next] => next.from - one.to > 1,
                _ => false,
            });
            if gaps.count() * WIDE_GAPS_OF < words.len().saturating_sub(1) {
                return 0;
            }
            let titles = super::columns::titles(text, &words).into_iter();
            titles.map(|title| title.text).collect()
        }
    };
    let is_name = |title: &&String| is_name(title) && !title.contains([':', '：']);
    titles.iter().filter(is_name).collect::<BTreeSet<_>>().len()
}

/// What stays the same from page to page.
fn outline(text: &str) -> String {
    let kept = text.chars().filter(|c| !is_blank(*c) && !c.is_numeric());
    kept.collect()
}

fn below_the_header(text: &str, title: &str, repeated: &BTreeSet<String>) -> Kind {
    let same = outline(text);
    if reach_of(text).is_some() {
        Kind::Total
    } else if same == title || repeated.contains(&same) || is_label(text) || is_of_a_page(text) {
        Kind::Aside
    } else {
        Kind::Row
    }
}

/// `打印日期：2026-11-20`: a word and a colon at the beginning of the line.
fn is_label(text: &str) -> bool {
    let Some((label, _)) = bare(text).split_once([':', '：']) else {
        return false;
    };
    let fits = |c: char| !c.is_numeric() && !bars::BARS.contains(&c);
    // `制 表` is one word; the words of a row are several.
    let one = label.split_whitespace().count() == 1
        || label
            .split_whitespace()
            .all(|part| part.chars().nth(1).is_none());
    one && label.chars().count() <= LABEL_CHARS_MAX && label.chars().all(fits)
}

/// `第 1 页`, `共 3 页`, or what says that nothing follows.
fn is_of_a_page(text: &str) -> bool {
    let dense: String = text.chars().filter(|c| !is_blank(*c)).collect();
    let numbered = dense
        .strip_prefix(['第', '共'])
        .map(|rest| rest.trim_start_matches(char::is_numeric));
    numbered.is_some_and(|rest| rest.starts_with('页'))
        || ENDINGS.iter().any(|ending| {
            dense
                .trim_matches(['（', '）', '(', ')'])
                .starts_with(ending)
        })
}
