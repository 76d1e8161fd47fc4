//! Assesses stored claims: those locked in a unit of work, or those a preview only looks at.

use crate::error::Result;
use crate::intake::content;
use crate::payments::marks::Marks;
use crate::review::common_rule;
use crate::review::facts::{FactBase, Question};
use crate::review::rule_set::{RuleSet, find_programme};
use crate::session::Context;
use crate::work::Work;
use chrono::{Datelike, NaiveDate};
use domain::case::CaseKind;
use domain::claim::Approval;
use domain::claim_record::ClaimRecord;
use domain::decision::Decision;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::{CaseId, ClaimRef, PersonId};
use domain::slot::Slot;
use policy::facts::BudgetFact;
use policy::{Assessor, Facts};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;
use storage::cases::Case;

/// A decision with the facts it was made with: both are stored, so that it can be made again.
pub(crate) struct Assessed {
    pub(crate) decision: Decision,
    pub(crate) facts: Facts,
    /// The first day on which the decision may differ though nothing is changed.
    pub(crate) again_on: Option<NaiveDate>,
}

impl Assessed {
    /// Asks the rules.
    pub(crate) fn of(assessor: &dyn Assessor, draft: &ClaimDraft, facts: Facts) -> Self {
        let mut decision = assessor.assess(draft, &facts);
        common_rule::hold(&mut decision, &facts);
        Self {
            decision,
            again_on: assessor.again_on(draft, &facts),
            facts,
        }
    }

    /// The funding sources together hold less than is payable.
    pub(crate) fn is_short(&self) -> bool {
        let left = self.facts.budgets.iter().map(|budget| budget.available);
        let left = left.fold(Fen::ZERO, |sum, budget| {
            sum.checked_add(budget.max(Fen::ZERO)).unwrap_or(sum)
        });
        left < self.decision.payable
    }
}

/// The claims to be assessed and what stands around them, locked or only looked at.
pub(crate) trait Scene {
    /// The claim.
    fn claim(&self, handle: ClaimRef) -> Option<&ClaimRecord>;
    /// The person everybody merged into this one is counted as.
    fn root_of(&self, person: PersonId) -> PersonId;
    /// The slot the claim competes for.
    fn slot_of(&self, claim: &ClaimRecord) -> Option<&Slot>;

    /// Every claim at hand. What stands here goes before what is stored: it may have been changed and not written yet.
    fn at_hand(&self) -> Vec<&ClaimRecord>;

    /// Cases that were opened here and are not written yet.
    fn opened(&self) -> &[Case] {
        &[]
    }

    /// An open case stands on the claim, or on the paid claim it adds to.
    fn contested(&self, claim: &ClaimRecord) -> bool {
        let beside = || {
            claim.supplements().is_some()
                && self.slot_of(claim).is_some_and(|slot| slot.case.is_some())
        };
        claim.case.is_some() || beside()
    }
}

impl Scene for Work {
    fn claim(&self, handle: ClaimRef) -> Option<&ClaimRecord> {
        self.claim(handle)
    }

    fn root_of(&self, person: PersonId) -> PersonId {
        self.root_of(person)
    }

    fn slot_of(&self, claim: &ClaimRecord) -> Option<&Slot> {
        self.slot_of(claim)
    }

    fn at_hand(&self) -> Vec<&ClaimRecord> {
        self.claims.values().map(|held| &held.value).collect()
    }

    fn opened(&self) -> &[Case] {
        &self.cases
    }
}

/// The members of the live claims of open cases.
#[derive(Default)]
pub(crate) struct Contested {
    members: BTreeMap<CaseId, BTreeMap<ClaimRef, PersonId>>,
    of_one_family: BTreeSet<CaseId>,
}

impl Contested {
    /// Looks up the cases of these claims. A case may be about claims of several people, of which few are at hand.
    pub(crate) fn load(db: &mut Db, scene: &dyn Scene, handles: &[ClaimRef]) -> Result<Self> {
        let cases: BTreeSet<CaseId> = handles
            .iter()
            .filter_map(|handle| scene.claim(*handle)?.case)
            .collect();
        if cases.is_empty() {
            return Ok(Self::default());
        }
        let asked: Vec<CaseId> = cases.iter().copied().collect();
        let mut members: BTreeMap<CaseId, BTreeMap<ClaimRef, PersonId>> = BTreeMap::new();
        let opened = scene.opened().iter();
        let mut of_one_family: BTreeSet<CaseId> = opened
            .filter(|case| case.kind == CaseKind::OneFamily)
            .map(|case| case.id.into())
            .collect();
        for of in storage::cases::members_of(db, &asked)? {
            members
                .entry(of.case)
                .or_default()
                .insert(of.claim, of.member);
            if of.kind == CaseKind::OneFamily {
                of_one_family.insert(of.case);
            }
        }
        for claim in scene.at_hand() {
            for of_case in members.values_mut() {
                of_case.remove(&claim.handle);
            }
            if let Some(case) = claim.case.filter(|case| cases.contains(case))
                && claim.state.name().is_live()
            {
                let of_case = members.entry(case).or_default();
                of_case.insert(claim.handle, claim.member);
            }
        }
        Ok(Self {
            members,
            of_one_family,
        })
    }

