//! How members were told of a benefit: 向会员做好政策宣传和解读 (湘工发〔2025〕11号 四).
//!
//! A record speaks for its union and every union below it. Without one, claims carry a warning.

use crate::error::{Refusal, Result, WorkflowError};
use crate::review::reassess::{self, Affected, Reassessed, Whose};
use crate::review::rule_set::find_programme;
use crate::session::Session;
use chrono::NaiveDate;
pub use domain::announcement::AnnouncementKind;
use domain::ids::{AnnouncementId, UnitId};
use domain::role::Action;
use domain::year::{BenefitYear, Instant};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::announcements::{Announcement, AnnouncementRow};
use storage::{Db, StorageError};

/// Longest text that names what shows an announcement, in characters.
pub const DOCUMENT_LENGTH_MAX: usize = 500;
/// Records a list shows; nobody reads more of one programme at once.
const LIST_MAX: i64 = 1000;

/// An announcement to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewAnnouncement<'a> {
    /// Programme id.
    pub programme: &'a str,
    /// Benefit year.
    pub year: BenefitYear,
    /// Code of the union whose members, and those of every union below it, were told.
    pub unit: &'a str,
    /// The day.
    pub held_on: NaiveDate,
    /// The form.
    pub kind: AnnouncementKind,
    /// What shows it: minutes, the notice's number, an address. No personal data.
    pub document: &'a str,
}

/// An announcement that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its id.
    pub id: AnnouncementId,
    /// Claims assessed again.
    pub reassessed: Reassessed,
}

/// An announcement as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncementInfo {
    /// Id.
    pub id: AnnouncementId,
    /// The union's code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// Benefit year.
    pub year: BenefitYear,
    /// The day.
    pub held_on: NaiveDate,
    /// The form.
    pub kind: AnnouncementKind,
    /// What shows it.
    pub document: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
}

/// Records an announcement, and assesses the undecided claims of the union and of those below it again.
///
/// # Errors
/// [`WorkflowError::Forbidden`], [`WorkflowError::UnknownUnit`], [`WorkflowError::UnknownProgramme`];
/// [`WorkflowError::Usage`] without a document or for a day to come; [`WorkflowError::Refused`] with
/// `exists` for the very same record; [`WorkflowError::Unfinished`] once it is recorded.
pub fn record(session: &mut Session, new: &NewAnnouncement<'_>) -> Result<Recorded> {
    session.ctx.require(Action::Announce)?;
    find_programme(&session.ctx, new.programme)?;
    let document = checked(new, session.ctx.today())?;
    let scope = &session.ctx.actor.scope;
    let unit = match storage::units::by_code(&mut session.db, scope, new.unit) {
        Err(StorageError::NotFound) => {
            return Err(WorkflowError::UnknownUnit(new.unit.to_owned()));
        }
        other => other?,
    };
    let ctx = session.ctx.clone();
    let id: AnnouncementId = ctx.id();
    let row = Announcement {
        id: id.into(),
        unit_id: unit.id,
        programme: new.programme.to_owned(),
        benefit_year: new.year.get(),
        held_on: new.held_on,
        kind: new.kind,
        document: document.to_owned(),
        recorded_by: ctx.actor.id.into(),
        recorded_at: ctx.now().0,
    };
    let affected = Affected {
        programme: new.programme.to_owned(),
        whose: Whose::Below(unit.id.into()),
        year: Some(new.year),
    };
    let detail = json!({
        "announcement": id.to_string(), "programme": new.programme, "year": new.year.get(),
        "unit": unit.code, "on": new.held_on, "kind": new.kind.code(), "document": document,
    });
    session.db.write(|db| {
        if storage::announcements::exists(db, &row)? {
            return Err(WorkflowError::Refused(Refusal::new(
                "exists",
                words!(
                    "同样的公示已有记录",
                    "the very same announcement is on record"
                ),
            )));
        }
        storage::announcements::add(db, &row)?;
        reassess::note(db, &ctx, std::slice::from_ref(&affected))?;
        let recorded =
            crate::audit::witness::of(ctx.keyring(), &AnnouncementRow::from(row.clone()));
        crate::audit::events::vouch(db, &ctx, "announce", &detail, &[recorded])
    })?;
    let reassessed = reassess::catch_up(&mut session.db, &session.ctx)?;
    Ok(Recorded { id, reassessed })
}

fn checked<'a>(new: &NewAnnouncement<'a>, today: NaiveDate) -> Result<&'a str> {
    let document = new.document.trim();
    if !(1..=DOCUMENT_LENGTH_MAX).contains(&document.chars().count()) {
        return Err(WorkflowError::Usage(words!(
            "请用 1 至 {DOCUMENT_LENGTH_MAX} 个字写明证明公示的文件",
            "name in 1 to {DOCUMENT_LENGTH_MAX} characters the document that shows the announcement"
        )));
    }
    if new.held_on > today {
        return Err(WorkflowError::Usage(words!(
            "公示应在作出之后登记，不能提前：{} 尚未到来",
            "an announcement is recorded when it was made, not before: {} is to come",
            new.held_on
        )));
    }
    Ok(document)
}

/// The announcements that concern the operator's scope, newest first: those of unions in it and above it.
///
/// # Errors
/// [`WorkflowError::UnknownProgramme`].
pub fn list(
    session: &mut Session,
    programme: &str,
    year: Option<BenefitYear>,
) -> Result<Vec<AnnouncementInfo>> {
    session.ctx.require(Action::Read)?;
    find_programme(&session.ctx, programme)?;
    let names = storage::operators::names(&mut session.db)?;
    let scope = session.ctx.actor.scope.clone();
    let year = year.map(BenefitYear::get);
    let rows = storage::announcements::list(&mut session.db, &scope, programme, year, LIST_MAX)?;
    Ok(rows
        .into_iter()
        .map(|(row, unit_code, unit_name)| {
            let by = row.recorded_by.into();
            AnnouncementInfo {
                id: row.id.into(),
                unit_code,
                unit_name,
                year: BenefitYear::new(row.benefit_year),
                held_on: row.held_on,
                kind: row.kind,
                document: row.document,
                recorded_by: names.get(&by).cloned().unwrap_or_else(|| by.to_string()),
                recorded_at: Instant(row.recorded_at),
            }
        })
        .collect())
}

/// Of these units, those that an announcement of the programme reached, and for which benefit year.
pub(crate) fn reached(
    db: &mut Db,
    programme: &str,
    units: &[UnitId],
) -> Result<BTreeSet<(UnitId, i16)>> {
    let places: Vec<(UnitId, Vec<String>)> = storage::units::by_ids(db, units)?
        .into_iter()
        .map(|row| (row.id.into(), row.path.with_all_above()))
        .collect();
    let wanted: BTreeSet<String> = places
        .iter()
        .flat_map(|(_, above)| above)
        .cloned()
        .collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut told: BTreeMap<String, BTreeSet<i16>> = BTreeMap::new();
    for (path, year) in storage::announcements::at_places(db, programme, &wanted)? {
        told.entry(path).or_default().insert(year);
    }
    Ok(places
        .iter()
        .flat_map(|(unit, above)| {
            above
                .iter()
                .filter_map(|path| told.get(path))
                .flatten()
                .map(|year| (*unit, *year))
        })
        .collect())
}
