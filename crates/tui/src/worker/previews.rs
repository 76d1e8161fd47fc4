//! Looks at what a ruling or a parameter would change, proposes rulings, writes templates.

use super::actions::{OnProgress, proposed};
use crate::msg::{Action, Looked, Report};
use crate::screens::preview::Previewed;
use domain::year::BenefitYear;
use std::path::Path;
use workflow::proposals::rulings::{self, NewRuling};
use workflow::review::preview::{self, WhatIf};
use workflow::{Result, Session, Words, WorkflowError, intake::correction_workbook, words};

/// Claims of a preview that are listed; all are counted.
const SHOWN_MAX: usize = 500;
/// The option on which day age is measured.
const AGE_REFERENCE: &str = "age-reference-date";

/// Runs one command.
///
/// # Errors
/// [`WorkflowError`].
pub(super) fn act(
    session: &mut Session,
    action: Action,
    progress: OnProgress<'_>,
) -> Result<Report> {
    let mut progress = |done: usize, of: usize| progress(done, of);
    match action {
        Action::RulingPreview(programme, option, value) => {
            let found = preview::ruling(
                session,
                &programme,
                &option,
                &value,
                SHOWN_MAX,
                &mut progress,
            )?;
            let what = chosen(session, &programme, &option, &value);
            Ok(Report::Previewed(Box::new(Previewed { what, found })))
        }
        Action::PeriodPreview(programme, year, looked) => {
            let what = in_words(session, &programme, year, &looked);
            let what_if = what_if(looked);
            let found = preview::period(
                session,
                &programme,
                year,
                &what_if,
                SHOWN_MAX,
                &mut progress,
            )?;
            Ok(Report::Previewed(Box::new(Previewed { what, found })))
        }
        Action::RulingSet {
            programme,
            option,
            value,
            document,
            on,
        } => {
            let new = NewRuling {
                programme: &programme,
                option: &option,
                value: &value,
                document: &document,
                decided_on: on,
            };
            Ok(proposed(&rulings::propose(session, &new)?))
        }
        Action::Template {
            programme,
            profile,
            path,
            prefill,
        } => {
            let to = session.ctx.installation.files.writing(Path::new(&path))?;
            let (key, rows, path) = match prefill {
                None => {
                    let path = correction_workbook::template(session, &profile, &programme, &to)?;
                    ("done-template", 0, path)
                }
                Some(prefill) => {
                    let done = correction_workbook::prefill(
                        session,
                        &programme,
                        &prefill.unit,
                        prefill.year,
                        &to,
                    )?;
                    ("done-template-filled", done.rows, done.path)
                }
            };
            Ok(Report::Done(
                key,
                vec![
                    ("path", path.display().to_string()),
                    ("count", rows.to_string()),
                ],
            ))
        }
        // Everything else is dealt with elsewhere.
        _ => Err(WorkflowError::Usage(words!(
            "这一操作与登记表无关",
            "this action is not about a register"
        ))),
    }
}

fn what_if(looked: Looked) -> WhatIf {
    let mut what_if = WhatIf::default();
    what_if.variation.standard = looked.standard;
    what_if.variation.window_open = looked.window_open;
    what_if.variation.window_close = looked.window_close;
    what_if.rulings = looked
        .age_date
        .into_iter()
        .map(|value| (AGE_REFERENCE.to_owned(), value))
        .collect();
    what_if
}

/// An open point and the value looked at.
fn chosen(session: &Session, programme: &str, option: &str, value: &str) -> Words {
    let registry = &session.ctx.installation.registry;
    let (name, value) = rulings::in_words(registry, programme, option, value);
    Words::new(
        format!("{}: {}", name.zh, value.zh),
        format!("{}: {}", name.en, value.en),
    )
}

/// The benefit year and the values looked at.
fn in_words(session: &Session, programme: &str, year: BenefitYear, looked: &Looked) -> Words {
    let parts = [
        looked
            .standard
            .map(|sum| words!("标准 {sum} 元", "standard {sum} yuan")),
        looked
            .window_open
            .map(|day| words!("受理期首日 {day}", "first day of window {day}")),
        looked
            .window_close
            .map(|day| words!("受理期末日 {day}", "last day of window {day}")),
        looked
            .age_date
            .as_ref()
            .map(|which| chosen(session, programme, AGE_REFERENCE, which)),
    ];
    let (zh, en): (Vec<Box<str>>, Vec<Box<str>>) = parts
        .into_iter()
        .flatten()
        .map(|one| (one.zh, one.en))
        .unzip();
    let found = session.ctx.installation.registry.find(programme);
    let (name_zh, name_en) = found.map_or((programme, programme), |found| found.names());
    Words::new(
        format!("{name_zh} {year} 年度  {}", zh.join("  ")),
        format!("{name_en} {year}  {}", en.join("  ")),
    )
}
