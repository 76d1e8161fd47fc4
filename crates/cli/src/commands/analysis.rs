//! `gongbao analysis`: what mutual aid took in and paid out.

use crate::app::App;
use crate::args::FileOut;
use crate::commands::{codes, shared};
use crate::failure::Result;
use crate::output::{Report, Table};
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use serde_json::{Value, json};
use workflow::analysis::{self, Band, CELL_MIN, Cell, Figures, Grain, OfInstitution, Risk};

/// Figures by month, quarter or year.
#[derive(Debug, clap::Args)]
pub struct Analysis {
    /// First day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// Last day
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// month, quarter or year
    #[arg(long, value_name = "GRAIN", value_parser = codes::grain, default_value = "month")]
    by: Grain,
    /// The actuary's figures instead: nobody's identity, no union, no cell of fewer than five people
    #[arg(long)]
    actuary: bool,
    /// Workbook to write besides, with charts; one that is there is never replaced
    #[arg(long, value_name = "FILE")]
    out: Option<FileOut>,
    /// Programme id, where several are fed by messages
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
}

impl Analysis {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::failure::Failure`].
    pub fn run(self, app: &App) -> Result<Report> {
        let lang = app.voice.lang;
        shared::with_session(app, |session| {
            let programme = shared::fed_programme(session, self.programme.clone())?;
            let span = (self.from, self.to);
            let out = self.out.as_ref().map(|out| out.at(app)).transpose()?;
            let (report, written) = if self.actuary {
                let cells = analysis::actuary(session, &programme, span)?;
                let write = |path| analysis::export_risks(session, &cells, lang, path);
                let written = out.as_deref().map(write).transpose()?;
                (risks(&cells), written)
            } else {
                let found = analysis::analysis(session, &programme, span, self.by)?;
                let write = |path| analysis::export(session, &found, lang, path);
                let written = out.as_deref().map(write).transpose()?;
                (told(&found), written)
            };
            Ok(match written {
                None => report,
                Some(path) => {
                    let path = path.display().to_string();
                    report
                        .with(json!({ "file": path }))
                        .line(format!("已写入 {path}"), format!("written to {path}"))
                }
            })
        })
    }
}

fn told(found: &analysis::Analysis) -> Report {
    let mut table = Table::new(&[
        ("起", "from"),
        ("止", "to"),
        ("工会", "unions"),
        ("参加人数", "participants"),
        ("缴费（元）", "paid in"),
        ("补助人数", "persons"),
        ("补助人次", "times"),
        ("补助（元）", "paid out"),
        ("补助率", "ratio"),
    ]);
    for row in found.rows.iter().chain([&found.total]) {
        table.row(cells(row));
    }
    let units: Vec<Value> = found
        .units
        .iter()
        .map(|unit| {
            let mut told = figures(&unit.figures);
            told["unit"] = json!(unit.code);
            told["unit_name"] = json!(unit.name);
            told
        })
        .collect();
    let (insured, eligible) = (found.total.participants, found.eligible);
    let as_of = found.total.to;
    Report::new(json!({
        "by": found.grain.code(), "from": found.total.from, "to": as_of,
        "rows": found.rows.iter().map(figures).collect::<Vec<_>>(),
        "total": figures(&found.total),
        "coverage": {
            "insured": insured, "eligible": eligible,
            "ratio_bp": (insured * 10_000).checked_div(eligible), "as_of": as_of,
        },
        "tiers": found.bands.iter().map(band).collect::<Vec<_>>(),
        "units": units,
        "institutions": found.institutions.iter().map(institution).collect::<Vec<_>>(),
    }))
    .table(table)
    .line(
        format!("参加 {insured} 人，花名册在职 {eligible} 人（{as_of}）"),
        format!("{insured} take part of {eligible} in service ({as_of})"),
    )
}

fn figures(row: &Figures) -> Value {
    json!({
        "from": row.from, "to": row.to, "units": row.units, "participants": row.participants,
        "contribution_fen": row.contribution.get(), "persons": row.persons,
        "person_times": row.person_times, "benefit_fen": row.paid_out.get(),
        "highest_fen": row.highest.get(),
        "payout": {
            "numerator_fen": row.paid_out.get(), "denominator_fen": row.contribution.get(),
            "ratio_bp": row.payout_bp(), "as_of": row.to,
        },
    })
}

fn institution(one: &OfInstitution) -> Value {
    json!({
        "code": one.code, "name": one.name, "persons": one.persons,
        "person_times": one.person_times, "base_fen": one.base.get(),
        "benefit_fen": one.paid_out.get(),
    })
}

fn band(band: &Band) -> Value {
    json!({
        "from_fen": band.from.get(), "to_fen": band.to.map(Fen::get), "persons": band.persons,
        "person_times": band.person_times, "base_fen": band.base.get(),
        "benefit_fen": band.paid_out.get(),
    })
}

fn cells(row: &Figures) -> [Words; 9] {
    let same = |text: String| Words::same(text);
    let percent = row
        .payout_bp()
        .map(|bp| format!("{}.{:02} %", bp / 100, bp % 100));
    [
        same(row.from.to_string()),
        same(row.to.to_string()),
        same(row.units.to_string()),
        same(row.participants.to_string()),
        same(row.contribution.to_string()),
        same(row.persons.to_string()),
        same(row.person_times.to_string()),
        same(row.paid_out.to_string()),
        same(percent.unwrap_or_default()),
    ]
}

fn risks(found: &[(Risk, Option<Cell>)]) -> Report {
    let cells: Vec<Value> = found
        .iter()
        .map(|(risk, cell)| {
            json!({
                "year": risk.year, "sex": risk.sex, "age_from": risk.age_from,
                "base_from_fen": risk.base_from.get(), "base_to_fen": risk.base_to.map(Fen::get),
                "suppressed": cell.is_none(),
                "persons": cell.map(|cell| cell.persons),
                "person_times": cell.map(|cell| cell.person_times),
                "base_fen": cell.map(|cell| cell.base.get()),
                "benefit_fen": cell.map(|cell| cell.paid_out.get()),
            })
        })
        .collect();
    let shown = found.iter().filter(|(_, cell)| cell.is_some()).count();
    let left_out = found.len() - shown;
    Report::new(json!({ "cells": cells, "cell_min": CELL_MIN })).line(
        format!("{shown} 个单元；另有 {left_out} 个单元不足 {CELL_MIN} 人，不列数字"),
        format!(
            "{shown} cells; {left_out} of fewer than {CELL_MIN} people are told without figures"
        ),
    )
}
