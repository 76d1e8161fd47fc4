//! Assesses stored claims that are locked in a unit of work.

use crate::content;
use crate::error::Result;
use crate::facts::{FactBase, Question};
use crate::rulebook::Rulebook;
use crate::work::Work;
use chrono::Datelike;
use domain::claim_record::ClaimRecord;
use domain::decision::Decision;
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use policy::Facts;
use std::collections::BTreeMap;
use storage::Db;

/// A claim with its present decision.
pub(crate) struct Assessed {
    pub(crate) decision: Decision,
}

/// Assesses claims of any programmes by the rules and facts of now. Claims without a period are left out.
pub(crate) fn assess(
    db: &mut Db,
    work: &Work,
    handles: &[ClaimRef],
) -> Result<BTreeMap<ClaimRef, Assessed>> {
    let mut by_programme: BTreeMap<String, Vec<ClaimRecord>> = BTreeMap::new();
    for claim in handles.iter().filter_map(|handle| work.claim(*handle)) {
        by_programme
            .entry(claim.programme.clone())
            .or_default()
            .push(claim.clone());
    }
    let mut assessed = BTreeMap::new();
    for (programme, claims) in by_programme {
        let rulebook = Rulebook::open(db, &work.env, &programme)?;
        let drafts: Vec<(ClaimRecord, ClaimDraft)> = claims
            .into_iter()
            .map(|claim| content::join(&work.env, &claim).map(|draft| (claim, draft)))
            .collect::<Result<_>>()?;
        let questions: Vec<Question<'_>> = drafts
            .iter()
            .map(|(claim, draft)| question(work, claim, draft))
            .collect();
        let base = FactBase::load(db, &work.env, &rulebook, &questions)?;
        for ((claim, draft), q) in drafts.iter().zip(&questions) {
            if let Some(chapter) = rulebook.chapter(claim.year) {
                let mut facts = base.facts(&rulebook, q);
                give_back_own(&mut facts, claim);
                let decision = chapter.assessor.assess(draft, &facts);
                assessed.insert(claim.handle, Assessed { decision });
            }
        }
    }
    Ok(assessed)
}

/// What an approved claim itself has reserved is not missing from its purse.
fn give_back_own(facts: &mut Facts, claim: &ClaimRecord) {
    let Some(approval) = claim.state.approval() else {
        return;
    };
    if i32::from(approval.budget_year) != facts.today.year() {
        return;
    }
    for purse in facts
        .budgets
        .iter_mut()
        .filter(|purse| purse.source == approval.source)
    {
        purse.available = purse
            .available
            .checked_add(approval.amount)
            .unwrap_or(purse.available);
    }
}

fn question<'a>(work: &Work, claim: &ClaimRecord, draft: &'a ClaimDraft) -> Question<'a> {
    let committed = work.slot_of(claim).map_or(Fen::ZERO, |slot| {
        // What the claim itself has committed is not "already" committed.
        let own = if slot.occupancy.claim() == Some(claim.id()) || claim.supplements().is_some() {
            claim
                .state
                .approval()
                .map_or(Fen::ZERO, |approval| approval.amount)
        } else {
            Fen::ZERO
        };
        slot.committed.saturating_sub(own)
    });
    Question {
        draft,
        subject: work.root_of(claim.handle.subject),
        unit: claim.unit,
        member: claim.member,
        submitted_on: claim.submitted_on,
        card_index: claim.card_index.clone(),
        already_committed: committed,
        supplement: claim.supplements().is_some(),
        replaces: None,
        // A supplement stands in no case: the one about its paid claim concerns it too.
        open_case: work.contested(claim),
    }
}
