//! Charts out of letters: a bar is a row of `#`, so that nothing depends on a colour or on how wide a terminal draws a
//! block.

use crate::line::{Line, Tone};

/// What fills a bar.
const FULL: &str = "#";
/// What is left of it.
const REST: &str = ".";
/// Rows of a chart of columns, without its axis.
pub(super) const COLUMN_ROWS: usize = 5;

/// `[######....]`, with `part` of `whole` filled, in exactly `width` columns; both at least 0.
pub(super) fn bar(part: i64, whole: i64, width: usize) -> String {
    let room = width.saturating_sub(2);
    let filled = share(part, whole, room);
    format!("[{}{}]", FULL.repeat(filled), REST.repeat(room - filled))
}

/// How many of `room` columns stand for `part` of `whole`; something above nothing has one at least.
fn share(part: i64, whole: i64, room: usize) -> usize {
    if part <= 0 || whole <= 0 {
        return 0;
    }
    let room_wide = i128::try_from(room).unwrap_or(0);
    let filled = i128::from(part) * room_wide / i128::from(whole);
    usize::try_from(filled)
        .unwrap_or(room)
        .clamp(1, room.max(1))
        .min(room)
}

/// Columns side by side, each `each` wide, the tallest [`COLUMN_ROWS`] high; at their left how many the tallest one
/// stands for.
pub(super) fn columns(values: &[i64], each: usize) -> Vec<Line> {
    let most = values.iter().copied().max().unwrap_or(0);
    let label = most.to_string();
    let margin = label.len() + 1;
    (0..COLUMN_ROWS)
        .map(|row| {
            let level = COLUMN_ROWS - row;
            let said = if row == 0 { label.as_str() } else { "" };
            let cells: String = values
                .iter()
                .map(|value| {
                    let high = share(*value, most, COLUMN_ROWS);
                    let cell = if high >= level { FULL } else { " " };
                    format!("{:<each$}", cell.repeat(each.saturating_sub(1).max(1)))
                })
                .collect();
            Line::new()
                .right(said, margin - 1, Tone::Dim)
                .gap(1)
                .add(cells.trim_end(), Tone::Good)
        })
        .collect()
}

/// A value a day in one line: the taller, the higher its sign stands in `.:-=+*#`.
pub(super) fn ramp(values: &[i64]) -> String {
    const SIGNS: [char; 7] = ['.', ':', '-', '=', '+', '*', '#'];
    let most = values.iter().copied().max().unwrap_or(0);
    values
        .iter()
        .map(|value| match share(*value, most, SIGNS.len()) {
            0 => ' ',
            high => SIGNS.get(high - 1).copied().unwrap_or('#'),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_its_width_and_shows_the_least_thing_above_nothing() {
        assert_eq!(bar(0, 10, 12), "[..........]");
        assert_eq!(bar(1, 1_000_000, 12), "[#.........]");
        assert_eq!(bar(5, 10, 12), "[#####.....]");
        assert_eq!(bar(20, 10, 12), "[##########]");
        assert_eq!(bar(3, 0, 6), "[....]");
        assert_eq!(bar(i64::MAX, i64::MAX, 4), "[##]");
    }

    #[test]
    fn the_tallest_column_reaches_the_top_and_every_line_is_plain_ascii() {
        let lines: Vec<String> = columns(&[0, 1, 10, 100], 3)
            .iter()
            .map(Line::plain)
            .collect();
        assert_eq!(lines[0], "100          ##");
        assert_eq!(lines[COLUMN_ROWS - 1], "       ## ## ##");
        assert!(lines.iter().all(|line| line.is_ascii()));
    }

    #[test]
    fn a_ramp_has_a_sign_for_each_value() {
        assert_eq!(ramp(&[0, 1, 50, 100]), " .-#");
        assert_eq!(ramp(&[]), "");
    }
}
