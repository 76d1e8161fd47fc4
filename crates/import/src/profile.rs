//! The kinds of sheet and their columns.

use policy::{ColumnKind, ColumnSpec};

/// A kind of sheet.
#[derive(Debug, Clone, Copy)]
pub enum Profile {
    /// Units of the union tree.
    Units,
    /// Rosters of members.
    Members,
    /// What a union decided for a benefit year.
    Plans,
    /// A union's budget.
    Budgets,
    /// Claims, with the columns of their programme.
    Claims(&'static [ColumnSpec]),
}

impl Profile {
    /// Finds a profile by its code; `claims` are the programme's columns.
    pub fn from_code(code: &str, claims: &'static [ColumnSpec]) -> Option<Self> {
        [
            Self::Units,
            Self::Members,
            Self::Plans,
            Self::Budgets,
            Self::Claims(claims),
        ]
        .into_iter()
        .find(|profile| profile.code() == code)
    }

    /// The code used on the command line and in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Members => "members",
            Self::Plans => "plans",
            Self::Budgets => "budgets",
            Self::Claims(_) => "claims",
        }
    }

    /// The columns.
    pub const fn columns(self) -> &'static [ColumnSpec] {
        match self {
            Self::Units => UNITS,
            Self::Members => MEMBERS,
            Self::Plans => PLANS,
            Self::Budgets => BUDGETS,
            Self::Claims(columns) => columns,
        }
    }
}

const fn column(
    field: &'static str,
    header: &'static str,
    aliases: &'static [&'static str],
    kind: ColumnKind,
    required: bool,
) -> ColumnSpec {
    ColumnSpec {
        field,
        header,
        aliases,
        kind,
        required,
    }
}

const UNIT_CODE: ColumnSpec = column(
    "unit_code",
    "工会代码",
    &["单位代码", "基层工会代码", "工会编码"],
    ColumnKind::Text,
    true,
);
const YEAR_ALIASES: &[&str] = &["参保年度", "缴费年度", "待遇年度"];

const UNITS: &[ColumnSpec] = &[
    UNIT_CODE,
    column(
        "unit_name",
        "工会名称",
        &["单位名称", "基层工会", "基层工会名称", "所属工会"],
        ColumnKind::Text,
        true,
    ),
    column(
        "parent_code",
        "上级工会代码",
        &["上级代码", "上级工会编码", "上级单位代码"],
        ColumnKind::Text,
        false,
    ),
    column(
        "level",
        "层级",
        &["工会层级", "级别", "工会级别"],
        ColumnKind::Text,
        true,
    ),
    column(
        "credit_code",
        "统一社会信用代码",
        &[
            "信用代码",
            "社会信用代码",
            "工会统一社会信用代码",
            "组织机构代码",
        ],
        ColumnKind::Text,
        false,
    ),
    column(
        "area_code",
        "行政区划代码",
        &["区划代码", "行政区划", "地区代码"],
        ColumnKind::Text,
        false,
    ),
];

const MEMBERS: &[ColumnSpec] = &[
    UNIT_CODE,
    column(
        "member_name",
        "会员姓名",
        &["职工姓名", "姓名", "会员"],
        ColumnKind::Name,
        true,
    ),
    column(
        "member_id",
        "会员身份证号",
        &[
            "身份证号",
            "身份证号码",
            "身份证",
            "证件号码",
            "公民身份号码",
            "社会保障号码",
            "会员身份证号码",
            "会员证件号码",
        ],
        ColumnKind::Identity,
        true,
    ),
    column(
        "mobile",
        "手机号",
        &["手机号码", "联系电话", "联系方式", "电话", "手机"],
        ColumnKind::Mobile,
        false,
    ),
    column(
        "employment",
        "在职状态",
        &["是否在职", "在职情况", "职工状态"],
        ColumnKind::Text,
        true,
    ),
    column(
        "dues_paid_through",
        "会费缴至",
        &[
            "缴费至",
            "会费缴纳至",
            "会费缴纳情况",
            "是否缴纳会费",
            "会费缴至月份",
        ],
        ColumnKind::Text,
        false,
    ),
    column(
        "spouse_name",
        "配偶姓名",
        &["配偶"],
        ColumnKind::Name,
        false,
    ),
    column(
        "spouse_id",
        "配偶身份证号",
        &["配偶身份证号码", "配偶身份证", "配偶证件号码"],
        ColumnKind::Identity,
        false,
    ),
    column(
        "spouse_unit",
        "配偶单位",
        &["配偶工作单位", "配偶所在单位"],
        ColumnKind::Text,
        false,
    ),
];

const PLANS: &[ColumnSpec] = &[
    UNIT_CODE,
    column("year", "年度", YEAR_ALIASES, ColumnKind::Year, true),
    column(
        "mode",
        "缴费方式",
        &["补助方式", "承担方式"],
        ColumnKind::Text,
        true,
    ),
    column(
        "amount",
        "工会承担金额",
        &["承担金额", "补助金额", "每人金额"],
        ColumnKind::Money,
        false,
    ),
    column(
        "ratio",
        "承担比例",
        &["工会承担比例", "补助比例", "报销比例"],
        ColumnKind::Text,
        false,
    ),
    column(
        "minutes",
        "会议纪要号",
        &["会议纪要", "纪要号", "会议纪要编号", "纪要文号"],
        ColumnKind::Text,
        true,
    ),
];

const BUDGETS: &[ColumnSpec] = &[
    UNIT_CODE,
    column(
        "calendar_year",
        "预算年度",
        &["年度", "经费年度"],
        ColumnKind::Year,
        true,
    ),
    column(
        "source",
        "经费来源",
        &["资金来源", "来源"],
        ColumnKind::Text,
        true,
    ),
    column(
        "total",
        "预算金额",
        &["预算数", "金额", "预算总额"],
        ColumnKind::Money,
        true,
    ),
    column(
        "approval",
        "批复文号",
        &["批复", "文号", "会议纪要号", "纪要号"],
        ColumnKind::Text,
        false,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;
    use crate::header::normalise;
    use std::collections::BTreeMap;

    #[test]
    fn no_header_of_a_profile_names_two_columns() {
        for profile in [
            Profile::Units,
            Profile::Members,
            Profile::Plans,
            Profile::Budgets,
        ] {
            let mut seen = BTreeMap::new();
            for spec in profile.columns() {
                for header in std::iter::once(&spec.header).chain(spec.aliases) {
                    let before = seen.insert(normalise(header), spec.field);
                    assert!(before.is_none(), "{} in {}", header, profile.code());
                }
            }
        }
    }

    #[test]
    fn every_column_is_a_field_that_can_be_read() {
        for profile in [
            Profile::Units,
            Profile::Members,
            Profile::Plans,
            Profile::Budgets,
        ] {
            for spec in profile.columns() {
                assert_eq!(Field::of(spec).map(Field::name), Some(spec.field));
            }
        }
    }
}
