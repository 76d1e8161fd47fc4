//! Files claims: new ones, revisions, and rows that change nothing. All claims of a call appear at
//! once or not at all.

use crate::duplicates::contest;
use crate::duplicates::decided_different;
use crate::duplicates::kin;
use crate::duplicates::similar;
use crate::error::Result;
use crate::intake::classify::{self, Known, Plan};
use crate::intake::content::{self, Content};
use crate::payments::marks::Marks;
use crate::review::assess::{Assessed, Contested, Scene, all_the_same};
use crate::review::facts::{FactBase, Question};
use crate::review::rule_set::{RuleSet, find_programme};
use crate::review::separation::filed_for_own_family;
use crate::session::Context;
use crate::work::{Targets, Work};
use domain::case::CaseKind;
use domain::claim::{ClaimState, StateName, Step};
use domain::claim_number::ClaimNumber;
use domain::claim_record::{ClaimRecord, Origin};
use domain::decision::Decision;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::{ClaimId, ClaimRef, ImportId, PersonId, RecordId, UnitId};
use domain::slot::SlotKey;
use domain::unit::UnitPath;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// A row whose people and unit are known.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What the row says.
    pub draft: ClaimDraft,
    /// The filing unit.
    pub unit: UnitId,
    /// Its place in the tree when the row was read; the claim is filed where it stands by then.
    pub unit_path: UnitPath,
    /// The subject the row's number names.
    pub subject: PersonId,
    /// The subject was put on record for this very row or one beside it: nothing else is known of them.
    pub subject_made: bool,
    /// The claimant.
    pub member: PersonId,
    /// Other people who may be the same person: named by a second number, or of the same name and
    /// birth date under another kind of document.
    pub suspects: Vec<(CaseKind, PersonId)>,
    /// The import that brings it.
    pub import: ImportId,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filed {
    /// A new claim.
    New(ClaimRef),
    /// A new claim in the place of one whose subject, unit or year was wrong; that one is withdrawn.
    Corrected(ClaimRef),
    /// A changed row of a live claim: checks, review and approval are void.
    Revised(ClaimRef),
    /// The very same row of a live claim.
    Unchanged(ClaimRef),
    /// No claim; the finding's code says why.
    Refused(&'static str),
}

impl Filed {
    /// The claim, if there is one.
    pub fn claim(&self) -> Option<ClaimRef> {
        match self {
            Self::New(claim)
            | Self::Corrected(claim)
            | Self::Revised(claim)
            | Self::Unchanged(claim) => Some(*claim),
            Self::Refused(_) => None,
        }
    }
}

/// A row sealed and ready: everything slow has been done before the transaction.
pub(crate) struct Sealed {
    pub(crate) row: Prepared,
    slot_key: String,
    spends: Option<String>,
    id: ClaimId,
    pub(crate) content: Content,
    marks: Marks,
    number: u64,
}

impl Sealed {
    /// The claim it will be, where it is a new one.
    fn handle(&self) -> ClaimRef {
        ClaimRef {
            subject: self.row.subject,
            id: self.id,
        }
    }
}

/// Seals rows, outside any transaction.
pub(crate) fn seal(ctx: &Context, programme: &str, rows: Vec<Prepared>) -> Result<Vec<Sealed>> {
    let _span = tracing::trace_span!("seal claims").entered();
    let programme = find_programme(ctx, programme)?;
    rows.into_iter()
        .map(|row| {
            let id: ClaimId = ctx.id();
            let content = content::split(
                ctx,
                programme,
                &row.draft,
                ClaimRef {
                    subject: row.subject,
                    id,
                },
            )?;
            Ok(Sealed {
                slot_key: programme.slot_key(&row.draft),
                spends: programme.spends(&row.draft).map(|spend| spend.mark.value),
                id,
                marks: Marks::of(
                    ctx.keyring(),
                    programme,
                    &row.draft,
                    content.card_index.as_deref(),
                ),
                content,
                number: ctx.installation.effects.random(),
                row,
            })
        })
        .collect()
}

/// Files rows in a transaction of their own, then looks for them among all other claims. The answer is in the
/// order of the rows.
///
/// # Errors
/// [`crate::WorkflowError`]; nothing was filed then.
pub fn promote(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: Vec<Prepared>,
) -> Result<Vec<Filed>> {
    let sealed = seal(ctx, programme, rows)?;
    let filed = db.write(|db| promote_sealed(db, ctx, programme, &sealed))?;
    compare(db, ctx, programme, &sealed, &filed);
    Ok(filed)
}

/// Looks for claims that were just filed among all others, after their transaction, and tells how many of them were
/// compared with a part of the others only. They are filed whatever happens here: approval looks again.
pub(crate) fn compare(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Sealed],
    filed: &[Filed],
) -> usize {
    let in_part = similar::check_filed(db, ctx, programme, rows, filed);
    kin::check_filed(db, ctx, rows, filed);
    in_part
}

