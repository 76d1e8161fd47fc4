//! The words and laws of union-paid health benefits: identities, money, claims and their states,
//! slots, ledger, roles. Pure: no database, no clock, no random source, no terminal.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

pub mod announcement;
pub mod area;
pub mod area_history;
pub mod bank_card;
pub mod batch;
pub mod capitals;
pub mod case;
pub mod cause;
pub mod claim;
pub mod claim_number;
pub mod claim_record;
mod coded;
pub mod credit_code;
pub mod decision;
pub mod draft;
pub mod fen;
pub mod finding;
pub mod form;
pub mod fund;
pub mod glyph;
pub mod identity;
pub mod ids;
pub mod lang;
pub mod ledger;
pub mod mask;
pub mod mobile;
pub mod name;
pub mod notice;
pub mod payment_method;
pub mod period;
pub mod receipt_number;
pub mod referral;
pub mod role;
pub mod sensitive;
pub mod short_code;
pub mod shortfall;
pub mod slot;
pub mod succession;
pub mod unit;
pub mod year;
