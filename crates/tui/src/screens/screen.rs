//! What a screen is. Everything about one stands in its own file; `routes.rs` lists them all.

use super::Route;
use super::frame::{Frame, list_rows};
use crate::commands::{Command, Motion, Spec};
use crate::line::Line;
use crate::model::{Me, Model};
use crate::msg::Effect;
use crate::reading::Content;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use domain::role::Action;
use std::fmt::Debug;
use workflow::views::{Cursor, Lang};
use workflow::{Result, Session, WorkflowError, words};

/// The commands of a screen in the order of hints and help; screens that have some in common share a part.
pub type Commands = &'static [&'static [Spec]];

/// What a screen is answered.
pub type AnswerOf<S> = <<S as Screen>::State as Content>::Answer;

/// A screen, with what it is about.
pub trait Screen {
    /// What it shows, with its cursor; kept while other screens are on top.
    type State: Content
    where
        Self: Sized;

    /// How its question is narrowed; `()` where it never is.
    type Wanted: Debug + Default + Clone + PartialEq + Eq
    where
        Self: Sized;

    /// How it is narrowed now; none while there is nothing to ask.
    fn wanted(&self, _model: &Model) -> Option<Self::Wanted>
    where
        Self: Sized,
    {
        Some(Self::Wanted::default())
    }

    /// Answers its question, on a thread that reads.
    ///
    /// # Errors
    /// [`workflow::WorkflowError`].
    fn read(_session: &mut Session, _asked: Asked<Self>) -> Result<AnswerOf<Self>>
    where
        Self: Sized,
    {
        Err(WorkflowError::Usage(words!(
            "这一屏不读取数据",
            "this screen reads nothing"
        )))
    }

    /// Its answer adds up every claim: a thread of its own reads it, so that no list waits for the sums.
    fn adds_up() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// What can be done on it, besides what can be done on every screen.
    fn commands() -> Commands
    where
        Self: Sized,
    {
        &[]
    }

    /// How it is gone to from anywhere; none for a screen about something, which is left as it was found.
    fn go() -> Option<(Self, Go)>
    where
        Self: Sized,
    {
        None
    }

    /// How it looks.
    fn frame(&self, model: &Model) -> Frame;

    /// The whole text, on a screen that is one.
    fn text(&self, _model: &Model) -> Option<Vec<Line>> {
        None
    }

    /// Rows of a list on a terminal of so many columns and rows.
    fn rows(&self, size: (usize, usize)) -> usize {
        list_rows(size, 0)
    }

    /// A command of its list makes sense now.
    fn offers(&self, _model: &Model, _command: Command) -> bool {
        true
    }

    /// What a command is called here.
    fn name(&self, _model: &Model, spec: &Spec) -> &'static str {
        spec.name
    }

    /// The command can be carried out on what is chosen, so that it belongs among the hints.
    fn hints(&self, _model: &Model, _command: Command) -> bool {
        true
    }

    /// The screen that Enter opens.
    fn open(&self, _model: &Model) -> Option<Route> {
        None
    }

    /// Does what only this screen can do; none for everything else.
    fn run(&self, _model: &mut Model, _command: Command) -> Option<Vec<Effect>> {
        None
    }

    /// Prepares what it shows at first, when it is gone to.
    fn arrive(&self, _model: &mut Model) {}

    /// Moves a cursor of its own; `false` leaves the motion to the list or the text.
    fn step(&self, _model: &mut Model, _motion: Motion) -> bool {
        false
    }

    /// Questions for what stands beside its rows.
    fn asks_beside(&self, _model: &mut Model) -> Vec<Effect> {
        Vec::new()
    }

    /// An answer was taken: what belongs together is put right.
    fn taken(&self, _model: &mut Model) {}

    /// The key of the title under which it is narrowed, and to what it is narrowed now.
    fn narrowing<'m>(&self, _model: &'m Model) -> (&'static str, &'m str) {
        ("ask-search", "")
    }

    /// Narrows it to what was typed.
    ///
    /// # Errors
    /// The key of the sentence that says what makes no sense.
    fn narrow(&self, _model: &mut Model, _typed: &str) -> std::result::Result<(), &'static str> {
        Err("error-internal")
    }

    /// The claims an act on it concerns, with their payable sums.
    fn chosen(&self, _model: &Model) -> Vec<(ClaimRef, Fen)> {
        Vec::new()
    }

    /// The record at which other operators are told of; none for lists.
    fn record(&self) -> Option<String> {
        None
    }
}

/// A screen's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<S: Screen> {
    /// The screen, with what it is about.
    pub screen: S,
    /// How it is narrowed.
    pub wanted: S::Wanted,
    /// The operator's language.
    pub lang: Lang,
    /// Where the page begins; none for the first.
    pub after: Option<Cursor>,
}

/// How a screen is gone to from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Go {
    /// The letter after `g`.
    pub letter: char,
    /// Key of its name among the sentences.
    pub name: &'static str,
    /// The words after `gongbao` that list the same; empty where there are none.
    pub cli: &'static str,
    /// Actions of which the role must have one; none where everybody may look.
    pub needs: &'static [Action],
    /// Only where a programme is fed by messages.
    pub fed: bool,
    /// Only where operators have folders of their own.
    pub files: bool,
}

impl Go {
    /// For everybody.
    pub const fn new(letter: char, name: &'static str, cli: &'static str) -> Self {
        Self {
            letter,
            name,
            cli,
            needs: &[],
            fed: false,
            files: false,
        }
    }

    /// The operator may look at it, and it can have something to show.
    pub fn is_for(&self, me: &Me) -> bool {
        let may = self.needs.is_empty() || self.needs.iter().any(|action| me.role.may(*action));
        let is_fed = !self.fed || me.programmes.iter().any(|one| one.is_fed);
        may && is_fed && (!self.files || me.has_folder)
    }
}
