//! Who takes part decides what is paid, whichever comes first.

use super::claims::{file, open};
use super::*;
use crate::payments::tampering::tamper;

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);

at_both! {
    fn a_roster_that_comes_later_pays_what_was_settled_before(desk) {
        assert_eq!(told(desk, STAY.settle()), (MessageState::None, Fen::ZERO));
        assert_eq!(stands(desk), 0);
        let report = enrol(desk, &[1, 2]);
        assert_eq!((report.accepted, report.refused), (2, 0), "{:?}", report.findings);
        assert_eq!(stands(desk), 3_380);
        assert_eq!(told(desk, STAY.settle()), (MessageState::Benefit, Fen::new(338_000)));
        audited(desk);
    }

    fn a_roster_that_was_cut_off_is_finished_by_the_next_filing(desk) {
        open(desk);
        receive(desk, &[STAY.settle(), Bill::new(2, "S2", "V2", 0, 10_000).settle()]);
        // A message that cannot be read stops the weighing; the roster itself is in.
        let damage = |origin: &str| format!("UPDATE messages SET origin = '{origin}'");
        tamper(desk, "messages", &damage("?"));
        let member = |n| (people::member(n), people::card(2 * n));
        let row = |n| {
            let (member, card) = member(n);
            format!("{UNIT_A},{},{},pinghu-2025,50.00,中国建设银行,{card}", member.name, member.id)
        };
        let header = "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,开户银行,银行卡号";
        let stopped = try_roster(desk, header, &[row(1), row(2)]);
        assert_eq!(stopped.unwrap_err().code(), "database");
        assert_eq!(stands(desk), 0);
        tamper(desk, "messages", &damage("single"));
        assert_eq!(file(desk).approved.len(), 2);
        assert_eq!(stands(desk), 6_760);
        // Only once.
        assert_eq!(file(desk), workflow::messages::Filing::default());
        audited(desk);
    }

    fn hospitals_are_answered_while_a_rosters_people_are_weighed(desk) {
        // Held to the end, the keys of a large roster would be more than a server has room for.
        let row = |n| {
            let member = people::member(n);
            format!("{UNIT_A},{},{},pinghu-2025,50.00", member.name, member.id)
        };
        let rows: Vec<String> = (1..=201).map(row).collect();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("参加互助名册.csv");
        let text = format!("工会代码,会员姓名,会员身份证号,互助方案,缴费金额\n{}\n", rows.join("\n"));
        std::fs::write(&path, text).unwrap();
        let mut answered = 0;
        let mut progress = |at: imports::Progress| {
            if at.phase == imports::Phase::Reassessing && at.done > 0 {
                for member in [1, 150, 201] {
                    let (id, visit) = (["S1", "S2"][answered / 3], ["V1", "V2"][answered / 3]);
                    let (id, visit) = (format!("{id}-{member}"), format!("{visit}-{member}"));
                    let text = Bill { member, ..STAY }.settle().replace("S1", &id).replace("V1", &visit);
                    assert_eq!(told(desk, text).0, MessageState::Benefit);
                    answered += 1;
                }
            }
        };
        let mut session = desk.session("clerk");
        imports::run(&mut session, "participants", &path, &ImportOptions::of(ID), &mut progress).unwrap();
        assert_eq!(answered, 6);
        audited(desk);
    }

    fn the_same_roster_again_changes_nothing(desk) {
        enrol(desk, &[1]);
        let again = enrol(desk, &[1]);
        assert_eq!((again.unchanged, again.accepted), (1, 0));
    }

    fn a_day_of_leaving_takes_back_what_was_settled_after_it(desk) {
        enrol(desk, &[1]);
        receive(desk, &[STAY.settle()]);
        assert_eq!(stands(desk), 3_380);
        let member = people::member(1);
        let row = format!("{UNIT_A},{},{},pinghu-2025,50.00,2025-02-02", member.name, member.id);
        let header = "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,退出日期";
        let report = roster(desk, header, &[row]);
        assert_eq!(report.refused, 0, "{:?}", report.findings);
        assert_eq!(stands(desk), 0);
        audited(desk);
    }

    fn a_person_whom_only_the_hospitals_number_names_is_found_by_it(desk) {
        let member = people::member(1);
        let row = format!("{UNIT_A},{},{},pinghu-2025,50.00,P1", member.name, member.id);
        let header = "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,人员编号";
        assert_eq!(roster(desk, header, &[row]).refused, 0);
        let text = STAY.settle().replace(&member.id, "");
        assert_eq!(told(desk, text), (MessageState::Benefit, Fen::new(338_000)));
        audited(desk);
    }

    fn what_is_wrong_with_a_row_is_told_and_nothing_of_it_is_taken(desk) {
        let member = |n: u64| people::member(n);
        let rows = [
            format!("{UNIT_A},{},{},nowhere-2025,,50.00,1.00,,", member(1).name, member(1).id),
            format!("{UNIT_A},{},{},pinghu-2025,女职工,50.00,1.00,,", member(2).name, member(2).id),
            format!("{UNIT_A},{},{},pinghu-2025,,50.00,51.00,,", member(3).name, member(3).id),
            format!("{UNIT_A},{},{},pinghu-2025,,50.00,1.00,2025-03-01,2025-02-01", member(4).name, member(4).id),
            format!("HN999999-001,{},{},pinghu-2025,,50.00,1.00,,", member(5).name, member(5).id),
            format!("{UNIT_A},{},{},pinghu-2025,住院医疗互助,50.00,1.00,2025-02-01,", member(6).name, member(6).id),
        ];
        let header = "工会代码,会员姓名,会员身份证号,互助方案,参加项目,缴费金额,个人缴费,参加日期,退出日期";
        let report = roster(desk, header, &rows);
        assert_eq!((report.accepted, report.refused), (1, 5), "{:?}", report.findings);
        let codes: Vec<&str> = report.findings.iter().map(|one| one.code.as_str()).collect();
        for code in ["participant-plan-unknown", "participant-own-part-exceeds", "participant-left-before-joined", "unit-unknown"] {
            assert!(codes.contains(&code), "{code}: {codes:?}");
        }
    }
}
