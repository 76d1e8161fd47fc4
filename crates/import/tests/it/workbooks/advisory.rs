//! Relations and cells are believed; whatever else a workbook says about itself is a hint.

use super::make::{Format, Xls, dense};
use super::table;
use crate::support::Place;
use crate::support_zip::{pack, parts, rewrite};
use std::path::{Path, PathBuf};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const CLAIMS: usize = 8;

fn base(place: &Place) -> PathBuf {
    place.bytes("base.xlsx", &Format::Xlsx.write(&dense(&table(CLAIMS))))
}

/// Every claim is read, and nothing is to be said.
fn whole(place: &Place, path: &Path, what: &str) {
    let outcome = place.read(path);
    assert_eq!(outcome.codes(), Vec::<&str>::new(), "{what}");
    assert_eq!(outcome.claims().len(), CLAIMS, "{what}");
    let rows: Vec<u32> = outcome.rows.iter().map(|row| row.staged.row).collect();
    assert_eq!(rows, (2..=9).collect::<Vec<u32>>(), "{what}");
}

/// Cuts an attribute out of every element of this name.
fn without(text: &str, element: &str, attribute: &str) -> String {
    let mut out = String::new();
    let begin = format!("<{element} ");
    let mut pieces = text.split(&begin);
    out += pieces.next().unwrap();
    for piece in pieces {
        let (tag, rest) = piece.split_once('>').unwrap();
        let kept: Vec<&str> = tag
            .split(' ')
            .filter(|part| !part.starts_with(&format!("{attribute}=")))
            .collect();
        out += &format!("<{element} {}>{rest}", kept.join(" "));
    }
    out
}

#[test]
fn how_far_a_sheet_says_it_reaches_is_not_believed() {
    let place = Place::claims();
    let base = base(&place);
    for reach in [
        "1:4",
        "",
        "$A$1:$W$5",
        "A:W",
        "A1",
        "A1:XFD1048576",
        "B7:C3",
    ] {
        let path = rewrite(&base, &place.path("reach.xlsx"), |name, text| {
            let (before, rest) = text.split_once("<dimension ref=\"")?;
            let (_, behind) = rest.split_once('"')?;
            (name == SHEET).then(|| format!("{before}<dimension ref=\"{reach}\"{behind}"))
        });
        assert_ne!(std::fs::read(&path).unwrap(), std::fs::read(&base).unwrap());
        whole(&place, &path, reach);
    }
    let path = rewrite(&base, &place.path("counts.xlsx"), |name, text| match name {
        SHEET => Some(without(text, "row", "spans")),
        "xl/sharedStrings.xml" => Some(without(
            &without(text, "sst", "count"),
            "sst",
            "uniqueCount",
        )),
        _ => None,
    });
    whole(&place, &path, "counts");
}

#[test]
fn rows_and_cells_that_do_not_say_where_they_are_stand_behind_the_one_before() {
    let place = Place::claims();
    let full: Vec<Vec<String>> = table(CLAIMS)
        .into_iter()
        // No place is left out, so that each cell's is behind the one before.
        .map(|row| {
            row.into_iter()
                .map(|cell| {
                    if cell.is_empty() {
                        " ".to_owned()
                    } else {
                        cell
                    }
                })
                .collect()
        })
        .collect();
    let base = place.bytes("base.xlsx", &Format::Xlsx.write(&dense(&full)));
    for elements in [vec!["row"], vec!["c"], vec!["row", "c"]] {
        let path = rewrite(&base, &place.path("places.xlsx"), |name, text| {
            let cut = elements.iter().fold(text.to_owned(), |text, element| {
                without(&text, element, "r")
            });
            (name == SHEET).then_some(cut)
        });
        whole(&place, &path, &elements.join(" and "));
    }
}

