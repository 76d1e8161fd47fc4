//! Why the console could not run.

use workflow::WorkflowError;

/// The console could not start, or ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The database or the operator.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    /// The terminal.
    #[error(
        "the terminal cannot be used; the console needs an interactive terminal, other commands do not"
    )]
    Terminal(#[source] std::io::Error),
    /// The part that talks to the database has ended.
    #[error(
        "the console's connection to the database ended unexpectedly; start it again, nothing half was saved"
    )]
    Worker,
}
