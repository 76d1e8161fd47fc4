//! Error workbooks: made from the rows as received, mended, imported as they are.

use super::grid::Grid;
use super::{assert_books_hold, assert_private, claims, events, import_file, import_text, roster};
use calamine::Data;
use rehearsal::ClaimRow;
use rehearsal::rows::{SheetRow, claims_csv};
use rust_xlsxwriter::Workbook;
use std::path::{Path, PathBuf};
use test_support::both_engines;
use workflow::WorkflowError;
use workflow::intake::imports::{self, EXPORT_ERRORS};
use workflow::views::Lang;

/// A sheet as a clerk sends it: a title, the union in a line of its own, a column of the clerk's, sums as numbers, and
/// in the fourth row an identity number that became one.
fn sent(dir: &Path) -> PathBuf {
    let mut rows: Vec<ClaimRow> = (0..5).map(ClaimRow::ordinary).collect();
    let wrong = if rows[1].child_id.ends_with('0') {
        "1"
    } else {
        "0"
    };
    rows[1].child_id.replace_range(17.., wrong);
    rows[2].relation = "朋友".to_owned();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("一季度").unwrap();
    sheet.write(0, 0, "2026年度申报表").unwrap();
    let unit = format!("填报单位：{}", rows[0].unit_code);
    sheet.write(1, 0, unit).unwrap();
    let mut headers = vec!["班组"];
    headers.extend(&ClaimRow::HEADER[1..]);
    for (column, header) in (0..).zip(&headers) {
        sheet.write(2, column, *header).unwrap();
    }
    for (at, row) in (3_u32..).zip(&rows) {
        sheet.write(at, 0, "甲班").unwrap();
        for (column, cell) in (1..).zip(&row.cells()[1..]) {
            match headers[usize::from(column)] {
                "已缴金额" | "申请金额" | "年度" => {
                    let number: f64 = cell.parse().unwrap();
                    sheet.write(at, column, number).unwrap();
                }
                "会员身份证号" if at == 6 => {
                    sheet
                        .write(at, column, 430_102_198_001_010_000_f64)
                        .unwrap();
                }
                _ => {
                    sheet.write(at, column, *cell).unwrap();
                }
            };
        }
    }
    let path = dir.join("申报.xlsx");
    book.save(&path).unwrap();
    path
}

