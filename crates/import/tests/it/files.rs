//! Whole files: encodings, headers, heads, totals, and what is refused before a row is read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, and make a pipe with the system's program"
)]

use crate::support::{
    CHILD_ID_X, CLAIMS, Outcome, Place, claim_row, column_of, csv_text, headers, put,
};
use domain::finding::RowSeverity;
use encoding_rs::GB18030;
use import::{FileFormat, Opened, Register, TextEncoding};
use rows::Context;
use rust_xlsxwriter::{Format, Workbook as Book};

fn lines(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    [vec![headers(&CLAIMS)], rows.to_vec()].concat()
}

fn cells(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn second_child() -> Vec<String> {
    claim_row(&[("子女身份证号", CHILD_ID_X)])
}

#[test]
fn one_sheet_in_every_encoding_gives_the_same_claims() {
    let text = csv_text(&lines(&[claim_row(&[("子女姓名", "张䶮")])]));
    let gb = GB18030.encode(&text).0.into_owned();
    assert!(gb.windows(2).any(|pair| pair == [0xFE, 0x9F]), "䶮 is FE9F");
    let utf16: Vec<u8> = [0xFEFF_u16]
        .into_iter()
        .chain(text.replace(',', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, encoding) in [
        (text.clone().into_bytes(), TextEncoding::Utf8),
        (
            format!("\u{FEFF}{text}").into_bytes(),
            TextEncoding::Utf8Bom,
        ),
        (gb, TextEncoding::Gb18030),
        (utf16, TextEncoding::Utf16Le),
        (text.replace('\n', "\r\n").into_bytes(), TextEncoding::Utf8),
        (text.replace('\n', "\r").into_bytes(), TextEncoding::Utf8),
        (text.replace(',', ";").into_bytes(), TextEncoding::Utf8),
        (text.trim_end().to_owned().into_bytes(), TextEncoding::Utf8),
    ] {
        let place = Place::claims();
        let outcome = place.read(&place.bytes("a.txt", &bytes));
        assert_eq!(outcome.summary.format, FileFormat::Csv(encoding));
        assert_eq!(outcome.claims()[0].subject.name, "张䶮");
        let told: &[&str] = if encoding == TextEncoding::Gb18030 {
            &["encoding-guessed"]
        } else {
            &[]
        };
        assert_eq!(outcome.codes(), told);
    }
}

#[test]
fn a_file_has_the_digest_of_its_bytes() {
    let place = Place::claims();
    let Opened::Refused { digest, .. } = place.open(&place.bytes("a.csv", b"abc\0")) else {
        panic!()
    };
    assert_eq!(digest.unwrap().len(), 64);
    let path = place.bytes("b.csv", csv_text(&lines(&[claim_row(&[])])).as_bytes());
    let first = place.read(&path).summary.digest;
    assert_eq!(first, place.read(&path).summary.digest);
    assert!(first.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn what_is_no_spreadsheet_is_refused_by_its_bytes_not_its_name() {
    let place = Place::claims();
    for (bytes, code) in [
        (b"".as_slice(), "file-empty"),
        (b" \n\n", "file-empty"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "file-damaged"),
        (b"<html><body>\xe4\xb8\x80</body></html>", "file-markup"),
        (b"<?xml version='1.0'?><Workbook/>", "file-markup"),
        (b"%PDF-1.7", "file-unknown-format"),
        (b"PK\x03\x04 no zip at all", "file-unfinished"),
        (b"a,b\0c", "file-unknown-format"),
        (b"\xFF\xFF\xFF,\x80\x80", "file-encoding"),
        ("姓名,身份证\n锟斤拷锟斤拷,1".as_bytes(), "file-mojibake"),
        ("å§“å\u{90}\u{8d},x\n".as_bytes(), "file-mojibake"),
        ("ï»¿å·¥ä¼šä»£ç\n".as_bytes(), "file-mojibake"),
    ] {
        let findings = place.refused(&place.bytes("名册.xlsx", bytes));
        assert_eq!(
            (findings[0].code.as_str(), findings[0].severity),
            (code, RowSeverity::File),
            "{bytes:?}"
        );
        assert_eq!(
            (findings[0].sheet.as_str(), findings[0].row),
            ("名册.xlsx", 0)
        );
    }
    let mut docx = Book::new();
    docx.add_worksheet().write_string(0, 0, "x").unwrap();
    let path = place.path("x.xlsx");
    docx.save(&path).unwrap();
    let word = place.path("y.xlsx");
    let mut target = zip::ZipWriter::new(std::fs::File::create(&word).unwrap());
    target
        .start_file(
            "[Content_Types].xml",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    target
        .start_file(
            "word/document.xml",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    target.finish().unwrap();
    assert_eq!(place.refused(&word)[0].code, "file-unknown-format");
}

#[test]
fn a_missing_file_is_our_error_not_a_finding() {
    let place = Place::claims();
    let error = import::open(&place.path("gibt es nicht.csv"), &place.limits)
        .err()
        .unwrap();
    assert!(matches!(error, import::ImportError::Read { .. }));
}

#[test]
fn rows_have_the_numbers_excel_shows_despite_blank_lines_and_line_breaks_in_cells() {
    let place = Place::claims();
    let header = csv_text(&[headers(&CLAIMS)]);
    let broken = csv_text(&[claim_row(&[("开户行", "建设银行\n长沙分行")])]);
    let last = csv_text(&[claim_row(&[("子女身份证号", CHILD_ID_X), ("年度", "x")])]);
    for end in ["\n", "\r\n"] {
        let text = format!("\n\n{header}\n{broken}\n\n{last}").replace('\n', end);
        let outcome = place.read(&place.bytes("a.csv", text.trim_end().as_bytes()));
        assert_eq!(outcome.summary.header_row, 3, "{end:?}");
        assert_eq!(outcome.rows[0].staged.row, 5);
        assert_eq!(outcome.codes(), ["year-format", "header-found"]);
        assert_eq!(outcome.all_findings()[0].row, 8);
        assert_eq!(
            outcome.claims()[0].payee.as_ref().unwrap().bank,
            "建设银行 长沙分行"
        );
    }
}

#[test]
fn the_head_is_kept_and_the_header_found_below_it() {
    let head = [
        cells(&["2026年度居民医保缴费申报表"]),
        cells(&["填报单位：芙蓉区第一小学工会", "", "填报日期：2025-10-31"]),
        cells(&["填报人", "王五", "联系电话", "0731-88888888"]),
    ];
    let foot = [
        cells(&[]),
        cells(&[
            "审核人：赵六",
            "",
            "",
            "工会主席：",
            "钱七",
            "",
            "单位（盖章）：",
        ]),
    ];
    let all = [
        head.to_vec(),
        vec![headers(&CLAIMS), claim_row(&[])],
        foot.to_vec(),
    ]
    .concat();
    let place = Place::claims();
    let from_csv = place.read(&place.bytes("a.csv", csv_text(&all).as_bytes()));
    let from_xlsx = place.xlsx(|sheet| put(sheet, 0, &all));
    for outcome in [from_csv, from_xlsx] {
        assert_eq!(outcome.only("header-found").row, 4);
        assert_eq!(
            (
                outcome.summary.rows,
                outcome.summary.sound,
                outcome.summary.header_row
            ),
            (1, 1, 4)
        );
        let head = outcome.summary.head;
        assert_eq!(head.title.as_deref(), Some("2026年度居民医保缴费申报表"));
        assert_eq!(head.unit.as_deref(), Some("芙蓉区第一小学工会"));
        assert_eq!(head.date.as_deref(), Some("2025-10-31"));
        assert_eq!(head.filler.as_deref(), Some("王五"));
        assert_eq!(head.phone.as_deref(), Some("0731-88888888"));
        assert_eq!(head.reviewer.as_deref(), Some("赵六"));
        assert_eq!(head.chair.as_deref(), Some("钱七"));
    }
}

fn with_header(change: impl Fn(&mut Vec<String>)) -> Outcome {
    let mut header = headers(&CLAIMS);
    change(&mut header);
    let place = Place::claims();
    place.read(&place.bytes("a.csv", csv_text(&[header, claim_row(&[])]).as_bytes()))
}

#[test]
fn headers_are_known_by_alias_in_any_order_and_with_notes() {
    let outcome = with_header(|header| {
        header[1] = "职工 姓名*".to_owned();
        header[5] = "子女身份证号（18位）".to_owned();
        header[17] = "申请金额(元)：".to_owned();
    });
    assert_eq!((outcome.codes().len(), outcome.claims().len()), (0, 1));
}

#[test]
fn a_header_with_missing_or_doubled_columns_refuses_the_file_and_names_them() {
    let outcome = with_header(|header| header[2] = "证号？".to_owned());
    let finding = &outcome.summary.file_findings[0];
    assert_eq!(
        (finding.code.as_str(), finding.args["columns"].as_str()),
        ("header-missing", "会员身份证号")
    );
    assert!(outcome.summary.is_refused() && outcome.rows.is_empty());
    let outcome = with_header(|header| header[22] = "姓名".to_owned());
    assert_eq!(outcome.summary.file_findings[0].code, "header-duplicate");
    assert_eq!(
        outcome.summary.file_findings[0].args["columns"],
        "B“会员姓名”与W“姓名”"
    );
    let place = Place::claims();
    let outcome = place.read(&place.bytes(
        "a.csv",
        csv_text(&[claim_row(&[]), claim_row(&[])]).as_bytes(),
    ));
    outcome.only("header-not-found");
    assert!(outcome.summary.is_refused());
}

#[test]
fn unknown_columns_are_told_and_running_numbers_and_signatures_are_not() {
    let rows = [
        [
            cells(&["序号"]),
            headers(&CLAIMS),
            cells(&["本人签字", "血型"]),
        ]
        .concat(),
        [cells(&["1"]), claim_row(&[]), cells(&["", "A"])].concat(),
        cells(&["2"]),
    ];
    let place = Place::claims();
    let outcome = place.read(&place.bytes("a.csv", csv_text(&rows).as_bytes()));
    assert_eq!(outcome.only("columns-unknown").args["columns"], "AC“血型”");
    assert_eq!((outcome.summary.rows, outcome.claims().len()), (1, 1));
    let last = outcome.rows[0].staged.cells.last().unwrap();
    assert_eq!((last.letter().as_str(), last.field.as_ref()), ("AC", ""));
}

#[test]
fn totals_rows_are_no_data_and_are_compared_with_what_was_read() {
    let total = |word: &str, amount: &str| {
        let mut row = vec![String::new(); CLAIMS.len()];
        row[0] = word.to_owned();
        row[column_of("申请金额")] = amount.to_owned();
        row
    };
    let rows = |words: &[(&str, &str)]| {
        let mut rows = vec![claim_row(&[]), second_child()];
        rows.extend(words.iter().map(|(word, amount)| total(word, amount)));
        Place::claims().csv(&rows)
    };
    let right = rows(&[("小计", "800"), ("合 计：2人", "800.00元")]);
    assert_eq!(right.codes(), Vec::<&str>::new());
    assert_eq!(right.summary.rows, 2);
    let wrong = rows(&[("总计（3人）", "1,200")]);
    assert_eq!(
        wrong.codes(),
        ["totals-count-differs", "totals-differ"],
        "a count in brackets is one too"
    );
    let wrong = rows(&[("合计3人", "1,200")]);
    assert_eq!(wrong.codes(), ["totals-count-differs", "totals-differ"]);
    let finding = wrong.all_findings()[1];
    assert_eq!(
        (
            finding.column.as_str(),
            finding.args["stated"].as_str(),
            finding.args["computed"].as_str()
        ),
        ("R", "1,200.00", "800.00")
    );
    assert_eq!(finding.severity, RowSeverity::Warning);
}

#[test]
fn a_child_called_like_a_total_is_data_and_a_remark_is_not() {
    let outcome = Place::claims().csv(&[
        claim_row(&[("子女姓名", "合计")]),
        cells(&["备注：以上均已核对"]),
    ]);
    assert_eq!(outcome.claims().len(), 1);
    assert_eq!(outcome.only("row-ignored").row, 3);
}

#[test]
fn merged_member_cells_are_filled_within_their_range_only_and_told() {
    let place = Place::claims();
    let blank = [("会员姓名", ""), ("会员身份证号", ""), ("工会代码", "")];
    let second: Vec<_> = [blank.to_vec(), vec![("子女身份证号", CHILD_ID_X)]].concat();
    let outcome = place.xlsx(|sheet| {
        put(
            sheet,
            0,
            &[
                headers(&CLAIMS),
                claim_row(&[]),
                claim_row(&second),
                claim_row(&blank),
            ],
        );
        for header in ["工会代码", "会员姓名", "会员身份证号"] {
            let column = column_of(header) as u16;
            let value = &claim_row(&[])[column_of(header)];
            sheet
                .merge_range(
                    1,
                    column,
                    2,
                    column,
                    value,
                    &Format::new().set_num_format("@"),
                )
                .unwrap();
        }
    });
    assert_eq!(outcome.claims().len(), 2);
    assert_eq!(
        outcome.claims()[1].claimant.identities[0].canonical(),
        crate::support::MEMBER_ID
    );
    let codes: Vec<&str> = outcome.rows[1]
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(codes, ["merged-filled"; 3]);
    assert!(
        outcome.rows[2]
            .findings
            .iter()
            .all(|finding| finding.code == "required-missing")
    );
}

#[test]
fn hidden_rows_columns_and_sheets_refuse_the_file() {
    let place = Place::claims();
    let rows = lines(&[claim_row(&[]), second_child()]);
    let code = |path: &std::path::Path| place.refused(path)[0].code.clone();
    let path = place.xlsx_file(|sheet| {
        put(sheet, 0, &rows);
        sheet.set_row_hidden(2).unwrap();
    });
    assert_eq!(code(&path), "file-hidden-rows");
    let path = place.xlsx_file(|sheet| {
        put(sheet, 0, &rows);
        sheet.set_column_hidden(4).unwrap();
    });
    assert_eq!(place.refused(&path)[0].args["columns"], "E");
    for (hidden, expected) in [(true, "file-hidden-sheets"), (false, "file-several-sheets")] {
        let mut book = Book::new();
        put(book.add_worksheet(), 0, &rows);
        let other = book.add_worksheet();
        other.set_hidden(hidden);
        other.write_string(0, 0, "x").unwrap();
        book.add_worksheet();
        let path = place.path("b.xlsx");
        book.save(&path).unwrap();
        assert_eq!(code(&path), expected);
    }
    let mut book = Book::new();
    book.add_worksheet().set_hidden(false);
    put(book.add_worksheet(), 0, &rows);
    let path = place.path("c.xlsx");
    book.save(&path).unwrap();
    assert_eq!(
        place.read(&path).claims().len(),
        2,
        "an empty sheet beside the data does no harm"
    );
}

#[test]
fn macros_links_and_bombs_are_refused_and_pictures_told() {
    let mut place = Place::claims();
    place.limits.ratio_from_bytes = 1024 * 1024;
    let path = place.xlsx_file(|sheet| put(sheet, 0, &lines(&[claim_row(&[])])));
    let with = |part: &str, bytes: &[u8]| {
        crate::support_zip::rewrite_and_add(
            &path,
            &place.path("b.xlsx"),
            |_, _| None,
            &[(part, bytes)],
        )
    };
    assert_eq!(
        place.refused(&with("xl/vbaProject.bin", b"x"))[0].code,
        "file-macros"
    );
    assert_eq!(
        place.refused(&with("xl/externalLinks/externalLink1.xml", b"<x/>"))[0].code,
        "file-external-links"
    );
    assert_eq!(
        place.read(&with("xl/media/image1.png", b"x")).codes(),
        ["pictures-ignored"]
    );
    let bomb = with("xl/worksheets/sheet9.xml", &vec![b' '; 2 * 1024 * 1024]);
    assert_eq!(place.refused(&bomb)[0].code, "file-expands");
    place.limits = import::Limits {
        unpacked_bytes: 4_000,
        ..import::Limits::default()
    };
    assert_eq!(place.refused(&path)[0].code, "file-expands");
}

#[test]
fn limits_refuse_the_file_and_nothing_is_cut() {
    let mut place = Place::claims();
    place.limits.cell_chars = 50;
    assert_eq!(
        place
            .csv(&[claim_row(&[("票据号", &"1".repeat(51))])])
            .codes(),
        ["file-cell-too-long"]
    );
    assert_eq!(
        place
            .csv(&[claim_row(&[("票据号", &"票".repeat(50))])])
            .codes(),
        Vec::<&str>::new()
    );
    let unclosed = csv_text(&lines(&[claim_row(&[])])).replace("张小明", "\"张小明");
    assert!(
        place
            .read(&place.bytes("a.csv", unclosed.as_bytes()))
            .summary
            .is_refused()
    );
    place.limits.rows = 10;
    let many: Vec<_> = (0..60)
        .map(|n| claim_row(&[("票据号", &n.to_string())]))
        .collect();
    let outcome = place.csv(&many);
    assert!(outcome.summary.is_refused());
    assert!(
        outcome
            .summary
            .file_findings
            .iter()
            .any(|finding| finding.code == "file-too-many-rows")
    );
    place.limits.columns = 22;
    assert_eq!(
        place.csv(&[claim_row(&[])]).codes(),
        ["file-too-many-columns"]
    );
    let wide = place.xlsx(|sheet| put(sheet, 0, &lines(&[claim_row(&[])])));
    assert_eq!(wide.codes(), ["file-too-many-columns"]);
    place.limits.file_bytes = 10;
    assert_eq!(
        place.refused(&place.bytes("a.csv", &[b'a'; 11]))[0].code,
        "file-too-large"
    );
}

#[test]
fn swapped_identity_columns_refuse_the_file() {
    let swap = |row: &[String]| {
        let mut row = row.to_vec();
        row.swap(2, 5);
        row
    };
    let outcome =
        Place::claims().csv(&[swap(&claim_row(&[])), swap(&second_child()), claim_row(&[])]);
    assert!(outcome.summary.is_refused());
    assert_eq!(outcome.summary.file_findings[0].code, "columns-swapped");
    assert_eq!(outcome.summary.file_findings[0].args["count"], "2");
}

#[test]
fn thousands_of_empty_formatted_rows_are_skipped() {
    let outcome = Place::claims().xlsx(|sheet| {
        put(sheet, 0, &lines(&[claim_row(&[])]));
        for row in 2..5_000 {
            sheet
                .write_blank(row, 3, &Format::new().set_bold())
                .unwrap();
        }
        put(sheet, 5_000, &[second_child()]);
    });
    assert_eq!(
        (outcome.summary.rows, outcome.rows[1].staged.row),
        (2, 5_001)
    );
    assert_eq!(outcome.codes(), Vec::<&str>::new());
}

#[test]
fn the_default_unit_serves_rows_that_name_none() {
    let mut place = Place::claims();
    assert_eq!(
        place.csv(&[claim_row(&[("工会代码", "")])]).codes(),
        ["required-missing"]
    );
    place.context.default_unit_code = Some("HN430102-007".to_owned());
    assert_eq!(
        place.csv(&[claim_row(&[("工会代码", "")])]).claims()[0].unit_code,
        "HN430102-007"
    );
    assert_eq!(
        place.csv(&[claim_row(&[])]).claims()[0].unit_code,
        "HN430102-001"
    );
}

#[test]
fn a_damaged_worksheet_refuses_the_file_wherever_the_damage_is() {
    let place = Place::claims();
    let path = place.xlsx_file(|sheet| put(sheet, 0, &lines(&[claim_row(&[]), second_child()])));
    let cut = crate::support_zip::rewrite(&path, &place.path("b.xlsx"), |name, text| {
        (name == "xl/worksheets/sheet1.xml")
            .then(|| text.replace("</row></sheetData>", "<c r=\"A9\" t=\"q\"><v>1</v></c>"))
    });
    match place.open(&cut) {
        Opened::Refused { findings, .. } => assert_eq!(findings[0].code, "file-damaged"),
        Opened::Workbook(mut workbook) => {
            assert!(place.read_workbook(&mut workbook).summary.is_refused())
        }
    }
    let backwards = crate::support_zip::rewrite(&path, &place.path("c.xlsx"), |name, text| {
        (name == "xl/worksheets/sheet1.xml").then(|| text.replace("r=\"A3\"", "r=\"A1\""))
    });
    assert_eq!(place.refused(&backwards)[0].code, "file-damaged");
    for far in ["A99999999999", "ZZZZZZZZZZ3", "A1048577", "XFE3", "3", "A0"] {
        let away = crate::support_zip::rewrite(&path, &place.path("d.xlsx"), |name, text| {
            (name == "xl/worksheets/sheet1.xml")
                .then(|| text.replace("r=\"A3\"", &format!("r=\"{far}\"")))
        });
        assert_eq!(place.refused(&away)[0].code, "file-damaged", "{far}");
    }
    let below = crate::support_zip::rewrite(&path, &place.path("e.xlsx"), |name, text| {
        (name == "xl/worksheets/sheet1.xml")
            .then(|| text.replace("<row r=\"3\"", "<row r=\"9999999999\""))
    });
    assert_eq!(place.refused(&below)[0].code, "file-damaged");
}

#[test]
fn a_directory_a_pipe_and_a_device_are_refused_without_waiting_for_them() {
    let place = Place::claims();
    let directory = place.path("directory.xlsx");
    std::fs::create_dir(&directory).unwrap();
    let pipe = place.path("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let device = place.path("device.csv");
    std::os::unix::fs::symlink("/dev/zero", &device).unwrap();
    for path in [directory, pipe, device] {
        let findings = place.refused(&path);
        assert_eq!(findings[0].code, "file-not-plain", "{}", path.display());
    }
}

#[test]
fn registers_are_found_by_code() {
    for code in ["units", "members", "plans", "budgets"] {
        assert_eq!(Register::from_code(code).unwrap().code(), code);
    }
    assert!(Register::from_code("payments").is_none());
    let _ = Context {
        today: crate::support::day(crate::support::TODAY),
        default_unit_code: None,
    };
}

#[test]
fn the_pinyin_above_a_name_is_no_part_of_it() {
    let place = Place::claims();
    let path = place.xlsx_file(|sheet| put(sheet, 0, &lines(&[claim_row(&[])])));
    let guide = "<rPh sb=\"0\" eb=\"1\"><t>zhāng</t></rPh><rPh sb=\"1\" eb=\"3\"><t>xiǎomíng</t></rPh>\
                 <phoneticPr fontId=\"0\" type=\"noConversion\"/>";
    let guided = crate::support_zip::rewrite(&path, &place.path("guided.xlsx"), |name, text| {
        (name == "xl/sharedStrings.xml").then(|| {
            let whole = "<si><t>张小明</t></si>";
            assert!(text.contains(whole));
            text.replace(whole, &format!("<si><t>张小明</t>{guide}</si>"))
                // Rich text, as when a part of the name is bold.
                .replace(
                    "<si><t>张三</t></si>",
                    &format!("<si><r><t>张</t></r><r><t>三</t></r>{guide}</si>"),
                )
        })
    });
    let outcome = place.read(&guided);
    let claim = outcome.claims()[0];
    assert_eq!(
        (claim.subject.name.as_str(), claim.claimant.name.as_str()),
        ("张小明", "张三")
    );
}
