//! What left the house is remembered outside the database: a database put back to before an export does not export the
//! same payments again until somebody says what became of them.

use crate::office::{all_paid, audited, batch_of, exported, sealed};
use domain::batch::Channel;
use domain::ids::BatchId;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use test_support::{ClaimSpec, Desk, Engine, TestDb, UNIT_A, on_both, on_one};
use workflow::payments::batches::{self, Format};
use workflow::payments::exports::{Place, Remains};
use workflow::proposals::{self, Standing, Which};
use workflow::review::decide;
use workflow::views::Lang;
use workflow::{WorkflowError, payments::exports};

/// Both engines, with the database itself at hand to be put back.
pub fn on_each(test: impl Fn(&TestDb, &Desk)) {
    on_both(|db| test(db, &Desk::install(db)));
}

pub fn try_export(desk: &Desk, batch: BatchId) -> Result<(), WorkflowError> {
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
            ..
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
    desk.installation.register.register.clone()
}

fn head(desk: &Desk) -> PathBuf {
    desk.installation.register.head.clone()
}

/// The entries of the register's file, without its title.
pub fn entries(desk: &Desk) -> Vec<String> {
    let text = fs::read_to_string(register(desk)).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

#[track_caller]
fn unreliable(done: Result<(), WorkflowError>, words: &str) {
    match done {
        Err(WorkflowError::Register { fault, .. }) => {
            let what = fault.said(Lang::En);
            assert!(what.contains(words), "{what}");
        }
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
            batch_of(desk, batch).state.code(),
            "sealed",
            "the export is forgotten"
        );
        let file = exported_before(try_export(desk, batch), 1);
        assert!(file.ends_with(".csv"), "{file}");
        exported_before(try_export(desk, batch), 1);
        assert_eq!(batch_of(desk, batch).state.code(), "sealed");

        let waiting = exports::list(&mut desk.session("cashier")).unwrap();
        assert_eq!(
            waiting
                .iter()
                .map(|known| (known.entry, known.file.as_str()))
                .collect::<Vec<_>>(),
            [(1, file.as_str())]
        );
        exports::happened(&mut desk.session("cashier"), 1, None).unwrap();
        assert_eq!(batch_of(desk, batch).state.code(), "exported");
        assert_eq!(exports::list(&mut desk.session("cashier")).unwrap(), []);
        all_paid(desk, batch);
        assert_eq!(audited(desk).first_bad, None);
    });
}

fn unexplained<T: std::fmt::Debug>(done: Result<T, WorkflowError>, entry: i64) {
    match done {
        Err(WorkflowError::Refused(refusal)) => {
            assert_eq!(refusal.code, "export-unexplained");
            assert!(
                refusal.message.zh.contains(&format!("第 {entry} 号")),
                "{refusal:?}"
            );
        }
        other => panic!("an export that nobody explained was passed over: {other:?}"),
    }
}

#[test]
fn nothing_else_is_exported_and_no_lost_batch_taken_back_until_the_lost_export_is_explained() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let first = sealed(desk, Channel::MemberBank);
        db.save();
        exported(desk, first, Format::Csv);
        db.put_back();
        // The other parent's paper of the same child may be among what comes next.
        desk.approved_claim(&ClaimSpec::of(2));
        let second = sealed(desk, Channel::MemberBank);
        unexplained(try_export(desk, second), 1);
        unexplained(
            batches::withdraw(&mut desk.session("accountant"), first, "重做"),
            1,
        );
        assert_eq!(batch_of(desk, first).state.code(), "sealed");
        exports::happened(&mut desk.session("cashier"), 1, None).unwrap();
        assert!(!exported(desk, second, Format::Csv).again);
        assert_eq!(entries(desk).len(), 2);
        assert!(
            exported(desk, second, Format::Csv).again,
            "what this database knows is exported again"
        );
    });
}

/// Begins the register anew as two operators do.
fn begun_anew(desk: &Desk) -> Remains {
    let (done, remains) =
        exports::begin(&mut desk.session("cashier"), "磁盘损坏，已与银行核对").unwrap();
    let these = Which::These(vec![done.proposed.id.unwrap()]);
    let seconded = proposals::approve(&mut desk.session("accountant"), &these).unwrap();
    assert_eq!(seconded.failed, []);
    remains
}

/// Three exports of which the database knows none any more.
fn three_lost(db: &TestDb, desk: &Desk) -> Vec<BatchId> {
    let batches: Vec<BatchId> = (1..=3)
        .map(|n| {
            desk.approved_claim(&ClaimSpec::of(n));
            sealed(desk, Channel::MemberBank)
        })
        .collect();
    db.save();
    for batch in &batches {
        exported(desk, *batch, Format::Csv);
    }
    db.put_back();
    batches
}

