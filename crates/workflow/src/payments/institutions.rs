//! Institutions that give people at once what a programme pays: they are owed it, and paid on an account that two
//! operators put in force.

use crate::error::{Result, WorkflowError};
use crate::messages::feed_of;
use crate::proposals::{self, Done, InstitutionChange, Proposal};
use crate::session::Session;
use domain::bank_card::BankCard;
use domain::glyph;
use domain::role::Action;
use storage::institutions::InstitutionRow;

/// Longest code, in characters: the platform's own has twelve.
const CODE_LENGTH_MAX: usize = 30;
/// Longest name of an institution or a bank, in characters.
const NAME_LENGTH_MAX: usize = 100;

/// Proposes where an institution is paid, or that it gives nothing at once any more.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::Usage`] for a programme without messages, an empty or overlong text, an
/// account that is none, or a last day before the first.
pub fn set(session: &mut Session, change: InstitutionChange) -> Result<Done> {
    session.ctx.require(Action::Administer)?;
    feed_of(&session.ctx, &change.programme)?;
    proposals::propose(session, Proposal::Institution(checked(change)?))
}

fn checked(change: InstitutionChange) -> Result<InstitutionChange> {
    let short = |text: &str, most: usize| -> Option<String> {
        let text = text.trim();
        let fits = !text.is_empty()
            && text.chars().count() <= most
            && !text.chars().any(|c| c.is_control() || glyph::is_mark(c));
        fits.then(|| text.to_owned())
    };
    let code = short(&change.code, CODE_LENGTH_MAX)
        .filter(|code| code.chars().all(|c| c.is_ascii_alphanumeric()));
    let Some(code) = code else {
        return Err(WorkflowError::Usage(words!(
            "医药机构编号应为字母和数字，最多 {CODE_LENGTH_MAX} 位，与结算报文中的一致",
            "the code of an institution is letters and digits, at most {CODE_LENGTH_MAX}, as its messages have it"
        )));
    };
    let names = short(&change.name, NAME_LENGTH_MAX).zip(short(&change.bank, NAME_LENGTH_MAX));
    let Some((name, bank)) = names else {
        return Err(WorkflowError::Usage(words!(
            "请写明机构名称和开户银行，各不超过 {NAME_LENGTH_MAX} 字",
            "give the name of the institution and its bank, at most {NAME_LENGTH_MAX} characters each"
        )));
    };
    let Ok(account) = BankCard::parse(&change.account) else {
        return Err(WorkflowError::Usage(words!(
            "银行账号应为 8 至 32 位数字，请核对",
            "an account has 8 to 32 digits: check it"
        )));
    };
    if change.until.is_some_and(|until| until < change.from) {
        return Err(WorkflowError::Usage(words!(
            "最后一天早于第一天，请核对",
            "the last day lies before the first: check them"
        )));
    }
    Ok(InstitutionChange {
        code,
        name,
        bank,
        account: account.canonical().to_owned(),
        ..change
    })
}

/// The institutions of a programme, or of all, by code.
///
/// # Errors
/// [`WorkflowError::Storage`].
pub fn list(session: &mut Session, programme: Option<&str>) -> Result<Vec<InstitutionRow>> {
    let mut all = storage::institutions::all(&mut session.db)?;
    all.retain(|one| programme.is_none_or(|programme| one.programme == programme));
    Ok(all)
}
