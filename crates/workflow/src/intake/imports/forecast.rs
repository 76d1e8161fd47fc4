//! What the rules say about the claims of a file: as they would be decided, for a look before the import, and as they
//! were decided by it.

use crate::error::Result;
use crate::intake::resolve::index_of;
use crate::payments::marks::Marks;
use crate::review::facts::{FactBase, Question};
use crate::review::rule_set::{RuleSet, find_programme};
use crate::session::Context;
use domain::decision::Verdict;
use domain::draft::{ClaimDraft, PersonDraft};
use domain::fen::Fen;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::year::BenefitYear;
use sealing::IndexKind;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use storage::Db;

/// Verdicts about the claims of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Count and payable sum of each verdict, in fen.
    pub of: BTreeMap<Verdict, (usize, Fen)>,
    /// Rows of a subject and year that has a claim on file already: what becomes of them shows only in the import.
    pub on_file: usize,
    /// Rows whose year has no period.
    pub no_period: usize,
    /// Claims on which a case of duplicates stands, in a dry run those of one person among its own rows.
    pub contested: usize,
}

impl Verdicts {
    fn add(&mut self, verdict: Verdict, payable: Fen) {
        let (count, sum) = self.of.entry(verdict).or_default();
        *count += 1;
        *sum = sum.checked_add(payable).unwrap_or(*sum);
    }
}

/// How the rules would decide about rows of a file today. Nobody is made and nothing is locked; rows of one person and
/// year in the file itself count as one another's rivals.
pub(super) fn expected(
    db: &mut Db,
    ctx: &Context,
    programme: &str,
    rows: &[(&ClaimDraft, UnitId)],
) -> Result<Verdicts> {
    let rule_set = RuleSet::open(db, ctx, programme)?;
    let drafts: Vec<&PersonDraft> = rows
        .iter()
        .flat_map(|(draft, _)| [&draft.subject, &draft.claimant])
        .collect();
    let people = known_or_new(db, ctx, &drafts)?;
    let mut verdicts = Verdicts::default();
    let mut years: BTreeMap<BenefitYear, BTreeSet<PersonId>> = BTreeMap::new();
    let mut rivals: BTreeMap<(PersonId, BenefitYear), usize> = BTreeMap::new();
    for ((draft, _), pair) in rows.iter().zip(people.chunks(2)) {
        let [subject, _] = pair else { continue };
        years.entry(draft.year).or_default().insert(*subject);
        *rivals.entry((*subject, draft.year)).or_default() += 1;
    }
    let mut filed: BTreeSet<(PersonId, BenefitYear)> = BTreeSet::new();
    for (year, subjects) in years {
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        let live = storage::claims::live_of(db, programme, year, &subjects)?;
        filed.extend(live.into_iter().map(|claim| (claim.subject, year)));
    }
    let known = find_programme(ctx, programme)?;
    let mut questions = Vec::with_capacity(rows.len());
    for ((draft, unit), pair) in rows.iter().zip(people.chunks(2)) {
        let [subject, member] = pair else { continue };
        let key = (*subject, draft.year);
        if filed.contains(&key) {
            verdicts.on_file += 1;
        } else if rule_set.year_rules(draft.year).is_none() {
            verdicts.no_period += 1;
        } else {
            let contested = rivals.get(&key).is_some_and(|count| *count > 1);
            verdicts.contested += usize::from(contested);
            let card_index = card_index(ctx, draft);
            let marks = Marks::of(ctx.keyring(), known, draft, card_index.as_deref());
            questions.push(Question {
                claim: None,
                draft,
                marks: Cow::Owned(marks),
                subject: *subject,
                unit: *unit,
                member: *member,
                submitted_on: ctx.today(),
                card_index,
                already_committed: Fen::ZERO,
                supplement: false,
                replaces: None,
                stands: true,
                open_case: contested,
                // A forecast counts verdicts: which words explain a case makes no difference.
                of_one_member: false,
                of_one_family: false,
            });
        }
    }
    let base = FactBase::load(db, ctx, &rule_set, &questions)?;
    for question in &questions {
        if let Some(year_rules) = rule_set.year_rules(question.draft.year) {
            let (facts, _) = base.facts(&rule_set, question);
            let decision = year_rules.assessor.assess(question.draft, &facts);
            verdicts.add(decision.verdict, decision.to_pay());
        }
    }
    Ok(verdicts)
}

/// How the claims of an import stand now.
pub(super) fn decided(db: &mut Db, claims: &[ClaimRef]) -> Result<Verdicts> {
    let mut verdicts = Verdicts::default();
    for (verdict, payable, in_case) in storage::claims::list::verdicts(db, claims)? {
        verdicts.add(verdict, payable);
        verdicts.contested += usize::from(in_case);
    }
    Ok(verdicts)
}

fn card_index(ctx: &Context, draft: &ClaimDraft) -> Option<Vec<u8>> {
    let card = draft.payee.as_ref()?.card.canonical();
    Some(ctx.keyring().blind_index(IndexKind::Bank, card).0.to_vec())
}

/// The person of each draft by its numbers; who is not known yet gets an id that nobody has, the same for the same
/// number.
fn known_or_new(db: &mut Db, ctx: &Context, drafts: &[&PersonDraft]) -> Result<Vec<PersonId>> {
    type Key = (&'static str, Vec<u8>);
    let keyed: Vec<Vec<Key>> = drafts
        .iter()
        .map(|draft| {
            let numbers = draft.identities.iter();
            numbers
                .map(|number| (number.kind().code(), index_of(ctx, number)))
                .collect()
        })
        .collect();
    let mut wanted: BTreeMap<&'static str, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (kind, index) in keyed.iter().flatten() {
        wanted.entry(kind).or_default().insert(index.clone());
    }
    let mut owners: BTreeMap<Key, PersonId> = BTreeMap::new();
    for (kind, indexes) in wanted {
        let indexes: Vec<Vec<u8>> = indexes.into_iter().collect();
        let found = storage::people::owners(db, kind, &indexes)?;
        owners.extend(
            found
                .into_iter()
                .map(|(index, person)| ((kind, index), person)),
        );
    }
    let known: BTreeSet<PersonId> = owners.values().copied().collect();
    let known: Vec<PersonId> = known.into_iter().collect();
    let roots: BTreeMap<PersonId, PersonId> = storage::people::by_ids(db, &known)?
        .into_iter()
        .filter_map(|row| Some((row.id.into(), row.merged_into?.into())))
        .collect();
    Ok(keyed
        .into_iter()
        .map(|keys| {
            let owner = keys.iter().find_map(|key| owners.get(key).copied());
            let person = owner.unwrap_or_else(|| ctx.id());
            for key in keys {
                owners.entry(key).or_insert(person);
            }
            roots.get(&person).copied().unwrap_or(person)
        })
        .collect())
}
