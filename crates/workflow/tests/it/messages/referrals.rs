//! Referral slips: opened by the act that takes a settlement, and their way from the union that finds to the one that helps.

use super::*;
use crate::entries::every_entry_is_told_in_words;
use calamine::Reader as _;
use chrono::NaiveDate;
use domain::ids::SlipId;
use domain::referral::{HelpKind, Stage};
use std::sync::Barrier;
use test_support::COUNTY_B;
use workflow::WorkflowError;
use workflow::referrals::{self, Act, Filter, SlipCard, SlipLine};
use workflow::views::Lang;

const LARGE: Bill = Bill::new(1, "S1", "V1", 0, 20_000);
const LARGER: Bill = Bill::new(1, "S2", "V2", 1, 30_000);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn listed(desk: &Desk, filter: &Filter) -> Vec<SlipLine> {
    let mut session = desk.session("supervisor");
    referrals::list(&mut session, filter, None, 100)
        .unwrap()
        .rows
}

/// The only open slip.
#[track_caller]
fn open_one(desk: &Desk) -> SlipLine {
    let found = listed(desk, &Filter::default());
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

fn card(desk: &Desk, id: SlipId) -> SlipCard {
    referrals::show(&mut desk.session("supervisor"), id).unwrap()
}

fn told(line: &SlipLine) -> Vec<&str> {
    line.alarms.iter().map(|words| &*words.zh).collect()
}

fn act(desk: &Desk, id: SlipId, act: &Act) -> Result<Stage, &'static str> {
    let done = referrals::take(&mut desk.session("supervisor"), id, act);
    done.map_err(|error| error.code())
}

fn visit() -> Act {
    Act::Visit {
        on: day("2026-01-14"),
        visitors: vec!["王安".to_owned(), "李平".to_owned()],
        findings: "家中老人需要照看，收入不足".to_owned(),
    }
}

fn help() -> Act {
    Act::Help {
        kind: HelpKind::Money,
        amount: Fen::new(300_000),
        fund: Some("困难帮扶资金".to_owned()),
        note: None,
    }
}

fn signed() -> Act {
    Act::Return {
        signed_by: "赵主席".to_owned(),
    }
}

const CLOSE: Act = Act::Close { note: None };
const ISSUE: Act = Act::Issue { due: None };

