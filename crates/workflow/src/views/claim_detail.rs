//! One claim with everything that explains it.

use super::claims::ClaimRowView;
use super::numbers::{self, MaskedNumber};
use super::out;
use super::people::Operators;
use super::{Lang, missing, remedy, sentence};
use crate::error::Result;
use crate::intake::content;
use crate::intake::correction_workbook::numbers::Numbers;
use crate::review::assess::all_the_same;
use crate::review::rule_set::find_programme;
use crate::session::Session;
use chrono::NaiveDate;
use domain::batch::{BatchState, LineState};
use domain::case::{CaseKind, CaseState};
use domain::claim::{ClaimState, StateName, StepName};
use domain::claim_number::ClaimNumber;
use domain::claim_record::{ClaimRecord, Origin};
use domain::decision::{Decision, Severity};
use domain::draft::PersonDraft;
use domain::fen::Fen;
use domain::ids::{BatchId, CaseId, ClaimId, ClaimRef, ImportId};
use domain::year::Instant;
pub use policy::ShownField;
use storage::StorageError;

/// A claim with everything that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimDetail {
    /// What lists show.
    pub row: ClaimRowView,
    /// Where it stands, with what was decided to get there.
    pub state: ClaimState,
    /// The claimant.
    pub member: PersonView,
    /// The subject.
    pub subject: PersonView,
    /// What the row said.
    pub filed: Filed,
    /// The last decision.
    pub decision: Decision,
    /// Its conditions as sentences, the worst first, of one severity in the order of the rules.
    pub findings: Vec<FindingView>,
    /// What happened, oldest first.
    pub history: Vec<EventView>,
    /// The open case of a claim that counts; of a withdrawn claim, the last one that was decided.
    pub case: Option<CaseBrief>,
    /// Its lines in batches, oldest first.
    pub batches: Vec<BatchBrief>,
    /// The slot it competes for.
    pub slot: SlotView,
    /// Where its last revision was read from.
    pub source: SourceView,
    /// The claims it is linked to, as far as they are in scope.
    pub links: Links,
}

/// What a claim corrects or adds to, and what corrects it or adds to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The withdrawn claim it corrects.
    pub corrects: Option<Linked>,
    /// The claim that took its place; the newest, should there be several.
    pub corrected_by: Option<Linked>,
    /// The paid claim it adds to.
    pub supplements: Option<Linked>,
    /// Supplementary claims to it, oldest first.
    pub supplemented_by: Vec<Linked>,
}

/// A claim by id and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its id.
    pub claim: ClaimRef,
    /// Its number.
    pub number: ClaimNumber,
}

impl Linked {
    fn to(claim: &ClaimRecord) -> Self {
        Self {
            claim: claim.handle,
            number: claim.number.clone(),
        }
    }
}

/// A person inside the operator's scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Sex as stored, `male` or `female`.
    pub sex: Option<String>,
    /// Numbers, masked.
    pub numbers: Vec<MaskedNumber>,
}

/// What the row said, numbers masked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// What its programme asks, in the order it is read.
    pub fields: Vec<ShownField>,
    /// Bank, masked account and holder of the payment to the member.
    pub payee: Option<(String, String, String)>,
}

impl Filed {
    /// What the row says, by what it is called, in one language.
    pub fn told(&self, lang: Lang) -> Vec<(String, String)> {
        self.fields
            .iter()
            .map(|field| match lang {
                Lang::Zh => (field.label.0, &field.value.0),
                Lang::En => (field.label.1, &field.value.1),
            })
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| (label.to_owned(), value.clone()))
            .collect()
    }
}

/// One condition of the decision, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// Clause of the notice.
    pub clause: String,
    /// What the rule asks.
    pub asks: String,
    /// How it came out.
    pub severity: Severity,
    /// Stable code.
    pub code: String,
    /// What was found, as a sentence.
    pub sentence: String,
    /// The values used, by name.
    pub values: Vec<(String, String)>,
    /// It waits for a fact.
    pub waits: bool,
    /// What to do about it; empty when there is nothing to do.
    pub remedy: String,
}

