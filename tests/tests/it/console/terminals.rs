//! Terminals differ: in the columns of some characters, in colours, in what they tell about themselves.

use e2e::terminal::{Console, Terminal};
use e2e::{Engine, Site};
use rehearsal::rows::{ClaimRow, basic_code};

/// The cursor after one character that took one column, or two, in the first row.
const NARROW: &str = "\x1b[1;2R";
const WIDE: &str = "\x1b[1;3R\x1b[?2026;2$y";
/// A child's name with a character of open width.
const NAME: &str = "买·买提";

fn office() -> Site {
    let site = Site::office(Engine::Sqlite).unwrap();
    site.enrol(1..3, &basic_code(1));
    let mut rows: Vec<ClaimRow> = (1..3).map(ClaimRow::ordinary).collect();
    NAME.clone_into(&mut rows[0].child_name);
    site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
    site
}

/// The queue on a terminal.
fn queue(site: &Site, terminal: Terminal<'_>) -> (Console, String) {
    let mut console = Console::open_on(site, "reviewer", "zh", terminal);
    console.arrives("工保");
    console.press("gc");
    let text = console.arrives("申报审核");
    (console, text)
}

fn answering(answers: Option<&'static str>) -> Terminal<'static> {
    Terminal {
        answers,
        ..Terminal::silent((80, 24))
    }
}

#[test]
fn a_character_of_open_width_is_drawn_as_the_terminal_told_and_remembered() {
    let site = office();
    let (_, unknown) = queue(&site, answering(None));
    assert!(unknown.contains("买.买提"), "{unknown}");
    assert!(!unknown.contains("链路"), "{unknown}");
    let (_, narrow) = queue(&site, answering(Some(NARROW)));
    assert!(narrow.contains(NAME), "{narrow}");
    assert!(narrow.contains("链路"), "{narrow}");
    // The terminal of the test draws it in one column; the console leaves it the second one and goes on behind it.
    let (_, wide) = queue(&site, answering(Some(WIDE)));
    assert!(wide.contains("买· 买提"), "{wide}");
    let (_, again) = queue(&site, answering(None));
    assert!(again.contains("买· 买提"), "{again}");
    let other = Terminal {
        variables: &[("TERM", "screen")],
        ..answering(None)
    };
    let (_, other) = queue(&site, other);
    assert!(other.contains("买.买提"), "{other}");
}

#[test]
fn the_characters_can_be_chosen_by_a_setting() {
    let site = office();
    for (glyphs, answers, shown) in [
        ("ascii", Some(NARROW), "买.买提"),
        ("unicode", None, NAME),
        ("unicode", Some(WIDE), "买· 买提"),
    ] {
        let site_variables = [("GONGBAO_GLYPHS", glyphs)];
        let terminal = Terminal {
            variables: &site_variables,
            ..answering(answers)
        };
        let (_, text) = queue(&site, terminal);
        assert!(text.contains(shown), "{glyphs} {answers:?}:\n{text}");
        let _ = std::fs::remove_file(site.path(".local/state/gongbao/terminals"));
    }
}

#[test]
fn colours_are_left_out_on_request_and_nothing_else_is() {
    let site = office();
    let mut texts = Vec::new();
    for (variables, flags, colours) in [
        (&[][..], &[][..], true),
        (&[("NO_COLOR", "1")], &[], false),
        (&[], &["--color", "never"], false),
        (&[("NO_COLOR", "1")], &["--color", "always"], true),
        (&[("GONGBAO_HIGH_CONTRAST", "true")], &[], true),
    ] {
        let terminal = Terminal {
            variables,
            flags,
            ..Terminal::silent((120, 40))
        };
        let (console, text) = queue(&site, terminal);
        assert_eq!(console.uses_colours(), colours, "{variables:?} {flags:?}");
        texts.push(text);
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
}
