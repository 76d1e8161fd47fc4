//! One person across years, programmes and unions: what an administrator needs while a parent is on the telephone.

use super::claims::{ClaimRowView, named};
use super::known_as;
use super::numbers::MaskedNumber;
use super::people::Names;
use super::{Cursor, Page, missing, page as pages};
use crate::audit::events;
use crate::error::Result;
use crate::people::name_forms;
use crate::review::rule_set::programme_words;
use crate::session::Session;
use chrono::NaiveDate;
use domain::batch::LineState;
use domain::claim::StateName;
use domain::draft::Relation;
use domain::fen::Fen;
use domain::identity::IdentityNumber;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::payment_method::MethodSpec;
use domain::period::PeriodState;
use domain::role::Action;
use domain::slot::Slot;
use domain::year::BenefitYear;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::claims::list::ClaimLine;
use storage::page::After;
use storage::people::list::{PersonLine, Sought};

/// The action of the operator's event when a card is opened.
pub const PERSON_SHOW: &str = "person-show";

/// People named otherwise than they are on record who are listed behind the first page: they are few, and their place
/// among the others would tell the name that is on record.
const OTHERWISE_MAX: i64 = 50;

/// Who is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seek {
    /// Whose whole identity number it is.
    Identity(IdentityNumber),
    /// Whose name begins like this.
    Name(String),
    /// Whose name sounds like this from its beginning on, or has these initials.
    Letters(String),
}

impl Seek {
    /// Tells what a typed text means: a whole identity number, letters, else the start of a name. Nothing for an
    /// empty text or a single letter.
    pub fn parse(text: &str, today: NaiveDate) -> Option<Self> {
        let text = text.trim();
        if let Ok(parsed) = domain::identity::parse(text, today) {
            return Some(Self::Identity(parsed.number));
        }
        if let Some(letters) = name_forms::typed(text) {
            return Some(Self::Letters(letters));
        }
        let key = crate::intake::resolve::name_key(text);
        let sound = key.chars().any(|c| !c.is_ascii_alphanumeric());
        (sound && !key.is_empty()).then_some(Self::Name(key))
    }

    /// The text as a screen may repeat it: a number only masked.
    pub fn shown(&self) -> String {
        match self {
            Self::Identity(number) => domain::mask::id(number.canonical()),
            Self::Name(text) | Self::Letters(text) => text.clone(),
        }
    }
}

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRowView {
    /// Id.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Sex as stored, `male` or `female`.
    pub sex: Option<String>,
    /// Claims in scope filed for the person.
    pub as_subject: usize,
    /// Claims in scope the person filed.
    pub as_member: usize,
    /// Names of the unions in scope the person belongs to or has filed with.
    pub units: Vec<String>,
}

/// A page of people in scope, by name.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn find(
    session: &mut Session,
    seek: &Seek,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<PersonRowView>> {
    session.ctx.require(Action::Read)?;
    let sought = match seek {
        Seek::Identity(number) => {
            let index = crate::intake::resolve::index_of(&session.ctx, number);
            Sought::Identity(number.kind().code().to_owned(), index)
        }
        Seek::Name(start) => Sought::Name(start.clone()),
        Seek::Letters(start) => Sought::Form(start.clone()),
    };
    let scope = session.ctx.actor.scope.clone();
    let first = after.is_none();
    let after = match after.map(|cursor| PersonId(cursor.after().id)) {
        Some(id) => storage::people::by_ids(&mut session.db, &[id])?
            .pop()
            .map(|row| (row.name_key, id)),
        None => None,
    };
    let lines =
        storage::people::list::page(&mut session.db, &scope, &sought, after, pages::reach(limit))?;
    let mut page = Page::cut(lines, pages::clamp(limit), |line| After {
        key: 0,
        id: line.id.0,
    });
    if first {
        let scope = session.ctx.actor.scope.clone();
        for line in
            storage::people::list::named_otherwise(&mut session.db, &scope, &sought, OTHERWISE_MAX)?
        {
            if page.rows.iter().all(|row| row.id != line.id) {
                page.rows.push(line);
            }
        }
    }
    Ok(Page {
        rows: rows(session, page.rows)?,
        next: page.next,
    })
}

