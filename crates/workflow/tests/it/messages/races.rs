//! Senders racing: every message is kept once, and no settlement is posted twice.

use super::*;
use std::sync::Barrier;

/// Senders at once; SQLite has one writer at a time, so fewer show the same.
fn senders(desk: &Desk) -> usize {
    match desk.engine() {
        Engine::Postgres => 8,
        Engine::Sqlite => 3,
    }
}

at_both! {
    fn senders_of_the_same_messages_post_each_settlement_once(desk) {
        enrol(desk, &[1, 2, 3]);
        let bills = [
            Bill::new(1, "S1", "V1", 0, 10_000),
            Bill::new(1, "S2", "V2", 1, 10_000),
            Bill::new(2, "S3", "V3", 2, 10_000),
            Bill::new(3, "S4", "V4", 3, 10_000),
        ];
        // The second of member 1 is taken back, by an answer that names no person.
        let mut texts: Vec<String> = bills.iter().map(|bill| bill.settle()).collect();
        texts.push(bills[1].cancel_answer("R2"));
        let barrier = Barrier::new(senders(desk));
        std::thread::scope(|scope| {
            for sender in 0..senders(desk) {
                let (barrier, texts) = (&barrier, &texts);
                scope.spawn(move || {
                    barrier.wait();
                    for n in 0..texts.len() {
                        receive(desk, &[texts[(n + sender) % texts.len()].clone()]);
                    }
                });
            }
        });
        assert_eq!((stands(desk), kept(desk)), (3 * 3_380, 5));
        assert_eq!(waiting(desk), [""; 0]);
        audited(desk);
    }

    fn a_roster_and_a_settlement_that_meet_pay_it(desk) {
        for member in 1..=6 {
            let id: &'static str = ["S1", "S2", "S3", "S4", "S5", "S6"][usize::try_from(member).unwrap() - 1];
            let visit: &'static str = ["V1", "V2", "V3", "V4", "V5", "V6"][usize::try_from(member).unwrap() - 1];
            let bill = Bill::new(member, id, visit, 0, 10_000);
            let barrier = Barrier::new(2);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    barrier.wait();
                    receive(desk, &[bill.settle()]);
                });
                barrier.wait();
                enrol(desk, &[member]);
            });
        }
        assert_eq!(stands(desk), 6 * 3_380);
        audited(desk);
    }
}
