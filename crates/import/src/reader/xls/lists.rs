//! Where the drop-down lists of an old workbook take their words from. Formulas are stored as tokens; of those, only the
//! few that point to another sheet's cells are read, and given on as formulas are written elsewhere.

use super::super::ReadError;
use super::records::{Record, double_word, word};
use rows::cell::letters;

// Tokens ([MS-XLS] 2.5.198); each comes in three classes, which the two bits above tell apart.
const NAME: u8 = 0x03;
const CELL_OF_SHEET: u8 = 0x1A;
const AREA_OF_SHEET: u8 = 0x1B;
const FUNCTION: u8 = 0x02;
const CLASSES: u8 = 0x60;
/// The function that looks up what a word in another cell names.
const INDIRECT: u16 = 148;
/// Bits of a column that are none of its number.
const COLUMN: u16 = 0x3FFF;

/// Sheets and ranges by the numbers that tokens use.
#[derive(Default)]
pub(super) struct Targets {
    /// Every sheet in its order, charts as well.
    pub(super) sheets: Vec<String>,
    /// The sheets that references point to.
    places: Vec<u16>,
    /// Ranges with a name, and the tokens of what it stands for.
    names: Vec<(String, Vec<u8>)>,
}

impl Targets {
    /// Takes in the list of sheets that references point to: six bytes for each, behind their number.
    pub(super) fn take_places(&mut self, data: &[u8]) {
        let places = data.get(2..).unwrap_or_default().chunks_exact(6);
        self.places
            .extend(places.map(|place| word(place, 2).unwrap_or(u16::MAX)));
    }

    /// Takes in a name, unless it cannot be read.
    pub(super) fn take_name(&mut self, data: &[u8]) {
        // A name that is missing would give its number to the next one.
        self.names.push(name(data).unwrap_or_default());
    }

    /// The names with the ranges they stand for.
    pub(super) fn names(&self) -> Vec<(String, String)> {
        let text = |(name, tokens): &(String, Vec<u8>)| Some((name.clone(), self.formula(tokens)?));
        self.names.iter().filter_map(text).collect()
    }

    /// The formula of a drop-down list, as far as it points to another sheet; `None` for lists that name their words.
    pub(super) fn list(&self, record: &Record<'_>) -> Result<Option<String>, ReadError> {
        const KIND: u32 = 0x0F;
        const LIST: u32 = 3;
        const WORDS_IN_PLACE: u32 = 0x80;
        let flags = double_word(record.data, 0)?;
        if flags & KIND != LIST || flags & WORDS_IN_PLACE != 0 {
            return Ok(None);
        }
        let mut texts = record.texts(4)?;
        // Titles and texts of the prompt and of the warning.
        for _ in 0..4 {
            texts.text()?;
        }
        let bytes = texts.word()?;
        texts.skip(2)?;
        Ok(self.formula(&texts.bytes(usize::from(bytes))?))
    }

    fn formula(&self, tokens: &[u8]) -> Option<String> {
        let (token, data) = tokens.split_first()?;
        let column = |at: usize| {
            let column = word(data, at).ok()? & COLUMN;
            Some(letters(usize::from(column)))
        };
        let row = |at: usize| Some(u32::from(word(data, at).ok()?) + 1);
        let of_class = token & !CLASSES;
        match of_class {
            AREA_OF_SHEET if token & CLASSES != 0 => Some(format!(
                "'{}'!${}${}:${}${}",
                self.sheet(data)?,
                column(6)?,
                row(2)?,
                column(8)?,
                row(4)?
            )),
            CELL_OF_SHEET if token & CLASSES != 0 => Some(format!(
                "'{}'!${}${}",
                self.sheet(data)?,
                column(4)?,
                row(2)?
            )),
            NAME if token & CLASSES != 0 => {
                let number = double_word(data, 0).ok()? as usize;
                Some(self.names.get(number.checked_sub(1)?)?.0.clone())
            }
            _ => looks_up(tokens).then(|| "INDIRECT(".to_owned()),
        }
    }

    fn sheet(&self, data: &[u8]) -> Option<&str> {
        let place = self.places.get(usize::from(word(data, 0).ok()?))?;
        self.sheets.get(usize::from(*place)).map(String::as_str)
    }
}

/// A name and the tokens of what it stands for.
fn name(data: &[u8]) -> Option<(String, Vec<u8>)> {
    const HEAD_BYTES: usize = 14;
    let letters = usize::from(*data.get(3)?);
    let tokens = usize::from(word(data, 4).ok()?);
    let wide = data.get(HEAD_BYTES)? & 1 == 1;
    let text = data.get(HEAD_BYTES + 1..)?;
    let bytes = if wide { letters * 2 } else { letters };
    let (letters, rest) = text.split_at_checked(bytes)?;
    let units: Vec<u16> = if wide {
        letters
            .chunks_exact(2)
            .filter_map(|pair| word(pair, 0).ok())
            .collect()
    } else {
        letters.iter().map(|byte| u16::from(*byte)).collect()
    };
    Some((
        String::from_utf16_lossy(&units),
        rest.get(..tokens)?.to_vec(),
    ))
}

/// The function stands among the tokens.
fn looks_up(tokens: &[u8]) -> bool {
    tokens.windows(4).any(|four| {
        four.first()
            .is_some_and(|token| token & !CLASSES == FUNCTION && token & CLASSES != 0)
            && word(four, 2).is_ok_and(|function| function == INDIRECT)
    })
}