fn rows(session: &mut Session, lines: Vec<PersonLine>) -> Result<Vec<PersonRowView>> {
    let scope = session.ctx.actor.scope.clone();
    let ids: Vec<PersonId> = lines.iter().map(|line| line.id.into()).collect();
    let rosters = storage::people::memberships_of(&mut session.db, &ids)?;
    let claims = storage::people::list::claims_of(&mut session.db, &ids)?;
    let mut units: BTreeSet<UnitId> = rosters.iter().map(|row| row.unit_id.into()).collect();
    units.extend(claims.iter().map(|claim| UnitId::from(claim.unit_id)));
    let units: Vec<UnitId> = units.into_iter().collect();
    let mut names = storage::units::names_of(&mut session.db, &units)?;
    names.retain(|_, unit| scope.covers(&unit.path));
    let mut otherwise = known_as::otherwise(session, &ids)?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let of = |claim: &&ClaimLine| names.contains_key(&claim.unit_id.into());
            let subject = |claim: &&ClaimLine| claim.subject_id == line.id;
            let member = |claim: &&ClaimLine| claim.member_id == line.id;
            let mut of_person: Vec<UnitId> = rosters
                .iter()
                .filter(|row| row.person_id == line.id)
                .map(|row| row.unit_id.into())
                .collect();
            of_person.extend(
                claims
                    .iter()
                    .filter(|claim| subject(claim) || member(claim))
                    .map(|claim| UnitId::from(claim.unit_id)),
            );
            of_person.sort_unstable();
            of_person.dedup();
            let (name, birth_date, sex) = match otherwise.remove(&line.id.into()) {
                Some(filed) => (filed.name, filed.birth_date, filed.sex),
                None => (line.name, line.birth_date, line.sex),
            };
            PersonRowView {
                id: line.id.into(),
                as_subject: claims.iter().filter(of).filter(subject).count(),
                as_member: claims.iter().filter(of).filter(member).count(),
                units: of_person
                    .iter()
                    .filter_map(|id| names.get(id).map(|unit| unit.name.clone()))
                    .collect(),
                name,
                birth_date,
                sex,
            }
        })
        .collect())
}

/// Everything about one person that the operator may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCard {
    /// Id of the person the numbers of which count.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Sex as stored, `male` or `female`.
    pub sex: Option<String>,
    /// Numbers, masked.
    pub numbers: Vec<MaskedNumber>,
    /// Records of this person under other numbers that were merged into this one.
    pub merged: usize,
    /// Rosters in scope.
    pub memberships: Vec<MembershipView>,
    /// Those who filed for the person, in scope.
    pub parents: Vec<KinView>,
    /// Those for whom the person filed, in scope.
    pub subjects: Vec<KinView>,
    /// Claims for the person, newest year first, those of other unions included.
    pub as_subject: Vec<CardClaim>,
    /// Claims in scope the person filed, newest year first.
    pub as_member: Vec<CardClaim>,
    /// The years a claim can be filed for, newest first; empty for somebody for whom nobody ever filed.
    pub years: Vec<YearView>,
}

/// A roster the person is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipView {
    /// Code of the union.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// 在职.
    pub in_service: bool,
    /// First day of the last month with dues paid.
    pub dues_through: Option<NaiveDate>,
}

/// A relative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KinView {
    /// Id.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// How the subject is related, once a reviewer saw the proof.
    pub relation: Option<Relation>,
}

/// A claim as the card tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardClaim {
    /// The claim; none when another union filed it, outside the operator's scope.
    pub claim: Option<ClaimRef>,
    /// Its number, in scope.
    pub number: Option<String>,
    /// Programme's name in Chinese and English.
    pub programme: (String, String),
    /// Benefit year.
    pub year: BenefitYear,
    /// The filing union.
    pub unit_name: String,
    /// The member on a subject's card, the subject on a member's; nobody outside the scope.
    pub other: Option<String>,
    /// How the union bears the contribution.
    pub method: &'static MethodSpec,
    /// Where it stands.
    pub state: StateName,
    /// What the union pays.
    pub payable: Fen,
    /// When it was first filed.
    pub submitted_on: NaiveDate,
    /// When the money arrived.
    pub paid_on: Option<NaiveDate>,
    /// A duplicate case is open.
    pub in_case: bool,
}

/// A benefit year of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearView {
    /// Programme's name in Chinese and English.
    pub programme: (String, String),
    /// Benefit year.
    pub year: BenefitYear,
    /// A claim can be filed today: the year is open and its window has not ended.
    pub open: bool,
    /// Last day of its window.
    pub close: NaiveDate,
    /// What the programme calls the window, in Chinese and English.
    pub window_name: (&'static str, &'static str),
    /// Name of the union whose claim has the slot; none while it is free.
    pub taken_by: Option<String>,
    /// Claims filed for it that are not withdrawn, refused or sent back.
    pub filed: usize,
}

