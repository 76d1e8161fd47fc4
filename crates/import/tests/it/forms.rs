//! Workbooks to fill in and to mend: what is written is read again, also after other programs saved it.

use crate::support::{
    CHILD_ID_X, CLAIMS, Outcome, Place, TEXTS, claim_row, claims, column_of, day, headers, put,
};
use domain::draft::ClaimDraft;
use domain::fen::Fen;
use domain::finding::RowFinding;
use domain::fund::SourceSpec;
use import::forms::{Layout, MendRow, claim_cells, mend, template};
use import::write::{Form, FormCell, FormRow, INSTRUCTION_SHEET, form};
use policy::funds::{SUBSIDY, UNION};
use rows::ColumnKind::{Date, Money, Year};
use rows::finding::Teller;
use rows::{Lang, Sheet};
use rust_xlsxwriter::{Formula, Worksheet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

fn written<S: Sheet + Copy>(place: &Place<S>, name: &str, sheet: &Form) -> PathBuf {
    place.bytes(name, &form(sheet, day("2025-11-20")).unwrap())
}

/// A part of a workbook's package.
fn part(path: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// A number in a tag's attribute.
fn span(tag: &str, name: &str) -> usize {
    let (_, rest) = tag.split_once(name).unwrap();
    rest.split('"').nth(1).unwrap().parse().unwrap()
}

/// The error workbook of what was read.
fn mended(place: &Place, read: Outcome) -> PathBuf {
    let layout = Layout::of(&read.summary);
    let rows: Vec<MendRow> = read
        .rows
        .into_iter()
        .map(|row| MendRow {
            staged: row.staged,
            findings: row.findings,
        })
        .collect();
    let sheet = mend(
        &layout,
        &rows,
        &read.summary.file_findings,
        &CLAIMS,
        Teller::new(&TEXTS, Lang::Zh),
    );
    written(place, "需修改.xlsx", &sheet)
}

fn codes(findings: &[RowFinding]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn an_empty_template_says_only_that_it_is_empty() {
    says_it_is_empty(import::Units);
    says_it_is_empty(import::Members);
    says_it_is_empty(import::Plans(child_premium::programme().as_ref()));
    says_it_is_empty(import::Budgets(&[]));
    says_it_is_empty(claims());
}

fn says_it_is_empty<S: Sheet + Copy>(sheet: S) {
    let place = Place::of(sheet);
    let spec = sheet.spec();
    let path = written(&place, "模板.xlsx", &template(&spec));
    let read = place.read(&path);
    assert_eq!(read.codes(), ["file-empty"], "{}", spec.code);
    let titles: Vec<&str> = spec.columns.iter().map(|spec| spec.header).collect();
    assert_eq!(read.summary.titles, titles);
}

#[test]
fn the_same_template_gives_the_same_bytes() {
    let sheet = template(&claims().spec());
    let write = || form(&sheet, day("2025-11-20")).unwrap();
    assert!(write() == write());
}

#[test]
fn a_template_has_text_columns_drop_downs_comments_and_a_frozen_header() {
    let place = Place::claims();
    let path = written(&place, "模板.xlsx", &template(&place.sheet.spec()));
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(r#"state="frozen""#));
    for spec in CLAIMS.iter().filter(|spec| !spec.choices.is_empty()) {
        let list = format!("\"{}\"", spec.choices.join(","));
        assert!(
            sheet.contains(&list) || sheet.contains(&list.replace('"', "&quot;")),
            "{}",
            spec.header
        );
    }
    let notes = part(&path, "xl/comments1.xml");
    assert_eq!(notes.matches("<comment ").count(), CLAIMS.len());
    assert!(part(&path, "xl/workbook.xml").contains(INSTRUCTION_SHEET));
    // Every column but sums, dates and the year is text from top to bottom.
    let text = CLAIMS
        .iter()
        .filter(|spec| !matches!(spec.kind, Date | Money | Year));
    let styled: usize = sheet
        .split("<col ")
        .skip(1)
        .filter(|column| column.contains("style=\"1\""))
        .map(|column| span(column, "max=") - span(column, "min=") + 1)
        .sum();
    assert_eq!(styled, text.count(), "{sheet}");
}

#[test]
fn every_word_of_a_drop_down_is_understood() {
    for spec in CLAIMS.iter() {
        for word in spec.choices {
            let place = Place::claims();
            let read = place.csv(&[claim_row(&[(spec.header, word)])]);
            let found = codes(&read.rows[0].findings);
            assert!(
                !found.contains(&"unknown-word"),
                "{} {word}: {found:?}",
                spec.header
            );
        }
    }
}

#[test]
fn a_claim_written_as_a_row_is_read_as_the_very_same_claim() {
    let place = Place::claims();
    let mut context = place.context.clone();
    context.default_unit_code = None;
    let rows = [
        claim_row(&[]),
        claim_row(&[
            ("出生日期", ""),
            ("性别", ""),
            ("会员意愿", ""),
            ("资助身份", "低保对象"),
        ]),
        claim_row(&[
            ("子女身份证号", ""),
            ("证件类型", "出生医学证明"),
            ("出生医学证明编号", "U430000001"),
            ("出生日期", "2025-09-01"),
        ]),
        claim_row(&[("出生医学证明编号", "U430000002"), ("申请金额", "399.50")]),
        claim_row(&[
            ("缴费方式", "全额"),
            ("已缴金额", ""),
            ("缴费日期", ""),
            ("票据号", ""),
        ]),
    ];
    for row in rows {
        let first = place.csv(&[row]);
        let draft: ClaimDraft = (*first.claims()[0]).clone();
        let cells = claim_cells(claims().0, &draft, None, &CLAIMS);
        let sheet = Form {
            rows: vec![FormRow {
                row: 2,
                cells: (0..)
                    .zip(cells)
                    .map(|(at, text)| FormCell::text(at, text))
                    .collect(),
            }],
            ..template(&place.sheet.spec())
        };
        let second = place.read(&written(&place, "回.xlsx", &sheet));
        assert_eq!(second.claims(), [&draft]);
        assert!(second.codes().is_empty(), "{:?}", second.codes());
    }
}

fn faulty(sheet: &mut Worksheet) {
    sheet.write(0, 0, "2026年度申报表").unwrap();
    sheet.write(1, 0, "填报单位：芙蓉区第一小学工会").unwrap();
    put(sheet, 3, &[headers(&CLAIMS)]);
    put(
        sheet,
        4,
        &[
            claim_row(&[("申请金额", "")]),
            claim_row(&[("子女身份证号", CHILD_ID_X)]),
            claim_row(&[("会员身份证号", "")]),
            claim_row(&[("缴费日期", "")]),
            claim_row(&[("票据号", "")]),
            claim_row(&[
                ("与会员关系", "朋友"),
                ("子女身份证号", "430102201503070043"),
            ]),
        ],
    );
    let at = |header: &str| u16::try_from(column_of(header)).unwrap();
    sheet.write(4, at("申请金额"), 400.0).unwrap();
    sheet
        .write(6, at("会员身份证号"), 430_102_198_001_010_000_f64)
        .unwrap();
    sheet.write(7, at("缴费日期"), 2025.1).unwrap();
    let lost = Formula::new("=1/0").set_result("#DIV/0!");
    sheet.write(8, at("票据号"), lost).unwrap();
}

#[test]
fn an_error_workbook_keeps_rows_columns_and_every_fault_until_it_is_mended() {
    let place = Place::claims();
    let read = place.xlsx(faulty);
    let before: Vec<(u32, Vec<String>, bool)> = told(&read);
    let path = mended(&place, read);
    let again = place.read(&path);
    assert_eq!(told(&again), before);
    assert_eq!(again.summary.header_row, 4);
    assert_eq!(
        again.summary.head.unit.as_deref(),
        Some("芙蓉区第一小学工会")
    );
    assert_eq!(again.summary.titles[0], "需修改/原因");
    assert_eq!(again.summary.titles[1..], headers(&CLAIMS));
    // The added column is not kept as part of the row.
    assert!(again.rows.iter().all(|row| row.staged.at(0).is_none()));
    // Once more, it is the same again.
    let third = place.read(&mended(&place, again));
    assert_eq!(told(&third), before);
}

fn told(read: &Outcome) -> Vec<(u32, Vec<String>, bool)> {
    read.rows
        .iter()
        .map(|row| {
            let mut found: Vec<String> = codes(&row.findings)
                .into_iter()
                .map(str::to_owned)
                .collect();
            // Formulas are written as their results.
            found.retain(|code| code != "formula-used");
            (row.staged.row, found, row.draft.is_some())
        })
        .collect()
}

#[test]
fn a_bad_cell_is_coloured_and_says_what_is_wrong_in_a_comment_and_in_the_first_column() {
    let place = Place::claims();
    let path = mended(&place, place.xlsx(faulty));
    let notes = part(&path, "xl/comments1.xml");
    assert!(
        notes.contains("朋友") && notes.contains("被 Excel 存成了数字"),
        "{notes}"
    );
    let strings = part(&path, "xl/sharedStrings.xml");
    assert!(
        strings.contains("需修改：第7行“会员身份证号”被 Excel 存成了数字"),
        "{strings}"
    );
    let styles = part(&path, "xl/styles.xml");
    assert!(styles.contains("FFFFC7CE"));
}

#[test]
fn what_looks_like_a_formula_stays_text_and_comes_back_as_it_was() {
    let place = Place::claims();
    let bank = "=HYPERLINK(\"x\")";
    let read = place.csv(&[claim_row(&[("开户行", bank), ("与会员关系", "朋友")])]);
    let path = mended(&place, read);
    assert!(!part(&path, "xl/worksheets/sheet1.xml").contains("<f>"));
    let again = place.read(&path);
    let index = u16::try_from(column_of("开户行") + 1).unwrap();
    let cell = again.rows[0].staged.at(index).unwrap();
    assert_eq!(cell.as_text(), Some(bank));
}

#[test]
fn an_error_workbook_is_the_same_after_other_programs_saved_it() {
    let place = Place::claims();
    let ours = told(&place.read(&mended(&place, place.xlsx(faulty))));
    for name in [
        "ours-errors.xlsx",
        "gnumeric-errors.ods",
        "gnumeric-errors.xlsx",
        "libreoffice-errors.ods",
        "libreoffice-errors.xls",
        "libreoffice-errors.xlsx",
    ] {
        let read = place.read(&crate::writers::fixture("writers", name));
        assert_eq!(told(&read), ours, "{name}");
        assert!(read.rows.iter().all(|row| row.staged.at(0).is_none()));
    }
}

#[test]
fn a_return_workbook_is_the_same_after_other_programs_saved_it() {
    let place = Place::claims();
    let read = |name: &str| place.read(&crate::writers::fixture("writers", name));
    let ours = read("ours-returns.xlsx");
    assert_eq!(ours.claims().len(), 3);
    assert!(ours.claims().iter().all(|claim| claim.corrects.is_some()));
    for name in [
        "gnumeric-returns.ods",
        "libreoffice-returns.ods",
        "libreoffice-returns.xls",
        "libreoffice-returns.xlsx",
    ] {
        let read = read(name);
        assert_eq!(read.claims(), ours.claims(), "{name}");
        assert_eq!(read.codes(), ours.codes(), "{name}");
    }
    let mended = read("gnumeric-mended.ods");
    let mut wanted: Vec<_> = ours.claims().into_iter().cloned().collect();
    wanted[0].claimed = Fen::new(38_000);
    assert_eq!(mended.claims(), wanted.iter().collect::<Vec<_>>());
}

#[test]
fn a_warning_on_most_rows_is_told_once_in_the_error_workbook() {
    let place = Place::claims();
    let row = |year: u32, set: &[(&str, &str)]| {
        let year = year.to_string();
        claim_row(&[&[("年度", year.as_str()), ("配偶姓名", "无")], set].concat())
    };
    let mut rows: Vec<_> = (0..20).map(|n| row(2001 + n, &[])).collect();
    rows[4] = row(2050, &[("与会员关系", "朋友")]);
    let read = place.csv(&rows);
    assert_eq!(read.claims().len(), 19);
    let path = mended(&place, read);
    let comments = part(&path, "xl/comments1.xml");
    assert!(
        comments.contains("朋友") && !comments.contains("按空白处理"),
        "{comments}"
    );
    let words = part(&path, "xl/sharedStrings.xml");
    assert_eq!(words.matches("按空白处理").count(), 1, "{words}");
    assert!(words.contains("第2-21行“配偶姓名”填的是“无”"), "{words}");
    assert_eq!(
        words.matches("已导入，请核对：").count(),
        0,
        "rows that only share the warning are not marked"
    );
}

static COUNTY: SourceSpec = SourceSpec {
    code: "county",
    zh: "县级专项",
    ..SUBSIDY
};

#[test]
fn a_template_of_budgets_offers_the_sources_of_the_installation() {
    let form = import::Budgets(&[&UNION, &COUNTY]).template();
    let offered: Vec<&[String]> = form
        .columns
        .iter()
        .map(|one| one.choices.as_slice())
        .filter(|choices| !choices.is_empty())
        .collect();
    assert_eq!(offered, [["工会经费", "县级专项"]]);
    let told = form
        .instructions
        .iter()
        .find(|line| line.first().is_some_and(|name| name == "经费来源"))
        .unwrap();
    assert_eq!(told[3], "工会经费、县级专项");
}
