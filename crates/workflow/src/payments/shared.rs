//! What a claim shares with others that it should have for itself: a receipt, a payment. The programme says by what such
//! claims find each other and what two of them share; claims of one slot share it lawfully.

use crate::error::Result;
use crate::intake::content;
use crate::payments::marks::Marks;
use crate::review::facts::Question;
use crate::review::rule_set::find_programme;
use crate::session::Context;
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::decision::{Condition, Decision};
use domain::draft::ClaimDraft;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::unit::UnitPath;
use policy::facts::{Answers, OtherClaim};
use policy::{Asks, Programme};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::claim_marks::{LiveClaim, StoredMark};
use storage::{Db, StorageError};

/// A claim that may share something, stored or a row of the same file.
struct Candidate<'a> {
    /// The claim it is or will be; none for a row of which that is not known.
    claim: Option<ClaimRef>,
    /// The subject, as the root of merges.
    subject: PersonId,
    /// The programme's own part of the slot key.
    slot_key: String,
    /// None for a row that is not stored.
    filed: Option<Filed>,
    draft: Cow<'a, ClaimDraft>,
}

/// Under which number, and by whom.
struct Filed {
    unit: UnitId,
    unit_path: UnitPath,
    number: String,
}

/// The claims with which those of a set might share something.
#[derive(Default)]
pub(crate) struct Candidates<'a> {
    all: Vec<Candidate<'a>>,
    /// Places in `all` by mark.
    by_mark: HashMap<Cow<'a, StoredMark>, Vec<usize>>,
    by_subject: BTreeMap<PersonId, Vec<usize>>,
}

impl<'a> Candidates<'a> {
    pub(crate) fn load(
        db: &mut Db,
        programme: &dyn Programme,
        questions: &'a [Question<'a>],
    ) -> Result<Self> {
        let looked_for = questions.iter().flat_map(|q| &q.marks.looked_for);
        let mut shown: BTreeMap<ClaimRef, Vec<StoredMark>> = BTreeMap::new();
        for (mark, claim) in storage::claim_marks::showing(db, looked_for)? {
            shown.entry(claim).or_default().push(mark);
        }
        let subjects: BTreeSet<PersonId> = questions
            .iter()
            .filter(|q| programme.looks_among_own(q.draft))
            .map(|q| q.subject)
            .collect();
        let roots: Vec<PersonId> = subjects.iter().copied().collect();
        let absorbed = storage::people::absorbed(db, &roots)?;
        let mut everybody = roots;
        everybody.extend(absorbed.iter().map(|(_, person)| *person));
        let mut rows = storage::claim_marks::live_of_subjects(db, &everybody)?;
        let known: BTreeSet<ClaimRef> = rows.iter().map(LiveClaim::handle).collect();
        let handles = shown.keys().copied();
        let handles = handles.filter(|claim| !known.contains(claim)).collect();
        rows.extend(storage::claim_marks::live(db, &handles)?);
        rows.retain(|row| row.programme == programme.id());
        let root_of = roots_of(db, &subjects, absorbed, &rows)?;
        let mut found = Self::default();
        for row in rows {
            let subject = PersonId::from(row.subject_id);
            let root = root_of.get(&subject).copied().unwrap_or(subject);
            // Of what it shows, what nobody asks for is not needed.
            let shows = shown.remove(&row.handle()).unwrap_or_default();
            let candidate = Candidate::stored(programme, row, root)?;
            found.keep(candidate, shows.into_iter().map(Cow::Owned));
        }
        // Rows of one file are not stored yet, so they are told apart by the file itself.
        for q in questions.iter().filter(|q| q.stands) {
            let row = Candidate::row(programme, q);
            found.keep(row, q.marks.shown.iter().map(Cow::Borrowed));
        }
        Ok(found)
    }

    fn keep(&mut self, candidate: Candidate<'a>, shows: impl Iterator<Item = Cow<'a, StoredMark>>) {
        let place = self.all.len();
        for mark in shows {
            self.by_mark.entry(mark).or_default().push(place);
        }
        let of_subject = self.by_subject.entry(candidate.subject).or_default();
        of_subject.push(place);
        self.all.push(candidate);
    }

    /// Places of those that show a mark the claim looks for.
    fn showing(&self, q: &Question<'_>) -> BTreeSet<usize> {
        let asked = q.marks.looked_for.iter();
        let places = asked.filter_map(|mark| self.by_mark.get(mark));
        places.flatten().copied().collect()
    }

    /// What the claim shares, by key, with whom; those that show a mark it looks for are in `places`.
    fn shared(
        &self,
        programme: &dyn Programme,
        q: &Question<'_>,
        mut places: BTreeSet<usize>,
    ) -> BTreeMap<&'static str, Vec<&Candidate<'a>>> {
        if programme.looks_among_own(q.draft) {
            places.extend(self.by_subject.get(&q.subject).into_iter().flatten());
        }
        let slot_key = programme.slot_key(q.draft);
        let mut shared: BTreeMap<&'static str, Vec<&Candidate<'a>>> = BTreeMap::new();
        for other in places.into_iter().filter_map(|place| self.all.get(place)) {
            let same_subject = other.subject == q.subject;
            let same_slot =
                same_subject && other.draft.year == q.draft.year && other.slot_key == slot_key;
            let replaced = other.claim.is_some() && other.claim == q.replaces;
            if same_slot || replaced {
                continue;
            }
            for key in programme.shares(q.draft, &other.draft, same_subject) {
                shared.entry(key).or_default().push(other);
            }
        }
        shared
    }

    /// Answers what the programme asks about it, and gives the other claims that show a mark the claim looks for.
    pub(crate) fn tell(
        &self,
        programme: &dyn Programme,
        q: &Question<'_>,
        answers: &mut Answers,
    ) -> BTreeSet<ClaimRef> {
        let showing = self.showing(q);
        let beside = showing
            .iter()
            .filter_map(|place| self.all.get(*place)?.claim)
            .filter(|claim| q.claim != Some(*claim))
            .collect();
        let shared = self.shared(programme, q, showing);
        let specs = programme.facts();
        let others = specs.iter().filter_map(|spec| shared.get(spec.key));
        let named = others
            .flatten()
            .filter_map(|other| Some((other.draft.year.get(), other.filed.as_ref()?)))
            .find(|(_, filed)| filed.unit == q.unit)
            .map(|(year, filed)| OtherClaim {
                number: filed.number.clone(),
                year,
            });
        for spec in specs {
            match spec.asks {
                Asks::Shared { .. } => answers.tell(spec, shared.contains_key(spec.key)),
                Asks::SharedWith => answers.set(spec, named.as_ref()),
                _ => {}
            }
        }
        beside
    }
}