/// A person's card. That it was opened is in the operator's audit chain before it is given out.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`] out of scope.
pub fn card(session: &mut Session, id: PersonId) -> Result<PersonCard> {
    session.ctx.require(Action::Read)?;
    let scope = session.ctx.actor.scope.clone();
    let found = missing(
        crate::Thing::Person,
        &id,
        storage::people::list::find(&mut session.db, &scope, id),
    )?;
    let root: PersonId = found.merged_into.map_or(id, Into::into);
    let person = known_as::shown(session, root, found)?;
    events::log_alone(session, PERSON_SHOW, &json!({ "person": root.to_string() }))?;
    let absorbed = storage::people::absorbed(&mut session.db, &[root])?;
    let mut everyone: Vec<PersonId> = absorbed.into_iter().map(|(_, person)| person).collect();
    let merged = everyone.len();
    everyone.push(root);
    let claims = Claims::of(session, &everyone)?;
    let numbers = known_as::numbers(session, &everyone)?;
    let slots = storage::slots::of_subjects(&mut session.db, &[root])?;
    Ok(PersonCard {
        id: root,
        name: person.name,
        birth_date: person.birth_date,
        sex: person.sex,
        numbers,
        merged,
        memberships: memberships(session, &everyone)?,
        parents: kin(session, &claims.as_subject, &everyone, Kin::Parents)?,
        subjects: kin(session, &claims.as_member, &everyone, Kin::Subjects)?,
        as_subject: told(session, &claims.as_subject, Kin::Parents)?,
        as_member: told(session, &claims.as_member, Kin::Subjects)?,
        years: years(session, &claims.as_subject, &slots)?,
    })
}

/// Claims of a card, with what is in scope.
struct Claims {
    as_subject: Vec<(ClaimRowView, ClaimLine, bool)>,
    as_member: Vec<(ClaimRowView, ClaimLine, bool)>,
}

impl Claims {
    fn of(session: &mut Session, everyone: &[PersonId]) -> Result<Self> {
        let scope = session.ctx.actor.scope.clone();
        let lines = storage::people::list::claims_of(&mut session.db, everyone)?;
        let rows = named(session, lines.clone())?;
        let mut all: Vec<(ClaimRowView, ClaimLine, bool)> = rows
            .into_iter()
            .zip(lines)
            .map(|(row, line)| {
                let own = scope.covers(&row.unit_path);
                (row, line, own)
            })
            .collect();
        all.sort_by_key(|(row, line, _)| (std::cmp::Reverse(row.year), line.created_at));
        let is = |key: storage::Key| everyone.contains(&PersonId::from(key));
        let (as_subject, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, line, _)| is(line.subject_id));
        Ok(Self {
            as_subject,
            // What a member filed elsewhere is not this operator's business; a subject's year is, whoever has it.
            as_member: others.into_iter().filter(|(_, _, own)| *own).collect(),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kin {
    Parents,
    Subjects,
}

fn told(
    session: &mut Session,
    claims: &[(ClaimRowView, ClaimLine, bool)],
    others: Kin,
) -> Result<Vec<CardClaim>> {
    claims
        .iter()
        .map(|(row, _, own)| {
            let lines = storage::claims::list::batch_lines_of(&mut session.db, row.id)?;
            let other = match others {
                Kin::Parents => &row.member_name,
                Kin::Subjects => &row.subject_name,
            };
            Ok(CardClaim {
                claim: own.then_some(row.id),
                number: own.then(|| row.number.to_string()),
                programme: programme_names(session, &row.programme),
                year: row.year,
                unit_name: row.unit_name.clone(),
                other: own.then(|| other.clone()),
                method: row.method,
                state: row.state,
                payable: row.sum(),
                submitted_on: row.submitted_on,
                paid_on: lines
                    .iter()
                    .filter(|line| line.state == LineState::Paid)
                    .filter_map(|line| line.settled_on)
                    .max(),
                in_case: row.case.is_some(),
            })
        })
        .collect()
}

fn programme_names(session: &Session, id: &str) -> (String, String) {
    let words = programme_words(&session.ctx.installation.registry, id);
    (words.zh.into(), words.en.into())
}

fn memberships(session: &mut Session, everyone: &[PersonId]) -> Result<Vec<MembershipView>> {
    let scope = session.ctx.actor.scope.clone();
    let rows = storage::people::memberships_of(&mut session.db, everyone)?;
    let units: Vec<UnitId> = rows.iter().map(|row| row.unit_id.into()).collect();
    let names = storage::units::names_of(&mut session.db, &units)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let unit = names.get(&row.unit_id.into())?;
            scope.covers(&unit.path).then(|| MembershipView {
                unit_code: unit.code.clone(),
                unit_name: unit.name.clone(),
                in_service: row.in_service,
                dues_through: row.dues_through,
            })
        })
        .collect())
}

