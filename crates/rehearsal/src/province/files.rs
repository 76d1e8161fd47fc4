//! Writes the files and counts what goes into them.

use super::cast::Cast;
use super::claim_sheet;
use super::entries::{Entry, Fault};
use super::papers::{budget_rows, head_lines, member_row, plan_rows, totals_line};
use super::tree::Tree;
use super::{ProvinceSpec, WINDOW_OPEN, aid};
use crate::RehearsalError;
use crate::chance::Chance;
use crate::manifest::{FileEntry, Manifest};
use crate::rows::{ClaimRow, MemberRow, ParticipantRow, SheetRow, UnitRow};
use crate::sheet::{Cell, FileFormat, Grid};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const YEARS: [i32; 2] = [2025, 2026];
/// Of 1,000 members without a claim, how many are retired, and how many have left.
const RETIRED_PER_MILLE: usize = 25;

/// Writes every file of the province, then its manifest.
pub fn write_all(
    out: &Path,
    spec: &ProvinceSpec,
    tree: &Tree,
    cast: &Cast,
    entries: &[Entry],
) -> Result<Manifest, RehearsalError> {
    let mut writer = Writer {
        out,
        manifest: empty_manifest(spec, cast, entries),
    };
    writer.tree(tree)?;
    writer.money(spec, tree, entries)?;
    writer.rosters(spec, tree, cast, entries)?;
    writer.claims(spec, tree, cast, entries)?;
    writer.aid(spec, tree, cast)?;
    let json = serde_json::to_string_pretty(&writer.manifest).map_err(RehearsalError::Manifest)?;
    let path = out.join("manifest.json");
    std::fs::write(&path, json + "\n").map_err(|cause| RehearsalError::Write { path, cause })?;
    Ok(writer.manifest)
}

fn empty_manifest(spec: &ProvinceSpec, cast: &Cast, entries: &[Entry]) -> Manifest {
    let mut faults: BTreeMap<String, usize> = BTreeMap::new();
    let mut situations: BTreeMap<String, usize> = BTreeMap::new();
    let mut twins = BTreeSet::new();
    for entry in entries {
        match (entry.fault, entry.situation) {
            (Some(fault), _) => *faults.entry(fault.code().to_owned()).or_default() += 1,
            (None, Some(situation)) => {
                *situations.entry(situation.code().to_owned()).or_default() += 1
            }
            (None, None) => {}
        }
        if cast.families[entry.family].children[entry.child].twin {
            twins.insert((entry.family, entry.child));
        }
    }
    let by_certificate = situations.get("both_parents_number").copied().unwrap_or(0);
    Manifest {
        seed: spec.seed,
        today: spec.today,
        units: BTreeMap::new(),
        members: 0,
        plans: 0,
        budgets: 0,
        claims: BTreeMap::new(),
        duplicated_child_years: situations.get("both_parents").copied().unwrap_or(0) / 2
            + by_certificate,
        duplicated_by_certificate: by_certificate,
        faults,
        situations,
        participants: 0,
        settlements: 0,
        twins: twins.len(),
        files: Vec::new(),
    }
}

struct Writer<'a> {
    out: &'a Path,
    manifest: Manifest,
}

