//! Cases a person would decide at a glance, and errors that fool other matchers.
#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use crate::support::{families, load, number};
use child_premium::similarity as child_claim;
use matching::explain::Waterfall;
use matching::febrl;
use matching::matcher::{Matcher, Raw};
use matching::score::Band;
use matching::weights::Model;
use std::sync::{Arc, OnceLock};

const FATHER: [&str; 3] = ["张伟", "430102198503070030", "13900000001"];
const MOTHER: [&str; 3] = ["李婷", "430102198701010020", "13758123462"];

#[test]
fn the_numbers_used_here_are_valid() {
    assert_eq!(
        (
            number(430_102, 19_850_307, 3),
            number(430_102, 19_870_101, 2)
        ),
        (FATHER[1].to_owned(), MOTHER[1].to_owned())
    );
}

fn matcher() -> &'static Matcher {
    static MATCHER: OnceLock<Matcher> = OnceLock::new();
    MATCHER.get_or_init(|| {
        let model = Model::learn(&load(&families(3000, 1)));
        Matcher::new(Arc::new(child_claim::schema()), model).unwrap()
    })
}

fn claim<'a>(
    name: &'a str,
    number: &'a str,
    born: &'a str,
    sex: &'a str,
    parent: [&'a str; 3],
) -> Vec<&'a str> {
    vec![
        name,
        number,
        born,
        sex,
        "",
        parent[0],
        parent[1],
        parent[2],
        "4301020001",
        "430102",
    ]
}

fn compare(a: &[&str], b: &[&str]) -> Waterfall {
    matcher()
        .explain(Raw { id: "a", cells: a }, Raw { id: "b", cells: b })
        .unwrap()
}

fn level(waterfall: &Waterfall, comparison: &str) -> String {
    waterfall
        .steps
        .iter()
        .find(|step| step.comparison == comparison)
        .unwrap()
        .level
        .clone()
}

#[test]
fn the_schemas_do_not_contradict_themselves() {
    assert_eq!(child_claim::schema().validate(), Ok(()));
    assert_eq!(febrl::schema().validate(), Ok(()));
}

#[test]
fn a_child_claimed_by_both_parents_under_a_mistyped_number_is_found_and_the_place_is_named() {
    let id = number(430_102, 20_150_307, 6);
    let wrong = format!("{}9{}", &id[..15], &id[16..]);
    let seen = compare(
        &claim("张雨涵", &id, "2015-03-07", "女", FATHER),
        &claim("張雨晗", &wrong, "2015/3/7", "女", MOTHER),
    );
    assert_eq!(
        (
            level(&seen, "child-identity").as_str(),
            level(&seen, "child-name").as_str()
        ),
        ("one-slip", "sound")
    );
    assert_eq!(seen.steps[0].differing_places, vec![15]);
    assert!(
        seen.band >= Band::Review && seen.chances.same > 500,
        "{seen:?}"
    );
}

#[test]
fn twins_are_told_apart_though_parents_date_and_place_agree() {
    let (one, other) = (
        number(430_102, 20_150_307, 6),
        number(430_102, 20_150_307, 8),
    );
    let seen = compare(
        &claim("张雨涵", &one, "2015-03-07", "女", FATHER),
        &claim("张雨萱", &other, "2015-03-07", "女", FATHER),
    );
    assert_eq!(level(&seen, "child-identity"), "other-twin");
    assert!(
        seen.band == Band::Below && seen.chances.kin > 900,
        "{seen:?}"
    );
}

#[test]
fn a_parents_valid_number_in_the_childs_field_does_not_make_two_children() {
    let id = number(430_102, 20_150_307, 6);
    let seen = compare(
        &claim("翦雨涵", FATHER[1], "2015-03-07", "女", FATHER),
        &claim("翦雨涵", &id, "2015-03-07", "女", MOTHER),
    );
    assert_eq!(level(&seen, "child-identity"), "not-own");
    assert!(seen.band == Band::Review, "{seen:?}");
}

