//! The list of all screens: what is written here once becomes the routes, what the console keeps, asks and is answered.

use super::frame::text_rows;
use super::screen::{AnswerOf, Asked, Commands, Go, Screen};
use crate::commands::Motion;
use crate::model::{Me, Model};
use crate::reading::{Content, Reading};
use workflow::views::Cursor;
use workflow::{Result, Session};

macro_rules! routes {
    ($($module:ident::$name:ident: $about:literal),* $(,)?) => {
        $(pub use super::$module::$name;)*

        /// A screen, with what it is about.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Route {
            $(#[doc = $about] $name($name),)*
        }

        /// A kind of screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ScreenKind {
            $(#[doc = $about] $name,)*
        }

        /// The state of every screen; a screen keeps its place while others are on top.
        #[derive(Debug, Default)]
        pub struct Screens {
            $(#[doc = $about] pub $module: <$name as Screen>::State,)*
        }

        /// A question of a screen.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Ask {
            $(#[doc = $about] $name(Asked<$name>),)*
        }

        /// The answer to a screen's question.
        #[derive(Debug)]
        pub enum Answer {
            $(#[doc = $about] $name(AnswerOf<$name>),)*
        }

        $(
            impl From<$name> for Route {
                fn from(screen: $name) -> Self {
                    Self::$name(screen)
                }
            }

            impl PartialEq<$name> for Route {
                fn eq(&self, other: &$name) -> bool {
                    matches!(self, Self::$name(screen) if screen == other)
                }
            }
        )*

        impl Route {
            /// The screen itself.
            pub fn screen(&self) -> &dyn Screen {
                match self {
                    $(Self::$name(screen) => screen,)*
                }
            }

            /// Its kind.
            pub fn kind(&self) -> ScreenKind {
                match self {
                    $(Self::$name(_) => ScreenKind::$name,)*
                }
            }

            /// What it asks for, from the beginning or after a page.
            pub(crate) fn asks(&self, model: &Model, after: Option<Cursor>) -> Option<Ask> {
                let lang = model.texts.lang();
                Some(match self {
                    $(Self::$name(screen) => Ask::$name(Asked {
                        screen: screen.clone(),
                        wanted: screen.wanted(model)?,
                        lang,
                        after,
                    }),)*
                })
            }
        }

        impl ScreenKind {
            /// Every kind, those that are gone to from anywhere in the order of their menu.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What can be done on it, besides what can be done on every screen.
            pub fn commands(self) -> Commands {
                match self {
                    $(Self::$name => $name::commands(),)*
                }
            }

            /// How it is gone to from anywhere.
            pub fn go(self) -> Option<(Route, Go)> {
                match self {
                    $(Self::$name => $name::go().map(|(screen, go)| (screen.into(), go)),)*
                }
            }
        }

        impl Screens {
            /// What is read for a screen.
            pub fn reading(&self, kind: ScreenKind) -> &dyn Reading {
                match kind {
                    $(ScreenKind::$name => self.$module.reading(),)*
                }
            }

            /// The same, to be moved or asked for.
            pub fn reading_mut(&mut self, kind: ScreenKind) -> &mut dyn Reading {
                match kind {
                    $(ScreenKind::$name => self.$module.reading_mut(),)*
                }
            }

            /// Forgets what a screen showed.
            pub(crate) fn reset(&mut self, kind: ScreenKind) {
                match kind {
                    $(ScreenKind::$name => self.$module = Default::default(),)*
                }
            }

            /// Takes an answer; false when it was to an older question.
            pub(crate) fn accept(&mut self, request: u64, answer: Answer) -> bool {
                match answer {
                    $(Answer::$name(answer) => self.$module.accept(request, answer),)*
                }
            }
        }

        impl Ask {
            /// Answers it.
            ///
            /// # Errors
            /// [`workflow::WorkflowError`].
            pub fn read(self, session: &mut Session) -> Result<Answer> {
                Ok(match self {
                    $(Self::$name(asked) => Answer::$name($name::read(session, asked)?),)*
                })
            }

            /// Its answer adds up every claim.
            pub(crate) fn adds_up(&self) -> bool {
                match self {
                    $(Self::$name(_) => $name::adds_up(),)*
                }
            }
        }
    };
}

routes! {
    home::Home: "The figures.",
    periods::Periods: "Benefit years.",
    imports::Imports: "Imported files.",
    files::Files: "Inbox and outbox of the operator.",
    claims::Claims: "The queue.",
    piles::Piles: "What keeps claims of the queue from being eligible.",
    cases::Cases: "Duplicates.",
    payables::Payables: "Money that is approved and in no batch.",
    batches::Batches: "Batches.",
    changes::Changes: "Changes that wait for a second operator.",
    people::People: "Finds people.",
    units::Units: "The tree of unions.",
    plans::Plans: "Plans and budgets.",
    rulings::Rulings: "Open points of the programmes and what was ruled.",
    ledger::Ledger: "Balances and postings.",
    audit::Audit: "The whole audit log.",
    operators::Operators: "Who may act.",
    jobs::Jobs: "What is under way.",
    referrals::Referrals: "Members whose settlements call for a look.",
    participation::Participation: "Who takes part in a scheme of those who may.",
    period::Period: "One benefit year.",
    import::Import: "One file's rows.",
    claim::Claim: "One claim.",
    log::Log: "A claim's audit log.",
    case::Case: "One case, side by side.",
    batch::Batch: "One batch's lines.",
    ruling::Ruling: "One open point.",
    preview::Preview: "What another value would change.",
    person::Person: "One person's card.",
    next_year::NextYear: "What the year after a benefit year has other than it.",
    referral::Referral: "One referral slip.",
    missing::Missing: "Members of a union who may take part and do not.",
    help::Help: "The keys of the screen below.",
}

impl Route {
    /// Prepares what it shows at first. What is about something forgets what it showed of something else.
    pub(crate) fn arrive(&self, model: &mut Model) {
        let kind = self.kind();
        if kind.go().is_none() {
            model.screens.reset(kind);
        }
        self.screen().arrive(model);
    }

    /// Moves the cursor, or the text where there is no cursor.
    pub(crate) fn step(&self, model: &mut Model, motion: Motion) {
        if !self.screen().step(model, motion) {
            let (height, length) = self.extent(model);
            let reading = model.screens.reading_mut(self.kind());
            reading.walk(motion, height, length);
        }
    }

    /// Keeps the cursor on the screen after a change of size or rows.
    pub(crate) fn follow(&self, model: &mut Model) {
        let (height, length) = self.extent(model);
        let reading = model.screens.reading_mut(self.kind());
        reading.follow(height, length);
    }

    /// Rows on the screen, and lines of the whole text where it is one.
    fn extent(&self, model: &Model) -> (usize, usize) {
        match self.screen().text(model) {
            Some(lines) => (text_rows(model.size), lines.len()),
            None => (self.screen().rows(model.size), 0),
        }
    }
}

impl ScreenKind {
    /// The screens an operator may go to from anywhere.
    pub fn of(me: &Me) -> impl Iterator<Item = (Self, Go)> + '_ {
        Self::ALL.iter().filter_map(move |kind| {
            let (_, go) = kind.go()?;
            go.is_for(me).then_some((*kind, go))
        })
    }
}

impl Screens {
    /// Nothing more will come for this request.
    pub(crate) fn cancel(&mut self, request: u64) {
        for kind in ScreenKind::ALL {
            self.reading_mut(*kind).cancel(request);
        }
    }
}
