//! One receipt, one payment: which other live claims show the voucher of a claim, or the day and sum of its payment.
//!
//! A voucher may support one benefit year of one person. Claims of the same slot share theirs lawfully: both
//! parents have the one receipt, and a supplement rests on the payment of its paid claim.

use crate::content;
use crate::error::Result;
use crate::facts::Question;
use crate::rule_set::find_programme;
use crate::session::Env;
use chrono::NaiveDate;
use domain::claim_number::ClaimNumber;
use domain::claim_record::ClaimRecord;
use domain::decision::{Condition, Decision};
use domain::fen::Fen;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::unit::UnitPath;
use domain::voucher;
use policy::facts::{Facts, OtherClaim};
use policy::{Payment, Programme};
use std::collections::{BTreeMap, BTreeSet};
use storage::vouchers::ShownRow;
use storage::{Db, StorageError};

/// A payment belongs to one of two neighbouring years; of others it is not even looked for.
const YEARS_APART_MAX: u16 = 1;

/// The claim is paid on the strength of a voucher. Where the union pays, the family has none to show.
pub(crate) fn rests_on_a_voucher(env: &Env, claim: &ClaimRecord) -> bool {
    let registry = &env.office.registry;
    let spec = registry.method(&claim.programme, &claim.method);
    spec.is_some_and(|spec| spec.on_voucher)
}

/// The voucher a claim rests on, in its normal form.
pub(crate) fn voucher_of(env: &Env, claim: &ClaimRecord) -> Option<String> {
    let shown = claim.voucher.as_deref();
    shown
        .filter(|_| rests_on_a_voucher(env, claim))
        .and_then(voucher::normal_form)
}

/// The voucher as it is stored with the claim: in its normal form, and as typed where it is no number.
pub(crate) fn stored(payment: &Payment) -> Option<String> {
    let typed = payment.voucher.as_deref()?;
    Some(voucher::normal_form(typed).unwrap_or_else(|| typed.to_owned()))
}

/// Another claim, stored or a row of the same file.
struct Shown {
    /// None for a row that is not stored.
    claim: Option<ClaimRef>,
    /// The subject, as the root of merges.
    subject: PersonId,
    year: i16,
    /// None for a row that is not stored.
    filed: Option<Filed>,
    payment: Option<(NaiveDate, Fen)>,
    voucher: Option<String>,
}

/// Under which number, and by whom.
struct Filed {
    unit: UnitId,
    unit_path: UnitPath,
    number: String,
}

/// The payments that claims of a set might share with others.
#[derive(Default)]
pub(crate) struct Payments {
    with_voucher: Vec<Shown>,
    /// Places in `with_voucher` by mark: claims of one voucher are among those that its marks ask for.
    by_mark: BTreeMap<String, Vec<usize>>,
    by_subject: BTreeMap<PersonId, Vec<Shown>>,
}

