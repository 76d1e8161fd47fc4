//! A made-up duplicate case.

use crate::data::{UNITS, at, claim_row, handle, number, person};
use child_premium::Method;
use domain::case::{CaseKind, CaseState};
use domain::claim::StateName;
use domain::fen::Fen;
use domain::ids::CaseId;
use domain::year::BenefitYear;
use tui::model::Model;
use uuid::Uuid;
use workflow::duplicates::similar::{Evidence, FoundBy, Step};
use workflow::views::cases::{
    CaseDetail, CaseRowView, DifferentEffect, Effects, KeepEffect, MaskedSide, OwnSide, PairView,
    Side,
};

pub fn case_row() -> CaseRowView {
    CaseRowView {
        id: CaseId(Uuid::from_u128(5)),
        kind: CaseKind::Similar,
        state: CaseState::Open,
        year: BenefitYear::new(2026),
        programme: "child-premium".into(),
        opened_at: at(1),
        resolution: None,
        claims: vec![handle(1), handle(2)],
        subject_name: "孔桂燕".into(),
        units: vec![UNITS[1].into(), UNITS[2].into()],
    }
}

pub fn case_detail() -> CaseDetail {
    let own = OwnSide {
        row: claim_row(1),
        member: person("王敏", "430*************27"),
        subject: person("孔桂燕", "430*************63"),
    };
    let other = MaskedSide {
        id: handle(2),
        number: number(2),
        state: StateName::Submitted,
        unit_name: UNITS[2].into(),
        method: Method::Reimburse.spec(),
        payable: Fen::new(40_000),
    };
    CaseDetail {
        row: case_row(),
        sides: vec![Side::Own(Box::new(own)), Side::Masked(other)],
        resolved_by: None,
        resolved_at: None,
        seconded_by: None,
        body: "{}".into(),
        pairs: vec![seen_in_part(case_pair())],
        families: Vec::new(),
        effects: case_effects(),
    }
}

fn case_effects() -> Effects {
    let keep = KeepEffect {
        possible: true,
        withdraws: 1,
        merges: 2,
    };
    Effects {
        elsewhere: true,
        keep: vec![keep, keep],
        different: DifferentEffect {
            second: true,
            returns: 0,
        },
        returns: 2,
        holds: 2,
    }
}

/// A number that is not the child's own, a missing certificate, everything else alike.
/// As whoever sees one side reads it.
fn seen_in_part(mut pair: PairView) -> PairView {
    pair.evidence.hide_strangers();
    PairView {
        whole: false,
        ..pair
    }
}

/// The case on the screen as whoever sees all of its claims reads it.
pub fn seen_whole(model: &mut Model) {
    let case = model.screens.case.value.as_mut().unwrap();
    let Side::Own(mut other) = case.sides[0].clone() else {
        panic!("the first side is seen");
    };
    other.row = claim_row(2);
    case.sides[1] = Side::Own(other);
    case.pairs = vec![case_pair()];
    case.effects.elsewhere = false;
}

pub fn case_pair() -> PairView {
    let mut running = -9_300;
    let mut step =
        |code: &str, words: (&str, &str), level: (&str, &str, &str), bits: (i32, i32)| {
            running += bits.0 + bits.1;
            let places = if code == "child-identity" {
                vec![5, 6, 16]
            } else {
                Vec::new()
            };
            Step {
                comparison: code.into(),
                zh: words.0.into(),
                en: words.1.into(),
                level: level.0.into(),
                level_zh: level.1.into(),
                level_en: level.2.into(),
                bits: bits.0,
                frequency_bits: bits.1,
                running,
                places,
            }
        };
    let missing = (
        "missing",
        "一方缺失，不作证据",
        "missing on a side: no evidence",
    );
    let steps = vec![
        step(
            "child-identity",
            ("子女证件号", "child's identity number"),
            (
                "not-own",
                "号码不同，但其中一个不是本人的",
                "different, but one is not the child's own number",
            ),
            (-1_240, 0),
        ),
        step(
            "child-name",
            ("子女姓名", "child's name"),
            ("same", "姓名相同", "the same name"),
            (9_870, 2_410),
        ),
        step(
            "birth-date",
            ("出生日期", "birth date"),
            ("same", "相同", "the same"),
            (6_120, 0),
        ),
        step(
            "sex",
            ("性别", "sex"),
            ("same", "相同", "the same"),
            (700, 0),
        ),
        step(
            "birth-certificate",
            ("出生医学证明", "birth certificate"),
            missing,
            (0, 0),
        ),
        step(
            "parent-name",
            ("家长姓名", "parent's name"),
            ("other", "不同", "different"),
            (-120, 0),
        ),
        step("phone", ("联系电话", "telephone"), missing, (0, 0)),
        step(
            "place",
            ("单位", "unit"),
            ("county", "同县不同单位", "another unit of the county"),
            (1_560, 0),
        ),
    ];
    PairView {
        whole: true,
        a: handle(1),
        b: handle(2),
        model: "v3 5d41402abc4b".into(),
        stored: true,
        evidence: Evidence {
            prior: -9_300,
            steps,
            score: running,
            same: 981,
            kin: 12,
            stranger: 7,
            band: "review".into(),
            found_by: vec![FoundBy {
                code: "sound-born".into(),
                zh: "读音和出生日期相同".into(),
                en: "the same sound and birth date".into(),
            }],
        },
    }
}
