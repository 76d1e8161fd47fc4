//! What must hold for any records: symmetry, independence of order and threads, no pair with itself, no evidence from nothing.
#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use crate::support::{Claim, Dice, families, load, number};
use child_premium::similarity as child_claim;
use matching::batch::{Options, Report, learn_and_score, score_all};
use matching::dataset::Dataset;
use matching::explain::explain;
use matching::matcher::{Matcher, Raw};
use matching::score::{Band, Scorer};
use matching::train;
use matching::weights::Model;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

type Named = (String, String, i32);

fn run(claims: &[Claim], threads: usize) -> (Vec<Named>, Report) {
    let data = load(claims);
    let mut pairs = Vec::new();
    let options = Options {
        threads: threads.try_into().unwrap(),
        ..Options::default()
    };
    let (_, report) = learn_and_score(
        &data,
        options,
        &mut |pair| {
            pairs.push((
                data.id(pair.a).to_owned(),
                data.id(pair.b).to_owned(),
                pair.score,
            ))
        },
        &mut |_, _| (),
    );
    (pairs, report)
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::learn(&load(&families(400, 1))))
}

fn matcher() -> Matcher {
    Matcher::new(Arc::new(child_claim::schema()), model().clone()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_the_records_changes_nothing(seed in 0_u64..1000) {
        let claims = families(150, seed);
        let mut shuffled = claims.clone();
        let mut dice = Dice(seed + 7);
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, dice.roll(at as u64 + 1) as usize);
        }
        prop_assert_eq!(run(&claims, 1), run(&shuffled, 1));
    }

    #[test]
    fn look_alike_characters_in_one_copy_change_nothing(seed in 0_u64..1000) {
        let claims = families(150, seed);
        let mut disguised = claims.clone();
        for (at, claim) in disguised.iter_mut().enumerate().filter(|(at, _)| at % 2 == 0) {
            let name = claim.cells[child_claim::CHILD_NAME].replace('文', "\u{2F42}").replace('马', "\u{2EE2}");
            claim.cells[child_claim::CHILD_NAME] = if at % 4 == 0 { format!("{name}\u{E0101}") } else { name };
        }
        prop_assert_eq!(run(&claims, 1), run(&disguised, 1));
    }

    #[test]
    fn the_number_of_threads_changes_nothing(seed in 0_u64..1000) {
        let claims = families(150, seed);
        prop_assert_eq!(run(&claims, 1), run(&claims, 5));
    }

    #[test]
    fn every_pair_comes_once_and_never_with_itself(seed in 0_u64..1000) {
        let mut claims = families(120, seed);
        // A claim that came twice under one id is one claim.
        claims.extend_from_within(..20);
        let (pairs, _) = run(&claims, 2);
        let names: BTreeSet<(String, String)> = pairs.iter().map(|pair| (pair.0.clone(), pair.1.clone())).collect();
        prop_assert!(pairs.iter().all(|pair| pair.0 < pair.1));
        prop_assert!(names.len() >= 10);
    }

    #[test]
    fn a_score_does_not_depend_on_who_is_named_first(seed in 0_u64..1000) {
        let claims = families(40, seed);
        let data = load(&claims);
        let scorer = Scorer::new(&data, model());
        for a in 0..data.len() as u32 {
            for b in 0..a {
                prop_assert_eq!(scorer.pair(a, b), scorer.pair(b, a));
                prop_assert_eq!(explain(&scorer, a, b), explain(&scorer, b, a));
            }
        }
    }

    #[test]
    fn what_is_missing_is_no_evidence(seed in 0_u64..1000, gaps in 0_u32..1024) {
        let claims = families(10, seed);
        let mut data = load(&claims);
        let gapped: Vec<&str> = claims[0].cells.iter().enumerate().map(|(at, cell)| if gaps >> at & 1 == 1 { "" } else { cell.as_str() }).collect();
        data.push("gapped", &gapped);
        data.push("empty", &[]);
        let scorer = Scorer::new(&data, model());
        let (gapped, empty) = (claims.len() as u32, claims.len() as u32 + 1);
        for other in 0..claims.len() as u32 {
            prop_assert_eq!(scorer.pair(empty, other).unwrap().pattern.0, 0);
            let waterfall = explain(&scorer, gapped, other).unwrap();
            for step in waterfall.steps.iter().filter(|step| step.level == "missing") {
                prop_assert_eq!((step.bits, step.frequency_bits), (0, 0));
            }
        }
    }

    #[test]
    fn two_valid_different_numbers_are_never_automatic_whatever_the_rest_says(
        name in "[王翦][一-龥]{1,2}", sequences in (0_u64..999, 0_u64..999), twins in any::<bool>(), parents in any::<bool>()
    ) {
        prop_assume!(sequences.0 != sequences.1);
        let dates = if twins { (20_150_307, 20_150_307) } else { (20_150_307, 20_120_101) };
        let (one, other) = (number(430_102, dates.0, sequences.0), number(430_102, dates.1, sequences.1));
        prop_assume!(!one.ends_with("000") && !other.ends_with("000"));
        let parent = if parents { ["李婷", "430102198501010027", "13900000000"] } else { ["", "", ""] };
        let record = |number: &str| -> Vec<String> {
            [name.as_str(), number, "2015-03-07", "男", "", parent[0], parent[1], parent[2], "4301020001", "430102"].iter().map(ToString::to_string).collect()
        };
        let (a, b) = (record(&one), record(&other));
        let (a, b): (Vec<&str>, Vec<&str>) = (a.iter().map(String::as_str).collect(), b.iter().map(String::as_str).collect());
        let scored = matcher().score_one(Raw { id: "a", cells: &a }, &[Raw { id: "b", cells: &b }]);
        prop_assert!(scored[0].band != Band::Automatic, "{scored:?}");
    }

    #[test]
    fn a_waterfall_adds_up_to_the_score(seed in 0_u64..1000) {
        let data = load(&families(30, seed));
        let scorer = Scorer::new(&data, model());
        for b in 1..data.len() as u32 {
            let waterfall = explain(&scorer, 0, b).unwrap();
            let sum: i32 = waterfall.steps.iter().map(|step| step.bits + step.frequency_bits).sum();
            prop_assert_eq!(waterfall.prior + sum, waterfall.score);
            let chances = waterfall.chances;
            prop_assert!((998..=1002).contains(&(chances.same + chances.kin + chances.stranger)));
        }
    }
}

