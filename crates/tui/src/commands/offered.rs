//! What a role may do, and which step of a claim a command is.

use super::Command;
use crate::model::Model;
use crate::orders;
use domain::claim::{StateName, StepName, TRANSITIONS};
use domain::role::Action;

/// The operator's role has the command; and there is somewhere to go back to.
pub(super) fn is_allowed(model: &Model, command: Command) -> bool {
    if command == Command::Back {
        return model.routes.len() > 1;
    }
    let needed = needs(command);
    needed.is_empty() || needed.iter().any(|action| model.me.role.may(*action))
}

/// Actions of which the role must have one; none for what everybody may.
fn needs(command: Command) -> &'static [Action] {
    match command {
        Command::Review => &[Action::Review],
        Command::Approve | Command::ApproveMatching => &[Action::Approve],
        Command::Return | Command::Hold | Command::Reject => &[Action::Return],
        Command::Withdraw => &[Action::Withdraw],
        Command::Reconcile => &[Action::Reconcile],
        Command::Recover | Command::Recovered => &[Action::Recover],
        Command::Undo => &[Action::Return, Action::Approve],
        Command::KeepApproval => &[Action::Approve],
        Command::Reveal => &[Action::Reveal],
        Command::BatchCreate => &[Action::Batch],
        Command::PeriodCreate => &[Action::Administer],
        Command::Import => &[
            Action::ImportUnits,
            Action::ImportMembers,
            Action::ImportPlans,
            Action::ImportClaims,
        ],
        orders::ADD_OPERATOR | orders::SWITCH_OFF | orders::ADD_KEY | orders::REVOKE_KEY => {
            &[Action::Administer]
        }
        orders::MERGE | orders::INSTITUTION => &[Action::Administer],
        orders::ANNOUNCE => &[Action::Announce],
        orders::RETURNS => &[Action::HandBack],
        orders::ERRORS => &[
            Action::ImportClaims,
            Action::ImportMembers,
            Action::ImportPlans,
        ],
        orders::OPEN_YEAR => &[Action::Administer, Action::ImportPlans, Action::HandBack],
        orders::SCAN => &[Action::ResolveDuplicate],
        orders::SUPPLEMENT | orders::FILE => &[Action::ImportClaims],
        orders::REASSESS => &[Action::Reassess],
        orders::RESUME => &[Action::Approve],
        orders::COLLECT => &[Action::Batch],
        orders::MAKE_UP => &[Action::MakeUp],
        orders::HAPPENED | orders::VOID | orders::BEGIN => &[Action::Pay],
        orders::PUT | orders::TAKE => &[Action::HandOver],
        orders::SAVE_HEADER | orders::FORGET_HEADER => &[
            Action::ImportUnits,
            Action::ImportMembers,
            Action::ImportPlans,
            Action::ImportClaims,
        ],
        orders::REGISTER => &[Action::Batch],
        orders::SETTLEMENTS => &[Action::ImportClaims],
        orders::VERIFY | orders::SEAL => &[Action::Audit],
        _ => &[],
    }
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

/// A claim in this state, where it is known, can take the step now, so that it belongs among the hints.
pub fn fits(state: Option<StateName>, command: Command) -> bool {
    match (state, step_of(command)) {
        (Some(state), Some(step)) => after(state, step).is_some(),
        _ => true,
    }
}

/// The state a step leads to; none when the state cannot take it.
pub fn after(state: StateName, step: StepName) -> Option<StateName> {
    TRANSITIONS
        .iter()
        .find(|(from, name, _)| *from == state && *name == step)
        .map(|(_, _, to)| *to)
}
