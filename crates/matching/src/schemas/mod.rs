//! The schemas this program comes with.

pub mod child_claim;
mod child_claim_blocks;
mod child_claim_levels;
pub mod febrl;

use crate::compare::Comparing;
use crate::schema::{Comparison, Facet, Field, FieldSpec, Level, Normaliser, Part, Source, Table};

pub(crate) fn field(column: &str, normaliser: Normaliser) -> FieldSpec {
    FieldSpec {
        column: column.to_owned(),
        normaliser,
    }
}

pub(crate) fn part(field: Field, facet: Facet) -> Part {
    Part { field, facet }
}

pub(crate) fn level(code: &str, zh: &str, en: &str) -> Level {
    Level {
        code: code.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        frequency_of: None,
        needs_person: false,
    }
}

/// A level at which a shared value's frequency counts.
pub(crate) fn common(level: Level, part: Part) -> Level {
    Level {
        frequency_of: Some(part),
        ..level
    }
}

/// A level that a person must look at.
pub(crate) fn looked_at(level: Level) -> Level {
    Level {
        needs_person: true,
        ..level
    }
}

pub(crate) fn comparison(
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

pub(crate) fn fixed(classes: &[usize], start: &[f64]) -> Table {
    Table {
        classes: classes.to_vec(),
        start: start.to_vec(),
        source: Source::Fixed,
        pinned: Vec::new(),
        per_record: Vec::new(),
    }
}

pub(crate) fn learnt(classes: &[usize], start: &[f64], pinned: &[usize]) -> Table {
    Table {
        source: Source::Blocks,
        pinned: pinned.to_vec(),
        ..fixed(classes, start)
    }
}

pub(crate) fn random(
    classes: &[usize],
    start: &[f64],
    pinned: &[usize],
    per_record: &[usize],
) -> Table {
    Table {
        source: Source::Random,
        pinned: pinned.to_vec(),
        per_record: per_record.to_vec(),
        ..fixed(classes, start)
    }
}
