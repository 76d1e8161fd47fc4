//! Looks for filed claims among all others, through blinded keys: in the same command as the filing, after its
//! transaction. A process that dies between the two leaves claims that approval looks for.
//!
//! A key that too many share is narrowed at submission, and what was skipped is noted beside the claim. Such a claim is
//! compared in full before it is approved, unless a scan of the year has done so by then.

use super::cases::{self, Opened};
use super::evidence::Evidence;
use super::groups::{self, Suspect};
use super::keys::{self, Depth, Met};
use super::models::{self, Frozen};
use super::records::{Record, Source, assemble, assemble_stored, lay_out};
use crate::error::{Refusal, Result};
use crate::intake::submit::{Filed, Sealed};
use crate::session::Context;
use domain::claim_record::ClaimRecord;
use domain::ids::{ClaimRef, PersonId};
use domain::year::BenefitYear;
use matching::explain::explain;
use matching::score::Scorer;
use sealing::{Keyring, MacPurpose};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use storage::filings::ComparedClaim;
use storage::matching::CheckRow;
use storage::{Db, Key, StorageError};

/// Claims looked for together: those they meet are read once for all of them.
const CHUNK: usize = 5_000;
/// People whose claims are read at a time, so that a key with a crowd under it takes no more memory than others.
const PEOPLE: usize = 2_000;

/// Bytes of the proof of what was noted.
const PROOF_BYTES: usize = 8;

/// The code of a refusal of a claim that was not looked for.
const CODE: &str = "not-compared";

/// Looks for claims that were just filed from these rows, and tells how many of them were compared with a part of the
/// others only. They are filed whatever happens here: what was not looked for is looked for at approval.
pub(crate) fn check_filed(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Sealed],
    filed: &[Filed],
) -> usize {
    let _span = tracing::trace_span!("compare claims").entered();
    compare_filed(db, ctx, programme, rows, filed).unwrap_or_else(|error| {
        tracing::warn!(%error, claims = filed.len(), "claims were filed, but not compared; approval will");
        0
    })
}

fn compare_filed(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Sealed],
    filed: &[Filed],
) -> Result<usize> {
    let mut by_year: BTreeMap<BenefitYear, Vec<Source<'_>>> = BTreeMap::new();
    let mut revised: Vec<ClaimRef> = Vec::new();
    for (row, filed) in rows.iter().zip(filed) {
        match filed {
            Filed::New(claim) | Filed::Corrected(claim) => {
                let of_year = by_year.entry(row.row.draft.year).or_default();
                of_year.push(Source::filed(*claim, row));
            }
            Filed::Revised(claim) => revised.push(*claim),
            Filed::Unchanged(_) | Filed::Refused(_) => {}
        }
    }
    let stored = storage::filings::find(db, &revised)?;
    for row in &stored {
        let of_year = by_year
            .entry(BenefitYear::new(row.benefit_year))
            .or_default();
        of_year.push(Source::from(row));
    }
    let mut in_part = 0;
    for (year, sources) in by_year {
        if let Some(frozen) = models::in_force(db, ctx, programme, year)? {
            let records = assemble(db, ctx, &frozen.similarity, &sources)?;
            let of = (programme, year);
            in_part += compare(db, ctx, &frozen, of, &records, Depth::Narrowed)?;
        }
    }
    Ok(in_part)
}

/// Looks for those of the claims that were not looked for as they are now, or with a part of the others only.
pub(crate) fn catch_up(db: &mut Db, ctx: &Context, handles: &[ClaimRef]) -> Result<()> {
    let _span = tracing::trace_span!("compare claims").entered();
    let checked = checks(db, ctx.keyring(), handles)?;
    let mut missing: BTreeMap<(String, BenefitYear), Vec<ComparedClaim>> = BTreeMap::new();
    for row in storage::filings::find(db, handles)? {
        let done = checked.get(&row.handle());
        if !done.is_some_and(|check| is_complete(check, &row.fingerprint)) {
            let of = (row.programme.clone(), BenefitYear::new(row.benefit_year));
            missing.entry(of).or_default().push(row);
        }
    }
    for ((programme, year), rows) in missing {
        if let Some(frozen) = models::in_force(db, ctx, &programme, year)? {
            let records = assemble_stored(db, ctx, &frozen.similarity, &rows)?;
            compare(db, ctx, &frozen, (&programme, year), &records, Depth::Full)?;
        }
    }
    Ok(())
}

