//! What an answer says of itself, held against the batch and its own rows: a file about another batch, or one whose figures
//! its rows do not make, is refused whole.

use super::answer_file::Said as Row;
use domain::batch::BatchNumber;
use domain::fen::Fen;
use domain::finding::RowFinding;
use import::{
    AnswerKind, AnswerOutcome, AnswerRow, Answers, Figure, FileSummary, OwnWord, Said, codes,
};
use rows::Note;
use std::path::Path;

/// Why the file is not used, each with its place and both values; nothing where it fits.
pub(super) fn refused(
    path: &Path,
    file: &FileSummary,
    rows: &[Row],
    batch: &str,
    receipt: Option<&str>,
) -> Vec<RowFinding> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A workbook without tables of its own has the file's name for a sheet.
    let names: std::collections::BTreeSet<String> = [name.as_ref(), &file.sheet]
        .into_iter()
        .filter_map(Answers::batch_in)
        .filter(|named| !is_batch(named, batch))
        .collect();
    let mut findings: Vec<RowFinding> = names
        .into_iter()
        .map(|named| {
            Note::new(codes::FILE_NAMED_OTHER_BATCH)
                .arg("stated", named)
                .arg("batch", batch)
                .at_sheet(&file.sheet)
        })
        .collect();
    let words = Answers::own_words(&file.outside);
    let of_rows = rows
        .iter()
        .filter_map(|row| Some((row.row, row.answer.as_ref()?.batch.as_deref()?)));
    let of_words = words.iter().filter_map(|word| match &word.said {
        Said::Batch(number) => Some((word.row, number.as_str())),
        Said::Figure { .. } => None,
    });
    let mut told = std::collections::BTreeSet::new();
    for (row, number) in of_words.chain(of_rows) {
        // A column says the same in every row: the first one is told.
        if told.insert(number) {
            findings.extend(other_batch(&file.sheet, row, number, batch, receipt));
        }
    }
    let answers: Vec<&AnswerRow> = rows.iter().filter_map(|row| row.answer.as_ref()).collect();
    findings.extend(
        words
            .iter()
            .filter_map(|word| contradicted(&file.sheet, word, &answers)),
    );
    findings.extend(other_list(&name, file, &answers));
    findings.extend(notes_in_doubt(&name, file, rows, &words));
    findings
}

/// Notes outside the rows of data that may say the contrary of them, but for figures, which are held against the rows.
fn notes_in_doubt(
    name: &str,
    file: &FileSummary,
    rows: &[Row],
    words: &[OwnWord],
) -> Vec<RowFinding> {
    let counted = |row: u32| {
        let figures = words
            .iter()
            .filter(|word| matches!(word.said, Said::Figure { .. }));
        figures.map(|word| word.row).any(|of| of == row)
    };
    let of_data = |row: u32| rows.iter().any(|data| data.row == row);
    let outside = file
        .outside
        .iter()
        .filter(|row| !counted(row.row) && !of_data(row.row));
    let texts = outside.flat_map(|row| row.cells.iter().map(|(_, text)| (row.row, text.as_str())));
    let in_doubt = texts
        .chain((!name.contains("成功")).then_some((0, name)))
        .filter(|(_, text)| Answers::doubts(text));
    in_doubt
        // A title of a list is held against the rows.
        .filter(|(_, text)| Answers::list_of(text).is_none())
        .map(|(row, text)| {
            let note = Note::new(codes::FILE_NOTE_IN_DOUBT).arg("text", text);
            match row {
                0 => note.at_sheet(&file.sheet),
                row => note.at(&file.sheet, row, String::new()),
            }
        })
        .collect()
}

