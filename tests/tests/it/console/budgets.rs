//! What the console sends over the line, and what it needs, in an office with ten thousand claims.

use e2e::terminal::Console;
use e2e::{Engine, Site};
use rehearsal::rows::{ClaimRow, basic_code};
use std::time::Duration;

/// Claims in the office.
const CLAIMS: u64 = 10_000;
/// Of them filed one by one.
const FILED: u64 = 100;
/// Bytes of a screen from the first to the last: at 64 kbit/s the larger one is there within a second.
const SCREENS: [((u16, u16), usize); 2] = [((120, 40), 7_000), ((80, 24), 3_000)];
/// Bytes of a step of the cursor.
const STEP_BYTES_MAX: usize = 400;
/// Bytes of a step that moves the list by a line.
const SCROLL_BYTES_MAX: usize = 450;
/// Memory of its own, in KiB. The program's code is not counted: unoptimised, with what a debugger needs, it is several
/// times what an operator runs.
const MEMORY_KIB_MAX: u64 = 30 * 1024;

const DOWN: &str = "j";
const UP: &str = "k";

fn crowd() -> Site {
    let site = Site::office(Engine::Sqlite).unwrap();
    site.enrol(0..FILED, &basic_code(1));
    let rows: Vec<ClaimRow> = (0..FILED).map(ClaimRow::ordinary).collect();
    site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
    let mut db = site.as_owner();
    test_support::multiply_claims(&mut db, site.engine(), FILED, CLAIMS);
    site
}

/// `3/200+` in the frame: where the cursor stands.
fn position(text: &str) -> usize {
    let title = text.lines().next().unwrap_or_default();
    let place = title.split_whitespace().find(|word| word.contains('/'));
    place
        .and_then(|place| place.split('/').next()?.parse().ok())
        .unwrap_or(0)
}

/// Presses a key that moves the cursor to `to`, and gives the bytes that came.
#[track_caller]
fn bytes_of(console: &mut Console, key: &str, to: usize) -> usize {
    let before = console.bytes();
    console.press(key);
    console.until("the next row", |text| position(text) == to);
    console.bytes() - before
}

#[test]
fn the_console_stays_within_its_budgets() {
    let site = crowd();
    for (size, screen_bytes_max) in SCREENS {
        let mut console = Console::open(&site, "reviewer", "zh", size);
        console.arrives("工保");
        let home = console.bytes();
        assert!(home <= screen_bytes_max, "{size:?}: {home} bytes for home");
        console.press("gc");
        console.arrives("申报审核");
        let queue = console.bytes() - home;
        assert!(
            queue <= screen_bytes_max,
            "{size:?}: {queue} bytes for the queue"
        );
        let idle = console.bytes_within(Duration::from_secs(1));
        assert_eq!(idle, 0, "{size:?}: bytes while nobody does anything");
        let mut scrolls = Vec::new();
        let mut steps = Vec::new();
        for at in 1..70 {
            let top = first_row(&console.text());
            let bytes = bytes_of(&mut console, DOWN, at + 1);
            if first_row(&console.text()) == top {
                steps.push(bytes);
            } else {
                scrolls.push(bytes);
            }
        }
        for at in (30..70).rev() {
            let top = first_row(&console.text());
            let bytes = bytes_of(&mut console, UP, at);
            if first_row(&console.text()) == top {
                steps.push(bytes);
            } else {
                scrolls.push(bytes);
            }
        }
        let (step, scroll) = (steps.iter().max().unwrap(), scrolls.iter().max().unwrap());
        assert!(
            scrolls.len() > 20,
            "{size:?}: the list moved by single lines"
        );
        assert!(*step <= STEP_BYTES_MAX, "{size:?}: {step} bytes for a step");
        assert!(
            *scroll <= SCROLL_BYTES_MAX,
            "{size:?}: {scroll} bytes for a line"
        );
        let memory = memory_kib(console.process());
        assert!(memory <= MEMORY_KIB_MAX, "{size:?}: {memory} KiB");
        eprintln!("{size:?}: home {home}, queue {queue}, step {step}, line {scroll}, {memory} KiB");
    }
}

/// The claim in the first row of the list.
fn first_row(text: &str) -> String {
    let mut rows = text.lines().filter(|line| line.contains("26-"));
    rows.next()
        .and_then(|line| line.split_whitespace().find(|word| word.starts_with("26-")))
        .unwrap_or_default()
        .to_owned()
}

/// Memory a process has for itself.
fn memory_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .expect("the memory of a running process")
}
