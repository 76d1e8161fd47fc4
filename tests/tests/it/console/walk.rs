//! Every screen, by keys, in both sizes and both languages.

use super::{CHILDREN, ENTER, ESC, TAB, furnish};
use e2e::terminal::Console;
use e2e::{Engine, Site};
use rehearsal::people;
use std::time::Duration;

const SIZES: [(u16, u16); 2] = [(120, 40), (80, 24)];
/// Bytes one step of the cursor may cost: a line of figures, not a screen.
const STEP_BYTES_MAX: usize = 600;

/// What the screens are called.
struct Titles {
    lang: &'static str,
    home: &'static str,
    claims: &'static str,
    log: &'static str,
    periods: &'static str,
    imports: &'static str,
    import: &'static str,
    cases: &'static str,
    case: &'static str,
    batches: &'static str,
    batch: &'static str,
    changes: &'static str,
    help: &'static str,
}

/// Lines of the first screen that hold words only.
const WORDS_OF_HOME: usize = 6;

const ZH: Titles = Titles {
    lang: "zh",
    home: "工保",
    claims: "申报审核",
    log: "审计记录",
    periods: "参保年度",
    imports: "导入",
    import: "claims.csv",
    cases: "重复申报",
    case: "重复申报",
    batches: "支付批次",
    batch: "B26-",
    changes: "变更事项",
    help: "帮助",
};

const EN: Titles = Titles {
    lang: "en",
    home: "Gongbao",
    claims: "Claims",
    log: "Audit log",
    periods: "Benefit years",
    imports: "Imports",
    import: "claims.csv",
    cases: "Duplicates",
    case: "Duplicate",
    batches: "Payment batches",
    batch: "B26-",
    changes: "Changes",
    help: "Help",
};

fn sqlite_office() -> Site {
    let site = Site::office(Engine::Sqlite).unwrap();
    furnish(&site);
    site
}

#[test]
fn every_screen_is_reached_by_keys_in_both_sizes_and_languages() {
    let site = sqlite_office();
    for titles in [&ZH, &EN] {
        for size in SIZES {
            let mut console = Console::open(&site, "reviewer", titles.lang, size);
            let home = console.arrives(titles.home);
            // Further down stand the names of unions, which are Chinese in either language.
            let words: String = home.lines().take(WORDS_OF_HOME).collect();
            assert_eq!(has_chinese(&words), titles.lang == "zh", "{home}");
            console.has_the_terminal();
            assert_eq!(
                console.bytes_within(Duration::from_secs(1)),
                0,
                "nothing is sent while nothing happens"
            );
            claims(&mut console, titles);
            others(&mut console, titles);
            help(&mut console, titles);
            leaves(&mut console);
        }
    }
    site.is_sound();
}

/// The queue, a claim with its reasons, its log, and back.
fn claims(console: &mut Console, titles: &Titles) {
    console.press("gc");
    let list = console.arrives(titles.claims);
    assert!(has_chinese(&list), "names:\n{list}");
    let number = under_cursor(&list);
    console.press("j");
    let next = console.until("the next row", |text| under_cursor(text) != number);
    console.is_well_drawn(&next);
    console.press("k");
    console.until("the first row", |text| under_cursor(text) == number);
    console.press(ENTER);
    let claim = console.until("the claim", |text| {
        text.starts_with(&format!("+- {number} ")) && text.contains("H-01")
    });
    console.is_well_drawn(&claim);
    no_number_in_full(&claim);
    // What passes is one line until it is asked for.
    console.press("z");
    let claim = console.until("every condition with its clause", |text| {
        text.contains("[二.1]")
    });
    console.is_well_drawn(&claim);
    console.press("\x1b[6~");
    let more = console.until("the claim's next page", |text| *text != claim);
    console.is_well_drawn(&more);
    no_number_in_full(&more);
    console.press("L");
    let log = console.until("the log", |text| {
        text.lines()
            .next()
            .is_some_and(|line| line.contains(titles.log))
            && text.contains("clerk")
    });
    console.is_well_drawn(&log);
    console.press(ESC);
    console.until("the claim again", |text| {
        text.starts_with(&format!("+- {number} "))
    });
    console.press(ESC);
    console.arrives(titles.claims);
}

