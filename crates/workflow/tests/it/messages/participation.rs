//! Who takes part of those who may, who replaced whom, and what the fund took in and paid out.

use super::*;
use workflow::participation::{About, MakeUp, coverage, fund, make_up, missing, moves};
use workflow::views::PAGE_ROWS_MAX;

const HEADER: &str =
    "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,个人缴费,参加日期,退出日期,顶替人员身份证号";

fn row(n: u64, scheme: &str, rest: &str) -> String {
    let member = people::member(n);
    format!("{UNIT_A},{},{},{scheme},{rest}", member.name, member.id)
}

fn members(desk: &Desk, members: &[u64]) {
    let rows = members.iter().map(|n| {
        let member = people::member(*n);
        format!("{UNIT_A},{},{},在职,2026-12", member.name, member.id)
    });
    let text = rows.collect::<Vec<_>>().join("\n");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("会员.csv");
    let header = "工会代码,会员姓名,会员身份证号,在职状态,会费缴至";
    std::fs::write(&path, format!("{header}\n{text}\n")).unwrap();
    let options = ImportOptions::of(ID);
    let report = imports::run(
        &mut desk.session("clerk"),
        "members",
        &path,
        &options,
        &mut |_| {},
    );
    let report = report.unwrap();
    assert_eq!(report.refused, 0, "{:?}", report.findings);
}

fn codes(report: &ImportReport) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|one| one.code.as_str())
        .collect()
}

at_both! {
    fn twenty_five_members_include_twenty_five_and_who_is_missing_is_listed_masked(desk) {
        let all: Vec<u64> = (1..=25).collect();
        members(desk, &all);
        enrol(desk, &all[..24]);
        let about = About { unit: Some(UNIT_A.to_owned()), ..About::programme(ID) };
        let mut session = desk.session("supervisor");
        let seen = coverage(&mut session, &about).unwrap();
        let unit = &seen.units[0];
        assert_eq!((seen.scheme.as_str(), seen.as_of.to_string().as_str()), ("pinghu-2025", "2025-12-31"));
        assert_eq!((unit.uptake.insured, unit.uptake.eligible, unit.uptake.needed), (24, 25, 25));
        assert!(unit.uptake.counted && !unit.uptake.is_enough());
        assert_eq!((seen.counted, seen.short, unit.uptake.ratio_bp()), (1, 1, Some(9_600)));
        let absent = missing(&mut session, &about, None, PAGE_ROWS_MAX).unwrap();
        let absent: Vec<_> = absent.rows.iter().map(|one| (one.member.as_str(), one.numbers[0].masked.as_str())).collect();
        let person = people::member(25);
        let masked = format!("{}*************{}", &person.id[..3], &person.id[16..]);
        assert_eq!(absent, [(person.name.as_str(), masked.as_str())]);
        // Of another scheme all are missing, and Yunnan asks sixty of a hundred, rounded up.
        let other = About { scheme: Some("yunnan-2026".to_owned()), ..about.clone() };
        let seen = coverage(&mut session, &other).unwrap();
        assert_eq!((seen.units[0].uptake.needed, seen.insured), (15, 0));
        enrol(desk, &[25]);
        assert_eq!(coverage(&mut session, &about).unwrap().short, 0);
        assert!(missing(&mut session, &about, None, 5).unwrap().rows.is_empty());
        // Another county's operator has neither figures nor names.
        hire(desk, "elsewhere", "supervisor", test_support::COUNTY_B);
        let everything = About { scheme: Some("pinghu-2025".to_owned()), ..About::programme(ID) };
        let mut elsewhere = desk.session("elsewhere");
        assert!(coverage(&mut elsewhere, &everything).unwrap().units.is_empty());
        assert_eq!(coverage(&mut elsewhere, &about).unwrap_err().code(), "unknown-unit");
        assert!(missing(&mut elsewhere, &everything, None, 5).unwrap().rows.is_empty());
    }

    fn who_leaves_within_a_month_without_cost_is_replaced_once_and_nothing_more_is_paid(desk) {
        let scheme = "ningde-2012";
        let begin = [row(1, scheme, "36.00,,,,"), row(2, scheme, "36.00,,,,")];
        assert_eq!(roster(desk, HEADER, &begin).accepted, 2);
        let number = |n: u64| people::member(n).id;
        let changed = [
            row(1, scheme, "36.00,,,2012-01-20,"),
            row(3, scheme, &format!("0.00,,2012-01-21,,{}", number(1))),
            row(4, scheme, &format!("0.00,,2012-01-21,,{}", number(2))),
            row(5, scheme, &format!("0.00,,2012-01-21,,{}", number(9))),
            row(6, scheme, &format!("0.00,,2012-01-21,,{}", number(1))),
            row(7, scheme, "20.00,,2013-02-01,,"),
        ];
        let report = roster(desk, HEADER, &changed);
        assert_eq!((report.accepted, report.refused), (2, 4), "{:?}", report.findings);
        for code in ["participant-not-replaceable", "participant-replaces-unknown", "participant-replaced-already", "participant-outside-period", "participant-premium-differs"] {
            assert!(codes(&report).contains(&code), "{code}: {:?}", report.findings);
        }
        let refund = roster(desk, HEADER, &[row(2, scheme, "18.00,,,2012-06-30,")]);
        assert_eq!(codes(&refund), ["participant-not-refunded"]);
        let about = About { scheme: Some(scheme.to_owned()), ..About::programme(ID) };
        let mut session = desk.session("supervisor");
        let moved = moves(&mut session, &about).unwrap();
        let replaced: Vec<_> = moved.iter().filter_map(|one| Some((one.member.clone(), one.replaces.clone()?))).collect();
        assert_eq!(replaced, [(people::member(3).name, people::member(1).name)]);
        let unit = &coverage(&mut session, &about).unwrap().units[0];
        assert_eq!((unit.joined, unit.left, unit.replaced), (1, 1, 1));
        assert_eq!(fund(&mut session, &about).unwrap().contributions, Fen::new(7_200));
        audited(desk);
    }

    fn the_fund_tells_who_paid_in_and_a_deficit_that_a_union_makes_up(desk) {
        let report = enrol(desk, &[1, 2]);
        assert_eq!(codes(&report), Vec::<&str>::new());
        // The second row's sum is another one: taken as it says, told, and never silently put right.
        let differs = roster(desk, HEADER, &[row(3, "pinghu-2025", "30.00,1.00,,,")]);
        assert_eq!(codes(&differs), ["participant-premium-differs"]);
        receive(desk, &[Bill::new(1, "S1", "V1", 0, 10_000).settle()]);
        let about = About::programme(ID);
        let mut session = desk.session("accountant");
        let seen = fund(&mut session, &about).unwrap();
        let payers: Vec<_> = seen.payers.iter().map(|one| (one.code.as_str(), one.paid.get())).collect();
        assert_eq!(payers, [("member", 300), ("unions", 9_800), ("unit", 2_900)]);
        assert_eq!((seen.contributions.get(), seen.paid_out.get(), seen.left().get()), (13_000, 338_000, -325_000));
        let put = |session: &mut workflow::Session, fen: i64| make_up(session, &MakeUp {
            programme: ID.to_owned(),
            scheme: "pinghu-2025".to_owned(),
            unit: UNIT_A.to_owned(),
            amount: Fen::new(fen),
            paid_on: desk.today,
            document: "工会委员会纪要〔2025〕3号".to_owned(),
        });
        put(&mut session, 400_000).unwrap();
        assert_eq!(put(&mut session, -400_001).unwrap_err().code(), "usage");
        put(&mut session, -50_000).unwrap();
        let seen = fund(&mut session, &about).unwrap();
        assert_eq!((seen.made_up.get(), seen.left().get(), seen.units[0].left().get()), (350_000, 25_000, 25_000));
        // A roster that says otherwise is posted as the difference, and one that says nothing new posts nothing.
        roster(desk, HEADER, &[row(3, "pinghu-2025", "50.00,1.00,,,")]);
        roster(desk, HEADER, &[row(3, "pinghu-2025", "50.00,1.00,,,")]);
        let seen = fund(&mut session, &about).unwrap();
        let payers: Vec<_> = seen.payers.iter().map(|one| (one.code.as_str(), one.paid.get())).collect();
        assert_eq!(payers, [("member", 300), ("unions", 14_700), ("unit", 0)]);
        audited(desk);
        changed_by_hand(desk);
    }
}

