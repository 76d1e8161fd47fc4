//! The same sheet in every format of a workbook, by row numbers from 0; written here so that a test can change what a
//! library would always write the same.

use std::fmt::Write as _;
use std::io::Write as _;

/// A row's number, and its cells as text.
pub type Line = (u32, Vec<String>);

/// A sheet in one format or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Xls,
    Ods,
    Xml,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Xlsx, Self::Xls, Self::Ods, Self::Xml];

    /// The file's bytes.
    pub fn write(self, lines: &[Line]) -> Vec<u8> {
        match self {
            Self::Xlsx => xlsx(lines),
            Self::Xls => Xls::of(lines).bytes(),
            Self::Ods => ods(lines),
            Self::Xml => xml(lines).into_bytes(),
        }
    }
}

/// Lines one below the other from the first row on.
pub fn dense(table: &[Vec<String>]) -> Vec<Line> {
    (0..).zip(table.iter().cloned()).collect()
}

fn xlsx(lines: &[Line]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in lines {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(*row, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The part `content.xml` of an .ods file with these sheets: name, style, lines.
pub fn ods_content(sheets: &[(&str, &str, &[Line])]) -> String {
    let mut text = "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" \
        xmlns:style=\"s\"><office:automatic-styles><style:style style:name=\"gone\" style:family=\"table\">\
        <style:table-properties table:display=\"false\"/></style:style><style:style style:name=\"flat\" \
        style:family=\"table-row\"><style:table-row-properties style:row-height=\"0cm\"/></style:style>\
        </office:automatic-styles><office:body><office:spreadsheet>"
        .to_owned();
    for (name, style, lines) in sheets {
        write!(
            text,
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\">"
        )
        .unwrap();
        let mut next = 0;
        for (row, cells) in *lines {
            if *row > next {
                write!(text, "<table:table-row table:number-rows-repeated=\"{}\"><table:table-cell/></table:table-row>", row - next).unwrap();
            }
            text += "<table:table-row>";
            for cell in cells {
                if cell.is_empty() {
                    text += "<table:table-cell/>";
                } else {
                    write!(text, "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>", escaped(cell)).unwrap();
                }
            }
            text += "</table:table-row>";
            next = row + 1;
        }
        text += "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table>";
    }
    text + "</office:spreadsheet></office:body></office:document-content>"
}

/// A package with these parts, the note of what it is in front.
pub fn ods_package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut bytes);
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("mimetype", options).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet")
        .unwrap();
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    bytes.into_inner()
}

fn ods(lines: &[Line]) -> Vec<u8> {
    ods_package(&[("content.xml", &ods_content(&[("Sheet1", "", lines)]))])
}

fn xml(lines: &[Line]) -> String {
    let mut text = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
        xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Sheet1\"><Table>"
        .to_owned();
    for (row, cells) in lines {
        write!(text, "<Row ss:Index=\"{}\">", row + 1).unwrap();
        for (column, cell) in cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
        {
            write!(
                text,
                "<Cell ss:Index=\"{}\"><Data ss:Type=\"String\">{}</Data></Cell>",
                column + 1,
                escaped(cell)
            )
            .unwrap();
        }
        text += "</Row>";
    }
    text + "</Table></Worksheet></Workbook>"
}

/// An old workbook with one sheet, as its records.
#[derive(Default)]
pub struct Xls {
    /// Records that go before the cells.
    pub before: Vec<(u16, Vec<u8>)>,
    /// The codepage it states.
    pub codepage: Option<u16>,
    cells: Vec<(u16, Vec<u8>)>,
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

impl Xls {
    pub fn of(lines: &[Line]) -> Self {
        const LABEL: u16 = 0x0204;
        let mut cells = Vec::new();
        for (row, line) in lines {
            for (column, cell) in (0_u16..).zip(line).filter(|(_, cell)| !cell.is_empty()) {
                let units: Vec<u16> = cell.encode_utf16().collect();
                let row = u16::try_from(*row).unwrap();
                let mut data = words(&[row, column, 0, u16::try_from(units.len()).unwrap()]);
                data.push(1);
                data.extend(words(&units));
                cells.push((LABEL, data));
            }
        }
        Self {
            cells,
            ..Self::default()
        }
    }

    /// The records one after another.
    pub fn stream(&self) -> Vec<u8> {
        let begin = |kind: u16| (0x0809, words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
        let end = (0x000A, Vec::new());
        let name = [&[6, 0][..], b"Sheet1"].concat();
        let codepage = self.codepage.map(|page| (0x0042, words(&[page])));
        let length = |records: &[(u16, Vec<u8>)]| -> usize {
            records.iter().map(|(_, data)| 4 + data.len()).sum()
        };
        let mut globals = vec![begin(5)];
        globals.extend(codepage);
        // Eight bytes say where the sheet begins, whether it is hidden and what it is.
        let at = length(&globals) + 4 + 6 + name.len() + 4;
        let place = u32::try_from(at).unwrap().to_le_bytes();
        globals.push((0x0085, [&place[..], &[0, 0], &name].concat()));
        globals.push(end.clone());
        let sheet = [begin(16)].into_iter().chain(self.before.iter().cloned());
        let sheet = sheet.chain(self.cells.iter().cloned()).chain([end]);
        let mut stream = Vec::new();
        for (kind, data) in globals.into_iter().chain(sheet) {
            stream.extend(words(&[kind, u16::try_from(data.len()).unwrap()]));
            stream.extend(data);
        }
        stream
    }

    pub fn bytes(&self) -> Vec<u8> {
        let version = cfb::Version::V3;
        let bytes = std::io::Cursor::new(Vec::new());
        let mut file = cfb::CompoundFile::create_with_version(version, bytes).unwrap();
        let mut stream = file.create_stream("/Workbook").unwrap();
        stream.write_all(&self.stream()).unwrap();
        drop(stream);
        file.flush().unwrap();
        file.into_inner().into_inner()
    }
}