/// Periods, imports, duplicates, batches and changes; of each the first entry, and back.
fn others(console: &mut Console, titles: &Titles) {
    for (keys, list, entry, told) in [
        ("gp", titles.periods, Some(""), "2026"),
        ("gi", titles.imports, Some(titles.import), "claims.csv"),
        ("gd", titles.cases, Some(titles.case), "2026"),
        ("gb", titles.batches, Some(titles.batch), "400.00"),
        ("ga", titles.changes, None, "2026"),
    ] {
        console.press(keys);
        let shown = console.arrives(list);
        assert!(shown.contains(told), "{list} without {told}:\n{shown}");
        let Some(entry) = entry else { continue };
        console.press(ENTER);
        let opened = console.until("the first entry", |text| {
            let title = text.lines().next().unwrap_or_default();
            !text.starts_with(&format!("+- {list} -")) && title.contains(entry) && !is_reading(text)
        });
        console.is_well_drawn(&opened);
        no_number_in_full(&opened);
        console.press(ESC);
        console.arrives(list);
    }
}

/// Help lists the keys of the screen it was called from.
fn help(console: &mut Console, titles: &Titles) {
    console.press("gc");
    console.arrives(titles.claims);
    console.press("?");
    let help = console.arrives(titles.help);
    for key in ["Enter", "Space", "/"] {
        assert!(help.contains(key), "no word of {key}:\n{help}");
    }
    console.press(ESC);
    console.arrives(titles.claims);
}

/// `q`, and the question answered with "leave".
fn leaves(console: &mut Console) {
    console.press("q");
    super::keys_only::dialog(console, &["退出控制台", "Leave the console"]);
    console.press(TAB);
    super::keys_only::push(console);
    console.ends(Duration::from_secs(5));
    console.gave_the_terminal_back();
}

fn is_reading(text: &str) -> bool {
    text.contains("读取中") || text.contains("reading..")
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

/// The claim's number in the row of the cursor.
#[track_caller]
fn under_cursor(text: &str) -> String {
    let row = text.lines().find(|line| line.starts_with("| >"));
    row.and_then(|line| line.split_whitespace().nth(2))
        .unwrap_or_default()
        .to_owned()
}

#[track_caller]
fn no_number_in_full(text: &str) {
    for n in 1..=CHILDREN {
        for number in [
            people::child(n).id,
            people::member(n).id,
            people::spouse(n).id,
            people::card(n),
        ] {
            assert!(!text.contains(&number), "a number in full:\n{text}");
        }
    }
}

#[test]
fn a_step_of_the_cursor_sends_a_line_and_not_a_screen() {
    let site = sqlite_office();
    let mut console = Console::open(&site, "reviewer", "zh", (80, 24));
    console.arrives(ZH.home);
    console.press("gc");
    let list = console.arrives(ZH.claims);
    let (before, first) = (console.bytes(), under_cursor(&list));
    console.press("j");
    console.until("the next row", |text| under_cursor(text) != first);
    let sent = console.bytes() - before;
    assert!(
        sent > 0 && sent <= STEP_BYTES_MAX,
        "{sent} bytes for one step"
    );
    leaves(&mut console);
}

#[test]
fn any_size_of_the_window_is_drawn_or_asked_to_be_larger() {
    let site = sqlite_office();
    let mut console = Console::open(&site, "reviewer", "zh", (120, 40));
    console.arrives(ZH.home);
    console.press("gc");
    let large = console.arrives(ZH.claims);
    console.resize((80, 24));
    let small = console.arrives(ZH.claims);
    assert_eq!(small.lines().count(), 24);
    for tiny in [(40, 10), (1, 1), (79, 24), (80, 19)] {
        console.resize(tiny);
        // One column holds no Chinese character at all.
        console.until("the request for a larger window", |text| {
            tiny.0 < 40 || text.contains("请放大窗口到 80x24")
        });
    }
    console.resize((300, 100));
    console.arrives(ZH.claims);
    console.resize((80, 24));
    assert_eq!(console.arrives(ZH.claims), small);
    console.resize((120, 40));
    assert_eq!(console.arrives(ZH.claims), large);
    in_front_of_a_dialog(&mut console);
    console.press(ESC);
    // A key right behind Esc would be read as one with Alt.
    console.until("the queue without the dialog", |text| {
        text.contains(ZH.claims) && !text.contains("+- 搜索 ")
    });
    leaves(&mut console);
}

/// A dialog survives a window that is too small for a while, with what was typed.
fn in_front_of_a_dialog(console: &mut Console) {
    console.press("/");
    console.until("the search", |text| {
        text.contains("搜索") && console.shows_cursor()
    });
    console.press("刘小");
    console.until("what was typed", |text| text.contains("刘小"));
    for size in [(40, 10), (80, 24), (120, 40)] {
        console.resize(size);
    }
    console.until("what was typed, again", |text| text.contains("刘小"));
}
