//! The one list of what can be done now: key handling, help, hints and the palette all read it.

use crate::keys::Key;
use crate::model::{Model, Place};
use domain::batch::BatchState;
use domain::case::{CaseState, ChangeState};
use domain::claim::StateName;
use domain::role::Action;

/// Something the operator can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To a screen.
    Go(Target),
    /// Begin a `g` chord.
    Chord,
    /// Open what is under the cursor.
    Open,
    /// Back to the screen below.
    Back,
    /// Move the cursor.
    Move(Motion),
    /// Next or previous claim of the list, from a claim's screen.
    Neighbour(isize),
    /// Mark the row.
    Mark,
    /// Mark what is not marked on this page, and the other way round.
    Invert,
    /// Narrow the queue.
    Filter,
    /// The whole queue again.
    ClearFilter,
    /// Find claims.
    Search,
    /// Record the three checks.
    Review,
    /// Approve the chosen claims.
    Approve,
    /// Approve everything that matches the filter.
    ApproveMatching,
    /// Send back.
    Return,
    /// Refuse.
    Reject,
    /// Set aside.
    Hold,
    /// Take back for the unit.
    Withdraw,
    /// Take the last decision back.
    Undo,
    /// The audit log of the claim.
    Log,
    /// Keep the claim under the cursor.
    Keep,
    /// Different children.
    Different,
    /// All go back.
    ReturnBoth,
    /// All wait.
    HoldCase,
    /// Agree that they are different children.
    SecondCase,
    /// Take the case's decision back.
    UndoCase,
    /// Read a file.
    Import,
    /// Put a batch together.
    BatchCreate,
    /// Freeze it.
    BatchSeal,
    /// Sign it.
    BatchSign,
    /// Write its file.
    BatchExport,
    /// Settle the line under the cursor.
    BatchSettle,
    /// Settle all open lines.
    BatchSettleAll,
    /// Take it back.
    BatchWithdraw,
    /// Put a change in force.
    ChangeApprove,
    /// Refuse it.
    ChangeReject,
    /// Open a benefit year.
    PeriodOpen,
    /// Close its window.
    PeriodClose,
    /// Read the screen anew.
    Reload,
    /// The other language.
    Language,
    /// Any command by name.
    Palette,
    /// The keys of this screen.
    Help,
    /// Draw everything anew.
    Repaint,
    /// Leave.
    Leave,
}

/// A screen that can be gone to from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The figures.
    Home,
    /// Benefit years.
    Periods,
    /// Imported files.
    Imports,
    /// The queue.
    Claims,
    /// Duplicates.
    Duplicates,
    /// Batches.
    Batches,
    /// Changes.
    Changes,
}