#[test]
fn one_parents_number_for_two_children_does_not_make_one_child() {
    let seen = compare(
        &claim("张雨涵", FATHER[1], "2015-03-07", "女", FATHER),
        &claim("张浩宇", FATHER[1], "2018-11-20", "男", FATHER),
    );
    assert_eq!(level(&seen, "child-identity"), "same-not-own");
    assert!(seen.band == Band::Below, "{seen:?}");
}

#[test]
fn a_number_two_strangers_share_does_not_make_one_child() {
    let id = number(430_102, 20_150_307, 6);
    let stranger = ["王芳", "430105198001010025", "13700000003"];
    let seen = compare(
        &claim("张雨涵", &id, "2015-03-07", "女", FATHER),
        &claim("王浩宇", &id, "2011-11-20", "男", stranger),
    );
    assert_eq!(level(&seen, "child-identity"), "same");
    assert!(seen.band == Band::Below, "{seen:?}");
}

#[test]
fn a_renamed_child_is_still_found_by_the_number() {
    let id = number(430_102, 20_150_307, 6);
    let seen = compare(
        &claim("张雨涵", &id, "2015-03-07", "女", FATHER),
        &claim("李可馨", &id, "2015-03-07", "女", MOTHER),
    );
    assert!(seen.band >= Band::Review, "{seen:?}");
}

#[test]
fn without_any_number_a_person_decides() {
    let seen = compare(
        &claim("翦雨涵", "", "2015-03-07", "女", FATHER),
        &claim("翦雨涵", "", "2015-03-07", "女", FATHER),
    );
    assert_eq!(seen.band, Band::Review);
}

#[test]
fn a_name_heard_and_written_otherwise_is_found_whatever_its_surname() {
    let id = number(430_102, 20_150_307, 6);
    let seen = |one: &str, other: &str| {
        let (a, b) = (
            claim(one, "", "2015-03-07", "女", FATHER),
            claim(other, &id, "2015-03-07", "女", MOTHER),
        );
        compare(&a, &b)
    };
    let usual = seen("张小菲", "章小菲");
    for (one, other) in [
        ("解小菲", "谢小菲"),
        ("仇小菲", "邱小菲"),
        ("覃小菲", "秦小菲"),
        ("区小菲", "欧小菲"),
        ("缪小菲", "苗小菲"),
        ("乐小菲", "岳小菲"),
        ("单小菲", "善小菲"),
        ("翟小菲", "寨小菲"),
        ("万俟小菲", "莫齐小菲"),
        ("王晟", "王盛"),
        ("张㐂", "张喜"),
        ("王梓涵", "Wang Zihan"),
        ("王梓涵", "ZIHAN WANG"),
    ] {
        let seen = seen(one, other);
        assert_eq!(level(&seen, "child-name"), "sound", "{one} {other}");
        assert!(
            seen.found_by.contains(&"sound-born".to_owned()),
            "{one} {other}"
        );
        assert!(
            (seen.score - usual.score).abs() < 4_000,
            "{one} {} {}",
            seen.score,
            usual.score
        );
    }
}

#[test]
fn a_rare_name_says_more_than_a_common_one() {
    let mut claims = families(500, 2);
    for claim in claims.iter_mut().take(100) {
        claim.cells[0] = "王子涵".to_owned();
    }
    let matcher = Matcher::new(
        Arc::new(child_claim::schema()),
        Model::learn(&load(&claims)),
    )
    .unwrap();
    let bits = |name: &str| {
        let (a, b) = (
            claim(name, "", "2015-03-07", "女", MOTHER),
            claim(name, "", "2015-03-07", "女", FATHER),
        );
        let seen = matcher
            .explain(Raw { id: "a", cells: &a }, Raw { id: "b", cells: &b })
            .unwrap();
        seen.steps
            .iter()
            .find(|step| step.comparison == "child-name")
            .unwrap()
            .frequency_bits
    };
    assert!(
        bits("翦堃") > bits("王子涵"),
        "{} {}",
        bits("翦堃"),
        bits("王子涵")
    );
}
