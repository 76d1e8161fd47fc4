//! A case with everything a decision about it may touch, locked.

use super::body::{CaseBody, SideBefore};
use super::{Settled, merge};
use crate::audit::witness;
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::assess::assess;
use crate::review::separation::Duties;
use crate::session::Context;
use crate::words::Words;
use crate::work::{Targets, Work};
use data_encoding::HEXLOWER;
use domain::case::{CaseState, Resolution};
use domain::claim::{StateName, Step};
use domain::claim_record::ClaimRecord;
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::role::Action;
use serde_json::json;
use std::collections::BTreeSet;
use storage::cases::Case;
use storage::{Db, StorageError};

/// A locked case.
pub(super) struct Scene {
    pub(super) work: Work,
    pub(super) row: Case,
    pub(super) body: CaseBody,
    /// Its claims in handle order, live or not.
    pub(super) claims: Vec<ClaimRef>,
    stepped: BTreeSet<ClaimRef>,
    units: Vec<(domain::ids::UnitId, String)>,
}

impl Scene {
    /// Locks the case's people, slots and claims, and refuses an operator who may not touch it.
    pub(super) fn lock(db: &mut Db, ctx: &Context, case: CaseId) -> Result<Self> {
        let (row, claims) = load(db, case)?;
        let body = CaseBody::of(&row)?;
        let mut people: Vec<PersonId> = claims.iter().map(|claim| claim.subject).collect();
        people.extend(&body.people);
        let family = merge::lock_family(db, &people)?;
        Self::lock_family(db, ctx, case, &family)
    }

    /// As [`Scene::lock`], for people whose rows are held already.
    pub(super) fn lock_family(
        db: &mut Db,
        ctx: &Context,
        case: CaseId,
        family: &[PersonId],
    ) -> Result<Self> {
        let (_, claims) = load(db, case)?;
        let slots = merge::slots_of(db, family)?;
        let work = Work::lock(
            db,
            ctx,
            &Targets {
                claims,
                slots,
                ..Targets::default()
            },
        )?;
        // Read again: every writer of a case holds the slots that are held by now.
        let (row, mut claims) = load(db, case)?;
        claims.sort_unstable();
        if claims.iter().any(|claim| work.claim(*claim).is_none()) {
            return Err(StorageError::Conflict.into());
        }
        let own = BTreeSet::from([case]);
        let witnesses = witness::cases::of_cases(db, ctx.keyring(), &own)?;
        witness::expect_vouched(db, &witnesses)?;
        let body = CaseBody::of(&row)?;
        let units = claims
            .iter()
            .filter_map(|claim| work.claim(*claim))
            .map(|claim| Ok((claim.unit, storage::units::find(db, claim.unit)?.name)))
            .collect::<Result<_>>()?;
        let scene = Self {
            work,
            row,
            body,
            claims,
            stepped: BTreeSet::new(),
            units,
        };
        scene.require_in_sight()?;
        scene.require_no_family(db)?;
        Ok(scene)
    }

    pub(super) fn case(&self) -> CaseId {
        self.row.id.into()
    }

    pub(super) fn require_undecided(&self) -> Result<()> {
        match self.row.state {
            CaseState::Open | CaseState::Proposed => Ok(()),
            state => Err(WorkflowError::CaseNotOpen {
                id: self.case().to_string(),
                state,
            }),
        }
    }

    pub(super) fn require_proposed(&self) -> Result<()> {
        match self.row.state {
            CaseState::Proposed => Ok(()),
            state => Err(WorkflowError::State {
                kind: crate::Thing::Case,
                id: self.case().to_string(),
                state: Words::new(state.chinese(), state.code()),
                hint: Box::new(words!(
                    "只有“不是同一人”的意见需要另一人同意",
                    "only a proposal that these are different people waits for a second operator"
                )),
            }),
        }
    }

