//! A child under two papers, as two parents put it into two sheets.

use chrono::NaiveDate;
use domain::identity::check_digit;
use domain::ids::{CaseId, ClaimRef};
use rehearsal::people;
use rehearsal::rows::{claims_csv, members_csv};
use rehearsal::{ClaimRow, MemberRow};
use storage::people::MembershipRow;
use test_support::{Desk, UNIT_A, UNIT_B};
use workflow::duplicates::similar::{self, Lines};
use workflow::intake::imports::{self, ImportOptions, ImportReport};

/// What a row says of the child.
#[derive(Debug, Clone)]
pub struct Paper {
    pub name: String,
    pub document: &'static str,
    pub id: String,
    pub certificate: String,
}

impl Paper {
    pub fn of(name: &str, document: &'static str, id: &str) -> Self {
        Self {
            name: name.to_owned(),
            document,
            id: id.to_owned(),
            certificate: String::new(),
        }
    }

    pub fn certificate(name: &str, number: &str) -> Self {
        Self {
            certificate: number.to_owned(),
            ..Self::of(name, "出生医学证明", "")
        }
    }

    /// A resident identity number of the day and sequence.
    pub fn resident(name: &str, born: NaiveDate, sequence: u16) -> Self {
        Self::of(name, "居民身份证", &numbered("430102", born, sequence))
    }
}

/// Eighteen places with a check character that fits.
pub fn numbered(head: &str, born: NaiveDate, sequence: u16) -> String {
    let first = format!("{head}{}{sequence:03}", born.format("%Y%m%d"));
    let check = check_digit(&first).unwrap();
    format!("{first}{check}")
}

/// A permanent residence number of 2017, checked by the weights of travel documents.
fn permanent_2017(nation: &str, born: NaiveDate) -> String {
    let first = format!("{nation}4301{}0", born.format("%y%m%d"));
    let value = |c: char| c.to_digit(36).unwrap();
    let sum: u32 = first
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| value(c) * weight)
        .sum();
    format!("{first}{}", sum % 10)
}

/// The kinds of two papers for one child: what they are, the first parent's, the other's. No number stands twice.
pub fn kinds(born: NaiveDate) -> Vec<(&'static str, Paper, Paper)> {
    let residence = numbered("810000", born, 11);
    let passport = |name: &str, serial: u32| Paper::of(name, "护照", &format!("K{serial:07}"));
    let travel = |name: &str, serial: u32| {
        Paper::of(name, "港澳居民来往内地通行证", &format!("H{serial:08}01"))
    };
    vec![
        (
            "HK travel permit against residence permit",
            travel("陈嘉欣", 1),
            Paper::of("陈嘉欣", "港澳台居民居住证", &residence),
        ),
        (
            "passport against HK permit",
            passport("CHAN KA YAN", 2),
            travel("CHAN KA YAN", 2),
        ),
        (
            "passport against HK permit in the other order of given name and surname",
            passport("KA YAN CHAN", 3),
            travel("CHAN KA YAN", 3),
        ),
        (
            "old against new permanent residence number",
            Paper::of(
                "ANNA SMITH",
                "外国人永久居留身份证",
                &permanent_2017("USA", born),
            ),
            Paper::of(
                "ANNA SMITH",
                "外国人永久居留身份证",
                &numbered("943840", born, 2),
            ),
        ),
        (
            "two passports",
            passport("ANNA SMITH", 4),
            passport("SMITH ANNA", 1_000_004),
        ),
        (
            "certificate as somebody's son against the identity number",
            Paper::certificate("李婷之子", "U430000017"),
            Paper::resident("王子轩", born, 11),
        ),
        (
            "certificate under another given name against the identity number",
            Paper::certificate("王沐辰", "U430000027"),
            Paper::resident("王子轩", born, 13),
        ),
        (
            "two certificates far apart",
            Paper::certificate("王沐辰", "U430000037"),
            Paper::certificate("王子轩", "U439123456"),
        ),
    ]
}

/// The row of member `n` at A, or of the spouse at B, for the child of a paper.
pub fn row(n: u64, spouse: bool, paper: &Paper) -> ClaimRow {
    let filed = if spouse {
        ClaimRow {
            voucher: format!("9{n:08}"),
            ..ClaimRow::other_parent(n).at(UNIT_B)
        }
    } else {
        ClaimRow::ordinary(n).at(UNIT_A)
    };
    ClaimRow {
        child_name: paper.name.clone(),
        document: paper.document.to_owned(),
        child_id: paper.id.clone(),
        certificate: paper.certificate.clone(),
        birth: born(n).to_string(),
        sex: String::new(),
        relation: "亲生".to_owned(),
        ..filed
    }
}

