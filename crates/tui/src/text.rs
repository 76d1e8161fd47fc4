//! The only place that measures, pads, cuts and cleans text. A [`Shown`] text holds no control character, no bidi
//! override and nothing invisible, and its width is what the terminal will use.

use std::cell::Cell;
use unicode_normalization::UnicodeNormalization;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Longest text of one cell; a 10 kB name must not slow a frame down.
const SHOWN_CHARS_MAX: usize = 2000;
/// Most combining marks kept on one base character.
const MARKS_MAX: usize = 4;
/// What a cut text ends in; plain ASCII, so that it is one column a character everywhere.
const ELLIPSIS: &str = "..";

/// How many columns this terminal gives a character whose width Unicode leaves open (UAX #11, class A), such as the
/// dot in 阿卜杜拉·买买提.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One, as most terminals do.
    #[default]
    Narrow,
    /// Two, as terminals set up for Chinese often do.
    Wide,
    /// Not known, or not wanted: such a character is drawn as a plain one that is alike.
    StandIn,
}

thread_local! {
    /// Of the terminal this thread draws for. Every text of every screen is measured by it, so it stands beside them
    /// instead of going through every call; a thread that says nothing measures as `Narrow`.
    static AMBIGUOUS: Cell<Ambiguous> = const { Cell::new(Ambiguous::Narrow) };
}

/// Tells this thread how its terminal draws characters of open width; everything must be laid out and drawn anew.
pub fn set_ambiguous(ambiguous: Ambiguous) {
    AMBIGUOUS.set(ambiguous);
}

/// How this thread's terminal draws characters of open width.
pub fn ambiguous() -> Ambiguous {
    AMBIGUOUS.get()
}

/// Columns of one piece of a text, 1 or 2, on this thread's terminal.
pub fn columns(cluster: &str) -> usize {
    if cluster.len() <= 1 {
        return 1;
    }
    if is_common_wide(cluster) {
        return 2;
    }
    if is_open(cluster) && ambiguous() == Ambiguous::Wide {
        return 2;
    }
    UnicodeWidthStr::width(cluster).clamp(1, 2)
}

/// One Chinese character of everyday texts: two columns everywhere, and most of what is ever measured.
fn is_common_wide(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if is_common_han(c))
}

fn is_common_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Terminals agree about this piece's columns; after any other the cursor is set anew.
pub fn is_certain(cluster: &str) -> bool {
    if cluster.len() <= 1 || is_common_wide(cluster) {
        return true;
    }
    let mut chars = cluster.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_ascii() || !(is_open(cluster) || is_emoji(c)),
        _ => false,
    }
}

/// What is drawn for a piece: itself, or a plain character where the terminal's columns for it are not known.
pub fn drawn(cluster: &str) -> &str {
    if ambiguous() == Ambiguous::StandIn && is_open(cluster) {
        cluster.chars().next().map_or("?", stand_in)
    } else {
        cluster
    }
}

fn is_open(cluster: &str) -> bool {
    UnicodeWidthStr::width(cluster).clamp(1, 2) != UnicodeWidthStr::width_cjk(cluster).clamp(1, 2)
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

/// A character of one column that looks alike.
fn stand_in(c: char) -> &'static str {
    match c {
        '·' | '•' | '‧' | '…' | '∶' => ".",
        '—' | '–' | '―' | '─' | '━' => "-",
        '“' | '”' => "\"",
        '‘' | '’' | '′' => "'",
        '×' => "x",
        '±' => "+",
        '°' => "o",
        '→' | '▶' | '▷' => ">",
        '←' | '◀' | '◁' => "<",
        '│' | '┃' => "|",
        '■' | '●' | '◆' | '★' | '□' | '○' | '◇' | '☆' | '※' => "*",
        '█' | '▓' | '▒' | '░' => "#",
        'Ⅰ'..='Ⅸ' => digit(u32::from(c) - 0x215F),
        '①'..='⑨' => digit(u32::from(c) - 0x245F),
        _ => "?",
    }
}

fn digit(n: u32) -> &'static str {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    usize::try_from(n)
        .ok()
        .and_then(|n| DIGITS.get(n).copied())
        .unwrap_or("?")
}

/// Text that is safe to put on the screen, measured once: a frame asks every text for its width several times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    text: String,
    width: usize,
}

