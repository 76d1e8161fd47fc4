//! Looks for filed claims among all others, through blinded keys: in the same command as the filing, after its
//! transaction. A process that dies between the two leaves claims that approval looks for.

use super::cases::{self, Opened};
use super::evidence::Evidence;
use super::groups::{self, Suspect};
use super::keys::{self, Blind};
use super::models::{self, Frozen};
use super::records::{Record, assemble, is_compared, lay_out};
use crate::error::{Refusal, Result};
use crate::session::Env;
use crate::submit::Filed;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimRef, PersonId};
use domain::unit::Scope;
use domain::year::BenefitYear;
use matching::explain::explain;
use matching::score::Scorer;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::matching::CheckRow;

/// Claims looked for together: those they meet are read once for all of them.
const CHUNK: usize = 5_000;

/// The code of a refusal of a claim that was not looked for.
const CODE: &str = "not-compared";

/// Looks for claims that were just filed. They are filed whatever happens here: what was not looked for
/// is looked for at approval.
pub(crate) fn check_filed(db: &mut Db, env: &Env, filed: &[Filed]) {
    let handles: Vec<ClaimRef> = filed
        .iter()
        .filter_map(|filed| match filed {
            Filed::New(claim) | Filed::Corrected(claim) | Filed::Revised(claim) => Some(*claim),
            Filed::Unchanged(_) | Filed::Refused(_) => None,
        })
        .collect();
    if let Err(error) = check(db, env, &handles) {
        tracing::warn!(%error, claims = handles.len(), "claims were filed, but not compared; approval will");
    }
}

/// Looks for those of the claims that were not looked for as they are now.
pub(crate) fn catch_up(db: &mut Db, env: &Env, handles: &[ClaimRef]) -> Result<()> {
    let claims = storage::claims::find_all(db, &Scope::everything(), handles)?;
    let checked = fingerprints(db, handles)?;
    let missing: Vec<ClaimRef> = claims
        .iter()
        .filter(|claim| {
            is_compared(claim) && checked.get(&claim.handle) != Some(&claim.fingerprint)
        })
        .map(|claim| claim.handle)
        .collect();
    check(db, env, &missing)
}

fn fingerprints(db: &mut Db, handles: &[ClaimRef]) -> Result<BTreeMap<ClaimRef, Vec<u8>>> {
    let rows = storage::matching::checks_of(db, handles)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let claim = ClaimRef {
                subject: row.subject_id.into(),
                id: row.claim_id.into(),
            };
            (claim, row.fingerprint)
        })
        .collect())
}

/// Refuses a claim that was not looked for as it is now: it changed in this very moment.
pub(crate) fn refuse_unchecked(
    db: &mut Db,
    env: &Env,
    claim: &ClaimRecord,
) -> std::result::Result<(), Refusal> {
    if claim.supplements().is_some() || models::schema_of(env, &claim.programme).is_none() {
        return Ok(());
    }
    match fingerprints(db, &[claim.handle]) {
        Ok(checked) if checked.get(&claim.handle) == Some(&claim.fingerprint) => Ok(()),
        Ok(_) => Err(Refusal::new(
            CODE,
            "the claim was not yet compared with the others: try again",
        )),
        Err(_) => Err(Refusal::new(
            "internal",
            "whether the claim was compared could not be looked up; try again",
        )),
    }
}

fn check(db: &mut Db, env: &Env, handles: &[ClaimRef]) -> Result<()> {
    let _span = tracing::trace_span!("compare claims").entered();
    for chunk in handles.chunks(CHUNK) {
        let claims = storage::claims::find_all(db, &Scope::everything(), chunk)?;
        let mut by_year: BTreeMap<(String, BenefitYear), Vec<ClaimRecord>> = BTreeMap::new();
        for claim in claims.into_iter().filter(is_compared) {
            by_year
                .entry((claim.programme.clone(), claim.year))
                .or_default()
                .push(claim);
        }
        for ((programme, year), claims) in by_year {
            if let Some(frozen) = models::in_force(db, env, &programme, year)? {
                check_year(db, env, &frozen, &programme, year, &claims)?;
            }
        }
    }
    Ok(())
}

