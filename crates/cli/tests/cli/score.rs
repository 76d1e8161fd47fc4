//! Scoring CSV files without a database.

use super::{Desk, Ran, has_keys};
use serde_json::Value;
use std::fs;

const HEADER: &str = "claim_id,child_name,child_id_no,birth_date,sex,birth_cert_no,parent_name,parent_id_no,phone,unit_code,county_code,year";
const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "翦"];
const GIVEN: [&str; 10] = [
    "子轩", "浩宇", "梓涵", "欣怡", "俊杰", "诗琪", "思远", "雨桐", "博文", "可馨",
];
/// Every so many a family's child is claimed by the mother too.
const TWICE_EVERY: usize = 4;
const FAMILIES: usize = 200;

/// A valid number.
fn number(area: u32, born: &str, sequence: usize) -> String {
    let first = format!("{area}{born}{sequence:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{first}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

/// The claim of a family's father, or of its mother, who mistypes a digit of the child's number.
fn claim(family: usize, mother: bool) -> String {
    let name = format!(
        "{}{}",
        SURNAMES[family % 10],
        GIVEN[family * 7 % 10 * 3 % 10]
    );
    let (year, month, day) = (2010 + family % 12, 1 + family % 11, 1 + family * 5 % 27);
    let mut child = number(
        430_102,
        &format!("{year}{month:02}{day:02}"),
        10 + family * 2,
    );
    let (id, parent, born, sequence) = if mother {
        let wrong = if &child[15..16] == "9" { "8" } else { "9" };
        child.replace_range(15..16, wrong);
        ("M", "李婷", "19870101", 400 + family * 2)
    } else {
        ("F", "张伟", "19850307", 401 + family * 2)
    };
    let parents = number(430_103, born, sequence);
    let phone = 13_700_000_000_usize + family * 11 + usize::from(mother);
    format!(
        "{id}{family:04},{name},{child},{year}-{month:02}-{day:02},女,,{parent},{parents},{phone},4301020{:03},430102,2025",
        family % 50
    )
}

fn claims() -> Vec<String> {
    let twice = (0..FAMILIES).step_by(TWICE_EVERY);
    (0..FAMILIES)
        .map(|family| claim(family, false))
        .chain(twice.map(|family| claim(family, true)))
        .collect()
}

fn write(desk: &Desk, name: &str, rows: &[String]) {
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    fs::write(desk.path().join(name), text).unwrap();
}

fn score(desk: &Desk, more: &[&str]) -> Ran {
    let line = ["duplicate", "score", "--schema", "child-claim", "--json"];
    desk.run(&[&line[..], more].concat())
}

/// The pairs of a file, with their scores.
fn pairs(desk: &Desk, name: &str) -> Vec<(String, String, f64)> {
    let text = fs::read_to_string(desk.path().join(name)).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("claim_id_a,claim_id_b,score"));
    let pair = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), 3, "{line}");
        (
            cells[0].to_owned(),
            cells[1].to_owned(),
            cells[2].parse().unwrap(),
        )
    };
    lines.map(pair).collect()
}

