//! Stable codes as values of flags: a wrong one is refused with the list of right ones.

use crate::misuse::Unread;
use crate::words::Words;
use domain::announcement::AnnouncementKind;
use domain::batch::{BatchState, Channel};
use domain::case::{CaseState, ChangeState};
use domain::claim::StateName;
use domain::decision::Verdict;
use domain::draft::FundSource;
use domain::fen::Fen;
use domain::ids::{CaseId, ChangeId, ImportId};
use domain::payment_method::PaymentMethod;
use domain::role::Role;
use domain::sensitive::Field;
use policy::CheckSpec;
use sealing::Suite;
use workflow::views::claims::Lane;
use workflow::words;

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: &str) -> Result<$type, Unread> {
            <$type>::from_code(text).ok_or_else(|| {
                among(<$type>::ALL.iter().map(|value| (value.code(), value.chinese())))
            })
        }
    )*};
}

coded! {
    /// A role.
    role: Role;
    /// A claim's state.
    state: StateName;
    /// A purse.
    source: FundSource;
    /// A channel of payment.
    channel: Channel;
    /// A batch's state.
    batch_state: BatchState;
    /// A case's state.
    case_state: CaseState;
    /// A change's state.
    change_state: ChangeState;
    /// The form of an announcement.
    announcement: AnnouncementKind;
    /// A masked number.
    field: Field;
}

/// A sum as it is printed (`1,234.50`, in yuan), or in fen with the word behind it (`123450fen`).
pub fn sum(text: &str) -> Result<Fen, Unread> {
    let fen = ["fen", "分"]
        .iter()
        .find_map(|unit| text.trim().strip_suffix(unit));
    let read = match fen {
        Some(number) => number.trim_end().parse().ok().map(Fen::new),
        None => Fen::parse_yuan(text).ok(),
    };
    read.ok_or_else(|| {
        Unread(words!(
            "请写元，如 1,234.50，或写分，如 123450fen",
            "write yuan such as 1,234.50, or fen such as 123450fen"
        ))
    })
}

/// A payment method of one of the programmes.
pub fn method(text: &str) -> Result<PaymentMethod, Unread> {
    let methods = crate::programmes::registry().methods();
    let found = methods.iter().find(|spec| spec.code == text);
    let known = methods.iter().map(|spec| (spec.code, spec.zh));
    found.map(|spec| spec.method()).ok_or_else(|| among(known))
}

/// Something that the reviewers of one of the programmes look at by hand.
pub fn check(text: &str) -> Result<&'static str, Unread> {
    let registry = crate::programmes::registry();
    let checks: Vec<&CheckSpec> = registry
        .iter()
        .flat_map(|programme| programme.checks())
        .collect();
    let found = checks.iter().find(|spec| spec.code == text);
    let known = checks.iter().map(|spec| (spec.code, spec.zh));
    found.map(|spec| spec.code).ok_or_else(|| among(known))
}

/// A code that is none of these; each is given with its Chinese word.
fn among<'a>(known: impl Iterator<Item = (&'a str, &'a str)>) -> Unread {
    let (codes, told): (Vec<&str>, Vec<String>) = known
        .map(|(code, zh)| (code, format!("{code}（{zh}）")))
        .unzip();
    Unread(Words::new(
        format!("可写：{}", told.join("、")),
        format!("write one of: {}", codes.join(", ")),
    ))
}

/// A verdict.
pub fn verdict(text: &str) -> Result<Verdict, Unread> {
    Verdict::from_code(text).ok_or_else(|| one_of("eligible, review, reject"))
}

/// A part of the work that waits for a decision.
pub fn lane(text: &str) -> Result<Lane, Unread> {
    Lane::from_code(text).ok_or_else(|| one_of("ready, look, contested, ruling, overdue"))
}

/// A suite of ciphers.
pub fn suite(text: &str) -> Result<Suite, Unread> {
    Suite::from_code(text).ok_or_else(|| one_of("gm, intl"))
}

fn one_of(codes: &str) -> Unread {
    Unread(words!("可写：{codes}", "write one of: {codes}"))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $type:ty, $list:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: &str) -> Result<$type, Unread> {
            let list = $list;
            text.parse()
                .map_err(|_| Unread(words!("这不是编号；用 {list} 查看", "not an id; {list} shows them")))
        }
    )*};
}

ids! {
    /// A case.
    case_id: CaseId, "`gongbao duplicate list`";
    /// A change.
    change_id: ChangeId, "`gongbao change list`";
    /// An import.
    import_id: ImportId, "`gongbao import list`";
}
