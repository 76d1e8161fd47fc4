//! Tree, rosters, counts, headers, repeatability.

use crate::read::{Province, Row, SMALL, make, yuan};
use chrono::NaiveDate;
use domain::credit_code::CreditCode;
use rehearsal::ProvinceSpec;
use std::collections::{BTreeMap, BTreeSet};

const HEADERS: [(&str, &str); 7] = [
    (
        "units",
        "工会代码,工会名称,上级工会代码,层级,统一社会信用代码,行政区划代码",
    ),
    (
        "members",
        "工会代码,会员姓名,会员身份证号,手机号,在职状态,会费缴至,配偶姓名,配偶身份证号,配偶单位",
    ),
    (
        "plans",
        "工会代码,年度,缴费方式,工会承担金额,承担比例,会议纪要号",
    ),
    ("budgets", "工会代码,预算年度,经费来源,预算金额,批复文号"),
    (
        "aid-budgets",
        "工会代码,预算年度,经费来源,预算金额,批复文号",
    ),
    (
        "participants",
        "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,个人缴费,开户银行,银行卡号",
    ),
    (
        "claims",
        "工会代码,会员姓名,会员身份证号,子女姓名,证件类型,子女身份证号,出生医学证明编号,出生日期,性别,与会员关系,\
         年度,缴费方式,已缴金额,缴费日期,票据号,缴费渠道,资助身份,申请金额,会员意愿,亲子证明,开户行,银行卡号,户名",
    ),
];

#[test]
fn the_same_spec_gives_the_same_bytes_and_another_seed_gives_others() {
    let again = make(&ProvinceSpec::small());
    assert_eq!(again.manifest, SMALL.manifest);
    let bytes = |province: &Province, path: &str| {
        std::fs::read(province.directory.path().join(path)).unwrap()
    };
    for file in SMALL
        .manifest
        .files
        .iter()
        .map(|file| file.path.as_str())
        .chain(["manifest.json"])
    {
        assert!(bytes(&again, file) == bytes(&SMALL, file), "{file} differs");
    }
    let other = make(&ProvinceSpec {
        seed: 1,
        ..ProvinceSpec::small()
    });
    assert!(bytes(&other, "plans.csv") != bytes(&SMALL, "plans.csv"));
}

#[test]
fn the_manifest_on_disk_is_the_one_returned() {
    let text = std::fs::read_to_string(SMALL.directory.path().join("manifest.json")).unwrap();
    assert_eq!(
        serde_json::from_str::<rehearsal::Manifest>(&text).unwrap(),
        SMALL.manifest
    );
}

#[test]
fn every_file_has_the_canonical_header_of_its_profile_and_the_rows_of_the_manifest() {
    let mut on_disk = 1; // manifest.json
    for file in &SMALL.manifest.files {
        on_disk += 1;
        if file.format == "jsonl" {
            let path = SMALL.directory.path().join(&file.path);
            let text = std::fs::read_to_string(path).unwrap();
            let messages = text.lines().map(serde_json::from_str::<serde_json::Value>);
            assert!(
                messages.clone().all(|message| message.is_ok()),
                "{}",
                file.path
            );
            assert_eq!(messages.count(), file.rows, "{}", file.path);
            continue;
        }
        let header = HEADERS
            .iter()
            .find(|(profile, _)| *profile == file.profile)
            .unwrap()
            .1
            .replace(' ', "");
        assert!(
            SMALL
                .lines(file)
                .iter()
                .any(|line| line.join(",") == header),
            "{}",
            file.path
        );
        assert_eq!(SMALL.rows(file).len(), file.rows, "{}", file.path);
    }
    let order: Vec<&str> = SMALL
        .manifest
        .files
        .iter()
        .map(|file| file.profile.as_str())
        .collect();
    let mut profiles = order.clone();
    profiles.dedup();
    let sheets = ["units", "plans", "budgets", "members", "claims"];
    assert_eq!(
        profiles,
        [&sheets[..], &["participants", "aid-budgets", "settlements"]].concat()
    );
    assert_eq!(count_files(SMALL.directory.path()), on_disk);
}

