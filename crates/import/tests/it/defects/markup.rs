//! Defect 21 where it can be read: web pages and XML spreadsheets that are called .xls, as older systems export them.

use super::{E, F, W, fixture, header_and, says, second_child};
use crate::support::{CHILD_ID_X, Place, claim_row, day};
use child_premium::claim::Premium;
use domain::fen::Fen;
use encoding_rs::GB18030;
use import::{FileFormat, TextEncoding};

/// The claims sheet as the table of a page; `cell` gives the attributes of the cell at row and column.
fn table(
    rows: &[Vec<String>],
    row: impl Fn(usize) -> &'static str,
    cell: impl Fn(usize, usize) -> String,
) -> String {
    let mut html = "<table border=1>".to_owned();
    for (r, cells) in header_and(rows).iter().enumerate() {
        html += &format!("\n <tr {}>", row(r));
        for (c, text) in cells.iter().enumerate() {
            // As some exporters do, the end tags are left out.
            html += &format!("<td {}>{text}", cell(r, c));
        }
    }
    html + "</table>"
}

fn plain(rows: &[Vec<String>]) -> String {
    table(rows, |_| "", |_, _| String::new())
}

fn column(header: &str) -> usize {
    super::column_of(header)
}

fn page(body: &str) -> String {
    format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><title>导出</title>\
         <style>td{{mso-number-format:\"\\@\"}} .gone{{display:none}}</style>\
         <script>var a = '<td>1</td>';</script></head><body>{body}</body></html>"
    )
}

/// XML Spreadsheet 2003 with one sheet; every cell is text.
fn book(rows: &[Vec<String>], change: impl Fn(String) -> String) -> String {
    let mut xml = String::new();
    for cells in header_and(rows) {
        xml += "<Row>";
        for text in cells {
            xml += &format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
        }
        xml += "</Row>\n";
    }
    let sheet = change(format!(
        "<Worksheet ss:Name=\"申报表\"><Table>{xml}</Table></Worksheet>"
    ));
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">{sheet}</Workbook>"
    )
}

fn rows() -> Vec<Vec<String>> {
    vec![claim_row(&[]), second_child()]
}

#[test]
fn defect_21_a_web_page_called_xls_is_read_as_what_it_is() {
    let text = page(&format!(
        "<h2>填报单位：芙蓉区第一小学工会</h2>{}<p>制表人：张三</p>",
        plain(&rows())
    ));
    for (bytes, encoding) in [
        (text.clone().into_bytes(), TextEncoding::Utf8),
        (GB18030.encode(&text).0.into_owned(), TextEncoding::Gb18030),
    ] {
        let place = Place::claims();
        let outcome = place.read(&place.bytes("导出.xls", &bytes));
        assert_eq!(outcome.summary.format, FileFormat::Html(encoding));
        let guessed = encoding == TextEncoding::Gb18030;
        let told = ["extension-differs", "header-found", "encoding-guessed"];
        assert_eq!(outcome.codes(), told[..2 + usize::from(guessed)]);
        says(
            outcome.all_findings()[0],
            W,
            "扩展名 .xls 与实际格式不符：文件其实是 HTML",
        );
        assert_eq!(outcome.claims().len(), 2, "{:?}", outcome.codes());
        assert_eq!(
            outcome.summary.header_row, 2,
            "the line above the table is a row, as Excel shows it"
        );
        assert_eq!(
            outcome.summary.head.unit.as_deref(),
            Some("芙蓉区第一小学工会")
        );
        let child = outcome.claims()[1].subject.identities[0]
            .canonical()
            .to_owned();
        assert_eq!(child, CHILD_ID_X, "digits stand as they are written");
    }
}

#[test]
fn defect_21_a_web_page_saved_by_libreoffice_is_read_like_its_workbook() {
    let place = Place::claims();
    let outcome = place.read(&fixture("libreoffice-plain.html"));
    assert_eq!(outcome.claims().len(), 2, "{:?}", outcome.codes());
    for claim in outcome.claims() {
        assert_eq!(claim.premium().paid_on, Some(day("2025-10-08")));
        assert_eq!(claim.claimed, Fen::new(40_000));
    }
    let lost = place.read(&fixture("libreoffice-numbers.html"));
    says(lost.only("identity-excel-number"), E, "被 Excel 存成了数字");
}

