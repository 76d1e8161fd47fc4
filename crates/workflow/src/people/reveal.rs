//! Shows one masked number of a claim in full: for a reason, and never without a trace (个人信息保护法
//! 第五十一条).

use crate::error::{Refusal, Result, WorkflowError};
use crate::intake::content;
use crate::intake::correction_workbook::numbers::Numbers;
use crate::intake::resolve::identity_aad;
use crate::session::{Context, Session};
use crate::words::Words;
use crate::work::{Targets, Work};
use domain::claim_record::ClaimRecord;
use domain::identity::IdentityKind;
use domain::ids::{ClaimRef, PersonId, UnitId};
use domain::role::Action;
pub use domain::sensitive::Field;
use serde_json::json;
use storage::Db;
use storage::people::MembershipRow;
use zeroize::Zeroizing;

/// The action of the audit entry and of the operator's event.
pub const REVEAL: &str = "reveal";
/// Longest reason, in characters.
pub const REASON_LENGTH_MAX: usize = 200;

/// A number in full. It is wiped when dropped, and neither `Debug` nor `Display` shows it.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Secret {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A number an operator asked to see.
#[derive(Debug)]
pub struct Revealed {
    /// Which.
    pub field: Field,
    /// The number.
    pub value: Secret,
}

/// Gives one number of a claim in full, after the audit chains of its subject and of the operator say
/// so: the entries are committed before the value is returned.
///
/// # Errors
/// [`WorkflowError::Forbidden`]; [`WorkflowError::Usage`] for a reason that is empty, too long or holds
/// the number itself; [`WorkflowError::NotFound`] out of scope; [`WorkflowError::Refused`] with
/// `no-such-value` for a number the claim does not have.
pub fn reveal(
    session: &mut Session,
    claim: ClaimRef,
    field: Field,
    reason: &str,
) -> Result<Revealed> {
    session.ctx.require(Action::Reveal)?;
    let reason = checked(reason)?;
    let ctx = session.ctx.clone();
    let value = session
        .db
        .write(|db| logged(db, &ctx, claim, field, reason))?;
    Ok(Revealed { field, value })
}

fn checked(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if (1..=REASON_LENGTH_MAX).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    Err(WorkflowError::Usage(words!(
        "请用 1 至 {REASON_LENGTH_MAX} 个字写明为何需要该号码：审计会查看",
        "say in 1 to {REASON_LENGTH_MAX} characters why the number is needed: the auditors read it"
    )))
}

fn logged(
    db: &mut Db,
    ctx: &Context,
    handle: ClaimRef,
    field: Field,
    reason: &str,
) -> Result<Secret> {
    let targets = Targets {
        claims: vec![handle],
        ..Targets::default()
    };
    let mut work = Work::lock(db, ctx, &targets)?;
    let claim = work
        .claim(handle)
        .filter(|claim| ctx.actor.scope.covers(&claim.unit_path))
        .cloned()
        .ok_or_else(|| WorkflowError::NotFound {
            kind: crate::Thing::Claim,
            id: handle.to_string(),
        })?;
    let value = value_of(db, &work, &claim, field)?.ok_or_else(|| {
        WorkflowError::Refused(Refusal::new(
            "no-such-value",
            Words::new(
                format!("该申报没有这一项：{}", field.chinese()),
                format!("the claim has no such number: {}", field.code()),
            ),
        ))
    })?;
    if reason.contains(value.as_str()) {
        return Err(WorkflowError::Usage(words!(
            "理由会永久保存，其中不得写号码本身",
            "a reason is kept for good, so it must not hold the number itself"
        )));
    }
    let detail = json!({ "field": field.code(), "reason": reason });
    work.record(handle, REVEAL, &detail.to_string(), false)?;
    work.flush(db)?;
    let event = json!({ "claim": handle.to_string(), "field": field.code(), "reason": reason });
    crate::audit::events::log(db, ctx, REVEAL, &event)?;
    Ok(Secret(value))
}

type Value = Option<Zeroizing<String>>;