both_engines! {
    fn a_mended_error_workbook_is_imported_as_it_is_and_sound_rows_change_nothing(desk) {
        roster(desk, 0..5);
        let dir = tempfile::tempdir().unwrap();
        let mut clerk = desk.session("clerk");
        let report = import_file(&mut clerk, "claims", &sent(dir.path()));
        assert_eq!((report.rows, report.accepted, report.refused), (5, 2, 3), "{:?}", report.findings);
        let to = dir.path().join("错误.xlsx");
        let made = imports::errors(&mut clerk, report.import.unwrap(), Lang::Zh, &to).unwrap();
        assert_eq!((made.rows, made.refused), (5, 3));
        assert_private(&to);

        let mut grid = Grid::open(&to, 3);
        assert_eq!(grid.rows[1][0].to_string(), "填报单位：HN430102-001");
        let headers = grid.headers();
        assert_eq!(headers[..3], ["需修改/原因", "班组", "会员姓名"]);
        assert_eq!(headers[2..], ClaimRow::HEADER[1..]);
        for row in grid.data() {
            let said = grid.get(row, "需修改/原因");
            assert_eq!(said.starts_with("需修改："), [4, 5, 6].contains(&row), "{row} {said}");
            assert_eq!(grid.get(row, "班组"), "甲班");
            assert!(matches!(grid.cell(row, "申请金额"), Data::String(_)));
        }
        assert!(matches!(grid.cell(6, "会员身份证号"), Data::Float(_) | Data::Int(_)), "a lost number is no text");

        // Left as it is, the same three rows are refused again.
        let again = import_file(&mut clerk, "claims", &grid.save("未改.xlsx"));
        assert_eq!((again.accepted, again.unchanged, again.refused), (0, 2, 3), "{:?}", again.findings);
        let right = |n: u64| ClaimRow::ordinary(n);
        grid.set(4, "子女身份证号", &right(1).child_id);
        grid.set(5, "与会员关系", &right(2).relation);
        grid.set(6, "会员身份证号", &right(3).member_id);
        let mended = import_file(&mut clerk, "claims", &grid.save("已改.xlsx"));
        assert_eq!((mended.accepted, mended.unchanged, mended.refused), (3, 2, 0), "{:?}", mended.findings);
        let filed = claims(desk);
        assert_eq!(filed.len(), 5);
        assert!(filed.iter().all(|claim| claim.verdict.code() == "eligible"), "{filed:?}");
        // What the added column says is neither imported nor called unknown; the clerk's own still is.
        let unknown: Vec<_> = mended.findings.iter().filter(|f| f.code == "columns-unknown").collect();
        assert!(unknown.iter().all(|f| !f.args["columns"].contains("原因")), "{unknown:?}");
        assert_books_hold(desk);
    }

    fn an_error_workbook_is_for_the_sender_and_nobody_else(desk) {
        let mut bad = ClaimRow::ordinary(1);
        bad.relation = "朋友".to_owned();
        let import = import_text(desk, "claims", &claims_csv(&[ClaimRow::ordinary(0), bad])).import.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let ask = |who: &str, name: &str| {
            imports::errors(&mut desk.session(who), import, Lang::En, &dir.path().join(name))
        };
        for who in ["clerk2", "reviewer", "supervisor", "auditor", "cashier", "admin", "approver"] {
            let refused = ask(who, "x.xlsx").unwrap_err();
            assert_eq!(refused.code(), "not-the-sender", "{who}");
        }
        assert!(matches!(ask("clerk-a", "x.xlsx"), Err(WorkflowError::NotFound { .. })));
        assert!(events(desk, EXPORT_ERRORS).is_empty());
        ask("clerk", "mine.xlsx").unwrap();
        let told = events(desk, EXPORT_ERRORS);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(&import.to_string()) && told[0].contains("\"refused\":1"), "{told:?}");
        let grid = Grid::open(&dir.path().join("mine.xlsx"), 1);
        assert_eq!(grid.headers()[0], "Mend/reason");
        assert!(grid.get(2, "Mend/reason").starts_with("To mend: "));
        std::fs::write(dir.path().join("taken.xlsx"), "x").unwrap();
        assert!(matches!(ask("clerk", "taken.xlsx"), Err(WorkflowError::Exists { .. })));
    }

    fn the_errors_of_a_file_that_was_refused_whole_are_told_from_the_rows_it_kept(desk) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("申报.csv");
        let mut rows = [ClaimRow::ordinary(0), ClaimRow::ordinary(1)];
        // The columns of both numbers are swapped throughout.
        for row in &mut rows {
            std::mem::swap(&mut row.member_id, &mut row.child_id);
        }
        std::fs::write(&file, claims_csv(&rows)).unwrap();
        let mut clerk = desk.session("clerk");
        let report = import_file(&mut clerk, "claims", &file);
        assert!(report.file_refused, "{:?}", report.findings);
        assert_eq!(claims(desk), []);
        // The file itself is not needed any more.
        std::fs::remove_file(&file).unwrap();
        let to = dir.path().join("错误.xlsx");
        let made = imports::errors(&mut clerk, report.import.unwrap(), Lang::Zh, &to).unwrap();
        assert_eq!((made.rows, made.refused), (2, 2));
        assert_private(&to);

        let unreadable = dir.path().join("空.csv");
        std::fs::write(&unreadable, "").unwrap();
        let report = import_file(&mut clerk, "claims", &unreadable);
        let tried = imports::errors(&mut clerk, report.import.unwrap(), Lang::Zh, &dir.path().join("y.xlsx"));
        assert!(matches!(tried, Err(WorkflowError::Nothing(_))), "{tried:?}");
    }
}
