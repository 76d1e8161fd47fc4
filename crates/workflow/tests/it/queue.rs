//! The queue of somebody who decides: its queues, what is kept for the next session, who else is there, and that nothing is
//! decided which moved on since it was looked at.

use crate::administration::programmes;
use crate::office::audited;
use chrono::{Days, NaiveDate};
use domain::cause::CauseKind;
use domain::claim::{Checks, StateName};
use domain::draft::Relation;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use std::collections::{BTreeMap, BTreeSet};
use storage::plans::Budget;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, UNIT_A, both_engines, grant, keyring};
use workflow::notebook::{self, KeptFilter, Kind, NOTES_MAX};
use workflow::payments::recovery;
use workflow::review::decide::{self, Named, Outcome};
use workflow::review::kept;
use workflow::views::CappedCount;
use workflow::views::claims::{self, CauseFilter, ClaimFilter, WorkQueue, page, queues};
use workflow::views::piles::{self, Pile};
use workflow::{Result, Session, WorkflowError, install, intake::submit, presence};

fn on(desk: &Desk, days_ago: u64, spec: &ClaimSpec) -> ClaimRef {
    let day = desk.today.checked_sub_days(Days::new(days_ago)).unwrap();
    let mut session = desk.session_on("clerk", day);
    desk.file_in(&mut session, std::slice::from_ref(spec))
        .unwrap()[0]
        .claim()
        .unwrap()
}

/// A decision on claims, and who may make it.
type Decision = (&'static str, fn(&mut Session, Named<'_>) -> Result<Outcome>);

const DECISIONS: [Decision; 11] = [
    ("reviewer", |session, claims| {
        decide::review(session, claims, &Checks::of(["member"]), None)
    }),
    ("approver", |session, claims| {
        decide::approve(session, claims, None)
    }),
    ("reviewer", |session, claims| {
        decide::return_to_unit(session, claims, "补正")
    }),
    ("supervisor", |session, claims| {
        decide::reject(session, claims, "不符合")
    }),
    ("reviewer", |session, claims| {
        decide::hold(session, claims, None, "待核")
    }),
    ("clerk", |session, claims| {
        decide::withdraw(session, claims, "误报")
    }),
    ("reviewer", |session, claims| {
        decide::undo(session, claims, "重审")
    }),
    ("approver2", |session, claims| {
        kept::keep(session, claims, "按批准时口径")
    }),
    ("accountant2", |session, claims| {
        recovery::recover(session, claims, "重复享受")
    }),
    ("approver2", |session, claims| {
        recovery::recovered(session, claims, "回单")
    }),
    ("accountant2", |session, claims| {
        recovery::reconcile(session, claims)
    }),
];

/// Union funds of the calendar year before: what was filed in it was assessed against them.
fn fund_the_year_before(desk: &Desk) {
    let row = Budget {
        unit_id: desk.unit(UNIT_A).id,
        calendar_year: 2025,
        source: FundSource::new("union"),
        total: Fen::new(1_000_000),
        reserved: Fen::ZERO,
        minutes: "批复〔2025〕1号".to_owned(),
        updated_at: 0,
        revision: 0,
    };
    desk.open()
        .write(|db| storage::plans::put_budget(db, &row))
        .unwrap();
}

fn filter(queue: WorkQueue) -> ClaimFilter {
    ClaimFilter {
        queue: Some(queue),
        ..ClaimFilter::default()
    }
}