fn value_of(db: &mut Db, work: &Work, claim: &ClaimRecord, field: Field) -> Result<Value> {
    let certificate = |kind: IdentityKind| kind == IdentityKind::BirthCertificate;
    match field {
        Field::SubjectNumber => of_row(db, work, claim, Who::Subject, |kind| !certificate(kind)),
        Field::Certificate => of_row(db, work, claim, Who::Subject, certificate),
        Field::MemberNumber => of_row(db, work, claim, Who::Member, |_| true),
        Field::PartnerNumber => {
            let partner = roster(db, &work.ctx, claim)?
                .into_iter()
                .find_map(|row| row.partner_id.map(PersonId::from));
            match partner {
                Some(partner) => only_number(db, &work.ctx, partner),
                None => Ok(None),
            }
        }
        Field::Mobile => {
            let aad = claim.member.to_string();
            let sealed = roster(db, &work.ctx, claim)?
                .into_iter()
                .find_map(|row| row.sealed_mobile);
            sealed
                .map(|sealed| open(&work.ctx, &sealed, &aad))
                .transpose()
        }
        Field::BankCard => Ok(content::card_of(&work.ctx, claim)?
            .map(|card| Zeroizing::new(card.canonical().to_owned()))),
    }
}

/// The member's roster entries in scope, that of the filing unit first.
fn roster(db: &mut Db, ctx: &Context, claim: &ClaimRecord) -> Result<Vec<MembershipRow>> {
    let mut rows = storage::people::memberships_of(db, &[claim.member])?;
    let units: Vec<UnitId> = rows.iter().map(|row| row.unit_id.into()).collect();
    let units = storage::units::names_of(db, &units)?;
    rows.retain(|row| {
        let unit = units.get(&row.unit_id.into());
        unit.is_some_and(|unit| ctx.actor.scope.covers(&unit.path))
    });
    rows.sort_by_key(|row| row.unit_id != claim.unit.into());
    Ok(rows)
}

#[derive(Clone, Copy)]
enum Who {
    Subject,
    Member,
}

/// A number that the claim's own row carried: others of the same person may have come from elsewhere.
fn of_row(
    db: &mut Db,
    work: &Work,
    claim: &ClaimRecord,
    who: Who,
    wanted: impl Fn(IdentityKind) -> bool,
) -> Result<Value> {
    let draft = Numbers::new(&work.ctx).exact(db, claim)?;
    let person = draft.map(|draft| match who {
        Who::Subject => draft.subject,
        Who::Member => draft.claimant,
    });
    let mut numbers = person.iter().flat_map(|person| &person.identities);
    Ok(numbers
        .find(|number| wanted(number.kind()))
        .map(|number| Zeroizing::new(number.canonical().to_owned())))
}

/// The number of somebody whom only a roster names; none of several, for the roster does not tell which it named.
fn only_number(db: &mut Db, ctx: &Context, person: PersonId) -> Result<Value> {
    let rows = storage::people::identities_of(db, person)?;
    let [row] = rows.as_slice() else {
        return Ok(None);
    };
    let aad = identity_aad(row.kind.code(), &row.blind_index);
    open(ctx, &row.sealed, &aad).map(Some)
}

fn open(ctx: &Context, sealed: &[u8], aad: &str) -> Result<Zeroizing<String>> {
    let plain = ctx.keyring().open(sealed, aad.as_bytes())?;
    Ok(Zeroizing::new(String::from_utf8_lossy(&plain).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_full_does_not_show_in_a_debug_print() {
        let revealed = Revealed {
            field: Field::Mobile,
            value: Secret(Zeroizing::new("13800000001".to_owned())),
        };
        assert!(!format!("{revealed:?}").contains("138"), "{revealed:?}");
        assert_eq!(revealed.value.as_str(), "13800000001");
    }

    #[test]
    fn a_reason_is_never_blank_and_never_a_story() {
        assert!(checked(" \n").is_err());
        assert!(checked(&"字".repeat(REASON_LENGTH_MAX + 1)).is_err());
        assert_eq!(checked(" 电话核实 ").unwrap(), "电话核实");
    }
}
