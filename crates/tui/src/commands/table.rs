//! The table of commands: name, keys, where they are on offer, and what does the same on the command line.

use super::{Command, Motion};
use crate::keys::Key;
use crate::model::Place;
use crate::screens::registers::{Register, RegisterCommand as R};

/// A kind of screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The figures.
    Home,
    /// Benefit years.
    Periods,
    /// One benefit year.
    Period,
    /// Imported files.
    Imports,
    /// One file.
    Import,
    /// The queue.
    Claims,
    /// One claim.
    Claim,
    /// A log.
    Log,
    /// Duplicates.
    Cases,
    /// One case.
    Case,
    /// Batches.
    Batches,
    /// One batch.
    Batch,
    /// Changes.
    Changes,
    /// The tree of unions.
    Units,
    /// Plans and budgets.
    Plans,
    /// Rulings.
    Rulings,
    /// One ruling.
    Ruling,
    /// What another value would change.
    Preview,
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
    /// One person.
    Person,
    /// What the next year has other than a benefit year.
    NextYear,
    /// Help.
    Help,
}

impl Part {
    /// The kind of a screen.
    pub fn of(place: &Place) -> Self {
        match place {
            Place::Home => Self::Home,
            Place::Periods => Self::Periods,
            Place::Period(..) => Self::Period,
            Place::Imports => Self::Imports,
            Place::Import(_) => Self::Import,
            Place::Claims => Self::Claims,
            Place::Claim(_) => Self::Claim,
            Place::Log(_) => Self::Log,
            Place::Cases => Self::Cases,
            Place::Case(_) => Self::Case,
            Place::Batches => Self::Batches,
            Place::Batch(_) => Self::Batch,
            Place::Changes => Self::Changes,
            Place::Register(register) => Self::of_register(register),
            Place::Help => Self::Help,
        }
    }

    fn of_register(register: &Register) -> Self {
        match register {
            Register::Units => Self::Units,
            Register::Plans => Self::Plans,
            Register::Rulings => Self::Rulings,
            Register::Ruling(..) => Self::Ruling,
            Register::Preview => Self::Preview,
            Register::Ledger => Self::Ledger,
            Register::Audit => Self::Audit,
            Register::Operators => Self::Operators,
            Register::Jobs => Self::Jobs,
            Register::People => Self::People,
            Register::Person(_) => Self::Person,
            Register::NextYear(..) => Self::NextYear,
        }
    }
}

/// A command as it stands in the table.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The command.
    pub command: Command,
    /// Key of its name among the sentences; without `cmd-` its name in the key map.
    pub name: &'static str,
    /// The keys it has unless the site gives it others; the first is shown.
    pub keys: &'static [Key],
    /// Where it is on offer; everywhere when empty.
    pub on: &'static [Part],
    /// Belongs on the last line of the screen.
    pub hint: bool,
    /// The words after `gongbao` that do the same; empty where the command line has nothing like it.
    pub cli: &'static str,
}

impl Spec {
    /// It can be on offer on screens of this kind.
    pub fn is_on(&self, part: Part) -> bool {
        self.on.is_empty() || self.on.contains(&part)
    }
}

const fn on(
    on: &'static [Part],
    command: Command,
    keys: &'static [Key],
    name: &'static str,
    cli: &'static str,
) -> Spec {
    Spec {
        command,
        name,
        keys,
        on,
        hint: true,
        cli,
    }
}

/// The same, but only in help and palette.
const fn quiet(
    on: &'static [Part],
    command: Command,
    keys: &'static [Key],
    name: &'static str,
    cli: &'static str,
) -> Spec {
    Spec {
        command,
        name,
        keys,
        on,
        hint: false,
        cli,
    }
}

use Command as C;
use Key::{Char, Ctrl, Enter};

const EVERYWHERE: &[Part] = &[];
const QUEUE: &[Part] = &[Part::Claims];
const CLAIM: &[Part] = &[Part::Claim];
const DECIDING: &[Part] = &[Part::Claims, Part::Claim];
const CASE: &[Part] = &[Part::Case];
const BATCH: &[Part] = &[Part::Batch];
const YEARS: &[Part] = &[Part::Periods, Part::Period];
const CHANGES: &[Part] = &[Part::Changes];
/// Lists whose rows open a screen.
const LISTS: &[Part] = &[
    Part::Periods,
    Part::Imports,
    Part::Claims,
    Part::Cases,
    Part::Batches,
];
/// Lists whose rows are claims of something else.
const OF_CLAIMS: &[Part] = &[Part::Import, Part::Case, Part::Batch];

