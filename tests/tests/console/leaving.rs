//! However the console ends, it ends soon and gives the terminal back.

use e2e::terminal::Console;
use crate::{ENTER, furnish};
use e2e::{Engine, Site, both_sites};
use rustix::process::Signal;
use std::time::Duration;

/// An operator whose connection is closed must not wait longer.
const SOON: Duration = Duration::from_secs(1);

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
    let url = storage::DatabaseUrl::parse(site.url()).unwrap();
    let mut holder = storage::Db::open(&url).unwrap();
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

both_sites! {
    fn without_a_terminal_the_console_is_refused(site: Site::office) {
        assert_eq!(site.run("reviewer", &["console"]).fails(2), "usage");
    }
}
