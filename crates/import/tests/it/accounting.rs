//! Every row of a file is read or told: none is swallowed by a cell, joined with another, or left above the header.

use crate::support::{CLAIMS, Outcome, Place, claim_row, csv_text, headers};
use import::Opened;
use proptest::prelude::*;

/// Rows of data with a remark behind them, each another claim.
fn table(rows: u8, remark: &dyn Fn(u8) -> String) -> Vec<Vec<String>> {
    let mut lines = vec![[headers(&CLAIMS), vec!["备注".to_owned()]].concat()];
    for row in 0..rows {
        let year = (2001 + u32::from(row)).to_string();
        lines.push([claim_row(&[("年度", &year)]), vec![remark(row)]].concat());
    }
    lines
}

/// The lines as a program writes them that knows no quotes.
fn plain(lines: &[Vec<String>], delimiter: &str) -> String {
    lines
        .iter()
        .map(|line| format!("{}\r\n", line.join(delimiter)))
        .collect()
}

fn read(text: &str) -> Outcome {
    let place = Place::claims();
    place.read(&place.bytes("名册.csv", text.as_bytes()))
}

/// The file is refused for a quotation mark in this cell.
fn refused_for_a_quote(text: &str, row: u32, column: &str) {
    let outcome = read(text);
    assert!(outcome.summary.is_refused(), "{text}");
    let finding = &outcome.summary.file_findings[0];
    assert_eq!(finding.code, "file-open-quote");
    assert_eq!(
        (finding.row, finding.column.as_str()),
        (row, column),
        "{text}"
    );
}

#[test]
fn a_quotation_mark_that_never_closes_refuses_the_file_and_names_its_cell() {
    let open = |row| if row == 1 { "\"独生子女" } else { "" }.to_owned();
    refused_for_a_quote(&plain(&table(6, &open), ","), 3, "AA");
    let mut lines = table(6, &|_| String::new());
    lines[2][20].insert(0, '"');
    refused_for_a_quote(&plain(&lines, ","), 3, "U");
    refused_for_a_quote(&plain(&lines, "\t"), 3, "U");
    lines[2][20].remove(0);
    lines[0][3].insert(0, '"');
    refused_for_a_quote(&plain(&lines, ","), 1, "D");
}

#[test]
fn a_quotation_mark_that_closes_rows_below_refuses_the_file() {
    for last in 2..6 {
        let remark = move |row| match row {
            1 => "\"独生子女".to_owned(),
            row if row == last => "说明\"".to_owned(),
            _ => String::new(),
        };
        refused_for_a_quote(&plain(&table(6, &remark), ","), 3, "AA");
    }
    // Wherever it opens, and wherever in the next row it closes.
    for (open, close) in [
        (0, 0),
        (5, 5),
        (13, 12),
        (13, 13),
        (12, 13),
        (25, 0),
        (0, 25),
        (20, 3),
    ] {
        let mut lines = table(6, &|_| String::new());
        lines[2][open].insert(0, '"');
        lines[3][close].push('"');
        let column = rows::letters(open);
        refused_for_a_quote(&plain(&lines, ","), 3, &column);
    }
}

#[test]
fn a_quotation_mark_that_closes_in_the_same_row_refuses_the_file_too() {
    let mut lines = table(2, &|_| String::new());
    lines[1][14].insert(0, '"');
    lines[1][15].push('"');
    refused_for_a_quote(&plain(&lines, ","), 2, "O");
    let mut lines = table(2, &|_| String::new());
    lines[1][0].insert(0, '"');
    lines[1][25].push('"');
    refused_for_a_quote(&plain(&lines, ","), 2, "A");
}

#[test]
fn cells_with_line_breaks_and_delimiters_of_their_own_are_read() {
    let remark = |_| "长沙市,芙蓉区\n五一路1号,甲\n\"好\"".to_owned();
    let outcome = read(&csv_text(&table(4, &remark)));
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(outcome.claims().len(), 4);
    let mut lines = table(4, &|_| String::new());
    lines[2][20] = "工商\"银行\"".to_owned();
    let outcome = read(&plain(&lines, ","));
    assert_eq!(
        outcome.claims()[1].payee.as_ref().unwrap().bank,
        "工商\"银行\""
    );
}

