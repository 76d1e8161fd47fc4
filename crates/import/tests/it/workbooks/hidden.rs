//! What shows nothing is hidden, however that is written; words for drop-down lists are not in the way.

use super::make::{Line, Xls, dense, ods_content, ods_package};
use super::table;
use crate::support::{Place, put};
use import::Choices;
use rust_xlsxwriter::{DataValidation, Formula, Workbook};
use std::path::PathBuf;

fn codes(place: &Place, path: &std::path::Path) -> Vec<String> {
    let findings = place.refused(path);
    findings.into_iter().map(|finding| finding.code).collect()
}

fn record(kind: u16, words: &[u16]) -> (u16, Vec<u8>) {
    (
        kind,
        words.iter().flat_map(|word| word.to_le_bytes()).collect(),
    )
}

#[test]
fn a_row_without_height_and_a_column_without_width_are_hidden_in_old_workbooks_too() {
    const ROW: u16 = 0x0208;
    const COLUMN: u16 = 0x007D;
    const HEIGHT_SET: u16 = 0x0040;
    let mut place = Place::claims();
    let file = |place: &Place, before: Vec<(u16, Vec<u8>)>| -> PathBuf {
        let mut book = Xls::of(&dense(&table(2)));
        book.before = before;
        place.bytes("a.xls", &book.bytes())
    };
    let path = file(&place, vec![record(COLUMN, &[5, 5, 0, 0, 0, 0])]);
    assert_eq!(codes(&place, &path), ["file-hidden-columns"]);
    let path = file(
        &place,
        vec![record(ROW, &[2, 0, 23, 0, 0, 0, HEIGHT_SET, 0])],
    );
    assert_eq!(codes(&place, &path), ["file-hidden-rows"]);
    place.choices.include_hidden = true;
    assert_eq!(place.read(&path).claims().len(), 2);
    place.choices.include_hidden = false;
    // A height of nought that nobody set is one that the writer left out.
    let path = file(&place, vec![record(ROW, &[2, 0, 23, 0, 0, 0, 0, 0])]);
    assert_eq!(place.read(&path).claims().len(), 2);
}

#[test]
fn an_ods_file_hides_by_visibility_by_size_and_by_style() {
    let place = Place::claims();
    let lines = dense(&table(2));
    let plain = ods_content(&[("申报表", "", &lines)]);
    let last = plain.rfind("<table:table-row><").unwrap();
    for how in [
        "table:visibility=\"collapse\"",
        "table:visibility=\"filter\"",
        "table:style-name=\"flat\"",
    ] {
        let text = format!(
            "{}<table:table-row {how}>{}",
            &plain[..last],
            &plain[last + "<table:table-row>".len()..]
        );
        let path = place.bytes("a.ods", &ods_package(&[("content.xml", &text)]));
        let code = if how.contains("filter") {
            "file-filtered-rows"
        } else {
            "file-hidden-rows"
        };
        assert_eq!(codes(&place, &path), [code], "{how}");
    }
    let column = plain.replacen(
        "<table:table-row>",
        "<table:table-column table:number-columns-repeated=\"5\"/><table:table-column table:visibility=\"collapse\"/><table:table-row>",
        1,
    );
    let path = place.bytes("a.ods", &ods_package(&[("content.xml", &column)]));
    assert_eq!(codes(&place, &path), ["file-hidden-columns"]);
    let sheets = ods_content(&[("申报表", "", &lines), ("去年", "gone", &lines)]);
    let path = place.bytes("a.ods", &ods_package(&[("content.xml", &sheets)]));
    assert_eq!(codes(&place, &path), ["file-hidden-sheets"]);
}

