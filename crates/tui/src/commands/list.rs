//! Everything an operator can ask for.

use crate::screens::ScreenKind;

/// Something the operator can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To a screen.
    Go(ScreenKind),
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
    /// Next or previous work queue.
    WorkQueue(isize),
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
    /// Record the checks.
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
    /// Different people.
    Different,
    /// All go back.
    ReturnBoth,
    /// All wait.
    HoldCase,
    /// Hand a case up to the supervisor above all its unions.
    EscalateCase,
    /// Agree that they are different people.
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
    /// Narrow the list to what is typed.
    Narrow,
    /// What is done by filling in a form, by the form's name.
    Form(&'static str),
    /// What only its screen can do, by a name of the screen's own.
    Own(&'static str),
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
