//! What hospitals gave members at once is paid to them, on accounts that two operators put in force.

use super::*;
use crate::messages::claims::{agree, file, open, open_year};
use crate::office::{exported, sealed_of};
use domain::batch::Channel;
use domain::decision::Verdict;
use domain::year::BenefitYear;
use workflow::analysis::{Grain, analysis};
use workflow::audit;
use workflow::messages::MessageAnswer;
use workflow::payments::batches::Format;
use workflow::payments::institutions;
use workflow::proposals::InstitutionChange;

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);
const LATER: Bill = Bill::new(1, "S2", "V2", 5, 10_000);
pub(super) const ACCOUNT: &str = "43050178360800000123";

pub(super) fn put(desk: &Desk, account: &str) {
    let change = InstitutionChange {
        programme: ID.to_owned(),
        code: "H43010000001".to_owned(),
        name: "平湖市第一医院".to_owned(),
        bank: "中国建设银行".to_owned(),
        account: account.to_owned(),
        from: "2017-01-01".parse().unwrap(),
        until: None,
    };
    agree(desk, institutions::set(&mut desk.session("admin"), change));
}

/// The hospital waits for the answer.
pub(super) fn at_counter(desk: &Desk, bill: Bill) -> MessageAnswer {
    told_at_counter(desk, &from_hospital(bill))
}

fn told_at_counter(desk: &Desk, text: &str) -> MessageAnswer {
    let incoming = Incoming {
        text: text.to_owned(),
        origin: Origin::Counter,
    };
    let taken = messages::receive(&mut desk.session("clerk"), ID, &[incoming]).unwrap();
    taken[0].answer.clone()
}

fn methods(desk: &Desk) -> Vec<String> {
    let filed = file(desk).filed;
    filed
        .iter()
        .map(|claim| desk.claim(*claim).method.to_string())
        .collect()
}

pub(super) fn from_hospital(bill: Bill) -> String {
    let text = bill.settle();
    format!(
        r#"{},"fixmedins_code":"H43010000001"}}"#,
        text.trim_end_matches('}')
    )
}

