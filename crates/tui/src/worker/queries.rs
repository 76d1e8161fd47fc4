//! Answers questions through the read models.

use crate::msg::{Data, Query};
use workflow::bulk::Expected;
use workflow::notebook::Kind;
use workflow::views::{claim_detail, claims};
use workflow::{Result, Session, notebook, presence};

/// Answers one question.
///
/// # Errors
/// [`workflow::WorkflowError`].
pub fn answer(session: &mut Session, query: Query) -> Result<Data> {
    Ok(match query {
        Query::Screen(ask) => Data::Screen(ask.read(session)?),
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
            // Presence that is not known is no error anybody has to read.
            let others = present(session, &record, beat).unwrap_or_else(|error| {
                tracing::warn!(code = error.code(), "presence is not known");
                Vec::new()
            });
            Data::Present(record, others)
        }
    })
}

fn present(session: &mut Session, record: &str, beat: bool) -> Result<Vec<String>> {
    if beat {
        presence::arrive(session, record)?;
    }
    presence::others(session, record)
}
