//! Which commands of the table can be done now: by the operator's role and by what is on the screen.

use super::{Command, Spec};
use crate::model::{Model, Place};
use crate::screens::registers::RegisterCommand;
use domain::batch::{BatchState, LineState};
use domain::case::{CaseState, ChangeState, Resolution};
use domain::claim::{StateName, StepName, TRANSITIONS};
use domain::period::PeriodState;
use domain::role::Action;

/// The command makes sense on this screen and the operator's role has it.
pub(super) fn is_offered(model: &Model, place: &Place, command: Command) -> bool {
    match command {
        Command::Back => model.places.len() > 1,
        Command::Open => opens(model, place),
        // A claim that was opened from a batch or a case has no list to step through.
        Command::Neighbour(_) => model.places.contains(&Place::Claims),
        Command::NextUndecided => follows_a_list(model, place),
        Command::Keep
        | Command::Different
        | Command::ReturnBoth
        | Command::HoldCase
        | Command::EscalateCase => case(model, &[CaseState::Open]),
        Command::SecondCase => case(model, &[CaseState::Proposed]),
        Command::UndoCase => {
            case(model, &[CaseState::Resolved, CaseState::Proposed])
                || (escalated(model) && may(model, Action::ResolveDuplicate))
        }
        Command::RowShow => model.screens.import.list.current().is_some(),
        Command::EntryShow => model.screens.log.current().is_some(),
        Command::ChangeShow => model.screens.changes.current().is_some(),
        Command::ChangeApprove | Command::ChangeReject => change(model),
        Command::BatchSeal
        | Command::BatchSign
        | Command::BatchExport
        | Command::BatchSettle
        | Command::BatchSettleAll
        | Command::BatchReverse
        | Command::BatchWithdraw => batch(model, command),
        Command::PeriodOpen
        | Command::PeriodExtend
        | Command::PeriodClose
        | Command::PeriodReopen
        | Command::PeriodArchive => period(model, place, command),
        Command::Register(RegisterCommand::PeriodPreview | RegisterCommand::NextYear) => {
            period_state(model, place).is_some()
        }
        Command::Import => [
            Action::ImportUnits,
            Action::ImportMembers,
            Action::ImportPlans,
            Action::ImportClaims,
        ]
        .iter()
        .any(|action| may(model, *action)),
        other => {
            let needed = needs(other);
            needed.is_empty() || needed.iter().any(|action| may(model, *action))
        }
    }
}

/// Actions of which the role must have one; none for what everybody may.
fn needs(command: Command) -> &'static [Action] {
    match command {
        Command::Review => &[Action::Review],
        Command::Approve | Command::ApproveMatching => &[Action::Approve],
        Command::Return | Command::Hold | Command::Reject => &[Action::Return],
        Command::Withdraw => &[Action::Withdraw],
        Command::Reconcile | Command::Recover | Command::Recovered => &[Action::Recover],
        Command::Undo => &[Action::Return, Action::Approve],
        Command::KeepApproval => &[Action::Approve],
        Command::Reveal => &[Action::Reveal],
        Command::BatchCreate => &[Action::Batch],
        Command::PeriodCreate | Command::Register(RegisterCommand::SetRuling) => {
            &[Action::Administer]
        }
        _ => &[],
    }
}

fn may(model: &Model, action: Action) -> bool {
    model.me.role.may(action)
}

fn opens(model: &Model, place: &Place) -> bool {
    match place {
        Place::Import(_) => model
            .screens
            .import
            .list
            .current()
            .is_some_and(|row| row.claim.is_some()),
        Place::Claim(_) => model
            .screens
            .claim
            .value
            .as_ref()
            .is_some_and(|claim| claim.row.case.is_some()),
        _ => true,
    }
}

fn follows_a_list(model: &Model, place: &Place) -> bool {
    let list = match place {
        Place::Case(_) => &Place::Cases,
        _ => &Place::Claims,
    };
    model.places.contains(list)
}

/// Its name here: of a case whose comparison suggests one child, keeping one claim is called so; a person decides.
pub(super) fn name(model: &Model, spec: &Spec) -> &'static str {
    if spec.command == Command::Keep && suggested(model) {
        "cmd-keep-suggested"
    } else {
        spec.name
    }
}

