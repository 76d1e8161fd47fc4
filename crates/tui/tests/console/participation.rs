//! Coverage and fund of a scheme on the console, and who is missing at a union.

use crate::data::{UNITS, console, day};
use crate::referrals::{places, with_fed};
use crate::snapshots::shown;
use domain::fen::Fen;
use domain::identity::IdentityKind;
use domain::ids::PersonId;
use domain::role::Role;
use tui::screens::participation::Scheme;
use tui::screens::{Home, Missing, Participation};
use uuid::Uuid;
use workflow::participation::{self, Coverage, Fund, UnionUptake, Uptake};
use workflow::views::MaskedNumber;

fn union(n: usize, insured: u32, eligible: u32, counted: bool) -> UnionUptake {
    UnionUptake {
        code: format!("PH33048{n}-001"),
        name: UNITS[n % UNITS.len()].into(),
        uptake: Uptake {
            insured,
            eligible,
            needed: eligible,
            counted,
        },
        joined: n,
        left: n / 2,
        replaced: n / 2,
    }
}

fn head() -> Scheme {
    Scheme {
        coverage: Coverage {
            scheme: "pinghu-2025".into(),
            as_of: day("2025-11-30"),
            insured: 1_204,
            eligible: 1_252,
            counted: 2,
            short: 1,
            counted_insured: 1_196,
            counted_eligible: 1_240,
            units: Vec::new(),
        },
        fund: Fund {
            scheme: "pinghu-2025".into(),
            as_of: day("2025-11-30"),
            contributions: Fen::new(6_020_000),
            payers: Vec::new(),
            made_up: Fen::new(500_000),
            paid_out: Fen::new(6_784_512),
            units: Vec::new(),
            makeups: Vec::new(),
        },
    }
}

fn absent(n: u128, member: &str) -> participation::Missing {
    participation::Missing {
        person: PersonId(Uuid::from_u128(n)),
        member: member.into(),
        numbers: vec![MaskedNumber {
            kind: IdentityKind::ResidentId,
            masked: "330*************27".into(),
        }],
        unit_code: "PH330480-001".into(),
        unit_name: UNITS[0].into(),
    }
}

#[test]
fn unions_are_listed_with_who_takes_part_and_one_with_who_does_not() {
    for (name, lang, size) in places() {
        let mut model = console(Home, Role::Supervisor, lang, size);
        with_fed(&mut model);
        let shown_here = &mut model.screens.participation;
        shown_here.head = Some(head());
        shown_here.list.rows = vec![
            union(0, 1_156, 1_200, true),
            union(1, 8, 12, false),
            union(2, 40, 40, true),
        ];
        model.routes.push(Participation.into());
        insta::assert_snapshot!(format!("participation-{name}"), shown(&model));
        model.screens.missing.rows = vec![absent(1, "王敏"), absent(2, "阿卜杜拉·买买提")];
        let missing = Missing {
            scheme: "pinghu-2025".into(),
            unit: "PH330480-001".into(),
        };
        model.routes.push(missing.into());
        insta::assert_snapshot!(format!("missing-{name}"), shown(&model));
    }
}
