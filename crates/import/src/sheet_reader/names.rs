//! Names by which a human can judge an encoding that was guessed.

use super::SheetReader;
use crate::codes;
use crate::reader::FileFormat;
use domain::finding::RowFinding;
use domain::mask;
use rows::{ColumnKind, Note, Sheet, StagedRow};

/// Names shown so that a guessed encoding can be judged.
const SAMPLE_NAMES: usize = 3;
/// Longest of them, in characters.
const SAMPLE_CHARS: usize = 40;

/// A name of the file, by which a guessed encoding can be judged.
pub(super) struct Sample {
    text: String,
    /// It is a person's.
    person: bool,
}

impl Sample {
    /// As findings show it, under one reading or another.
    fn shown(&self, text: &str) -> String {
        if self.person {
            mask::name_across_scopes(text)
        } else {
            text.to_owned()
        }
    }
}

impl<S: Sheet> SheetReader<'_, S> {
    /// The names a guessed encoding gives, masked like all names in findings.
    pub(super) fn guessed_encoding(&self) -> Option<RowFinding> {
        let (FileFormat::Csv(encoding)
        | FileFormat::Printed(encoding)
        | FileFormat::Html(encoding)) = self.summary.format
        else {
            return None;
        };
        if !encoding.is_guess() || self.samples.is_empty() {
            return None;
        }
        let mut others: Vec<(&str, Vec<String>)> = Vec::new();
        for sample in &self.samples {
            for (encoding, text) in encoding.otherwise(&sample.text) {
                let shown = sample.shown(&text);
                match others.iter_mut().find(|(other, _)| *other == encoding) {
                    Some((_, names)) => names.push(shown),
                    None => others.push((encoding, vec![shown])),
                }
            }
        }
        let others: Vec<String> = others
            .into_iter()
            .map(|(encoding, names)| format!("{encoding}：{}", names.join("、")))
            .collect();
        let samples = self.samples.iter();
        let names: Vec<String> = samples.map(|sample| sample.shown(&sample.text)).collect();
        let note = Note::new(codes::ENCODING_GUESSED)
            .arg("encoding", encoding.name())
            .arg("names", names.join("、"))
            .arg("others", others.join("；"));
        Some(note.at_sheet(&self.summary.sheet))
    }

    /// Keeps a name of the row, of the first few rows.
    pub(super) fn keep_a_name(&mut self, row: &StagedRow) {
        if self.samples.len() < SAMPLE_NAMES {
            let sample = self.sample(row);
            self.samples.extend(sample);
        }
    }

    fn sample(&self, row: &StagedRow) -> Option<Sample> {
        let columns = self.columns()?;
        let mut told = self.spec().columns.iter().filter(|spec| spec.sample);
        told.find_map(|spec| {
            let text = row.cell(columns, spec.field)?.as_text()?;
            Some(Sample {
                text: text.trim().chars().take(SAMPLE_CHARS).collect(),
                person: spec.kind == ColumnKind::Name,
            })
        })
    }
}
