//! The records of an old workbook (BIFF8, [MS-XLS] 2.3) and the texts in them.

use super::super::ReadError;
use super::super::package::damaged;

/// Version of the records that are understood: Excel 97 to 2003, WPS.
pub(super) const BIFF8: u16 = 0x0600;

pub(super) const FORMULA: u16 = 0x0006;
pub(super) const END: u16 = 0x000A;
pub(super) const PLACES: u16 = 0x0017;
pub(super) const NAME: u16 = 0x0018;
pub(super) const NOTE: u16 = 0x001C;
pub(super) const DATE_1904: u16 = 0x0022;
pub(super) const FILE_PASS: u16 = 0x002F;
pub(super) const CONTINUE: u16 = 0x003C;
pub(super) const OBJECT: u16 = 0x005D;
pub(super) const COLUMN_INFO: u16 = 0x007D;
pub(super) const BOUND_SHEET: u16 = 0x0085;
pub(super) const FILTER_MODE: u16 = 0x009B;
pub(super) const MULTIPLE_RK: u16 = 0x00BD;
pub(super) const RICH_STRING: u16 = 0x00D6;
pub(super) const CELL_FORMAT: u16 = 0x00E0;
pub(super) const MERGED_CELLS: u16 = 0x00E5;
pub(super) const SHARED_STRINGS: u16 = 0x00FC;
pub(super) const LABEL_SHARED: u16 = 0x00FD;
pub(super) const SUPPORTING_BOOK: u16 = 0x01AE;
pub(super) const DATA_RULE: u16 = 0x01BE;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const LABEL: u16 = 0x0204;
pub(super) const BOOL_OR_ERROR: u16 = 0x0205;
pub(super) const STRING: u16 = 0x0207;
pub(super) const ROW: u16 = 0x0208;
pub(super) const RK: u16 = 0x027E;
pub(super) const NUMBER_FORMAT: u16 = 0x041E;
pub(super) const BEGIN: u16 = 0x0809;

pub(super) fn word(bytes: &[u8], at: usize) -> Result<u16, ReadError> {
    match bytes.get(at..at + 2) {
        Some(&[low, high]) => Ok(u16::from_le_bytes([low, high])),
        _ => Err(damaged()),
    }
}

pub(super) fn double_word(bytes: &[u8], at: usize) -> Result<u32, ReadError> {
    Ok(u32::from(word(bytes, at)?) | u32::from(word(bytes, at + 2)?) << 16)
}

/// A number of eight bytes.
pub(super) fn float(bytes: &[u8], at: usize) -> Result<f64, ReadError> {
    let bits = u64::from(double_word(bytes, at)?) | u64::from(double_word(bytes, at + 4)?) << 32;
    Ok(f64::from_bits(bits))
}

/// The records from a place on.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
}

/// A record with what continues it: a record holds 8,224 bytes at most.
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    pub(super) data: &'b [u8],
    more: Vec<&'b [u8]>,
}

impl<'b> Records<'b> {
    pub(super) fn from(bytes: &'b [u8], at: usize) -> Result<Self, ReadError> {
        Ok(Self {
            bytes: bytes.get(at..).ok_or_else(damaged)?,
        })
    }

    /// The next record; `None` at the end of the stream.
    pub(super) fn next(&mut self) -> Result<Option<Record<'b>>, ReadError> {
        let Some((kind, data)) = self.take()? else {
            return Ok(None);
        };
        let mut record = Record {
            kind,
            data,
            more: Vec::new(),
        };
        while word(self.bytes, 0).is_ok_and(|kind| kind == CONTINUE) {
            record.more.extend(self.take()?.map(|(_, data)| data));
        }
        Ok(Some(record))
    }

    fn take(&mut self) -> Result<Option<(u16, &'b [u8])>, ReadError> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let kind = word(self.bytes, 0)?;
        let length = usize::from(word(self.bytes, 2)?);
        let data = self.bytes.get(4..4 + length).ok_or_else(damaged)?;
        self.bytes = self.bytes.get(4 + length..).unwrap_or_default();
        Ok(Some((kind, data)))
    }
}

