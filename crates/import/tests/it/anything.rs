//! Whatever stands in a file, reading it ends with findings that can be told.

use crate::support::{CLAIMS, Place, claim_row, claims, csv_text, headers, put};
use import::{Budgets, Members, Opened, Plans, Units};
use policy::funds::{SUBSIDY, UNION};
use proptest::prelude::*;
use rows::Sheet;

/// Any cells under the right header of a sheet.
fn read_under<S: Sheet + Copy>(sheet: S, rows: &[Vec<String>]) {
    let mut lines = vec![headers(sheet.spec().columns)];
    lines.extend(rows.iter().cloned());
    read(&Place::of(sheet), csv_text(&lines).as_bytes());
}

/// Cells that are nearly right go deeper than noise does.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => ".{0,24}",
        2 => "[0-9Ee+./:年月日元X%=-]{0,20}",
        1 => "4301022015030700[0-9]{1,3}X?",
        2 => prop::sample::select(claim_row(&[])),
        1 => prop::sample::select(["合计", "小计3人", "填报人：", "备注：x", "X320101001", "护照", "15.3.7", "2015.1", "4.30102E+17", "42070"].map(str::to_owned).to_vec()),
    ]
}

const MARKUP_STARTS: [&str; 2] = [
    "<html><body><table><tr>",
    "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='a'><Table><Row>",
];

/// Pieces of pages and of XML spreadsheets, right ones and impossible ones.
fn markup() -> impl Strategy<Value = String> {
    let pieces = [
        "<table>",
        "</table>",
        "<tr>",
        "<tr hidden>",
        "</tr>",
        "<td>",
        "</td>",
        "<th>",
        "<br>",
        "<p>",
        "<style>",
        "</style>",
        ".a{display:none}",
        "<col span=4294967295>",
        "<col width=0 span=9>",
        "<td rowspan=0>",
        "<td colspan=99999 rowspan=4294967295>",
        "<td x:num=\"1E999\">",
        "<td x:num>",
        "<td x:err>",
        "<td x:bool>",
        "<Row>",
        "</Row>",
        "<Row ss:Index=\"1048577\">",
        "<Row ss:Span=\"4294967295\">",
        "<Row ss:Hidden=\"1\"/>",
        "<Cell>",
        "</Cell>",
        "<Cell ss:Index=\"0\">",
        "<Cell ss:Index=\"4294967295\">",
        "<Cell ss:MergeAcross=\"4294967295\" ss:MergeDown=\"4294967295\">",
        "<Column ss:Span=\"4294967295\"/>",
        "<Data ss:Type=\"Number\">",
        "<Data ss:Type=\"String\">",
        "</Data>",
        "<Comment>",
        "</Comment>",
        "<Visible>",
        "</Table>",
        "</Worksheet>",
        "</Workbook>",
        "&#0;",
        "&amp;",
        "&x;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "NaN",
    ];
    prop_oneof![
        6 => prop::sample::select(pieces.map(str::to_owned).to_vec()),
        2 => cell(),
        1 => prop::sample::select(headers(&CLAIMS)),
    ]
}

fn read<S: Sheet + Copy>(place: &Place<S>, bytes: &[u8]) {
    match place.open(&place.bytes("x.csv", bytes)) {
        Opened::Workbook(mut workbook) => {
            place.read_workbook_unchecked(&mut workbook);
        }
        Opened::Refused { findings, .. } => assert!(!findings.is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cells_below_a_right_header_are_read_or_told(rows in prop::collection::vec(prop::collection::vec(cell(), 0..24), 1..6)) {
        read_under(Units, &rows);
        read_under(Members, &rows);
        read_under(Plans(child_premium::programme().as_ref()), &rows);
        read_under(Budgets(&[&UNION, &SUBSIDY]), &rows);
        read_under(claims(), &rows);
    }

    #[test]
    fn any_markup_is_read_or_refused(start in prop::sample::select(MARKUP_STARTS.to_vec()), parts in prop::collection::vec(markup(), 0..60)) {
        let text = format!("{start}{}", parts.concat());
        read(&Place::claims(), text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&Place::claims(), &bytes);
    }

    #[test]
    fn a_workbook_with_any_byte_changed_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), number in any::<f64>()) {
        let place = Place::claims();
        let path = place.xlsx_file(|sheet| {
            put(sheet, 0, &[headers(&CLAIMS), claim_row(&[])]);
            if number.is_finite() {
                for column in 0..23 {
                    sheet.write_number(2, column, number).unwrap();
                }
            }
        });
        let mut bytes = std::fs::read(path).unwrap();
        read(&place, &bytes);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        read(&place, &bytes);
    }

    #[test]
    fn an_old_workbook_with_any_bytes_changed_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in prop::option::of(any::<prop::sample::Index>())) {
        let mut place = Place::claims();
        place.choices.include_hidden = true;
        for name in ["plain.xls", "filtered.xls"] {
            let mut bytes = std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Some(cut) = &cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            read(&place, &bytes);
        }
    }
}
