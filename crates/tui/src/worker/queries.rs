//! Answers questions through the read models.

use super::listings;
use crate::commands::Command;
use crate::msg::{Data, Query, Refused};
use domain::ids::ClaimRef;
use workflow::notebook::Kind;
use workflow::review::bulk::{self, Expected};
use workflow::review::trial::{self, Foreseen};
use workflow::views::{claim_detail, claims};
use workflow::{Refusal, Result, Session, notebook, payments::recovery, presence, review::decide};

/// Most claims that are marked at once.
const MARKED_MAX: usize = 5_000;

/// Answers one question.
///
/// # Errors
/// [`workflow::WorkflowError`].
pub fn answer(session: &mut Session, query: Query) -> Result<Data> {
    Ok(match query {
        Query::Screen(ask) => Data::Screen(ask.read(session)?),
        Query::Offer(chosen, lang) => {
            let seed = session.ctx.installation.effects.random();
            let offered = bulk::offer(session, &chosen, seed)?;
            let details = offered
                .sample
                .iter()
                .map(|row| claim_detail::show(session, row.id, lang))
                .collect::<Result<Vec<_>>>()?;
            let refused = numbered(session, &offered.refused)?;
            Data::Offer(chosen, Box::new(offered), details, refused)
        }
        Query::OfferReview(claims, lang) => {
            let seed = session.ctx.installation.effects.random();
            let offered = bulk::offer_review(session, &claims, seed)?;
            let details = offered
                .groups
                .first()
                .map(|group| group.sample.iter())
                .into_iter()
                .flatten()
                .map(|row| claim_detail::show(session, row.id, lang))
                .collect::<Result<Vec<_>>>()?;
            let refused = numbered(session, &offered.refused)?;
            Data::OfferReview(claims, Box::new(offered), details, refused)
        }
        Query::Foresee(command, claims) => {
            let found = foresee(session, command, &claims)?;
            let refused = numbered(session, &found.refused)?;
            Data::Foreseen(command, found.done, refused)
        }
        Query::ToSeal(batch) => {
            let sealed = workflow::payments::batches::to_seal(session, batch)?;
            let expected = Expected {
                count: sealed.count,
                total: sealed.total,
            };
            let dropped = numbered(session, &sealed.dropped)?;
            Data::ToSeal(batch, expected, dropped)
        }
        Query::Matching(filter) => {
            let (found, more) = claims::matching(session, &filter, MARKED_MAX)?;
            Data::Matching(found, more)
        }
        Query::WorkQueues(filter) => Data::WorkQueues(claims::queues(session, &filter)?),
        Query::List(listing) => {
            let (title, lines) = listings::read(session, listing)?;
            Data::Told(title, lines)
        }
        Query::Notebook => Data::Notebook(
            notebook::filters(session)?,
            notebook::notes(session, Kind::Draft)?,
            notebook::reasons(session)?,
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

/// What a step of each of these claims would come to. What the dialog will ask for is taken to be given.
fn foresee(session: &mut Session, command: Command, claims: &[ClaimRef]) -> Result<Foreseen> {
    let given = "-";
    let checks = bulk::every_check(session);
    trial::foresee(session, |session| match command {
        Command::Review => decide::review(session, claims, &checks, Some(given)),
        Command::Approve => decide::approve(session, claims, None),
        Command::Return => decide::return_to_unit(session, claims, given),
        Command::Reject => decide::reject(session, claims, given),
        Command::Hold => decide::hold(session, claims, None, given),
        Command::Withdraw => decide::withdraw(session, claims, given),
        Command::Undo => decide::undo(session, claims, given),
        Command::Recover => recovery::recover(session, claims, given),
        Command::Recovered => recovery::recovered(session, claims, given),
        _ => recovery::reconcile(session, claims),
    })
}

/// Refused claims by their numbers.
fn numbered(session: &mut Session, refused: &[(ClaimRef, Refusal)]) -> Result<Vec<Refused>> {
    let claims: Vec<ClaimRef> = refused.iter().map(|(claim, _)| *claim).collect();
    let mut numbers = claims::numbers(session, &claims)?;
    let named = refused.iter().map(|(claim, refusal)| {
        let number = numbers.remove(claim);
        let shown = number.map_or_else(|| claim.to_string(), |number| number.to_string());
        (shown, refusal.words())
    });
    Ok(named.collect())
}

fn present(session: &mut Session, record: &str, beat: bool) -> Result<Vec<String>> {
    if beat {
        presence::arrive(session, record)?;
    }
    presence::others(session, record)
}
