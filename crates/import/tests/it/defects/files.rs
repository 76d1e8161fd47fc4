//! Defects 13, 14, 21 and 27 to 29: the file as a whole.

use super::{F, W, fixture, header_and, says, second_child, sound, workbook};
use crate::support::{CHILD_ID_X, Place, claim_row, csv_text};
use encoding_rs::GB18030;
use import::{FileFormat, TextEncoding};
use rust_xlsxwriter::{Image, Note};
use std::io::Write;
use std::path::{Path, PathBuf};

fn names(name: &str) -> Vec<Vec<String>> {
    let second = [("子女身份证号", CHILD_ID_X), ("子女姓名", "欧阳小红")];
    header_and(&[claim_row(&[("子女姓名", name)]), claim_row(&second)])
}

#[test]
fn defect_13_every_encoding_gives_the_same_claims_and_a_guessed_one_shows_names() {
    let text = csv_text(&names("张䶮明"));
    let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let marked = format!("\u{FEFF}{text}");
        marked.encode_utf16().flat_map(order).collect()
    };
    let files = [
        (text.clone().into_bytes(), TextEncoding::Utf8),
        (
            format!("\u{FEFF}{text}").into_bytes(),
            TextEncoding::Utf8Bom,
        ),
        (utf16(u16::to_le_bytes), TextEncoding::Utf16Le),
        (utf16(u16::to_be_bytes), TextEncoding::Utf16Be),
        (GB18030.encode(&text).0.into_owned(), TextEncoding::Gb18030),
    ];
    for (bytes, encoding) in files {
        let place = Place::claims();
        let outcome = place.read(&place.bytes("a.csv", &bytes));
        assert_eq!(outcome.summary.format, FileFormat::Csv(encoding));
        assert_eq!(outcome.claims()[0].subject.name, "张䶮明", "{encoding:?}");
        if encoding != TextEncoding::Gb18030 {
            sound(&outcome, 2);
            continue;
        }
        let finding = outcome.only("encoding-guessed");
        let words = "文件编码识别为 GB18030，请确认以下姓名显示正确：张*明、欧**红";
        says(finding, W, words);
        // Every encoding that was considered is shown, masked like the first.
        let others = finding.args.get("others").unwrap();
        assert!(
            others.contains("Big5：") && others.contains("UTF-8：\u{FFFD}**"),
            "{others}"
        );
    }
    let place = Place::claims();
    let findings = place.refused(&place.bytes("a.csv", b"\xFF\xFF\xFF,\x80\x80"));
    assert_eq!(findings[0].code, "file-encoding");
    says(&findings[0], F, "文件编码既不是 UTF-8 也不是 GB18030");
}

#[test]
fn defect_14_text_that_was_garbled_before_refuses_the_file() {
    let place = Place::claims();
    for trace in ["锟斤拷锟斤拷", "ï»¿å·¥ä¼šä»£ç", "ä¸\u{AD}å›½", "锘垮伐浼�"]
    {
        let text = csv_text(&names(trace));
        let refused = place.refused(&place.bytes("a.csv", text.as_bytes()));
        assert_eq!(refused[0].code, "file-mojibake", "{trace}");
        says(&refused[0], F, "请从原始表格重新导出");
        let (place, path) = workbook(&names(trace)[1..], |_| {});
        let outcome = place.read(&path);
        assert!(outcome.summary.is_refused() && outcome.rows.is_empty());
        assert_eq!(outcome.only("file-mojibake").severity, F);
    }
    sound(
        &place.read(&place.bytes("b.csv", csv_text(&names("中国")).as_bytes())),
        2,
    );
}

/// An OLE container with one stream.
fn container(place: &Place, name: &str, stream: &str) -> PathBuf {
    let path = place.path(name);
    let mut container = cfb::create(&path).unwrap();
    let mut stream = container.create_stream(stream).unwrap();
    stream.write_all(&[0; 64]).unwrap();
    drop(stream);
    container.flush().unwrap();
    path
}

