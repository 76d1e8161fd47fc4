//! A copy of the database is tried elsewhere before anybody needs it, and comes back as it was.

use e2e::{Site, both_sites, text};
use rehearsal::rows::ClaimRow;
use std::path::Path;
use storage::DatabaseUrl;

/// Claims that are there before the backup.
const CLAIMS: u64 = 60;

/// An empty place on the site's engine; on a server its name, to be dropped.
pub(super) fn place(site: &Site, name: &str) -> (String, Option<String>) {
    if !site.on_server() {
        return (format!("sqlite:{}", site.path(name).display()), None);
    }
    let own = DatabaseUrl::parse(&site.owner_url()).unwrap();
    let name = format!("gongbao_test_{name}_{}", std::process::id());
    storage::execute_raw(
        &mut site.as_owner(),
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    )
    .unwrap();
    let Some(DatabaseUrl::Postgres(url)) = own.of_database(&name) else {
        panic!("the site's URL names a database");
    };
    (url, Some(name))
}

both_sites! {
    fn a_backup_is_tried_elsewhere_and_comes_back_whole_to_an_empty_place(site: Site::office) {
        let rows: Vec<ClaimRow> = (0..CLAIMS).map(ClaimRow::ordinary).collect();
        site.import("clerk", "claims", &site.sheet("first.csv", &rows));
        site.run("auditor", &["audit", "seal"]).ok();
        // Others go on working while it is made.
        let rows: Vec<ClaimRow> = (CLAIMS..10 * CLAIMS).map(ClaimRow::ordinary).collect();
        let file = site.sheet("meanwhile.csv", &rows);
        let import = site.start("clerk", &["import", "claims", &file]);
        let into = site.path("backups").display().to_string();
        let made = site.run_plain(&["ops", "backup", "--into", &into]).ok();
        import.wait().ok();
        let list = text(&made["backup"]).to_owned();
        let checked = site.run_plain(&["ops", "check", "--backups", &into]).json();
        let state = |code: &str| {
            let mut all = e2e::list(&checked["checks"]).iter();
            all.find(|one| one["code"] == code).map(|one| text(&one["state"]))
        };
        let met = ["database", "schema", "keys", "register", "backup"];
        assert!(met.into_iter().all(|code| state(code) == Some("met")), "{checked}");
        assert_eq!(state("rights"), site.on_server().then_some("met"));
        assert_eq!(state("seal"), Some("doubtful"), "the site's day is long past");
        // The tests' own server waits for no disk, and that is told.
        assert_eq!(state("disk"), site.on_server().then_some("failed"));
        let none = site.path("none").display().to_string();
        let unsafe_place = site.run_plain(&["ops", "check", "--backups", &none]).exits(1).json();
        assert!(e2e::number(&unsafe_place["failed"]) >= 1);
        let found = made["contents"]["rows"]["claims"].as_u64().unwrap();
        assert!(found == CLAIMS || found == 10 * CLAIMS, "{found}");
        let owner = site.owner_url();
        let mut drill = vec!["ops", "drill", &list];
        if site.on_server() {
            drill.extend(["--server", &owner]);
        }
        let tried = site.run("auditor", &drill).ok();
        assert_eq!((&tried["ok"], &tried["sound"]), (&true.into(), &true.into()), "{tried}");
        // It came back to another place with everything, and to that place once.
        let (to, server) = place(site, "restored");
        let restored = site.run_plain(&["ops", "restore", &list, "--to", &to]).ok();
        assert_eq!(restored["contents"], made["contents"]);
        let mut verify = site.as_operator("auditor", &["audit", "verify"]);
        verify.env("GONGBAO_DATABASE_URL", &to);
        assert_eq!(site.finish(verify).ok()["ok"], true);
        let again = site.run_plain(&["ops", "restore", &list, "--to", &to]);
        assert_eq!(again.fails(1), "backup-place-taken");
        // What was damaged since is not taken for a backup.
        let listed: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&list).unwrap()).unwrap();
        let copy = Path::new(&list).with_file_name(text(&listed["file"]));
        let mut bytes = std::fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&copy, bytes).unwrap();
        assert_eq!(site.run("auditor", &drill).fails(1), "backup-damaged");
        // The newest is kept, however quickly they come.
        let newest = site.run_plain(&["ops", "backup", "--into", &into, "--keep", "1"]).ok();
        assert_eq!((&newest["removed"], Path::new(&list).exists()), (&1.into(), false));
        let newest = site.run_plain(&["ops", "backup", "--into", &into, "--keep", "1"]).ok();
        assert!(Path::new(text(&newest["backup"])).exists());
        if let Some(name) = server {
            storage::execute_raw(&mut site.as_owner(), &format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
        }
    }
}