#[test]
fn an_altered_entry_takes_none_of_the_intact_ones_with_it_and_is_told_by_its_number() {
    on_each(|db, desk| {
        let batches = three_lost(db, desk);
        let text = fs::read_to_string(register(desk)).unwrap();
        let altered = text.replacen("\"total_fen\":40000", "\"total_fen\":50000", 1);
        assert_ne!(altered, text);
        fs::write(register(desk), altered).unwrap();
        unreliable(try_export(desk, batches[1]), "entry 1 was changed");
        let remains = begun_anew(desk);
        let told = (remains.head, remains.known, remains.intact, remains.lost);
        assert_eq!(told, (Some(3), 0, vec![2, 3], vec![1]));
        for batch in &batches[1..] {
            let stopped = try_export(desk, *batch);
            assert!(
                matches!(stopped, Err(WorkflowError::Exported { .. })),
                "{stopped:?}"
            );
        }
        let waiting = exports::list(&mut desk.session("cashier")).unwrap();
        let waiting: Vec<&str> = waiting.iter().map(|known| known.batch.as_str()).collect();
        let numbers = [1, 2].map(|at: usize| batch_of(desk, batches[at]).number);
        assert_eq!(waiting, numbers.each_ref().map(String::as_str));
        // Nothing at all is exported until they are explained.
        unexplained(try_export(desk, batches[0]), 1);
        for known in exports::list(&mut desk.session("cashier")).unwrap() {
            exports::happened(&mut desk.session("cashier"), known.entry, None).unwrap();
        }
        assert_eq!(
            [1, 2].map(|at: usize| batch_of(desk, batches[at]).state.code()),
            ["exported", "exported"]
        );
        assert_eq!(audited(desk).first_bad, None);
        // Begun once more, it says nothing twice.
        fs::remove_file(head(desk)).unwrap();
        let again = begun_anew(desk);
        assert_eq!(
            (again.head, again.intact, again.lost),
            (None, vec![], vec![])
        );
        assert_eq!(exports::list(&mut desk.session("cashier")).unwrap(), []);
    });
}

#[test]
fn a_lost_register_is_begun_anew_with_the_number_of_entries_its_head_knew() {
    on_each(|db, desk| {
        three_lost(db, desk);
        fs::remove_file(register(desk)).unwrap();
        let (_, remains) = exports::begin(&mut desk.session("cashier"), "磁盘损坏").unwrap();
        let told = (remains.head, remains.known, remains.intact, remains.lost);
        assert_eq!(told, (Some(3), 0, vec![], vec![1, 2, 3]));
    });
}

#[test]
fn an_older_register_that_is_found_again_gives_back_what_only_it_knows() {
    on_each(|db, desk| {
        let batches = three_lost(db, desk);
        let old = fs::read(register(desk)).unwrap();
        fs::remove_file(register(desk)).unwrap();
        begun_anew(desk);
        desk.approved_claim(&ClaimSpec::of(4));
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        fs::write(register(desk), old).unwrap();
        unreliable(try_export(desk, batches[0]), "");
        let remains = begun_anew(desk);
        assert_eq!((remains.intact, remains.lost), (vec![1, 2, 3], vec![]));
        assert_eq!(
            exports::list(&mut desk.session("cashier")).unwrap().len(),
            3
        );
        for batch in &batches {
            let stopped = try_export(desk, *batch);
            assert!(
                matches!(stopped, Err(WorkflowError::Exported { .. })),
                "{stopped:?}"
            );
        }
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn a_register_begun_anew_forgets_no_entry_that_can_be_read() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        db.save();
        exported(desk, batch, Format::Csv);
        let before = entries(desk);
        db.put_back();
        fs::remove_file(head(desk)).unwrap();
        unreliable(try_export(desk, batch), "missing");
        begun_anew(desk);
        exported_before(try_export(desk, batch), 1);
        assert_eq!(entries(desk)[..1], before[..]);
        assert_eq!(
            exports::list(&mut desk.session("cashier")).unwrap().len(),
            1
        );
        assert_eq!(audited(desk).first_bad, None);
    });
}

