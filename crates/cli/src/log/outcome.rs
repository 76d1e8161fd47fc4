//! How a command ended, as one line.

use crate::exit::Exit;
use crate::failure::Result;
use crate::output::Report;
use std::time::Instant;
use workflow::Trail;

/// A command under way.
pub struct Watch {
    command: String,
    began: Instant,
    trail: Trail,
}

impl Watch {
    /// Begins to watch a command, by its noun and verbs, that leaves its notes on this trail.
    pub fn begin(command: String, trail: &Trail) -> Self {
        Self {
            command,
            began: Instant::now(),
            trail: trail.clone(),
        }
    }

    /// Writes down how it ended.
    pub fn end(&self, done: &Result<Report>) {
        let noted = self.trail.take();
        let operator = noted.operator.map(|id| id.to_string()).unwrap_or_default();
        let [acts, claims, records] = noted.lists();
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (claims_written, records_written) = (noted.claim_count, noted.record_count);
        let command = self.command.as_str();
        match done {
            Ok(report) => {
                let outcome = match report.exit {
                    Exit::Done => "done",
                    Exit::SomeRefused => "some-refused",
                    Exit::Failed | Exit::Usage => "failed",
                };
                let exit = report.exit as u8;
                tracing::info!(
                    operator,
                    command,
                    acts,
                    claims,
                    claims_written,
                    records,
                    records_written,
                    outcome,
                    exit,
                    ms,
                    "command"
                );
            }
            Err(failure) => {
                let (code, exit) = (failure.code, failure.exit as u8);
                // What a system or a library said; the line covers what may be somebody's.
                let causes: Vec<&str> = failure.causes.iter().map(|cause| &*cause.en).collect();
                let causes = causes.join("; ");
                tracing::error!(
                    operator,
                    command,
                    acts,
                    claims,
                    claims_written,
                    records,
                    records_written,
                    outcome = "failed",
                    code,
                    exit,
                    causes,
                    ms,
                    "command"
                );
            }
        }
    }
}