/// Files sealed rows inside the caller's transaction.
pub(crate) fn promote_sealed(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[Sealed],
) -> Result<Vec<Filed>> {
    let _span = tracing::trace_span!("file claims").entered();
    let rule_set = RuleSet::open(db, ctx, programme)?;
    let suspects = suspects_with_claims(db, programme, rows)?;
    let named = classify::named(db, ctx, programme, rows)?;
    let succession = storage::units::succession(db)?;
    let mut slots: Vec<SlotKey> = rows.iter().map(|row| slot_of(programme, row)).collect();
    slots.extend(suspects.iter().cloned());
    let mut work = Work::lock(
        db,
        ctx,
        &Targets {
            claims: named.values().copied().collect(),
            slots,
            units: rows.iter().map(|row| row.row.unit).collect(),
            ..Targets::default()
        },
    )?;
    let known = Known {
        work: &work,
        programme,
        rule_set: &rule_set,
        succession: &succession,
        named: &named,
    };
    let mut plans = known.classify(ctx, rows)?;
    refuse_own_family(db, &work, rows, &mut plans)?;
    let old_units: Vec<Option<ClaimDraft>> = rows
        .iter()
        .zip(&plans)
        .map(|(row, plan)| {
            let claim = work.claim(plan.stored()?)?;
            known.at_old_unit(claim, row)
        })
        .collect();
    let questions = questions(db, &work, programme, rows, &plans)?;
    let base = FactBase::load(db, ctx, &rule_set, &questions)?;
    let mut filed = Vec::with_capacity(rows.len());
    for (((row, plan), question), old_unit) in
        rows.iter().zip(&plans).zip(&questions).zip(&old_units)
    {
        let draft = old_unit.as_ref().unwrap_or(&row.row.draft);
        let decided = decide(&rule_set, &base, question);
        let _span = tracing::trace_span!("compose claims and audit entries").entered();
        filed.push(file(&mut work, ctx, programme, row, draft, plan, decided)?);
    }
    open_cases(db, &mut work, programme, rows, &filed)?;
    work.flush(db)?;
    Ok(filed)
}

/// Nobody files for the own family, nor revises or corrects what somebody else filed for it.
fn refuse_own_family(db: &mut Db, work: &Work, rows: &[Sealed], plans: &mut [Plan]) -> Result<()> {
    let new = rows.iter().map(|row| (row.handle(), row.row.member));
    let stored = plans.iter().filter_map(|plan| {
        let claim = work.claim(plan.stored()?)?;
        Some((claim.handle, claim.member))
    });
    let filings: Vec<(ClaimRef, PersonId)> = new.chain(stored).collect();
    let own = filed_for_own_family(db, work, &filings)?;
    for (row, plan) in rows.iter().zip(plans) {
        let stored = plan.stored().is_some_and(|claim| own.contains(&claim.id));
        if stored || own.contains(&row.id) {
            *plan = Plan::Refuse("own-family");
        }
    }
    Ok(())
}

pub(crate) fn slot_of(programme: &str, row: &Sealed) -> SlotKey {
    SlotKey {
        subject: row.row.subject,
        programme: programme.to_owned(),
        year: row.row.draft.year,
        key: row.slot_key.clone(),
    }
}

/// Slots of suspects that have a live claim for the same year; others have nothing to contest.
fn suspects_with_claims(db: &mut Db, programme: &str, rows: &[Sealed]) -> Result<Vec<SlotKey>> {
    let mut by_year: BTreeMap<_, BTreeSet<PersonId>> = BTreeMap::new();
    for row in rows {
        by_year
            .entry(row.row.draft.year)
            .or_default()
            .extend(row.row.suspects.iter().map(|(_, person)| *person));
    }
    let mut slots = Vec::new();
    for (year, people) in by_year {
        let people: Vec<PersonId> = people.into_iter().collect();
        let live: BTreeSet<PersonId> = storage::claims::live_of(db, programme, year, &people)?
            .into_iter()
            .map(|claim| claim.subject)
            .collect();
        for row in rows.iter().filter(|row| row.row.draft.year == year) {
            let suspects = row
                .row
                .suspects
                .iter()
                .filter(|(_, person)| live.contains(person));
            slots.extend(suspects.map(|(_, person)| SlotKey {
                subject: *person,
                ..slot_of(programme, row)
            }));
        }
    }
    Ok(slots)
}

