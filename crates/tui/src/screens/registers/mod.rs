//! The registers: units, plans and budgets, rulings, ledger, audit, operators, jobs and people. They are looked at
//! far more than they are changed, so they share one shape: a list that can be narrowed, and what Enter opens.

mod act;
mod audit;
mod jobs;
mod ledger;
mod next_year;
mod operators;
mod people;
mod person;
mod plans;
mod preview;
mod ruling;
mod rulings;
mod state;
mod template;
mod units;

pub use act::{confirm, run};
pub use state::{
    Answer, Ask, Narrow, OperatorLine, Previewed, Register, RegisterCommand, RegisterPurpose,
    Registers, RulingLine,
};

use super::Face;
use crate::commands::Motion;
use crate::line::{Line, Tone};
use crate::model::Model;
use crate::msg::Query;

/// What a register shows.
pub fn face(model: &Model, register: &Register) -> Face {
    match register {
        Register::Units => units::face(model),
        Register::Plans => plans::face(model),
        Register::Rulings => rulings::face(model),
        Register::Ruling(..) => ruling::face(model),
        Register::Preview => preview::face(model),
        Register::Ledger => ledger::face(model),
        Register::Audit => audit::face(model),
        Register::Operators => operators::face(model),
        Register::Jobs => jobs::face(model),
        Register::People => people::face(model),
        Register::Person(_) => person::face(model),
        Register::NextYear(..) => next_year::face(model),
    }
}

/// Rows its body has.
pub fn body_rows(model: &Model, register: &Register) -> usize {
    let size = model.size;
    match register {
        Register::Ruling(..) | Register::Preview | Register::Person(_) | Register::NextYear(..) => {
            super::text_rows(size)
        }
        Register::Ledger => super::rows_below(size, ledger::HEAD_ROWS, 0),
        Register::Units => super::list_rows(size, units::PREVIEW_ROWS),
        Register::Rulings => super::list_rows(size, rulings::PREVIEW_ROWS),
        _ => super::list_rows(size, 0),
    }
}

/// Lines of a register that is one text.
pub fn text_lines(model: &Model, register: &Register) -> usize {
    match register {
        Register::Ruling(..) => ruling::lines(model).len(),
        Register::Preview => preview::lines(model).len(),
        Register::Person(_) => person::lines(model).len(),
        Register::NextYear(..) => next_year::lines(model).len(),
        _ => 0,
    }
}

/// Moves the cursor, or the text.
pub fn step(model: &mut Model, register: &Register, motion: Motion, height: usize) {
    let longest = text_lines(model, register);
    let s = &mut model.screens;
    let r = &mut s.registers;
    match register {
        Register::Units => super::walk(&mut r.units, motion, height),
        Register::Plans => super::walk(&mut r.plans, motion, height),
        Register::Rulings => super::walk(&mut r.rulings, motion, height),
        Register::Ruling(..) => ruling::step(model, motion),
        Register::Ledger => super::walk(&mut r.ledger, motion, height),
        Register::Audit => super::walk(&mut r.audit, motion, height),
        Register::Operators => super::walk(&mut r.operators, motion, height),
        Register::Jobs => super::walk(&mut r.jobs, motion, height),
        Register::People => super::walk(&mut r.people, motion, height),
        Register::Preview | Register::Person(_) | Register::NextYear(..) => {
            s.text_top = super::scroll(s.text_top, motion, height, longest);
        }
    }
}

/// Keeps the cursor on the screen.
pub fn follow(model: &mut Model, register: &Register, height: usize) {
    let longest = text_lines(model, register);
    let s = &mut model.screens;
    let r = &mut s.registers;
    match register {
        Register::Units => r.units.follow(height),
        Register::Plans => r.plans.follow(height),
        Register::Rulings => r.rulings.follow(height),
        Register::Ledger => r.ledger.follow(height),
        Register::Audit => r.audit.follow(height),
        Register::Operators => r.operators.follow(height),
        Register::Jobs => r.jobs.follow(height),
        Register::People => r.people.follow(height),
        Register::Ruling(..) | Register::Preview | Register::Person(_) | Register::NextYear(..) => {
            s.text_top = s.text_top.min(longest.saturating_sub(height));
        }
    }
}

/// Forgets what the screen showed of something else.
pub fn arrive(model: &mut Model, register: &Register) {
    match register {
        Register::Ruling(..) => {
            model.screens.text_top = 0;
            model.screens.registers.value = 0;
        }
        Register::Preview => model.screens.text_top = 0,
        Register::Person(_) => {
            model.screens.text_top = 0;
            model.screens.registers.person = Default::default();
        }
        Register::NextYear(..) => {
            model.screens.text_top = 0;
            model.screens.registers.next_year = Default::default();
        }
        _ => {}
    }
}

/// Asks for the register from its beginning.
pub fn reload(model: &mut Model, register: &Register, request: u64) -> Option<Query> {
    let r = &mut model.screens.registers;
    let text = r.narrow.get(register);
    let ask = match register {
        Register::Units => {
            r.units.restart(request);
            Ask::Units(text, None)
        }
        Register::Plans => {
            r.plans.restart(request);
            Ask::Plans(text, None)
        }
        Register::Rulings | Register::Ruling(..) => {
            r.rulings.restart(request);
            Ask::Rulings
        }
        Register::Ledger => {
            r.ledger.restart(request);
            Ask::Ledger(text, None)
        }
        Register::Audit => {
            r.audit.restart(request);
            Ask::Audit(text, None)
        }
        Register::Operators => {
            r.operators.restart(request);
            Ask::Operators
        }
        Register::Jobs => {
            r.jobs.restart(request);
            Ask::Jobs
        }
        Register::People => {
            let seek = r.seek.clone()?;
            r.people.restart(request);
            Ask::People(seek, None)
        }
        Register::Person(id) => {
            r.person.ask(request);
            Ask::Person(*id)
        }
        Register::NextYear(programme, year) => {
            r.next_year.ask(request);
            Ask::NextYear(programme.clone(), *year)
        }
        Register::Preview => return None,
    };
    Some(Query::Register(ask))
}

/// Asks for the next page, when the cursor is near the last row.
pub fn more(model: &mut Model, register: &Register, request: u64) -> Option<Query> {
    let r = &mut model.screens.registers;
    let text = r.narrow.get(register);
    macro_rules! next {
        ($list:expr, $ask:expr) => {{
            let cursor = $list.wants_more()?;
            $list.go_on(request);
            $ask(cursor)
        }};
    }
    let ask = match register {
        Register::Units => next!(r.units, |cursor| Ask::Units(text, Some(cursor))),
        Register::Plans => next!(r.plans, |cursor| Ask::Plans(text, Some(cursor))),
        Register::Ledger => next!(r.ledger, |cursor| Ask::Ledger(text, Some(cursor))),
        Register::Audit => next!(r.audit, |cursor| Ask::Audit(text, Some(cursor))),
        Register::People => {
            let seek = r.seek.clone()?;
            next!(r.people, |cursor| Ask::People(seek, Some(cursor)))
        }
        _ => return None,
    };
    Some(Query::Register(ask))
}

/// What a register that waits, or is narrowed, says above its list.
fn head(model: &Model, register: &Register, says: &str) -> Line {
    let texts = &model.texts;
    let narrowed = model.screens.registers.narrow.get(register);
    if narrowed.is_empty() {
        return Line::new().add(&texts.t(says), Tone::Dim);
    }
    Line::new()
        .add(&texts.t("claims-filter"), Tone::Dim)
        .gap(1)
        .add(&narrowed, Tone::Title)
}
