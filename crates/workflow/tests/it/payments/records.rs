//! Records that decide who may do what, with whose money, and what was paid: whoever changes, forges or removes one behind
//! the system's back is found out, with table, key and field.

use super::tampering::tamper;
use crate::office::{all_paid, audited, batch_of, exported, sealed};
use data_encoding::BASE64;
use domain::batch::Channel;
use test_support::{ClaimSpec, Desk, Engine, TestDb, UNIT_A, on_both};
use workflow::payments::batches::Format;
use workflow::proposals::{self, Which};
use workflow::{audit, proposals::keys, proposals::rulings};

/// A key of the kind `ssh-keygen -t ed25519` makes.
pub fn public_key(n: u8) -> String {
    let parts: [&[u8]; 4] = [&[0, 0, 0, 11], b"ssh-ed25519", &[0, 0, 0, 32], &[n; 32]];
    format!("ssh-ed25519 {}", BASE64.encode(&parts.concat()))
}

/// A year's end: an operator's key, a ruling, a claim paid, another one in a sealed batch, a change that waits.
fn year_end(desk: &Desk) -> (String, String) {
    let admin = &mut desk.session("admin");
    keys::add(admin, "cashier", &public_key(1)).unwrap();
    let programme = child_premium::programme();
    let option = programme.options().first().unwrap();
    let ruling = rulings::NewRuling {
        programme: child_premium::ID,
        option: option.key,
        value: option.values[0].code,
        document: "会议纪要〔2026〕1号",
        decided_on: desk.today,
    };
    rulings::propose(admin, &ruling).unwrap();
    proposals::approve(&mut desk.session("admin2"), &Which::All).unwrap();
    keys::add(admin, "clerk", &public_key(2)).unwrap();
    desk.approved_claim(&ClaimSpec::of(1));
    let paid = sealed(desk, Channel::MemberBank);
    exported(desk, paid, Format::Csv);
    all_paid(desk, paid);
    desk.approved_claim(&ClaimSpec::of(2));
    let waiting = sealed(desk, Channel::MemberBank);
    let number = |batch| batch_of(desk, batch).number;
    (number(paid), number(waiting))
}

/// Statement, and the table, key and field that a verification must name; the key where it is the same on every run.
type Case = (String, &'static str, Option<String>, Option<&'static str>);

fn case(
    sql: impl Into<String>,
    table: &'static str,
    key: Option<&str>,
    field: &'static str,
) -> Case {
    let field = (!field.is_empty()).then_some(field);
    (sql.into(), table, key.map(str::to_owned), field)
}

