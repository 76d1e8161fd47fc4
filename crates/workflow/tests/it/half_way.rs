//! An act over many claims that cannot go on tells what it did and what remains; a meeting of two writers is tried again
//! before it is told.

use domain::claim::Checks;
use storage::StorageError;
use test_support::{ClaimSpec, Desk, both_engines, on_both};
use workflow::review::bulk::{self, Chosen};
use workflow::views::Lang;
use workflow::{Limits, WorkflowError, review::decide};

fn checks() -> Checks {
    Checks::of(["member", "child", "age"])
}

#[test]
fn an_act_refused_half_way_tells_what_it_did_and_what_remains() {
    on_both(|db| {
        let limits = Limits {
            bulk_chunk: 1,
            ..Limits::default()
        };
        let desk = Desk::install_with(db, limits);
        let mut claims = [1, 2, 3].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        claims.sort_unstable();
        let broken = desk.claim(claims[1]).content;
        let damage = |content: &str| {
            let number = desk.claim(claims[1]).number;
            storage::execute_raw(
                &mut desk.open(),
                &format!(
                    "UPDATE claims SET content = '{content}' WHERE number = '{}'",
                    number.as_str()
                ),
            )
            .unwrap();
        };
        damage("no row");
        let mut reviewer = desk.session("reviewer");
        let error = decide::review(&mut reviewer, &claims, &checks(), None).unwrap_err();
        let WorkflowError::HalfWay { outcome, left, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(outcome.done, [claims[0]]);
        assert_eq!(outcome.failed, []);
        assert_eq!(left, &claims[1..]);
        assert_eq!(
            desk.state(claims[0]),
            "reviewed",
            "what is told as done is saved"
        );
        let told = error.stopped(Lang::Zh).unwrap();
        assert!(
            told.contains("已完成并保存 1 件") && told.contains("其余 2 件"),
            "{told}"
        );
        assert!(
            error.to_string().contains("1 done, 0 refused, 2 not tried"),
            "{error}"
        );

        damage(&broken);
        let rest = decide::review(&mut reviewer, left, &checks(), None).unwrap();
        assert_eq!((rest.done.as_slice(), rest.failed.len()), (&claims[1..], 0));
        // Nothing was done: the cause says all.
        damage("no row");
        let error = decide::undo(&mut reviewer, &[claims[1]], "再核").map(|_| ());
        assert!(error.is_ok() || !matches!(error, Err(WorkflowError::HalfWay { .. })));
    });
}

#[test]
fn a_claim_that_moved_on_while_many_are_approved_is_not_approved_with_them() {
    on_both(|db| {
        let limits = Limits {
            bulk_chunk: 1,
            ..Limits::default()
        };
        let desk = Desk::install_with(db, limits);
        let mut claims = [1, 2].map(|n| desk.reviewed_claim(&ClaimSpec::of(n)));
        claims.sort_unstable();
        let chosen = Chosen::Matching(Box::default());
        let mut approver = desk.session("approver");
        let offered = bulk::offer(&mut approver, &chosen, 7).unwrap();
        let (expected, token) = (offered.expected, offered.token);
        let mut left = claims.to_vec();
        let outcome = bulk::approve(
            &mut approver,
            &chosen,
            None,
            expected,
            token,
            &mut |_, _| {
                left.retain(|claim| desk.state(*claim) == "reviewed");
                if let [last] = left.as_slice() {
                    decide::undo(&mut desk.session("reviewer"), &[*last], "look again").unwrap();
                    desk.review(*last);
                }
            },
        );
        let outcome = outcome.unwrap();
        let [(claim, refusal)] = outcome.failed.as_slice() else {
            panic!("{outcome:?}");
        };
        assert_eq!(outcome.done.len(), 1);
        assert_eq!((refusal.code, desk.state(*claim)), ("changed", "reviewed"));
    });
}

both_engines! {
    fn a_row_that_somebody_else_changed_meanwhile_is_tried_again_before_it_is_told(desk) {
        let mut tries = 0;
        let answer = desk.open().write(|_| {
            tries += 1;
            if tries < 3 { Err(StorageError::Conflict) } else { Ok(tries) }
        });
        assert_eq!(answer.unwrap(), 3);
        let mut tries = 0;
        let answer: Result<(), StorageError> = desk.open().write(|_| {
            tries += 1;
            Err(StorageError::Conflict)
        });
        assert!(matches!(answer, Err(StorageError::Conflict)));
        assert_eq!(tries, 5, "and told in the end");
    }
}
