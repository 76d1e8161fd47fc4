//! Puts a ruling in force.

use super::change::{Hands, RulingChange};
use crate::error::{Refusal, Result, WorkflowError};
use crate::rule_set::find_programme;
use crate::session::Env;
use crate::words::Words;
use storage::Db;
use storage::periods::RulingRow;

/// A ruling chooses one of the values the programme offers.
pub(crate) fn check(env: &Env, ruling: &RulingChange) -> Result<()> {
    let programme = find_programme(env, &ruling.programme)?;
    let refuse = |code, message: Words| Err(WorkflowError::Refused(Refusal::new(code, message)));
    let Some(option) = programme
        .options()
        .iter()
        .find(|option| option.key == ruling.option)
    else {
        let keys: Vec<&str> = programme
            .options()
            .iter()
            .map(|option| option.key)
            .collect();
        return refuse(
            "unknown-option",
            words!(
                "{} 不是待裁定的事项；可选：{}",
                "{} is no open point; there are {}",
                ruling.option,
                keys.join(", ")
            ),
        );
    };
    if !option.values.contains(&ruling.value.as_str()) {
        let values = option.values.join(", ");
        return refuse(
            "unknown-value",
            words!(
                "{} 不能为 {}；请选择其一：{values}",
                "{} cannot be {}; choose one of {values}",
                option.key,
                ruling.value
            ),
        );
    }
    Ok(())
}

pub(super) fn apply(db: &mut Db, hands: &Hands<'_>, ruling: &RulingChange) -> Result<()> {
    storage::periods::add_ruling(
        db,
        &RulingRow {
            programme: ruling.programme.clone(),
            option_key: ruling.option.clone(),
            at: hands.env.now().0,
            value: ruling.value.clone(),
            document: ruling.document.clone(),
            decided_on: ruling.decided_on,
            proposed_by: hands.proposer.into(),
            seconded_by: hands.seconder.map(Into::into),
        },
    )?;
    Ok(())
}
