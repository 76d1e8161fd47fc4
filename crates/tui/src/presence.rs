//! Presence: who else looks at a record, and that this operator does.

use crate::model::Model;
use crate::msg::{Effect, Query};

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