#[test]
fn two_rows_in_one_line_are_told() {
    let text = plain(&table(3, &|_| String::new()), ",");
    let joined = text.replacen("\r\n", "\n", 1).replacen("\r\n", ",", 1);
    let outcome = read(&joined);
    let finding = outcome.only("row-too-wide");
    assert_eq!((finding.row, finding.column.as_str()), (2, "AB"));
    assert_eq!(outcome.claims().len(), 1);
}

#[test]
fn data_above_the_header_refuses_the_file() {
    let mut lines = table(3, &|_| String::new());
    lines.swap(0, 2);
    let outcome = read(&csv_text(&lines));
    assert!(outcome.summary.is_refused());
    let finding = outcome.only("data-above-header");
    assert_eq!((finding.row, finding.args["header"].as_str()), (1, "3"));
}

#[test]
fn a_row_without_numbers_is_data_whatever_words_its_remark_has() {
    let blank = [("会员身份证号", ""), ("子女身份证号", "")];
    for (column, word) in [("票据号", "审核人：李四"), ("开户行", "合计")] {
        let set = [&blank[..], &[(column, word)]].concat();
        let outcome = Place::claims().csv(&[claim_row(&[]), claim_row(&set)]);
        assert_eq!(outcome.rows.len(), 2, "{word}");
        assert!(
            outcome.codes().contains(&"child-identity-missing"),
            "{word}"
        );
    }
    let labels = ["填报人：", "张三", "联系电话", "0731-1", "以上属实"].map(str::to_owned);
    let outcome = Place::claims().csv(&[claim_row(&[]), labels.to_vec()]);
    assert_eq!(outcome.only("row-ignored").row, 3);
    assert_eq!(outcome.summary.head.filler.as_deref(), Some("张三"));
}

/// One change of a file's text.
#[derive(Debug, Clone)]
enum Change {
    Insert(prop::sample::Index, char),
    Remove(prop::sample::Index),
    Double(prop::sample::Index),
}

fn change(signs: &'static [char]) -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<prop::sample::Index>(), prop::sample::select(signs)).prop_map(|(at, sign)| Change::Insert(at, sign)),
        1 => any::<prop::sample::Index>().prop_map(Change::Remove),
        1 => any::<prop::sample::Index>().prop_map(Change::Double),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for change in changes {
        match change {
            Change::Insert(at, sign) => chars.insert(at.index(chars.len()), *sign),
            Change::Remove(at) => drop(chars.remove(at.index(chars.len()))),
            Change::Double(at) => {
                let at = at.index(chars.len());
                chars.insert(at, chars[at]);
            }
        }
    }
    chars.into_iter().collect()
}