#[test]
fn one_record_at_a_time_gives_the_scores_of_the_batch() {
    let claims = families(300, 5);
    let data = load(&claims);
    let model = Model::learn(&data);
    let scorer = Scorer::new(&data, &model);
    let mut batch = BTreeSet::new();
    score_all(
        &scorer,
        Options::default(),
        &mut |pair| {
            batch.insert((
                data.id(pair.a).to_owned(),
                data.id(pair.b).to_owned(),
                pair.score,
            ));
        },
        &mut |_, _| (),
    );
    let matcher = Matcher::new(Arc::new(child_claim::schema()), model.clone()).unwrap();
    let keys: Vec<BTreeSet<_>> = claims
        .iter()
        .map(|claim| matcher.keys(&claim.cells()).into_iter().collect())
        .collect();
    let mut single = BTreeSet::new();
    for (at, claim) in claims.iter().enumerate() {
        let found: Vec<&Claim> = (0..at)
            .filter(|other| !keys[at].is_disjoint(&keys[*other]))
            .map(|other| &claims[other])
            .collect();
        let cells: Vec<Vec<&str>> = found.iter().map(|other| other.cells()).collect();
        let raws: Vec<Raw<'_>> = found
            .iter()
            .zip(&cells)
            .map(|(other, cells)| Raw {
                id: &other.id,
                cells,
            })
            .collect();
        for candidate in matcher.score_one(
            Raw {
                id: &claim.id,
                cells: &claim.cells(),
            },
            &raws,
        ) {
            if candidate.score >= model.lines.keep {
                single.insert((
                    found[candidate.at].id.clone(),
                    claim.id.clone(),
                    candidate.score,
                ));
            }
        }
    }
    assert!(batch.len() > 80, "{}", batch.len());
    assert_eq!(batch, single);
}

