//! Notices to members: one an event, in the transaction of the settlement; tried again, given up, and never sent twice.

use super::*;
use chrono::NaiveDate;
use domain::notice::NoticeState;
use rehearsal::rows::{MemberRow, csv_of};
use std::collections::BTreeMap;
use std::sync::{Barrier, Mutex};
use test_support::COUNTY_B;
use workflow::WorkflowError;
use workflow::outbox::{self, Delivery, Letter, NoticeLine, Sender, Sent};
use workflow::views::Lang;

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);

/// The roster of unit A, with mobile numbers.
fn on_roster(desk: &Desk, members: &[u64]) {
    let rows: Vec<MemberRow> = members
        .iter()
        .map(|n| MemberRow::ordinary(*n, UNIT_A))
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("members.csv");
    std::fs::write(&path, csv_of(&rows)).unwrap();
    let report = imports::run(
        &mut desk.session("clerk"),
        "members",
        &path,
        &ImportOptions::of("child-premium"),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(report.refused, 0, "{report:?}");
}

/// A gateway that takes every letter as many times as it comes, and fails as it is told.
#[derive(Default)]
struct Gateway {
    fails: Vec<Delivery>,
    taken: Vec<(String, String, String)>,
}

impl Sender for Gateway {
    fn deliver(&mut self, letter: &Letter<'_>) -> Delivery {
        match self.fails.pop() {
            Some(fault) => fault,
            None => {
                self.taken.push((
                    letter.id.to_string(),
                    letter.to.to_owned(),
                    letter.text.to_owned(),
                ));
                Delivery::Done
            }
        }
    }
}

fn send_on(desk: &Desk, on: NaiveDate, gateway: &mut Gateway) -> Sent {
    outbox::send(&mut desk.session_on("clerk", on), gateway, Lang::Zh, 1_000).unwrap()
}

fn send(desk: &Desk, gateway: &mut Gateway) -> Sent {
    send_on(desk, desk.today, gateway)
}

fn listed(desk: &Desk) -> Vec<NoticeLine> {
    outbox::list(&mut desk.session("clerk"), None, None, 100)
        .unwrap()
        .rows
}

at_both! {
    fn each_change_of_what_is_paid_is_told_once_and_without_a_diagnosis(desk) {
        on_roster(desk, &[1]);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle(), STAY.settle()]);
        receive(desk, &[STAY.settle()]);
        assert_eq!(listed(desk).len(), 1, "the same message again is no event");
        let mut gateway = Gateway::default();
        assert_eq!(send(desk, &mut gateway), Sent { sent: 1, ..Sent::default() });
        assert_eq!(send(desk, &mut gateway), Sent::default());
        receive(desk, &[STAY.cancel("R1")]);
        assert_eq!(send(desk, &mut gateway).sent, 1);
        let texts: Vec<&str> = gateway.taken.iter().map(|(_, _, text)| text.as_str()).collect();
        assert_eq!(texts, [
            "您2025-02-03的医疗费用结算，总工会补助3,380.00元。如有疑问，请联系所在单位工会。",
            "您2025-02-03的医疗费用结算已撤销，原总工会补助3,380.00元不再发放；已经领取的，请联系所在单位工会。",
        ]);
        let mobile = people::phone(1);
        assert!(gateway.taken.iter().all(|(_, to, _)| *to == mobile), "{:?}", gateway.taken);
        assert!(listed(desk).iter().all(|one| one.state == NoticeState::Sent && one.sent_at.is_some()));
        audited(desk);
    }

    fn what_cannot_be_delivered_is_tried_again_after_growing_pauses_and_then_given_up(desk) {
        on_roster(desk, &[1]);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let mut gateway = Gateway { fails: vec![Delivery::Later("unreachable"); 100], ..Gateway::default() };
        assert_eq!(send(desk, &mut gateway), Sent { later: 1, ..Sent::default() });
        let [waiting] = listed(desk).try_into().unwrap();
        assert_eq!((waiting.state, waiting.attempts), (NoticeState::Pending, 1));
        assert!(waiting.next_at.unwrap().0 - waiting.made_at.0 >= 60_000_000, "a minute later at the earliest");
        assert_eq!(send(desk, &mut gateway), Sent::default(), "not before its time");
        // A day later every pause is over, until none is left.
        let mut on = desk.today;
        let mut rounds = Vec::new();
        for _ in 0..10 {
            on = on.checked_add_days(chrono::Days::new(2)).unwrap();
            rounds.push(send_on(desk, on, &mut gateway));
        }
        let later = rounds.iter().filter(|round| round.later == 1).count();
        let dead = rounds.iter().filter(|round| round.dead == 1).count();
        assert_eq!((later, dead), (6, 1), "{rounds:?}");
        let [dead] = listed(desk).try_into().unwrap();
        assert_eq!((dead.state, dead.attempts, dead.next_at), (NoticeState::Dead, 8, None));
        assert_eq!(&*dead.fault.unwrap().zh, "发送通道连接不上或没有应答");
        assert_eq!(outbox::revive(&mut desk.session_on("clerk", on)).unwrap(), 1);
        gateway.fails.clear();
        assert_eq!(send_on(desk, on, &mut gateway).sent, 1);
        audited(desk);
    }

    fn a_notice_changed_put_off_or_removed_by_hand_is_named_and_not_sent(desk) {
        on_roster(desk, &[1]);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        audited(desk);
        let run = |sql: &str| storage::execute_raw(&mut desk.open(), sql).unwrap();
        let bad = |what: &str| workflow::audit::verify(&mut desk.session("auditor")).unwrap().first_bad.expect(what);
        for (sql, back, field) in [
            ("state = 'sent'", "state = 'pending'", "state"),
            ("event_key = event_key || 'x'", "event_key = substr(event_key, 1, length(event_key) - 1)", "event_key"),
            ("made_at = made_at + 1", "made_at = made_at - 1", "made_at"),
            ("next_at = next_at + 999999999999", "next_at = next_at - 999999999999", "next_at"),
        ] {
            run(&format!("UPDATE notices SET {sql}"));
            let place = bad(sql).record.expect(sql);
            assert_eq!((place.table.as_str(), place.field), ("notices", Some(field)), "{sql}");
            run(&format!("UPDATE notices SET {back}"));
        }
        run("UPDATE notices SET event_key = event_key || 'x'");
        let mut gateway = Gateway::default();
        let sent = outbox::send(&mut desk.session("clerk"), &mut gateway, Lang::Zh, 1_000);
        assert!(matches!(&sent, Err(WorkflowError::Refused(refusal)) if refusal.code == "record-altered"), "{sent:?}");
        assert!(gateway.taken.is_empty());
        run("UPDATE notices SET event_key = substr(event_key, 1, length(event_key) - 1)");
        assert_eq!(send(desk, &mut gateway).sent, 1);
        run("UPDATE notices SET state = 'pending', sent_at = NULL");
        assert_eq!(bad("sent again").record.expect("a record").field, Some("state"));
        run("DELETE FROM notices");
        assert_eq!(bad("the removal").code, "record-missing");
    }

    fn a_notice_that_is_refused_is_given_up_at_once_and_the_others_go_on(desk) {
        on_roster(desk, &[1, 2]);
        enrol(desk, &[1, 2]);
        receive(desk, &[STAY.settle(), Bill::new(2, "S2", "V2", 1, 10_000).settle()]);
        let mut gateway = Gateway { fails: vec![Delivery::Refused("refused")], ..Gateway::default() };
        assert_eq!(send(desk, &mut gateway), Sent { sent: 1, later: 0, dead: 1 });
        assert_eq!(gateway.taken.len(), 1);
    }

    fn a_member_without_a_number_waits_for_the_roster(desk) {
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let mut gateway = Gateway::default();
        assert_eq!(send(desk, &mut gateway), Sent { later: 1, ..Sent::default() });
        on_roster(desk, &[1]);
        let later = desk.today.checked_add_days(chrono::Days::new(1)).unwrap();
        assert_eq!(send_on(desk, later, &mut gateway).sent, 1);
    }

    fn nobody_sends_what_is_outside_their_scope(desk) {
        on_roster(desk, &[1]);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        hire(desk, "elsewhere", "clerk", COUNTY_B);
        let mut session = desk.session("elsewhere");
        assert_eq!(outbox::list(&mut session, None, None, 10).unwrap().rows, []);
        let mut gateway = Gateway::default();
        assert_eq!(outbox::send(&mut session, &mut gateway, Lang::Zh, 10).unwrap(), Sent::default());
        let auditor = outbox::send(&mut desk.session("auditor"), &mut gateway, Lang::Zh, 10);
        assert_eq!(auditor.unwrap_err().code(), "forbidden");
    }

    fn senders_at_once_deliver_each_notice_once_while_settlements_come_in(desk) {
        on_roster(desk, &[1, 2, 3]);
        enrol(desk, &[1, 2, 3]);
        let ids = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"];
        let texts: Vec<String> = (0..12_u64)
            .map(|n| {
                let id = ids[usize::try_from(n).unwrap()];
                Bill::new(n % 3 + 1, id, id, u32::try_from(n).unwrap(), 10_000).settle()
            })
            .collect();
        receive(desk, &texts[..6]);
        let taken: Mutex<BTreeMap<String, usize>> = Mutex::default();
        let barrier = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let (barrier, taken) = (&barrier, &taken);
                scope.spawn(move || {
                    barrier.wait();
                    let mut gateway = Gateway::default();
                    for _ in 0..20 {
                        send(desk, &mut gateway);
                    }
                    let mut taken = taken.lock().unwrap();
                    for (id, ..) in gateway.taken {
                        *taken.entry(id).or_default() += 1;
                    }
                });
            }
            barrier.wait();
            for text in &texts[6..] {
                receive(desk, std::slice::from_ref(text));
            }
        });
        let mut last = Gateway::default();
        send(desk, &mut last);
        let mut taken = taken.into_inner().unwrap();
        for (id, ..) in last.taken {
            *taken.entry(id).or_default() += 1;
        }
        assert_eq!(taken.len(), 12);
        assert!(taken.values().all(|times| *times == 1), "{taken:?}");
        audited(desk);
    }
}
