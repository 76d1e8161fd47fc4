//! Writes notices, in the transaction of the act they tell of.

use crate::error::Result;
use crate::session::Context;
use domain::notice::NoticeState;
use sealing::SealPurpose;
use storage::Key;
use storage::outbox::Notice;

/// What a member is told.
pub(crate) struct Told<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) programme: &'a str,
    pub(crate) subject: Key,
    pub(crate) unit: Key,
    /// What it tells of: the same event is told once.
    pub(crate) event: String,
    /// Chinese and English.
    pub(crate) text: (String, String),
}

impl Told<'_> {
    pub(crate) fn row(&self) -> Result<Notice> {
        let ctx = self.ctx;
        let id = Key(ctx.installation.effects.uuid());
        let sealed = ctx.keyring().seal(
            SealPurpose::Contact,
            &serde_json::to_vec(&self.text)?,
            id.0.as_bytes(),
            ctx.installation.effects.nonce(),
        )?;
        Ok(Notice {
            subject_id: self.subject,
            id,
            programme: self.programme.to_owned(),
            event_key: self.event.clone(),
            unit_id: self.unit,
            sealed,
            state: NoticeState::Pending,
            attempts: 0,
            next_at: ctx.now().0,
            fault: None,
            made_at: ctx.now().0,
            sent_at: None,
            revision: 0,
        })
    }
}