#[test]
fn frozen_frequencies_give_the_scores_of_the_records_own() {
    let data = load(&families(200, 9));
    let model = Model::learn(&data);
    let collect = |scorer: &Scorer<'_>| {
        let mut pairs = Vec::new();
        score_all(
            scorer,
            Options::default(),
            &mut |pair| pairs.push(pair),
            &mut |_, _| (),
        );
        pairs
    };
    let own = Scorer::with_own_frequencies(&data, &model.weights, model.lines);
    assert_eq!(collect(&own), collect(&Scorer::new(&data, &model)));
}

#[test]
fn a_model_survives_being_written_down() {
    let written = serde_json::to_string(model()).unwrap();
    let read: Model = serde_json::from_str(&written).unwrap();
    assert_eq!(read.digest(), model().digest());
    let mut changed = read;
    changed.lines.automatic += 1;
    assert_ne!(changed.digest(), model().digest());
}

#[test]
fn blocks_that_are_too_large_are_narrowed_and_reported_and_no_pair_comes_twice() {
    let mut claims = families(60, 3);
    // A number everybody copied from the form's example, and a sound and date shared by many.
    for (at, claim) in claims.iter_mut().enumerate() {
        if at % 2 == 0 {
            claim.cells[1] = number(430_102, 20_150_307, 6);
        }
    }
    let data = load(&claims);
    let weights = train::learn(&data);
    let schema = child_claim::schema();
    let scorer = Scorer::with_own_frequencies(
        &data,
        &weights,
        matching::schema::Lines {
            keep: i32::MIN,
            ..schema.lines
        },
    );
    let pairs = |largest_block: usize| {
        let mut seen = Vec::new();
        let report = score_all(
            &scorer,
            Options {
                largest_block,
                ..Options::default()
            },
            &mut |pair| seen.push((pair.a, pair.b)),
            &mut |_, _| (),
        );
        let once: BTreeSet<_> = seen.iter().copied().collect();
        assert_eq!(once.len(), seen.len());
        (once, report)
    };
    let (all, none_oversize) = pairs(1000);
    assert!(none_oversize.oversize.is_empty());
    let (fewer, report) = pairs(8);
    let number_block = report
        .oversize
        .iter()
        .find(|block| block.block == "identity")
        .unwrap();
    assert!(
        number_block.records > 30 && number_block.narrowed_by > 0,
        "{number_block:?}"
    );
    assert!(fewer.is_subset(&all) && fewer.len() < all.len());
}

#[test]
fn keys_are_readable_and_leave_out_what_is_missing() {
    let keys = matcher().keys(&[
        "张雨涵",
        "4.30102E+17",
        "2015年3月7日",
        "女",
        "",
        "李婷",
        "",
        "",
        "4301020001",
        "430102",
    ]);
    let texts: Vec<String> = keys
        .iter()
        .map(|key| format!("{}={}", key.block, key.text))
        .collect();
    assert_eq!(
        texts,
        [
            "sound-born=zhan yu han|20150307",
            "sound-county=zhan yu han|430102",
            "given-born=雨涵|20150307"
        ]
    );
}

#[test]
fn a_name_has_a_key_for_every_sound() {
    let cells = ["解乐", "", "2015-03-07", "", "", "", "", "", "", ""];
    let keys = matcher().keys(&cells);
    let texts: Vec<&str> = keys.iter().map(|key| key.text.as_str()).collect();
    assert_eq!(
        texts,
        ["xie le|20150307", "xie yue|20150307", "乐|20150307"]
    );
}

#[test]
fn records_of_two_files_are_paired_across_only() {
    let claims = families(100, 4);
    let mut data = Dataset::new(Arc::new(child_claim::schema()));
    for (at, claim) in claims.iter().enumerate() {
        data.push_from((at % 2) as u8, &claim.id, &claim.cells());
    }
    let mut pairs = 0;
    learn_and_score(
        &data,
        Options::default(),
        &mut |pair| {
            assert_ne!(pair.a % 2, pair.b % 2);
            pairs += 1;
        },
        &mut |_, _| (),
    );
    assert!(pairs > 10);
}
