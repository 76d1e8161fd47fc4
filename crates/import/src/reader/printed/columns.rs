//! Where the columns of a printed table begin and end, and its rows cut by them.
//!
//! A ruler says it. Without one, words of all lines that lie one below the other are one column, and each must lie under
//! one name of the header. Words under no name (an amount at the right end of its field) belong to the name whose field
//! they lie in, if fields begin where the names begin, or end where they end; the lines show which of the two it is.

use super::lines::{Kind, Page, bare, is_line_sign};
use super::measure::{Measure, Word};
use super::{Misfit, loose, row_of};
use rows::cell::RawRow;
use std::collections::HashMap;

/// A column keeps one edge, or its middle, in so many of its cells: two of three. One in which none does is as its
/// writer typed it, and shows no shift.
const ALIGNED_OF_THREE: usize = 2;

/// A line whose words are fewer than one of three columns draws none: it may be the title of a page.
const TITLE_WORDS_OF: usize = 3;

/// Places from which to which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: usize,
    to: usize,
}

impl Span {
    fn of(word: &Word) -> Self {
        Self {
            from: word.from,
            to: word.to,
        }
    }

    fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    fn holds(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    fn with(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }
}

/// A name of the header.
pub(super) struct Title {
    span: Span,
    pub(super) text: String,
}

/// The columns of a page under one measure.
pub(super) struct Columns {
    titles: Vec<Title>,
    /// As many, from left to right; the last one has no end.
    spans: Vec<Span>,
}

/// The names of a header. Characters by themselves are parts of a name that was spread over its column (`户  名`).
pub(super) fn titles(text: &str, words: &[Word]) -> Vec<Title> {
    let title = |words: &[Word]| {
        let (first, last) = (words.first()?, words.last()?);
        let pieces = words.iter().filter_map(|word| text.get(word.bytes.clone()));
        Some(Title {
            span: Span::of(first).with(Span::of(last)),
            text: pieces.collect(),
        })
    };
    let single = |word: &Word| {
        let mut chars = text.get(word.bytes.clone()).unwrap_or_default().chars();
        chars.next().is_some_and(|c| !c.is_ascii()) && chars.next().is_none()
    };
    let mut titles = Vec::new();
    for run in words.chunk_by(|one, next| single(one) && single(next)) {
        // Names of two characters are spread, and the longer 开户行; which of more is meant, their number must show.
        let length = match run.len() {
            3 => 3,
            even if even % 2 == 0 => 2,
            _ => 1,
        };
        titles.extend(run.chunks(length).filter_map(title));
    }
    titles
}

impl Columns {
    /// The columns of a page, unless nothing tells them under this measure.
    pub(super) fn of(page: &Page<'_>, measure: Measure) -> Option<Self> {
        let words = measure.words(page.header.text);
        if let Some(ruled) = page
            .ruler
            .and_then(|ruler| ruled(page, ruler, &words, measure))
        {
            return Some(ruled);
        }
        let titles = titles(page.header.text, &words);
        let rows: Vec<Vec<Word>> = page.rows().map(|line| measure.words(line.text)).collect();
        let mut spans = projected(&titles, &rows)?;
        spans.last_mut()?.to = usize::MAX;
        Some(Self { titles, spans })
    }

    /// The rows, and those that do not fit.
    pub(super) fn cut(&self, page: &Page<'_>, measure: Measure) -> Cut {
        let mut rows = Vec::new();
        let mut misfits = Vec::new();
        let mut extents: Vec<Vec<(u32, Span)>> = vec![Vec::new(); self.spans.len()];
        for line in &page.lines {
            match line.kind {
                Kind::Header => {
                    let titles = self.titles.iter().map(|title| title.text.clone());
                    rows.push(row_of(line.row, titles.enumerate()));
                }
                Kind::Row => match self.cells(&measure.words(line.text)) {
                    Ok(cells) => {
                        let text = |cell: &Cell| {
                            let text = line.text.get(cell.bytes.clone()).unwrap_or_default();
                            (cell.column, bare(text).to_owned())
                        };
                        rows.push(row_of(line.row, cells.iter().map(text)));
                        for cell in &cells {
                            if let Some(column) = extents.get_mut(cell.column) {
                                column.push((line.row, cell.span));
                            }
                        }
                    }
                    Err(column) => misfits.push(Misfit {
                        row: line.row,
                        column,
                    }),
                },
                // What it counts may stand anywhere.
                Kind::Total => rows.push(row_of(line.row, [(0, bare(line.text).to_owned())])),
                Kind::Head => rows.push(loose(line)),
                Kind::Blank | Kind::Drawn | Kind::Aside => {}
            }
        }
        let mut odd = 0;
        for (column, cells) in extents.iter().enumerate() {
            let outside = out_of_line(cells);
            odd += outside.len();
            if are_few(&outside, cells.len()) {
                let shifted = outside.into_iter();
                misfits.extend(shifted.map(|row| Misfit { row, column }));
            }
        }
        // A row that is shifted is so from its first column on.
        misfits.sort_by_key(|misfit| (misfit.row, misfit.column));
        misfits.dedup_by_key(|misfit| misfit.row);
        Cut { rows, misfits, odd }
    }

