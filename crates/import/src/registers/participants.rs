//! One row of a roster of participants: who takes part in a scheme, and what is paid for it.

use super::Register;
use super::columns::{MEMBER_ID, MEMBER_NAME, UNIT_CODE};
use crate::codes;
use chrono::NaiveDate;
use domain::bank_card::BankCard;
use domain::fen::Fen;
use domain::identity::IdentityNumber;
use policy::messages::MessageFeed;
use rows::column::{ColumnKind, ColumnSpec};
use rows::date::DateRead;
use rows::{Context, Read, RowReader, Sheet, SheetSpec, Whose, shown};

const SCHEME: ColumnSpec = ColumnSpec::new("scheme", "互助方案", ColumnKind::Text)
    .required()
    .aliases(&["方案", "方案代号", "互助期"])
    .hint("方案代号，如 pinghu-2025。");
const PLAN: ColumnSpec = ColumnSpec::new("plan", "参加项目", ColumnKind::Text)
    .aliases(&["互助项目", "参加计划", "计划"])
    .hint("方案只有一项时可不填；多项用“、”隔开。");
const JOINED: ColumnSpec = ColumnSpec::new("joined_on", "参加日期", ColumnKind::Date)
    .aliases(&["生效日期", "参保日期", "起始日期"])
    .hint("保障开始的日期；期初参加的可不填。");
const LEFT: ColumnSpec = ColumnSpec::new("left_on", "退出日期", ColumnKind::Date)
    .aliases(&["终止日期", "离开日期"])
    .hint("保障的最后一天；未退出的留空。");
const SHARES: ColumnSpec = ColumnSpec::new("shares", "份数", ColumnKind::Text)
    .aliases(&["参加份数"])
    .hint("参加的份数；一份可不填。");
const PAID: ColumnSpec = ColumnSpec::new("contribution", "缴费金额", ColumnKind::Money)
    .required()
    .aliases(&["互助金", "缴费", "缴纳金额", "互助费"])
    .hint("本人的互助金合计（元），含工会和单位承担的部分。");
const OWN: ColumnSpec = ColumnSpec::new("own_part", "个人缴费", ColumnKind::Money)
    .aliases(&["个人承担", "个人缴纳"])
    .hint("其中个人承担的部分（元）；没有的可不填。");
const KNOWN_AS: ColumnSpec = ColumnSpec::new("known_as", "人员编号", ColumnKind::Text)
    .aliases(&["参保人员编号"])
    .hint("结算报文中的人员编号，不是身份证号；不知道的可不填。");
const BANK: ColumnSpec = ColumnSpec::new("bank", "开户银行", ColumnKind::Text)
    .aliases(&["开户行", "银行"])
    .hint("会员本人账户的开户银行。");
const CARD: ColumnSpec = ColumnSpec::new("card", "银行卡号", ColumnKind::BankCard)
    .aliases(&["卡号", "银行账号", "账号"])
    .hint("会员本人的银行卡号，按文本填写。");
const REPLACES: ColumnSpec = ColumnSpec::new("replaces", "顶替人员身份证号", ColumnKind::Identity)
    .aliases(&["被顶替人身份证号", "顶替身份证号", "顶替何人"])
    .hint("顶替中途退出的人时填写被顶替人的身份证号；新参加的留空。");
const FOR_NAME: ColumnSpec = ColumnSpec::new("for_name", "受助人姓名", ColumnKind::Name)
    .aliases(&["受益人姓名"])
    .hint("会员为家人参加的方案填写家人姓名；本人参加的留空。");
const FOR_ID: ColumnSpec = ColumnSpec::new("for_id", "受助人身份证号", ColumnKind::Identity)
    .aliases(&["受益人身份证号"])
    .hint("会员为家人参加的方案填写家人的身份证号，银行卡仍填会员本人的。");
const COLUMNS: &[ColumnSpec] = &[
    UNIT_CODE,
    MEMBER_NAME,
    MEMBER_ID,
    SCHEME,
    PLAN,
    JOINED,
    LEFT,
    SHARES,
    PAID,
    OWN,
    KNOWN_AS,
    BANK,
    CARD,
    REPLACES,
    FOR_NAME,
    FOR_ID,
];
/// More shares of one plan than any scheme allows.
const SHARES_MAX: i16 = 99;

