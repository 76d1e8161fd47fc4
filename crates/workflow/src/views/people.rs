//! Names shown beside ids.

use crate::error::Result;
use domain::ids::{OperatorId, PersonId, UnitId};
use std::collections::BTreeMap;
use storage::Db;
use storage::units::UnitName;

/// Names of people, units and operators that a list mentions.
pub(crate) struct Names {
    people: BTreeMap<PersonId, String>,
    /// What a union wrote that is not what is on record.
    filed: BTreeMap<(PersonId, UnitId), String>,
    units: BTreeMap<UnitId, UnitName>,
}

impl Names {
    pub(crate) fn load(db: &mut Db, people: &[PersonId], units: &[UnitId]) -> Result<Self> {
        let mut wanted = people.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let people = storage::people::by_ids(db, &wanted)?
            .into_iter()
            .map(|row| (row.id.into(), row.name))
            .collect();
        let filed = storage::filed_names::of(db, &wanted)?
            .into_iter()
            .map(|row| ((row.person_id.into(), row.unit_id.into()), row.name))
            .collect();
        Ok(Self {
            people,
            filed,
            units: storage::units::names_of(db, units)?,
        })
    }

    /// The person as this union filed them.
    pub(crate) fn person(&self, id: PersonId, unit: UnitId) -> String {
        let filed = self.filed.get(&(id, unit));
        filed
            .or_else(|| self.people.get(&id))
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn unit_code(&self, id: UnitId) -> String {
        self.units
            .get(&id)
            .map(|unit| unit.code.clone())
            .unwrap_or_default()
    }

    pub(crate) fn unit_name(&self, id: UnitId) -> String {
        self.units
            .get(&id)
            .map(|unit| unit.name.clone())
            .unwrap_or_default()
    }
}

/// Operators by id.
pub(crate) struct Operators(BTreeMap<OperatorId, String>);

impl Operators {
    pub(crate) fn load(db: &mut Db) -> Result<Self> {
        Ok(Self(storage::operators::names(db)?))
    }

    #[cfg(test)]
    pub(crate) fn of(known: &[(OperatorId, &str)]) -> Self {
        Self(
            known
                .iter()
                .map(|(id, name)| (*id, (*name).to_owned()))
                .collect(),
        )
    }

    /// The name; the id when the operator is not there any more.
    pub(crate) fn name(&self, id: OperatorId) -> String {
        self.0.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The operator of this login name.
    pub(crate) fn id(&self, name: &str) -> Option<OperatorId> {
        self.0
            .iter()
            .find(|(_, known)| known.as_str() == name)
            .map(|(id, _)| *id)
    }
}
