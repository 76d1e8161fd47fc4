//! One child under two papers: the parents of one family claim for children born on one day, and nothing proves that they
//! are two.

use crate::papers::{
    Named, Paper, all, born, case_of, enrol, file, import, kinds, name_late, nothing_is_alike, row,
};
use chrono::NaiveDate;
use domain::batch::Channel;
use domain::fund::FundSource;
use domain::ids::{CaseId, ClaimRef};
use rehearsal::rows::members_csv;
use rehearsal::{ClaimRow, MemberRow, people};
use std::time::Duration;
use test_support::{Desk, UNIT_A, UNIT_B, UNIT_C, both_engines};
use workflow::duplicates::kin::Link;
use workflow::duplicates::similar::{self, Scanned, Which};
use workflow::duplicates::{self, Verdict};
use workflow::payments::batches::Lines;
use workflow::review::bulk::{self, Chosen};
use workflow::views::cases;
use workflow::{WorkflowError, payments::batches, review::decide};

fn scan(desk: &Desk) -> Scanned {
    let mut supervisor = desk.session("supervisor");
    let of = (child_premium::ID, desk.year);
    similar::scan(
        &mut supervisor,
        of.0,
        of.1,
        Which::Frozen,
        &mut |_, _, _| {},
    )
    .unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn kind_of(desk: &Desk, case: CaseId) -> String {
    storage::cases::find(&mut desk.open(), case)
        .unwrap()
        .kind
        .code()
        .to_owned()
}

/// Both parents' claims for the child of `n` under two passports, filed while nobody knew of the couple.
fn strangers(desk: &Desk, n: u64) -> Vec<ClaimRef> {
    nothing_is_alike(desk);
    enrol(desk, n, Named::Nobody);
    let (first, other) = passports();
    let claims = file(desk, &[row(n, false, &first), row(n, true, &other)]);
    assert_eq!(case_of(desk, &claims), None);
    claims
}

/// ... which were both approved meanwhile.
fn approved_strangers(desk: &Desk) -> Vec<ClaimRef> {
    let claims = strangers(desk, 1);
    for claim in &claims {
        desk.review(*claim);
        desk.approve(*claim);
    }
    claims
}

fn passports() -> (Paper, Paper) {
    (
        Paper::of("ANNA SMITH", "护照", "K1234567"),
        Paper::of("SMITH ANNA", "护照", "G9876543"),
    )
}

/// Puts member `n` on A's roster and the spouse on B's, who name each other without number and employer.
fn enrol_by_name(desk: &Desk, n: u64, named: Named) {
    let by_name = |row: MemberRow, says: bool| MemberRow {
        spouse_name: if says { row.spouse_name } else { String::new() },
        spouse_id: String::new(),
        spouse_unit: String::new(),
        ..row
    };
    let rows = [
        by_name(
            MemberRow::ordinary(n, UNIT_A),
            matches!(named, Named::Both | Named::ByFirst),
        ),
        by_name(
            MemberRow::other_parent(n, UNIT_B),
            matches!(named, Named::Both | Named::ByOther),
        ),
    ];
    import(desk, "members", &members_csv(&rows));
}

/// The codes of what refused the approval of claims.
fn refusals(desk: &Desk, claims: &[ClaimRef]) -> Vec<&'static str> {
    let mut approver = desk.session("approver");
    let outcome = decide::approve(&mut approver, claims, FundSource::new("union")).unwrap();
    let codes = outcome.failed.iter().map(|(_, refusal)| refusal.code);
    codes.collect()
}

fn different(desk: &Desk, case: CaseId) {
    let verdict = Verdict::Different {
        evidence: "两份出生医学证明原件".to_owned(),
    };
    duplicates::resolve(&mut desk.session("supervisor"), case, &verdict, "核对原件").unwrap();
    duplicates::second(&mut desk.session("reviewer2"), case).unwrap();
}

fn keep(desk: &Desk, case: CaseId, claim: ClaimRef) {
    let verdict = Verdict::KeepOne {
        claim,
        chosen_by: "母亲，2026-01-12，选择书".to_owned(),
        details_of: None,
    };
    duplicates::resolve(&mut desk.session("supervisor"), case, &verdict, "双方选择").unwrap();
}