impl Shown {
    /// Cleans a text: composed form, and everything that steers a terminal or hides made visible.
    pub fn new(raw: &str) -> Self {
        // Common characters are composed and harmless already.
        if raw.len() <= SHOWN_CHARS_MAX
            && raw
                .chars()
                .all(|c| matches!(c, ' '..='~') || is_common_han(c))
        {
            return Self::of(raw.to_owned());
        }
        let mut text = String::with_capacity(raw.len());
        let mut marks = 0;
        for c in raw.chars().take(SHOWN_CHARS_MAX).nfc() {
            match class(c) {
                Class::Plain => {
                    text.push(c);
                    marks = 0;
                }
                Class::Mark if !text.is_empty() && marks < MARKS_MAX => {
                    text.push(c);
                    marks += 1;
                }
                Class::Dropped => {}
                Class::Mark | Class::Hidden => {
                    text.push_str(&format!("<U+{:04X}>", u32::from(c)));
                    marks = MARKS_MAX;
                }
            }
        }
        Self::of(text)
    }

    /// A text that is clean.
    fn of(text: String) -> Self {
        let width = clusters(&text).map(|(_, width)| width).sum();
        Self { text, width }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The text in exactly `width` columns, cut with `..` or padded on the right.
    #[must_use]
    pub fn left(self, width: usize) -> Self {
        let mut cut = self.cut(width);
        let pad = width.saturating_sub(cut.width);
        cut.text.extend(std::iter::repeat_n(' ', pad));
        cut.width += pad;
        cut
    }

    /// The text in exactly `width` columns, cut with `..` or padded on the left.
    #[must_use]
    pub fn right(self, width: usize) -> Self {
        let mut cut = self.cut(width);
        let pad = width.saturating_sub(cut.width);
        cut.text.insert_str(0, &" ".repeat(pad));
        cut.width += pad;
        cut
    }

    /// At most `width` columns; what was cut ends in `..`.
    #[must_use]
    pub fn cut(self, width: usize) -> Self {
        if self.width <= width {
            return self;
        }
        let room = width.saturating_sub(ELLIPSIS.len());
        let mut text = String::new();
        let mut used = 0;
        for (cluster, columns) in self.clusters() {
            if used + columns > room {
                break;
            }
            text.push_str(cluster);
            used += columns;
        }
        let ellipsis = &ELLIPSIS[..ELLIPSIS.len().min(width)];
        text.push_str(ellipsis);
        Self {
            text,
            width: used + ellipsis.len(),
        }
    }

    /// Lines of at most `width` columns. Latin words stay whole where they fit; Chinese text breaks anywhere, but no line
    /// begins with a mark that closes, nor ends with one that opens.
    pub fn wrap(&self, width: usize) -> Vec<Self> {
        let width = width.max(2);
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0;
        // Where the line may be broken: its length there, and the columns up to there.
        let mut gap: Option<(usize, usize)> = None;
        let mut previous = " ";
        for (cluster, columns) in self.clusters() {
            if !line.is_empty() && may_part(previous, cluster) {
                gap = Some((line.len(), used));
            }
            if used + columns > width {
                let (head, tail, tail_used) = match gap {
                    Some((at, before)) if used - before + columns <= width => {
                        (line[..at].to_owned(), line[at..].to_owned(), used - before)
                    }
                    _ => (std::mem::take(&mut line), String::new(), 0),
                };
                lines.push(Self::of(head.trim_end().to_owned()));
                line = tail;
                used = tail_used;
                gap = None;
                if cluster == " " && line.is_empty() {
                    continue;
                }
            }
            line.push_str(cluster);
            used += columns;
            previous = cluster;
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(Self::of(line.trim_end().to_owned()));
        }
        lines
    }

    /// The pieces a terminal draws one by one, each with its columns (1 or 2).
    pub fn clusters(&self) -> impl Iterator<Item = (&str, usize)> {
        clusters(&self.text)
    }
}

/// Columns a text takes once it is cleaned.
pub fn width(raw: &str) -> usize {
    Shown::new(raw).width()
}

/// Marks that close, and belong to what stands before them.
const CLOSING: &str = ",.;:!?)]}，。、；：！？）」』》】”’";
/// Marks that open, and belong to what follows.
const OPENING: &str = "([{（「『《【“‘";

/// Whether a line may end between these two.
fn may_part(before: &str, after: &str) -> bool {
    before == " "
        || after == " "
        || (columns(before).max(columns(after)) == 2
            && !CLOSING.contains(after)
            && !OPENING.contains(before))
}

enum Class {
    Plain,
    Mark,
    Hidden,
    Dropped,
}

fn class(c: char) -> Class {
    match c {
        // Variation selectors only choose a glyph, but make the width a matter of taste.
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => Class::Dropped,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}'
        | '\u{17B5}' => Class::Hidden,
        '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' => {
            Class::Hidden
        }
        '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' => Class::Hidden,
        '\u{E0000}'..='\u{E0FFF}' => Class::Hidden,
        // Skin tones widen nothing by themselves but join with what stands before them.
        '\u{1F3FB}'..='\u{1F3FF}' => Class::Hidden,
        _ => match UnicodeWidthChar::width(c) {
            Some(1 | 2) => Class::Plain,
            Some(0) => Class::Mark,
            _ => Class::Hidden,
        },
    }
}

