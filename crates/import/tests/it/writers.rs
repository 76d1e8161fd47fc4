//! One table, written by the programs and libraries that offices and their systems use: the same claims whoever wrote
//! it. How the files were made stands beside them (`tests/fixtures/writers`).

use crate::support::{CHILD_ID, CHILD_ID_X, MEMBER_ID, Outcome, Place, day};
use child_premium::Method;
use child_premium::claim::Assistance;
use child_premium::claim::Premium;
use domain::draft::Proof;
use domain::fen::Fen;
use import::Opened;
use std::path::PathBuf;

pub fn fixture(folder: &str, name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder)
        .join(name)
}

/// The three claims of the table, with every value that a writer might lose or change.
fn the_three_claims(read: &Outcome, name: &str) {
    let claims = read.claims();
    let [first, second, third] = claims.as_slice() else {
        panic!("{name}: {} claims, {:?}", claims.len(), read.codes());
    };
    assert_eq!(first.claimant.identities[0].canonical(), MEMBER_ID);
    assert_eq!(first.subject.identities[0].canonical(), CHILD_ID);
    assert_eq!(
        (first.claimed, first.premium().paid),
        (Fen::new(39_950), Some(Fen::new(40_000))),
        "{name}"
    );
    assert_eq!(first.premium().paid_on, Some(day("2025-10-08")), "{name}");
    assert_eq!(first.premium().voucher.as_deref(), Some("4430000000000001"));
    assert_eq!(
        first.payee.as_ref().unwrap().card.canonical(),
        "6222000000000000004"
    );
    assert_eq!(second.subject.identities[0].canonical(), CHILD_ID_X);
    assert_eq!(
        (Method::of(second), second.premium().proof),
        (Method::Full, Some(Proof::HouseholdRegister))
    );
    assert_eq!(third.subject.birth_date, Some(day("2025-09-01")), "{name}");
    assert_eq!(
        (third.premium().assistance, Method::of(third)),
        (Assistance::None, Method::Shared)
    );
}

fn read(folder: &str, name: &str) -> Outcome {
    let place = Place::claims();
    match place.open(&fixture(folder, name)) {
        Opened::Workbook(mut workbook) => place.read_workbook(&mut workbook),
        Opened::Refused { findings, .. } => panic!("{name} was refused: {findings:?}"),
    }
}

#[test]
fn a_template_filled_and_saved_by_other_programs_is_read_cleanly() {
    for (folder, name) in [
        ("forms", "filled-openpyxl.xlsx"),
        ("forms", "filled-libreoffice.xlsx"),
        ("forms", "filled-libreoffice.xls"),
        ("writers", "exceljs-template.xlsx"),
        ("writers", "gnumeric-template.ods"),
        ("writers", "libreoffice-template.fods"),
        ("writers", "libreoffice-template.ods"),
        ("writers", "libreoffice-template.xls"),
        ("writers", "libreoffice-template.xlsx"),
        ("writers", "sheetjs-template.xls"),
        ("writers", "sheetjs-template.xlsx"),
    ] {
        let read = read(folder, name);
        assert_eq!(read.codes(), Vec::<&str>::new(), "{name}");
        assert_eq!(read.summary.sheet, "申报表", "{name}");
        the_three_claims(&read, name);
    }
}

#[test]
fn a_table_is_the_same_claims_whoever_wrote_it() {
    for name in [
        "exceljs-stream-shared.xlsx",
        "exceljs-stream.xlsx",
        "exceljs.xlsx",
        "gnumeric.csv",
        "gnumeric.html",
        "gnumeric.ods",
        "gnumeric.xls",
        "gnumeric.xlsx",
        "jexcelapi.xls",
        "libreoffice.csv",
        "libreoffice.html",
        "libreoffice.ods",
        "libreoffice.xls",
        "libreoffice.xlsx",
        "openpyxl-write-only.xlsx",
        "openpyxl.xlsx",
        "pandas.ods",
        "pandas.xlsx",
        "perl.xls",
        "sheetjs-shared.xlsx",
        "sheetjs.csv",
        "sheetjs.fods",
        "sheetjs.html",
        "sheetjs.ods",
        "sheetjs.txt",
        "sheetjs.xls",
        "sheetjs.xlsx",
        "sheetjs.xml",
        "xlsxwriter-constant-memory.xlsx",
        "xlsxwriter.xlsx",
        "xlwt.xls",
    ] {
        let read = read("writers", name);
        assert_eq!(read.codes(), Vec::<&str>::new(), "{name}");
        the_three_claims(&read, name);
    }
}

#[test]
fn a_hidden_sheet_of_words_is_no_obstacle_whoever_saved_it() {
    for name in [
        "libreoffice-list.ods",
        "libreoffice-list.xls",
        "libreoffice-list.xlsx",
        "openpyxl-list.xlsx",
    ] {
        let read = read("writers", name);
        assert_eq!(read.codes(), Vec::<&str>::new(), "{name}");
        the_three_claims(&read, name);
    }
}

#[test]
fn what_is_not_read_is_named_truly() {
    for (name, code) in [
        ("gnumeric-95.xls", "file-old-excel"),
        ("sheetjs.2.xls", "file-old-excel"),
        ("sheetjs.5.xls", "file-old-excel"),
        ("sheetjs.xlsb", "file-xlsb"),
    ] {
        let findings = Place::claims().refused(&fixture("writers", name));
        assert_eq!(findings[0].code, code, "{name}");
    }
}