#[test]
fn parts_are_found_by_their_relations_whatever_they_are_called() {
    let place = Place::claims();
    let base = base(&place);
    let relations = "xl/_rels/workbook.xml.rels";
    let moved = |what: &str, names: &[(&str, &str)], text: &[(&str, &str, &str)]| {
        let mut all = parts(&base);
        for (name, bytes) in &mut all {
            for (part, from, to) in text.iter().filter(|(part, ..)| *part == name.as_str()) {
                let before = String::from_utf8(bytes.clone()).unwrap();
                assert!(before.contains(from), "{part} has {from}");
                *bytes = before.replace(from, to).into_bytes();
            }
            if let Some((_, to)) = names.iter().find(|(from, _)| from == name) {
                *name = (*to).to_owned();
            }
        }
        whole(&place, &pack(&place.path("moved.xlsx"), &all), what);
    };
    let sheet = "worksheets/sheet1.xml";
    moved(
        "dots",
        &[],
        &[(relations, sheet, "../xl/./worksheets/sheet1.xml")],
    );
    moved(
        "from the top",
        &[],
        &[(relations, sheet, "/xl/worksheets/sheet1.xml")],
    );
    moved(
        "as if from the top",
        &[],
        &[(relations, sheet, "xl/worksheets/sheet1.xml")],
    );
    moved(
        "backslashes",
        &[],
        &[(relations, sheet, "worksheets\\sheet1.xml")],
    );
    moved("another case", &[(SHEET, "XL/Worksheets/Sheet1.XML")], &[]);
    moved(
        "another name",
        &[
            (SHEET, "xl/表 1.xml"),
            ("xl/sharedStrings.xml", "xl/strings/texts.xml"),
            ("xl/styles.xml", "xl/looks.xml"),
        ],
        &[
            (relations, sheet, "%E8%A1%A8%201.xml"),
            (relations, "sharedStrings.xml", "strings/texts.xml"),
            (relations, "styles.xml", "looks.xml"),
        ],
    );
    moved(
        "another workbook",
        &[
            ("xl/workbook.xml", "book/main.xml"),
            (relations, "book/_rels/main.xml.rels"),
        ],
        &[
            ("_rels/.rels", "xl/workbook.xml", "book/main.xml"),
            (relations, sheet, "../xl/worksheets/sheet1.xml"),
            (relations, "\"sharedStrings.xml", "\"/xl/sharedStrings.xml"),
            (relations, "\"styles.xml", "\"/xl/styles.xml"),
        ],
    );
    let left_out = |what: &str, gone: &[&str]| {
        let mut all = parts(&base);
        all.retain(|(name, _)| !gone.contains(&name.as_str()));
        whole(&place, &pack(&place.path("less.xlsx"), &all), what);
    };
    left_out("no list of types", &["[Content_Types].xml"]);
    left_out(
        "no styles, no properties",
        &[
            "xl/styles.xml",
            "docProps/app.xml",
            "docProps/core.xml",
            "xl/theme/theme1.xml",
        ],
    );
    left_out("no relations of the package", &["_rels/.rels"]);
}

#[test]
fn sheets_without_a_relation_have_the_parts_that_are_left_and_none_is_guessed() {
    let place = Place::claims();
    let base = base(&place);
    let unrelated = |name: &str, text: &str| {
        (name == "xl/workbook.xml").then(|| text.replace(" r:id=\"rId1\"", ""))
    };
    whole(
        &place,
        &rewrite(&base, &place.path("one.xlsx"), unrelated),
        "one part",
    );
    let more = |sheets: &str| {
        rewrite(&base, &place.path("more.xlsx"), |name, text| {
            (name == "xl/workbook.xml")
                .then(|| text.replace("</sheets>", &format!("{sheets}</sheets>")))
        })
    };
    // A sheet that has no part holds nothing.
    whole(
        &place,
        &more("<sheet name=\"空\" sheetId=\"9\"/>"),
        "no part",
    );
    // One whose part is named and gone held something.
    let gone = rewrite(&base, &place.path("gone.xlsx"), |name, text| {
        (name == "xl/_rels/workbook.xml.rels")
            .then(|| text.replace("worksheets/sheet1.xml", "worksheets/sheet7.xml"))
    });
    assert_eq!(place.refused(&gone)[0].code, "file-damaged");
    let mut all = parts(&base);
    let part = all
        .iter()
        .find(|(name, _)| name == SHEET)
        .unwrap()
        .1
        .clone();
    all.push(("xl/worksheets/sheet2.xml".to_owned(), part));
    for (name, bytes) in &mut all {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if let Some(text) = unrelated(name, &text) {
            *bytes = text.into_bytes();
        }
    }
    // One sheet and two parts.
    let one = pack(&place.path("two.xlsx"), &all);
    assert_eq!(place.refused(&one)[0].code, "file-damaged");
    let two = rewrite(&one, &place.path("both.xlsx"), |name, text| {
        (name == "xl/workbook.xml").then(|| {
            text.replace(
                "</sheets>",
                "<sheet name=\"第二批\" sheetId=\"2\"/></sheets>",
            )
        })
    });
    let findings = place.refused(&two);
    assert_eq!(findings[0].code, "file-several-sheets");
    assert!(findings[0].args["sheets"].ends_with("、第二批"));
}

