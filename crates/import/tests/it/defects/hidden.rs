//! Defects 19 and 20: what a workbook hides, and which of its sheets is meant.

use super::{F, W, fixture, header_and, says, second_child, sound, workbook};
use crate::support::{Place, claim_row, put};
use import::Choices;
use rust_xlsxwriter::Workbook as Book;
use std::path::Path;

/// Refused with these findings; taken over whole once it is confirmed, which is told with the counts.
fn confirmed(path: &Path, codes: &[&str], rows: &str, columns: &str) {
    let mut place = Place::claims();
    let findings = place.refused(path);
    let found: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(found, codes, "{}", path.display());
    for finding in &findings {
        says(finding, F, "--include-hidden");
        let count = if finding.code == "file-hidden-columns" {
            columns
        } else {
            rows
        };
        assert_eq!(finding.args["count"], count);
    }
    place.choices.include_hidden = true;
    let outcome = place.read(path);
    let told = outcome.only("hidden-included");
    says(told, W, "已按确认一并导入");
    assert_eq!(
        (told.args["rows"].as_str(), told.args["columns"].as_str()),
        (rows, columns)
    );
    assert_eq!(outcome.claims().len(), 2, "{}", path.display());
}

#[test]
fn defect_19_hidden_and_filtered_rows_are_imported_only_once_confirmed() {
    let rows = [claim_row(&[]), second_child()];
    let (_place, path) = workbook(&rows, |sheet| {
        sheet.set_row_hidden(2).unwrap();
    });
    confirmed(&path, &["file-hidden-rows"], "1", "0");
    let (_place, path) = workbook(&rows, |sheet| {
        sheet.set_row_height(2, 0.0).unwrap();
    });
    confirmed(&path, &["file-hidden-rows"], "1", "0");
    for name in [
        "filtered.xls",
        "openpyxl-filtered.xlsx",
        "libreoffice-filtered.xlsx",
    ] {
        confirmed(&fixture(name), &["file-filtered-rows"], "1", "0");
    }
    let (place, path) = workbook(&rows, |sheet| {
        // Nothing stands in what is hidden, and a filter that leaves out nothing hides nothing.
        sheet.set_row_hidden(9).unwrap();
        sheet.set_column_hidden(40).unwrap();
        sheet.autofilter(0, 0, 2, 5).unwrap();
    });
    sound(&place.read(&path), 2);
}

#[test]
fn defect_19_hidden_columns_are_imported_only_once_confirmed() {
    let (_place, path) = workbook(&[claim_row(&[]), second_child()], |sheet| {
        sheet.set_column_hidden(4).unwrap();
        sheet.set_column_hidden(8).unwrap();
    });
    confirmed(&path, &["file-hidden-columns"], "0", "2");
    for name in ["hidden.xls", "libreoffice-hidden.xlsx"] {
        let codes = ["file-hidden-rows", "file-hidden-columns"];
        confirmed(&fixture(name), &codes, "1", "1");
    }
}

fn two_sheets(place: &Place, hidden: bool) -> std::path::PathBuf {
    let mut book = Book::new();
    let sheet = book.add_worksheet();
    sheet.set_name("申报表").unwrap();
    put(sheet, 0, &header_and(&[claim_row(&[]), second_child()]));
    let other = book.add_worksheet();
    other.set_name("去年").unwrap();
    other.set_hidden(hidden);
    put(other, 0, &header_and(&[claim_row(&[])]));
    book.add_worksheet();
    let path = place.path("two.xlsx");
    book.save(&path).unwrap();
    path
}

fn choose(sheet: &str, include_hidden: bool) -> Choices {
    Choices {
        sheet: Some(sheet.to_owned()),
        include_hidden,
        alone: false,
    }
}

#[test]
fn defect_19_a_hidden_sheet_is_read_only_when_it_is_named_and_confirmed() {
    let mut place = Place::claims();
    let path = two_sheets(&place, true);
    let findings = place.refused(&path);
    assert_eq!(findings[0].code, "file-hidden-sheets");
    says(&findings[0], F, "隐藏的工作表（去年）");
    place.choices = choose("去年", false);
    assert_eq!(place.refused(&path)[0].code, "file-hidden-sheets");
    place.choices = choose("去年", true);
    let outcome = place.read(&path);
    outcome.only("hidden-included");
    assert_eq!(outcome.claims().len(), 1);
    // Whoever names the other sheet leaves the hidden one out.
    place.choices = choose("申报表", false);
    sound(&place.read(&path), 2);
}

#[test]
fn defect_20_of_several_sheets_the_one_to_import_must_be_named() {
    let mut place = Place::claims();
    for path in [two_sheets(&place, false), fixture("two-sheets.xls")] {
        place.choices = Choices::default();
        let findings = place.refused(&path);
        assert_eq!(findings[0].code, "file-several-sheets");
        says(&findings[0], F, "请选择要导入的工作表");
        assert_eq!(findings[0].args["sheets"], "申报表、去年");
        place.choices = choose(" 申报表", false);
        sound(&place.read(&path), 2);
        place.choices = choose("前年", false);
        let findings = place.refused(&path);
        assert_eq!(findings[0].code, "file-sheet-unknown");
        says(&findings[0], F, "没有名为“前年”");
    }
}

#[test]
fn defect_20_an_empty_sheet_and_the_instructions_of_a_template_are_no_second_sheet() {
    let place = Place::claims();
    let mut book = Book::new();
    put(
        book.add_worksheet(),
        0,
        &header_and(&[claim_row(&[]), second_child()]),
    );
    book.add_worksheet();
    let help = book.add_worksheet();
    help.set_name("填写说明").unwrap();
    help.write_string(0, 0, "身份证号请设为文本格式").unwrap();
    let path = place.path("template.xlsx");
    book.save(&path).unwrap();
    sound(&place.read(&path), 2);
}
