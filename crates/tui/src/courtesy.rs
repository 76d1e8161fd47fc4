//! What is kept for the operator, and what others are told: drafts of reasons, and presence at a record.

use crate::dialog::{Dialog, Value};
use crate::model::{Model, NoteKind};
use crate::msg::{Effect, Query};

/// Gives a dialog up. A reason that was typed into it is kept, here and for the next session.
pub fn put_by(model: &mut Model, mut dialog: Dialog) -> Vec<Effect> {
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

/// Asks who else looks at the record on the screen, and says that this operator does, not too often.
pub fn present(model: &mut Model) -> Vec<Effect> {
    let record = model.route().screen().record().unwrap_or_default();
    if record != model.record {
        model.others.clear();
        model.record.clone_from(&record);
    }
    if record.is_empty() {
        return Vec::new();
    }
    let beat = std::mem::take(&mut model.beat_due);
    let request = model.ticket();
    let mut effects = vec![Effect::Read {
        request,
        query: Query::Present(record, beat),
    }];
    if beat {
        effects.push(Effect::BeatLater);
    }
    effects
}
