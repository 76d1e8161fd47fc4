//! Workbooks that go out to be mended or filled in, from the command line.

use super::{CLERK, Desk, REVIEWER, province};
use std::os::unix::fs::PermissionsExt;

fn assert_private(desk: &Desk, name: &str) {
    let mode = std::fs::metadata(desk.path().join(name))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "{name}");
}

#[test]
fn templates_returns_and_errors_go_out_as_workbooks_and_come_in_again() {
    let desk = province();
    let made = desk.json(
        CLERK,
        &["import", "template", "claims", "--out", "template.xlsx"],
    );
    assert_eq!(made["file"], "template.xlsx");
    assert_private(&desk, "template.xlsx");
    desk.on(
        CLERK,
        &[
            "--lang",
            "en",
            "import",
            "template",
            "cats",
            "--out",
            "cats.xlsx",
        ],
    )
    .fails(2, "cats");
    desk.on(
        CLERK,
        &[
            "import",
            "template",
            "members",
            "--prefill",
            "--unit",
            "HN",
            "--year",
            "2027",
            "--out",
            "x.xlsx",
        ],
    )
    .fails(2, "只有申报表");
    let empty = desk.on(CLERK, &["import", "claims", "template.xlsx", "--json"]);
    assert_eq!(empty.json()["findings"][0]["code"], "file-empty");

    let claims = desk.json(
        REVIEWER,
        &["claim", "list", "--state", "submitted", "--limit", "3"],
    );
    let ids: Vec<&str> = claims["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| claim["id"].as_str().unwrap())
        .collect();
    let mut send_back = vec!["claim", "return"];
    send_back.extend(&ids);
    send_back.extend(["--reason", "请核对"]);
    desk.json(REVIEWER, &send_back);
    let unit = desk.json(CLERK, &["unit", "list"])["units"][0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let out = ["claim", "returns", "--unit", &unit, "--out", "returns.xlsx"];
    let handed = desk.json(CLERK, &out);
    assert_eq!(handed["rows"], ids.len(), "{handed}");
    assert_private(&desk, "returns.xlsx");
    let back = desk.json(CLERK, &["import", "claims", "returns.xlsx"]);
    assert_eq!(
        (&back["unchanged"], &back["refused"]),
        (&ids.len().into(), &0.into()),
        "{back}"
    );

    std::fs::write(desk.path().join("bad.csv"), bad()).unwrap();
    let ran = desk.on(CLERK, &["import", "claims", "bad.csv", "--json"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let import = ran.json()["import"].as_str().unwrap().to_owned();
    let errors = desk.json(
        CLERK,
        &["import", "errors", &import, "--out", "errors.xlsx"],
    );
    assert_eq!(
        (&errors["rows"], &errors["refused"]),
        (&1.into(), &1.into())
    );
    assert_private(&desk, "errors.xlsx");
    let out = ["import", "errors", &import, "--out", "errors.xlsx"];
    assert_ne!(desk.on(CLERK, &out).code, 0, "a file is never replaced");
    let out = ["import", "errors", &import, "--out", "theirs.xlsx"];
    desk.on(REVIEWER, &out).fails(1, "只退给导入它的操作员本人");
    // A path would read whatever the program may read.
    desk.on(CLERK, &["import", "errors", "bad.csv", "--out", "x.xlsx"])
        .fails(2, "import list");
}

#[test]
fn the_errors_of_an_import_are_marked_in_the_sheet_chosen_and_in_what_the_file_hides() {
    let desk = province();
    for (name, choice) in [
        ("two-sheets.xls", &["--sheet", "申报表"][..]),
        ("hidden.xls", &["--include-hidden"]),
    ] {
        let file = format!(
            "{}/../import/tests/fixtures/{name}",
            env!("CARGO_MANIFEST_DIR")
        );
        let out = format!("{name}.xlsx");
        let words = [&["import", "claims", &file, "--json"], choice].concat();
        let import = desk.on(CLERK, &words).json()["import"]
            .as_str()
            .unwrap()
            .to_owned();
        let marked = desk.json(CLERK, &["import", "errors", &import, "--out", &out]);
        assert_eq!(marked["rows"], 2, "{name}: {marked}");
        assert_private(&desk, &out);
    }
}

fn bad() -> String {
    let row = rehearsal::ClaimRow {
        relation: "朋友".to_owned(),
        ..rehearsal::ClaimRow::ordinary(900_001)
    };
    rehearsal::rows::claims_csv(&[row])
}
