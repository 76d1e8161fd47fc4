//! What left the house is remembered outside the database: a database put back to before an export does not export the
//! same payments again until somebody says what became of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]
#![allow(dead_code, reason = "the office serves the tests of payments too")]

#[path = "payments/office.rs"]
mod office;

use domain::batch::Channel;
use domain::ids::BatchId;
use office::{all_paid, audited, batch_of, exported, sealed};
use std::fs;
use std::path::PathBuf;
use test_support::{ClaimSpec, Desk, Engine, TestDb, on_both, on_one};
use workflow::batches::{self, Format};
use workflow::changes::{self, Standing, Which};
use workflow::{WorkflowError, exports};

/// Both engines, with the database itself at hand to be put back.
fn on_each(test: impl Fn(&TestDb, &Desk)) {
    on_both(|db| test(db, &Desk::install(db)));
}

fn try_export(desk: &Desk, batch: BatchId) -> Result<(), WorkflowError> {
    let dir = tempfile::tempdir().unwrap();
    let done = batches::export(&mut desk.session("cashier"), batch, Format::Csv, dir.path());
    if done.is_err() {
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            0,
            "no payment file"
        );
    }
    done.map(drop)
}

/// The export was refused because of this entry; gives the file it names.
#[track_caller]
fn exported_before(done: Result<(), WorkflowError>, wanted: i64) -> String {
    match done {
        Err(WorkflowError::Exported {
            register,
            entry,
            batch,
            file,
        }) => {
            assert_eq!(entry, wanted);
            assert!(register.ends_with("exports.register"), "{register:?}");
            assert!(file.starts_with(&batch), "{file} of {batch}");
            file
        }
        other => panic!("not refused for an earlier export: {other:?}"),
    }
}

fn register(desk: &Desk) -> PathBuf {
    desk.office.register.clone()
}

#[track_caller]
fn unreliable(done: Result<(), WorkflowError>, words: &str) {
    match done {
        Err(WorkflowError::Register { what, .. }) => assert!(what.contains(words), "{what}"),
        other => panic!("the register was relied on: {other:?}"),
    }
}

#[test]
fn a_database_put_back_to_before_an_export_does_not_export_those_lines_again() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        db.save();
        exported(desk, batch, Format::Csv);
        db.put_back();
        assert_eq!(
            batch_of(desk, batch).state,
            "sealed",
            "the export is forgotten"
        );
        let file = exported_before(try_export(desk, batch), 1);
        assert!(file.ends_with(".csv"), "{file}");
        exported_before(try_export(desk, batch), 1);
        assert_eq!(batch_of(desk, batch).state, "sealed");

        let waiting = exports::list(&mut desk.session("cashier")).unwrap();
        assert_eq!(
            waiting
                .iter()
                .map(|known| (known.entry, known.file.as_str()))
                .collect::<Vec<_>>(),
            [(1, file.as_str())]
        );
        exports::happened(&mut desk.session("cashier"), 1, None).unwrap();
        assert_eq!(batch_of(desk, batch).state, "exported");
        assert_eq!(exports::list(&mut desk.session("cashier")).unwrap(), []);
        all_paid(desk, batch);
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn other_lines_are_exported_meanwhile_and_the_register_goes_on() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let first = sealed(desk, Channel::MemberBank);
        db.save();
        exported(desk, first, Format::Csv);
        db.put_back();
        desk.approved_claim(&ClaimSpec::of(2));
        let second = sealed(desk, Channel::MemberBank);
        assert!(!exported(desk, second, Format::Csv).again);
        exported_before(try_export(desk, first), 1);
        assert_eq!(
            fs::read_to_string(register(desk)).unwrap().lines().count(),
            2
        );
        assert!(
            exported(desk, second, Format::Csv).again,
            "what this database knows is exported again"
        );
    });
}

#[test]
fn a_batch_made_anew_after_the_loss_is_refused_too_and_takes_the_place_of_the_lost_one() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        db.save();
        let lost = sealed(desk, Channel::MemberBank);
        exported(desk, lost, Format::Csv);
        db.put_back();
        let anew = sealed(desk, Channel::MemberBank);
        assert_ne!(anew, lost);
        exported_before(try_export(desk, anew), 1);
        let missing = exports::happened(&mut desk.session("cashier"), 1, None);
        assert!(
            matches!(missing, Err(WorkflowError::NotFound { .. })),
            "{missing:?}"
        );
        exports::happened(&mut desk.session("cashier"), 1, Some(anew)).unwrap();
        assert_eq!(batch_of(desk, anew).state, "exported");
        all_paid(desk, anew);
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn a_child_year_filed_anew_after_the_loss_is_known_by_the_childs_number() {
    on_each(|db, desk| {
        db.save();
        let lost = desk.approved_claim(&ClaimSpec::of(1));
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        db.put_back();
        let anew = desk.approved_claim(&ClaimSpec::of(1));
        assert_ne!(
            anew, lost,
            "another claim of another person, as far as the database knows"
        );
        exported_before(try_export(desk, sealed(desk, Channel::MemberBank)), 1);
    });
}