pub(crate) fn rooted(work: &Work, slot: SlotKey) -> SlotKey {
    SlotKey {
        subject: work.root_of(slot.subject),
        ..slot
    }
}

/// What is asked about the rows, before any of them is filed.
fn questions<'r>(
    db: &mut Db,
    work: &Work,
    programme: &str,
    rows: &'r [Sealed],
    plans: &[Plan],
) -> Result<Vec<Question<'r>>> {
    let mut newcomers: BTreeMap<SlotKey, Vec<PersonId>> = BTreeMap::new();
    for (row, _) in rows
        .iter()
        .zip(plans)
        .filter(|(_, plan)| plan.is_newcomer())
    {
        newcomers
            .entry(rooted(work, slot_of(programme, row)))
            .or_default()
            .push(row.row.member);
    }
    let away: BTreeSet<ClaimRef> = plans
        .iter()
        .filter(|plan| matches!(plan, Plan::Correct(_)))
        .filter_map(Plan::stored)
        .collect();
    let stored: Vec<ClaimRef> = plans.iter().filter_map(Plan::stored).collect();
    let contested = Contested::load(db, work, &stored)?;
    Ok(rows
        .iter()
        .zip(plans)
        .map(|(row, plan)| {
            let slot = rooted(work, slot_of(programme, row));
            let stored = plan.stored().and_then(|handle| work.claim(handle));
            let own = stored.filter(|_| !plan.is_newcomer());
            let mut members: Vec<PersonId> =
                rivals(work, &slot, own.map(|claim| claim.handle), &away)
                    .iter()
                    .map(|claim| claim.member)
                    .collect();
            members.extend(newcomers.get(&slot).into_iter().flatten());
            // What the row's own approval, and those of claims corrected away, give back.
            let released: i64 = work
                .live_on(&slot)
                .into_iter()
                .filter(|handle| {
                    away.contains(handle) || own.is_some_and(|own| own.handle == *handle)
                })
                .filter_map(|handle| work.claim(handle)?.state.approval())
                .map(|approval| approval.total().get())
                .sum();
            Question {
                claim: Some(own.map_or(row.handle(), |claim| claim.handle)),
                draft: &row.row.draft,
                marks: Cow::Borrowed(&row.marks),
                subject: slot.subject,
                unit: own.map_or(row.row.unit, |claim| claim.unit),
                member: row.row.member,
                submitted_on: stored.map_or(work.today, |claim| claim.submitted_on),
                card_index: row.content.card_index.clone(),
                already_committed: work.slots.get(&slot).map_or(Fen::ZERO, |held| {
                    held.value.committed.saturating_sub(Fen::new(released))
                }),
                supplement: false,
                replaces: stored.filter(|_| plan.is_newcomer()).map(|old| old.handle),
                stands: !matches!(plan, Plan::Refuse(_)),
                open_case: members.len() > 1 || own.is_some_and(|own| work.contested(own)),
                of_one_member: all_the_same(members),
                of_one_family: own.is_some_and(|own| contested.of_one_family(own)),
            }
        })
        .collect())
}

/// Asks the rules; nothing where the year has no period.
fn decide(rule_set: &RuleSet, base: &FactBase<'_>, q: &Question<'_>) -> Option<Decided> {
    let _span = tracing::trace_span!("rules").entered();
    let year_rules = rule_set.year_rules(q.draft.year)?;
    let (facts, beside) = base.facts(rule_set, q);
    let assessed = Assessed::of(year_rules.assessor.as_ref(), q.draft, facts);
    Some((assessed, beside))
}

/// What the rules say of a row, and the other claims that may share something with it.
type Decided = (Assessed, BTreeSet<ClaimRef>);

