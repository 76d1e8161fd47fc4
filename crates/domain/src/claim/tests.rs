//! The table of steps, and what each of them leaves.

use super::*;

#[test]
fn the_table_names_each_step_from_a_state_once() {
    for (n, (state, step, _)) in TRANSITIONS.iter().enumerate() {
        assert!(
            !TRANSITIONS[..n]
                .iter()
                .any(|(s, p, _)| s == state && p == step),
            "{state} {step} is listed twice"
        );
    }
}

#[test]
fn money_leaves_only_along_review_approval_and_seal() {
    let into = |to: StateName| -> Vec<(StateName, StepName)> {
        TRANSITIONS
            .iter()
            .filter(|t| t.2 == to)
            .map(|t| (t.0, t.1))
            .collect()
    };
    assert_eq!(into(StateName::Paid), [(StateName::Batched, StepName::Pay)]);
    assert_eq!(
        into(StateName::Batched),
        [
            (StateName::Approved, StepName::Seal),
            (StateName::Paid, StepName::Unpay),
            (StateName::Returned, StepName::Unrefuse)
        ],
        "what was registered by mistake goes back to where the file left it"
    );
    assert_eq!(
        into(StateName::Approved),
        [
            (StateName::Submitted, StepName::Grant),
            (StateName::Reviewed, StepName::Approve),
            (StateName::Approved, StepName::Keep),
            (StateName::Batched, StepName::Unseal)
        ]
    );
    assert_eq!(
        into(StateName::Reviewed),
        [
            (StateName::Submitted, StepName::Review),
            (StateName::Approved, StepName::Undo)
        ]
    );
}

#[test]
fn a_claim_that_does_not_count_comes_back_only_as_undecided_and_a_recovered_one_never() {
    let out: Vec<_> = TRANSITIONS
        .iter()
        .filter(|t| !t.0.is_live())
        .copied()
        .collect();
    assert_eq!(
        out,
        [
            (StateName::Rejected, StepName::Undo, StateName::Submitted),
            (StateName::Withdrawn, StepName::Undo, StateName::Submitted),
        ]
    );
}

#[test]
fn only_a_refused_line_is_reversed_and_only_to_the_batch_it_left() {
    let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
    let by = |n| OperatorId(uuid::Uuid::from_u128(n));
    let approval = Approval {
        review: Review {
            by: by(1),
            checks: Checks::default(),
            accepted: Vec::new(),
            reason: String::new(),
        },
        by: by(2),
        rule: None,
        amount: Fen::new(40_000),
        source: FundSource::new("union"),
        budget_year: 2026,
        kept: None,
        shortfall: None,
    };
    let batched = ClaimState::Batched {
        approval,
        batch: BatchId(uuid::Uuid::from_u128(3)),
    };
    let reason = "账号不符".to_owned();
    let refused = batched.take(
        &Step::Refuse {
            reason: reason.clone(),
        },
        today,
    );
    let reversal = Step::Unrefuse {
        proposed_by: by(4),
        reason: reason.clone(),
    };
    assert_eq!(refused.unwrap().take(&reversal, today), Ok(batched));
    let returned = ClaimState::Returned { reason, line: None };
    assert!(returned.take(&reversal, today).is_err());
}

#[test]
fn what_a_rule_approved_without_people_goes_back_to_them_from_the_beginning() {
    let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
    let step = |rule: Option<&str>| Step::Approve {
        by: OperatorId(uuid::Uuid::from_u128(1)),
        rule: rule.map(str::to_owned),
        amount: Fen::new(40_000),
        source: FundSource::new("union"),
        budget_year: 2026,
        shortfall: None,
        ceiling: Fen::new(40_000),
    };
    let granted = ClaimState::Submitted
        .take(&step(Some("M-05")), today)
        .unwrap();
    let approval = granted.approval().unwrap();
    assert_eq!(approval.rule.as_deref(), Some("M-05"));
    assert_eq!(approval.review.checks, Checks::default());
    let undo = Step::Undo {
        reason: "人工复核".to_owned(),
    };
    assert_eq!(granted.take(&undo, today), Ok(ClaimState::Submitted));
    // A person's approval needs a person's review.
    assert!(ClaimState::Submitted.take(&step(None), today).is_err());
    let reviewed = ClaimState::Reviewed(Review::by_nobody(OperatorId(uuid::Uuid::from_u128(2))));
    assert!(reviewed.take(&step(Some("M-05")), today).is_err());
}

#[test]
fn a_paid_claim_comes_back_only_by_recovery_or_as_a_line_that_has_no_answer_after_all() {
    let out: Vec<_> = TRANSITIONS
        .iter()
        .filter(|t| matches!(t.0, StateName::Paid | StateName::Reconciled))
        .map(|t| t.2)
        .collect();
    assert_eq!(
        out,
        [
            StateName::Batched,
            StateName::Reconciled,
            StateName::Recovering,
            StateName::Recovering
        ]
    );
}
