//! The words for the codes that findings speak of. A code nobody knows stands as it is: somebody wrote it by hand.

use crate::words::Words;
use domain::batch::LineState;
use domain::claim::{StateName, StepName};
use domain::slot::Occupancy;
use policy::Registry;

/// A step of a claim; acts that are no step stand as they are.
pub(super) fn step(code: &str) -> Words {
    named(code, StepName::from_code(code).map(StepName::chinese))
}

/// Where a claim stands.
pub(super) fn state(code: &str) -> Words {
    named(code, StateName::from_code(code).map(StateName::chinese))
}

/// Where a payment comes from.
pub(super) fn source(registry: &Registry, code: &str) -> Words {
    named(code, registry.source(code).map(|spec| spec.zh))
}

/// An account of the ledger.
pub(super) fn account(registry: &Registry, code: &str) -> Words {
    let mut known = registry.accounts().into_iter();
    named(
        code,
        known.find(|spec| spec.code == code).map(|spec| spec.zh),
    )
}

/// What became of a line of a batch.
pub(super) fn line(code: &str) -> Words {
    named(code, LineState::from_code(code).map(LineState::chinese))
}

/// How a slot stands.
pub(super) fn occupancy(occupancy: Occupancy) -> Words {
    let zh = match occupancy {
        Occupancy::Free => "空闲",
        Occupancy::Taken(_) => "已占用",
        Occupancy::Paid(_) => "已支付",
        Occupancy::Recovering(_) => "追回中",
    };
    named(occupancy.code(), Some(zh))
}

fn named(code: &str, chinese: Option<&str>) -> Words {
    let code = format!("`{code}`");
    match chinese {
        Some(chinese) => Words::new(format!("“{chinese}”"), code),
        None => Words::same(code),
    }
}