fn kin(
    session: &mut Session,
    claims: &[(ClaimRowView, ClaimLine, bool)],
    everyone: &[PersonId],
    which: Kin,
) -> Result<Vec<KinView>> {
    let ids: BTreeSet<PersonId> = claims
        .iter()
        .filter(|(_, _, own)| *own)
        .map(|(_, line, _)| match which {
            Kin::Parents => line.member_id.into(),
            Kin::Subjects => line.subject_id.into(),
        })
        .collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let subjects = match which {
        Kin::Parents => everyone,
        Kin::Subjects => &ids,
    };
    let mut proved: BTreeMap<PersonId, Relation> = BTreeMap::new();
    for row in storage::people::relations_of(&mut session.db, subjects)? {
        let (subject, parent) = (
            PersonId::from(row.subject_id),
            PersonId::from(row.parent_id),
        );
        let relation = row.relation;
        match which {
            Kin::Parents => proved.insert(parent, relation),
            Kin::Subjects if everyone.contains(&parent) => proved.insert(subject, relation),
            Kin::Subjects => None,
        };
    }
    let mut otherwise = known_as::otherwise(session, &ids)?;
    Ok(storage::people::by_ids(&mut session.db, &ids)?
        .into_iter()
        .map(|row| {
            let id = row.id.into();
            let (name, birth_date) = match otherwise.remove(&id) {
                Some(filed) => (filed.name, filed.birth_date),
                None => (row.name, row.birth_date),
            };
            KinView {
                id,
                name,
                birth_date,
                relation: proved.get(&id).copied(),
            }
        })
        .collect())
}

fn years(
    session: &mut Session,
    claims: &[(ClaimRowView, ClaimLine, bool)],
    slots: &[Slot],
) -> Result<Vec<YearView>> {
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let periods = super::periods::list(session)?;
    let today = session.ctx.today();
    let holders: Vec<(Slot, UnitId)> = slots
        .iter()
        .filter_map(|slot| {
            let holder = slot.occupancy.claim()?;
            let (_, line, _) = claims.iter().find(|(row, _, _)| row.id.id == holder)?;
            Some((slot.clone(), line.unit_id.into()))
        })
        .collect();
    let units: Vec<UnitId> = holders.iter().map(|(_, unit)| *unit).collect();
    let names = Names::load(&mut session.db, &[], &units)?;
    Ok(periods
        .into_iter()
        .filter(|period| period.state != PeriodState::Draft)
        .map(|period| {
            let same = |programme: &str, year| programme == period.programme && year == period.year;
            let holder = holders
                .iter()
                .find(|(slot, _)| same(&slot.key.programme, slot.key.year));
            let filed = claims
                .iter()
                .filter(|(row, _, _)| same(&row.programme, row.year))
                .filter(|(row, _, _)| is_under_way(row.state))
                .count();
            YearView {
                taken_by: holder.map(|(_, unit)| names.unit_name(*unit)),
                filed,
                programme: period.names,
                year: period.year,
                open: period.state == PeriodState::Open && today <= period.window.close,
                close: period.window.close,
                window_name: period.window_name,
            }
        })
        .collect())
}

fn is_under_way(state: StateName) -> bool {
    !matches!(
        state,
        StateName::Returned | StateName::Rejected | StateName::Withdrawn | StateName::Reversed
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_a_number_letters_or_a_name() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
        let parse = |text| Seek::parse(text, today);
        let number = "11010519491231002X";
        let identity = domain::identity::parse(number, today).unwrap().number;
        assert_eq!(parse(number), Some(Seek::Identity(identity.clone())));
        assert_eq!(
            parse("zhang wei"),
            Some(Seek::Letters("zhangwei".to_owned()))
        );
        assert_eq!(parse(" 张伟 "), Some(Seek::Name("张伟".to_owned())));
        assert_eq!(
            parse("阿卜杜拉·买买提"),
            Some(Seek::Name("阿卜杜拉买买提".to_owned()))
        );
        assert_eq!(parse("z"), None);
        assert_eq!(parse(""), None);
        assert_eq!(parse("430102"), None);
        let shown = Seek::Identity(identity).shown();
        assert!(!shown.contains("19491231"), "{shown}");
    }
}
