//! The real binary on SQLite: exit codes, next steps, and the shapes scripts rely on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise and start the program they test"
)]

#[path = "cli/help.rs"]
mod help;
#[path = "cli/json.rs"]
mod json;
#[path = "cli/oversight.rs"]
mod oversight;
#[path = "cli/person.rs"]
mod person;
#[path = "cli/production.rs"]
mod production;
#[path = "cli/score.rs"]
mod score;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/way_back.rs"]
mod way_back;
#[path = "cli/what_if.rs"]
mod what_if;

#[path = "cli/payment.rs"]
mod payment;

use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

const ADMIN: &str = "管理员";
const CLERK: &str = "录入员";
const REVIEWER: &str = "审核员";
const APPROVER: &str = "审批员";
const SECOND: &str = "复核管理员";

/// A directory with a database of its own.
struct Desk {
    home: TempDir,
}

impl Desk {
    fn empty() -> Self {
        Self {
            home: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongbao"));
        command
            .env_clear()
            .env("HOME", self.path())
            .current_dir(self.path())
            .stdin(Stdio::null())
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs a command on the desk's database.
    fn on(&self, operator: &str, arguments: &[&str]) -> Ran {
        let mut all = vec![
            "--database",
            "sqlite:desk.db",
            "--operator",
            operator,
            "--today",
            "2026-01-15",
        ];
        all.extend(arguments);
        self.run(&all)
    }

    /// As [`Desk::on`], which must be done, with its JSON.
    fn json(&self, operator: &str, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        let ran = self.on(operator, &all);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.json()
    }

    fn initialised(mode: &[&str]) -> Self {
        let desk = Self::empty();
        let mut all = vec!["init", "--database", "sqlite:desk.db", "--admin", ADMIN];
        all.extend(mode);
        let ran = desk.run_with(&all, &rehearsal::people::member(1).id);
        assert_eq!(ran.code, 0, "{ran:?}");
        desk
    }

    /// Runs a command with an identity number on its standard input.
    fn run_with(&self, arguments: &[&str], number: &str) -> Ran {
        let file = self.path().join("number");
        std::fs::write(&file, number).unwrap();
        let mut command = self.command(arguments);
        command.stdin(std::fs::File::open(file).unwrap());
        Ran::of(command.output().unwrap())
    }
}

#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// It failed with this code and says what to do next.
    fn fails(&self, code: i32, words: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(words), "no `{words}` in {self:?}");
        assert!(
            self.err.contains("next: ") || self.err.contains("下一步："),
            "{self:?}"
        );
        assert!(!self.err.contains("panicked"), "{self:?}");
    }
}

/// A province imported once by the real path; every test works on a copy.
fn province() -> Desk {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let desk = Desk::initialised(&["--rehearsal"]);
        let generated = desk.run(&[
            "rehearsal",
            "generate",
            "--out",
            "province",
            "--seed",
            "7",
            "--small",
            "--json",
        ]);
        let files = generated.json()["files"].as_array().unwrap().clone();
        let import = |operator: &str, profile: &str| {
            for file in files.iter().filter(|file| file["profile"] == profile) {
                let path = format!("province/{}", file["path"].as_str().unwrap());
                let ran = desk.on(operator, &["import", profile, &path]);
                assert!(ran.code == 0 || ran.code == 3, "{path}: {ran:?}");
            }
        };
        let add = |name: &str, role: &str| {
            let words = ["operator", "add", name, "--role", role, "--scope", "HN"];
            desk.json(ADMIN, &words)
        };
        import(ADMIN, "units");
        assert_eq!(add(SECOND, "admin")["state"], "approved");
        for (name, role) in [
            (CLERK, "clerk"),
            (REVIEWER, "reviewer"),
            (APPROVER, "approver"),
            ("会计", "accountant"),
            ("出纳", "cashier"),
            ("审计员", "auditor"),
        ] {
            let proposed = add(name, role);
            assert_eq!(proposed["state"], "proposed");
            assert_eq!(proposed["seconders"], serde_json::json!([SECOND]));
        }
        desk.json(SECOND, &["change", "approve", "--all"]);
        for verb in ["create", "open"] {
            for year in ["2025", "2026"] {
                desk.json(ADMIN, &["period", verb, "child-premium", year]);
            }
            desk.json(SECOND, &["change", "approve", "--all"]);
        }
        import(CLERK, "members");
        import(CLERK, "plans");
        import(CLERK, "budgets");
        desk.json(SECOND, &["change", "approve", "--all"]);
        import(CLERK, "claims");
        // The other tests copy from it, so it stays behind, in the build directory.
        desk.home.keep()
    });
    let desk = Desk::empty();
    for entry in std::fs::read_dir(made).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with("desk.db") {
            std::fs::copy(entry.path(), desk.path().join(entry.file_name())).unwrap();
        }
    }
    desk
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one[key].as_str().unwrap().to_owned())
        .collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn has_keys(value: &Value, wanted: &[&str]) {
    for key in wanted {
        assert!(value.get(key).is_some(), "no `{key}` in {:?}", keys(value));
    }
}

