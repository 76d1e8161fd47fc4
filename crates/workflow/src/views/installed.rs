//! What a screen has to know of an installed programme.

use crate::session::Session;
use domain::payment_method::MethodSpec;
pub use policy::CheckSpec;
use policy::Programme;

/// A programme of this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installed {
    /// Its id.
    pub id: &'static str,
    /// Its name in Chinese and English.
    pub names: (&'static str, &'static str),
    /// What the one is called for whom a claim is made; `None` where it is the claimant.
    pub subject: Option<(&'static str, &'static str)>,
    /// The ways in which it is paid.
    pub methods: &'static [MethodSpec],
    /// What its reviewers look at by hand.
    pub checks: &'static [CheckSpec],
}

impl Installed {
    /// What a programme says of itself.
    pub fn of(programme: &dyn Programme) -> Self {
        Self {
            id: programme.id(),
            names: programme.names(),
            subject: programme.subject(),
            methods: programme.methods(),
            checks: programme.checks(),
        }
    }

    /// All of them, in the order of menus.
    pub fn all(session: &Session) -> Vec<Self> {
        let registry = &session.env.office.registry;
        registry.iter().map(Self::of).collect()
    }
}