/// The database refuses to change what was posted; whoever forces it, or changes the roster instead, is found out.
#[track_caller]
fn changed_by_hand(desk: &Desk) {
    let mut db = desk.open();
    let verify = || {
        workflow::audit::verify(&mut desk.session("auditor"))
            .unwrap()
            .first_bad
    };
    for statement in [
        "UPDATE contribution_postings SET amount_fen = 1",
        "DELETE FROM contribution_postings",
        "UPDATE fund_makeups SET amount_fen = 1",
        "DELETE FROM fund_makeups",
    ] {
        assert!(
            storage::execute_raw(&mut db, statement).is_err(),
            "{statement}"
        );
    }
    let roster = "UPDATE participations SET contribution_fen = contribution_fen";
    storage::execute_raw(&mut db, &format!("{roster} + 100")).unwrap();
    let place = verify().and_then(|bad| bad.record).expect("a record");
    assert_eq!(
        (place.table.as_str(), place.field),
        ("participations", Some("contribution_fen"))
    );
    storage::execute_raw(&mut db, &format!("{roster} - 100")).unwrap();
    assert_eq!(verify(), None);
    for table in ["fund_makeups", "contribution_postings"] {
        let trigger = match desk.engine() {
            Engine::Sqlite => format!("DROP TRIGGER {table}_no_update"),
            Engine::Postgres => format!("DROP TRIGGER {table}_append_only ON {table}"),
        };
        storage::execute_raw(&mut db, &trigger).unwrap();
        let change = format!("UPDATE {table} SET amount_fen = amount_fen");
        storage::execute_raw(&mut db, &format!("{change} + 100")).unwrap();
        let bad = verify().expect("found");
        let place = bad.record.expect("a record");
        assert_eq!(
            (bad.code, place.table.as_str(), place.field),
            ("record-changed", table, Some("amount_fen"))
        );
        storage::execute_raw(&mut db, &format!("{change} - 100")).unwrap();
    }
    assert_eq!(verify(), None);
}