impl FindingView {
    /// Stable code of the severity: `pass`, `warning`, `review`, `reject`.
    pub fn severity_code(&self) -> &'static str {
        match self.severity {
            Severity::Pass => "pass",
            Severity::Warning => "warning",
            Severity::Review => "review",
            Severity::Reject => "reject",
        }
    }
}

/// One event of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// The step; none for a kind this version does not know.
    pub step: Option<StepName>,
    /// Its stored code.
    pub code: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
    /// The reason given, when there was one.
    pub reason: Option<String>,
    /// The step with everything it carried, JSON.
    pub body: String,
}

/// A case in few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseBrief {
    /// Id.
    pub id: CaseId,
    /// Why it was opened.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// It is about several claims, all of one member.
    pub of_one_member: bool,
    /// Another claim of it is paid or its money on its way: only that one can be kept.
    pub settled_elsewhere: bool,
}

/// A line in a batch in few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchBrief {
    /// The batch.
    pub id: BatchId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: BatchState,
    /// Number of the line.
    pub line: i64,
    /// The sum.
    pub amount: Fen,
    /// What became of the line.
    pub line_state: LineState,
    /// Day of settlement.
    pub settled_on: Option<NaiveDate>,
    /// The confirming or refusing document.
    pub receipt: Option<String>,
}

/// The slot it competes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotView {
    /// `free`, `taken`, `paid` or `recovering`.
    pub occupancy: &'static str,
    /// The occupying claim, when there is one.
    pub holder: Option<ClaimId>,
    /// It is this claim.
    pub own: bool,
    /// Approved plus paid minus recovered.
    pub committed: Fen,
}

/// Where a claim was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceView {
    /// The import.
    pub import: ImportId,
    /// The file's name.
    pub file: Option<String>,
    /// Sheet and row.
    pub row: Option<(String, i64)>,
}

/// Shows a claim in scope.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] when it is not there or not in scope.
pub fn show(session: &mut Session, handle: ClaimRef, lang: Lang) -> Result<ClaimDetail> {
    let scope = session.ctx.actor.scope.clone();
    let claim = missing(
        crate::Thing::Claim,
        &handle,
        storage::claims::find(&mut session.db, &scope, handle),
    )?;
    let line = missing(
        crate::Thing::Claim,
        &handle,
        storage::claims::list::line(&mut session.db, &scope, handle),
    )?;
    let row = super::claims::named(session, vec![line])?
        .pop()
        .ok_or(StorageError::NotFound)?;
    let people = people(session, &claim)?;
    let mut decision = current(session, &claim)?;
    let ctx = session.ctx.clone();
    crate::payments::shared::name_others(&mut session.db, &ctx, &claim, &mut decision)?;
    let programme = session.ctx.installation.registry.find(&claim.programme);
    let mut findings: Vec<FindingView> = decision
        .conditions
        .iter()
        .map(|condition| FindingView {
            remedy: remedy::of(programme, condition).get(lang).to_owned(),
            rule: condition.rule.clone(),
            clause: condition.clause.clone(),
            asks: sentence::rule_of(programme, condition, lang),
            severity: condition.severity,
            code: condition.code.clone(),
            sentence: sentence::of(programme, condition, lang),
            values: condition
                .values
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            waits: condition.waits,
        })
        .collect();
    // What fails is what is read: it comes before what passes, whatever the order of the rules.
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.waits)));
    Ok(ClaimDetail {
        row,
        state: claim.state.clone(),
        member: people.member,
        subject: people.subject,
        filed: filed(session, &claim)?,
        findings,
        decision,
        history: history(session, handle)?,
        case: case_of(session, &claim)?,
        batches: batches_of(session, handle)?,
        slot: slot_of(session, &claim)?,
        source: SourceView {
            import: claim.import,
            file: storage::imports::file_name(&mut session.db, claim.import)?,
            row: storage::claims::list::source_row(&mut session.db, claim.import, handle)?,
        },
        links: links(session, &claim)?,
    })
}