#[test]
fn a_child_claimed_under_a_mistyped_number_is_found_without_database_key_or_operator() {
    let desk = Desk::empty();
    write(&desk, "claims.csv", &claims());
    let ran = score(&desk, &["--csv", "claims.csv", "--out", "pairs.csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let summary = ran.json();
    let found = pairs(&desk, "pairs.csv");
    assert_eq!(summary["records"], FAMILIES + FAMILIES / TWICE_EVERY);
    assert_eq!(summary["pairs"], found.len());
    assert_eq!(summary["model"].as_str().unwrap().len(), 64);
    has_keys(&summary, &["schema", "compared", "oversize", "out"]);
    for family in (0..FAMILIES).step_by(TWICE_EVERY) {
        let pair = (format!("F{family:04}"), format!("M{family:04}"));
        let hit = found
            .iter()
            .find(|(a, b, _)| *a == pair.0 && *b == pair.1)
            .unwrap_or_else(|| panic!("{pair:?} is missing"));
        assert!(hit.2 > 0.0, "{hit:?}");
    }
    assert!(found.iter().all(|(a, b, _)| a < b), "{found:?}");
}

#[test]
fn neither_threads_nor_the_order_of_the_rows_change_a_byte() {
    let desk = Desk::empty();
    let mut rows = claims();
    write(&desk, "claims.csv", &rows);
    rows.reverse();
    write(&desk, "reversed.csv", &rows);
    let mut seen = Vec::new();
    for (csv, threads) in [
        ("claims.csv", "1"),
        ("claims.csv", "4"),
        ("reversed.csv", "3"),
    ] {
        let out = format!("{csv}.{threads}");
        let ran = score(
            &desk,
            &[
                "--csv",
                csv,
                "--out",
                &out,
                "--threads",
                threads,
                "--keep-above",
                "-1000",
            ],
        );
        assert_eq!(ran.code, 0, "{ran:?}");
        seen.push((
            fs::read(desk.path().join(&out)).unwrap(),
            ran.json()["model"].clone(),
        ));
    }
    assert!(seen[0].0.len() > 1_000, "{}", seen[0].0.len());
    assert!(seen[0] == seen[1] && seen[0] == seen[2]);
}

#[test]
fn two_files_are_linked_across_and_never_within() {
    let desk = Desk::empty();
    let (fathers, mothers): (Vec<String>, Vec<String>) =
        claims().into_iter().partition(|row| row.starts_with('F'));
    write(&desk, "one.csv", &fathers);
    write(&desk, "two.csv", &mothers);
    let both = ["--csv", "one.csv", "--csv", "two.csv"];
    let keep = ["--out", "pairs.csv", "--keep-above", "-1000"];
    let ran = score(&desk, &[&both[..], &keep].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let found = pairs(&desk, "pairs.csv");
    assert!(found.len() >= FAMILIES / TWICE_EVERY, "{}", found.len());
    assert!(
        found
            .iter()
            .all(|(a, b, _)| a.starts_with('F') && b.starts_with('M'))
    );
}

#[test]
fn a_higher_line_keeps_the_same_pairs_above_it_and_no_others() {
    let desk = Desk::empty();
    write(&desk, "claims.csv", &claims());
    for (out, line) in [("low.csv", "-20"), ("high.csv", "4.5")] {
        let ran = score(
            &desk,
            &["--csv", "claims.csv", "--out", out, "--keep-above", line],
        );
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let mut low = pairs(&desk, "low.csv");
    let all = low.len();
    low.retain(|(.., score)| *score >= 4.5);
    assert_eq!(low, pairs(&desk, "high.csv"));
    assert!(low.len() < all && !low.is_empty(), "{} {all}", low.len());
}

#[test]
fn files_of_one_record_or_none_give_no_pairs() {
    let desk = Desk::empty();
    for (name, count) in [("none.csv", 0), ("one.csv", 1)] {
        write(&desk, name, &claims()[..count]);
        let out = format!("{name}.pairs");
        let ran = score(&desk, &["--csv", name, "--out", &out]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(
            (ran.json()["records"].clone(), pairs(&desk, &out)),
            (Value::from(count), vec![])
        );
    }
}

#[test]
fn a_file_that_is_no_such_csv_is_refused_with_its_line_and_leaves_no_pairs() {
    let desk = Desk::empty();
    let row = claim(1, false);
    let at = |name: &str, bytes: &[u8]| fs::write(desk.path().join(name), bytes).unwrap();
    at("no-header.csv", format!("{row}\n{row}\n").as_bytes());
    at("few.csv", format!("{HEADER}\n{row}\nC2,王\n").as_bytes());
    at("many.csv", format!("{HEADER}\n{row},x\n").as_bytes());
    at(
        "no-id.csv",
        format!("{HEADER}\n{row}\n{}\n", &row[5..]).as_bytes(),
    );
    at("twice.csv", format!("{HEADER}\n{row}\n{row}\n").as_bytes());
    at("column.csv", format!("{HEADER},sex\n{row},女\n").as_bytes());
    at("empty.csv", b"");
    let mut gbk = format!("{HEADER}\n").into_bytes();
    gbk.extend(b"C1,\xcd\xf5\xb7\xbc,,2015-03-07,,,,,,,,2025\n");
    at("gbk.csv", &gbk);
    let open = format!("{HEADER}\nC1,\"{}\n", "长".repeat(40_000));
    at("open.csv", open.as_bytes());
    for (name, zh, en) in [
        (
            "no-header.csv",
            "缺少列：claim_id",
            "lacks these columns: claim_id",
        ),
        ("few.csv", "第 3 行有 2 格", "line 3 has 2 cells"),
        ("many.csv", "第 2 行有 13 格", "line 2 has 13 cells"),
        (
            "no-id.csv",
            "第 3 行没有 `claim_id`",
            "line 3 has no `claim_id`",
        ),
        ("twice.csv", "已经出现过", "was there before"),
        ("column.csv", "`sex` 出现两次", "`sex` is there twice"),
        ("empty.csv", "缺少列", "lacks these columns"),
        ("gbk.csv", "第 2 行不是 UTF-8", "line 2 is not UTF-8"),
        ("open.csv", "第 2 行", "line 2"),
        ("missing.csv", "无法读取", "cannot read"),
        (".", "无法读取", "cannot read"),
    ] {
        for (lang, words) in [("zh", zh), ("en", en)] {
            let ran = score(
                &desk,
                &["--csv", name, "--out", "pairs.csv", "--lang", lang],
            );
            ran.fails(1, words);
            // A cell is personal data; a first line that is no header has some.
            assert!(!ran.err.contains("430102"), "{ran:?}");
        }
        let left = fs::read_dir(desk.path()).unwrap().count();
        assert!(
            !desk.path().join("pairs.csv").exists()
                && left == 9 + usize::from(desk.path().join(".local").exists()),
            "{name}: {left}"
        );
    }
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let desk = Desk::empty();
    write(&desk, "claims.csv", &claims());
    fs::write(desk.path().join("pairs.csv"), "mine").unwrap();
    let line = ["--csv", "claims.csv", "--out", "pairs.csv"];
    score(&desk, &line).fails(1, "已经存在");
    score(&desk, &[&line[..], &["--lang", "en"]].concat()).fails(1, "is there already");
    score(&desk, &["--csv", "claims.csv", "--out", "claims.csv"]).fails(1, "claims.csv");
    score(
        &desk,
        &["--csv", "claims.csv", "--out", "no/such/place.csv"],
    )
    .fails(1, "no/such/place.csv");
    assert_eq!(
        fs::read_to_string(desk.path().join("pairs.csv")).unwrap(),
        "mine"
    );
}

#[test]
fn a_command_line_that_makes_no_sense_is_told_as_such() {
    let desk = Desk::empty();
    let files = ["--csv", "a", "--csv", "b", "--csv", "c", "--out", "p"];
    score(&desk, &files).fails(2, "--csv");
    let one = ["--csv", "a", "--out", "p"];
    score(&desk, &[&one[..], &["--keep-above", "viele"]].concat()).fails(2, "--keep-above");
    score(&desk, &[&one[..], &["--threads", "0"]].concat()).fails(2, "--threads");
    let ran = desk.run(&[
        "duplicate",
        "score",
        "--schema",
        "cats",
        "--csv",
        "a",
        "--out",
        "p",
    ]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn persons_of_the_febrl_kind_are_read_with_blanks_after_the_commas_and_a_mark_at_the_front() {
    let desk = Desk::empty();
    let mut text = "\u{feff}rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id\n".to_owned();
    for person in 0..60 {
        for kind in ["org", "dup-0"] {
            let slip = if kind == "org" { "" } else { "e" };
            text.push_str(&format!(
                "rec-{person}-{kind}, given{}{slip}, surname{}, {person}, street {}, , suburb{}, {}, nsw, 19{:02}0{}11, {}\n",
                person % 13, person % 17, person % 19, person % 11, 2_000 + person % 23, person % 90, 1 + person % 9, 1_000_000 + person * 7919,
            ));
        }
    }
    fs::write(desk.path().join("persons.csv"), text).unwrap();
    let ran = desk.run(&[
        "duplicate",
        "score",
        "--schema",
        "febrl",
        "--csv",
        "persons.csv",
        "--out",
        "pairs.csv",
        "--keep-above",
        "0",
        "--json",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let found = pairs(&desk, "pairs.csv");
    let right = found
        .iter()
        .filter(|(a, b, _)| a.trim_end_matches("dup-0") == b.trim_end_matches("org"));
    assert_eq!((right.count(), found.len()), (60, 60), "{found:?}");
}