/// A refused file is told as a whole. Of any other, each line below the header that shows anything is a row of data or
/// is told by its number.
fn accounted(text: &str) {
    let place = Place::claims();
    let path = place.bytes("名册.csv", text.as_bytes());
    let Opened::Workbook(mut workbook) = place.open(&path) else {
        return;
    };
    let outcome = place.read_workbook_unchecked(&mut workbook);
    if outcome.summary.is_refused() {
        return;
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let shows = |line: &&str| {
        line.chars()
            .any(|c| !c.is_whitespace() && !matches!(c, ',' | '"'))
    };
    let header = outcome.summary.header_row as usize;
    let physical = lines.split('\n').skip(header).filter(shows).count();
    // A line break inside a cell makes one row of two lines, as Excel shows them.
    let cells = outcome.rows.iter().flat_map(|row| &row.staged.cells);
    let breaks: usize = cells
        .filter_map(|cell| cell.cell.as_text())
        .map(|text| text.matches('\n').count())
        .sum();
    let findings = outcome.summary.file_findings.iter();
    let told = findings
        .filter(|finding| finding.code == "row-ignored")
        .count();
    let accounted = outcome.rows.len() + breaks + told;
    assert!(
        physical <= accounted,
        "{accounted} of {physical} rows:\n{text}"
    );
    // No cell was given a row of the table. One that was given neighbours of its own row leaves no claim.
    for row in &outcome.rows {
        for cell in &row.staged.cells {
            let text = cell.cell.as_text().unwrap_or_default();
            let joined = text.contains("430102198001010038") && text.len() >= 40;
            let told = row.draft.is_none() && !text.trim().contains('\n');
            assert!(!joined || told, "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_read_and_rows_told_are_the_rows_of_the_file_whatever_is_quoted(changes in prop::collection::vec(change(&['"', '"', ',', ';', '\t']), 1..6)) {
        accounted(&changed(&plain(&table(6, &|_| "独生子女".to_owned()), ","), &changes));
    }

    #[test]
    fn rows_read_and_rows_told_are_the_rows_of_the_file_wherever_lines_break(changes in prop::collection::vec(change(&['\n', '\r', ',', ';']), 1..6)) {
        accounted(&changed(&plain(&table(6, &|_| "独生子女".to_owned()), ","), &changes));
    }

    #[test]
    fn rows_of_a_file_that_quotes_are_read_or_told(changes in prop::collection::vec(change(&['"', ',', 'x']), 1..4)) {
        let text: String = table(6, &|_| String::new())
            .iter()
            .map(|line| format!("\"{}\"\r\n", line.join("\",\"")))
            .collect();
        accounted(&changed(&text, &changes));
    }
}
#[test]
fn one_quotation_mark_too_many_loses_nothing_wherever_it_stands() {
    let quoted = |line: &Vec<String>| format!("\"{}\"\r\n", line.join("\",\""));
    let lines = table(3, &|_| String::new());
    for text in [plain(&lines, ","), lines.iter().map(quoted).collect()] {
        let chars: Vec<char> = text.chars().collect();
        for at in 0..=chars.len() {
            let (before, after) = chars.split_at(at);
            accounted(&before.iter().chain(&['"']).chain(after).collect::<String>());
        }
    }
}

/// A page or an XML spreadsheet with a voucher of its own in each row, as the pieces it is made of.
fn pieces(page: bool) -> Vec<String> {
    let (row, cell, end, start, stop) = if page {
        (
            "<tr>",
            "<td>",
            ["</td>", "</tr>"],
            "<html><body><table>",
            "</table></body></html>",
        )
    } else {
        (
            "<Row>",
            "<Cell><Data ss:Type=\"String\">",
            ["</Data></Cell>", "</Row>"],
            "<?xml version='1.0'?><Workbook xmlns:ss='urn:x'><Worksheet ss:Name='a'><Table>",
            "</Table></Worksheet></Workbook>",
        )
    };
    let mut lines = table(6, &|_| String::new());
    for (n, line) in lines.iter_mut().enumerate().skip(1) {
        line[14] = voucher(n);
    }
    let mut pieces = vec![start.to_owned()];
    for line in lines {
        pieces.push(row.to_owned());
        for text in line {
            pieces.extend([cell.to_owned(), text, end[0].to_owned()]);
        }
        pieces.push(end[1].to_owned());
    }
    pieces.push(stop.to_owned());
    pieces
}

fn voucher(n: usize) -> String {
    format!("V{n}V")
}

/// A refused file is told as a whole. Of any other, each row is given, and no claim is made of two rows.
fn tags_accounted(text: &str) {
    let place = Place::claims();
    let path = place.bytes("名册.xls", text.as_bytes());
    let Opened::Workbook(mut workbook) = place.open(&path) else {
        return;
    };
    let outcome = place.read_workbook_unchecked(&mut workbook);
    if outcome.summary.is_refused() {
        return;
    }
    let mut seen = 0;
    for row in &outcome.rows {
        let holds = |n: &usize| {
            let (voucher, year) = (voucher(*n), (2000 + n).to_string());
            let mut cells = row.staged.cells.iter();
            cells.any(|cell| {
                let text = cell.cell.as_text().unwrap_or_default();
                text.contains(&voucher) || text == year
            })
        };
        let rows = (1..=6).filter(holds).count();
        assert!(rows < 2 || row.draft.is_none(), "{text}");
        // A row whose voucher and year lie outside of every cell is a row all the same.
        seen += rows.max(1);
    }
    let findings = outcome.summary.file_findings.iter();
    seen += findings
        .filter(|finding| finding.code == "row-ignored")
        .count();
    assert!(seen >= 6, "{seen} of 6 rows:\n{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_of_a_page_and_of_an_xml_spreadsheet_are_read_or_told_whatever_tag_is_lost_or_doubled(page in any::<bool>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..4)) {
        let mut all = pieces(page);
        for (at, double) in changes {
            let tags: Vec<usize> = (0..all.len()).filter(|at| all[*at].starts_with('<')).collect();
            let at = tags[at.index(tags.len())];
            if double {
                all.insert(at, all[at].clone());
            } else {
                all.remove(at);
            }
        }
        tags_accounted(&all.concat());
    }
}