#[test]
fn a_part_or_a_sheet_that_is_there_twice_refuses_the_file() {
    let place = Place::claims();
    let base = base(&place);
    let mut all = parts(&base);
    let part = all
        .iter()
        .find(|(name, _)| name == SHEET)
        .unwrap()
        .1
        .clone();
    all.push(("XL/worksheets/SHEET1.xml".to_owned(), part));
    let path = pack(&place.path("twice.xlsx"), &all);
    assert_eq!(place.refused(&path)[0].code, "file-damaged");
    // The very same name; the library that writes packages refuses to.
    let mut bytes = std::fs::read(&path).unwrap();
    for at in 0..bytes.len() - 24 {
        if &bytes[at..at + 24] == b"XL/worksheets/SHEET1.xml" {
            bytes[at..at + 24].copy_from_slice(b"xl/worksheets/sheet1.xml");
        }
    }
    assert_eq!(
        place.refused(&place.bytes("twice.xlsx", &bytes))[0].code,
        "file-damaged"
    );
    let sheets = rewrite(&base, &place.path("named.xlsx"), |name, text| {
        (name == "xl/workbook.xml").then(|| {
            text.replace(
                "</sheets>",
                "<sheet name=\"Sheet1\" sheetId=\"2\"/></sheets>",
            )
        })
    });
    assert_eq!(place.refused(&sheets)[0].code, "file-damaged");
}

#[test]
fn parts_may_be_written_in_utf_16_and_laid_out_in_lines() {
    let place = Place::claims();
    let base = base(&place);
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let mut all = parts(&base);
        for (_, bytes) in &mut all {
            let text = format!("\u{FEFF}{}", String::from_utf8(bytes.clone()).unwrap());
            *bytes = text.encode_utf16().flat_map(order).collect();
        }
        whole(&place, &pack(&place.path("wide.xlsx"), &all), "UTF-16");
    }
    let lines = rewrite(&base, &place.path("lines.xlsx"), |_, text| {
        Some(text.replace("><", ">\r\n  <"))
    });
    whole(&place, &lines, "lines");
}

#[test]
fn what_a_server_puts_before_a_workbook_is_no_part_of_it() {
    let place = Place::claims();
    let lines = dense(&table(CLAIMS));
    for format in [Format::Xlsx, Format::Xls, Format::Ods] {
        for before in [
            "\r\n",
            "\u{FEFF}",
            "<br />\n<b>Notice</b>: Undefined index in <b>export.php</b><br />\n",
        ] {
            let bytes = [before.as_bytes(), &format.write(&lines)].concat();
            let ending = match format {
                Format::Xlsx => "xlsx",
                Format::Xls => "xls",
                _ => "ods",
            };
            whole(&place, &place.bytes(&format!("a.{ending}"), &bytes), before);
        }
    }
}

#[test]
fn the_text_of_an_old_workbook_does_not_depend_on_the_codepage_it_states() {
    let place = Place::claims();
    for codepage in [None, Some(1200), Some(1252), Some(936), Some(0)] {
        let mut book = Xls::of(&dense(&table(CLAIMS)));
        book.codepage = codepage;
        whole(
            &place,
            &place.bytes("a.xls", &book.bytes()),
            &format!("{codepage:?}"),
        );
    }
}

#[test]
fn an_old_workbook_is_found_whatever_its_directory_and_its_table_of_sectors_look_like() {
    const ENTRY_BYTES: usize = 128;
    let place = Place::claims();
    let bytes = Xls::of(&dense(&table(CLAIMS))).bytes();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let directory = (number(48) + 1) * 512;
    // No entry hangs at another one.
    let mut loose = bytes.clone();
    for entry in 0..4 {
        for link in [68, 72, 76] {
            let at = directory + entry * ENTRY_BYTES + link;
            loose[at..at + 4].fill(0xFF);
        }
    }
    whole(&place, &place.bytes("a.xls", &loose), "no tree");
    // The two entries change places, and the root's child stays as it was.
    let mut turned = bytes.clone();
    let (from, to) = (directory + ENTRY_BYTES, directory + 2 * ENTRY_BYTES);
    for at in 0..ENTRY_BYTES {
        turned.swap(from + at, to + at);
    }
    whole(&place, &place.bytes("a.xls", &turned), "another order");
    // Behind the last sector of the file the table of sectors says that more are in use.
    let mut tail = bytes.clone();
    let table = (number(76) + 1) * 512;
    let sectors = bytes.len() / 512 - 1;
    tail[table + sectors * 4..table + 512].fill(0);
    assert_ne!(tail, bytes);
    whole(&place, &place.bytes("a.xls", &tail), "no free tail");
    let mut name = bytes;
    for unit in name[directory + ENTRY_BYTES..directory + ENTRY_BYTES + 16].chunks_exact_mut(2) {
        unit[0] = unit[0].to_ascii_uppercase();
    }
    whole(&place, &place.bytes("a.xls", &name), "capitals");
}
