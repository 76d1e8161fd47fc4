//! Whatever a verification finds, it says in the reader's language.

use super::tampering::{tamper, year_end};
use crate::office::audited;
use std::collections::BTreeSet;
use test_support::{ClaimSpec, Desk, TestDb, on_both};
use workflow::audit;

/// The code a verification must give, and what was done to which tables.
type Case = (&'static str, &'static [(&'static str, &'static str)]);

/// One of each kind of manipulation.
const CASES: &[Case] = &[
    (
        "claim-changed",
        &[(
            "claims",
            "UPDATE claims SET payable_fen = 1 WHERE state = 'approved'",
        )],
    ),
    (
        "unreadable",
        &[(
            "claims",
            "UPDATE claims SET state = 'paid' WHERE state = 'approved'",
        )],
    ),
    (
        "entry-missing",
        &[("audit_log", "DELETE FROM audit_log WHERE seq = 2")],
    ),
    (
        "entry-missing",
        &[("audit_log", "DELETE FROM audit_log WHERE seq > 1")],
    ),
    (
        "entry-changed",
        &[(
            "audit_log",
            "UPDATE audit_log SET at = at + 1 WHERE seq = 2",
        )],
    ),
    (
        "head-changed",
        &[("chain_heads", "UPDATE chain_heads SET seq = seq - 1")],
    ),
    (
        "head-missing",
        &[("chain_heads", "DELETE FROM chain_heads")],
    ),
    (
        "claim-without-entry",
        &[
            ("chain_heads", "DELETE FROM chain_heads"),
            ("audit_log", "DELETE FROM audit_log"),
        ],
    ),
    (
        "claim-missing",
        &[("claims", "DELETE FROM claims WHERE state = 'approved'")],
    ),
    (
        "claim-missing",
        &[
            ("claims", "DELETE FROM claims"),
            ("audit_log", "DELETE FROM audit_log"),
            ("chain_heads", "DELETE FROM chain_heads"),
        ],
    ),
    (
        "decision-changed",
        &[
            ("decisions", "UPDATE decisions SET body = '{}'"),
            (
                "decisions",
                "UPDATE decisions SET causes = 'x H-04 age-over'",
            ),
        ],
    ),
    (
        "decision-missing",
        &[("decisions", "DELETE FROM decisions")],
    ),
    (
        "event-changed",
        &[(
            "claim_events",
            "UPDATE claim_events SET at = at + 1 WHERE step = 'approve'",
        )],
    ),
    (
        "event-changed",
        &[(
            "claim_events",
            "UPDATE claim_events SET step = 'waved-through' WHERE step = 'approve'",
        )],
    ),
    (
        "event-missing",
        &[(
            "claim_events",
            "DELETE FROM claim_events WHERE step = 'review'",
        )],
    ),
    (
        "ledger",
        &[(
            "ledger_entries",
            "UPDATE ledger_entries SET amount_fen = amount_fen - 100 WHERE account = 'bank'",
        )],
    ),
    (
        "ledger",
        &[(
            "ledger_entries",
            "UPDATE ledger_entries SET amount_fen = amount_fen * 2",
        )],
    ),
    (
        "ledger",
        &[(
            "ledger_entries",
            "UPDATE ledger_entries SET account = 'petty-cash' WHERE account = 'bank'",
        )],
    ),
    (
        "ledger",
        &[(
            "ledger_entries",
            "UPDATE ledger_entries SET benefit_year = 2031",
        )],
    ),
    (
        "ledger",
        &[(
            "ledger_entries",
            "UPDATE ledger_entries SET claim_id = subject_id",
        )],
    ),
    (
        "ledger",
        &[(
            "ledger_entries",
            "UPDATE ledger_entries SET budget_year = 2031 WHERE step = 'pay'",
        )],
    ),
    (
        "slot",
        &[(
            "slots",
            "UPDATE slots SET committed_fen = 1 WHERE occupancy = 'taken'",
        )],
    ),
    (
        "slot",
        &[(
            "slots",
            "UPDATE slots SET occupancy = 'free', claim_id = NULL",
        )],
    ),
    (
        "slot",
        &[(
            "slots",
            "UPDATE slots SET occupancy = 'taken', claim_id = subject_id WHERE occupancy = 'free'",
        )],
    ),
    ("slot", &[("slots", "DELETE FROM slots")]),
    (
        "budget",
        &[("budgets", "UPDATE budgets SET reserved_fen = 0")],
    ),
    ("budget", &[("budgets", "DELETE FROM budgets")]),
    (
        "batch",
        &[("batches", "UPDATE batches SET total_fen = total_fen + 1")],
    ),
    (
        "batch",
        &[("batch_lines", "UPDATE batch_lines SET member_share_fen = 7")],
    ),
    (
        "line",
        &[("batch_lines", "UPDATE batch_lines SET state = 'open'")],
    ),
    (
        "line",
        &[("batch_lines", "UPDATE batch_lines SET state = 'lost'")],
    ),
    (
        "line-missing",
        &[("batch_lines", "DELETE FROM batch_lines")],
    ),
    (
        "account-changed",
        &[(
            "claims",
            "UPDATE claims SET sealed_card = NULL WHERE state = 'paid'",
        )],
    ),
    (
        "voucher",
        &[(
            "claim_marks",
            "DELETE FROM claim_marks WHERE role = 'spent'",
        )],
    ),
    (
        "voucher",
        &[(
            "claim_marks",
            "UPDATE claim_marks SET kind = 'other' WHERE role = 'spent' AND claim_id IN (SELECT id FROM claims WHERE state = 'paid')",
        )],
    ),
    (
        "event-changed",
        &[(
            "event_log",
            "UPDATE event_log SET detail = '{}' WHERE action = 'batch-export'",
        )],
    ),
    (
        "event-missing",
        &[(
            "event_log",
            "DELETE FROM event_log WHERE action = 'batch-seal'",
        )],
    ),
    (
        "event-head-missing",
        &[
            ("event_heads", "DELETE FROM event_heads"),
            ("witnesses", "DELETE FROM witnesses"),
        ],
    ),
    (
        "event-head-changed",
        &[("event_heads", "UPDATE event_heads SET seq = seq - 1")],
    ),
    (
        "seal-missing",
        &[("chain_heads", "UPDATE chain_heads SET sealed_seq = 0")],
    ),
    (
        "seal-missing",
        &[("seals", "DELETE FROM seals WHERE seq = 1")],
    ),
    (
        "seal-backdated",
        &[("seals", "UPDATE seals SET at = 1 WHERE seq = 2")],
    ),
    (
        "seal-changed",
        &[("seals", "UPDATE seals SET heads = heads + 1")],
    ),
    (
        "seal-changed",
        &[(
            "seal_heads",
            "DELETE FROM seal_heads WHERE subject_id IN (SELECT id FROM operators)",
        )],
    ),
    (
        "record-forged",
        &[(
            "period_versions",
            "UPDATE periods SET benefit_year = 2055 WHERE benefit_year = 2027",
        )],
    ),
    (
        "record-changed",
        &[(
            "operators",
            "UPDATE operators SET role = 'approver' WHERE name = 'cashier'",
        )],
    ),
    ("record-missing", &[("plans", "DELETE FROM plans")]),
    (
        "figures",
        &[(
            "claim_figures",
            "UPDATE claim_figures SET payable_fen = payable_fen + 1",
        )],
    ),
];

#[test]
fn every_kind_of_finding_is_told_in_chinese_without_an_english_word() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        year_end(desk);
        desk.file_claim(&ClaimSpec::of(4));
        audit::seal(&mut desk.session("auditor"))
            .unwrap()
            .expect("a second seal");
        assert_eq!(audited(desk).first_bad, None);
        db.save();
        let mut told = BTreeSet::new();
        for (code, statements) in CASES {
            for (table, sql) in *statements {
                tamper(desk, table, sql);
            }
            // What is not told in Chinese fails here.
            let bad = audited(desk)
                .first_bad
                .unwrap_or_else(|| panic!("not noticed: {statements:?}"));
            assert_eq!(bad.code, *code, "{statements:?}: {bad:?}");
            told.insert(bad.what.zh);
            db.put_back();
        }
        assert_eq!(
            told.len(),
            CASES.len(),
            "each says something of its own: {told:#?}"
        );
    });
}
