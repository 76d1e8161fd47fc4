//! Installing, and the changes that need a second operator.

use child_premium::claim::PaidBy;
use chrono::NaiveDate;
use domain::case::ProposalState;
use domain::decision::Verdict;
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ProposalId;
use domain::period::PeriodState;
use domain::role::Role;
use domain::year::BenefitYear;
use policy::Registry;
use sealing::{KeyVersion, Keyring, MasterKey, Suite};
use std::sync::Arc;
use storage::Db;
use test_support::PremiumMut;
use test_support::{
    ClaimSpec, Desk, FixedEffects, TestDb, UNIT_A, UNIT_B, UNIT_C, both_engines, keyring, on_both,
    the_change,
};
use workflow::install::{self, InitRequest};
use workflow::proposals::operators::{self, NewOperator};
use workflow::proposals::rulings::{self, NewRuling};
use workflow::proposals::{self, Standing, Which};
use workflow::review::reassess::Whose;
use workflow::{
    Installation, Limits, Mode, Session, WorkflowError, proposals::periods, review::reassess,
};

const PROGRAMME: &str = "child-premium";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn codes(decided: &proposals::Decided) -> Vec<&'static str> {
    decided
        .failed
        .iter()
        .map(|(_, refusal)| refusal.code)
        .collect()
}