#[test]
fn defect_21_a_file_is_read_by_its_content_and_its_wrong_name_is_told() {
    let place = Place::claims();
    let rows = [claim_row(&[]), second_child()];
    let text = csv_text(&header_and(&rows));
    let (_place, book) = workbook(&rows, |_| {});
    let renamed = place.path("b.xls");
    std::fs::copy(book, &renamed).unwrap();
    for (path, found) in [
        (place.bytes("a.xls", text.as_bytes()), "CSV"),
        (renamed, "xlsx"),
    ] {
        let outcome = place.read(&path);
        let finding = outcome.only("extension-differs");
        says(finding, W, "扩展名 .xls 与实际格式不符");
        assert_eq!(finding.args["found"], found);
        assert_eq!(outcome.claims().len(), 2);
    }
    let old = place.path("c.et");
    std::fs::copy(fixture("1904.xls"), &old).unwrap();
    sound(&place.read(&old), 1);
}

#[test]
fn defect_21_what_is_no_sheet_or_is_encrypted_refuses_the_file() {
    let place = Place::claims();
    let word = place.path("x.xlsx");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&word).unwrap());
    for part in ["[Content_Types].xml", "word/document.xml"] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(part, options).unwrap();
    }
    zip.finish().unwrap();
    let html = b"<html><body><p>1</p></body></html>";
    for (path, code, words) in [
        (
            place.bytes("a.xls", html),
            "file-markup",
            "扩展名与实际格式不符",
        ),
        (
            place.bytes("b.xls", b"<?xml version='1.0'?><Workbook/>"),
            "file-markup",
            "扩展名与实际格式不符",
        ),
        (word, "file-unknown-format", "文件不是表格"),
        (
            place.bytes("c.xls", b"%PDF-1.7"),
            "file-unknown-format",
            "文件不是表格",
        ),
        (
            container(&place, "d.xlsx", "EncryptedPackage"),
            "file-encrypted",
            "文件已加密",
        ),
        (
            container(&place, "e.xls", "WordDocument"),
            "file-old-office",
            "另存为 .xlsx",
        ),
    ] {
        let findings = place.refused(&path);
        assert_eq!(findings[0].code, code, "{}", path.display());
        says(&findings[0], F, words);
    }
}

#[test]
fn defect_21_an_old_workbook_with_a_password_is_refused() {
    let place = Place::claims();
    let path = changed_xls(&place, |bytes| {
        // The record behind the first one becomes a FILEPASS.
        let at = 4 + usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
        bytes[at..at + 2].copy_from_slice(&0x002F_u16.to_le_bytes());
    });
    let findings = place.refused(&path);
    assert_eq!(findings[0].code, "file-encrypted");
}

/// The plain .xls with its cell stream changed.
fn changed_xls(place: &Place, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    use std::io::Read;
    let path = place.path("changed.xls");
    std::fs::copy(fixture("plain.xls"), &path).unwrap();
    let mut container = cfb::open_rw(&path).unwrap();
    let mut bytes = Vec::new();
    let mut stream = container.open_stream("/Workbook").unwrap();
    stream.read_to_end(&mut bytes).unwrap();
    drop(stream);
    change(&mut bytes);
    let mut stream = container.create_stream("/Workbook").unwrap();
    stream.write_all(&bytes).unwrap();
    drop(stream);
    container.flush().unwrap();
    path
}

#[test]
fn defect_27_the_same_bytes_have_the_same_digest_whatever_the_file_is_called() {
    let place = Place::claims();
    let text = csv_text(&header_and(&[claim_row(&[])]));
    let digest = |name: &str, text: &str| {
        place
            .read(&place.bytes(name, text.as_bytes()))
            .summary
            .digest
    };
    assert_eq!(digest("a.csv", &text), digest("b.csv", &text));
    let changed = text.replace("400", "300");
    assert_ne!(digest("a.csv", &text), digest("a.csv", &changed));
}