impl Writer<'_> {
    fn write(
        &mut self,
        path: &str,
        profile: &str,
        format: FileFormat,
        (on, rows): (NaiveDate, usize),
        grid: &Grid,
    ) -> Result<(), RehearsalError> {
        let path = format!("{path}.{}", format.extension());
        let target = self.place(&path)?;
        grid.write(&target, format)?;
        self.manifest.files.push(FileEntry {
            path,
            profile: profile.to_owned(),
            on,
            format: format.code().to_owned(),
            rows,
        });
        Ok(())
    }

    /// Where a file goes; its directory is there.
    fn place(&self, path: &str) -> Result<PathBuf, RehearsalError> {
        let target = self.out.join(path);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).map_err(|cause| RehearsalError::Write {
                path: parent.to_owned(),
                cause,
            })?;
        }
        Ok(target)
    }

    /// The roster of mutual aid, and the files of settlements.
    fn aid(&mut self, spec: &ProvinceSpec, tree: &Tree, cast: &Cast) -> Result<(), RehearsalError> {
        let participants = aid::participants(spec.seed, tree, cast);
        let rows: Vec<ParticipantRow> = participants.iter().map(|(_, row)| row.clone()).collect();
        self.manifest.participants = rows.len();
        self.table(
            "participants",
            "participants",
            FileFormat::CsvUtf8Bom,
            &rows,
        )?;
        // A file of its own: a site without mutual aid knows no such money.
        let budgets = aid::budgets(&participants);
        self.table(
            "aid-budgets",
            "aid-budgets",
            FileFormat::CsvUtf8Bom,
            &budgets,
        )?;
        for (on, messages) in aid::settlements(spec.seed, cast, &participants) {
            let path = format!("settlements/{on}.jsonl");
            let target = self.place(&path)?;
            let text: String = messages.iter().map(|line| format!("{line}\n")).collect();
            std::fs::write(&target, text).map_err(|cause| RehearsalError::Write {
                path: target,
                cause,
            })?;
            self.manifest.settlements += messages.len();
            self.manifest.files.push(FileEntry {
                path,
                profile: "settlements".to_owned(),
                on,
                format: "jsonl".to_owned(),
                rows: messages.len(),
            });
        }
        Ok(())
    }

    fn table<R: SheetRow>(
        &mut self,
        name: &str,
        profile: &str,
        format: FileFormat,
        rows: &[R],
    ) -> Result<(), RehearsalError> {
        let cells = |row: &R| {
            row.cells()
                .into_iter()
                .map(|cell| Cell::Text(cell.to_owned()))
                .collect()
        };
        let grid = Grid {
            sheet: "Sheet1",
            head: Vec::new(),
            header: R::HEADER,
            rows: rows.iter().map(cells).collect(),
        };
        self.write(name, profile, format, (WINDOW_OPEN, rows.len()), &grid)
    }

    fn tree(&mut self, tree: &Tree) -> Result<(), RehearsalError> {
        let rows: Vec<UnitRow> = tree
            .upper
            .iter()
            .chain(tree.basics.iter().map(|basic| &basic.row))
            .cloned()
            .collect();
        for row in &rows {
            *self.manifest.units.entry(row.level.clone()).or_default() += 1;
        }
        self.table("units", "units", FileFormat::CsvUtf8Bom, &rows)
    }

    fn money(
        &mut self,
        spec: &ProvinceSpec,
        tree: &Tree,
        entries: &[Entry],
    ) -> Result<(), RehearsalError> {
        let mut chance = Chance::stream(spec.seed, "money");
        let mut claims = vec![0_u32; tree.basics.len()];
        for entry in entries {
            claims[entry.unit] += 1;
        }
        let (mut plans, mut budgets) = (Vec::new(), Vec::new());
        for (basic, claims) in tree.basics.iter().zip(claims) {
            for year in YEARS {
                if basic.plan.approved {
                    plan_rows(&mut plans, &mut chance, basic, year);
                }
                budget_rows(&mut budgets, &mut chance, basic, year, claims);
            }
        }
        self.manifest.plans = plans.len();
        self.manifest.budgets = budgets.len();
        self.table("plans", "plans", FileFormat::CsvUtf8Bom, &plans)?;
        self.table("budgets", "budgets", FileFormat::CsvUtf8Bom, &budgets)
    }

    fn rosters(
        &mut self,
        spec: &ProvinceSpec,
        tree: &Tree,
        cast: &Cast,
        entries: &[Entry],
    ) -> Result<(), RehearsalError> {
        let mut chance = Chance::stream(spec.seed, "rosters");
        let claimants: BTreeSet<usize> = entries.iter().map(|entry| entry.claimant).collect();
        let mut order: Vec<usize> = (0..cast.members.len())
            .filter(|index| cast.members[*index].listed)
            .collect();
        order.sort_by_key(|index| (&tree.basics[cast.members[*index].unit].row.code, *index));
        let mut rosters: BTreeMap<&str, Vec<MemberRow>> = BTreeMap::new();
        for index in order {
            let mut row = member_row(tree, cast, index);
            if !claimants.contains(&index) {
                match chance.below(1000) / RETIRED_PER_MILLE {
                    0 => "退休".clone_into(&mut row.status),
                    1 => "离职".clone_into(&mut row.status),
                    _ => {}
                }
            }
            rosters
                .entry(&tree.basics[cast.members[index].unit].roster)
                .or_default()
                .push(row);
        }
        let formats = [
            FileFormat::Xlsx,
            FileFormat::CsvUtf8Bom,
            FileFormat::CsvGb18030,
        ];
        for (number, (roster, rows)) in rosters.into_iter().enumerate() {
            self.manifest.members += rows.len();
            self.table(
                &format!("members/{roster}"),
                "members",
                formats[number % formats.len()],
                &rows,
            )?;
        }
        Ok(())
    }

    fn claims(
        &mut self,
        spec: &ProvinceSpec,
        tree: &Tree,
        cast: &Cast,
        entries: &[Entry],
    ) -> Result<(), RehearsalError> {
        let claimed_2025: BTreeSet<_> = entries
            .iter()
            .filter(|entry| entry.year == 2025)
            .map(|e| (e.family, e.child, e.claimant))
            .collect();
        let mut sheets: BTreeMap<(i32, &str), Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            let basic = &tree.basics[entry.unit];
            let key = if entry.year == 2025 {
                &basic.roster
            } else {
                &basic.sender
            };
            sheets.entry((entry.year, key)).or_default().push(entry);
        }
        for (number, ((year, sender), mut list)) in sheets.into_iter().enumerate() {
            list.sort_by_key(|entry| {
                (
                    &tree.basics[entry.unit].row.code,
                    entry.family,
                    entry.child,
                    entry.claimant,
                )
            });
            let rows: Vec<(ClaimRow, Option<Fault>)> = list
                .iter()
                .map(|entry| {
                    let seen = year == 2026
                        && claimed_2025.contains(&(entry.family, entry.child, entry.claimant));
                    (claim_sheet::row(spec, tree, cast, entry, seen), entry.fault)
                })
                .collect();
            let unit = if sender == "HN-C" {
                "湖南省总工会产业工作部"
            } else {
                tree.name_of(sender)
            };
            self.claim_file(
                spec,
                number,
                &format!("claims/{year}/{sender}"),
                unit,
                &rows,
            )?;
        }
        Ok(())
    }

    fn claim_file(
        &mut self,
        spec: &ProvinceSpec,
        number: usize,
        path: &str,
        unit: &str,
        rows: &[(ClaimRow, Option<Fault>)],
    ) -> Result<(), RehearsalError> {
        use FileFormat::{CsvGb18030, CsvUtf8, CsvUtf8Bom, Xlsx};
        let (format, native) = [
            (Xlsx, false),
            (CsvUtf8, false),
            (Xlsx, true),
            (CsvUtf8Bom, false),
            (CsvGb18030, false),
        ][number % 5];
        let mut lines = Vec::new();
        let (mut data_rows, mut total) = (0, 0);
        for (at, (row, fault)) in rows.iter().enumerate() {
            if number % 4 == 1 && at > 0 && at == rows.len() / 2 {
                lines.push(Vec::new());
                *self
                    .manifest
                    .faults
                    .entry("blank_row".to_owned())
                    .or_default() += 1;
            }
            let copies = if *fault == Some(Fault::DuplicatedRow) {
                2
            } else {
                1
            };
            for _ in 0..copies {
                lines.push(claim_sheet::cells(row, *fault, native));
                data_rows += 1;
                total += row
                    .claimed
                    .trim_end_matches('元')
                    .parse::<u64>()
                    .unwrap_or(0);
                *self
                    .manifest
                    .claims
                    .entry(row.year.clone())
                    .or_default()
                    .entry(row.mode.clone())
                    .or_default() += 1;
            }
        }
        if number.is_multiple_of(3) {
            lines.push(totals_line(total));
            *self
                .manifest
                .faults
                .entry("totals_row".to_owned())
                .or_default() += 1;
        }
        let head = match number % 4 {
            0 => head_lines(spec, path, unit, true),
            2 => head_lines(spec, path, unit, false),
            _ => Vec::new(),
        };
        let grid = Grid {
            sheet: "申报表",
            head,
            header: ClaimRow::HEADER,
            rows: lines,
        };
        self.write(
            path,
            "claims",
            format,
            (arrival(spec, rows), data_rows),
            &grid,
        )
    }
}

/// The day a sheet comes: some days after the last payment and birth in it, so that a rehearsal has weeks of work. One that
/// tells a day in no ordinary form comes last.
fn arrival(spec: &ProvinceSpec, rows: &[(ClaimRow, Option<Fault>)]) -> NaiveDate {
    let days = rows.iter().flat_map(|(row, _)| [&row.paid_on, &row.birth]);
    let mut latest = WINDOW_OPEN;
    for text in days.filter(|text| !text.is_empty()) {
        match text.parse::<NaiveDate>() {
            Ok(day) => latest = latest.max(day),
            Err(_) => return spec.today,
        }
    }
    if rows.iter().any(|(row, _)| row.birth.is_empty()) {
        return spec.today;
    }
    (latest + Days::new(1 + rows.len() as u64 % 7)).min(spec.today)
}
