//! What stands after every message, whatever comes when.

use super::*;

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);

at_both! {
    fn a_settlement_is_answered_with_the_line_of_its_statement_and_posted_once(desk) {
        enrol(desk, &[1]);
        let taken = receive(desk, &[STAY.settle()]);
        let answer = &taken[0].answer;
        assert_eq!(answer.about.as_deref(), Some("S1"));
        assert_eq!((answer.state, answer.sum), (MessageState::Benefit, Fen::new(338_000)));
        assert_eq!(answer.base, Some(Fen::new(1_000_000)));
        assert_eq!(answer.line.as_ref().unwrap().0, "总工会补助 3,380.00 元");
        let again = receive(desk, &[STAY.settle()]);
        assert!(!taken[0].known && again[0].known);
        assert_eq!(again[0].answer, taken[0].answer);
        assert_eq!((stands(desk), kept(desk)), (3_380, 1));
        audited(desk);
    }

    fn a_settlement_or_visit_of_one_person_is_not_taken_for_another(desk) {
        enrol(desk, &[1, 2]);
        // The other one has a number on the roster, or none that anybody knows.
        let refused = [
            Bill { member: 2, ..STAY }.settle(),
            Bill { member: 77, ..STAY }.settle(),
            Bill::new(2, "S2", "V1", 1, 5_000).settle(),
            Bill { member: 2, ..STAY }.cancel("R1"),
        ];
        let together = receive(desk, &[vec![STAY.settle()], refused.to_vec()].concat());
        let alone = receive(desk, &refused);
        assert_eq!(together[0].answer.sum, Fen::new(338_000));
        for taken in together[1..].iter().chain(&alone) {
            assert_eq!((taken.answer.state, taken.answer.sum), (MessageState::Refused, Fen::ZERO));
            let codes: Vec<&str> = taken.answer.findings.iter().map(|one| &*one.code).collect();
            assert_eq!(codes, ["message-names-another"]);
        }
        assert_eq!((stands(desk), kept(desk)), (3_380, 1));
        // Nothing of it stays in the way of what follows.
        assert_eq!(told(desk, Bill::new(2, "S2", "V2", 1, 5_000).settle()).0, MessageState::Benefit);
        assert_eq!(told(desk, STAY.cancel("R1")), (MessageState::Reversed, Fen::ZERO));
        audited(desk);
    }

    fn every_form_of_cancellation_takes_back_exactly_what_was_posted(desk) {
        enrol(desk, &[1, 2, 3, 4]);
        let bills = [
            Bill { member: 1, ..STAY },
            Bill::new(2, "S2", "V2", 1, 8_250),
            Bill::new(3, "S3", "V3", 2, 700),
            Bill::new(4, "S4", "V4", 3, 60_000),
        ];
        for bill in bills {
            assert_eq!(told(desk, bill.settle()).0, MessageState::Benefit, "{bill:?}");
        }
        assert!(stands(desk) > 0);
        let cancellations = [
            bills[0].cancel("R1"),
            bills[1].cancel_same_id(),
            bills[2].cancel_answer("R3"),
            bills[3].compensate(),
        ];
        for text in cancellations {
            assert_eq!(told(desk, text.clone()), (MessageState::Reversed, Fen::ZERO), "{text}");
        }
        assert_eq!((stands(desk), kept(desk)), (0, 8));
        audited(desk);
    }

    fn a_reversal_without_its_original_waits_is_shown_and_nets_when_it_comes(desk) {
        enrol(desk, &[1]);
        assert_eq!(told(desk, STAY.cancel_answer("R1")), (MessageState::Waiting, Fen::ZERO));
        assert_eq!(waiting(desk), ["R1"]);
        assert_eq!(told(desk, STAY.settle()), (MessageState::Reversed, Fen::ZERO));
        assert_eq!(waiting(desk), [""; 0]);
        assert_eq!((stands(desk), kept(desk)), (0, 2));
        audited(desk);
    }

    fn the_order_and_repetition_of_messages_change_nothing(desk) {
        // Two stays of one member: one taken back and settled anew, one that stands.
        let anew = Bill::new(1, "S3", "V1", 9, 5_000);
        let other = Bill::new(1, "S2", "V2", 5, 600);
        let texts = [STAY.settle(), other.settle(), STAY.cancel("R1"), anew.settle(), other.settle()];
        let orders: [[usize; 5]; 6] = [
            [0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 3, 1, 4],
            [3, 2, 4, 0, 1], [1, 3, 0, 4, 2], [2, 3, 4, 1, 0],
        ];
        for (n, order) in orders.iter().enumerate() {
            // Every order with a member, and ids, of its own.
            let member = u64::try_from(n).unwrap() + 1;
            enrol(desk, &[member]);
            let before = stands(desk);
            for at in order {
                let number = people::member(1).id;
                let text = texts[*at]
                    .replace(&number, &people::member(member).id)
                    .replace("\"P1\"", &format!("\"P{member}\""));
                let text = ["S1", "S2", "S3", "V1", "V2", "R1"].iter().fold(text, |text, id| {
                    text.replace(&format!("{id}\""), &format!("{id}-{n}\""))
                });
                receive(desk, &[text.clone(), text]);
            }
            assert_eq!(stands(desk) - before, 880, "{order:?}");
        }
        assert_eq!(waiting(desk), [""; 0]);
        audited(desk);
    }

    fn many_messages_at_once_are_answered_each_as_if_alone(desk) {
        enrol(desk, &[1, 2]);
        let other = Bill::new(2, "S2", "V2", 5, 700);
        let nobody = Bill::new(9, "S9", "V9", 5, 700);
        let texts = [
            STAY.settle(),
            STAY.cancel("R1"),
            "{".to_owned(),
            other.settle(),
            other.settle(),
            nobody.settle(),
            r#"{"setl_id":"S5","medfee_sumamt":1.005}"#.to_owned(),
        ];
        let states: Vec<(MessageState, i64, bool)> = receive(desk, &texts)
            .into_iter()
            .map(|one| (one.answer.state, one.answer.sum.get(), one.known))
            .collect();
        use MessageState as S;
        assert_eq!(states, [
            (S::Benefit, 338_000, false),
            (S::Reversed, 0, false),
            (S::Refused, 0, false),
            (S::Benefit, 2_000, false),
            (S::Benefit, 2_000, true),
            (S::None, 0, false),
            (S::Refused, 0, false),
        ]);
        assert_eq!((stands(desk), kept(desk)), (20, 4));
        audited(desk);
    }

    fn what_a_hand_changes_behind_the_system_is_found(desk) {
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        desk.begin_without(&[]);
        let mut db = desk.open();
        for statement in [
            match desk.engine() {
                Engine::Sqlite => "DROP TRIGGER entitlement_postings_no_update",
                Engine::Postgres => "DROP TRIGGER entitlement_postings_append_only ON entitlement_postings",
            },
            "UPDATE entitlement_postings SET amount_fen = amount_fen + 100",
        ] {
            storage::execute_raw(&mut db, statement).unwrap();
        }
        let verified = workflow::audit::verify(&mut desk.session("auditor")).unwrap();
        let bad = verified.first_bad.expect("found");
        assert_eq!(bad.code, "record-changed", "{bad:?}");
    }

    fn a_programme_that_is_fed_by_sheets_takes_no_messages_and_other_roles_none_at_all(desk) {
        let one = [Incoming { text: STAY.settle(), origin: Origin::Single }];
        let sheets = messages::receive(&mut desk.session("clerk"), child_premium::ID, &one);
        assert_eq!(sheets.unwrap_err().code(), "usage");
        for role in ["reviewer", "approver", "accountant", "cashier", "auditor"] {
            let refused = messages::receive(&mut desk.session(role), ID, &one).unwrap_err();
            assert_eq!(refused.code(), "forbidden", "{role}");
        }
        assert_eq!(kept(desk), 0);
    }
}
