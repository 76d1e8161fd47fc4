//! How long a person's keys take: a script clears two hundred mixed claims with twenty planted faults through the real
//! `update`, and every key and every look is charged by the keystroke-level model of Card, Moran and Newell
//! (Communications of the ACM 23(7), 1980). Nothing here is measured on people; it compares ways through the console.

mod office;

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use domain::claim::StateName;
use domain::role::Role;
use office::{CLAIMS, Office, USUAL};
use tui::keys::Key;
use tui::model::{Me, Model};
use tui::msg::Msg;
use tui::screens::Claims;
use tui::update::{enter, update};
use workflow::views::Lang;
use workflow::views::claims::WorkQueue;

/// One key, in milliseconds: K of the model for an average typist who is no secretary.
const KEY_MS: u64 = 280;
/// One look and decision, in milliseconds: M of the model.
const LOOK_MS: u64 = 1_350;
/// Waiting for a dialog, in milliseconds: the moment in which typed-ahead keys are dropped, and a line of 200 ms.
const DIALOG_MS: u64 = 500;
/// Keys of an input method for one Chinese character: about two and a half letters and a choice.
const KEYS_PER_CHARACTER: u64 = 3;
/// Rows a look takes in when only one column is scanned for what stands out.
const ROWS_PER_LOOK: usize = 7;
const REASON: &str = "请核对";

/// Somebody at the console.
struct Operator {
    model: Model,
    office: Office,
    keys: u64,
    looks: u64,
    dialogs: u64,
}

impl Operator {
    fn sit_down() -> Self {
        let me = Me {
            name: "approver".to_owned(),
            role: Role::Approver,
            scope: "HN".to_owned(),
            mode: workflow::Mode::Rehearsal,
            today: NaiveDate::from_ymd_opt(2025, 12, 4).unwrap_or_default(),
            pretends: true,
            programmes: Vec::new(),
            programme: None,
            has_folder: false,
        };
        let mut model = Model::new(me, Lang::Zh, (80, 24));
        let mut office = Office::new();
        let effects = enter(&mut model, Claims);
        office.serve(&mut model, effects);
        Self {
            model,
            office,
            keys: 0,
            looks: 0,
            dialogs: 0,
        }
    }

    fn press(&mut self, key: Key) {
        self.keys += 1;
        let had = self.model.dialog.is_some();
        let effects = update(&mut self.model, Msg::Key(key));
        self.office.serve(&mut self.model, effects);
        self.dialogs += u64::from(!had && self.model.dialog.is_some());
    }

    fn all(&mut self, keys: &[Key]) {
        for key in keys {
            self.press(*key);
        }
    }

    fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::Char(c));
            if !c.is_ascii() {
                self.keys += KEYS_PER_CHARACTER - 1;
            }
        }
    }

    /// Returns, holds or rejects what is chosen: `fields` before the reason.
    fn refuse(&mut self, letter: char, fields: usize) {
        self.press(Key::Char(letter));
        for _ in 0..=fields {
            self.press(Key::Tab);
        }
        self.type_in(REASON);
        self.all(&[Key::Tab, Key::Enter]);
    }

    fn approve(&mut self) {
        self.all(&[Key::Char('a'), Key::Tab, Key::Tab, Key::Enter]);
    }

    /// Decides the claim on the screen by what the screen says. False when there is nothing to decide.
    fn decide_shown(&mut self) -> bool {
        self.looks += 1;
        let Some(claim) = &self.model.screens.claim.value else {
            return false;
        };
        if claim.row.state != StateName::Reviewed || claim.row.case.is_some() {
            return false;
        }
        let found: Vec<&str> = claim
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        if claim.row.payable.get() > USUAL {
            self.refuse('h', 1);
        } else if found.contains(&"voucher-reused") {
            self.refuse('r', 0);
        } else if found.contains(&"age-over") {
            self.refuse('X', 0);
        } else {
            self.approve();
        }
        true
    }

    /// To a queue by Tab.
    fn to(&mut self, queue: WorkQueue) {
        while self.model.screens.claims.filter.queue != Some(queue) {
            self.press(Key::Tab);
        }
        self.looks += 1;
    }

    /// The row that stands out in the queue, when there is one.
    fn odd(&self) -> Option<usize> {
        let rows = &self.model.screens.claims.list.rows;
        rows.iter()
            .position(|row| row.state == StateName::Reviewed && row.payable.get() > USUAL)
    }

    /// Scans the list page by page and deals with every row whose sum stands out.
    fn scan(&mut self) {
        let rows = self.model.screens.claims.list.rows.len();
        let pages = rows.div_ceil(15);
        for _ in 1..pages {
            self.press(Key::PageDown);
        }
        self.looks += u64::try_from(rows.div_ceil(ROWS_PER_LOOK)).unwrap_or(u64::MAX);
        self.press(Key::Home);
        while let Some(at) = self.odd() {
            // By pages to the screen of the row, then by rows to it.
            while self.model.screens.claims.list.at + 15 <= at {
                self.press(Key::PageDown);
            }
            while self.model.screens.claims.list.at < at {
                self.press(Key::Down);
            }
            while self.model.screens.claims.list.at > at {
                self.press(Key::Up);
            }
            self.refuse('h', 1);
        }
    }

    /// Approves all of the queue once its sample was looked at.
    fn approve_lane(&mut self) {
        self.press(Key::Char('A'));
        while self
            .model
            .dialog
            .as_ref()
            .is_some_and(|dialog| !dialog.is_read())
        {
            self.looks += 2;
            self.press(Key::PageDown);
        }
        let rows = &self.model.screens.claims.list.rows;
        let left = rows.iter().filter(|row| row.state == StateName::Reviewed);
        let yuan = left.map(|row| row.payable.get()).sum::<i64>() / 100;
        self.all(&[Key::Tab, Key::Tab]);
        self.type_in(&yuan.to_string());
        self.all(&[Key::Tab, Key::Enter]);
    }

    fn seconds(&self) -> u64 {
        (self.keys * KEY_MS + self.looks * LOOK_MS + self.dialogs * DIALOG_MS) / 1_000
    }
}

/// WorkQueue by queue: what is ready in bulk, after its sample; the rest one by one.
fn by_queues() -> Operator {
    let mut operator = Operator::sit_down();
    operator.to(WorkQueue::Ready);
    operator.scan();
    operator.approve_lane();
    operator.to(WorkQueue::Look);
    operator.press(Key::Enter);
    while operator.decide_shown() {}
    operator.press(Key::Esc);
    operator.to(WorkQueue::Contested);
    operator
}

/// Every claim opened and decided, the next one coming by itself.
fn one_by_one() -> Operator {
    let mut operator = Operator::sit_down();
    operator.press(Key::Enter);
    while operator.decide_shown() {}
    operator
}

/// Runs both ways and reports what each takes.
///
/// # Errors
/// A way that approved a fault, or left undone what could be done.
pub fn run() -> Result<()> {
    for (name, operator) in [
        ("lane by lane, bulk after a sample", by_queues()),
        ("one by one, next undecided", one_by_one()),
    ] {
        let office = &operator.office;
        ensure!(
            office.slipped() == 0,
            "{name}: a planted fault was approved"
        );
        let left = office.count(StateName::Reviewed);
        ensure!(
            left == 3,
            "{name}: {left} claims are left, not the 3 contested ones"
        );
        println!(
            "{name}: {CLAIMS} claims, {} approved, {} stopped, {left} left to the supervisor",
            office.count(StateName::Approved),
            CLAIMS - 3 - u64::try_from(office.count(StateName::Approved))?,
        );
        println!(
            "  {} keys, {} looks, {} dialogs: {} s in all, of which {} s keys",
            operator.keys,
            operator.looks,
            operator.dialogs,
            operator.seconds(),
            operator.keys * KEY_MS / 1_000,
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_stop_every_planted_fault_and_the_lanes_take_fewer_keys() {
        let (queues, single) = (by_queues(), one_by_one());
        for operator in [&queues, &single] {
            assert_eq!(operator.office.slipped(), 0);
            assert_eq!(operator.office.count(StateName::Approved), 180);
            assert_eq!(operator.office.count(StateName::Reviewed), 3);
        }
        assert!(
            queues.keys * 2 < single.keys,
            "{} {}",
            queues.keys,
            single.keys
        );
    }
}
