//! What kind of text a file is, and which character separates its cells.

use crate::support::{CHILD_ID_X, CLAIMS, Outcome, Place, claim_row, csv_text, headers, render};
use rows::Lang;

fn lines() -> Vec<Vec<String>> {
    vec![
        headers(&CLAIMS),
        claim_row(&[]),
        claim_row(&[("子女身份证号", CHILD_ID_X)]),
    ]
}

fn plain(lines: &[Vec<String>], delimiter: &str) -> String {
    lines
        .iter()
        .map(|line| format!("{}\r\n", line.join(delimiter)))
        .collect()
}

fn read(name: &str, text: &str) -> Outcome {
    let place = Place::claims();
    place.read(&place.bytes(name, text.as_bytes()))
}

fn both(outcome: &Outcome) {
    assert_eq!(outcome.codes(), Vec::<&str>::new());
    assert_eq!(outcome.claims().len(), 2);
}

#[test]
fn the_delimiter_is_found_whatever_stands_in_the_cells() {
    for delimiter in [",", "\t", ";", "|"] {
        both(&read("a.txt", &plain(&lines(), delimiter)));
    }
    let mut remarks = lines();
    remarks[0].push("备注".to_owned());
    for line in &mut remarks[1..] {
        line.push("甲;".repeat(36));
    }
    both(&read("a.csv", &csv_text(&remarks)));
}

#[test]
fn cells_between_bars_are_read_without_what_fills_them_up_in_gb18030_too() {
    let filled: Vec<Vec<String>> = lines()
        .iter()
        .map(|line| line.iter().map(|cell| format!("{cell:<24}")).collect())
        .collect();
    both(&read("a.txt", &plain(&filled, "|")));
    let place = Place::claims();
    let bytes = encoding_rs::GB18030
        .encode(&plain(&filled, "|"))
        .0
        .into_owned();
    let outcome = place.read(&place.bytes("a.txt", &bytes));
    assert_eq!(outcome.codes(), ["encoding-guessed"]);
    assert_eq!(outcome.claims().len(), 2);
}

#[test]
fn a_first_line_that_names_the_delimiter_is_no_row() {
    let text = format!("sep=|\r\n{}", plain(&lines(), "|"));
    let outcome = read("a.txt", &text);
    both(&outcome);
    assert_eq!(outcome.summary.header_row, 1, "as Excel shows it");
}

#[test]
fn what_web_systems_write_to_keep_numbers_whole_is_no_part_of_the_cell() {
    let tabs = |line: &Vec<String>| line.iter().map(|cell| format!("{cell}\t")).collect();
    let tabbed: Vec<Vec<String>> = lines().iter().map(tabs).collect();
    both(&read("a.csv", &plain(&tabbed, ",")));
    let equals = |line: &Vec<String>| line.iter().map(|cell| format!("=\"{cell}\"")).collect();
    let quoted: Vec<Vec<String>> = lines()[1..].iter().map(equals).collect();
    let quoted = [vec![headers(&CLAIMS)], quoted].concat();
    both(&read("a.csv", &plain(&quoted, ",")));
    both(&read("a.csv", &csv_text(&quoted)));
}

#[test]
fn chinese_that_was_lost_in_the_export_is_told() {
    let place = Place::claims();
    let lost: String = csv_text(&lines())
        .chars()
        .map(|c| if c.is_ascii() { c } else { '?' })
        .collect();
    let findings = place.refused(&place.bytes("a.csv", lost.as_bytes()));
    assert_eq!(findings[0].code, "file-chinese-lost");
    // One lost character is that row's fault.
    let outcome = Place::claims().csv(&[claim_row(&[("子女姓名", "张??")])]);
    assert_eq!(outcome.only("name-lost-character").row, 2);
}

#[test]
fn a_page_is_read_whatever_tag_it_begins_with() {
    let rows: String = lines()
        .iter()
        .map(|line| format!("<tr><td>{}</td></tr>", line.join("</td><td>")))
        .collect();
    for tag in ["div", "h1", "p", "font", "form", "span", "title"] {
        for (before, after) in [("", "</TAG>"), ("名单</TAG>", "")] {
            let page = format!("<{tag}>{before}<table>{rows}</table>{after}").replace("TAG", tag);
            if tag == "title" && before.is_empty() {
                continue; // Whatever stands in a title is no table.
            }
            let outcome = read("a.html", &page);
            assert_eq!(outcome.claims().len(), 2, "{page}");
        }
    }
}

#[test]
fn what_is_no_table_is_named_with_what_to_do() {
    let place = Place::claims();
    let table = "<table><tr><td>工会代码</td></tr></table>";
    for (name, text, code, words) in [
        (
            "a.xls",
            format!("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{table}"),
            "file-mhtml",
            "MHT",
        ),
        ("a.doc", "{\\rtf1\\ansi 名单}".to_owned(), "file-rtf", "RTF"),
        (
            "a.xls",
            "ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"a\"\r\n".to_owned(),
            "file-sylk",
            "SYLK",
        ),
        (
            "a.xlsx",
            "{\"code\":500,\"message\":\"x\"}".to_owned(),
            "file-json",
            "报错信息",
        ),
        ("~$a.xlsx", "\u{4}user".to_owned(), "file-lock", "锁定文件"),
        (
            ".~lock.a.xlsx#",
            ",user,host,29.11.2026 10:00;".to_owned(),
            "file-lock",
            "锁定文件",
        ),
        (
            "a.xlsx.crdownload",
            "PK\u{3}\u{4}".to_owned(),
            "file-unfinished",
            "没有下载完整",
        ),
        (
            "a.xlsx",
            "\0".repeat(4096),
            "file-unfinished",
            "没有下载完整",
        ),
    ] {
        let findings = place.refused(&place.bytes(name, text.as_bytes()));
        assert_eq!(findings[0].code, code, "{name}");
        let told = render(&findings[0], Lang::Zh);
        assert!(told.contains(words), "{told}");
    }
}
