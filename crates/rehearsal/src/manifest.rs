//! What was written, counted while it was written, so that a rehearsal can be checked against it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The account of a generated province; also written as `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The seed everything follows from.
    pub seed: u64,
    /// The day the rehearsal pretends it is; every payment lies before it.
    pub today: NaiveDate,
    /// Units by level (省, 市州, 县市区, 乡镇街道, 产业, 基层).
    pub units: BTreeMap<String, usize>,
    /// Rows of all rosters.
    pub members: usize,
    /// Rows of plans.csv.
    pub plans: usize,
    /// Rows of budgets.csv.
    pub budgets: usize,
    /// Claim rows by benefit year, then mode; copies count, totals and blank rows do not.
    pub claims: BTreeMap<String, BTreeMap<String, usize>>,
    /// Planted faults: rows by kind. A row has at most one.
    pub faults: BTreeMap<String, usize>,
    /// Lawful but unusual claims: rows by kind. A row has at most one, and then no fault.
    pub situations: BTreeMap<String, usize>,
    /// Child-years claimed by both parents at two units; each must open one case.
    pub duplicated_child_years: usize,
    /// Those among them where one parent used the birth certificate and the other both numbers.
    pub duplicated_by_certificate: usize,
    /// Rows of the roster of mutual aid.
    pub participants: usize,
    /// Messages of hospitals, copies among them.
    pub settlements: usize,
    /// Children with a twin among the claims; never duplicates of each other.
    pub twins: usize,
    /// The files, in the order to import them.
    pub files: Vec<FileEntry>,
}

/// One file of the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path relative to the province's directory, with `/`.
    pub path: String,
    /// The import profile: units, members, plans, budgets, claims, participants or settlements; aid-budgets are the budgets of
    /// mutual aid.
    pub profile: String,
    /// The day it comes; everything in it lies before.
    pub on: NaiveDate,
    /// `xlsx`, `csv-utf8`, `csv-utf8-bom`, `csv-gb18030` or `jsonl`.
    pub format: String,
    /// Data rows: neither head, header, blank nor totals rows.
    pub rows: usize,
}

impl Manifest {
    /// All claim rows.
    pub fn claim_rows(&self) -> usize {
        self.claims.values().flat_map(BTreeMap::values).sum()
    }
}
