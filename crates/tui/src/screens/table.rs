//! Columns of a list.

use crate::line::{Line, Tone};
use crate::list::List;

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    title: String,
    width: usize,
    right: bool,
}

impl Column {
    /// A column of so many columns of text.
    pub fn new(title: String, width: usize) -> Self {
        Self {
            width: width.max(crate::text::width(&title)),
            title,
            right: false,
        }
    }

    /// A column of numbers, to the right.
    pub fn sum(title: String, width: usize) -> Self {
        Self {
            right: true,
            ..Self::new(title, width)
        }
    }

    /// The one column that takes what the others leave.
    pub fn rest(title: String) -> Self {
        Self {
            title,
            width: 0,
            right: false,
        }
    }
}

/// A table of a given width. The last columns are left out when they do not fit.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    width: usize,
}

/// Columns before the first cell: the cursor and a mark.
const MARKS: usize = 2;

impl Table {
    /// Lays the columns out in `width`.
    pub fn new(width: usize, mut columns: Vec<Column>) -> Self {
        let used = |columns: &[Column]| {
            MARKS + columns.iter().map(|column| column.width + 1).sum::<usize>()
        };
        while columns.len() > 1 && used(&columns) > width + 1 {
            columns.pop();
        }
        let left = (width + 1).saturating_sub(used(&columns));
        if let Some(rest) = columns.iter_mut().find(|column| column.width == 0) {
            rest.width = left;
        }
        Self { columns, width }
    }

    /// The titles.
    pub fn head(&self) -> Line {
        self.columns
            .iter()
            .fold(Line::new().gap(MARKS), |line, column| {
                cell(line, column, &column.title, Tone::Title)
            })
            .fit(self.width)
    }

    /// A row; the one under the cursor is reversed and carries a `>`.
    pub fn row(&self, cells: &[(String, Tone)], mark: char, cursor: bool) -> Line {
        let sign = format!("{}{mark}", if cursor { '>' } else { ' ' });
        let line = self.columns.iter().zip(cells).fold(
            Line::new().left(&sign, MARKS, Tone::Plain),
            |line, (column, (text, tone))| cell(line, column, text, *tone),
        );
        let line = if cursor {
            line.toned(Tone::Selected)
        } else {
            line
        };
        line.fit(self.width)
    }

    /// The rows of a list that are on a screen of `height` rows; an empty list says so.
    pub fn body<T>(
        &self,
        list: &List<T>,
        height: usize,
        empty: &str,
        cells: impl Fn(&T) -> (Vec<(String, Tone)>, char),
    ) -> Vec<Line> {
        if list.rows.is_empty() {
            return vec![Line::new().gap(MARKS).add(empty, Tone::Dim).fit(self.width)];
        }
        list.rows
            .iter()
            .enumerate()
            .skip(list.top)
            .take(height)
            .map(|(at, row)| {
                let (cells, mark) = cells(row);
                self.row(&cells, mark, at == list.at)
            })
            .collect()
    }
}

fn cell(line: Line, column: &Column, text: &str, tone: Tone) -> Line {
    let line = if column.right {
        line.right(text, column.width, tone)
    } else {
        line.left(text, column.width, tone)
    };
    line.gap(1)
}

/// A plain cell.
pub fn plain(text: impl Into<String>) -> (String, Tone) {
    (text.into(), Tone::Plain)
}
