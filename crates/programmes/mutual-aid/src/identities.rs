//! What the amounts of a settlement must be to each other. A difference is reported and refuses nothing: implementations
//! disagree about the hospital's part and about other funds.

use domain::fen::Fen;
use domain::finding::RowFinding;
use rows::{FindingText, Note};

use crate::codes::Codes;
use crate::fields::AmountField::{self, *};
use crate::findings;
use crate::message::Message;

/// Systems round their parts one by one; a fen of difference says nothing.
const TOLERANCE_FEN: u64 = 1;

/// Fund kinds of lines that are no funds on the national platform: the personal account.
const PERSONAL_ACCOUNT: &str = "310200";

/// A term of an identity.
enum Term {
    /// It must be stated, else the identity says nothing.
    Stated(AmountField),
    /// Left out it is zero: newer or optional fields.
    IfStated(AmountField),
    /// Stated, and taken off.
    Less(AmountField),
}
use Term::{IfStated, Less, Stated};

struct Identity {
    left: &'static [Term],
    right: &'static [Term],
    text: FindingText,
}

const IDENTITIES: &[Identity] = &[
    Identity {
        left: &[Stated(Total)],
        right: &[Stated(Funds), Stated(Personal), IfStated(Hospital)],
        text: findings::COST_DIFFERS,
    },
    Identity {
        left: &[Stated(Personal)],
        right: &[Stated(PersonalAccount), Stated(Cash)],
        text: findings::PERSONAL_DIFFERS,
    },
    Identity {
        left: &[Stated(Funds)],
        right: &[
            Stated(Pooled),
            Stated(CivilServants),
            Stated(Enterprise),
            Stated(CriticalIllness),
            Stated(LargeAmount),
            IfStated(DisabledVeterans),
            Stated(Assistance),
            Stated(OtherFunds),
        ],
        text: findings::FUNDS_DIFFER,
    },
    Identity {
        left: &[Stated(Total)],
        right: &[
            Stated(WhollySelfPaid),
            Stated(AboveLimit),
            Stated(FirstSelfPaid),
            Stated(InScope),
        ],
        text: findings::SCOPE_DIFFERS,
    },
    Identity {
        left: &[Stated(Personal), IfStated(Hospital)],
        right: &[
            Stated(WhollySelfPaid),
            Stated(AboveLimit),
            Stated(FirstSelfPaid),
            Stated(InScope),
            Less(Funds),
        ],
        text: findings::BURDEN_DIFFERS,
    },
];

/// Every identity that does not hold.
pub(crate) fn check(message: &Message, codes: Option<&Codes>) -> Vec<RowFinding> {
    let mut found: Vec<RowFinding> = IDENTITIES
        .iter()
        .filter_map(|identity| {
            let left = sum(message, identity.left)?;
            let right = sum(message, identity.right)?;
            differs(left, right).then(|| told(identity.text, left, right))
        })
        .collect();
    if let (Some(shared), Some(account)) = (
        message.amount(SharedAccount),
        message.amount(PersonalAccount),
    ) && shared.get().unsigned_abs() > account.get().unsigned_abs()
    {
        found.push(told(findings::SHARED_EXCEEDS, shared.get(), account.get()));
    }
    found.extend(fund_lines(message, codes));
    found
}

/// Lines of the personal account and of cash are no funds, so they are no part of the funds' total.
fn fund_lines(message: &Message, codes: Option<&Codes>) -> Option<RowFinding> {
    let total = message.amount(Funds)?.get();
    if message.funds.is_empty() {
        return None;
    }
    let mut sum = 0_i64;
    for line in &message.funds {
        let is_fund = match codes {
            Some(codes) => codes.is_fund(line),
            None => line.fund != PERSONAL_ACCOUNT,
        };
        if is_fund {
            sum = sum.checked_add(line.paid?.get())?;
        }
    }
    differs(total, sum).then(|| told(findings::FUND_LINES_DIFFER, total, sum))
}

fn sum(message: &Message, terms: &[Term]) -> Option<i64> {
    terms.iter().try_fold(0_i64, |sum, term| {
        let stated = |field: &AmountField| message.amount(*field).map(Fen::get);
        match term {
            Stated(field) => sum.checked_add(stated(field)?),
            IfStated(field) => sum.checked_add(stated(field).unwrap_or(0)),
            Less(field) => sum.checked_sub(stated(field)?),
        }
    })
}

fn differs(left: i64, right: i64) -> bool {
    left.abs_diff(right) > TOLERANCE_FEN
}

fn told(text: FindingText, left: i64, right: i64) -> RowFinding {
    Note::new(text)
        .arg("left", Fen::new(left).to_string())
        .arg("right", Fen::new(right).to_string())
        .at_sheet("")
}
