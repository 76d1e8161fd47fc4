//! What a claim rests on beside its own values: the account it is paid to, and what it was approved with.

use super::{Bad, Check, Pass, Place};
use crate::error::WorkflowError;
use crate::intake::content;
use crate::payments::marks::{self, Marks};
use crate::payments::spent;
use crate::session::Context;
use domain::claim_record::ClaimRecord;
use domain::ids::ClaimRef;
use sealing::IndexKind;
use std::collections::BTreeMap;
use storage::StorageError;
use storage::claim_marks::{Shown, Spending, StoredMark};

impl Pass<'_> {
    /// The sealed account can be opened and is the one the chain vouches for.
    pub(super) fn account(&self, claim: &ClaimRecord) -> Check {
        let bad = || {
            let what = words!(
                "收款账号不是申报时的账号",
                "the account it is paid to is not the one that was filed"
            );
            Bad::new("account-changed", what)
                .claim(claim)
                .place(Place {
                    table: "claims".to_owned(),
                    key: claim.number.to_string(),
                    field: Some("sealed_card"),
                })
                .fail()
        };
        match content::card_of(self.ctx, claim) {
            Ok(card) => {
                let index = card.map(|card| {
                    let keyring = self.ctx.keyring();
                    keyring
                        .blind_index(IndexKind::Bank, card.canonical())
                        .0
                        .to_vec()
                });
                if index == claim.card_index {
                    Ok(())
                } else {
                    bad()
                }
            }
            Err(WorkflowError::Seal(_) | WorkflowError::Storage(StorageError::Stored { .. })) => {
                bad()
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// What claims are found by across unions (receipts, accounts) is what they say. `shown` is what claims for their subjects
/// show.
pub(super) fn shown(ctx: &Context, claims: &[ClaimRecord], mut shown: Shown) -> Check {
    for claim in claims {
        let (programme, draft) = marks::read(&ctx.installation.registry, claim)?;
        let due = Marks::of(
            ctx.keyring(),
            programme,
            &draft,
            claim.card_index.as_deref(),
        )
        .shown;
        let stored = shown.remove(&claim.handle);
        let fits = match stored {
            None => due.is_empty(),
            Some((programme, marks)) => programme == claim.programme && marks == due,
        };
        if !fits {
            return not_shown(claim.handle, claim.number.to_string()).fail();
        }
    }
    match shown.into_keys().next() {
        None => Ok(()),
        Some(claim) => not_shown(claim, claim.to_string()).fail(),
    }
}

fn not_shown(claim: ClaimRef, key: String) -> Bad {
    let what = words!(
        "申报 `{key}` 供跨单位查重的票据或账号标记与其内容不符，系手工改动",
        "the marks by which receipts and accounts of claim `{key}` are found are not what it says: they were changed by hand"
    );
    Bad::new("marks", what).of(claim.subject).place(Place {
        table: "claim_marks".to_owned(),
        key,
        field: None,
    })
}

/// Everything that is spent for one of these claims is what it was approved with, and nothing that one was approved with is
/// free. `spent` is what is spent for the claims' subjects.
pub(super) fn spendings(ctx: &Context, claims: &[ClaimRecord], spent: &[Spending]) -> Check {
    let mut held: BTreeMap<ClaimRef, (StoredMark, &ClaimRecord)> = BTreeMap::new();
    for claim in claims {
        if let Some(mark) = spent::held_by(ctx, claim)? {
            held.insert(claim.handle, (mark, claim));
        }
    }
    let place = |key: String| Place {
        table: "claim_marks".to_owned(),
        key,
        field: None,
    };
    for one in spent {
        let own = held.remove(&one.claim);
        let fits =
            own.is_some_and(|(mark, claim)| mark == one.mark && claim.programme == one.programme);
        if !fits {
            let what = words!(
                "有一份凭证记为申报 `{}` 占用，而该申报并非凭它审批",
                "a document is taken by claim `{}`, which was not approved with it",
                one.claim
            );
            return Bad::new("voucher", what)
                .of(one.claim.subject)
                .place(place(one.claim.to_string()))
                .fail();
        }
    }
    match held.into_values().next() {
        Some((_, claim)) => {
            let what = words!(
                "审批所凭的凭证未记为占用，可被其他申报使用",
                "what it was approved with is free for another claim"
            );
            Bad::new("voucher", what)
                .claim(claim)
                .place(place(claim.handle.to_string()))
                .fail()
        }
        None => Ok(()),
    }
}