/// All commands, in the order of hints and help. Of two with one key the earlier one has it while both are on offer.
pub const SPECS: &[Spec] = &[
    on(LISTS, C::Open, &[Enter], "cmd-open", ""),
    on(
        OF_CLAIMS,
        C::Open,
        &[Enter],
        "cmd-open-claim",
        "claim show ID",
    ),
    on(
        QUEUE,
        C::Search,
        &[Char('/')],
        "cmd-search",
        "claim list --search TEXT",
    ),
    on(QUEUE, C::Filter, &[Char('f')], "cmd-filter", "claim list"),
    quiet(
        QUEUE,
        C::ClearFilter,
        &[Char('F')],
        "cmd-clear-filter",
        "claim list",
    ),
    on(QUEUE, C::Mark, &[Char(' ')], "cmd-mark", ""),
    quiet(QUEUE, C::Range, &[Char('V')], "cmd-range", ""),
    quiet(QUEUE, C::Invert, &[Char('*')], "cmd-invert", ""),
    on(
        DECIDING,
        C::Review,
        &[Char('c')],
        "cmd-review",
        "claim review ID",
    ),
    on(
        DECIDING,
        C::Approve,
        &[Char('a')],
        "cmd-approve",
        "claim approve ID",
    ),
    on(
        DECIDING,
        C::Return,
        &[Char('r')],
        "cmd-return",
        "claim return ID",
    ),
    on(DECIDING, C::Hold, &[Char('h')], "cmd-hold", "claim hold ID"),
    quiet(
        DECIDING,
        C::Reject,
        &[Char('X')],
        "cmd-reject",
        "claim reject ID",
    ),
    on(
        DECIDING,
        C::Withdraw,
        &[Char('w')],
        "cmd-withdraw",
        "claim withdraw ID",
    ),
    on(
        DECIDING,
        C::Reconcile,
        &[Char('t')],
        "cmd-reconcile",
        "claim reconcile ID",
    ),
    on(
        DECIDING,
        C::Recover,
        &[Char('R')],
        "cmd-recover",
        "claim recover ID",
    ),
    on(
        DECIDING,
        C::Recovered,
        &[Char('B')],
        "cmd-recovered",
        "claim recovered ID",
    ),
    quiet(DECIDING, C::Undo, &[Char('u')], "cmd-undo", "claim undo ID"),
    quiet(
        CLAIM,
        C::KeepApproval,
        &[Char('K')],
        "cmd-keep-approval",
        "claim keep ID",
    ),
    on(
        CLAIM,
        C::Reveal,
        &[Char('v')],
        "cmd-reveal",
        "claim reveal ID",
    ),
    on(CLAIM, C::Neighbour(1), &[Char('n')], "cmd-next", ""),
    quiet(CLAIM, C::Neighbour(-1), &[Char('p')], "cmd-previous", ""),
    quiet(
        DECIDING,
        C::NextUndecided,
        &[Char('N')],
        "cmd-next-undecided",
        "",
    ),
    quiet(
        QUEUE,
        C::ApproveMatching,
        &[Char('A')],
        "cmd-approve-matching",
        "claim approve --all-matching",
    ),
    quiet(
        QUEUE,
        C::Lane(1),
        &[Key::Tab],
        "cmd-lane-next",
        "claim list --lane LANE",
    ),
    quiet(QUEUE, C::Lane(-1), &[Key::BackTab], "cmd-lane-previous", ""),
    quiet(QUEUE, C::SaveFilter, &[Char('S')], "cmd-save-filter", ""),
    quiet(QUEUE, C::UseFilter, &[Char('o')], "cmd-use-filter", ""),
    quiet(QUEUE, C::Log, &[Char('L')], "cmd-log", "claim log ID"),
    on(CLAIM, C::Log, &[Char('L')], "cmd-log", "claim log ID"),
    // The card of the claim's child, for whoever is on the telephone about it.
    quiet(
        DECIDING,
        C::Register(R::Child),
        &[Char('P')],
        "cmd-person-open",
        "person show ID",
    ),
    on(
        CLAIM,
        C::Open,
        &[Enter],
        "cmd-open-case",
        "duplicate show ID",
    ),
    on(
        CASE,
        C::Keep,
        &[Char('m')],
        "cmd-keep",
        "duplicate resolve ID",
    ),
    on(
        CASE,
        C::Different,
        &[Char('x')],
        "cmd-different",
        "duplicate resolve ID",
    ),
    on(
        CASE,
        C::ReturnBoth,
        &[Char('r')],
        "cmd-return-both",
        "duplicate resolve ID",
    ),
    on(
        CASE,
        C::HoldCase,
        &[Char('h')],
        "cmd-hold",
        "duplicate resolve ID",
    ),
    on(
        CASE,
        C::EscalateCase,
        &[Char('e')],
        "cmd-escalate",
        "duplicate resolve ID --escalate",
    ),
    on(
        CASE,
        C::SecondCase,
        &[Char('s')],
        "cmd-second-case",
        "duplicate second ID",
    ),
    on(
        CASE,
        C::UndoCase,
        &[Char('u')],
        "cmd-undo-case",
        "duplicate undo ID",
    ),
    quiet(
        CASE,
        C::NextUndecided,
        &[Char('N')],
        "cmd-next-undecided",
        "",
    ),
    on(
        &[Part::Imports],
        C::Import,
        &[Char('i')],
        "cmd-import",
        "import claims FILE",
    ),
    on(
        &[Part::Imports],
        C::Register(R::Template),
        &[Char('t')],
        "cmd-template",
        "import template",
    ),
    on(
        &[Part::Import],
        C::RowShow,
        &[Enter, Char('f')],
        "cmd-row-show",
        "import errors ID",
    ),
    on(
        &[Part::Log],
        C::EntryShow,
        &[Enter],
        "cmd-change-show",
        "claim log ID",
    ),
    on(
        &[Part::Batches],
        C::BatchCreate,
        &[Char('c')],
        "cmd-batch-create",
        "batch create",
    ),
    on(
        BATCH,
        C::BatchSeal,
        &[Char('s')],
        "cmd-batch-seal",
        "batch seal ID",
    ),
    on(
        BATCH,
        C::BatchSign,
        &[Char('S')],
        "cmd-batch-sign",
        "batch sign ID",
    ),
    on(
        BATCH,
        C::BatchExport,
        &[Char('e')],
        "cmd-batch-export",
        "batch export ID",
    ),
    on(
        BATCH,
        C::BatchSettle,
        &[Char('t')],
        "cmd-batch-settle",
        "batch settle ID --paid CLAIM",
    ),
    on(
        BATCH,
        C::BatchSettleAll,
        &[Char('T')],
        "cmd-batch-settle-all",
        "batch settle ID --paid ALL",
    ),
    on(
        BATCH,
        C::BatchReverse,
        &[Char('R')],
        "cmd-batch-reverse",
        "batch reverse ID --lines CLAIM",
    ),
    on(
        BATCH,
        C::BatchWithdraw,
        &[Char('w')],
        "cmd-batch-withdraw",
        "batch withdraw ID",
    ),
    on(
        CHANGES,
        C::ChangeShow,
        &[Enter],
        "cmd-change-show",
        "change show ID",
    ),
    on(
        CHANGES,
        C::ChangeApprove,
        &[Char('a')],
        "cmd-change-approve",
        "change approve ID",
    ),
    on(
        CHANGES,
        C::ChangeReject,
        &[Char('r')],
        "cmd-change-reject",
        "change reject ID",
    ),
    on(
        YEARS,
        C::Register(R::PeriodPreview),
        &[Char('v')],
        "cmd-period-preview",
        "period preview",
    ),
    on(
        YEARS,
        C::Register(R::NextYear),
        &[Char('d')],
        "cmd-next-year",
        "year open",
    ),
    on(
        &[Part::Periods, Part::NextYear],
        C::PeriodCreate,
        &[Char('n')],
        "cmd-period-create",
        "period create",
    ),
    on(
        YEARS,
        C::PeriodOpen,
        &[Char('o')],
        "cmd-period-open",
        "period open",
    ),
    on(
        YEARS,
        C::PeriodExtend,
        &[Char('e')],
        "cmd-period-extend",
        "period extend",
    ),
    on(
        YEARS,
        C::PeriodClose,
        &[Char('c')],
        "cmd-period-close",
        "period close",
    ),
    on(
        YEARS,
        C::PeriodReopen,
        &[Char('o')],
        "cmd-period-reopen",
        "period reopen",
    ),
    on(
        YEARS,
        C::PeriodArchive,
        &[Char('z')],
        "cmd-period-archive",
        "period archive",
    ),
    on(
        &[Part::Units],
        C::Register(R::Open),
        &[Enter],
        "cmd-unit-claims",
        "claim list --unit CODE",
    ),
    on(
        &[Part::Units],
        C::Register(R::Narrow),
        &[Char('/')],
        "cmd-search",
        "unit list",
    ),
    on(
        &[Part::Ledger],
        C::Register(R::Open),
        &[Enter],
        "cmd-open-claim",
        "claim show ID",
    ),
    on(
        &[Part::Plans, Part::Ledger],
        C::Register(R::Narrow),
        &[Char('/')],
        "cmd-narrow-unit",
        "",
    ),
    on(
        &[Part::Audit],
        C::Register(R::Open),
        &[Enter],
        "cmd-change-show",
        "",
    ),
    on(
        &[Part::Audit],
        C::Register(R::Narrow),
        &[Char('/')],
        "cmd-narrow-audit",
        "",
    ),
    quiet(
        &[Part::Audit],
        C::Register(R::Claim),
        &[Char('c')],
        "cmd-open-claim",
        "claim show ID",
    ),
    on(
        &[Part::Operators],
        C::Register(R::Open),
        &[Enter],
        "cmd-operator-keys",
        "operator key list",
    ),
    on(
        &[Part::Jobs, Part::Rulings],
        C::Register(R::Open),
        &[Enter],
        "cmd-open",
        "",
    ),
    on(
        &[Part::Ruling],
        C::Register(R::Preview),
        &[Enter],
        "cmd-ruling-preview",
        "ruling preview",
    ),
    on(
        &[Part::Ruling],
        C::Register(R::SetRuling),
        &[Char('s')],
        "cmd-ruling-set",
        "ruling propose",
    ),
    on(
        &[Part::People],
        C::Register(R::Narrow),
        &[Char('/')],
        "cmd-person-find",
        "person find",
    ),
    on(
        &[Part::People],
        C::Register(R::Open),
        &[Enter],
        "cmd-person-open",
        "person show ID",
    ),
    on(
        &[Part::Help],
        C::FindKey,
        &[Char('/')],
        "cmd-find-key",
        "--help",
    ),
    quiet(
        EVERYWHERE,
        C::Move(Motion::Rows(1)),
        &[Key::Down, Char('j')],
        "cmd-down",
        "",
    ),
    quiet(
        EVERYWHERE,
        C::Move(Motion::Rows(-1)),
        &[Key::Up, Char('k')],
        "cmd-up",
        "",
    ),
    quiet(
        EVERYWHERE,
        C::Move(Motion::Pages(1)),
        &[Key::PageDown, Ctrl('f')],
        "cmd-page-down",
        "",
    ),
    quiet(
        EVERYWHERE,
        C::Move(Motion::Pages(-1)),
        &[Key::PageUp],
        "cmd-page-up",
        "",
    ),
    quiet(
        EVERYWHERE,
        C::Move(Motion::First),
        &[Key::Home],
        "cmd-first",
        "",
    ),
    quiet(
        EVERYWHERE,
        C::Move(Motion::Last),
        &[Key::End],
        "cmd-last",
        "",
    ),
    quiet(
        EVERYWHERE,
        C::Back,
        &[Key::Esc, Key::Backspace],
        "cmd-back",
        "",
    ),
    quiet(EVERYWHERE, C::Chord, &[Char('g')], "cmd-go", ""),
    quiet(
        EVERYWHERE,
        C::Palette,
        &[Char(':'), Ctrl('p')],
        "cmd-palette",
        "",
    ),
    quiet(EVERYWHERE, C::Reload, &[Ctrl('r')], "cmd-reload", ""),
    quiet(
        EVERYWHERE,
        C::Language,
        &[Key::F(2)],
        "cmd-language",
        "--lang zh|en",
    ),
    quiet(EVERYWHERE, C::Repaint, &[Ctrl('l')], "cmd-repaint", ""),
    quiet(
        EVERYWHERE,
        C::Help,
        &[Char('?'), Key::F(1)],
        "cmd-help",
        "--help",
    ),
    quiet(
        EVERYWHERE,
        C::Leave,
        &[Char('q'), Ctrl('q')],
        "cmd-leave",
        "",
    ),
];
