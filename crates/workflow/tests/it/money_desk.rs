//! The money desk: what is approved and in no batch, and all of it put into batches at one go.

use crate::office::{audited, sealed};
use child_premium::Method;
use domain::batch::Channel;
use domain::fen::Fen;
use test_support::{COUNTY_A, ClaimSpec, Desk, UNIT_A, UNIT_B, both_engines};
use workflow::WorkflowError;
use workflow::payments::batches::payable::{self, Collected, Payable, PayableFilter, sum_of};
use workflow::review::bulk::Expected;

fn listed(desk: &Desk, filter: &PayableFilter) -> Vec<Payable> {
    payable::payables(&mut desk.session("accountant"), filter).unwrap()
}

fn below(code: &str) -> PayableFilter {
    PayableFilter {
        unit: Some(code.to_owned()),
        ..PayableFilter::default()
    }
}

fn collect(
    desk: &Desk,
    filter: &PayableFilter,
    expected: Expected,
) -> Result<Collected, WorkflowError> {
    let mut told = Vec::new();
    let done = payable::collect_all(
        &mut desk.session("accountant"),
        filter,
        expected,
        &mut |done, of| told.push((done, of)),
    );
    assert!(
        told.windows(2).all(|pair| pair[0].0 < pair[1].0),
        "{told:?}"
    );
    done
}

both_engines! {
    fn everything_below_a_union_is_batched_by_one_word_and_nothing_twice(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2));
        desk.approved_claim(&ClaimSpec::of(3).mode(Method::Full));
        desk.approved_claim(&ClaimSpec::of(5).at(UNIT_B));
        let all = listed(desk, &PayableFilter::default());
        let told: Vec<(&str, Channel, i64)> = all
            .iter()
            .map(|one| (one.unit_code.as_str(), one.channel, one.expected.count))
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.contains(&(UNIT_A, Channel::MemberBank, 2)));
        assert!(told.contains(&(UNIT_A, Channel::Tax, 1)));
        let county = below(COUNTY_A);
        let sum = sum_of(&listed(desk, &county));
        assert_eq!(sum, Expected { count: 3, total: Fen::new(120_000) });

        // What was not seen is not batched.
        let less = Expected { count: 2, ..sum };
        assert!(matches!(collect(desk, &county, less), Err(WorkflowError::Expectation { .. })));
        let done = collect(desk, &county, sum).unwrap();
        assert_eq!((done.made.len(), done.refused.len()), (2, 0));
        let batched: i64 = done.made.iter().map(|draft| draft.total.get()).sum();
        assert_eq!(batched, sum.total.get());
        // Nothing is left below the county, and the other one's money is untouched.
        assert_eq!(listed(desk, &county), []);
        let nothing = collect(desk, &county, Expected::default()).unwrap();
        assert_eq!(nothing, Collected::default());
        let rest = listed(desk, &PayableFilter::default());
        assert_eq!(rest.iter().map(|one| one.unit_code.as_str()).collect::<Vec<_>>(), [UNIT_B]);
        assert_eq!(audited(desk).first_bad, None);
    }

    fn money_of_whom_a_case_contests_is_told_and_not_batched(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2));
        desk.file_claim(&ClaimSpec::of(1).by_spouse());
        let [one] = listed(desk, &PayableFilter::default()).try_into().unwrap();
        assert_eq!((one.expected.count, one.contested), (1, 1));
        let done = collect(desk, &PayableFilter::default(), one.expected).unwrap();
        assert_eq!(done.made[0].count, 1);
        let [left] = listed(desk, &PayableFilter::default()).try_into().unwrap();
        assert_eq!((left.expected.count, left.contested), (0, 1));
    }

    fn what_one_union_cannot_batch_stops_no_other(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        desk.approved_claim(&ClaimSpec::of(2).at(UNIT_B));
        // Whoever approved puts no batch together; a second officer can.
        let both = listed(desk, &PayableFilter::default());
        let mut own = desk.session("accountant");
        let sum = sum_of(&both);
        let refused = payable::collect_all(&mut desk.session("reviewer"), &PayableFilter::default(), sum, &mut |_, _| {});
        assert!(matches!(refused, Err(WorkflowError::Forbidden { .. })));
        let first = &both[0];
        workflow::payments::batches::create(&mut own, &first.unit_code, first.channel, first.source, &first.programme).unwrap();
        // Somebody was quicker: the sum that was seen does not hold any more, and nothing is batched.
        assert!(matches!(collect(desk, &PayableFilter::default(), sum), Err(WorkflowError::Expectation { .. })));
        let rest = sum_of(&listed(desk, &PayableFilter::default()));
        assert_eq!(collect(desk, &PayableFilter::default(), rest).unwrap().made.len(), 1);
    }

    fn what_is_sealed_is_payable_no_more(desk) {
        desk.approved_claim(&ClaimSpec::of(1));
        sealed(desk, Channel::MemberBank);
        assert_eq!(listed(desk, &PayableFilter::default()), []);
    }
}
