//! From a settlement to money in the member's account, and back.

use super::*;
use crate::office::{all_paid, exported, sealed_of};
use domain::batch::Channel;
use domain::decision::Verdict;
use domain::fund::FundSource;
use domain::ids::ClaimRef;
use domain::year::BenefitYear;
use rehearsal::people::SyntheticPerson;
use test_support::UNIT_B;
use workflow::Result;
use workflow::audit;
use workflow::messages::Filing;
use workflow::payments::batches::{self, Format};
use workflow::proposals::periods;
use workflow::proposals::{self, Done, Which};
use workflow::review::decide;

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);
const FUND: FundSource = FundSource::new("aid-fund");

/// Another administrator agrees.
pub(super) fn agree(desk: &Desk, done: Result<Done>) {
    let which = Which::These(vec![done.unwrap().proposed.id.unwrap()]);
    let decided = proposals::approve(&mut desk.session("admin2"), &which).unwrap();
    assert_eq!(decided.failed, []);
}

/// The year of Pinghu's scheme is open for claims.
pub(super) fn open(desk: &Desk) {
    open_year(desk, BenefitYear::new(2025));
}

pub(super) fn open_year(desk: &Desk, year: BenefitYear) {
    let created = periods::create(&mut desk.session("admin"), ID, year, None);
    agree(desk, created);
    let opened = periods::open(&mut desk.session("admin"), ID, year);
    agree(desk, opened);
}

pub(super) fn file(desk: &Desk) -> Filing {
    messages::file(&mut desk.session("clerk"), ID).unwrap()
}

#[track_caller]
fn filed_one(desk: &Desk) -> ClaimRef {
    let filing = file(desk);
    let [claim] = filing.filed.as_slice() else {
        panic!("{filing:?}");
    };
    *claim
}

/// What could not be filed, and the code of why.
fn refused(desk: &Desk) -> Vec<(String, &'static str)> {
    let refused = file(desk).refused.into_iter();
    refused
        .map(|(settlement, why)| (settlement, why.code))
        .collect()
}