fn suggested(model: &Model) -> bool {
    let case = model.screens.case.value.as_ref();
    case.is_some_and(|case| case.pairs.iter().any(|pair| pair.evidence.suggests_same()))
}

/// The case was handed up and waits.
fn escalated(model: &Model) -> bool {
    let case = model.screens.case.value.as_ref();
    case.is_some_and(|case| case.row.resolution == Some(Resolution::Escalate))
}

fn case(model: &Model, states: &[CaseState]) -> bool {
    let case = model.screens.case.value.as_ref();
    may(model, Action::ResolveDuplicate)
        && case.is_some_and(|case| states.contains(&case.row.state))
}

fn change(model: &Model) -> bool {
    let seconds = [Action::SecondPlans, Action::Administer, Action::Batch]
        .iter()
        .any(|action| may(model, *action));
    // Whoever proposed a change cannot decide it.
    let open = |change: &workflow::views::changes::ChangeRowView| {
        change.state == ChangeState::Proposed && !change.own
    };
    seconds && model.screens.changes.current().is_some_and(open)
}

fn batch(model: &Model, command: Command) -> bool {
    use BatchState as S;
    let (action, states): (Action, &[S]) = match command {
        Command::BatchSeal => (Action::Batch, &[S::Draft]),
        Command::BatchSign => (Action::SignBatch, &[S::Sealed]),
        Command::BatchExport => (Action::Pay, &[S::Sealed, S::Exported]),
        Command::BatchWithdraw => (Action::Batch, &[S::Draft, S::Sealed]),
        Command::BatchReverse => {
            return may(model, Action::Pay) && answered(model);
        }
        _ => (Action::Pay, &[S::Exported]),
    };
    let head = model.screens.batch.head.as_ref();
    may(model, action) && head.is_some_and(|head| states.contains(&head.state))
}

/// The line under the cursor has an answer of bank or tax bureau.
fn answered(model: &Model) -> bool {
    let line = model.screens.batch.list.current();
    line.is_some_and(|line| line.state != LineState::Open)
}

/// The state of the benefit year under the cursor, or of the one on the screen.
fn period_state(model: &Model, place: &Place) -> Option<PeriodState> {
    let s = &model.screens;
    match place {
        Place::Periods => s.periods.current().map(|row| row.state),
        _ => s.period.value.as_ref().map(|period| period.row.state),
    }
}

fn period(model: &Model, place: &Place, command: Command) -> bool {
    use PeriodState as S;
    let state = period_state(model, place);
    let states: &[S] = match command {
        Command::PeriodOpen => &[S::Draft],
        Command::PeriodExtend => &[S::Draft, S::Open],
        Command::PeriodClose => &[S::Open],
        _ => &[S::Closed],
    };
    may(model, Action::Administer) && state.is_some_and(|state| states.contains(&state))
}

/// The step of a claim that a decision is.
pub fn step_of(command: Command) -> Option<StepName> {
    Some(match command {
        Command::Review => StepName::Review,
        Command::Approve => StepName::Approve,
        Command::Return => StepName::Return,
        Command::Hold => StepName::Hold,
        Command::Reject => StepName::Reject,
        Command::Withdraw => StepName::Withdraw,
        Command::Reconcile => StepName::Reconcile,
        Command::Recover => StepName::Recover,
        Command::Recovered => StepName::Recovered,
        Command::Undo => StepName::Undo,
        Command::KeepApproval => StepName::Keep,
        _ => return None,
    })
}

/// A chosen claim can take the step now, so that it belongs among the hints; of marked claims, which may be off the
/// screen, it is not known.
pub(super) fn fits(model: &Model, command: Command) -> bool {
    let Some(step) = step_of(command) else {
        return true;
    };
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
    state.is_none_or(|state| after(state, step).is_some())
}

/// The state a step leads to; none when the state cannot take it.
pub fn after(state: StateName, step: StepName) -> Option<StateName> {
    TRANSITIONS
        .iter()
        .find(|(from, name, _)| *from == state && *name == step)
        .map(|(_, _, to)| *to)
}
