//! What a bank's or tax office's file says of a batch: which lines it answers, and which of its rows fit none.
//!
//! Nothing is written here. What the file says goes through [`super::settle`] like an answer typed by hand, with its count
//! and sum confirmed; a row that does not fit a line exactly leaves that line open.

use super::own_words;
use super::payee::{self, Payee};
use super::settle::Lines;
use crate::error::{Result, WorkflowError};
use crate::session::Session;
use crate::words::Words;
use domain::bank_card::BankCard;
use domain::batch::LineState;
use domain::claim_number::ClaimNumber;
use domain::fen::Fen;
use domain::finding::{RowFinding, RowSeverity};
use domain::ids::{BatchId, ClaimRef};
use domain::name;
use domain::role::Action;
use import::{AnswerOutcome, AnswerRow, Answers, Choices, FileSummary, Limits, Opened};
use rows::{Context as RowContext, Note, StagedRow};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use storage::batches::BatchLine;

/// Rows read at a time.
const CHUNK: usize = 1_000;
/// Said where a bank refuses and gives no reason.
pub(crate) const NO_REASON: &str = "银行或税务未说明原因";

/// What a file says of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAnswer {
    /// The lines it answers.
    pub lines: Lines,
    /// Lines it says are under way: they stay open and are never paid again on such a word.
    pub under_way: Vec<ClaimRef>,
    /// Rows that repeat what was registered before.
    pub known: usize,
    /// Rows that fit no line, or contradict one: the line stays open.
    pub strange: Vec<StrangeRow>,
    /// What was found in the file and its rows; a finding of severity `File` refuses it whole.
    pub findings: Vec<RowFinding>,
}

/// A row that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrangeRow {
    /// The sheet.
    pub sheet: String,
    /// The row.
    pub row: u32,
    /// Why.
    pub why: Words,
}

impl FileAnswer {
    /// It answers a line that is open.
    pub fn answers(&self) -> bool {
        match &self.lines {
            Lines::All => true,
            Lines::Some { paid, refused } => !paid.is_empty() || !refused.is_empty(),
        }
    }

    /// The file was refused whole: it answers nothing.
    pub fn is_refused(&self) -> bool {
        let refuses = |finding: &RowFinding| finding.severity == RowSeverity::File;
        self.findings.iter().any(refuses)
    }
}

/// Reads an answer about a batch. `receipt` is the confirming document the operator names: a bank's own number of the
/// batch is known by it.
///
/// # Errors
/// [`WorkflowError`] when the file cannot be opened, or the batch is not there or not for the operator.
pub fn read_answer(
    session: &mut Session,
    batch: BatchId,
    path: &Path,
    choices: &Choices,
    receipt: Option<&str>,
) -> Result<FileAnswer> {
    session.ctx.require(Action::Pay)?;
    let ctx = session.ctx.clone();
    let row = storage::batches::find(&mut session.db, &ctx.actor.scope, batch)
        .map_err(|error| super::missing(error, &batch.to_string()))?;
    let mut answered = FileAnswer {
        lines: Lines::Some {
            paid: Vec::new(),
            refused: Vec::new(),
        },
        under_way: Vec::new(),
        known: 0,
        strange: Vec::new(),
        findings: Vec::new(),
    };
    let alone = Choices {
        alone: true,
        ..choices.clone()
    };
    let mut workbook = match import::open_with(path, &Limits::default(), &alone)? {
        Opened::Workbook(workbook) => workbook,
        Opened::Refused { findings, .. } => {
            answered.findings = findings;
            return Ok(answered);
        }
    };
    let context = RowContext {
        today: ctx.today(),
        default_unit_code: None,
    };
    let mut rows = Vec::new();
    let summary = import::read(&mut workbook, Answers, context, CHUNK, |chunk| {
        rows.extend(chunk);
        Ok::<_, WorkflowError>(())
    })?;
    answered.findings = summary.file_findings.clone();
    let in_another_unit = |title: &str| OTHER_UNITS.iter().any(|unit| title.contains(unit));
    for column in &summary.columns {
        if column.field == import::ANSWER_AMOUNT && in_another_unit(&column.title) {
            let args = [("column", column.title.clone())];
            answered.findings.push(RowFinding {
                sheet: summary.sheet.clone(),
                row: summary.header_row,
                column: column.letter.clone(),
                code: import::codes::AMOUNT_UNIT.code.to_owned(),
                severity: RowSeverity::File,
                args: args.map(|(name, value)| (name.to_owned(), value)).into(),
            });
        }
    }
    for finding in &mut answered.findings {
        // Of a claims sheet a total that differs is a hint; of money that was paid it is the end.
        if TOTALS.contains(&finding.code.as_str()) {
            finding.severity = RowSeverity::File;
        }
    }
    let said: Vec<Said> = rows
        .into_iter()
        .map(|row| {
            answered.findings.extend(row.findings);
            Said {
                row: row.staged.row,
                cells: texts(&row.staged),
                answer: row
                    .draft
                    .map(|answer| doubted_beside(answer, &row.staged, &summary)),
            }
        })
        .collect();
    let of_itself = own_words::refused(path, &summary, &said, &row.number, receipt);
    answered.findings.extend(of_itself);
    if answered.is_refused() {
        return Ok(answered);
    }
    let stored = storage::batches::lines(&mut session.db, batch)?;
    let lines: Vec<(BatchLine, Payee)> = stored
        .into_iter()
        .map(|line| Ok((line.clone(), payee::open(&ctx, &line)?)))
        .collect::<Result<_>>()?;
    answered.take(&summary.sheet, &said, &lines);
    Ok(answered)
}

