//! Person data of the Freely Extensible Biomedical Record Linkage sets (FEBRL 1 to 4): a second kind of records,
//! which keeps the engine from knowing anything about claims.

use crate::build::{common, comparison, field, learnt, level, part, random};
use crate::compare::Comparing;
use crate::schema::{
    Block, Class, Comparison, Facet, Field, Level, Lines, Normaliser, Part, Prior, Relation,
    Schema, Training,
};

const GIVEN: Field = 0;
const SURNAME: Field = 1;
const STREET_NUMBER: Field = 2;
const ADDRESS_1: Field = 3;
const ADDRESS_2: Field = 4;
const SUBURB: Field = 5;
const POSTCODE: Field = 6;
const STATE: Field = 7;
const BORN: Field = 8;
const SOCIAL: Field = 9;

const SAME: &[usize] = &[0];
const STRANGER: &[usize] = &[1];

// Places in the list of comparisons.
const C_GIVEN: usize = 0;
const C_SURNAME: usize = 1;
const C_BORN: usize = 7;
const C_SOCIAL: usize = 8;
const C_POSTCODE: usize = 5;

/// The schema.
#[must_use]
pub fn schema() -> Schema {
    let class = |code: &str, relation, prior| Class {
        code: code.to_owned(),
        relation,
        prior,
    };
    Schema {
        code: "febrl".to_owned(),
        version: 1,
        id_column: "rec_id".to_owned(),
        fields: vec![
            field("given_name", Normaliser::Text),
            field("surname", Normaliser::Text),
            field("street_number", Normaliser::Code),
            field("address_1", Normaliser::Text),
            field("address_2", Normaliser::Text),
            field("suburb", Normaliser::Text),
            field("postcode", Normaliser::Code),
            field("state", Normaliser::Code),
            field("date_of_birth", Normaliser::Code),
            field("soc_sec_id", Normaliser::Code),
        ],
        comparisons: comparisons(),
        blocks: blocks(),
        classes: vec![
            class("same", Relation::Same, Prior::Block(0)),
            class("stranger", Relation::Stranger, Prior::Rest),
        ],
        lines: Lines {
            keep: -15_000,
            review: 0,
            automatic: 10_000,
        },
    }
}

fn text_levels(field: Field) -> Vec<Level> {
    vec![
        common(level("same", "相同", "the same"), part(field, Facet::Whole)),
        level("alike", "很相近", "very much alike"),
        level("near", "相近", "alike"),
        level("other", "不同", "different"),
    ]
}

fn text(code: &str, zh: &str, field: Field) -> Comparison {
    let same = learnt(SAME, &[0.8, 0.12, 0.03, 0.05], &[]);
    let stranger = random(STRANGER, &[0.005, 0.005, 0.01, 0.98], &[], &[]);
    comparison(
        code,
        zh,
        code,
        Comparing::Text(field),
        text_levels(field),
        vec![same, stranger],
    )
}

fn number(code: &str, zh: &str, field: Field) -> Comparison {
    let levels = vec![
        level("same", "相同", "the same"),
        level("slip", "差一处笔误", "one slip apart"),
        level("slips", "差两处笔误", "two slips apart"),
        level("other", "不同", "different"),
    ];
    let same = learnt(SAME, &[0.9, 0.07, 0.01, 0.02], &[]);
    let stranger = random(STRANGER, &[0.001, 0.002, 0.01, 0.987], &[], &[]);
    comparison(
        code,
        zh,
        code,
        Comparing::CodeLoose(field),
        levels,
        vec![same, stranger],
    )
}

fn comparisons() -> Vec<Comparison> {
    let state = vec![
        level("same", "相同", "the same"),
        level("other", "不同", "different"),
    ];
    vec![
        text("given_name", "名", GIVEN),
        text("surname", "姓", SURNAME),
        number("street_number", "门牌", STREET_NUMBER),
        text("address_1", "地址一", ADDRESS_1),
        text("suburb", "城区", SUBURB),
        number("postcode", "邮编", POSTCODE),
        comparison(
            "state",
            "州",
            "state",
            Comparing::Exact(STATE),
            state,
            vec![
                learnt(SAME, &[0.9, 0.1], &[]),
                random(STRANGER, &[0.25, 0.75], &[], &[]),
            ],
        ),
        number("date_of_birth", "出生日期", BORN),
        number("soc_sec_id", "社保号", SOCIAL),
        text("address_2", "地址二", ADDRESS_2),
    ]
}

fn blocks() -> Vec<Block> {
    let whole = |field| part(field, Facet::Whole);
    let taught = |decided: &[usize]| {
        Some(Training {
            decided: decided.to_vec(),
            classes: vec![0, 1],
        })
    };
    let block = |code: &str, parts: &[Part], training| Block {
        code: code.to_owned(),
        zh: format!("{code}相同"),
        en: format!("the same {code}"),
        parts: parts.to_vec(),
        narrower: vec![whole(SURNAME), whole(POSTCODE)],
        training,
    };
    vec![
        block("soc_sec_id", &[whole(SOCIAL)], taught(&[C_SOCIAL])),
        block("date_of_birth", &[whole(BORN)], taught(&[C_BORN])),
        block(
            "given+surname",
            &[whole(GIVEN), whole(SURNAME)],
            taught(&[C_GIVEN, C_SURNAME]),
        ),
        block(
            "surname+postcode",
            &[whole(SURNAME), whole(POSTCODE)],
            taught(&[C_SURNAME, C_POSTCODE]),
        ),
        block("given+postcode", &[whole(GIVEN), whole(POSTCODE)], None),
        block("address", &[whole(ADDRESS_1)], None),
        block(
            "surname+street",
            &[whole(SURNAME), whole(STREET_NUMBER)],
            None,
        ),
        block("given+suburb", &[whole(GIVEN), whole(SUBURB)], None),
        block(
            "suburb+street",
            &[whole(SUBURB), whole(STREET_NUMBER)],
            None,
        ),
        block(
            "postcode+street",
            &[whole(POSTCODE), whole(STREET_NUMBER)],
            None,
        ),
        block("surname", &[whole(SURNAME)], None),
        block("postcode", &[whole(POSTCODE)], None),
    ]
}