fn cases(desk: &Desk, paid: &str, waiting: &str) -> Vec<Case> {
    let forged = match desk.engine() {
        Engine::Sqlite => "x'00112233445566778899aabbccddeeff'",
        Engine::Postgres => "'\\x00112233445566778899aabbccddeeff'::bytea",
    };
    let of = |name: &str| {
        let names = storage::operators::names(&mut desk.open()).unwrap();
        let (id, _) = names.iter().find(|(_, known)| *known == name).unwrap();
        id.0.to_string()
    };
    let cashier = of("cashier");
    let budget = format!("{}/2026/union", desk.unit_id(UNIT_A).0);
    let operator = |what: &str, field| {
        let sql = format!("UPDATE operators SET {what} WHERE name = 'cashier'");
        case(sql, "operators", Some(&cashier), field)
    };
    let batch = |number: &str, what: &str, field| {
        case(
            format!("UPDATE batches SET {what} WHERE number = '{number}'"),
            "batches",
            Some(number),
            field,
        )
    };
    let line = |what: &str, field| {
        case(
            format!("UPDATE batch_lines SET {what} WHERE state = 'paid'"),
            "batches",
            Some(paid),
            field,
        )
    };
    vec![
        operator("role = 'approver'", "role"),
        operator("scope_path = '/'", "scope_path"),
        operator("active = FALSE", "active"),
        operator(&format!("identity_index = {forged}"), "identity_index"),
        operator(&format!("sealed_identity = {forged}"), "sealed_identity"),
        operator(&format!("created_by = {forged}"), "created_by"),
        operator("name = 'kassierer'", "name"),
        case(
            "UPDATE operators SET role = CASE name WHEN 'clerk' THEN 'approver' ELSE 'clerk' END WHERE name IN ('clerk', 'approver')",
            "operators",
            None,
            "role",
        ),
        case(
            format!(
                "INSERT INTO operators SELECT {forged}, 'eve', role, scope_path, sealed_identity, identity_index, active, \
                     created_at, created_by, revision FROM operators WHERE name = 'admin'"
            ),
            "operators",
            Some("00112233-4455-6677-8899-aabbccddeeff"),
            "",
        ),
        case(
            "UPDATE operator_keys SET fingerprint = 'SHA256:forged'",
            "operator_keys",
            None,
            "fingerprint",
        ),
        case(
            format!(
                "UPDATE operator_keys SET operator_id = (SELECT id FROM operators WHERE id <> {forged} AND name = 'admin')"
            ),
            "operator_keys",
            None,
            "operator_id",
        ),
        case(
            format!(
                "INSERT INTO operator_keys SELECT {forged}, operator_id, 'SHA256:forged', public_key, added_by, added_at, \
                     revoked_by, revoked_at FROM operator_keys"
            ),
            "operator_keys",
            Some("00112233-4455-6677-8899-aabbccddeeff"),
            "",
        ),
        case("DELETE FROM operator_keys", "operator_keys", None, ""),
        case(
            "UPDATE budgets SET total_fen = total_fen * 2 WHERE source = 'union' AND unit_id = (SELECT id FROM units WHERE code = 'HN430102-001')",
            "budgets",
            Some(&budget),
            "total_fen",
        ),
        case(
            "UPDATE budgets SET minutes = '批复〔2026〕99号' WHERE source = 'union' AND unit_id = (SELECT id FROM units WHERE code = 'HN430102-001')",
            "budgets",
            Some(&budget),
            "minutes",
        ),
        case("UPDATE plans SET ratio_bp = -1", "plans", None, "ratio_bp"),
        case(
            "UPDATE plans SET minutes = '纪要'",
            "plans",
            None,
            "minutes",
        ),
        case("DELETE FROM plans", "plans", None, ""),
        case(
            "UPDATE periods SET standard_fen = 90000 WHERE benefit_year = 2026",
            "periods",
            Some("child-premium/2026"),
            "standard_fen",
        ),
        case(
            "UPDATE periods SET window_close = '2026-12-31' WHERE benefit_year = 2026",
            "periods",
            Some("child-premium/2026"),
            "window_close",
        ),
        case(
            "UPDATE periods SET state = 'open' WHERE benefit_year = 2027",
            "periods",
            Some("child-premium/2027"),
            "state",
        ),
        case(
            "UPDATE period_versions SET params = ''",
            "period_versions",
            None,
            "params",
        ),
        case("DELETE FROM period_versions", "period_versions", None, ""),
        case(
            "UPDATE rulings SET value = 'forged'",
            "rulings",
            None,
            "value",
        ),
        case("DELETE FROM rulings", "rulings", None, ""),
        case(
            "UPDATE changes SET decided_by = proposed_by WHERE kind = 'ruling'",
            "changes",
            None,
            "decided_by",
        ),
        case(
            "UPDATE changes SET state = 'approved' WHERE state = 'proposed'",
            "changes",
            None,
            "state",
        ),
        case(
            "UPDATE changes SET payload = '{}' WHERE state = 'proposed'",
            "changes",
            None,
            "payload",
        ),
        case(
            "DELETE FROM changes WHERE kind = 'ruling'",
            "changes",
            None,
            "",
        ),
        batch(waiting, "state = 'draft'", "state"),
        batch(waiting, &format!("sealed_by = {forged}"), "sealed_by"),
        batch(waiting, &format!("signed_by = {forged}"), "signed_by"),
        batch(waiting, &format!("created_by = {forged}"), "created_by"),
        batch(paid, &format!("exported_by = {forged}"), "exported_by"),
        batch(paid, "exported_at = NULL", "exported_at"),
        batch(
            waiting,
            "unit_id = (SELECT id FROM units WHERE code = 'HN430202-001')",
            "unit_id",
        ),
        line("receipt = '回单9999'", "batch_lines.receipt"),
        line("settled_on = '2026-01-01'", "batch_lines.settled_on"),
        case(
            format!("DELETE FROM batches WHERE number = '{waiting}'"),
            "batches",
            Some(waiting),
            "",
        ),
        case(
            "UPDATE export_entries SET state = 'void'",
            "export_entries",
            Some("1"),
            "state",
        ),
        case(
            "UPDATE export_entries SET batch_id = NULL",
            "export_entries",
            Some("1"),
            "batch_id",
        ),
        case(
            "DELETE FROM export_entries",
            "export_entries",
            Some("1"),
            "",
        ),
        case(
            "UPDATE meta SET value = 'other'",
            "meta",
            Some("export-register"),
            "value",
        ),
    ]
}