impl<'b> Record<'b> {
    /// What stands in the record from a place on, over its continuations.
    pub(super) fn texts(&self, at: usize) -> Result<Texts<'_, 'b>, ReadError> {
        Ok(Texts {
            rest: self.data.get(at..).ok_or_else(damaged)?,
            more: &self.more,
        })
    }
}

/// Texts one after another. They are UTF-16 or its low bytes, whatever codepage the workbook states.
pub(super) struct Texts<'r, 'b> {
    rest: &'b [u8],
    more: &'r [&'b [u8]],
}

impl<'b> Texts<'_, 'b> {
    /// Bytes that are no text.
    pub(super) fn bytes(&mut self, count: usize) -> Result<Vec<u8>, ReadError> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// Nothing is left to be read.
    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty() && self.more.iter().all(|part| part.is_empty())
    }

    /// A text with its length in front, and what may follow it: runs of fonts, phonetic guides.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        const WIDE: u8 = 0x01;
        const EXTENDED: u8 = 0x04;
        const RICH: u8 = 0x08;
        const RUN_BYTES: usize = 4;
        let count = usize::from(self.word()?);
        let flags = self.byte()?;
        let runs = match flags & RICH {
            0 => 0,
            _ => usize::from(self.word()?),
        };
        let guide = match flags & EXTENDED {
            0 => 0,
            _ => usize::from(self.word()?) | usize::from(self.word()?) << 16,
        };
        let text = self.characters(count, flags & WIDE != 0)?;
        self.skip(runs * RUN_BYTES)?;
        self.skip(guide)?;
        Ok(text)
    }

    /// Characters; where they go on in the next record, it says anew whether they are of one byte or two.
    fn characters(&mut self, count: usize, mut wide: bool) -> Result<String, ReadError> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.rest.is_empty() {
                self.turn()?;
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let size = if wide { 2 } else { 1 };
            let fit = (self.rest.len() / size).min(count - units.len());
            let (now, rest) = self.rest.split_at_checked(fit * size).ok_or_else(damaged)?;
            if fit == 0 {
                return Err(damaged());
            }
            if wide {
                units.extend(now.chunks_exact(2).filter_map(|pair| word(pair, 0).ok()));
            } else {
                units.extend(now.iter().map(|byte| u16::from(*byte)));
            }
            self.rest = rest;
        }
        Ok(String::from_utf16_lossy(&units))
    }

    fn turn(&mut self) -> Result<(), ReadError> {
        let (next, more) = self.more.split_first().ok_or_else(damaged)?;
        (self.rest, self.more) = (next, more);
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, ReadError> {
        while self.rest.is_empty() {
            self.turn()?;
        }
        let (first, rest) = self.rest.split_first().ok_or_else(damaged)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn word(&mut self) -> Result<u16, ReadError> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Result<(), ReadError> {
        while count > 0 {
            if self.rest.is_empty() {
                self.turn()?;
                continue;
            }
            let now = count.min(self.rest.len());
            self.rest = self.rest.get(now..).unwrap_or_default();
            count -= now;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn a_text_goes_on_in_the_next_record_in_the_other_width() {
        // 张三ab: two wide characters, and two narrow ones behind the seam; then a text with runs of fonts.
        let wide: Vec<u8> = "张三".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut bytes = record(SHARED_STRINGS, &[&[4, 0, 1], wide.as_slice()].concat());
        bytes.extend(record(
            CONTINUE,
            &[0, b'a', b'b', 1, 0, 8, 1, 0, b'c', 9, 9],
        ));
        bytes.extend(record(CONTINUE, &[9, 9, 1, 0, 0, b'd']));
        let record = Records::from(&bytes, 0).unwrap().next().unwrap().unwrap();
        let mut texts = record.texts(0).unwrap();
        assert_eq!(texts.text().unwrap(), "张三ab");
        assert_eq!(texts.text().unwrap(), "c");
        assert_eq!(texts.text().unwrap(), "d");
        assert!(texts.is_over());
        assert!(texts.text().is_err());
    }
}
