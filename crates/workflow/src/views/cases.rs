//! Cases of duplicate claims, side by side.

use super::case_evidence::weigh;
use super::claim_detail::{PersonView, people};
use super::claims::{ClaimRowView, named};
use super::people::Operators;
use super::{Cursor, Page, missing, page as pages};
use crate::duplicates::kin::Kin;
use crate::error::Result;
use crate::session::Session;
use domain::case::{CaseKind, CaseState, Resolution};
use domain::claim::StateName;
use domain::claim_number::ClaimNumber;
use domain::fen::Fen;
use domain::ids::{CaseId, ClaimRef};
use domain::payment_method::MethodSpec;
use domain::year::{BenefitYear, Instant};
use std::collections::BTreeMap;
use storage::cases::Case;
use storage::page::After;

pub use super::case_evidence::{DifferentEffect, Effects, KeepEffect, PairView};

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRowView {
    /// Id.
    pub id: CaseId,
    /// Why it was opened.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// Benefit year.
    pub year: BenefitYear,
    /// Programme id.
    pub programme: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// How it was decided.
    pub resolution: Option<Resolution>,
    /// Its claims, inside the operator's scope or not.
    pub claims: Vec<ClaimRef>,
    /// The subject as a claim in scope has it; empty without one.
    pub subject_name: String,
    /// Names of the filing units.
    pub units: Vec<String>,
}

/// A case with its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDetail {
    /// What lists show.
    pub row: CaseRowView,
    /// Each claim, in order of filing.
    pub sides: Vec<Side>,
    /// Who decided.
    pub resolved_by: Option<String>,
    /// When.
    pub resolved_at: Option<Instant>,
    /// Who seconded.
    pub seconded_by: Option<String>,
    /// The decision's details, JSON.
    pub body: String,
    /// What was seen of each two claims.
    pub pairs: Vec<PairView>,
    /// What is known of claims of one family, as far as one of the two is in scope.
    pub families: Vec<Kin>,
    /// What each verdict would do, while the case waits for one.
    pub effects: Effects,
}

/// One claim of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Inside the operator's scope: everything.
    Own(Box<OwnSide>),
    /// Outside: which union holds it, and nothing about a person: half a name would tell whoever knows a number the rest.
    Masked(MaskedSide),
}

/// A side inside the operator's scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSide {
    /// The claim.
    pub row: ClaimRowView,
    /// The claimant.
    pub member: PersonView,
    /// The subject.
    pub subject: PersonView,
}

/// A side outside the operator's scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedSide {
    /// The claim.
    pub id: ClaimRef,
    /// Its number.
    pub number: ClaimNumber,
    /// Where it stands.
    pub state: StateName,
    /// The filing unit's name.
    pub unit_name: String,
    /// How the union bears the contribution.
    pub method: &'static MethodSpec,
    /// What the union may pay.
    pub payable: Fen,
}

impl Side {
    /// The claim.
    pub fn id(&self) -> ClaimRef {
        match self {
            Self::Own(side) => side.row.id,
            Self::Masked(side) => side.id,
        }
    }

    /// Its number.
    pub fn number(&self) -> &ClaimNumber {
        match self {
            Self::Own(side) => &side.row.number,
            Self::Masked(side) => &side.number,
        }
    }

    /// Where it stands.
    pub fn state(&self) -> StateName {
        match self {
            Self::Own(side) => side.row.state,
            Self::Masked(side) => side.state,
        }
    }
}