/// Units other than the yuan that a header gives its sums in.
const OTHER_UNITS: [&str; 6] = ["（分）", "(分)", "（角）", "(角)", "千元", "万元"];

/// Findings of the totals of a file.
const TOTALS: [&str; 2] = ["totals-differ", "totals-count-differs"];

/// A row with its place; nothing where a finding refuses it.
pub(super) struct Said {
    pub(super) row: u32,
    /// Its cells as received.
    pub(super) cells: Vec<String>,
    pub(super) answer: Option<AnswerRow>,
}

/// "Paid" beside a cell that nothing else is made of, and that says the contrary, is no word to pay on.
fn doubted_beside(answer: AnswerRow, row: &StagedRow, file: &FileSummary) -> AnswerRow {
    let says_no = row
        .cells
        .iter()
        .filter(|cell| cell.field.is_empty())
        .any(|cell| {
            let title = file
                .titles
                .get(usize::from(cell.column))
                .map_or("", String::as_str);
            let text = cell.cell.as_text().unwrap_or_default();
            Answers::doubts(text) || Answers::value_doubts(title, text, answer.amount)
        });
    match answer.outcome {
        AnswerOutcome::Paid if says_no => AnswerRow {
            outcome: AnswerOutcome::Contradictory,
            ..answer
        },
        _ => answer,
    }
}

fn texts(row: &StagedRow) -> Vec<String> {
    let texts = row.cells.iter().filter_map(|cell| cell.cell.as_text());
    texts.map(rows::tidy).collect()
}

impl Said {
    /// It may be about this payment: a cell is the claim's number or the account, or has the holder's name in it.
    fn may_be_of(&self, payee: &Payee) -> bool {
        self.cells.iter().any(|cell| {
            let number = cell.parse::<ClaimNumber>();
            let is_number = number.is_ok_and(|number| number.to_string() == payee.number);
            let of_account = payee.account.as_ref().is_some_and(|account| {
                let digits: String = cell.chars().filter(char::is_ascii_alphanumeric).collect();
                digits == account.card || cell.contains(account.holder.as_str())
            });
            is_number || of_account
        })
    }

    /// It has a sum of the batch, or a word for what became of a payment; else it is a note.
    fn is_of_a_payment(&self, lines: &[(BatchLine, Payee)]) -> bool {
        self.cells.iter().any(|cell| {
            let sum = Fen::parse_yuan(cell);
            let is_sum = |sum: &Fen| lines.iter().any(|(line, _)| sums(line).contains(sum));
            Answers::tells_outcome(cell) || Answers::doubts(cell) || sum.as_ref().is_ok_and(is_sum)
        })
    }

    /// A payment that is none of the batch's: a whole claim's number or account is in it.
    fn names_another(&self) -> bool {
        self.cells.iter().any(|cell| {
            let is_account =
                || BankCard::parse(cell).is_ok_and(|card| card.is_card_length() && card.luhn_ok());
            cell.parse::<ClaimNumber>().is_ok() || is_account()
        })
    }
}