#[test]
fn other_payments_do_not_take_the_place_of_an_export() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        db.save();
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        db.put_back();
        desk.approved_claim(&ClaimSpec::of(2));
        let both = sealed(desk, Channel::MemberBank);
        let refused = exports::happened(&mut desk.session("cashier"), 1, Some(both));
        let Err(WorkflowError::Refused(refusal)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(refusal.code, "other-payments");
        exported_before(try_export(desk, both), 1);
    });
}

#[test]
fn an_export_that_never_happened_is_void_once_a_second_operator_agrees_and_stays_so() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        db.save();
        exported(desk, batch, Format::Csv);
        db.put_back();
        exported_before(try_export(desk, batch), 1);
        let unsaid = exports::void(&mut desk.session("cashier"), 1, " ");
        assert!(matches!(unsaid, Err(WorkflowError::Usage(_))), "{unsaid:?}");
        let proposed = exports::void(&mut desk.session("cashier"), 1, "文件未送银行，已销毁")
            .unwrap()
            .proposed;
        assert_eq!(proposed.standing, Standing::Waiting);
        let these = Which::These(vec![proposed.id.unwrap()]);
        let own = changes::approve(&mut desk.session("cashier"), &these).unwrap();
        assert_eq!(own.failed[0].1.code, "same-operator");
        exported_before(try_export(desk, batch), 1);
        let seconded = changes::approve(&mut desk.session("accountant"), &these).unwrap();
        assert_eq!(seconded.failed, []);
        try_export(desk, batch).unwrap();
        assert_eq!(
            fs::read_to_string(register(desk)).unwrap().lines().count(),
            3,
            "export, void, export"
        );

        // Put back once more, the register still says that the first was void and the third was not.
        db.put_back();
        exported_before(try_export(desk, batch), 3);
    });
}

#[test]
fn a_register_that_was_changed_cut_or_taken_away_stops_every_export() {
    on_each(|_, desk| {
        for n in [1, 2] {
            desk.approved_claim(&ClaimSpec::of(n));
            exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        }
        desk.approved_claim(&ClaimSpec::of(3));
        let batch = sealed(desk, Channel::MemberBank);
        let path = register(desk);
        let whole = fs::read_to_string(&path).unwrap();
        assert_eq!(whole.lines().count(), 2);

        fs::write(&path, whole.replacen("\"count\":1", "\"count\":2", 1)).unwrap();
        unreliable(try_export(desk, batch), "entry 1 was changed");
        let (first, second) = whole.split_once('\n').unwrap();
        fs::write(&path, format!("{first}\n")).unwrap();
        unreliable(try_export(desk, batch), "entry 2");
        fs::write(&path, second).unwrap();
        unreliable(try_export(desk, batch), "entry 1 was changed");
        fs::write(&path, whole.trim_end()).unwrap();
        unreliable(try_export(desk, batch), "entry 2");
        fs::remove_file(&path).unwrap();
        unreliable(try_export(desk, batch), "missing");
        assert!(!path.exists(), "a lost register is not begun anew");

        fs::write(&path, &whole).unwrap();
        unreliable(try_export(desk, batch), "others may read");
        std::os::unix::fs::chown(&path, None, None).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        try_export(desk, batch).unwrap();
    });
}

#[test]
fn an_export_cut_off_before_the_register_or_inside_its_line_is_finished_by_the_next() {
    on_each(|_, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        desk.approved_claim(&ClaimSpec::of(2));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let path = register(desk);
        let whole = fs::read_to_string(&path).unwrap();
        let first = whole.find('\n').unwrap() + 1;
        for kept in [first, first + 40, whole.len() - 1] {
            storage::execute_raw(
                &mut desk.open(),
                "UPDATE export_entries SET written = FALSE WHERE no = 2",
            )
            .unwrap();
            fs::write(&path, &whole[..kept]).unwrap();
            assert!(exported(desk, batch, Format::Csv).again);
            assert_eq!(fs::read_to_string(&path).unwrap(), whole, "cut at {kept}");
        }
    });
}

#[test]
fn the_register_holds_nobody_and_no_account() {
    on_one(Engine::Sqlite, |db| {
        let desk = &Desk::install(db);
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        let text = fs::read_to_string(register(desk)).unwrap();
        let draft = ClaimSpec::of(1).draft(desk.today);
        let number = desk.claim(claim).number.to_string();
        let card = draft.payee.unwrap().card.canonical().to_owned();
        for part in [
            draft.claimant.name.as_str(),
            draft.subject.name.as_str(),
            draft.subject.identities[0].canonical(),
            &card,
            &number,
            &claim.id.0.to_string(),
        ] {
            assert!(!text.contains(part), "{part} is in {text}");
        }
    });
}
