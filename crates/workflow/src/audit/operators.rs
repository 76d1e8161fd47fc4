//! The operators' own chains.

use super::subjects::grouped;
use super::{Bad, Check, Pass};
use crate::chain;
use domain::ids::OperatorId;
use std::collections::BTreeMap;
use storage::Db;
use storage::audit::OperatorEventRow;

impl Pass<'_> {
    pub(super) fn operators(&mut self, db: &mut Db) -> Check {
        let names = storage::operators::names(db)?;
        let mut chains: BTreeMap<OperatorId, Vec<OperatorEventRow>> =
            grouped(storage::audit::events(db)?, |row| row.operator_id.into());
        for (operator, seq, hash) in storage::audit::event_heads(db)? {
            let name = names
                .get(&operator)
                .cloned()
                .unwrap_or_else(|| operator.to_string());
            let events = chains.remove(&operator).unwrap_or_default();
            self.events(&name, &events, seq, &hash)?;
        }
        match chains.into_values().flatten().next() {
            Some(row) => {
                let operator = OperatorId::from(row.operator_id);
                let name = names
                    .get(&operator)
                    .cloned()
                    .unwrap_or_else(|| operator.to_string());
                Bad::new(
                    "event-head-missing",
                    format!("the head of {name}'s events was removed"),
                )
                .at(row.seq)
                .stop()
            }
            None => Ok(()),
        }
    }

    fn events(
        &mut self,
        name: &str,
        events: &[OperatorEventRow],
        head: i64,
        head_hash: &[u8],
    ) -> Check {
        let (mut seq, mut hash): (i64, &[u8]) = (0, &[]);
        for row in events {
            if row.seq != seq + 1 {
                return Bad::new(
                    "event-missing",
                    format!("event {} of {name} is missing", seq + 1),
                )
                .at(seq + 1)
                .stop();
            }
            if chain::event_hash(self.env.keyring(), row, hash) != row.hash {
                return Bad::new(
                    "event-changed",
                    format!("event {} ({}) of {name} was changed", row.seq, row.action),
                )
                .at(row.seq)
                .stop();
            }
            (seq, hash) = (row.seq, &row.hash);
            self.records += 1;
        }
        if head > seq {
            return Bad::new(
                "event-missing",
                format!("event {} of {name} is missing", seq + 1),
            )
            .at(seq + 1)
            .stop();
        }
        if head < seq || head_hash != hash {
            return Bad::new(
                "event-head-changed",
                format!("the head of {name}'s events does not fit event {seq}"),
            )
            .at(seq)
            .stop();
        }
        Ok(())
    }
}
