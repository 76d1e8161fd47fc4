//! Cells between drawn bars: `│户名│金额│`, or `| 户名 | 金额 |` between lines of `+----+`.

use super::lines::{Kind, Page, bare};
use super::{Misfit, loose, row_of};
use rows::cell::RawRow;

/// Signs that stand between two cells.
pub(super) const BARS: [char; 5] = ['|', '│', '┃', '║', '｜'];

/// The cells of a line; none where no bar stands.
fn cells(text: &str) -> Vec<&str> {
    let text = bare(text);
    if !text.contains(BARS) {
        return Vec::new();
    }
    let inside = text.strip_prefix(BARS).unwrap_or(text);
    let inside = inside.strip_suffix(BARS).unwrap_or(inside);
    inside.split(BARS).map(bare).collect()
}

/// The names of columns between the bars of a header.
pub(super) fn titles(text: &str) -> Vec<String> {
    let spread = |cell: &str| cell.chars().filter(|c| !c.is_whitespace()).collect();
    cells(text).into_iter().map(spread).collect()
}

/// The rows, as long as each has as many cells as the header.
pub(super) fn cut(page: &Page<'_>, titles: Vec<String>) -> Result<Vec<RawRow>, Vec<Misfit>> {
    let mut rows = Vec::new();
    let mut misfits = Vec::new();
    let width = titles.len();
    let mut header = Some(titles);
    for line in &page.lines {
        let cells = cells(line.text);
        match line.kind {
            Kind::Header => {
                let titles = header.take().unwrap_or_default();
                rows.push(row_of(line.row, titles.into_iter().enumerate()));
            }
            Kind::Row if cells.len() == width => {
                let cells = cells.into_iter().map(str::to_owned);
                rows.push(row_of(line.row, cells.enumerate()));
            }
            Kind::Row => misfits.push(Misfit {
                row: line.row,
                column: cells.len().min(width).saturating_sub(1),
            }),
            Kind::Total => {
                let text = line.text.replace(BARS, "  ");
                rows.push(row_of(line.row, [(0, bare(&text).to_owned())]));
            }
            Kind::Head => rows.push(loose(line)),
            Kind::Blank | Kind::Drawn | Kind::Aside => {}
        }
    }
    if misfits.is_empty() {
        Ok(rows)
    } else {
        Err(misfits)
    }
}
