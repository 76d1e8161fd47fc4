//! Marks: a selection is by id, whatever the list shows later.

use crate::model::{Model, NoteKind};
use crate::msg::{Effect, Query};
use domain::fen::Fen;
use domain::ids::ClaimRef;

/// Marks the row under the cursor, or takes its mark away.
pub fn mark(model: &mut Model) {
    let claims = &mut model.screens.claims;
    if let Some(row) = claims.list.current()
        && claims.marks.remove(&row.id).is_none()
    {
        claims.marks.insert(row.id, row.sum());
    }
}

/// Marks what is not marked on this page of so many rows, and the other way round.
pub fn invert(model: &mut Model, height: usize) {
    let claims = &mut model.screens.claims;
    for row in claims.list.rows.iter().skip(claims.list.top).take(height) {
        if claims.marks.remove(&row.id).is_none() {
            claims.marks.insert(row.id, row.sum());
        }
    }
}

/// Marks every row between where the range was begun and the cursor; without a beginning, begins one.
pub fn range(model: &mut Model) {
    let claims = &mut model.screens.claims;
    let at = claims.list.at;
    let Some(from) = claims.anchor.take() else {
        claims.anchor = Some(at);
        let text = model.texts.t("note-range-begun");
        model.say(NoteKind::Good, text);
        return;
    };
    let (first, last) = (from.min(at), from.max(at));
    for row in claims.list.rows.iter().take(last + 1).skip(first) {
        claims.marks.insert(row.id, row.sum());
    }
}

/// Asks for every claim that matches, to mark them.
pub fn ask_all(model: &mut Model) -> Vec<Effect> {
    let request = model.ticket();
    let queue = &mut model.screens.claims;
    queue.marking = request;
    vec![Effect::Read {
        request,
        query: Query::Matching(Box::new(queue.filter.clone())),
    }]
}

/// Marks the claims that were asked for, unless the queue has changed meanwhile.
pub fn mark_all(model: &mut Model, request: u64, found: Vec<(ClaimRef, Fen)>, more: bool) {
    let queue = &mut model.screens.claims;
    if queue.marking != request {
        return;
    }
    let count = found.len().to_string();
    queue.marks = found.into_iter().collect();
    let (kind, key) = if more {
        (NoteKind::Warn, "note-marked-most")
    } else {
        (NoteKind::Good, "note-marked-all")
    };
    let text = model.texts.with(key, &[("count", &count)]);
    model.say(kind, text);
}
