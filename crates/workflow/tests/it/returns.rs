//! The way back: what was refused, what was returned and what was filed last year goes out as a workbook and comes in
//! again without being typed anew.

mod errors;
mod grid;
mod prefill;

use child_premium::Method;
use domain::ids::ClaimRef;
use grid::Grid;
use rehearsal::people;
use rehearsal::rows::{claims_csv, members_csv};
use rehearsal::{ClaimRow, MemberRow};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use test_support::{COUNTY_B, Desk, UNIT_A, UNIT_B, UNIT_C, both_engines};
use workflow::intake::correction_workbook;
use workflow::intake::imports::{self, ImportOptions, ImportReport};
use workflow::views::claims::{ClaimFilter, ClaimRowView, page};
use workflow::views::{Lang, cases};
use workflow::{Session, WorkflowError, audit, review::decide};

const PROGRAMME: &str = "child-premium";

fn import_file(session: &mut Session, profile: &str, path: &Path) -> ImportReport {
    let options = ImportOptions::of(child_premium::ID);
    imports::run(session, profile, path, &options, &mut |_| {}).unwrap()
}

fn import_text(desk: &Desk, profile: &str, text: &str) -> ImportReport {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{profile}.csv"));
    std::fs::write(&path, text).unwrap();
    import_file(&mut desk.session("clerk"), profile, &path)
}

fn roster(desk: &Desk, members: std::ops::Range<u64>) {
    let rows: Vec<MemberRow> = members.map(|n| MemberRow::ordinary(n, UNIT_A)).collect();
    import_text(desk, "members", &members_csv(&rows));
}

fn claims(desk: &Desk) -> Vec<ClaimRowView> {
    let all = ClaimFilter::default();
    page(&mut desk.session("reviewer"), &all, None, 1000)
        .unwrap()
        .rows
}

fn return_all(desk: &Desk, reason: &str) -> Vec<ClaimRef> {
    let all: Vec<ClaimRef> = claims(desk).iter().map(|claim| claim.id).collect();
    let done = decide::return_to_unit(&mut desk.session("reviewer"), &all, reason).unwrap();
    assert_eq!(done.failed, []);
    all
}

fn events(desk: &Desk, action: &str) -> Vec<String> {
    let rows = storage::audit::events(&mut desk.open()).unwrap();
    rows.into_iter()
        .filter(|row| row.action == action)
        .map(|row| row.detail)
        .collect()
}

fn assert_books_hold(desk: &Desk) {
    let checked = audit::verify(&mut desk.session("auditor")).unwrap();
    assert!(checked.first_bad.is_none(), "{checked:?}");
}

fn assert_private(path: &Path) {
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// What is wrong with the `n`-th of fifty rows.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    Card,
    Date,
    Voucher,
    Child,
    Nothing,
}

fn fault(n: u64) -> Fault {
    match n {
        0..12 => Fault::Card,
        12..24 => Fault::Date,
        24..35 => Fault::Voucher,
        35..45 => Fault::Child,
        _ => Fault::Nothing,
    }
}

fn right(n: u64) -> ClaimRow {
    ClaimRow {
        birth: String::new(),
        sex: String::new(),
        ..ClaimRow::ordinary(n)
    }
}

fn wrong(n: u64) -> ClaimRow {
    let row = right(n);
    match fault(n) {
        Fault::Card => ClaimRow {
            card: people::card(n + 5_000),
            ..row
        },
        Fault::Date => ClaimRow {
            paid_on: "2025-08-31".to_owned(),
            ..row
        },
        Fault::Voucher => ClaimRow {
            voucher: String::new(),
            ..row
        },
        Fault::Child => ClaimRow {
            child_id: people::child(n + 5_000).id,
            ..row
        },
        Fault::Nothing => row,
    }
}

fn mend(grid: &mut Grid, n: u64) {
    let row = grid.find("会员身份证号", &people::member(n).id);
    let right = right(n);
    match fault(n) {
        Fault::Card => grid.set(row, "银行卡号", &right.card),
        Fault::Date => grid.set(row, "缴费日期", &right.paid_on),
        Fault::Voucher => grid.set(row, "票据号", &right.voucher),
        Fault::Child => grid.set(row, "子女身份证号", &right.child_id),
        Fault::Nothing => {}
    }
}

