//! What is answered to one message, through the seam the kernel uses.

use domain::fen::Fen;
use domain::lang::Lang;
use mutual_aid::feed::SettlementFeed;
use policy::messages::{Message, MessageAnswer, MessageFeed, MessageState, Origin, TakesPart};
use rows::Texts;

use crate::desk::Bill;

const DAY: &str = "2025-02-04";

fn messages(texts: &[String]) -> Vec<Message<'_>> {
    texts
        .iter()
        .map(|text| Message {
            text,
            origin: Origin::Single,
            on: DAY.parse().unwrap(),
        })
        .collect()
}

fn part(scheme: &str, plan: &str) -> TakesPart {
    TakesPart {
        scheme: scheme.to_owned(),
        plan: plan.to_owned(),
        from: None,
        to: None,
        shares: 1,
    }
}

fn told(texts: &[String], parts: &[TakesPart]) -> MessageAnswer {
    SettlementFeed::shipped(Some("330482"))
        .weigh(&messages(texts), parts)
        .answer
}

fn sentences(answer: &MessageAnswer, lang: Lang) -> Vec<String> {
    let texts = Texts::new([mutual_aid::findings::ALL]);
    let findings = answer.findings.iter();
    findings
        .map(|finding| texts.render(finding, lang))
        .collect()
}

#[test]
fn the_last_message_is_answered_with_what_stands_of_its_settlement() {
    let pinghu = [part("pinghu-2025", "hospital")];
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let answer = told(&[bill.settle()], &pinghu);
    assert_eq!(answer.about.as_deref(), Some("S1"));
    assert_eq!(answer.state, MessageState::Benefit);
    assert_eq!(
        (answer.base, answer.sum),
        (Some(Fen::new(1_000_000)), Fen::new(338_000))
    );
    assert_eq!(answer.line.unwrap().0, "总工会补助 3,380.00 元");
    let back = told(&[bill.settle(), bill.cancel_negative("R1")], &pinghu);
    assert_eq!(back.about.as_deref(), Some("S1"));
    assert_eq!((back.state, back.sum), (MessageState::Reversed, Fen::ZERO));
    assert_eq!(back.line, None);
    let alone = told(&[bill.cancel_negative("R1")], &pinghu);
    assert_eq!(alone.about.as_deref(), Some("R1"));
    assert_eq!(alone.state, MessageState::Waiting);
    assert_eq!(
        sentences(&alone, Lang::Zh),
        ["撤销已收到，但没有收到原结算，等待原结算；在此之前不付不退。"]
    );
}

#[test]
fn who_takes_no_part_is_answered_nothing_and_told_so() {
    let answer = told(&[Bill::new("S1", "V1", 0, 10_000).settle()], &[]);
    assert_eq!((answer.state, answer.sum), (MessageState::None, Fen::ZERO));
    assert_eq!(
        sentences(&answer, Lang::En),
        ["No roster says that this person takes part; nothing is paid."]
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    let feed = SettlementFeed::shipped(None);
    let text = r#"{"setl_id":"S2","psn_no":"3","medfee_sumamt":1.005}"#.to_owned();
    let refused = feed.hear(messages(&[text])[0]).unwrap_err();
    assert_eq!(
        sentences(&MessageAnswer::refused(refused), Lang::En),
        [
            "The field total cost (medfee_sumamt) has more than two decimals; there is no part of a fen. Check it and send the message again."
        ]
    );
}

#[test]
fn messages_that_say_the_same_are_the_same_and_those_of_a_stay_share_a_key() {
    let feed = SettlementFeed::shipped(Some("330482"));
    let bill = Bill::new("S1", "V1", 0, 10_000);
    let other = Bill::new("S2", "V1", 9, 20);
    let (settle, again) = (bill.settle(), format!(" {} ", bill.settle()));
    let texts = [settle, again, other.settle(), bill.cancel_answer("R1")];
    let heard: Vec<_> = messages(&texts)
        .into_iter()
        .map(|message| feed.hear(message).unwrap())
        .collect();
    assert_eq!(heard[0], heard[1]);
    assert_ne!(heard[0].content, heard[2].content);
    for heard in &heard {
        let visits: Vec<&str> = heard
            .keys
            .iter()
            .filter(|key| key.kind == "visit")
            .map(|key| key.value.as_str())
            .collect();
        assert_eq!(visits, ["33/V1"], "{heard:?}");
    }
    assert_eq!(
        heard[0].known_as.as_deref(),
        Some("33/43000000000000000001")
    );
}

#[test]
fn two_schemes_of_one_year_are_paid_one_after_the_other() {
    let text = r#"{"setl_id":"S1","mdtrt_id":"V1","psn_no":"1","insutype":"310","setl_time":"2022-02-03 00:00:00","medfee_sumamt":25000,"psn_cash_pay":25000}"#;
    let parts = [part("changsha-second-2022", "second")];
    let weighed = SettlementFeed::shipped(None).weigh(&messages(&[text.to_owned()]), &parts);
    assert_eq!(weighed.answer.sum, Fen::new(200_000));
    assert_eq!(weighed.entitlements.len(), 1);
    assert_eq!(weighed.entitlements[0].key, "changsha-second-2022//S1");
}

#[test]
fn cover_begins_with_the_day_of_joining_and_ends_with_the_day_of_leaving() {
    let bill = Bill::new("S1", "V1", 0, 10_000).settle();
    for (from, to, pays) in [
        (None, None, true),
        (Some("2025-02-03"), Some("2025-02-03"), true),
        (Some("2025-02-04"), None, false),
        (None, Some("2025-02-02"), false),
    ] {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let part = TakesPart {
            from: day(from),
            to: day(to),
            ..part("pinghu-2025", "hospital")
        };
        let answer = told(std::slice::from_ref(&bill), &[part]);
        assert_eq!(answer.sum > Fen::ZERO, pays, "{from:?} {to:?}");
    }
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
