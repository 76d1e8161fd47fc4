//! What the program's exit code says to a script.

/// Exit codes; they are part of the command line's promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed and nothing changed, or the message says exactly what did.
    Failed = 1,
    /// The command line or a value in it makes no sense.
    Usage = 2,
    /// Done, but some of the input was refused; the output lists it.
    SomeRefused = 3,
}

impl Exit {
    /// What became of an act over several things, each done or refused on its own.
    pub fn of(done: usize, refused: usize) -> Self {
        match (done, refused) {
            (_, 0) => Self::Done,
            (0, _) => Self::Failed,
            _ => Self::SomeRefused,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_that_changed_nothing_has_failed() {
        assert_eq!(Exit::of(0, 2), Exit::Failed);
        assert_eq!(Exit::of(1, 2), Exit::SomeRefused);
        assert_eq!(Exit::of(1, 0), Exit::Done);
        assert_eq!(Exit::of(0, 0), Exit::Done);
    }
}
