//! What is paid, by the institution that settled.

use super::{Paid, sum};
use crate::error::Result;
use crate::session::Session;
use domain::fen::Fen;
use std::collections::{BTreeMap, BTreeSet};
use storage::entitlements::Due;

/// The figures of an institution, over all days asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfInstitution {
    /// The code it has in messages; none for what names no institution.
    pub code: Option<String>,
    /// Its name, where its account is on record.
    pub name: Option<String>,
    /// To how many persons something is paid.
    pub persons: usize,
    /// How often.
    pub person_times: usize,
    /// What was borne.
    pub base: Fen,
    /// What is paid out.
    pub paid_out: Fen,
}

pub(super) fn figures(
    session: &mut Session,
    programme: &str,
    paid: &[Paid],
) -> Result<Vec<OfInstitution>> {
    let names: BTreeMap<String, String> = storage::institutions::all(&mut session.db)?
        .into_iter()
        .filter(|one| one.programme == programme)
        .map(|one| (one.code, one.name))
        .collect();
    let mut by_code: BTreeMap<Option<&String>, Vec<&Due>> = BTreeMap::new();
    for one in paid {
        let code = one.due.institution.as_ref();
        by_code.entry(code).or_default().push(&one.due);
    }
    let mut found: Vec<OfInstitution> = by_code
        .into_iter()
        .map(|(code, due)| OfInstitution {
            code: code.cloned(),
            name: code.and_then(|code| names.get(code).cloned()),
            persons: due
                .iter()
                .map(|due| due.subject)
                .collect::<BTreeSet<_>>()
                .len(),
            person_times: due.len(),
            base: sum(due.iter().map(|due| due.base)),
            paid_out: sum(due.iter().map(|due| due.sum)),
        })
        .collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.paid_out), one.code.clone()));
    Ok(found)
}
