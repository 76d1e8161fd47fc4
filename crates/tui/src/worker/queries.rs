//! Answers questions through the read models.

use super::registers;
use crate::list::PAGE_ROWS;
use crate::msg::{Data, Query};
use workflow::bulk::Expected;
use workflow::notebook::Kind;
use workflow::views::claims::ClaimFilter;
use workflow::views::{
    Cursor, Lang, audit_log, batches, cases, changes, claim_detail, claims, home, imports, periods,
    units,
};
use workflow::{Result, Session, notebook, presence};

/// Answers one question.
///
/// # Errors
/// [`workflow::WorkflowError`].
pub fn answer(session: &mut Session, query: Query) -> Result<Data> {
    Ok(match query {
        Query::Home => {
            // The first screen of a session, and of every new look at it: days may have come. What is left, reading tells.
            if let Err(error) = workflow::due::catch_up(session) {
                tracing::warn!(%error, "claims whose day has come were not all decided again");
            }
            Data::Home(Box::new(home::show(session)?))
        }
        Query::Periods => Data::Periods(periods::list(session)?),
        Query::Period(programme, year) => {
            Data::Period(Box::new(periods::show(session, &programme, year)?))
        }
        Query::Imports(lang, after) => {
            Data::Imports(imports::page(session, lang, after, PAGE_ROWS)?)
        }
        Query::Import(id, lang, after) => import(session, id, lang, after)?,
        Query::Claims(filter, after) => page(session, filter, after)?,
        Query::ClaimsOfUnit(filter, code) => {
            let unit = Some(units::path_of(session, &code)?);
            page(session, ClaimFilter { unit, ..filter }, None)?
        }
        Query::Offer(chosen, lang) => {
            let seed = session.env.office.world.random();
            let offered = workflow::bulk::offer(session, &chosen, seed)?;
            let details = offered
                .sample
                .iter()
                .map(|row| claim_detail::show(session, row.id, lang))
                .collect::<Result<Vec<_>>>()?;
            Data::Offer(chosen, Box::new(offered), details)
        }
        Query::OfferReview(claims, lang) => {
            let seed = session.env.office.world.random();
            let offered = workflow::bulk::offer_review(session, &claims, seed)?;
            let details = offered
                .groups
                .first()
                .map(|group| group.sample.iter())
                .into_iter()
                .flatten()
                .map(|row| claim_detail::show(session, row.id, lang))
                .collect::<Result<Vec<_>>>()?;
            Data::OfferReview(claims, Box::new(offered), details)
        }
        Query::ToSeal(batch) => {
            let sealed = workflow::batches::to_seal(session, batch)?;
            let expected = Expected {
                count: sealed.count,
                total: sealed.total,
            };
            let dropped = sealed
                .dropped
                .into_iter()
                .map(|(claim, refusal)| {
                    let number = claims::number_of(session, claim);
                    let number = number.map_or_else(String::new, |number| number.to_string());
                    (number, refusal.words())
                })
                .collect();
            Data::ToSeal(batch, expected, dropped)
        }
        Query::Lanes(filter) => Data::Lanes(claims::lanes(session, &filter)?),
        Query::Notebook => Data::Notebook(
            notebook::filters(session)?,
            notebook::notes(session, Kind::Draft)?,
        ),
        Query::Present(record, beat) => {
            // A courtesy that fails is no error anybody has to read.
            let others = present(session, &record, beat).unwrap_or_else(|error| {
                tracing::warn!(code = error.code(), "presence is not known");
                Vec::new()
            });
            Data::Present(record, others)
        }
        Query::Claim(claim, lang) => {
            Data::Claim(Box::new(claim_detail::show(session, claim, lang)?))
        }
        Query::Log(claim) => Data::Log(audit_log::of_claim(session, claim)?),
        Query::Cases(after) => Data::Cases(cases::page(session, &[], after, PAGE_ROWS)?),
        Query::Case(id) => Data::Case(Box::new(cases::show(session, id)?)),
        Query::Batches(after) => Data::Batches(batches::page(session, &[], after, PAGE_ROWS)?),
        Query::Batch(id, after) => {
            let head = batches::show(session, id)?;
            Data::Batch(
                Box::new(head),
                batches::lines(session, id, after, PAGE_ROWS)?,
            )
        }
        Query::Changes(lang, after) => {
            Data::Changes(changes::told(session, lang, after, PAGE_ROWS)?)
        }
        Query::Register(ask) => Data::Register(registers::answer(session, ask)?),
    })
}

fn present(session: &mut Session, record: &str, beat: bool) -> Result<Vec<String>> {
    if beat {
        presence::arrive(session, record)?;
    }
    presence::others(session, record)
}

/// The first page brings the count; later ones do not count again.
fn page(session: &mut Session, filter: ClaimFilter, after: Option<Cursor>) -> Result<Data> {
    let page = claims::page(session, &filter, after, PAGE_ROWS)?;
    let count = if after.is_none() {
        Some(claims::count(session, &filter)?)
    } else {
        None
    };
    Ok(Data::Claims(page, Box::new(filter), count))
}

fn import(
    session: &mut Session,
    id: domain::ids::ImportId,
    lang: Lang,
    after: Option<Cursor>,
) -> Result<Data> {
    let head = imports::show(session, id, lang)?;
    let rows = imports::rows(session, id, lang, true, after, PAGE_ROWS)?;
    Ok(Data::Import(Box::new(head), rows))
}
