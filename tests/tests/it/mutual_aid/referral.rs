//! A member whose settlements call for a look, from the hospital's message to the slip that comes back.

use super::settle::{command, joined, run};
use e2e::{Site, both_sites, list, number, text};
use rehearsal::people;

/// A stay that cost a member 20,000 yuan of their own.
fn large(site: &Site) {
    let number = people::member(1).id;
    let message = format!(
        r#"{{"setl_id":"S1","mdtrt_id":"V1","psn_no":"1","psn_cert_type":"01","certno":"{number}","insutype":"310","setl_time":"2025-02-03 00:00:00","medfee_sumamt":20000,"psn_cash_pay":20000,"acct_pay":0,"fulamt_ownpay_amt":0,"overlmt_selfpay":0}}"#
    );
    let file = site.file("large.json", message);
    let mut settle = command(site, &["settle"]);
    settle.stdin(std::fs::File::open(file).expect("the message just written"));
    let answer = site.finish(settle).ok();
    assert_eq!(number_of(&answer), 1_038_000, "{answer}");
}

fn number_of(answer: &serde_json::Value) -> i64 {
    number(&answer["benefit_fen"])
}

both_sites! {
    fn a_referral_slip_goes_from_the_settlement_to_the_visit_and_back(site: Site::office) {
        joined(site, 1);
        large(site);
        let listed = run(site, &["referral", "list"]).ok();
        let [slip] = list(&listed["slips"]) else { panic!("{listed}") };
        assert_eq!((text(&slip["stage"]), text(&slip["member"])), ("detected", people::member(1).name.as_str()));
        assert_eq!(list(&slip["triggers"]).len(), 2, "{slip}");
        let id = text(&slip["id"]);
        assert_eq!(run(site, &["referral", "receive", id]).fails(1), "state");
        let steps: [(&[&str], &str); 6] = [
            (&["issue", id], "issued"),
            (&["receive", id], "received"),
            (&["visit", id, "--on", "2025-12-01", "--visitor", "王安", "--visitor", "李平", "--findings", "收入不足"], "visited"),
            (&["decide", id, "--kind", "money", "--amount", "3000", "--fund", "困难帮扶资金"], "help-decided"),
            (&["return", id, "--signed-by", "赵主席"], "returned"),
            (&["close", id], "closed"),
        ];
        for (words, stage) in steps {
            let words: Vec<&str> = ["referral"].iter().chain(words).copied().collect();
            assert_eq!(text(&run(site, &words).ok()["stage"]), stage);
        }
        let shown = run(site, &["referral", "show", id]).ok();
        let events = list(&shown["events"]);
        let kinds: Vec<&str> = events.iter().map(|event| text(&event["kind"])).collect();
        assert_eq!(kinds, ["alarm", "alarm", "issue", "receive", "visit", "help", "return", "close"]);
        assert_eq!(number(&shown["help"]["amount_fen"]), 300_000);
        assert!(!shown.to_string().contains(&people::member(1).id), "numbers are masked");
        assert_eq!(list(&run(site, &["referral", "list"]).ok()["slips"]).len(), 0);
        assert_eq!(list(&run(site, &["referral", "list", "--closed"]).ok()["slips"]).len(), 1);
        let paper = site.path("slip.xlsx");
        let paper = paper.to_str().unwrap();
        run(site, &["referral", "print", id, "--out", paper]).ok();
        assert_eq!(run(site, &["referral", "print", id, "--out", paper]).fails(1), "exists");
        site.is_sound();
    }
}