    /// The cells of a line, or the column it does not fit into.
    fn cells(&self, words: &[Word]) -> Result<Vec<Cell>, usize> {
        let mut cells: Vec<Cell> = Vec::new();
        for word in words {
            let span = Span::of(word);
            let Some(column) = self.spans.iter().position(|column| column.holds(span)) else {
                let before = self
                    .spans
                    .iter()
                    .rposition(|column| column.from <= span.from);
                return Err(before.unwrap_or_default());
            };
            match cells.last_mut().filter(|cell| cell.column == column) {
                Some(cell) => {
                    cell.span = cell.span.with(span);
                    cell.bytes.end = word.bytes.end;
                }
                None => cells.push(Cell {
                    column,
                    span,
                    bytes: word.bytes.clone(),
                }),
            }
        }
        Ok(cells)
    }
}

/// Rows that do not fit, and cells that keep no edge of their column.
pub(super) type Faults = (usize, usize);

/// A page cut into rows.
pub(super) struct Cut {
    pub(super) rows: Vec<RawRow>,
    pub(super) misfits: Vec<Misfit>,
    /// Cells that keep no edge of their column.
    odd: usize,
}

impl Cut {
    /// What speaks against it, the gravest first.
    pub(super) fn faults(&self) -> Faults {
        (self.misfits.len(), self.odd)
    }

