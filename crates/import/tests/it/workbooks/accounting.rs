//! Every row that stands in a sheet is given out or told, wherever it stands and whatever was done to the file; and a
//! file that is not whole is never read in part.

use super::make::{Format, Line, dense};
use super::{child, table};
use crate::support::{CLAIMS, Outcome, Place, claim_row, headers};
use crate::support_zip::{pack, parts};
use import::Opened;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Rows that were given out, and rows that a finding names.
fn accounted(outcome: &Outcome) -> BTreeSet<u32> {
    let given = outcome.rows.iter().map(|row| row.staged.row);
    let told = outcome
        .all_findings()
        .into_iter()
        .map(|finding| finding.row);
    given
        .chain(told)
        .chain([outcome.summary.header_row])
        .filter(|row| *row > 0)
        .collect()
}

/// Rows of the sheet, as a spreadsheet program numbers them.
fn physical(lines: &[Line]) -> BTreeSet<u32> {
    lines.iter().map(|(row, _)| row + 1).collect()
}

#[test]
fn rows_below_a_gap_and_after_ten_thousand_blank_ones_are_read() {
    let place = Place::claims();
    let mut lines: Vec<Line> = dense(&table(3));
    lines.push((7, child(5)));
    lines.push((10_300, child(77)));
    lines.push((60_000, child(78)));
    for format in Format::ALL {
        let outcome = place.read(&place.bytes("a.bin", &format.write(&lines)));
        let rows: Vec<u32> = outcome.rows.iter().map(|row| row.staged.row).collect();
        assert_eq!(rows, [2, 3, 4, 8, 10_301, 60_001], "{format:?}");
        assert_eq!(accounted(&outcome), physical(&lines), "{format:?}");
    }
}

#[test]
fn a_second_table_below_the_first_is_read_or_told_row_by_row() {
    let place = Place::claims();
    let mut lines: Vec<Line> = dense(&table(2));
    let one = |text: &str| vec![text.to_owned()];
    lines.push((5, one("二、追加名单")));
    lines.push((6, headers(&CLAIMS)));
    lines.push((7, child(9)));
    lines.push((
        9,
        vec!["姓名".to_owned(), "手机".to_owned(), "备注".to_owned()],
    ));
    lines.push((
        10,
        vec![
            "李四".to_owned(),
            "13800000000".to_owned(),
            "已缴".to_owned(),
        ],
    ));
    for format in Format::ALL {
        let outcome = place.read(&place.bytes("a.bin", &format.write(&lines)));
        assert_eq!(
            accounted(&outcome),
            physical(&lines),
            "{format:?}: {:?}",
            outcome.codes()
        );
        let read: Vec<u32> = outcome
            .rows
            .iter()
            .filter(|row| row.draft.is_some())
            .map(|row| row.staged.row)
            .collect();
        assert_eq!(read, [2, 3, 8], "{format:?}");
    }
}

#[test]
fn a_column_that_lost_its_header_is_told_and_running_numbers_need_none() {
    let place = Place::claims();
    let mut lines = table(2);
    let channel = crate::support::column_of("缴费渠道");
    lines[0][channel].clear();
    for (number, line) in lines.iter_mut().enumerate() {
        line.insert(
            0,
            if number == 0 {
                String::new()
            } else {
                number.to_string()
            },
        );
    }
    for format in Format::ALL {
        let outcome = place.read(&place.bytes("a.bin", &format.write(&dense(&lines))));
        let told = outcome.only("columns-untitled");
        assert_eq!(told.args["columns"], "Q", "{format:?}");
        assert_eq!(outcome.claims().len(), 2);
    }
}