/// A workbook whose hidden sheet holds the words of a drop-down list and, if wanted, something beside them.
fn with_list(place: &Place, more: bool, by_name: bool) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("申报表").unwrap();
    put(sheet, 0, &table(2));
    let range = if by_name {
        "=缴费方式"
    } else {
        "=字典!$A$1:$A$3"
    };
    let list = DataValidation::new().allow_list_formula(Formula::new(range));
    sheet.add_data_validation(1, 11, 99, 11, &list).unwrap();
    let words = book.add_worksheet();
    words.set_name("字典").unwrap();
    words.set_hidden(true);
    for (row, word) in (0..).zip(["全额", "分摊", "报销"]) {
        words.write_string(row, 0, word).unwrap();
    }
    if more {
        words.write_string(0, 1, "430102201503070027").unwrap();
    }
    book.define_name("缴费方式", "=字典!$A$1:$A$3").unwrap();
    let path = place.path("list.xlsx");
    book.save(&path).unwrap();
    path
}

#[test]
fn a_hidden_sheet_that_only_feeds_drop_downs_is_no_obstacle() {
    let place = Place::claims();
    for by_name in [false, true] {
        let outcome = place.read(&with_list(&place, false, by_name));
        assert_eq!(outcome.codes(), Vec::<&str>::new());
        assert_eq!(outcome.claims().len(), 2);
        // What stands beside the words may be somebody's row.
        let path = with_list(&place, true, by_name);
        assert_eq!(codes(&place, &path), ["file-hidden-sheets"]);
    }
    let claims = dense(&table(2));
    let words: Vec<Line> = (0..3)
        .zip([
            vec!["全额".to_owned()],
            vec!["分摊".to_owned()],
            vec!["报销".to_owned()],
        ])
        .collect();
    let content = ods_content(&[("申报表", "", &claims), ("字典", "gone", &words)]);
    let listed = content.replace(
        "<office:spreadsheet>",
        "<office:spreadsheet><table:content-validations><table:content-validation table:name=\"v\" \
         table:condition=\"of:cell-content-is-in-list([$字典.$A$1:.$A$3])\"/></table:content-validations>",
    );
    let path = place.bytes("a.ods", &ods_package(&[("content.xml", &listed)]));
    assert_eq!(place.read(&path).claims().len(), 2);
    let path = place.bytes("a.ods", &ods_package(&[("content.xml", &content)]));
    assert_eq!(codes(&place, &path), ["file-hidden-sheets"]);
}

#[test]
fn when_hiding_and_several_sheets_meet_one_answer_settles_both() {
    let mut place = Place::claims();
    let mut book = Workbook::new();
    for (name, hidden) in [("第一批", false), ("第二批", false), ("去年", true)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        put(sheet, 0, &table(2));
        sheet.set_hidden(hidden);
        if name == "第二批" {
            sheet.set_row_hidden(2).unwrap();
        }
    }
    let path = place.path("three.xlsx");
    book.save(&path).unwrap();
    let findings = place.refused(&path);
    let told: Vec<(&str, Option<&String>)> = findings
        .iter()
        .map(|finding| (finding.code.as_str(), finding.args.get("sheets")))
        .collect();
    assert_eq!(
        told,
        [
            ("file-hidden-sheets", Some(&"去年".to_owned())),
            ("file-several-sheets", Some(&"第一批、第二批".to_owned())),
            ("file-hidden-rows", None),
        ]
    );
    assert_eq!(findings[2].sheet, "第二批");
    let mut answer = |sheet: &str, include_hidden: bool| {
        place.choices = Choices {
            sheet: Some(sheet.to_owned()),
            include_hidden,
            alone: false,
        };
        place.read(&path).claims().len()
    };
    assert_eq!(answer("第一批", false), 2);
    assert_eq!(answer("第二批", true), 2);
    assert_eq!(answer("去年", true), 2);
    // Both reasons against a hidden sheet with hidden rows are told at once as well.
    place.choices = Choices::default();
    let mut book = Workbook::new();
    book.add_worksheet();
    let sheet = book.add_worksheet();
    put(sheet, 0, &table(2));
    sheet.set_row_hidden(1).unwrap();
    sheet.set_hidden(true);
    book.save(&path).unwrap();
    assert_eq!(
        codes(&place, &path),
        ["file-hidden-sheets", "file-hidden-rows"]
    );
}