#[test]
fn a_register_begun_anew_keeps_the_entries_among_whatever_was_damaged() {
    type Damage = fn(&str) -> String;
    let damages: [Damage; 5] = [
        |text| format!("{text}x\n"),
        |text| format!("{text}\n\n"),
        |text| text.replacen("\"register\":\"", "\"register\":\"0", 1),
        |text| text.replace('\n', "\r\n"),
        |text| {
            text.split_once('\n')
                .map_or_else(String::new, |(_, rest)| rest.to_owned())
        },
    ];
    for damage in damages {
        on_each(|db, desk| {
            desk.approved_claim(&ClaimSpec::of(1));
            let batch = sealed(desk, Channel::MemberBank);
            db.save();
            exported(desk, batch, Format::Csv);
            let before = entries(desk);
            db.put_back();
            let path = register(desk);
            let text = fs::read_to_string(&path).unwrap();
            let damaged = damage(&text);
            assert_ne!(damaged, text);
            fs::write(&path, damaged).unwrap();
            // A copy put back without its rights is not in order either.
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            begun_anew(desk);
            exported_before(try_export(desk, batch), 1);
            assert_eq!(entries(desk)[..1], before[..]);
            let lost = batches::withdraw(&mut desk.session("accountant"), batch, "重做");
            unexplained(lost, 1);
            assert_eq!(audited(desk).first_bad, None);
        });
    }
}

#[test]
fn a_register_lost_beside_its_head_is_begun_anew_by_one_agreement() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let first = sealed(desk, Channel::MemberBank);
        db.save();
        exported(desk, first, Format::Csv);
        db.put_back();
        fs::remove_file(register(desk)).unwrap();
        unreliable(try_export(desk, first), "missing");
        begun_anew(desk);
        assert_eq!(exports::list(&mut desk.session("cashier")).unwrap(), []);
        assert_eq!(entries(desk).len(), 1, "begun");
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
        assert_eq!(batch_of(desk, anew).state.code(), "exported");
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
        let own = proposals::approve(&mut desk.session("cashier"), &these).unwrap();
        assert_eq!(own.failed[0].1.code, "same-operator");
        exported_before(try_export(desk, batch), 1);
        let seconded = proposals::approve(&mut desk.session("accountant"), &these).unwrap();
        assert_eq!(seconded.failed, []);
        try_export(desk, batch).unwrap();
        assert_eq!(entries(desk).len(), 3, "export, void, export");

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
        assert_eq!(entries(desk).len(), 2);

        fs::write(&path, whole.replacen("\"count\":1", "\"count\":2", 1)).unwrap();
        unreliable(try_export(desk, batch), "entry 1 was changed");
        let lines: Vec<&str> = whole.lines().collect();
        let [title, first, second] = lines.as_slice() else {
            panic!("{whole}")
        };
        fs::write(&path, format!("{title}\n{first}\n")).unwrap();
        unreliable(try_export(desk, batch), "entry 2");
        fs::write(&path, format!("{title}\n{second}\n{first}\n")).unwrap();
        unreliable(try_export(desk, batch), "entry 2 was changed");
        fs::write(&path, format!("{first}\n{second}\n")).unwrap();
        unreliable(try_export(desk, batch), "beginning was changed");
        fs::write(&path, "").unwrap();
        unreliable(try_export(desk, batch), "beginning was changed");
        fs::write(&path, whole.trim_end()).unwrap();
        unreliable(try_export(desk, batch), "entry 2");
        fs::remove_file(&path).unwrap();
        unreliable(try_export(desk, batch), "missing");
        assert!(!path.exists(), "a lost register is not begun anew");

        fs::write(&path, &whole).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        let Err(WorkflowError::Register { fault, .. }) = try_export(desk, batch) else {
            panic!("others may read it")
        };
        for lang in [Lang::Zh, Lang::En] {
            let (said, hint) = (fault.said(lang), fault.hint(lang));
            assert!(said.contains("0644"), "{said}");
            assert_eq!(hint, format!("chmod 600 '{}'", path.display()));
        }
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        try_export(desk, batch).unwrap();
    });
}

