//! The operators' own chains.

use super::subjects::grouped;
use super::{Bad, Check, Pass};
use crate::audit::chain;
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
            let name = name_of(&names, operator);
            let events = chains.remove(&operator).unwrap_or_default();
            self.events(&name, &events, &vouched, (seq, &hash))?;
        }
        let lost = vouched.keys().find(|entry| !self.times.contains_key(entry));
        if let Some((operator, seq)) = lost {
            let name = name_of(&names, OperatorId::from(*operator));
            return missing(&name, *seq).stop();
        }
        match chains.into_values().flatten().next() {
            Some(row) => {
                let name = name_of(&names, OperatorId::from(row.operator_id));
                Bad::new(
                    "event-head-missing",
                    words!(
                        "操作员 {name} 的操作记录的链头被删除",
                        "the head of {name}'s events was removed"
                    ),
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
                return missing(name, seq + 1).stop();
            }
            let witnesses = vouched.get(&(row.operator_id, row.seq));
            let witnesses = witnesses.map_or(&[][..], Vec::as_slice);
            if chain::event_hash(self.ctx.keyring(), row, witnesses, hash) != row.hash {
                return Bad::new(
                    "event-changed",
                    words!(
                        "操作员 {name} 的第 {} 条操作记录（`{}`）被改动",
                        "event {} (`{}`) of {name} was changed",
                        row.seq,
                        row.action
                    ),
                )
                .at(row.seq)
                .stop();
            }
            (seq, hash) = (row.seq, &row.hash);
            self.times.insert((row.operator_id, row.seq), row.at);
            self.records += 1;
        }
        if head > seq {
            return missing(name, seq + 1).stop();
        }
        if head < seq || head_hash != hash {
            return Bad::new(
                "event-head-changed",
                words!(
                    "操作员 {name} 的操作记录的链头与第 {seq} 条不符",
                    "the head of {name}'s events does not fit event {seq}"
                ),
            )
            .at(seq)
            .stop();
        }
        Ok(())
    }
}

/// An operator's login name; the id of one whose record was removed.
fn name_of(names: &BTreeMap<OperatorId, String>, operator: OperatorId) -> String {
    let name = names.get(&operator).cloned();
    name.unwrap_or_else(|| format!("`{operator}`"))
}

/// An entry that an operator's chain lacks.
fn missing(name: &str, seq: i64) -> Bad {
    let what = words!(
        "操作员 {name} 的第 {seq} 条操作记录缺失",
        "event {seq} of {name} is missing"
    );
    Bad::new("event-missing", what).at(seq)
}
