//! Drafts and reasons: what was typed and not sent is kept for the operator, and what was sent is offered again.

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
    // What was offered is offered again.
    if dialog.phrases.contains(&text) {
        return Vec::new();
    }
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

/// Reasons that are offered again.
const REASONS_KEPT: usize = 8;
/// From so many digits on a number may be somebody's, and the reason is about one claim alone.
const LONG_NUMBER: usize = 7;

/// Keeps the reason that was given, to be offered for the next claim and in the next session.
pub fn remember_reason(model: &mut Model, dialog: &Dialog) -> Option<Effect> {
    let reason = dialog.text("reason");
    let digits = |text: &str| {
        text.split(|c: char| !c.is_ascii_digit())
            .any(|run| run.len() >= LONG_NUMBER)
    };
    let about_one = dialog.phrases.iter().any(|phrase| phrase == reason);
    if dialog.phrases.is_empty() || reason.is_empty() || about_one || digits(reason) {
        return None;
    }
    model.reasons.retain(|kept| kept != reason);
    model.reasons.insert(0, reason.to_owned());
    model.reasons.truncate(REASONS_KEPT);
    Some(Effect::KeepReason(reason.to_owned()))
}
