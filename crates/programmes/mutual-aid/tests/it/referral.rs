//! When a referral slip is opened, and which way it goes.

use domain::fen::Fen;
use mutual_aid::referral::{Event, Stage, Thresholds, Trigger, fresh, triggers};

use crate::scheme_cases::yuan;

fn event(id: &str, visit: &str, day: &str, own: &str, benefit: &str) -> Event {
    Event {
        settlement: id.to_owned(),
        visit: visit.to_owned(),
        day: day.parse().unwrap(),
        own_cost: yuan(own),
        benefit: yuan(benefit),
    }
}

fn own(threshold_fen: i64) -> Trigger {
    Trigger::OwnCost { threshold_fen }
}

#[test]
fn a_single_benefit_of_the_threshold_is_a_trigger_and_a_fen_less_is_none() {
    let with = |benefit: &str| {
        triggers(
            &[event("S1", "V1", "2025-02-03", "1000", benefit)],
            &Thresholds::default(),
        )
    };
    assert_eq!(with("4999.99"), []);
    let payment = Trigger::Payment {
        settlement: "S1".to_owned(),
        threshold_fen: 500_000,
    };
    assert_eq!(with("5000"), [payment]);
}

#[test]
fn own_cost_is_cumulated_and_each_step_is_one_trigger() {
    let mut events = vec![event("S1", "V1", "2025-02-03", "19999.99", "0")];
    assert_eq!(triggers(&events, &Thresholds::default()), []);
    events.push(event("S2", "V2", "2025-09-03", "0.01", "0"));
    assert_eq!(triggers(&events, &Thresholds::default()), [own(2_000_000)]);
    events.push(event("S3", "V3", "2025-12-31", "30000", "0"));
    assert_eq!(
        triggers(&events, &Thresholds::default()),
        [own(2_000_000), own(5_000_000)]
    );
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
            &Thresholds::default(),
        )
    };
    let trigger = Trigger::Stays {
        visit: "V3".to_owned(),
        stays: 3,
    };
    assert_eq!(stays("2025-03-31"), [trigger], "the ninetieth day");
    assert_eq!(stays("2025-04-01"), []);
    let parts = ["S1", "S2", "S3"].map(|id| event(id, "V1", "2025-01-01", "1", "0"));
    assert_eq!(triggers(&parts, &Thresholds::default()), []);
}

#[test]
fn new_triggers_are_appended_to_the_open_slip_and_old_ones_are_not_told_again() {
    let all = vec![own(2_000_000), own(5_000_000)];
    assert_eq!(fresh(all.clone(), &[own(2_000_000)]), [own(5_000_000)]);
    assert_eq!(fresh(all.clone(), &all), []);
}

#[test]
fn triggers_do_not_depend_on_the_order_of_settlements() {
    let mut events = vec![
        event("S1", "V1", "2025-01-01", "15000", "6000"),
        event("S2", "V2", "2025-02-01", "6000", "5000"),
        event("S3", "V3", "2025-03-01", "1", "0"),
    ];
    let there = triggers(&events, &Thresholds::default());
    events.reverse();
    assert_eq!(triggers(&events, &Thresholds::default()), there);
    assert_eq!(there.len(), 4);
    assert_eq!(
        events.iter().map(|e| e.own_cost.get()).sum::<i64>(),
        Fen::new(2_100_100).get()
    );
}

#[test]
fn a_slip_goes_from_detected_to_closed_and_skips_nothing() {
    for stage in Stage::ALL {
        assert!(stage.next().iter().all(|next| next > stage), "{stage}");
        assert_eq!(stage.next().is_empty(), *stage == Stage::Closed);
    }
    assert_eq!(Stage::Visited.next(), [Stage::HelpDecided, Stage::NoNeed]);
    assert!(
        !Stage::Received.next().contains(&Stage::HelpDecided),
        "nobody decides without a visit"
    );
    let day = |text: &str| text.parse().unwrap();
    assert!(Stage::Received.is_overdue(day("2025-03-01"), day("2025-03-02")));
    assert!(!Stage::Received.is_overdue(day("2025-03-01"), day("2025-03-01")));
    assert!(!Stage::Closed.is_overdue(day("2025-03-01"), day("2026-03-02")));
}