impl Payments {
    pub(crate) fn load(
        db: &mut Db,
        programme: &dyn Programme,
        questions: &[Question<'_>],
    ) -> Result<Self> {
        let asked: BTreeSet<String> = questions
            .iter()
            .filter_map(Question::voucher)
            .flat_map(|voucher| voucher::asked(&voucher))
            .collect();
        let asked: Vec<String> = asked.into_iter().collect();
        let mut with_voucher = storage::vouchers::alike(db, &asked)?;
        let subjects: BTreeSet<PersonId> = questions
            .iter()
            .filter(|q| q.payment.made.is_some())
            .map(|q| q.subject)
            .collect();
        let roots: Vec<PersonId> = subjects.iter().copied().collect();
        let absorbed = storage::people::absorbed(db, &roots)?;
        let mut everybody = roots;
        everybody.extend(absorbed.iter().map(|(_, person)| *person));
        let mut of_subjects = storage::vouchers::shown_of_subjects(db, &everybody)?;
        for rows in [&mut with_voucher, &mut of_subjects] {
            rows.retain(|row| row.programme == programme.id());
        }
        let root_of = roots_of(db, &subjects, absorbed, &with_voucher)?;
        let root = |row: &ShownRow| {
            let subject = PersonId::from(row.subject_id);
            root_of.get(&subject).copied().unwrap_or(subject)
        };
        let mut found = Self::default();
        for row in with_voucher {
            let subject = root(&row);
            found.keep_voucher(Shown::stored(programme, row, subject)?);
        }
        for row in of_subjects {
            let subject = root(&row);
            let shown = Shown::stored(programme, row, subject)?;
            found.by_subject.entry(subject).or_default().push(shown);
        }
        // Rows of one file are not stored yet, so they are told apart by the file itself.
        for q in questions.iter().filter(|q| q.stands) {
            found.keep_voucher(Shown::row(q));
            found
                .by_subject
                .entry(q.subject)
                .or_default()
                .push(Shown::row(q));
        }
        Ok(found)
    }

    fn keep_voucher(&mut self, shown: Shown) {
        let place = self.with_voucher.len();
        for mark in shown
            .voucher
            .iter()
            .flat_map(|voucher| voucher::marks(voucher))
        {
            self.by_mark.entry(mark).or_default().push(place);
        }
        self.with_voucher.push(shown);
    }

    /// The other claims that rest on the claim's payment.
    fn others(&self, q: &Question<'_>) -> Others<'_> {
        let year = q.draft.year.get();
        let other = |shown: &&Shown| {
            (shown.subject, shown.year) != (q.subject, year)
                && (shown.claim.is_none() || shown.claim != q.replaces)
        };
        let voucher = q.voucher();
        let asked = voucher.as_deref().map(voucher::asked).unwrap_or_default();
        let places: BTreeSet<usize> = asked
            .iter()
            .filter_map(|mark| self.by_mark.get(mark))
            .flatten()
            .copied()
            .collect();
        let users = places
            .iter()
            .filter_map(|place| self.with_voucher.get(*place));
        let (same, mut alike): (Vec<&Shown>, Vec<&Shown>) = users
            .filter(other)
            .partition(|shown| shown.voucher == voucher);
        // A mark in common is no more than a reason to look.
        alike.retain(|shown| {
            let both = shown.voucher.as_deref().zip(voucher.as_deref());
            both.is_some_and(|(other, own)| voucher::may_be_one(other, own))
        });
        let (of_year, of_subject) = same
            .into_iter()
            .partition(|shown| shown.subject == q.subject);
        let paid = q.payment.made;
        let of_payment = self
            .by_subject
            .get(&q.subject)
            .into_iter()
            .flatten()
            .filter(other)
            .filter(|shown| shown.year.abs_diff(year) <= YEARS_APART_MAX)
            .filter(|shown| paid.is_some() && shown.payment == paid)
            .filter(|shown| voucher.is_none() || shown.voucher != voucher)
            .collect();
        Others {
            of_subject,
            of_year,
            alike,
            of_payment,
        }
    }

    /// Tells the facts what else rests on the claim's payment.
    pub(crate) fn tell(&self, q: &Question<'_>, facts: &mut Facts) {
        let others = self.others(q);
        facts.voucher_used_elsewhere = !others.of_subject.is_empty();
        facts.voucher_of_another_year = !others.of_year.is_empty();
        facts.payment_of_another_year = !others.of_payment.is_empty();
        facts.voucher_alike = !others.alike.is_empty();
        let Others {
            of_subject,
            of_year,
            alike,
            of_payment,
        } = others;
        facts.payment_claim = [of_subject, of_year, alike, of_payment]
            .into_iter()
            .flatten()
            .filter_map(|shown| Some((shown.year, shown.filed.as_ref()?)))
            .find(|(_, filed)| filed.unit == q.unit)
            .map(|(year, filed)| OtherClaim {
                number: filed.number.clone(),
                year,
            });
    }
}

/// Other claims, by what they have in common with one.
struct Others<'a> {
    /// The voucher, for another subject.
    of_subject: Vec<&'a Shown>,
    /// The voucher, for another year of the subject.
    of_year: Vec<&'a Shown>,
    /// A voucher that looks alike and is another.
    alike: Vec<&'a Shown>,
    /// Day and sum, for another year of the subject, under another voucher.
    of_payment: Vec<&'a Shown>,
}

/// Values of a decision's conditions that name the other claim of a payment: in Chinese, in English.
const NAMES: [&str; 2] = ["other_zh", "other"];

/// Names in a decision the other claims of its payment, each as far as the reader's scope reaches. The stored decision
/// names only those of its own union, which whoever may read it may read too.
pub(crate) fn name_others(
    db: &mut Db,
    env: &Env,
    claim: &ClaimRecord,
    decision: &mut Decision,
) -> Result<()> {
    let shared = |condition: &Condition| {
        NAMES
            .iter()
            .all(|name| condition.values.contains_key(*name))
    };
    if !decision.conditions.iter().any(shared) {
        return Ok(());
    }
    let draft = content::join(env, claim)?;
    let subject = claim.handle.subject;
    let root = storage::people::by_ids(db, &[subject])?
        .first()
        .and_then(|row| row.merged_into)
        .map_or(subject, PersonId::from);
    let question = Question::about(env, claim, &draft, root)?;
    let programme = find_programme(env, &claim.programme)?;
    let payments = Payments::load(db, programme, std::slice::from_ref(&question))?;
    let others = payments.others(&question);
    let everybody = [
        &others.of_subject,
        &others.of_year,
        &others.alike,
        &others.of_payment,
    ];
    let units: BTreeSet<UnitId> = everybody
        .into_iter()
        .flatten()
        .filter_map(|shown| Some(shown.filed.as_ref()?.unit))
        .collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let unions: BTreeMap<UnitId, String> = storage::units::by_ids(db, &units)?
        .into_iter()
        .map(|row| (row.id.into(), row.name))
        .collect();
    for condition in decision.conditions.iter_mut().filter(|found| shared(found)) {
        let others = match condition.code.as_str() {
            "voucher-reused" => &others.of_subject,
            "voucher-of-another-year" => &others.of_year,
            "voucher-alike" => &others.alike,
            _ => &others.of_payment,
        };
        let seen = others
            .iter()
            .filter_map(|shown| Some((shown.year, shown.filed.as_ref()?)))
            .find(|(_, filed)| env.actor.scope.covers(&filed.unit_path));
        let [zh, en] = match seen {
            Some((year, Filed { unit, number, .. })) => {
                let union = unions.get(unit).map_or("", String::as_str);
                [
                    format!("{year}年度的申报{number}，{union}"),
                    format!("claim {number} of {year}, {union}"),
                ]
            }
            None if others.is_empty() => continue,
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

impl Shown {
    fn stored(programme: &dyn Programme, row: ShownRow, subject: PersonId) -> Result<Self> {
        let draft = content::without_numbers(programme, &row.content)?;
        let number: ClaimNumber = row
            .number
            .parse()
            .map_err(|_| StorageError::stored("claims.number", row.number.clone()))?;
        Ok(Self {
            claim: Some(row.handle()),
            subject,
            year: row.benefit_year,
            payment: programme.payment(&draft).made,
            voucher: row.voucher.as_deref().and_then(voucher::normal_form),
            filed: Some(Filed {
                unit: row.unit_id.into(),
                unit_path: UnitPath::from_stored(row.unit_path),
                number: number.to_string(),
            }),
        })
    }

    fn row(q: &Question<'_>) -> Self {
        Self {
            claim: None,
            subject: q.subject,
            year: q.draft.year.get(),
            filed: None,
            payment: q.payment.made,
            voucher: q.voucher(),
        }
    }
}

impl Question<'_> {
    /// The voucher it rests on, in its normal form.
    fn voucher(&self) -> Option<String> {
        let shown = self.payment.voucher.as_deref();
        shown
            .filter(|_| self.payment.proves)
            .and_then(voucher::normal_form)
    }
}

/// Everybody's root, where it is somebody else.
fn roots_of(
    db: &mut Db,
    known: &BTreeSet<PersonId>,
    absorbed: Vec<(PersonId, PersonId)>,
    rows: &[ShownRow],
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