at_both! {
    fn a_childs_subsidy_is_paid_once_to_the_parent_who_takes_part_for_it(desk) {
        open_year(desk, BenefitYear::new(2026));
        let child = people::child(7);
        let (mother, father) = (people::member(1), people::member(2));
        let header = "工会代码,会员姓名,会员身份证号,受助人姓名,受助人身份证号,互助方案,缴费金额,开户银行,银行卡号";
        let row = |unit: &str, parent: &SyntheticPerson, card| {
            format!("{unit},{},{},{},{},changsha-child-2026,0.00,中国建设银行,{}", parent.name, parent.id, child.name, child.id, people::card(card))
        };
        let states = |report: ImportReport| (report.accepted, report.refused);
        assert_eq!(states(roster(desk, header, &[row(UNIT_A, &mother, 2)])), (1, 0));
        assert_eq!(states(roster(desk, header, &[row(UNIT_B, &father, 4)])), (0, 1), "never both parents");
        let stay = |bill: Bill| {
            let text = bill.settle().replace("2025-", "2026-").replace(&people::member(1).id, &child.id);
            text.replacen('{', r#"{"infno":"2304","insutype2":"","#, 1)
        };
        receive(desk, &[stay(Bill::new(1, "S1", "V1", 0, 12_000))]);
        assert_eq!(stands(desk), 0, "12,000 of 20,000");
        receive(desk, &[stay(Bill::new(1, "S2", "V2", 5, 9_000)), stay(Bill::new(1, "S3", "V3", 9, 30_000))]);
        assert_eq!(stands(desk), 3_000, "once, whatever comes after");
        let claim = filed_one(desk);
        let (filed, reasons) = (desk.claim(claim), desk.stored(claim));
        assert_eq!((filed.payable, filed.method.to_string()), (Fen::new(300_000), "card".to_owned()));
        assert!(reasons.1.contains(&"kin-to-see".to_owned()), "{reasons:?}");
        assert_eq!(file(desk), Filing::default());
        audited(desk);
    }

    fn a_settlement_goes_from_the_hospital_to_a_settled_batch(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle(), Bill::new(1, "S2", "V2", 5, 600).settle()]);
        let claim = filed_one(desk);
        assert_eq!(file(desk), Filing::default(), "what is filed is not filed again");
        assert_eq!(desk.stored(claim), (Verdict::Eligible, vec![]));
        assert_eq!(desk.claim(claim).payable, Fen::new(338_000));
        // Below the scheme's limit nobody decides.
        assert_eq!(desk.state(claim), "approved");
        let granted = desk.claim(claim).state;
        assert_eq!(granted.approval().unwrap().rule.as_deref(), Some("M-05"));
        let batch = sealed_of(desk, ID, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        assert_eq!(desk.state(claim), "paid");
        // A cancellation a year late finds the money gone: it is told until somebody claims it back.
        receive(desk, &[STAY.cancel("R1")]);
        assert_eq!(stands(desk), 0);
        let late = file(desk);
        assert_eq!(late.failed.iter().map(|(claim, _)| *claim).collect::<Vec<_>>(), [claim]);
        assert_eq!(file(desk), late);
        assert_eq!(desk.state(claim), "paid");
        audited(desk);
    }

    fn several_settlements_of_one_member_and_year_are_several_claims(desk) {
        open(desk);
        enrol(desk, &[1]);
        let other = Bill::new(1, "S2", "V2", 5, 10_000);
        receive(desk, &[STAY.settle(), other.settle()]);
        assert_eq!(file(desk).filed.len(), 2);
        let batch = sealed_of(desk, ID, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        // One that comes after the others were paid is paid as well.
        receive(desk, &[Bill::new(1, "S3", "V3", 10, 10_000).settle()]);
        let later = filed_one(desk);
        let batch = sealed_of(desk, ID, Channel::MemberBank);
        exported(desk, batch, Format::Csv);
        all_paid(desk, batch);
        assert_eq!(desk.state(later), "paid");
        audited(desk);
    }

    fn a_claim_whose_settlement_is_taken_back_is_withdrawn_and_filed_anew_when_it_stands_again(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let claim = filed_one(desk);
        assert_eq!(desk.state(claim), "approved");
        receive(desk, &[STAY.cancel("R1")]);
        assert_eq!(file(desk).withdrawn, [claim]);
        assert_eq!(desk.state(claim), "withdrawn");
        // The hospital undoes its cancellation.
        receive(desk, &[r#"{"omsgid":"MR1","oinfno":"2305"}"#.to_owned()]);
        assert_eq!(stands(desk), 3_380);
        let again = filed_one(desk);
        assert_ne!(again, claim);
        audited(desk);
    }

    fn above_the_schemes_limit_a_human_decides(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[Bill { yuan: 60_000, ..STAY }.settle()]);
        let filing = file(desk);
        let claim = filing.filed[0];
        assert_eq!((filing.approved, filing.left), (vec![], vec![]));
        assert_eq!(desk.stored(claim), (Verdict::Review, vec!["above-limit".to_owned()]));
        assert_eq!(desk.state(claim), "submitted");
        desk.review(claim);
        desk.approve(claim);
        assert_eq!(desk.claim(claim).state.approval().unwrap().rule, None);
        audited(desk);
    }

    fn what_somebody_took_back_is_approved_by_people_alone(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let claim = filed_one(desk);
        let undone = decide::undo(&mut desk.session("approver"), &[claim], "核对原始结算单").unwrap();
        assert_eq!((undone.failed, desk.state(claim)), (vec![], "submitted"));
        assert_eq!(file(desk), Filing::default());
        // The clerk who filed it approves nothing, the others do.
        desk.review(claim);
        desk.approve(claim);
        assert_eq!(desk.state(claim), "approved");
        audited(desk);
    }

    fn who_filed_what_a_rule_approved_takes_no_part_in_its_payment(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let claim = filed_one(desk);
        desk.identify(&["clerk", "accountant"], "430102198001010018");
        let mut accountant = desk.session("accountant");
        let own = batches::create(&mut accountant, UNIT_A, Channel::MemberBank, FUND, ID);
        assert_eq!(own.unwrap_err().code(), "second-operator");
        assert_eq!(desk.state(claim), "approved");
    }

    fn a_benefit_is_paid_from_the_mutual_aid_fund_and_never_from_union_funds(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let claim = filed_one(desk);
        assert_eq!(desk.claim(claim).state.approval().unwrap().source, FUND);
        let mut accountant = desk.session("accountant");
        let union = FundSource::new("union");
        let other = batches::create(&mut accountant, UNIT_A, Channel::MemberBank, union, ID);
        assert_eq!(other.unwrap_err().code(), "nothing");
        batches::create(&mut accountant, UNIT_A, Channel::MemberBank, FUND, ID).unwrap();
        audited(desk);
    }

    fn without_money_or_for_the_own_family_the_rule_approves_nothing_and_says_why(desk) {
        open(desk);
        enrol(desk, &[1]);
        storage::execute_raw(&mut desk.open(), "UPDATE budgets SET total_fen = 0").unwrap();
        receive(desk, &[STAY.settle()]);
        let filing = file(desk);
        let codes: Vec<&str> = filing.left.iter().map(|(_, refusal)| refusal.code).collect();
        assert_eq!((codes, filing.approved), (vec!["budget-short"], vec![]));
        assert_eq!(desk.state(filing.filed[0]), "submitted");
        // The next run approves it once there is money, whoever files nothing new.
        storage::execute_raw(&mut desk.open(), "UPDATE budgets SET total_fen = 100000000").unwrap();
        assert_eq!(file(desk).approved, filing.filed);
    }

    fn without_an_open_year_or_an_account_nothing_is_paid_and_it_is_said_why(desk) {
        let member = people::member(1);
        let row = format!("{UNIT_A},{},{},pinghu-2025,50.00", member.name, member.id);
        roster(desk, "工会代码,会员姓名,会员身份证号,互助方案,缴费金额", &[row]);
        receive(desk, &[STAY.settle()]);
        assert_eq!(refused(desk), [("pinghu-2025/33/S1".to_owned(), "no-period")]);
        open(desk);
        let claim = filed_one(desk);
        assert_eq!(desk.stored(claim), (Verdict::Review, vec!["account-missing".to_owned()]));
    }

    fn a_sum_changed_behind_the_systems_back_is_not_paid_and_the_audit_names_it(desk) {
        open(desk);
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        let bad = |desk: &Desk| audit::verify(&mut desk.session("auditor")).unwrap().first_bad;
        let raw = |sql: &str| storage::execute_raw(&mut desk.open(), sql).unwrap();
        let unproved = [("pinghu-2025/33/S1".to_owned(), "entitlement-unproved")];
        raw("UPDATE entitlements SET sum_fen = 999900, base_fen = 9999900");
        assert_eq!(refused(desk), unproved);
        let place = bad(desk).and_then(|bad| bad.record).expect("a record");
        assert_eq!((place.table.as_str(), place.field), ("entitlements", Some("base_fen")));
        // Whoever invents a posting as well is seen by the messages, which nobody without the key can write.
        raw("INSERT INTO entitlement_postings SELECT subject_id, receipt_id, programme, entry_key, 661900, receipt_id, at, made_by, told_fen FROM entitlement_postings");
        assert_eq!(refused(desk), unproved);
        assert!(bad(desk).is_some());
        raw("UPDATE entitlements SET sum_fen = 0");
        assert_eq!(file(desk), Filing::default(), "there is no claim to take back");
        assert!(bad(desk).is_some());
    }
}
