//! The file's content: a bank list for members, an enrolment list for the tax channel.

use super::payee::{self, Payee};
use crate::error::Result;
use crate::review::rule_set::find_programme;
use crate::session::Context;
use domain::batch::Channel;
use domain::capitals::capitals;
use domain::fen::Fen;
use domain::identity::IdentityKind;
use import::write::{ColumnKind, Table, Value};
use storage::batches::{Batch, BatchLine};

/// Builds the table of a sealed batch from its frozen lines alone, so that every export is the same.
pub(crate) fn table(
    ctx: &Context,
    batch: &Batch,
    lines: &[BatchLine],
    channel: Channel,
) -> Result<Table> {
    let columns: &[(&str, ColumnKind)] = match channel {
        Channel::MemberBank | Channel::Institution => BANK,
        Channel::Tax => TAX,
    };
    let subject = find_programme(ctx, &batch.programme)?.subject();
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let payee = payee::open(ctx, line)?;
        rows.push(match channel {
            Channel::MemberBank | Channel::Institution => bank_row(line, payee),
            Channel::Tax => tax_row(line, payee),
        });
    }
    Ok(Table {
        title: format!("{}批次", channel.chinese()),
        head: head(batch, lines, channel),
        columns: columns
            .iter()
            .map(|(name, kind)| (heading(name, subject), *kind))
            .collect(),
        rows,
    })
}

/// The column with the name of the one a claim is for; a programme that has a word for them is heard.
const SUBJECT_NAME: &str = "享受人姓名";

fn heading(name: &str, subject: Option<(&str, &str)>) -> String {
    match subject {
        Some((zh, _)) if name == SUBJECT_NAME => format!("{zh}姓名"),
        _ => name.to_owned(),
    }
}

/// Control totals: whoever receives the file can see that it is whole.
fn head(batch: &Batch, lines: &[BatchLine], channel: Channel) -> Vec<(String, String)> {
    let total = batch.total;
    let mut head = vec![
        ("批次号", batch.number.clone()),
        ("笔数", batch.line_count.to_string()),
        ("合计金额", total.to_string()),
        ("大写", capitals(total)),
    ];
    if channel == Channel::Tax {
        let share = Fen::new(lines.iter().map(|line| line.member_share.get()).sum());
        head.push(("个人承担合计", share.to_string()));
    }
    head.push(("摘要", batch.digest.clone().unwrap_or_default()));
    head.into_iter()
        .map(|(label, value)| (label.to_owned(), value))
        .collect()
}

const BANK: &[(&str, ColumnKind)] = &[
    ("序号", ColumnKind::Text),
    ("户名", ColumnKind::Text),
    ("开户行", ColumnKind::Text),
    ("银行卡号", ColumnKind::Text),
    ("金额(元)", ColumnKind::Money),
    ("会员姓名", ColumnKind::Text),
    (SUBJECT_NAME, ColumnKind::Text),
    ("年度", ColumnKind::Text),
    ("申报编号", ColumnKind::Text),
];

fn bank_row(line: &BatchLine, payee: Payee) -> Vec<Value> {
    let (holder, bank, card) = payee
        .account
        .map_or_else(Default::default, |a| (a.holder, a.bank, a.card));
    vec![
        Value::Text(line.line_no.to_string()),
        Value::Text(holder),
        Value::Text(bank),
        Value::Text(card),
        Value::Money(line.amount),
        Value::Text(payee.member),
        Value::Text(payee.subject),
        Value::Text(payee.year.to_string()),
        Value::Text(payee.number),
    ]
}

const TAX: &[(&str, ColumnKind)] = &[
    ("序号", ColumnKind::Text),
    (SUBJECT_NAME, ColumnKind::Text),
    ("证件类型", ColumnKind::Text),
    ("证件号码", ColumnKind::Text),
    ("出生日期", ColumnKind::Date),
    ("年度", ColumnKind::Text),
    ("缴费金额", ColumnKind::Money),
    ("个人承担", ColumnKind::Money),
    ("合计", ColumnKind::Money),
    ("会员姓名", ColumnKind::Text),
    ("单位", ColumnKind::Text),
    ("申报编号", ColumnKind::Text),
];

fn tax_row(line: &BatchLine, payee: Payee) -> Vec<Value> {
    let (kind, number, birth) = payee
        .enrolment
        .map_or_else(Default::default, |e| (e.kind, e.number, e.birth_date));
    let (union, member) = (line.amount, line.member_share);
    vec![
        Value::Text(line.line_no.to_string()),
        Value::Text(payee.subject),
        Value::Text(document(&kind).to_owned()),
        Value::Text(number),
        birth.map_or(Value::Empty, Value::Date),
        Value::Text(payee.year.to_string()),
        Value::Money(union),
        Value::Money(member),
        Value::Money(Fen::new(union.get().saturating_add(member.get()))),
        Value::Text(payee.member),
        Value::Text(payee.unit),
        Value::Text(payee.number),
    ]
}

/// The name of a document as the tax channel's forms have it.
fn document(kind: &str) -> &str {
    match IdentityKind::from_code(kind) {
        Some(IdentityKind::ResidentId) => "居民身份证",
        Some(IdentityKind::ResidencePermit) => "港澳台居民居住证",
        Some(IdentityKind::ForeignPermit2017 | IdentityKind::ForeignPermit2023) => {
            "外国人永久居留身份证"
        }
        Some(IdentityKind::BirthCertificate) => "出生医学证明",
        Some(IdentityKind::Passport) => "护照",
        Some(IdentityKind::TravelPermit) => "来往内地通行证",
        None => kind,
    }
}
