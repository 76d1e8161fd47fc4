//! The programmes of an installation.

use crate::programme::Programme;
use domain::fund::SourceSpec;
use domain::ledger::{AccountSpec, Chart};
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
        let all = self.iter().flat_map(|programme| programme.methods());
        each_once(all, |spec| spec.code)
    }

    /// The funding sources of all programmes, each code once, in the order of the menus.
    pub fn sources(&self) -> Vec<&'static SourceSpec> {
        each_once(
            self.iter().flat_map(|programme| programme.sources()),
            |spec| spec.code,
        )
    }

    /// What a funding source is called.
    pub fn source(&self, code: &str) -> Option<&'static SourceSpec> {
        self.sources().into_iter().find(|spec| spec.code == code)
    }

    /// The accounts of all programmes, each code once, in the order of the menus.
    pub fn accounts(&self) -> Vec<AccountSpec> {
        let charts = self.iter().map(|programme| programme.chart());
        each_once(charts.flat_map(Chart::accounts), |spec| spec.code)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Programme> {
        self.programmes.iter().map(AsRef::as_ref)
    }
}

/// Those that several programmes have, once.
pub fn each_once<T>(all: impl Iterator<Item = T>, code: fn(&T) -> &str) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for one in all {
        if found.iter().all(|known| code(known) != code(&one)) {
            found.push(one);
        }
    }
    found
}