both_engines! {
    fn of_fifty_returns_forty_five_are_mended_cell_by_cell_and_none_becomes_a_case(desk) {
        roster(desk, 0..50);
        let rows: Vec<ClaimRow> = (0..50).map(wrong).collect();
        let first = import_text(desk, "claims", &claims_csv(&rows));
        assert_eq!((first.accepted, first.refused), (50, 0), "{:?}", first.findings);
        let old = return_all(desk, "请核对后重新报送");
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("退回.xlsx");
        let mut clerk = desk.session("clerk-a");
        let handed = correction_workbook::returns(&mut clerk, PROGRAMME, UNIT_A, Lang::Zh, &to).unwrap();
        assert_eq!((handed.rows, handed.supplements), (50, 0));
        assert_private(&to);

        let mut grid = Grid::open(&to, 1);
        assert_eq!(grid.headers()[..3], ["需修改/原因", "需补材料", "申报编号"]);
        for n in 0..50 {
            let row = grid.find("会员身份证号", &people::member(n).id);
            assert_eq!(grid.get(row, "需修改/原因"), "请核对后重新报送");
            assert_eq!(grid.get(row, "子女身份证号"), wrong(n).child_id);
            assert_eq!(grid.get(row, "银行卡号"), wrong(n).card);
            assert_eq!(grid.get(row, "需补材料").contains("票据号"), fault(n) == Fault::Voucher, "{n}");
            mend(&mut grid, n);
        }
        let report = import_file(&mut clerk, "claims", &grid.save("已改.xlsx"));
        assert_eq!((report.rows, report.accepted, report.unchanged, report.refused), (50, 45, 5, 0), "{:?}", report.findings);

        let all = cases::page(&mut desk.session("reviewer"), &[], None, 10).unwrap();
        assert_eq!(all.rows, []);
        let mut successors = 0;
        for (n, handle) in (0_u64..).zip(&old) {
            let claim = desk.claim(*handle);
            let expected = match fault(n) {
                Fault::Child => "withdrawn",
                Fault::Nothing => "returned",
                _ => "submitted",
            };
            assert_eq!(claim.state.name().code(), expected, "{n} {:?}", fault(n));
            assert_eq!(claim.case, None);
        }
        for row in claims(desk) {
            let claim = desk.claim(row.id);
            successors += usize::from(claim.corrects().is_some_and(|from| old.contains(&from)));
        }
        assert_eq!((claims(desk).len(), successors), (60, 10));
        let live: Vec<_> = claims(desk).into_iter().filter(|row| row.state.is_live()).collect();
        assert_eq!(live.len(), 50);
        let ready = live.iter().filter(|row| row.state.code() == "submitted");
        assert!(ready.clone().count() == 45 && ready.into_iter().all(|row| row.verdict.code() == "eligible"));
        // The same workbook once more changes nothing.
        let again = import_file(&mut clerk, "claims", &grid.save("再次.xlsx"));
        assert_eq!((again.accepted, again.unchanged, again.refused), (0, 50, 0), "{:?}", again.findings);
        assert_books_hold(desk);
    }

    fn a_return_workbook_left_as_it_is_changes_nothing(desk) {
        use test_support::{ClaimSpec, Document};
                let specs = [
            ClaimSpec::of(1),
            ClaimSpec::of(2).with(Document::Certificate),
            ClaimSpec::of(3).with(Document::Both),
            ClaimSpec::of(4).mode(Method::Full),
            ClaimSpec::of(5).mode(Method::Shared),
            ClaimSpec::of(6).by_spouse().at(UNIT_B).paying(39_950),
        ];
        desk.file_all(&specs);
        // A number the child got later is not the one the row carried.
        let newborn = ClaimSpec::of(7);
        desk.file_claim(&newborn.clone().with(Document::Certificate));
        let both = newborn.with(Document::Both).draft(desk.today);
        desk.person(&mut desk.session("clerk"), &both.subject);
        let returned = return_all(desk, "请核对");
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("退回.xlsx");
        let mut clerk = desk.session("clerk");
        let handed = correction_workbook::returns(&mut clerk, PROGRAMME, "HN", Lang::En, &to).unwrap();
        assert_eq!(handed.rows, returned.len());
        let before: Vec<_> = returned.iter().map(|claim| desk.claim(*claim).fingerprint).collect();
        let report = import_file(&mut clerk, "claims", &to);
        assert_eq!((report.unchanged, report.accepted, report.refused), (7, 0, 0), "{:?}", report.findings);
        let after: Vec<_> = returned.iter().map(|claim| desk.claim(*claim).fingerprint).collect();
        assert_eq!(before, after);
        assert!(returned.iter().all(|claim| desk.state(*claim) == "returned"));
    }

    fn only_who_works_with_the_rows_gets_them_and_the_chains_say_so(desk) {
        import_text(desk, "claims", &claims_csv(&[right(1), right(2)]));
        let returned = return_all(desk, "请核对");
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("退回.xlsx");
        let hand = |who: &str, unit: &str| {
            correction_workbook::returns(&mut desk.session(who), PROGRAMME, unit, Lang::Zh, &to)
        };
        for who in ["approver", "accountant", "cashier", "auditor", "supervisor", "admin"] {
            assert!(matches!(hand(who, UNIT_A), Err(WorkflowError::Forbidden { .. })), "{who}");
        }
        assert!(matches!(hand("clerk-a", COUNTY_B), Err(WorkflowError::UnknownUnit(_))));
        assert!(matches!(hand("clerk-a", UNIT_C), Err(WorkflowError::Nothing(_))));
        assert!(!to.exists() && events(desk, correction_workbook::HAND_BACK).is_empty());

        hand("reviewer-a", UNIT_A).unwrap();
        let told = events(desk, correction_workbook::HAND_BACK);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("\"count\":2") && told[0].contains(UNIT_A), "{told:?}");
        for claim in returned {
            let rows = storage::audit::entries_of(&mut desk.open(), &[claim.subject]).unwrap();
            let own: Vec<_> = rows.into_iter().filter(|row| row.action == correction_workbook::HAND_BACK).collect();
            assert_eq!(own.len(), 1);
            assert_eq!(own[0].detail, r#"{"purpose":"returns"}"#);
        }
        // A file that is there is not replaced, and nothing is put on record.
        std::fs::write(&to, "别的内容").unwrap();
        assert!(matches!(hand("clerk-a", UNIT_A), Err(WorkflowError::Exists { .. })));
        assert_eq!(std::fs::read_to_string(&to).unwrap(), "别的内容");
        assert_eq!(events(desk, correction_workbook::HAND_BACK).len(), 1);
        assert_books_hold(desk);
    }
}
