//! From approval to the bank's answer: batches are sealed once, exported the same every time, and
//! settled line by line.

mod findings;
pub(crate) mod records;
mod registers;
pub(crate) mod tampering;

use crate::office::{
    all_paid, answer, audited, batch_of, drafted, exported, sealed, slot_of, some,
};
use child_premium::Method;
use chrono::NaiveDate;
use domain::batch::{BatchState, Channel};
use domain::fen::Fen;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::ledger::Account;
use domain::slot::Occupancy;
use std::os::unix::fs::PermissionsExt;
use test_support::{ClaimSpec, Desk, Engine, UNIT_A, UNIT_B, UNIT_C, both_engines, on_one};
use workflow::payments::batches::{self, Format};
use workflow::review::bulk::Expected;
use workflow::{
    Limits, WorkflowError, intake::submit, payments::ledger, payments::recovery, review::decide,
};

both_engines! {
    fn an_approved_claim_is_batched_sealed_exported_and_paid(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        assert_eq!(desk.state(claim), "batched");
        let file = exported(desk, batch, Format::Csv);
        assert_eq!((file.count, file.total, file.again), (1, Fen::new(40_000), false));
        let settled = all_paid(desk, batch);
        assert_eq!((settled.outcome.done, settled.open, settled.state), (vec![claim], 0, BatchState::Settled));
        assert_eq!(desk.state(claim), "paid");
        assert_eq!(slot_of(desk, claim).occupancy, Occupancy::Paid(claim.id));
        let balance = ledger::balance(&mut desk.session("auditor")).unwrap();
        assert!(balance.is_zero());
        let moved: Vec<(Account, Fen)> = balance.accounts.into_iter().filter(|(_, fen)| *fen != Fen::ZERO).collect();
        assert_eq!(moved, [(Account::new("benefit-expense"), Fen::new(40_000)), (Account::new("bank"), Fen::new(-40_000))]);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_batch_is_exported_twice_with_the_same_bytes_and_readable_by_its_owner_only(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2));
        let batch = sealed(desk, Channel::MemberBank);
        for format in [Format::Csv, Format::Xlsx] {
            let first = exported(desk, batch, format);
            desk.effects.advance_days(3);
            let second = exported(desk, batch, format);
            assert!(second.again);
            assert_eq!(std::fs::read(&first.path).unwrap(), std::fs::read(&second.path).unwrap());
            assert_eq!(std::fs::metadata(&first.path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(first.digest, second.digest);
        }
    }

    fn a_bank_file_carries_control_totals_and_the_account_of_every_member(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        let file = exported(desk, batch, Format::Csv);
        let text = String::from_utf8(std::fs::read(file.path).unwrap()).unwrap();
        let draft = ClaimSpec::of(1).draft(desk.today);
        let card = draft.payee.unwrap().card.canonical().to_owned();
        let number = desk.claim(claim).number.to_string();
        for part in ["笔数,1", "合计金额,400.00", "大写,肆佰元整", &file.digest, &card, &number, "400.00", &draft.claimant.name] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        assert!(!text.contains(draft.subject.identities[0].canonical()), "a bank needs no child's number");
    }

    fn a_payment_file_has_names_in_ordinary_characters_even_for_an_older_claim(desk) {
        // Stored as it came, before names were read into their ordinary form.
        let mut draft = ClaimSpec::of(1).draft(desk.today);
        "\u{2EE2}文\u{E0101}".clone_into(&mut draft.claimant.name);
        "马\u{2F42}".clone_into(&mut draft.payee.as_mut().unwrap().holder);
        let mut session = desk.session("clerk");
        let row = desk.prepare_draft(&mut session, UNIT_A, draft);
        let filed = submit::promote(&mut session.db, &session.ctx, child_premium::ID, vec![row]);
        let claim = filed.unwrap()[0].claim().unwrap();
        desk.review(claim);
        desk.approve(claim);
        let file = exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        let text = String::from_utf8(std::fs::read(file.path).unwrap()).unwrap();
        assert_eq!(text.matches("马文").count(), 2, "{text}");
        assert_eq!(domain::glyph::ordinary_text(&text), text);
    }

    fn an_enrolment_list_carries_the_childs_number_and_both_parts_of_the_sum(desk) {
        desk.approved_claim(&ClaimSpec::of(1).mode(Method::Full));
        desk.approved_claim(&ClaimSpec::of(2).mode(Method::Shared));
        let batch = sealed(desk, Channel::Tax);
        let file = exported(desk, batch, Format::Csv);
        let text = String::from_utf8(std::fs::read(file.path).unwrap()).unwrap();
        for n in [1, 2] {
            let child = ClaimSpec::of(n).draft(desk.today).subject;
            assert!(text.contains(child.identities[0].canonical()), "{text}");
        }
        assert!(text.contains(",400.00,0.00,400.00,"), "{text}");
        assert!(text.contains(",200.00,200.00,400.00,"), "{text}");
        assert!(text.contains("个人承担合计,200.00"), "{text}");
    }

    fn a_file_of_other_content_is_never_replaced(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pay.csv");
        std::fs::write(&path, "somebody else's").unwrap();
        let refused = batches::export(&mut desk.session("cashier"), batch, Format::Csv, &path);
        assert!(matches!(refused, Err(WorkflowError::State { kind: workflow::Thing::File, .. })), "{refused:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody else's");
        assert_eq!(batch_of(desk, batch).state.code(), "sealed");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    fn a_refused_line_frees_the_child_year_and_can_be_approved_again(desk) {
        let (paid, refused) = (desk.approved_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let settled = batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[paid], &[])).unwrap();
        assert_eq!((settled.open, settled.state), (1, BatchState::Exported));
        let settled = batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[refused])).unwrap();
        assert_eq!((settled.open, settled.state), (0, BatchState::Settled));
        assert_eq!((desk.state(paid), desk.state(refused)), ("paid", "returned"));
        assert_eq!(slot_of(desk, refused).occupancy, Occupancy::Free);
        assert_eq!(audited(desk).first_bad, None);

        decide::undo(&mut desk.session("reviewer"), &[refused], "户名已更正").unwrap();
        desk.review(refused);
        desk.approve(refused);
        let again = sealed(desk, Channel::MemberBank);
        assert_ne!(again, batch);
        assert_eq!(desk.state(refused), "batched");
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_sealed_batch_is_taken_back_before_export_and_its_claims_are_approved_again(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        batches::withdraw(&mut desk.session("accountant"), batch, "开户行有误").unwrap();
        assert_eq!((desk.state(claim), batch_of(desk, batch).state.code()), ("approved", "withdrawn"));
        assert_eq!(audited(desk).first_bad, None);
        let refused = batches::export(&mut desk.session("cashier"), batch, Format::Csv, &std::env::temp_dir());
        assert!(matches!(refused, Err(WorkflowError::State { kind: workflow::Thing::Batch, .. })), "{refused:?}");
        assert_ne!(sealed(desk, Channel::MemberBank), batch);
    }

    fn after_export_a_line_leaves_only_by_settlement(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let withdrawn = batches::withdraw(&mut desk.session("accountant"), batch, "迟了");
        assert!(matches!(withdrawn, Err(WorkflowError::State { .. })), "{withdrawn:?}");
        for refused in [
            decide::withdraw(&mut desk.session("clerk"), &[claim], "迟了").unwrap(),
            decide::return_to_unit(&mut desk.session("reviewer"), &[claim], "迟了").unwrap(),
            decide::undo(&mut desk.session("approver"), &[claim], "迟了").unwrap(),
            decide::reject(&mut desk.session("reviewer"), &[claim], "迟了").unwrap(),
        ] {
            assert_eq!(refused.failed.len(), 1);
        }
        assert_eq!(desk.state(claim), "batched");
    }

    fn nothing_is_settled_before_export_or_twice(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        let early = batches::settle(&mut desk.session("cashier"), batch, &answer(desk));
        assert!(matches!(early, Err(WorkflowError::State { .. })), "{early:?}");
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let again = batches::settle(&mut desk.session("cashier"), batch, &some(desk, &[], &[claim])).unwrap();
        assert_eq!(again.outcome.failed[0].1.code, "settled");
        assert_eq!(desk.state(claim), "paid");
        let mut future = answer(desk);
        future.on = desk.today.succ_opt().unwrap();
        let future = batches::settle(&mut desk.session("cashier"), batch, &future);
        assert!(matches!(future, Err(WorkflowError::Usage(_))), "{future:?}");
    }

    fn sealing_in_a_later_year_moves_the_reservation_and_refuses_a_short_budget(desk) {
        let (first, second) = (desk.approved_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        let batch = drafted(desk, Channel::MemberBank);
        crate::office::budget(desk, 2027, 40_000);
        let next_year = NaiveDate::from_ymd_opt(2027, 1, 20).unwrap();
        let outcome = batches::seal(&mut desk.session_on("accountant", next_year), batch, None).unwrap();
        assert_eq!((outcome.count, outcome.total), (1, Fen::new(40_000)));
        let [(dropped, refusal)] = outcome.dropped.as_slice() else { panic!("{outcome:?}") };
        assert_eq!(refusal.code, "budget-short");
        let kept = if *dropped == first { second } else { first };
        assert_eq!((desk.state(*dropped), desk.state(kept)), ("approved", "batched"));
        assert_eq!(crate::office::reserved(desk, 2026), 40_000);
        assert_eq!(crate::office::reserved(desk, 2027), 40_000);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn neither_full_nor_shared_payment_is_sealed_after_the_window_unless_it_is_kept(desk) {
        let (full, shared) = (
            desk.approved_claim(&ClaimSpec::of(1).mode(Method::Full)),
            desk.approved_claim(&ClaimSpec::of(2).mode(Method::Shared)),
        );
        let batch = drafted(desk, Channel::Tax);
        let late = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let stopped = batches::seal(&mut desk.session_on("accountant", late), batch, None);
        assert!(matches!(&stopped, Err(WorkflowError::Nothing(why)) if why.zh.contains("集中参保缴费期") && why.en.contains("window")), "{stopped:?}");
        let kept = workflow::review::kept::keep(&mut desk.session_on("approver2", late), &[shared], "税务已受理，补录").unwrap();
        assert_eq!(kept.failed, []);
        let outcome = batches::seal(&mut desk.session_on("accountant", late), batch, None).unwrap();
        assert_eq!(outcome.dropped.len(), 1);
        assert_eq!((outcome.dropped[0].0, outcome.dropped[0].1.code), (full, "verdict-changed"));
        assert_eq!((desk.state(full), desk.state(shared)), ("approved", "batched"));
        assert_eq!(audited(desk).first_bad, None);
    }

    fn full_payment_is_sealed_although_its_own_approval_used_the_budget_up(desk) {
        crate::office::budget(desk, 2026, 40_000);
        let claim = desk.approved_claim(&ClaimSpec::of(1).mode(Method::Full));
        let batch = drafted(desk, Channel::Tax);
        let outcome = batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
        assert_eq!(outcome.dropped, []);
        assert_eq!(desk.state(claim), "batched");
    }

    fn a_claim_undone_after_the_draft_falls_out_of_the_batch(desk) {
        let (kept, gone) = (desk.approved_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        let batch = drafted(desk, Channel::MemberBank);
        decide::undo(&mut desk.session("approver"), &[gone], "金额待核").unwrap();
        let seen = batches::to_seal(&mut desk.session("accountant"), batch).unwrap();
        assert_eq!((seen.count, seen.total, seen.dropped.len()), (1, Fen::new(40_000), 1), "the preview says what will be sealed");
        assert_eq!((desk.state(kept), desk.state(gone)), ("approved", "reviewed"), "and seals nothing");
        let drafted = batches::seal(&mut desk.session("accountant"), batch, Some(Expected { count: 2, total: Fen::new(80_000) }));
        assert!(matches!(drafted, Err(WorkflowError::Expectation { .. })), "{drafted:?}");
        let outcome = batches::seal(&mut desk.session("accountant"), batch, Some(Expected { count: 1, total: Fen::new(40_000) })).unwrap();
        assert_eq!(outcome, seen);
        assert_eq!(outcome.dropped.iter().map(|(claim, _)| *claim).collect::<Vec<_>>(), [gone]);
        assert_eq!((desk.state(kept), desk.state(gone)), ("batched", "reviewed"));
        assert_eq!(audited(desk).first_bad, None);
    }

    fn who_may_not_do_it_is_refused_before_anything_is_shown(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = drafted(desk, Channel::MemberBank);
        for operator in ["clerk", "reviewer", "approver"] {
            let shown = batches::to_seal(&mut desk.session(operator), batch);
            assert!(matches!(shown, Err(WorkflowError::Forbidden { .. })), "{operator}: {shown:?}");
        }
        batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
        let own = batches::to_sign(&mut desk.session("approver"), batch);
        assert!(matches!(own, Err(WorkflowError::SecondOperator(_))), "whoever approved a line: {own:?}");
        for operator in ["clerk", "reviewer"] {
            let shown = batches::to_settle(&mut desk.session(operator), batch, &batches::Lines::All);
            assert!(matches!(shown, Err(WorkflowError::Forbidden { .. })), "{operator}: {shown:?}");
        }
        let early = batches::to_settle(&mut desk.session("cashier"), batch, &batches::Lines::All);
        assert!(matches!(early, Err(WorkflowError::State { .. })), "{early:?}");
    }

    fn a_draft_that_is_not_what_was_seen_is_not_sealed(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = drafted(desk, Channel::MemberBank);
        let refused = batches::seal(&mut desk.session("accountant"), batch, Some(Expected { count: 1, total: Fen::new(40_001) }));
        assert!(matches!(refused, Err(WorkflowError::Expectation { .. })), "{refused:?}");
        assert_eq!(desk.state(claim), "approved");
    }

    fn a_claim_stands_in_one_draft_only_and_an_empty_batch_is_refused(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = drafted(desk, Channel::MemberBank);
        let mut accountant = desk.session("accountant");
        for (unit, channel, source) in [
            (UNIT_A, Channel::MemberBank, FundSource::new("union")),
            (UNIT_A, Channel::Tax, FundSource::new("union")),
            (UNIT_A, Channel::MemberBank, FundSource::new("subsidy")),
            (UNIT_C, Channel::MemberBank, FundSource::new("union")),
        ] {
            let refused = batches::create(&mut accountant, unit, channel, source, child_premium::ID);
            assert!(matches!(refused, Err(WorkflowError::Nothing(_))), "{refused:?}");
        }
        batches::withdraw(&mut accountant, batch, "重做").unwrap();
        drafted(desk, Channel::MemberBank);
        let unknown = batches::create(&mut accountant, "HN999", Channel::Tax, FundSource::new("union"), child_premium::ID);
        assert!(matches!(unknown, Err(WorkflowError::UnknownUnit(_))), "{unknown:?}");
    }

    fn a_batch_is_found_by_id_and_by_number_in_scope_only(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = drafted(desk, Channel::MemberBank);
        let mut session = desk.session("cashier");
        let number = batch_of(desk, batch).number;
        assert_eq!(batches::find(&mut session, &number).unwrap(), batch);
        assert_eq!(batches::find(&mut session, &batch.to_string()).unwrap(), batch);
        session.ctx.actor.scope = domain::unit::Scope::below(desk.unit_path(test_support::COUNTY_B));
        for text in [number, batch.to_string(), "B26".to_owned()] {
            assert!(matches!(batches::find(&mut session, &text), Err(WorkflowError::NotFound { .. })));
        }
        let hidden = batches::seal(&mut session, batch, None);
        assert!(matches!(hidden, Err(WorkflowError::NotFound { .. })), "{hidden:?}");
    }

    fn whoever_approved_a_line_can_neither_batch_nor_pay_it(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        crate::office::make(desk, "approver", "cashier");
        let mut payer = desk.session("approver");
        let second = |done: Result<(), WorkflowError>| assert!(matches!(done, Err(WorkflowError::SecondOperator(_))), "{done:?}");
        second(batches::create(&mut payer, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID).map(drop));
        let batch = drafted(desk, Channel::MemberBank);
        second(batches::seal(&mut payer, batch, None).map(drop));
        batches::seal(&mut desk.session("accountant"), batch, None).unwrap();
        let dir = tempfile::tempdir().unwrap();
        second(batches::export(&mut payer, batch, Format::Csv, dir.path()).map(drop));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        exported(desk, batch, Format::Csv);
        second(batches::settle(&mut payer, batch, &answer(desk)).map(drop));
    }

    fn roles_keep_batches_apart(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        let forbidden = |done: Result<(), WorkflowError>| assert!(matches!(done, Err(WorkflowError::Forbidden { .. })), "{done:?}");
        for name in ["clerk", "reviewer", "approver", "auditor", "supervisor", "admin"] {
            let mut session = desk.session(name);
            let made = batches::create(&mut session, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID);
            forbidden(made.map(drop));
        }
        let batch = sealed(desk, Channel::MemberBank);
        forbidden(batches::export(&mut desk.session("accountant"), batch, Format::Csv, &std::env::temp_dir()).map(drop));
        forbidden(batches::settle(&mut desk.session("accountant"), batch, &answer(desk)).map(drop));
        forbidden(batches::sign(&mut desk.session("cashier"), batch));
        forbidden(workflow::audit::verify(&mut desk.session("cashier")).map(drop));
        forbidden(recovery::recover(&mut desk.session("cashier"), &[], "x").map(drop));
    }

    fn a_paid_claim_is_reconciled_and_recovered_in_full(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let mut accountant = desk.session("accountant");
        let took = |done: decide::Outcome| assert_eq!(done.done, [claim], "{done:?}");
        took(recovery::reconcile(&mut accountant, &[claim]).unwrap());
        took(recovery::recover(&mut desk.session("accountant2"), &[claim], "重复享受").unwrap());
        assert_eq!(slot_of(desk, claim).occupancy, Occupancy::Recovering(claim.id));
        assert_eq!(audited(desk).first_bad, None);
        took(recovery::recovered(&mut desk.session("approver2"), &[claim], "回单0009").unwrap());
        assert_eq!((slot_of(desk, claim).occupancy, desk.state(claim)), (Occupancy::Free, "reversed"));
        assert_eq!(crate::office::reserved(desk, 2026), 0);
        let balance = ledger::balance(&mut accountant).unwrap();
        assert!(balance.accounts.iter().all(|(_, fen)| *fen == Fen::ZERO), "{balance:?}");
        assert_eq!(audited(desk).first_bad, None);
    }
}

fn on_engines_with(limits: &Limits, test: impl Fn(&Desk)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on_one(engine, |db| test(&Desk::install_with(db, limits.clone())));
    }
}

#[test]
fn a_large_batch_waits_for_a_second_approver_who_approved_none_of_its_lines() {
    let limits = Limits {
        batch_second_signature: Fen::new(39_999),
        ..Limits::default()
    };
    on_engines_with(&limits, |desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = drafted(desk, Channel::MemberBank);
        assert!(
            batches::seal(&mut desk.session("accountant"), batch, None)
                .unwrap()
                .needs_signature
        );
        let dir = tempfile::tempdir().unwrap();
        let unsigned =
            batches::export(&mut desk.session("cashier"), batch, Format::Csv, dir.path());
        assert!(
            matches!(unsigned, Err(WorkflowError::SecondOperator(_))),
            "{unsigned:?}"
        );
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        let own = batches::sign(&mut desk.session("approver"), batch);
        assert!(
            matches!(own, Err(WorkflowError::SecondOperator(_))),
            "{own:?}"
        );
        batches::sign(&mut desk.session("approver2"), batch).unwrap();
        assert!(batches::sign(&mut desk.session("approver2"), batch).is_err());
        exported(desk, batch, Format::Csv);
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn a_batch_with_a_line_under_a_case_is_not_signed() {
    let limits = Limits {
        batch_second_signature: Fen::new(39_999),
        ..Limits::default()
    };
    on_engines_with(&limits, |desk| {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert!(desk.claim(claim).case.is_some());
        let refused = batches::sign(&mut desk.session("approver2"), batch).unwrap_err();
        let number = desk.claim(claim).number.to_string();
        assert_eq!(refused.code(), "contested-line");
        assert!(refused.to_string().contains(&number), "{refused}");
        assert_eq!(batch_of(desk, batch).signed_by, None);
    });
}

#[test]
fn a_settlement_longer_than_a_chunk_settles_every_line() {
    let limits = Limits {
        bulk_chunk: 2,
        ..Limits::default()
    };
    on_engines_with(&limits, |desk| {
        let claims: Vec<ClaimRef> = (1..=5)
            .map(|n| desk.approved_claim(&ClaimSpec::of(n)))
            .collect();
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let settled = all_paid(desk, batch);
        assert_eq!((settled.outcome.done.len(), settled.open), (5, 0));
        assert!(claims.iter().all(|claim| desk.state(*claim) == "paid"));
        assert_eq!(audited(desk).first_bad, None);
    });
}
