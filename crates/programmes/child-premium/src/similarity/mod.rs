//! How two claims for one child are found: one child claimed by two parents, at two units.
//!
//! Two parents make four classes: a duplicate comes from the other parent or from the same one, a twin or sibling too, and
//! the rest are strangers. What is said of the child is shared by the two classes of duplicates, and written down for the
//! two classes of siblings: left free, the class "same parent" would be taken over by twins. The rest is learnt.

mod blocks;
mod levels;

use domain::identity::IdentityKind;
use matching::build::{comparison, field, fixed, learnt, random};
use matching::compare::Comparing;
use matching::schema::{Class, Comparison, Field, Lines, Normaliser, Prior, Relation, Schema};
use policy::similarity::{Compared, Similarity};

/// The child's name.
pub const CHILD_NAME: Field = 0;
/// The child's identity number.
pub const CHILD_IDENTITY: Field = 1;
/// The child's birth date as stated.
pub const BORN: Field = 2;
/// The child's sex.
pub const SEX: Field = 3;
/// The child's medical birth certificate.
pub const CERTIFICATE: Field = 4;
/// The claiming parent's name.
pub const PARENT_NAME: Field = 5;
/// The claiming parent's identity number.
pub const PARENT_IDENTITY: Field = 6;
/// The claiming parent's telephone.
pub const PHONE: Field = 7;
/// The parent's unit.
pub const UNIT: Field = 8;
/// The unit's county.
pub const COUNTY: Field = 9;

const OTHER_PARENT: usize = 0;
const SAME_PARENT: usize = 1;
const KIN_SAME_PARENT: usize = 2;
const KIN_OTHER_PARENT: usize = 3;
const STRANGER: usize = 4;
/// Two strangers of one name, born on one day: rarer than duplicates, far more frequent than chance has it.
const NAMESAKE: usize = 5;
/// Two strangers under one number: rows shifted by one, a number copied from the line above or from the form's example.
const MIX_UP: usize = 6;
const SAME_CHILD: &[usize] = &[OTHER_PARENT, SAME_PARENT];
const OTHER_CHILD: &[usize] = &[KIN_SAME_PARENT, KIN_OTHER_PARENT];
const ONE_PARENT: &[usize] = &[SAME_PARENT, KIN_SAME_PARENT];
const TWO_PARENTS: &[usize] = &[OTHER_PARENT, KIN_OTHER_PARENT];
const STRANGERS: &[usize] = &[STRANGER, NAMESAKE, MIX_UP];
const OF_ONE_NUMBER: &[usize] = &[
    OTHER_PARENT,
    SAME_PARENT,
    KIN_SAME_PARENT,
    KIN_OTHER_PARENT,
    MIX_UP,
];
const OF_ONE_NAME: &[usize] = &[
    OTHER_PARENT,
    SAME_PARENT,
    KIN_SAME_PARENT,
    KIN_OTHER_PARENT,
    NAMESAKE,
];

// Places in the list of comparisons.
const IDENTITY: usize = 0;
const NAME: usize = 1;
const DATE: usize = 2;
const PARENT: usize = 5;
const PARENT_ID: usize = 6;
const BOTH: usize = 7;
const TELEPHONE: usize = 8;
const PLACE: usize = 9;

/// What the kernel needs to hold claims against each other.
pub(crate) const SIMILARITY: Similarity = Similarity {
    schema,
    shipped_model: include_str!("../../../../../config/matching/child-claim.json"),
    subject_numbers: &[IdentityKind::ResidentId, IdentityKind::BirthCertificate],
    claimant_numbers: &[IdentityKind::ResidentId],
    cells,
};

/// A claim in the order of the fields.
fn cells(claim: Compared) -> Vec<String> {
    let Compared {
        unit_code,
        county,
        subject,
        claimant,
        phone,
    } = claim;
    let [resident, certificate] = two(subject.numbers);
    let [parent, _] = two(claimant.numbers);
    vec![
        subject.name,
        resident,
        subject.birth_date,
        subject.sex,
        certificate,
        claimant.name,
        parent,
        phone,
        unit_code,
        county,
    ]
}

fn two(numbers: Vec<String>) -> [String; 2] {
    let mut numbers = numbers.into_iter();
    [(), ()].map(|()| numbers.next().unwrap_or_default())
}

