//! The levels of the child-claim comparisons in words.

use super::{CHILD_NAME, PARENT_NAME};
use matching::build::{common, level, looked_at, part};
use matching::schema::{Facet, Level};

pub(super) fn identity() -> Vec<Level> {
    vec![
        level(
            "same",
            "号码相同且校验正确",
            "the same number, check digit right",
        ),
        level(
            "same-invalid",
            "号码相同但校验错误",
            "the same number, check digit wrong",
        ),
        level(
            "first-15",
            "前15位相同，一方号码残缺或有误",
            "first 15 places agree, one number is cut off or wrong",
        ),
        level(
            "few-digits",
            "表格只留下前几位，留下的相同",
            "a spreadsheet kept few digits and they agree",
        ),
        level(
            "one-slip",
            "差一处笔误，一方校验错误",
            "one slip apart, one check digit wrong",
        ),
        level(
            "two-slips",
            "差两处笔误，一方校验错误",
            "two slips apart, one check digit wrong",
        ),
        level(
            "two-slips-twin",
            "只差顺序码和校验码，一方校验错误（双胞胎常见）",
            "apart in sequence and check digit only, one wrong (as twins are)",
        ),
        looked_at(level(
            "other-twin",
            "两个有效号码，同地同日出生（双胞胎常见）",
            "two valid numbers, same area and birth date (as twins are)",
        )),
        looked_at(level(
            "other",
            "两个有效号码且不同",
            "two valid and different numbers",
        )),
        looked_at(level(
            "not-own",
            "号码不同，但其中一个不是本人的",
            "different, but one is not the child's own number",
        )),
        looked_at(level(
            "same-not-own",
            "号码相同，但不是本人的",
            "the same, but not the child's own number",
        )),
        level(
            "far",
            "号码相差很大，一方校验错误",
            "far apart, one check digit wrong",
        ),
    ]
}

pub(super) fn child_name() -> Vec<Level> {
    vec![
        common(
            level("same", "姓名相同", "the same name"),
            part(CHILD_NAME, Facet::Whole),
        ),
        common(
            level(
                "sound",
                "读音相同，写法不同",
                "the same sound, another writing",
            ),
            part(CHILD_NAME, Facet::Sound),
        ),
        level(
            "lost",
            "除缺失的字外相同",
            "the same but for lost characters",
        ),
        common(
            level(
                "given",
                "名相同，姓不同",
                "the same given name under another surname",
            ),
            part(CHILD_NAME, Facet::Given),
        ),
        level(
            "coarse-sound",
            "方言读音相同",
            "the same sound where initials are not kept apart",
        ),
        level(
            "shifted",
            "多一字、少一字或两字颠倒",
            "one character more, less or exchanged",
        ),
        level(
            "one-of-given",
            "姓和一个字相同，另一字不同",
            "surname and one character agree, one differs",
        ),
        level("surname", "仅姓相同", "only the surname agrees"),
        level("other", "姓名不同", "another name"),
    ]
}

pub(super) fn date() -> Vec<Level> {
    vec![
        level("same", "出生日期相同", "the same birth date"),
        level(
            "slip",
            "差一处笔误或月日颠倒",
            "one slip apart, or day and month exchanged",
        ),
        level("year", "仅年份相同", "only the year agrees"),
        level("other", "出生日期不同", "another birth date"),
    ]
}

pub(super) fn sex() -> Vec<Level> {
    vec![
        level("same", "性别相同", "the same sex"),
        level("other", "性别不同", "another sex"),
    ]
}

pub(super) fn certificate() -> Vec<Level> {
    vec![
        level("same", "出生医学证明号相同", "the same certificate"),
        level(
            "neighbour",
            "证明号相邻（双胞胎常见）",
            "neighbouring certificates (as twins have)",
        ),
        level("slip", "证明号差一处笔误", "one slip apart"),
        level("other", "证明号不同", "another certificate"),
    ]
}

pub(super) fn parent_name() -> Vec<Level> {
    vec![
        common(
            level("same", "家长姓名相同", "the same parent's name"),
            part(PARENT_NAME, Facet::Whole),
        ),
        level("alike", "家长姓名相近", "parents' names alike"),
        level("other", "家长姓名不同", "another parent's name"),
    ]
}

pub(super) fn parent_identity() -> Vec<Level> {
    vec![
        level("same", "家长证件号相同", "the same parent's number"),
        level(
            "slip",
            "家长证件号有笔误",
            "the parent's number written wrongly",
        ),
        level("other", "家长证件号不同", "another parent's number"),
    ]
}

pub(super) fn two_parents() -> Vec<Level> {
    vec![
        level(
            "father-and-mother",
            "一方为父、一方为母",
            "one father and one mother",
        ),
        level(
            "of-one-sex",
            "两位家长不是同一人且性别相同",
            "two different parents of one sex",
        ),
    ]
}

pub(super) fn phone() -> Vec<Level> {
    vec![
        level("same", "电话相同", "the same telephone"),
        level("slip", "电话差一处笔误", "one slip apart"),
        level("other", "电话不同", "another telephone"),
    ]
}

pub(super) fn place() -> Vec<Level> {
    vec![
        level("office", "同一单位", "the same unit"),
        level("county", "同一县区", "the same county"),
        level("city", "同一市州", "the same city"),
        level("other", "不同市州", "another city"),
    ]
}