#[test]
fn defect_21_a_number_of_a_web_page_has_lost_its_digits_like_any_other() {
    let id = column("子女身份证号");
    let place = Place::claims();
    let html = table(
        &[claim_row(&[])],
        |_| "",
        |r, c| {
            if r == 1 && c == id {
                "x:num=\"4.3010220150307002E+17\"".to_owned()
            } else {
                String::new()
            }
        },
    );
    let outcome = place.read(&place.bytes("a.html", page(&html).as_bytes()));
    says(
        outcome.only("identity-excel-number"),
        E,
        "被 Excel 存成了数字",
    );
    assert!(outcome.claims().is_empty());
    let place = Place::claims();
    let html = table(
        &[claim_row(&[])],
        |_| "",
        |r, c| {
            if r == 1 && c == column("申请金额") {
                "x:num x:fmla=\"=200*2\"".to_owned()
            } else {
                String::new()
            }
        },
    );
    let outcome = place.read(&place.bytes("a.html", page(&html).as_bytes()));
    assert_eq!(outcome.claims().len(), 1, "{:?}", outcome.codes());
    says(outcome.only("formula-used"), W, "公式");
}

#[test]
fn defect_21_what_a_web_page_hides_is_told_before_it_is_read() {
    let place = Place::claims();
    let by_style = table(
        &rows(),
        |r| if r == 2 { "style='display:none'" } else { "" },
        |_, _| String::new(),
    );
    let by_class = table(
        &rows(),
        |r| if r == 2 { "class='xl24 gone'" } else { "" },
        |_, _| String::new(),
    );
    let column =
        plain(&rows()).replace("<table border=1>", "<table><col><col style='display:none'>");
    for (html, code) in [
        (by_style, "file-hidden-rows"),
        (by_class, "file-hidden-rows"),
        (column, "file-hidden-columns"),
    ] {
        let findings = place.refused(&place.bytes("a.html", page(&html).as_bytes()));
        assert_eq!(findings[0].code, code);
        says(&findings[0], F, "1 ");
        let mut place = Place::claims();
        place.choices.include_hidden = true;
        let outcome = place.read(&place.bytes("a.html", page(&html).as_bytes()));
        says(outcome.only("hidden-included"), W, "隐藏");
        assert_eq!(outcome.claims().len(), 2);
    }
}

#[test]
fn defect_21_one_member_over_two_children_of_a_web_page_is_filled_down() {
    let name = column("会员姓名");
    let html = table(
        &rows(),
        |_| "",
        |r, c| {
            if r == 1 && c == name {
                "rowspan=2".to_owned()
            } else {
                String::new()
            }
        },
    );
    // The second row has no cell where the first one reaches down.
    let second = html.rfind("<tr").unwrap();
    let member = &claim_row(&[])[name];
    let place = Place::claims();
    let html = format!(
        "{}{}",
        &html[..second],
        html[second..].replacen(&format!("<td >{member}"), "", 1)
    );
    let outcome = place.read(&place.bytes("a.html", page(&html).as_bytes()));
    assert_eq!(outcome.claims().len(), 2, "{:?}", outcome.codes());
    assert_eq!(
        outcome.claims()[0].claimant.name,
        outcome.claims()[1].claimant.name
    );
}

#[test]
fn defect_21_a_web_page_that_is_no_sheet_is_refused_with_a_way_out() {
    let place = Place::claims();
    for body in [
        "<p>登录超时</p>".to_owned(),
        "<table><tr><td><table><tr><td>1</table></table>".to_owned(),
    ] {
        let findings = place.refused(&place.bytes("a.xls", page(&body).as_bytes()));
        assert_eq!(findings[0].code, "file-markup", "{body}");
        says(&findings[0], F, "另存为 .xlsx 后重新导入");
    }
    let wide = format!(
        "<table>{}</table>",
        "<tr><td><td colspan=256>x<td>y</tr>".repeat(30_000)
    );
    let findings = place.refused(&place.bytes("b.html", page(&wide).as_bytes()));
    assert_eq!(findings[0].code, "file-expands");
}