#[test]
fn an_export_cut_off_before_the_register_or_inside_its_line_is_finished_by_the_next() {
    on_each(|_, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        let first = fs::read(register(desk)).unwrap().len();
        let head_then = fs::read(head(desk)).unwrap();
        desk.approved_claim(&ClaimSpec::of(2));
        let batch = sealed(desk, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        let path = register(desk);
        let whole = fs::read_to_string(&path).unwrap();
        for kept in [first, first + 40, whole.len() - 1] {
            storage::execute_raw(
                &mut desk.open(),
                "UPDATE export_entries SET written = FALSE WHERE no = 2",
            )
            .unwrap();
            fs::write(&path, &whole[..kept]).unwrap();
            fs::write(head(desk), &head_then).unwrap();
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

/// Writes a file as the program would, for its owner alone.
fn put(path: &Path, text: impl AsRef<[u8]>) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

/// The same office with its register elsewhere.
fn elsewhere(desk: &Desk, place: Place) -> workflow::Session {
    let mut session = desk.session("cashier");
    session.ctx.installation = std::sync::Arc::new(workflow::Installation {
        registry: policy::Registry::new(vec![child_premium::programme()]),
        keyring: test_support::keyring(),
        mode: desk.installation.mode,
        limits: desk.installation.limits.clone(),
        register: place,
        effects: Box::new(desk.effects.clone()),
        feeds: workflow::messages::Feeds::default(),
        exchange: None,
        files: workflow::exchange::Files::default(),
    });
    session
}

#[test]
fn a_register_is_never_silently_new() {
    on_each(|db, desk| {
        desk.approved_claim(&ClaimSpec::of(1));
        let batch = sealed(desk, Channel::MemberBank);
        let (path, head) = (register(desk), head(desk));
        let (new, new_head) = (fs::read(&path).unwrap(), fs::read(&head).unwrap());
        db.save();
        exported(desk, batch, Format::Csv);
        db.put_back();
        let whole = fs::read(&path).unwrap();

        fs::remove_file(&path).unwrap();
        unreliable(try_export(desk, batch), "exports.register is missing");
        put(&path, "");
        unreliable(try_export(desk, batch), "beginning was changed");
        put(&path, &new);
        unreliable(try_export(desk, batch), "entry 1 and what follows");
        let last = fs::read(&head).unwrap();
        fs::remove_file(&head).unwrap();
        unreliable(try_export(desk, batch), "exports.head is missing");
        put(&head, "{}");
        unreliable(try_export(desk, batch), "beginning was changed");
        put(&head, &last);

        // Another way to the key file, and another setting, lead to no register, and none is made there.
        let other = db.beside("other.register");
        for place in [
            Place {
                register: other.clone(),
                head: db.beside("other.head"),
            },
            Place {
                register: other.clone(),
                head,
            },
        ] {
            let out = tempfile::tempdir().unwrap();
            let done = batches::export(&mut elsewhere(desk, place), batch, Format::Csv, out.path());
            unreliable(done.map(drop), "other.register is missing");
            assert!(!other.exists(), "no register is made");
        }
        // The register of another installation under the same keys is no help either.
        let foreign = Place {
            register: other,
            head: db.beside("other.head"),
        };
        {
            let fresh = TestDb::fresh(Engine::Sqlite).unwrap();
            let keyring = test_support::keyring();
            workflow::install::remember_exports(
                &mut fresh.open(),
                &keyring,
                &desk.effects,
                &foreign,
            )
            .unwrap();
        }
        let out = tempfile::tempdir().unwrap();
        let done = batches::export(
            &mut elsewhere(desk, foreign),
            batch,
            Format::Csv,
            out.path(),
        );
        unreliable(done.map(drop), "another installation");

        put(&path, &whole);
        exported_before(try_export(desk, batch), 1);
        // A file system put back whole, with the database, is what no program can see; it takes both files.
        assert_ne!(new_head, last);
    });
}

#[test]
fn a_link_to_the_key_file_leads_to_the_same_register() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real.key"), dir.path().join("link.key"));
    fs::write(&real, "").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let place = Place::of(&link, None).unwrap();
    assert_eq!(place, Place::of(&real, None).unwrap());
    assert!(place.register.ends_with("real.key.exports"), "{place:?}");
    let shared = dir.path().join("shared");
    let apart = Place::of(&link, Some(&shared)).unwrap();
    assert_eq!((apart.register, apart.head), (shared, place.head));
}

#[test]
fn a_lost_register_is_begun_anew_by_two_operators_once_and_with_what_the_database_knows() {
    on_each(|db, desk| {
        let first = desk.approved_claim(&ClaimSpec::of(1));
        exported(desk, sealed(desk, Channel::MemberBank), Format::Csv);
        desk.approved_claim(&ClaimSpec::of(2));
        let batch = sealed(desk, Channel::MemberBank);
        let cashier = || desk.session("cashier");
        let sound = exports::begin(&mut cashier(), "磁盘损坏");
        let Err(WorkflowError::Refused(refusal)) = sound else {
            panic!("{sound:?}")
        };
        assert_eq!(refusal.code, "register-sound");

        let before = entries(desk);
        fs::remove_file(register(desk)).unwrap();
        fs::remove_file(head(desk)).unwrap();
        let unsaid = exports::begin(&mut cashier(), " ");
        assert!(matches!(unsaid, Err(WorkflowError::Usage(_))), "{unsaid:?}");
        let proposed = exports::begin(&mut cashier(), "磁盘损坏，已与银行核对")
            .unwrap()
            .0
            .proposed;
        assert_eq!(proposed.standing, Standing::Waiting);
        let these = Which::These(vec![proposed.id.unwrap()]);
        let own = proposals::approve(&mut cashier(), &these).unwrap();
        assert_eq!(own.failed[0].1.code, "same-operator");
        unreliable(try_export(desk, batch), "missing");
        assert_eq!(
            proposals::approve(&mut desk.session("accountant"), &these)
                .unwrap()
                .failed,
            []
        );
        db.save();
        try_export(desk, batch).unwrap();
        let after = entries(desk);
        assert_eq!(after.len(), 3, "export, begun, export");
        assert_eq!(after[..1], before[..]);
        assert_eq!(audited(desk).first_bad, None);
        assert_eq!(desk.state(first), "batched");

        // A database put back to between the agreement and its execution does not begin another one.
        db.put_back();
        let text = fs::read(register(desk)).unwrap();
        fs::remove_file(register(desk)).unwrap();
        unreliable(try_export(desk, batch), "missing");
        fs::write(register(desk), text).unwrap();
        fs::set_permissions(register(desk), PermissionsExt::from_mode(0o600)).unwrap();
        exported_before(try_export(desk, batch), 3);
    });
}

/// Keeps claims and batches as they are now, to be put back row by row.
fn keep_rows<'d>(desk: &'d Desk, name: &'static str) -> impl Fn() + 'd {
    let run = |sql: &str| storage::execute_raw(&mut desk.open(), sql).unwrap();
    for table in ["claims", "batches", "batch_lines"] {
        run(&format!(
            "CREATE TABLE {table}_{name} AS SELECT * FROM {table}"
        ));
    }
    move || {
        run(&format!(
            "UPDATE claims SET (state, state_data, revision) = \
             (SELECT state, state_data, revision FROM claims_{name} k WHERE k.id = claims.id)"
        ));
        run("DELETE FROM batch_lines");
        run("DELETE FROM batches");
        for table in ["batches", "batch_lines"] {
            run(&format!("INSERT INTO {table} SELECT * FROM {table}_{name}"));
        }
    }
}

#[test]
fn a_claim_put_back_row_by_row_is_neither_drafted_nor_sealed_nor_exported_again() {
    on_each(|_, desk| {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let to_approved = keep_rows(desk, "approved");
        let batch = crate::office::drafted(desk, Channel::MemberBank);
        let to_draft = keep_rows(desk, "draft");
        let seal = || batches::seal(&mut desk.session("accountant"), batch, None);
        seal().unwrap();
        let to_sealed = keep_rows(desk, "sealed");
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);

        to_sealed();
        exported_before(try_export(desk, batch), 1);
        to_draft();
        let refused = seal();
        let Err(WorkflowError::Nothing(why)) = refused else {
            panic!("{refused:?}")
        };
        assert!(why.en.contains("exported before"), "{why:?}");
        to_approved();
        let create = || {
            let union = domain::fund::FundSource::new("union");
            let session = &mut desk.session("accountant");
            batches::create(
                session,
                UNIT_A,
                Channel::MemberBank,
                union,
                child_premium::ID,
            )
        };
        exported_before(create().map(drop), 1);
        desk.approved_claim(&ClaimSpec::of(2));
        let made = create().unwrap();
        let left_out: Vec<_> = made
            .left_out
            .iter()
            .map(|(claim, refusal)| (*claim, refusal.code))
            .collect();
        assert_eq!(
            (made.count, left_out),
            (1, vec![(claim, "exported-before")])
        );
    });
}

#[test]
fn a_line_that_the_bank_refused_may_be_paid_anew() {
    on_each(|_, desk| {
        let claim = desk.approved_claim(&ClaimSpec::of(1));
        let first = sealed(desk, Channel::MemberBank);
        exported(desk, first, Format::Csv);
        let refused = crate::office::some(desk, &[], &[claim]);
        batches::settle(&mut desk.session("cashier"), first, &refused).unwrap();
        decide::undo(&mut desk.session("reviewer"), &[claim], "户名已更正").unwrap();
        desk.review(claim);
        desk.approve(claim);
        let second = sealed(desk, Channel::MemberBank);
        exported(desk, second, Format::Csv);
        all_paid(desk, second);
        assert_eq!(desk.state(claim), "paid");
        assert_eq!(audited(desk).first_bad, None);
    });
}