#[test]
fn a_command_line_that_makes_no_sense_ends_with_two() {
    let desk = Desk::empty();
    for line in [
        vec!["frobnicate"],
        vec!["claim", "approve"],
        vec!["claim", "list", "--state", "lost"],
        vec!["claim", "list", "--limit", "0"],
        vec!["--today", "2026-13-01", "ledger", "balance"],
        vec!["duplicate", "resolve", "x"],
        vec!["operator", "add", "张", "--role", "king", "--scope", "HN"],
    ] {
        let ran = desk.run(&line);
        assert_eq!(ran.code, 2, "{line:?}: {ran:?}");
        assert!(!ran.err.is_empty());
        let mut with_json = line.clone();
        with_json.push("--json");
        let ran = desk.run(&with_json);
        assert_eq!(ran.code, 2, "{ran:?}");
        has_keys(&ran.json()["error"], &["code", "message", "hint"]);
    }
}

#[test]
fn help_and_version_end_with_zero() {
    let desk = Desk::empty();
    assert_eq!(desk.run(&["--help"]).code, 0);
    assert!(desk.run(&["--version"]).out.starts_with("gongbao "));
}

#[test]
fn without_a_database_it_says_how_to_name_one() {
    Desk::empty()
        .run(&["--lang", "en", "claim", "list"])
        .fails(2, "--database");
}

#[test]
fn a_database_url_with_a_typo_creates_nothing() {
    let desk = Desk::empty();
    desk.run(&[
        "--lang",
        "en",
        "--database",
        "sqlit:x.db",
        "init",
        "--admin",
        ADMIN,
    ])
    .fails(2, "sqlite:PATH");
    assert!(
        std::fs::read_dir(desk.path()).unwrap().all(|entry| !entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains(".db"))
    );
}

#[test]
fn a_missing_database_is_told_with_the_command_that_makes_one() {
    let desk = Desk::empty();
    desk.on(ADMIN, &["--lang", "en", "claim", "list"])
        .fails(1, "gongbao init");
    assert!(!desk.path().join("desk.db").exists());
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let desk = Desk::initialised(&["--rehearsal"]);
    std::fs::write(
        desk.path().join("desk.db"),
        "工会代码,工会名称\n".repeat(500),
    )
    .unwrap();
    let ran = desk.on(ADMIN, &["--lang", "en", "claim", "list"]);
    ran.fails(1, "next: ");
}

#[test]
fn an_unreachable_server_is_told_without_its_password() {
    let desk = Desk::initialised(&["--rehearsal"]);
    let url = "postgres://desk:secret@127.0.0.1:1/gongbao?connect_timeout=2";
    let ran = desk.run(&[
        "--lang",
        "en",
        "--database",
        url,
        "--operator",
        ADMIN,
        "claim",
        "list",
    ]);
    ran.fails(1, "PostgreSQL");
    assert!(!ran.err.contains("secret"), "{ran:?}");
}

