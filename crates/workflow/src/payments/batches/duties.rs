//! Who may take a batch further: nobody who reviewed or approved one of its lines, nobody whose family a line pays,
//! and not the same person at both ends.

use crate::error::{Refusal, Result, WorkflowError};
use crate::people::persons::Person;
use crate::review::separation::of_own_family;
use crate::session::Context;
use crate::words::Words;
use domain::claim_record::ClaimRecord;
use domain::ids::ClaimRef;
use domain::unit::Scope;
use storage::batches::{Batch, BatchLine};
use storage::{Db, Key};

/// Lines named in a refusal; whoever wants all of them looks at the batch.
pub(super) const NAMED_MAX: usize = 5;

/// Refuses whoever reviewed or approved one of the claims, and whoever belongs to a family that one of them pays. Of the
/// family's lines only the number is told.
pub(crate) fn refuse_involved(db: &mut Db, ctx: &Context, claims: &[ClaimRecord]) -> Result<()> {
    let person = Person::acting(db, ctx)?;
    let decided: Vec<String> = claims
        .iter()
        .filter(|claim| {
            let review = claim.state.review().map(|review| review.by);
            let approval = claim.state.approval().map(|approval| approval.by);
            [review, approval]
                .into_iter()
                .flatten()
                .any(|by| person.is(by))
        })
        .map(|claim| claim.number.to_string())
        .take(NAMED_MAX)
        .collect();
    if !decided.is_empty() {
        return refuse(
            "decided-line",
            words!(
                "您审核或审批过该批次中的申报，须由他人办理：{}",
                "you reviewed or approved lines of this batch: {}",
                decided.join(", ")
            ),
        );
    }
    refuse_family(db, ctx, claims)
}

fn refuse_family(db: &mut Db, ctx: &Context, claims: &[ClaimRecord]) -> Result<()> {
    let own = of_own_family(db, ctx, claims)?.len();
    if own > 0 {
        return refuse(
            "own-family-lines",
            words!(
                "批次中有 {own} 笔涉及您本人或家人，须由其他操作员办理",
                "lines of this batch concern your own family: {own}"
            ),
        );
    }
    Ok(())
}

/// [`refuse_involved`] for the lines of a batch.
pub(crate) fn refuse_involved_in(db: &mut Db, ctx: &Context, lines: &[BatchLine]) -> Result<()> {
    let claims = claims_of(db, lines)?;
    refuse_involved(db, ctx, &claims)
}

/// Refuses whoever belongs to a family that a line pays, and nobody else: a batch may be taken back by whoever decided it.
pub(super) fn refuse_family_in(db: &mut Db, ctx: &Context, lines: &[BatchLine]) -> Result<()> {
    let claims = claims_of(db, lines)?;
    refuse_family(db, ctx, &claims)
}

/// The claims of lines, wherever their unions lie.
pub(super) fn claims_of(db: &mut Db, lines: &[BatchLine]) -> Result<Vec<ClaimRecord>> {
    let handles: Vec<ClaimRef> = lines.iter().map(BatchLine::handle).collect();
    Ok(storage::claims::find_all(
        db,
        &Scope::everything(),
        &handles,
    )?)
}

/// Refuses as second signer whoever put the batch together or sealed it.
pub(super) fn refuse_maker(db: &mut Db, ctx: &Context, batch: &Batch) -> Result<()> {
    let hands = [Some(batch.created_by), batch.sealed_by];
    refuse_hands(db, ctx, &hands, "own-batch", || {
        words!(
            "批次 {} 由您制批或封批，须由他人会签",
            "you put batch {} together or sealed it",
            batch.number
        )
    })
}

/// Refuses to settle a batch whoever sealed or signed it: what was paid is told by somebody else.
pub(super) fn refuse_sealer(db: &mut Db, ctx: &Context, batch: &Batch) -> Result<()> {
    let hands = [batch.sealed_by, batch.signed_by];
    refuse_hands(db, ctx, &hands, "own-seal", || {
        words!(
            "批次 {} 由您封批或会签，须由他人登记付款结果",
            "you sealed or signed batch {}",
            batch.number
        )
    })
}

fn refuse_hands(
    db: &mut Db,
    ctx: &Context,
    hands: &[Option<Key>],
    code: &'static str,
    message: impl FnOnce() -> Words,
) -> Result<()> {
    let person = Person::acting(db, ctx)?;
    if hands.iter().flatten().any(|by| person.is((*by).into())) {
        return refuse(code, message());
    }
    Ok(())
}

fn refuse<T>(code: &'static str, message: Words) -> Result<T> {
    Err(WorkflowError::SecondOperator(Refusal::new(code, message)))
}