/// The roster of participants of a programme that is fed by messages: its feed knows the schemes. Without it there are none.
#[derive(Clone, Copy)]
pub struct Participants<'p>(pub Option<&'p dyn MessageFeed>);

/// A row of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantRow {
    /// Unit code.
    pub unit_code: String,
    /// The name, canonical.
    pub name: String,
    /// The identity number.
    pub identity: IdentityNumber,
    /// Id of the scheme.
    pub scheme: String,
    /// Ids of the plans joined, at least one.
    pub plans: Vec<String>,
    /// The day of joining; none is the scheme's first.
    pub joined_on: Option<NaiveDate>,
    /// The last day; none is the scheme's last.
    pub left_on: Option<NaiveDate>,
    /// Shares held.
    pub shares: i16,
    /// What is paid for it, whoever pays.
    pub contribution: Fen,
    /// The part the person pays.
    pub own_part: Fen,
    /// The number under which the sender's system knows the person.
    pub known_as: Option<String>,
    /// The bank of the account.
    pub bank: Option<String>,
    /// The account.
    pub card: Option<BankCard>,
    /// The number of who left and is replaced.
    pub replaces: Option<IdentityNumber>,
    /// Name and number of the person the member takes part for; none where it is the member.
    pub beneficiary: Option<(String, IdentityNumber)>,
}

impl ParticipantRow {
    /// The number of who takes part.
    pub fn subject(&self) -> &IdentityNumber {
        self.beneficiary
            .as_ref()
            .map_or(&self.identity, |(_, number)| number)
    }
}

impl Sheet for Participants<'_> {
    type Row = ParticipantRow;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: Register::Participants.code(),
            title: "参加互助名册",
            columns: COLUMNS,
        }
    }

    fn read(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<ParticipantRow> {
        read(cells, context, self.0)
    }

    fn unit_code<'r>(&self, row: &'r ParticipantRow) -> Option<&'r str> {
        Some(&row.unit_code)
    }

    fn key(&self, row: &ParticipantRow) -> String {
        format!(
            "{}|{}|{}",
            row.subject().canonical(),
            row.scheme,
            row.plans.join("+")
        )
    }

    fn people<'r>(&self, row: &'r ParticipantRow) -> Vec<(&'r str, &'r str)> {
        let beneficiary = row.beneficiary.as_ref();
        let beneficiary = beneficiary.map(|(name, number)| (number.canonical(), name.as_str()));
        std::iter::once((row.identity.canonical(), row.name.as_str()))
            .chain(beneficiary)
            .collect()
    }
}

fn read(
    reader: &mut RowReader<'_>,
    context: &Context,
    feed: Option<&dyn MessageFeed>,
) -> Option<ParticipantRow> {
    let unit_code = reader.unit_code(&UNIT_CODE, context);
    let name = reader.name(&MEMBER_NAME);
    let name = reader.required(&MEMBER_NAME, name);
    let number = reader.identity(&MEMBER_ID, None, Whose::Adult, context);
    let number = reader.required(&MEMBER_ID, number);
    let known = |word: &str| feed?.scheme(word).map(|days| (word.to_owned(), days));
    let scheme = reader.word(&SCHEME, known, "pinghu-2025");
    let scheme = reader.required(&SCHEME, scheme);
    let plans = scheme
        .as_ref()
        .and_then(|(scheme, _)| plans(reader, feed?, scheme));
    let joined_on = day(reader, &JOINED);
    let left_on = day(reader, &LEFT);
    if let (Read::Value(joined), Read::Value(left)) = (&joined_on, &left_on)
        && left < joined
    {
        reader.report(&LEFT, codes::LEFT_BEFORE_JOINED, &[]);
    }
    let shares = shares(reader);
    let contribution = reader.money(&PAID);
    let contribution = reader.required(&PAID, contribution);
    let own_part = reader.money(&OWN).value().unwrap_or(Fen::ZERO);
    if contribution.is_some_and(|all| own_part > all) {
        reader.report(&OWN, codes::OWN_PART_EXCEEDS, &[]);
    }
    let known_as = reader.code(&KNOWN_AS).value();
    let bank = reader.text(&BANK).value();
    let card = reader.card(&CARD).value();
    let replaces = reader.identity(&REPLACES, None, Whose::Adult, context);
    let beneficiary = beneficiary(reader, context);
    Some(ParticipantRow {
        unit_code: unit_code?,
        name: name?,
        identity: number?,
        scheme: scheme?.0,
        plans: plans?,
        joined_on: joined_on.value(),
        left_on: left_on.value(),
        shares: shares?,
        contribution: contribution?,
        own_part,
        known_as,
        bank,
        card,
        replaces: replaces.value(),
        beneficiary: beneficiary?,
    })
}