#[test]
fn a_missing_a_wrong_and_an_open_key_file_are_refused() {
    let desk = Desk::initialised(&["--rehearsal"]);
    let other = Desk::initialised(&["--rehearsal"]);
    let key = desk.path().join("desk.db.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    desk.on(ADMIN, &["claim", "list"]).fails(1, "chmod 600");
    std::fs::copy(other.path().join("desk.db.key"), &key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    desk.on(ADMIN, &["--lang", "en", "claim", "list"])
        .fails(1, "--key-file");
    std::fs::write(&key, "not a key").unwrap();
    desk.on(ADMIN, &["--lang", "en", "claim", "list"])
        .fails(1, "--key-file");
    std::fs::remove_file(&key).unwrap();
    desk.on(ADMIN, &["--lang", "en", "claim", "list"])
        .fails(1, "desk.db.key");
}

#[test]
fn init_makes_a_private_key_file_and_may_be_repeated() {
    let desk = Desk::initialised(&["--rehearsal"]);
    let mode = std::fs::metadata(desk.path().join("desk.db.key"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = desk.run(&[
        "init",
        "--database",
        "sqlite:desk.db",
        "--admin",
        ADMIN,
        "--rehearsal",
        "--json",
    ]);
    assert_eq!(
        (again.code, &again.json()["fresh"]),
        (0, &Value::Bool(false))
    );
    desk.run(&[
        "--lang",
        "en",
        "init",
        "--database",
        "sqlite:desk.db",
        "--admin",
        "别人",
        "--rehearsal",
    ])
    .fails(1, "in use");
}

#[test]
fn a_setting_that_is_unknown_or_ill_typed_is_told_with_file_and_key() {
    let desk = Desk::empty();
    let site = desk.path().join("site.toml");
    for (text, key) in [
        ("databse = \"sqlite:x\"\n", "databse"),
        ("bulk_chunk = \"many\"\n", "bulk_chunk"),
        ("lang = \"fr\"\n", "lang"),
        ("log_level = \"loud\"\n", "log_level"),
        ("bulk_chunk = 0\n", "bulk_chunk"),
        ("bulk_sample = 0\n", "bulk_sample"),
        ("[keys]\naprove = \"y\"\n", "aprove"),
        ("[keys]\napprove = \"alt-y\"\n", "alt-y"),
        ("[keys]\napprove = [\"r\"]\n", "return"),
        ("[keys]\napprove = 3\n", "keys"),
    ] {
        std::fs::write(&site, text).unwrap();
        let ran = desk.run(&["--config", "site.toml", "unit", "list"]);
        ran.fails(2, "site.toml");
        assert!(ran.err.contains(key), "{ran:?}");
    }
    std::fs::write(&site, "this is = = no toml").unwrap();
    desk.run(&["--config", "site.toml", "unit", "list"])
        .fails(2, "site.toml");
    desk.run(&["--config", "nowhere.toml", "unit", "list"])
        .fails(2, "nowhere.toml");
    let ran = Ran::of(
        desk.command(&["unit", "list"])
            .env("GONGBAO_LANGUAGE", "zh")
            .output()
            .unwrap(),
    );
    ran.fails(2, "GONGBAO_LANGUAGE");
}

#[test]
fn the_site_file_is_over_the_default_and_a_flag_over_both() {
    let desk = Desk::initialised(&["--rehearsal"]);
    std::fs::write(
        desk.path().join("gongbao.toml"),
        "database = \"sqlite:desk.db\"\nlang = \"en\"\n",
    )
    .unwrap();
    desk.run(&["unit", "list"]).fails(2, "nobody is named");
    desk.run(&["--lang", "zh", "unit", "list"])
        .fails(2, "没有指定操作员");
}

#[test]
fn production_refuses_a_named_operator_and_a_set_date() {
    let desk = Desk::initialised(&["--identity-stdin"]);
    let base = ["--lang", "en", "--database", "sqlite:desk.db"];
    let with = |more: &[&str]| desk.run(&[&base[..], more].concat());
    with(&["--operator", ADMIN, "unit", "list"]).fails(1, "SSH");
    with(&["--operator", ADMIN, "--today", "2026-01-15", "unit", "list"]).fails(2, "--today");
}

#[test]
fn an_unknown_operator_and_a_missing_right_are_told() {
    let desk = province();
    desk.on("无名", &["--lang", "en", "unit", "list"])
        .fails(1, "operator list");
    desk.on(
        CLERK,
        &["--lang", "en", "period", "create", "child-premium", "2027"],
    )
    .fails(1, "may not");
}

#[test]
fn a_read_only_database_says_that_nothing_was_saved() {
    let desk = Desk::initialised(&["--rehearsal"]);
    for name in ["desk.db-wal", "desk.db-shm"] {
        let _ = std::fs::remove_file(desk.path().join(name));
    }
    let file = desk.path().join("desk.db");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o444)).unwrap();
    let ran = desk.on(
        ADMIN,
        &["--lang", "en", "period", "create", "child-premium", "2026"],
    );
    // Root writes whatever the mode says; then there is nothing to refuse.
    if ran.code != 0 {
        ran.fails(1, "Nothing was changed");
    }
}

#[test]
fn a_missing_file_is_an_error_and_a_wrong_one_a_refusal() {
    let desk = province();
    desk.on(CLERK, &["--lang", "en", "import", "claims", "nowhere.xlsx"])
        .fails(1, "nowhere.xlsx");
    std::fs::write(desk.path().join("other.csv"), "甲,乙,丙\n1,2,3\n").unwrap();
    let ran = desk.on(CLERK, &["import", "claims", "other.csv", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.json()["findings"][0]["severity"], "file");
    assert_eq!(ran.json()["accepted"], 0);
}

#[test]
fn a_closed_pipe_ends_the_output_quietly() {
    let desk = province();
    let line = [
        "--database",
        "sqlite:desk.db",
        "--operator",
        ADMIN,
        "unit",
        "list",
        "--json",
    ];
    let mut child = desk
        .command(&line)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn the_console_needs_a_terminal() {
    province()
        .on(ADMIN, &["--lang", "en", "console"])
        .fails(2, "terminal");
}

#[test]
fn imports_and_lists_have_their_promised_shapes() {
    let desk = province();
    let imports = desk.json(CLERK, &["import", "list", "--limit", "1"]);
    let import = texts(&imports["imports"], "import").remove(0);
    let shown = desk.json(CLERK, &["import", "show", &import, "--rows"]);
    has_keys(
        &shown["rows"][0],
        &["sheet", "row", "state", "claim", "findings"],
    );
    let first = desk.json(
        REVIEWER,
        &["claim", "list", "--year", "2026", "--limit", "2"],
    );
    assert_eq!(
        keys(&first["claims"][0]),
        [
            "approved_fen",
            "causes",
            "claimed_fen",
            "id",
            "kept",
            "number",
            "out",
            "payable_fen",
            "state",
            "unit",
            "verdict",
            "year"
        ]
    );
    let next = first["next"].as_str().unwrap();
    let second = desk.json(
        REVIEWER,
        &[
            "claim", "list", "--year", "2026", "--limit", "2", "--after", next,
        ],
    );
    assert_ne!(first["claims"], second["claims"]);
    let claim = desk.json(
        REVIEWER,
        &["claim", "show", first["claims"][0]["id"].as_str().unwrap()],
    );
    has_keys(&claim["decision"], &["verdict", "version", "findings"]);
    has_keys(
        &claim["decision"]["findings"][0],
        &["rule", "clause", "severity", "code", "values"],
    );
    assert!(!claim["history"].as_array().unwrap().is_empty());
    let by_number = desk.json(
        REVIEWER,
        &[
            "claim",
            "show",
            first["claims"][0]["number"].as_str().unwrap(),
        ],
    );
    assert_eq!(by_number["id"], claim["id"]);
    let cases = desk.json(REVIEWER, &["duplicate", "list"]);
    has_keys(&cases["cases"][0], &["id", "state", "claims"]);
    desk.on(REVIEWER, &["claim", "list", "--after", "x"])
        .fails(2, "--after");
    desk.on(REVIEWER, &["claim", "show", "26-00000-00000"])
        .fails(2, "26-00000-00000");
}

#[test]
fn a_merger_of_two_unions_waits_for_a_second_administrator() {
    let desk = province();
    let units = desk.json(ADMIN, &["unit", "list"]);
    let basic: Vec<&str> = units["units"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|unit| unit["level"] == "basic")
        .map(|unit| unit["code"].as_str().unwrap())
        .collect();
    let (old, new) = (basic[0], basic[1]);
    let merge = ["unit", "merge", old, "--into", new, "--on", "2026-01-10"];
    let proposed = desk.json(ADMIN, &merge);
    assert_eq!(proposed["state"], "proposed");
    let change = proposed["change"].as_str().unwrap();
    let decided = desk.json(SECOND, &["change", "approve", change]);
    assert_eq!(decided["done"][0], change);
    let units = desk.json(ADMIN, &["unit", "list"]);
    let merged = units["units"]
        .as_array()
        .unwrap()
        .iter()
        .find(|unit| unit["code"] == old)
        .unwrap();
    assert_eq!(
        (&merged["succeeded_by"], &merged["succeeded_on"]),
        (&Value::from(new), &Value::from("2026-01-10"))
    );
    desk.on(
        ADMIN,
        &["unit", "merge", new, "--into", old, "--on", "2026-01-11"],
    )
    .fails(1, "成环");
}

#[test]
fn a_duplicate_is_kept_undone_and_returned() {
    let desk = province();
    let cases = desk.json(REVIEWER, &["duplicate", "list", "--state", "open"]);
    let case = cases["cases"][0]["id"].as_str().unwrap();
    let claim = cases["cases"][0]["claims"][0].as_str().unwrap();
    desk.on(REVIEWER, &["duplicate", "resolve", case, "--return-both"])
        .fails(2, "--reason");
    let keep = [
        "duplicate",
        "resolve",
        case,
        "--keep",
        claim,
        "--chosen-by",
        "母亲书面声明",
        "--reason",
        "夫妻协商",
    ];
    assert_eq!(desk.json(REVIEWER, &keep)["state"], "resolved");
    assert_eq!(
        desk.json(REVIEWER, &["duplicate", "undo", case, "--reason", "看错"])["state"],
        "open"
    );
    let back = desk.json(
        REVIEWER,
        &[
            "duplicate",
            "resolve",
            case,
            "--return-both",
            "--reason",
            "资料不全",
        ],
    );
    assert_eq!(back["done"].as_array().unwrap().len(), 2);
}
