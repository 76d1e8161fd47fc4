//! The keys that bring two claims of one child together.

use super::{
    BORN, BOTH, CERTIFICATE, CHILD_IDENTITY, CHILD_NAME, COUNTY, DATE, IDENTITY, NAME, OF_ONE_NAME,
    OF_ONE_NUMBER, ONE_PARENT, PARENT, PARENT_ID, PARENT_IDENTITY, PHONE, PLACE, SEX, TELEPHONE,
    UNIT,
};
use matching::build::part;
use matching::schema::{Block, Facet, Part, Training};

fn block(code: &str, zh: &str, en: &str, parts: &[Part], narrower: &[Part]) -> Block {
    Block {
        code: code.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        parts: parts.to_vec(),
        narrower: narrower.to_vec(),
        training: None,
    }
}

fn taught(block: Block, decided: &[usize], classes: &[usize]) -> Block {
    Block {
        training: Some(Training {
            decided: decided.to_vec(),
            classes: classes.to_vec(),
        }),
        ..block
    }
}

/// All kinds of blocks, tight ones first: a pair is scored in the first that finds it.
pub(super) fn blocks() -> Vec<Block> {
    let born = part(BORN, Facet::Whole);
    let sound = part(CHILD_NAME, Facet::Sound);
    let county = part(COUNTY, Facet::Whole);
    let unit = part(UNIT, Facet::Whole);
    let sex = part(SEX, Facet::Whole);
    let area_and_sequence = part(CHILD_IDENTITY, Facet::AreaAndSequence);
    vec![
        taught(
            block(
                "identity",
                "证件号相同",
                "the same number",
                &[part(CHILD_IDENTITY, Facet::Whole)],
                &[sound, born, unit],
            ),
            &[IDENTITY],
            OF_ONE_NUMBER,
        ),
        taught(
            block(
                "sound-born",
                "读音和出生日期相同",
                "the same sound and birth date",
                &[sound, born],
                &[county, sex, unit],
            ),
            &[NAME, DATE],
            OF_ONE_NAME,
        ),
        block(
            "certificate",
            "出生医学证明号相同",
            "the same certificate",
            &[part(CERTIFICATE, Facet::Whole)],
            &[sound, born],
        ),
        taught(
            block(
                "parent-born",
                "家长和出生日期相同",
                "the same parent and birth date",
                &[part(PARENT_IDENTITY, Facet::Whole), born],
                &[sound],
            ),
            &[DATE, PARENT, PARENT_ID, BOTH, TELEPHONE, PLACE],
            ONE_PARENT,
        ),
        block(
            "born-sequence",
            "证件号出生日期和顺序码相同",
            "the same birth date and sequence in the number",
            &[part(CHILD_IDENTITY, Facet::BornAndSequence)],
            &[sound, county],
        ),
        block(
            "first-15",
            "证件号前15位相同",
            "the same first 15 places",
            &[part(CHILD_IDENTITY, Facet::First15)],
            &[sound, sex, unit],
        ),
        block(
            "area-sequence",
            "证件号地区和顺序码、姓、出生年相同",
            "the same area and sequence in the number, surname and birth year",
            &[
                area_and_sequence,
                part(CHILD_NAME, Facet::Surname),
                part(BORN, Facet::Year),
            ],
            &[sound, county],
        ),
        block(
            "sound-county",
            "读音和县区相同",
            "the same sound and county",
            &[sound, county],
            &[part(BORN, Facet::Year), unit, born],
        ),
        block(
            "given-born",
            "名和出生日期相同",
            "the same given name and birth date",
            &[part(CHILD_NAME, Facet::Given), born],
            &[county, sex, unit],
        ),
        block(
            "phone-born",
            "电话和出生日期相同",
            "the same telephone and birth date",
            &[part(PHONE, Facet::Whole), born],
            &[sound],
        ),
    ]
}