/// Values of a decision's conditions that name the other claim: in Chinese, in English.
const NAMES: [&str; 2] = ["other_zh", "other"];

/// Names in a decision the other claims with which its claim shares something, each as far as the reader's scope reaches. The
/// stored decision names only those of its own union, which whoever may read it may read too.
pub(crate) fn name_others(
    db: &mut Db,
    ctx: &Context,
    claim: &ClaimRecord,
    decision: &mut Decision,
) -> Result<()> {
    let names = |condition: &Condition| {
        NAMES
            .iter()
            .all(|name| condition.values.contains_key(*name))
    };
    if !decision.conditions.iter().any(names) {
        return Ok(());
    }
    let draft = content::join(ctx, claim)?;
    let subject = claim.handle.subject;
    let root = storage::people::by_ids(db, &[subject])?
        .first()
        .and_then(|row| row.merged_into)
        .map_or(subject, PersonId::from);
    let programme = find_programme(ctx, &claim.programme)?;
    let account = claim.card_index.as_deref();
    let marks = Marks::of(ctx.keyring(), programme, &draft, account);
    let question = Question::about(claim, &draft, Cow::Owned(marks), root);
    let questions = std::slice::from_ref(&question);
    let candidates = Candidates::load(db, programme, questions)?;
    let shared = candidates.shared(programme, &question, candidates.showing(&question));
    let units: BTreeSet<UnitId> = shared
        .values()
        .flatten()
        .filter_map(|other| Some(other.filed.as_ref()?.unit))
        .collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let unions: BTreeMap<UnitId, String> = storage::units::by_ids(db, &units)?
        .into_iter()
        .map(|row| (row.id.into(), row.name))
        .collect();
    for condition in decision.conditions.iter_mut().filter(|found| names(found)) {
        let asked = programme.facts().iter().find(
            |spec| matches!(spec.asks, Asks::Shared { condition: code } if code == condition.code),
        );
        let Some(others) = asked.and_then(|spec| shared.get(spec.key)) else {
            continue;
        };
        let seen = others
            .iter()
            .filter_map(|other| Some((other.draft.year, other.filed.as_ref()?)))
            .find(|(_, filed)| ctx.actor.scope.covers(&filed.unit_path));
        let [zh, en] = match seen {
            Some((year, Filed { unit, number, .. })) => {
                let union = unions.get(unit).map_or("", String::as_str);
                [
                    format!("{year}年度的申报{number}，{union}"),
                    format!("claim {number} of {year}, {union}"),
                ]
            }
            None => [
                "您范围外的一件申报".to_owned(),
                "a claim outside your scope".to_owned(),
            ],
        };
        for (name, text) in NAMES.into_iter().zip([zh, en]) {
            condition.values.insert(name.to_owned(), text);
        }
    }
    Ok(())
}

impl<'a> Candidate<'a> {
    fn stored(programme: &dyn Programme, row: LiveClaim, subject: PersonId) -> Result<Self> {
        let draft = content::without_numbers(programme, &row.content)?;
        let number: ClaimNumber = row
            .number
            .parse()
            .map_err(|_| StorageError::stored("claims.number", row.number.clone()))?;
        Ok(Self {
            claim: Some(row.handle()),
            subject,
            slot_key: row.slot_key,
            draft: Cow::Owned(draft),
            filed: Some(Filed {
                unit: row.unit_id.into(),
                unit_path: UnitPath::from_stored(row.unit_path),
                number: number.to_string(),
            }),
        })
    }

    fn row(programme: &dyn Programme, q: &Question<'a>) -> Self {
        Self {
            claim: q.claim,
            subject: q.subject,
            slot_key: programme.slot_key(q.draft),
            filed: None,
            draft: Cow::Borrowed(q.draft),
        }
    }
}

/// Everybody's root, where it is somebody else.
fn roots_of(
    db: &mut Db,
    known: &BTreeSet<PersonId>,
    absorbed: Vec<(PersonId, PersonId)>,
    rows: &[LiveClaim],
) -> Result<BTreeMap<PersonId, PersonId>> {
    let mut roots: BTreeMap<PersonId, PersonId> = absorbed
        .into_iter()
        .map(|(root, person)| (person, root))
        .collect();
    let others: BTreeSet<PersonId> = rows
        .iter()
        .map(|row| PersonId::from(row.subject_id))
        .filter(|person| !known.contains(person) && !roots.contains_key(person))
        .collect();
    let others: Vec<PersonId> = others.into_iter().collect();
    roots.extend(
        storage::people::by_ids(db, &others)?
            .into_iter()
            .filter_map(|row| Some((PersonId::from(row.id), PersonId::from(row.merged_into?)))),
    );
    Ok(roots)
}
