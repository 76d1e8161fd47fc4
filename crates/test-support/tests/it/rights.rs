//! What the program's role may do on PostgreSQL: all that the commands do, which every test of the workflows shows by coming
//! in as it, and nothing to what is history.

use storage::rights::{self, Holder};
use storage::{DatabaseUrl, Db, StorageError, execute_raw, shape};
use test_support::{Engine, TestDb};

/// What proves what was done; the tables whose rows never change nor go.
const HISTORY: [&str; 22] = [
    "announcements",
    "audit_log",
    "case_claims",
    "case_evidence",
    "claim_events",
    "claim_numbers",
    "decisions",
    "entitlement_postings",
    "event_log",
    "identities",
    "import_rows",
    "ledger_entries",
    "match_models",
    "message_keys",
    "messages",
    "period_versions",
    "referral_events",
    "relations",
    "rulings",
    "seal_heads",
    "seals",
    "witnesses",
];

#[track_caller]
fn is_forbidden(db: &mut Db, sql: &str) {
    let error = execute_raw(db, sql).expect_err(sql);
    assert!(
        matches!(error, StorageError::Forbidden(_)),
        "{sql}: {error:?}"
    );
}

#[test]
fn the_programs_role_reads_and_adds_to_history_and_cannot_change_it() {
    let Some(base) = TestDb::fresh(Engine::Postgres) else {
        return;
    };
    let (mut owner, mut program) = (base.open(), Db::open(base.program_url()).unwrap());
    let exact = rights::review(&mut program, None, Holder::Program).unwrap();
    assert!(exact.is_exact(), "{exact:?}");

    let schema = shape::of(&mut owner).unwrap();
    for table in HISTORY {
        let column = schema[table].columns.first().unwrap();
        execute_raw(&mut program, &format!("SELECT 1 FROM {table}")).unwrap();
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
            format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
            format!("DROP TABLE {table} CASCADE"),
        ] {
            is_forbidden(&mut program, &sql);
        }
    }
    for sql in [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id BYTEA)",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "UPDATE notices SET sealed = sealed",
        "UPDATE operators SET role = 'admin'",
        "UPDATE operator_keys SET fingerprint = 'x'",
        "UPDATE meta SET value = 'rehearsal'",
        "DELETE FROM claims",
        "DELETE FROM notices",
        "DELETE FROM __diesel_schema_migrations",
    ] {
        is_forbidden(&mut program, sql);
    }

    // What timers come down to reads, seals, and does nothing else: the program itself may do all of that.
    let watch = format!("{}_watch", base.name());
    execute_raw(&mut owner, &format!("CREATE ROLE {watch}")).unwrap();
    rights::grant(&mut owner, &watch, Holder::Watch).unwrap();
    let exact = rights::review(&mut owner, Some(&watch), Holder::Watch).unwrap();
    assert!(exact.is_exact(), "{exact:?}");
    let beside = rights::review(&mut owner, Some(&watch), Holder::Program).unwrap();
    assert_eq!(beside.excess, []);
    let url = base.url_text().replace(test_support::PROGRAM, &watch);
    let mut timers = Db::open(&DatabaseUrl::parse(&url).unwrap()).unwrap();
    for (table, columns) in &schema {
        let column = columns.columns.first().unwrap();
        execute_raw(&mut timers, &format!("SELECT 1 FROM {table}")).unwrap();
        is_forbidden(
            &mut timers,
            &format!("UPDATE {table} SET {column} = {column}"),
        );
        is_forbidden(&mut timers, &format!("DELETE FROM {table}"));
        if !["seals", "seal_heads"].contains(&table.as_str()) {
            is_forbidden(&mut timers, &format!("INSERT INTO {table} DEFAULT VALUES"));
        }
    }
    drop(timers);
    for sql in [
        format!("DROP OWNED BY {watch}"),
        format!("DROP ROLE {watch}"),
    ] {
        execute_raw(&mut owner, &sql).unwrap();
    }

    // What somebody gave or took by hand is told, and put right by giving the rights again.
    let role = format!("{}_wide", base.name());
    for sql in [
        format!("CREATE ROLE {role}"),
        format!("GRANT UPDATE ON audit_log TO {role}"),
    ] {
        execute_raw(&mut owner, &sql).unwrap();
    }
    let wide = rights::review(&mut owner, Some(&role), Holder::Program).unwrap();
    let told: Vec<&str> = wide
        .excess
        .iter()
        .map(|right| right.table.as_str())
        .collect();
    assert_eq!(told, ["audit_log"]);
    assert!(
        wide.missing
            .iter()
            .any(|right| right.table == "claims" && right.action == "INSERT")
    );
    for holder in Holder::ALL {
        rights::grant(&mut owner, &role, holder).unwrap();
        let now = rights::review(&mut owner, Some(&role), holder).unwrap();
        assert!(now.is_exact(), "{now:?}");
    }
    let url = base.url_text().replace(test_support::PROGRAM, &role);
    let mut lookup = Db::open(&DatabaseUrl::parse(&url).unwrap()).unwrap();
    assert!(
        storage::operator_keys::in_force(&mut lookup, "SHA256:none")
            .unwrap()
            .is_none()
    );
    is_forbidden(&mut lookup, "SELECT name FROM operators");
    drop(lookup);

    // No right binds whoever owns the tables, so they are not what the program should be.
    assert!(
        rights::review(&mut owner, None, Holder::Program)
            .unwrap()
            .owns
    );
    execute_raw(&mut owner, &format!("ALTER ROLE {role} SUPERUSER")).unwrap();
    for (role, is_bound) in [(role.as_str(), false), ("nobody at all", true)] {
        let refused = rights::grant(&mut owner, role, Holder::Program);
        let is_told = matches!(refused, Err(StorageError::Role { bound, .. }) if bound == is_bound);
        assert!(is_told, "{refused:?}");
    }
    for sql in [format!("DROP OWNED BY {role}"), format!("DROP ROLE {role}")] {
        execute_raw(&mut owner, &sql).unwrap();
    }
    // Only the owner gives rights.
    assert!(rights::grant(&mut program, test_support::PROGRAM, Holder::Program).is_err());
}
