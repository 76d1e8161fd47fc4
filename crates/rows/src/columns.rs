//! How the columns of one source are laid out.

use crate::cell::letters;
use crate::column::{ColumnKind, ColumnSpec};
use crate::instant::Moment;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A column of the file that belongs to a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Column, from 0.
    pub index: u16,
    /// The letters Excel shows.
    pub letter: String,
    /// The specification's stable field name.
    pub field: String,
    /// The header as the clerk wrote it.
    pub title: String,
}

/// The columns that were recognised.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    date1904: bool,
    /// Midnight in China stands as a time of universal time, though nothing says so.
    shifted: bool,
    columns: Vec<Column>,
    /// The specification of each of them.
    specs: Vec<&'static ColumnSpec>,
    /// Place in both, by column of the file.
    by_index: Vec<Option<u8>>,
}

impl Columns {
    /// No column yet; `date1904` holds for serial dates without a format.
    pub fn new(date1904: bool) -> Self {
        Self {
            date1904,
            ..Self::default()
        }
    }

    /// Takes a column of the file for a field. The first column of a field stands.
    pub fn add(&mut self, index: usize, title: String, spec: &'static ColumnSpec) {
        let place = self.columns.len();
        if self.by_index.len() <= index {
            self.by_index.resize(index + 1, None);
        }
        if let Some(slot) = self.by_index.get_mut(index) {
            *slot = u8::try_from(place).ok();
        }
        self.specs.push(spec);
        self.columns.push(Column {
            index: u16::try_from(index).unwrap_or(u16::MAX),
            letter: letters(index),
            field: spec.field.to_owned(),
            title,
        });
    }

    /// The columns, in the order of the file.
    pub fn recognised(&self) -> &[Column] {
        &self.columns
    }

    /// Serial dates count from 1904.
    pub fn date1904(&self) -> bool {
        self.date1904
    }

    /// The column of a field, if the file has one.
    pub fn column(&self, field: &str) -> Option<&Column> {
        let place = self.specs.iter().position(|spec| spec.field == field)?;
        self.columns.get(place)
    }

    /// From now on a time of day that is midnight in China for a program that reckons in universal time is one.
    pub fn shift(&mut self) {
        self.shifted = true;
    }

    /// The day in China, and whether it was converted from another time.
    pub(crate) fn day_in_china(&self, moment: &Moment) -> (NaiveDate, bool) {
        let shifted = self.shifted.then(|| moment.day_if_shifted()).flatten();
        match moment.in_china().or(shifted) {
            Some(day) => (day, moment.is_elsewhere() || shifted.is_some()),
            None => (moment.written.date(), false),
        }
    }

    /// What a column of the file is, if it was recognised.
    pub fn spec_at(&self, index: usize) -> Option<&'static ColumnSpec> {
        let place = (*self.by_index.get(index)?)?;
        self.specs.get(usize::from(place)).copied()
    }

    /// The columns of a kind.
    pub fn of_kind(&self, kind: ColumnKind) -> impl Iterator<Item = &Column> {
        self.with(move |spec| spec.kind == kind)
    }

    /// The columns whose specification is such.
    pub fn with(&self, such: impl Fn(&ColumnSpec) -> bool) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .zip(&self.specs)
            .filter(move |(_, spec)| such(spec))
            .map(|(column, _)| column)
    }

    /// The header of a field as the clerk sees it, or the template's.
    pub fn title<'c>(&'c self, spec: &'c ColumnSpec) -> &'c str {
        self.column(spec.field)
            .map_or(spec.header, |column| &column.title)
    }
}
