//! The one list of what can be done now: key handling, help, hints and the palette all read it.

use crate::keys::Key;
use crate::model::{Model, Place};
use crate::screens::registers::{self, Register, RegisterCommand};
use domain::batch::BatchState;
use domain::case::{CaseState, ChangeState, Resolution};
use domain::claim::{StateName, StepName, TRANSITIONS};
use domain::period::PeriodState;
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
    /// Hand a case up to the supervisor above all its unions.
    EscalateCase,
    /// Agree that they are different children.
    SecondCase,
    /// Take the case's decision back.
    UndoCase,
    /// Begin to claim a payment back.
    Recover,
    /// The money is back.
    Recovered,
    /// Found on the statement.
    Reconcile,
    /// Show a masked number in full.
    Reveal,
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
    /// Everything found in a row of a file.
    RowShow,
    /// All of an entry of the log.
    EntryShow,
    /// All of a change.
    ChangeShow,
    /// Put a change in force.
    ChangeApprove,
    /// Refuse it.
    ChangeReject,
    /// Make a benefit year.
    PeriodCreate,
    /// Open it.
    PeriodOpen,
    /// Move the last day of its window.
    PeriodExtend,
    /// Close its window.
    PeriodClose,
    /// Take claims again.
    PeriodReopen,
    /// Put it away.
    PeriodArchive,
    /// Something about a register.
    Register(RegisterCommand),
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
    /// The tree of unions.
    Units,
    /// Plans and budgets.
    Plans,
    /// Rulings.
    Rulings,
    /// The books.
    Ledger,
    /// The whole audit log.
    Audit,
    /// Operators.
    Operators,
    /// What is under way.
    Jobs,
    /// People.
    People,
}

