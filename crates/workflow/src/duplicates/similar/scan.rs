//! Compares all live claims of a programme and year. A second scan opens nothing: what stands in an open case,
//! was decided, or was told apart is left alone.

use super::apart::Apart;
use super::cases::{self, Opened};
use super::check;
use super::groups::{self, Suspect};
use super::models::{self, Frozen, ModelBrief};
use super::records::{assemble_stored, explain};
use super::renew::{self, Standing};
use crate::audit::events;
use crate::duplicates::kin::{self, Opening};
use crate::error::{Result, WorkflowError};
use crate::review::rule_set::find_programme;
use crate::session::{Context, Session};
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::role::Action;
use domain::year::BenefitYear;
use matching::batch::{Options, score_all};
use matching::block::Oversize;
use matching::dataset::Dataset;
use matching::score::Scorer;
use matching::weights::Model;
use policy::similarity::Similarity;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;
use storage::Db;
use storage::filings::ComparedClaim;
use storage::matching::CheckRow;

/// Claims read and opened at a time.
const PAGE: i64 = 2000;
/// Pairs explained at a time.
const PAIRS: usize = 500;
/// Claims below which nothing is learnt: a few hundred say little about errors that are rare.
pub const LEARNT_FROM_MIN: usize = 5000;

/// The weights of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those in force for the year.
    Frozen,
    /// New ones, learnt from the year's own claims and frozen.
    New,
}

/// What a scan is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanPhase {
    /// Reading claims.
    Reading,
    /// Comparing, one kind of key after the other.
    Comparing,
    /// Opening cases.
    Opening,
}

/// What a scan found. Every count is one of the operator's scope; what can only be counted over the whole year is left
/// out where the scope does not hold all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// The model.
    pub model: ModelBrief,
    /// Claims in scope that were compared.
    pub claims: usize,
    /// Pairs compared, where the whole year is in scope.
    pub compared: Option<u64>,
    /// Pairs at or above the review line, two people each, with a side in scope.
    pub suspects: usize,
    /// Of these, pairs that two operators told apart.
    pub apart: usize,
    /// Of these, pairs whose two claims stand in open cases already.
    pub standing: usize,
    /// Cases opened.
    pub opened: usize,
    /// Open cases that got another claim.
    pub joined: usize,
    /// Pairs of claims of one family for people born on one day, with a side in scope, that nothing proved to be two and
    /// no open case stopped.
    pub families: usize,
    /// Pairs of open cases that were weighed anew, because another model had weighed them.
    pub renewed: usize,
    /// Claims that were compared with a part of the others when they were filed, and in full by now.
    pub completed: usize,
    /// Claims of which this is still to be done: by a scan that narrows no key, or at approval.
    pub in_part: usize,
    /// Keys too many records agree on, where the whole year is in scope.
    pub oversize: Vec<Oversize>,
}

struct Place {
    claim: ClaimRef,
    root: PersonId,
    member: PersonId,
    case: Option<CaseId>,
    in_scope: bool,
}

impl Place {
    fn people(&self) -> [PersonId; 2] {
        [self.claim.subject, self.root]
    }
}

