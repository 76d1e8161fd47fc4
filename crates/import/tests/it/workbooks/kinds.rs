//! Files that are no workbook to be read are named truly, with what to do.

use super::make::{Format, dense, ods_content, ods_package};
use super::table;
use crate::support::{Place, check, render};
use crate::support_zip::{pack, parts};
use rows::Lang;
use std::io::Write;
use std::path::Path;

/// Refused with this code, and told what to do in these words.
fn named(place: &Place, path: &Path, code: &str, words: &str) {
    let findings = place.refused(path);
    assert_eq!(findings[0].code, code, "{}", path.display());
    let text = render(&findings[0], Lang::Zh);
    assert!(text.contains(words), "{text}");
    check(&findings[0]);
}

fn container(place: &Place, name: &str, streams: &[&str]) -> std::path::PathBuf {
    let path = place.path(name);
    let mut container = cfb::create(&path).unwrap();
    for stream in streams {
        let mut stream = container.create_stream(stream).unwrap();
        stream.write_all(&[0; 64]).unwrap();
    }
    container.flush().unwrap();
    path
}

#[test]
fn documents_in_the_container_of_old_workbooks_are_named_by_what_they_are() {
    let place = Place::claims();
    for (streams, code, words) in [
        (
            &["/EncryptionInfo", "/EncryptedPackage"][..],
            "file-encrypted",
            "有的打开时并不询问密码",
        ),
        (&["/Book"], "file-old-excel", "Excel 95"),
        (&["/WordDocument"], "file-old-office", "文档"),
        (&["/__properties_version1.0"], "file-mail", "附件另存"),
    ] {
        named(&place, &container(&place, "a.xls", streams), code, words);
    }
}

#[test]
fn a_binary_workbook_is_named_and_not_read_in_part() {
    let place = Place::claims();
    let base = place.bytes("base.xlsx", &Format::Xlsx.write(&dense(&table(1))));
    let mut all = parts(&base);
    for (name, bytes) in &mut all {
        if name == "xl/workbook.xml" {
            *name = "xl/workbook.bin".to_owned();
        } else if name == "_rels/.rels" {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replace("workbook.xml", "workbook.bin").into_bytes();
        }
    }
    let path = pack(&place.path("a.xlsb"), &all);
    named(&place, &path, "file-xlsb", "另存为 .xlsx");
}

#[test]
fn a_sheet_in_an_archive_is_to_be_unpacked_first() {
    let place = Place::claims();
    let sheet = Format::Xlsx.write(&dense(&table(1)));
    let path = pack(&place.path("附件.zip"), &[("名册.xlsx".to_owned(), sheet)]);
    named(&place, &path, "file-archive", "请先解压");
}

#[test]
fn a_workbook_that_is_not_all_there_is_named_wherever_it_ends() {
    let place = Place::claims();
    for format in [Format::Xlsx, Format::Xls, Format::Ods] {
        let bytes = format.write(&dense(&table(30)));
        for part in [1, 2, 3] {
            let cut = &bytes[..bytes.len() * part / 4];
            let path = place.bytes("名册.xlsx", cut);
            named(&place, &path, "file-unfinished", "没有下载完整");
        }
    }
}

#[test]
fn an_ods_file_with_a_password_macros_or_links_is_refused() {
    let place = Place::claims();
    let lines = dense(&table(1));
    let content = ods_content(&[("申报表", "", &lines)]);
    let manifest = "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry><manifest:encryption-data/>\
                    </manifest:file-entry></manifest:manifest>";
    let linked = content.replace(
        "</table:table>",
        "<table:table-source xlink:href=\"b.ods\"/></table:table>",
    );
    for (parts, code) in [
        (
            &[
                ("content.xml", "\u{1}\u{2}"),
                ("META-INF/manifest.xml", manifest),
            ][..],
            "file-encrypted",
        ),
        (
            &[
                ("content.xml", &content),
                ("Basic/Standard/Module1.xml", "<x/>"),
            ],
            "file-macros",
        ),
        (&[("content.xml", &linked)], "file-external-links"),
    ] {
        let path = place.bytes("a.ods", &ods_package(parts));
        assert_eq!(place.refused(&path)[0].code, code);
    }
    let path = place.bytes("a.ods", &ods_package(&[("content.xml", &content)]));
    assert_eq!(place.read(&path).claims().len(), 1);
}