at_both! {
    fn a_settlement_opens_one_slip_and_later_triggers_are_appended_to_it(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let first = open_one(desk);
        assert_eq!(first.stage, Stage::Detected);
        assert_eq!(first.member, people::member(1).name);
        assert_eq!(first.unit_code, UNIT_A);
        assert_eq!(told(&first), [
            "2025-02-03结算的单笔补助为10,380.00元",
            "本期个人负担累计20,000.00元，达到20,000.00元",
        ]);
        receive(desk, &[LARGER.settle(), LARGE.settle(), LARGER.settle()]);
        let second = open_one(desk);
        assert_eq!(second.id, first.id);
        assert_eq!(told(&second).len(), 4, "{:?}", told(&second));
        let card = card(desk, first.id);
        assert_eq!(card.events.len(), 4, "what comes again is not told again");
        assert_eq!((card.settlements, card.base, card.benefit), (2, Fen::new(5_000_000), Fen::new(1_038_000 + 1_738_000)));
        audited(desk);
    }

    fn a_slip_waits_for_the_roster_and_small_settlements_open_none(desk) {
        enrol(desk, &[2]);
        receive(desk, &[LARGE.settle(), Bill::new(2, "S3", "V3", 2, 600).settle()]);
        assert_eq!(listed(desk, &Filter::default()), []);
        enrol(desk, &[1, 2]);
        assert_eq!(open_one(desk).member, people::member(1).name);
        audited(desk);
    }

    fn what_was_taken_back_lapses_and_a_slip_with_nothing_on_it_may_be_closed_unsent(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle(), Bill::new(1, "S2", "V2", 1, 19_000).settle()]);
        let slip = open_one(desk);
        assert_eq!(act(desk, slip.id, &CLOSE), Err("state"));
        receive(desk, &[LARGE.cancel("R1")]);
        assert_eq!(told(&open_one(desk)), ["2025-02-03结算的单笔补助为9,680.00元"]);
        receive(desk, &[Bill::new(1, "S2", "V2", 1, 19_000).cancel("R2")]);
        assert_eq!(told(&open_one(desk)), [""; 0]);
        assert_eq!(card(desk, slip.id).events.iter().filter(|event| event.kind.code() == "lapsed").count(), 3);
        assert_eq!(act(desk, slip.id, &CLOSE), Ok(Stage::Closed));
        audited(desk);
    }

    fn a_slip_goes_its_way_step_by_step_and_what_was_looked_after_opens_no_other(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        for early in [Act::Receive, visit(), help(), signed(), CLOSE] {
            assert_eq!(act(desk, id, &early), Err("state"), "{early:?}");
        }
        assert_eq!(act(desk, id, &ISSUE), Ok(Stage::Issued));
        assert_eq!(open_one(desk).due_on, Some(day("2026-01-30")));
        assert_eq!(act(desk, id, &Act::Receive), Ok(Stage::Received));
        assert_eq!(act(desk, id, &help()), Err("state"), "nobody decides without a visit");
        assert_eq!(act(desk, id, &visit()), Ok(Stage::Visited));
        assert_eq!(act(desk, id, &help()), Ok(Stage::HelpDecided));
        assert_eq!(act(desk, id, &signed()), Ok(Stage::Returned));
        assert_eq!(act(desk, id, &CLOSE), Ok(Stage::Closed));
        assert_eq!(act(desk, id, &ISSUE), Err("state"));
        let card = card(desk, id);
        assert_eq!(card.line.help, Some((HelpKind::Money, Fen::new(300_000))));
        let kinds: Vec<&str> = card.events.iter().map(|event| event.kind.code()).collect();
        assert_eq!(kinds, ["alarm", "alarm", "issue", "receive", "visit", "help", "return", "close"]);
        assert_eq!(card.events[4].note.visitors, ["王安", "李平"]);
        // The same triggers again open nothing; a new one opens another slip.
        receive(desk, &[LARGE.settle()]);
        assert_eq!(listed(desk, &Filter::default()), []);
        receive(desk, &[LARGER.settle()]);
        let other = open_one(desk);
        assert_ne!(other.id, id);
        assert_eq!(told(&other).len(), 2, "{:?}", told(&other));
        assert_eq!(listed(desk, &Filter { closed: true, ..Filter::default() }).len(), 2);
        audited(desk);
    }

    fn no_need_for_help_is_an_answer_too(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        let reason = Act::NoNeed { reason: "已由商业保险承担".to_owned() };
        for (step, stage) in [
            (ISSUE, Stage::Issued), (Act::Receive, Stage::Received), (visit(), Stage::Visited),
            (reason, Stage::NoNeed), (signed(), Stage::Returned), (CLOSE, Stage::Closed),
        ] {
            assert_eq!(act(desk, id, &step), Ok(stage));
        }
        assert_eq!(card(desk, id).line.help, None);
    }

    fn an_answer_that_makes_no_sense_changes_nothing(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        assert_eq!(act(desk, id, &Act::Issue { due: Some(day("2026-01-14")) }), Err("usage"));
        act(desk, id, &ISSUE).unwrap();
        act(desk, id, &Act::Receive).unwrap();
        let Act::Visit { on, visitors, findings } = visit() else { panic!("a visit") };
        for (on, visitors, findings) in [
            (day("2026-01-16"), visitors.clone(), findings.clone()),
            (on, vec!["王安".to_owned()], findings.clone()),
            (on, vec!["王安".to_owned(), " 王安 ".to_owned()], findings),
            (on, visitors.clone(), " ".to_owned()),
            (on, visitors, "字".repeat(501)),
        ] {
            assert_eq!(act(desk, id, &Act::Visit { on, visitors, findings }), Err("usage"));
        }
        act(desk, id, &visit()).unwrap();
        for (kind, yuan, fund) in [
            (HelpKind::Money, 0, None), (HelpKind::Money, 5, None), (HelpKind::Money, 0, Some("专项")),
            (HelpKind::Service, -5, Some("专项")),
        ] {
            let help = Act::Help { kind, amount: Fen::new(yuan * 100), fund: fund.map(str::to_owned), note: None };
            assert_eq!(act(desk, id, &help), Err("usage"), "{help:?}");
        }
        assert_eq!(open_one(desk).stage, Stage::Visited);
        audited(desk);
    }

    fn an_overdue_slip_is_told_to_the_union_above_and_then_to_the_next(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        act(desk, id, &ISSUE).unwrap();
        let overdue = Filter { overdue: true, ..Filter::default() };
        let on = |text: &str| {
            let mut session = desk.session_on("supervisor", day(text));
            let found = referrals::list(&mut session, &overdue, None, 10).unwrap().rows;
            found.into_iter().map(|line| line.escalated_to).collect::<Vec<_>>()
        };
        let county = desk.unit(test_support::COUNTY_A);
        let above = |place: &str| desk.unit(place).name.clone();
        assert_eq!(on("2026-01-30"), []);
        assert_eq!(on("2026-01-31"), [Some(county.name.clone())]);
        assert_eq!(on("2026-12-31"), [Some(above(test_support::PROVINCE))], "the top of the tree is the end");
    }

    fn outside_the_scope_there_is_no_slip(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        hire(desk, "elsewhere", "supervisor", COUNTY_B);
        let mut session = desk.session("elsewhere");
        let all = Filter { closed: true, ..Filter::default() };
        assert_eq!(referrals::list(&mut session, &all, None, 10).unwrap().rows, []);
        let foreign = Filter { unit: Some(UNIT_A.to_owned()), ..Filter::default() };
        let code = |error: WorkflowError| error.code();
        assert_eq!(referrals::list(&mut session, &foreign, None, 10).map_err(code).unwrap_err(), "unknown-unit");
        assert_eq!(referrals::show(&mut session, id).map_err(code).unwrap_err(), "not-found");
        assert_eq!(referrals::take(&mut session, id, &ISSUE).map_err(code).unwrap_err(), "not-found");
        assert_eq!(open_one(desk).stage, Stage::Detected);
    }

    fn nobody_deals_with_a_slip_about_themselves(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        desk.identify(&["supervisor"], &people::member(1).id);
        assert_eq!(act(desk, id, &ISSUE), Err("own-family"));
        desk.identify(&["supervisor"], &people::member(2).id);
        assert_eq!(act(desk, id, &ISSUE), Ok(Stage::Issued));
    }

    fn senders_and_a_visitor_at_once_make_one_slip_with_each_trigger_once(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        let texts: Vec<String> = (2..6)
            .map(|n| Bill { minute: n, ..[LARGER, Bill::new(1, "S3", "V3", 2, 20_000), Bill::new(1, "S4", "V4", 3, 20_000), Bill::new(1, "S5", "V5", 4, 20_000)][usize::try_from(n).unwrap() - 2] }.settle())
            .collect();
        let barrier = Barrier::new(4);
        std::thread::scope(|scope| {
            for sender in 0..3 {
                let (barrier, texts) = (&barrier, &texts);
                scope.spawn(move || {
                    barrier.wait();
                    for n in 0..texts.len() {
                        receive(desk, &[texts[(n + sender) % texts.len()].clone()]);
                    }
                });
            }
            barrier.wait();
            for step in [ISSUE, Act::Receive, visit(), help()] {
                act(desk, id, &step).unwrap();
            }
        });
        let slip = open_one(desk);
        assert_eq!((slip.id, slip.stage), (id, Stage::HelpDecided));
        let card = card(desk, id);
        let alarms = card.events.iter().filter(|event| event.kind.code() == "alarm").count();
        // Five single benefits, two steps of own cost, and three stays in ninety days.
        assert_eq!((alarms, card.events.len()), (8, 12));
        audited(desk);
    }

    fn members_new_to_the_office_get_one_slip_each_whoever_sends_first(desk) {
        enrol(desk, &[1, 2, 3]);
        let texts: Vec<String> = (1..=3)
            .flat_map(|member| [
                Bill::new(member, ["A1", "A2", "A3"][usize::try_from(member).unwrap() - 1], "V", 0, 20_000),
                Bill::new(member, ["B1", "B2", "B3"][usize::try_from(member).unwrap() - 1], "W", 1, 30_000),
            ])
            .map(|bill| Bill { visit: bill.id, ..bill }.settle())
            .collect();
        let barrier = Barrier::new(3);
        std::thread::scope(|scope| {
            for sender in 0..3 {
                let (barrier, texts) = (&barrier, &texts);
                scope.spawn(move || {
                    barrier.wait();
                    for n in 0..texts.len() {
                        receive(desk, &[texts[(n + sender * 2) % texts.len()].clone()]);
                    }
                });
            }
        });
        let slips = listed(desk, &Filter::default());
        assert_eq!(slips.len(), 3);
        assert!(slips.iter().all(|slip| slip.alarms.len() == 4), "{slips:?}");
        audited(desk);
    }

    fn a_printed_slip_has_the_name_no_whole_number_and_room_for_the_answer(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        act(desk, id, &ISSUE).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut session = desk.session("supervisor");
        let path = referrals::print(&mut session, id, Lang::Zh, dir.path()).unwrap();
        let again = referrals::print(&mut session, id, Lang::Zh, dir.path());
        assert_eq!(again.unwrap_err().code(), "exists");
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
        let rows = book.worksheet_range_at(0).unwrap().unwrap();
        let text: Vec<String> = rows.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect();
        let all = text.join("\n");
        let member = people::member(1);
        assert!(all.contains(&member.name) && !all.contains(&member.id), "{all}");
        for line in ["反馈期限|2026-01-30", "走访情况|", "工会主席签字|", "补助合计|10,380.00 元"] {
            assert!(text.iter().any(|row| row == line), "{line}: {all}");
        }
        audited(desk);
        every_entry_is_told_in_words(desk);
    }

    fn a_slip_changed_or_removed_behind_the_systems_back_is_found_out(desk) {
        enrol(desk, &[1]);
        receive(desk, &[LARGE.settle()]);
        let id = open_one(desk).id;
        act(desk, id, &ISSUE).unwrap();
        let mut db = desk.open();
        let bad = |desk: &Desk| {
            let bad = workflow::audit::verify(&mut desk.session("auditor")).unwrap().first_bad.unwrap();
            let place = bad.record.unwrap();
            (bad.code, place.table, place.field)
        };
        for (sql, field, back) in [
            ("stage = 'closed'", "stage", "stage = 'issued'"),
            ("stage = 'no stage'", "stage", "stage = 'issued'"),
            ("help_fen = 1", "help_fen", "help_fen = 0"),
        ] {
            storage::execute_raw(&mut db, &format!("UPDATE referral_slips SET {sql}")).unwrap();
            assert_eq!(bad(desk), ("record-changed", "referral_slips".to_owned(), Some(field)));
            storage::execute_raw(&mut db, &format!("UPDATE referral_slips SET {back}")).unwrap();
        }
        audited(desk);
        assert!(storage::execute_raw(&mut db, "UPDATE referral_events SET at = 0").is_err());
        assert!(storage::execute_raw(&mut db, "DELETE FROM referral_events").is_err());
    }
}
