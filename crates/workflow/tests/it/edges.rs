//! Edges of the law where it is about what is stored: two years in one window, members who moved, numbers
//! that several people show.

use child_premium::Method;
use chrono::NaiveDate;
use domain::decision::{Severity, Verdict};
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::period::Plan;
use domain::year::BenefitYear;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, Document, UNIT_A, UNIT_B, both_engines};
use workflow::intake::submit::{self, Filed};
use workflow::proposals::{self, PlanChange, Proposal, Which};
use workflow::views::Lang;
use workflow::views::claim_detail;
use workflow::{proposals::periods, review::reassess};

const PROGRAMME: &str = "child-premium";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn file_on(
    desk: &Desk,
    on: NaiveDate,
    spec: &ClaimSpec,
    change: impl FnOnce(&mut ClaimDraft),
) -> ClaimRef {
    let mut clerk = desk.session_on("clerk", on);
    let mut prepared = desk.prepare(&mut clerk, spec);
    change(&mut prepared.draft);
    let filed = submit::promote(&mut clerk.db, &clerk.ctx, PROGRAMME, vec![prepared]).unwrap();
    filed[0].claim().unwrap_or_else(|| panic!("{filed:?}"))
}

fn file(desk: &Desk, spec: &ClaimSpec, change: impl FnOnce(&mut ClaimDraft)) -> ClaimRef {
    file_on(desk, desk.today, spec, change)
}

/// The codes of the conditions that stop a claim.
fn stops(desk: &Desk, claim: ClaimRef) -> Vec<String> {
    let detail = claim_detail::show(&mut desk.session("reviewer"), claim, Lang::Zh).unwrap();
    let found = detail.findings.into_iter();
    found
        .filter(|finding| finding.severity >= Severity::Review)
        .map(|finding| finding.code)
        .collect()
}

fn second(desk: &Desk, on: NaiveDate, proposed: &proposals::Proposed) -> proposals::Decided {
    let which = Which::These(vec![proposed.id.unwrap()]);
    let decided = proposals::approve(&mut desk.session_on("admin2", on), &which).unwrap();
    assert!(decided.failed.is_empty(), "{:?}", decided.failed);
    decided
}

/// Opens 2027 and gives unit A a plan in it.
fn open_2027(desk: &Desk, on: NaiveDate) {
    let next = BenefitYear::new(2027);
    let mut admin = desk.session_on("admin", on);
    let opened = periods::open(&mut admin, PROGRAMME, next).unwrap().proposed;
    second(desk, on, &opened);
    let plan = Proposal::Plan(PlanChange {
        unit: desk.unit_id(UNIT_A),
        unit_code: UNIT_A.to_owned(),
        unit_path: desk.unit(UNIT_A).path.clone(),
        programme: PROGRAMME.to_owned(),
        year: next,
        plan: Plan {
            method: Method::Reimburse.into(),
            amount: None,
            ratio_bp: Some(10_000),
            minutes: "纪要〔2026〕20号".to_owned(),
        },
    });
    let planned = proposals::propose(&mut desk.session_on("clerk", on), plan)
        .unwrap()
        .proposed;
    second(desk, on, &planned);
}