fn count_files(directory: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { count_files(&path) } else { 1 })
        .sum()
}

#[test]
fn the_manifest_counts_what_is_in_the_files() {
    let manifest = &SMALL.manifest;
    let tally = |profile: &str, column: &str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        SMALL
            .all(profile)
            .into_iter()
            .for_each(|mut row| *counts.entry(row.remove(column).unwrap()).or_default() += 1);
        counts
    };
    assert_eq!(tally("units", "层级"), manifest.units);
    assert_eq!(
        (
            SMALL.all("members").len(),
            SMALL.all("plans").len(),
            SMALL.all("budgets").len()
        ),
        (manifest.members, manifest.plans, manifest.budgets)
    );
    let mut claims: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for row in SMALL.all("claims") {
        let year = row["年度"].trim_start_matches('#').to_owned();
        *claims
            .entry(year)
            .or_default()
            .entry(row["缴费方式"].clone())
            .or_default() += 1;
    }
    assert_eq!(claims, manifest.claims);
    assert_eq!(claims["2025"].keys().collect::<Vec<_>>(), ["报销"]);
    assert_eq!(claims["2026"].len(), 3, "all three modes");
    assert_eq!(
        claims.values().flat_map(BTreeMap::values).sum::<usize>(),
        manifest.claim_rows()
    );
}

#[test]
fn parents_come_before_children_and_basic_unions_have_names_and_codes_of_their_own() {
    let mut known = BTreeSet::new();
    let mut names = BTreeSet::new();
    let mut codeless = 0;
    for unit in SMALL.all("units") {
        let root = unit["层级"] == "省";
        assert!(root || known.contains(&unit["上级工会代码"]), "{unit:?}");
        assert!(
            domain::unit::is_unit_code(&unit["工会代码"]) && known.insert(unit["工会代码"].clone()),
            "{unit:?}"
        );
        assert!(names.insert(unit["工会名称"].clone()), "{unit:?}");
        assert!(unit["行政区划代码"].len() == 6 && unit["行政区划代码"].starts_with("43"));
        match unit["统一社会信用代码"].as_str() {
            "" => codeless += 1,
            code => {
                assert!(CreditCode::parse(code).unwrap().is_union());
                assert_eq!(code.starts_with("81"), unit["层级"] == "基层");
            }
        }
    }
    assert!(codeless > 0, "some small unions have no code");
    let units = &SMALL.manifest.units;
    assert_eq!(
        (
            units["省"],
            units["市州"],
            units["县市区"],
            units["产业"],
            units["基层"]
        ),
        (1, 14, 122, 7, 24)
    );
    assert!(units["乡镇街道"] > 20);
}

#[test]
fn rosters_hold_text_only_and_every_number_in_them_is_valid() {
    let mut people = BTreeSet::new();
    for member in SMALL.all("members") {
        assert!(
            member.values().all(|cell| !cell.starts_with('#')),
            "a number cell"
        );
        assert!(
            people.insert(member["会员身份证号"].clone()),
            "one person, one roster"
        );
        assert!(
            valid(&member["会员身份证号"])
                && domain::mobile::Mobile::parse(&member["手机号"]).is_ok()
        );
        assert!(member["配偶身份证号"].is_empty() || valid(&member["配偶身份证号"]));
        assert!(["在职", "退休", "离职"].contains(&member["在职状态"].as_str()));
    }
    assert!(people.len() >= 250, "{}", people.len());
    let married_to_members = SMALL
        .all("members")
        .iter()
        .filter(|row| people.contains(&row["配偶身份证号"]))
        .count();
    assert!(married_to_members > 60, "{married_to_members}");
}

fn valid(id: &str) -> bool {
    domain::identity::parse(id, SMALL.manifest.today).is_ok_and(|parsed| parsed.notes.is_empty())
}

