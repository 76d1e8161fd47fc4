//! The columns of the kernel's registers: units, rosters, plans, budgets.

use rows::column::{ColumnKind, ColumnSpec, MEMBER, PARTNER};

pub(super) use rows::plan::UNIT as UNIT_CODE;

/// 工会名称.
pub(super) const UNIT_NAME: ColumnSpec = ColumnSpec::new("unit_name", "工会名称", ColumnKind::Text)
    .required()
    .aliases(&["单位名称", "基层工会", "基层工会名称", "所属工会"])
    .hint("工会全称。")
    .sample();
/// 上级工会代码.
pub(super) const PARENT_CODE: ColumnSpec =
    ColumnSpec::new("parent_code", "上级工会代码", ColumnKind::Text)
        .aliases(&["上级代码", "上级工会编码", "上级单位代码"])
        .hint("上级工会的代码；省总工会留空。");
/// 层级.
pub(super) const LEVEL: ColumnSpec = ColumnSpec::new("level", "层级", ColumnKind::Text)
    .required()
    .aliases(&["工会层级", "级别", "工会级别"])
    .hint("从下拉列表中选择。")
    .choices(&["省", "市州", "县市区", "乡镇街道", "产业", "基层"]);
/// 统一社会信用代码.
pub(super) const CREDIT_CODE: ColumnSpec =
    ColumnSpec::new("credit_code", "统一社会信用代码", ColumnKind::Text)
        .aliases(&[
            "信用代码",
            "社会信用代码",
            "工会统一社会信用代码",
            "组织机构代码",
        ])
        .hint("18位统一社会信用代码，按文本填写。");
/// 行政区划代码.
pub(super) const AREA_CODE: ColumnSpec =
    ColumnSpec::new("area_code", "行政区划代码", ColumnKind::Text)
        .aliases(&["区划代码", "行政区划", "地区代码"])
        .hint("6位行政区划代码。");
/// 会员姓名.
pub(super) const MEMBER_NAME: ColumnSpec =
    ColumnSpec::new("member_name", "会员姓名", ColumnKind::Name)
        .required()
        .aliases(&["职工姓名", "姓名", "会员"])
        .hint("与身份证一致；少数民族姓名的间隔号用“·”。")
        .of(MEMBER)
        .fills_down()
        .sample();
/// 会员身份证号.
pub(super) const MEMBER_ID: ColumnSpec =
    ColumnSpec::new("member_id", "会员身份证号", ColumnKind::Identity)
        .required()
        .aliases(&[
            "身份证号",
            "身份证号码",
            "身份证",
            "证件号码",
            "公民身份号码",
            "社会保障号码",
            "会员身份证号码",
            "会员证件号码",
        ])
        .hint("会员本人的身份证件号码，按文本填写，不能存成数字。")
        .of(MEMBER)
        .fills_down();
/// 手机号.
pub(super) const MOBILE: ColumnSpec = ColumnSpec::new("mobile", "手机号", ColumnKind::Mobile)
    .aliases(&["手机号码", "联系电话", "联系方式", "电话", "手机"])
    .hint("11位手机号码。")
    .of(MEMBER)
    .fills_down();
/// 在职状态.
pub(super) const EMPLOYMENT: ColumnSpec =
    ColumnSpec::new("employment", "在职状态", ColumnKind::Text)
        .required()
        .aliases(&["是否在职", "在职情况", "职工状态"])
        .hint("从下拉列表中选择。")
        .choices(&["在职", "退休", "离职"])
        .of(MEMBER);
/// 会费缴至.
pub(super) const DUES_THROUGH: ColumnSpec =
    ColumnSpec::new("dues_paid_through", "会费缴至", ColumnKind::Text)
        .aliases(&[
            "缴费至",
            "会费缴纳至",
            "会费缴纳情况",
            "是否缴纳会费",
            "会费缴至月份",
        ])
        .hint("会费缴到的月份，如 2025-12。")
        .of(MEMBER);
/// 配偶姓名.
pub(super) const PARTNER_NAME: ColumnSpec =
    ColumnSpec::new("spouse_name", "配偶姓名", ColumnKind::Name)
        .aliases(&["配偶"])
        .hint("没有可不填。")
        .of(PARTNER)
        .fills_down();
/// 配偶身份证号.
pub(super) const PARTNER_ID: ColumnSpec =
    ColumnSpec::new("spouse_id", "配偶身份证号", ColumnKind::Identity)
        .aliases(&["配偶身份证号码", "配偶身份证", "配偶证件号码"])
        .hint("配偶的身份证件号码，按文本填写；用于防止双方单位重复申报。")
        .of(PARTNER)
        .fills_down();
/// 配偶单位.
pub(super) const PARTNER_UNIT: ColumnSpec =
    ColumnSpec::new("spouse_unit", "配偶单位", ColumnKind::Text)
        .aliases(&["配偶工作单位", "配偶所在单位"])
        .hint("配偶的工作单位。")
        .of(PARTNER)
        .fills_down();
/// 预算年度.
pub(super) const CALENDAR_YEAR: ColumnSpec =
    ColumnSpec::new("calendar_year", "预算年度", ColumnKind::Year)
        .required()
        .aliases(&["年度", "经费年度"])
        .hint("预算所属的自然年，四位数字。");
/// 经费来源.
pub(super) const SOURCE: ColumnSpec = ColumnSpec::new("source", "经费来源", ColumnKind::Text)
    .required()
    .aliases(&["资金来源", "来源"])
    .hint("从下拉列表中选择。");
/// 预算金额.
pub(super) const TOTAL: ColumnSpec = ColumnSpec::new("total", "预算金额", ColumnKind::Money)
    .required()
    .aliases(&["预算数", "金额", "预算总额"])
    .hint("预算总额（元），最多两位小数。");
/// 批复文号.
pub(super) const APPROVAL: ColumnSpec = ColumnSpec::new("approval", "批复文号", ColumnKind::Text)
    .aliases(&["批复", "文号", "会议纪要号", "纪要号"])
    .hint("批复或会议纪要的编号。");

pub(super) const UNITS: &[ColumnSpec] = &[
    UNIT_CODE,
    UNIT_NAME,
    PARENT_CODE,
    LEVEL,
    CREDIT_CODE,
    AREA_CODE,
];

pub(super) const MEMBERS: &[ColumnSpec] = &[
    UNIT_CODE,
    MEMBER_NAME,
    MEMBER_ID,
    MOBILE,
    EMPLOYMENT,
    DUES_THROUGH,
    PARTNER_NAME,
    PARTNER_ID,
    PARTNER_UNIT,
];

pub(super) const BUDGETS: &[ColumnSpec] = &[UNIT_CODE, CALENDAR_YEAR, SOURCE, TOTAL, APPROVAL];