/// What was noted of these claims, by this program: what was put there by hand, or by an earlier version, counts for nothing.
fn checks(
    db: &mut Db,
    keyring: &Keyring,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, CheckRow>> {
    let rows = storage::matching::checks_of(db, handles)?;
    Ok(rows
        .into_iter()
        .filter(|row| row.proof.as_deref() == Some(proof(keyring, row).as_slice()))
        .map(|row| {
            let claim = ClaimRef {
                subject: row.subject_id.into(),
                id: row.claim_id.into(),
            };
            (claim, row)
        })
        .collect())
}

/// Keyed digest of what is noted.
pub(super) fn proof(keyring: &Keyring, row: &CheckRow) -> Vec<u8> {
    let parts: [&[u8]; 7] = [
        b"check",
        row.subject_id.0.as_bytes(),
        row.claim_id.0.as_bytes(),
        &row.fingerprint,
        row.model_id.0.as_bytes(),
        &row.checked_at.to_be_bytes(),
        &row.skipped.to_be_bytes(),
    ];
    let mac = keyring.mac(MacPurpose::EventLog, &parts);
    mac.into_iter().take(PROOF_BYTES).collect()
}

/// The claim was compared as it is now, and with all others.
fn is_complete(check: &CheckRow, fingerprint: &[u8]) -> bool {
    check.skipped == 0 && check.fingerprint == fingerprint
}

/// Refuses a claim that was not looked for as it is now: it changed in this very moment.
pub(crate) fn refuse_unchecked(
    db: &mut Db,
    ctx: &Context,
    claim: &ClaimRecord,
) -> std::result::Result<(), Refusal> {
    if claim.supplements().is_some() || models::similarity_of(ctx, &claim.programme).is_none() {
        return Ok(());
    }
    let complete = checks(db, ctx.keyring(), &[claim.handle]).map(|checked| {
        let check = checked.get(&claim.handle);
        check.is_some_and(|check| is_complete(check, &claim.fingerprint))
    });
    match complete {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::new(
            CODE,
            words!(
                "该申报尚未与其他申报比对，请重试",
                "the claim was not yet compared with the others: try again"
            ),
        )),
        Err(_) => Err(Refusal::new(
            "internal",
            words!(
                "查询该申报是否比对过时出错，请重试",
                "whether the claim was compared could not be looked up; try again"
            ),
        )),
    }
}

/// Compares records of one programme and year with each other and with all live claims of it, opens cases, and notes what
/// was done. Tells how many records were compared with a part of the others only.
fn compare(
    db: &mut Db,
    ctx: &Context,
    frozen: &Frozen,
    of: (&str, BenefitYear),
    records: &[Record],
    depth: Depth,
) -> Result<usize> {
    let Some(model) = frozen.row else {
        return Ok(0);
    };
    let keys = keys::of(ctx, frozen, records);
    // Written and committed before anything is looked up: of two claims filed in one moment, at least one
    // finds the other.
    keys::write(db, ctx, records, &keys)?;
    let index = RecordIndex::of(records);
    let mut in_part = 0;
    let mut from = 0;
    for some in keys.chunks(CHUNK) {
        let range = from..from + some.len();
        from = range.end;
        let met = keys::look_up(db, some, depth)?;
        let suspects = suspects(db, ctx, frozen, of, &index, range.clone(), &met)?;
        let mut done = Opened::default();
        for group in groups::join(suspects) {
            done.absorb(&cases::open(db, ctx, frozen, &group)?);
        }
        tracing::debug!(
            claims = met.len(),
            opened = done.opened,
            joined = done.joined,
            "compared"
        );
        let records = index.records.get(range).unwrap_or_default();
        in_part += met.iter().filter(|met| met.skipped > 0).count();
        note(db, ctx, model, records, &met)?;
    }
    Ok(in_part)
}

/// Notes that records were compared, and how far.
fn note(db: &mut Db, ctx: &Context, model: Key, records: &[Record], met: &[Met]) -> Result<()> {
    let mut first = Vec::new();
    let mut again = Vec::new();
    for (record, met) in records.iter().zip(met) {
        let rows = if record.filed { &mut first } else { &mut again };
        let mut row = CheckRow {
            subject_id: record.claim.subject.into(),
            claim_id: record.claim.id.into(),
            fingerprint: record.fingerprint.clone(),
            model_id: model,
            checked_at: ctx.now().0,
            skipped: i64::try_from(met.skipped).unwrap_or(i64::MAX),
            proof: None,
        };
        row.proof = Some(proof(ctx.keyring(), &row));
        rows.push(row);
    }
    match db.write(|db| storage::matching::add_checks(db, &first)) {
        // Somebody approved one of them in this very moment, and looked for it.
        Err(StorageError::Duplicate(_)) => again.append(&mut first),
        other => {
            other?;
        }
    }
    if !again.is_empty() {
        db.write(|db| storage::matching::note_checks(db, &again))?;
    }
    Ok(())
}