/// A page of cases in scope, oldest first; `states` empty for all.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn page(
    session: &mut Session,
    states: &[CaseState],
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<CaseRowView>> {
    let scope = session.ctx.actor.scope.clone();
    let codes: Vec<String> = states.iter().map(|state| state.code().to_owned()).collect();
    let rows = storage::cases::page(
        &mut session.db,
        &scope,
        &codes,
        after.map(Cursor::after),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, pages::clamp(limit), |row| After {
        key: row.opened_at,
        id: row.id.0,
    });
    let claims = claims_of(session, &page.rows)?;
    let rows = page
        .rows
        .into_iter()
        .map(|row| row_view(session, row, &claims))
        .collect::<Result<_>>()?;
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// A case in scope, with its claims side by side.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`].
pub fn show(session: &mut Session, id: CaseId) -> Result<CaseDetail> {
    let scope = session.ctx.actor.scope.clone();
    let row = missing(
        crate::Thing::Case,
        &id,
        storage::cases::find_in_scope(&mut session.db, &scope, id),
    )?;
    let mut claims = claims_of(session, std::slice::from_ref(&row))?;
    let (body, resolved_at) = (row.body.clone(), row.resolved_at.map(Instant));
    let operators = Operators::load(&mut session.db)?;
    let resolved_by = row.resolved_by.map(|by| operators.name(by.into()));
    let seconded_by = row.seconded_by.map(|by| operators.name(by.into()));
    let of_case = claims.get(&id).map(Vec::as_slice).unwrap_or_default();
    let order: Vec<ClaimRef> = of_case.iter().map(|claim| claim.id).collect();
    let weighed = weigh(session, &row, &order)?;
    let view = row_view(session, row, &claims)?;
    let sides = claims
        .remove(&id)
        .unwrap_or_default()
        .into_iter()
        .map(|row| side(session, row))
        .collect::<Result<_>>()?;
    Ok(CaseDetail {
        row: view,
        sides,
        resolved_by,
        resolved_at,
        seconded_by,
        body,
        pairs: weighed.pairs,
        families: weighed.families,
        effects: weighed.effects,
    })
}

type ClaimsOf = BTreeMap<CaseId, Vec<ClaimRowView>>;

fn claims_of(session: &mut Session, cases: &[Case]) -> Result<ClaimsOf> {
    let ids: Vec<CaseId> = cases.iter().map(|row| row.id.into()).collect();
    let pairs = storage::cases::claims_of(&mut session.db, &ids)?;
    let handles: Vec<ClaimRef> = pairs.iter().map(|(_, handle)| *handle).collect();
    let lines = storage::claims::list::lines_unscoped(&mut session.db, &handles)?;
    let rows = named(session, lines)?;
    let mut found = ClaimsOf::new();
    for (case, handle) in pairs {
        found
            .entry(case)
            .or_default()
            .extend(rows.iter().find(|row| row.id == handle).cloned());
    }
    for claims in found.values_mut() {
        claims.sort_by_key(|row| (row.submitted_on, row.id));
    }
    Ok(found)
}

fn row_view(session: &Session, row: Case, claims: &ClaimsOf) -> Result<CaseRowView> {
    let id = row.id.into();
    let scope = &session.ctx.actor.scope;
    let of_case = claims.get(&id).map(Vec::as_slice).unwrap_or_default();
    let own = of_case.iter().find(|claim| scope.covers(&claim.unit_path));
    let subject_name = own.map_or_else(String::new, |claim| claim.subject_name.clone());
    Ok(CaseRowView {
        id,
        kind: row.kind,
        state: row.state,
        year: BenefitYear::new(row.benefit_year),
        programme: row.programme,
        opened_at: Instant(row.opened_at),
        resolution: row.resolution,
        claims: of_case.iter().map(|claim| claim.id).collect(),
        subject_name,
        units: of_case
            .iter()
            .map(|claim| claim.unit_name.clone())
            .collect(),
    })
}

fn side(session: &mut Session, row: ClaimRowView) -> Result<Side> {
    if !session.ctx.actor.scope.covers(&row.unit_path) {
        return Ok(Side::Masked(MaskedSide {
            id: row.id,
            number: row.number,
            state: row.state,
            unit_name: row.unit_name,
            method: row.method,
            payable: row.payable,
        }));
    }
    let scope = session.ctx.actor.scope.clone();
    let claim = storage::claims::find(&mut session.db, &scope, row.id)?;
    let people = people(session, &claim)?;
    Ok(Side::Own(Box::new(OwnSide {
        row,
        member: people.member,
        subject: people.subject,
    })))
}
