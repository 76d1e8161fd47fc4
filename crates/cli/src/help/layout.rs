//! Help in as many columns as the terminal has. clap breaks lines at blanks only, and Chinese has none.

use tui::text::{Shown, width};

/// Where the width cannot be told: every terminal has as many.
const COLUMNS_DEFAULT: usize = 80;
/// Longer lines are hard to read.
const COLUMNS_MAX: usize = 100;
/// Columns the text of a line keeps beside what stands before it; with fewer it goes below.
const TEXT_MIN: usize = 24;
/// Headings behind which a usage line goes on.
const USAGE: &[&str] = &["Usage: ", "用法："];

/// Columns of the terminal that reads: of standard output, or of standard error where a pager stands between.
pub fn columns() -> usize {
    let told = [
        rustix::termios::tcgetwinsize(std::io::stdout()),
        rustix::termios::tcgetwinsize(std::io::stderr()),
    ];
    told.into_iter()
        .flatten()
        .map(|size| usize::from(size.ws_col))
        .find(|columns| *columns > 0)
        .unwrap_or(COLUMNS_DEFAULT)
        .min(COLUMNS_MAX)
}

/// Breaks the lines that are too long; they go on below the beginning of their text.
pub fn fitted(help: &str, columns: usize) -> String {
    let lines: Vec<String> = help
        .lines()
        .map(|line| broken(line.trim_end(), columns))
        .collect();
    lines.join("\n") + "\n"
}

fn broken(line: &str, columns: usize) -> String {
    if width(line) <= columns {
        return line.to_owned();
    }
    let (head, text) = parted(line)
        .filter(|(head, _)| width(head) + TEXT_MIN <= columns)
        .unwrap_or_else(|| line.split_at(indent(line)));
    let before = width(head);
    let lines: Vec<String> = Shown::new(text)
        .wrap(columns.saturating_sub(before))
        .iter()
        .map(|line| line.as_str().to_owned())
        .collect();
    let below = format!("\n{}", " ".repeat(before));
    format!("{head}{}", lines.join(&below))
}

/// What stands before the text of a line (a heading, or the name of a command or flag), and the text.
fn parted(line: &str) -> Option<(&str, &str)> {
    if let Some(heading) = USAGE.iter().find(|heading| line.starts_with(**heading)) {
        return line.split_at_checked(heading.len());
    }
    let indent = indent(line);
    let gap = indent + line.get(indent..)?.find("  ")?;
    let text = line.get(gap..)?.trim_start();
    line.split_at_checked(line.len() - text.len())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_below_its_text() {
        assert_eq!(
            fitted(
                "  claim  申报的审核、审批和支付都在此处办理，逐笔说明条款",
                40
            ),
            "  claim  申报的审核、审批和支付都在此处\n         办理，逐笔说明条款\n"
        );
        assert_eq!(
            fitted("Usage: gongbao claim approve [OPTIONS] [ID]...", 40),
            "Usage: gongbao claim approve [OPTIONS]\n       [ID]...\n"
        );
    }

    #[test]
    fn a_text_that_would_be_too_narrow_begins_at_the_margin() {
        let line = "      --expect-total-fen <FEN>  合计，以分计的整数";
        assert_eq!(
            fitted(line, 42),
            "      --expect-total-fen <FEN>  合计，以分\n      计的整数\n"
        );
    }
}
