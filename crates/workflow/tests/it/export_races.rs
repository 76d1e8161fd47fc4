//! Several who export in one moment.

use crate::exports::{entries, on_each, try_export};
use crate::office::{audited, sealed};
use domain::batch::Channel;
use domain::ids::BatchId;
use std::fs;
use test_support::ClaimSpec;
use workflow::payments::batches::{self, Format};
use workflow::payments::exports;

#[test]
fn several_who_export_at_once_all_come_to_their_file() {
    on_each(|_, desk| {
        let batches: Vec<BatchId> = (1..=4)
            .map(|n| {
                desk.approved_claim(&ClaimSpec::of(n));
                sealed(desk, Channel::MemberBank)
            })
            .collect();
        std::thread::scope(|scope| {
            for batch in &batches {
                scope.spawn(move || try_export(desk, *batch).unwrap());
            }
        });
        assert_eq!(entries(desk).len(), 4);
        assert_eq!(exports::list(&mut desk.session("cashier")).unwrap(), []);
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn several_who_export_one_batch_at_once_get_the_same_bytes_and_one_entry() {
    on_each(|_, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        let done: Vec<(bool, Vec<u8>)> = std::thread::scope(|scope| {
            let each: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(move || {
                        let folder = tempfile::tempdir().unwrap();
                        let mut cashier = desk.session("cashier");
                        let done = batches::export(&mut cashier, batch, Format::Csv, folder.path());
                        let done = done.unwrap();
                        (done.again, fs::read(&done.path).unwrap())
                    })
                })
                .collect();
            each.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(done.iter().filter(|(again, _)| !again).count(), 1);
        assert!(done.iter().all(|(_, bytes)| *bytes == done[0].1));
        assert_eq!(entries(desk).len(), 1);
        assert_eq!(audited(desk).first_bad, None);
    });
}