/// The records of one call, all at hand, and where they stand.
struct RecordIndex<'a> {
    records: &'a [Record],
    of_person: BTreeMap<PersonId, Vec<usize>>,
    claims: BTreeSet<ClaimRef>,
}

impl<'a> RecordIndex<'a> {
    fn of(records: &'a [Record]) -> Self {
        let mut of_person: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            of_person.entry(record.claim.subject).or_default().push(at);
        }
        Self {
            records,
            of_person,
            claims: records.iter().map(|record| record.claim).collect(),
        }
    }

    /// The records at hand for a person, and whether these are all there can be.
    fn find(&self, person: PersonId) -> (&[usize], bool) {
        let at = self
            .of_person
            .get(&person)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let all = at.first().and_then(|at| self.records.get(*at));
        (at, all.is_some_and(|record| record.made))
    }
}

/// The pairs of the records of a range with any live claim of the year that a person must look at. Of two records at hand the
/// later one finds the earlier.
fn suspects(
    db: &mut Db,
    ctx: &Context,
    frozen: &Frozen,
    (programme, year): (&str, BenefitYear),
    index: &RecordIndex<'_>,
    range: Range<usize>,
    met: &[Met],
) -> Result<Vec<Suspect>> {
    let mut pairs = Pairs::default();
    let mut away: BTreeMap<PersonId, Vec<&Record>> = BTreeMap::new();
    for (own, met) in index
        .records
        .get(range.clone())
        .unwrap_or_default()
        .iter()
        .zip(met)
    {
        for person in met
            .people
            .iter()
            .filter(|person| **person != own.claim.subject)
        {
            let (at, all) = index.find(*person);
            for other in at.iter().filter(|at| **at < range.end) {
                pairs.extend(index.records.get(*other).map(|other| (own, other)));
            }
            if !all {
                away.entry(*person).or_default().push(own);
            }
        }
    }
    let mut suspects = pairs.weigh(frozen);
    let people: Vec<PersonId> = away.keys().copied().collect();
    for some in people.chunks(PEOPLE) {
        let mut rows = storage::filings::of_people(db, programme, year, some)?;
        rows.retain(|row| !index.claims.contains(&row.handle()));
        let others = assemble_stored(db, ctx, &frozen.similarity, &rows)?;
        let mut pairs = Pairs::default();
        for other in &others {
            let own = away
                .get(&other.claim.subject)
                .map(Vec::as_slice)
                .unwrap_or_default();
            pairs.extend(own.iter().map(|own| (*own, other)));
        }
        suspects.extend(pairs.weigh(frozen));
    }
    Ok(suspects)
}

/// Pairs of records of two people, each once.
#[derive(Default)]
struct Pairs<'a>(BTreeMap<(ClaimRef, ClaimRef), (&'a Record, &'a Record)>);

impl<'a> Extend<(&'a Record, &'a Record)> for Pairs<'a> {
    fn extend<T: IntoIterator<Item = (&'a Record, &'a Record)>>(&mut self, pairs: T) {
        for (a, b) in pairs {
            if a.root != b.root {
                let (a, b) = if a.claim < b.claim { (a, b) } else { (b, a) };
                self.0.insert((a.claim, b.claim), (a, b));
            }
        }
    }
}

impl Pairs<'_> {
    fn weigh(&self, frozen: &Frozen) -> Vec<Suspect> {
        let _span = tracing::trace_span!("weigh pairs").entered();
        if self.0.is_empty() {
            return Vec::new();
        }
        let pool: BTreeMap<ClaimRef, &Record> = self
            .0
            .values()
            .flat_map(|(a, b)| [(a.claim, *a), (b.claim, *b)])
            .collect();
        let data = lay_out(frozen, pool.values().copied());
        let place: BTreeMap<ClaimRef, u32> = pool.keys().copied().zip(0..).collect();
        let scorer = Scorer::new(&data, frozen.matcher.model());
        let line = frozen.review_line();
        let weighed = |a: ClaimRef, b: ClaimRef| {
            let (left, right) = (*place.get(&a)?, *place.get(&b)?);
            if scorer.pair(left, right)?.score < line {
                return None;
            }
            let evidence = Evidence::of(explain(&scorer, left, right)?, &frozen.schema);
            // A stored key may be older than the row it was written for.
            (!evidence.found_by.is_empty()).then(|| Suspect::new(a, b, evidence))
        };
        self.0.keys().filter_map(|(a, b)| weighed(*a, *b)).collect()
    }
}
