//! What cannot be done with a batch as it stands is refused with its state and with what can be done instead.

use crate::office::{all_paid, answer, drafted, exported, sealed};
use domain::batch::{BatchState, Channel};
use domain::ids::BatchId;
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::payments::batches::{self, Format};
use workflow::{Result, WorkflowError};

type Act = fn(&Desk, BatchId) -> Result<()>;

/// Every act on a batch, and the states in which it may be done.
const ACTS: [(&str, Act, &[BatchState]); 5] = [
    (
        "seal",
        |desk, batch| batches::seal(&mut desk.session("accountant"), batch, None).map(drop),
        &[BatchState::Draft],
    ),
    (
        "sign",
        |desk, batch| batches::sign(&mut desk.session("approver2"), batch).map(drop),
        &[BatchState::Sealed],
    ),
    (
        "export",
        |desk, batch| {
            let dir = tempfile::tempdir().unwrap();
            let mut cashier = desk.session("cashier");
            batches::export(&mut cashier, batch, Format::Csv, dir.path()).map(drop)
        },
        &[
            BatchState::Sealed,
            BatchState::Exported,
            BatchState::Settled,
        ],
    ),
    (
        "settle",
        |desk, batch| batches::settle(&mut desk.session("cashier"), batch, &answer(desk)).map(drop),
        &[BatchState::Exported, BatchState::Settled],
    ),
    (
        "withdraw",
        |desk, batch| batches::withdraw(&mut desk.session("accountant"), batch, "重做"),
        &[BatchState::Draft, BatchState::Sealed],
    ),
];

/// The commands that a refusal may point at, state by state: each of them is possible then.
fn possible(state: BatchState) -> &'static [&'static str] {
    match state {
        BatchState::Draft => &["seal", "withdraw"],
        BatchState::Sealed => &["export", "sign", "withdraw"],
        BatchState::Exported => &["settle"],
        BatchState::Settled => &["reverse"],
        BatchState::Withdrawn => &["create"],
    }
}

fn batch_in(desk: &Desk, state: BatchState) -> BatchId {
    if matches!(state, BatchState::Draft | BatchState::Withdrawn) {
        let batch = drafted(desk, Channel::MemberBank);
        if state == BatchState::Withdrawn {
            batches::withdraw(&mut desk.session("accountant"), batch, "重做").unwrap();
        }
        return batch;
    }
    let batch = sealed(desk, Channel::MemberBank);
    if state == BatchState::Sealed {
        return batch;
    }
    exported(desk, batch, Format::Csv);
    if state == BatchState::Settled {
        all_paid(desk, batch);
    }
    batch
}

/// The commands a sentence names.
fn named(text: &str) -> Vec<&str> {
    let commands = text.split("`gongbao batch ").skip(1);
    let mut found: Vec<&str> = commands.filter_map(|rest| rest.split('`').next()).collect();
    found.sort_unstable();
    found
}

both_engines! {
    fn what_a_batch_does_not_allow_is_refused_with_its_state_and_the_next_possible_step(desk) {
        let states = [BatchState::Settled, BatchState::Exported, BatchState::Sealed, BatchState::Withdrawn, BatchState::Draft];
        for (n, state) in (1..).zip(states) {
            desk.approved_claim(&ClaimSpec::of(n));
            let batch = batch_in(desk, state);
            for (name, act, allowed) in ACTS.into_iter().filter(|(.., allowed)| !allowed.contains(&state)) {
                let refused = act(desk, batch).unwrap_err();
                let WorkflowError::State { state: told, hint, .. } = &refused else { panic!("{name}: {refused:?}") };
                assert_eq!((&*told.zh, &*told.en), (state.chinese(), state.code()), "{name}");
                for sentence in [&hint.zh, &hint.en] {
                    assert_eq!(named(sentence), possible(state), "{name} {state}: {sentence}");
                }
                assert!(!allowed.is_empty());
            }
        }
    }
}
