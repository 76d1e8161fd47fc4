//! The programmes of an installation.

use crate::programme::Programme;

/// All programmes, in the order of the menus.
pub struct Registry {
    programmes: Vec<Box<dyn Programme>>,
}

impl Registry {
    /// Takes the list of the binary.
    pub fn new(programmes: Vec<Box<dyn Programme>>) -> Self {
        Self { programmes }
    }

    /// Finds a programme by its id.
    pub fn find(&self, id: &str) -> Option<&dyn Programme> {
        self.programmes
            .iter()
            .map(AsRef::as_ref)
            .find(|p| p.id() == id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Programme> {
        self.programmes.iter().map(AsRef::as_ref)
    }
}
