//! A [`Paper`] as a PDF.
//!
//! Its font is the one every reader of Chinese has for `Adobe-GB1` (ISO 32000-1, 9.7.5): the file names it and holds no
//! font of its own. A character beyond that set cannot be shown by it and is refused rather than left out.

use super::Paper;
use crate::error::ImportError;
use encoding_rs::GBK;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

const FONT: Name<'static> = Name(b"F1");
const SONG: Name<'static> = Name(b"STSong-Light");
/// UTF-16, written from left to right.
const ENCODING: Name<'static> = Name(b"UniGB-UTF16-H");
/// The supplement that covers GB 18030-2000.
const SUPPLEMENT: i32 = 4;
/// CIDs of the Latin characters, which are half as wide as the others.
const LATIN: (u16, u16) = (1, 95);

/// An A4 page and what stands where, in points from its lower left corner.
const PAGE: (i16, i16) = (595, 842);
const MARGIN: i16 = 50;
const LABEL_WIDTH: i16 = 120;
const TITLE_SIZE: i16 = 18;
const TEXT_SIZE: i16 = 11;
const LEADING: i16 = 18;
const PADDING: i16 = 6;
/// Lines of one row; a longer text goes on in a row below.
const ROW_LINES_MAX: usize = 35;
/// Empty lines where somebody is to write.
const LINES_TO_FILL: usize = 3;

/// A row with its texts broken into lines.
struct Row {
    label: Vec<String>,
    text: Vec<String>,
    height: i16,
}

/// Writes a paper as a PDF on as many pages as it takes. The same paper gives the same bytes.
///
/// # Errors
/// [`ImportError::NotInPdf`] for a character that readers' fonts do not have.
pub fn paper_pdf(paper: &Paper) -> Result<Vec<u8>, ImportError> {
    let texts = paper.lines.iter().flat_map(|(label, text)| [label, text]);
    for c in texts.chain([&paper.title]).flat_map(|text| text.chars()) {
        if !is_shown(c) {
            return Err(ImportError::NotInPdf(c));
        }
    }
    let pages = laid_out(paper);
    let (catalog, tree, font, cid_font, descriptor) = (
        Ref::new(1),
        Ref::new(2),
        Ref::new(3),
        Ref::new(4),
        Ref::new(5),
    );
    let ids: Vec<(Ref, Ref)> = (3..)
        .map(|n| (Ref::new(n * 2), Ref::new(n * 2 + 1)))
        .take(pages.len())
        .collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let count = i32::try_from(ids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree)
        .kids(ids.iter().map(|(page, _)| *page))
        .count(count);
    for ((page_id, content_id), content) in ids.into_iter().zip(pages) {
        let mut page = pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, f32::from(PAGE.0), f32::from(PAGE.1)))
            .parent(tree)
            .contents(content_id);
        page.resources().fonts().pair(FONT, font);
        page.finish();
        pdf.stream(content_id, &content.finish());
    }
    let system = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"GB1"),
        supplement: SUPPLEMENT,
    };
    pdf.type0_font(font)
        .base_font(SONG)
        .encoding_predefined(ENCODING)
        .descendant_font(cid_font);
    let mut widths = pdf.cid_font(cid_font);
    widths
        .subtype(CidFontType::Type0)
        .base_font(SONG)
        .system_info(system)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    widths.widths().same(LATIN.0, LATIN.1, 500.0);
    widths.finish();
    pdf.font_descriptor(descriptor)
        .name(SONG)
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    Ok(pdf.finish())
}

/// What is sure to be among the characters of `Adobe-GB1`: those of GBK, and the ideographs of extension A.
fn is_shown(c: char) -> bool {
    let own = ('\u{E000}'..='\u{F8FF}').contains(&c);
    let (_, _, missing) = GBK.encode(c.encode_utf8(&mut [0; 4]));
    ('\u{3400}'..='\u{4DB5}').contains(&c) || (!missing && !own)
}

fn laid_out(paper: &Paper) -> Vec<Content> {
    let mut pages = Vec::new();
    let mut content = Content::new();
    let mut top = PAGE.1 - MARGIN;
    let title_width = width(&paper.title) * TITLE_SIZE / 2;
    write(
        &mut content,
        &paper.title,
        TITLE_SIZE,
        (PAGE.0 - title_width) / 2,
        top - TITLE_SIZE,
    );
    top -= TITLE_SIZE + LEADING;
    for row in paper
        .lines
        .iter()
        .flat_map(|(label, text)| Row::of(label, text))
    {
        if top - row.height < MARGIN {
            pages.push(std::mem::replace(&mut content, Content::new()));
            top = PAGE.1 - MARGIN;
        }
        row.draw(&mut content, top);
        top -= row.height;
    }
    pages.push(content);
    pages
}

impl Row {
    fn of(label: &str, text: &str) -> Vec<Self> {
        let mut label = broken(label, LABEL_WIDTH);
        let lines = broken(text, PAGE.0 - 2 * MARGIN - LABEL_WIDTH);
        let parts: Vec<Vec<String>> = match lines.is_empty() {
            true => vec![Vec::new()],
            false => lines
                .chunks(ROW_LINES_MAX)
                .map(<[String]>::to_vec)
                .collect(),
        };
        let row = |text: Vec<String>| {
            let label = std::mem::take(&mut label);
            let room = if text.is_empty() {
                LINES_TO_FILL
            } else {
                text.len()
            };
            let lines = i16::try_from(room.max(label.len())).unwrap_or(i16::MAX);
            let height = lines.saturating_mul(LEADING).saturating_add(2 * PADDING);
            Self {
                label,
                text,
                height,
            }
        };
        parts.into_iter().map(row).collect()
    }

