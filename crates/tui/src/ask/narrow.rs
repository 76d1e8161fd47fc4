//! Narrows a list to what is typed.

use super::ask;
use crate::dialog::{Dialog, Field, Purpose};
use crate::line::Tone;
use crate::model::Model;

/// The one field that narrows the list on the screen.
pub(super) fn dialog(model: &Model) -> Dialog {
    let screen = model.route().screen();
    let (title, now) = screen.narrowing(model);
    ask(model, Purpose::Narrow, title, "ask-search-button")
        .line(model.texts.t(&format!("{title}-what")), Tone::Dim)
        .field(Field::text("text", model.texts.t("field-search"), now))
}
