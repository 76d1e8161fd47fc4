//! Figures as workbooks: with charts for the union, without anybody for the actuary.

use super::{Analysis, Cell, Figures, Risk};
use crate::error::Result;
use crate::payments::batches::file;
use crate::session::Session;
use crate::views::Lang;
use domain::fen::Fen;
use import::write::{Chart, ColumnKind, Table, Value};
use std::path::{Path, PathBuf};

/// Writes an analysis as a workbook with charts; a file that is there is never replaced.
///
/// # Errors
/// [`crate::WorkflowError::Write`], [`crate::WorkflowError::Exists`].
pub fn export(
    session: &mut Session,
    analysis: &Analysis,
    lang: Lang,
    to: &Path,
) -> Result<PathBuf> {
    let pick = |zh: &str, en: &str| -> String {
        match lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    };
    let periods = Table {
        title: pick("按期", "By period"),
        head: vec![(
            pick("参加人数/在职会员", "take part/in service"),
            format!("{}/{}", analysis.total.participants, analysis.eligible),
        )],
        columns: columns(&pick, &[("起", "from"), ("止", "to")]),
        rows: analysis
            .rows
            .iter()
            .chain([&analysis.total])
            .map(|row| {
                let days = [
                    Value::Text(row.from.to_string()),
                    Value::Text(row.to.to_string()),
                ];
                days.into_iter().chain(cells(row)).collect()
            })
            .collect(),
    };
    let units = Table {
        title: pick("按单位", "By union"),
        head: Vec::new(),
        columns: columns(&pick, &[("代码", "code"), ("工会", "union")]),
        rows: analysis
            .units
            .iter()
            .map(|unit| {
                let names = [
                    Value::Text(unit.code.clone()),
                    Value::Text(unit.name.clone()),
                ];
                names.into_iter().chain(cells(&unit.figures)).collect()
            })
            .collect(),
    };
    let bands = Table {
        title: pick("按自负金额", "By own cost"),
        head: Vec::new(),
        columns: vec![
            (pick("自负（元）", "own cost (yuan)"), ColumnKind::Text),
            (pick("人数", "persons"), ColumnKind::Count),
            (pick("人次", "times"), ColumnKind::Count),
            (pick("自负合计", "borne"), ColumnKind::Money),
            (pick("补助", "paid out"), ColumnKind::Money),
        ],
        rows: analysis
            .bands
            .iter()
            .map(|band| {
                vec![
                    Value::Text(between(band.from, band.to)),
                    Value::Count(band.persons),
                    Value::Count(band.person_times),
                    Value::Money(band.base),
                    Value::Money(band.paid_out),
                ]
            })
            .collect(),
    };
    let institutions = Table {
        title: pick("按医药机构", "By institution"),
        head: Vec::new(),
        columns: vec![
            (pick("机构编号", "code"), ColumnKind::Text),
            (pick("名称", "name"), ColumnKind::Text),
            (pick("人数", "persons"), ColumnKind::Count),
            (pick("人次", "times"), ColumnKind::Count),
            (pick("自负合计", "borne"), ColumnKind::Money),
            (pick("补助", "paid out"), ColumnKind::Money),
        ],
        rows: analysis
            .institutions
            .iter()
            .map(|one| {
                vec![
                    Value::Text(one.code.clone().unwrap_or_default()),
                    Value::Text(one.name.clone().unwrap_or_default()),
                    Value::Count(one.persons),
                    Value::Count(one.person_times),
                    Value::Money(one.base),
                    Value::Money(one.paid_out),
                ]
            })
            .collect(),
    };
    let parts = analysis.rows.len();
    let charts = [
        Chart {
            sheet: 0,
            title: pick("缴费与补助（元）", "Paid in and paid out (yuan)"),
            labels: 0,
            series: vec![4, 7],
            rows: parts,
        },
        Chart {
            sheet: 0,
            title: pick("补助人数与人次", "Persons and times"),
            labels: 0,
            series: vec![5, 6],
            rows: parts,
        },
        Chart {
            sheet: 2,
            title: pick("各档人次", "Times by own cost"),
            labels: 0,
            series: vec![2],
            rows: analysis.bands.len(),
        },
    ];
    let tables = [periods, units, bands, institutions];
    let bytes = import::write::workbook(&tables, &charts, session.ctx.today())?;
    file::stage_new(&file::target(to, "analysis.xlsx"), &bytes)?.publish()
}

