//! What a screen has to know of an installed programme.

use crate::session::Session;
use domain::batch::Channel;
use domain::fund::SourceSpec;
use domain::ledger::{AccountSpec, Chart};
use domain::payment_method::MethodSpec;
pub use policy::CheckSpec;
use policy::Programme;
use policy::registry::each_once;

/// The word for a code: its family, the code, Chinese and English.
pub type Word = (&'static str, &'static str, &'static str, &'static str);

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
    /// Whose money pays it.
    pub sources: &'static [SourceSpec],
    /// The accounts it moves over.
    pub chart: &'static Chart,
    /// It is fed by messages instead of sheets.
    pub is_fed: bool,
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
            sources: programme.sources(),
            chart: programme.chart(),
            is_fed: programme.messages().is_some(),
        }
    }

    /// The payment methods of all of them, each code once.
    pub fn methods(all: &[Self]) -> Vec<&'static MethodSpec> {
        each_once(all.iter().flat_map(|one| one.methods), |spec| spec.code)
    }

    /// The channels through which all of them pay, each once.
    pub fn channels(all: &[Self]) -> Vec<Channel> {
        let methods = all.iter().flat_map(|one| one.methods);
        let each = each_once(methods, |spec| spec.channel.code());
        each.into_iter().map(|spec| spec.channel).collect()
    }

    /// The funding sources of all of them, each code once.
    pub fn sources(all: &[Self]) -> Vec<&'static SourceSpec> {
        each_once(all.iter().flat_map(|one| one.sources), |spec| spec.code)
    }

    /// The accounts of all of them, each code once.
    pub fn accounts(all: &[Self]) -> Vec<AccountSpec> {
        let charts = all.iter().flat_map(|one| one.chart.accounts());
        each_once(charts, |spec| spec.code)
    }

    /// Their words for their codes.
    pub fn words(all: &[Self]) -> Vec<Word> {
        let sources = Self::sources(all).into_iter();
        let accounts = Self::accounts(all).into_iter();
        let sources = sources.map(|spec| ("source", spec.code, spec.zh, spec.en));
        let accounts = accounts.map(|spec| ("account", spec.code, spec.zh, spec.en));
        sources.chain(accounts).collect()
    }

    /// All of them, in the order of menus.
    pub fn all(session: &Session) -> Vec<Self> {
        let registry = &session.ctx.installation.registry;
        registry.iter().map(Self::of).collect()
    }
}
