//! A database of the schema that was released is brought up to date with all it holds.

use crate::administration::programmes;
use crate::office::{all_paid, audited, exported, sealed};
use child_premium::Method;
use domain::batch::Channel;
use domain::fen::Fen;
use domain::ids::ClaimRef;
use std::collections::BTreeSet;
use test_support::{ClaimSpec, Desk, PremiumMut, UNIT_B, both_engines, grant, keyring};
use workflow::audit::{events, replay};
use workflow::payments::batches::Format;
use workflow::review::supplement::supplement;
use workflow::views::{Lang, claim_detail};
use workflow::{WorkflowError, install};

/// The last migration of the release.
const RELEASED: &str = "0025";
const RECEIPT: &str = "4430-0000-ABC1";

fn file(desk: &Desk, spec: &ClaimSpec, receipt: &str) -> ClaimRef {
    desk.file_on(desk.today, spec, &|draft| {
        draft.premium_mut().voucher = Some(receipt.to_owned());
    })
}

fn stops(desk: &Desk, claim: ClaimRef) -> BTreeSet<String> {
    desk.stored(claim).1.into_iter().collect()
}

fn upgraded(desk: &Desk) {
    let now = desk.installation.effects.now();
    install::upgrade(&mut desk.open(), &keyring(), &programmes(), now).unwrap();
    grant(&mut desk.open());
}

both_engines! {
    fn receipts_and_accounts_of_a_released_database_still_serve_once(desk) {
        let claimed = Fen::new(25_000);
        let paid = file(desk, &ClaimSpec { claimed, ..ClaimSpec::of(1) }, RECEIPT);
        desk.review(paid);
        desk.approve(paid);
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        let more = supplement(&mut desk.session("clerk"), paid, Fen::new(15_000), "工会提高了标准").unwrap().claim;
        desk.review(more);
        desk.approve(more);
        let shown = file(desk, &ClaimSpec::of(2).mode(Method::Full), "4430250000005502");
        desk.review(shown);
        desk.approve(shown);
        let waiting = file(desk, &ClaimSpec::of(3), "4430250000007000");
        assert_eq!(audited(desk).first_bad, None);
        // What `init` notes in a database that it makes: nothing is left to be vouched for.
        let none = serde_json::json!({ "records": 0 });
        events::log_alone(&mut desk.session("admin"), "vouch-people", &none).unwrap();

        storage::unmigrate_to(&mut desk.open(), RELEASED).unwrap();
        assert!(storage::needs_migration(&mut desk.open()).unwrap());
        upgraded(desk);
        assert_eq!(audited(desk).first_bad, None);
        // Vouched for once: whoever makes the database say that it is still to be done covers nothing up.
        let run = |sql: &str| storage::execute_raw(&mut desk.open(), sql).unwrap();
        run("UPDATE units SET name = name || '甲'; INSERT INTO meta (key, value) VALUES ('registers', 'unvouched')");
        upgraded(desk);
        let place = audited(desk).first_bad.expect("the new names").record.expect("a record");
        assert_eq!((place.table.as_str(), place.field), ("units", Some("name")));
        run("UPDATE units SET name = substr(name, 1, length(name) - 1)");
        assert_eq!(audited(desk).first_bad, None);
        for claim in [paid, more, shown, waiting] {
            let again = replay::one(&mut desk.session("auditor"), claim).unwrap();
            assert_eq!(again.differences, []);
        }
        for (n, receipt, stop) in [
            (11, "4430 0000 abc1", "voucher-reused"),
            (12, "4430OOOOABCI", "voucher-alike"),
            (13, "443025****7000", "voucher-alike"),
        ] {
            let other = file(desk, &ClaimSpec::of(n).at(UNIT_B), receipt);
            assert!(stops(desk, other).contains(stop), "{receipt}: {:?}", stops(desk, other));
        }
        assert!(stops(desk, waiting).is_empty(), "its day has come, and it is decided when it is read");
        let told = claim_detail::show(&mut desk.session("reviewer"), waiting, Lang::Zh).unwrap();
        assert!(told.decision.conditions.iter().any(|found| found.code == "voucher-alike"));
        for (n, receipt) in [(14, RECEIPT), (15, "4430250000005502")] {
            let other = file(desk, &ClaimSpec::of(n), receipt);
            desk.review(other);
            assert_eq!(desk.approve_on(desk.today, other).failed[0].1.code, "voucher-used", "{receipt}");
        }
    }

    fn an_upgrade_that_was_interrupted_is_finished_before_anybody_works(desk) {
        let claim = file(desk, &ClaimSpec::of(1), RECEIPT);
        desk.review(claim);
        desk.approve(claim);
        storage::unmigrate_to(&mut desk.open(), RELEASED).unwrap();
        storage::migrate(&mut desk.open()).unwrap();
        let mut db = desk.open();
        storage::meta::set(&mut db, "mode", "rehearsal").unwrap();
        storage::meta::set(&mut db, "suite", keyring().suite().code()).unwrap();
        let check = data_encoding::HEXLOWER.encode(&keyring().check_value());
        storage::meta::set(&mut db, "key-check", &check).unwrap();
        storage::meta::set(&mut db, "created", "0").unwrap();
        let behind = install::open(&mut db, &keyring());
        assert!(matches!(behind, Err(WorkflowError::SchemaBehind)), "{behind:?}");
        for _ in 0..2 {
            upgraded(desk);
        }
        assert!(install::open(&mut db, &keyring()).is_ok());
        let other = file(desk, &ClaimSpec::of(2), RECEIPT);
        assert!(stops(desk, other).contains("voucher-reused"));
    }

    fn what_nobody_vouched_for_is_vouched_for_once_by_the_upgrade(desk) {
        desk.declare_couple(&mut desk.session("clerk"), 1);
        desk.file_claim(&ClaimSpec::of(1));
        desk.file_claim(&ClaimSpec::of(1).by_spouse().at(UNIT_B));
        assert_eq!(audited(desk).first_bad, None);
        // As an earlier version left it: no operator's chain says anything of people.
        desk.begin_without(&[]);
        let bad = audited(desk).first_bad.expect("nobody vouches");
        assert_eq!(bad.code, "record-forged");
        let run = |sql: &str| storage::execute_raw(&mut desk.open(), sql).unwrap();
        let unvouched = "INSERT INTO meta (key, value) VALUES ('people', 'unvouched')";
        run(unvouched);
        upgraded(desk);
        assert_eq!(audited(desk).first_bad, None);
        assert!(storage::audit::has_event(&mut desk.open(), "vouch-people").unwrap(), "the chain says so");
        run(&format!("UPDATE people SET name = name || '甲'; {unvouched}"));
        upgraded(desk);
        let place = audited(desk).first_bad.expect("the new names").record.expect("a record");
        assert_eq!((place.table.as_str(), place.field), ("people", Some("name")));
    }
}
