//! Two counties: whoever knows a number of the other county learns nothing of the person by filing it, by looking for
//! it, or by any screen that shows what was filed.

use domain::ids::ClaimRef;
use rehearsal::rows::{claims_csv, members_csv};
use rehearsal::{ClaimRow, MemberRow, people};
use std::fmt::Write as _;
use test_support::{ClaimSpec, Desk, UNIT_A, UNIT_B, both_engines};
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::people::reveal::{Field, reveal};
use workflow::views::claims::{ClaimFilter, Search};
use workflow::views::person::{self, Seek};
use workflow::views::{
    Lang, cases, claim_detail, claims, imports as import_views, notice, person_words,
};

/// What the other county's rows say; no digit or character of it is in the rows of this one.
const SECRETS: [&str; 4] = ["欧阳静姝", "诸葛明哲", "2019-03-04", "female"];
const CHILD_NUMBER: &str = "E73519204";

fn import(desk: &Desk, who: &str, profile: &str, text: &str) -> ImportReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions::of(child_premium::ID);
    let mut session = desk.session(who);
    let report = imports::run(&mut session, profile, &path, &options, &mut |_| {}).unwrap();
    assert_eq!(report.refused, 0, "{:?}", report.findings);
    report
}

/// A family whose child has a passport, so that no number tells name, birth date and sex.
fn row(unit: &str, member: &str, child: &str, birth: &str, sex: &str) -> ClaimRow {
    ClaimRow {
        member_name: member.to_owned(),
        holder: member.to_owned(),
        child_name: child.to_owned(),
        document: "护照".to_owned(),
        child_id: CHILD_NUMBER.to_owned(),
        birth: birth.to_owned(),
        sex: sex.to_owned(),
        relation: "亲生".to_owned(),
        ..ClaimRow::ordinary(1).at(unit)
    }
}

fn theirs() -> ClaimRow {
    row(UNIT_B, SECRETS[0], SECRETS[1], SECRETS[2], "女")
}

fn ours() -> ClaimRow {
    ClaimRow {
        voucher: "443099990001".to_owned(),
        ..row(UNIT_A, "赵六", "钱七", "2018-05-06", "男")
    }
}

fn the_claim(desk: &Desk, who: &str) -> ClaimRef {
    let all = claims::page(&mut desk.session(who), &ClaimFilter::default(), None, 100).unwrap();
    assert_eq!(all.rows.len(), 1, "{:?}", all.rows);
    all.rows[0].id
}

fn found(desk: &Desk, who: &str, text: &str) -> Vec<String> {
    let seek = Seek::parse(text, desk.today).unwrap();
    let page = person::find(&mut desk.session(who), &seek, None, 100).unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

fn searched(desk: &Desk, who: &str, text: &str) -> usize {
    let filter = ClaimFilter {
        search: Search::parse(text, desk.today),
        ..ClaimFilter::default()
    };
    let page = claims::page(&mut desk.session(who), &filter, None, 100).unwrap();
    page.rows.len()
}

/// Every view of what an operator can open about the claim, its people, its case and the files in scope.
fn everything(desk: &Desk, who: &str, claim: ClaimRef) -> String {
    let mut session = desk.session(who);
    let mut all = String::new();
    for lang in [Lang::Zh, Lang::En] {
        let detail = claim_detail::show(&mut session, claim, lang).unwrap();
        let notice = notice::write(&mut session, claim, lang).unwrap();
        writeln!(all, "{detail:?}\n{notice:?}").unwrap();
        for import in import_views::page(&mut session, lang, None, 100)
            .unwrap()
            .rows
        {
            let rows = import_views::rows(&mut session, import.id, lang, false, None, 100).unwrap();
            writeln!(all, "{import:?}\n{rows:?}").unwrap();
        }
        let detail = claim_detail::show(&mut session, claim, lang).unwrap();
        for person in [claim.subject, desk.claim(claim).member] {
            let card = person::card(&mut session, person).unwrap();
            writeln!(all, "{card:?}\n{:?}", person_words::words(&card, lang)).unwrap();
        }
        if let Some(case) = detail.case {
            let shown = cases::show(&mut session, case.id).unwrap();
            writeln!(all, "{shown:?}").unwrap();
        }
    }
    let list = claims::page(&mut session, &ClaimFilter::default(), None, 100).unwrap();
    let cases = cases::page(&mut session, &[], None, 100).unwrap();
    writeln!(all, "{list:?}\n{cases:?}").unwrap();
    let number = people::member(1).id;
    writeln!(all, "{:?}", found(desk, who, &number)).unwrap();
    all
}

#[track_caller]
fn hides(seen: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!seen.contains(secret), "`{secret}` in {seen}");
    }
}