/// Compares all live claims of a programme and year and opens a case for every group of suspects that has a
/// claim in the operator's scope.
///
/// # Errors
/// [`WorkflowError::Usage`] when there are too few claims to learn from; [`WorkflowError::Nothing`] for a
/// programme whose claims are not compared. Cases opened before a failure stay, and the next scan goes on.
pub fn scan(
    session: &mut Session,
    programme: &str,
    year: BenefitYear,
    which: Which,
    progress: &mut dyn FnMut(ScanPhase, usize, usize),
) -> Result<Scanned> {
    session.ctx.require(Action::ResolveDuplicate)?;
    let ctx = session.ctx.clone();
    find_programme(&ctx, programme)?;
    let similarity =
        models::similarity_of(&ctx, programme).ok_or_else(|| models::not_compared(programme))?;
    let mut data = Dataset::new(Arc::new((similarity.schema)()));
    // Read before the claims: what is filed or filed again from now on is looked for by whoever files it.
    let in_part = storage::matching::checks_in_part(&mut session.db)?;
    let places = read(
        &mut session.db,
        &ctx,
        &similarity,
        (programme, year),
        &mut data,
        progress,
    )?;
    let frozen = weights(&mut session.db, &ctx, programme, year, which, &data)?;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let report = {
        let scorer = Scorer::new(&data, frozen.matcher.model());
        let options = Options {
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            ..Options::default()
        };
        score_all(
            &scorer,
            options,
            &mut |pair| {
                if pair.score >= frozen.review_line() {
                    pairs.push((pair.a, pair.b));
                }
            },
            &mut |done, total| progress(ScanPhase::Comparing, done, total),
        )
    };
    drop(data);
    let in_scope = places.iter().filter(|place| place.in_scope).count();
    let whole = in_scope == places.len();
    let narrowed = !report.oversize.is_empty();
    let mut scanned = Scanned {
        model: models::model(session, programme, year)?,
        claims: in_scope,
        compared: whole.then_some(report.compared),
        suspects: 0,
        apart: 0,
        standing: 0,
        opened: 0,
        joined: 0,
        families: 0,
        renewed: 0,
        completed: 0,
        in_part: 0,
        oversize: if whole { report.oversize } else { Vec::new() },
    };
    let mut standing = Vec::new();
    let pairs = undecided(
        &mut session.db,
        &places,
        &pairs,
        &mut scanned,
        &mut standing,
    )?;
    let suspects = explained(&mut session.db, &ctx, &frozen, &pairs)?;
    let groups = groups::join(suspects);
    let mut done = Opened::default();
    for (at, group) in groups.iter().enumerate() {
        progress(ScanPhase::Opening, at, groups.len());
        done.absorb(&cases::open(&mut session.db, &ctx, &frozen, group)?);
    }
    progress(ScanPhase::Opening, groups.len(), groups.len());
    (scanned.opened, scanned.joined) = (done.opened, done.joined);
    families(&mut session.db, &ctx, &places, &mut scanned)?;
    let of = (programme, year);
    scanned.renewed = renew::renew(&mut session.db, &ctx, &frozen, of, standing)?;
    complete(
        &mut session.db,
        &ctx,
        &places,
        in_part,
        narrowed,
        &mut scanned,
    )?;
    crate::review::due::mend(&mut session.db, &ctx)?;
    let detail = json!({
        "programme": programme, "year": year.get(), "model": frozen.name(), "claims": scanned.claims,
        "suspects": scanned.suspects, "opened": scanned.opened, "joined": scanned.joined, "families": scanned.families,
        "renewed": scanned.renewed, "completed": scanned.completed, "in_part": scanned.in_part,
    });
    events::log_alone(session, "duplicate-scan", &detail)?;
    Ok(scanned)
}

/// Reads every claim that is compared, page by page; only what the engine keeps stays in memory.
fn read(
    db: &mut Db,
    ctx: &Context,
    similarity: &Similarity,
    (programme, year): (&str, BenefitYear),
    data: &mut Dataset,
    progress: &mut dyn FnMut(ScanPhase, usize, usize),
) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    let mut own = 0;
    let mut after = None;
    loop {
        let page = storage::filings::page(db, programme, year, after, PAGE)?;
        let Some(last) = page.last().map(ComparedClaim::handle) else {
            return Ok(places);
        };
        after = Some(last);
        let records = assemble_stored(db, ctx, similarity, &page)?;
        for (record, row) in records.into_iter().zip(&page) {
            data.push(record.id(), &record.cells());
            let in_scope = ctx.actor.scope.covers(&record.unit_path);
            own += usize::from(in_scope);
            places.push(Place {
                claim: record.claim,
                root: record.root,
                member: row.member_id.into(),
                case: record.case,
                in_scope,
            });
        }
        progress(ScanPhase::Reading, own, 0);
    }
}

fn weights(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    year: BenefitYear,
    which: Which,
    data: &Dataset,
) -> Result<Frozen> {
    let frozen = match which {
        Which::Frozen => models::in_force(db, ctx, programme, year)?,
        Which::New if data.len() < LEARNT_FROM_MIN => {
            return Err(WorkflowError::Usage(words!(
                "该年度的申报太少，不足以学习（至少 {LEARNT_FROM_MIN} 件）；请用已有的比对模型扫描",
                "the year's claims are too few to learn from, {LEARNT_FROM_MIN} are needed; scan with the frozen model"
            )));
        }
        Which::New => {
            // The lines are the administrator's and outlive the weights.
            let lines = models::current(db, ctx, programme, year)?
                .map(|frozen| frozen.matcher.model().lines);
            let mut model = Model::learn(data);
            model.lines = lines.unwrap_or(model.lines);
            Some(models::freeze(db, ctx, programme, year, "learnt", &model)?)
        }
    };
    frozen.ok_or_else(|| models::not_compared(programme))
}