/// The claims of a queue, read one row a page.
fn in_queue(desk: &Desk, operator: &str, queue: WorkQueue) -> Vec<ClaimRef> {
    let mut session = desk.session(operator);
    let mut after = None;
    let mut found = Vec::new();
    loop {
        let page = page(&mut session, &filter(queue), after, 1).unwrap();
        found.extend(page.rows.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

fn counted(desk: &Desk, operator: &str) -> Vec<i64> {
    queues(&mut desk.session(operator), &ClaimFilter::default())
        .unwrap()
        .into_iter()
        .map(|(_, count)| match count {
            CappedCount::Exact(count) | CappedCount::AtLeast(count) => count,
        })
        .collect()
}

/// A claim that only a ruling can decide.
fn unruled(desk: &Desk, n: u64) -> ClaimRef {
    let mut session = desk.session("clerk");
    let mut draft = ClaimSpec::of(n).draft(desk.today);
    draft.premium_mut().relation = Relation::Adopted;
    let row = desk.prepare_draft(&mut session, UNIT_A, draft);
    submit::promote(&mut session.db, &session.ctx, child_premium::ID, vec![row]).unwrap()[0]
        .claim()
        .unwrap()
}

both_engines! {
    fn a_lane_comes_by_day_of_filing_and_of_one_day_the_largest_sum_first(desk) {
        let late_small = on(desk, 1, &ClaimSpec::of(1).paying(30_000));
        let late_large = on(desk, 1, &ClaimSpec::of(2));
        let early_small = on(desk, 9, &ClaimSpec::of(3).paying(10_000));
        let late_middle = on(desk, 1, &ClaimSpec::of(4).paying(35_000));
        let queue = in_queue(desk, "reviewer", WorkQueue::Ready);
        assert_eq!(queue, [early_small, late_large, late_middle, late_small]);
        // The same sums on the same day still have one order, and no row comes twice or is left out.
        let equals: Vec<ClaimRef> = (5..9).map(|n| on(desk, 1, &ClaimSpec::of(n))).collect();
        let queue = in_queue(desk, "reviewer", WorkQueue::Ready);
        assert_eq!(queue.len(), 8);
        assert!(equals.iter().all(|claim| queue.contains(claim)));
    }

    fn every_claim_stands_in_the_lane_of_what_it_waits_for(desk) {
        fund_the_year_before(desk);
        let ready = on(desk, 1, &ClaimSpec::of(1));
        let overdue = on(desk, 40, &ClaimSpec::of(2));
        let ruling = unruled(desk, 3);
        let first = on(desk, 1, &ClaimSpec::of(4));
        let second = on(desk, 1, &ClaimSpec::of(4).by_spouse());
        assert_eq!(in_queue(desk, "reviewer", WorkQueue::Ready), [overdue, ready]);
        assert_eq!(in_queue(desk, "reviewer", WorkQueue::Overdue), [overdue]);
        assert_eq!(in_queue(desk, "reviewer", WorkQueue::Ruling), [ruling]);
        let mut contested = in_queue(desk, "reviewer", WorkQueue::Contested);
        contested.sort_unstable();
        let mut both = vec![first, second];
        both.sort_unstable();
        assert_eq!(contested, both);
        assert!(!in_queue(desk, "reviewer", WorkQueue::Look).contains(&ruling));
        assert_eq!(counted(desk, "reviewer"), [2, 0, 2, 1, 1]);
        // An approver's work begins where the reviewer's ends.
        assert_eq!(counted(desk, "approver"), [0, 0, 0, 0, 0]);
        desk.review(ready);
        assert_eq!(in_queue(desk, "approver", WorkQueue::Ready), [ready]);
        assert_eq!(counted(desk, "reviewer"), [1, 0, 2, 1, 1]);
    }

    fn claims_lie_in_piles_by_what_fails_and_a_pile_is_what_the_filter_finds(desk) {
        let adopted = [unruled(desk, 1), unruled(desk, 2)];
        let both = {
            let mut draft = ClaimSpec::of(4).draft(desk.today);
            draft.subject.birth_date = Some("2004-03-02".parse().unwrap());
            draft.premium_mut().relation = Relation::Adopted;
            let mut session = desk.session("clerk");
            let row = desk.prepare_draft(&mut session, UNIT_A, draft);
            submit::promote(&mut session.db, &session.ctx, child_premium::ID, vec![row]).unwrap()[0]
                .claim()
                .unwrap()
        };
        let ready = on(desk, 1, &ClaimSpec::of(5));
        // Both wait for the case of their child.
        on(desk, 1, &ClaimSpec::of(6));
        on(desk, 1, &ClaimSpec::of(6).by_spouse());
        let found = |cause: &Pile, alone| {
            let cause = CauseFilter { rule: cause.rule.clone(), code: cause.code.clone(), alone };
            let filter = ClaimFilter { cause: Some(cause), ..ClaimFilter::default() };
            let page = claims::page(&mut desk.session("reviewer"), &filter, None, 50).unwrap();
            let rows: BTreeSet<ClaimRef> = page.rows.iter().map(|row| row.id).collect();
            assert_eq!(claims::count(&mut desk.session("reviewer"), &filter).unwrap(), CappedCount::Exact(i64::try_from(rows.len()).unwrap()));
            rows
        };
        let piles = piles::of(&mut desk.session("reviewer"), &ClaimFilter::default()).unwrap();
        let pile = |code: &str| piles.iter().find(|pile| pile.code == code).unwrap_or_else(|| panic!("{piles:?}"));
        let relation = pile("relation-needs-document");
        assert_eq!((relation.claims, relation.alone, relation.payable), (3, 2, Fen::new(80_000)));
        assert!(relation.text.zh.contains("依法生育"), "{}", relation.text.zh);
        assert_eq!(found(relation, false), BTreeSet::from([adopted[0], adopted[1], both]));
        assert_eq!(found(relation, true), BTreeSet::from(adopted));
        let age = pile("age-over");
        assert_eq!((age.kind, age.claims, age.alone), (CauseKind::Refuses, 1, 0));
        assert_eq!(found(age, false), BTreeSet::from([both]));
        assert_eq!(found(age, true), BTreeSet::new());
        assert!(piles.iter().any(|pile| pile.kind == CauseKind::Waits), "{piles:?}");
        // What stands in the list is the worst of them, with what to do.
        let page = claims::page(&mut desk.session("reviewer"), &ClaimFilter::default(), None, 50).unwrap();
        let row = |claim| page.rows.iter().find(|row| row.id == claim).unwrap();
        let causes: Vec<&str> = row(both).causes.iter().map(|cause| cause.code.as_str()).collect();
        assert_eq!((causes[0], row(both).causes[0].kind), ("age-over", CauseKind::Refuses));
        assert!(causes.contains(&"relation-needs-document") && row(ready).causes.is_empty());
        assert_eq!(audited(desk).first_bad, None);
        // A database from before causes were stored beside the decisions counts the same afterwards.
        storage::unmigrate_to(&mut desk.open(), "0059").unwrap();
        let now = desk.installation.effects.now();
        install::upgrade(&mut desk.open(), &keyring(), &programmes(), now).unwrap();
        grant(&mut desk.open());
        assert_eq!(piles::of(&mut desk.session("reviewer"), &ClaimFilter::default()).unwrap(), piles);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_claim_that_moved_on_since_it_was_looked_at_is_not_decided(desk) {
        let claim = desk.reviewed_claim(&ClaimSpec::of(1));
        let seen = BTreeMap::from([(claim, desk.claim(claim).revision)]);
        decide::undo(&mut desk.session("reviewer"), &[claim], "look again").unwrap();
        desk.review(claim);
        let now = desk.claim(claim).revision;
        for (who, decide) in DECISIONS {
            let refused = decide(&mut desk.session(who), Named::seen(&[claim], &seen)).unwrap();
            let (_, refusal) = &refused.failed[0];
            assert_eq!((refusal.code, refusal.by.as_deref()), ("changed", Some("reviewer")), "{who}");
            assert!(refusal.at.is_some());
            assert_eq!((desk.state(claim), desk.claim(claim).revision), ("reviewed", now));
        }
        // Looked at again, it is decided.
        let seen = BTreeMap::from([(claim, now)]);
        let approved = decide::approve(&mut desk.session("approver"), Named::seen(&[claim], &seen), None).unwrap();
        assert_eq!(approved.done, [claim]);
    }

    fn a_kept_filter_comes_back_as_it_was_and_belongs_to_one_operator(desk) {
        let filter = ClaimFilter {
            states: vec![StateName::Submitted, StateName::Held],
            min_payable: Some(Fen::new(50_000)),
            queue: Some(WorkQueue::Look),
            ..ClaimFilter::default()
        };
        let kept = KeptFilter::of(&filter, "HN4301");
        let mut session = desk.session("reviewer");
        notebook::keep_filter(&mut session, "大额", &KeptFilter::default()).unwrap();
        notebook::keep_filter(&mut session, "大额", &kept).unwrap();
        assert_eq!(notebook::filters(&mut session).unwrap(), [("大额".to_owned(), kept.clone())]);
        assert_eq!(kept.filter(), filter);
        assert!(notebook::filters(&mut desk.session("reviewer2")).unwrap().is_empty());
        notebook::keep(&mut session, Kind::Filter, "大额", "").unwrap();
        assert!(notebook::filters(&mut session).unwrap().is_empty());
    }

    fn there_is_room_for_so_many_filters_and_a_draft_makes_room_by_itself(desk) {
        let mut session = desk.session("reviewer");
        for n in 0..NOTES_MAX {
            notebook::keep(&mut session, Kind::Filter, &format!("f{n}"), "{}").unwrap();
            notebook::keep(&mut session, Kind::Draft, &format!("d{n}"), "because").unwrap();
        }
        let full = notebook::keep(&mut session, Kind::Filter, "one more", "{}");
        assert!(matches!(full, Err(WorkflowError::Usage(_))), "{full:?}");
        notebook::keep(&mut session, Kind::Draft, "one more", "because").unwrap();
        let drafts = notebook::notes(&mut session, Kind::Draft).unwrap();
        assert_eq!(drafts.len(), NOTES_MAX);
        assert!(drafts.iter().all(|(name, _)| name != "d0"), "the oldest went");
        let nameless = notebook::keep(&mut session, Kind::Draft, "", "because");
        assert!(nameless.is_err());
    }

    fn presence_is_seen_by_others_at_the_same_record_and_passes(desk) {
        let (record, other) = ("claim-1", "claim-2");
        presence::arrive(&mut desk.session("reviewer"), record).unwrap();
        presence::arrive(&mut desk.session("reviewer"), record).unwrap();
        let mut second = desk.session("reviewer2");
        assert_eq!(presence::others(&mut second, record).unwrap(), ["reviewer"]);
        assert!(presence::others(&mut second, other).unwrap().is_empty());
        assert!(presence::others(&mut desk.session("reviewer"), record).unwrap().is_empty());
        presence::arrive(&mut desk.session("reviewer"), other).unwrap();
        assert!(presence::others(&mut second, record).unwrap().is_empty());
        desk.effects.advance_days(1);
        assert!(presence::others(&mut second, other).unwrap().is_empty());
    }
}

#[test]
fn the_urgency_of_a_claim_rises_with_its_age_before_its_sum() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let urgency = storage::claims::list::urgency;
    let early = urgency(day("2025-12-01"), Fen::new(1));
    let late_large = urgency(day("2025-12-02"), Fen::new(900_000_000_000));
    let late_small = urgency(day("2025-12-02"), Fen::ZERO);
    assert!(early < late_large && late_large < late_small);
}