/// The schema.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        code: "child-claim".to_owned(),
        version: 1,
        id_column: "claim_id".to_owned(),
        fields: vec![
            field("child_name", Normaliser::PersonName),
            field(
                "child_id_no",
                Normaliser::Identity {
                    born: Some(BORN),
                    others: vec![PARENT_IDENTITY],
                },
            ),
            field("birth_date", Normaliser::Date),
            field("sex", Normaliser::Text),
            field("birth_cert_no", Normaliser::Code),
            field("parent_name", Normaliser::PersonName),
            field(
                "parent_id_no",
                Normaliser::Identity {
                    born: None,
                    others: Vec::new(),
                },
            ),
            field("phone", Normaliser::Code),
            field("unit_code", Normaliser::Code),
            field("county_code", Normaliser::Code),
        ],
        comparisons: comparisons(),
        blocks: blocks::blocks(),
        classes: classes(),
        lines: Lines {
            keep: -12_000,
            review: -2_000,
            automatic: 10_000,
        },
    }
}

fn classes() -> Vec<Class> {
    let class = |code: &str, relation, prior| Class {
        code: code.to_owned(),
        relation,
        prior,
    };
    vec![
        class("same-child-other-parent", Relation::Same, Prior::Block(1)),
        class("same-child-same-parent", Relation::Same, Prior::Block(3)),
        class("sibling-same-parent", Relation::Kin, Prior::Block(3)),
        class(
            "sibling-other-parent",
            Relation::Kin,
            Prior::Of(KIN_SAME_PARENT, 1.0),
        ),
        class("stranger", Relation::Stranger, Prior::Rest),
        class("namesake", Relation::Stranger, Prior::Block(1)),
        class("mix-up", Relation::Stranger, Prior::Block(0)),
    ]
}

fn comparisons() -> Vec<Comparison> {
    let mut all = child_comparisons();
    all.extend(household_comparisons());
    all
}

/// What is said of the child. Tables: duplicates learnt, siblings written down, strangers counted at random.
fn child_comparisons() -> Vec<Comparison> {
    let mut identity = comparison(
        "child-identity",
        "子女证件号",
        "child's identity number",
        Comparing::Identity {
            number: CHILD_IDENTITY,
            others: vec![PARENT_IDENTITY],
        },
        levels::identity(),
        vec![
            // Two valid numbers are two children; a valid number that is not the child's own says little.
            learnt(
                SAME_CHILD,
                &[
                    0.85, 0.002, 0.05, 0.01, 0.06, 0.002, 0.0002, 0.0002, 0.0002, 0.006, 0.0005,
                    0.008,
                ],
                &[8, 9],
            ),
            // How often twins stand under one number is learnt; everything else about siblings' numbers is written down.
            learnt(
                OTHER_CHILD,
                &[
                    0.003, 0.0002, 0.04, 0.012, 0.008, 0.01, 0.06, 0.75, 0.06, 0.02, 0.002, 0.03,
                ],
                &[2, 3, 4, 5, 6, 7, 9, 10, 11, 12],
            ),
            fixed(
                &[MIX_UP],
                &[
                    0.9, 0.03, 0.01, 1e-4, 0.01, 0.001, 0.001, 0.001, 0.01, 0.01, 0.02, 0.007,
                ],
            ),
            fixed(
                &[NAMESAKE],
                &[
                    1e-7, 1e-8, 0.004, 0.002, 0.001, 0.002, 0.01, 0.2, 0.7, 0.02, 1e-7, 0.06,
                ],
            ),
            random(
                &[STRANGER],
                &[
                    0.001, 1e-9, 2e-7, 2e-4, 3e-8, 2e-7, 2e-7, 2e-6, 0.9, 0.02, 1e-4, 0.07,
                ],
                &[1, 2, 3, 4, 5, 6, 7, 8, 11],
                &[1, 11],
            ),
        ],
    );
    identity.missing_needs_person = true;
    vec![
        identity,
        comparison(
            "child-name",
            "子女姓名",
            "child's name",
            Comparing::Name(CHILD_NAME),
            levels::child_name(),
            vec![
                learnt(
                    SAME_CHILD,
                    &[0.9, 0.04, 0.01, 0.02, 0.002, 0.004, 0.015, 0.005, 0.004],
                    &[],
                ),
                fixed(
                    OTHER_CHILD,
                    &[1e-4, 0.03, 0.004, 0.002, 0.01, 0.01, 0.52, 0.38, 0.04],
                ),
                fixed(
                    &[NAMESAKE],
                    &[0.93, 0.065, 0.002, 5e-4, 5e-4, 5e-4, 5e-4, 5e-4, 5e-4],
                ),
                random(
                    &[STRANGER, MIX_UP],
                    &[1e-5, 2e-5, 1e-5, 5e-4, 3e-5, 2e-5, 0.001, 0.03, 0.97],
                    &[],
                    &[],
                ),
            ],
        ),
        comparison(
            "birth-date",
            "出生日期",
            "birth date",
            Comparing::Date(BORN),
            levels::date(),
            vec![
                learnt(SAME_CHILD, &[0.97, 0.025, 0.003, 0.002], &[]),
                fixed(OTHER_CHILD, &[0.6, 0.02, 0.02, 0.36]),
                fixed(&[NAMESAKE], &[0.98, 0.01, 0.005, 0.005]),
                learnt(&[MIX_UP], &[0.4, 0.01, 0.04, 0.55], &[]),
                random(&[STRANGER], &[1.6e-4, 5e-3, 0.055, 0.94], &[], &[]),
            ],
        ),
        comparison(
            "sex",
            "性别",
            "sex",
            Comparing::Exact(SEX),
            levels::sex(),
            vec![
                learnt(SAME_CHILD, &[0.99, 0.01], &[]),
                fixed(OTHER_CHILD, &[0.6, 0.4]),
                learnt(&[NAMESAKE], &[0.9, 0.1], &[]),
                random(&[STRANGER, MIX_UP], &[0.5, 0.5], &[], &[]),
            ],
        ),
        comparison(
            "birth-certificate",
            "出生医学证明",
            "birth certificate",
            Comparing::Serial(CERTIFICATE),
            levels::certificate(),
            vec![
                learnt(SAME_CHILD, &[0.97, 0.001, 0.025, 0.004], &[2]),
                fixed(OTHER_CHILD, &[0.002, 0.6, 0.03, 0.368]),
                random(STRANGERS, &[0.001, 1e-6, 1e-5, 0.999], &[1, 2, 3], &[1]),
            ],
        ),
    ]
}

