//! One row of a bank's or tax office's answer: what became of one payment.

use super::doubts::{doubts, value_doubts};
use super::own_words::{Kind, OwnWord, batch_in, list_of, own_words, tells_outcome};
use crate::outside::Outside;
use domain::claim_number::ClaimNumber;
use domain::fen::Fen;
use rows::words::among;
use rows::{ColumnKind, ColumnSpec, Context, Read, RowReader, Sheet, SheetSpec};

const CLAIM: ColumnSpec = ColumnSpec::new("claim_number", "申报编号", ColumnKind::Text)
    .aliases(&["申报号", "业务编号", "企业流水号", "附言"])
    .hint("导出文件中的申报编号；回执没有时按账号和金额核对。");
const CARD: ColumnSpec = ColumnSpec::new("card", "银行卡号", ColumnKind::BankCard)
    .aliases(&["账号", "卡号", "收款账号", "收款人账号", "对方账号"])
    .hint("收款账号，按文本填写。");
const HOLDER: ColumnSpec = ColumnSpec::new("holder", "户名", ColumnKind::Name)
    .aliases(&["收款人", "收款户名", "收款人户名", "收款人姓名", "姓名"])
    .hint("收款人户名。")
    .sample();
/// Name of the field of the sum.
pub const AMOUNT_FIELD: &str = "amount";
const AMOUNT: ColumnSpec = ColumnSpec::new(AMOUNT_FIELD, "金额(元)", ColumnKind::Money)
    .required()
    .aliases(&[
        "金额",
        "交易金额",
        "付款金额",
        "转账金额",
        "缴费金额",
        "发生额",
    ])
    .hint("该笔金额（元）。");
const REALLY_PAID: ColumnSpec = ColumnSpec::new("really_paid", "实付金额", ColumnKind::Money)
    .aliases(&[
        "实发金额",
        "实际付款金额",
        "到账金额",
        "成功金额",
        "实缴金额",
    ])
    .hint("实际付出的金额（元）；与金额不同的，不作为已支付。");
const OUTCOME: ColumnSpec = ColumnSpec::new("outcome", "处理结果", ColumnKind::Text)
    .required()
    .aliases(&[
        "处理状态",
        "交易状态",
        "交易结果",
        "缴费结果",
        "缴费状态",
        "结果",
        "状态",
    ])
    .hint("成功、失败或处理中。")
    .choices(&["成功", "失败", "处理中"]);
const REASON: ColumnSpec = ColumnSpec::new("reason", "失败原因", ColumnKind::Text)
    .aliases(&["原因", "错误信息", "返回信息", "退票原因", "处理信息"])
    .hint("失败的原因。");
const BATCH: ColumnSpec = ColumnSpec::new("batch", "批次号", ColumnKind::Text)
    .aliases(&[
        "批次",
        "批号",
        "批次编号",
        "批次号码",
        "业务批次号",
        "代发批次号",
        "交易批次号",
        "batch",
        "batchno",
    ])
    .hint("所答复的批次的编号，与导出文件中的一致。");
const COLUMNS: &[ColumnSpec] = &[
    CLAIM,
    CARD,
    HOLDER,
    AMOUNT,
    REALLY_PAID,
    OUTCOME,
    REASON,
    BATCH,
];

/// What became of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The money has arrived.
    Paid,
    /// It was not paid.
    Refused,
    /// Nobody knows yet: it may still be paid, and is never paid again on such a word.
    Unknown,
    /// The answer says "paid", and gives a reason for the contrary or another sum as really paid.
    Contradictory,
}

/// A row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// The claim's number, where the answer repeats it.
    pub claim: Option<ClaimNumber>,
    /// The account, canonical.
    pub card: Option<String>,
    /// The name of its holder.
    pub holder: Option<String>,
    /// The sum, in fen.
    pub amount: Fen,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not paid; empty where the answer does not say.
    pub reason: String,
    /// The batch it names, as written.
    pub batch: Option<String>,
}

/// The answer sheet. It is of no programme.
#[derive(Debug, Clone, Copy)]
pub struct Answers;

impl Answers {
    /// What an answer says of itself outside its rows.
    pub fn own_words(outside: &[Outside]) -> Vec<OwnWord> {
        own_words(outside)
    }

