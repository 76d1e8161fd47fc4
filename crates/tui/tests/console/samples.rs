//! The samples of bulk acts.

use crate::data::claim_row;
use domain::fen::Fen;
use domain::ids::BatchId;
use tui::msg::Data;
use workflow::Words;
use workflow::review::bulk::{Expected, Group, Offered, OfferedReview, SampleToken};

/// The sample of a bulk approval, and its token.
pub fn offered() -> Offered {
    Offered {
        refused: Vec::new(),
        expected: Expected {
            count: 41,
            total: Fen::new(1_640_000),
        },
        sample: (0..3).map(claim_row).collect(),
        token: token(),
    }
}

/// Two groups of claims to be reviewed, and the sample of the first.
pub fn offered_review() -> OfferedReview {
    let group = |codes: &[&str], count| Group {
        judged: codes.iter().map(|code| (*code).to_owned()).collect(),
        expected: Expected {
            count,
            total: Fen::new(40_000 * count),
        },
        sample: (0..3).map(claim_row).collect(),
        token: token(),
    };
    OfferedReview {
        groups: vec![
            group(&["paid-before-window"], 4),
            group(&["claimed-above-payable"], 2),
        ],
        refused: Vec::new(),
    }
}

pub fn token() -> SampleToken {
    "0123456789abcdef-fedcba9876543210".parse().unwrap()
}

/// A draft of which one claim falls out.
pub fn to_seal(batch: BatchId) -> Data {
    let expected = Expected {
        count: 24,
        total: Fen::new(960_000),
    };
    let why = Words::new(
        "有未处理的重复申报，请先处理",
        "an open duplicate case stands on this claim: resolve it first",
    );
    Data::ToSeal(batch, expected, vec![("26-7KQ2M-9XTRD".to_owned(), why)])
}