at_both! {
    fn what_a_hospital_gave_at_once_is_paid_to_it_and_not_to_the_member(desk) {
        open(desk);
        enrol(desk, &[1]);
        put(desk, ACCOUNT);
        assert!(at_counter(desk, STAY).line.is_some());
        assert!(at_counter(desk, STAY).line.is_some(), "asked again, it is told again");
        // Nobody waited for this answer, so nothing was given.
        receive(desk, &[from_hospital(LATER)]);
        assert_eq!(methods(desk), ["statement", "card"]);
        let batch = sealed_of(desk, ID, Channel::Institution);
        let written = std::fs::read_to_string(exported(desk, batch, Format::Csv).path).unwrap();
        assert!(written.contains("平湖市第一医院") && written.contains(ACCOUNT));
        assert_eq!(written.matches(&people::member(1).name).count(), 2, "the member is named, and owns no account");
        let to_member = sealed_of(desk, ID, Channel::MemberBank);
        let written = std::fs::read_to_string(exported(desk, to_member, Format::Csv).path).unwrap();
        assert!(written.contains(&people::card(2)) && !written.contains(ACCOUNT));
        let days = ("2025-01-01".parse().unwrap(), "2025-12-31".parse().unwrap());
        let year = analysis(&mut desk.session("auditor"), ID, days, Grain::Year).unwrap();
        let [hospital] = year.institutions.as_slice() else { panic!("{:?}", year.institutions) };
        assert_eq!((hospital.name.as_deref(), hospital.persons, hospital.person_times), (Some("平湖市第一医院"), 1, 2));
        assert_eq!(hospital.paid_out, year.total.paid_out);
        audited(desk);
    }

    fn what_a_hospital_was_not_told_to_give_goes_to_the_member(desk) {
        open(desk);
        put(desk, ACCOUNT);
        assert_eq!(at_counter(desk, STAY).line, None, "who is on no roster is given nothing");
        enrol(desk, &[1]);
        // It came before and is on its way to the card: whoever asks at the counter must not give it as well.
        receive(desk, &[from_hospital(LATER)]);
        let again = at_counter(desk, LATER);
        assert_eq!((again.line, again.findings[0].code.as_str()), (None, "on-its-way"));
        assert_eq!(methods(desk), ["card", "card"]);
        audited(desk);
    }

    fn a_sum_for_a_listed_illness_waits_for_people_and_goes_to_the_member(desk) {
        open_year(desk, BenefitYear::new(2017));
        put(desk, ACCOUNT);
        let member = people::member(1);
        let row = format!(
            "{UNIT_A},{},{},hunan-2017,住院医疗互助、女职工特殊疾病互助,70.00,中国建设银行,{}",
            member.name,
            member.id,
            people::card(2)
        );
        let header = "工会代码,会员姓名,会员身份证号,互助方案,参加项目,缴费金额,开户银行,银行卡号";
        roster(desk, header, &[row]);
        let stay = r#""infno":"2304","dise_codg":"C50.900","inscp_scp_amt":"10000.00","hifp_pay":"0.00","hifob_pay":"0.00","cvlserv_pay":"0.00","begndate":"2017-02-01""#;
        let text = from_hospital(STAY).replace("2025-", "2017-");
        let text = text.replacen('{', &format!("{{{stay},"), 1);
        let told = told_at_counter(desk, &text);
        // 5,000 at 30 % and 5,000 at 35 %; the 10,000 of the illness are not the hospital's to give.
        let line = told.line.map(|(chinese, _)| chinese);
        assert_eq!(line.as_deref(), Some("总工会补助 3,250.00 元"), "{:?}", told.findings);
        assert!(told.findings.iter().any(|one| one.code == "settlement-listed-illness"));
        let filed = file(desk).filed;
        let claims: Vec<_> = filed.iter().map(|claim| desk.claim(*claim)).collect();
        let of = |n: usize| (claims[n].method.to_string(), claims[n].claimed);
        assert_eq!(of(0), ("statement".to_owned(), Fen::new(325_000)));
        assert_eq!(of(1), ("card".to_owned(), Fen::new(1_000_000)));
        // The scheme names no sum below which nobody has to decide.
        let reasons = ["settlement-doubtful", "no-limit"].map(str::to_owned);
        assert_eq!(desk.stored(filed[1]), (Verdict::Review, reasons.to_vec()));
        audited(desk);
    }

    fn where_another_sum_stands_than_the_hospital_gave_people_decide(desk) {
        open(desk);
        enrol(desk, &[1]);
        put(desk, ACCOUNT);
        at_counter(desk, STAY);
        let trigger = match desk.engine() {
            Engine::Sqlite => "DROP TRIGGER entitlement_postings_no_update",
            Engine::Postgres => "DROP TRIGGER entitlement_postings_append_only ON entitlement_postings",
        };
        storage::execute_raw(&mut desk.open(), trigger).unwrap();
        for table in ["entitlements", "entitlement_postings"] {
            storage::execute_raw(&mut desk.open(), &format!("UPDATE {table} SET told_fen = 100")).unwrap();
        }
        let claim = file(desk).filed[0];
        assert_eq!(desk.claim(claim).method.to_string(), "statement");
        assert_eq!(desk.stored(claim), (Verdict::Review, vec!["settlement-doubtful".to_owned()]));
        let bad = audit::verify(&mut desk.session("auditor")).unwrap().first_bad.unwrap();
        let place = bad.record.unwrap();
        assert_eq!((place.table.as_str(), place.field), ("messages", Some("entitlement_postings.amount_fen")));
    }

    fn what_a_hospital_was_told_cannot_be_changed_unseen(desk) {
        open(desk);
        enrol(desk, &[1]);
        put(desk, ACCOUNT);
        at_counter(desk, STAY);
        storage::execute_raw(&mut desk.open(), "UPDATE entitlements SET told_fen = NULL").unwrap();
        let filing = file(desk);
        assert_eq!((filing.filed, filing.refused[0].1.code), (vec![], "entitlement-unproved"));
        let bad = audit::verify(&mut desk.session("auditor")).unwrap().first_bad.unwrap();
        let place = bad.record.unwrap();
        assert_eq!((place.table.as_str(), place.field), ("entitlements", Some("told_fen")));
    }

    fn an_account_changed_behind_the_systems_back_is_named_by_the_audit(desk) {
        put(desk, ACCOUNT);
        audited(desk);
        let again = institutions::list(&mut desk.session("auditor"), Some(ID)).unwrap();
        assert_eq!(again[0].account, ACCOUNT);
        storage::execute_raw(&mut desk.open(), "UPDATE institutions SET account = '62170000000000000000'").unwrap();
        let bad = audit::verify(&mut desk.session("auditor")).unwrap().first_bad.unwrap();
        let place = bad.record.unwrap();
        assert_eq!((place.table.as_str(), place.field), ("institutions", Some("account")));
    }
}
