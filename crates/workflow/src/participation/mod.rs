//! Who takes part in the schemes of a programme that is fed by messages, who could and does not, who joined, left or
//! replaced somebody, and what was paid into a scheme's fund.

mod fund;
mod missing;
mod moves;
mod uptake;

pub use fund::{Balance, DOCUMENT_LENGTH_MAX, Fund, MakeUp, MakeUpView, Payer, fund, make_up};
pub use missing::{Missing, missing};
pub use moves::{Move, moves};
pub use policy::messages::Uptake;
pub use uptake::{Coverage, UnionUptake, coverage, coverage_page};

use crate::error::{Result, WorkflowError};
use crate::messages::feed_in_force;
use crate::session::Session;
use chrono::NaiveDate;
use domain::period::Window;
use domain::role::Action;
use domain::unit::Scope;
use policy::messages::MessageFeed;
use storage::StorageError;
use storage::uptake::Wanted;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Programme id.
    pub programme: String,
    /// Scheme; none is the last one somebody in scope may take part in today, else the last that began.
    pub scheme: Option<String>,
    /// The day; none is today, or the end of the scheme's period that is nearer.
    pub on: Option<NaiveDate>,
    /// Only this union and those below it, by its code.
    pub unit: Option<String>,
}

impl About {
    /// Everything of a programme, as of today.
    pub fn programme(programme: &str) -> Self {
        Self {
            programme: programme.to_owned(),
            scheme: None,
            on: None,
            unit: None,
        }
    }
}

/// The programme that is fed by messages, where only one is installed.
///
/// # Errors
/// [`WorkflowError::Usage`] where there is none, or several of which one has to be named.
pub fn fed(session: &Session) -> Result<String> {
    let registry = &session.ctx.installation.registry;
    let mut fed = registry.iter().filter(|one| one.messages().is_some());
    match (fed.next(), fed.next()) {
        (Some(only), None) => Ok(only.id().to_owned()),
        _ => Err(WorkflowError::Usage(words!(
            "由报文办理的项目没有安装，或安装了多个：请在命令行用 --programme 指明",
            "no programme that is fed by messages is installed, or several are: name one with --programme on the command line"
        ))),
    }
}

/// A question as it is answered.
struct Asked {
    scheme: String,
    window: Window,
    as_of: NaiveDate,
    scope: Scope,
    wanted: Wanted,
}

/// Finds scheme, day and part of the tree.
fn asked(session: &mut Session, about: &About) -> Result<Asked> {
    session.ctx.require(Action::Read)?;
    let ctx = session.ctx.clone();
    let feed = feed_in_force(&mut session.db, &ctx, &about.programme)?;
    let scope = match &about.unit {
        None => ctx.actor.scope.clone(),
        Some(code) => match storage::units::by_code(&mut session.db, &ctx.actor.scope, code) {
            Err(StorageError::NotFound) => return Err(WorkflowError::UnknownUnit(code.clone())),
            other => Scope::below(other?.path),
        },
    };
    let used = storage::participations::schemes(&mut session.db, &scope, &about.programme)?;
    let (scheme, window) = find(feed.as_ref(), about.scheme.as_deref(), &used, ctx.today())?;
    let as_of = about
        .on
        .unwrap_or_else(|| ctx.today().clamp(window.open, window.close));
    let eligible = feed.eligible(&scheme, as_of);
    let wanted = Wanted {
        programme: about.programme.clone(),
        scheme: scheme.clone(),
        on: as_of,
        born: eligible.born,
        stays: eligible.stays,
    };
    Ok(Asked {
        scheme,
        window,
        as_of,
        scope,
        wanted,
    })
}

/// The scheme named; of several, the last that began and that somebody takes part in.
fn find(
    feed: &dyn MessageFeed,
    named: Option<&str>,
    used: &[String],
    today: NaiveDate,
) -> Result<(String, Window)> {
    let known = |id: &str| feed.scheme(id).map(|window| (id.to_owned(), window));
    if let Some(named) = named {
        return known(named).ok_or_else(|| {
            let all = feed.schemes().join(", ");
            WorkflowError::Usage(words!(
                "没有互助方案 {named}；现有方案：{all}",
                "there is no scheme `{named}`; there are {all}"
            ))
        });
    }
    let schemes = feed.schemes();
    let begun = |id: &&String| feed.scheme(id).is_some_and(|window| window.open <= today);
    let last = schemes
        .iter()
        .rev()
        .filter(|id| used.contains(id))
        .find(begun);
    let last = last.or_else(|| schemes.iter().rev().find(|id| used.contains(id)));
    last.and_then(|id| known(id)).ok_or_else(|| {
        WorkflowError::Usage(words!(
            "范围内没有任何参加互助的名册；请先导入，或指明方案",
            "no roster in scope has anybody in a scheme: import one first, or name the scheme"
        ))
    })
}
