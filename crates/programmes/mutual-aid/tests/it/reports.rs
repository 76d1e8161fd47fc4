//! What is printed for one message.

use domain::lang::Lang;
use mutual_aid::account::Account;
use mutual_aid::message::{Origin, read};
use mutual_aid::report::Report;

use crate::desk::{Bill, terms};
use crate::message_cases::context;
use crate::scheme_cases::shipped;

fn told(account: &mut Account, text: &str, lang: Lang) -> String {
    let reading = read(text, &context(Origin::Message));
    let report = match reading.message.clone() {
        None => Report::refused(&reading, lang),
        Some(message) => {
            let answer = account.receive(message, &terms(shipped("pinghu-2025")));
            Report::answered(&reading, &answer, lang)
        }
    };
    serde_json::to_string(&report).unwrap()
}

#[test]
fn the_report_has_the_shape_that_stays() {
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let mut account = Account::default();
    assert_eq!(
        told(&mut account, &bill.settle(), Lang::Zh),
        r#"{"settlement":"S1","state":"benefit","base_fen":1000000,"benefit_fen":338000,"line":"总工会补助 3,380.00 元","findings":[]}"#
    );
    assert_eq!(
        told(&mut account, &bill.cancel_negative("R1"), Lang::Zh),
        r#"{"settlement":"S1","state":"reversed","base_fen":null,"benefit_fen":0,"line":null,"findings":[]}"#
    );
    assert_eq!(
        told(
            &mut account,
            r#"{"setl_id":"S2","psn_no":"3","medfee_sumamt":1.005}"#,
            Lang::En
        ),
        r#"{"settlement":null,"state":"refused","base_fen":null,"benefit_fen":0,"line":null,"findings":[{"code":"settlement-amount-fraction-of-fen","severity":"error","message":"The field total cost (medfee_sumamt) has more than two decimals; there is no part of a fen. Check it and send the message again."}]}"#
    );
    assert_eq!(
        told(
            &mut account,
            &Bill::new("S9", "V9", 0, 1).cancel_negative("R9"),
            Lang::Zh
        ),
        r#"{"settlement":"R9","state":"waiting","base_fen":null,"benefit_fen":0,"line":null,"findings":[{"code":"reversal-waits","severity":"review","message":"撤销已收到，但没有收到原结算，等待原结算；在此之前不付不退。"}]}"#
    );
}

#[test]
fn every_finding_has_a_chinese_sentence_and_an_english_one() {
    let mut codes = Vec::new();
    for text in mutual_aid::findings::ALL {
        assert!(
            text.zh.ends_with('。') && text.en.ends_with('.'),
            "{}",
            text.code
        );
        codes.push(text.code);
    }
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}