    /// The rows, if all of them fit.
    pub(super) fn whole(self) -> Result<Vec<RawRow>, Vec<Misfit>> {
        if self.misfits.is_empty() {
            Ok(self.rows)
        } else {
            Err(self.misfits)
        }
    }
}

/// The words of one column in one line.
struct Cell {
    column: usize,
    span: Span,
    bytes: std::ops::Range<usize>,
}

/// The columns as a ruler has them; each name of the header lies over one.
fn ruled(page: &Page<'_>, ruler: &str, words: &[Word], measure: Measure) -> Option<Columns> {
    let drawn = measure.parts(ruler, |c| !is_line_sign(c));
    let mut spans: Vec<Span> = drawn.iter().map(Span::of).collect();
    // One line across the page tells nothing.
    if spans.len() < crate::limits::HEADER_HITS_MIN {
        return None;
    }
    spans.last_mut()?.to = usize::MAX;
    let header = page.header.text;
    let mut titles: Vec<Title> = spans
        .iter()
        .map(|span| Title {
            span: *span,
            text: String::new(),
        })
        .collect();
    for word in words {
        let over = spans.iter().position(|span| span.holds(Span::of(word)))?;
        let title = titles.get_mut(over)?;
        title.text.push_str(header.get(word.bytes.clone())?);
    }
    Some(Columns { titles, spans })
}

/// What lies one below the other, for each name of the header.
fn projected(titles: &[Title], rows: &[Vec<Word>]) -> Option<Vec<Span>> {
    let names: Vec<Span> = titles.iter().map(|title| title.span).collect();
    let mut spans = names.clone();
    let mut filled = vec![false; spans.len()];
    let mut accepted: Vec<&[Word]> = Vec::new();
    for row in most_regular_first(rows) {
        if row.len() * TITLE_WORDS_OF < names.len() {
            continue;
        }
        let under = |word: &Word| {
            let over = (0..).zip(&spans);
            let mut over = over.filter(|(_, span)| span.overlaps(Span::of(word)));
            (over.next(), over.next().is_some())
        };
        if row.iter().any(|word| under(word).1) {
            continue;
        }
        let grown: Vec<(usize, Span)> = row
            .iter()
            .filter_map(|word| {
                under(word)
                    .0
                    .map(|(at, span)| (at, span.with(Span::of(word))))
            })
            .collect();
        for (at, span) in grown {
            if let Some(column) = spans.get_mut(at) {
                *column = column.with(span);
            }
            if let Some(filled) = filled.get_mut(at) {
                *filled = true;
            }
        }
        accepted.push(row);
    }
    let orphans = orphans(&spans, &accepted);
    let free = filled.iter().filter(|filled| !**filled).count();
    for orphan in &orphans {
        let at = by_edges(&names, &accepted, *orphan)
            .unwrap_or_else(|| nearest(&names, &filled, *orphan, orphans.len() == free))?;
        let column = spans.get_mut(at)?;
        *column = column.with(*orphan);
    }
    let apart = spans.windows(2).all(|pair| match pair {
        [one, next] => one.to <= next.from,
        _ => true,
    });
    apart.then_some(spans)
}

/// Lines whose words begin or end where those of most lines do go first: a line that is shifted must not draw the columns.
fn most_regular_first(rows: &[Vec<Word>]) -> Vec<&[Word]> {
    let mut starts: HashMap<usize, usize> = HashMap::new();
    let mut ends: HashMap<usize, usize> = HashMap::new();
    for word in rows.iter().flatten() {
        *starts.entry(word.from).or_default() += 1;
        *ends.entry(word.to).or_default() += 1;
    }
    let usual = |edges: &HashMap<usize, usize>, place: usize| {
        edges
            .get(&place)
            .is_some_and(|count| count * 2 >= rows.len())
    };
    let mut ordered: Vec<&[Word]> = rows.iter().map(Vec::as_slice).collect();
    ordered.sort_by_cached_key(|row| {
        let odd = row
            .iter()
            .filter(|word| !usual(&starts, word.from) && !usual(&ends, word.to));
        odd.count()
    });
    ordered
}

/// Places that hold words and lie under no name.
fn orphans(spans: &[Span], rows: &[&[Word]]) -> Vec<Span> {
    let words = rows.iter().copied().flatten().map(Span::of);
    let mut alone: Vec<Span> = words
        .filter(|word| !spans.iter().any(|span| span.overlaps(*word)))
        .collect();
    alone.sort_by_key(|span| span.from);
    alone.dedup();
    let mut joined: Vec<Span> = Vec::new();
    for span in alone {
        match joined.last_mut().filter(|last| last.overlaps(span)) {
            Some(last) => *last = last.with(span),
            None => joined.push(span),
        }
    }
    joined
}

/// The name whose field holds words that lie under none, if the lines show where fields begin or end; `Some(None)` if
/// they may do both and it is not the same name.
fn by_edges(names: &[Span], rows: &[&[Word]], orphan: Span) -> Option<Option<usize>> {
    let crosses = |place: usize| {
        let words = rows.iter().copied().flatten();
        words
            .into_iter()
            .any(|word| word.from < place && place < word.to)
    };
    let begin = !names.iter().any(|name| crosses(name.from));
    let end = !names.iter().any(|name| crosses(name.to));
    let by_begin = names.iter().rposition(|name| name.from <= orphan.from);
    let by_end = names.iter().position(|name| orphan.to <= name.to);
    match (begin, end) {
        (true, false) => Some(by_begin),
        (false, true) => Some(by_end),
        (true, true) => Some(by_begin.filter(|_| by_begin == by_end)),
        (false, false) => None,
    }
}

/// The one name beside the words that has none of its own; of two, if `all` such names have such words, the nearer one.
fn nearest(names: &[Span], filled: &[bool], orphan: Span, all: bool) -> Option<usize> {
    let is_free = |at: &usize| filled.get(*at) == Some(&false);
    let left = names.iter().rposition(|name| name.to <= orphan.from);
    let right = names.iter().position(|name| orphan.to <= name.from);
    match (left.filter(is_free), right.filter(is_free)) {
        (Some(at), None) | (None, Some(at)) => Some(at),
        (Some(left), Some(right)) if all => {
            let before = orphan.from - names.get(left)?.to;
            let behind = names.get(right)?.from - orphan.to;
            match before.cmp(&behind) {
                std::cmp::Ordering::Less => Some(left),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(right),
            }
        }
        _ => None,
    }
}

/// Most cells keep an edge, so those that do not are shifted.
fn are_few(outside: &[u32], cells: usize) -> bool {
    (cells - outside.len()) * 3 >= cells * ALIGNED_OF_THREE
}

/// Rows whose cell keeps neither edge nor middle of its column.
fn out_of_line(cells: &[(u32, Span)]) -> Vec<u32> {
    let outside = |edge: fn(&Span) -> usize, off: usize| -> Vec<u32> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for (_, span) in cells {
            *counts.entry(edge(span)).or_default() += 1;
        }
        let usual = counts
            .into_iter()
            .max_by_key(|(place, count)| (*count, *place));
        let usual = usual.map_or(0, |(place, _)| place);
        let outside = cells
            .iter()
            .filter(|(_, span)| edge(span).abs_diff(usual) > off);
        outside.map(|(row, _)| *row).collect()
    };
    // A middle that falls between two places goes to one side or the other.
    let by_middle = outside(|span| span.from + span.to, 1);
    let others = [outside(|span| span.from, 0), outside(|span| span.to, 0)];
    let kept = others.into_iter().chain([by_middle]);
    kept.min_by_key(Vec::len).unwrap_or_default()
}
