//! Production: who acts is decided by the SSH key.

use super::{ADMIN, Desk, Ran, SECOND};
use rehearsal::people;
use std::process::Command;

/// Made for these tests; nobody keeps the private halves. The fingerprints are what ssh-keygen prints.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB1lkj7G3nieg7gR68joz2VudbBrY2zTc5ltu0Rg6+eZ li.na@desk-7";
const FINGERPRINT: &str = "SHA256:YWwnSysu2hAtpYJutqlTZgVaavwYv4LAgM31OLag1QE";
const OTHER_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINbZPbXRPUERYDwzTzEjNuurTrZ/n21mRNpe80kA6jAR b";
const OTHER_FINGERPRINT: &str = "SHA256:OiuIuNS9JHvmR56AGVzUs5O8b5kR4fgqLWPxKdovXW8";

const THIRD_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD c";

impl Desk {
    /// A second administrator who has [`OTHER_KEY`], added by the first over SSH in one command.
    fn second_administrator(&self) -> Ran {
        std::fs::write(self.path().join("b.pub"), OTHER_KEY).unwrap();
        let number = self.path().join("number");
        std::fs::write(&number, people::member(2).id).unwrap();
        let line = format!(
            "--operator {ADMIN} operator add {SECOND} --role admin --scope / --identity-stdin --public-key b.pub --json"
        );
        let mut command = self.ssh(KEY, &line.split(' ').collect::<Vec<_>>());
        command.stdin(std::fs::File::open(number).unwrap());
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran
    }

    /// A production database whose administrator has [`KEY`].
    fn in_production() -> Self {
        let desk = Self::empty();
        std::fs::write(desk.path().join("admin.pub"), KEY).unwrap();
        let line = "init --database sqlite:desk.db --admin 管理员 --admin-key admin.pub --json";
        let words: Vec<&str> = line.split(' ').collect();
        desk.run(&words).fails(2, "identity-stdin");
        assert!(!desk.path().join("desk.db").exists());
        let ran = desk.run_with(
            &[&words[..], &["--identity-stdin"]].concat(),
            &people::member(1).id,
        );
        assert_eq!(ran.json()["admin_key"], FINGERPRINT, "{ran:?}");
        desk
    }

    /// Runs a command as sshd does for an operator who came in with a key.
    fn over_ssh(&self, key: &str, arguments: &[&str], operator: Option<&str>) -> Ran {
        let mut command = self.ssh(key, arguments);
        if let Some(name) = operator {
            command.env("GONGBAO_OPERATOR", name);
        }
        Ran::of(command.output().unwrap())
    }

    fn ssh(&self, key: &str, arguments: &[&str]) -> Command {
        let info = self.path().join("auth");
        std::fs::write(&info, format!("publickey {key}\n")).unwrap();
        let mut command = self.command(&[&["--lang", "en"], arguments].concat());
        command
            .env("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22")
            .env("GONGBAO_DATABASE_URL", "sqlite:desk.db")
            .env("SSH_USER_AUTH", &info);
        command
    }
}

#[test]
fn in_production_the_key_must_be_one_of_the_operator_in_the_forced_command() {
    let desk = Desk::in_production();
    let list = ["--operator", ADMIN, "operator", "list"];
    assert_eq!(desk.over_ssh(KEY, &list, None).code, 0);
    desk.over_ssh(OTHER_KEY, &list, None)
        .fails(1, OTHER_FINGERPRINT);
    desk.over_ssh("ssh-ed25519 AAAA", &list, None)
        .fails(2, "public key");
    desk.over_ssh(KEY, &["--operator", "无名", "unit", "list"], None)
        .fails(1, "operator list");

    desk.over_ssh(OTHER_KEY, &["--operator", SECOND, "operator", "list"], None)
        .fails(1, "operator list");
    desk.second_administrator();
    let with = |key: &str, name: &str, words: &str| {
        let arguments: Vec<&str> = words.split(' ').collect();
        desk.over_ssh(key, &[&["--operator", name], &arguments[..]].concat(), None)
    };
    let approved = || {
        let ran = with(OTHER_KEY, SECOND, "change approve --all");
        assert_eq!(ran.code, 0, "{ran:?}");
    };
    std::fs::write(desk.path().join("c.pub"), THIRD_KEY).unwrap();
    let added = with(
        KEY,
        ADMIN,
        "operator key add 管理员 --public-key c.pub --json",
    )
    .json();
    assert_eq!(added["state"], "proposed", "{added}");
    assert_eq!(added["seconders"], serde_json::json!([SECOND]));
    let third = added["fingerprint"].as_str().unwrap().to_owned();
    desk.over_ssh(THIRD_KEY, &list, None).fails(1, &third);
    approved();
    assert_eq!(desk.over_ssh(THIRD_KEY, &list, None).code, 0);
    let revoked = with(KEY, ADMIN, &format!("operator key revoke {third}"));
    assert_eq!(revoked.code, 0, "{revoked:?}");
    approved();
    desk.over_ssh(THIRD_KEY, &list, None).fails(1, "revoked");
    let keys = with(KEY, ADMIN, "operator key list --json").json()["keys"].clone();
    assert_eq!(keys.as_array().unwrap().len(), 3);
    let gone = keys
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["fingerprint"] == third.as_str());
    assert_eq!(gone.unwrap()["revoked_by"], ADMIN);
}