    /// The open case on the claim is about several claims, all of one member.
    fn of_one_member(&self, claim: &ClaimRecord) -> bool {
        let of_case = claim.case.and_then(|case| self.members.get(&case));
        all_the_same(of_case.into_iter().flatten().map(|(_, member)| *member))
    }

    /// The open case on the claim is about one family's claims under different documents.
    pub(crate) fn of_one_family(&self, claim: &ClaimRecord) -> bool {
        claim
            .case
            .is_some_and(|case| self.of_one_family.contains(&case))
    }
}

/// Several, and all of one member.
pub(crate) fn all_the_same(members: impl IntoIterator<Item = PersonId>) -> bool {
    let mut members = members.into_iter();
    let first = members.next();
    let mut several = false;
    members.all(|member| {
        several = true;
        Some(member) == first
    }) && several
}

/// Assesses claims of any programmes by the rules and facts of now. Claims without a period are left out.
pub(crate) fn assess(
    db: &mut Db,
    work: &Work,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, Assessed>> {
    let mut by_programme: BTreeMap<&str, Vec<ClaimRef>> = BTreeMap::new();
    for claim in handles.iter().filter_map(|handle| work.claim(*handle)) {
        by_programme
            .entry(&claim.programme)
            .or_default()
            .push(claim.handle);
    }
    let mut assessed = BTreeMap::new();
    for (programme, handles) in by_programme {
        let rule_set = RuleSet::open(db, &work.ctx, programme)?;
        assessed.extend(assess_by(db, &work.ctx, work, &rule_set, &handles)?);
    }
    Ok(assessed)
}

/// Assesses claims of one programme by a rule set that may be another one than that in force.
pub(crate) fn assess_by(
    db: &mut Db,
    ctx: &Context,
    scene: &dyn Scene,
    rule_set: &RuleSet,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, Assessed>> {
    let drafts: Vec<(&ClaimRecord, ClaimDraft)> = handles
        .iter()
        .filter_map(|handle| scene.claim(*handle))
        .map(|claim| content::join(ctx, claim).map(|draft| (claim, draft)))
        .collect::<Result<_>>()?;
    let contested = Contested::load(db, scene, handles)?;
    let programme = find_programme(ctx, &rule_set.programme)?;
    let marks_of = |claim: &ClaimRecord, draft: &ClaimDraft| {
        Marks::of(ctx.keyring(), programme, draft, claim.card_index.as_deref())
    };
    let questions: Vec<Question<'_>> = drafts
        .iter()
        .map(|(claim, draft)| Question {
            of_one_member: contested.of_one_member(claim),
            of_one_family: contested.of_one_family(claim),
            ..question(scene, claim, draft, marks_of(claim, draft))
        })
        .collect();
    let base = FactBase::load(db, ctx, rule_set, &questions)?;
    let mut assessed = BTreeMap::new();
    for ((claim, draft), q) in drafts.iter().zip(&questions) {
        if let Some(year_rules) = rule_set.year_rules(claim.year) {
            let (mut facts, _) = base.facts(rule_set, q);
            give_back_own(&mut facts, claim);
            let found = Assessed::of(year_rules.assessor.as_ref(), draft, facts);
            assessed.insert(claim.handle, found);
        }
    }
    Ok(assessed)
}

/// What an approved claim itself has reserved is not missing from its funding source.
fn give_back_own(facts: &mut Facts, claim: &ClaimRecord) {
    let year = facts.today.year();
    for part in claim.state.parts() {
        let own = |budget: &&mut BudgetFact| budget.source == part.source;
        if i32::from(part.budget_year) != year {
            continue;
        }
        for budget in facts.budgets.iter_mut().filter(own) {
            budget.available = budget
                .available
                .checked_add(part.amount)
                .unwrap_or(budget.available);
        }
    }
}

fn question<'a>(
    scene: &dyn Scene,
    claim: &ClaimRecord,
    draft: &'a ClaimDraft,
    marks: Marks,
) -> Question<'a> {
    let committed = scene.slot_of(claim).map_or(Fen::ZERO, |slot| {
        // What the claim itself has committed is not "already" committed.
        let own = if slot.occupancy.claim() == Some(claim.id()) || claim.supplements().is_some() {
            claim.state.approval().map_or(Fen::ZERO, Approval::total)
        } else {
            Fen::ZERO
        };
        slot.committed.saturating_sub(own)
    });
    Question {
        already_committed: committed,
        // A supplement stands in no case: the one about its paid claim concerns it too.
        open_case: scene.contested(claim),
        ..Question::about(
            claim,
            draft,
            Cow::Owned(marks),
            scene.root_of(claim.handle.subject),
        )
    }
}