#[test]
fn a_record_changed_forged_or_removed_behind_the_systems_back_is_named_with_table_key_and_field() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        let (paid, waiting) = year_end(desk);
        assert_eq!(audited(desk).first_bad, None);
        db.save();
        for (sql, table, key, field) in cases(desk, &paid, &waiting) {
            tamper(desk, table, &sql);
            let verified = audited(desk);
            let Some(bad) = verified.first_bad else {
                panic!("not noticed: {sql}")
            };
            let place = bad
                .record
                .clone()
                .unwrap_or_else(|| panic!("{sql}: {bad:?}"));
            assert_eq!(
                (place.table.as_str(), place.field),
                (table, field),
                "{sql}: {bad:?}"
            );
            assert!(key.is_none() || key == Some(place.key), "{sql}: {bad:?}");
            db.put_back();
        }
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn an_account_or_a_voucher_changed_behind_the_systems_back_is_named() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        year_end(desk);
        assert_eq!(audited(desk).first_bad, None);
        db.save();
        let sealed = "(SELECT sealed_card FROM claims WHERE state = 'batched')";
        for (sql, code, field) in [
            (
                "UPDATE claims SET sealed_card = NULL WHERE state = 'paid'",
                "account-changed",
                Some("sealed_card"),
            ),
            (
                &format!("UPDATE claims SET sealed_card = {sealed} WHERE state = 'paid'"),
                "account-changed",
                Some("sealed_card"),
            ),
            (
                "DELETE FROM claim_marks WHERE role = 'spent'",
                "voucher",
                None,
            ),
            (
                "UPDATE claim_marks SET kind = 'other' WHERE role = 'spent' AND claim_id IN (SELECT id FROM claims WHERE state = 'paid')",
                "voucher",
                None,
            ),
        ] {
            tamper(desk, "claims", sql);
            let bad = audited(desk)
                .first_bad
                .unwrap_or_else(|| panic!("not noticed: {sql}"));
            assert_eq!(
                (bad.code, bad.record.unwrap().field),
                (code, field),
                "{sql}"
            );
            db.put_back();
        }
        tamper(
            desk,
            "claims",
            "UPDATE claims SET card_index = NULL, sealed_card = NULL WHERE state = 'paid'",
        );
        assert_eq!(
            audited(desk).first_bad.expect("noticed").code,
            "claim-changed"
        );
    });
}

#[test]
fn an_operators_chain_cut_with_its_head_or_removed_whole_is_named_by_the_seal() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        year_end(desk);
        let auditor = || desk.session("auditor");
        audit::seal(&mut auditor()).unwrap().expect("a seal");
        assert_eq!(audit::seal(&mut auditor()).unwrap(), None, "nothing new");
        assert_eq!(audited(desk).first_bad, None);
        db.save();
        let cashier = "(SELECT id FROM operators WHERE name = 'cashier')";
        let last = format!("(SELECT MAX(seq) FROM event_log WHERE operator_id = {cashier})");
        for sql in [
            vec![
                format!("DELETE FROM event_log WHERE operator_id = {cashier}"),
                format!("DELETE FROM witnesses WHERE operator_id = {cashier}"),
                format!("DELETE FROM event_heads WHERE operator_id = {cashier}"),
            ],
            vec![
                format!("DELETE FROM event_log WHERE operator_id = {cashier} AND seq = {last}"),
                format!("DELETE FROM witnesses WHERE operator_id = {cashier} AND seq > {last}"),
                format!(
                    "UPDATE event_heads SET seq = {last}, hash = (SELECT hash FROM event_log WHERE operator_id = {cashier} \
                     AND seq = {last}) WHERE operator_id = {cashier}"
                ),
            ],
        ] {
            for (table, statement) in ["event_log", "witnesses", "event_heads"]
                .iter()
                .cycle()
                .zip(sql)
            {
                tamper(desk, table, &statement);
            }
            let bad = audited(desk).first_bad.expect("noticed");
            assert_eq!(bad.code, "sealed-entry-missing", "{bad:?}");
            assert!(bad.what.en.contains("cashier's events"), "{bad:?}");
            db.put_back();
        }
        // Without a seal a chain removed whole is known by what it vouched for.
        tamper(
            desk,
            "event_log",
            &format!("DELETE FROM event_log WHERE operator_id = {cashier}"),
        );
        tamper(
            desk,
            "event_heads",
            &format!("DELETE FROM event_heads WHERE operator_id = {cashier}"),
        );
        let bad = audited(desk).first_bad.expect("noticed");
        assert_eq!(bad.code, "event-missing", "{bad:?}");
    });
}

#[test]
fn a_witness_that_is_changed_or_removed_is_named_with_the_entry_it_belongs_to() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        year_end(desk);
        db.save();
        for sql in [
            "DELETE FROM witnesses WHERE relation = 'operator_keys'",
            "UPDATE witnesses SET revision = revision + 1 WHERE relation = 'batches'",
            "UPDATE witnesses SET record = 'other' WHERE relation = 'batches' AND seq = 1",
        ] {
            tamper(desk, "witnesses", sql);
            assert_eq!(
                audited(desk).first_bad.expect("noticed").code,
                "event-changed",
                "{sql}"
            );
            db.put_back();
        }
    });
}

#[test]
fn a_payee_that_is_taken_away_is_named_with_its_batch() {
    on_both(|db: &TestDb| {
        let desk = &Desk::install(db);
        let (_, waiting) = year_end(desk);
        tamper(
            desk,
            "batch_lines",
            "UPDATE batch_lines SET sealed_payee = NULL WHERE state = 'open'",
        );
        let bad = audited(desk).first_bad.expect("noticed");
        assert!(
            bad.code == "batch" && bad.what.zh.contains(&waiting),
            "{bad:?}"
        );
        assert!(
            audit::verify(&mut desk.session("auditor")).is_ok(),
            "a finding, no error"
        );
    });
}
