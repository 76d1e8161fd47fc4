//! Unions with plans, budgets and rosters, and the sheets they send.

use super::sheets::{self, Format};
use crate::office::{self, Bench};
use anyhow::{Context, Result, bail};
use rehearsal::numbers::{UnionKind, union_credit_code};
use rehearsal::rows::{self, BudgetRow, ClaimRow, MemberRow, PlanRow, SheetRow, UnitRow};
use std::path::{Path, PathBuf};
use workflow::proposals::{self, Which};

/// Files of one county.
const PER_COUNTY: u64 = 20;
/// The prefecture of the office below which the counties are put.
const ABOVE: &str = "HN4301";
/// The area every invented county and union names.
const AREA: &str = "430102";
/// Serial numbers of credit codes begin here, above those of the office.
const SERIAL: u32 = 10_000;
/// Rows of one roster: the limit of a file is well above.
const ROSTER_ROWS: usize = 20_000;
/// What each union may spend, in yuan.
const BUDGET_YUAN: u64 = 10_000_000;

/// The unions, each with as many members as its file has rows, and the first with those of the workbook beside.
pub struct Town {
    files: PathBuf,
    rows: u64,
    first_of_workbook: u64,
    workbook: u64,
}

impl Town {
    /// Imports everything the claims need to be eligible.
    pub fn settle(bench: &Bench, unions: u64, rows: u64, workbook: u64) -> Result<Self> {
        let town = Self {
            files: bench.files().to_owned(),
            rows,
            first_of_workbook: unions * rows,
            workbook,
        };
        bring(bench, "admin", "units", &tree(unions))?;
        let codes: Vec<String> = (0..unions).map(code).collect();
        let plans: Vec<PlanRow> = codes
            .iter()
            .map(|unit| PlanRow::ordinary(unit, 2026))
            .collect();
        let budgets: Vec<BudgetRow> = codes
            .iter()
            .map(|unit| BudgetRow::ordinary(unit, 2026, BUDGET_YUAN))
            .collect();
        bring(bench, "clerk", "plans", &plans)?;
        bring(bench, "clerk", "budgets", &budgets)?;
        let decided = proposals::approve(&mut bench.session_of("admin")?, &Which::All)?;
        if !decided.failed.is_empty() {
            bail!(
                "{} plans or budgets were not approved",
                decided.failed.len()
            );
        }
        let members: Vec<MemberRow> = (0..unions)
            .flat_map(|file| {
                town.numbers(file)
                    .map(move |n| MemberRow::ordinary(n, &code(file)))
            })
            .chain(town.of_workbook().map(|n| MemberRow::ordinary(n, &code(0))))
            .collect();
        for roster in members.chunks(ROSTER_ROWS) {
            bring(bench, "clerk", "members", roster)?;
        }
        Ok(town)
    }

    /// Writes the sheet of a union.
    pub fn sheet(&self, file: u64, format: Format) -> Result<PathBuf> {
        let rows: Vec<ClaimRow> = self
            .numbers(file)
            .map(|n| ClaimRow::ordinary(n).at(&code(file)))
            .collect();
        self.write(&format!("claims-{file}.{}", format.ending()), format, &rows)
    }

    /// Writes the large workbook.
    pub fn workbook(&self) -> Result<PathBuf> {
        let rows: Vec<ClaimRow> = self
            .of_workbook()
            .map(|n| ClaimRow::ordinary(n).at(&code(0)))
            .collect();
        self.write("workbook.xlsx", Format::Xlsx, &rows)
    }

    fn write(&self, name: &str, format: Format, rows: &[ClaimRow]) -> Result<PathBuf> {
        let path = self.files.join(name);
        save(&path, &sheets::bytes(format, rows)?)?;
        Ok(path)
    }

    fn numbers(&self, file: u64) -> std::ops::Range<u64> {
        file * self.rows..(file + 1) * self.rows
    }

    fn of_workbook(&self) -> std::ops::Range<u64> {
        self.first_of_workbook..self.first_of_workbook + self.workbook
    }
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Imports rows that must all be taken over.
fn bring<R: SheetRow>(bench: &Bench, who: &str, profile: &str, rows: &[R]) -> Result<()> {
    let path = bench.files().join(format!("{profile}.csv"));
    save(&path, rows::csv_of(rows).as_bytes())?;
    let mut session = bench.session_of(who)?;
    let report = office::import(&mut session, profile, &path, &mut |_| {})?;
    office::accepted(&report, u64::try_from(rows.len())?).context(profile.to_owned())
}

fn county(n: u64) -> String {
    format!("{ABOVE}C{n:03}")
}

fn code(file: u64) -> String {
    format!("{}-{:02}", county(file / PER_COUNTY), file % PER_COUNTY)
}

fn tree(unions: u64) -> Vec<UnitRow> {
    let unit =
        |code: String, name: String, parent: String, level: &str, kind, serial: u64| UnitRow {
            code,
            name,
            parent,
            level: level.to_owned(),
            credit_code: union_credit_code(
                kind,
                AREA,
                SERIAL + u32::try_from(serial).unwrap_or_default(),
            ),
            area: AREA.to_owned(),
        };
    let counties = unions.div_ceil(PER_COUNTY);
    let mut rows: Vec<UnitRow> = (0..counties)
        .map(|n| {
            unit(
                county(n),
                format!("第{n}县总工会"),
                ABOVE.to_owned(),
                "县市区",
                UnionKind::Other,
                n,
            )
        })
        .collect();
    rows.extend((0..unions).map(|file| {
        let name = format!("第{file}单位工会");
        unit(
            code(file),
            name,
            county(file / PER_COUNTY),
            "基层",
            UnionKind::Basic,
            counties + file,
        )
    }));
    rows
}