    fn draw(&self, content: &mut Content, top: i16) {
        let bottom = f32::from(top - self.height);
        let texts = PAGE.0 - 2 * MARGIN - LABEL_WIDTH;
        for (left, wide) in [(MARGIN, LABEL_WIDTH), (MARGIN + LABEL_WIDTH, texts)] {
            content.rect(
                f32::from(left),
                bottom,
                f32::from(wide),
                f32::from(self.height),
            );
        }
        content.stroke();
        for (left, lines) in [(MARGIN, &self.label), (MARGIN + LABEL_WIDTH, &self.text)] {
            let mut base = top - PADDING - TEXT_SIZE;
            for line in lines {
                write(content, line, TEXT_SIZE, left + PADDING, base);
                base -= LEADING;
            }
        }
    }
}

fn write(content: &mut Content, text: &str, size: i16, left: i16, base: i16) {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    content
        .begin_text()
        .set_font(FONT, f32::from(size))
        .next_line(f32::from(left), f32::from(base))
        .show(Str(&units))
        .end_text();
}

/// Halves of a full character's width.
fn width(text: &str) -> i16 {
    let halves: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    i16::try_from(halves).unwrap_or(i16::MAX)
}

/// The lines of a text in a column so wide, in points. Chinese breaks anywhere; what is written in ASCII, such as a sum or a
/// day, stays whole where it fits on a line.
fn broken(text: &str, column: i16) -> Vec<String> {
    let most = (column - 2 * PADDING) * 2 / TEXT_SIZE;
    let mut lines = Vec::new();
    for paragraph in text.lines().filter(|line| !line.is_empty()) {
        let mut line = String::new();
        for c in paragraph.chars() {
            line.push(if c.is_control() { ' ' } else { c });
            if width(&line) > most {
                let rest = line.split_off(break_at(&line));
                lines.push(std::mem::replace(&mut line, rest));
            }
        }
        lines.push(line);
    }
    lines
}

/// Where a line that has become too long by its last character is broken.
fn break_at(line: &str) -> usize {
    let last = line.char_indices().next_back().map_or(0, |(at, _)| at);
    let written = line.trim_end_matches(|c: char| c.is_ascii_graphic()).len();
    if written == 0 {
        last
    } else {
        written.min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[(&str, &str)]) -> Paper {
        let line = |(label, text): &(&str, &str)| ((*label).to_owned(), (*text).to_owned());
        Paper {
            title: "反馈单".to_owned(),
            lines: lines.iter().map(line).collect(),
        }
    }

    #[test]
    fn a_paper_names_its_font_and_holds_its_text_in_utf_16() {
        let pdf = paper_pdf(&of(&[("会员", "李㛃"), ("走访情况", "")])).unwrap();
        let found = |bytes: &[u8]| pdf.windows(bytes.len()).any(|window| window == bytes);
        let utf_16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<_>>()
        };
        let hex = |text: &str| -> Vec<u8> {
            let digits: String = utf_16(text)
                .iter()
                .map(|byte| format!("{byte:02X}"))
                .collect();
            digits.into_bytes()
        };
        assert!(found(b"%PDF-") && found(b"/STSong-Light") && found(b"/UniGB-UTF16-H"));
        assert!(found(&hex("李㛃")) || found(&utf_16("李㛃")));
    }

    #[test]
    fn a_character_no_readers_font_has_is_refused_and_not_left_out() {
        for rare in ['\u{20BB7}', '\u{9FCD}', '\u{E863}', '\u{202E}', '\u{0626}'] {
            let refused = paper_pdf(&of(&[("会员", &format!("王{rare}"))]));
            assert!(
                matches!(refused, Err(ImportError::NotInPdf(c)) if c == rare),
                "{rare:?}"
            );
        }
    }

    #[test]
    fn a_long_text_is_broken_and_goes_on_to_further_pages() {
        let long = "情况".repeat(400);
        let lines: Vec<(&str, &str)> = (0..3).map(|_| ("走访情况", long.as_str())).collect();
        assert_eq!(laid_out(&of(&lines)).len(), 3);
        let rows = Row::of("走访情况", &"情况".repeat(2_000));
        let kept: String = rows.iter().flat_map(|row| row.text.clone()).collect();
        assert_eq!(kept, "情况".repeat(2_000), "nothing is cut off");
        assert!(rows.iter().all(|row| row.height < PAGE.1 - 2 * MARGIN));
        let broken = broken(&long, 100);
        assert_eq!(broken.concat(), long);
        assert!(broken.iter().all(|line| width(line) * TEXT_SIZE / 2 <= 100));
        assert_eq!(
            super::broken("单笔补助为8,866.59元", 100),
            ["单笔补助为", "8,866.59元"]
        );
        assert_eq!(super::broken(&"a".repeat(20), 100).concat(), "a".repeat(20));
    }
}
