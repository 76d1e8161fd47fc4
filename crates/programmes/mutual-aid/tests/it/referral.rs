//! What sets a referral slip off.

use chrono::NaiveDate;
use mutual_aid::referral::{Event, Thresholds, Trigger, triggers};
use mutual_aid::scheme;

use crate::scheme_cases::yuan;

fn shipped() -> Thresholds {
    scheme::thresholds(scheme::SHIPPED).unwrap().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn event(id: &str, visit: &str, on: &str, own: &str, benefit: &str) -> Event {
    Event {
        settlement: id.to_owned(),
        visit: visit.to_owned(),
        day: day(on),
        own_cost: yuan(own),
        benefit: yuan(benefit),
    }
}

fn own(step: &str, sum: &str) -> Trigger {
    Trigger::OwnCost {
        step: yuan(step),
        sum: yuan(sum),
    }
}

#[test]
fn a_single_benefit_of_the_threshold_is_a_trigger_and_a_fen_less_is_none() {
    let with = |benefit: &str| {
        triggers(
            &[event("S1", "V1", "2025-02-03", "1000", benefit)],
            &shipped(),
        )
    };
    assert_eq!(with("4999.99"), []);
    let payment = Trigger::Payment {
        settlement: "S1".to_owned(),
        day: day("2025-02-03"),
        sum: yuan("5000"),
    };
    assert_eq!(with("5000"), [payment]);
}

#[test]
fn own_cost_is_cumulated_and_each_step_is_one_trigger() {
    let mut events = vec![event("S1", "V1", "2025-02-03", "19999.99", "0")];
    assert_eq!(triggers(&events, &shipped()), []);
    events.push(event("S2", "V2", "2025-09-03", "0.01", "0"));
    assert_eq!(triggers(&events, &shipped()), [own("20000", "20000")]);
    events.push(event("S3", "V3", "2025-12-31", "30000", "0"));
    let both = [own("20000", "50000"), own("50000", "50000")];
    assert_eq!(triggers(&events, &shipped()), both);
    // It is known by its step, so that more cost is not another trigger.
    assert_eq!(own("20000", "50000").key(), own("20000", "20000").key());
}

#[test]
fn three_stays_in_ninety_days_are_a_trigger_and_parts_of_one_stay_are_one_stay() {
    let stays = |third: &str| {
        triggers(
            &[
                event("S1", "V1", "2025-01-01", "1", "0"),
                event("S2", "V2", "2025-02-01", "1", "0"),
                event("S3", "V3", third, "1", "0"),
            ],
            &shipped(),
        )
    };
    let trigger = Trigger::Stays { count: 3, days: 90 };
    assert_eq!(stays("2025-03-31"), [trigger], "the ninetieth day");
    assert_eq!(stays("2025-04-01"), []);
    let parts = ["S1", "S2", "S3"].map(|id| event(id, "V1", "2025-01-01", "1", "0"));
    assert_eq!(triggers(&parts, &shipped()), []);
}

#[test]
fn triggers_do_not_depend_on_the_order_of_settlements() {
    let mut events = vec![
        event("S1", "V1", "2025-01-01", "15000", "6000"),
        event("S2", "V2", "2025-02-01", "6000", "5000"),
        event("S3", "V3", "2025-03-01", "1", "0"),
    ];
    let there = triggers(&events, &shipped());
    events.reverse();
    assert_eq!(triggers(&events, &shipped()), there);
    assert_eq!(there.len(), 4);
}

#[test]
fn a_threshold_of_nothing_or_without_a_source_is_refused() {
    for (good, bad) in [
        (
            "at_fen = 500000, source = \"本地默认",
            "at_fen = 0, source = \"本地默认",
        ),
        ("count = 3", "count = 1"),
        (
            "days = 90, source = \"本地默认",
            "days = 90, source = \" \" # \"本地默认",
        ),
    ] {
        assert!(scheme::SHIPPED.contains(good), "{good}");
        let text = scheme::SHIPPED.replacen(good, bad, 1);
        assert!(scheme::thresholds(&text).is_err(), "{bad}");
    }
}
