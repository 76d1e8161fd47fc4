//! The programmes of an installation.

use crate::programme::Programme;
use domain::payment_method::{MethodSpec, PaymentMethod};

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

    /// What a programme says of one of its ways to pay.
    pub fn method(&self, programme: &str, method: &PaymentMethod) -> Option<&'static MethodSpec> {
        let methods = self.find(programme)?.methods();
        methods.iter().find(|spec| spec.code == method.code())
    }

    /// The ways to pay of all programmes, each code once, in the order of the menus.
    pub fn methods(&self) -> Vec<&'static MethodSpec> {
        let mut found: Vec<&'static MethodSpec> = Vec::new();
        for spec in self.iter().flat_map(|programme| programme.methods()) {
            if found.iter().all(|known| known.code != spec.code) {
                found.push(spec);
            }
        }
        found
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Programme> {
        self.programmes.iter().map(AsRef::as_ref)
    }
}
