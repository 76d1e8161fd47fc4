//! A claim is decided without a single command: keys only, and the command line sees the outcome.

use super::{ENTER, ESC, TAB};
use e2e::terminal::Console;
use e2e::{Site, both_sites, list, text};
use rehearsal::rows::{ClaimRow, basic_code};
use std::time::Duration;

/// The console's keys for the decisions.
const REVIEW: &str = "c";
const APPROVE: &str = "a";
const UNDO: &str = "u";
const SPACE: &str = " ";

/// For so long after a dialog has opened it takes no keys.
const SUPPRESSED: Duration = Duration::from_millis(350);

/// Waits for a dialog and for it to listen.
#[track_caller]
pub fn dialog(console: &Console, titles: &[&str]) {
    console.until(titles[0], |text| {
        titles
            .iter()
            .any(|title| text.contains(&format!("+- {title} ")))
    });
    std::thread::sleep(SUPPRESSED);
}

/// Presses the button that the focus was just moved to, once Enter is heard there.
pub fn push(console: &mut Console) {
    std::thread::sleep(2 * SUPPRESSED);
    console.press(ENTER);
}

/// The console of `operator` in front of the only claim.
pub fn at_the_claim(site: &Site, operator: &str) -> Console {
    let mut console = Console::open(site, operator, "zh", (80, 24));
    console.arrives("工保");
    console.press("gc");
    console.arrives("申报审核");
    console.press(ENTER);
    console.until("the claim", |text| text.contains("H-01"));
    console
}

#[track_caller]
fn becomes(console: &Console, state: &str) {
    console.until(state, |text| {
        text.lines()
            .next()
            .is_some_and(|title| title.contains(state))
    });
}

/// State, and who took the last step.
pub fn stands(site: &Site, id: &str) -> (String, String) {
    let shown = site.run("auditor", &["claim", "show", id]).ok();
    let last = list(&shown["history"]).last().expect("a history").clone();
    (
        text(&shown["state"]).to_owned(),
        text(&last["by"]).to_owned(),
    )
}

pub fn owned(state: &str, by: &str) -> (String, String) {
    (state.to_owned(), by.to_owned())
}

both_sites! {
    fn a_claim_is_reviewed_approved_and_taken_back_by_keys_only(site: Site::office) {
        site.enrol(1..2, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("claims.csv", &[ClaimRow::ordinary(1)]));
        let id = site.ids("reviewer", "submitted").remove(0);

        let mut console = at_the_claim(site, "reviewer");
        console.press(REVIEW);
        dialog(&console, &["审核"]);
        // Neither a doubled Enter nor unticked checks review anything.
        console.press(&ENTER.repeat(2));
        assert_eq!(stands(site, &id), owned("submitted", "clerk"));
        console.press(ESC);
        console.until("the claim without a dialog", |text| !text.contains("确认审核"));
        assert_eq!(stands(site, &id), owned("submitted", "clerk"));
        console.press(REVIEW);
        dialog(&console, &["审核"]);
        console.press(&TAB.repeat(5));
        push(&mut console);
        console.until("the complaint about the checks", |text| text.contains("各项核对"));
        assert_eq!(stands(site, &id), owned("submitted", "clerk"));
        // The focus stayed on "confirm": once more around the ring, past "cancel".
        console.press(&TAB.repeat(2));
        console.press(&format!("{SPACE}{TAB}{SPACE}{TAB}{SPACE}{TAB}{TAB}"));
        push(&mut console);
        becomes(&console, "已审核");
        assert_eq!(stands(site, &id), owned("reviewed", "reviewer"));
        console.signal(rustix::process::Signal::TERM);
        console.ends(Duration::from_secs(1));

        let mut console = at_the_claim(site, "approver");
        console.press(APPROVE);
        dialog(&console, &["审批"]);
        console.press(&TAB.repeat(2));
        push(&mut console);
        becomes(&console, "已审批");
        assert_eq!(stands(site, &id), owned("approved", "approver"));
        console.press(UNDO);
        dialog(&console, &["撤销上一步"]);
        console.press(&format!("{TAB}金额看错了{TAB}"));
        push(&mut console);
        becomes(&console, "已审核");
        assert_eq!(stands(site, &id), owned("reviewed", "approver"));
        let history = site.run("auditor", &["claim", "show", &id]).ok()["history"].to_string();
        assert!(history.contains("金额看错了"), "{history}");
        site.is_sound();
    }

    fn of_two_terminals_the_second_is_told_who_was_first(site: Site::office) {
        site.enrol(1..2, &basic_code(1));
        site.import("clerk", "claims", &site.sheet("claims.csv", &[ClaimRow::ordinary(1)]));
        let id = site.ids("reviewer", "submitted").remove(0);
        let mut one = at_the_claim(site, "reviewer");
        let mut other = at_the_claim(site, "reviewer2");
        for console in [&mut one, &mut other] {
            console.press(REVIEW);
            dialog(console, &["审核"]);
            console.press(&format!("{TAB}{SPACE}{TAB}{SPACE}{TAB}{SPACE}{TAB}{TAB}"));
        }
        push(&mut one);
        becomes(&one, "已审核");
        push(&mut other);
        other.until("who was first", |text| {
            text.contains("有变动") && text.replace("reviewer2", "").contains("reviewer")
        });
        assert_eq!(stands(site, &id), owned("reviewed", "reviewer"));
        let steps = site.run("auditor", &["claim", "show", &id]).ok()["history"].as_array().map(Vec::len);
        assert_eq!(steps, Some(2), "filed and reviewed once");
        site.is_sound();
    }
}