/// A title, above the table or in a name, of a list of other payments than a row has.
fn other_list(name: &str, file: &FileSummary, answers: &[&AnswerRow]) -> Option<RowFinding> {
    let above = file.outside.iter().filter(|row| row.row < file.header_row);
    let cells = above.flat_map(|row| row.cells.iter().map(|(_, text)| (row.row, text.as_str())));
    let titles = cells.chain([(0, name), (0, file.sheet.as_str())]);
    let listed = titles.filter_map(|(row, title)| Some((row, title, Answers::list_of(title)?)));
    let contrary = |kind| {
        let of_kind = |answer: &&&AnswerRow| is_of(answer.outcome, kind);
        answers.len() - answers.iter().filter(of_kind).count()
    };
    listed
        .map(|(row, title, kind)| (row, title, contrary(kind)))
        .find(|(.., contrary)| *contrary > 0)
        .map(|(row, title, contrary)| {
            let note = Note::new(codes::FILE_OTHER_LIST)
                .arg("title", title)
                .arg("count", contrary.to_string());
            match row {
                0 => note.at_sheet(&file.sheet),
                row => note.at(&file.sheet, row, String::new()),
            }
        })
}

fn is_batch(named: &str, batch: &str) -> bool {
    match named.parse::<BatchNumber>() {
        Ok(number) => number.as_str() == batch,
        Err(_) => false,
    }
}

/// Letters of a batch's number: as many, and the first of them, are ours however the rest was typed.
fn is_one_of_ours(number: &str) -> bool {
    let plain: String = number.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut first = plain.chars();
    plain.chars().count() == OURS_CHARS
        && first
            .next()
            .is_some_and(|first| first.eq_ignore_ascii_case(&'B'))
        && first.take(2).all(|digit| digit.is_ascii_digit())
}

/// The letter, the year, nine characters and their check.
const OURS_CHARS: usize = 13;

fn other_batch(
    sheet: &str,
    row: u32,
    number: &str,
    batch: &str,
    receipt: Option<&str>,
) -> Option<RowFinding> {
    if is_batch(number, batch) {
        return None;
    }
    let code = if is_one_of_ours(number) {
        codes::FILE_OTHER_BATCH
    } else if receipt.is_some_and(|receipt| names(receipt, number)) {
        return None;
    } else {
        codes::FILE_BANK_BATCH
    };
    let note = Note::new(code).arg("stated", number).arg("batch", batch);
    Some(note.at(sheet, row, String::new()))
}

/// The confirming document names this number, perhaps beside others.
fn names(receipt: &str, number: &str) -> bool {
    let apart = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；');
    receipt
        .split(apart)
        .any(|named| named.eq_ignore_ascii_case(number))
}

/// A figure by outcome that the rows do not make.
fn contradicted(sheet: &str, word: &OwnWord, answers: &[&AnswerRow]) -> Option<RowFinding> {
    let Said::Figure {
        word: named,
        of,
        figure,
    } = &word.said
    else {
        return None;
    };
    let such = answers.iter().filter(|answer| is_of(answer.outcome, *of));
    let (count, total) = such.fold((0_i64, 0_i64), |(count, total), answer| {
        (count + 1, total.saturating_add(answer.amount.get()))
    });
    let in_part = *of == AnswerKind::RefusedInPart;
    let fits = |stated: i64, made: i64| stated == made || (in_part && stated < made);
    let yuan = |count: i64| count.saturating_mul(100);
    let (fits, stated, computed) = match *figure {
        Figure::Count(stated) => (fits(stated, count), stated.to_string(), count.to_string()),
        Figure::Sum(stated) => (
            fits(stated.get(), total),
            stated.to_string(),
            Fen::new(total).to_string(),
        ),
        Figure::Either(stated) => (
            fits(stated, count) || fits(yuan(stated), total),
            stated.to_string(),
            count.to_string(),
        ),
    };
    let note = Note::new(codes::FILE_OUTCOMES_DIFFER)
        .arg("word", named.clone())
        .arg("stated", stated)
        .arg("computed", computed);
    (!fits).then(|| note.at(sheet, word.row, String::new()))
}

/// A row that says "paid" is counted so by whoever wrote the figure, whatever stands beside the word.
fn is_of(outcome: AnswerOutcome, kind: AnswerKind) -> bool {
    match kind {
        AnswerKind::Paid => matches!(outcome, AnswerOutcome::Paid | AnswerOutcome::Contradictory),
        AnswerKind::Refused | AnswerKind::RefusedInPart => outcome == AnswerOutcome::Refused,
        AnswerKind::UnderWay => outcome == AnswerOutcome::Unknown,
        AnswerKind::NotPaid => outcome != AnswerOutcome::Paid,
    }
}
