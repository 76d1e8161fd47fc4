//! What each operator's terminals told about themselves, so that the next start is right at once.
//!
//! A small file of the Unix account, beside the log: a line for each operator and kind of terminal. It holds nothing
//! that could not be asked again, so whatever cannot be read or written is left out.

use crate::effects;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use tui::Facts;

/// Lines kept; the oldest go first.
const LINES_MAX: usize = 500;
/// Only the owner reads it: it names operators.
const MODE: u32 = 0o600;

/// The file; none where the user has no place for it.
pub fn file() -> Option<PathBuf> {
    Some(
        effects::user_directory("XDG_STATE_HOME", ".local/state")?
            .join("gongbao")
            .join("terminals"),
    )
}

/// What this operator's terminal of this kind told the last time.
pub fn recall(file: &Path, operator: &str, term: &str) -> Option<Facts> {
    let text = std::fs::read_to_string(file).ok()?;
    let head = head(operator, term);
    let rest = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(&head))?;
    match rest.split_once('\t')? {
        (width @ ("1" | "2"), sync @ ("plain" | "sync")) => Some(Facts {
            wide: width == "2",
            synchronises: sync == "sync",
        }),
        _ => None,
    }
}

/// Keeps what it told now.
pub fn keep(file: &Path, operator: &str, term: &str, facts: Facts) {
    if let Err(error) = replace(file, operator, term, facts) {
        tracing::debug!(%error, "what the terminal told is not kept");
    }
}

fn replace(file: &Path, operator: &str, term: &str, facts: Facts) -> std::io::Result<()> {
    let head = head(operator, term);
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let others: Vec<&str> = before
        .lines()
        .filter(|line| !line.starts_with(&head))
        .collect();
    let width = if facts.wide { "2" } else { "1" };
    let sync = if facts.synchronises { "sync" } else { "plain" };
    let mut text = String::new();
    for line in others
        .iter()
        .skip(others.len().saturating_sub(LINES_MAX - 1))
    {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&format!("{head}{width}\t{sync}\n"));
    if let Some(directory) = file.parent() {
        std::fs::create_dir_all(directory)?;
    }
    // Another console may write at the same moment: each sees a whole file.
    let fresh = file.with_extension(format!("{}", std::process::id()));
    let mut out = std::fs::OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(MODE)
        .open(&fresh)?;
    out.write_all(text.as_bytes())?;
    std::fs::rename(fresh, file)
}

/// The part of a line that names operator and terminal; neither can hold a tab.
fn head(operator: &str, term: &str) -> String {
    let clean = |text: &str| text.replace(char::is_control, "?");
    format!("{}\t{}\t", clean(operator), clean(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operator_and_terminal_is_remembered_by_itself() {
        let place = tempfile::tempdir().expect("a directory");
        let file = place.path().join("state/terminals");
        let facts = |wide| Facts {
            wide,
            synchronises: !wide,
        };
        assert_eq!(recall(&file, "李经办", "xterm"), None);
        keep(&file, "李经办", "xterm", facts(true));
        keep(&file, "李经办", "screen", facts(false));
        keep(&file, "王审核", "xterm", facts(false));
        assert_eq!(recall(&file, "李经办", "xterm"), Some(facts(true)));
        assert_eq!(recall(&file, "李经办", "screen"), Some(facts(false)));
        assert_eq!(recall(&file, "王审核", "xterm"), Some(facts(false)));
        keep(&file, "李经办", "xterm", facts(false));
        assert_eq!(recall(&file, "李经办", "xterm"), Some(facts(false)));
    }

    #[test]
    fn a_file_that_makes_no_sense_is_as_good_as_none() {
        let place = tempfile::tempdir().expect("a directory");
        let file = place.path().join("terminals");
        std::fs::write(&file, "li\txterm\t3\tsync\n\n\u{0}").expect("written");
        assert_eq!(recall(&file, "li", "xterm"), None);
    }

    #[test]
    fn the_file_does_not_grow_without_end() {
        let place = tempfile::tempdir().expect("a directory");
        let file = place.path().join("terminals");
        let many: String = (0..2 * LINES_MAX)
            .map(|n| format!("{n}\txterm\t1\tplain\n"))
            .collect();
        std::fs::write(&file, many).expect("written");
        let facts = Facts {
            wide: true,
            synchronises: false,
        };
        keep(&file, "li", "xterm", facts);
        let kept = std::fs::read_to_string(&file).expect("read");
        assert_eq!(kept.lines().count(), LINES_MAX);
        assert_eq!(recall(&file, "li", "xterm"), Some(facts));
    }
}
