//! A message as the programme hears it, with its keys made blind.

use crate::error::{Result, WorkflowError};
use crate::intake::resolve::index_of;
use crate::session::Context;
use chrono::NaiveDate;
use policy::messages::{Heard, Message, MessageFeed, Origin};
use sealing::{MacPurpose, SealPurpose};
use storage::messages::MessageRow;
use storage::{Key, StorageError};

/// Kind and blind index of an identity number.
pub(super) type NumberKey = (&'static str, Vec<u8>);

/// A message, new or stored, with what the kernel looks at.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) id: Key,
    pub(super) digest: Vec<u8>,
    pub(super) text: String,
    pub(super) origin: Origin,
    pub(super) on: NaiveDate,
    /// Every key, those of its person among them.
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) number: Option<NumberKey>,
    pub(super) known_as: Option<Vec<u8>>,
}

/// A message that has just come.
pub(super) struct New {
    /// Its place in what came.
    pub(super) place: usize,
    pub(super) held: Held,
    pub(super) keys: Vec<Vec<u8>>,
    /// The text, sealed under the message's id.
    pub(super) sealed: Vec<u8>,
}

impl New {
    /// Seals it: before the transaction, which holds others up.
    pub(super) fn of(
        ctx: &Context,
        programme: &str,
        place: usize,
        message: Message<'_>,
        heard: &Heard,
    ) -> Result<Self> {
        let id = Key(ctx.installation.effects.uuid());
        let sealed = ctx.keyring().seal(
            SealPurpose::Row,
            message.text.as_bytes(),
            id.0.as_bytes(),
            ctx.installation.effects.nonce(),
        )?;
        let held = Held::of(ctx, programme, id, message, heard);
        Ok(Self {
            place,
            keys: held.keys.clone(),
            held,
            sealed,
        })
    }
}

impl Held {
    fn of(ctx: &Context, programme: &str, id: Key, message: Message<'_>, heard: &Heard) -> Self {
        let number = heard
            .person
            .as_ref()
            .map(|number| (number.kind().code(), index_of(ctx, number)));
        let known_as = heard
            .known_as
            .as_ref()
            .map(|number| known_as_digest(ctx, programme, number));
        let mut keys: Vec<Vec<u8>> = heard
            .keys
            .iter()
            .map(|key| key_digest(ctx, programme, key.kind, key.value.as_bytes()))
            .collect();
        keys.extend(
            number
                .as_ref()
                .map(|number| number_key(ctx, programme, number)),
        );
        keys.extend(known_as.clone());
        Self {
            id,
            digest: ctx
                .keyring()
                .mac(
                    MacPurpose::Message,
                    &[b"content", programme.as_bytes(), heard.content.as_bytes()],
                )
                .to_vec(),
            text: message.text.to_owned(),
            origin: message.origin,
            on: message.on,
            keys,
            number,
            known_as,
        }
    }

    /// A stored message, heard again.
    pub(super) fn stored(
        ctx: &Context,
        programme: &str,
        feed: &dyn MessageFeed,
        row: &MessageRow,
    ) -> Result<Self> {
        let broken = || {
            WorkflowError::from(StorageError::stored(
                "messages.sealed",
                row.id.0.to_string(),
            ))
        };
        let plain = ctx.keyring().open(&row.sealed, row.id.0.as_bytes())?;
        let text = std::str::from_utf8(&plain).map_err(|_| broken())?;
        let origin = Origin::from_code(&row.origin)
            .ok_or_else(|| StorageError::stored("messages.origin", &row.origin))?;
        let message = Message {
            text,
            origin,
            on: row.received_on,
        };
        let heard = feed.hear(message).map_err(|_| broken())?;
        let held = Self::of(ctx, programme, row.id, message, &heard);
        Ok(Self {
            digest: row.digest.clone(),
            ..held
        })
    }

    pub(super) fn message(&self) -> Message<'_> {
        Message {
            text: &self.text,
            origin: self.origin,
            on: self.on,
        }
    }
}

fn key_digest(ctx: &Context, programme: &str, kind: &str, value: &[u8]) -> Vec<u8> {
    ctx.keyring()
        .mac(
            MacPurpose::Message,
            &[b"key", programme.as_bytes(), kind.as_bytes(), value],
        )
        .to_vec()
}

/// The key of whoever bears an identity number.
pub(super) fn number_key(ctx: &Context, programme: &str, (kind, index): &NumberKey) -> Vec<u8> {
    let value = [kind.as_bytes(), b":", index].concat();
    key_digest(ctx, programme, "number", &value)
}

/// The key of whoever the sender's system knows under a number, as the programme writes it.
fn known_as_digest(ctx: &Context, programme: &str, number: &str) -> Vec<u8> {
    key_digest(ctx, programme, "known-as", number.as_bytes())
}

/// The key of whoever the sender's system knows under a number that was typed.
pub(crate) fn known_as_key(ctx: &Context, programme: &str, number: &str) -> Option<Vec<u8>> {
    let feed = super::feed_of(ctx, programme).ok()?;
    Some(known_as_digest(ctx, programme, &feed.known_as(number)))
}

/// The key by which everything about a person is held while it is changed.
pub(crate) fn person_key(ctx: &Context, programme: &str, person: Key) -> Vec<u8> {
    key_digest(ctx, programme, "person", person.0.as_bytes())
}
