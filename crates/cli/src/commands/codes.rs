//! Stable codes as values of flags: a wrong one is refused with the list of right ones.

use domain::announcement::AnnouncementKind;
use domain::batch::{BatchState, Channel};
use domain::case::{CaseState, ChangeState};
use domain::claim::StateName;
use domain::decision::Verdict;
use domain::draft::{FundSource, Mode};
use domain::fen::Fen;
use domain::ids::{CaseId, ChangeId, ImportId};
use domain::role::Role;
use domain::sensitive::Field;
use sealing::Suite;
use workflow::views::claims::Lane;

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: &str) -> Result<$type, String> {
            <$type>::from_code(text).ok_or_else(|| {
                let codes: Vec<&str> = <$type>::ALL.iter().map(|value| value.code()).collect();
                format!("write one of: {}", codes.join(", "))
            })
        }
    )*};
}

coded! {
    /// A role.
    role: Role;
    /// A claim's state.
    state: StateName;
    /// A claim's mode.
    mode: Mode;
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
pub fn sum(text: &str) -> Result<Fen, String> {
    let fen = ["fen", "分"]
        .iter()
        .find_map(|unit| text.trim().strip_suffix(unit));
    let read = match fen {
        Some(number) => number.trim_end().parse().ok().map(Fen::new),
        None => Fen::parse_yuan(text).ok(),
    };
    read.ok_or_else(|| "write yuan such as 1,234.50, or fen such as 123450fen".to_owned())
}

/// A verdict.
pub fn verdict(text: &str) -> Result<Verdict, String> {
    Verdict::from_code(text).ok_or_else(|| "write one of: eligible, review, reject".to_owned())
}

/// A part of the work that waits for a decision.
pub fn lane(text: &str) -> Result<Lane, String> {
    Lane::from_code(text)
        .ok_or_else(|| "write one of: ready, look, contested, ruling, overdue".to_owned())
}

/// A suite of ciphers.
pub fn suite(text: &str) -> Result<Suite, String> {
    Suite::from_code(text).ok_or_else(|| "write one of: gm, intl".to_owned())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $type:ty, $list:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(text: &str) -> Result<$type, String> {
            text.parse().map_err(|_| concat!("not an id; ", $list, " shows them").to_owned())
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
