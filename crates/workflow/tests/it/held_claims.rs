//! A hold ends by itself: the list, its count, its filter and the home screen agree about it.

use chrono::{Days, NaiveDate};
use domain::claim::{HoldUntil, StateName};
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::review::decide;
use workflow::views::claims::{ClaimFilter, count, lot, page, total};
use workflow::views::{claim_detail, home};

/// The claims that a filter by state finds on a day, by what their rows show.
fn found(desk: &Desk, states: &[StateName], day: NaiveDate) -> Vec<StateName> {
    let mut session = desk.session_on("reviewer", day);
    let filter = ClaimFilter {
        states: states.to_vec(),
        ..ClaimFilter::default()
    };
    let rows = page(&mut session, &filter, None, 50).unwrap().rows;
    let counted = count(&mut session, &filter).unwrap();
    assert_eq!(counted.to_string(), rows.len().to_string());
    assert_eq!(lot(&mut session, &filter).unwrap().len(), rows.len());
    let sum: i64 = rows.iter().map(|row| row.payable.get()).sum();
    let (number, payable) = total(&mut session, &filter).unwrap();
    assert_eq!(
        (number, payable.get()),
        (i64::try_from(rows.len()).unwrap(), sum)
    );
    rows.iter().map(|row| row.state).collect()
}

fn on_home(desk: &Desk, day: NaiveDate) -> Vec<(StateName, i64)> {
    let view = home::show(&mut desk.session_on("reviewer", day)).unwrap();
    view.states
        .iter()
        .map(|(state, claims, _)| (*state, *claims))
        .collect()
}

both_engines! {
    fn a_hold_whose_day_has_come_is_undecided_in_list_count_and_filter(desk) {
        use StateName::{Held, Submitted};
        let claims = [1, 2, 3].map(|n| desk.file_claim(&ClaimSpec::of(n)));
        let day = desk.today.checked_add_days(Days::new(5)).unwrap();
        let mut reviewer = desk.session("reviewer");
        decide::hold(&mut reviewer, &[claims[0]], Some(day), "等待更正").unwrap();
        decide::hold(&mut reviewer, &[claims[1]], None, "等待名额").unwrap();
        assert!(matches!(desk.claim(claims[1]).state, domain::claim::ClaimState::Held { until: HoldUntil::SlotFree, .. }));
        let before = day.pred_opt().unwrap();

        assert_eq!(found(desk, &[Held], before), [Held, Held]);
        assert_eq!(found(desk, &[Submitted], before), [Submitted]);
        assert_eq!(found(desk, &[Held], day), [Held]);
        assert_eq!(found(desk, &[Submitted], day), [Submitted, Submitted]);
        assert_eq!(found(desk, &[Submitted, Held], day).len(), 3);
        assert_eq!(found(desk, &[StateName::Approved], day), []);

        let shown = claim_detail::show(&mut desk.session_on("reviewer", day), claims[0], workflow::views::Lang::Zh).unwrap();
        assert_eq!(shown.row.state, Submitted);
        assert_eq!(on_home(desk, before), [(Submitted, 1), (Held, 2)]);
        assert_eq!(on_home(desk, day), [(Submitted, 2), (Held, 1)]);
    }
}