/// Whom the member takes part for, both cells or none; nothing where one of them is wrong or missing.
#[allow(
    clippy::option_option,
    reason = "nobody else, and a faulty cell, are two things"
)]
fn beneficiary(
    reader: &mut RowReader<'_>,
    context: &Context,
) -> Option<Option<(String, IdentityNumber)>> {
    let name = reader.name(&FOR_NAME);
    let number = reader.identity(&FOR_ID, None, Whose::Minor, context);
    if matches!((&name, &number), (Read::Blank, Read::Blank)) {
        return Some(None);
    }
    let name = reader.required(&FOR_NAME, name);
    let number = reader.required(&FOR_ID, number);
    Some(Some((name?, number?)))
}

/// The plans a row names, by id or name; the only one where it names none.
fn plans(reader: &mut RowReader<'_>, feed: &dyn MessageFeed, scheme: &str) -> Option<Vec<String>> {
    let known = feed.plans(scheme);
    let all = known.iter().map(|(_, name)| name.as_str());
    let all = all.collect::<Vec<_>>().join("、");
    let text = match reader.text(&PLAN) {
        Read::Value(text) => text,
        Read::Faulty => return None,
        Read::Blank => {
            if let [(only, _)] = known.as_slice() {
                return Some(vec![only.clone()]);
            }
            reader.report(
                &PLAN,
                codes::PLAN_UNKNOWN,
                &[("value", "-"), ("plans", &all)],
            );
            return None;
        }
    };
    let mut joined: Vec<String> = Vec::new();
    for word in text.split(['、', ',', '，', ';', '；', '+']).map(str::trim) {
        match known.iter().find(|(id, name)| id == word || name == word) {
            Some((id, _)) if !joined.contains(id) => joined.push(id.clone()),
            Some(_) => {}
            None => {
                let args = [("value", shown(word)), ("plans", all.clone())];
                reader.report(
                    &PLAN,
                    codes::PLAN_UNKNOWN,
                    &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)],
                );
                return None;
            }
        }
    }
    let ids: Vec<&str> = joined.iter().map(String::as_str).collect();
    let lacking = feed.plans_lacking(scheme, &ids);
    if !lacking.is_empty() {
        let name = |id: &String| known.iter().find(|(known, _)| known == id);
        let lacking: Vec<&str> = lacking
            .iter()
            .map(|id| name(id).map_or(id.as_str(), |(_, name)| name))
            .collect();
        reader.report(
            &PLAN,
            codes::PLANS_LACKING,
            &[("plans", &lacking.join("、"))],
        );
    }
    joined.sort();
    Some(joined)
}

/// A whole date, which may be still to come.
fn day(reader: &mut RowReader<'_>, field: &ColumnSpec) -> Read<NaiveDate> {
    match reader.date(field) {
        Read::Value(DateRead::Day(day) | DateRead::Serial(day)) => Read::Value(day),
        Read::Value(DateRead::Month(first)) => {
            let month = first.format("%Y-%m").to_string();
            reader.report(field, rows::codes::DATE_NO_DAY, &[("value", &month)]);
            Read::Faulty
        }
        Read::Value(_) | Read::Faulty => Read::Faulty,
        Read::Blank => Read::Blank,
    }
}

fn shares(reader: &mut RowReader<'_>) -> Option<i16> {
    match reader.code(&SHARES) {
        Read::Blank => Some(1),
        Read::Faulty => None,
        Read::Value(text) => {
            let number = text.trim_end_matches('份').parse().ok();
            let shares = number.filter(|shares| (1..=SHARES_MAX).contains(shares));
            if shares.is_none() {
                reader.report(&SHARES, codes::SHARES_FORMAT, &[("value", &shown(&text))]);
            }
            shares
        }
    }
}