impl FileAnswer {
    fn take(&mut self, sheet: &str, said: &[Said], lines: &[(BatchLine, Payee)]) {
        let mut of_line: BTreeMap<ClaimRef, Vec<(u32, &AnswerRow)>> = BTreeMap::new();
        let mut strange: Vec<(u32, Words)> = Vec::new();
        // What a row that is not used may be about is not settled by another one: it may say the contrary.
        let mut in_doubt: BTreeSet<ClaimRef> = BTreeSet::new();
        for one in said {
            let line = match &one.answer {
                Some(answer) => line_of(answer, lines).map(|line| (line, answer)),
                None => Err(words!(
                    "该行有误，未采用",
                    "the row is faulty and was not used"
                )),
            };
            match line {
                Ok((line, answer)) => of_line
                    .entry(line.handle())
                    .or_default()
                    .push((one.row, answer)),
                Err(why) => {
                    strange.push((one.row, why));
                    let touched = lines.iter().filter(|(_, payee)| one.may_be_of(payee));
                    let touched: Vec<ClaimRef> = touched.map(|(line, _)| line.handle()).collect();
                    let of_nobody = touched.is_empty() && !one.names_another();
                    if of_nobody && one.is_of_a_payment(lines) {
                        let note = Note::new(import::codes::FILE_ROW_OF_NOBODY);
                        self.findings.push(note.at(sheet, one.row, String::new()));
                    }
                    in_doubt.extend(touched);
                }
            }
        }
        if self.is_refused() {
            return;
        }
        let (mut paid, mut refused) = (Vec::new(), Vec::new());
        for (line, _) in lines {
            let Some(rows) = of_line.remove(&line.handle()) else {
                continue;
            };
            let [(row, answer)] = rows.as_slice() else {
                strange.extend(rows.iter().map(|(row, _)| (*row, several())));
                continue;
            };
            if in_doubt.contains(&line.handle()) {
                strange.push((*row, doubted()));
                continue;
            }
            match (answer.outcome, line.state) {
                (AnswerOutcome::Paid, LineState::Open) => paid.push(line.handle()),
                (AnswerOutcome::Refused, LineState::Open) => {
                    let reason = Some(answer.reason.trim()).filter(|reason| !reason.is_empty());
                    refused.push((line.handle(), reason.unwrap_or(NO_REASON).to_owned()));
                }
                (AnswerOutcome::Unknown, LineState::Open) => {
                    self.under_way.push(line.handle());
                }
                (AnswerOutcome::Paid, LineState::Paid)
                | (AnswerOutcome::Refused, LineState::Refused) => self.known += 1,
                (AnswerOutcome::Contradictory, _) => strange.push((
                    *row,
                    words!(
                        "处理结果为成功，同一行又写有失败原因、退回字样或另一金额，未采用",
                        "it says paid, and beside it why not, that it came back, or another sum: it was not used"
                    ),
                )),
                (_, state) => strange.push((*row, contradicts(state))),
            }
        }
        strange.sort_by_key(|(row, _)| *row);
        self.strange = strange
            .into_iter()
            .map(|(row, why)| StrangeRow {
                sheet: sheet.to_owned(),
                row,
                why,
            })
            .collect();
        self.lines = Lines::Some { paid, refused };
    }
}

fn several() -> Words {
    words!(
        "回执中有几行对应同一笔，均未采用",
        "several rows of the answer are about this line: none was used"
    )
}

fn doubted() -> Words {
    words!(
        "另有一行可能也是这一笔，但不能采用，因此本行也未采用",
        "another row that was not used may be about this line, so this one was not used either"
    )
}

fn contradicts(state: LineState) -> Words {
    let (zh, en) = (state.chinese(), state.code());
    words!(
        "与已登记的结果（{zh}）不一致，未采用",
        "contradicts what is registered ({en}) and was not used"
    )
}

/// The line a row is about, and nothing of it differs: by the claim's number, else by account and sum.
fn line_of<'a>(
    answer: &AnswerRow,
    lines: &'a [(BatchLine, Payee)],
) -> std::result::Result<&'a BatchLine, Words> {
    let (line, payee) = match &answer.claim {
        Some(number) => {
            let number = number.to_string();
            lines
                .iter()
                .find(|(_, payee)| payee.number == number)
                .ok_or_else(|| {
                    words!("本批次没有申报 {number}", "the batch has no claim {number}")
                })?
        }
        None => by_account(answer, lines)?,
    };
    if !sums(line).contains(&answer.amount) {
        let amount = line.amount;
        return Err(words!(
            "金额不符：回执 {} 元，批次 {amount} 元",
            "another sum: {} yuan in the answer, {amount} in the batch",
            answer.amount
        ));
    }
    if let Some(account) = &payee.account {
        let other_card = answer
            .card
            .as_ref()
            .is_some_and(|card| *card != account.card);
        let other_name = answer
            .holder
            .as_ref()
            .is_some_and(|holder| !name::is_same(holder, &account.holder));
        if other_card || other_name {
            return Err(words!(
                "账号或户名与批次不符",
                "the account or its holder is not the one of the batch"
            ));
        }
    }
    Ok(line)
}

/// The union's sum, and where the member pays a part to the same channel, both together.
fn sums(line: &BatchLine) -> [Fen; 2] {
    let (union, member) = (line.amount, line.member_share);
    [union, Fen::new(union.get().saturating_add(member.get()))]
}

fn by_account<'a>(
    answer: &AnswerRow,
    lines: &'a [(BatchLine, Payee)],
) -> std::result::Result<&'a (BatchLine, Payee), Words> {
    let Some(card) = &answer.card else {
        return Err(words!(
            "没有申报编号，也没有账号，无法核对",
            "neither a claim's number nor an account: it fits no line"
        ));
    };
    let mut fitting = lines.iter().filter(|(line, payee)| {
        let account = payee.account.as_ref();
        account.is_some_and(|account| account.card == *card) && sums(line).contains(&answer.amount)
    });
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(words!(
            "本批次没有该账号和金额的一笔",
            "no line of the batch has this account and sum"
        )),
        (Some(_), Some(_)) => Err(words!(
            "本批次有几笔账号和金额相同，请按申报编号登记",
            "several lines have this account and sum: settle them by the claims' numbers"
        )),
    }
}
