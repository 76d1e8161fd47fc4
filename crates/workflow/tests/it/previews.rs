//! What a ruling or a parameter would change is told before it is set, and nothing is written.

use crate::office;
use child_premium::claim::PaidBy;
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::decision::Verdict;
use domain::draft::{ClaimDraft, Relation};
use domain::fen::Fen;
use domain::ids::ClaimRef;
use policy::Variation;
use test_support::PremiumMut;
use test_support::{ClaimSpec, Desk, Engine, UNIT_B, both_engines};
use workflow::proposals::rulings::{self, NewRuling};
use workflow::proposals::{self, Which};
use workflow::review::preview::{self, Preview, WhatIf};
use workflow::review::reassess::{Reassessed, Shift};
use workflow::views::{Lang, claim_detail};
use workflow::{Session, WorkflowError, proposals::periods};

const PROGRAMME: &str = "child-premium";
const FAMILY_ACCOUNT: &str = "family-account-payment";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every row of every table, in one text.
fn everything(desk: &Desk) -> String {
    match desk.engine() {
        Engine::Sqlite => {
            let dir = tempfile::tempdir().unwrap();
            let copy = dir.path().join("copy.db");
            let sql = format!("VACUUM INTO '{}'", copy.display());
            storage::execute_raw(&mut desk.open(), &sql).unwrap();
            data_encoding::HEXLOWER.encode(&std::fs::read(copy).unwrap())
        }
        Engine::Postgres => {
            // Only a failure carries a text out of a statement that is merely executed.
            let sql = "DO $$ DECLARE t text; one text; whole text := ''; BEGIN \
                FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 LOOP \
                  EXECUTE format('SELECT md5(coalesce(string_agg(r::text, chr(10) ORDER BY r::text), '''')) FROM %I r', t) INTO one; \
                  whole := whole || t || '=' || one || ' '; \
                END LOOP; RAISE EXCEPTION 'everything: %', whole; END $$";
            let text = format!(
                "{:?}",
                storage::execute_raw(&mut desk.open(), sql).unwrap_err()
            );
            assert!(
                text.contains("everything: ") && text.contains("claims="),
                "{text}"
            );
            text
        }
    }
}

fn file(desk: &Desk, spec: &ClaimSpec, change: impl FnOnce(&mut ClaimDraft)) -> ClaimRef {
    let mut clerk = desk.session("clerk");
    let mut prepared = desk.prepare(&mut clerk, spec);
    change(&mut prepared.draft);
    let filed =
        workflow::intake::submit::promote(&mut clerk.db, &clerk.ctx, PROGRAMME, vec![prepared])
            .unwrap();
    filed[0].claim().unwrap()
}

fn from_family_account(desk: &Desk, spec: &ClaimSpec) -> ClaimRef {
    file(desk, spec, |draft| {
        draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount)
    })
}

fn of_ruling(session: &mut Session, value: &str, limit: usize) -> Preview {
    preview::ruling(
        session,
        PROGRAMME,
        FAMILY_ACCOUNT,
        value,
        limit,
        &mut |_, _| {},
    )
    .unwrap()
}

fn of_period(session: &mut Session, variation: Variation) -> Preview {
    let year = domain::year::BenefitYear::new(2026);
    let what_if = WhatIf {
        variation,
        rulings: Vec::new(),
    };
    preview::period(session, PROGRAMME, year, &what_if, 100, &mut |_, _| {}).unwrap()
}

fn set(desk: &Desk, on: NaiveDate, value: &str) -> Reassessed {
    let ruling = NewRuling {
        programme: PROGRAMME,
        option: FAMILY_ACCOUNT,
        value,
        document: "湘工办〔2026〕1号",
        decided_on: day("2026-01-10"),
    };
    let proposed = rulings::propose(&mut desk.session_on("admin", on), &ruling)
        .unwrap()
        .proposed;
    let which = Which::These(vec![proposed.id.unwrap()]);
    proposals::approve(&mut desk.session_on("admin2", on), &which)
        .unwrap()
        .reassessed
}

/// A preview as the list of a re-assessment.
fn shifts(preview: &Preview) -> Vec<Shift> {
    preview
        .moved
        .iter()
        .map(|one| Shift {
            claim: one.claim,
            number: one.number.clone(),
            before: one.before,
            after: one.after,
        })
        .collect()
}

