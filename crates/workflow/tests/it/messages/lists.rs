//! Lists of settlements as text and as a workbook.

use super::*;
use rust_xlsxwriter::Workbook;
use std::path::Path;

const HEADER: [&str; 9] = [
    "setl_id",
    "mdtrt_id",
    "setl_time",
    "certno",
    "psn_cash_pay",
    "acct_pay",
    "fulamt_ownpay_amt",
    "overlmt_selfpay",
    "act_pay_dedc",
];

/// A settlement of this member; the deductible is not stated.
fn cells(n: u64, cash: &str) -> [String; 9] {
    let id = format!("2025000{n}");
    let time = "2025-02-03 10:00:00".to_owned();
    let nothing = "0".to_owned();
    [
        id.clone(),
        format!("V{id}"),
        time,
        people::member(n).id,
        cash.to_owned(),
        nothing.clone(),
        nothing.clone(),
        nothing,
        "null".to_owned(),
    ]
}

fn import(desk: &Desk, path: &Path) -> ImportReport {
    messages::import(
        &mut desk.session("clerk"),
        path,
        &ImportOptions::of(ID),
        &mut |_| {},
    )
    .unwrap()
}

at_both! {
    fn tab_text_and_a_workbook_of_the_same_list_pay_once_and_a_part_of_a_fen_is_told_by_row(desk) {
        enrol(desk, &[1, 2, 3]);
        let rows = [cells(1, "10000.00"), cells(2, "5000"), cells(3, "700.005")];
        let dir = tempfile::tempdir().unwrap();
        let text = dir.path().join("清单.txt");
        let lines = rows.iter().map(|row| row.join("\t"));
        let lines: Vec<String> = std::iter::once(HEADER.join("\t")).chain(lines).collect();
        std::fs::write(&text, lines.join("\r\n")).unwrap();
        let report = import(desk, &text);
        assert_eq!((report.accepted, report.refused), (2, 1), "{:?}", report.findings);
        let told = &report.findings.iter().find(|one| one.code == "settlement-amount-fraction-of-fen").unwrap();
        assert_eq!(told.row, 4);
        assert_eq!(stands(desk), 3_380 + 880);
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, word) in (0..).zip(HEADER) {
            sheet.write(0, column, word).unwrap();
        }
        for (line, row) in (1..).zip(&rows) {
            for (column, cell) in (0..).zip(row) {
                // Amounts are numbers, as a workbook has them; ids and identity numbers text.
                match cell.parse::<f64>() {
                    Ok(number) if column > 3 => sheet.write(line, column, number).unwrap(),
                    _ if cell == "null" => continue,
                    _ => sheet.write(line, column, cell.as_str()).unwrap(),
                };
            }
        }
        let path = dir.path().join("清单.xlsx");
        workbook.save(&path).unwrap();
        let again = import(desk, &path);
        assert_eq!((again.accepted, again.unchanged, again.refused), (0, 2, 1), "{:?}", again.findings);
        assert_eq!((stands(desk), kept(desk)), (3_380 + 880, 2));
        audited(desk);
    }
}
