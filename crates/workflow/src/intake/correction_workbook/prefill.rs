//! Last year's families of a unit as a claims sheet for the next year: an unchanged family needs no number typed.

use super::numbers::Numbers;
use super::{Handing, hand_out, refuse_too_many, template, unit_in_scope};
use crate::error::{Result, WorkflowError};
use crate::payments::marks::Marks;
use crate::review::facts::{FactBase, Question};
use crate::review::rule_set::{RuleSet, YearRules, find_programme};
use crate::session::{Context, Session};
use domain::claim_record::ClaimRecord;
use domain::decision::Verdict;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::role::Action;
use domain::unit::UnitPath;
use domain::year::BenefitYear;
use import::Claims;
use import::forms::claim_cells;
use import::write::{Form, FormCell, FormRow};
use policy::Programme;
use rows::ColumnSpec;
use rows::Sheet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use storage::Db;
use storage::claims::list::ClaimQuery;
use storage::units::Unit;

/// A template filled with last year's families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefilled {
    /// Where.
    pub path: PathBuf,
    /// Families listed.
    pub rows: usize,
    /// People left out because they are past the age.
    pub outgrown: usize,
    /// People left out because the year is filed for already.
    pub filed: usize,
    /// Claims of last year left out because two are in dispute.
    pub contested: usize,
}

/// Lists the families of a unit and those below it whose claims of the year before were eligible or paid, in a
/// template for `year`, readable by its owner only; a file that is there is never replaced.
///
/// # Errors
/// [`WorkflowError::Forbidden`], [`WorkflowError::UnknownUnit`]; [`WorkflowError::Nothing`] without a period or
/// without families; [`WorkflowError::Usage`] for too many rows; [`WorkflowError::Write`].
pub fn prefill(
    session: &mut Session,
    programme: &str,
    unit: &str,
    year: BenefitYear,
    to: &Path,
) -> Result<Prefilled> {
    session.ctx.require(Action::HandBack)?;
    let row = unit_in_scope(&mut session.db, &session.ctx, unit)?;
    let branch = [row.path];
    let listed = Listed::find(session, programme, &branch, None, year)?;
    if listed.kept.is_empty() {
        let families = &listed.families;
        return Err(WorkflowError::Nothing(words!(
            "{unit} 没有可列入 {year} 年度的家庭：超龄 {} 家，已申报 {} 家，有争议 {} 家",
            "no family of {unit} is left to list for {year}: {} past the age, {} filed already, {} in dispute",
            families.outgrown,
            families.filed,
            families.contested
        )));
    }
    listed.hand_out(session, programme, unit, year, to)
}

/// A union whose own sheet is wanted.
pub(crate) struct OwnSheet<'a> {
    /// The union.
    pub(crate) unit: UnitId,
    /// Its code.
    pub(crate) code: &'a str,
    /// Its place, and those of the unions merged into it.
    pub(crate) places: Vec<UnitPath>,
}

/// As [`prefill`] for the claims one union acts for, without those below it; without a family the template is empty.
///
/// # Errors
/// As [`prefill`], but for families that are not there.
pub(crate) fn own_sheet(
    session: &mut Session,
    programme: &str,
    own: &OwnSheet<'_>,
    year: BenefitYear,
    to: &Path,
) -> Result<Prefilled> {
    session.ctx.require(Action::HandBack)?;
    let listed = Listed::find(session, programme, &own.places, Some(own.unit), year)?;
    if listed.kept.is_empty() {
        let path = template(session, "claims", programme, to)?;
        return Ok(listed.told(path));
    }
    listed.hand_out(session, programme, own.code, year, to)
}

/// The families that can be listed.
struct Listed {
    families: Families,
    kept: Vec<Family>,
}