impl Target {
    /// All of them, with the letter after `g`.
    pub const ALL: [(Self, char, &'static str); 7] = [
        (Self::Home, 'h', "go-home"),
        (Self::Periods, 'p', "go-periods"),
        (Self::Imports, 'i', "go-imports"),
        (Self::Claims, 'c', "go-claims"),
        (Self::Duplicates, 'd', "go-duplicates"),
        (Self::Batches, 'b', "go-batches"),
        (Self::Changes, 'a', "go-changes"),
    ];

    /// Its place.
    pub fn place(self) -> Place {
        match self {
            Self::Home => Place::Home,
            Self::Periods => Place::Periods,
            Self::Imports => Place::Imports,
            Self::Claims => Place::Claims,
            Self::Duplicates => Place::Cases,
            Self::Batches => Place::Batches,
            Self::Changes => Place::Changes,
        }
    }
}

/// A movement of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// Rows down, or up when negative.
    Rows(isize),
    /// Pages down, or up when negative.
    Pages(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// A command on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The command.
    pub command: Command,
    /// Its keys; the first is shown.
    pub keys: Vec<Key>,
    /// Key of its name among the sentences.
    pub name: &'static str,
    /// Shown on the last line; help shows all.
    pub hint: bool,
}

fn offer(command: Command, keys: &[Key], name: &'static str) -> Offer {
    Offer {
        command,
        keys: keys.to_vec(),
        name,
        hint: true,
    }
}

fn quiet(command: Command, keys: &[Key], name: &'static str) -> Offer {
    Offer {
        hint: false,
        ..offer(command, keys, name)
    }
}

fn key(c: char) -> [Key; 1] {
    [Key::Char(c)]
}

/// Everything that can be done now on the screen on top, in the order of help.
pub fn commands(model: &Model) -> Vec<Offer> {
    of_place(model, model.place())
}

/// Everything that can be done on a screen; help asks for the one it was called from.
pub fn of_place(model: &Model, place: &Place) -> Vec<Offer> {
    let mut offers = here(model, place);
    offers.extend(moves());
    if model.places.len() > 1 {
        offers.push(quiet(
            Command::Back,
            &[Key::Esc, Key::Backspace],
            "cmd-back",
        ));
    }
    offers.push(quiet(Command::Chord, &key('g'), "cmd-go"));
    offers.push(quiet(Command::Palette, &key(':'), "cmd-palette"));
    offers.push(quiet(Command::Reload, &[Key::Ctrl('r')], "cmd-reload"));
    offers.push(quiet(Command::Language, &[Key::F(2)], "cmd-language"));
    offers.push(quiet(Command::Repaint, &[Key::Ctrl('l')], "cmd-repaint"));
    offers.push(quiet(Command::Help, &key('?'), "cmd-help"));
    offers.push(quiet(Command::Leave, &key('q'), "cmd-leave"));
    offers
}

fn moves() -> Vec<Offer> {
    vec![
        quiet(
            Command::Move(Motion::Rows(1)),
            &[Key::Down, Key::Char('j')],
            "cmd-down",
        ),
        quiet(
            Command::Move(Motion::Rows(-1)),
            &[Key::Up, Key::Char('k')],
            "cmd-up",
        ),
        quiet(
            Command::Move(Motion::Pages(1)),
            &[Key::PageDown, Key::Ctrl('f')],
            "cmd-page-down",
        ),
        quiet(
            Command::Move(Motion::Pages(-1)),
            &[Key::PageUp],
            "cmd-page-up",
        ),
        quiet(Command::Move(Motion::First), &[Key::Home], "cmd-first"),
        quiet(Command::Move(Motion::Last), &[Key::End], "cmd-last"),
    ]
}

fn here(model: &Model, place: &Place) -> Vec<Offer> {
    match place {
        Place::Home | Place::Help => Vec::new(),
        Place::Periods | Place::Period(..) => periods(model, place),
        Place::Imports => imports(model),
        Place::Import(_) => vec![offer(Command::Open, &[Key::Enter], "cmd-open-claim")],
        Place::Claims => claims(model),
        Place::Claim(_) => claim(model),
        Place::Log(_) => Vec::new(),
        Place::Cases => vec![offer(Command::Open, &[Key::Enter], "cmd-open")],
        Place::Case(_) => case(model),
        Place::Batches => batches(model),
        Place::Batch(_) => batch(model),
        Place::Changes => changes(model),
    }
}

fn may(model: &Model, action: Action) -> bool {
    model.me.role.may(action)
}

fn claims(model: &Model) -> Vec<Offer> {
    let mut offers = vec![
        offer(Command::Open, &[Key::Enter], "cmd-open"),
        offer(Command::Search, &key('/'), "cmd-search"),
        offer(Command::Filter, &key('f'), "cmd-filter"),
        quiet(Command::ClearFilter, &key('F'), "cmd-clear-filter"),
        offer(Command::Mark, &key(' '), "cmd-mark"),
        quiet(Command::Invert, &key('*'), "cmd-invert"),
    ];
    offers.extend(decisions(model));
    if may(model, Action::Approve) {
        offers.push(quiet(
            Command::ApproveMatching,
            &key('A'),
            "cmd-approve-matching",
        ));
    }
    offers.push(quiet(Command::Log, &key('L'), "cmd-log"));
    offers
}

fn claim(model: &Model) -> Vec<Offer> {
    let mut offers = decisions(model);
    offers.push(offer(Command::Neighbour(1), &key('n'), "cmd-next"));
    offers.push(quiet(Command::Neighbour(-1), &key('p'), "cmd-previous"));
    offers.push(offer(Command::Log, &key('L'), "cmd-log"));
    if model
        .screens
        .claim
        .value
        .as_ref()
        .is_some_and(|claim| claim.row.case.is_some())
    {
        offers.push(offer(Command::Open, &[Key::Enter], "cmd-open-case"));
    }
    offers
}

/// Decisions about the chosen claims that the operator's role has.
fn decisions(model: &Model) -> Vec<Offer> {
    let mut offers = Vec::new();
    if may(model, Action::Review) {
        offers.push(offer(Command::Review, &key('v'), "cmd-review"));
    }
    if may(model, Action::Approve) {
        offers.push(offer(Command::Approve, &key('a'), "cmd-approve"));
    }
    if may(model, Action::Return) {
        offers.push(offer(Command::Return, &key('r'), "cmd-return"));
        offers.push(offer(Command::Hold, &key('h'), "cmd-hold"));
        offers.push(quiet(Command::Reject, &key('X'), "cmd-reject"));
    }
    if may(model, Action::Withdraw) {
        offers.push(offer(Command::Withdraw, &key('w'), "cmd-withdraw"));
    }
    if may(model, Action::Return) || may(model, Action::Approve) {
        offers.push(quiet(Command::Undo, &key('u'), "cmd-undo"));
    }
    offers
}

fn case(model: &Model) -> Vec<Offer> {
    let state = model.screens.case.value.as_ref().map(|case| case.row.state);
    let mut offers = vec![offer(Command::Open, &[Key::Enter], "cmd-open-claim")];
    if !may(model, Action::ResolveDuplicate) {
        return offers;
    }
    if state == Some(CaseState::Open) {
        offers.push(offer(Command::Keep, &key('m'), "cmd-keep"));
        offers.push(offer(Command::Different, &key('x'), "cmd-different"));
        offers.push(offer(Command::ReturnBoth, &key('r'), "cmd-return-both"));
        offers.push(offer(Command::HoldCase, &key('h'), "cmd-hold"));
    }
    if state == Some(CaseState::Proposed) {
        offers.push(offer(Command::SecondCase, &key('s'), "cmd-second-case"));
    }
    if matches!(state, Some(CaseState::Resolved | CaseState::Proposed)) {
        offers.push(offer(Command::UndoCase, &key('u'), "cmd-undo-case"));
    }
    offers
}

fn imports(model: &Model) -> Vec<Offer> {
    let mut offers = vec![offer(Command::Open, &[Key::Enter], "cmd-open")];
    let imports = [
        Action::ImportUnits,
        Action::ImportMembers,
        Action::ImportPlans,
        Action::ImportClaims,
    ];
    if imports.iter().any(|action| may(model, *action)) {
        offers.push(offer(Command::Import, &key('i'), "cmd-import"));
    }
    offers
}

fn batches(model: &Model) -> Vec<Offer> {
    let mut offers = vec![offer(Command::Open, &[Key::Enter], "cmd-open")];
    if may(model, Action::Batch) {
        offers.push(offer(Command::BatchCreate, &key('c'), "cmd-batch-create"));
    }
    offers
}

fn batch(model: &Model) -> Vec<Offer> {
    let mut offers = vec![offer(Command::Open, &[Key::Enter], "cmd-open-claim")];
    let Some(head) = &model.screens.batch.head else {
        return offers;
    };
    let state = head.state;
    if may(model, Action::Batch) && state == BatchState::Draft {
        offers.push(offer(Command::BatchSeal, &key('s'), "cmd-batch-seal"));
    }
    if may(model, Action::SignBatch) && state == BatchState::Sealed {
        offers.push(offer(Command::BatchSign, &key('S'), "cmd-batch-sign"));
    }
    if may(model, Action::Pay) && matches!(state, BatchState::Sealed | BatchState::Exported) {
        offers.push(offer(Command::BatchExport, &key('e'), "cmd-batch-export"));
    }
    if may(model, Action::Pay) && state == BatchState::Exported {
        offers.push(offer(Command::BatchSettle, &key('t'), "cmd-batch-settle"));
        offers.push(offer(
            Command::BatchSettleAll,
            &key('T'),
            "cmd-batch-settle-all",
        ));
    }
    if may(model, Action::Batch) && matches!(state, BatchState::Draft | BatchState::Sealed) {
        offers.push(offer(
            Command::BatchWithdraw,
            &key('w'),
            "cmd-batch-withdraw",
        ));
    }
    offers
}

fn changes(model: &Model) -> Vec<Offer> {
    let waits = model
        .screens
        .changes
        .current()
        .is_some_and(|change| change.state == ChangeState::Proposed);
    if !waits || !(may(model, Action::SecondPlans) || may(model, Action::Administer)) {
        return Vec::new();
    }
    vec![
        offer(Command::ChangeApprove, &key('a'), "cmd-change-approve"),
        offer(Command::ChangeReject, &key('r'), "cmd-change-reject"),
    ]
}

fn periods(model: &Model, place: &Place) -> Vec<Offer> {
    let mut offers = Vec::new();
    if *place == Place::Periods {
        offers.push(offer(Command::Open, &[Key::Enter], "cmd-open"));
    }
    if may(model, Action::Administer) {
        offers.push(offer(Command::PeriodOpen, &key('o'), "cmd-period-open"));
        offers.push(offer(Command::PeriodClose, &key('c'), "cmd-period-close"));
    }
    offers
}

/// States a claims filter may name, in the order of its list; the empty code stands for all.
pub fn filter_states() -> Vec<&'static str> {
    std::iter::once("")
        .chain(StateName::ALL.iter().map(|state| state.code()))
        .collect()
}
