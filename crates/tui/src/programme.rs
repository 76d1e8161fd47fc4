//! Which programme a file, a batch or a sheet is of. Where several are installed the operator says which; what was chosen
//! last stands in the field the next time, in this session and the next.

use crate::dialog::{Dialog, Field};
use crate::model::Model;
use workflow::intake::imports::is_of_programme;
use workflow::views::Lang;

/// The name of the field.
const FIELD: &str = "programme";

/// Adds the field where there is something to choose.
pub fn ask(model: &Model, dialog: Dialog) -> Dialog {
    let installed = &model.me.programmes;
    if installed.len() < 2 {
        return dialog;
    }
    let mut options: Vec<(String, String)> = installed
        .iter()
        .map(|one| {
            let name = match model.texts.lang() {
                Lang::Zh => one.names.0,
                Lang::En => one.names.1,
            };
            (one.id.to_owned(), name.to_owned())
        })
        .collect();
    let last = model.me.programme.as_deref().unwrap_or_default();
    if !installed.iter().any(|one| one.id == last) {
        // Nothing is chosen by leaving the field as it is.
        options.insert(0, (String::new(), model.texts.t("choice-none")));
    }
    dialog.field(Field::choice(
        FIELD,
        model.texts.t("field-programme"),
        options,
        last,
    ))
}

/// The programme of a confirmed dialog.
///
/// # Errors
/// The message of a field that was left open.
pub fn chosen(model: &Model, dialog: &Dialog) -> Result<String, &'static str> {
    match model.me.programmes.as_slice() {
        [only] => Ok(only.id.to_owned()),
        _ => Some(dialog.code(FIELD).to_owned())
            .filter(|id| !id.is_empty())
            .ok_or("error-programme"),
    }
}

/// The programme of a sheet in a confirmed dialog; any, where the sheet is of none.
///
/// # Errors
/// As [`chosen`].
pub fn of_sheet(model: &Model, dialog: &Dialog, sheet: &str) -> Result<String, &'static str> {
    match model.me.programmes.first() {
        Some(first) if !is_of_programme(sheet) => Ok(first.id.to_owned()),
        _ => chosen(model, dialog),
    }
}

/// Remembers what was chosen.
pub fn remember(model: &mut Model, dialog: &Dialog) {
    let id = dialog.code(FIELD);
    if !id.is_empty() {
        model.me.programme = Some(id.to_owned());
    }
}
