//! What a benefit programme is: rules with clauses, dated parameters, rulings, and the one
//! question `assess`. Pure; the programmes themselves are crates of their own.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

pub mod condition;
pub mod facts;
pub mod funds;
pub mod layout;
pub mod marks;
pub mod messages;
pub mod params;
pub mod programme;
pub mod registry;
pub mod similarity;

pub use facts::{Asks, FactSpec, Facts};
pub use marks::{Mark, Spend};
pub use params::{Params, ParamsError};
pub use programme::{
    Assessor, CheckSpec, CodeText, LastDay, MemberText, Once, OptionSpec, OptionValue, Programme,
    RuleSpec, ShownField, Turn, Variation, WINDOW,
};
pub use registry::Registry;
