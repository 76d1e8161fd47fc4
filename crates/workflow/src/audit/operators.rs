//! The operators' own chains.

use super::subjects::grouped;
use super::{Bad, Check, Pass};
use crate::chain;
use domain::ids::OperatorId;
use std::collections::BTreeMap;
use storage::audit::OperatorEventRow;
use storage::witnesses::WitnessRow;
use storage::{Db, Key};

/// What entries vouch for, by operator and position.
type Vouched = BTreeMap<(Key, i64), Vec<WitnessRow>>;

impl Pass<'_> {
    pub(super) fn operators(&mut self, db: &mut Db) -> Check {
        let names = storage::operators::names(db)?;
        let vouched = grouped(storage::witnesses::all(db)?, |row| {
            (row.operator_id, row.seq)
        });
        let mut chains: BTreeMap<OperatorId, Vec<OperatorEventRow>> =
            grouped(storage::audit::events(db)?, |row| row.operator_id.into());
        for (operator, seq, hash) in storage::audit::event_heads(db)? {
            let name = names
                .get(&operator)
                .cloned()
                .unwrap_or_else(|| operator.to_string());
            let events = chains.remove(&operator).unwrap_or_default();
            self.events(&name, &events, &vouched, (seq, &hash))?;
        }
        let lost = vouched.keys().find(|entry| !self.times.contains_key(entry));
        if let Some((operator, seq)) = lost {
            let operator = OperatorId::from(*operator);
            let name = names.get(&operator).cloned();
            let name = name.unwrap_or_else(|| operator.to_string());
            return Bad::new("event-missing", format!("event {seq} of {name} is missing"))
                .at(*seq)
                .stop();
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
        vouched: &Vouched,
        (head, head_hash): (i64, &[u8]),
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
            let witnesses = vouched.get(&(row.operator_id, row.seq));
            let witnesses = witnesses.map_or(&[][..], Vec::as_slice);
            if chain::event_hash(self.env.keyring(), row, witnesses, hash) != row.hash {
                return Bad::new(
                    "event-changed",
                    format!("event {} ({}) of {name} was changed", row.seq, row.action),
                )
                .at(row.seq)
                .stop();
            }
            (seq, hash) = (row.seq, &row.hash);
            self.times.insert((row.operator_id, row.seq), row.at);
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