#[test]
fn a_second_administrator_comes_in_with_the_key_the_account_was_made_with() {
    let desk = Desk::in_production();
    let lacking = [
        "--operator",
        ADMIN,
        "operator",
        "add",
        SECOND,
        "--role",
        "admin",
        "--scope",
        "/",
    ];
    desk.over_ssh(KEY, &lacking, None)
        .fails(2, "identity number");
    let added = desk.second_administrator();
    assert_eq!(added.json()["state"], "approved", "{added:?}");
    let words = ["--operator", SECOND, "operator", "list"];
    assert_eq!(desk.over_ssh(OTHER_KEY, &words, None).code, 0);
}

#[test]
fn sshd_gets_one_line_for_a_key_in_force_and_nothing_for_any_other() {
    let desk = Desk::in_production();
    let asked = |arguments: &[&str]| {
        // sshd's command has no key file.
        let mut command = desk.command(&["--database", "sqlite:desk.db", "authorized-keys"]);
        command.env("GONGBAO_KEY_FILE", "/nowhere").args(arguments);
        Ran::of(command.output().unwrap())
    };
    let line = asked(&[FINGERPRINT, "--program", "/usr/bin/gongbao"]);
    let (options, key) = line.out.trim_end().rsplit_once("\" ").unwrap();
    assert!(KEY.starts_with(key), "{line:?}");
    let operator = options
        .strip_prefix("restrict,pty,command=\"/usr/bin/gongbao --operator ")
        .and_then(|rest| rest.strip_suffix(" enter"))
        .unwrap_or_else(|| panic!("{line:?}"));
    let ran = desk.over_ssh(KEY, &["--operator", operator, "unit", "list"], None);
    assert_eq!(ran.code, 0, "{ran:?}");
    // What the client asks for is run as that operator, or not at all.
    let entered = |asked: &str| {
        let mut command = desk.ssh(KEY, &["--operator", operator, "enter"]);
        command.env("SSH_ORIGINAL_COMMAND", asked);
        Ran::of(command.output().unwrap())
    };
    let listed = entered("operator list --json");
    assert_eq!(listed.json()["operators"][0]["name"], ADMIN, "{listed:?}");
    entered("console").fails(2, "console --plain");
    entered("audit compare /etc/passwd").fails(1, "no file can be named");
    entered("init --admin eve").fails(1, "not offered");
    entered("sh -c id").fails(2, "no command");
    assert!(entered("claim --help").out.contains("list"));
    let here = desk.command(&["--lang", "en", "enter"]).output().unwrap();
    Ran::of(here).fails(2, "sshd only");

    let parts: Vec<&str> = KEY.split(' ').collect();
    let by_key = asked(&["--key-type", parts[0], "--key", parts[1]]);
    assert!(by_key.out.contains(operator), "{by_key:?}");
    for unknown in [OTHER_FINGERPRINT, "", "%"] {
        let ran = asked(&[unknown]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    }
    let quoted = asked(&[FINGERPRINT, "--program", "/tmp/a b"]);
    assert_eq!((quoted.code, quoted.out.as_str()), (2, ""));
}

#[test]
fn a_key_that_cannot_be_used_makes_no_database() {
    let desk = Desk::empty();
    std::fs::write(desk.path().join("bad.pub"), "ssh-dss AAAA").unwrap();
    let line = "init --lang en --database sqlite:desk.db --admin 管理员 --admin-key bad.pub";
    desk.run(&line.split(' ').collect::<Vec<_>>())
        .fails(2, "public key");
    assert!(!desk.path().join("desk.db").exists());
}

#[test]
fn production_accepts_the_operator_of_the_forced_command_but_not_of_the_environment() {
    let desk = Desk::in_production();
    let over_ssh =
        |arguments: &[&str], operator: Option<&str>| desk.over_ssh(KEY, arguments, operator);
    let line = [
        "--database",
        "sqlite:desk.db",
        "--operator",
        ADMIN,
        "operator",
        "list",
        "--json",
    ];
    let ran = over_ssh(&line, None);
    assert_eq!(ran.code, 0, "{ran:?}");
    let id = ran.json()["operators"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let by_id = over_ssh(
        &[
            "--database",
            "sqlite:desk.db",
            "--operator",
            &id,
            "operator",
            "list",
        ],
        None,
    );
    assert_eq!(by_id.code, 0, "{by_id:?}");
    over_ssh(
        &["--database", "sqlite:desk.db", "operator", "list"],
        Some(ADMIN),
    )
    .fails(1, "SSH");
}