both_engines! {
    fn a_number_of_another_county_tells_nothing_of_whom_it_names(desk) {
        import(desk, "clerk", "claims", &claims_csv(&[theirs()]));
        let report = import(desk, "clerk-a", "claims", &claims_csv(&[ours()]));
        let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
        for code in ["child-other-name", "member-other-name"] {
            let finding = report.findings.iter().find(|finding| finding.code == code);
            let finding = finding.unwrap_or_else(|| panic!("no {code} in {codes:?}"));
            assert!(finding.args.is_empty(), "that they differ and nothing else: {finding:?}");
        }
        let claim = the_claim(desk, "clerk-a");
        for who in ["clerk-a", "reviewer-a", "approver-a"] {
            let seen = everything(desk, who, claim);
            hides(&seen, &SECRETS);
            // Nor half of a name.
            hides(&seen, &["欧", "姝", "诸", "哲"]);
            assert!(seen.contains("赵六") && seen.contains("钱七") && seen.contains("2018-05-06"), "{seen}");
            // No question about a name finds the person by what others wrote.
            for text in [SECRETS[0], SECRETS[1], "欧", "oyjs", "ouyang", "zhuge"] {
                assert_eq!(found(desk, who, text), Vec::<String>::new(), "{text}");
                assert_eq!(searched(desk, who, text), 0, "{text}");
            }
            for text in ["赵六", "zhaoliu", "zl"] {
                assert_eq!(found(desk, who, text), ["赵六"], "{text}");
                assert_eq!(searched(desk, who, text), 1, "{text}");
            }
        }
        // The other county sees its own words as before, and the province both.
        let theirs = the_other(desk, claim);
        let seen = everything(desk, "reviewer", theirs);
        for word in SECRETS {
            assert!(seen.contains(word), "{word}");
        }
        assert_eq!(searched(desk, "reviewer", SECRETS[1]), 1);
        assert_eq!(searched(desk, "reviewer", "钱七"), 1);
        assert_eq!(found(desk, "reviewer", SECRETS[0]), [SECRETS[0]]);
    }

    fn a_roster_row_with_a_number_of_another_county_tells_nothing_either(desk) {
        let theirs = MemberRow { name: SECRETS[0].to_owned(), ..MemberRow::ordinary(1, UNIT_B) };
        import(desk, "clerk", "members", &members_csv(std::slice::from_ref(&theirs)));
        let ours = MemberRow {
            name: "赵六".to_owned(), spouse_name: "钱七".to_owned(), phone: String::new(), ..MemberRow::ordinary(1, UNIT_A)
        };
        let report = import(desk, "clerk-a", "members", &members_csv(&[ours]));
        let mut codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["member-other-name", "spouse-other-name"]);
        hides(&format!("{report:?}"), &[SECRETS[0], &theirs.spouse_name]);
        assert_eq!(found(desk, "clerk-a", &theirs.id), ["赵六"]);
        assert_eq!(found(desk, "clerk-a", SECRETS[0]), Vec::<String>::new());
        assert_eq!(found(desk, "clerk-a", "赵六"), ["赵六"]);
        assert_eq!(found(desk, "clerk", SECRETS[0]), [SECRETS[0]]);
        // The name that is right is shown as it is on record, whoever wrote it first.
        let right = MemberRow { name: SECRETS[0].to_owned(), ..MemberRow::ordinary(1, UNIT_A) };
        import(desk, "clerk-a", "members", &members_csv(&[right]));
        assert_eq!(found(desk, "clerk-a", SECRETS[0]), [SECRETS[0]]);
        assert_eq!(found(desk, "clerk-a", "赵六"), Vec::<String>::new());
    }

    fn a_slip_in_a_later_row_does_not_hide_a_member_from_the_own_union(desk) {
        import(desk, "clerk-a", "members", &members_csv(&[MemberRow::ordinary(1, UNIT_A)]));
        let slip = ClaimRow { member_name: "王小误".to_owned(), ..ClaimRow::ordinary(1) };
        let report = import(desk, "clerk-a", "claims", &claims_csv(&[slip]));
        assert!(report.findings.iter().any(|finding| finding.code == "member-other-name"), "{:?}", report.findings);
        let member = people::member(1).name;
        assert_eq!(found(desk, "clerk-a", &member), std::slice::from_ref(&member));
        let detail = claim_detail::show(&mut desk.session("clerk-a"), the_claim(desk, "clerk-a"), Lang::Zh).unwrap();
        // The claim itself shows what its row says.
        assert_eq!((detail.row.member_name.as_str(), detail.member.name.as_str()), (member.as_str(), "王小误"));
    }

    fn numbers_and_rosters_of_another_county_are_neither_shown_nor_revealed(desk) {
        import(desk, "clerk", "members", &members_csv(&[MemberRow::ordinary(1, UNIT_B)]));
        let certificate = ClaimSpec::certificate(1);
        let theirs = ClaimRow { certificate: certificate.clone(), ..ClaimRow::ordinary(1).at(UNIT_B) };
        import(desk, "clerk", "claims", &claims_csv(&[theirs]));
        let ours = ClaimRow { voucher: "443099990001".to_owned(), ..ClaimRow::ordinary(1) };
        import(desk, "clerk-a", "claims", &claims_csv(&[ours]));
        let claim = the_claim(desk, "reviewer-a");
        let mut session = desk.session("reviewer-a");
        let shown = claim_detail::show(&mut session, claim, Lang::Zh).unwrap();
        let card = person::card(&mut session, claim.subject).unwrap();
        for numbers in [&shown.subject.numbers, &card.numbers] {
            assert_eq!(numbers.len(), 1, "{numbers:?}");
            assert_eq!(numbers[0].kind.code(), "resident-id");
        }
        for field in [Field::Certificate, Field::PartnerNumber, Field::Mobile] {
            let refused = reveal(&mut session, claim, field, "电话核实").unwrap_err();
            assert_eq!(refused.code(), "no-such-value", "{field:?}");
        }
        let own = reveal(&mut session, claim, Field::SubjectNumber, "电话核实").unwrap();
        assert_eq!(own.value.as_str(), people::child(1).id);
        // Whoever sees the other row sees its numbers.
        let theirs = the_other(desk, claim);
        let mut province = desk.session("reviewer");
        let shown = claim_detail::show(&mut province, theirs, Lang::Zh).unwrap();
        assert_eq!(shown.subject.numbers.len(), 2, "{:?}", shown.subject.numbers);
        let card = person::card(&mut province, theirs.subject).unwrap();
        assert_eq!(card.numbers.len(), 2, "{:?}", card.numbers);
        let theirs = reveal(&mut province, theirs, Field::Certificate, "电话核实").unwrap();
        assert_eq!(theirs.value.as_str(), certificate);
    }
}

/// The other claim of the province.
fn the_other(desk: &Desk, claim: ClaimRef) -> ClaimRef {
    let all = claims::page(
        &mut desk.session("reviewer"),
        &ClaimFilter::default(),
        None,
        100,
    )
    .unwrap();
    let mut others = all.rows.iter().map(|row| row.id);
    others.find(|other| *other != claim).expect("another claim")
}