both_engines! {
    fn a_preview_tells_what_setting_the_ruling_does_and_writes_nothing(desk) {
        let claims = [from_family_account(desk, &ClaimSpec::of(1)), from_family_account(desk, &ClaimSpec::of(2).at(UNIT_B))];
        file(desk, &ClaimSpec::of(3), |draft| draft.premium_mut().relation = Relation::Adopted);
        desk.file_claim(&ClaimSpec::of(4));
        let before = everything(desk);

        let mut admin = desk.session("admin");
        let mut steps = Vec::new();
        let found = preview::ruling(&mut admin, PROGRAMME, FAMILY_ACCOUNT, "allow", 100, &mut |done, all| steps.push((done, all))).unwrap();
        assert_eq!(steps, [(4, 4)]);
        assert_eq!((found.looked_at, found.changed, found.moved.len()), (4, 2, 2));
        let only = found.transitions[0];
        assert_eq!((found.transitions.len(), only.before, only.after, only.count), (1, Verdict::Review, Verdict::Eligible, 2));
        assert_eq!(found.sums(), (Fen::new(80_000), Fen::new(80_000)));
        assert!(found.moved.iter().all(|one| claims.contains(&one.claim) && !one.due_anyway));
        assert!(found.moved.iter().any(|one| one.unit == (UNIT_B.to_owned(), "荷塘区第一医院工会".to_owned())));

        let denied = of_ruling(&mut admin, "deny", 1);
        assert_eq!((denied.changed, denied.moved.len()), (2, 1), "all are counted, some are shown");
        assert_eq!(denied.transitions[0].after, Verdict::Reject);
        assert_eq!(denied.sums(), (Fen::new(80_000), Fen::ZERO));
        assert_eq!(everything(desk), before, "a preview writes nothing");

        let done = set(desk, desk.today, "allow");
        assert_eq!(done.changed, shifts(&found), "setting it does what the preview told");
        assert_ne!(everything(desk), before, "the comparison sees what is written");
        assert_eq!(of_ruling(&mut admin, "allow", 100).changed, 0);
    }

    fn a_preview_of_a_later_last_day_tells_what_the_extension_does(desk) {
        let late = file(desk, &ClaimSpec::of(1), |draft| draft.premium_mut().paid_on = Some(day("2026-02-05")));
        desk.file_claim(&ClaimSpec::of(2));
        let today = day("2026-03-01");
        let close = day("2026-02-28");
        let before = everything(desk);
        let mut admin = desk.session_on("admin", today);
        let longer = Variation { window_close: Some(close), ..Variation::default() };
        let found = of_period(&mut admin, longer);
        assert_eq!(everything(desk), before);
        let moved = found.moved.iter().find(|one| one.claim == late).unwrap();
        assert_eq!(moved.after, (Verdict::Eligible, Fen::new(40_000)));
        assert!(!moved.due_anyway);

        let proposed = periods::extend(&mut admin, PROGRAMME, desk.year, close).unwrap().proposed;
        let which = Which::These(vec![proposed.id.unwrap()]);
        let done = proposals::approve(&mut desk.session_on("admin2", today), &which).unwrap().reassessed;
        assert_eq!(done.changed, shifts(&found));
    }

    fn another_standard_is_looked_at_with_every_sum_and_never_stored(desk) {
        let claims = [1, 2].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        let before = everything(desk);
        let mut admin = desk.session("admin");
        let lower = Variation { standard: Some(Fen::new(30_000)), ..Variation::default() };
        let found = of_period(&mut admin, lower);
        assert_eq!(found.changed, 2);
        for one in &found.moved {
            assert!(claims.contains(&one.claim));
            assert_eq!((one.before, one.after), ((Verdict::Eligible, Fen::new(40_000)), (Verdict::Review, Fen::new(30_000))));
        }
        assert_eq!(found.sums(), (Fen::new(80_000), Fen::new(60_000)));
        assert_eq!(everything(desk), before);

        let impossible = WhatIf { variation: Variation { window_close: Some(day("2025-08-01")), ..Variation::default() }, rulings: Vec::new() };
        let refused = preview::period(&mut admin, PROGRAMME, desk.year, &impossible, 10, &mut |_, _| {});
        assert!(matches!(refused, Err(WorkflowError::Params(_))), "{refused:?}");
        let nothing = preview::period(&mut admin, PROGRAMME, desk.year, &WhatIf::default(), 10, &mut |_, _| {});
        assert!(matches!(nothing, Err(WorkflowError::Usage(_))));
        let unknown = preview::ruling(&mut admin, PROGRAMME, FAMILY_ACCOUNT, "perhaps", 10, &mut |_, _| {});
        assert!(matches!(unknown, Err(WorkflowError::Refused(refusal)) if refusal.code == "unknown-value"));
    }

    fn a_ruling_that_cannot_be_is_refused_with_the_words_that_may_be_typed(desk) {
        let mut admin = desk.session("admin");
        let mut refused = |option: &str, value: &str| match preview::ruling(&mut admin, PROGRAMME, option, value, 10, &mut |_, _| {}) {
            Err(WorkflowError::Refused(refusal)) => refusal.words(),
            other => panic!("{other:?}"),
        };
        let value = refused(FAMILY_ACCOUNT, "perhaps");
        assert!(value.zh.contains("“家庭共济缴费”不能为 perhaps；可写：逐件审核（review）、可以（allow）、不可以（deny）"), "{value:?}");
        assert!(value.en.contains("family-account-payment cannot be perhaps; choose one of review, allow, deny"), "{value:?}");
        let option = refused("nonsense", "allow");
        assert!(option.zh.contains("可写：年龄上限（age-interpretation）、"), "{option:?}");
        assert!(option.en.contains("there are age-interpretation, "), "{option:?}");
    }

    fn a_decision_keeps_the_codes_of_a_reading_and_its_sentences_say_the_words(desk) {
        let near = file(desk, &ClaimSpec::of(1), |draft| draft.subject.birth_date = Some(day("2008-01-01")));
        let mut reviewer = desk.session("reviewer");
        let mut said = |lang| {
            let detail = claim_detail::show(&mut reviewer, near, lang).unwrap();
            detail.findings.into_iter().find(|one| one.rule == "H-04").unwrap()
        };
        let (zh, en) = (said(Lang::Zh), said(Lang::En));
        assert!(zh.sentence.contains("至18周岁生日当天"), "{zh:?}");
        assert!(en.sentence.contains("covered under \"to 18th birthday\""), "{en:?}");
        assert!(en.values.contains(&("reading".to_owned(), "to-18th-birthday".to_owned())), "{en:?}");

        // As a ruling of another version leaves it behind.
        let sql = format!(
            "INSERT INTO rulings (programme, option_key, at, value, document, decided_on, proposed_by) \
             SELECT '{PROGRAMME}', 'age-interpretation', 1, 'whatever', '函', '2026-01-01', id FROM operators WHERE name = 'admin'"
        );
        storage::execute_raw(&mut desk.open(), &sql).unwrap();
        let unread = file(desk, &ClaimSpec::of(2), |_| {});
        let mut told = |lang| {
            let detail = claim_detail::show(&mut reviewer, unread, lang).unwrap();
            detail.findings.into_iter().find(|one| one.code == "ruling-unreadable").unwrap().sentence
        };
        assert_eq!(told(Lang::Zh), "裁定“年龄上限”的取值“whatever”无法识别，请更正裁定。");
        assert_eq!(told(Lang::En), "The ruling on \"age limit\" has the unknown value `whatever`; correct the ruling.");
    }

    fn another_day_of_measuring_age_is_looked_at_with_the_parameters(desk) {
        let at_limit = file(desk, &ClaimSpec::of(1), |draft| draft.subject.birth_date = Some(day("2008-01-02")));
        assert_eq!(desk.claim(at_limit).verdict, Verdict::Eligible);
        let what_if = WhatIf {
            rulings: vec![
                ("age-reference-date".to_owned(), "window-close".to_owned()),
                ("age-interpretation".to_owned(), "to-18th-birthday".to_owned()),
            ],
            ..WhatIf::default()
        };
        let mut admin = desk.session("admin");
        let found = preview::period(&mut admin, PROGRAMME, desk.year, &what_if, 10, &mut |_, _| {}).unwrap();
        assert_eq!(found.moved[0].after.0, Verdict::Reject);
        assert_eq!(rulings::options(&mut admin, PROGRAMME).unwrap().iter().filter(|option| option.ruling.is_some()).count(), 0);
    }

    fn a_preview_shows_the_claims_in_scope_only_and_none_that_a_batch_pays(desk) {
        desk.approved_claim(&ClaimSpec::of(4));
        office::sealed(desk, Channel::MemberBank);
        from_family_account(desk, &ClaimSpec::of(1));
        from_family_account(desk, &ClaimSpec::of(2).at(UNIT_B));
        desk.approved_claim(&ClaimSpec::of(3));
        assert_eq!(of_ruling(&mut desk.session("reviewer-a"), "allow", 10).looked_at, 2);
        assert_eq!(of_ruling(&mut desk.session("auditor"), "allow", 10).looked_at, 3);
    }

    fn what_comes_anyway_is_told_apart_from_what_the_change_brings(desk) {
        // Paid after the window: on 1 September 2026 it can be reimbursed, whatever is ruled.
        let late = file(desk, &ClaimSpec::of(1), |draft| draft.premium_mut().paid_on = Some(day("2026-01-10")));
        storage::execute_raw(&mut desk.open(), "UPDATE claims SET verdict = 'review'").unwrap();
        let found = of_ruling(&mut desk.session("admin"), "allow", 10);
        assert_eq!((found.moved[0].claim, found.moved[0].due_anyway), (late, true));
    }
}
