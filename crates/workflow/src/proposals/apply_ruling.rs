//! Puts a ruling in force.

use super::proposal::{RulingChange, Signatories};
use crate::error::{Refusal, Result, WorkflowError};
use crate::review::rule_set::find_programme;
use crate::session::Context;
use crate::words::Words;
use storage::Db;
use storage::periods::RulingRow;

/// A ruling chooses one of the values the programme offers.
pub(crate) fn check(ctx: &Context, ruling: &RulingChange) -> Result<()> {
    let programme = find_programme(ctx, &ruling.programme)?;
    let refuse = |code, message: Words| Err(WorkflowError::Refused(Refusal::new(code, message)));
    let Some(option) = programme
        .options()
        .iter()
        .find(|option| option.key == ruling.option)
    else {
        let options = programme.options().iter();
        let known = choices(options.map(|option| (option.key, option.name.0)));
        return refuse(
            "unknown-option",
            Words::new(
                format!("{} 不是待裁定的事项；可写：{}", ruling.option, known.zh),
                format!("{} is no open point; there are {}", ruling.option, known.en),
            ),
        );
    };
    if option.value(&ruling.value).is_none() {
        let (value, known) = (
            &ruling.value,
            choices(option.values.iter().map(|value| (value.code, value.zh))),
        );
        return refuse(
            "unknown-value",
            Words::new(
                format!("“{}”不能为 {value}；可写：{}", option.name.0, known.zh),
                format!(
                    "{} cannot be {value}; choose one of {}",
                    option.key, known.en
                ),
            ),
        );
    }
    Ok(())
}

/// What may be typed: in Chinese the words with the codes behind them.
fn choices(known: impl Iterator<Item = (&'static str, &'static str)>) -> Words {
    let (zh, en): (Vec<String>, Vec<&str>) = known
        .map(|(code, word)| (format!("{word}（{code}）"), code))
        .unzip();
    Words::new(zh.join("、"), en.join(", "))
}

pub(super) fn apply(db: &mut Db, by: &Signatories<'_>, ruling: &RulingChange) -> Result<()> {
    storage::periods::add_ruling(
        db,
        &RulingRow {
            programme: ruling.programme.clone(),
            option_key: ruling.option.clone(),
            at: by.ctx.now().0,
            value: ruling.value.clone(),
            document: ruling.document.clone(),
            decided_on: ruling.decided_on,
            proposed_by: by.proposer.into(),
            seconded_by: by.seconder.map(Into::into),
        },
    )?;
    Ok(())
}