fn links(session: &mut Session, claim: &ClaimRecord) -> Result<Links> {
    let scope = session.ctx.actor.scope.clone();
    let to: Vec<ClaimRef> = claim.origin.link().into_iter().collect();
    let linked = storage::claims::find_all(&mut session.db, &scope, &to)?;
    let linked = linked.first().map(Linked::to);
    let mut links = Links::default();
    match claim.origin {
        Origin::Filed => {}
        Origin::Corrects(_) => links.corrects = linked,
        Origin::Supplements(_) => links.supplements = linked,
    }
    for other in storage::claim_links::linked_to(&mut session.db, &scope, claim.handle)? {
        if other.corrects().is_some() {
            links.corrected_by = Some(Linked::to(&other));
        } else {
            links.supplemented_by.push(Linked::to(&other));
        }
    }
    Ok(links)
}

/// The claim with this number, in scope.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`].
pub fn by_number(session: &mut Session, number: &ClaimNumber) -> Result<ClaimRef> {
    let scope = session.ctx.actor.scope.clone();
    let handle = missing(
        crate::Thing::Claim,
        number,
        storage::claims::by_number(&mut session.db, number),
    )?;
    missing(
        crate::Thing::Claim,
        number,
        storage::claims::list::line(&mut session.db, &scope, handle),
    )?;
    Ok(handle)
}

/// The decision as of today: the last one, or what comes of a claim that no batch pays yet now that its day has come.
fn current(session: &mut Session, claim: &ClaimRecord) -> Result<Decision> {
    let ctx = session.ctx.clone();
    let awaits = claim.state.name().awaits_money();
    if awaits && claim.again_on.is_some_and(|day| day <= ctx.today()) {
        let mut now = crate::review::due::today(&mut session.db, &ctx, &[claim.handle])?;
        if let Some(now) = now.remove(&claim.handle) {
            return Ok(now.decision);
        }
    }
    let mut left = out::load(&mut session.db, &ctx, &[claim.handle])?;
    match left.remove(&claim.handle) {
        Some(left) => Ok(left.decision),
        None => decision_of(session, claim),
    }
}

fn decision_of(session: &mut Session, claim: &ClaimRecord) -> Result<Decision> {
    let row =
        storage::history::decision(&mut session.db, claim.handle.subject, claim.decision.into())?;
    Ok(serde_json::from_str(&row.body)?)
}

/// The two people of a claim.
pub(super) struct People {
    pub(super) member: PersonView,
    pub(super) subject: PersonView,
}

/// The people of a claim as its row has them: what else is on record of them came with other rows, which perhaps
/// nobody here may see. The same holds of further numbers.
pub(super) fn people(session: &mut Session, claim: &ClaimRecord) -> Result<People> {
    let ctx = session.ctx.clone();
    let draft = content::join(&ctx, claim)?;
    let mut member = numbers::masked(session, claim.member)?;
    let mut subject = numbers::masked(session, claim.handle.subject)?;
    if member.len() > 1 || subject.len() > 1 {
        let exact = Numbers::new(&ctx).exact(&mut session.db, claim)?;
        let of_row = |person: Option<&PersonDraft>| {
            let numbers = person.map(|person| person.identities.iter());
            numbers.into_iter().flatten().map(Into::into).collect()
        };
        member = of_row(exact.as_ref().map(|draft| &draft.claimant));
        subject = of_row(exact.as_ref().map(|draft| &draft.subject));
    }
    Ok(People {
        member: view(draft.claimant, member),
        subject: view(draft.subject, subject),
    })
}

fn view(person: PersonDraft, numbers: Vec<MaskedNumber>) -> PersonView {
    PersonView {
        name: person.name,
        birth_date: person.birth_date,
        sex: person.sex.map(|sex| sex.code().to_owned()),
        numbers,
    }
}

fn filed(session: &Session, claim: &ClaimRecord) -> Result<Filed> {
    let draft = content::join(&session.ctx, claim)?;
    let programme = find_programme(&session.ctx, &claim.programme)?;
    Ok(Filed {
        fields: programme.shown(&draft),
        payee: draft.payee.map(|payee| {
            (
                payee.bank,
                domain::mask::bank(payee.card.canonical()),
                payee.holder,
            )
        }),
    })
}

