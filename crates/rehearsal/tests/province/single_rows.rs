//! Sheets of ordinary rows, as races and benchmarks use them.

use chrono::NaiveDate;
use rehearsal::{BudgetRow, ClaimRow, MemberRow, PlanRow, UnitRow, claims_csv, members_csv};
use std::collections::BTreeSet;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn ordinary_rows_are_valid_and_all_different() {
    let (mut children, mut vouchers, mut cards) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for n in 0..2_000 {
        let row = ClaimRow::ordinary(n);
        assert!(
            domain::identity::parse(&row.child_id, day("2026-01-15"))
                .unwrap()
                .notes
                .is_empty()
        );
        assert!(
            (day("2025-09-01")..=day("2026-01-14")).contains(&day(&row.paid_on)),
            "{}",
            row.paid_on
        );
        assert!(
            domain::bank_card::BankCard::parse(&row.card)
                .unwrap()
                .luhn_ok()
        );
        assert!(day(&row.birth) > day("2010-01-01") && day(&row.birth) < day("2023-01-01"));
        assert_eq!(
            (
                row.paid.as_str(),
                row.claimed.as_str(),
                row.holder == row.member_name
            ),
            ("400", "400", true)
        );
        assert!(
            children.insert(row.child_id) && vouchers.insert(row.voucher) && cards.insert(row.card)
        );
    }
}

#[test]
fn the_other_parents_row_names_the_same_child_and_another_unit_and_member() {
    for n in 0..100 {
        let (first, second) = (ClaimRow::ordinary(n), ClaimRow::other_parent(n));
        assert_eq!(
            (&first.child_id, &first.year),
            (&second.child_id, &second.year)
        );
        assert!(
            first.unit_code != second.unit_code
                && first.member_id != second.member_id
                && first.card != second.card
        );
        let rosters = (
            MemberRow::ordinary(n, &first.unit_code),
            MemberRow::other_parent(n, &second.unit_code),
        );
        assert_eq!(
            (&rosters.0.id, &rosters.1.id),
            (&first.member_id, &second.member_id)
        );
        assert_eq!(
            (&rosters.0.spouse_id, &rosters.1.spouse_id),
            (&second.member_id, &first.member_id)
        );
        assert!(rosters.0.phone != rosters.1.phone);
    }
}

#[test]
fn a_sheet_of_rows_reads_back_as_it_was() {
    let rows: Vec<ClaimRow> = (0..3)
        .map(|n| ClaimRow {
            child_name: "一,\"二\"\n三".to_owned(),
            ..ClaimRow::ordinary(n).at("HN430102-009")
        })
        .collect();
    let text = claims_csv(&rows);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 23);
    let read: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(read.len(), 3);
    assert_eq!(
        (&read[1][0], &read[1][3], &read[1][5]),
        (
            "HN430102-009",
            rows[1].child_name.as_str(),
            rows[1].child_id.as_str()
        )
    );
    assert_eq!(
        members_csv(&[MemberRow::ordinary(1, "U")]).lines().count(),
        2
    );
}

#[test]
fn the_small_tree_holds_the_units_of_the_ordinary_rows() {
    let codes: BTreeSet<String> = UnitRow::small_tree(2)
        .into_iter()
        .map(|row| row.code)
        .collect();
    assert!(
        codes.contains(&ClaimRow::ordinary(0).unit_code)
            && codes.contains(&ClaimRow::other_parent(0).unit_code)
    );
    assert_eq!(PlanRow::ordinary("U", 2026).mode, "报销");
    assert_eq!(BudgetRow::ordinary("U", 2026, 5_000).amount, "5000");
}
