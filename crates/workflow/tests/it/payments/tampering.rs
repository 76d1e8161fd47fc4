//! Whoever changes a record behind the system's back is found out, and the record is named.

use crate::office::{all_paid, audited, exported, is_told_in_both_languages, sealed};
use domain::batch::Channel;
use domain::ids::{ClaimRef, PersonId};
use test_support::{ClaimSpec, Desk, Engine, both_engines};
use workflow::audit::{self, Bad};
use workflow::payments::batches::Format;

/// Runs a statement as somebody could who owns the database: append-only triggers are no hindrance.
pub fn tamper(desk: &Desk, table: &str, sql: &str) {
    try_tamper(desk, table, sql).unwrap();
}

/// The same, where the database itself may refuse it.
pub fn try_tamper(desk: &Desk, table: &str, sql: &str) -> storage::Result<()> {
    let mut db = desk.open();
    let off = match desk.engine() {
        Engine::Sqlite => format!(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete;"
        ),
        Engine::Postgres => "SET session_replication_role = replica;".to_owned(),
    };
    storage::execute_raw(&mut db, &off)?;
    storage::execute_raw(&mut db, sql)
}

/// An id as both engines write a binary value.
fn literal(desk: &Desk, id: uuid::Uuid) -> String {
    match desk.engine() {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'\\x{}'::bytea", id.simple()),
    }
}

fn subject(desk: &Desk, claim: ClaimRef) -> String {
    literal(desk, claim.subject.0)
}

/// The first bad record; the books were in order before, so it is the tampering that shows.
fn found(desk: &Desk) -> Bad {
    let verified = audited(desk);
    assert!(!verified.ok, "the tampering was not noticed");
    verified.first_bad.expect("the first bad record")
}

fn names(bad: &Bad, claim: ClaimRef) {
    assert_eq!(
        bad.subject,
        Some(PersonId::to_string(&claim.subject)),
        "{bad:?}"
    );
}

/// Three approved claims, the first of them paid, and a seal over all.
pub fn year_end(desk: &Desk) -> [ClaimRef; 3] {
    let first = desk.approved_claim(&ClaimSpec::of(1));
    let batch = sealed(desk, Channel::MemberBank);
    exported(desk, batch, Format::Csv);
    all_paid(desk, batch);
    let rest = [2, 3].map(|n| desk.approved_claim(&ClaimSpec::of(n)));
    audit::seal(&mut desk.session("auditor"))
        .unwrap()
        .expect("a first seal");
    assert_eq!(audited(desk).first_bad, None);
    [first, rest[0], rest[1]]
}

