//! What a claim rests on beside its own values: the account it is paid to, and the voucher it was approved with.

use super::{Bad, Check, Pass, Place};
use crate::content;
use crate::error::WorkflowError;
use crate::session::Env;
use crate::spent::{self, Voucher};
use domain::claim_record::ClaimRecord;
use domain::ids::ClaimRef;
use sealing::IndexKind;
use std::collections::BTreeMap;
use storage::vouchers::UsedRow;
use storage::{Db, StorageError};

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
                .stop()
        };
        match content::card_of(self.env, claim) {
            Ok(card) => {
                let index = card.map(|card| {
                    let keyring = self.env.keyring();
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

/// Every voucher that one of these claims took is one it was approved with, and none that was approved is free. `used` is
/// what is taken for the claims' subjects.
pub(super) fn vouchers(db: &mut Db, env: &Env, claims: &[ClaimRecord], used: &[UsedRow]) -> Check {
    let mut held: BTreeMap<ClaimRef, (Voucher, &ClaimRecord)> = claims
        .iter()
        .filter_map(|claim| Some((claim.handle, (spent::held_by(env, claim)?, claim))))
        .collect();
    let place = |key: String| Place {
        table: "used_vouchers".to_owned(),
        key,
        field: None,
    };
    for row in used {
        let own = held.remove(&row.handle()).map(|(voucher, _)| voucher);
        if own != Some((row.programme.clone(), row.voucher.clone())) {
            let what = words!(
                "有一张票据记为申报 `{}` 占用，而该申报并非凭它审批",
                "a voucher is taken by claim `{}`, which was not approved with it",
                row.handle()
            );
            return Bad::new("voucher", what)
                .of(row.handle().subject)
                .place(place(row.handle().to_string()))
                .stop();
        }
    }
    // Claims of one slot share a voucher, and one of them took it.
    for ((programme, voucher), claim) in held.into_values() {
        if storage::vouchers::used(db, &programme, &[voucher])?.is_empty() {
            let what = words!(
                "审批所凭的票据未记为占用，可被其他申报使用",
                "the voucher it was approved with is free for another claim"
            );
            return Bad::new("voucher", what)
                .claim(claim)
                .place(place(claim.handle.to_string()))
                .stop();
        }
    }
    Ok(())
}
