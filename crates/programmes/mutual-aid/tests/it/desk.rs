//! What the tests of netting settle with: messages as a hospital sends them, and Pinghu's terms.

use domain::fen::Fen;
use domain::lang::Lang;
use mutual_aid::account::{Account, Answer};
use mutual_aid::grant::Terms;
use mutual_aid::message::{Message, Origin, read};
use mutual_aid::scheme::Scheme;

use crate::message_cases::{CODES, context};
use crate::scheme_cases::shipped;

pub fn terms(scheme: &Scheme) -> Terms<'_> {
    Terms {
        scheme,
        plans: &["hospital", "second", "child", "illness"],
        cover: scheme.period.days(),
        codes: &CODES,
        further_periods: 0,
        paid_before: Fen::ZERO,
        shares: 1,
    }
}

/// A settlement of a stay: id, visit, minute of the year's second month, and cash in yuan.
#[derive(Debug, Clone)]
pub struct Bill {
    pub id: String,
    pub visit: String,
    pub minute: u32,
    pub cash: i64,
}

impl Bill {
    pub fn new(id: &str, visit: &str, minute: u32, cash: i64) -> Self {
        Self {
            id: id.to_owned(),
            visit: visit.to_owned(),
            minute,
            cash,
        }
    }

    /// Under the hospital's message id `M<id>`.
    pub fn settle(&self) -> String {
        self.row(&self.id, 1, true, "")
    }

    /// A new id that names the original, with negative amounts.
    pub fn cancel_negative(&self, id: &str) -> String {
        self.row(
            id,
            -1,
            true,
            &format!(r#","init_setl_id":"{}","refd_setl_flag":"1""#, self.id),
        )
    }

    /// A new id that names the original, with positive amounts and the flag.
    pub fn cancel_flagged(&self, id: &str) -> String {
        self.row(
            id,
            1,
            true,
            &format!(r#","init_setl_id":"{}","refd_setl_flag":"1""#, self.id),
        )
    }

    /// A new id with positive amounts and the flag, and no original.
    pub fn cancel_unnamed(&self, id: &str) -> String {
        self.row(id, 1, true, r#","refd_setl_flag":"1""#)
    }

    /// The same id with the flag.
    pub fn cancel_same_id(&self) -> String {
        self.row(&self.id, 1, true, r#","refd_setl_flag":"1""#)
    }

    /// The answer to a cancellation: amounts, and nothing about the person.
    pub fn cancel_answer(&self, id: &str) -> String {
        self.row(id, 1, false, "")
    }

    pub fn compensate(&self) -> String {
        format!(
            r#"{{"omsgid":"M{}","oinfno":"2304","psn_no":"43000000000000000001"}}"#,
            self.id
        )
    }

    fn row(&self, id: &str, sign: i64, person: bool, more: &str) -> String {
        let (cash, visit) = (self.cash * sign, &self.visit);
        let time = format!(
            "2025-02-03 {:02}:{:02}:00",
            self.minute / 60,
            self.minute % 60
        );
        let who = if person {
            r#","psn_no":"43000000000000000001","insutype":"310""#
        } else {
            ""
        };
        format!(
            r#"{{"setl_id":"{id}","mdtrt_id":"{visit}","setl_time":"{time}","medins_setl_id":"M{id}","medfee_sumamt":{cash},"psn_cash_pay":"{cash}.00","acct_pay":0,"fulamt_ownpay_amt":0,"overlmt_selfpay":"0.00"{who}{more}}}"#
        )
    }
}

pub fn message(text: &str) -> Message {
    let reading = read(text, &context(Origin::Single));
    reading
        .message
        .unwrap_or_else(|| panic!("{text}: {:?}", reading.findings))
}

/// Receives messages in order and gives the answers.
pub fn receive(account: &mut Account, scheme: &Scheme, texts: &[String]) -> Vec<Answer> {
    texts
        .iter()
        .map(|text| account.receive(message(text), &terms(scheme)))
        .collect()
}

/// Everything through Pinghu's scheme, each settlement on its own.
pub fn pinghu(texts: &[String]) -> (Account, Vec<Answer>) {
    let mut account = Account::default();
    let answers = receive(&mut account, shipped("pinghu-2025"), texts);
    (account, answers)
}

/// The codes of what was found; every sentence has all its values in both languages.
pub fn codes(answer: &Answer) -> Vec<&str> {
    for finding in &answer.granted.findings {
        let text = mutual_aid::findings::ALL
            .iter()
            .find(|text| text.code == finding.code)
            .unwrap();
        for lang in [Lang::Zh, Lang::En] {
            assert!(text.unfilled(finding, lang).is_empty(), "{}", finding.code);
        }
    }
    let findings = answer.granted.findings.iter();
    findings.map(|finding| finding.code.as_str()).collect()
}
