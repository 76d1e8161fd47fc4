//! Periods with their windows.

use super::missing;
use crate::error::Result;
use crate::review::rule_set;
use crate::session::Session;
use domain::fen::Fen;
use domain::ids::PeriodId;
use domain::period::{PeriodState, Window};
use domain::year::{BenefitYear, Instant};
use policy::OptionSpec;
use storage::periods::{Period, RulingRow};

/// A period in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRowView {
    /// Id.
    pub id: PeriodId,
    /// Programme id.
    pub programme: String,
    /// The programme's name in Chinese and English.
    pub names: (String, String),
    /// Benefit year.
    pub year: BenefitYear,
    /// Where it stands.
    pub state: PeriodState,
    /// The days in which claims are taken.
    pub window: Window,
    /// What the programme calls them, in Chinese and English.
    pub window_name: (&'static str, &'static str),
    /// The benefit period.
    pub benefit: Window,
    /// Standard personal contribution.
    pub standard: Fen,
    /// No source establishes the values: rehearsal only.
    pub invented: bool,
    /// Which parameters are in force.
    pub version: String,
    /// Days from today to the last day of the window; negative when it is over.
    pub days_left: i64,
    /// When it was last written.
    pub updated_at: Instant,
}

/// A period with its parameters and the programme's open points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodDetail {
    /// What lists show.
    pub row: PeriodRowView,
    /// The parameters, TOML.
    pub params: String,
    /// Every ambiguity of the text, ruled or not.
    pub options: Vec<OptionView>,
}

/// An ambiguity the province may rule on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionView {
    /// What it is, and what a ruling may choose from.
    pub spec: &'static OptionSpec,
    /// The code of what was ruled, with its document.
    pub ruled: Option<(String, String)>,
}

/// All periods, newest year first within each programme.
///
/// # Errors
/// [`crate::WorkflowError`].
pub fn list(session: &mut Session) -> Result<Vec<PeriodRowView>> {
    let rows = storage::periods::all(&mut session.db)?;
    rows.into_iter().map(|row| view(session, &row)).collect()
}

/// One period.
///
/// # Errors
/// [`crate::WorkflowError::NotFound`].
pub fn show(session: &mut Session, programme: &str, year: BenefitYear) -> Result<PeriodDetail> {
    let id = format!("{programme} {year}");
    let row = missing(
        crate::Thing::Period,
        &id,
        storage::periods::find(&mut session.db, programme, year),
    )?;
    let rulings = storage::periods::rulings(&mut session.db, programme)?;
    Ok(PeriodDetail {
        row: view(session, &row)?,
        params: row.params,
        options: options(session, programme, &rulings),
    })
}

fn options(session: &Session, programme: &str, rulings: &[RulingRow]) -> Vec<OptionView> {
    let specs = session
        .ctx
        .installation
        .registry
        .find(programme)
        .map(|found| found.options())
        .unwrap_or_default();
    specs
        .iter()
        .map(|spec| {
            let last = rulings
                .iter()
                .filter(|ruling| ruling.option_key == spec.key)
                .max_by_key(|ruling| ruling.at);
            OptionView {
                spec,
                ruled: last.map(|ruling| (ruling.value.clone(), ruling.document.clone())),
            }
        })
        .collect()
}

fn view(session: &Session, row: &Period) -> Result<PeriodRowView> {
    let programme = session.ctx.installation.registry.find(&row.programme);
    let names = programme.map(|found| found.names());
    let (zh, en) = names.unwrap_or((&row.programme, &row.programme));
    let window_name = programme.map_or(policy::WINDOW, |found| found.window());
    Ok(PeriodRowView {
        id: row.id.into(),
        programme: row.programme.clone(),
        names: (zh.to_owned(), en.to_owned()),
        year: BenefitYear::new(row.benefit_year),
        state: row.state,
        window: Window {
            open: row.window_open,
            close: row.window_close,
        },
        window_name,
        benefit: Window {
            open: row.benefit_start,
            close: row.benefit_end,
        },
        standard: row.standard,
        invented: row.invented,
        version: rule_set::version_of(row),
        days_left: row
            .window_close
            .signed_duration_since(session.ctx.today())
            .num_days(),
        updated_at: Instant(row.updated_at),
    })
}