/// What is said of the parent and the unit: learnt, by "one parent" and "two parents".
fn household_comparisons() -> Vec<Comparison> {
    vec![
        comparison(
            "parent-name",
            "家长姓名",
            "parent's name",
            Comparing::NameCoarse(PARENT_NAME),
            levels::parent_name(),
            vec![
                learnt(ONE_PARENT, &[0.97, 0.02, 0.01], &[]),
                learnt(TWO_PARENTS, &[1e-4, 1e-4, 0.999], &[1, 2]),
                random(STRANGERS, &[5e-5, 1e-4, 0.999], &[], &[]),
            ],
        ),
        comparison(
            "parent-identity",
            "家长证件号",
            "parent's identity number",
            Comparing::IdentityCoarse(PARENT_IDENTITY),
            levels::parent_identity(),
            vec![
                learnt(ONE_PARENT, &[0.97, 0.02, 0.01], &[]),
                fixed(TWO_PARENTS, &[1e-4, 1e-4, 0.9998]),
                random(STRANGERS, &[0.01, 1e-6, 0.999], &[1, 2], &[1]),
            ],
        ),
        comparison(
            "two-parents",
            "父母双方",
            "father and mother",
            Comparing::TwoParents(PARENT_IDENTITY),
            levels::two_parents(),
            vec![
                learnt(TWO_PARENTS, &[0.985, 0.015], &[]),
                fixed(ONE_PARENT, &[0.5, 0.5]),
                random(STRANGERS, &[0.5, 0.5], &[], &[]),
            ],
        ),
        comparison(
            "phone",
            "联系电话",
            "telephone",
            Comparing::Code(PHONE),
            levels::phone(),
            vec![
                learnt(ONE_PARENT, &[0.9, 0.01, 0.09], &[]),
                learnt(TWO_PARENTS, &[0.08, 0.001, 0.919], &[2]),
                random(STRANGERS, &[0.01, 1e-7, 0.999], &[1, 2], &[1]),
            ],
        ),
        comparison(
            "place",
            "单位",
            "unit",
            Comparing::Place {
                office: UNIT,
                county: COUNTY,
            },
            levels::place(),
            vec![
                learnt(ONE_PARENT, &[0.6, 0.2, 0.1, 0.1], &[]),
                learnt(TWO_PARENTS, &[0.02, 0.6, 0.1, 0.28], &[]),
                learnt(&[NAMESAKE], &[1e-3, 0.1, 0.1, 0.8], &[]),
                learnt(&[MIX_UP], &[0.05, 0.1, 0.1, 0.75], &[]),
                random(&[STRANGER], &[1e-4, 0.01, 0.08, 0.91], &[], &[]),
            ],
        ),
    ]
}
