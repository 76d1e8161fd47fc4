//! However the console ends, it ends soon and gives the terminal back.

use super::{ENTER, TAB, furnish};
use e2e::terminal::Console;
use e2e::terminal::Terminal;
use e2e::{Engine, Site, both_sites, text};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use std::time::Duration;

/// An operator whose connection is closed must not wait longer.
const SOON: Duration = Duration::from_secs(1);
/// Time to make a database, start on it and break.
const PANICKED: Duration = Duration::from_secs(30);

fn at_the_queue(site: &Site) -> Console {
    let mut console = Console::open(site, "reviewer", "zh", (80, 24));
    console.arrives("工保");
    console.press("gc");
    console.arrives("申报审核");
    console
}

#[test]
fn a_signal_ends_the_console_within_a_second_and_the_terminal_is_restored() {
    let site = Site::office(Engine::Sqlite).unwrap();
    furnish(&site);
    for signal in [Signal::TERM, Signal::HUP] {
        let mut console = at_the_queue(&site);
        console.signal(signal);
        console.ends(SOON);
        console.gave_the_terminal_back();
        let mut console = at_the_queue(&site);
        console.press("/");
        console.until("the search", |text| {
            text.contains("搜索") && console.shows_cursor()
        });
        console.signal(signal);
        console.ends(SOON);
        console.gave_the_terminal_back();
    }
    site.is_sound();
}

#[test]
fn a_defect_gives_the_terminal_back_with_nobodys_data_on_it() {
    let program = CommandBuilder::new(env!("CARGO_BIN_EXE_breaks"));
    let mut console = Console::start(
        program,
        Terminal {
            // The first answer to its question for the width of a character is what it breaks on.
            answers: Some("\x1b[1;2R\x1b[?2026;2$y"),
            variables: &[("RUST_BACKTRACE", "0")],
            ..Terminal::silent((80, 24))
        },
    );
    // 101 is what a panic ends with.
    assert_eq!(console.exit_code(PANICKED), 101);
    console.gave_the_terminal_back();
    let left = console.text();
    assert!(!left.contains("+- ") && left.contains("a defect"), "{left}");
}

#[test]
fn a_terminal_that_goes_away_ends_the_console() {
    let site = Site::office(Engine::Sqlite).unwrap();
    furnish(&site);
    let mut console = at_the_queue(&site);
    console.unplug();
    // Whether it heard of it first or failed to draw first is chance; nobody is there to read the code.
    let code = console.exit_code(SOON);
    assert!(matches!(code, 0 | 1), "{code}");
    site.is_sound();
}

/// Somebody else holds the tables: the console waits for its answer, not the operator for the console.
#[test]
fn a_console_that_waits_for_the_database_still_leaves_at_once() {
    let Some(site) = Site::office(Engine::Postgres) else {
        return;
    };
    furnish(&site);
    let mut console = at_the_queue(&site);
    let mut holder = site.as_owner();
    storage::execute_raw(&mut holder, "BEGIN").unwrap();
    storage::execute_raw(&mut holder, "LOCK TABLE claims IN ACCESS EXCLUSIVE MODE").unwrap();
    console.press(ENTER);
    console.until("the wait", |text| text.contains("读取中"));
    console.press("gh");
    console.until("home", |text| text.starts_with("+- 工保 "));
    console.signal(Signal::TERM);
    console.ends(SOON);
    console.gave_the_terminal_back();
    storage::execute_raw(&mut holder, "ROLLBACK").unwrap();
    site.is_sound();
}

/// Every end of a session that was written down, oldest first.
fn ends(site: &Site) -> Vec<String> {
    let mut db = site.as_owner();
    storage::audit::events(&mut db)
        .unwrap()
        .into_iter()
        .filter(|event| event.action == "logout")
        .map(|event| {
            let detail: serde_json::Value = serde_json::from_str(&event.detail).unwrap();
            text(&detail["why"]).to_owned()
        })
        .collect()
}

both_sites! {
    fn every_end_of_a_session_stands_in_the_operators_chain(site: Site::office) {
        furnish(site);
        let mut console = at_the_queue(site);
        console.press("q");
        crate::console::keys_only::dialog(&console, &["退出控制台"]);
        console.press(TAB);
        crate::console::keys_only::push(&mut console);
        console.ends(SOON);
        for signal in [Signal::HUP, Signal::TERM, Signal::INT] {
            let mut console = at_the_queue(site);
            console.signal(signal);
            console.ends(SOON);
        }
        let mut console = at_the_queue(site);
        console.unplug();
        console.exit_code(SOON);
        let ends = ends(site);
        assert_eq!(ends, ["left", "hung-up", "terminated", "terminated", "hung-up"]);
        site.is_sound();
    }
}

