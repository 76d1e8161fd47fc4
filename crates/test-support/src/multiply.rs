//! A crowd of claims made of a few, by the database itself.

use crate::database::Engine;
use storage::Db;

/// Numbers written in one statement.
const CHUNK: u64 = 5_000;

/// Adds claims until there are `total`, for measurements of lists and screens only: each is a copy of a filed one under
/// another id, number, time and member, and no event, decision or audit entry of its own stands behind it.
///
/// There must be `seeds` claims, and `total` may be at most their square, because each pairs a child with a member.
pub fn multiply_claims(db: &mut Db, engine: Engine, seeds: u64, total: u64) {
    assert!(total <= seeds * seeds, "{seeds} claims make no {total}");
    let random = match engine {
        Engine::Postgres => "decode(md5(seeds.n || ' ' || copies.k), 'hex')",
        Engine::Sqlite => "randomblob(16)",
    };
    run(
        db,
        "CREATE TEMPORARY TABLE seeds AS
         SELECT row_number() OVER (ORDER BY created_at, id) - 1 AS n, claims.* FROM claims;
         CREATE TEMPORARY TABLE copies (k BIGINT PRIMARY KEY, first BIGINT NOT NULL);
         CREATE TEMPORARY TABLE numbers (n BIGINT PRIMARY KEY, number TEXT NOT NULL);
         CREATE UNIQUE INDEX seeds_n ON seeds (n);",
    );
    let year = domain::year::BenefitYear::new(2026);
    let wanted = total - seeds;
    for first in (0..wanted).step_by(usize::try_from(CHUNK).unwrap()) {
        let rows: Vec<String> = (first..wanted.min(first + CHUNK))
            .map(|n| {
                // An odd factor makes every number once.
                let random = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let number = domain::claim_number::ClaimNumber::from_random(year, random);
                format!("({n}, '{}')", number.as_str())
            })
            .collect();
        run(
            db,
            &format!("INSERT INTO numbers VALUES {}", rows.join(", ")),
        );
    }
    let copies: Vec<String> = (0..wanted.div_ceil(seeds))
        .map(|k| format!("({}, {})", k + 1, k * seeds))
        .collect();
    run(
        db,
        &format!("INSERT INTO copies VALUES {}", copies.join(", ")),
    );
    run(
        db,
        &format!(
            "INSERT INTO claims (subject_id, id, number, unit_id, unit_path, member_id, programme,
                 benefit_year, slot_key, mode, state, state_data, live, case_id, kind, linked, verdict,
                 payable_fen, claimed_fen, decision_id, content, sealed_card, card_index, spends,
                 fingerprint, import_id, submitted_on, created_at, updated_at, updated_by, revision)
             SELECT seeds.subject_id, {random}, numbers.number, seeds.unit_id, seeds.unit_path,
                 other.member_id, seeds.programme, seeds.benefit_year, seeds.slot_key, seeds.mode,
                 seeds.state, seeds.state_data, seeds.live, seeds.case_id, seeds.kind, seeds.linked,
                 seeds.verdict, seeds.payable_fen, seeds.claimed_fen, seeds.decision_id, seeds.content,
                 seeds.sealed_card, seeds.card_index, seeds.spends, seeds.fingerprint,
                 seeds.import_id, seeds.submitted_on, seeds.created_at + copies.k * 1000000 + seeds.n,
                 seeds.updated_at, seeds.updated_by, seeds.revision
             FROM copies CROSS JOIN seeds
             JOIN numbers ON numbers.n = copies.first + seeds.n
             JOIN seeds other ON other.n = (seeds.n + copies.k) % {seeds};
             DROP TABLE numbers; DROP TABLE copies; DROP TABLE seeds;"
        ),
    );
    let mut ids = (1..).map(|n| storage::Key(uuid::Uuid::from_u128(n)));
    db.write(|db| storage::claim_figures::recount(db, || ids.next().unwrap()))
        .unwrap();
    run(db, "ANALYZE");
}

fn run(db: &mut Db, sql: &str) {
    storage::execute_raw(db, sql).unwrap();
}