both_engines! {
    fn a_late_payment_is_held_until_the_next_window_and_both_years_are_payable_in_it(desk) {
        let spring = day("2026-03-10");
        let late = file_on(desk, spring, &ClaimSpec::of(1), |draft| {
            draft.premium_mut().paid_on = Some(day("2026-03-05"));
            draft.premium_mut().paid = Some(Fen::new(110_000));
        });
        let stored = desk.claim(late);
        assert_eq!(stored.verdict, Verdict::Review);
        assert!(stops(desk, late).contains(&"wait-for-window".to_owned()));

        let autumn = day("2026-10-15");
        open_2027(desk, autumn);
        assert_eq!(stops(desk, late), Vec::<String>::new(), "the window has opened and the plan of 2027 is there");
        assert_eq!((desk.claim(late).verdict, desk.claim(late).payable), (Verdict::Eligible, Fen::new(40_000)), "the subsidy's 700 yuan stay with the member");

        let mut of_2027 = ClaimSpec::of(1);
        of_2027.year = 2027;
        let next = file_on(desk, autumn, &of_2027, |draft| draft.premium_mut().paid_on = Some(day("2026-10-14")));
        assert_eq!((desk.claim(next).verdict, desk.claim(next).payable), (Verdict::Eligible, Fen::new(40_000)));
        assert_eq!((desk.claim(late).case, desk.claim(next).case), (None, None), "two benefit years are two slots");
    }

    fn one_voucher_number_for_two_children_is_for_a_human(desk) {
        let voucher = |draft: &mut ClaimDraft| draft.premium_mut().voucher = Some("443000000000001".to_owned());
        let first = file(desk, &ClaimSpec::of(1), voucher);
        let second = file(desk, &ClaimSpec::of(2), voucher);
        assert_eq!(desk.claim(second).verdict, Verdict::Review);
        assert_eq!(stops(desk, second), ["voucher-reused"]);
        // The one filed first did not know of it; whoever looks again does.
        let everybody = [reassess::Affected { programme: PROGRAMME.to_owned(), whose: reassess::Whose::Everybody, year: None }];
        let mut clerk = desk.session("clerk");
        let ctx = clerk.ctx.clone();
        reassess::reassess(&mut clerk.db, &ctx, &everybody).unwrap();
        assert_eq!(stops(desk, first), ["voucher-reused"]);
    }

    fn the_same_voucher_for_two_years_of_one_child_is_no_other_childs(desk) {
        let voucher = |draft: &mut ClaimDraft| draft.premium_mut().voucher = Some("443000000000002".to_owned());
        file(desk, &ClaimSpec::of(1), voucher);
        let spouse = file(desk, &ClaimSpec::of(1).by_spouse().at(UNIT_B), voucher);
        assert!(!stops(desk, spouse).contains(&"voucher-reused".to_owned()));
    }

    fn one_bank_card_for_two_members_is_for_a_human(desk) {
        let mut card = None;
        file(desk, &ClaimSpec::of(1), |draft| card = draft.payee.as_ref().map(|payee| payee.card.clone()));
        let second = file(desk, &ClaimSpec::of(2), |draft| {
            if let (Some(payee), Some(card)) = (&mut draft.payee, &card) {
                payee.card = card.clone();
            }
        });
        assert_eq!(stops(desk, second), ["card-shared"]);
        assert_eq!(desk.claim(second).verdict, Verdict::Review);
    }

    fn a_member_may_use_one_card_for_two_children(desk) {
        file(desk, &ClaimSpec::of(1), |_| {});
        let mut spec = ClaimSpec::of(2);
        spec.parent = test_support::Parent::Member(1);
        let second = file(desk, &spec, |_| {});
        assert!(!stops(desk, second).contains(&"card-shared".to_owned()));
    }

    fn both_parents_in_one_unit_open_a_case_like_any_other(desk) {
        let father = desk.file_claim(&ClaimSpec::of(1));
        let mother = desk.file_claim(&ClaimSpec::of(1).by_spouse());
        let (one, two) = (desk.claim(father).case, desk.claim(mother).case);
        assert!(one.is_some() && one == two, "{one:?} {two:?}");
        assert!(stops(desk, mother).contains(&"duplicate-case-open".to_owned()));
    }

    fn a_certificate_first_and_the_number_later_are_one_child(desk) {
        let certificate = desk.file_claim(&ClaimSpec::of(1).with(Document::Certificate));
        let both = desk.file_all(&[ClaimSpec::of(1).with(Document::Both).by_spouse().at(UNIT_B)]);
        let Filed::New(both) = both[0] else { panic!("{both:?}") };
        assert_eq!(both.subject, certificate.subject, "the number joins the certificate's child");
        assert_eq!(desk.claim(both).case, desk.claim(certificate).case);
        assert!(desk.claim(both).case.is_some());
    }

    fn who_left_the_unit_after_filing_is_refused_and_who_never_was_in_the_roster_waits(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        assert_eq!(desk.claim(claim).verdict, Verdict::Eligible);
        let everybody = [reassess::Affected { programme: PROGRAMME.to_owned(), whose: reassess::Whose::Everybody, year: None }];
        let again = |sql: &str| {
            storage::execute_raw(&mut desk.open(), sql).unwrap();
            let mut clerk = desk.session("clerk");
            let ctx = clerk.ctx.clone();
            reassess::reassess(&mut clerk.db, &ctx, &everybody).unwrap();
        };
        again("UPDATE memberships SET in_service = false");
        assert_eq!(desk.claim(claim).verdict, Verdict::Reject);
        assert_eq!(stops(desk, claim), ["member-not-in-service"]);
        let unit = match desk.engine() {
            test_support::Engine::Sqlite => format!("x'{}'", desk.unit_id(UNIT_B).0.simple()),
            test_support::Engine::Postgres => format!("'\\x{}'::bytea", desk.unit_id(UNIT_B).0.simple()),
        };
        again(&format!("UPDATE memberships SET in_service = true, unit_id = {unit}"));
        assert_eq!(stops(desk, claim), ["member-in-another-roster", "dues-unknown-without-roster"]);
        again("DELETE FROM memberships");
        assert_eq!(stops(desk, claim), ["member-not-in-roster", "dues-unknown-without-roster"]);
    }

    fn a_spouse_named_but_in_no_roster_is_outside_this_system(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1));
        storage::execute_raw(&mut desk.open(), "UPDATE memberships SET spouse_unit = '铁路局工会'").unwrap();
        let ruling = workflow::proposals::rulings::NewRuling { programme: PROGRAMME, option: "spouse-outside-system", value: "review", document: "湘工办〔2026〕2号", decided_on: day("2026-01-10") };
        let proposed = workflow::proposals::rulings::propose(&mut desk.session("admin"), &ruling).unwrap().proposed;
        let decided = second(desk, desk.today, &proposed);
        assert_eq!(decided.reassessed.changed.len(), 1);
        assert_eq!(stops(desk, claim), ["spouse-declaration-needed"]);
    }
}
