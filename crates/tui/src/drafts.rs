//! Drafts: reasons that were typed and not sent are kept for the operator.

use crate::dialog::{Dialog, Value};
use crate::model::{Model, NoteKind};
use crate::msg::Effect;

/// Gives a dialog up. A reason that was typed into it is kept, here and for the next session.
pub fn save_draft(model: &mut Model, mut dialog: Dialog) -> Vec<Effect> {
    let Some(name) = dialog.purpose.draft() else {
        return Vec::new();
    };
    let text = match dialog.reason() {
        Some(Value::Text(text)) => text.trim().to_owned(),
        _ => return Vec::new(),
    };
    if model.drafts.get(&name).map_or("", String::as_str) == text {
        return Vec::new();
    }
    if text.is_empty() {
        model.drafts.remove(&name);
    } else {
        model.drafts.insert(name.clone(), text.clone());
        let told = model.texts.t("note-draft-kept");
        model.say(NoteKind::Good, told);
    }
    vec![Effect::KeepDraft(name, text)]
}
