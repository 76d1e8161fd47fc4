//! Exports come out the same again and hold nothing that a spreadsheet would run or mangle.

use crate::support::day;
use calamine::{Data, Reader, Xlsx};
use domain::fen::Fen;
use encoding_rs::GB18030;
use import::write::{ColumnKind, CsvEncoding, Table, Value, csv, xlsx};
use std::io::Cursor;

fn table() -> Table {
    let text = |text: &str| Value::Text(text.to_owned());
    Table {
        title: "付款批次 B-1/2".to_owned(),
        head: vec![
            ("笔数".to_owned(), "2".to_owned()),
            ("合计".to_owned(), "400.29".to_owned()),
        ],
        columns: [
            ("户名", ColumnKind::Text),
            ("银行卡号", ColumnKind::Text),
            ("金额", ColumnKind::Money),
            ("日期", ColumnKind::Date),
        ]
        .into_iter()
        .map(|(name, kind)| (name.to_owned(), kind))
        .collect(),
        rows: vec![
            vec![
                text("阿里木·䶮"),
                text("6222000000000000004"),
                Value::Money(Fen::new(40_000)),
                Value::Date(day("2026-01-05")),
            ],
            vec![
                text("=HYPERLINK(\"x\")"),
                text("0012345678"),
                Value::Money(Fen::new(29)),
                Value::Empty,
            ],
        ],
    }
}

#[test]
fn csv_has_a_mark_exact_sums_and_no_live_formula() {
    let bytes = csv(&table(), CsvEncoding::Utf8Bom).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text,
        "\u{FEFF}付款批次 B-1/2\r\n笔数,2\r\n合计,400.29\r\n户名,银行卡号,金额,日期\r\n\
         阿里木·䶮,6222000000000000004,400.00,2026-01-05\r\n\"'=HYPERLINK(\"\"x\"\")\",0012345678,0.29,\r\n"
    );
    for start in ["=", "+", "-", "@", " =", "\t=", "＝"] {
        let mut table = table();
        table.rows = vec![vec![Value::Text(format!("{start}1"))]];
        let text = String::from_utf8(csv(&table, CsvEncoding::Utf8Bom).unwrap()).unwrap();
        assert!(
            text.trim_end()
                .trim_end_matches('"')
                .ends_with(&format!("'{start}1")),
            "{text}"
        );
    }
}

#[test]
fn gb18030_keeps_rare_characters() {
    let bytes = csv(&table(), CsvEncoding::Gb18030).unwrap();
    let (text, _, lost) = GB18030.decode(&bytes);
    assert!(!lost && text.contains("阿里木·䶮"));
    assert!(
        bytes.windows(2).any(|pair| pair == [0xA1, 0xA4]),
        "the separator is A1A4"
    );
}

#[test]
fn the_same_table_gives_the_same_workbook() {
    let created = day("2026-01-31");
    assert_eq!(
        xlsx(&table(), created).unwrap(),
        xlsx(&table(), created).unwrap()
    );
}

#[test]
fn a_workbook_has_accounts_as_text_and_sums_as_numbers() {
    let bytes = xlsx(&table(), day("2026-01-31")).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["付款批次 B-12"]);
    let range = book.worksheet_range("付款批次 B-12").unwrap();
    let cell = |row, column| {
        range
            .get_value((row, column))
            .cloned()
            .unwrap_or(Data::Empty)
    };
    assert_eq!(cell(4, 1), Data::String("6222000000000000004".to_owned()));
    assert_eq!(cell(5, 1), Data::String("0012345678".to_owned()));
    assert_eq!(cell(4, 2), Data::Float(400.0));
    assert_eq!(cell(5, 2), Data::Float(0.29));
    assert_eq!(cell(5, 0), Data::String("'=HYPERLINK(\"x\")".to_owned()));
    assert!(matches!(cell(4, 3), Data::DateTime(_)));
}

#[test]
fn a_payment_workbook_keeps_its_numbers_when_other_programs_save_it() {
    // An .ods holds a day as a day, other workbooks as its number.
    let as_number = |cell: &Data| cell.to_string().replace("2026-01-05", "46027");
    let read = |name: &str| -> Vec<Vec<String>> {
        let path = crate::writers::fixture("writers", name);
        let mut book = calamine::open_workbook_auto(path).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        range
            .rows()
            .map(|row| row.iter().map(as_number).collect())
            .collect()
    };
    let ours = read("ours-payment.xlsx");
    assert_eq!(ours[4][..3], ["阿里木·䶮", "6222000000000000004", "400"]);
    for name in [
        "gnumeric-payment.xls",
        "gnumeric-payment.xlsx",
        "libreoffice-payment.ods",
        "libreoffice-payment.xlsx",
        "libreoffice-payment.xls",
    ] {
        assert_eq!(read(name), ours, "{name}");
    }
}
