//! A site's own schemes: a file of theirs, decided as the terms of a year.

use super::claims::{agree, file, open_year};
use super::*;
use domain::year::BenefitYear;
use mutual_aid::scheme;
use workflow::proposals::periods;

const STAY: Bill = Bill::new(1, "S1", "V1", 0, 10_000);
const YEAR: BenefitYear = BenefitYear::new(2025);
const HEADER: &str = "工会代码,会员姓名,会员身份证号,互助方案,缴费金额,个人缴费,开户银行,银行卡号";

/// Pinghu's scheme as a federation elsewhere would have it: another name, and more in its first row.
fn own() -> String {
    scheme::SHIPPED
        .replace("pinghu-2025", "zhuzhou-2025")
        .replacen("rate_bp = 2000", "rate_bp = 3000", 1)
}

fn enrolled(desk: &Desk, scheme: &str) -> (usize, usize) {
    let (member, card) = (people::member(1), people::card(2));
    let row = format!(
        "{UNIT_A},{},{},{scheme},50.00,1.00,中国建设银行,{card}",
        member.name, member.id
    );
    let report = roster(desk, HEADER, &[row]);
    (report.accepted, report.refused)
}

at_both! {
    fn a_sites_own_schemes_count_for_the_year_they_were_decided_for_and_no_others(desk) {
        let created = periods::create(&mut desk.session("admin"), ID, YEAR, Some(&own()));
        agree(desk, created);
        let opened = periods::open(&mut desk.session("admin"), ID, YEAR);
        agree(desk, opened);
        assert_eq!(enrolled(desk, "pinghu-2025"), (0, 1));
        assert_eq!(enrolled(desk, "zhuzhou-2025"), (1, 0));
        // 30 % of 600 to 5,000 and 50 % of 5,000 to 10,000.
        assert_eq!(told(desk, STAY.settle()), (MessageState::Benefit, Fen::new(382_000)));
        let filing = file(desk);
        assert_eq!((filing.approved.len(), filing.refused), (1, vec![]));
        // The years without a period are as shipped, and no year takes an id of another.
        assert_eq!(enrolled(desk, "pinghu-2026"), (0, 1));
        let twice = own().replace("2025-", "2026-");
        let twice = periods::create(&mut desk.session("admin"), ID, YEAR.next(), Some(&twice));
        assert_eq!(twice.unwrap_err().code(), "parameters");
        audited(desk);
    }

    fn what_people_take_part_in_keeps_its_terms_when_the_year_is_decided(desk) {
        assert_eq!(enrolled(desk, "pinghu-2025"), (1, 0));
        assert_eq!(told(desk, STAY.settle()), (MessageState::Benefit, Fen::new(338_000)));
        for changed in [own(), scheme::SHIPPED.replacen("rate_bp = 2000", "rate_bp = 3000", 1)] {
            let created = periods::create(&mut desk.session("admin"), ID, YEAR, Some(&changed));
            assert_eq!(created.unwrap_err().code(), "scheme-in-use");
        }
        open_year(desk, YEAR);
        assert_eq!(file(desk).approved.len(), 1);
        audited(desk);
    }

    fn terms_changed_behind_the_systems_back_pay_nothing(desk) {
        let created = periods::create(&mut desk.session("admin"), ID, YEAR, Some(&own()));
        agree(desk, created);
        let opened = periods::open(&mut desk.session("admin"), ID, YEAR);
        agree(desk, opened);
        assert_eq!(enrolled(desk, "zhuzhou-2025"), (1, 0));
        let change = |from: &str, to: &str, digest: &str| {
            let sql = format!("UPDATE periods SET params = REPLACE(params, 'rate_bp = {from}', 'rate_bp = {to}'), digest = {digest}");
            storage::execute_raw(&mut desk.open(), &sql).unwrap();
        };
        // What was read before stands by its digest, so it has to change as well to be seen at all.
        change("3000", "9000", "'x' || digest");
        let incoming = [Incoming { text: STAY.settle(), origin: Origin::Single }];
        let refused = messages::receive(&mut desk.session("clerk"), ID, &incoming);
        assert_eq!(refused.unwrap_err().code(), "record-altered");
        assert_eq!(stands(desk), 0);
        change("9000", "3000", "SUBSTR(digest, 2)");
        assert_eq!(told(desk, STAY.settle()), (MessageState::Benefit, Fen::new(382_000)));
        audited(desk);
    }

    fn a_scheme_that_cannot_be_is_refused_with_scheme_and_row(desk) {
        let gap = own().replacen("from_fen = 500000, to_fen", "from_fen = 600000, to_fen", 1);
        let refused = periods::create(&mut desk.session("admin"), ID, YEAR, Some(&gap));
        let words = refused.unwrap_err().words();
        assert_eq!(&*words.zh, "互助方案 zhuzhou-2025 的待遇 hospital：第1档与第2档在 5,000.00 元处有空档。");
        assert!(words.en.contains("rows 1 and 2 leave a gap at 5,000.00 yuan"), "{}", words.en);
    }
}
