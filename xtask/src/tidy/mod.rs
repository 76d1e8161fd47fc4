//! The checks behind `cargo xtask tidy`: pure functions from text to problems.
//!
//! Each check is a small function over what was read, so that its tests can show one input that
//! passes and one that fails. `commands/tidy.rs` reads the files and calls them.

pub mod layers;
pub mod locales;
pub mod manifests;
pub mod migrations;
pub mod paths;
pub mod programmes;
pub mod sentences;
pub mod shown;
pub mod sources;
pub mod vocabulary;

/// Something that must be mended, or at least looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file or package, and the line when there is one.
    pub place: String,
    /// What is wrong and what to do instead.
    pub message: String,
    /// A warning is printed, but does not fail the run.
    pub warning: bool,
}

impl Problem {
    /// A problem that fails the run.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
            warning: false,
        }
    }

    /// A problem that is only printed.
    pub fn warning(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            warning: true,
            ..Self::new(place, message)
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.warning { "warning" } else { "error" };
        write!(f, "{kind}: {}: {}", self.place, self.message)
    }
}