impl Listed {
    fn find(
        session: &mut Session,
        programme: &str,
        places: &[UnitPath],
        only: Option<UnitId>,
        year: BenefitYear,
    ) -> Result<Self> {
        let ctx = session.ctx.clone();
        let db = &mut session.db;
        let rule_set = RuleSet::open(db, &ctx, programme)?;
        let year_rules = rule_set.year_rules(year).ok_or_else(|| {
            WorkflowError::Nothing(words!(
                "{year} 年度尚未设立申报期，请先建立",
                "there is no period for {year}: open one first"
            ))
        })?;
        let mut families = Families::of_last_year(db, &ctx, programme, year, places, only)?;
        refuse_too_many(families.claims.len())?;
        let kept = families.for_year(db, &ctx, &rule_set, year_rules, year)?;
        Ok(Self { families, kept })
    }

    fn hand_out(
        &self,
        session: &mut Session,
        programme: &str,
        unit: &str,
        year: BenefitYear,
        to: &Path,
    ) -> Result<Prefilled> {
        let ctx = session.ctx.clone();
        let programme = find_programme(&ctx, programme)?;
        let sheet = Claims(programme).spec();
        let form = Form {
            rows: (2_u32..)
                .zip(&self.kept)
                .map(|(at, family)| family.row(at, programme, sheet.columns))
                .collect(),
            ..import::forms::template(&sheet)
        };
        let handles: Vec<ClaimRef> = self.kept.iter().map(|family| family.claim).collect();
        let handing = Handing {
            purpose: "prefill",
            unit,
            claims: &handles,
        };
        let path = hand_out(session, &form, to, &format!("{unit}-{year}.xlsx"), &handing)?;
        Ok(self.told(path))
    }

    fn told(&self, path: PathBuf) -> Prefilled {
        Prefilled {
            path,
            rows: self.kept.len(),
            outgrown: self.families.outgrown,
            filed: self.families.filed,
            contested: self.families.contested,
        }
    }
}

/// A row of the template and the claim it comes from.
struct Family {
    claim: ClaimRef,
    draft: ClaimDraft,
}

impl Family {
    fn row(&self, row: u32, programme: &dyn Programme, columns: &'static [ColumnSpec]) -> FormRow {
        let values = claim_cells(programme, &self.draft, None, columns);
        let cells = (0_u16..)
            .zip(columns)
            .zip(values)
            .filter(|((_, spec), _)| !programme.is_asked_anew(&self.draft, spec))
            .map(|((at, _), text)| FormCell::text(at, text))
            .collect();
        FormRow { row, cells }
    }
}

struct Families {
    claims: Vec<ClaimRecord>,
    /// The unit that files for each claim's unit now.
    units: BTreeMap<UnitId, Unit>,
    outgrown: usize,
    filed: usize,
    contested: usize,
}

impl Families {
    fn of_last_year(
        db: &mut Db,
        ctx: &Context,
        programme: &str,
        year: BenefitYear,
        places: &[UnitPath],
        only: Option<UnitId>,
    ) -> Result<Self> {
        let scope = &ctx.actor.scope;
        let mut handles = Vec::new();
        for place in places {
            let wanted = ClaimQuery {
                unit: Some(place.clone()),
                year: Some(year.get() - 1),
                programme: Some(programme.to_owned()),
                ..ClaimQuery::default()
            };
            handles.extend(storage::claims::list::matching(db, scope, &wanted)?);
        }
        let mut claims = storage::claims::find_all(db, scope, &handles)?;
        claims.retain(was_in_order);
        let units = acting_units(db, ctx, &claims)?;
        claims.retain(|claim| {
            let acting = units.get(&claim.unit);
            acting.is_some_and(|row| only.is_none_or(|only| only == row.id.into()))
        });
        let before = claims.len();
        claims.retain(|claim| claim.case.is_none());
        let contested = before - claims.len();
        let subjects: Vec<PersonId> = claims.iter().map(|claim| claim.handle.subject).collect();
        let live: BTreeSet<PersonId> = storage::claims::live_of(db, programme, year, &subjects)?
            .into_iter()
            .map(|claim| claim.subject)
            .collect();
        let before = claims.len();
        claims.retain(|claim| !live.contains(&claim.handle.subject));
        let filed = before - claims.len();
        Ok(Self {
            claims,
            units,
            outgrown: 0,
            filed,
            contested,
        })
    }