/// The birth date of child `n`.
pub fn born(n: u64) -> NaiveDate {
    people::child(n).birth
}

/// Who names whom on the rosters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Both,
    ByFirst,
    ByOther,
    Nobody,
}

/// Puts member `n` on A's roster and the spouse on B's.
pub fn enrol(desk: &Desk, n: u64, named: Named) {
    let silent = |row: MemberRow, says: bool| {
        if says {
            row
        } else {
            MemberRow {
                spouse_name: String::new(),
                spouse_id: String::new(),
                ..row
            }
        }
    };
    let first = MemberRow::ordinary(n, UNIT_A);
    let other = MemberRow::other_parent(n, UNIT_B);
    let rows = [
        silent(first, matches!(named, Named::Both | Named::ByFirst)),
        silent(other, matches!(named, Named::Both | Named::ByOther)),
    ];
    import(desk, "members", &members_csv(&rows));
}

pub fn import(desk: &Desk, profile: &str, text: &str) -> ImportReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    let mut clerk = desk.session("clerk");
    let options = ImportOptions::of(child_premium::ID);
    imports::run(&mut clerk, profile, &path, &options, &mut |_| {}).unwrap()
}

/// Imports rows as one file; the claims in the order of the rows.
pub fn file(desk: &Desk, rows: &[ClaimRow]) -> Vec<ClaimRef> {
    let before = all(desk);
    let report = import(desk, "claims", &claims_csv(rows));
    let claims: Vec<ClaimRef> = rows
        .iter()
        .map(|row| {
            all(desk)
                .into_iter()
                .find(|claim| {
                    !before.contains(claim)
                        && desk.claim(*claim).spends.as_deref() == Some(&row.voucher)
                })
                .unwrap_or_else(|| panic!("no claim of {row:?}: {:?}", report.findings))
        })
        .collect();
    claims
}

pub fn all(desk: &Desk) -> Vec<ClaimRef> {
    let filter = workflow::views::claims::ClaimFilter::default();
    let page =
        workflow::views::claims::page(&mut desk.session("reviewer"), &filter, None, 1000).unwrap();
    page.rows.into_iter().map(|row| row.id).collect()
}

/// The one open case of both claims; nothing when neither has one.
pub fn case_of(desk: &Desk, claims: &[ClaimRef]) -> Option<CaseId> {
    let cases: Vec<Option<CaseId>> = claims.iter().map(|claim| desk.claim(*claim).case).collect();
    assert!(
        cases.windows(2).all(|pair| pair[0] == pair[1]),
        "one case or none: {cases:?}"
    );
    cases[0]
}

/// Takes similarity out of the way, so that the family alone is what brings claims together.
pub fn nothing_is_alike(desk: &Desk) {
    let lines = Lines {
        review: 1_000_000,
        automatic: 1_000_000,
    };
    let mut admin = desk.session("admin");
    similar::set_lines(&mut admin, child_premium::ID, desk.year, lines).unwrap();
}

/// B's roster names the spouse behind everybody's back, as a command does whose process dies right after it.
pub fn name_late(desk: &Desk, n: u64) {
    let mut db = desk.open();
    let person = |desk: &Desk, id: &str| {
        let number = domain::identity::parse(id, desk.today).unwrap().number;
        let index = desk
            .installation
            .keyring
            .blind_index(sealing::IndexKind::Identity, number.canonical());
        storage::people::by_index(&mut desk.open(), &index.0).unwrap()[0]
    };
    let (first, other) = (
        person(desk, &people::member(n).id),
        person(desk, &people::spouse(n).id),
    );
    let entry = storage::people::memberships_of(&mut db, &[other])
        .unwrap()
        .remove(0);
    let entry = MembershipRow {
        partner_id: Some(first.into()),
        revision: entry.revision + 1,
        ..entry
    };
    db.write(|db| storage::people::update_membership(db, &entry))
        .unwrap();
    desk.marry(&[storage::couples::naming(&entry).expect("a partner")]);
    desk.vouch();
}
