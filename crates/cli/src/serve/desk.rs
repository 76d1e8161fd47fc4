//! The one place that writes: takes what has come, a group at a time, and answers it.

use super::Service;
use rows::Texts;
use serde_json::json;
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread;
use std::time::Duration;
use workflow::messages::{self, GROUP_MAX, Incoming, Origin, Taken};
use workflow::{Session, WorkflowError};

/// After a failure of the database, before it is asked again.
const FAILURE_PAUSE: Duration = Duration::from_millis(500);

/// A message and where its answer goes.
pub(super) struct Job {
    pub(super) text: String,
    pub(super) answer: SyncSender<String>,
}

pub(super) struct Desk {
    service: Service,
    session: Session,
    texts: Texts,
}

impl Desk {
    pub(super) fn new(service: Service, session: Session) -> Self {
        let texts = import::texts(&session.ctx.installation.registry);
        Self {
            service,
            session,
            texts,
        }
    }

    /// Works until nobody can send any more.
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut group = vec![first];
            while group.len() < GROUP_MAX {
                match jobs.try_recv() {
                    Ok(job) => group.push(job),
                    Err(_) => break,
                }
            }
            self.take(&group);
        }
    }

    fn take(&mut self, group: &[Job]) {
        let incoming: Vec<Incoming> = group
            .iter()
            .map(|job| Incoming {
                text: job.text.clone(),
                origin: Origin::Counter,
            })
            .collect();
        let programme = &self.service.programme;
        match messages::receive(&mut self.session, programme, &incoming) {
            Ok(taken) => {
                tracing::debug!(messages = group.len(), "taken");
                self.answer(group, &taken);
            }
            Err(error) => {
                // Codes only: what an error of the database says may hold values.
                tracing::error!(code = error.code(), messages = group.len(), "not taken");
                self.fail(group, &error);
                self.begin_anew();
            }
        }
    }

    fn answer(&self, group: &[Job], taken: &[Taken]) {
        for (job, taken) in group.iter().zip(taken) {
            let told = (self.service.write)(&taken.answer, &self.texts, self.service.lang);
            // A peer that is gone asks again.
            let _ = job.answer.send(format!("{told}\n"));
        }
    }

    /// Nothing of the group was saved: each sender is told to send again.
    fn fail(&self, group: &[Job], error: &WorkflowError) {
        let words = error.words();
        let told =
            json!({ "error": { "code": error.code(), "message": words.get(self.service.lang) } });
        for job in group {
            let _ = job.answer.send(format!("{told}\n"));
        }
    }

    /// A connection that broke is replaced; whoever may not log in any more is answered with that.
    fn begin_anew(&mut self) {
        thread::sleep(FAILURE_PAUSE);
        if self.session.is_alive() {
            return;
        }
        match (self.service.open)() {
            Ok(session) => self.session = session,
            Err(error) => tracing::error!(code = error.code(), "no new session"),
        }
    }
}
