//! Everything an operator can ask for.

use crate::model::Place;
use crate::screens::registers::{Register, RegisterCommand};
use domain::role::{Action, Role};

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
    /// The next claim or case that waits for this operator's decision.
    NextUndecided,
    /// Next or previous lane of the queue.
    Lane(isize),
    /// Mark the row.
    Mark,
    /// Begin a range of marks, or end it at the cursor.
    Range,
    /// Mark what is not marked on this page, and the other way round.
    Invert,
    /// Narrow the queue.
    Filter,
    /// The whole queue again.
    ClearFilter,
    /// Keep the filter under a name.
    SaveFilter,
    /// Take a kept filter, or remove it.
    UseFilter,
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
    /// Let an approval stand although the verdict has changed since.
    KeepApproval,
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
    /// Reverse the answer of the line under the cursor.
    BatchReverse,
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
    /// Find a key in help.
    FindKey,
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

    /// The screens a role may look at, as in [`Self::ALL`].
    pub fn of(role: Role) -> impl Iterator<Item = &'static (Self, char, &'static str)> {
        Self::ALL.iter().filter(move |(target, ..)| match target {
            Self::Audit => role.may(Action::Audit),
            Self::Operators => role.may(Action::Audit) || role.may(Action::Administer),
            _ => true,
        })
    }

    /// The words after `gongbao` that list the same; empty where there are none.
    pub fn cli(self) -> &'static str {
        match self {
            Self::Home | Self::Plans | Self::Audit | Self::Jobs => "",
            Self::Periods => "period list",
            Self::Imports => "import list",
            Self::Claims => "claim list",
            Self::Duplicates => "duplicate list",
            Self::Batches => "batch list",
            Self::Changes => "change list",
            Self::Units => "unit list",
            Self::Rulings => "ruling list",
            Self::Ledger => "ledger balance",
            Self::Operators => "operator list",
            Self::People => "person find",
        }
    }

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
