//! Files that are no sheets, and rows that make no sense.

use super::{claims_file, noise};
use e2e::{Outcome, Site, both_sites, list, number, text};
use rehearsal::rows::{ClaimRow, claims_csv};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A workbook's package with these parts.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these texts.
fn workbook(cells: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0u32..).zip(cells) {
        for (column, cell) in (0u16..).zip(*line) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The file was refused as a whole: exit code 1, a finding of severity `file` that says what to do, no claim.
#[track_caller]
fn refused_whole(site: &Site, outcome: Outcome, code: &str) {
    let report = outcome.exits(1).json();
    let findings = list(&report["findings"]);
    assert!(!findings.is_empty(), "{report}");
    let found = findings
        .iter()
        .find(|finding| finding["severity"] == "file");
    let found = found.unwrap_or_else(|| panic!("no finding about the file: {report}"));
    assert!(code.is_empty() || found["code"] == code, "{found}");
    assert!(
        text(&found["message"]).contains('。'),
        "a sentence: {found}"
    );
    assert_eq!(number(&report["accepted"]), 0, "{report}");
    assert_eq!(site.ids("clerk", ""), Vec::<String>::new());
}

both_sites! {
    fn a_file_that_is_no_sheet_is_refused_whole(site: Site::office) {
        let bomb = package(&[
            ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/worksheets/sheet1.xml", &vec![b' '; 80_000_000]),
        ]);
        assert!(bomb.len() < 1_000_000, "small as it comes, large as it unpacks");
        let whole = workbook(&[&["工会代码", "会员姓名"], &["HN430102-001", "张三"]]);
        let files: [(&str, Vec<u8>, &str); 12] = [
            ("empty.csv", Vec::new(), "file-empty"),
            ("random.csv", noise(20_000), ""),
            ("random.xlsx", noise(20_000), ""),
            ("random.bin", noise(5_000), ""),
            ("bomb.xlsx", bomb, "file-expands"),
            ("cut.xlsx", whole[..whole.len() / 2].to_vec(), "file-unfinished"),
            ("zip.xlsx", package(&[("readme.txt", b"no workbook")]), ""),
            ("page.xlsx", b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), "header-not-found"),
            ("old.xls", [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &noise(600)].concat(), "file-damaged"),
            ("header.csv", "姓名,年龄\n张三,5\n".into(), ""),
            ("few.xlsx", whole, "header-not-found"),
            ("quote.csv", format!("{}\"{}", claims_csv(&[ClaimRow::ordinary(1)]), "x".repeat(100_000)).into_bytes(), ""),
        ];
        for (name, bytes, code) in files {
            let path = site.file(name, bytes);
            for dry in [true, false] {
                let mut words = vec!["import", "claims", path.as_str()];
                words.extend(dry.then_some("--dry-run"));
                refused_whole(site, site.run("clerk", &words), code);
            }
        }
        let directory = site.path("").to_string_lossy().into_owned();
        refused_whole(site, site.run("clerk", &["import", "claims", &directory]), "file-not-plain");
        for profile in ["units", "members", "plans", "budgets"] {
            let operator = if profile == "units" { "admin" } else { "clerk" };
            let path = site.path("random.xlsx").to_string_lossy().into_owned();
            let report = site.run(operator, &["import", profile, &path]).exits(1).json();
            assert_eq!(list(&report["findings"])[0]["severity"], "file", "{report}");
        }
        site.is_sound();
        site.import("clerk", "claims", &claims_file(site));
    }

    fn wrong_rows_are_told_each_and_keep_no_other_out(site: Site::office) {
        let mut rows: Vec<ClaimRow> = (1..6).map(ClaimRow::ordinary).collect();
        rows[0].child_id = "1234".to_owned();
        rows[1].claimed = "-5".to_owned();
        rows[2].unit_code = "HN999999-001".to_owned();
        rows[3].year = "1999年前".to_owned();
        rows[3].paid_on = "昨天".to_owned();
        let report = site.run("clerk", &["import", "claims", &site.sheet("claims.csv", &rows)]).exits(3).json();
        assert_eq!((number(&report["accepted"]), number(&report["refused"])), (1, 4), "{report}");
        for row in 2..=5 {
            let told = list(&report["findings"]).iter().filter(|finding| finding["row"] == row && finding["severity"] == "error");
            let told = told.count();
            assert!(told >= if row == 5 { 2 } else { 1 }, "row {row}: every fault at once: {report}");
        }
        assert!(!report.to_string().contains(&ClaimRow::ordinary(4).child_id), "no number in full");
        assert_eq!(site.ids("clerk", "").len(), 1);
    }
}