    /// The one kind of payments that a title says to list.
    pub fn list_of(title: &str) -> Option<Kind> {
        list_of(title)
    }

    /// A text says, or may say, that a payment was not made.
    pub fn doubts(text: &str) -> bool {
        doubts(text)
    }

    /// A column that is not read says by its title and value that the payment was not made as ordered.
    pub fn value_doubts(title: &str, value: &str, amount: Fen) -> bool {
        value_doubts(title, value, amount)
    }

    /// A text speaks of what became of payments.
    pub fn tells_outcome(text: &str) -> bool {
        tells_outcome(text)
    }

    /// A batch of ours that a text speaks of.
    pub fn batch_in(text: &str) -> Option<String> {
        batch_in(text)
    }
}

impl Sheet for Answers {
    type Row = AnswerRow;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: "answers",
            title: "回执",
            columns: COLUMNS,
        }
    }

    fn hears_the_rest(&self) -> bool {
        true
    }

    fn read(&self, cells: &mut RowReader<'_>, _: &Context) -> Option<AnswerRow> {
        // A remark that is no claim's number says nothing of the payment, unless it names a batch.
        let remark = match cells.text(&CLAIM) {
            Read::Value(text) => Some(text),
            Read::Blank | Read::Faulty => None,
        };
        let claim = remark.as_ref().and_then(|text| text.trim().parse().ok());
        let batch = cells.text(&BATCH).value();
        let batch = batch.or_else(|| remark.as_deref().and_then(batch_in));
        let card = cells.card(&CARD);
        let holder = cells.account_name(&HOLDER).value();
        let amount = cells.money(&AMOUNT);
        let amount = cells.required(&AMOUNT, amount);
        let really_paid = cells.money(&REALLY_PAID).value();
        let outcome = cells.word(&OUTCOME, outcome_word, "成功、失败、处理中");
        let outcome = cells.required(&OUTCOME, outcome);
        let reason = cells.text(&REASON).value().unwrap_or_default();
        let outcome = outcome.map(|outcome| match outcome {
            // "Paid" beside a reason that is none is no word to pay on.
            Outcome::Paid if !reason.is_empty() && outcome_word(&reason) != Some(Outcome::Paid) => {
                Outcome::Contradictory
            }
            Outcome::Paid if really_paid.is_some() && really_paid != amount => {
                Outcome::Contradictory
            }
            other => other,
        });
        Some(AnswerRow {
            claim,
            card: card.value().map(|card| card.canonical().to_owned()),
            holder,
            amount: amount?,
            outcome: outcome?,
            reason,
            batch,
        })
    }

    fn unit_code<'r>(&self, _: &'r AnswerRow) -> Option<&'r str> {
        None
    }

    /// Only a row that says just the same again is the same: two that differ about one payment contradict each other.
    fn key(&self, row: &AnswerRow) -> String {
        format!("{row:?}")
    }
}

/// The words of banks and tax offices, whole: what stands in brackets behind one may be its contrary, as in 成功（已退汇）.
/// `P` is a payment under way (ABC): no answer at all.
fn outcome_word(cell: &str) -> Option<Outcome> {
    let word: String = cell.split_whitespace().collect::<String>().to_lowercase();
    among(
        &word,
        &[
            (
                "成功 交易成功 处理成功 转账成功 付款成功 已付 已支付 已到账 已缴 已缴费 缴费成功 s",
                Outcome::Paid,
            ),
            (
                "失败 交易失败 处理失败 转账失败 付款失败 退票 退回 已退回 拒绝 被拒 未缴 缴费失败 e",
                Outcome::Refused,
            ),
            (
                "处理中 交易处理中 待处理 已受理 未知 状态未知 p",
                Outcome::Unknown,
            ),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_under_way_is_neither_paid_nor_refused_and_an_unknown_word_is_nothing() {
        for (word, outcome) in [
            ("成功", Some(Outcome::Paid)),
            ("S", Some(Outcome::Paid)),
            ("失败(户名不符)", None),
            ("成功（已退汇）", None),
            ("交易成功(待确认)", None),
            ("E", Some(Outcome::Refused)),
            ("P", Some(Outcome::Unknown)),
            ("处理中", Some(Outcome::Unknown)),
            ("部分成功", None),
            ("", None),
        ] {
            assert_eq!(outcome_word(word), outcome, "{word}");
        }
    }
}