/// Ctrl-S, or a line that is down without anybody having noticed: nothing is taken any more.
#[test]
fn a_line_that_takes_nothing_does_not_hold_the_end_up() {
    let site = Site::office(Engine::Sqlite).unwrap();
    furnish(&site);
    let mut console = at_the_queue(&site);
    console.stop_listening();
    // Every language switch is a whole screen: more than the line holds.
    for _ in 0..40 {
        console.press("\x1bOQ");
        std::thread::sleep(Duration::from_millis(5));
    }
    console.signal(Signal::TERM);
    console.exit_code(SOON);
    assert_eq!(ends(&site), ["terminated"]);
}

#[test]
fn nobody_at_the_console_sees_nothing_and_is_signed_off_later() {
    let site = Site::office(Engine::Sqlite).unwrap();
    furnish(&site);
    let terminal = Terminal {
        variables: &[
            ("GONGBAO_CONSOLE_BLANK_S", "2"),
            ("GONGBAO_CONSOLE_END_S", "4"),
        ],
        ..Terminal::silent((80, 24))
    };
    let mut console = Console::open_on(&site, "reviewer", "zh", terminal);
    console.arrives("工保");
    console.press("gc");
    console.arrives("申报审核");
    console.press("/");
    console.until("the search", |text| {
        text.contains("搜索") && console.shows_cursor()
    });
    console.press("刘小");
    let hidden = |text: &str| text.contains("屏幕已遮住") && text.trim().lines().count() == 1;
    console.until("a blank screen", hidden);
    // The key that brings it back does nothing else.
    console.press(ENTER);
    console.until("what was typed", |text| {
        text.contains("刘小") && text.contains("26-")
    });
    console.until("a blank screen again", hidden);
    console.ends(Duration::from_secs(10));
    console.gave_the_terminal_back();
    assert_eq!(ends(&site), ["idle"]);
    site.is_sound();
}

/// The server's own database, from which another one can be closed to everybody.
#[expect(clippy::disallowed_methods, reason = "where the tests find the server")]
fn server() -> storage::Db {
    let url = std::env::var("GONGBAO_TEST_POSTGRES_URL").unwrap();
    storage::Db::open(&storage::DatabaseUrl::parse(&url).unwrap()).unwrap()
}

/// Nobody may connect to the site's database from now on, or everybody again; who was connected is thrown out.
fn close_database(site: &Site, closed: bool) {
    let path = site.url().split('?').next().unwrap();
    let name = path.rsplit('/').next().unwrap();
    let mut server = server();
    let allow = format!("ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {}", !closed);
    storage::execute_raw(&mut server, &allow).unwrap();
    let throw_out =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    storage::execute_raw(&mut server, &throw_out).unwrap();
}

#[test]
fn a_lost_database_costs_nothing_that_was_typed() {
    let Some(site) = Site::office(Engine::Postgres) else {
        return;
    };
    furnish(&site);
    let mut console = at_the_queue(&site);
    // The claims before it are of a child claimed twice, or decided.
    console.press("jjj");
    console.until("the fourth row", |text| text.contains(" 4/7 "));
    console.press(ENTER);
    console.until("the claim", |text| text.contains("H-01"));
    let claim = title(&console.text());
    console.press("r");
    crate::console::keys_only::dialog(&console, &["退回单位"]);
    console.press(&format!("{TAB}材料不全"));
    console.until("what was typed", |text| text.contains("材料不全"));
    close_database(&site, true);
    console.press(TAB);
    crate::console::keys_only::push(&mut console);
    console.until("the banner", |text| text.contains("数据库连接中断"));
    assert_eq!(title(&console.text()), claim);
    close_database(&site, false);
    // The screen goes on to the next undecided claim.
    console.until("the claim returned", |text| {
        text.contains("完成 1 笔") && !text.contains("数据库连接中断")
    });
    let number = claim.split_whitespace().nth(1).unwrap();
    let shown = site
        .run("reviewer", &["claim", "show", number])
        .exits(0)
        .json();
    assert_eq!(shown["state"], "returned", "{shown}");
    // Thrown out while nothing was asked: the next question opens a connection of its own.
    close_database(&site, false);
    console.press("gc");
    console.arrives("申报审核");
    site.is_sound();
}

fn title(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

both_sites! {
    fn without_a_terminal_the_console_is_refused(site: Site::office) {
        assert_eq!(site.run("reviewer", &["console"]).fails(2), "usage");
    }
}