fn columns(
    pick: &impl Fn(&str, &str) -> String,
    first: &[(&str, &str)],
) -> Vec<(String, ColumnKind)> {
    let first = first
        .iter()
        .map(|(zh, en)| (pick(zh, en), ColumnKind::Text));
    let rest = [
        ("工会数", "unions", ColumnKind::Count),
        ("参加人数", "participants", ColumnKind::Count),
        ("缴费", "paid in", ColumnKind::Money),
        ("补助人数", "persons", ColumnKind::Count),
        ("补助人次", "times", ColumnKind::Count),
        ("补助", "paid out", ColumnKind::Money),
        ("单笔最高", "highest", ColumnKind::Money),
    ];
    first
        .chain(rest.map(|(zh, en, kind)| (pick(zh, en), kind)))
        .collect()
}

fn cells(row: &Figures) -> [Value; 7] {
    [
        Value::Count(row.units),
        Value::Count(row.participants),
        Value::Money(row.contribution),
        Value::Count(row.persons),
        Value::Count(row.person_times),
        Value::Money(row.paid_out),
        Value::Money(row.highest),
    ]
}

fn between(from: Fen, to: Option<Fen>) -> String {
    let to = to.map(|to| to.to_string()).unwrap_or_default();
    format!("{from} – {to}")
}

/// Writes an actuary's cells as a workbook; a file that is there is never replaced.
///
/// # Errors
/// As [`export`].
pub fn export_risks(
    session: &mut Session,
    cells: &[(Risk, Option<Cell>)],
    lang: Lang,
    to: &Path,
) -> Result<PathBuf> {
    let pick = |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let table = Table {
        title: pick("精算数据", "For the actuary"),
        head: vec![(
            pick("不足人数的单元", "cells of fewer persons are left out"),
            super::CELL_MIN.to_string(),
        )],
        columns: vec![
            (pick("年份", "year"), ColumnKind::Text),
            (pick("性别", "sex"), ColumnKind::Text),
            (pick("年龄起", "age from"), ColumnKind::Text),
            (pick("自负（元）", "own cost (yuan)"), ColumnKind::Text),
            (pick("人数", "persons"), ColumnKind::Count),
            (pick("人次", "times"), ColumnKind::Count),
            (pick("自负合计", "borne"), ColumnKind::Money),
            (pick("补助", "paid out"), ColumnKind::Money),
        ],
        rows: cells
            .iter()
            .map(|(risk, cell)| row(risk, *cell, &pick))
            .collect(),
    };
    let bytes = import::write::workbook(&[table], &[], session.ctx.today())?;
    file::stage_new(&file::target(to, "actuary.xlsx"), &bytes)?.publish()
}

fn row(risk: &Risk, cell: Option<Cell>, pick: &impl Fn(&str, &str) -> String) -> Vec<Value> {
    let sex = match risk.sex.as_str() {
        "male" => pick("男", "male"),
        "female" => pick("女", "female"),
        _ => String::new(),
    };
    let age = risk.age_from.map(|age| age.to_string()).unwrap_or_default();
    let mut values = vec![
        Value::Text(risk.year.to_string()),
        Value::Text(sex),
        Value::Text(age),
        Value::Text(between(risk.base_from, risk.base_to)),
    ];
    if let Some(cell) = cell {
        values.extend([
            Value::Count(cell.persons),
            Value::Count(cell.person_times),
            Value::Money(cell.base),
            Value::Money(cell.paid_out),
        ]);
    }
    values
}
