//! What tables show under either language: words, never the codes that `--json` has.

use crate::{ADMIN, APPROVER, CLERK, Desk, REVIEWER, SECOND, province};
use std::collections::BTreeSet;

/// Every command that lists something, in the order `list_commands` finds them, and the operator who may.
const LISTS: &[(&str, &[&str])] = &[
    (REVIEWER, &["announcement", "list"]),
    (REVIEWER, &["batch", "list"]),
    (ADMIN, &["change", "list"]),
    (REVIEWER, &["claim", "list", "--limit", "1000"]),
    (REVIEWER, &["duplicate", "list"]),
    (CLERK, &["import", "list", "--limit", "1000"]),
    (CLERK, &["import", "mapping", "list", "--unit", "HN"]),
    (ADMIN, &["files", "list"]),
    (ADMIN, &["institution", "list"]),
    (ADMIN, &["operator", "list"]),
    (ADMIN, &["operator", "key", "list"]),
    (ADMIN, &["period", "list"]),
    ("出纳", &["register", "list"]),
    (ADMIN, &["ruling", "list", "child-premium"]),
    (ADMIN, &["outbox", "list"]),
    (ADMIN, &["referral", "list"]),
    (ADMIN, &["scheme", "list"]),
    (ADMIN, &["unit", "list"]),
];

/// Groups of commands that have a `list`, by the program's own help.
fn list_commands(desk: &Desk, path: &[&str], found: &mut BTreeSet<String>) {
    let help = desk.run(&[path, &["--help"]].concat()).out;
    let verbs = help
        .lines()
        .skip_while(|line| !line.starts_with("命令："))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help");
    for verb in verbs {
        let longer = [path, &[verb]].concat();
        if verb == "list" {
            found.insert(longer.join(" "));
        } else if path.len() < 2 {
            list_commands(desk, &longer, found);
        }
    }
}

/// The word that stands for itself in every language: the id of the programme.
const ID: &str = "child-premium";

/// Lower-case words of a text as codes are spelt, but for the id and for command lines in back quotes.
fn codes(text: &str) -> Vec<&str> {
    let is_code = |word: &&str| {
        word.len() >= 3
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            && *word != ID
    };
    text.lines()
        .flat_map(|line| line.split('`').step_by(2))
        .flat_map(|part| part.split(|c: char| !(c.is_ascii_alphanumeric() || "-_./:".contains(c))))
        .filter(is_code)
        .collect()
}

/// A province in which something stands in every list.
fn furnished() -> (Desk, [String; 3]) {
    let desk = province();
    let one = |operator: &str, words: &[&str], key: &str| -> String {
        let found = desk.json(operator, words);
        found[key][0]["id"].as_str().unwrap().to_owned()
    };
    let some = ["claim", "list", "--state", "submitted", "--limit", "1"];
    let case = one(REVIEWER, &["duplicate", "list"], "cases");
    let sides = desk.json(REVIEWER, &["duplicate", "show", &case]);
    let kept = sides["sides"][0]["id"].as_str().unwrap().to_owned();
    let why = ["--reason", "夫妻选择", "--chosen-by", "母亲"];
    let resolve = ["duplicate", "resolve", &case, "--keep", &kept];
    desk.json(REVIEWER, &[&resolve[..], &why].concat());
    for (operator, verb) in [
        (REVIEWER, "return"),
        (REVIEWER, "reject"),
        (REVIEWER, "hold"),
        (CLERK, "withdraw"),
    ] {
        let claim = one(
            REVIEWER,
            &[&some[..], &["--in-case", "false"]].concat(),
            "claims",
        );
        desk.json(operator, &["claim", verb, &claim, "--reason", "资料有误"]);
    }
    let good = [
        &some[..],
        &[
            "--verdict",
            "eligible",
            "--mode",
            "reimburse",
            "--in-case",
            "false",
        ],
    ]
    .concat();
    let claim = one(REVIEWER, &good, "claims");
    let unit = desk.json(REVIEWER, &["claim", "show", &claim])["unit"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.json(
        REVIEWER,
        &["claim", "review", &claim, "--checks", "member,child,age"],
    );
    desk.json(APPROVER, &["claim", "approve", &claim]);
    let create = [
        "batch",
        "create",
        "--unit",
        &unit,
        "--channel",
        "member-bank",
        "--source",
        "union",
    ];
    let batch = desk.json("会计", &create)["batch"]
        .as_str()
        .unwrap()
        .to_owned();
    crate::payment::confirmed(&desk, "会计", &["batch", "seal", &batch]);
    desk.json("出纳", &["batch", "export", &batch, "--out", "."]);
    crate::payment::confirmed(&desk, "出纳", &["batch", "settle", &batch, "--paid", "ALL"]);
    desk.json(
        ADMIN,
        &[
            "operator",
            "add",
            "新会计",
            "--role",
            "accountant",
            "--scope",
            "HN",
        ],
    );
    let mapping = [
        "import",
        "mapping",
        "save",
        "claims",
        "--unit",
        "HN",
        "--header",
        "娃娃",
        "--field",
        "child_name",
    ];
    desk.json(CLERK, &mapping);
    let record = [
        "announcement",
        "record",
        "child-premium",
        "2026",
        "--unit",
        "HN",
        "--on",
        "2026-01-10",
        "--kind",
        "notice",
        "--document",
        "湘工通1号",
    ];
    desk.json(CLERK, &record);
    let settings = desk.path().join("gongbao.toml");
    std::fs::write(settings, "exchange = \"exchange\"\n").unwrap();
    std::fs::write(desk.path().join("sent.csv"), "1").unwrap();
    desk.json(ADMIN, &["files", "put", "sent.csv", "--to", ADMIN]);
    (desk, [claim, case, batch])
}

#[test]
fn no_list_shows_a_code_in_chinese() {
    let (desk, [claim, case, batch]) = furnished();
    let mut known = BTreeSet::new();
    list_commands(&desk, &[], &mut known);
    let walked: BTreeSet<String> = LISTS
        .iter()
        .map(|(_, words)| {
            words
                .iter()
                .take_while(|word| !word.starts_with('-') && **word != "child-premium")
                .copied()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(
        walked, known,
        "a list that is not walked shows what it likes"
    );
    let import = desk.json(CLERK, &["import", "list"])["imports"][0]["import"]
        .as_str()
        .unwrap()
        .to_owned();
    let details: [(&str, &[&str]); 9] = [
        (REVIEWER, &["claim", "show", &claim]),
        (REVIEWER, &["claim", "log", &claim]),
        (REVIEWER, &["duplicate", "show", &case]),
        (REVIEWER, &["batch", "show", &batch]),
        (CLERK, &["import", "show", &import, "--rows"]),
        (ADMIN, &["ledger", "balance"]),
        (ADMIN, &["scheme", "show", "changsha-second-2022"]),
        (ADMIN, &["rehearsal", "summary"]),
        (SECOND, &["change", "approve", "--all"]),
    ];
    for (operator, words) in LISTS.iter().chain(&details) {
        let ran = desk.on(operator, words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        assert_eq!(
            codes(&ran.out),
            Vec::<&str>::new(),
            "{words:?}:\n{}",
            ran.out
        );
    }
    // The same in English is English, and scripts read the codes.
    let english = desk.on(REVIEWER, &["--lang", "en", "batch", "list"]);
    assert!(
        english.out.contains("settled") && !english.out.contains("member-bank"),
        "{english:?}"
    );
    let json = desk.json(REVIEWER, &["batch", "list"]);
    assert_eq!(json["batches"][0]["channel"], "member-bank");
}