/// A sheet below its header: how far each row stands below the one before, and what it holds.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    let cells = prop_oneof![
        4 => (0..400_usize).prop_map(child),
        1 => Just(claim_row(&[("子女身份证号", "")])),
        1 => Just(headers(&CLAIMS)),
        1 => "[a-z一-九]{1,9}".prop_map(|text| vec![String::new(), text]),
        1 => "[0-9]{1,20}".prop_map(|text| vec![text; 30]),
    ];
    prop::collection::vec(
        (prop_oneof![6 => 1..3_u32, 1 => 1..12_000_u32], cells),
        1..12,
    )
    .prop_map(|rows| {
        let mut at = 0;
        let mut lines = vec![(0, headers(&CLAIMS))];
        for (step, cells) in rows {
            at += step;
            lines.push((at, cells));
        }
        lines.retain(|(row, _)| *row < 65_536);
        lines
    })
}

/// Refused, or every row accounted for.
fn whole_or_refused(place: &Place, bytes: &[u8], lines: &[Line]) {
    let Opened::Workbook(mut workbook) = place.open(&place.bytes("a.bin", bytes)) else {
        return;
    };
    let outcome = place.read_workbook_unchecked(&mut workbook);
    if !outcome.summary.is_refused() {
        // A gap may have become wider or narrower; no row is gone.
        assert_eq!(accounted(&outcome).len(), physical(lines).len());
    }
}

/// The places of attributes in markup, with the blank in front.
fn attributes(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("=\"").map(|at| from + at) {
        let start = text[..at].rfind(' ').unwrap();
        let end = at + 2 + text[at + 2..].find('"').unwrap() + 1;
        found.push(start..end);
        from = end;
    }
    found
}

/// One attribute is left out, or a digit of its value is another.
fn mutated(text: &str, at: prop::sample::Index, digit: Option<u8>) -> String {
    let places = attributes(text);
    let place = at.get(&places).clone();
    let attribute = &text[place.clone()];
    let changed = match digit {
        None => String::new(),
        Some(digit) => attribute
            .char_indices()
            .map(|(n, c)| {
                if c.is_ascii_digit() && n + 2 > attribute.len() - 2 {
                    char::from(b'0' + digit)
                } else {
                    c
                }
            })
            .collect(),
    };
    format!("{}{changed}{}", &text[..place.start], &text[place.end..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_read_and_rows_told_are_the_rows_of_the_sheet_in_every_format(lines in lines()) {
        let place = Place::claims();
        for format in Format::ALL {
            let path = place.bytes("a.bin", &format.write(&lines));
            let Opened::Workbook(mut workbook) = place.open(&path) else { panic!("{format:?} was refused") };
            let outcome = place.read_workbook_unchecked(&mut workbook);
            prop_assert!(!outcome.summary.is_refused());
            prop_assert_eq!(accounted(&outcome), physical(&lines), "{:?}", format);
        }
    }

    #[test]
    fn a_workbook_that_ends_too_early_is_refused_or_whole(lines in lines(), at in any::<prop::sample::Index>()) {
        let place = Place::claims();
        for format in Format::ALL {
            let bytes = format.write(&lines);
            whole_or_refused(&place, &bytes[..at.index(bytes.len())], &lines);
        }
    }

    #[test]
    fn a_sheet_with_an_attribute_lost_or_changed_is_refused_or_whole(lines in lines(), at in any::<prop::sample::Index>(), digit in prop::option::of(0..10_u8), sheet in any::<bool>()) {
        let mut place = Place::claims();
        place.choices.include_hidden = true;
        for format in [Format::Xlsx, Format::Ods] {
            let mut all = parts(&place.bytes("base.bin", &format.write(&lines)));
            let wanted = match (format, sheet) {
                (Format::Xlsx, true) => "xl/worksheets/sheet1.xml",
                (Format::Xlsx, false) => "xl/_rels/workbook.xml.rels",
                _ => "content.xml",
            };
            let part = all.iter_mut().find(|(name, _)| name == wanted).unwrap();
            let text = String::from_utf8(part.1.clone()).unwrap();
            part.1 = mutated(&text, at, digit).into_bytes();
            let bytes = std::fs::read(pack(&place.path("b.bin"), &all)).unwrap();
            whole_or_refused(&place, &bytes, &lines);
        }
    }
}