/// Runs an act beside a transaction that names the couple and ends only when the act has begun and waits for its rows.
fn named_meanwhile<T: Send>(
    desk: &Desk,
    n: u64,
    claims: &[ClaimRef],
    wait: Duration,
    act: impl FnOnce() -> T + Send,
) -> T {
    let member = desk.claim(claims[0]).member;
    let spouse = desk.claim(claims[1]).member;
    let naming = (
        member,
        spouse,
        desk.unit_id(UNIT_B),
        i64::try_from(n).unwrap(),
    );
    let children: Vec<_> = claims.iter().map(|claim| claim.subject).collect();
    let mut act = Some(act);
    std::thread::scope(|scope| {
        let mut db = desk.open();
        let running = db.write(|db| {
            storage::couples::declare(db, [naming])?;
            storage::people::lock_exclusive(db, &children)?;
            let running = act.take().map(|act| scope.spawn(act));
            std::thread::sleep(wait);
            Ok::<_, WorkflowError>(running)
        });
        running.unwrap().expect("one attempt").join().unwrap()
    })
}

both_engines! {
    fn two_papers_of_one_child_open_a_case_when_the_second_file_comes(desk) {
        nothing_is_alike(desk);
        for (n, (kind, first, other)) in (1..).zip(kinds(born(1))) {
            let day = |paper: &Paper, spouse| ClaimRow { birth: born(1).to_string(), ..row(n, spouse, paper) };
            enrol(desk, n, Named::Both);
            let first = file(desk, &[day(&first, false)]);
            let other = file(desk, &[day(&other, true)]);
            let case = case_of(desk, &[first[0], other[0]]).unwrap_or_else(|| panic!("{kind}: no case"));
            assert_eq!(kind_of(desk, case), "one-family", "{kind}");
            assert_ne!(first[0].subject, other[0].subject, "{kind}");
        }
    }

    fn two_papers_of_one_child_open_a_case_inside_one_file(desk) {
        nothing_is_alike(desk);
        for (n, (kind, first, other)) in (1..).zip(kinds(born(1))) {
            let day = |paper: &Paper, spouse| ClaimRow { birth: born(1).to_string(), ..row(n, spouse, paper) };
            enrol(desk, n, Named::Both);
            let claims = file(desk, &[day(&first, false), day(&other, true)]);
            assert!(case_of(desk, &claims).is_some(), "{kind}: no case");
        }
    }

    fn a_birth_date_off_by_days_makes_no_second_child_of_a_couple(desk) {
        nothing_is_alike(desk);
        for (n, day) in (1..).zip(["2016-05-15", "2016-06-13", "2016-08-12", "2015-09-30"]) {
            enrol(desk, n, Named::Both);
            let first = ClaimRow { birth: "2016-05-14".to_owned(), ..row(n, false, &Paper::of("ANNA SMITH", "护照", &format!("K23456{n}"))) };
            let other = ClaimRow { birth: day.to_owned(), ..row(n, true, &Paper::of("SMITH ANNA", "护照", &format!("G87654{n}"))) };
            let claims = file(desk, &[first, other]);
            let case = case_of(desk, &claims).unwrap_or_else(|| panic!("{day}: no case"));
            assert_eq!(kind_of(desk, case), "one-family", "{day}");
            assert_eq!(refusals(desk, &claims), ["open-case"; 2], "{day}");
            // Whoever sees one of the children only is not told when the other was born.
            for (who, unit) in [("supervisor", 2), ("clerk-a", 1)] {
                let shown = cases::show(&mut desk.session(who), case).unwrap();
                let kin = &shown.families[0];
                assert_eq!([kin.born_a, kin.born_b].iter().flatten().count(), unit, "{who}");
                assert_eq!(kin.in_part, unit == 1, "{who}");
            }
        }
    }

    fn one_name_under_two_numbers_is_no_second_child_of_a_couple(desk) {
        nothing_is_alike(desk);
        let born = day("2016-05-14");
        for (n, later) in (1..).zip(["2016-05-15", "2016-05-24", "2016-07-13", "2017-03-10", "2018-05-14"]) {
            enrol(desk, n, Named::Both);
            let sequence = u16::try_from(100 + 2 * n).unwrap();
            let papers = [(born, sequence), (day(later), sequence + 1)].map(|(born, sequence)| Paper::resident("甲二沐", born, sequence));
            let dated = |paper: &Paper, born: NaiveDate, spouse| ClaimRow { birth: born.to_string(), ..row(n, spouse, paper) };
            let claims = file(desk, &[dated(&papers[0], born, false), dated(&papers[1], day(later), true)]);
            let case = case_of(desk, &claims).unwrap_or_else(|| panic!("{later}: no case"));
            assert_eq!(refusals(desk, &claims), ["open-case"; 2], "{later}");
            let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
            let told = shown.families[0].chinese();
            assert!(told.contains("不能证明是两个人"), "{told}");
            assert_eq!(told.contains("两人同名"), later > "2017", "{told}");
        }
    }

    fn one_name_in_two_scripts_under_two_numbers_is_no_second_child_of_a_couple(desk) {
        nothing_is_alike(desk);
        for (n, [one, other]) in (1..).zip([["陳子軒", "陈子轩"], ["陈子轩", "CHEN ZIXUAN"], ["ZIXUAN CHEN", "陳子軒"]]) {
            enrol(desk, n, Named::Both);
            let sequence = u16::try_from(100 + 2 * n).unwrap();
            let claims = file(desk, &[
                row(n, false, &Paper::resident(one, born(n), sequence)),
                row(n, true, &Paper::resident(other, born(n), sequence + 1)),
            ]);
            assert!(case_of(desk, &claims).is_some(), "{one} {other}");
            assert_eq!(refusals(desk, &claims), ["open-case"; 2], "{one} {other}");
        }
    }

    fn two_names_under_two_numbers_are_two_children_of_a_couple(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Both);
        let (born, later) = (day("2016-05-14"), day("2017-03-10"));
        let elder = ClaimRow { birth: born.to_string(), ..row(1, false, &Paper::resident("甲二沐", born, 101)) };
        let younger = ClaimRow { birth: later.to_string(), ..row(1, true, &Paper::resident("甲二木", later, 103)) };
        assert_eq!(case_of(desk, &file(desk, &[elder, younger])), None);
    }

    fn brothers_and_sisters_of_a_couple_are_two_children(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Both);
        let (first, _) = passports();
        let elder = ClaimRow { birth: "2016-05-14".to_owned(), ..row(1, false, &first) };
        let other = Paper::of("SMITH BELLA", "护照", "G98765432");
        let younger = ClaimRow { birth: "2017-03-02".to_owned(), ..row(1, true, &other) };
        let claims = file(desk, &[elder, younger]);
        assert_eq!(case_of(desk, &claims), None);
    }

    fn a_couple_is_known_whichever_side_names_the_other(desk) {
        nothing_is_alike(desk);
        for (n, named) in [(1, Named::ByFirst), (2, Named::ByOther)] {
            enrol(desk, n, named);
            let other = Paper::of("SMITH ANNA", "护照", &format!("G98765{n}"));
            let first = Paper::of("ANNA SMITH", "护照", &format!("K12345{n}"));
            let claims = file(desk, &[row(n, false, &first), row(n, true, &other)]);
            assert!(case_of(desk, &claims).is_some(), "{named:?}");
        }
    }

    fn a_spouse_named_by_name_alone_makes_a_couple_of_those_whose_children_were_born_on_one_day(desk) {
        nothing_is_alike(desk);
        for (n, named, link) in [(1, Named::Both, Link::Roster), (2, Named::ByFirst, Link::Name), (3, Named::ByOther, Link::Name)] {
            enrol_by_name(desk, n, named);
            let papers = [("ANNA SMITH", format!("K12345{n}")), ("SMITH ANNA", format!("G98765{n}"))];
            let papers = papers.map(|(name, number)| Paper::of(name, "护照", &number));
            let claims = file(desk, &[row(n, false, &papers[0]), row(n, true, &papers[1])]);
            let case = case_of(desk, &claims).unwrap_or_else(|| panic!("{named:?}: no case"));
            let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
            assert_eq!(shown.families.iter().map(|kin| kin.link).collect::<Vec<_>>(), [link], "{named:?}");
            assert_eq!(refusals(desk, &claims), ["open-case"; 2], "{named:?}");
        }
    }

    fn claims_that_name_the_spouse_by_name_alone_make_a_couple_too(desk) {
        nothing_is_alike(desk);
        for (n, both) in [(1, true), (2, false)] {
            enrol(desk, n, Named::Nobody);
            let papers = [("ANNA SMITH", format!("K12345{n}")), ("SMITH ANNA", format!("G98765{n}"))];
            let [first, other] = papers.map(|(name, number)| Paper::of(name, "护照", &number));
            let naming = |spouse: bool, paper: &Paper, name: &str| {
                let text = rehearsal::rows::claims_csv(&[row(n, spouse, paper)]);
                let mut lines = text.lines();
                let named = [format!("{},配偶姓名", lines.next().unwrap()), format!("{},{name}", lines.next().unwrap())];
                import(desk, "claims", &named.join("\n"));
            };
            let spouse = people::spouse(n).name;
            naming(false, &first, if both { &spouse } else { "" });
            naming(true, &other, &people::member(n).name);
            let stopped = all(desk).into_iter().filter(|claim| desk.claim(*claim).case.is_some()).count();
            assert_eq!(stopped, 2 * usize::try_from(n).unwrap());
        }
    }

    fn a_spouse_under_a_number_that_is_nobodys_is_looked_for_by_name(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Nobody);
        let mistyped = MemberRow { spouse_name: people::spouse(1).name, spouse_id: people::spouse(77).id, ..MemberRow::ordinary(1, UNIT_A) };
        import(desk, "members", &members_csv(&[mistyped]));
        let (first, other) = passports();
        let other = file(desk, &[row(1, true, &other)]);
        let first = file(desk, &[row(1, false, &first)]);
        assert!(case_of(desk, &[first[0], other[0]]).is_some());
    }

    fn a_namesake_of_the_spouse_is_left_alone_who_names_somebody_else_or_claims_for_another_day(desk) {
        nothing_is_alike(desk);
        enrol_by_name(desk, 1, Named::ByFirst);
        let of_another = MemberRow { spouse_name: "赵无关".to_owned(), spouse_id: String::new(), spouse_unit: String::new(), ..MemberRow::other_parent(1, UNIT_B) };
        import(desk, "members", &members_csv(&[of_another]));
        let (first, other) = passports();
        let claims = file(desk, &[row(1, false, &first), row(1, true, &other)]);
        assert_eq!(case_of(desk, &claims), None, "the other names somebody else");
        enrol_by_name(desk, 2, Named::ByFirst);
        let first = row(2, false, &Paper::of("BEN SMITH", "护照", "K7654321"));
        let other = ClaimRow { birth: "2014-03-02".to_owned(), ..row(2, true, &Paper::of("SMITH BEN", "护照", "G1234567")) };
        let claims = file(desk, &[first, other]);
        assert_eq!(case_of(desk, &claims), None, "another day");
    }

    fn an_employer_is_known_without_the_word_for_its_union(desk) {
        nothing_is_alike(desk);
        let unit = storage::units::called(&mut desk.open(), &[UNIT_B.to_owned()]).unwrap().remove(0).name;
        let employer = unit.strip_suffix("工会").unwrap().to_owned();
        let by_employer = MemberRow { spouse_id: String::new(), spouse_unit: employer, ..MemberRow::ordinary(1, UNIT_A) };
        let silent = MemberRow { spouse_name: String::new(), spouse_id: String::new(), spouse_unit: String::new(), ..MemberRow::other_parent(1, UNIT_B) };
        import(desk, "members", &members_csv(&[by_employer, silent]));
        let (first, other) = passports();
        let claims = file(desk, &[row(1, false, &first), row(1, true, &other)]);
        let case = case_of(desk, &claims).expect("a case");
        let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
        assert_eq!(shown.families.iter().map(|kin| kin.link).collect::<Vec<_>>(), [Link::Roster]);
    }

    fn a_second_roster_that_names_another_spouse_leaves_the_first_couple_one(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::ByFirst);
        let again = MemberRow {
            spouse_name: people::spouse(2).name,
            spouse_id: people::spouse(2).id,
            ..MemberRow::ordinary(1, UNIT_A)
        };
        let elsewhere = MemberRow { unit_code: UNIT_C.to_owned(), ..again.clone() };
        import(desk, "members", &members_csv(&[again, elsewhere]));
        let (first, other) = passports();
        let claims = file(desk, &[row(1, false, &first), row(1, true, &other)]);
        assert!(case_of(desk, &claims).is_some());
    }

    fn a_spouse_whose_union_joins_later_is_the_one_named_before(desk) {
        nothing_is_alike(desk);
        let spouse_unknown = MemberRow { spouse_name: String::new(), spouse_id: String::new(), ..MemberRow::other_parent(1, UNIT_B) };
        import(desk, "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        let (first, other) = passports();
        let first = file(desk, &[row(1, false, &first)]);
        import(desk, "members", &members_csv(&[spouse_unknown]));
        let other = file(desk, &[row(1, true, &other)]);
        assert!(case_of(desk, &[first[0], other[0]]).is_some());
    }

    fn parents_who_claimed_for_one_child_are_a_couple_for_the_next(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Nobody);
        let elder = file(desk, &[ClaimRow::ordinary(1).at(UNIT_A), ClaimRow { voucher: "77".to_owned(), ..ClaimRow::other_parent(1).at(UNIT_B) }]);
        keep(desk, case_of(desk, &elder).unwrap(), elder[0]);
        let (first, other) = passports();
        let of = |spouse, paper: &Paper| {
            let row = row(1, spouse, paper);
            ClaimRow { voucher: format!("1{}", row.voucher), birth: "2020-05-06".to_owned(), ..row }
        };
        let younger = file(desk, &[of(false, &first), of(true, &other)]);
        let case = case_of(desk, &younger).unwrap();
        let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
        assert_eq!(shown.families.iter().map(|kin| kin.link).collect::<Vec<_>>(), [Link::Claims]);
    }

    fn a_claim_that_names_the_spouse_makes_a_couple_of_them(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Nobody);
        let (first, other) = passports();
        let first = file(desk, &[row(1, false, &first)]);
        let spouse = people::member(1);
        let text = rehearsal::rows::claims_csv(&[row(1, true, &other)]);
        let mut lines = text.lines();
        let named = [
            format!("{},配偶姓名,配偶身份证号", lines.next().unwrap()),
            format!("{},{},{}", lines.next().unwrap(), spouse.name, spouse.id),
        ];
        import(desk, "claims", &named.join("\n"));
        let case = desk.claim(first[0]).case.unwrap();
        let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
        assert_eq!(shown.families.iter().map(|kin| kin.link).collect::<Vec<_>>(), [Link::Roster]);
    }

    fn one_parent_who_claims_one_child_under_two_papers_meets_himself(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Nobody);
        let (first, other) = passports();
        let again = ClaimRow { voucher: "88".to_owned(), ..row(1, false, &other) };
        let claims = file(desk, &[row(1, false, &first), again]);
        let case = case_of(desk, &claims).unwrap();
        let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
        assert_eq!(shown.families.iter().map(|kin| kin.link).collect::<Vec<_>>(), [Link::SameMember]);
    }

    fn a_roster_that_tells_of_the_couple_later_opens_the_case_at_once(desk) {
        let claims = strangers(desk, 1);
        enrol(desk, 1, Named::ByOther);
        assert!(case_of(desk, &claims).is_some());
    }

    fn a_couple_that_became_known_after_review_stops_approval_and_opens_the_case(desk) {
        let claims = strangers(desk, 1);
        claims.iter().for_each(|claim| desk.review(*claim));
        name_late(desk, 1);
        assert_eq!(refusals(desk, &claims), ["open-case"; 2]);
        assert_eq!(kind_of(desk, case_of(desk, &claims).unwrap()), "one-family");
    }

    fn the_second_of_two_papers_is_not_approved_in_bulk_either(desk) {
        let claims = strangers(desk, 1);
        claims.iter().for_each(|claim| desk.review(*claim));
        desk.approve(claims[0]);
        name_late(desk, 1);
        let mut approver = desk.session("approver");
        let chosen = Chosen::Matching(Box::default());
        let offered = bulk::offer(&mut approver, &chosen, 7).unwrap();
        assert_eq!((offered.expected.count, offered.refused[0].1.code), (0, "open-case"));
        let outcome = bulk::approve(&mut approver, &chosen, FundSource::new("union"), offered.expected, offered.token, &mut |_, _| {}).unwrap();
        let failed: Vec<(ClaimRef, &str)> = outcome.failed.iter().map(|(claim, refusal)| (*claim, refusal.code)).collect();
        assert_eq!((outcome.done, failed), (vec![], vec![(claims[1], "open-case")]));
        assert_eq!(desk.state(claims[1]), "reviewed");
    }

    fn a_couple_that_became_known_after_sealing_stops_the_export_and_the_batch_is_taken_back(desk) {
        let claims = approved_strangers(desk);
        let mut accountant = desk.session("accountant");
        let created = batches::create(&mut accountant, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID).unwrap();
        batches::seal(&mut accountant, created.batch, None).unwrap();
        name_late(desk, 1);
        let files = tempfile::tempdir().unwrap();
        let out = batches::export(&mut desk.session("cashier"), created.batch, batches::Format::Csv, files.path());
        assert_eq!(out.unwrap_err().code(), "contested-line");
        assert_eq!(std::fs::read_dir(files.path()).unwrap().count(), 0);
        batches::withdraw(&mut accountant, created.batch, "有重复情形").unwrap();
        assert_eq!(desk.state(claims[0]), "approved");
    }

    fn a_couple_that_became_known_after_export_is_told_with_the_banks_answer_and_the_case_stays(desk) {
        let claims = approved_strangers(desk);
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, batches::Format::Csv);
        name_late(desk, 1);
        let settled = crate::office::all_paid(desk, batch);
        assert_eq!(settled.outcome.done, [claims[0]]);
        assert_eq!(settled.contested, [desk.claim(claims[0]).number.to_string()]);
        assert_eq!(desk.state(claims[0]), "paid", "what the bank answered is a fact");
        let case = case_of(desk, &claims).expect("the case stays");
        assert_eq!(kind_of(desk, case), "one-family");
        // The other one is never paid beside it.
        let mut accountant = desk.session("accountant");
        let made = batches::create(&mut accountant, UNIT_B, Channel::MemberBank, FundSource::new("union"), child_premium::ID);
        assert!(matches!(made, Err(WorkflowError::Nothing(_))), "{made:?}");
        desk.verify();
    }

    fn before_an_answer_is_recorded_the_lines_under_a_case_are_named(desk) {
        let claims = approved_strangers(desk);
        let batch = crate::office::sealed(desk, Channel::MemberBank);
        crate::office::exported(desk, batch, batches::Format::Csv);
        let mut cashier = desk.session("cashier");
        let weighed = batches::to_settle(&mut cashier, batch, &Lines::All).unwrap();
        assert_eq!((weighed.all().count, weighed.contested), (1, vec![]));
        name_late(desk, 1);
        scan(desk);
        let weighed = batches::to_settle(&mut cashier, batch, &Lines::All).unwrap();
        assert_eq!(weighed.contested, [desk.claim(claims[0]).number.to_string()]);
        let answer = crate::office::some(desk, &[], &[claims[0]]);
        let settled = batches::settle(&mut cashier, batch, &answer).unwrap();
        assert_eq!((settled.contested.len(), desk.state(claims[0])), (1, "returned"));
        assert!(case_of(desk, &claims).is_some());
    }

    fn a_spouse_named_while_an_approval_waits_for_its_rows_stops_it_in_its_own_transaction(desk) {
        let mut reached = false;
        for (n, wait) in (1..).zip([300, 1_500, 6_000]) {
            let claims = strangers(desk, n);
            claims.iter().for_each(|claim| desk.review(*claim));
            let codes = named_meanwhile(desk, n, &claims, Duration::from_millis(wait), || refusals(desk, &claims));
            // Where the approval had not even looked yet, it found the couple then, and the case stopped it.
            assert!(codes == ["family-duplicate"; 2] || codes == ["open-case"; 2], "{codes:?}");
            assert_eq!((desk.state(claims[0]), desk.state(claims[1])), ("reviewed", "reviewed"));
            assert!(case_of(desk, &claims).is_some(), "the refusal opens the case");
            reached |= codes == ["family-duplicate"; 2];
            if reached {
                break;
            }
        }
        assert!(reached, "the look inside the transaction was never what stopped it");
    }

    fn a_couple_that_became_known_after_approval_stops_sealing(desk) {
        let claims = approved_strangers(desk);
        let mut accountant = desk.session("accountant");
        let created = batches::create(&mut accountant, UNIT_A, Channel::MemberBank, FundSource::new("union"), child_premium::ID).unwrap();
        name_late(desk, 1);
        let sealed = batches::seal(&mut accountant, created.batch, None);
        assert!(matches!(sealed, Err(WorkflowError::Nothing(_))), "{sealed:?}");
        assert_eq!((desk.state(claims[0]), desk.state(claims[1])), ("approved", "approved"));
        assert!(case_of(desk, &claims).is_some());
    }

    fn a_scan_finds_the_families_that_were_not_known_when_the_claims_came(desk) {
        let claims = strangers(desk, 1);
        name_late(desk, 1);
        let scanned = scan(desk);
        assert_eq!((scanned.families, scanned.opened, scanned.suspects), (1, 1, 0));
        let case = case_of(desk, &claims).unwrap();
        let again = scan(desk);
        assert_eq!((again.families, again.opened), (0, 0));
        different(desk, case);
        assert_eq!(case_of(desk, &claims), None);
        let decided = scan(desk);
        assert_eq!((decided.families, decided.opened), (0, 0));
    }

    fn what_two_operators_told_apart_is_approved(desk) {
        let claims = strangers(desk, 1);
        name_late(desk, 1);
        scan(desk);
        different(desk, case_of(desk, &claims).unwrap());
        for claim in &claims {
            desk.review(*claim);
            desk.approve(*claim);
        }
        let again = row(1, true, &passports().1);
        file_again(desk, &again);
        assert_eq!(case_of(desk, &claims), None);
    }

    fn twins_and_siblings_whose_numbers_prove_two_children_stay_clear(desk) {
        nothing_is_alike(desk);
        let day = born(1);
        let permits = [11, 13].map(|sequence| crate::papers::numbered("810000", day, sequence));
        let pairs = [
            (Paper::resident("王子轩", day, 11), Paper::resident("王子墨", day, 13)),
            (Paper::of("陈嘉欣", "居住证", &permits[0]), Paper::of("陈嘉怡", "居住证", &permits[1])),
            (Paper::of("陈嘉欣", "通行证", "H1234567801"), Paper::of("陈嘉怡", "通行证", "H1234567901")),
            (Paper::certificate("李婷之子", "U430000017"), Paper::certificate("李婷之女", "U430000018")),
            // One child's certificate is known beside the number, so the other's number alone proves two.
            (Paper { certificate: "U431000017".to_owned(), ..Paper::resident("王一", day, 15) }, Paper::resident("王二", day, 17)),
        ];
        for (n, (one, other)) in (1..).zip(pairs) {
            let of = |paper: &Paper, spouse| ClaimRow { birth: day.to_string(), ..row(n, spouse, paper) };
            enrol(desk, n, Named::Both);
            let claims = file(desk, &[of(&one, false), of(&other, true)]);
            assert_eq!(case_of(desk, &claims), None, "{one:?} {other:?}");
            claims.iter().for_each(|claim| desk.review(*claim));
            assert_eq!(refusals(desk, &claims), [""; 0], "{one:?} {other:?}");
        }
        // Born on other days, whatever the documents.
        enrol(desk, 9, Named::Both);
        let (elder, younger) = (Paper::of("MAX A", "护照", "K1000001"), Paper::of("MIA A", "护照", "K1000002"));
        let siblings = [
            ClaimRow { birth: "2018-03-04".to_owned(), ..row(9, false, &elder) },
            ClaimRow { birth: "2020-05-06".to_owned(), ..row(9, true, &younger) },
        ];
        let claims = file(desk, &siblings);
        assert_eq!(case_of(desk, &claims), None);
        assert_eq!(scan(desk).families, 0);
    }

    fn the_case_says_which_couple_which_day_and_which_documents(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::ByFirst);
        let (_, first, other) = kinds(born(1)).remove(1);
        let claims = file(desk, &[row(1, false, &first), row(1, true, &other)]);
        let case = case_of(desk, &claims).unwrap();
        // Whoever sees one of the children is told nothing of the other, neither a document nor how near the births are.
        let of_one = cases::show(&mut desk.session("reviewer-a"), case).unwrap();
        let half = &of_one.families[0];
        assert_eq!([half.born_a, half.born_b].iter().flatten().count(), 1);
        assert_eq!([&half.documents_a, &half.documents_b].iter().filter(|kinds| kinds.is_empty()).count(), 1);
        for text in [half.chinese(), half.english()] {
            let told = ["护照", "通行证", "passport", "permit", "夫妻", "spouse", "近", "near"];
            assert!(told.iter().all(|word| !text.contains(word)) && !text.contains(&born(1).to_string()), "{text}");
        }
        let shown = cases::show(&mut desk.session("supervisor"), case).unwrap();
        let [kin] = shown.families.as_slice() else { panic!("{:?}", shown.families) };
        assert_eq!((kin.link, kin.born_a, kin.born_b, kin.apart), (Link::Roster, Some(born(1)), Some(born(1)), false));
        let (zh, en) = (kin.chinese(), kin.english());
        assert!(zh.contains("护照") && zh.contains("通行证") && zh.contains(&born(1).to_string()), "{zh}");
        assert!(en.contains("passport") && en.contains("travel permit"), "{en}");
        for text in [zh, en] {
            assert!(!text.contains("CHAN") && !text.contains("1234"), "{text}");
        }
    }

    fn every_document_of_a_child_that_was_found_to_be_one_counts_as_that_child(desk) {
        nothing_is_alike(desk);
        enrol(desk, 1, Named::Both);
        let (first, other) = passports();
        let claims = file(desk, &[row(1, false, &first), row(1, true, &other)]);
        keep(desk, case_of(desk, &claims).unwrap(), claims[0]);
        // A third person claims under the second passport: it is the same child-year.
        enrol(desk, 2, Named::Nobody);
        let third = ClaimRow { birth: born(1).to_string(), ..row(2, false, &other) };
        let third = file(desk, &[third]);
        let case = case_of(desk, &[claims[0], third[0]]).unwrap();
        assert_eq!(kind_of(desk, case), "same-child-year");
    }

    fn a_row_that_carries_two_documents_makes_them_one_childs(desk) {
        nothing_is_alike(desk);
        for n in [1, 2, 3] {
            enrol(desk, n, Named::Nobody);
        }
        let day = born(1);
        let on_day = |row: ClaimRow| ClaimRow { birth: day.to_string(), ..row };
        let (certificate, number) = (Paper::certificate("王一", "U430000017"), Paper::resident("王一一", day, 11));
        let both = Paper { certificate: certificate.certificate.clone(), ..number };
        let first = file(desk, &[on_day(row(1, false, &both))]);
        let second = file(desk, &[on_day(row(2, false, &certificate))]);
        assert_eq!(first[0].subject, second[0].subject);
        assert!(case_of(desk, &[first[0], second[0]]).is_some());
        // Both were known already, as two people: that is for a human.
        let (certificate, number) = (Paper::certificate("李二", "U439123456"), Paper::resident("李二二", day, 13));
        let both = Paper { certificate: certificate.certificate.clone(), ..number.clone() };
        let one = file(desk, &[on_day(row(3, false, &certificate))]);
        let two = file(desk, &[on_day(row(3, true, &number))]);
        assert_eq!(case_of(desk, &[one[0], two[0]]), None);
        enrol(desk, 4, Named::Nobody);
        let told = file(desk, &[on_day(row(4, false, &both))]);
        assert!(case_of(desk, &[one[0], two[0], told[0]]).is_some());
    }
}

/// Imports a row once more, whatever becomes of it.
fn file_again(desk: &Desk, row: &ClaimRow) {
    import(
        desk,
        "claims",
        &rehearsal::rows::claims_csv(std::slice::from_ref(row)),
    );
}
