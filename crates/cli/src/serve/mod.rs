//! `gongbao settle --serve`: settlements a line, answers a line, for a bridge in a hospital.
//!
//! Every connection has a reader and a writer; one desk takes what has come from all of them together, a group a
//! transaction. So a sender that waits for each answer has it at once, and many senders cost little more than one. Every
//! queue has a limit: whoever sends faster than the database writes is not read from until it caught up.

mod address;
mod desk;
mod peer;

pub use address::Address;

use crate::failure::{Failure, Result};
use crate::words::Words;
use address::Listener;
use desk::Job;
use policy::messages::MessageAnswer;
use rows::Texts;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;
use workflow::Session;
use workflow::views::Lang;

/// Bridges of one hospital group; more connections than these are a fault, and are closed at once.
const PEERS_MAX: usize = 64;
/// Messages that wait for the desk: a few groups, so that it never waits for the network.
const WAITING_MAX: usize = 512;
/// After a failed accept (no descriptors left) others get time to end.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How an answer is written.
pub type Write = fn(&MessageAnswer, &Texts, Lang) -> Value;

/// What answering needs.
pub struct Service {
    /// Opens a session of the operator who serves.
    pub open: Box<dyn Fn() -> workflow::Result<Session> + Send + Sync>,
    /// The programme that is fed.
    pub programme: String,
    /// How an answer is written.
    pub write: Write,
    /// The language of sentences.
    pub lang: Lang,
}

/// Listens until the process is ended. What was answered is saved; what was not may be sent again.
///
/// # Errors
/// The address cannot be listened on, or nobody can log in.
pub fn serve(address: &Address, service: Service, told: impl FnOnce(&str)) -> Result<()> {
    let session = (service.open)()?;
    let listener = Listener::bind(address).map_err(|error| {
        Failure::new(
            "address",
            Words::new(
                format!("无法在 {address} 上监听"),
                format!("cannot listen on {address}"),
            ),
            Words::new(
                "换一个地址，或结束占用它的程序",
                "choose another address, or end the program that holds it",
            ),
        )
        .because(&error)
    })?;
    told(&listener.shown());
    let (jobs, taken) = sync_channel::<Job>(WAITING_MAX);
    let desk = desk::Desk::new(service, session);
    thread::spawn(move || desk.run(&taken));
    let peers = Arc::new(AtomicUsize::new(0));
    loop {
        let stream = match listener.accept() {
            Ok(stream) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                thread::sleep(ACCEPT_PAUSE);
                continue;
            }
        };
        if peers.fetch_add(1, Ordering::AcqRel) >= PEERS_MAX {
            tracing::warn!(most = PEERS_MAX, "too many connections");
            peers.fetch_sub(1, Ordering::AcqRel);
            continue;
        }
        let (jobs, peers) = (jobs.clone(), peers.clone());
        thread::spawn(move || {
            peer::serve(&stream, &jobs);
            peers.fetch_sub(1, Ordering::AcqRel);
        });
    }
}