#[test]
fn defect_28_pictures_and_comments_are_left_out_and_told() {
    // One transparent pixel.
    const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";
    let words = "表内图片和批注未导入，请按附件上传";
    let (place, path) = workbook(&[claim_row(&[])], |sheet| {
        let image = Image::new_from_buffer(PIXEL).unwrap();
        sheet.insert_image(1, 30, &image).unwrap();
    });
    let outcome = place.read(&path);
    says(outcome.only("pictures-ignored"), W, words);
    assert_eq!(outcome.claims().len(), 1);
    let (place, path) = workbook(&[claim_row(&[])], |sheet| {
        sheet.insert_note(1, 1, &Note::new("见附件")).unwrap();
    });
    says(place.read(&path).only("pictures-ignored"), W, words);
    let (place, path) = workbook(&[claim_row(&[])], |_| {});
    sound(&place.read(&path), 1);
}

fn with_part(path: &Path, place: &Place, part: &str) -> PathBuf {
    let to = place.path("with-part.xlsx");
    crate::support_zip::rewrite_and_add(path, &to, |_, _| None, &[(part, b"<x/>")])
}

#[test]
fn defect_29_macros_links_and_bombs_refuse_the_file() {
    let (mut place, path) = workbook(&[claim_row(&[])], |_| {});
    place.limits.ratio_from_bytes = 1024 * 1024;
    sound(&place.read(&path), 1);
    for (part, code, words) in [
        ("xl/vbaProject.bin", "file-macros", "文件含宏"),
        ("xl/macrosheets/sheet1.xml", "file-macros", "文件含宏"),
        (
            "xl/externalLinks/externalLink1.xml",
            "file-external-links",
            "文件含外部链接，不予导入",
        ),
    ] {
        let findings = place.refused(&with_part(&path, &place, part));
        assert_eq!(findings[0].code, code);
        says(&findings[0], F, words);
    }
    let bomb = vec![b' '; 8 * 1024 * 1024];
    let to = place.path("bomb.xlsx");
    crate::support_zip::rewrite_and_add(&path, &to, |_, _| None, &[("xl/media/a.xml", &bomb)]);
    let findings = place.refused(&to);
    assert_eq!(findings[0].code, "file-expands");
    says(&findings[0], F, "解压后过大");
}

#[test]
fn defect_29_macros_and_links_of_an_old_workbook_refuse_the_file_and_false_sizes_do_not() {
    let place = Place::claims();
    let macros = place.path("macros.xls");
    std::fs::copy(fixture("plain.xls"), &macros).unwrap();
    let mut container = cfb::open_rw(&macros).unwrap();
    container.create_storage("/_VBA_PROJECT_CUR").unwrap();
    container.flush().unwrap();
    assert_eq!(place.refused(&macros)[0].code, "file-macros");
    let links = changed_xls(&place, |bytes| {
        let at = 4 + usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
        // A supporting book with the name of another file goes before all other records.
        let record = [0xAE, 0x01, 4, 0, 1, 0, 9, 0];
        bytes.splice(at..at, record);
    });
    assert_eq!(place.refused(&links)[0].code, "file-external-links");
    // How far the sheet says it reaches is a hint; nothing is made room for.
    let vast = changed_xls(&place, |bytes| {
        let at = find_record(bytes, 0x0200);
        bytes[at + 4..at + 16].copy_from_slice(&[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 1]);
    });
    let (plain, vast) = (place.read(&fixture("plain.xls")), place.read(&vast));
    assert_eq!(vast.codes(), plain.codes());
    assert_eq!(vast.claims().len(), 2);
}

/// Where the first record of a kind begins.
fn find_record(bytes: &[u8], kind: u16) -> usize {
    let mut at = 0;
    loop {
        let word = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        if word(at) == kind {
            return at;
        }
        at += 4 + usize::from(word(at + 2));
    }
}
