//! How names sound, for finding people by pinyin: one set of forms for each distinct name, whoever bears it.

use crate::dialect::{LIST_CHUNK, insert_all};
use crate::schema::{filed_names, name_forms, people};
use crate::{Db, Result};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// A row of `name_forms`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Insertable)]
#[diesel(table_name = name_forms, treat_none_as_default_value = false)]
pub struct NameFormRow {
    /// Letters as somebody would type them: the whole sound or its initials.
    pub form: String,
    /// The name as `people.name_key` has it.
    pub name_key: String,
}

/// Which of these names somebody bears already: their forms are there.
///
/// # Errors
/// [`crate::StorageError`].
pub fn known(db: &mut Db, name_keys: &[String]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for chunk in name_keys.chunks(LIST_CHUNK) {
        let rows: Vec<String> = people::table
            .filter(people::name_key.eq_any(chunk))
            .select(people::name_key)
            .distinct()
            .load(db)?;
        found.extend(rows);
        let rows: Vec<String> = filed_names::table
            .filter(filed_names::name_key.eq_any(chunk))
            .select(filed_names::name_key)
            .distinct()
            .load(db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds the forms of new names. Two commands that bring a name in the same moment both write them, which does no
/// harm: who looks for a form asks for distinct names.
///
/// # Errors
/// [`crate::StorageError`].
pub fn add(db: &mut Db, rows: &Vec<NameFormRow>) -> Result<usize> {
    insert_all!(db, name_forms::table, rows)
}