/// A base character with its marks, and the columns both take together.
fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        chars.next()?;
        let end = chars
            .find(|(_, c)| UnicodeWidthChar::width(*c).unwrap_or(1) > 0)
            .map_or(rest.len(), |(at, _)| at);
        let (cluster, tail) = rest.split_at(end);
        rest = tail;
        Some((cluster, columns(cluster)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_steers_a_terminal_is_made_visible() {
        assert_eq!(Shown::new("张\u{202E}伟").as_str(), "张<U+202E>伟");
        assert_eq!(Shown::new("\u{1b}[2J").as_str(), "<U+001B>[2J");
        assert_eq!(Shown::new("a\u{200B}b\n").as_str(), "a<U+200B>b<U+000A>");
        assert_eq!(Shown::new("\u{0301}x").as_str(), "<U+0301>x");
    }

    #[test]
    fn chinese_text_takes_two_columns_a_character() {
        assert_eq!(width("王敏(复核)"), 10);
        assert_eq!(
            Shown::new("阿卜杜拉·买买提").left(10).as_str(),
            "阿卜杜拉.."
        );
        assert_eq!(Shown::new("金额").right(6).as_str(), "  金额");
        assert_eq!(Shown::new("王敏").cut(3).as_str(), "..");
    }

    #[test]
    fn marks_beyond_the_fourth_are_told_not_stacked() {
        let stacked = format!("x{}", "\u{0334}".repeat(50));
        let shown = Shown::new(&stacked);
        assert_eq!(shown.as_str().matches('\u{0334}').count(), MARKS_MAX);
    }

    #[test]
    fn words_stay_whole_when_a_line_is_broken() {
        let lines = Shown::new("Born on the day, the child is over the limit").wrap(16);
        assert_eq!(
            lines.iter().map(Shown::as_str).collect::<Vec<_>>(),
            ["Born on the day,", "the child is", "over the limit"]
        );
        let lines = Shown::new("孩子出生，未超过周岁").wrap(8);
        assert_eq!(
            lines.iter().map(Shown::as_str).collect::<Vec<_>>(),
            ["孩子出", "生，未超", "过周岁"]
        );
    }

    #[test]
    fn no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens() {
        let lines = |text: &str, width: usize| -> Vec<String> {
            let lines = Shown::new(text).wrap(width);
            lines.iter().map(|line| line.as_str().to_owned()).collect()
        };
        assert_eq!(lines("工会经费，补助", 8), ["工会经", "费，补助"]);
        assert_eq!(lines("经费（补助）", 6), ["经费", "（补", "助）"]);
        assert_eq!(lines("经费; 补助", 4), ["经", "费;", "补助"]);
        // Where only marks stand, a line is still no wider than it may be.
        assert_eq!(lines("）））", 4), ["））", "）"]);
    }

    #[test]
    fn a_character_of_open_width_is_measured_as_the_terminal_draws_it() {
        let name = || Shown::new("阿卜杜拉·买买提");
        assert_eq!((name().width(), columns("·"), drawn("·")), (15, 1, "·"));
        set_ambiguous(Ambiguous::Wide);
        assert_eq!((name().width(), columns("·"), drawn("·")), (16, 2, "·"));
        assert_eq!(name().left(20).width(), 20);
        set_ambiguous(Ambiguous::StandIn);
        assert_eq!((name().width(), columns("·"), drawn("·")), (15, 1, "."));
        assert_eq!(
            (drawn("Ⅲ"), drawn("③"), drawn("℃"), drawn("王")),
            ("3", "3", "?", "王")
        );
        set_ambiguous(Ambiguous::Narrow);
    }

    #[test]
    fn terminals_agree_about_han_and_ascii_only() {
        for certain in ["a", "王", "，", "￥"] {
            assert!(is_certain(certain), "{certain}");
        }
        for open in ["·", "Ⅲ", "℃", "e\u{301}", "🎁", "☑"] {
            assert!(!is_certain(open), "{open}");
        }
    }

    proptest! {
        #[test]
        fn a_padded_text_has_exactly_its_width_and_no_control_character(raw in any::<String>(), columns in 0usize..60) {
            for shown in [Shown::new(&raw).left(columns), Shown::new(&raw).right(columns)] {
                prop_assert_eq!(shown.width(), columns);
                prop_assert!(!shown.as_str().chars().any(char::is_control));
            }
            for line in Shown::new(&raw).wrap(columns) {
                prop_assert!(line.width() <= columns.max(2));
            }
        }
    }
}