    /// A case none of whose claims is in scope does not exist for the operator.
    fn require_in_sight(&self) -> Result<()> {
        let scope = &self.work.ctx.actor.scope;
        let seen = self
            .claims
            .iter()
            .filter_map(|claim| self.work.claim(*claim))
            .any(|claim| scope.covers(&claim.unit_path));
        if seen {
            Ok(())
        } else {
            Err(WorkflowError::NotFound {
                kind: crate::Thing::Case,
                id: self.case().to_string(),
            })
        }
    }

    fn require_no_family(&self, db: &mut Db) -> Result<()> {
        let duties = Duties::load(db, &self.work, Action::ResolveDuplicate, &self.claims)?;
        for claim in &self.claims {
            duties
                .check(&self.work, *claim)
                .map_err(|refusal| WorkflowError::Claim {
                    claim: *claim,
                    refusal: Box::new(refusal),
                })?;
        }
        Ok(())
    }

    /// The claims of the case that count.
    pub(super) fn live(&self) -> Vec<ClaimRecord> {
        self.claims
            .iter()
            .filter_map(|claim| self.work.claim(*claim))
            .filter(|claim| claim.state.name().is_live())
            .cloned()
            .collect()
    }

    /// The live claims whose money is not yet on its way.
    pub(super) fn open_to_change(&self) -> Vec<ClaimRecord> {
        self.live()
            .into_iter()
            .filter(|claim| !claim.state.name().is_sealed())
            .collect()
    }

    /// The people the case is about, as roots.
    pub(super) fn subjects(&self) -> BTreeSet<PersonId> {
        let subjects = self.claims.iter().map(|claim| claim.subject);
        subjects
            .chain(self.body.people.iter().copied())
            .map(|person| self.work.root_of(person))
            .collect()
    }

    /// Notes where every live claim stands before the decision.
    pub(super) fn remember_sides(&mut self) {
        self.body.sides = self
            .live()
            .iter()
            .map(|claim| SideBefore {
                claim: claim.handle,
                before: claim.state.name(),
                step: None,
            })
            .collect();
    }

    /// A refusal about one claim: its unit and number, and no person.
    pub(super) fn refuse(
        &self,
        claim: &ClaimRecord,
        code: &'static str,
        what: &Words,
    ) -> WorkflowError {
        let unit = self
            .units
            .iter()
            .find(|(id, _)| *id == claim.unit)
            .map_or("", |(_, name)| name.as_str());
        let (number, state) = (&claim.number, claim.state.name());
        let message = Words::new(
            format!("{unit} 的申报 {number} {}：{}", state.chinese(), what.zh),
            format!("claim {number} at {unit} is {}: {}", state.code(), what.en),
        );
        WorkflowError::Claim {
            claim: claim.handle,
            refusal: Box::new(Refusal::new(code, message)),
        }
    }

    /// Whoever says what all claims of the case are sees all that count.
    pub(super) fn require_all_in_scope(&self) -> Result<()> {
        self.live()
            .iter()
            .try_for_each(|claim| self.require_in_scope(claim))
    }

    fn require_in_scope(&self, claim: &ClaimRecord) -> Result<()> {
        if self.work.ctx.actor.scope.covers(&claim.unit_path) {
            return Ok(());
        }
        Err(self.refuse(
            claim,
            "out-of-scope",
            &words!(
                "须由权限范围覆盖本案各单位的操作员处理",
                "an operator whose scope covers every unit of the case must decide this"
            ),
        ))
    }

    /// Takes a step with a claim in the operator's scope.
    pub(super) fn step(&mut self, claim: &ClaimRecord, step: &Step) -> Result<()> {
        self.require_in_scope(claim)?;
        self.work
            .step(claim.handle, step)
            .map_err(|refusal| WorkflowError::Claim {
                claim: claim.handle,
                refusal: Box::new(refusal),
            })?;
        self.stepped.insert(claim.handle);
        if let Some(side) = self
            .body
            .sides
            .iter_mut()
            .find(|side| side.claim == claim.handle)
        {
            side.step = Some(step.name());
        }
        Ok(())
    }

    /// Takes the case off its claims and slots.
    pub(super) fn lift(&mut self) -> Result<()> {
        let case = self.case();
        for claim in self.claims.clone() {
            if self
                .work
                .claim(claim)
                .is_some_and(|claim| claim.case == Some(case))
            {
                self.work.set_case(claim, None)?;
            }
        }
        Ok(())
    }

