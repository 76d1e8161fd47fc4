//! One row below the header: data, or a row that is none.

use super::{ReadRow, SheetReader};
use crate::codes;
use crate::head::read_labels;
use crate::header::Laid;
use crate::limits::HEADER_HITS_MIN;
use crate::outside::Outside;
use crate::reader::Merge;
use crate::strays::beside_the_table;
use crate::totals::is_remark;
use domain::finding::RowFinding;
use rows::{Cleaned, Columns, Note, RawCell, RawRow, RowReader, Sheet, StagedRow};

impl<S: Sheet> SheetReader<'_, S> {
    /// Reads one row below the header: data, or a row that is none.
    pub(super) fn read(&mut self, raw: RawRow) -> Option<ReadRow<S::Row>> {
        let heard = self.sheet.hears_the_rest().then(|| raw.clone());
        let read = self.read_row(raw);
        if let Some((raw, laid)) = heard.zip(self.laid.as_ref()) {
            let is_data = read.as_ref().is_some_and(|row| row.draft.is_some());
            let outside = Outside::of(&raw, |column| {
                !is_data || laid.columns().spec_at(column).is_none()
            });
            self.summary.outside.extend(outside);
        }
        read
    }

    fn read_row(&mut self, raw: RawRow) -> Option<ReadRow<S::Row>> {
        let laid = self.laid.as_ref()?;
        let columns = laid.columns();
        let mut received = laid.stage(raw);
        fill_merged(
            &mut received,
            columns,
            &mut self.merges,
            &mut self.open_merges,
        );
        let Cleaned { row, findings } = rows::clean(&received, columns);
        let staged = row.as_ref().unwrap_or(&received);
        if let Some(findings) = self.totals.reconcile(staged, columns) {
            self.summary.file_findings.extend(findings);
            return None;
        }
        let cells = staged.cells.iter().map(|cell| &cell.cell);
        let beside_labels = if staged.has_key(columns) {
            None
        } else {
            read_labels(cells, &mut self.summary.head)
        };
        if beside_labels == Some(0) {
            return None;
        }
        // With much beside its labels it is data that lacks its number, and is told so.
        let is_label_row = beside_labels.is_some_and(|others| others < HEADER_HITS_MIN);
        if is_label_row || staged.is_empty() || is_remark(staged) {
            // As received: a row that held only words for nothing is told, since something stood there.
            if !is_running_number(&received) {
                let note = Note::new(codes::ROW_IGNORED);
                self.summary
                    .file_findings
                    .push(note.at(&staged.sheet, staged.row, String::new()));
            }
            return None;
        }
        self.totals.add(staged, columns);
        self.untitled.look(staged, laid);
        if let Some(between) = self.sheet.generations() {
            self.swapped
                .add(staged, columns, &between, self.context.today);
        }
        let mut reader = RowReader::new(staged, columns);
        findings.into_iter().for_each(|finding| reader.add(finding));
        let draft = self.sheet.read(&mut reader, &self.context);
        if let Some(finding) = beside_the_table(staged, laid, self.summary.format) {
            reader.add(finding);
        }
        let (draft, mut findings) = reader.finish(draft);
        if let Some(row) = &draft {
            self.spellings
                .compare(&self.sheet.people(row), staged, &mut findings);
        }
        let draft = self.of_the_mapped_unit(draft, staged, &mut findings);
        let draft = self.first_of_its_kind(draft, staged, &mut findings);
        self.keep_a_name(row.as_ref().unwrap_or(&received));
        self.summary.rows += 1;
        self.summary.sound += u32::from(draft.is_some());
        Some(ReadRow {
            staged: received,
            draft,
            findings,
        })
    }

    /// Refuses a row of another unit than the one whose saved headers were used.
    fn of_the_mapped_unit(
        &self,
        draft: Option<S::Row>,
        staged: &StagedRow,
        findings: &mut Vec<RowFinding>,
    ) -> Option<S::Row> {
        let draft = draft?;
        if !self.laid.as_ref().is_some_and(Laid::is_mapped) {
            return Some(draft);
        }
        match self.sheet.unit_code(&draft) {
            Some(code) if code != self.mappings.unit => {
                let note = Note::new(codes::MAPPING_OTHER_UNIT)
                    .arg("code", code)
                    .arg("unit", self.mappings.unit.clone());
                findings.push(note.at(&staged.sheet, staged.row, String::new()));
                None
            }
            _ => Some(draft),
        }
    }

    /// Refuses a row that repeats an earlier one.
    fn first_of_its_kind(
        &mut self,
        draft: Option<S::Row>,
        staged: &StagedRow,
        findings: &mut Vec<RowFinding>,
    ) -> Option<S::Row> {
        let draft = draft?;
        match self.seen.note(self.sheet.key(&draft), staged.row) {
            None => Some(draft),
            Some(first) => {
                let note = Note::new(codes::DUPLICATE_IN_FILE).arg("first", first.to_string());
                findings.push(note.at(&staged.sheet, staged.row, String::new()));
                None
            }
        }
    }
}

/// A prepared row with nothing but its running number is blank.
fn is_running_number(row: &StagedRow) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.cell.is_blank());
    match (filled.next(), filled.next()) {
        (Some(only), None) => match &only.cell {
            RawCell::Number(_) => true,
            RawCell::Formula(result) => matches!(**result, RawCell::Number(_)),
            cell => cell
                .as_text()
                .is_some_and(|text| text.trim().bytes().all(|byte| byte.is_ascii_digit())),
        },
        (None, _) => true,
        _ => false,
    }
}

/// Fills the cells of a row below the first one of a merged cell. `merges` is sorted by falling first row, and all are
/// of columns that fill down.
fn fill_merged(
    staged: &mut StagedRow,
    columns: &Columns,
    merges: &mut Vec<Merge>,
    open: &mut Vec<(Merge, u16, RawCell)>,
) {
    let row = staged.row.saturating_sub(1);
    open.retain(|(merge, ..)| merge.bottom >= row);
    while merges.last().is_some_and(|merge| merge.top <= row) {
        let Some(merge) = merges.pop() else { break };
        if let Ok(index) = u16::try_from(merge.left)
            && merge.top == row
            && let Some(cell) = staged.at(index)
        {
            open.push((merge, index, cell.clone()));
        }
    }
    for (_, index, cell) in open.iter().filter(|(merge, ..)| merge.top < row) {
        let spec = columns
            .spec_at(usize::from(*index))
            .map_or("", |spec| spec.field);
        staged.fill(*index, spec, cell);
    }
}