    /// The rows for the year; people past its age are counted instead.
    fn for_year(
        &mut self,
        db: &mut Db,
        ctx: &Context,
        rule_set: &RuleSet,
        year_rules: &YearRules,
        year: BenefitYear,
    ) -> Result<Vec<Family>> {
        let standard = year_rules.assessor.terms().standard;
        let programme = find_programme(ctx, &rule_set.programme)?;
        let mut numbers = Numbers::new(ctx);
        let mut drafts = Vec::with_capacity(self.claims.len());
        for claim in &self.claims {
            let old = numbers.draft(db, claim)?;
            let mut draft = programme.next_year(old, year, standard);
            if let Some(unit) = self.units.get(&claim.unit) {
                draft.unit_code.clone_from(&unit.code);
            }
            drafts.push(draft);
        }
        let questions: Vec<Question<'_>> = self
            .claims
            .iter()
            .zip(&drafts)
            .map(|(claim, draft)| Question {
                claim: None,
                marks: Cow::Owned(Marks::of(ctx.keyring(), programme, draft, None)),
                draft,
                subject: claim.handle.subject,
                unit: self
                    .units
                    .get(&claim.unit)
                    .map_or(claim.unit, |unit| unit.id.into()),
                member: claim.member,
                submitted_on: ctx.today(),
                card_index: None,
                already_committed: Fen::ZERO,
                supplement: false,
                replaces: None,
                stands: true,
                open_case: false,
                of_one_member: false,
                of_one_family: false,
            })
            .collect();
        let base = FactBase::load(db, ctx, rule_set, &questions)?;
        let sums: Vec<Option<Fen>> = questions
            .iter()
            .map(|question| {
                let (facts, _) = base.facts(rule_set, question);
                let gone = year_rules.assessor.outgrown(question.draft, &facts);
                (!gone).then(|| year_rules.assessor.assess(question.draft, &facts).ceiling)
            })
            .collect();
        drop(questions);
        self.outgrown = sums.iter().filter(|sum| sum.is_none()).count();
        let mut kept: Vec<Family> = self
            .claims
            .iter()
            .zip(drafts)
            .zip(sums)
            .filter_map(|((claim, draft), sum)| {
                let draft = ClaimDraft {
                    claimed: sum?,
                    ..draft
                };
                Some(Family {
                    claim: claim.handle,
                    draft,
                })
            })
            .collect();
        kept.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(kept)
    }
}

/// Families stand together, the elder subject first.
fn key(family: &Family) -> (&str, &str, Option<chrono::NaiveDate>, ClaimRef) {
    let draft = &family.draft;
    let (unit, member) = (draft.unit_code.as_str(), draft.claimant.name.as_str());
    (unit, member, draft.subject.birth_date, family.claim)
}

/// It was paid, is on its way, or every rule accepted it.
fn was_in_order(claim: &ClaimRecord) -> bool {
    let state = claim.state.name();
    let accepted = state.occupies_slot() || claim.verdict == Verdict::Eligible;
    state.is_live() && accepted && claim.supplements().is_none()
}

/// The unit that acts for each claim's unit today, if it is in scope.
fn acting_units(
    db: &mut Db,
    ctx: &Context,
    claims: &[ClaimRecord],
) -> Result<BTreeMap<UnitId, Unit>> {
    let succession = storage::units::succession(db)?;
    let acting: BTreeMap<UnitId, UnitId> = claims
        .iter()
        .map(|claim| {
            let unit = claim.unit;
            (unit, succession.resolve(unit, ctx.today()).unwrap_or(unit))
        })
        .collect();
    let wanted: Vec<UnitId> = acting
        .values()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let rows: BTreeMap<UnitId, Unit> = storage::units::by_ids(db, &wanted)?
        .into_iter()
        .filter(|row| ctx.actor.scope.covers(&row.path))
        .map(|row| (row.id.into(), row))
        .collect();
    Ok(acting
        .into_iter()
        .filter_map(|(unit, acting)| Some((unit, rows.get(&acting)?.clone())))
        .collect())
}
