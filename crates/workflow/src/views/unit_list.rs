//! The tree of unions page by page, with what each has filed.

use super::{CappedCount, Cursor, Page, page as pages};
use crate::error::Result;
use crate::session::Session;
use chrono::NaiveDate;
use domain::ids::UnitId;
use domain::role::Action;
use domain::unit::{UnitLevel, UnitPath};
use std::collections::BTreeMap;
use storage::claims::list::ClaimQuery;
use storage::page::{After, COUNT_CAP};

/// A union of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRowView {
    /// Id.
    pub id: UnitId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Level.
    pub level: UnitLevel,
    /// Depth; the province is 1.
    pub depth: usize,
    /// Name of the union it reports to.
    pub parent: Option<String>,
    /// Unified social credit code.
    pub credit_code: Option<String>,
    /// GB/T 2260 code.
    pub area_code: Option<String>,
    /// Since when another union has taken its place.
    pub succeeded_on: Option<NaiveDate>,
    /// Claims filed by it and everything below it.
    pub claims: CappedCount,
}

/// A page of the unions in scope, from the top down; `text` narrows them to a beginning of the code or a part
/// of the name.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn page(
    session: &mut Session,
    text: &str,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<UnitRowView>> {
    session.ctx.require(Action::Read)?;
    let scope = session.ctx.actor.scope.clone();
    let text = Some(text.trim()).filter(|text| !text.is_empty());
    let rows = storage::units::page(
        &mut session.db,
        &scope,
        text,
        after.map(|cursor| UnitId(cursor.after().id)),
        pages::reach(limit),
    )?;
    let page = Page::cut(rows, pages::clamp(limit), |row| After {
        key: 0,
        id: row.id.0,
    });
    let parents: Vec<UnitId> = page
        .rows
        .iter()
        .filter_map(|row| row.parent_id.map(Into::into))
        .collect();
    let parents = storage::units::names_of(&mut session.db, &parents)?;
    let basic: Vec<UnitPath> = page
        .rows
        .iter()
        .filter(|row| row.level == UnitLevel::Basic)
        .map(|row| row.path.clone())
        .collect();
    let own = storage::units::claims_at(&mut session.db, &basic)?;
    let mut views = Vec::with_capacity(page.rows.len());
    for row in page.rows {
        let claims = claims_of(session, &own, row.level, &row.path)?;
        views.push(UnitRowView {
            id: row.id.into(),
            code: row.code,
            name: row.name,
            level: row.level,
            depth: row.path.depth(),
            parent: row
                .parent_id
                .and_then(|parent| parents.get(&parent.into()))
                .filter(|parent| scope.covers(&parent.path))
                .map(|parent| parent.name.clone()),
            credit_code: row.credit_code,
            area_code: row.area_code,
            succeeded_on: row.succeeded_on,
            claims,
        });
    }
    Ok(Page {
        rows: views,
        next: page.next,
    })
}

/// A basic union's own claims are counted together with its neighbours'; what stands below a higher one only up to
/// the cap, for it may be the whole province.
fn claims_of(
    session: &mut Session,
    own: &BTreeMap<UnitPath, i64>,
    level: UnitLevel,
    path: &UnitPath,
) -> Result<CappedCount> {
    if level == UnitLevel::Basic {
        return Ok(CappedCount::Exact(own.get(path).copied().unwrap_or(0)));
    }
    let query = ClaimQuery {
        unit: Some(path.clone()),
        ..ClaimQuery::default()
    };
    let scope = session.ctx.actor.scope.clone();
    let counted =
        storage::claims::list::count(&mut session.db, &scope, &query, Some(COUNT_CAP + 1))?;
    Ok(CappedCount::of(counted))
}
