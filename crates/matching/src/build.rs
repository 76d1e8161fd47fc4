//! Short words for writing a schema down.

use crate::compare::Comparing;
use crate::schema::{Comparison, Facet, Field, FieldSpec, Level, Normaliser, Part, Source, Table};

/// A field by the column it is read from.
#[must_use]
pub fn field(column: &str, normaliser: Normaliser) -> FieldSpec {
    FieldSpec {
        column: column.to_owned(),
        normaliser,
    }
}

/// A facet of a field, for blocks and frequencies.
#[must_use]
pub fn part(field: Field, facet: Facet) -> Part {
    Part { field, facet }
}

/// A level of agreement, by code and in words.
#[must_use]
pub fn level(code: &str, zh: &str, en: &str) -> Level {
    Level {
        code: code.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        frequency_of: None,
        needs_person: false,
    }
}

/// A level at which a shared value's frequency counts.
#[must_use]
pub fn common(level: Level, part: Part) -> Level {
    Level {
        frequency_of: Some(part),
        ..level
    }
}

/// A level that a person must look at.
#[must_use]
pub fn looked_at(level: Level) -> Level {
    Level {
        needs_person: true,
        ..level
    }
}

/// A comparison with its levels, and how often classes of pairs show each.
#[must_use]
pub fn comparison(
    code: &str,
    zh: &str,
    en: &str,
    comparing: Comparing,
    levels: Vec<Level>,
    tables: Vec<Table>,
) -> Comparison {
    Comparison {
        code: code.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        comparing,
        levels,
        missing_needs_person: false,
        tables,
    }
}

/// Shares of the levels that are written down.
#[must_use]
pub fn fixed(classes: &[usize], start: &[f64]) -> Table {
    Table {
        classes: classes.to_vec(),
        start: start.to_vec(),
        source: Source::Fixed,
        pinned: Vec::new(),
        per_record: Vec::new(),
    }
}

/// Shares that are learnt on blocks, but for the pinned levels.
#[must_use]
pub fn learnt(classes: &[usize], start: &[f64], pinned: &[usize]) -> Table {
    Table {
        source: Source::Blocks,
        pinned: pinned.to_vec(),
        ..fixed(classes, start)
    }
}

/// Shares that are counted on random pairs, but for the pinned levels; some are per record.
#[must_use]
pub fn random(classes: &[usize], start: &[f64], pinned: &[usize], per_record: &[usize]) -> Table {
    Table {
        source: Source::Random,
        pinned: pinned.to_vec(),
        per_record: per_record.to_vec(),
        ..fixed(classes, start)
    }
}