impl Target {
    /// All of them, with the letter after `g`.
    pub const ALL: [(Self, char, &'static str); 15] = [
        (Self::Home, 'h', "go-home"),
        (Self::Periods, 'p', "go-periods"),
        (Self::Imports, 'i', "go-imports"),
        (Self::Claims, 'c', "go-claims"),
        (Self::Duplicates, 'd', "go-duplicates"),
        (Self::Batches, 'b', "go-batches"),
        (Self::Changes, 'a', "go-changes"),
        (Self::People, 'n', "go-people"),
        (Self::Units, 'u', "go-units"),
        (Self::Plans, 'm', "go-plans"),
        (Self::Rulings, 'r', "go-rulings"),
        (Self::Ledger, 'l', "go-ledger"),
        (Self::Audit, 't', "go-audit"),
        (Self::Operators, 'o', "go-operators"),
        (Self::Jobs, 'j', "go-jobs"),
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
            Self::Units => Place::Register(Register::Units),
            Self::Plans => Place::Register(Register::Plans),
            Self::Rulings => Place::Register(Register::Rulings),
            Self::Ledger => Place::Register(Register::Ledger),
            Self::Audit => Place::Register(Register::Audit),
            Self::Operators => Place::Register(Register::Operators),
            Self::Jobs => Place::Register(Register::Jobs),
            Self::People => Place::Register(Register::People),
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

pub(crate) fn offer(command: Command, keys: &[Key], name: &'static str) -> Offer {
    Offer {
        command,
        keys: keys.to_vec(),
        name,
        hint: true,
    }
}

pub(crate) fn quiet(command: Command, keys: &[Key], name: &'static str) -> Offer {
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
        Place::Import(_) => import_row(model),
        Place::Claims => claims(model),
        Place::Claim(_) => claim(model),
        Place::Log(_) if model.screens.log.current().is_some() => {
            vec![offer(Command::EntryShow, &[Key::Enter], "cmd-change-show")]
        }
        Place::Log(_) => Vec::new(),
        Place::Cases => vec![offer(Command::Open, &[Key::Enter], "cmd-open")],
        Place::Case(_) => case(model),
        Place::Batches => batches(model),
        Place::Batch(_) => batch(model),
        Place::Changes => changes(model),
        Place::Register(register) => registers::offers(model, register),
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
    offers.push(child());
    offers
}

/// The card of the claim's child, for whoever is on the telephone about it.
fn child() -> Offer {
    quiet(
        Command::Register(RegisterCommand::Child),
        &key('P'),
        "cmd-person-open",
    )
}

fn claim(model: &Model) -> Vec<Offer> {
    let mut offers = decisions(model);
    if may(model, Action::Reveal) {
        offers.push(offer(Command::Reveal, &key('v'), "cmd-reveal"));
    }
    // A claim that was opened from a batch or a case has no list to step through.
    if model.places.contains(&Place::Claims) {
        offers.push(offer(Command::Neighbour(1), &key('n'), "cmd-next"));
        offers.push(quiet(Command::Neighbour(-1), &key('p'), "cmd-previous"));
    }
    offers.push(offer(Command::Log, &key('L'), "cmd-log"));
    offers.push(child());
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

/// Decisions about the chosen claims that the operator's role has. Those that no chosen claim can take now are
/// not among the hints.
fn decisions(model: &Model) -> Vec<Offer> {
    let all: [(Action, Command, char, &'static str, StepName, bool); 10] = [
        (
            Action::Review,
            Command::Review,
            'c',
            "cmd-review",
            StepName::Review,
            true,
        ),
        (
            Action::Approve,
            Command::Approve,
            'a',
            "cmd-approve",
            StepName::Approve,
            true,
        ),
        (
            Action::Return,
            Command::Return,
            'r',
            "cmd-return",
            StepName::Return,
            true,
        ),
        (
            Action::Return,
            Command::Hold,
            'h',
            "cmd-hold",
            StepName::Hold,
            true,
        ),
        (
            Action::Return,
            Command::Reject,
            'X',
            "cmd-reject",
            StepName::Reject,
            false,
        ),
        (
            Action::Withdraw,
            Command::Withdraw,
            'w',
            "cmd-withdraw",
            StepName::Withdraw,
            true,
        ),
        (
            Action::Recover,
            Command::Reconcile,
            't',
            "cmd-reconcile",
            StepName::Reconcile,
            true,
        ),
        (
            Action::Recover,
            Command::Recover,
            'R',
            "cmd-recover",
            StepName::Recover,
            true,
        ),
        (
            Action::Recover,
            Command::Recovered,
            'B',
            "cmd-recovered",
            StepName::Recovered,
            true,
        ),
        (
            Action::Return,
            Command::Undo,
            'u',
            "cmd-undo",
            StepName::Undo,
            false,
        ),
    ];
    all.into_iter()
        .filter(|(action, command, ..)| {
            may(model, *action) || (*command == Command::Undo && may(model, Action::Approve))
        })
        .map(|(_, command, letter, name, step, hint)| Offer {
            hint: hint && fits(model, step),
            ..offer(command, &key(letter), name)
        })
        .collect()
}

/// A chosen claim can take the step; of marked claims, which may be off the screen, it is not known.
fn fits(model: &Model, step: StepName) -> bool {
    let state = match model.place() {
        Place::Claims if !model.screens.claims.marks.is_empty() => return true,
        Place::Claims => model.screens.claims.list.current().map(|row| row.state),
        _ => model
            .screens
            .claim
            .value
            .as_ref()
            .map(|claim| claim.row.state),
    };
    state.is_none_or(|state| {
        TRANSITIONS
            .iter()
            .any(|(from, name, _)| *from == state && *name == step)
    })
}

/// "The same child" is suggested for two claims of the case; a person decides.
fn suggested(model: &Model) -> bool {
    let case = model.screens.case.value.as_ref();
    case.is_some_and(|case| case.pairs.iter().any(|pair| pair.evidence.suggests_same()))
}

/// The case was handed up and waits.
fn escalated(model: &Model) -> bool {
    let case = model.screens.case.value.as_ref();
    case.is_some_and(|case| case.row.resolution == Some(Resolution::Escalate))
}

fn case(model: &Model) -> Vec<Offer> {
    let state = model.screens.case.value.as_ref().map(|case| case.row.state);
    let mut offers = vec![offer(Command::Open, &[Key::Enter], "cmd-open-claim")];
    if !may(model, Action::ResolveDuplicate) {
        return offers;
    }
    if state == Some(CaseState::Open) {
        let keep = if suggested(model) {
            "cmd-keep-suggested"
        } else {
            "cmd-keep"
        };
        offers.push(offer(Command::Keep, &key('m'), keep));
        offers.push(offer(Command::Different, &key('x'), "cmd-different"));
        offers.push(offer(Command::ReturnBoth, &key('r'), "cmd-return-both"));
        offers.push(offer(Command::HoldCase, &key('h'), "cmd-hold"));
        offers.push(offer(Command::EscalateCase, &key('e'), "cmd-escalate"));
    }
    if state == Some(CaseState::Proposed) {
        offers.push(offer(Command::SecondCase, &key('s'), "cmd-second-case"));
    }
    if matches!(state, Some(CaseState::Resolved | CaseState::Proposed)) || escalated(model) {
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
    offers.push(offer(
        Command::Register(RegisterCommand::Template),
        &key('t'),
        "cmd-template",
    ));
    offers
}

/// A refused row has no claim to open, but its findings can be read whole.
fn import_row(model: &Model) -> Vec<Offer> {
    match model.screens.import.list.current() {
        None => Vec::new(),
        Some(row) if row.claim.is_some() => vec![
            offer(Command::Open, &[Key::Enter], "cmd-open-claim"),
            offer(Command::RowShow, &key('f'), "cmd-row-show"),
        ],
        Some(_) => vec![offer(
            Command::RowShow,
            &[Key::Enter, Key::Char('f')],
            "cmd-row-show",
        )],
    }
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
    let Some(change) = model.screens.changes.current() else {
        return Vec::new();
    };
    let mut offers = vec![offer(Command::ChangeShow, &[Key::Enter], "cmd-change-show")];
    let seconds = may(model, Action::SecondPlans) || may(model, Action::Administer);
    // Whoever proposed a change cannot decide it.
    if change.state == ChangeState::Proposed && !change.own && seconds {
        offers.push(offer(
            Command::ChangeApprove,
            &key('a'),
            "cmd-change-approve",
        ));
        offers.push(offer(Command::ChangeReject, &key('r'), "cmd-change-reject"));
    }
    offers
}

fn periods(model: &Model, place: &Place) -> Vec<Offer> {
    let s = &model.screens;
    let (mut offers, state) = match place {
        Place::Periods => (
            vec![offer(Command::Open, &[Key::Enter], "cmd-open")],
            s.periods.current().map(|row| row.state),
        ),
        _ => (
            Vec::new(),
            s.period.value.as_ref().map(|period| period.row.state),
        ),
    };
    if state.is_some() {
        offers.push(offer(
            Command::Register(RegisterCommand::PeriodPreview),
            &key('v'),
            "cmd-period-preview",
        ));
        offers.push(offer(
            Command::Register(RegisterCommand::NextYear),
            &key('d'),
            "cmd-next-year",
        ));
    }
    if !may(model, Action::Administer) {
        return offers;
    }
    if *place == Place::Periods {
        offers.push(offer(Command::PeriodCreate, &key('n'), "cmd-period-create"));
    }
    let steps: &[(Command, char, &'static str)] = match state {
        Some(PeriodState::Draft) => &[
            (Command::PeriodOpen, 'o', "cmd-period-open"),
            (Command::PeriodExtend, 'e', "cmd-period-extend"),
        ],
        Some(PeriodState::Open) => &[
            (Command::PeriodExtend, 'e', "cmd-period-extend"),
            (Command::PeriodClose, 'c', "cmd-period-close"),
        ],
        Some(PeriodState::Closed) => &[
            (Command::PeriodReopen, 'o', "cmd-period-reopen"),
            (Command::PeriodArchive, 'z', "cmd-period-archive"),
        ],
        Some(PeriodState::Archived) | None => &[],
    };
    offers.extend(
        steps
            .iter()
            .map(|(command, letter, name)| offer(*command, &key(*letter), name)),
    );
    offers
}

/// States a claims filter may name, in the order of its list; the empty code stands for all.
pub fn filter_states() -> Vec<&'static str> {
    std::iter::once("")
        .chain(StateName::ALL.iter().map(|state| state.code()))
        .collect()
}