fn history(session: &mut Session, handle: ClaimRef) -> Result<Vec<EventView>> {
    let operators = Operators::load(&mut session.db)?;
    let events = storage::history::events(&mut session.db, handle)?;
    Ok(events
        .into_iter()
        .map(|event| EventView {
            step: StepName::from_code(&event.step),
            code: event.step,
            by: operators.name(event.made_by.into()),
            at: Instant(event.at),
            reason: reason_in(&event.body),
            body: event.body,
        })
        .collect())
}

/// The reason inside a stored step, wherever the step carries it.
fn reason_in(body: &str) -> Option<String> {
    fn dig(value: &serde_json::Value) -> Option<String> {
        match value {
            serde_json::Value::Object(fields) => match fields.get("reason") {
                Some(serde_json::Value::String(reason)) if !reason.is_empty() => {
                    Some(reason.clone())
                }
                _ => fields.values().find_map(dig),
            },
            _ => None,
        }
    }
    serde_json::from_str(body).ok().as_ref().and_then(dig)
}

fn case_of(session: &mut Session, claim: &ClaimRecord) -> Result<Option<CaseBrief>> {
    let row = match claim.case {
        // A claim that does not count any more is not what an open case is about.
        Some(id) if claim.state.name().is_live() => {
            Some(storage::cases::find(&mut session.db, id)?)
        }
        // What was withdrawn in a case is not to be understood without it.
        None if claim.state.name() == StateName::Withdrawn => {
            storage::cases::last_resolved(&mut session.db, &[claim.handle])?.remove(&claim.handle)
        }
        _ => None,
    };
    let Some(row) = row else {
        return Ok(None);
    };
    let id = row.id.into();
    let members = storage::cases::members_of(&mut session.db, &[id])?;
    let mut settled_elsewhere = false;
    for other in members.iter().filter(|other| other.claim != claim.handle) {
        settled_elsewhere |= other.state.is_sealed();
    }
    Ok(Some(CaseBrief {
        id,
        settled_elsewhere,
        of_one_member: all_the_same(members.into_iter().map(|of| of.member)),
        kind: row.kind,
        state: row.state,
    }))
}

fn batches_of(session: &mut Session, handle: ClaimRef) -> Result<Vec<BatchBrief>> {
    let lines = storage::claims::list::batch_lines_of(&mut session.db, handle)?;
    let ids: Vec<BatchId> = lines.iter().map(|line| line.batch).collect();
    let heads = storage::batches::numbers(&mut session.db, &ids)?;
    lines
        .into_iter()
        .map(|line| {
            let head = heads.iter().find(|(id, _, _)| *id == line.batch);
            let (_, number, state) = head.ok_or(StorageError::NotFound)?;
            Ok(BatchBrief {
                id: line.batch,
                number: number.clone(),
                state: *state,
                line: line.line_no,
                amount: line.amount,
                line_state: line.state,
                settled_on: line.settled_on,
                receipt: line.receipt,
            })
        })
        .collect()
}

fn slot_of(session: &mut Session, claim: &ClaimRecord) -> Result<SlotView> {
    let subject = claim.handle.subject;
    let person = storage::people::by_ids(&mut session.db, &[subject])?.pop();
    let root = person
        .and_then(|row| row.merged_into)
        .map_or(subject, Into::into);
    let key = claim.slot(root);
    let slot = storage::slots::of_subjects(&mut session.db, &[root])?
        .into_iter()
        .find(|slot| slot.key == key);
    let slot = slot.unwrap_or_else(|| domain::slot::Slot::vacant(key));
    let holder = slot.occupancy.claim();
    Ok(SlotView {
        occupancy: slot.occupancy.code(),
        holder,
        own: holder == Some(claim.handle.id),
        committed: slot.committed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_found_however_deep_the_step_carries_it() {
        assert_eq!(
            reason_in(r#"{"return":{"reason":"缺票据"}}"#),
            Some("缺票据".to_owned())
        );
        assert_eq!(reason_in(r#"{"review":{"by":"x","reason":""}}"#), None);
        assert_eq!(reason_in("\"submit\""), None);
    }
}