both_engines! {
    fn an_edited_sum_is_named_with_its_claim(desk) {
        let [_, claim, _] = year_end(desk);
        tamper(desk, "claims", &format!("UPDATE claims SET payable_fen = 50000 WHERE subject_id = {}", subject(desk, claim)));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!((bad.code, bad.claim), ("claim-changed", Some(desk.claim(claim).number.to_string())));
    }

    fn a_state_written_by_hand_is_named_even_when_it_cannot_be_read(desk) {
        let [_, claim, _] = year_end(desk);
        tamper(desk, "claims", &format!("UPDATE claims SET state = 'paid' WHERE subject_id = {}", subject(desk, claim)));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "unreadable");
    }

    fn a_removed_last_entry_is_named(desk) {
        let [_, _, claim] = year_end(desk);
        let id = subject(desk, claim);
        tamper(desk, "audit_log", &format!(
            "DELETE FROM audit_log WHERE subject_id = {id} AND seq = (SELECT MAX(seq) FROM audit_log WHERE subject_id = {id})"
        ));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "entry-missing");
    }

    fn an_entry_removed_together_with_its_head_is_named_by_the_claim_and_by_the_seal(desk) {
        let [_, _, claim] = year_end(desk);
        let id = subject(desk, claim);
        let last = storage::audit::entries_of(&mut desk.open(), &[claim.subject]).unwrap().pop().unwrap();
        let seq = last.seq;
        tamper(desk, "audit_log", &format!("DELETE FROM audit_log WHERE subject_id = {id} AND seq = {seq}"));
        tamper(desk, "chain_heads", &format!(
            "UPDATE chain_heads SET seq = {seq} - 1, sealed_seq = {seq}, \
             hash = (SELECT hash FROM audit_log WHERE subject_id = {id} AND seq = {seq} - 1) WHERE subject_id = {id}"
        ));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "claim-changed");
    }

    fn a_changed_entry_in_the_middle_of_a_chain_is_named_with_its_position(desk) {
        let [claim, ..] = year_end(desk);
        tamper(desk, "audit_log", &format!("UPDATE audit_log SET at = at + 1 WHERE seq = 2 AND subject_id = {}", subject(desk, claim)));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!((bad.code, bad.seq), ("entry-changed", Some(2)));
    }

    fn a_subject_removed_with_everything_about_it_is_named_by_the_seal(desk) {
        let [_, claim, _] = year_end(desk);
        let id = subject(desk, claim);
        for table in ["ledger_entries", "claim_events", "decisions", "claim_numbers", "claims", "slots", "audit_log", "chain_heads"] {
            tamper(desk, table, &format!("DELETE FROM {table} WHERE subject_id = {id}"));
        }
        let amount = "UPDATE budgets SET reserved_fen = reserved_fen - 40000 WHERE calendar_year = 2026 AND reserved_fen > 0";
        tamper(desk, "budgets", amount);
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "sealed-entry-missing");
    }

    fn a_chain_removed_under_its_claim_is_named(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let id = subject(desk, claim);
        tamper(desk, "audit_log", &format!("DELETE FROM audit_log WHERE subject_id = {id}"));
        tamper(desk, "chain_heads", &format!("DELETE FROM chain_heads WHERE subject_id = {id}"));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!((bad.code, bad.claim), ("claim-without-entry", Some(desk.claim(claim).number.to_string())));
    }

    fn a_changed_ledger_entry_is_named_with_its_posting(desk) {
        let [claim, ..] = year_end(desk);
        tamper(desk, "ledger_entries", &format!(
            "UPDATE ledger_entries SET amount_fen = amount_fen - 100 WHERE account = 'bank' AND subject_id = {}", subject(desk, claim)
        ));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "ledger");
        assert!(bad.what.en.contains("`pay`"), "{bad:?}");
    }

    fn a_posting_changed_on_both_legs_is_named_with_its_account(desk) {
        let [_, claim, _] = year_end(desk);
        tamper(desk, "ledger_entries", &format!("UPDATE ledger_entries SET amount_fen = amount_fen * 2 WHERE subject_id = {}", subject(desk, claim)));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "ledger");
    }

    fn a_decision_rewritten_or_removed_is_named_with_its_claim(desk) {
        let [_, claim, other] = year_end(desk);
        let number = Some(desk.claim(claim).number.to_string());
        tamper(desk, "decisions", &format!(
            "UPDATE decisions SET body = REPLACE(body, 'age-within', 'age-ruled') WHERE subject_id = {}", subject(desk, claim)
        ));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!((bad.code, bad.claim), ("decision-changed", number));
        tamper(desk, "decisions", &format!(
            "UPDATE decisions SET body = REPLACE(body, 'age-ruled', 'age-within') WHERE subject_id = {}", subject(desk, claim)
        ));
        assert_eq!(audited(desk).first_bad, None, "what was put back is in order");

        let id = subject(desk, other);
        tamper(desk, "decisions", &format!(
            "DELETE FROM decisions WHERE id = (SELECT id FROM decisions WHERE subject_id = {id} ORDER BY id LIMIT 1)"
        ));
        let bad = found(desk);
        names(&bad, other);
        assert_eq!((bad.code, bad.seq), ("decision-missing", Some(1)));
    }

    fn a_history_rewritten_or_cut_is_named_with_its_claim(desk) {
        let [claim, other, _] = year_end(desk);
        tamper(desk, "claim_events", &format!(
            "UPDATE claim_events SET made_by = (SELECT id FROM operators WHERE name = 'auditor') \
             WHERE step = 'approve' AND subject_id = {}", subject(desk, claim)
        ));
        let bad = found(desk);
        names(&bad, claim);
        assert_eq!(bad.code, "event-changed");
        tamper(desk, "claim_events", &format!(
            "UPDATE claim_events SET made_by = (SELECT id FROM operators WHERE name = 'approver') \
             WHERE step = 'approve' AND subject_id = {}", subject(desk, claim)
        ));
        assert_eq!(audited(desk).first_bad, None, "what was put back is in order");
        tamper(desk, "claim_events", &format!(
            "DELETE FROM claim_events WHERE step = 'review' AND subject_id = {}", subject(desk, other)
        ));
        let bad = found(desk);
        names(&bad, other);
        assert_eq!(bad.code, "event-missing");
    }

    fn a_posting_booked_to_another_purse_or_year_is_named(desk) {
        let [claim, ..] = year_end(desk);
        for (wrong, right) in [("source = 'subsidy'", "source = 'union'"), ("budget_year = 2031", "budget_year = 2026")] {
            let id = subject(desk, claim);
            tamper(desk, "ledger_entries", &format!("UPDATE ledger_entries SET {wrong} WHERE step = 'pay' AND subject_id = {id}"));
            let bad = found(desk);
            names(&bad, claim);
            assert_eq!(bad.code, "ledger");
            tamper(desk, "ledger_entries", &format!("UPDATE ledger_entries SET {right} WHERE step = 'pay' AND subject_id = {id}"));
            assert_eq!(audited(desk).first_bad, None);
        }
    }

    fn a_freed_slot_and_a_smaller_commitment_are_named(desk) {
        let [_, second, third] = year_end(desk);
        tamper(desk, "slots", &format!("UPDATE slots SET committed_fen = 1 WHERE subject_id = {}", subject(desk, third)));
        let bad = found(desk);
        names(&bad, third);
        assert_eq!(bad.code, "slot");
        tamper(desk, "slots", &format!("UPDATE slots SET occupancy = 'free', claim_id = NULL WHERE subject_id = {}", subject(desk, second)));
        names(&found(desk), second);
    }

    fn a_lowered_reservation_is_named_with_its_budget(desk) {
        year_end(desk);
        tamper(desk, "budgets", "UPDATE budgets SET reserved_fen = 0");
        let bad = found(desk);
        assert_eq!(bad.code, "budget");
        assert!(bad.what.en.contains("union") && bad.what.en.contains("2026"), "{bad:?}");
    }

    fn a_changed_batch_line_is_named_with_its_batch(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2));
        let batch = sealed(desk, Channel::MemberBank);
        let number = crate::office::batch_of(desk, batch).number;
        let id = subject(desk, claim);
        tamper(desk, "batch_lines", &format!("UPDATE batch_lines SET member_share_fen = 7 WHERE subject_id = {id}"));
        let bad = found(desk);
        assert!(bad.code == "batch" && bad.what.zh.contains(&number), "{bad:?}");
        let stopped = workflow::payments::batches::export(&mut desk.session("cashier"), batch, Format::Csv, &std::env::temp_dir());
        assert!(stopped.is_err(), "altered lines are not paid: {stopped:?}");
        let unreadable = [
            ("batch", "batches.channel", "UPDATE batches SET channel = 'purse'"),
            ("line", "batch_lines.state", "UPDATE batches SET channel = 'member-bank'; UPDATE batch_lines SET state = 'gone'"),
        ];
        for (code, column, sql) in unreadable {
            tamper(desk, "batch_lines", sql);
            let bad = found(desk);
            assert!(bad.code == code && bad.what.en.contains(&number) && bad.what.en.contains(column), "{bad:?}");
        }
    }

    fn accounts_swapped_between_two_lines_are_noticed(desk) {
        let (first, second) = (desk.approved_claim(&ClaimSpec::of(1)), desk.approved_claim(&ClaimSpec::of(2)));
        sealed(desk, Channel::MemberBank);
        tamper(desk, "batch_lines", &format!(
            "UPDATE batch_lines SET sealed_payee = (SELECT sealed_payee FROM batch_lines WHERE subject_id = {}) WHERE subject_id = {}",
            subject(desk, first), subject(desk, second)
        ));
        assert_eq!(found(desk).code, "batch");
    }

    fn a_swapped_seal_is_named_and_a_removed_one_too(desk) {
        let [claim, ..] = year_end(desk);
        let kept = audit::seals(&mut desk.session("auditor")).unwrap();
        desk.approved_claim(&ClaimSpec::of(4));
        audit::seal(&mut desk.session("auditor")).unwrap().expect("a second seal");
        assert_eq!(audit::seal(&mut desk.session("auditor")).unwrap(), None, "nothing new");
        tamper(desk, "seals", "UPDATE seals SET root = (SELECT root FROM seals WHERE seq = 1) WHERE seq = 2");
        let bad = found(desk);
        assert_eq!((bad.code, bad.seq), ("seal-changed", Some(2)));

        assert_eq!(audit::compare(&mut desk.session("auditor"), &kept).unwrap(), None);
        tamper(desk, "seal_heads", "DELETE FROM seal_heads");
        tamper(desk, "seals", "DELETE FROM seals");
        assert_eq!(found(desk).code, "seal-missing");
        tamper(desk, "chain_heads", "UPDATE chain_heads SET sealed_seq = 0");
        assert_eq!(audited(desk).first_bad, None, "inside the database nothing shows any more: {claim:?}");
        let bad = audit::compare(&mut desk.session("auditor"), &kept).unwrap().expect("the kept seal is missing");
        is_told_in_both_languages(desk, &bad);
        assert_eq!((bad.code, bad.seq), ("seal-missing", Some(1)));
    }

    fn a_changed_or_removed_event_of_an_operator_is_named(desk) {
        year_end(desk);
        tamper(desk, "event_log", "UPDATE event_log SET detail = '{}' WHERE action = 'batch-export'");
        let bad = found(desk);
        assert_eq!(bad.code, "event-changed");
        assert!(bad.what.zh.contains("cashier"), "{bad:?}");
        tamper(desk, "event_log", "DELETE FROM event_log WHERE action = 'batch-seal'");
        let bad = found(desk);
        assert_eq!(bad.code, "event-missing");
        assert!(bad.what.zh.contains("accountant"), "{bad:?}");
    }

    fn a_verification_counts_every_chained_record(desk) {
        year_end(desk);
        let mut db = desk.open();
        let events = storage::audit::events(&mut db).unwrap().len();
        let seals = storage::audit::all_seals(&mut db).unwrap().len();
        let entries = storage::audit::count(&mut db).unwrap();
        let verified = audited(desk);
        assert!(verified.ok);
        assert_eq!(verified.records, entries + i64::try_from(events + seals).unwrap());
    }
}