#[test]
fn defect_21_an_xml_spreadsheet_called_xls_is_read_as_what_it_is() {
    let place = Place::claims();
    let outcome = place.read(&place.bytes("a.xls", book(&rows(), |sheet| sheet).as_bytes()));
    assert_eq!(outcome.summary.format, FileFormat::XmlSpreadsheet);
    says(outcome.only("extension-differs"), W, "文件其实是 XML");
    assert_eq!(
        (outcome.claims().len(), outcome.summary.sheet.as_str()),
        (2, "申报表")
    );
    let number = |sheet: String| {
        let id = &claim_row(&[])[column("子女身份证号")];
        let cell = format!("<Data ss:Type=\"String\">{id}</Data>");
        let lost = format!("<Data ss:Type=\"Number\">{id}</Data>");
        assert!(sheet.contains(&cell));
        sheet.replace(&cell, &lost)
    };
    let outcome = place.read(&place.bytes("b.xml", book(&[claim_row(&[])], number).as_bytes()));
    says(
        outcome.only("identity-excel-number"),
        E,
        "被 Excel 存成了数字",
    );
}

#[test]
fn defect_21_what_an_xml_spreadsheet_hides_is_told_before_it_is_read() {
    let place = Place::claims();
    let last_row = |sheet: String| {
        let at = sheet.rfind("<Row>").unwrap();
        format!("{}<Row ss:Hidden=\"1\">{}", &sheet[..at], &sheet[at + 5..])
    };
    let column =
        |sheet: String| sheet.replace("<Table>", "<Table><Column ss:Index=\"2\" ss:Hidden=\"1\"/>");
    let whole = |sheet: String| {
        sheet.replace(
            "</Worksheet>",
            "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>",
        )
    };
    let two = |sheet: String| format!("{sheet}{}", sheet.replace("申报表", "其他"));
    for (xml, code) in [
        (book(&rows(), last_row), "file-hidden-rows"),
        (book(&rows(), column), "file-hidden-columns"),
        (book(&rows(), whole), "file-hidden-sheets"),
        (book(&rows(), two), "file-several-sheets"),
    ] {
        let findings = place.refused(&place.bytes("a.xml", xml.as_bytes()));
        assert_eq!(findings[0].code, code);
    }
    let mut place = Place::claims();
    place.choices.sheet = Some("其他".to_owned());
    let outcome = place.read(&place.bytes("a.xml", book(&rows(), two).as_bytes()));
    assert_eq!(
        (outcome.summary.sheet.as_str(), outcome.claims().len()),
        ("其他", 2)
    );
}

#[test]
fn defect_21_xml_that_is_broken_links_elsewhere_or_is_no_sheet_is_refused() {
    let place = Place::claims();
    let good = book(&rows(), |sheet| sheet);
    let back = |sheet: String| {
        sheet
            .replacen("<Row>", "<Row ss:Index=\"9\">", 1)
            .replace("</Row>\n<Row>", "</Row>\n<Row ss:Index=\"3\">")
    };
    for (xml, code) in [
        (good[..good.len() - 40].to_owned(), "file-damaged"),
        (book(&rows(), back), "file-damaged"),
        (
            good.replace("</Workbook>", "<SupBook/></Workbook>"),
            "file-external-links",
        ),
        (
            "<?xml version=\"1.0\"?><Workbook/>".to_owned(),
            "file-markup",
        ),
        (
            good.replace("<Workbook", "<!DOCTYPE a [<!ENTITY b \"c\">]><Workbook"),
            "file-markup",
        ),
        (good.replace("</Data>", "&unknown;</Data>"), "file-damaged"),
    ] {
        let findings = place.refused(&place.bytes("a.xls", xml.as_bytes()));
        assert_eq!(findings[0].code, code, "{}", &xml[..90.min(xml.len())]);
    }
    let entities = good.replace("张", "&#24352;");
    let outcome = place.read(&place.bytes("b.xml", entities.as_bytes()));
    assert_eq!(outcome.claims().len(), 2);
}