/// The pairs of two people with a side in scope that nobody told apart and no open case stops.
fn undecided(
    db: &mut Db,
    places: &[Place],
    pairs: &[(u32, u32)],
    scanned: &mut Scanned,
    standing: &mut Vec<Standing>,
) -> Result<Vec<(ClaimRef, ClaimRef)>> {
    let found: Vec<(&Place, &Place)> = pairs
        .iter()
        .filter_map(|(a, b)| Some((places.get(*a as usize)?, places.get(*b as usize)?)))
        .filter(|(a, b)| a.root != b.root && (a.in_scope || b.in_scope))
        .collect();
    scanned.suspects = found.len();
    let people: Vec<PersonId> = found
        .iter()
        .flat_map(|(a, b)| [a.people(), b.people()])
        .flatten()
        .collect();
    let apart = Apart::load(db, &people)?;
    let mut open = Vec::new();
    for (a, b) in found {
        if apart.are(a.people(), b.people()) {
            scanned.apart += 1;
        } else if a.case.is_some() && b.case.is_some() {
            scanned.standing += 1;
            let pair = (a.claim.min(b.claim), a.claim.max(b.claim));
            let case = a.case.filter(|case| b.case == Some(*case));
            standing.extend(case.map(|case| (case, pair.0, pair.1)));
        } else {
            open.push((a.claim, b.claim));
        }
    }
    Ok(open)
}

/// Opens the cases of families whose claims are for people born on one day, whatever the records look like.
fn families(db: &mut Db, ctx: &Context, places: &[Place], scanned: &mut Scanned) -> Result<()> {
    let seen: BTreeSet<ClaimRef> = places
        .iter()
        .filter(|place| place.in_scope)
        .map(|place| place.claim)
        .collect();
    let mut found = BTreeSet::new();
    for some in places.chunks(kin::CHUNK) {
        let own: Vec<kin::Own> = some.iter().map(|at| (at.claim, at.member)).collect();
        found.extend(kin::suspects(db, ctx, &own)?);
    }
    found.retain(|(a, b)| seen.contains(a) || seen.contains(b));
    scanned.families = found.len();
    for pair in found {
        match kin::open(db, ctx, pair)? {
            Opening::Opened => scanned.opened += 1,
            Opening::Joined => scanned.joined += 1,
            Opening::Left => {}
        }
    }
    Ok(())
}

/// Notes that claims in scope are compared in full by now. A scan that narrowed a key has left out the same pairs as the
/// filing did, so approval has to do it then.
fn complete(
    db: &mut Db,
    ctx: &Context,
    places: &[Place],
    in_part: Vec<CheckRow>,
    narrowed: bool,
    scanned: &mut Scanned,
) -> Result<()> {
    let compared: BTreeSet<ClaimRef> = places
        .iter()
        .filter(|place| place.in_scope)
        .map(|place| place.claim)
        .collect();
    let of_scan = |check: &CheckRow| {
        compared.contains(&ClaimRef {
            subject: check.subject_id.into(),
            id: check.claim_id.into(),
        })
    };
    let mut waiting: Vec<CheckRow> = in_part.into_iter().filter(of_scan).collect();
    for row in &mut waiting {
        let complete = CheckRow {
            skipped: 0,
            ..row.clone()
        };
        row.proof = Some(check::proof(ctx.keyring(), &complete));
    }
    if !narrowed {
        scanned.completed = db.write(|db| storage::matching::complete_checks(db, &waiting))?;
    }
    scanned.in_part = waiting.len() - scanned.completed;
    Ok(())
}

/// Opens the numbers of the suspects once more, to say why; a claim that ended since is left out.
fn explained(
    db: &mut Db,
    ctx: &Context,
    frozen: &Frozen,
    pairs: &[(ClaimRef, ClaimRef)],
) -> Result<Vec<Suspect>> {
    let mut suspects = Vec::with_capacity(pairs.len());
    for chunk in pairs.chunks(PAIRS) {
        let handles: BTreeSet<ClaimRef> = chunk.iter().flat_map(|(a, b)| [*a, *b]).collect();
        let handles: Vec<ClaimRef> = handles.into_iter().collect();
        let rows = storage::filings::find(db, &handles)?;
        let records: BTreeMap<_, _> = assemble_stored(db, ctx, &frozen.similarity, &rows)?
            .into_iter()
            .map(|record| (record.claim, record))
            .collect();
        for (a, b) in chunk {
            let (Some(left), Some(right)) = (records.get(a), records.get(b)) else {
                continue;
            };
            if let Some(evidence) = explain(frozen, left, right) {
                suspects.push(Suspect::new(*a, *b, evidence));
            }
        }
    }
    Ok(suspects)
}