    /// Opens a case wherever several undecided claims still meet, for example in another year.
    pub(super) fn contest_again(&mut self) -> Result<()> {
        let slots: Vec<_> = self.work.slots.keys().cloned().collect();
        for slot in slots {
            let rivals = self.work.live_on(&slot);
            let waiting = rivals.iter().filter(|claim| {
                self.work
                    .claim(**claim)
                    .is_some_and(|claim| claim.state.name() != StateName::Returned)
            });
            if waiting.count() > 1 {
                crate::duplicates::contest::open_or_join(&mut self.work, &slot, &rivals)?;
            }
        }
        Ok(())
    }

    /// Notes who decided, how and when.
    pub(super) fn decided(&mut self, resolution: Resolution) {
        self.row.resolution = Some(resolution);
        self.row.resolved_by = Some(self.work.ctx.actor.id.into());
        self.row.resolved_at = Some(self.work.at.0);
    }

    /// Writes the case, an event on each of its claims, and everything that was changed.
    pub(super) fn finish(mut self, db: &mut Db, state: CaseState, action: &str) -> Result<Settled> {
        self.row.state = state;
        self.row.body = serde_json::to_string(&self.body)?;
        self.row.revision += 1;
        let digest = HEXLOWER.encode(&self.work.ctx.keyring().digest(self.row.body.as_bytes()));
        let weighed = weighed(db, self.case())?;
        let detail = json!({
            "case": self.case(),
            "state": state,
            "resolution": self.row.resolution,
            "kept": self.body.kept,
            // The chain vouches for the words of the decision without repeating them.
            "body": digest,
            "weighed": weighed,
        });
        for claim in self.claims.clone() {
            self.work.record(claim, action, &detail.to_string(), true)?;
        }
        self.assess_again(db)?;
        storage::cases::update(db, &self.row)?;
        self.work.touched.insert(self.row.id.into());
        self.work.flush(db)?;
        Ok(Settled {
            case: self.row.id.into(),
            state,
            done: self.stepped.into_iter().collect(),
        })
    }

    /// An open case is itself a condition of the rules, so its undecided claims are assessed anew.
    fn assess_again(&mut self, db: &mut Db) -> Result<()> {
        let undecided: Vec<ClaimRef> = self
            .live()
            .iter()
            .filter(|claim| claim.state.name().is_undecided())
            .map(|claim| claim.handle)
            .collect();
        for (claim, assessed) in assess(db, &self.work, &undecided)? {
            let Some(last) = self.work.claim(claim).map(|claim| claim.decision) else {
                continue;
            };
            let last = storage::history::decision(db, claim.subject, last.into())
                .ok()
                .map(|row| row.body);
            self.work.reassess(claim, &assessed, last.as_deref())?;
        }
        Ok(())
    }
}

fn load(db: &mut Db, case: CaseId) -> Result<(Case, Vec<ClaimRef>)> {
    let row = match storage::cases::find(db, case) {
        Err(StorageError::NotFound) => {
            return Err(WorkflowError::NotFound {
                kind: crate::Thing::Case,
                id: case.to_string(),
            });
        }
        other => other?,
    };
    let claims = storage::cases::claims_of(db, &[case])?
        .into_iter()
        .map(|(_, claim)| claim)
        .collect();
    Ok((row, claims))
}

/// The scores the case rests on, thousandths of a bit, with the model of each: the chain vouches for them.
fn weighed(db: &mut Db, case: CaseId) -> Result<Vec<serde_json::Value>> {
    let seen = storage::matching::evidence_of(db, &[case])?;
    seen.into_iter()
        .map(|seen| {
            let model = storage::matching::model(db, seen.model_id)?;
            Ok(json!({
                "a": seen.claim_a.0.to_string(),
                "b": seen.claim_b.0.to_string(),
                "score": seen.score,
                "model": crate::duplicates::similar::name_of(model.version, &model.digest),
            }))
        })
        .collect()
}