fn refusal_code<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> &'static str {
    match result.unwrap_err() {
        WorkflowError::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

pub fn programmes() -> Registry {
    Registry::new(vec![child_premium::programme()])
}

fn request(db: &TestDb, admin: &str, mode: Mode) -> InitRequest {
    InitRequest {
        admin: admin.to_owned(),
        mode,
        identity: None,
        register: db.register(),
    }
}

/// A session of the only administrator of a new installation.
fn installed(db: &TestDb, mode: Mode) -> Session {
    let effects = FixedEffects::new();
    install::init(
        &mut db.open(),
        &keyring(),
        &programmes(),
        &effects,
        &request(db, "root", mode),
    )
    .unwrap();
    let installation = Installation {
        registry: programmes(),
        keyring: keyring(),
        mode,
        limits: Limits::default(),
        register: db.register(),
        effects: Box::new(effects),
        feeds: workflow::messages::Feeds::default(),
        exchange: None,
        files: workflow::exchange::Files::default(),
    };
    Session::log_in(
        db.open(),
        Arc::new(installation),
        "root",
        Some(day("2026-01-15")),
    )
    .unwrap()
}

fn last_events(db: &mut Db) -> Vec<String> {
    storage::audit::events(db)
        .unwrap()
        .into_iter()
        .map(|row| row.action)
        .collect()
}

#[test]
fn an_empty_database_becomes_an_installation_once() {
    on_both(|test| {
        let (db, effects) = (&mut test.open(), FixedEffects::new());
        assert!(matches!(
            install::open(db, &keyring()),
            Err(WorkflowError::NotInitialised)
        ));
        storage::unmigrate(db).unwrap();
        assert!(matches!(
            install::open(db, &keyring()),
            Err(WorkflowError::NotInitialised)
        ));

        let first = install::init(
            db,
            &keyring(),
            &programmes(),
            &effects,
            &request(test, "root", Mode::Production),
        )
        .unwrap();
        assert!(first.fresh);
        assert_eq!(last_events(db), ["init", "vouch-registers", "vouch-people"]);
        assert_eq!(
            install::open(db, &keyring()).unwrap().mode,
            Mode::Production
        );

        let again = install::init(
            db,
            &keyring(),
            &programmes(),
            &effects,
            &request(test, "root", Mode::Production),
        )
        .unwrap();
        assert!(!again.fresh);
        assert_eq!(again.admin, first.admin);
        for other in [
            request(test, "eve", Mode::Production),
            request(test, "root", Mode::Rehearsal),
        ] {
            let error = install::init(db, &keyring(), &programmes(), &effects, &other).unwrap_err();
            assert_eq!(error.code(), "already-initialised");
        }
        assert_eq!(
            last_events(db),
            ["init", "vouch-registers", "vouch-people"],
            "nothing was added"
        );
    });
}

#[test]
fn another_key_file_does_not_open_the_database() {
    on_both(|test| {
        let (db, effects) = (&mut test.open(), FixedEffects::new());
        install::init(
            db,
            &keyring(),
            &programmes(),
            &effects,
            &request(test, "root", Mode::Rehearsal),
        )
        .unwrap();
        let bytes: [u8; 32] = std::array::from_fn(|n| u8::try_from(n).unwrap());
        for suite in [Suite::Gm, Suite::Intl] {
            let wrong =
                Keyring::new(suite, vec![(KeyVersion::new(1), MasterKey::new(bytes))]).unwrap();
            let error = install::open(db, &wrong).unwrap_err();
            assert!(matches!(error, WorkflowError::WrongKey(_)), "{error:?}");
            let error = install::init(
                db,
                &wrong,
                &programmes(),
                &effects,
                &request(test, "root", Mode::Rehearsal),
            )
            .unwrap_err();
            assert!(matches!(error, WorkflowError::WrongKey(_)), "{error:?}");
        }
        // A key added later does not shut the database.
        let rotated = keyring().rotated(MasterKey::new(bytes)).unwrap();
        install::open(db, &rotated).unwrap();
    });
}

#[test]
fn a_database_of_an_earlier_version_says_how_to_bring_it_up_to_date() {
    on_both(|test| {
        let (db, effects) = (&mut test.open(), FixedEffects::new());
        install::init(
            db,
            &keyring(),
            &programmes(),
            &effects,
            &request(test, "root", Mode::Rehearsal),
        )
        .unwrap();
        let forget = "DELETE FROM __diesel_schema_migrations WHERE version = \
                      (SELECT MAX(version) FROM __diesel_schema_migrations)";
        storage::execute_raw(db, forget).unwrap();
        let error = install::open(db, &keyring()).unwrap_err();
        assert!(matches!(error, WorkflowError::SchemaBehind), "{error:?}");
        assert!(error.to_string().contains("gongbao init"));
    });
}

both_engines! {
    fn what_is_in_force_already_is_not_proposed_again(desk) {
        let mut clerk = desk.session("clerk");
        let done = proposals::propose(&mut clerk, desk.plan_change(UNIT_C, 10_000)).unwrap().proposed;
        proposals::approve(&mut desk.session("approver"), &the_change(&done)).unwrap();
        let written = last_events(&mut clerk.db).len();
        let again = proposals::propose(&mut clerk, desk.plan_change(UNIT_C, 10_000)).unwrap().proposed;
        assert_eq!((again.standing, again.id), (Standing::Unchanged, None));
        assert_eq!(last_events(&mut clerk.db).len(), written, "nothing was written");
    }

    fn a_change_waits_for_another_operator(desk) {
        let mut admin = desk.session("admin");
        let done = periods::close(&mut admin, PROGRAMME, desk.year).unwrap();
        assert_eq!(done.proposed.standing, Standing::Waiting);
        let again = periods::close(&mut admin, PROGRAMME, desk.year).unwrap();
        assert_eq!(again.proposed.id, done.proposed.id, "the same proposal is not made twice");
        assert_eq!(periods::show(&mut admin, PROGRAMME, desk.year).unwrap().info.state, PeriodState::Open);

        let refused = proposals::approve(&mut admin, &Which::All).unwrap();
        assert_eq!((refused.done.len(), codes(&refused)), (0, vec!["same-operator"]));
        let by = refused.failed[0].1.by.as_deref();
        assert_eq!(by, Some("admin"));

        let mut approver = desk.session("approver");
        assert_eq!(codes(&proposals::approve(&mut approver, &the_change(&done.proposed)).unwrap()), ["forbidden"]);
        let mut reviewer = desk.session("reviewer");
        assert!(matches!(proposals::approve(&mut reviewer, &Which::All), Err(WorkflowError::Forbidden { .. })));

        let mut second = desk.session("admin2");
        let decided = proposals::approve(&mut second, &the_change(&done.proposed)).unwrap();
        assert_eq!(decided.done, [done.proposed.id.unwrap()]);
        assert_eq!(periods::show(&mut admin, PROGRAMME, desk.year).unwrap().info.state, PeriodState::Closed);
        let twice = proposals::approve(&mut second, &the_change(&done.proposed)).unwrap();
        assert_eq!((twice.done.len(), twice.failed.len()), (1, 0), "once more changes nothing");
        assert_eq!(last_events(&mut second.db), ["vouch", "change-propose", "change-approve"]);
        let late = proposals::reject(&mut second, &the_change(&done.proposed), "太迟").unwrap();
        assert_eq!(codes(&late), ["state"]);
    }

    fn one_person_with_two_names_is_no_second_operator(desk) {
        let sql = "UPDATE operators SET identity_index = sealed WHERE name IN ('admin', 'admin2')";
        let value = match desk.engine() {
            test_support::Engine::Sqlite => "x'0102'",
            test_support::Engine::Postgres => "'\\x0102'::bytea",
        };
        storage::execute_raw(&mut desk.open(), &sql.replace("sealed", value)).unwrap();
        let done = periods::close(&mut desk.session("admin"), PROGRAMME, desk.year).unwrap();
        let decided = proposals::approve(&mut desk.session("admin2"), &the_change(&done.proposed)).unwrap();
        assert_eq!(codes(&decided), ["same-operator"]);
    }

    fn a_change_is_taken_back_by_its_proposer_and_refused_by_a_second_with_a_reason(desk) {
        let mut clerk = desk.session("clerk");
        let mine = proposals::propose(&mut clerk, desk.plan_change(UNIT_C, 10_000)).unwrap().proposed;
        assert!(matches!(proposals::reject(&mut clerk, &the_change(&mine), " "), Err(WorkflowError::Usage(_))));
        assert_eq!(proposals::reject(&mut clerk, &the_change(&mine), "填错").unwrap().done.len(), 1);

        let other = proposals::propose(&mut clerk, desk.plan_change(UNIT_C, 5_000)).unwrap().proposed;
        let mut approver = desk.session("approver");
        assert_eq!(proposals::reject(&mut approver, &the_change(&other), "无纪要").unwrap().done.len(), 1);
        assert_eq!(codes(&proposals::approve(&mut approver, &the_change(&other)).unwrap()), ["state"]);
        let units = [desk.unit_id(UNIT_C)];
        assert_eq!(storage::plans::of_units(&mut clerk.db, PROGRAMME, &units).unwrap(), []);
    }

    fn a_proposal_whose_target_moved_on_is_stale(desk) {
        let mut clerk = desk.session("clerk");
        let first = proposals::propose(&mut clerk, desk.plan_change(UNIT_A, 8_000)).unwrap().proposed;
        let second = proposals::propose(&mut clerk, desk.plan_change(UNIT_A, 6_000)).unwrap().proposed;
        let mut approver = desk.session("approver");
        // Also within one act: the first of the two stands.
        let decided = proposals::approve(&mut approver, &Which::All).unwrap();
        assert_eq!(decided.done, [first.id.unwrap()]);
        assert_eq!(codes(&decided), ["stale"]);
        assert_eq!(codes(&proposals::approve(&mut approver, &the_change(&second)).unwrap()), ["stale"]);
        let rows = storage::plans::of_units(&mut clerk.db, PROGRAMME, &[desk.unit_id(UNIT_A)]).unwrap();
        let ratio = rows.iter().find(|row| row.method.code() == "reimburse").unwrap().ratio_bp;
        assert_eq!(ratio, Some(8_000));
        let renewed = proposals::propose(&mut clerk, desk.plan_change(UNIT_A, 6_000)).unwrap().proposed;
        assert_ne!(renewed.id, second.id, "the stale proposal is not the same any more");
        assert_eq!(proposals::approve(&mut approver, &the_change(&renewed)).unwrap().done.len(), 1);
    }

    fn a_budget_is_never_lowered_below_what_is_reserved(desk) {
        let mut clerk = desk.session("clerk");
        let early = proposals::propose(&mut clerk, desk.budget_change(UNIT_A, 39_999)).unwrap().proposed;
        desk.approved_claim(&ClaimSpec::of(1));
        let decided = proposals::approve(&mut desk.session("approver"), &the_change(&early)).unwrap();
        assert_eq!(codes(&decided), ["below-reserved"]);
        let message = &decided.failed[0].1.message.en;
        assert!(message.contains("400.00"), "{message}");
        assert_eq!(refusal_code(proposals::propose(&mut clerk, desk.budget_change(UNIT_A, 39_999))), "below-reserved");
        // Reservations alone make no proposal stale, and the sum reserved is enough.
        let enough = proposals::propose(&mut clerk, desk.budget_change(UNIT_A, 40_000)).unwrap().proposed;
        assert_eq!(proposals::approve(&mut desk.session("approver"), &the_change(&enough)).unwrap().done.len(), 1);
    }

    fn a_plan_and_a_budget_turn_a_waiting_claim_eligible(desk) {
        let claim = desk.file_claim(&ClaimSpec::of(1).at(UNIT_C));
        assert_eq!(desk.claim(claim).verdict, Verdict::Review);
        let mut clerk = desk.session("clerk");
        let rows = vec![desk.plan_change(UNIT_C, 10_000), desk.budget_change(UNIT_C, 1_000_000)];
        let answers = proposals::propose_all(&mut clerk.db, &clerk.ctx, rows).unwrap();
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap().standing == Standing::Waiting));
        let nothing = reassess::resume(&mut clerk).unwrap();
        assert_eq!(nothing.looked_at, 0, "what waits changes no claim");

        let decided = proposals::approve(&mut desk.session("approver"), &Which::All).unwrap();
        assert_eq!(decided.done.len(), 2);
        let shifts = &decided.reassessed.changed;
        assert_eq!(shifts.len(), 1);
        assert_eq!(shifts[0].claim, claim);
        assert_eq!(shifts[0].before.0, Verdict::Review);
        assert_eq!(shifts[0].after, (Verdict::Eligible, Fen::new(40_000)));
        assert_eq!(desk.claim(claim).verdict, Verdict::Eligible);

        let before = desk.claim(claim).revision;
        let affected = [reassess::Affected {
            programme: PROGRAMME.to_owned(),
            whose: Whose::Everybody,
            year: None,
        }];
        let again = reassess::reassess(&mut clerk.db, &clerk.ctx, &affected).unwrap();
        assert_eq!((again.looked_at, again.changed.len()), (1, 0));
        assert_eq!(desk.claim(claim).revision, before, "a claim that comes out the same is not written");
    }

    fn a_change_of_many_units_reaches_exactly_their_claims(desk) {
        let at_c = desk.file_claim(&ClaimSpec::of(1).at(UNIT_C));
        let at_a = desk.file_claim(&ClaimSpec::of(2));
        let mut clerk = desk.session("clerk");
        let part = |unit, year| reassess::Affected {
            programme: PROGRAMME.to_owned(),
            whose: Whose::Unit(unit),
            year: Some(BenefitYear::new(year)),
        };
        let (a, c) = (desk.unit_id(UNIT_A), desk.unit_id(UNIT_C));
        let elsewhere: Vec<_> = (2020..=2025).flat_map(|year| [part(a, year), part(c, year)]).collect();
        let none = reassess::reassess(&mut clerk.db, &clerk.ctx, &elsewhere).unwrap();
        assert_eq!(none.looked_at, 0);
        let with_c: Vec<_> = elsewhere.into_iter().chain([part(c, 2026)]).collect();
        let some = reassess::reassess(&mut clerk.db, &clerk.ctx, &with_c).unwrap();
        assert_eq!((some.looked_at, some.changed.len()), (1, 0));
        assert_eq!(desk.claim(at_c).verdict, Verdict::Review);
        assert_eq!(desk.claim(at_a).verdict, Verdict::Eligible);
    }

    fn a_reviewed_claim_whose_verdict_gets_worse_stays_reviewed_and_is_not_approved(desk) {
        let claim = desk.reviewed_claim(&ClaimSpec::of(1));
        // Nothing covers what union funds fall short of.
        let sql = "UPDATE budgets SET total_fen = 0 WHERE source = 'subsidy'";
        storage::execute_raw(&mut desk.open(), sql).unwrap();
        let mut clerk = desk.session("clerk");
        let poor = proposals::propose(&mut clerk, desk.budget_change(UNIT_A, 100)).unwrap().proposed;
        let decided = proposals::approve(&mut desk.session("approver2"), &the_change(&poor)).unwrap();
        assert_eq!(decided.reassessed.looked_at, 1);
        assert_eq!(desk.state(claim), "reviewed");
        let outcome =
            workflow::review::decide::approve(&mut desk.session("approver"), &[claim], FundSource::new("union")).unwrap();
        assert_eq!((outcome.done.len(), outcome.failed.len()), (0, 1));
        assert_eq!(desk.state(claim), "reviewed");
    }

    fn a_file_of_changes_is_answered_row_by_row_in_its_order(desk) {
        let mut clerk = desk.session("clerk-a");
        let rows = vec![
            desk.budget_change(UNIT_C, 500),
            desk.plan_change(UNIT_B, 10_000),
            desk.plan_change(UNIT_C, 10_000),
            desk.plan_change(UNIT_C, 10_000),
        ];
        let answers = proposals::propose_all(&mut clerk.db, &clerk.ctx, rows).unwrap();
        let outside = answers[1].as_ref().unwrap_err();
        assert_eq!(outside.code, "not-in-scope");
        let id = |at: usize| answers[at].as_ref().unwrap().id.unwrap();
        assert_eq!(id(2), id(3), "the same row twice is one change");
        let page = proposals::list(&mut clerk, &[], None, 10).unwrap();
        assert_eq!(page.changes.len(), 2);
        assert!(page.changes.iter().all(|change| change.own));
    }

    fn somebody_elses_part_of_the_tree_is_decided_by_nobody_here(desk) {
        let mut clerk = desk.session("clerk");
        let at_b = proposals::propose(&mut clerk, desk.plan_change(UNIT_B, 5_000)).unwrap().proposed;
        let mut narrow = desk.session("approver-a");
        assert_eq!(proposals::list(&mut narrow, &[], None, 10).unwrap().changes.len(), 0);
        assert_eq!(codes(&proposals::approve(&mut narrow, &the_change(&at_b)).unwrap()), ["not-found"]);
        assert_eq!(proposals::approve(&mut narrow, &Which::All).unwrap(), proposals::Decided::default());
    }

    fn a_list_of_changes_is_read_in_pages(desk) {
        let mut clerk = desk.session("clerk");
        for total in 1..=5 {
            proposals::propose(&mut clerk, desk.budget_change(UNIT_C, total)).unwrap();
        }
        let mut seen: Vec<ProposalId> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = proposals::list(&mut clerk, &[ProposalState::Proposed], after.as_deref(), 2).unwrap();
            seen.extend(page.changes.iter().map(|change| change.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        seen.dedup();
        assert_eq!(seen.len(), 5);
        let wrong = proposals::list(&mut clerk, &[], Some("nonsense"), 2);
        assert!(matches!(wrong, Err(WorkflowError::Usage(_))));
    }

    fn a_ruling_assesses_every_undecided_claim_again(desk) {
        let mut clerk = desk.session("clerk");
        let mut prepared = desk.prepare(&mut clerk, &ClaimSpec::of(1));
        prepared.draft.premium_mut().paid_by = Some(PaidBy::FamilyAccount);
        let filed = workflow::intake::submit::promote(&mut clerk.db, &clerk.ctx, PROGRAMME, vec![prepared]).unwrap();
        let claim = filed[0].claim().unwrap();
        assert_eq!(desk.claim(claim).verdict, Verdict::Review);

        let mut admin = desk.session("admin");
        let ruling = |value| NewRuling {
            programme: PROGRAMME,
            option: "family-account-payment",
            value,
            document: "湘工办〔2026〕1号",
            decided_on: day("2026-01-10"),
        };
        assert_eq!(refusal_code(rulings::propose(&mut admin, &ruling("perhaps"))), "unknown-value");
        let undated = NewRuling { document: " ", ..ruling("allow") };
        assert!(matches!(rulings::propose(&mut admin, &undated), Err(WorkflowError::Usage(_))));
        let proposed = rulings::propose(&mut admin, &ruling("allow")).unwrap().proposed;
        let waiting = proposals::list(&mut admin, &[ProposalState::Proposed], None, 1).unwrap().changes;
        assert_eq!(waiting[0].zh, "口径：家庭共济缴费，可以，湘工办〔2026〕1号（2026-01-10）");
        assert_eq!(waiting[0].en, "ruling: payment from a family account, allowed, 湘工办〔2026〕1号 (2026-01-10)");
        let decided = proposals::approve(&mut desk.session("admin2"), &the_change(&proposed)).unwrap();
        assert_eq!(decided.reassessed.changed.len(), 1);
        assert_eq!(desk.claim(claim).verdict, Verdict::Eligible);

        let options = rulings::options(&mut admin, PROGRAMME).unwrap();
        let option = options.iter().find(|option| option.spec.key == "family-account-payment").unwrap();
        assert_eq!(option.spec.recommended().unwrap().code, "review");
        let in_force = option.ruling.as_ref().unwrap();
        assert_eq!(in_force.value, "allow");
        assert_eq!(in_force.seconded_by.as_deref(), Some("admin2"));
    }

    fn a_period_lives_from_draft_to_archive_and_is_cloned_into_the_next_year(desk) {
        storage::execute_raw(&mut desk.open(), "DELETE FROM period_versions; DELETE FROM periods").unwrap();
        let root = &mut desk.session("admin");
        let in_force = |done: Result<proposals::Done, WorkflowError>| {
            let proposed = done.unwrap().proposed;
            assert_eq!(proposed.standing, Standing::Waiting);
            let decided = proposals::approve(&mut desk.session("admin2"), &the_change(&proposed)).unwrap();
            assert_eq!(decided.failed, []);
        };
        let year = BenefitYear::new(2026);
        assert_eq!(refusal_code(periods::open(root, PROGRAMME, year)), "no-period");
        assert!(periods::create(root, "no-such", year, None).is_err());
        let missing = periods::create(root, PROGRAMME, BenefitYear::new(2030), None);
        assert!(matches!(missing, Err(WorkflowError::Params(_))));

        in_force(periods::create(root, PROGRAMME, year, None));
        assert_eq!(refusal_code(periods::create(root, PROGRAMME, year, None)), "exists");
        let fresh = periods::show(root, PROGRAMME, year).unwrap();
        assert_eq!(fresh.info.state, PeriodState::Draft);
        assert_eq!(fresh.info.standard, Fen::new(40_000));
        assert!(fresh.info.version.starts_with("2026.1-"));

        in_force(periods::open(root, PROGRAMME, year));
        assert_eq!(refusal_code(periods::open(root, PROGRAMME, year)), "period-state");
        let earlier = periods::extend(root, PROGRAMME, year, day("2026-01-31"));
        assert_eq!(refusal_code(earlier), "not-later");
        in_force(periods::extend(root, PROGRAMME, year, day("2026-02-28")));
        let longer = periods::show(root, PROGRAMME, year).unwrap();
        assert_eq!(longer.info.window.close, day("2026-02-28"));
        assert_eq!(longer.versions.len(), 2);
        assert_ne!(longer.digest, fresh.digest);
        assert!(longer.info.version.starts_with("2026.2-"));
        assert_eq!(longer.params, fresh.params.replace("2026-01-31", "2026-02-28"));

        let cloned = periods::clone_next(root, PROGRAMME, year, None).unwrap();
        assert_eq!(cloned.year, BenefitYear::new(2027));
        in_force(Ok(cloned.done));
        let close = cloned.differences.iter().find(|d| d.key == "year.window.close").unwrap();
        assert_eq!(close.before.as_deref(), Some("2026-02-28"));
        assert_eq!(close.after.as_deref(), Some("2027-01-31"));
        assert!(!cloned.differences.iter().any(|d| d.key.starts_with("notice")));

        assert_eq!(refusal_code(periods::archive(root, PROGRAMME, year)), "period-state");
        in_force(periods::close(root, PROGRAMME, year));
        in_force(periods::reopen(root, PROGRAMME, year));
        in_force(periods::close(root, PROGRAMME, year));
        in_force(periods::archive(root, PROGRAMME, year));
        let states: Vec<PeriodState> = periods::list(root).unwrap().iter().map(|p| p.state).collect();
        assert_eq!(states, [PeriodState::Draft, PeriodState::Archived]);
    }

    fn a_year_with_invented_dates_is_not_opened_in_production(desk) {
        storage::execute_raw(&mut desk.open(), "DELETE FROM period_versions; DELETE FROM periods").unwrap();
        let year = BenefitYear::new(2027);
        let done = periods::create(&mut desk.session("admin"), PROGRAMME, year, None).unwrap();
        proposals::approve(&mut desk.session("admin2"), &the_change(&done.proposed)).unwrap();
        let installation = Installation {
            registry: Registry::new(vec![child_premium::programme()]),
            keyring: keyring(),
            mode: Mode::Production,
            limits: Limits::default(),
            register: desk.installation.register.clone(),
            effects: Box::new(desk.effects.clone()),
            feeds: workflow::messages::Feeds::default(),
            exchange: None,
            files: workflow::exchange::Files::default(),
        };
        let mut admin = Session::log_in(desk.open(), Arc::new(installation), "admin", Some(desk.today)).unwrap();
        assert_eq!(refusal_code(periods::open(&mut admin, PROGRAMME, year)), "invented");
    }

    fn an_operator_is_added_by_two_and_the_number_is_never_stored_plainly(desk) {
        let number = rehearsal::people::member(77).id;
        let mut admin = desk.session("admin");
        let new = NewOperator { name: "li.na", role: Role::Reviewer, scope: UNIT_A, identity: Some(&number), public_key: None };
        let added = operators::add(&mut admin, &new).unwrap();
        assert!(!added.without_identity);
        let again = operators::add(&mut admin, &new).unwrap();
        assert_eq!(again.done.proposed.id, added.done.proposed.id);
        let rows = storage::proposals::lock_waiting(&mut admin.db, &["operator/li.na".to_owned()]).unwrap();
        assert_eq!(rows.len(), 1);
        assert!(!rows[0].payload.contains(&number));
        assert!(!rows[0].payload.contains(&number[6..14]));

        let installation = desk.installation.clone();
        let unknown = Session::log_in(desk.open(), installation.clone(), "li.na", None);
        assert!(matches!(unknown, Err(WorkflowError::UnknownOperator(_))));
        proposals::approve(&mut desk.session("admin2"), &the_change(&added.done.proposed)).unwrap();
        let session = Session::log_in(desk.open(), installation.clone(), "li.na", None).unwrap();
        assert_eq!(session.ctx.actor.role, Role::Reviewer);
        assert_eq!(session.ctx.actor.scope.path(), &desk.unit(UNIT_A).path);
        let row = storage::operators::by_name(&mut admin.db, "li.na").unwrap();
        let aad = session.ctx.actor.id.to_string();
        let opened = installation.keyring.open(&row.sealed_identity.unwrap(), aad.as_bytes()).unwrap();
        assert_eq!(String::from_utf8_lossy(&opened), number);

        assert_eq!(refusal_code(operators::add(&mut admin, &new)), "exists");
        let nowhere = NewOperator { scope: "HN999999", ..new };
        assert!(matches!(operators::add(&mut admin, &nowhere), Err(WorkflowError::UnknownUnit(_))));
        let off = operators::off(&mut admin, "li.na").unwrap().proposed;
        proposals::approve(&mut desk.session("admin2"), &the_change(&off)).unwrap();
        assert!(Session::log_in(desk.open(), installation, "li.na", None).is_err());
        let listed = operators::list(&mut admin).unwrap();
        let gone = listed.iter().find(|operator| operator.name == "li.na").unwrap();
        assert!(gone.has_identity && !gone.active);
    }

    fn an_operator_seen_by_the_own_family_rule_is_the_person_of_the_claim(desk) {
        // The index of an operator's number is the index of the same number on a claim.
        let number = rehearsal::people::member(1).id;
        let new = NewOperator { name: "aunt", role: Role::Reviewer, scope: "HN", identity: Some(&number), public_key: None };
        let added = operators::add(&mut desk.session("admin"), &new).unwrap();
        proposals::approve(&mut desk.session("admin2"), &the_change(&added.done.proposed)).unwrap();
        let claim = desk.file_claim(&ClaimSpec::of(1));
        let checks = domain::claim::Checks::of(["member", "child", "age"]);
        let outcome = workflow::review::decide::review(&mut desk.session("aunt"), &[claim], &checks, Some("同意")).unwrap();
        assert_eq!(outcome.failed[0].1.code, "own-family");
    }
}

#[test]
fn a_name_that_looks_like_a_flag_is_no_login_name() {
    on_both(|test| {
        let mut root = installed(test, Mode::Rehearsal);
        let clerk = NewOperator {
            name: "-rf",
            role: Role::Clerk,
            scope: "/",
            identity: None,
            public_key: None,
        };
        assert!(matches!(
            operators::add(&mut root, &clerk),
            Err(WorkflowError::Usage(_))
        ));
    });
}

#[test]
fn two_seconders_at_once_put_a_change_in_force_once() {
    on_both(|test| {
        let desk = Desk::install(test);
        let mut clerk = desk.session("clerk");
        let rows = (1..=40).map(|n| desk.budget_change(UNIT_C, n)).collect();
        let answers = proposals::propose_all(&mut clerk.db, &clerk.ctx, rows).unwrap();
        assert_eq!(answers.len(), 40);
        let outcomes: Vec<proposals::Decided> = std::thread::scope(|scope| {
            let threads: Vec<_> = ["approver", "approver2", "admin"]
                .map(|name| {
                    let desk = &desk;
                    scope.spawn(move || {
                        proposals::approve(&mut desk.session(name), &Which::All).unwrap()
                    })
                })
                .into_iter()
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        // All forty are about one budget: one is put in force, all others are stale, whoever asks.
        let approved = proposals::list(&mut clerk, &[ProposalState::Approved], None, 100).unwrap();
        assert_eq!(approved.changes.len(), 1);
        let refused: Vec<&str> = outcomes.iter().flat_map(codes).collect();
        assert!(
            refused
                .iter()
                .all(|code| *code == "stale" || *code == "state"),
            "{refused:?}"
        );
        let row = &storage::plans::budgets_of(&mut clerk.db, &[desk.unit_id(UNIT_C)]).unwrap()[0];
        assert_eq!(row.revision, 0, "written once");
    });
}