fn date(row: &Row, column: &str) -> Option<NaiveDate> {
    let text = row[column].replace(['/', '.'], "-");
    let parts: Vec<u32> = text
        .split('-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    NaiveDate::from_ymd_opt(*year as i32, *month, *day)
}

#[test]
fn payments_lie_inside_the_window_of_2026_or_well_after_that_of_2025_and_after_the_birth() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for row in SMALL.all("claims") {
        let reimbursed = row["缴费方式"] == "报销";
        assert_eq!(date(&row, "缴费日期").is_some(), reimbursed, "{row:?}");
        assert_eq!(
            row["票据号"].is_empty() || row["银行卡号"].is_empty(),
            !reimbursed,
            "{row:?}"
        );
        let Some(paid) = date(&row, "缴费日期") else {
            continue;
        };
        let (first, last) = if row["年度"].ends_with("2026") {
            (
                day("2025-09-01"),
                SMALL.manifest.today - chrono::Days::new(1),
            )
        } else {
            (day("2025-03-01"), day("2025-08-31"))
        };
        assert!(
            (first..=last).contains(&paid) && paid > date(&row, "出生日期").unwrap(),
            "{row:?}"
        );
    }
}

#[test]
fn shared_payment_adds_up_and_no_ordinary_sum_is_above_the_standard() {
    for row in SMALL.all("claims") {
        let (Some(claimed), paid) = (yuan(&row["申请金额"]), yuan(&row["已缴金额"])) else {
            continue;
        };
        match row["缴费方式"].as_str() {
            "分摊" => assert!(
                claimed > 0 && paid.unwrap() > 0 && claimed + paid.unwrap() == 400,
                "{row:?}"
            ),
            "全额" => assert!(paid.is_none() && [200, 400].contains(&claimed), "{row:?}"),
            _ => assert!(
                claimed <= 400 || (claimed, paid) == (500, Some(500)),
                "{row:?}"
            ),
        }
    }
}

#[test]
fn the_demonstration_has_the_size_it_promises() {
    let demo = make(&ProvinceSpec::demo());
    let manifest = &demo.manifest;
    assert_eq!(
        (manifest.units["县市区"], manifest.units["基层"]),
        (122, 400)
    );
    assert!(
        (2_950..=3_001).contains(&manifest.members),
        "{}",
        manifest.members
    );
    assert!(
        (3_450..=3_650).contains(&manifest.claim_rows()),
        "{}",
        manifest.claim_rows()
    );
    assert!(
        (35..=60).contains(&manifest.duplicated_child_years),
        "{}",
        manifest.duplicated_child_years
    );
    assert_eq!(manifest.faults.len(), 21, "{:?}", manifest.faults);
    assert_eq!(manifest.situations.len(), 16, "{:?}", manifest.situations);
    let formats: BTreeSet<_> = manifest
        .files
        .iter()
        .map(|file| file.format.as_str())
        .collect();
    assert_eq!(
        formats.into_iter().collect::<Vec<_>>(),
        ["csv-gb18030", "csv-utf8", "csv-utf8-bom", "jsonl", "xlsx"]
    );
}

/// What stops a clean claim costs a look at two receipts.
#[test]
fn no_receipt_of_the_province_looks_like_another_family_s() {
    let rows = SMALL.all("claims");
    let vouchers = rows.iter().map(|row| row["票据号"].as_str());
    let vouchers: BTreeSet<&str> = vouchers.filter(|voucher| !voucher.is_empty()).collect();
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for voucher in vouchers.iter().copied() {
        for mark in domain::receipt_number::marks(voucher) {
            places.entry(mark).or_default().push(voucher);
        }
    }
    let alike = vouchers.iter().filter(|voucher| {
        let asked = domain::receipt_number::asked(voucher);
        let mut others = asked.iter().filter_map(|mark| places.get(mark)).flatten();
        others
            .any(|other| *other != **voucher && domain::receipt_number::may_be_one(voucher, other))
    });
    assert!(vouchers.len() > 200, "{}", vouchers.len());
    assert_eq!(alike.count(), 0);
}
