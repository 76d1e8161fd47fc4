//! Answers questions of the registers through the read models.

use crate::list::PAGE_ROWS;
use crate::screens::registers::{Answer, Ask, OperatorLine, RulingLine};
use workflow::views::audit_trail::{self, Trail};
use workflow::views::{jobs, ledger_entries, person, plans, unit_list};
use workflow::{Result, Session, keys, operators, periods, rulings};

/// Answers one question.
///
/// # Errors
/// [`workflow::WorkflowError`].
pub(super) fn answer(session: &mut Session, ask: Ask) -> Result<Answer> {
    Ok(match ask {
        Ask::Units(text, after) => {
            Answer::Units(unit_list::page(session, &text, after, PAGE_ROWS)?)
        }
        Ask::Plans(unit, after) => Answer::Plans(plans::page(session, &unit, after, PAGE_ROWS)?),
        Ask::Rulings => Answer::Rulings(open_points(session)?),
        Ask::Ledger(unit, after) => {
            let accounts = match after {
                None => Some(ledger_entries::accounts(session, &unit)?),
                Some(_) => None,
            };
            let page = ledger_entries::page(session, &unit, after, PAGE_ROWS)?;
            Answer::Ledger(page, accounts)
        }
        Ask::Audit(text, after) => {
            let trail = Trail::parse(&text);
            Answer::Audit(audit_trail::page(session, &trail, after, PAGE_ROWS)?)
        }
        Ask::Operators => Answer::Operators(with_keys(session)?),
        Ask::Jobs => Answer::Jobs(jobs::list(session)?),
        Ask::People(seek, after) => Answer::People(person::find(session, &seek, after, PAGE_ROWS)?),
        Ask::NextYear(programme, year) => {
            let (next, found) = periods::next_year(session, &programme, year)?;
            Answer::NextYear(next, found)
        }
        Ask::Person(id) => Answer::Person(Box::new(person::card(session, id)?)),
    })
}

fn open_points(session: &mut Session) -> Result<Vec<RulingLine>> {
    let programmes: Vec<String> = session
        .env
        .office
        .registry
        .iter()
        .map(|programme| programme.id().to_owned())
        .collect();
    let mut lines = Vec::new();
    for programme in programmes {
        let options = rulings::options(session, &programme)?;
        lines.extend(options.into_iter().map(|option| RulingLine {
            programme: programme.clone(),
            option,
        }));
    }
    // What claims wait for comes first.
    lines.sort_by_key(|line| std::cmp::Reverse(line.option.waiting));
    Ok(lines)
}

fn with_keys(session: &mut Session) -> Result<Vec<OperatorLine>> {
    let keys = keys::list(session)?;
    Ok(operators::list(session)?
        .into_iter()
        .map(|info| OperatorLine {
            keys: keys
                .iter()
                .filter(|key| key.operator == info.name)
                .cloned()
                .collect(),
            info,
        })
        .collect())
}