fn check_year(
    db: &mut Db,
    env: &Env,
    frozen: &Frozen,
    programme: &str,
    year: BenefitYear,
    claims: &[ClaimRecord],
) -> Result<()> {
    let records = assemble(db, env, claims)?;
    let keys = keys::of(env, frozen, &records);
    // Written and committed before anything is looked up: of two claims filed in one moment, at least one
    // finds the other.
    keys::write(db, &records, &keys)?;
    let suspects = suspects(db, env, frozen, (programme, year), &records, &keys)?;
    let mut done = Opened::default();
    for group in groups::join(suspects) {
        done.absorb(&cases::open(db, env, frozen, &group)?);
    }
    tracing::debug!(
        claims = records.len(),
        opened = done.opened,
        joined = done.joined,
        "compared"
    );
    let Some(model) = frozen.row else {
        return Ok(());
    };
    let at = env.now().0;
    let rows: Vec<CheckRow> = records
        .iter()
        .map(|record| CheckRow {
            subject_id: record.claim.subject.into(),
            claim_id: record.claim.id.into(),
            fingerprint: record.fingerprint.clone(),
            model_id: model,
            checked_at: at,
        })
        .collect();
    db.write(|db| storage::matching::note_checks(db, &rows))?;
    Ok(())
}

/// The pairs of these records with any live claim of the year that a person must look at.
fn suspects(
    db: &mut Db,
    env: &Env,
    frozen: &Frozen,
    (programme, year): (&str, BenefitYear),
    records: &[Record],
    keys: &[Vec<Blind>],
) -> Result<Vec<Suspect>> {
    let met = keys::look_up(db, keys)?;
    let people: BTreeSet<PersonId> = met.values().flatten().copied().collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let live = storage::claims::live_of(db, programme, year, &people)?;
    let mut others = storage::claims::find_all(db, &Scope::everything(), &live)?;
    others.retain(is_compared);
    let pool = assemble(db, env, &others)?;
    let pairs = pairs(&pool, records, keys, &met);
    Ok(weigh(frozen, &pool, &pairs))
}

/// Which records meet under a key, each pair once, as places in the pool.
fn pairs(
    pool: &[Record],
    records: &[Record],
    keys: &[Vec<Blind>],
    met: &BTreeMap<Blind, BTreeSet<PersonId>>,
) -> BTreeSet<(u32, u32)> {
    let mut by_person: BTreeMap<PersonId, Vec<u32>> = BTreeMap::new();
    let mut by_claim: BTreeMap<ClaimRef, u32> = BTreeMap::new();
    for (place, record) in (0..).zip(pool) {
        by_person
            .entry(record.claim.subject)
            .or_default()
            .push(place);
        by_claim.insert(record.claim, place);
    }
    let mut pairs = BTreeSet::new();
    for (record, keys) in records.iter().zip(keys) {
        // A claim that ended in this very moment is not in the pool, and needs no comparing.
        let Some(own) = by_claim.get(&record.claim).copied() else {
            continue;
        };
        let people = keys.iter().filter_map(|key| met.get(key)).flatten();
        for other in people.filter_map(|person| by_person.get(person)).flatten() {
            let apart = pool
                .get(*other as usize)
                .is_some_and(|other| other.root != record.root);
            if apart {
                pairs.insert((own.min(*other), own.max(*other)));
            }
        }
    }
    pairs
}

fn weigh(frozen: &Frozen, pool: &[Record], pairs: &BTreeSet<(u32, u32)>) -> Vec<Suspect> {
    let _span = tracing::trace_span!("weigh pairs").entered();
    let data = lay_out(frozen, pool);
    let scorer = Scorer::new(&data, frozen.matcher.model());
    let line = frozen.review_line();
    let above = |(a, b): &&(u32, u32)| scorer.pair(*a, *b).is_some_and(|pair| pair.score >= line);
    pairs
        .iter()
        .filter(above)
        .filter_map(|(a, b)| {
            let evidence = Evidence::of(explain(&scorer, *a, *b)?, &frozen.schema);
            // A stored key may be wider than its block, or older than the row it was written for.
            if evidence.found_by.is_empty() {
                return None;
            }
            let (a, b) = (pool.get(*a as usize)?, pool.get(*b as usize)?);
            Some(Suspect::new(a.claim, b.claim, evidence))
        })
        .collect()
}
