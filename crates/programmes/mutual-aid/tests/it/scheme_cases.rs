//! Reads `tests/cases/schemes.toml` and holds the schemes to their published figures.

use std::sync::LazyLock;

use domain::fen::Fen;
use mutual_aid::benefit::{Benefit, Claim};
use mutual_aid::scheme::{self, Class, Days, Joining, Payer, Scheme, Tiers};
use serde::Deserialize;

static SCHEMES: LazyLock<Vec<Scheme>> =
    LazyLock::new(|| scheme::read(scheme::SHIPPED).unwrap_or_else(|error| panic!("{error}")));

pub fn schemes() -> &'static [Scheme] {
    &SCHEMES
}

pub fn shipped(id: &str) -> &'static Scheme {
    SCHEMES.iter().find(|one| one.id == id).unwrap()
}

pub fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

pub fn benefit(tiers: &Tiers, base: Fen, before: Fen) -> Benefit {
    let claim = Claim {
        base,
        before,
        further_periods: 0,
    };
    tiers.benefit(&claim).unwrap()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    scheme: String,
    benefit: Option<String>,
    base: String,
    before: Option<String>,
    further_periods: Option<u32>,
    gives: String,
    why: Option<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn cases() -> Vec<Case> {
    let cases: Cases = toml::from_str(include_str!("../cases/schemes.toml")).unwrap();
    cases.case
}

#[test]
fn every_case_gives_what_was_published() {
    let mut faults = String::new();
    for case in cases() {
        let scheme = shipped(&case.scheme);
        let tiers = match &case.benefit {
            Some(id) => scheme.tiers(id),
            None => scheme.plan.iter().flat_map(|plan| &plan.tiers).next(),
        }
        .unwrap();
        let claim = Claim {
            base: yuan(&case.base),
            before: case.before.as_deref().map_or(Fen::ZERO, yuan),
            further_periods: case.further_periods.unwrap_or(0),
        };
        let benefit = tiers.benefit(&claim).unwrap();
        let sum: i64 = benefit.steps.iter().map(|step| step.amount_fen).sum();
        if benefit.amount != yuan(&case.gives) || sum != benefit.amount.get() {
            faults += &format!(
                "{} {} before {:?}: {} (steps {sum}), not {} {}\n",
                case.scheme,
                case.base,
                case.before,
                benefit.amount,
                case.gives,
                case.why.unwrap_or_default(),
            );
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_scheme_with_known_rows_has_a_case() {
    let cases = cases();
    for scheme in schemes() {
        for tiers in scheme.plan.iter().flat_map(|plan| &plan.tiers) {
            let shown = cases.iter().any(|case| {
                case.scheme == scheme.id && case.benefit.as_ref().is_none_or(|id| *id == tiers.id)
            });
            assert_eq!(
                shown,
                tiers.rows_unknown.is_none(),
                "{} {}",
                scheme.id,
                tiers.id
            );
        }
    }
}

#[test]
fn the_published_9155_01_of_pinghu_has_exactly_two_bases() {
    let scheme = shipped("pinghu-2025");
    let tiers = scheme.tiers("hospital").unwrap();
    let at = |fen| benefit(tiers, Fen::new(fen), Fen::ZERO).amount;
    // It never falls, so nothing outside can give the same.
    let searched = 1_820_000..1_830_000;
    assert!(at(searched.start) < yuan("9155.01") && at(searched.end) > yuan("9155.01"));
    let bases: Vec<String> = searched
        .filter(|fen| at(*fen) == yuan("9155.01"))
        .map(|fen| Fen::new(fen).plain_yuan())
        .collect();
    assert_eq!(bases, ["18250.01", "18250.02"]);
}

#[test]
fn pinghus_4187_50_has_one_base_under_half_up() {
    let scheme = shipped("pinghu-2025");
    let tiers = scheme.tiers("hospital").unwrap();
    let near = (1_115_000..1_116_000).map(Fen::new);
    let bases: Vec<Fen> = near
        .filter(|base| benefit(tiers, *base, Fen::ZERO).amount == yuan("4187.50"))
        .collect();
    assert_eq!(bases, [yuan("11153.57")]);
}

#[test]
fn rounding_is_a_parameter_and_every_kind_gives_its_own_figure() {
    use mutual_aid::scheme::Rounding::{Down, HalfEven, HalfUp};
    let mut tiers = shipped("pinghu-2025").tiers("hospital").unwrap().clone();
    for (base, up, down, even) in [
        ("600.01", "0", "0", "0"),
        ("600.03", "0.01", "0", "0.01"),
        ("4999.99", "880", "879.99", "880"),
        ("5000.01", "880.01", "880", "880"),
        ("10000.01", "3380.01", "3380", "3380.01"),
        ("18250.01", "9155.01", "9155", "9155.01"),
        ("18250.02", "9155.01", "9155.01", "9155.01"),
    ] {
        for (rounding, gives) in [(HalfUp, up), (Down, down), (HalfEven, even)] {
            tiers.rounding = rounding;
            assert_eq!(
                benefit(&tiers, yuan(base), Fen::ZERO).amount,
                yuan(gives),
                "{base} {rounding}"
            );
        }
    }
}

#[test]
fn hangzhous_rows_give_exactly_the_published_maximum_and_nothing_beyond() {
    let scheme = shipped("hangzhou-2021");
    let tiers = scheme.tiers("hospital").unwrap();
    for base in ["50000", "50000.01", "106500", "99999999"] {
        assert_eq!(
            benefit(tiers, yuan(base), Fen::ZERO).amount,
            yuan("30200"),
            "{base}"
        );
    }
    assert!(benefit(tiers, yuan("49999.99"), Fen::ZERO).amount < yuan("30200"));
}

#[test]
fn the_explanation_says_each_row_and_adds_up() {
    let scheme = shipped("pinghu-2025");
    let told = benefit(
        scheme.tiers("hospital").unwrap(),
        yuan("18250.01"),
        Fen::ZERO,
    );
    assert_eq!(
        serde_json::to_string(&told).unwrap(),
        r#"{"benefit_fen":915501,"steps":[{"from_fen":60000,"to_fen":500000,"mode":"marginal","rate_bp":2000,"amount_fen":88000},{"from_fen":500000,"to_fen":1000000,"mode":"marginal","rate_bp":5000,"amount_fen":250000},{"from_fen":1000000,"to_fen":1825001,"mode":"marginal","rate_bp":7000,"amount_fen":577501}]}"#
    );
    let scheme = shipped("hunan-2017");
    let told = benefit(scheme.tiers("hospital").unwrap(), yuan("500"), Fen::ZERO);
    assert_eq!(
        serde_json::to_string(&told).unwrap(),
        r#"{"benefit_fen":20000,"steps":[{"from_fen":0,"to_fen":50000,"mode":"marginal","rate_bp":3000,"amount_fen":15000},{"from_fen":0,"to_fen":50000,"mode":"minimum","rate_bp":null,"amount_fen":5000}]}"#
    );
}

#[test]
fn a_benefit_whose_rows_no_source_gives_is_not_computed() {
    let scheme = shipped("changsha-2025");
    let error = scheme
        .tiers("hospital")
        .unwrap()
        .benefit(&Claim::default())
        .unwrap_err();
    assert!(error.to_string().contains("没有找到"), "{error}");
}

#[test]
fn pinghus_fifty_yuan_are_49_of_the_unions_and_1_of_the_member_and_none_of_the_employer() {
    let scheme = shipped("pinghu-2025");
    let premium = scheme.plan[0]
        .premium_for(Class::Enterprise, Joining::New, "310")
        .unwrap();
    assert_eq!(premium.amount_fen, 5_000);
    assert_eq!(premium.part_of(Payer::Unions), yuan("49"));
    assert_eq!(premium.part_of(Payer::Member), yuan("1"));
    assert_eq!(premium.part_of(Payer::Employer), Fen::ZERO);
}

#[test]
fn a_premium_depends_on_the_class_and_on_whether_one_stays() {
    let of = |id: &str, class, joining| {
        shipped(id).plan[0]
            .premium_for(class, joining, "310")
            .map(|premium| premium.amount_fen)
    };
    assert_eq!(
        of("yunnan-2012", Class::Enterprise, Joining::New),
        Some(10_000)
    );
    assert_eq!(
        of("yunnan-2012", Class::Enterprise, Joining::Continuing),
        Some(8_000)
    );
    assert_eq!(of("fuzhou-2012", Class::Public, Joining::New), Some(6_000));
    assert_eq!(
        of("fuzhou-2012", Class::NewForm, Joining::New),
        None,
        "no source says"
    );
    let scheme = shipped("yunnan-2026");
    let union_part = |class| {
        scheme.plan[0]
            .premium_for(class, Joining::New, "310")
            .unwrap()
            .part_of(Payer::Unions)
    };
    assert_eq!(union_part(Class::NewForm), yuan("20"));
    assert_eq!(union_part(Class::Public), Fen::ZERO);
}

#[test]
fn a_resident_insured_member_has_the_rate_of_the_hospitals_class() {
    let scheme = shipped("hunan-2017");
    let id = |insurance, class| {
        let mut joined = scheme.joined_tiers(&["hospital", "women"]);
        let tiers = joined.find(|tiers| tiers.applies(insurance, class));
        tiers.map(|tiers| tiers.id.as_str())
    };
    assert_eq!(id(Some("310"), None), Some("hospital"));
    assert_eq!(
        id(Some("390"), Some(2)),
        Some("hospital-resident-class-1-2")
    );
    assert_eq!(id(Some("390"), Some(3)), Some("hospital-resident-class-3"));
    assert_eq!(
        id(Some("390"), None),
        None,
        "a class nobody knows has no rate"
    );
    assert_eq!(id(None, Some(3)), None);
}

#[test]
fn a_lump_sum_and_day_money_exclude_each_other_and_in_situ_combines() {
    let scheme = shipped("hangzhou-2021");
    assert!(!scheme.combine("illness-listed", "illness-day"));
    assert!(!scheme.combine("illness-day", "illness-listed"));
    assert!(scheme.combine("illness-in-situ", "illness-day"));
}

#[test]
fn day_money_begins_on_its_day_and_stops_at_its_maximum() {
    let beijing = shipped("beijing-2011");
    let daily = &beijing.plan[0].daily[0];
    for (days, already, gives) in [
        (3, "0", "0"),
        (4, "0", "40"),
        (10, "0", "280"),
        (183, "0", "7200"),
        (400, "0", "7200"),
        (10, "7100", "100"),
    ] {
        assert_eq!(
            daily.allowance(Days(days), yuan(already)),
            yuan(gives),
            "{days}"
        );
    }
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(
        Days::between(day("2011-02-27"), day("2011-03-03")),
        Some(Days(4))
    );
    assert_eq!(
        Days::between(day("2011-03-03"), day("2011-03-03")),
        Some(Days(1))
    );
    assert_eq!(Days::between(day("2011-03-03"), day("2011-03-02")), None);
}

#[test]
fn a_base_beyond_its_ceiling_does_not_count_whatever_the_rows_say() {
    let mut tiers = shipped("pinghu-2025").tiers("hospital").unwrap().clone();
    tiers.base_ceiling_fen = Some(1_000_000);
    assert_eq!(
        benefit(&tiers, yuan("60000"), Fen::ZERO).amount,
        yuan("3380")
    );
    assert_eq!(
        benefit(&tiers, yuan("60000"), yuan("5000")).amount,
        yuan("2500")
    );
    assert_eq!(
        benefit(&tiers, yuan("60000"), yuan("10000")).amount,
        Fen::ZERO
    );
}

#[test]
fn a_claim_on_the_ninetieth_day_after_discharge_is_in_time() {
    let limit = shipped("changsha-2025").claim_within.as_ref().unwrap();
    let day = |text: &str| text.parse().unwrap();
    assert!(!limit.is_late(day("2025-03-01"), day("2025-05-30")));
    assert!(limit.is_late(day("2025-03-01"), day("2025-05-31")));
}

#[test]
fn a_base_is_told_in_words() {
    use domain::lang::Lang;
    let base = &shipped("changsha-2025").tiers("hospital").unwrap().base;
    assert_eq!(
        base.words(Lang::Zh),
        "个人现金支出 + 个人账户支出 - 全自费金额 - 超限价自费 - 实际支付起付线"
    );
    assert_eq!(
        base.words(Lang::En),
        "cash + personal account - wholly self-paid - above the price limit - deductible borne"
    );
}