fn file(
    work: &mut Work,
    ctx: &Context,
    programme: &str,
    row: &Sealed,
    draft: &ClaimDraft,
    plan: &Plan,
    decided: Option<Decided>,
) -> Result<Filed> {
    match (plan, decided) {
        (Plan::Refuse(code), _) => Ok(Filed::Refused(code)),
        (Plan::Unchanged(handle), _) => Ok(Filed::Unchanged(*handle)),
        (_, None) => Ok(Filed::Refused("no-period")),
        (Plan::New, Some((assessed, beside))) => {
            let claim = new_claim(work, programme, row, &assessed.decision);
            let handle = claim.handle;
            work.submit(claim, (draft, &row.marks), &assessed, &beside)?;
            Ok(Filed::New(handle))
        }
        (Plan::Correct(old), Some((assessed, beside))) => {
            let mut claim = new_claim(work, programme, row, &assessed.decision);
            let handle = claim.handle;
            let Some(first) = work.claim(*old).map(|old| old.submitted_on) else {
                return Ok(Filed::Refused("claim-number-unknown"));
            };
            let reason = format!(
                "已更正，由申报 {0} 代替 / corrected by claim {0}",
                claim.number
            );
            if work.step(*old, &Step::Withdraw { reason }).is_err() {
                return Ok(Filed::Refused("claim-number-sealed"));
            }
            claim.origin = Origin::Corrects(*old);
            claim.submitted_on = first;
            work.submit(claim, (draft, &row.marks), &assessed, &beside)?;
            Ok(Filed::Corrected(handle))
        }
        (Plan::Revise(handle), Some((assessed, _))) => {
            let handle = *handle;
            if work.step(handle, &Step::Revise).is_err() {
                return Ok(Filed::Refused("already-sealed"));
            }
            let known = find_programme(ctx, programme)?;
            let content = content::split(ctx, known, draft, handle)?;
            let import = row.row.import;
            work.rewrite(
                handle,
                |claim| {
                    claim.method = draft.method.clone();
                    claim.claimed = draft.claimed;
                    claim.spends = known.spends(draft).map(|spend| spend.mark.value);
                    claim.content = content.json;
                    claim.sealed_card = content.sealed_card;
                    claim.card_index = content.card_index;
                    claim.fingerprint = content.fingerprint;
                    claim.import = import;
                },
                &assessed,
            )?;
            Ok(Filed::Revised(handle))
        }
    }
}

fn new_claim(work: &Work, programme: &str, row: &Sealed, decision: &Decision) -> ClaimRecord {
    let draft = &row.row.draft;
    ClaimRecord {
        handle: row.handle(),
        number: ClaimNumber::from_random(draft.year, row.number),
        unit: row.row.unit,
        unit_path: row.row.unit_path.clone(),
        member: row.row.member,
        programme: programme.to_owned(),
        year: draft.year,
        slot_key: row.slot_key.clone(),
        method: draft.method.clone(),
        state: ClaimState::Submitted,
        case: None,
        origin: Origin::Filed,
        verdict: decision.verdict,
        payable: decision.to_pay(),
        claimed: draft.claimed,
        decision: RecordId(uuid::Uuid::nil()),
        again_on: None,
        content: row.content.json.clone(),
        sealed_card: row.content.sealed_card.clone(),
        card_index: row.content.card_index.clone(),
        spends: row.spends.clone(),
        fingerprint: row.content.fingerprint.clone(),
        import: row.row.import,
        submitted_on: work.today,
        created_at: work.at,
        updated_at: work.at,
        updated_by: work.ctx.actor.id,
        revision: 0,
    }
}

/// Opens a case on every slot that a filed claim made contested, and between a filed claim and the live
/// claims of people who may be the same person, unless two operators have told them apart.
fn open_cases(
    db: &mut Db,
    work: &mut Work,
    programme: &str,
    rows: &[Sealed],
    filed: &[Filed],
) -> Result<()> {
    for (row, filed) in rows.iter().zip(filed) {
        let (Filed::New(handle) | Filed::Corrected(handle) | Filed::Revised(handle)) = filed else {
            continue;
        };
        let slot = rooted(work, slot_of(programme, row));
        let own = if matches!(filed, Filed::Revised(_)) {
            Some(*handle)
        } else {
            None
        };
        if rivals(work, &slot, own, &BTreeSet::new()).len() > 1 {
            let all = work.live_on(&slot);
            contest::open_or_join(work, &slot, &all)?;
        }
        for (kind, suspect) in &row.row.suspects {
            let other = rooted(
                work,
                SlotKey {
                    subject: *suspect,
                    ..slot.clone()
                },
            );
            let others = work.live_on(&other);
            let nothing_to_contest =
                other == slot || (others.is_empty() && *kind != CaseKind::TwoPeople);
            if nothing_to_contest || decided_different(db, row.row.subject, *suspect)? {
                continue;
            }
            contest::open_across(work, *kind, *handle, *suspect, &others)?;
        }
    }
    Ok(())
}

/// The live claims that meet on a slot. A corrected claim does not meet those that went back to
/// their units as it did: whoever corrects second meets the first. Those in `away` are about to be withdrawn.
fn rivals<'w>(
    work: &'w Work,
    slot: &SlotKey,
    revised: Option<ClaimRef>,
    away: &BTreeSet<ClaimRef>,
) -> Vec<&'w ClaimRecord> {
    let counts = |claim: &ClaimRecord| {
        claim.state.name() != StateName::Returned || Some(claim.handle) == revised
    };
    work.live_on(slot)
        .into_iter()
        .filter(|handle| !away.contains(handle))
        .filter_map(|handle| work.claim(handle))
        .filter(|claim| revised.is_none() || counts(claim))
        .collect()
}
